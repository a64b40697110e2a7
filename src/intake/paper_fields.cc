#include "intake/paper_fields.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/text.h"
#include "law/kk.h"
#include "law/name.h"
#include "law/nik.h"

namespace opak::intake {
namespace {

constexpr std::size_t lines_max = 400, line_bytes_max = 512, members_max = 10, value_bytes_max = 120;
constexpr std::size_t number_digits = 16;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// What a machine takes a digit for.
char as_digit(char c) {
  switch (c) {
    case 'O': case 'o': case 'Q': case 'D': case 'U': return '0';
    case 'I': case 'l': case 'i': case '|': case '!': case 'L': return '1';
    case 'Z': case 'z': return '2';
    case 'S': case 's': return '5';
    case 'G': case 'b': return '6';
    case 'B': return '8';
    case 'g': case 'q': return '9';
    default: return is_digit(c) ? c : '\0';
  }
}

// And the other way round, for words.
char as_letter(char c) {
  switch (c) {
    case '0': return 'O';
    case '1': case '|': case '!': return 'I';
    case '5': return 'S';
    case '8': return 'B';
    default: return is_letter(c) ? upper(c) : '\0';
  }
}

// ---- Names of what stands on a paper

enum class Label { nik, kk, name, head, full_name, born, street, rt_rw, kelurahan, kecamatan, number, letter_number, other };
struct Named {
  Label label;
  std::string_view letters;  // Without spaces and marks.
};
// The longer before the shorter that it begins with.
constexpr std::array labels{
    Named{Label::head, "NAMAKEPALAKELUARGA"}, Named{Label::full_name, "NAMALENGKAP"}, Named{Label::name, "NAMA"}, Named{Label::nik, "NOMORINDUKKEPENDUDUKAN"},
    Named{Label::nik, "NOKTPNIK"}, Named{Label::nik, "NIKNOKTP"}, Named{Label::nik, "NOKTP"}, Named{Label::nik, "NIK"}, Named{Label::kk, "NOKK"},
    Named{Label::kk, "NOMORKK"}, Named{Label::kk, "NOKARTUKELUARGA"}, Named{Label::born, "TEMPATTGLLAHIR"}, Named{Label::born, "TEMPATTANGGALLAHIR"},
    Named{Label::born, "TANGGALLAHIR"}, Named{Label::born, "TGLLAHIR"}, Named{Label::street, "ALAMAT"}, Named{Label::rt_rw, "RTRW"},
    Named{Label::kelurahan, "DESAKELURAHAN"}, Named{Label::kelurahan, "KELDESA"}, Named{Label::kelurahan, "KELURAHANDESA"}, Named{Label::kelurahan, "KELURAHAN"},
    Named{Label::kecamatan, "KECAMATAN"}, Named{Label::other, "KABUPATENKOTA"}, Named{Label::other, "KODEPOS"}, Named{Label::other, "PROVINSI"},
    Named{Label::other, "JENISKELAMIN"}, Named{Label::other, "GOLDARAH"}, Named{Label::other, "GOLONGANDARAH"}, Named{Label::other, "AGAMA"},
    Named{Label::other, "STATUSPERKAWINAN"}, Named{Label::other, "PEKERJAAN"}, Named{Label::other, "KEWARGANEGARAAN"}, Named{Label::other, "BERLAKUHINGGA"},
    Named{Label::other, "TEMPATLAHIR"}, Named{Label::letter_number, "NOMOR"}, Named{Label::letter_number, "NOPOL"}, Named{Label::number, "NO"}};

struct Found {
  Label label = Label::other;
  std::size_t begin = 0, end = 0;  // In the line; end behind the name and the marks after it.
};

// How many faults a name of so many letters may have.
int faults_allowed(std::size_t letters) { return letters < 5 ? 0 : letters < 9 ? 1 : 2; }

// A colon, or what was read for one: "NIK 1 3673...", "Nama ! SITI".
std::size_t past_marks(std::string_view line, std::size_t at) {
  const auto is_mark = [](char c) { return c == ' ' || c == '\t' || c == ':' || c == ';' || c == '.' || c == ',' || c == '-' || c == '=' || c == '>' || c == '!' || c == '|' || c == '\'' || c == '"' || c == '*'; };
  while (at < line.size()) {
    if (is_mark(line[at]) || static_cast<unsigned char>(line[at]) >= 0x80) {
      ++at;
      continue;
    }
    const bool alone = (line[at] == '1' || line[at] == 'I' || line[at] == 'i' || line[at] == 't') && at + 1 < line.size() && line[at + 1] == ' ' && at > 0 && line[at - 1] == ' ';
    if (!alone) break;
    ++at;
  }
  return at;
}

// The name that begins at `at`, if one does.
std::optional<Found> label_at(std::string_view line, std::size_t at) {
  for (const auto& [label, letters] : labels) {
    std::string seen;
    std::size_t end = at;
    // As many letters as the name has; marks and spaces between them do not count, but a wide gap ends a name.
    while (end < line.size() && seen.size() < letters.size()) {
      const char c = line[end];
      if (const char letter = as_letter(c); letter != '\0') seen.push_back(letter);
      else if (c == '\t' || c == ':' || static_cast<unsigned char>(c) >= 0x80 || is_digit(c)) break;
      ++end;
    }
    // A letter too many or too few at the end is a fault like any other.
    const bool goes_on = end < line.size() && is_letter(line[end]);
    if (goes_on && letters.size() < 6) continue;
    if (goes_on && end + 1 < line.size() && is_letter(line[end + 1])) continue;
    if (seen.empty() || seen.front() != letters.front()) continue;
    const int allowed = faults_allowed(letters.size());
    if (edit_distance(seen, letters, allowed) > allowed) continue;
    if (goes_on) ++end;
    return Found{label, at, past_marks(line, end)};
  }
  return std::nullopt;
}

std::vector<Found> labels_of(std::string_view line) {
  std::vector<Found> found;
  for (std::size_t at = 0; at < line.size();) {
    const bool begins_word = as_letter(line[at]) != '\0' && (at == 0 || as_letter(line[at - 1]) == '\0');
    auto here = begins_word ? label_at(line, at) : std::nullopt;
    // "No" is a word of many sentences: only at the beginning of a line it names a number.
    if (here && here->label == Label::number && line.find_first_not_of(" \t") != at) here.reset();
    if (!here) {
      ++at;
      continue;
    }
    at = std::max(here->end, at + 1);
    found.push_back(*here);
  }
  return found;
}

// ---- Numbers

struct Number {
  std::string digits;
  int penalty = 0;        // For each letter that was taken for a digit.
  std::size_t begin = 0;  // In the text.
};

// Sixteen digits in a row, perhaps in groups, perhaps with letters among them; the first of the text from `at` on.
std::optional<Number> sixteen_from(std::string_view text, std::size_t& at) {
  constexpr int penalty_of_letter = 12, penalty_of_groups = 4, letters_allowed = 5, penalty_of_neighbour = 25;
  for (; at < text.size(); ++at) {
    if (as_digit(text[at]) == '\0' || (at > 0 && (is_letter(text[at - 1]) || is_digit(text[at - 1])))) continue;
    Number number;
    number.begin = at;
    int letters = 0;
    std::size_t end = at;
    for (; end < text.size() && number.digits.size() <= number_digits; ++end) {
      const char c = text[end];
      if ((c == ' ' || c == '.' || c == '-') && end + 1 < text.size() && as_digit(text[end + 1]) != '\0') {
        number.penalty = std::max(number.penalty, penalty_of_groups);
        continue;
      }
      const char digit = as_digit(c);
      if (digit == '\0') break;
      if (!is_digit(c)) ++letters;
      number.digits.push_back(digit);
    }
    const bool stops = end == text.size() || !is_letter(text[end]);
    // A colon that was read as a one stands before its number.
    const bool one_too_many = number.digits.size() == number_digits + 1 && number.digits.front() == '1' && (end == text.size() || as_digit(text[end]) == '\0');
    if (one_too_many) number.digits.erase(0, 1);
    if (number.digits.size() != number_digits || letters > letters_allowed || !stops) continue;
    number.penalty += letters * penalty_of_letter + (one_too_many ? penalty_of_neighbour : 0);
    at = end;
    return number;
  }
  return std::nullopt;
}

std::vector<Number> numbers_in(std::string_view text) {
  std::vector<Number> all;
  for (std::size_t at = 0; all.size() < members_max;) {
    auto number = sixteen_from(text, at);
    if (!number) break;
    all.push_back(*std::move(number));
  }
  return all;
}

std::optional<int> small_number(std::string_view text, std::size_t& at, std::size_t digits_max) {
  int number = 0;
  std::size_t digits = 0;
  while (at < text.size() && digits <= digits_max && as_digit(text[at]) != '\0') {
    number = number * 10 + (as_digit(text[at]) - '0');
    ++digits;
    ++at;
  }
  if (digits == 0 || digits > digits_max) return std::nullopt;
  return number;
}

// ---- Days

int month_called(std::string_view word) {
  static constexpr std::array months{"JANUARI", "FEBRUARI", "MARET", "APRIL", "MEI", "JUNI", "JULI", "AGUSTUS", "SEPTEMBER", "OKTOBER", "NOVEMBER", "DESEMBER"};
  std::string letters;
  for (const char c : word) letters.push_back(as_letter(c));
  for (std::size_t i = 0; i < months.size(); ++i) {
    const std::string_view month = months[i];
    const int allowed = month.size() < 5 ? 0 : month.size() < 7 ? 1 : 2;
    if (edit_distance(letters, month, allowed) <= allowed) return static_cast<int>(i) + 1;
    if (letters.size() == 3 && month.starts_with(letters)) return static_cast<int>(i) + 1;
  }
  return 0;
}

std::optional<Day> day_at(std::string_view text, std::size_t at) {
  const auto skip = [&](std::string_view marks) {
    const auto before = at;
    while (at < text.size() && marks.find(text[at]) != std::string_view::npos) ++at;
    return at != before;
  };
  const auto day = small_number(text, at, 2);
  if (!day || !skip("-/. ,")) return std::nullopt;
  int month = 0;
  if (at < text.size() && is_letter(text[at]) && is_letter(text[std::min(at + 1, text.size() - 1)])) {
    const auto begin = at;
    while (at < text.size() && as_letter(text[at]) != '\0') ++at;
    month = month_called(text.substr(begin, at - begin));
  } else if (const auto number = small_number(text, at, 2)) {
    month = *number;
  }
  if (!skip("-/. ,")) return std::nullopt;
  const auto year = small_number(text, at, 4);
  if (!year || *year < 1900 || *year > 2100 || (at < text.size() && is_digit(text[at]))) return std::nullopt;
  return day_of(*year, month, *day);
}

std::optional<Day> day_in(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = as_digit(text[at]) != '\0' && (at == 0 || (!is_letter(text[at - 1]) && !is_digit(text[at - 1])));
    if (!begins) continue;
    if (const auto day = day_at(text, at)) return day;
  }
  return std::nullopt;
}

// ---- Words

std::string cut_value(std::string_view value) {
  value = value.substr(0, value.find('\t'));
  return shortened(trimmed(value.substr(0, std::min(value.size(), value_bytes_max))), 100);
}

// A name has letters and a few marks; the first thing that is neither ends it.
std::string name_from(std::string_view value) {
  std::string name;
  for (const char c : cut_value(value)) {
    const bool belongs = is_letter(c) || c == ' ' || c == '.' || c == ',' || c == '\'' || c == '-';
    if (!belongs) break;
    name.push_back(c);
  }
  while (!name.empty() && !is_letter(name.back()) && name.back() != '.') name.pop_back();
  while (!name.empty() && !is_letter(name.front())) name.erase(0, 1);
  constexpr std::size_t letters_min = 3;
  return letters_only(name).size() < letters_min ? std::string() : one_spaced(name);
}

// "JL. CIWARU RAYA NO. 12 RT 004/007": the street, and its RT and RW where they stand in the same line.
struct AddressRead {
  std::string street, rt, rw;
};

std::string three_digits(int number) {
  auto text = std::to_string(number);
  return text.size() < 3 ? std::string(3 - text.size(), '0') + text : text;
}

// "004/007", "004 RW 007", "004 / RW. 007".
bool read_rt_rw(std::string_view text, std::size_t at, AddressRead& into) {
  const auto skip = [&] {
    while (at < text.size() && (text[at] == ' ' || text[at] == '.' || text[at] == ':' || text[at] == '\t')) ++at;
  };
  skip();
  const auto rt = small_number(text, at, 3);
  if (!rt) return false;
  skip();
  if (at < text.size() && (text[at] == '/' || text[at] == '-' || text[at] == ',')) ++at;
  skip();
  if (at + 1 < text.size() && upper(text[at]) == 'R' && upper(text[at + 1]) == 'W') at += 2;
  skip();
  const auto rw = small_number(text, at, 3);
  if (!rw || *rt == 0 || *rw == 0) return false;
  into.rt = three_digits(*rt);
  into.rw = three_digits(*rw);
  return true;
}

AddressRead address_from(std::string_view value) {
  AddressRead read;
  const auto line = cut_value(value);
  std::size_t end = line.size();
  for (std::size_t at = 0; at + 2 < line.size(); ++at) {
    const bool begins = at == 0 || !is_letter(line[at - 1]);
    const bool is_rt = upper(line[at]) == 'R' && upper(line[at + 1]) == 'T' && !is_letter(line[at + 2]);
    if (!begins || !is_rt) continue;
    auto digits = at + 2;
    // "RT/RW 004/007"
    if (line.size() > at + 5 && line[at + 2] == '/' && upper(line[at + 3]) == 'R' && upper(line[at + 4]) == 'W') digits = at + 5;
    if (!read_rt_rw(line, digits, read)) continue;
    end = at;
    break;
  }
  read.street = trimmed(line.substr(0, end));
  while (!read.street.empty() && (read.street.back() == ',' || read.street.back() == '-')) read.street = trimmed(read.street.substr(0, read.street.size() - 1));
  if (letters_only(read.street).size() < 2) read.street.clear();
  // "Jl." has the two letters that look most alike.
  if (read.street.size() > 2 && upper(read.street[0]) == 'J' && (upper(read.street[1]) == 'I' || read.street[1] == '1' || read.street[1] == '|') && !is_letter(read.street[2])) read.street[1] = 'l';
  return read;
}

// ---- Which paper

struct Sign {
  PaperKind kind;
  std::string_view letters;
  int weight;
};
constexpr std::array signs{
    Sign{PaperKind::family_card, "KARTUKELUARGA", 60}, Sign{PaperKind::family_card, "KEPALAKELUARGA", 35}, Sign{PaperKind::family_card, "NAMALENGKAP", 10},
    Sign{PaperKind::family_card, "KODEPOS", 10}, Sign{PaperKind::family_card, "HUBUNGANDALAMKELUARGA", 15}, Sign{PaperKind::family_card, "DESAKELURAHAN", 10},
    Sign{PaperKind::identity_card, "BERLAKUHINGGA", 30}, Sign{PaperKind::identity_card, "SEUMURHIDUP", 20}, Sign{PaperKind::identity_card, "KEWARGANEGARAAN", 20},
    Sign{PaperKind::identity_card, "STATUSPERKAWINAN", 15}, Sign{PaperKind::identity_card, "GOLDARAH", 15}, Sign{PaperKind::identity_card, "KELDESA", 20},
    Sign{PaperKind::identity_card, "TEMPATTGLLAHIR", 15}, Sign{PaperKind::identity_card, "JENISKELAMIN", 10}, Sign{PaperKind::identity_card, "PEKERJAAN", 10},
    Sign{PaperKind::loss_letter, "KEPOLISIAN", 35}, Sign{PaperKind::loss_letter, "KEHILANGAN", 35}, Sign{PaperKind::loss_letter, "SURATKETERANGAN", 10},
    Sign{PaperKind::loss_letter, "TANDALAPOR", 15}, Sign{PaperKind::loss_letter, "PENERIMAANLAPORAN", 15}, Sign{PaperKind::loss_letter, "MELAPORKAN", 10},
    Sign{PaperKind::loss_letter, "POLSEK", 10}, Sign{PaperKind::loss_letter, "POLRES", 10}, Sign{PaperKind::loss_letter, "SEKTOR", 5}, Sign{PaperKind::loss_letter, "RESOR", 5}};

std::string letters_of(std::string_view line) {
  std::string letters;
  for (const char c : line)
    if (const char letter = as_letter(c); letter != '\0') letters.push_back(letter);
  return letters;
}

bool holds_nearly(const std::string& letters, std::string_view sign) {
  if (letters.find(sign) != std::string::npos) return true;
  const int allowed = faults_allowed(sign.size());
  if (allowed == 0 || letters.size() < sign.size()) return false;
  for (std::size_t at = 0; at + sign.size() <= letters.size(); ++at) {
    if (letters[at] != sign.front()) continue;
    if (edit_distance(std::string_view(letters).substr(at, sign.size()), sign, allowed) <= allowed) return true;
  }
  return false;
}

void judge_kind(const std::vector<std::string>& letters, PaperReading& reading) {
  std::array<int, 4> weight{};
  for (const auto& sign : signs) {
    const bool is_there = std::any_of(letters.begin(), letters.end(), [&](const auto& line) { return holds_nearly(line, sign.letters); });
    if (is_there) weight[static_cast<std::size_t>(sign.kind)] += sign.weight;
  }
  constexpr int enough = 40, sure_max = 99;
  const auto best = std::max_element(weight.begin() + 1, weight.end());
  int second = 0;
  for (auto it = weight.begin() + 1; it != weight.end(); ++it)
    if (it != best) second = std::max(second, *it);
  if (*best < enough || *best <= second) return;
  reading.kind = static_cast<PaperKind>(best - weight.begin());
  reading.sure = std::clamp(*best - second / 2, 0, sure_max);
}

// ---- All together

class Reader {
 public:
  Reader(PaperReading& reading, Day today) : reading_(reading), today_(today) {}

