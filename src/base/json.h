// JSON in (simdjson behind a wall) and out (own writer).
//
// Json is a small value tree for messages, settings and entries; objects keep the order of their members.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace opak {

class Json {
 public:
  using Member = std::pair<std::string, Json>;
  using Array = std::vector<Json>;
  using Object = std::vector<Member>;

  Json() = default;
  Json(std::nullptr_t) {}
  Json(bool value) : value_(value) {}
  Json(int value) : value_(std::int64_t{value}) {}
  Json(std::int64_t value) : value_(value) {}
  Json(double value) : value_(value) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(std::string value) : value_(std::move(value)) {}
  static Json array(Array items = {}) { Json j; j.value_ = std::move(items); return j; }
  static Json object(Object members = {}) { Json j; j.value_ = std::move(members); return j; }

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }

  // Forgiving readers: a value of another kind reads as empty. Good for strangers' messages.
  std::string_view text() const;           // "" unless a string.
  std::int64_t number() const;             // 0 unless a number.
  double real() const;                     // 0 unless a number.
  bool truth() const;                      // false unless true.
  const Array& items() const;              // Empty unless an array.
  const Object& members() const;           // Empty unless an object.
  const Json& operator[](std::string_view name) const;  // null unless a member; the first if it is there twice.
  const Json& operator[](const char* name) const { return (*this)[std::string_view(name)]; }
  const Json& operator[](std::size_t index) const;      // null unless there.

  void set(std::string name, Json value);  // Adds or replaces; turns null into an object.
  void push(Json value);                   // Turns null into an array.

  // Compact, UTF-8 as it is, '/' not escaped. Numbers that are whole are written without a point.
  std::string write() const;

  bool operator==(const Json&) const = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

// Strict RFC 8259, UTF-8 checked. Refuses nesting deeper than `depth_max` and objects that name a member twice.
Result<Json> parse_json(std::string_view text, int depth_max = 64);

void append_json_string(std::string& out, std::string_view text);

}  // namespace opak
