#include "copies/place.h"

#include <algorithm>

#include "base/json.h"

namespace opak::copies {
namespace {

constexpr std::string_view names[] = {"taken", "deposed", "unfit", "foreign"};

}  // namespace

std::string to_json(const Verdict& verdict) {
  Json json;
  json.set("said", names[static_cast<int>(verdict.said)]);
  json.set("head", store::to_json(verdict.head));
  json.set("why", verdict.why);
  return json.write();
}

Result<Verdict> read_verdict(std::string_view text) {
  const auto json = parse_json(text);
  if (!json) return failure("what the second place said cannot be read");
  const auto* name = std::find(std::begin(names), std::end(names), (*json)["said"].text());
  const auto head = store::read_copy_head((*json)["head"].text());
  if (name == std::end(names) || !head) return failure("what the second place said cannot be read");
  return Verdict{static_cast<Said>(name - names), *head, std::string((*json)["why"].text())};
}

std::string to_json(const BaseEnd& end) {
  Json json, parts = Json::array();
  for (const auto& part : end.parts) parts.push(part);
  json.set("head", store::to_json(end.head));
  json.set("bytes", end.bytes);
  json.set("forget_past", end.forget_past);
  json.set("parts", std::move(parts));
  return json.write();
}

Result<BaseEnd> read_base_end(std::string_view text) {
  const auto json = parse_json(text);
  if (!json) return failure("the manifest of a whole copy cannot be read");
  const auto head = store::read_copy_head((*json)["head"].text());
  if (!head) return tl::unexpected(head.error());
  BaseEnd end{*head, (*json)["bytes"].number(), {}, (*json)["forget_past"].truth()};
  for (const auto& part : (*json)["parts"].items()) end.parts.emplace_back(part.text());
  return end;
}

bool is_paper(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '/' || c == '-' || c == '_'; });
  return name == "erasures.list" || (plain && name.starts_with("documents/") && name.size() < 200 && name.find("//") == name.npos);
}

}  // namespace opak::copies