  void read(const std::vector<paper::TextLine>& lines, std::size_t at) {
    text_ = std::string_view(lines[at].text).substr(0, line_bytes_max);
    sure_ = lines[at].sure;
    const auto found = labels_of(text_);
    const auto before = reading_.fields.size();
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto end = i + 1 < found.size() ? found[i + 1].begin : text_.size();
      if (found[i].end < end) value(found[i].label, text_.substr(found[i].end, end - found[i].end));
      else if (found.size() == 1) value(found[i].label, torn_off(lines, at));
    }
    const bool is_number_alone = found.size() == 1 && found.front().label == Label::number && reading_.fields.size() == before;
    if (found.empty() || is_number_alone) loose_line();
  }

 private:
  bool has(std::string_view name) const {
    return std::any_of(reading_.fields.begin(), reading_.fields.end(), [&](const auto& field) { return field.name == name; });
  }

  void add(std::string name, std::string value, int sure) {
    if (value.empty() || !is_utf8(value)) return;
    reading_.fields.push_back({std::move(name), PersonalAccess::open(std::move(value)), std::clamp(sure, 1, 99)});
  }
  void add_once(std::string name, std::string value, int sure) {
    if (!has(name)) add(std::move(name), std::move(value), sure);
  }

  bool add_number(std::string_view value, bool is_kk) {
    for (const auto& number : numbers_in(value)) {
      const bool fits = is_kk ? law::Kk::parse(number.digits).has_value() : law::Nik::parse(number.digits).has_value();
      if (!fits) continue;
      add_once(is_kk ? "kk" : "nik", number.digits, sure_ - number.penalty);
      return true;
    }
    return false;
  }

