#include "base/json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace opak {
namespace {

const Json null_json;
const Json::Array no_items;
const Json::Object no_members;

// False: a member is named twice.
bool convert(const simdjson::dom::element& from, Json& to) {
  switch (from.type()) {
    case simdjson::dom::element_type::ARRAY: {
      Json::Array items;
      for (auto item : simdjson::dom::array(from)) {
        Json value;
        if (!convert(item, value)) return false;
        items.push_back(std::move(value));
      }
      to = Json::array(std::move(items));
      return true;
    }
    case simdjson::dom::element_type::OBJECT: {
      const auto object = simdjson::dom::object(from);
      Json::Object members;
      members.reserve(object.size());
      const bool is_small = object.size() <= 64;  // Then looking at each is quicker than keeping a set.
      std::set<std::string_view> seen;
      for (auto member : object) {
        const auto is_this = [&](const Json::Member& before) { return before.first == member.key; };
        if (is_small ? std::any_of(members.begin(), members.end(), is_this) : !seen.insert(member.key).second) return false;
        Json value;
        if (!convert(member.value, value)) return false;
        members.emplace_back(std::string(member.key), std::move(value));
      }
      to = Json::object(std::move(members));
      return true;
    }
    case simdjson::dom::element_type::INT64: to = Json(std::int64_t(from)); return true;
    case simdjson::dom::element_type::UINT64: to = Json(static_cast<double>(std::uint64_t(from))); return true;
    case simdjson::dom::element_type::DOUBLE: to = Json(double(from)); return true;
    case simdjson::dom::element_type::STRING: to = Json(std::string_view(from)); return true;
    case simdjson::dom::element_type::BOOL: to = Json(bool(from)); return true;
    case simdjson::dom::element_type::NULL_VALUE: to = Json(); return true;
  }
  return false;
}


}  // namespace

std::string_view Json::text() const {
  const auto* held = std::get_if<std::string>(&value_);
  return held ? std::string_view(*held) : std::string_view{};
}
std::int64_t Json::number() const {
  if (const auto* whole = std::get_if<std::int64_t>(&value_)) return *whole;
  if (const auto* real = std::get_if<double>(&value_)) return std::abs(*real) < 9e15 ? static_cast<std::int64_t>(*real) : 0;
  return 0;
}
double Json::real() const {
  if (const auto* held = std::get_if<double>(&value_)) return *held;
  if (const auto* whole = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*whole);
  return 0;
}
bool Json::truth() const {
  const auto* held = std::get_if<bool>(&value_);
  return held && *held;
}
const Json::Array& Json::items() const {
  const auto* held = std::get_if<Array>(&value_);
  return held ? *held : no_items;
}
const Json::Object& Json::members() const {
  const auto* held = std::get_if<Object>(&value_);
  return held ? *held : no_members;
}
const Json& Json::operator[](std::string_view name) const {
  for (const auto& [key, value] : members())
    if (key == name) return value;
  return null_json;
}
const Json& Json::operator[](std::size_t index) const {
  return index < items().size() ? items()[index] : null_json;
}
void Json::set(std::string name, Json value) {
  if (is_null()) value_ = Object{};
  auto& held = std::get<Object>(value_);
  for (auto& [key, old] : held)
    if (key == name) {
      old = std::move(value);
      return;
    }
  held.emplace_back(std::move(name), std::move(value));
}
void Json::push(Json value) {
  if (is_null()) value_ = Array{};
  std::get<Array>(value_).push_back(std::move(value));
}

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t plain = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text.substr(plain, at - plain));
    plain = at + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      default:
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  out.append(text.substr(plain));
  out.push_back('"');
}

std::string Json::write() const {
  std::string out;
  struct Writer {
    std::string& out;
    void operator()(std::monostate) { out += "null"; }
    void operator()(bool value) { out += value ? "true" : "false"; }
    void operator()(std::int64_t value) { out += std::to_string(value); }
    // Minus zero is zero: "-0" would be read back as another number than was written.
    void operator()(double value) { out += std::isfinite(value) ? fmt::format("{}", value == 0 ? 0.0 : value) : "null"; }
    void operator()(const std::string& value) { append_json_string(out, value); }
    void operator()(const Array& items) {
      out.push_back('[');
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out.push_back(',');
        std::visit(*this, items[i].value_);
      }
      out.push_back(']');
    }
    void operator()(const Object& members) {
      out.push_back('{');
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0) out.push_back(',');
        append_json_string(out, members[i].first);
        out.push_back(':');
        std::visit(*this, members[i].second.value_);
      }
      out.push_back('}');
    }
  };
  std::visit(Writer{out}, value_);
  return out;
}

Result<Json> parse_json(std::string_view text, int depth_max) {
  simdjson::dom::parser parser(64 * 1024 * 1024);
  if (parser.allocate(std::max<std::size_t>(text.size(), 1024), static_cast<std::size_t>(depth_max)) != simdjson::SUCCESS)
    return failure("no memory to read JSON");
  simdjson::dom::element root;
  const simdjson::padded_string padded(text);
  if (const auto error = parser.parse(padded).get(root); error != simdjson::SUCCESS)
    return failure(std::string("not JSON: ") + simdjson::error_message(error));
  Json value;
  if (!convert(root, value)) return failure("not JSON: a member is named twice");
  return value;
}

}  // namespace opak
