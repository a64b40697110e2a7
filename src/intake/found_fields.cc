#include "intake/found_fields.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "law/application_number.h"
#include "law/kk.h"
#include "law/nik.h"
#include "law/phone.h"

namespace opak::intake {
namespace {

constexpr std::size_t text_bytes_max = 4096;
constexpr std::size_t each_max = 8;  // Of a kind; a list of hundreds is no message of a resident.

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_one(std::string_view text, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), text) != words.end(); }

template <class T>
void add(std::vector<T>& all, T one) {
  if (all.size() < each_max && std::find(all.begin(), all.end(), one) == all.end()) all.push_back(std::move(one));
}

struct Word {
  std::string text;   // As typed, without the marks about it.
  std::string lower;  // Letters and digits only.
  std::size_t begin = 0, end = 0;
  bool point = false;      // "M." of "M. Rizki".
  bool ends_part = false;  // A comma, a full stop, a line's end or "#" stands behind it.
};

std::vector<Word> words_in(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto is_part_of_word = [&](std::size_t i) {
      const char c = text[i];
      if (is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 || c == '\'') return true;
      // "a.n." and "M. Rizki" hold points within a word; "a/n" a stroke.
      return (c == '.' || c == '/' || c == '-') && i > 0 && i + 1 < text.size() && is_letter(text[i - 1]) && is_letter(text[i + 1]);
    };
    if (!is_part_of_word(at)) {
      if (!words.empty() && (text[at] == ',' || text[at] == ';' || text[at] == '\n' || text[at] == '#' || text[at] == '(' || text[at] == ')' || text[at] == '.')) words.back().ends_part = true;
      if (!words.empty() && text[at] == '.' && words.back().end == at) words.back().point = true;
      ++at;
      continue;
    }
    auto end = at;
    while (end < text.size() && is_part_of_word(end)) ++end;
    Word word{std::string(text.substr(at, end - at)), "", at, end, false, false};
    for (char c : word.text)
      if (is_letter(c) || is_digit(c)) word.lower.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
    words.push_back(std::move(word));
    at = end;
  }
  return words;
}

// ---- Numbers

struct Group {
  std::string digits;
  std::size_t begin = 0, end = 0;
  char before = ' ';  // What parts it from the group before it; '\0': more than a mark.
};

