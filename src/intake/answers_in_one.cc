#include "intake/answers_in_one.h"

#include <algorithm>
#include <regex>
#include <vector>

#include "base/text.h"

namespace opak::intake {
namespace {

constexpr std::size_t words_bytes_max = 600;  // More than any name, address and two numbers.

// Cut between two letters, never within one.
std::string_view beginning_of(std::string_view text) {
  if (text.size() <= words_bytes_max) return text;
  auto end = words_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// Mostly digits: also "36730l4101900001", which the judgement asks back.
bool is_number_like(std::string_view word) {
  const auto digits = only_digits(word).size();
  return digits >= 3 && digits * 4 >= word.size() * 3;
}

bool is_item_mark(std::string_view word) {
  const auto digits = only_digits(word);
  return digits.size() == 1 && word.size() <= 2;  // "1." "2)" "3"
}

bool is_one(std::string_view text, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), text) != words.end(); }

// "NIK", "nik:", "No.KK", "nomor" ... ; "" if it is no label.
std::string label_of(std::string_view word) {
  const auto letters = letters_only(word);
  if (letters.size() + 2 < word.size() && only_digits(word).size() > 2) return "";
  if (is_one(letters, {"nik", "nonik", "niknya", "nomornik"})) return "nik";
  if (is_one(letters, {"kk", "nokk", "nomorkk", "kknya", "nokknya"})) return "kk";
  if (letters == "nama" || letters == "no" || letters == "nomor" || letters == "nomer" || letters == "lengkap" || letters == "dan" || letters == "namanya" || letters == "nya") return "other";
  return "";
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ';' || c == ':' || c == '=') {
      if (!word.empty()) words.push_back(word);
      word.clear();
      if (c == '\n' || c == ',' || c == ';') words.emplace_back("\n");  // A number does not go on over the end of a line.
    } else {
      word.push_back(c);
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

struct Numbers {
  std::string nik, kk, last_label, open;
  bool nik_named = false, kk_named = false;

  void close() {
    if (open.empty()) return;
    const bool is_kk = last_label == "kk" || (last_label != "nik" && !nik.empty());
    auto& place = is_kk ? kk : nik;
    if (place.empty()) {
      place = open;
      (is_kk ? kk_named : nik_named) = !last_label.empty();
    }
    open.clear();
    last_label.clear();
  }
  void add(const std::string& word) {
    const auto digits = only_digits(open).size();
    if (!open.empty() && digits + only_digits(word).size() > 16) close();
    open += (open.empty() ? "" : " ") + word;
    if (only_digits(open).size() >= 16) close();
  }
};

std::string without_ends(std::string_view text) {
  constexpr std::string_view edges = " \t\r\n,.;:-/";
  const auto first = text.find_first_not_of(edges);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n,;:-/") - first + 1));
}

// "Ibu saya Maesaroh", "a.n. Maesaroh (ibu saya)": what stands about a name and is none. A name alone stays byte for byte.
std::string without_relation(const std::string& name) {
  static const std::initializer_list<std::string_view> opening = {"saya", "adalah", "lengkap", "untuk", "buat", "punya", "milik", "ini", "itu", "atas", "a.n.", "a.n", "a/n", "an.", "namanya", "pemilik"};
  static const std::initializer_list<std::string_view> titles = {"ibu", "bapak", "bpk", "ayah", "emak", "istri", "suami", "nenek", "kakek", "mbah", "bu", "pak"};
  static const std::initializer_list<std::string_view> relatives = {"anak", "adik", "kakak", "cucu", "mertua", "mama", "mamah", "papa", "orangtua", "paman", "bibi", "keponakan"};
  static const std::initializer_list<std::string_view> mine = {"saya", "kami", "aku", "sy", "gue", "kula", "abdi"};
  const auto bare = [](std::string word) {
    word = lower_ascii(word);
    while (!word.empty() && (word.front() == '(' || word.front() == '"')) word.erase(0, 1);
    while (!word.empty() && (word.back() == ')' || word.back() == ',' || word.back() == '"')) word.pop_back();
    return word;
  };
  const auto is_relative = [&](const std::string& word) {
    if (is_one(word, titles) || is_one(word, relatives)) return true;
    for (const std::string_view end : {"nya", "ku"})
      if (word.ends_with(end) && (is_one(word.substr(0, word.size() - end.size()), titles) || is_one(word.substr(0, word.size() - end.size()), relatives))) return true;
    return false;
  };
  std::vector<std::string> words;
  for (auto& word : split(name, ' '))
    if (!word.empty()) words.push_back(word);
  std::size_t first = 0, last = words.size();
  while (first < last) {
    const auto word = bare(words[first]);
    const bool of_mine = first + 1 < last && is_one(bare(words[first + 1]), mine);
    if (is_one(word, opening)) ++first;
    else if (is_relative(word) && of_mine) first += 2;
    else if (is_relative(word) && !is_one(word, relatives)) ++first;
    else break;
  }
  if (last >= first + 2 && is_one(bare(words[last - 1]), mine) && is_relative(bare(words[last - 2]))) last -= 2;
  if (first == 0 && last == words.size()) return name;
  std::string left;
  for (auto i = first; i < last; ++i) left += (left.empty() ? "" : " ") + words[i];
  return without_ends(left);
}

struct RtRw {
  std::string rt, rw;
  std::size_t begin = std::string::npos, end = 0;
};

RtRw rt_rw_in(const std::string& lower) {
  static const std::regex pair(R"(\brt\s*[./]?\s*rw\s*[.:]?\s*(\d{1,3})\s*[/\-]\s*(\d{1,3}))");
  static const std::regex both(R"(\brt\s*[.:]?\s*(\d{1,3})\s*[/,\-]?\s*rw\s*[.:]?\s*(\d{1,3}))");
  static const std::regex slash(R"(\brt\s*[.:]?\s*(\d{1,3})\s*/\s*(\d{1,3}))");
  static const std::regex only_rt(R"(\brt\s*[.:]?\s*(\d{1,3})\b)");
  static const std::regex only_rw(R"(\brw\s*[.:]?\s*(\d{1,3})\b)");
  std::smatch found;
  RtRw out;
  for (const auto* pattern : {&pair, &both, &slash})
    if (std::regex_search(lower, found, *pattern)) {
      out = {found[1], found[2], static_cast<std::size_t>(found.position()), static_cast<std::size_t>(found.position() + found.length())};
      return out;
    }
  const auto widen = [&](const std::smatch& m) {
    out.begin = std::min(out.begin, static_cast<std::size_t>(m.position()));
    out.end = std::max(out.end, static_cast<std::size_t>(m.position() + m.length()));
  };
  if (std::regex_search(lower, found, only_rt)) {
    out.rt = found[1];
    widen(found);
  }
  if (std::regex_search(lower, found, only_rw)) {
    out.rw = found[1];
    widen(found);
  }
  return out;
}

// Where the landmark begins in what stands before RT and RW: "Jalan Melati 12, depan musala".
std::size_t landmark_at(const std::string& lower) {
  static const std::regex words(R"(\b(patokan|ancer|depan|dekat|deket|samping|sebelah|belakang|seberang|pagar|gerbang)\b)");
  std::smatch found;
  return std::regex_search(lower, found, words) ? static_cast<std::size_t>(found.position()) : std::string::npos;
}

std::string without_word_patokan(std::string text) {
  const auto lower = lower_ascii(text);
  if (lower.starts_with("patokan")) text.erase(0, std::string("patokan").size());
  return without_ends(text);
}

}  // namespace

PersonWords person_in(std::string_view text) {
  Numbers numbers;
  std::string name;
  const auto words = words_in(beginning_of(text));
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    // "Kartu Keluarga 3673...", "no KTP 3673...": before a number these are its name.
    const bool before_number = i + 1 < words.size() && is_number_like(words[i + 1]);
    if (before_number && is_one(letters_only(word), {"keluarga", "ktp", "ktpnya", "noktp"})) {
      numbers.close();
      numbers.last_label = letters_only(word) == "keluarga" ? "kk" : "nik";
      if (lower_ascii(name).ends_with("kartu")) name.resize(name.size() - std::string("kartu").size());
      name = without_ends(name);
      continue;
    }
    if (word == "\n") {
      numbers.close();
      continue;
    }
    const auto label = label_of(word);
    if (!label.empty()) {
      numbers.close();
      if (label != "other") numbers.last_label = label;
      continue;
    }
    if (is_number_like(word)) {
      numbers.add(word);
    } else if (!is_item_mark(word)) {
      numbers.close();
      name += (name.empty() ? "" : " ") + word;
    }
  }
  numbers.close();
  return {without_relation(without_ends(name)), numbers.nik, numbers.kk, numbers.nik_named, numbers.kk_named};
}

AddressWords address_in(std::string_view text) {
  const std::string all(beginning_of(text));
  const auto lower = lower_ascii(all);
  const auto found = rt_rw_in(lower);
  std::string before = found.begin == std::string::npos ? all : all.substr(0, found.begin);
  std::string behind = found.begin == std::string::npos ? "" : all.substr(found.end);
  if (without_ends(before).empty()) std::swap(before, behind);
  if (const auto at = landmark_at(lower_ascii(before)); at != std::string::npos && at > 0) {
    behind = before.substr(at) + (without_ends(behind).empty() ? "" : ", " + without_ends(behind));
    before.resize(at);
  }
  return {without_ends(before), found.rt, found.rw, without_word_patokan(without_ends(behind))};
}

}  // namespace opak::intake
