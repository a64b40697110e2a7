// "Not at home today", and what the office says the evening before.
#include "office/not_home.h"

#include <gtest/gtest.h>

#include "office/by_two.h"
#include "office/office_twin.h"
#include "office/outbox.h"
#include "views/fold.h"

namespace opak::office {
namespace {

using application::Stage;

struct NotAtHome : testing::Test {
  OfficeTwin twin;
  Office& office() { return *twin.office; }
  Day today() { return day_in_jakarta(twin.clock.now()); }
  Day tomorrow() { return office().catalogue().city().calendar.next_working_day(today()); }
  static std::string no(const Later<Answer>& later) { return OfficeTwin::no(later); }

  std::string printed_card(const std::string& label = "lost_card", const std::string& phone = "+6281200000001", const std::string& serial = "KA00000001") {
    const auto id = twin.verified(twin.submitted("lost", label, phone));
    twin.printed(id, serial);
    return id;
  }
  std::string planned(const std::vector<std::string>& ids, Day day) {
    std::vector<std::string> parcels;
    for (const auto& id : ids) parcels.push_back(twin.state(id).parcel);
    return OfficeTwin::word(set_run(office(), {"S-0006", day, 9, 12, parcels}, twin.ratna()), "run");
  }
  int letters(const std::string& id, const std::string& notice) {
    auto row = office().reader().query("SELECT COUNT(*) FROM office_letter WHERE application = $1 AND notice = $2").text(id).text(notice);
    row.next();
    return static_cast<int>(row.number_at(0));
  }
  std::string told() { return OfficeTwin::word(tell_of_tomorrow(office()), "told"); }
  void set_hour(int hour, int minute = 0) { twin.clock.set(moment_in_jakarta(today(), hour, minute)); }
  void expect_sound() {
    const auto live = views::dump(office().reader());
    auto writer = store::Database::open(office().settings().database, store::Mode::writer);
    ASSERT_TRUE(views::rebuild(*writer));
    EXPECT_EQ(views::dump(*writer), live);
  }
};

TEST_F(NotAtHome, ToldBeforeLoadingTakesTheStopOffAndCostsNoAttempt) {
  twin.stock(3);
  const auto id = printed_card(), other = printed_card("damaged_card", "+6281200000002", "KA00000002");
  const auto run = planned({id, other}, today());
  const auto later = tomorrow();
  EXPECT_EQ(no(say_not_home(office(), {id, today()}, twin.resident())), "application.choose_day_instead") << "not the day that was told";
  EXPECT_EQ(no(say_not_home(office(), {id, later + 60}, twin.resident())), "application.choose_day_instead");
  EXPECT_EQ(no(say_not_home(office(), {id}, twin.resident())), "application.choose_day_instead");
  twin.must(say_not_home(office(), {id, later}, twin.resident()));
  const auto state = twin.state(id);
  EXPECT_EQ(state.run, "");
  EXPECT_EQ(state.next_try, later);
  EXPECT_EQ(state.attempts, 0);
  EXPECT_EQ(state.owed_on, Day{}) << "their own wish";
  EXPECT_EQ(state.due_on(), later);
  EXPECT_EQ(twin.boards().find_run(run)->state.parcels.size(), 1U);
  EXPECT_EQ(letters(id, "delivery_unplanned"), 0) << "one message, and that is of the day they chose";
  EXPECT_EQ(letters(id, "day_chosen"), 1);
  EXPECT_EQ(no(say_not_home(office(), {id, later}, twin.resident())), "application.already_not_home");
  twin.must(load_run(office(), {run, 1}, twin.agus()));
  expect_sound();
}

TEST_F(NotAtHome, MayBeAnsweredWithTheOfficeInstead) {
  twin.stock(3);
  const auto id = printed_card();
  planned({id}, today());
  twin.must(say_not_home(office(), {.application = id, .pick_up = true}, twin.resident()));
  EXPECT_EQ(twin.state(id).stage, Stage::pickup);
  EXPECT_EQ(letters(id, "ready_for_pickup"), 1);
}

TEST_F(NotAtHome, IsTakenBackUntilTheRunIsLoaded) {
  twin.stock(5);
  const auto first = printed_card(), id = printed_card("damaged_card", "+6281200000002", "KA00000002"), last = printed_card("old_serang_nik", "+6281200000003", "KA00000003");
  const auto run = planned({first, id, last}, today());
  const auto stops = twin.boards().find_run(run)->state.parcels;
  for (const bool pick_up : {false, true}) {
    twin.must(say_not_home(office(), {id, tomorrow(), pick_up}, twin.resident()));
    twin.must(say_home_again(office(), id, twin.resident()));
    EXPECT_EQ(twin.boards().find_run(run)->state.parcels, stops) << "at its old place";
    EXPECT_EQ(twin.state(id).stage, Stage::printed);
    EXPECT_EQ(twin.state(id).way, "deliver");
    EXPECT_EQ(twin.state(id).planned_on, today());
    EXPECT_EQ(twin.state(id).from_hour, 9);
    EXPECT_EQ(no(say_home_again(office(), id, twin.resident())), "application.no_courier_comes") << "pressed twice";
  }
  EXPECT_EQ(letters(id, "home_again"), 2);
  twin.must(say_not_home(office(), {id, tomorrow()}, twin.resident()));
  twin.must(load_run(office(), {run, 2}, twin.agus()));
  EXPECT_EQ(no(say_home_again(office(), id, twin.resident())), "application.courier_left_without");
  EXPECT_EQ(twin.state(id).next_try, tomorrow()) << "the day that was chosen stands";
  expect_sound();
}

TEST_F(NotAtHome, CannotComeBackToARunThatTheOfficeGaveUp) {
  twin.stock(5);
  const auto id = printed_card(), other = printed_card("damaged_card", "+6281200000002", "KA00000002");
  const auto run = planned({id, other}, today());
  twin.must(say_not_home(office(), {id, tomorrow()}, twin.resident()));
  twin.must(dissolve_run(office(), {run}, twin.ratna()));
  EXPECT_EQ(no(say_home_again(office(), id, twin.resident())), "application.courier_left_without");
}

TEST_F(NotAtHome, ToldAloneItsRunComesBackWhole) {
  twin.stock(5);
  const auto id = printed_card();
  const auto run = planned({id}, today());
  twin.must(say_not_home(office(), {id, tomorrow()}, twin.resident()));
  twin.must(say_home_again(office(), id, twin.resident()));
  twin.must(load_run(office(), {run, 1}, twin.agus()));
  EXPECT_EQ(twin.state(id).stage, Stage::on_the_road);
}

TEST_F(NotAtHome, OnTheRoadTheCourierSeesItAndNoAttemptIsCounted) {
  twin.stock(3);
  const auto id = printed_card();
  const auto run = twin.on_the_road(id);
  EXPECT_EQ(OfficeTwin::word(say_not_home(office(), {id}, twin.resident()), "result"), "told_courier");
  EXPECT_TRUE(twin.state(id).away);
  EXPECT_EQ(twin.state(id).stage, Stage::on_the_road);
  EXPECT_EQ(no(say_not_home(office(), {id}, twin.resident())), "application.already_not_home");
  EXPECT_EQ(no(say_home_again(office(), id, twin.resident())), "application.courier_left_without");
  const auto sheet = open_run_sheet(office(), run, twin.agus()).wait();
  ASSERT_TRUE(std::holds_alternative<RunSheet>(sheet));
  EXPECT_TRUE(std::get<RunSheet>(sheet).stops.at(0).away);
  twin.must(close_by_two(office(), {run, 1}, twin.agus(), twin.ratna()));
  EXPECT_EQ(twin.state(id).stage, Stage::not_reached);
  EXPECT_EQ(twin.state(id).attempts, 0);
  EXPECT_EQ(twin.state(id).owed_on, Day{}) << "nothing was broken";
  EXPECT_EQ(letters(id, "came_back_not_home"), 1);
  EXPECT_EQ(letters(id, "not_reached"), 0);
  // Out again on another day, nobody is told that they are away.
  twin.clock.pass(days(1));
  twin.on_the_road(id);
  EXPECT_FALSE(twin.state(id).away);
  expect_sound();
}

TEST_F(NotAtHome, StillLetsTheCourierHandOverOrTryIfTheyStandThere) {
  twin.stock(3);
  const auto id = printed_card();
  const auto run = twin.on_the_road(id);
  twin.must(say_not_home(office(), {id}, twin.resident()));
  twin.must(hand_over(office(), twin.right_hands(run, id), twin.agus()));
  EXPECT_EQ(twin.state(id).stage, Stage::delivered);
  EXPECT_EQ(no(say_not_home(office(), {id}, twin.resident())), "application.no_courier_comes") << "too late";
}

TEST_F(NotAtHome, IsNobodysWordWhereNoCourierComes) {
  twin.stock(3);
  const auto id = printed_card();
  EXPECT_EQ(no(say_not_home(office(), {id, tomorrow()}, twin.resident())), "application.no_courier_comes");
  const auto submitted = twin.submitted("lost", "damaged_card", "+6281200000002");
  EXPECT_EQ(no(say_not_home(office(), {submitted, tomorrow()}, twin.resident())), "application.no_courier_comes");
}

TEST_F(NotAtHome, KeepsWhatWasOwedBeforeWhenItIsTakenBack) {
  twin.stock(3);
  const auto id = printed_card();
  const auto run = twin.on_the_road(id);
  const auto told = today();
  twin.must(close_by_two(office(), {run, 1}, twin.agus(), twin.ratna()));
  ASSERT_EQ(twin.state(id).owed_on, told);
  twin.clock.pass(days(1));
  planned({id}, tomorrow());
  twin.must(say_not_home(office(), {id, days_instead(office(), twin.state(id)).at(1)}, twin.resident()));
  twin.must(say_home_again(office(), id, twin.resident()));
  EXPECT_EQ(twin.state(id).owed_on, told) << "a day that was told and broken stays owed";
}

// ---- The evening before

TEST_F(NotAtHome, TheWindowIsToldAgainTheEveningBefore) {
  twin.stock(3);
  const auto id = printed_card();
  planned({id}, today() + 2);
  EXPECT_EQ(letters(id, "delivery_planned"), 1);
  set_hour(18);
  EXPECT_EQ(told(), "0") << "not two evenings before";
  twin.clock.set(moment_in_jakarta(today() + 1, 16, 59));
  EXPECT_EQ(told(), "0") << "not in the afternoon";
  set_hour(17);
  EXPECT_EQ(told(), "1");
  EXPECT_EQ(told(), "0") << "not twice";
  set_hour(19, 59);
  EXPECT_EQ(told(), "0");
  EXPECT_EQ(letters(id, "delivery_tomorrow"), 1);
}

TEST_F(NotAtHome, NobodyIsWokenAfterEight) {
  twin.stock(3);
  const auto id = printed_card();
  planned({id}, today() + 2);
  twin.clock.set(moment_in_jakarta(today() + 1, 20));
  EXPECT_EQ(told(), "0");
}

TEST_F(NotAtHome, WhoHeardTodayIsNotToldAgainTheSameEvening) {
  twin.stock(3);
  const auto id = printed_card();
  set_hour(16);
  planned({id}, today() + 1);
  set_hour(18);
  EXPECT_EQ(told(), "0");
}

TEST_F(NotAtHome, OfACancelledRunOrAStoppedStopNothingIsToldTheEveningBefore) {
  twin.stock(5);
  const auto cancelled = printed_card(), left = printed_card("damaged_card", "+6281200000002", "KA00000002"), silent = printed_card("old_serang_nik", "+6281200000003", "KA00000003");
  const auto run = planned({cancelled}, today() + 2);
  planned({left, silent}, today() + 2);
  twin.clock.set(moment_in_jakarta(today() + 1, 15));
  twin.must(dissolve_run(office(), {run}, twin.ratna()));
  twin.must(say_not_home(office(), {left, days_instead(office(), twin.state(left)).front()}, twin.resident()));
  twin.must(dispute(office(), {silent, "not_me", "known_contact"}, twin.resident()));
  set_hour(18);
  EXPECT_EQ(told(), "0");
}

}  // namespace
}  // namespace opak::office