std::vector<Group> groups_in(std::string_view text) {
  std::vector<Group> groups;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    Group group;
    group.begin = at;
    while (at < text.size() && is_digit(text[at])) group.digits.push_back(text[at++]);
    group.end = at;
    group.before = '\0';
    if (!groups.empty()) {
      const auto gap = text.substr(groups.back().end, group.begin - groups.back().end);
      const bool marks = gap.size() <= 3 && gap.find_first_not_of(" .-/") == std::string_view::npos;
      if (marks) {
        const auto mark = gap.find_first_not_of(' ');
        group.before = mark == std::string_view::npos ? ' ' : gap[mark];
      }
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

// How many groups from `first` on make exactly `digits` digits; 0: none do.
std::size_t groups_of(const std::vector<Group>& groups, std::size_t first, std::size_t digits) {
  std::size_t sum = 0;
  for (std::size_t i = first; i < groups.size(); ++i) {
    if (i > first && groups[i].before == '\0') return 0;
    sum += groups[i].digits.size();
    if (sum == digits) return i - first + 1;
    if (sum > digits) return 0;
  }
  return 0;
}

std::string joined(const std::vector<Group>& groups, std::size_t first, std::size_t count) {
  std::string all;
  for (std::size_t i = first; i < first + count; ++i) all += groups[i].digits;
  return all;
}

// The nearest word that names a number, in the few words before it: "nik", "kk", "hp", "permohonan"; "" none.
std::string label_before(const std::vector<Word>& words, std::size_t at, std::size_t not_before) {
  constexpr std::size_t words_back = 4;
  std::size_t looked = 0;
  for (auto word = words.rbegin(); word != words.rend() && looked < words_back; ++word) {
    if (word->end > at) continue;
    if (word->begin < not_before) break;
    ++looked;
    const auto& w = word->lower;
    if (is_one(w, {"nik", "niknya", "nonik", "ktp", "noktp", "ktpnya", "nike"})) return "nik";
    if (is_one(w, {"kk", "kknya", "nokk", "keluarga", "nokknya"})) return "kk";
    if (is_one(w, {"hp", "nohp", "wa", "telp", "telepon", "telpon", "hpnya", "nomorhp"})) return "hp";
    if (is_one(w, {"permohonan", "pengajuan", "registrasi", "resi"})) return "permohonan";
  }
  return "";
}

bool looks_like_kk(const law::Nik& nik, Day today) {
  const auto doubts = law::warnings(nik, today);
  return std::find(doubts.begin(), doubts.end(), "law.doubt.nik_looks_like_kk") != doubts.end();
}

void sort_sixteen(FoundFields& found, const std::string& number, const std::string& label, Day today) {
  const auto nik = law::Nik::parse(number);
  const auto kk = law::Kk::parse(number);
  if (label == "nik" && nik) return add(found.nik, number);
  if (label == "kk" && kk) return add(found.kk, number);
  const bool rather_kk = kk && (!nik || looks_like_kk(*nik, today) || (found.kk.empty() && !found.nik.empty() && label.empty()));
  if (rather_kk) return add(found.kk, number);
  if (nik) return add(found.nik, number);
  add(found.doubtful_numbers, number);
}

// ---- Dates

int month_named(std::string_view word) {
  static const std::array<std::initializer_list<std::string_view>, 12> names = {{{"jan", "januari", "january"}, {"feb", "pebruari", "februari", "peb", "february"}, {"mar", "maret", "mrt", "march"}, {"apr", "april"},
      {"mei", "may"}, {"jun", "juni", "june"}, {"jul", "juli", "july"}, {"agt", "agu", "ags", "agst", "agustus", "aug", "august"}, {"sep", "sept", "september"}, {"okt", "oktober", "oct", "october"},
      {"nov", "nop", "november", "nopember"}, {"des", "desember", "dec", "december"}}};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (is_one(word, names[i])) return static_cast<int>(i) + 1;
  return 0;
}

int number_of(std::string_view digits) {
  int value = 0;
  for (char c : digits.substr(0, 6)) value = value * 10 + (c - '0');
  return value;
}

// "90" is 1990 and "09" is 2009: a year to come is nobody's.
std::optional<int> year_of(std::string_view digits, std::optional<Day> today) {
  const int latest = today ? date_of(*today).year + 1 : 2030;
  if (digits.size() == 4) return number_of(digits) >= 1900 && number_of(digits) <= 2100 ? std::optional(number_of(digits)) : std::nullopt;
  if (digits.size() != 2) return std::nullopt;
  const int year = 2000 + number_of(digits);
  return year > latest ? year - 100 : year;
}

// Groups "02" "01" "90" parted by one kind of mark.
std::optional<Day> date_of_groups(const std::vector<Group>& groups, std::size_t i, std::optional<Day> today) {
  if (i + 2 >= groups.size() || groups[i + 1].before == '\0' || groups[i + 1].before != groups[i + 2].before) return std::nullopt;
  const auto& a = groups[i].digits;
  const auto& b = groups[i + 1].digits;
  const auto& c = groups[i + 2].digits;
  if (a.size() == 4 && b.size() <= 2 && c.size() <= 2) return year_of(a, today) ? day_of(number_of(a), number_of(b), number_of(c)) : std::nullopt;
  if (a.size() > 2 || b.size() > 2 || groups[i + 1].before == ' ') return std::nullopt;
  const auto year = year_of(c, today);
  return year ? day_of(*year, number_of(b), number_of(a)) : std::nullopt;
}

// "2 jan 1990", "17 Agustus '95", "20 november" where today is known, "kemarin".
void find_worded_dates(FoundFields& found, const std::vector<Word>& words, std::optional<Day> today) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (today) {
      if (is_one(words[i].lower, {"kemarin", "kmrn", "kemaren", "kmren", "wingi", "kamari"})) add(found.dates, *today + -1);
      if (is_one(words[i].lower, {"besok", "bsk", "sesuk", "benjing", "enjing"})) add(found.dates, *today + 1);
      if (words[i].lower == "lusa") add(found.dates, *today + 2);
      if (words[i].lower == "hari" && i + 1 < words.size() && words[i + 1].lower == "ini") add(found.dates, *today);
    }
    // "2jan90" is one word; most write it in three.
    std::string day, name, year;
    std::size_t letter = 0;
    while (letter < words[i].lower.size() && is_digit(words[i].lower[letter])) ++letter;
    if (letter == 0 || letter > 2) continue;
    day = words[i].lower.substr(0, letter);
    auto next = i + 1;
    if (letter < words[i].lower.size()) {
      auto end = letter;
      while (end < words[i].lower.size() && is_letter(words[i].lower[end])) ++end;
      name = words[i].lower.substr(letter, end - letter);
      year = words[i].lower.substr(end);
    } else if (next < words.size()) {
      name = words[next++].lower;
      while (!name.empty() && is_digit(name.back())) {
        year.insert(year.begin(), name.back());
        name.pop_back();
      }
    }
    const int month = month_named(name);
    if (month == 0) continue;
    if (year.empty() && next < words.size() && only_digits(words[next].lower) == words[next].lower) year = words[next].lower;
    std::optional<int> whole = year.empty() ? std::nullopt : year_of(year, today);
    if (!whole && today && year.empty()) whole = date_of(*today).year;
    if (!whole) continue;
    if (const auto date = day_of(*whole, month, number_of(day))) add(found.dates, *date);
  }
}