  // Where a line leans, a name and what stands behind it come as two lines; the second begins with its colon.
  static std::string_view torn_off(const std::vector<paper::TextLine>& lines, std::size_t at) {
    for (const auto beside : {at - 1, at + 1})
      if (beside < lines.size() && lines[beside].text.starts_with(':')) {
        const auto text = std::string_view(lines[beside].text).substr(0, line_bytes_max);
        return text.substr(past_marks(text, 0));
      }
    return {};
  }

  void value(Label label, std::string_view value) {
    const bool is_family_card = reading_.kind == PaperKind::family_card;
    switch (label) {
      case Label::nik: if (!is_family_card) add_number(value, false); break;
      case Label::kk: add_number(value, true); break;
      case Label::number: if (is_family_card && !has("kk")) add_number(value, true); break;
      // A police letter names its officers too; who reports comes first.
      case Label::name: if (!is_family_card) add_once("name", name_from(value), sure_); break;
      case Label::head: if (!has("name")) add("name", name_from(value), sure_); break;
      case Label::born:
        if (const auto day = day_in(value); day && *day <= today_ && !is_family_card) add_once("born", iso_day(*day), sure_);
        break;
      case Label::street: {
        const auto read = address_from(value);
        add_once("street", read.street, sure_);
        add_once("rt", read.rt, sure_);
        add_once("rw", read.rw, sure_);
        break;
      }
      case Label::rt_rw: {
        AddressRead read;
        if (!read_rt_rw(value, 0, read)) break;
        add_once("rt", read.rt, sure_);
        add_once("rw", read.rw, sure_);
        break;
      }
      case Label::kelurahan: add_once("kelurahan", name_from(value), sure_); break;
      case Label::letter_number:
        if (reading_.kind == PaperKind::loss_letter && !has("letter_number")) letter_number(value);
        break;
      case Label::full_name: case Label::kecamatan: case Label::other: break;
    }
  }

