#include "catalogue/sentences.h"

#include <fmt/format.h>

#include <algorithm>
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

Sentences::Sentences() : missing_(std::make_unique<Missing>()) {}
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
  return sentences;
}

std::string_view Sentences::text(Lang lang, std::string_view key) const {
  const auto at = sentences_.find(key);
  if (at == sentences_.end()) return missing_->mark(key);
  if (const auto& own = at->second[place(lang)]) return *own;
  if (const auto& indonesian = at->second[place(Lang::id)]) return *indonesian;
  return missing_->mark(key);
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

std::string Sentences::long_day(Lang lang, Day day) const {
  const auto date = date_of(day);
  return say(lang, "calendar.long_day",
             {{"hari", say(lang, fmt::format("calendar.weekday.{}", weekday(day)))},
              {"tanggal", std::to_string(date.day)},
              {"bulan", say(lang, fmt::format("calendar.month.{}", date.month))},
              {"tahun", std::to_string(date.year)}});
}

std::string Sentences::short_day(Lang lang, Day day) const {
  const auto date = date_of(day);
  return say(lang, "calendar.short_day",
             {{"tanggal", std::to_string(date.day)}, {"bulan", say(lang, fmt::format("calendar.month.{}", date.month))}});
}

std::string Sentences::clock_time(Lang lang, Moment at) const {
  const auto time = time_in_jakarta(at);
  return say(lang, "calendar.clock_time", {{"jam", fmt::format("{:02}", time.hour)}, {"menit", fmt::format("{:02}", time.minute)}});
}

std::string Sentences::long_moment(Lang lang, Moment at) const {
  return say(lang, "calendar.long_moment", {{"hari", long_day(lang, day_in_jakarta(at))}, {"jam", clock_time(lang, at)}});
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