void find_numbers(FoundFields& found, std::string_view text, const std::vector<Word>& words, std::optional<Day> today) {
  const auto groups = groups_in(text);
  const Day now = today.value_or(*day_of(2026, 11, 22));  // Only for what a NIK's date may be.
  std::size_t last_end = 0;
  for (std::size_t i = 0; i < groups.size();) {
    const auto label = label_before(words, groups[i].begin, last_end);
    const bool new_run = groups[i].before == '\0' || (i > 0 && groups[i - 1].digits.size() >= 10);
    if (const auto count = groups_of(groups, i, 16); count > 0) {
      sort_sixteen(found, joined(groups, i, count), label, now);
      i += count;
      last_end = groups[i - 1].end;
      continue;
    }
    if (const auto date = date_of_groups(groups, i, today); date && new_run) {
      add(found.dates, *date);
      i += 3;
      last_end = groups[i - 1].end;
      continue;
    }
    std::size_t taken = 0;
    if (groups[i].digits.starts_with("08") || groups[i].digits.starts_with("62"))
      for (std::size_t count = 1; i + count <= groups.size() && count <= 5 && taken == 0; ++count) {
        if (count > 1 && groups[i + count - 1].before == '\0') break;
        const auto digits = joined(groups, i, count);
        const bool whole = i + count == groups.size() || groups[i + count].before == '\0' || groups[i + count].digits.size() >= 10 || digits.size() >= 12;
        if (digits.size() < 10 || digits.size() > 14 || !whole) continue;
        if (const auto phone = law::Phone::parse(digits.starts_with("62") ? "+" + digits : digits)) {
          add(found.phones, phone->international());
          taken = count;
        }
      }
    if (taken == 0) {
      taken = 1;
      const auto& digits = groups[i].digits;
      if (label == "permohonan" && digits.size() >= 2 && digits.size() <= 6) add(found.application_parts, digits);
      else if (digits.size() >= 13 && digits.size() <= 20) add(found.doubtful_numbers, digits);
    }
    i += taken;
    last_end = groups[i - 1].end;
  }
}