  void letter_number(std::string_view value) {
    auto text = cut_value(value);
    const bool is_number = std::any_of(text.begin(), text.end(), is_digit) && text.find('/') != std::string::npos;
    if (!is_number) return;
    std::erase(text, ' ');
    std::string whole;
    for (auto& part : split(text, '/')) {
      // The month in Roman letters: "X1" is XI.
      const bool is_roman = part.size() <= 4 && part.find_first_not_of("XVIxvil1|") == std::string::npos && part.find_first_of("XVIxvi") != std::string::npos;
      for (auto& c : part) c = is_roman && (c == '1' || c == 'l' || c == '|') ? 'I' : c;
      whole += (whole.empty() ? "" : "/") + (is_roman ? upper_ascii(part) : part);
    }
    add("letter_number", whole, sure_);
  }

  // No name of a field in it: a row of a family card, the day of a letter, or words.
  void loose_line() {
    if (reading_.kind == PaperKind::family_card) return family_row();
    if (reading_.kind == PaperKind::loss_letter) {
      // The day it was signed stands at the end: the last day wins, but not one of birth.
      if (const auto day = day_in(text_); day && *day <= today_ && today_ - *day < 3650) letter_day(*day);
      if (!has("nik")) add_number(text_, false);
    } else if (reading_.kind == PaperKind::identity_card && !has("nik")) {
      add_number(text_, false);
    }
  }

