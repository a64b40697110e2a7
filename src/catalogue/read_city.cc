#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "catalogue/city_files.h"
#include "catalogue/toml_file.h"
#include "law/phone.h"

namespace opak::catalogue {
namespace {

const SourceFile* find_file(const std::vector<SourceFile>& files, const std::string& name) {
  const auto at = std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.name == name; });
  return at == files.end() ? nullptr : &*at;
}

template <class Number>
std::optional<Number> number_of(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// code,kecamatan,kelurahan,lat,lon,col,row; lines that begin with # are comments.
std::optional<law::Region> region_of(const std::string& line) {
  const auto cells = split(line, ',');
  if (cells.size() != 7) return std::nullopt;
  const auto lat = number_of<double>(cells[3]);
  const auto lon = number_of<double>(cells[4]);
  const auto col = number_of<int>(cells[5]);
  const auto row = number_of<int>(cells[6]);
  if (!lat || !lon || !col || !row || cells[0].size() != 13 || cells[1].empty() || cells[2].empty()) return std::nullopt;
  return law::Region{cells[0], cells[1], cells[2], *lat, *lon, *col, *row};
}

law::Regions read_regions(const SourceFile& file, std::string_view city, std::vector<Problem>& problems) {
  std::vector<law::Region> regions;
  std::set<std::string> codes;
  int number = 0;
  for (const auto& line : split(file.bytes, '\n')) {
    ++number;
    if (line.empty() || line.front() == '#' || line.starts_with("code,")) continue;
    auto region = region_of(line);
    if (!region) {
      problems.push_back({file.name, number, "not code,kecamatan,kelurahan,lat,lon,col,row"});
    } else if (!region->code.starts_with(city)) {
      problems.push_back({file.name, number, "code " + region->code + " is not of this city"});
    } else if (!codes.insert(region->code).second) {
      problems.push_back({file.name, number, "code " + region->code + " is there twice"});
    } else {
      regions.push_back(std::move(*region));
    }
  }
  return law::Regions(std::move(regions));
}

law::DayOff kind_of(TomlTable& table) {
  const auto kind = table.text("kind", Need::may);
  if (kind == "joint_leave") return law::DayOff::joint_leave;
  if (kind == "local") return law::DayOff::local;
  if (!kind.empty() && kind != "national") table.problem(table.line_of_word("kind"), "unknown kind of holiday \"" + kind + "\"");
  return law::DayOff::national;
}

std::optional<law::HolidayYear> read_holidays(const SourceFile& file, std::vector<Problem>& problems) {
  const auto parsed = parse_toml(file, problems);
  if (!parsed) return std::nullopt;
  TomlTable table(*parsed, file.name, problems);
  law::HolidayYear year;
  year.year = table.number("year").value_or(0);
  year.source = table.text("source");
  year.version = table.text("version");
  std::set<Day> seen;
  for (auto& part : table.tables("holiday")) {
    const law::Holiday holiday{part.day("day"), part.text("name"), kind_of(part)};
    if (date_of(holiday.day).year != year.year) part.problem(part.line(), "the day is not in " + std::to_string(year.year));
    if (!seen.insert(holiday.day).second) part.problem(part.line(), iso_day(holiday.day) + " is there twice");
    year.days.push_back(holiday);
    part.done();
  }
  table.done();
  return year;
}

constexpr std::array<std::string_view, 7> weekdays = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

// [hours] monday = { opens = 08:00:00, closes = 15:00:00 } ...
law::OfficeHours read_hours(TomlTable& city) {
  law::OfficeHours week;
  auto table = city.table("hours");
  if (!table) return week;
  for (std::size_t i = 0; i < weekdays.size(); ++i) {
    auto day = table->table(weekdays[i], Need::may);
    if (!day) continue;
    const law::OpenHours hours{day->minute_of_day("opens"), day->minute_of_day("closes")};
    if (hours.opens >= hours.closes) day->problem(day->line(), "closes before it opens");
    week[i + 1] = hours;
    day->done();
  }
  table->done();
  return week;
}

void read_office(TomlTable& city_table, City& city) {
  auto office = city_table.table("office");
  if (!office) return;
  city.office_name = office->text("name");
  city.office_short = office->text("short");
  city.office_address = office->text("address");
  city.email = office->text("email");
  city.lat = office->real("lat");
  city.lon = office->real("lon");
  const auto phone = office->text("whatsapp");
  if (const auto number = law::Phone::parse(phone))
    city.whatsapp = number->international();
  else
    office->problem(office->line_of_word("whatsapp"), "whatsapp is not a mobile number");
  office->done();
}

// serves = "kecamatan", opens = 08:00:00, closes = 14:00:00, days = ["monday", ...]
void read_counter(TomlTable& part, PickUpPlace& place, bool is_first) {
  if (place.is_counter() == is_first) part.problem(part.line(), "the first place is the city's office, and only the others serve a kelurahan or kecamatan");
  if (!place.is_counter()) return;
  if (place.serves != "kelurahan" && place.serves != "kecamatan") part.problem(part.line_of_word("serves"), "serves is not kelurahan or kecamatan");
  const law::OpenHours hours{part.minute_of_day("opens"), part.minute_of_day("closes")};
  if (hours.opens >= hours.closes) part.problem(part.line(), "closes before it opens");
  for (const auto& name : part.texts("days", Need::must)) {
    const auto day = std::find(weekdays.begin(), weekdays.end(), name);
    if (day == weekdays.end()) part.problem(part.line_of_word("days"), "unknown day \"" + name + "\"");
    else place.hours[static_cast<std::size_t>(day - weekdays.begin()) + 1] = hours;
  }
}

void read_places(TomlTable& table, City& city) {
  for (auto& part : table.tables("pick_up_place")) {
    PickUpPlace place{part.text("key"), part.text("name"), part.text("address"), part.text("kelurahan"), part.text("serves", Need::may)};
    read_counter(part, place, city.pick_up_places.empty());
    if (city.regions.by_code(place.kelurahan) == nullptr) part.problem(part.line_of_word("kelurahan"), "unknown kelurahan " + place.kelurahan);
    city.pick_up_places.push_back(std::move(place));
    part.done();
  }
}

void read_sources(TomlTable& table, City& city) {
  for (auto& part : table.tables("source", Need::may)) {
    city.sources.push_back({part.text("key"), part.flag("connected", false), part.texts("answers", Need::must)});
    part.done();
  }
}

void read_settings(TomlTable& table, City& city) {
  auto settings = table.table("settings");
  if (!settings) return;
  settings->each([&](const std::string& word, const toml::node& node) {
    if (const auto* value = node.as_integer(); value && value->get() >= 0 && value->get() <= 1'000'000)
      city.settings[word] = static_cast<int>(value->get());
    else
      settings->wrong(node, word, "a whole number from 0 to 1000000");
  });
}

}  // namespace