void find_applications(FoundFields& found, std::string_view text) {
  const auto lower = lower_ascii(text);
  for (auto at = lower.find("om"); at != std::string::npos; at = lower.find("om", at + 2)) {
    if (at > 0 && (is_letter(lower[at - 1]) || is_digit(lower[at - 1]))) continue;
    auto end = at + 2;
    std::size_t digits = 0;
    while (end < lower.size() && (is_digit(lower[end]) || lower[end] == '-' || lower[end] == ' ')) digits += is_digit(lower[end++]) ? 1 : 0;
    if (digits < 5) continue;
    if (end < lower.size() && is_letter(lower[end])) ++end;
    if (const auto number = law::ApplicationNumber::parse(text.substr(at, end - at))) add(found.applications, number->text());
    else add(found.application_parts, trimmed(text.substr(at, end - at)));
  }
}

// ---- Names

bool ends_a_name(const std::string& word) {
  return is_one(word, {"nik", "kk", "ktp", "alamat", "alamatnya", "rt", "rw", "jalan", "jl", "jln", "kp", "kampung", "sudah", "udah", "udh", "sdh", "belum", "blm", "mau", "yang", "yg", "dan", "sama", "tolong", "hilang", "ilang", "rusak", "kapan", "tgl",
                       "tanggal", "lahir", "umur", "dari", "di", "ke", "no", "nomor", "hp", "bukan", "salah", "sampai", "sampe", "status", "minta", "apa", "tinggal", "kelurahan", "kel", "kecamatan", "kec", "min", "pak", "bu", "ya", "udahan", "itu", "ini",
                       "jadi", "gimana", "gmn", "dong", "statusnya", "prosesnya", "ktpnya", "untuk", "buat", "mohon", "tadi", "kurang", "beda", "diganti", "mestinya", "harusnya", "seharusnya", "saya", "posisi", "cek", "dicek", "agama", "pekerjaan", "kawin",
                       "tetangga", "anak", "ibu", "bapak", "penerima", "dusun", "desa", "warga"});
}

// How many words from `i` on say that a name follows; 0: none.
std::size_t name_label(const std::vector<Word>& words, std::size_t i) {
  const auto& w = words[i].lower;
  const auto next = i + 1 < words.size() ? words[i + 1].lower : std::string();
  if (w == "an" && words[i].text.find_first_of("./") != std::string::npos) return 1;
  if (w == "an" && next.size() > 2 && !ends_a_name(next)) return 1;
  if (is_one(w, {"atas", "ats"}) && is_one(next, {"nama", "nm"})) return 2;
  if (is_one(w, {"bernama", "namanya", "nami", "aran", "kasih", "name", "penerima"})) return 1;
  if (!is_one(w, {"nama", "nm"})) return 0;
  if (is_one(next, {"saya", "lengkap", "sy", "aku", "abdi", "kule", "ibu", "bapak", "anak", "istri", "suami", "nya", "pemohon", "penerima", "warga"})) {
    const auto after = i + 2 < words.size() ? words[i + 2].lower : std::string();
    return is_one(after, {"saya", "lengkap", "adalah", "yaitu"}) ? 3 : 2;
  }
  return 1;
}

void find_names(FoundFields& found, const std::vector<Word>& words) {
  constexpr std::size_t name_words_max = 5;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto label = name_label(words, i);
    if (label == 0) continue;
    std::string name;
    std::size_t count = 0;
    for (auto j = i + label; j < words.size() && count < name_words_max; ++j, ++count) {
      const auto& word = words[j];
      if (word.lower.empty() || std::any_of(word.lower.begin(), word.lower.end(), is_digit) || ends_a_name(word.lower)) break;
      // A point behind one letter ends no name.
      const bool initial = word.point && word.lower.size() <= 2;
      name += (name.empty() ? "" : " ") + word.text + (initial ? "." : "");
      if (word.ends_part && !initial) break;
    }
    if (letters_only(name).size() >= 3) add(found.names, name);
  }
}

