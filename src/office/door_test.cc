// Where a door is: as the resident said, as a courier learnt, or only the kelurahan.
#include "office/door.h"

#include <gtest/gtest.h>

#include "office/apply_for.h"
#include "office/deliver.h"
#include "office/office_twin.h"
#include "office/personal_facts.h"

namespace opak::office {
namespace {

struct ADoor : testing::Test {
  OfficeTwin twin;
  Office& office() { return *twin.office; }
  void SetUp() override { twin.stock(6); }

  const law::Region& home_of(const std::string& id) { return *office().catalogue().city().regions.by_code(twin.state(id).region); }
  std::string near_home(const std::string& label, double north = 0.004) {
    const auto& region = *office().catalogue().city().regions.by_code(registry::demo_resident(label).kelurahan);
    return law::place_words({region.lat + north, region.lon});
  }
  std::string filed(const std::string& label, const std::string& phone, const std::string& pin, const std::string& street = "") {
    auto wish = twin.filing("lost", label, phone);
    if (!pin.empty()) wish.address = with_field(wish.address, "pin", pin);
    if (!street.empty()) wish.address = with_field(wish.address, "street", street);
    return OfficeTwin::word(submit_application(office(), wish, twin.resident()), "application");
  }
  PlannedDoor door(const std::string& id) { return door_to_plan(office(), office().reader(), *twin.boards().find_case(id), home_of(id)); }
  std::int64_t kept() {
    auto row = office().reader().query("SELECT COUNT(*) FROM vault_door");
    row.next();
    return row.number_at(0);
  }
  // Brought to the door by a courier whose phone says where it was.
  std::string brought(const std::string& id, const std::string& serial, const std::string& stood_at) {
    twin.printed(twin.verified(id), serial);
    const auto run = twin.on_the_road(id);
    auto hands = twin.right_hands(run, id);
    hands.stood_at = Personal<std::string>(stood_at);
    twin.must(hand_over(office(), hands, twin.agus()));
    return run;
  }
};

TEST_F(ADoor, IsWhereTheResidentPutThePin) {
  const auto pin = near_home("lost_card");
  const auto found = door(filed("lost_card", "+6281200000001", pin));
  EXPECT_EQ(found.known, DoorKnown::pin);
  EXPECT_EQ(law::place_words(found.place), pin);
}

TEST_F(ADoor, IsTheMiddleOfTheKelurahanWhereThePinCannotBe) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"lost_card", ""}, {"damaged_card", "here"}, {"grandmother", law::place_words({-6.9, 107.6})}, {"old_serang_nik", near_home("old_serang_nik", 0.06)}};
  int n = 0;
  for (const auto& [label, pin] : cases) {
    const auto id = filed(label, "+628120000000" + std::to_string(++n), pin);
    const auto found = door(id);
    EXPECT_EQ(found.known, DoorKnown::kelurahan) << pin;
    EXPECT_EQ(found.place, (law::Place{home_of(id).lat, home_of(id).lon}));
  }
}

TEST_F(ADoor, IsLearntFromACourierForTheSameAddressAndNoOther) {
  const auto stood = near_home("lost_card", 0.003);
  brought(filed("lost_card", "+6281200000001", ""), "KA00000001", stood);
  EXPECT_EQ(kept(), 1);
  const auto again = filed("lost_card", "+6281200000001", "");
  EXPECT_EQ(door(again).known, DoorKnown::hand_over);
  EXPECT_EQ(law::place_words(door(again).place), stood);
  auto moved = twin.filing("lost", "lost_card", "+6281200000001");
  twin.must(change_address(office(), {again, twin.state(again).region, "self", with_field(moved.address, "street", "Jl. Lain No. 9")}, twin.resident()));
  EXPECT_EQ(door(again).known, DoorKnown::kelurahan) << "another street is another door";
  twin.must(change_address(office(), {again, twin.state(again).region, "self", with_field(moved.address, "pin", near_home("lost_card"))}, twin.resident()));
  EXPECT_EQ(door(again).known, DoorKnown::pin) << "the resident knows better";
}

TEST_F(ADoor, IsNotLearntFromAPhoneThatStoodElsewhereOrDidNotKnow) {
  brought(filed("lost_card", "+6281200000001", ""), "KA00000001", law::place_words({-6.9, 107.6}));
  brought(filed("damaged_card", "+6281200000002", ""), "KA00000002", "");
  EXPECT_EQ(kept(), 0);
}

TEST_F(ADoor, IsLearntOnlyWhenTheCardWasGiven) {
  const auto id = twin.verified(filed("lost_card", "+6281200000001", ""));
  twin.printed(id, "KA00000001");
  const auto run = twin.on_the_road(id);
  auto hands = twin.right_hands(run, id);
  hands.stood_at = Personal<std::string>(near_home("lost_card"));
  const auto right = hands.secret_letters;
  hands.secret_letters = "ZZZZZZ";
  twin.must(hand_over(office(), hands, twin.agus()));
  EXPECT_EQ(kept(), 0);
  hands.secret_letters = right;
  twin.must(hand_over(office(), hands, twin.agus()));
  EXPECT_EQ(kept(), 1);
}

TEST_F(ADoor, IsForgottenWithThePerson) {
  const auto id = filed("lost_card", "+6281200000001", "");
  brought(id, "KA00000001", near_home("lost_card"));
  const auto person = twin.state(id).person;
  twin.clock.pass(days(400));
  twin.must(erase(office(), {person}, twin.as("S-0009", {access::Role::admin})));
  EXPECT_EQ(kept(), 0);
}

TEST_F(ADoor, StandsOnTheCouriersSheet) {
  const auto pin = near_home("lost_card");
  const auto id = twin.verified(filed("lost_card", "+6281200000001", pin));
  twin.printed(id, "KA00000001");
  const auto run = twin.on_the_road(id);
  const auto answer = open_run_sheet(office(), run, twin.agus()).wait();
  const auto* sheet = std::get_if<RunSheet>(&answer);
  ASSERT_NE(sheet, nullptr);
  ASSERT_EQ(sheet->stops.size(), 1U);
  EXPECT_EQ(sheet->stops[0].door.known, DoorKnown::pin);
  EXPECT_EQ(sheet->stops[0].door.place, PersonalAccess::open(std::string(pin)));
}

}  // namespace
}  // namespace opak::office
