// What several screens share: the case behind a link, places and papers by their names, today's blangko.
#include "base/text.h"
#include "web/resident/resident.h"

namespace opak::web {

bool is_link_of_case(Site& site, const Request& request) {
  return request.matched.size() >= 2 && office::is_status_token(site.office, request.matched[0], request.matched[1]);
}

std::optional<views::Case> case_of_link(Site& site, Boards& boards, const Request& request) {
  if (!is_link_of_case(site, request)) return std::nullopt;
  return boards.find_case(request.matched[0]);
}

std::string link_of(const Request& request) { return "/s/" + request.matched.at(0) + "/" + request.matched.at(1); }

std::string whole_address(const Site& site, std::string_view path) { return site.settings.public_address + std::string(path); }

std::string shared_words(const Site& site, const Speech& say, const std::string& number) {
  return say("w.share", {{"nomor", number}, {"alamat", whole_address(site, "/lacak")}});
}

std::string region_words(const Site& site, std::string_view code) {
  const auto* region = site.catalogue.city().regions.by_code(code);
  return region ? "Kelurahan " + region->kelurahan + ", Kecamatan " + region->kecamatan : std::string();
}

void region_select(Page& page, std::string_view name, std::string_view label, std::string_view hint, std::string_view chosen, std::string_view wrong) {
  const auto& regions = page.site.catalogue.city().regions;
  std::vector<std::string> labels;
  const auto kecamatan = regions.kecamatan();
  labels.reserve(kecamatan.size());
  std::vector<ChoiceGroup> groups;
  for (const auto& district : kecamatan) {
    labels.push_back("Kecamatan " + district);
    ChoiceGroup group{labels.back(), {}};
    for (const auto* region : regions.in_kecamatan(district)) group.choices.push_back({region->code, region->kelurahan});
    groups.push_back(std::move(group));
  }
  select(page, {.name = name, .label = label, .hint = hint, .value = chosen, .wrong = wrong}, groups, page.say("w.choose_kelurahan"));
}

std::string service_title(const Site& site, const Speech& say, std::string_view service) {
  const auto* found = site.catalogue.find_service(service);
  return found ? std::string(say(found->title)) : std::string();
}

std::string paper_title(const Site& site, const Speech& say, std::string_view service, std::string_view paper) {
  const auto* found = site.catalogue.find_service(service);
  const auto* which = found ? found->find_paper(paper) : nullptr;
  return which ? std::string(say(which->title)) : std::string(say("glossary.documents"));
}

office::Asked asked_by(const Visitor& visitor, const Request& request) {
  return {.actor = "resident", .roles = {}, .key = asked_key(visitor, request), .language = std::string(catalogue::code_of(visitor.lang))};
}

Response with_headers(Response response, net::Headers more) {
  for (auto& header : more) response.headers.push_back(std::move(header));
  return response;
}

std::optional<views::StockDay> stock_now(const Site& site, Boards& boards) {
  auto days = boards.stock_days(site.catalogue.city().code, 1);
  if (days.empty()) return std::nullopt;
  return days.front();
}

std::optional<Day> honest_day(const Site& site, Boards& boards) {
  const auto stock = stock_now(site, boards);
  if (!stock || stock->available <= 0 || site.catalogue.services().empty()) return std::nullopt;
  const auto& calendar = site.catalogue.city().calendar;
  return calendar.add_working_days(calendar.day_of_receipt(site.now()), site.catalogue.services().front().working_days("promise"));
}

}  // namespace opak::web
