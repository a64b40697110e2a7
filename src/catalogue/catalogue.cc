#include "catalogue/catalogue.h"

#include <algorithm>
#include <iterator>

#include "catalogue/city_files.h"
#include "catalogue/service_file.h"

namespace opak::catalogue {
namespace {

// A file of sentences that cannot be read stops the start. A single odd sentence (there twice, empty) does not: the first one
// is said, and `opak check` names the other.
Sentences read_sentences(const std::vector<SourceFile>& files, std::vector<Problem>& problems) {
  std::vector<Problem> found;
  auto sentences = Sentences::read(files, found);
  std::copy_if(found.begin(), found.end(), std::back_inserter(problems), [](const Problem& problem) { return problem.line == 0; });
  return sentences;
}

std::vector<law::Service> read_services(const std::vector<SourceFile>& files, const City& city, std::vector<Problem>& problems) {
  std::vector<law::Service> services;
  for (const auto& key : city.services) {
    const auto name = "services/" + key + ".toml";
    const auto at = std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.name == name; });
    if (at == files.end()) {
      problems.push_back({name, 0, "the city offers this service, but there is no such file"});
      continue;
    }
    const auto file = read_service(*at, problems);
    if (!file) continue;
    check_service(*file, problems);
    services.push_back(file->service);
  }
  return services;
}

}  // namespace

const PickUpPlace* City::find_counter(std::string_view key) const {
  const auto found = std::find_if(pick_up_places.begin(), pick_up_places.end(), [&](const PickUpPlace& place) { return place.is_counter() && place.key == key; });
  return found == pick_up_places.end() ? nullptr : &*found;
}

const PickUpPlace* City::counter_of(std::string_view kelurahan) const {
  const auto* region = regions.by_code(kelurahan);
  const PickUpPlace* of_kecamatan = nullptr;
  for (const auto& place : pick_up_places) {
    if (!place.is_counter() || region == nullptr) continue;
    if (place.kelurahan == kelurahan) return &place;
    const auto* at = regions.by_code(place.kelurahan);
    if (place.serves == "kecamatan" && at != nullptr && at->kecamatan == region->kecamatan) of_kecamatan = &place;
  }
  return of_kecamatan;
}

int City::setting(std::string_view key) const {
  const auto at = settings.find(key);
  ensure(at != settings.end(), "a city has the setting that is asked for");
  return at->second;
}

bool City::has_one_officer() const {
  const auto at = settings.find("one_officer_office");
  return at != settings.end() && at->second == 1;
}

tl::expected<Catalogue, std::vector<Problem>> Catalogue::load(const std::vector<SourceFile>& files, std::string_view code) {
  std::vector<Problem> problems;
  Catalogue catalogue;
  catalogue.sentences_ = read_sentences(files, problems);
  auto city = read_city(files, code, problems);
  if (!city) return tl::unexpected(std::move(problems));
  catalogue.city_ = std::move(*city);
  catalogue.services_ = read_services(files, catalogue.city_, problems);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return catalogue;
}

Catalogue Catalogue::embedded(std::string_view city) {
  auto catalogue = load(embedded_sources(), city);
  if (!catalogue) throw Bug("the catalogue inside the program is sound: " + to_line(catalogue.error().front()));
  return std::move(*catalogue);
}

const law::Service* Catalogue::find_service(std::string_view key) const {
  const auto at = std::find_if(services_.begin(), services_.end(), [&](const auto& service) { return service.key == key; });
  return at == services_.end() ? nullptr : &*at;
}

const law::Service* Catalogue::find_service_by_slug(std::string_view slug) const {
  const auto at = std::find_if(services_.begin(), services_.end(), [&](const auto& service) { return service.slug == slug; });
  return at == services_.end() ? nullptr : &*at;
}

const law::Service& Catalogue::get_service(std::string_view key) const {
  const auto* service = find_service(key);
  ensure(service != nullptr, "the catalogue has the service that is asked for");
  return *service;
}

}  // namespace opak::catalogue