  void letter_day(Day day) {
    std::erase_if(reading_.fields, [](const auto& field) { return field.name == "letter_date"; });
    add("letter_date", iso_day(day), sure_);
  }

  void family_row() {
    const auto numbers = numbers_in(text_);
    if (numbers.empty()) return;
    const auto& number = numbers.front();
    // The card's own number stands above its rows, with hardly a letter beside it.
    constexpr std::size_t letters_of_no = 4;
    if (!has("kk") && !rows_begun_ && letters_of(text_).size() - std::min(letters_of(text_).size(), number_digits) <= letters_of_no) {
      if (law::Kk::parse(number.digits)) return add("kk", number.digits, sure_ - number.penalty);
    }
    if (!law::Nik::parse(number.digits) || members_ == members_max) return;
    rows_begun_ = true;
    ++members_;
    add("nik", number.digits, sure_ - number.penalty);
    const auto from = text_.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    if (from < number.begin) add("name", name_from(text_.substr(from, number.begin - from)), sure_);
  }

  PaperReading& reading_;
  Day today_;
  std::string_view text_;
  int sure_ = 0;
  bool rows_begun_ = false;
  std::size_t members_ = 0;
};

// ---- Comparing

std::string value_of(const vault::Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

// Spaces are the first thing that is lost: "SITINURHALIZA RAHMAWATI".
std::string squeezed(std::string_view words) { return letters_only(law::name_to_find(words)); }

Likeness likeness_of_names(std::string_view read, std::string_view given) {
  const auto a = squeezed(read), b = squeezed(given);
  if (a.empty() || b.empty()) return Likeness::differs;
  if (a == b) return Likeness::same;
  const int near = std::max(1, static_cast<int>(b.size()) / 7);
  return edit_distance(a, b, near) <= near ? Likeness::almost : Likeness::differs;
}

Likeness likeness_of_digits(std::string_view read, std::string_view given) {
  constexpr int misread_max = 2;
  if (read == given) return Likeness::same;
  return edit_distance(read, given, misread_max) <= misread_max ? Likeness::almost : Likeness::differs;
}

Likeness likeness_of_small_numbers(std::string_view read, std::string_view given) {
  const auto plain = [](std::string_view text) {
    const auto digits = only_digits(text);
    const auto first = digits.find_first_not_of('0');
    return first == std::string::npos ? std::string() : digits.substr(first);
  };
  return plain(read) == plain(given) ? Likeness::same : Likeness::differs;
}

// "Jl. Ciwaru Raya No. 12" and "JALAN CIWARU RAYA 12": what people and clerks shorten does not count.
std::string street_to_compare(std::string_view street) {
  std::string out;
  for (std::string word : split(one_spaced(upper_ascii(street)), ' ')) {
    std::erase_if(word, [](char c) { return !is_letter(c) && !is_digit(c); });
    static constexpr std::array<std::string_view, 14> left_out{"JL", "JLN", "JALAN", "JI", "NO", "NOMOR", "KP", "KAMPUNG", "KAMP", "LINGK", "LINGKUNGAN", "LINK", "BLOK", "GG"};
    if (std::find(left_out.begin(), left_out.end(), word) == left_out.end()) out += word;
  }
  return out;
}

Likeness likeness_of_streets(std::string_view read, std::string_view given) {
  const auto a = street_to_compare(read), b = street_to_compare(given);
  if (a.empty() || b.empty()) return Likeness::differs;
  if (a == b) return Likeness::same;
  const int near = std::max(1, static_cast<int>(b.size()) / 6);
  return edit_distance(a, b, near) <= near ? Likeness::almost : Likeness::differs;
}

Likeness likeness_of_kelurahan(const std::string& read, const std::string& code, const law::Regions& regions) {
  const auto* given = regions.by_code(code);
  if (given == nullptr) return Likeness::differs;
  const auto likeness = likeness_of_names(read, given->kelurahan);
  if (likeness != Likeness::differs) return likeness;
  const auto found = regions.find(read);
  return std::any_of(found.begin(), found.end(), [&](const auto* one) { return one->code == code; }) ? Likeness::almost : Likeness::differs;
}

Likeness likeness_of_birth(std::string_view read, std::string_view nik_given, Day today) {
  const auto day = parse_iso_day(read);
  const auto nik = law::Nik::parse(nik_given);
  if (!day || !nik) return Likeness::only_read;
  const auto may_be = law::birth_days(*nik, today);
  return std::find(may_be.begin(), may_be.end(), *day) != may_be.end() ? Likeness::same : Likeness::differs;
}

const std::vector<std::string_view>& fields_of(PaperKind kind) {
  static const std::vector<std::string_view> none, card{"nik", "name", "born", "street", "rt", "rw", "kelurahan"}, family{"kk", "nik", "name", "street", "rt", "rw", "kelurahan"},
      letter{"name", "nik", "street", "rt", "rw", "kelurahan", "letter_number", "letter_date"};
  switch (kind) {
    case PaperKind::family_card: return family;
    case PaperKind::identity_card: return card;
    case PaperKind::loss_letter: return letter;
    case PaperKind::none: break;
  }
  return none;
}

// "18-11-2026", as it stands on the paper.
std::string day_on_paper(Day day) {
  const auto iso = iso_day(day);
  return iso.substr(8, 2) + "-" + iso.substr(5, 2) + "-" + iso.substr(0, 4);
}

// A police station writes what it likes; only these stand on every letter.
bool stands_on_each(PaperKind kind, std::string_view name) {
  return kind != PaperKind::loss_letter || name == "name" || name == "letter_number" || name == "letter_date";
}

int rank(Likeness likeness) { return likeness == Likeness::same ? 3 : likeness == Likeness::almost ? 2 : likeness == Likeness::only_read ? 1 : 0; }

}  // namespace

