// Entries and states to JSON and back, from their one list of fields (`each`).
//
// A field that is missing in the JSON keeps its default, so a new optional field reads old entries as they are.
#pragma once

#include <concepts>
#include <map>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/personal.h"
#include "base/time.h"

namespace opak::journal {

inline Json to_json(const std::string& value) { return Json(value); }
inline Json to_json(bool value) { return Json(value); }
inline Json to_json(int value) { return Json(value); }
inline Json to_json(std::int64_t value) { return Json(value); }
inline Json to_json(Day value) { return value == Day{} ? Json("") : Json(iso_day(value)); }
inline Json to_json(Moment value) { return Json(value.ms); }
inline Json to_json(const Sealed& value) { return Json(to_base64(value.bytes)); }
inline Json to_json(const std::vector<std::string>& values) {
  Json out = Json::array();
  for (const auto& value : values) out.push(Json(value));
  return out;
}
inline Json to_json(const std::map<std::string, std::string>& values) {
  Json out = Json::object();
  for (const auto& [name, value] : values) out.set(name, Json(value));
  return out;
}
inline Json to_json(const std::map<std::string, bool>& values) {
  Json out = Json::object();
  for (const auto& [name, value] : values) out.set(name, Json(value));
  return out;
}
// An enum travels by its name; `name_of` is found beside the enum.
template <class E>
  requires std::is_enum_v<E>
Json to_json(E value) {
  return Json(std::string(name_of(value)));
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

template <class T>
std::string encode(const T& value) {
  Json out = Json::object();
  T::each(value, [&](const char* name, const auto& field) { out.set(name, to_json(field)); });
  return out.write();
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