// "#KTP#NIK#KK#Nama#..." : of the parts the first that is words and stands behind a number is the name.
void find_marked_name(FoundFields& found, std::string_view text) {
  const auto parts = split(text, '#');
  if (parts.size() < 4) return;
  bool number_seen = false;
  for (const auto& raw : parts) {
    const auto part = one_spaced(raw);
    if (only_digits(part).size() >= 13) {
      number_seen = true;
      continue;
    }
    if (!number_seen || part.empty() || part.size() > 60 || !only_digits(part).empty()) continue;
    if (letters_only(part).size() >= 3) add(found.names, part);
    return;
  }
}

// ---- Places

bool is_cue(const std::string& word) {
  return is_one(word, {"kel", "kelurahan", "di", "daerah", "alamat", "tinggal", "desa", "domisili", "ke", "ing", "ning", "kecamatan", "kec", "perumahan", "lingkungan", "link", "dari", "ti", "saking", "bukan", "maksud"});
}

int slips_allowed(std::size_t letters) { return letters < 6 ? 0 : letters < 9 ? 1 : 2; }

void find_kelurahan(FoundFields& found, const std::vector<Word>& words, std::string_view text, const law::Regions& regions) {
  const bool marked = std::count(text.begin(), text.end(), '#') >= 3;
  std::vector<std::string> kecamatan_names = regions.kecamatan();
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto before = i > 0 ? words[i - 1].lower : std::string();
    const bool named_kecamatan = is_one(before, {"kec", "kecamatan"}), named_kelurahan = is_one(before, {"kel", "kelurahan", "desa"});
    for (std::size_t count = std::min<std::size_t>(3, words.size() - i); count > 0; --count) {
      std::string letters;
      for (auto j = i; j < i + count; ++j) letters += letters_only(words[j].text);
      if (letters.size() < 4) continue;
      // A town, a province or a neighbour's kecamatan is meant, unless it is called a kelurahan.
      const bool larger = is_one(letters, {"banten", "serang", "pabuaran"});
      std::vector<const law::Region*> here;
      int best = (is_cue(before) || marked) ? slips_allowed(letters.size()) : 0;
      if (!larger || named_kelurahan)
        for (const auto& region : regions.all()) {
          const int distance = edit_distance(letters, letters_only(region.kelurahan), best);
          if (distance > best) continue;
          if (distance < best) here.clear();
          best = distance;
          here.push_back(&region);
        }
      for (const auto& kecamatan : kecamatan_names)
        if (letters_only(kecamatan) == letters && (!larger || named_kecamatan)) add(found.kecamatan, kecamatan);
      if (named_kecamatan) here.clear();
      for (const auto* region : here) add(found.kelurahan, region);
      if (!here.empty()) {
        i += count - 1;
        break;
      }
    }
  }
  // "Sukawana Curug": the kecamatan tells which of two is meant.
  if (found.kelurahan.size() > 1) {
    std::vector<const law::Region*> told;
    for (const auto* region : found.kelurahan)
      if (std::find(found.kecamatan.begin(), found.kecamatan.end(), region->kecamatan) != found.kecamatan.end() && letters_only(region->kelurahan) != letters_only(region->kecamatan)) told.push_back(region);
    if (!told.empty()) found.kelurahan = std::move(told);
  }
}

