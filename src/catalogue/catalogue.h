// The catalogue: what the city offers, where, when, and in which words.
//
// Read once at the start from the files inside the program or from a folder of the office's own; never changed after that, so
// all threads may read it at once. The program does not start on half a catalogue: a service or city file with a fault, or a
// file of sentences that cannot be read, stops it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/notices.h"
#include "catalogue/sentences.h"
#include "catalogue/source.h"
#include "law/region.h"
#include "law/service.h"
#include "law/working_days.h"

namespace opak::catalogue {

// Where a card is fetched. The first is the city's own office; the others are counters in a kelurahan.
struct PickUpPlace {
  std::string key;
  std::string name;
  std::string address;
  std::string kelurahan;  // Code.
  std::string serves;     // "kelurahan", "kecamatan": its own, or all of its kecamatan that have none of their own; "": the whole city.
  law::OfficeHours hours = {};
  bool is_counter() const { return !serves.empty(); }
};

// Another system that answers questions for us, so that nobody asks a resident again.
struct ConnectedSource {
  std::string key;
  bool connected = false;
  std::vector<std::string> answers;  // Keys of questions.
};

struct City {
  std::string code;  // "36.73"
  std::string name;
  std::string office_name;
  std::string office_short;
  std::string office_address;
  std::string whatsapp;  // "+62..."; the example city's belongs to nobody.
  std::string email;
  double lat = 0;
  double lon = 0;
  int stock_public_minute = 8 * 60;  // When the day's blangko count goes out, in minutes since midnight.
  std::vector<std::string> services;  // Keys, in the order they are shown.
  std::vector<PickUpPlace> pick_up_places;
  std::vector<ConnectedSource> sources;
  std::map<std::string, int, std::less<>> settings;  // Whole numbers the office may change; the file says what each means.
  law::Regions regions;
  law::Calendar calendar;
  NoticeWays notices;

  const PickUpPlace* find_counter(std::string_view key) const;         // Null for the office itself, and for what is no counter.
  const PickUpPlace* counter_of(std::string_view kelurahan) const;     // By code; null: this kelurahan fetches at the office.
  int setting(std::string_view key) const;  // REQUIRES: it is there.
  bool has_one_officer() const;  // Only where the file says one_officer_office = 1.
};

class Catalogue {
 public:
  static tl::expected<Catalogue, std::vector<Problem>> load(const std::vector<SourceFile>& files, std::string_view city);
  // From the files inside the program, which a test has checked.
  static Catalogue embedded(std::string_view city = "36.73");

  const City& city() const { return city_; }
  const Sentences& sentences() const { return sentences_; }
  const std::vector<law::Service>& services() const { return services_; }  // Of this city, in its order.
  const law::Service* find_service(std::string_view key) const;
  const law::Service* find_service_by_slug(std::string_view slug) const;
  const law::Service& get_service(std::string_view key) const;

 private:
  City city_;
  Sentences sentences_;
  std::vector<law::Service> services_;
};

}  // namespace opak::catalogue
