#include "base/text.h"

#include <algorithm>

namespace opak {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Length of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (at(i) & 0xc0) == 0x80; };
  if (text.empty()) return 0;
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return continues(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if (!continues(1) || !continues(2)) return 0;
    if (first == 0xe0 && at(1) < 0xa0) return 0;
    if (first == 0xed && at(1) > 0x9f) return 0;
    return 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (first == 0xf0 && at(1) < 0x90) return 0;
    if (first == 0xf4 && at(1) > 0x8f) return 0;
    return 4;
  }
  return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::string one_spaced(std::string_view text) {
  std::string out;
  for (char c : trimmed(text)) {
    if (!is_space(c))
      out.push_back(c);
    else if (!out.ends_with(' '))
      out.push_back(' ');
  }
  return out;
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string upper_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string only_digits(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c >= '0' && c <= '9') out.push_back(c);
  return out;
}

std::string letters_only(std::string_view text) {
  std::string out;
  for (char c : lower_ascii(text))
    if (c >= 'a' && c <= 'z') out.push_back(c);
  return out;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  while (true) {
    const auto at = text.find(separator, from);
    parts.emplace_back(text.substr(from, at == std::string_view::npos ? at : at - from));
    if (at == std::string_view::npos) return parts;
    from = at + 1;
  }
}

std::size_t letters_count(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string shortened(std::string_view utf8, std::size_t letters_max) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    if ((static_cast<unsigned char>(utf8[i]) & 0xc0) == 0x80) continue;
    if (letters++ == letters_max) return std::string(utf8.substr(0, i)) + "…";
  }
  return std::string(utf8);
}

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const auto more = limit + 1;
  const auto gap = static_cast<int>(a.size()) - static_cast<int>(b.size());
  if (gap > limit || -gap > limit) return more;
  std::vector<int> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return std::min(last[b.size()], more);
}

std::string short_name(std::string_view name) {
  std::string all;
  for (const auto& word : split(name, ' ')) {
    if (word.empty()) continue;
    if (all.empty()) all = word;
    else all.append(" ").append(std::string_view(word).substr(0, std::max<std::size_t>(1, sequence_length(word)))).append(".");
  }
  return all;
}

std::string masked_name(std::string_view name) {
  std::string out;
  std::size_t in_word = 0;
  while (!name.empty()) {
    const auto length = std::max<std::size_t>(1, sequence_length(name));
    if (name.front() == ' ') {
      out.push_back(' ');
      in_word = 0;
    } else if (in_word++ == 0) {
      out.append(name.substr(0, length));
    } else if (in_word <= 8) {
      out.push_back('*');
    }
    name.remove_prefix(std::min(length, name.size()));
  }
  return out;
}

std::string masked_digits(std::string_view digits) {
  if (digits.size() <= 6) return std::string(digits.size(), '*');
  return std::string(digits.substr(0, 4)) + "********" + std::string(digits.substr(digits.size() - 2));
}

namespace {

template <class Words>
std::string with_words(std::string_view sentence, const Words& words) {
  std::string out;
  out.reserve(sentence.size() + 32);
  while (!sentence.empty()) {
    const auto open = sentence.find('{');
    out.append(sentence.substr(0, open));
    if (open == std::string_view::npos) break;
    sentence.remove_prefix(open);
    const auto close = sentence.find('}');
    if (close == std::string_view::npos) {
      out.append(sentence);
      break;
    }
    const auto name = sentence.substr(1, close - 1);
    const auto word = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.first == name; });
    out.append(word == words.end() ? sentence.substr(0, close + 1) : std::string_view(word->second));
    sentence.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace

std::string filled(std::string_view sentence, const std::vector<std::pair<std::string, std::string>>& words) { return with_words(sentence, words); }

std::string filled_in(std::string_view sentence, std::initializer_list<std::pair<std::string_view, std::string_view>> words) { return with_words(sentence, words); }

}  // namespace opak