void find_address(FoundFields& found, const std::vector<Word>& words, std::string_view text) {
  std::size_t begin = std::string_view::npos, end = text.size();
  bool strong = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& w = words[i].lower;
    const bool street = is_one(w, {"jalan", "jl", "jln", "kp", "kampung", "kmpg", "gg", "gang", "perum", "perumahan", "komplek", "kompleks", "komp", "blok", "link", "lingkungan", "dusun", "dsn", "puri", "griya"});
    const bool label = is_one(w, {"alamat", "alamatnya", "almt", "alamate"});
    const bool corner = (w == "rt" || w == "rw" || ((w.starts_with("rt") || w.starts_with("rw")) && w.size() > 2 && is_digit(w[2])));
    if (begin == std::string_view::npos && (street || label || corner)) {
      begin = label ? words[i].end : words[i].begin;
      strong = label || corner;
    } else if (begin != std::string_view::npos) {
      if (corner) strong = true;
      if (is_one(w, {"nik", "kk", "nama", "hp", "nohp", "wa", "telp", "penerima", "ktp", "an"})) {
        end = words[i].begin;
        break;
      }
    }
  }
  if (begin == std::string_view::npos) return;
  // Of "#KTP#NIK#KK#Nama#Alamat#HP" only the part between its marks.
  if (const auto mark = text.find('#', begin); mark != std::string_view::npos) end = std::min(end, mark);
  const auto part = text.substr(begin, std::min<std::size_t>(end - begin, 300));
  if (!strong && only_digits(part).empty()) return;  // "jalan rusak" is no address.
  auto address = address_in(one_spaced(part));
  const auto cut = address.street.find_first_of(";#?!");
  if (cut != std::string::npos) address.street.resize(cut);
  address.street = one_spaced(address.street);
  while (!address.street.empty() && (address.street.front() == ':' || address.street.front() == ' ')) address.street.erase(0, 1);
  // The kelurahan is found by itself and is no landmark.
  const auto lower = " " + lower_ascii(address.landmark);
  for (const std::string_view word : {" kel ", " kel.", " kelurahan ", " kec ", " kec.", " kecamatan "})
    if (const auto at = lower.find(word); at != std::string::npos && at <= address.landmark.size()) address.landmark = trimmed(address.landmark.substr(0, at));
  for (const auto* region : found.kelurahan)
    if (letters_only(address.landmark) == letters_only(region->kelurahan)) address.landmark.clear();
  found.address = std::move(address);
}

Json list(const std::vector<std::string>& all) {
  Json json = Json::array();
  for (const auto& one : all) json.push(Json(one));
  return json;
}

}  // namespace

FoundFields found_fields_in(std::string_view whole, const law::Regions& regions, std::optional<Day> today) {
  FoundFields found;
  auto cut = std::min(whole.size(), text_bytes_max);
  while (cut > 0 && cut < whole.size() && (static_cast<unsigned char>(whole[cut]) & 0xC0) == 0x80) --cut;
  // Bytes that are no UTF-8 would make JSON that nobody can read.
  std::string text(whole.substr(0, cut));
  if (!is_utf8(text))
    for (char& c : text)
      if (static_cast<unsigned char>(c) >= 0x80) c = ' ';
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n') c = ' ';
  const auto words = words_in(text);
  find_numbers(found, text, words, today);
  find_worded_dates(found, words, today);
  find_applications(found, text);
  find_marked_name(found, text);
  find_names(found, words);
  find_kelurahan(found, words, text, regions);
  find_address(found, words, text);
  return found;
}

Json written(const FoundFields& found) {
  Json json = Json::object();
  const auto put = [&](const char* name, const std::vector<std::string>& all) {
    if (!all.empty()) json.set(name, list(all));
  };
  put("nik", found.nik);
  put("kk", found.kk);
  put("doubtful_numbers", found.doubtful_numbers);
  put("phone", found.phones);
  put("name", found.names);
  put("application", found.applications);
  put("application_part", found.application_parts);
  std::vector<std::string> dates;
  for (const auto day : found.dates) dates.push_back(iso_day(day));
  put("date", dates);
  if (!found.kelurahan.empty()) {
    Json places = Json::array();
    for (const auto* region : found.kelurahan) places.push(Json::object({{"code", Json(region->code)}, {"kelurahan", Json(region->kelurahan)}, {"kecamatan", Json(region->kecamatan)}}));
    json.set("kelurahan", std::move(places));
  }
  put("kecamatan", found.kecamatan);
  const auto& [street, rt, rw, landmark] = found.address;
  if (!street.empty() || !rt.empty() || !rw.empty()) {
    Json address = Json::object();
    for (const auto& [name, value] : {std::pair("street", street), std::pair("rt", rt), std::pair("rw", rw), std::pair("landmark", landmark)})
      if (!value.empty()) address.set(name, Json(value));
    json.set("address", std::move(address));
  }
  return json;
}

}  // namespace opak::intake
