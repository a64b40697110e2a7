// Entries and states to JSON and back, from their one list of fields (`each`).
//
// A field that is missing in the JSON keeps its default, so a new optional field reads old entries as they are.
#pragma once

#include <charconv>
#include <concepts>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/personal.h"
#include "base/time.h"

namespace opak::journal {

// What Json::write would give, without the tree between.
inline void append_json(std::string& out, const std::string& value) { append_json_string(out, value); }
inline void append_json(std::string& out, bool value) { out += value ? "true" : "false"; }
inline void append_json(std::string& out, std::int64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}
inline void append_json(std::string& out, int value) { append_json(out, static_cast<std::int64_t>(value)); }
inline void append_json(std::string& out, Day value) { append_json_string(out, value == Day{} ? std::string() : iso_day(value)); }
inline void append_json(std::string& out, Moment value) { append_json(out, value.ms); }
inline void append_json(std::string& out, const Sealed& value) { append_json_string(out, to_base64(value.bytes)); }
inline void append_json(std::string& out, const std::vector<std::string>& values) {
  out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, values[i]);
  }
  out += ']';
}
template <class Value>
void append_json(std::string& out, const std::map<std::string, Value>& values) {
  out += '{';
  bool first = true;
  for (const auto& [name, value] : values) {
    if (!std::exchange(first, false)) out += ',';
    append_json_string(out, name);
    out += ':';
    append_json(out, value);
  }
  out += '}';
}
// An enum travels by its name; `name_of` is found beside the enum.
template <class E>
  requires std::is_enum_v<E>
void append_json(std::string& out, E value) {
  append_json_string(out, name_of(value));
}

inline void from_json(const Json& json, std::string& out) { out = std::string(json.text()); }
inline void from_json(const Json& json, bool& out) { out = json.truth(); }
inline void from_json(const Json& json, int& out) { out = static_cast<int>(json.number()); }
inline void from_json(const Json& json, std::int64_t& out) { out = json.number(); }
inline void from_json(const Json& json, Day& out) { out = json.text().empty() ? Day{} : parse_iso_day(json.text()).value_or(Day{}); }
inline void from_json(const Json& json, Moment& out) { out = Moment{json.number()}; }
inline void from_json(const Json& json, Sealed& out) {
  const auto bytes = from_base64(json.text());
  ensure(bytes.has_value(), "a sealed field is base64");
  out.bytes = *bytes;
}
inline void from_json(const Json& json, std::vector<std::string>& out) {
  out.clear();
  for (const auto& item : json.items()) out.emplace_back(item.text());
}
inline void from_json(const Json& json, std::map<std::string, std::string>& out) {
  out.clear();
  for (const auto& [name, value] : json.members()) out[name] = std::string(value.text());
}
inline void from_json(const Json& json, std::map<std::string, bool>& out) {
  out.clear();
  for (const auto& [name, value] : json.members()) out[name] = value.truth();
}
inline void from_json(const Json& json, std::map<std::string, std::vector<std::string>>& out) {
  out.clear();
  for (const auto& [name, value] : json.members()) from_json(value, out[name]);
}

template <class T>
std::string encode(const T& value) {
  std::string out = "{";
  out.reserve(512);
  T::each(value, [&](const char* name, const auto& field) {
    if (out.size() > 1) out += ',';
    append_json_string(out, name);
    out += ':';
    append_json(out, field);
  });
  out += '}';
  return out;
}

// Only the fields that differ from a new T's: what a view keeps of a state, a third of the whole. Reads back the same.
// REQUIRES: `each` names members of T itself.
template <class T>
std::string encode_changed(const T& value) {
  static const T fresh;
  std::string out = "{";
  out.reserve(512);
  T::each(value, [&]<class Field>(const char* name, const Field& field) {
    const auto offset = reinterpret_cast<const char*>(&field) - reinterpret_cast<const char*>(&value);
    ensure(offset >= 0 && offset < static_cast<std::ptrdiff_t>(sizeof(T)), "a field is a member");
    if (field == *reinterpret_cast<const Field*>(reinterpret_cast<const char*>(&fresh) + offset)) return;
    if (out.size() > 1) out += ',';
    append_json_string(out, name);
    out += ':';
    append_json(out, field);
  });
  out += '}';
  return out;
}

// `named` turns an enum's name back; only states have enums.
template <class T, class Named>
T decode_with(const Json& json, Named&& named) {
  T value;
  T::each(value, [&](const char* name, auto& field) {
    const auto& member = json[std::string_view(name)];
    if (member.is_null()) return;
    if constexpr (std::is_enum_v<std::remove_reference_t<decltype(field)>>)
      field = named(member.text());
    else
      from_json(member, field);
  });
  return value;
}

template <class T>
T decode(std::string_view body) {
  const auto json = parse_json(body);
  ensure(json.has_value(), "an entry's body is JSON");
  return decode_with<T>(*json, [](std::string_view) -> int { throw Bug("entries have no enums"); });
}

template <class Entry>
std::string encode_entry(const Entry& entry) {
  return std::visit([](const auto& e) { return encode(e); }, entry);
}

template <class Entry>
std::string_view fact_of(const Entry& entry) {
  return std::visit([](const auto& e) { return std::decay_t<decltype(e)>::fact; }, entry);
}

namespace detail {
template <class Entry, std::size_t I = 0>
Entry decode_variant(std::string_view fact, std::string_view body) {
  if constexpr (I == std::variant_size_v<Entry>) {
    throw Bug("the journal holds a fact that this program does not know");
  } else {
    using T = std::variant_alternative_t<I, Entry>;
    if (fact == T::fact) return decode<T>(body);
    return decode_variant<Entry, I + 1>(fact, body);
  }
}
}  // namespace detail

template <class Entry>
Entry decode_entry(std::string_view fact, std::string_view body) {
  return detail::decode_variant<Entry>(fact, body);
}

}  // namespace opak::journal
