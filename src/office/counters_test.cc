// Cards between the office and the counters of the kelurahan: each is with a named person or in a named drawer, and the resident knows where.
#include "office/counters.h"

#include <gtest/gtest.h>

#include "office/not_home.h"
#include "office/office_twin.h"
#include "office/old_cards.h"
#include "office/open_file.h"
#include "views/fold.h"

namespace opak::office {
namespace {

using application::Stage;
using delivery::ParcelStage;

struct Counters : testing::Test {
  OfficeTwin twin;
  Office& office() { return *twin.office; }
  Day today() { return day_in_jakarta(twin.clock.now()); }
  static std::string no(const Later<Answer>& later) { return OfficeTwin::no(later); }
  Asked at(const std::string& counter, const std::string& staff = "S-0021") {
    auto asked = twin.as(staff, {access::Role::counter});
    asked.counter = counter;
    return asked;
  }
  int letters(const std::string& id, const std::string& notice) {
    auto row = office().reader().query("SELECT COUNT(*) FROM office_letter WHERE application = $1 AND notice = $2").text(id).text(notice);
    row.next();
    return static_cast<int>(row.number_at(0));
  }
  std::string place(const std::string& serial) {
    const auto stock = twin.boards().find_stock("36.73");
    const auto* holding = stock->find(*blangko::parse_serial(serial));
    return holding == nullptr ? "" : holding->place;
  }
  void next_working_day() { twin.clock.set(moment_in_jakarta(office().catalogue().city().calendar.next_working_day(today()), 9)); }
  // A grandmother of Sawah Luhur, whose kecamatan has a counter.
  std::string printed(const std::string& service = "lost", const std::string& label = "grandmother", const std::string& phone = "+6281200000001", const std::string& serial = "KA00000001") {
    const auto id = twin.verified(twin.submitted(service, label, phone));
    twin.printed(id, serial);
    return id;
  }
  void fail_twice(const std::string& id) {
    for (int attempt = 0; attempt < 2; ++attempt) {
      const auto run = twin.on_the_road(id);
      twin.must(report_failed_attempt(office(), {run, twin.state(id).parcel, "not_at_home"}, twin.agus()));
      twin.must(close_by_two(office(), {run, 1}, twin.agus(), twin.ratna()));
      next_working_day();
    }
  }
  std::string bag_to(const std::string& counter, int n) { return OfficeTwin::word(pack_for_counter(office(), {counter, n}, twin.agus()), "bag"); }
  std::string at_the_counter() {
    const auto id = printed();
    twin.must(choose_pickup(office(), {id, "kasemen"}, twin.resident()));
    twin.must(receive_bag(office(), {bag_to("kasemen", 1), 1}, at("kasemen")));
    return id;
  }
  void expect_sound() {
    const auto live = views::dump(office().reader());
    auto writer = store::Database::open(office().settings().database, store::Mode::writer);
    ASSERT_TRUE(views::rebuild(*writer));
    EXPECT_EQ(views::dump(*writer), live);
  }
};

TEST_F(Counters, AfterTwoFailuresTheCardGoesToTheCounterOfItsKecamatanAndIsFetchedThere) {
  twin.stock(3);
  const auto id = printed();
  const auto parcel = twin.state(id).parcel;
  fail_twice(id);
  EXPECT_EQ(twin.state(id).stage, Stage::pickup);
  EXPECT_EQ(twin.state(id).pickup_place, "kasemen");
  EXPECT_EQ(letters(id, "failed_goes_to_counter"), 1);
  EXPECT_EQ(letters(id, "waits_at_office"), 0) << "nobody is sent to the office for it";
  EXPECT_EQ(place("KA00000001"), "case/" + id);

  EXPECT_EQ(no(pack_for_counter(office(), {"kasemen", 2}, twin.agus())), "delivery.bag_differs");
  EXPECT_EQ(no(pack_for_counter(office(), {"walantaka", 0}, twin.agus())), "delivery.bag_empty");
  EXPECT_EQ(no(pack_for_counter(office(), {"nowhere", 1}, twin.agus())), "office.counter_unknown");
  EXPECT_EQ(no(pack_for_counter(office(), {"kasemen", 1}, at("kasemen"))), "office.not_your_role");
  const auto bag = bag_to("kasemen", 1);
  EXPECT_EQ(place("KA00000001"), "bag/" + bag);
  EXPECT_EQ(twin.boards().find_bag(bag)->state.carrier, "officer/S-0006");
  EXPECT_EQ(no(hand_over(office(), twin.right_hands("", id), twin.rina())), "delivery.parcel_not_here") << "it is in a bag";
  EXPECT_EQ(letters(id, "waits_at_counter"), 0);

  auto carrier = at("kasemen", "S-0006");
  EXPECT_EQ(no(receive_bag(office(), {bag, 1}, carrier)), "delivery.bag_needs_second");
  EXPECT_EQ(no(receive_bag(office(), {bag, 1}, at("walantaka"))), "delivery.bag_is_of_another_counter");
  EXPECT_EQ(no(receive_bag(office(), {bag, 2}, at("kasemen"))), "delivery.bag_differs");
  twin.must(receive_bag(office(), {bag, 1}, at("kasemen")));
  EXPECT_EQ(no(receive_bag(office(), {bag, 1}, at("kasemen"))), "delivery.bag_closed");
  EXPECT_EQ(place("KA00000001"), "drawer/kasemen");
  EXPECT_EQ(twin.boards().find_parcel(parcel)->state.counter, "kasemen");
  EXPECT_EQ(twin.state(id).pickup_until, office().catalogue().city().calendar.add_working_days(today(), 10));
  EXPECT_EQ(letters(id, "waits_at_counter"), 1);

  EXPECT_EQ(no(hand_over(office(), twin.right_hands("", id), twin.rina())), "office.not_your_role") << "the city's office does not hold it";
  EXPECT_EQ(no(hand_over(office(), twin.right_hands("", id), at("walantaka"))), "office.not_your_role");
  auto wrong = twin.right_hands("", id);
  wrong.secret_letters = "BBBBBB";
  EXPECT_EQ(OfficeTwin::word(hand_over(office(), wrong, at("kasemen")), "result"), "wrong_secret");
  twin.must(hand_over(office(), twin.right_hands("", id), at("kasemen")));
  EXPECT_EQ(twin.state(id).stage, Stage::delivered);
  EXPECT_EQ(twin.state(id).delivered_how, "picked_up");
  EXPECT_EQ(place("KA00000001"), "");
  expect_sound();
}

TEST_F(Counters, WhoLivesWhereNoCounterIsFetchesAtTheOfficeAsBefore) {
  twin.stock(3);
  const auto id = printed("lost", "lost_card");
  fail_twice(id);
  EXPECT_EQ(twin.state(id).pickup_place, "");
  EXPECT_EQ(letters(id, "waits_at_office"), 1);
  EXPECT_EQ(no(pack_for_counter(office(), {"kasemen", 0}, twin.agus())), "delivery.bag_empty");
}

TEST_F(Counters, TheResidentMayChooseHerOwnCounterAndNoOther) {
  twin.stock(3);
  const auto id = printed();
  EXPECT_EQ(no(choose_pickup(office(), {id, "walantaka"}, twin.resident())), "office.counter_unknown");
  EXPECT_EQ(no(choose_pickup(office(), {id, "banten"}, twin.resident())), "office.counter_unknown") << "serves its own kelurahan only";
  twin.must(choose_pickup(office(), {id, "kasemen"}, twin.resident()));
  EXPECT_EQ(twin.state(id).pickup_place, "kasemen");
  EXPECT_EQ(letters(id, "goes_to_counter"), 1);

  // The same where she will not be at home when the courier comes; and taken back, it is not for the counter any more.
  const auto other = printed("damaged", "damaged_card", "+6281200000002", "KA00000002");
  const auto run = OfficeTwin::word(set_run(office(), {"S-0006", today(), 9, 12, {twin.state(other).parcel}}, twin.ratna()), "run");
  EXPECT_EQ(no(say_not_home(office(), {.application = other, .pick_up = true, .place = "kasemen"}, twin.resident())), "office.counter_unknown");
  EXPECT_EQ(twin.state(other).run, run) << "a refusal leaves everything as it was";
}

TEST_F(Counters, NotHomeMayBeAnsweredWithTheCounterAndTakenBack) {
  twin.stock(3);
  const auto id = printed();
  OfficeTwin::word(set_run(office(), {"S-0006", today(), 9, 12, {twin.state(id).parcel}}, twin.ratna()), "run");
  twin.must(say_not_home(office(), {.application = id, .pick_up = true, .place = "kasemen"}, twin.resident()));
  EXPECT_EQ(twin.state(id).stage, Stage::pickup);
  EXPECT_EQ(twin.state(id).pickup_place, "kasemen");
  twin.must(say_home_again(office(), id, twin.resident()));
  EXPECT_EQ(twin.state(id).pickup_place, "");
  EXPECT_EQ(no(pack_for_counter(office(), {"kasemen", 0}, twin.agus())), "delivery.bag_empty");
}

TEST_F(Counters, WhatIsNotFetchedInTimeGoesBackCountedAndItsResidentIsTold) {
  twin.stock(3);
  const auto id = at_the_counter();
  EXPECT_EQ(no(pack_for_office(office(), {"kasemen", 1}, at("kasemen"))), "delivery.bag_empty") << "it may lie here until its day";
  while (today() <= twin.state(id).pickup_until) next_working_day();
  EXPECT_EQ(drawer_of_counter(*std::make_unique<views::Boards>(office().reader()), "kasemen", today()).to_bring_back.size(), 1U);
  EXPECT_EQ(no(pack_for_office(office(), {"kasemen", 1}, at("walantaka"))), "office.not_your_role");
  EXPECT_EQ(no(pack_for_office(office(), {"kasemen", 1}, twin.rina())), "office.not_your_role");
  const auto bag = OfficeTwin::word(pack_for_office(office(), {"kasemen", 1}, twin.agus()), "bag");
  EXPECT_EQ(letters(id, "left_counter"), 1);
  EXPECT_EQ(twin.state(id).pickup_place, "");
  EXPECT_EQ(place("KA00000001"), "bag/" + bag);
  EXPECT_EQ(no(hand_over(office(), twin.right_hands("", id), at("kasemen"))), "office.not_your_role") << "not in the drawer any more";
  EXPECT_EQ(no(receive_bag(office(), {bag, 0}, twin.rina())), "delivery.bag_differs");
  twin.must(receive_bag(office(), {bag, 1}, twin.rina()));
  EXPECT_EQ(place("KA00000001"), "case/" + id);
  EXPECT_EQ(no(pack_for_counter(office(), {"kasemen", 0}, twin.agus())), "delivery.bag_empty") << "it does not go there a second time";
  twin.must(hand_over(office(), twin.right_hands("", id), twin.rina()));
  expect_sound();
}

TEST_F(Counters, ABagThatFindsNobodyIsBroughtBackToWhereItCameFrom) {
  twin.stock(3);
  const auto id = printed();
  twin.must(choose_pickup(office(), {id, "kasemen"}, twin.resident()));
  const auto bag = bag_to("kasemen", 1);
  EXPECT_EQ(no(receive_bag(office(), {bag, 1}, twin.agus())), "office.not_your_role");
  twin.must(receive_bag(office(), {bag, 1}, twin.rina()));
  EXPECT_EQ(place("KA00000001"), "case/" + id);
  EXPECT_EQ(twin.state(id).pickup_place, "kasemen") << "it goes there with the next bag";
  twin.must(receive_bag(office(), {bag_to("kasemen", 1), 1}, at("kasemen")));
  EXPECT_EQ(place("KA00000001"), "drawer/kasemen");
}

TEST_F(Counters, AFrozenCardIsNotHandedOverAndGoesBackAtOnce) {
  twin.stock(3);
  const auto id = at_the_counter();
  twin.must(dispute(office(), {id, "not_me", "known_contact"}, twin.resident()));
  EXPECT_EQ(no(hand_over(office(), twin.right_hands("", id), at("kasemen"))), "application.frozen");
  EXPECT_EQ(no(settle_dispute(office(), {id, "visited", false}, twin.ratna())), "application.card_must_come_back");
  const auto bag = OfficeTwin::word(pack_for_office(office(), {"kasemen", 1}, at("kasemen")), "bag");
  EXPECT_EQ(letters(id, "called_back_from_counter"), 0) << "who said that it is not theirs hears nothing of where it is";
  twin.must(receive_bag(office(), {bag, 1}, twin.rina()));
  twin.must(settle_dispute(office(), {id, "visited", false}, twin.ratna()));
  twin.must(void_card(office(), {id, "not_genuine"}, twin.ratna()));
  expect_sound();
}

TEST_F(Counters, AnOldCardThatWasTakenThereComesToTheOfficesDrawerCountedByTwo) {
  twin.stock(3);
  const auto id = printed("damaged");
  twin.must(choose_pickup(office(), {id, "kasemen"}, twin.resident()));
  twin.must(receive_bag(office(), {bag_to("kasemen", 1), 1}, at("kasemen")));
  auto without = twin.right_hands("", id);
  without.old_card_taken = false;
  EXPECT_EQ(no(hand_over(office(), without, at("kasemen"))), "delivery.old_card_needed");
  twin.must(hand_over(office(), twin.right_hands("", id), at("kasemen")));
  EXPECT_EQ(twin.boards().old_cards_at_counter("officer/S-0021", 10).size(), 1U) << "in the hands of who took it";
  EXPECT_EQ(no(lay_in_drawer(office(), {2}, at("kasemen"))), "delivery.old_cards_differ");
  twin.must(lay_in_drawer(office(), {1}, at("kasemen")));
  EXPECT_EQ(twin.boards().old_cards_in("kasemen", 10).size(), 1U);
  EXPECT_EQ(no(propose_destruction(office(), {1}, twin.joko())), "delivery.old_cards_none") << "it is not in the office's drawer";
  EXPECT_EQ(no(pack_for_office(office(), {"kasemen", 0, 0}, at("kasemen"))), "delivery.old_cards_differ");
  const auto bag = OfficeTwin::word(pack_for_office(office(), {"kasemen", 0, 1}, at("kasemen")), "bag");
  EXPECT_TRUE(twin.boards().old_cards_in("kasemen", 10).empty());
  EXPECT_EQ(no(receive_bag(office(), {bag, 0, 0}, twin.rina())), "delivery.old_cards_differ");
  twin.must(receive_bag(office(), {bag, 0, 1}, twin.rina()));
  const auto card = twin.boards().old_card_of_case(id)->state;
  EXPECT_EQ(card.drawer, "36.73");
  EXPECT_EQ(card.put_by, "officer/S-0021");
  EXPECT_EQ(card.put_witness, "officer/S-0001");
  expect_sound();
}

TEST_F(Counters, ItsOfficerOpensOnlyWhatLiesInTheirDrawerAndOnlyToHandItOver) {
  twin.stock(3);
  const auto id = at_the_counter();
  const auto refused = [&](const std::string& application, const std::string& purpose, const Asked& asked) {
    const auto answer = open_file(office(), {application, purpose}, asked).wait();
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal == nullptr ? std::string() : refusal->key;
  };
  EXPECT_EQ(refused(id, "deliver", at("kasemen")), "");
  EXPECT_EQ(refused(id, "verify", at("kasemen")), "office.not_your_role");
  EXPECT_EQ(refused(id, "deliver", at("walantaka")), "office.not_your_role");
  EXPECT_EQ(refused(twin.submitted("lost", "lost_card", "+6281200000009"), "deliver", at("kasemen")), "office.not_your_role");
  twin.must(hand_over(office(), twin.right_hands("", id), at("kasemen")));
  EXPECT_EQ(refused(id, "deliver", at("")), "office.not_your_role");
}

// Ten working days it lies there; in the morning two working days before the last one its resident hears of it, once.
TEST_F(Counters, RemindTheResidentOnceBeforeTheLastDay) {
  twin.stock(3);
  const auto id = at_the_counter();
  const auto last = twin.state(id).pickup_until;
  const auto reminded = [&](Day day, int hour) {
    twin.clock.set(moment_in_jakarta(day, hour));
    twin.must(remind_of_counters(office()));
    return letters(id, "counter_reminder");
  };
  const auto& calendar = office().catalogue().city().calendar;
  Day two_before = last;
  while (calendar.add_working_days(two_before, 2) > last || !calendar.is_working_day(two_before)) two_before = two_before + -1;
  EXPECT_EQ(reminded(two_before + -1, 10), 0) << "three days before, or a day nobody works";
  EXPECT_EQ(reminded(two_before, 7), 0) << "not at night";
  EXPECT_EQ(reminded(two_before, 8), 1);
  EXPECT_EQ(reminded(two_before, 12), 1);
  EXPECT_EQ(reminded(last, 9), 1) << "once";
  expect_sound();
}

TEST_F(Counters, RemindNobodyWhoFetchedIt) {
  twin.stock(3);
  const auto id = at_the_counter();
  const auto last = twin.state(id).pickup_until;
  twin.must(hand_over(office(), twin.right_hands("", id), at("kasemen")));
  twin.clock.set(moment_in_jakarta(last, 9));
  EXPECT_EQ(OfficeTwin::word(remind_of_counters(office()), "told"), "0");
  EXPECT_EQ(letters(id, "counter_reminder"), 0);
}

TEST_F(Counters, RemindNobodyOfACardWhoseLastDayIsOver) {
  twin.stock(3);
  const auto id = at_the_counter();
  twin.clock.set(moment_in_jakarta(office().catalogue().city().calendar.next_working_day(twin.state(id).pickup_until), 9));
  EXPECT_EQ(OfficeTwin::word(remind_of_counters(office()), "told"), "0");
}

}  // namespace
}  // namespace opak::office