std::string_view name_of(PaperKind kind) {
  switch (kind) {
    case PaperKind::family_card: return "family_card";
    case PaperKind::identity_card: return "identity_card";
    case PaperKind::loss_letter: return "loss_letter";
    case PaperKind::none: break;
  }
  return "none";
}

PaperReading paper_fields_in(const std::vector<paper::TextLine>& lines, Day today) {
  PaperReading reading;
  const auto count = std::min(lines.size(), lines_max);
  std::vector<std::string> letters;
  for (std::size_t i = 0; i < count; ++i) letters.push_back(letters_of(std::string_view(lines[i].text).substr(0, line_bytes_max)));
  judge_kind(letters, reading);
  if (reading.kind == PaperKind::none) return reading;
  Reader reader(reading, today);
  for (std::size_t i = 0; i < count; ++i) reader.read(lines, i);
  return reading;
}

Personal<vault::Fields> written(const PaperReading& reading) {
  vault::Fields fields{{"kind", std::string(name_of(reading.kind))}, {"kind_sure", std::to_string(reading.sure)}};
  for (const auto& field : reading.fields) fields.emplace_back(field.name + ":" + std::to_string(field.sure), PersonalAccess::look(field.value));
  return Personal<vault::Fields>(std::move(fields));
}

PaperReading paper_reading_of(const Opened<vault::Fields>& opened) {
  const auto number_of = [](std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::clamp(number, 0, 99);
  };
  PaperReading reading;
  for (const auto& [name, value] : PersonalAccess::look(opened)) {
    if (name == "kind") {
      for (const auto kind : {PaperKind::family_card, PaperKind::identity_card, PaperKind::loss_letter})
        if (value == name_of(kind)) reading.kind = kind;
    } else if (name == "kind_sure") {
      reading.sure = number_of(value);
    } else if (const auto colon = name.find(':'); colon != std::string::npos) {
      reading.fields.push_back({name.substr(0, colon), PersonalAccess::open(std::string(value)), number_of(std::string_view(name).substr(colon + 1))});
    }
  }
  return reading;
}

