// What a thief tries who has only the secret link. Each of these was a way once.
#include <gtest/gtest.h>

#include "office/office_twin.h"

namespace opak::office {
namespace {

const std::string owners_phone = "+6281200000001";

Personal<vault::Fields> home_with(const std::string& receiver) {
  const auto& home = registry::demo_resident("lost_card");
  return Personal<vault::Fields>({{"street", home.street}, {"rt", home.rt}, {"rw", home.rw}, {"landmark", "dekat musala"}, {"receiver_name", receiver}});
}

// Her mother shall take it; an officer made sure that it is really she who says so.
std::string filed_for_her_mother(OfficeTwin& twin) {
  auto wish = twin.filing("lost", "lost_card", owners_phone);
  wish.receiver = "family";
  wish.address = home_with("IBU HALIMAH");
  const auto id = OfficeTwin::word(submit_application(*twin.office, wish, twin.resident()), "application");
  return twin.verified(id);
}

TEST(SharedLink, PutsNoOtherNameIntoTheFamilysPlace) {
  OfficeTwin twin;
  twin.stock(10);
  const auto id = filed_for_her_mother(twin);
  ASSERT_FALSE(twin.state(id).needs_identity_check());
  OfficeTwin::must(change_address(*twin.office, {id, registry::demo_resident("lost_card").kelurahan, "family", home_with("SEPUPU")}, twin.resident()));
  EXPECT_TRUE(twin.state(id).needs_identity_check()) << "family under another name is other hands";
  EXPECT_EQ(OfficeTwin::no(take_out_of_order(*twin.office, {id, "P1", "mendesak"}, twin.joko())), "application.identity_not_checked");
}

TEST(SharedLink, TheSameHandsNeedNoSecondCheck) {
  OfficeTwin twin;
  const auto id = filed_for_her_mother(twin);
  OfficeTwin::must(change_address(*twin.office, {id, registry::demo_resident("lost_card").kelurahan, "family", home_with("Ibu  Halimah")}, twin.resident()));
  EXPECT_FALSE(twin.state(id).needs_identity_check());
}

}  // namespace
}  // namespace opak::office
