// Who gets what when the untaken cases are shared out.
#include "office/work_sharing.h"

#include <gtest/gtest.h>

namespace opak::office {
namespace {

using access::Role;

const std::vector<Hand> two_operators{{"S-0001", {Role::operator_}, 0}, {"S-0002", {Role::operator_}, 3}};

TEST(SharingOut, GivesFirstToWhoeverHasFewest) {
  const auto shares = share_evenly(two_operators, {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}}, 40);
  EXPECT_EQ(shares, (std::vector<Share>{{"a", "S-0001"}, {"b", "S-0001"}, {"c", "S-0001"}, {"d", "S-0001"}, {"e", "S-0002"}}));
}

TEST(SharingOut, GivesNobodyMoreThanTheCityAllows) {
  EXPECT_EQ(share_evenly(two_operators, {{"a"}, {"b"}, {"c"}, {"d"}}, 4).size(), 4U);
  EXPECT_EQ(share_evenly(two_operators, {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}, {"f"}}, 4).size(), 5U) << "four and one are full";
  EXPECT_TRUE(share_evenly(two_operators, {{"a"}}, 0).empty());
}

TEST(SharingOut, GivesEachDeskItsOwnAndNobodyTheirOwnEntryToVerify) {
  const std::vector<Hand> both{{"S-0001", {Role::operator_, Role::verifier}, 0}, {"S-0003", {Role::verifier}, 5}};
  EXPECT_EQ(share_evenly(both, {{"a", true, "officer/S-0001"}}, 40), (std::vector<Share>{{"a", "S-0003"}}));
  EXPECT_EQ(share_evenly(both, {{"a", true, "officer/S-0003"}}, 40), (std::vector<Share>{{"a", "S-0001"}}));
  EXPECT_EQ(share_evenly(both, {{"a"}}, 40), (std::vector<Share>{{"a", "S-0001"}}));
  EXPECT_TRUE(share_evenly({{"S-0003", {Role::verifier}, 0}}, {{"a"}}, 40).empty()) << "nobody here checks papers";
  EXPECT_TRUE(share_evenly({}, {{"a"}}, 40).empty());
}

}  // namespace
}  // namespace opak::office