std::vector<ComparedField> compared(const PaperReading& reading, const Opened<vault::Fields>& given_opened, const law::Regions& regions, Day today) {
  const auto& given = PersonalAccess::look(given_opened);
  std::vector<ComparedField> all;
  for (const auto name : fields_of(reading.kind)) {
    // A day of birth is compared with the NIK, which has it.
    auto written = value_of(given, name == "born" ? "nik" : name);
    const bool is_asked = !written.empty();
    ComparedField line{std::string(name), {}, {}, Likeness::not_read, 0};
    const auto likeness_to = [&](const std::string& read) {
      if (!is_asked) return Likeness::only_read;
      if (name == "nik" || name == "kk") return likeness_of_digits(read, written);
      if (name == "name") return likeness_of_names(read, written);
      if (name == "rt" || name == "rw") return likeness_of_small_numbers(read, written);
      if (name == "street") return likeness_of_streets(read, written);
      if (name == "kelurahan") return likeness_of_kelurahan(read, written, regions);
      if (name == "born") return likeness_of_birth(read, written, today);
      return Likeness::only_read;
    };
    // Of the many people of a family card the nearest counts.
    bool has_read = false;
    for (const auto& field : reading.fields) {
      if (field.name != name) continue;
      const auto likeness = likeness_to(PersonalAccess::look(field.value));
      if (has_read && rank(likeness) <= rank(line.likeness)) continue;
      has_read = true;
      line.read = field.value;
      line.likeness = likeness;
      line.sure = field.sure;
    }
    if (!has_read && !stands_on_each(reading.kind, name)) continue;
    if (name == "born" || name == "letter_date")
      if (const auto day = parse_iso_day(PersonalAccess::look(line.read))) line.read = PersonalAccess::open(day_on_paper(*day));
    if (name == "kelurahan" && is_asked)
      if (const auto* region = regions.by_code(written)) written = region->kelurahan;
    if (name != "born") line.given = PersonalAccess::open(std::move(written));
    all.push_back(std::move(line));
  }
  return all;
}

std::optional<PaperKind> kind_asked(std::string_view paper) {
  if (paper == "family_card") return PaperKind::family_card;
  if (paper == "loss_letter") return PaperKind::loss_letter;
  if (paper == "old_card") return PaperKind::identity_card;
  return std::nullopt;
}

bool is_wrong_paper(std::string_view paper, const PaperReading& reading) {
  const auto asked = kind_asked(paper);
  return asked && reading.kind != PaperKind::none && reading.kind != *asked && reading.sure >= surely;
}

}  // namespace opak::intake
