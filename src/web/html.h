// The HTML writer: markup from literals known at compile time, everything else escaped by its type.
//
//   html << "<p class=\"hint\">"_lit << hint << "</p>"_lit;
//
// A Lit is made by the compiler only, so markup from run-time data does not compile; a plain "text" does not compile
// either, because words for people live in translations/. The one escape serves text and attributes alike, as long as
// attributes stand between double quotes. Addresses are an Href, which is local, or one of a few known kinds.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/personal.h"
#include "base/result.h"

namespace opak::web {

// Markup that stands in the program's own text.
class Lit {
 public:
  constexpr std::string_view text() const { return text_; }

 private:
  consteval explicit Lit(std::string_view text) : text_(text) {}
  friend consteval Lit operator""_lit(const char* text, std::size_t size);
  std::string_view text_;
};
consteval Lit operator""_lit(const char* text, std::size_t size) { return Lit(std::string_view(text, size)); }

// An address that stands in the program's own text.
class FixedAddress {
 public:
  consteval FixedAddress(const char* address) : text_(address) {}
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// An address a page may lead to. Made of what came from outside, it can only ever stay on this site.
class Href {
 public:
  // A path on this site: one '/' in front, then neither '/' nor '\', no control characters. Anything else leads home.
  static Href local(std::string_view path);
  static Href anchor(std::string_view id);          // "#nik"
  // "https://wa.me/628..?text=..." with the text escaped; an empty number lets the phone ask to whom.
  static Href whatsapp(std::string_view number, std::string_view text);
  static Href whatsapp(const Opened<std::string>& number, std::string_view text);
  static Href telephone(std::string_view number);   // "tel:+62..."
  static Href map(double lat, double lon);          // "geo:-6.1,106.1"
  static Href map(const Opened<std::string>& place);  // As law::place_words() writes it.
  static Href map_search(double lat, double lon, std::string_view name);  // Looks for that name around the point.
  static Href fixed(FixedAddress address) { return Href(address.text()); }  // Href::fixed("/bantuan")
  std::string_view text() const { return fixed_.empty() ? std::string_view(made_) : fixed_; }

 private:
  explicit Href(std::string_view fixed) : fixed_(fixed) {}
  explicit Href(std::string made, int) : made_(std::move(made)) {}
  std::string_view fixed_;
  std::string made_;
};
bool is_local_path(std::string_view path);
std::string percent_encoded(std::string_view text);  // Everything but letters, digits and "-._~".

// A sentence that may stand in another language than its page: `lang` is then that language's code, else "".
struct Said {
  std::string_view words, lang;
};

class Html {
 public:
  explicit Html(std::size_t bytes_expected = 8 * 1024) { out_.reserve(bytes_expected); }

  Html& operator<<(Lit markup) {
    out_ += markup.text();
    return *this;
  }
  Html& operator<<(std::string_view text);
  Html& operator<<(const std::string& text) { return *this << std::string_view(text); }
  Html& operator<<(const Opened<std::string>& text);
  Html& operator<<(const std::optional<Opened<std::string>>& text);  // Nothing where there is none.
  Html& operator<<(const Said& said);  // Marked, where it is not the page's language.
  Html& operator<<(const Href& href) { return *this << href.text(); }
  template <std::integral Number>
    requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
  Html& operator<<(Number number) {
    return write_number(static_cast<std::int64_t>(number));
  }
  Html& operator<<(double number);  // One place behind the point; for drawings.
  // A literal without _lit is neither markup nor a sentence of translations/.
  template <std::size_t N>
  Html& operator<<(const char (&)[N]) = delete;
  Html& operator<<(const char*) = delete;
  Html& operator<<(bool) = delete;
  Html& operator<<(char) = delete;

  // ` name="value"`, or nothing where the value is empty.
  Html& attribute(Lit name, std::string_view value);
  // Markup written earlier by another Html.
  Html& append(const Html& other) {
    out_ += other.out_;
    return *this;
  }
  // A QR code as a drawing of squares. `label` is what a screen reader says.
  Html& qr(std::string_view text, std::string_view label);
  // A style sheet of our own, read from the program's assets. REQUIRES: no '<' in it.
  Html& inline_style(std::string_view css);

  std::string_view view() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  Html& write_number(std::int64_t number);
  std::string out_;
};

void append_escaped(std::string& out, std::string_view text);

// The little that a page must know of opened data without reading it out loud.
bool is_empty(const Opened<std::string>& text);
bool is_equal(const Opened<std::string>& text, std::string_view other);
// The value of a field, "" where it was not given. For conditions between questions and for filling fields again.
std::string_view value_of(const Opened<std::vector<std::pair<std::string, std::string>>>& fields, std::string_view name);
Opened<std::string> short_name(const Opened<std::string>& name);       // "SITI NURHAYATI BINTI AHMAD" -> "SITI N."
Opened<std::string> masked_number(const Opened<std::string>& digits);  // "3673********01"
Opened<std::string> shown_phone(const Opened<std::string>& international);  // "0812 3456 7890"
std::string jpeg_body(const Opened<std::string>& bytes);   // The body of an answer that shows a photo.
std::string sound_body(const Opened<std::string>& bytes);  // Of one that is heard.

}  // namespace opak::web
