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

// "NIK", "nik:", "No.KK", "nomor" ... ; "" if it is no label.
std::string label_of(std::string_view word) {
  const auto letters = letters_only(word);
  if (letters.size() + 2 < word.size() && only_digits(word).size() > 2) return "";
  if (letters == "nik" || letters == "nonik") return "nik";
  if (letters == "kk" || letters == "nokk" || letters == "nomorkk") return "kk";
  if (letters == "nama" || letters == "no" || letters == "nomor" || letters == "nomer" || letters == "lengkap" || letters == "dan") return "other";
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

  void close() {
    if (open.empty()) return;
    auto& place = last_label == "kk" ? kk : last_label == "nik" || nik.empty() ? nik : kk;
    if (place.empty()) place = open;
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
  for (const auto& word : words_in(beginning_of(text))) {
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
  return {without_ends(name), numbers.nik, numbers.kk};
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
