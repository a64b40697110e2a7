#include "web/html.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/text.h"
#include "law/phone.h"
#include "office/qr.h"

namespace opak::web {
namespace {

constexpr std::string_view replacement_of(char letter) {
  switch (letter) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\0': return "\xEF\xBF\xBD";
    default: return {};
  }
}

// One look a letter: 0 for the many that stand for themselves.
constexpr auto needs_escape = [] {
  std::array<bool, 256> table{};
  for (int i = 0; i < 256; ++i) table[static_cast<std::size_t>(i)] = !replacement_of(static_cast<char>(i)).empty();
  return table;
}();

// Sixteen letters at once: most of a page is plain.
bool stands_for_itself(const char* letters) {
  using Sixteen = unsigned char __attribute__((vector_size(16)));
  Sixteen block;
  std::memcpy(&block, letters, sizeof block);
  const auto hit = (block == '&') | (block == '<') | (block == '>') | (block == '"') | (block == '\'') | (block == 0);
  std::uint64_t halves[2];
  std::memcpy(halves, &hit, sizeof halves);
  return (halves[0] | halves[1]) == 0;
}

bool is_control(char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; }

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  std::size_t plain = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    while (at + 16 <= text.size() && stands_for_itself(text.data() + at)) at += 16;
    if (at == text.size()) break;
    if (!needs_escape[static_cast<unsigned char>(text[at])]) continue;
    out += text.substr(plain, at - plain);
    out += replacement_of(text[at]);
    plain = at + 1;
  }
  out += text.substr(plain);
}

bool is_local_path(std::string_view path) {
  if (path.empty() || path[0] != '/') return false;
  if (path.size() > 1 && (path[1] == '/' || path[1] == '\\')) return false;
  for (const char letter : path)
    if (is_control(letter) || letter == '\\') return false;
  return true;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                       letter == '-' || letter == '.' || letter == '_' || letter == '~';
    if (plain) {
      out += letter;
    } else {
      out += '%';
      out += hex[byte >> 4];
      out += hex[byte & 15];
    }
  }
  return out;
}

Href Href::local(std::string_view path) { return is_local_path(path) ? Href(std::string(path), 0) : Href(std::string("/"), 0); }

Href Href::anchor(std::string_view id) {
  std::string made = "#";
  for (const char letter : id)
    if (std::isalnum(static_cast<unsigned char>(letter)) || letter == '_' || letter == '-') made += letter;
  return Href(std::move(made), 0);
}

Href Href::whatsapp(std::string_view number, std::string_view text) {
  return Href("https://wa.me/" + only_digits(number) + (text.empty() ? "" : "?text=" + percent_encoded(text)), 0);
}

Href Href::whatsapp(const Opened<std::string>& number, std::string_view text) { return whatsapp(PersonalAccess::look(number), text); }

Href Href::telephone(std::string_view number) { return Href("tel:+" + only_digits(number), 0); }

Href Href::map(double lat, double lon) {
  return Href("geo:" + std::to_string(lat) + "," + std::to_string(lon), 0);
}

Href Href::map(const Opened<std::string>& place) { return Href("geo:" + PersonalAccess::look(place), 0); }

Href Href::map_search(double lat, double lon, std::string_view name) { return Href(map(lat, lon).made_ + "?q=" + percent_encoded(name), 0); }

Html& Html::operator<<(const Said& said) {
  if (said.lang.empty()) return *this << said.words;
  return *this << "<span lang=\""_lit << said.lang << "\">"_lit << said.words << "</span>"_lit;
}

Html& Html::operator<<(std::string_view text) {
  append_escaped(out_, text);
  return *this;
}

Html& Html::operator<<(const Opened<std::string>& text) { return *this << std::string_view(PersonalAccess::look(text)); }

Html& Html::operator<<(const std::optional<Opened<std::string>>& text) {
  if (text) *this << *text;
  return *this;
}

Html& Html::operator<<(double number) {
  const auto tenths = static_cast<std::int64_t>(std::llround(number * 10));
  if (tenths < 0) out_ += '-';
  const auto size = tenths < 0 ? -tenths : tenths;
  write_number(size / 10);
  if (size % 10 != 0) {
    out_ += '.';
    write_number(size % 10);
  }
  return *this;
}

Html& Html::write_number(std::int64_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out_.append(digits.data(), end);
  return *this;
}

Html& Html::attribute(Lit name, std::string_view value) {
  if (value.empty()) return *this;
  return *this << " "_lit << name << "=\""_lit << value << "\""_lit;
}

// One path for all black squares: a third of the size of single rectangles.
Html& Html::qr(std::string_view text, std::string_view label) {
  const auto squares = office::qr_squares(text);
  const auto side = squares.size() + 8;
  *this << "<svg class=\"qr\" role=\"img\" aria-label=\""_lit << label << "\" viewBox=\"0 0 "_lit << side << " "_lit << side
        << "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h"_lit << side << "v"_lit << side << "H0z\"/><path d=\""_lit;
  for (std::size_t row = 0; row < squares.size(); ++row) {
    for (std::size_t column = 0; column < squares[row].size();) {
      if (!squares[row][column]) {
        ++column;
        continue;
      }
      std::size_t end = column;
      while (end < squares[row].size() && squares[row][end]) ++end;
      *this << "M"_lit << column + 4 << " "_lit << row + 4 << "h"_lit << end - column << "v1h-"_lit << end - column << "z"_lit;
      column = end;
    }
  }
  return *this << "\"/></svg>"_lit;
}

Html& Html::inline_style(std::string_view css) {
  ensure(css.find('<') == std::string_view::npos, "a style sheet inside a page has no '<'");
  out_ += "<style>";
  out_ += css;
  out_ += "</style>";
  return *this;
}

bool is_empty(const Opened<std::string>& text) { return PersonalAccess::look(text).empty(); }

bool is_equal(const Opened<std::string>& text, std::string_view other) { return PersonalAccess::look(text) == other; }

std::string_view value_of(const Opened<std::vector<std::pair<std::string, std::string>>>& fields, std::string_view name) {
  for (const auto& [key, value] : PersonalAccess::look(fields))
    if (key == name) return value;
  return {};
}

Opened<std::string> short_name(const Opened<std::string>& name) {
  const auto words = split(one_spaced(PersonalAccess::look(name)), ' ');
  auto shown = words.empty() ? std::string() : words[0];
  if (words.size() > 1) {
    std::size_t bytes = 1;
    while (bytes < words[1].size() && (static_cast<unsigned char>(words[1][bytes]) & 0xC0) == 0x80) ++bytes;
    shown += " " + words[1].substr(0, bytes) + ".";
  }
  return PersonalAccess::open(std::move(shown));
}

Opened<std::string> masked_number(const Opened<std::string>& digits) {
  return PersonalAccess::open(masked_digits(PersonalAccess::look(digits)));
}

Opened<std::string> shown_phone(const Opened<std::string>& international) {
  const auto phone = law::Phone::parse(PersonalAccess::look(international));
  return PersonalAccess::open(phone ? phone->national() : PersonalAccess::look(international));
}

std::string jpeg_body(const Opened<std::string>& bytes) { return PersonalAccess::look(bytes); }
std::string sound_body(const Opened<std::string>& bytes) { return PersonalAccess::look(bytes); }

}  // namespace opak::web
