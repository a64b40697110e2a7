#include "office/work_sharing.h"

#include "access/staff.h"

namespace opak::office {
namespace {

bool may_take(const Hand& hand, const Loose& loose) {
  if (!hand.roles.has(loose.verifying ? access::Role::verifier : access::Role::operator_)) return false;
  return !loose.verifying || loose.entered_by != "officer/" + hand.staff;
}

}  // namespace

std::optional<access::Roles> roles_of_colleague(store::Database& reader, std::string_view staff) {
  const auto found = access::find_staff(reader, staff);
  if (!found || !found->active) return std::nullopt;
  return found->roles;
}

std::vector<Share> share_evenly(std::vector<Hand> hands, const std::vector<Loose>& cases, std::int64_t held_max) {
  std::vector<Share> shares;
  for (const auto& loose : cases) {
    Hand* least = nullptr;
    for (auto& hand : hands)
      if (hand.held < held_max && may_take(hand, loose) && (least == nullptr || hand.held < least->held)) least = &hand;
    if (least == nullptr) continue;
    ++least->held;
    shares.push_back({loose.application, least->staff});
  }
  return shares;
}

}  // namespace opak::office
