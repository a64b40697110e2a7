// Every sentence of the product, in four languages, and the ways each language writes a day, an hour and a number.
//
// Read once at the start from translations/<lang>/*.json and never changed, so all threads may ask at once. A
// sentence that a language lacks is said in Indonesian: a wrong polite word offends more than Indonesian does. A key that
// Indonesian lacks comes back as "⟦key⟧" and is written to the diary once; `opak check` finds it before anyone reads it.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "law/working_days.h"
#include "base/result.h"
#include "base/time.h"
#include "catalogue/source.h"

namespace opak::catalogue {

enum class Lang { id, en, su, jv };
constexpr std::array<Lang, 4> all_langs = {Lang::id, Lang::en, Lang::su, Lang::jv};

std::string_view code_of(Lang lang);  // "id": folder, cookie, and <html lang>.
std::optional<Lang> lang_of(std::string_view code);

class Sentences {
 public:
  Sentences();
  ~Sentences();
  Sentences(Sentences&&) noexcept;
  Sentences& operator=(Sentences&&) noexcept;

  // Reads the files under translations/; others are passed over. Appends what is wrong with a file to `problems`.
  static Sentences read(const std::vector<SourceFile>& files, std::vector<Problem>& problems);

  // The sentence as it stands, with its placeholders. Lives as long as this; no allocation.
  std::string_view text(Lang lang, std::string_view key) const;
  std::string say(Lang lang, std::string_view key) const { return std::string(text(lang, key)); }
  std::string say(Lang lang, std::string_view key, const Words& words) const;
  // The sentence for a refusal: "refusal.<key>".
  std::string say(Lang lang, const Refusal& refusal) const;

  bool has(Lang lang, std::string_view key) const;      // In that language itself.
  std::vector<std::string> keys(Lang lang) const;       // In the order of the alphabet.

  std::string long_day(Lang lang, Day day) const;       // "Senin, 23 November 2026", "Monday 23 November 2026"
  std::string short_day(Lang lang, Day day) const;      // "23 November", without the year
  // "Senin–Jumat 08.00–14.00", "Senin, Rabu, Jumat 08.00–12.00". REQUIRES: the same hours on each day.
  std::string open_days(Lang lang, const law::OfficeHours& hours) const;
  std::string clock_time(Lang lang, Moment at) const;   // "13.25", "13:25"
  std::string long_moment(Lang lang, Moment at) const;  // "Senin, 23 November 2026 pukul 13.25"
  std::string thousands(Lang lang, std::int64_t n) const;  // "1.240", "1,240"

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using ByLang = std::array<std::optional<std::string>, 4>;
  struct Missing;
  struct Known;
  void lay_out();  // After reading.
  std::string_view month(Lang lang, int number) const;

  std::unordered_map<std::string, ByLang, Hash, std::equal_to<>> sentences_;
  std::unique_ptr<Missing> missing_;
  std::unique_ptr<Known> known_;
};

// The placeholders of a sentence, sorted: "{hari} lagi" has "hari".
std::vector<std::string> placeholders(std::string_view sentence);

}  // namespace opak::catalogue
