#include "copies/role.h"

#include <algorithm>

#include "base/json.h"

namespace opak::copies {
namespace {

constexpr std::string_view names[] = {"alone", "writer", "follower", "deposed"};

}  // namespace

Result<Role> read_role(Files& folder) {
  const auto text = folder.read(role_file);
  if (!text) {
    // One that cannot be read just now must not be taken for none: a deposed writer would start.
    const auto there = folder.list("");
    if (!there) return tl::unexpected(there.error());
    if (std::find(there->begin(), there->end(), role_file) == there->end()) return Role{};
    return tl::unexpected(text.error());
  }
  const auto json = parse_json(*text);
  if (!json) return failure(std::string(role_file) + " cannot be read");
  const auto* name = std::find(std::begin(names), std::end(names), (*json)["part"].text());
  const auto applied = store::read_copy_head((*json)["applied"].text());
  if (name == std::end(names) || !applied) return failure(std::string(role_file) + " cannot be read");
  return Role{static_cast<Part>(name - names), std::string((*json)["city"].text()), static_cast<std::uint64_t>((*json)["epoch"].number()), (*json)["took_over"].truth(),
              *applied, (*json)["base_pending"].truth()};
}

Result<void> write_role(Files& folder, const Role& role) {
  Json json;
  json.set("part", names[static_cast<int>(role.part)]);
  json.set("city", role.city);
  json.set("epoch", static_cast<std::int64_t>(role.epoch));
  json.set("took_over", role.took_over);
  json.set("applied", store::to_json(role.applied));
  json.set("base_pending", role.base_pending);
  return folder.write_durable(role_file, json.write() + "\n");
}

}  // namespace opak::copies
