#include "catalogue/sentences.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <mutex>
#include <set>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

namespace opak::catalogue {
namespace {

constexpr std::array<std::string_view, 4> codes = {"id", "en", "su", "jv"};

std::size_t place(Lang lang) { return static_cast<std::size_t>(lang); }

// "translations/su/law.json" -> su.
std::optional<Lang> lang_of_file(std::string_view name) {
  constexpr std::string_view folder = "translations/";
  if (!name.starts_with(folder) || !name.ends_with(".json")) return std::nullopt;
  name.remove_prefix(folder.size());
  return lang_of(name.substr(0, name.find('/')));
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

int line_of_key(std::string_view bytes, const std::string& key) { return line_at(bytes, bytes.find("\"" + key + "\"")); }

}  // namespace

std::string_view code_of(Lang lang) { return codes[place(lang)]; }

std::optional<Lang> lang_of(std::string_view code) {
  for (const auto lang : all_langs)
    if (code_of(lang) == code) return lang;
  return std::nullopt;
}

// Keys asked for that nobody wrote; kept so that the text given back stays alive, and reported once each.
struct Sentences::Missing {
  std::mutex mutex;
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> marks;

  std::string_view mark(std::string_view key) {
    std::lock_guard lock(mutex);
    if (const auto at = marks.find(key); at != marks.end()) return at->second;
    // A program asks for a bounded number of keys; a stranger's text is never one.
    log_error("sentence missing", {{"key", key}});
    return marks.emplace(std::string(key), "⟦" + std::string(key) + "⟧").first->second;
  }
};

// What a page asks some sixty times: per language, with what Indonesian lends already in its place, side by side in memory.
// The texts themselves stay in `sentences_`, whose nodes never move.
struct Sentences::Known {
  using Table = boost::unordered_flat_map<std::string_view, std::string_view, Hash, std::equal_to<>>;
  struct Calendar {
    std::array<std::string_view, 8> weekdays;  // From 1, Monday, as weekday() counts.
    std::array<std::string_view, 13> months;
    std::string_view long_day, short_day, clock_time, long_moment;
  };
  std::array<Table, 4> tables;
  std::array<Calendar, 4> calendars;
};

Sentences::Sentences() : missing_(std::make_unique<Missing>()), known_(std::make_unique<Known>()) {}
Sentences::~Sentences() = default;
Sentences::Sentences(Sentences&&) noexcept = default;
Sentences& Sentences::operator=(Sentences&&) noexcept = default;

Sentences Sentences::read(const std::vector<SourceFile>& files, std::vector<Problem>& problems) {
  Sentences sentences;
  for (const auto& file : files) {
    const auto lang = lang_of_file(file.name);
    if (!lang) continue;
    const auto json = parse_json(file.bytes);
    if (!json || !json->is_object()) {
      problems.push_back({file.name, 0, json ? "not one JSON object" : json.error().what});
      continue;
    }
    for (const auto& [key, value] : json->members()) {
      auto& known = sentences.sentences_[key][place(*lang)];
      if (!value.is_string() || value.text().empty())
        problems.push_back({file.name, line_of_key(file.bytes, key), "sentence " + key + " is not a text"});
      else if (known)
        problems.push_back({file.name, line_of_key(file.bytes, key), "sentence " + key + " is in another file of this language too"});
      else
        known = std::string(value.text());
    }
  }
  sentences.lay_out();
  return sentences;
}

void Sentences::lay_out() {
  for (const auto lang : all_langs) {
    auto& table = known_->tables[place(lang)];
    for (const auto& [key, by_lang] : sentences_) {
      if (const auto& own = by_lang[place(lang)]) table.emplace(key, *own);
      else if (const auto& indonesian = by_lang[place(Lang::id)]) table.emplace(key, *indonesian);
    }
    auto& calendar = known_->calendars[place(lang)];
    const auto found = [&](const std::string& key) {
      const auto at = table.find(key);
      return at == table.end() ? std::string_view() : at->second;
    };
    for (std::size_t n = 1; n < calendar.weekdays.size(); ++n) calendar.weekdays[n] = found("calendar.weekday." + std::to_string(n));
    for (std::size_t n = 1; n < calendar.months.size(); ++n) calendar.months[n] = found("calendar.month." + std::to_string(n));
    const auto pattern = [&](const std::string& key) { return table.contains(key) ? found(key) : std::string_view("⟦{hari}{tanggal}{bulan}{tahun}{jam}{menit}⟧"); };
    calendar.long_day = pattern("calendar.long_day");
    calendar.short_day = pattern("calendar.short_day");
    calendar.clock_time = pattern("calendar.clock_time");
    calendar.long_moment = pattern("calendar.long_moment");
  }
}

std::string_view Sentences::text(Lang lang, std::string_view key) const {
  const auto& table = known_->tables[place(lang)];
  const auto at = table.find(key);
  return at == table.end() ? missing_->mark(key) : at->second;
}

std::string Sentences::say(Lang lang, std::string_view key, const Words& words) const { return filled(text(lang, key), words); }

std::string Sentences::say(Lang lang, const Refusal& refusal) const { return say(lang, "refusal." + refusal.key, refusal.words); }

bool Sentences::has(Lang lang, std::string_view key) const {
  const auto at = sentences_.find(key);
  return at != sentences_.end() && at->second[place(lang)].has_value();
}

std::vector<std::string> Sentences::keys(Lang lang) const {
  std::vector<std::string> found;
  for (const auto& [key, by_lang] : sentences_)
    if (by_lang[place(lang)]) found.push_back(key);
  std::sort(found.begin(), found.end());
  return found;
}

std::string_view Sentences::month(Lang lang, int number) const {
  const auto known = known_->calendars[place(lang)].months[static_cast<std::size_t>(number)];
  return known.empty() ? missing_->mark("calendar.month." + std::to_string(number)) : known;
}

std::string Sentences::long_day(Lang lang, Day day) const {
  const auto date = date_of(day);
  const auto& calendar = known_->calendars[place(lang)];
  auto name = calendar.weekdays[static_cast<std::size_t>(weekday(day))];
  if (name.empty()) name = missing_->mark("calendar.weekday." + std::to_string(weekday(day)));
  return filled_in(calendar.long_day, {{"hari", name}, {"tanggal", std::to_string(date.day)}, {"bulan", month(lang, date.month)}, {"tahun", std::to_string(date.year)}});
}

std::string Sentences::short_day(Lang lang, Day day) const {
  const auto date = date_of(day);
  return filled_in(known_->calendars[place(lang)].short_day, {{"tanggal", std::to_string(date.day)}, {"bulan", month(lang, date.month)}});
}

std::string Sentences::open_days(Lang lang, const law::OfficeHours& hours) const {
  std::vector<std::size_t> open;
  for (std::size_t day = 1; day < hours.size(); ++day)
    if (hours[day]) open.push_back(day);
  if (open.empty()) return "";
  const auto& names = known_->calendars[place(lang)].weekdays;
  std::string days(names[open.front()]);
  if (open.size() > 2 && open.back() - open.front() + 1 == open.size()) days += "–" + std::string(names[open.back()]);
  else
    for (std::size_t i = 1; i < open.size(); ++i) days += ", " + std::string(names[open[i]]);
  const auto at = [&](int minute) { return clock_time(lang, moment_in_jakarta(Day{}, minute / 60, minute % 60)); };
  return days + " " + at(hours[open.front()]->opens) + "–" + at(hours[open.front()]->closes);
}

std::string Sentences::clock_time(Lang lang, Moment at) const {
  const auto time = time_in_jakarta(at);
  return filled_in(known_->calendars[place(lang)].clock_time, {{"jam", two_digits(time.hour)}, {"menit", two_digits(time.minute)}});
}

std::string Sentences::long_moment(Lang lang, Moment at) const {
  return filled_in(known_->calendars[place(lang)].long_moment, {{"hari", long_day(lang, day_in_jakarta(at))}, {"jam", clock_time(lang, at)}});
}

std::string Sentences::thousands(Lang lang, std::int64_t n) const {
  const auto mark = text(lang, "calendar.thousands_mark");
  auto digits = std::to_string(n < 0 ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n));
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), mark);
  return n < 0 ? "-" + digits : digits;
}

std::vector<std::string> placeholders(std::string_view sentence) {
  std::set<std::string> found;
  for (std::size_t open = sentence.find('{'); open != std::string_view::npos; open = sentence.find('{', open + 1)) {
    const auto close = sentence.find('}', open);
    if (close == std::string_view::npos) break;
    found.insert(std::string(sentence.substr(open + 1, close - open - 1)));
  }
  return {found.begin(), found.end()};
}

}  // namespace opak::catalogue
