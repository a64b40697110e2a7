// What a staff member may be. One person may hold several roles; four eyes are guarded by the desks, not here.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace opak::access {

enum class Role { operator_, verifier, printer, courier, supervisor, admin, counter };

// counter: hands cards over at the counter of a kelurahan, which is the office of the account.
constexpr std::array<Role, 7> all_roles{Role::operator_, Role::verifier, Role::printer, Role::courier, Role::supervisor, Role::admin, Role::counter};

std::string_view name_of(Role role);  // "operator", "verifier", ...
std::optional<Role> role_named(std::string_view name);

class Roles {
 public:
  Roles() = default;
  Roles(std::initializer_list<Role> roles) {
    for (const auto role : roles) add(role);
  }
  void add(Role role) { bits_ |= bit(role); }
  bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  bool has_any(Roles wanted) const { return (bits_ & wanted.bits_) != 0; }
  bool empty() const { return bits_ == 0; }
  bool operator==(const Roles&) const = default;

 private:
  static std::uint8_t bit(Role role) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(role)); }
  std::uint8_t bits_ = 0;
};

std::string format(Roles roles);  // "operator courier": always in the order of all_roles.
// Names with spaces or commas between; none if a word is no role.
std::optional<Roles> parse_roles(std::string_view text);

}  // namespace opak::access
