#include "access/roles.h"

#include <algorithm>

#include "base/text.h"

namespace opak::access {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::operator_: return "operator";
    case Role::verifier: return "verifier";
    case Role::printer: return "printer";
    case Role::courier: return "courier";
    case Role::counter: return "counter";
    case Role::supervisor: return "supervisor";
    case Role::admin: return "admin";
  }
  return "";
}

std::optional<Role> role_named(std::string_view name) {
  for (const auto role : all_roles)
    if (name_of(role) == name) return role;
  return std::nullopt;
}

std::string format(Roles roles) {
  std::string out;
  for (const auto role : all_roles) {
    if (!roles.has(role)) continue;
    if (!out.empty()) out += ' ';
    out += name_of(role);
  }
  return out;
}

std::optional<Roles> parse_roles(std::string_view text) {
  std::string spaced = lower_ascii(text);
  std::replace(spaced.begin(), spaced.end(), ',', ' ');
  spaced = one_spaced(spaced);
  Roles roles;
  if (spaced.empty()) return roles;
  for (const auto& word : split(spaced, ' ')) {
    const auto role = role_named(word);
    if (!role) return std::nullopt;
    roles.add(*role);
  }
  return roles;
}

}  // namespace opak::access