std::vector<std::string> city_codes(const std::vector<SourceFile>& files) {
  std::vector<std::string> codes;
  for (const auto& file : files)
    if (file.name.starts_with("cities/") && file.name.ends_with("/city.toml"))
      codes.push_back(file.name.substr(7, file.name.size() - 7 - 10));
  std::sort(codes.begin(), codes.end());
  return codes;
}

std::optional<City> read_city(const std::vector<SourceFile>& files, std::string_view code, std::vector<Problem>& problems) {
  const auto folder = "cities/" + std::string(code) + "/";
  const auto* file = find_file(files, folder + "city.toml");
  if (!file) {
    problems.push_back({folder + "city.toml", 0, "there is no such city"});
    return std::nullopt;
  }
  const auto parsed = parse_toml(*file, problems);
  if (!parsed) return std::nullopt;

  City city;
  if (const auto* regions = find_file(files, folder + "regions.csv"))
    city.regions = read_regions(*regions, code, problems);
  else
    problems.push_back({folder + "regions.csv", 0, "the list of kelurahan is missing"});

  if (const auto* notices = find_file(files, folder + "notices.toml"))
    city.notices = read_notices(*notices, problems);
  else
    problems.push_back({folder + "notices.toml", 0, "the ways of notices are missing"});

  TomlTable table(*parsed, file->name, problems);
  city.code = table.text("code");
  if (city.code != code) table.problem(table.line_of_word("code"), "the code is not that of the folder");
  city.name = table.text("name");
  city.services = table.texts("services", Need::must);
  city.stock_public_minute = table.minute_of_day("stock_public_at");
  read_office(table, city);
  const auto hours = read_hours(table);
  read_places(table, city);
  read_sources(table, city);
  read_settings(table, city);
  table.done();

  std::vector<law::HolidayYear> years;
  for (const auto& other : files)
    if (other.name.starts_with(folder + "holidays-"))
      if (auto year = read_holidays(other, problems)) years.push_back(std::move(*year));
  if (years.empty()) problems.push_back({folder, 0, "there is no list of holidays"});
  city.calendar = law::Calendar(std::move(years), hours);
  return city;
}

}  // namespace opak::catalogue
