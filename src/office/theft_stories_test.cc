// Theft stories. Anyone may know a NIK, hold a telephone, work in the office or drive the motorcycle. Each story is told
// from the thief's side, move by move; each ends the same way: no card is handed to the thief, and the true owner still
// gets theirs.
#include <gtest/gtest.h>

#include "core/opening/entries.h"
#include "office/office_twin.h"
#include "office/outbox.h"

namespace opak::office {
namespace {

using application::Stage;

const std::string owners_phone = "+6281200000001", thiefs_phone = "+6281399999999", sons_phone = "+6281200000077";

class Theft : public testing::Test {
 protected:
  Theft() { twin.stock(40); }

  static std::string no(const Later<Answer>& later) { return OfficeTwin::no(later); }
  void must(const Later<Answer>& later) { OfficeTwin::must(later); }
  Office& office() { return *twin.office; }

  // Siti had a card brought to her hand a year ago: her number is known for her NIK.
  void owners_number_is_known() {
    const auto id = print(twin.verified(twin.submitted("lost", "lost_card", owners_phone)));
    bring(id);
    ASSERT_EQ(twin.state(id).stage, Stage::delivered);
    twin.clock.pass(days(1));
  }

  std::string next_serial() {
    const auto stock = twin.boards().find_stock("36.73");
    for (const auto& holding : stock->holdings)
      if (holding.place == "printer/P1") return holding.first.text();
    return "";
  }
  std::string print(const std::string& id) {
    twin.printed(id, next_serial());
    return id;
  }
  std::string bring(const std::string& id) {
    const auto run = twin.on_the_road(id);
    EXPECT_EQ(no(hand_over(office(), twin.right_hands(run, id), twin.agus())), "");
    must(close_by_two(office(), {run, 0}, twin.agus(), twin.ratna()));
    return run;
  }
  // As far as officers in good faith take it without seeing anybody.
  std::string papers_look_good(const std::string& id) {
    must(accept_papers(office(), {id}, twin.rina()));
    must(verify(office(), {id, {}}, twin.budi()));
    return id;
  }
  std::string another_street(SubmitApplication& wish) {
    const auto& other = registry::demo_resident("from_elsewhere");
    wish.region = other.kelurahan;
    wish.address = Personal<vault::Fields>({{"street", other.street}, {"rt", other.rt}, {"rw", other.rw}});
    return wish.region;
  }
  std::string submit(const SubmitApplication& wish, const Asked& asked = {}) { return OfficeTwin::word(submit_application(office(), wish, asked), "application"); }

  // The telephone of the known contact: which alarms came about this case.
  int alarms_to(const std::string& phone, const std::string& id) {
    const auto contact = find_contact(office(), office().reader(), Personal<std::string>(phone));
    int count = 0;
    for (const auto& letter : due_letters(office().reader(), twin.clock.now(), 1000))
      count += contact && letter.contact == *contact && letter.application == id && letter.notice.ends_with("in_your_name");
    return count;
  }

  // No card moved on this case, and none can.
  void expect_nobody_can_print(const std::string& id) {
    EXPECT_TRUE(twin.state(id).blangko.empty());
    EXPECT_NE(no(take_for_print(office(), {"P1", 50}, twin.joko())), "");
    EXPECT_NE(no(take_out_of_order(office(), {id, "P1", "keadaan mendesak"}, twin.joko())), "");
    EXPECT_NE(no(print_card(office(), {id, "P1", next_serial()}, twin.joko())), "");
  }
  void expect_not_handed_over(const std::string& id) {
    EXPECT_NE(twin.state(id).stage, Stage::delivered);
    const auto handed = office().reader().query("SELECT 1 FROM journal WHERE fact = 'parcel.handed_over.v1' AND stream = $1").text(twin.state(id).parcel).next();
    EXPECT_FALSE(handed);
    const auto serial = twin.state(id).blangko;
    if (serial.empty()) return;
    auto row = office().reader().query("SELECT fate FROM office_serial WHERE serial = $1").text(serial);
    ASSERT_TRUE(row.next());
    EXPECT_NE(row.text_at(0), "delivered");
  }
  // The owner comes to the counter with her family card, and somebody else than who files verifies.
  void the_owner_gets_hers(const std::string& label = "lost_card", const std::string& phone = owners_phone) {
    auto wish = twin.filing("lost", label, phone);
    wish.assisted = true;
    wish.assurance = "seen_in_person";
    const auto answer = submit_application(office(), wish, twin.dewi()).wait();
    ASSERT_NE(done(answer), nullptr) << "the owner is blocked: " << (refused(answer) ? refused(answer)->key : "");
    const auto id = done(answer)->word("application");
    papers_look_good(id);
    bring(print(id));
    EXPECT_EQ(twin.state(id).stage, Stage::delivered);
  }
  void not_me(const std::string& id, const std::string& by = "known_contact") { must(dispute(office(), {id, "not_me", by}, twin.resident())); }
  void was_not_genuine(const std::string& id) {
    must(settle_dispute(office(), {id, "visited", false}, twin.ratna()));
    EXPECT_EQ(twin.state(id).stage, Stage::withdrawn);
  }

  OfficeTwin twin;
};

}  // namespace

TEST_F(Theft, AStrangerWhoKnowsTheNikFilesWithANewNumber) {
  owners_number_is_known();
  const auto id = twin.submitted("lost", "lost_card", thiefs_phone);
  EXPECT_EQ(alarms_to(owners_phone, id), 1) << "the owner hears of it at once";
  papers_look_good(id);
  expect_nobody_can_print(id);
  // "Call me, it is really me": the stranger's own number proves nothing, and the owner's says no.
  not_me(id);
  EXPECT_EQ(no(check_identity(office(), {id, "video_call"}, twin.dewi())), "application.frozen");
  expect_not_handed_over(id);
  the_owner_gets_hers();
  was_not_genuine(id);
}

TEST_F(Theft, AStrangerFilesForSomebodyWhoNeverHadATelephone) {
  const auto id = twin.submitted("lost", "grandmother", thiefs_phone);
  papers_look_good(id);
  EXPECT_EQ(no(check_identity(office(), {id, "called_known_number"}, twin.dewi())), "office.no_known_number");
  expect_nobody_can_print(id);
  // The grandmother comes with her son: "already filed" sounds wrong to her, and the officer stops it for her.
  EXPECT_EQ(no(submit_application(office(), twin.filing("lost", "grandmother", sons_phone), twin.resident())), "application.already_open_for_nik");
  must(dispute(office(), {id, "not_me", "officer/S-0002"}, twin.dewi()));
  expect_not_handed_over(id);
  the_owner_gets_hers("grandmother", sons_phone);
}

TEST_F(Theft, TheCardShallGoToAnotherAddress) {
  owners_number_is_known();
  // The thief has the owner's unlocked telephone for five minutes: the number is known, the street is not.
  auto wish = twin.filing("lost", "lost_card", owners_phone);
  another_street(wish);
  const auto id = papers_look_good(submit(wish));
  EXPECT_FALSE(twin.state(id).new_contact);
  EXPECT_TRUE(twin.state(id).elsewhere);
  EXPECT_EQ(no(check_identity(office(), {id, "called_known_number"}, twin.dewi())), "office.no_known_number") << "calling the number that files proves nothing";
  expect_nobody_can_print(id);
  expect_not_handed_over(id);
  not_me(id, "applicant_link");
  the_owner_gets_hers();
}

TEST_F(Theft, TheThiefChangesTheAddressAfterVerification) {
  // Filed by the owner herself at the counter; the thief finds the secret link on her telephone.
  auto wish = twin.filing("lost", "lost_card", owners_phone);
  wish.assisted = true;
  wish.assurance = "seen_in_person";
  const auto id = papers_look_good(submit(wish, twin.dewi()));
  EXPECT_FALSE(twin.state(id).needs_identity_check());
  const auto& far = registry::demo_resident("from_elsewhere");
  const Personal<vault::Fields> address({{"street", far.street}, {"rt", far.rt}, {"rw", far.rw}});
  must(change_address(office(), {id, far.kelurahan, "self", address}, twin.resident()));
  expect_nobody_can_print(id);

  // And again once the card is made: then it does not leave the house, and is not given out at the counter either.
  must(check_identity(office(), {id, "seen_in_person"}, twin.sari()));
  print(id);
  must(change_address(office(), {id, far.kelurahan, "self", Personal<vault::Fields>({{"street", "Jl. Lain No. 9"}, {"rt", "001"}, {"rw", "002"}})}, twin.resident()));
  EXPECT_EQ(no(set_run(office(), {"S-0006", day_in_jakarta(twin.clock.now()), 9, 12, {twin.state(id).parcel}}, twin.ratna())), "application.identity_not_checked");
  must(choose_pickup(office(), {id}, twin.resident()));
  EXPECT_EQ(no(hand_over(office(), twin.right_hands("", id), twin.rina())), "application.identity_not_checked");
  expect_not_handed_over(id);

  // The owner comes herself: seen by another officer, she takes her card home.
  must(check_identity(office(), {id, "seen_in_person"}, twin.sari()));
  EXPECT_EQ(no(hand_over(office(), twin.right_hands("", id), twin.rina())), "");
  EXPECT_EQ(twin.state(id).stage, Stage::delivered);
}

TEST_F(Theft, TheThiefNamesOtherHandsAtTheOwnersDoor) {
  owners_number_is_known();
  const auto id = papers_look_good(twin.submitted("lost", "lost_card", owners_phone));
  EXPECT_FALSE(twin.state(id).needs_identity_check()) << "her number, her address";
  const auto& home = registry::demo_resident("lost_card");
  const Personal<vault::Fields> same_address({{"street", home.street}, {"rt", home.rt}, {"rw", home.rw}, {"receiver_name", "SEPUPU"}});
  must(change_address(office(), {id, home.kelurahan, "family", same_address}, twin.resident()));
  expect_nobody_can_print(id);
  must(change_address(office(), {id, home.kelurahan, "self", same_address}, twin.resident()));
  print(id);
  const auto run = twin.on_the_road(id);
  auto cousin = twin.right_hands(run, id);
  cousin.receiver = "family";
  EXPECT_EQ(no(hand_over(office(), cousin, twin.agus())), "delivery.receiver_not_allowed");
  expect_not_handed_over(id);
  EXPECT_EQ(no(hand_over(office(), twin.right_hands(run, id), twin.agus())), "");
}

TEST_F(Theft, SimSwapOfAKnownNumber) {
  owners_number_is_known();
  // The thief gets the code, the link and the letters. To another address it takes a second officer (see above); to the
  // owner's own address it takes the owner's face.
  const auto id = print(papers_look_good(twin.submitted("lost", "lost_card", owners_phone)));
  EXPECT_EQ(twin.state(id).assurance, "contact_known");
  const auto run = twin.on_the_road(id);
  auto thief_at_the_gate = twin.right_hands(run, id);
  thief_at_the_gate.face_matches = false;
  EXPECT_EQ(no(hand_over(office(), thief_at_the_gate, twin.agus())), "delivery.face_not_compared");
  must(report_failed_attempt(office(), {run, twin.state(id).parcel, "wrong_person"}, twin.agus()));
  must(close_by_two(office(), {run, 1}, twin.agus(), twin.ratna()));
  expect_not_handed_over(id);
  // The owner has a new number and comes to the counter.
  must(dispute(office(), {id, "not_me", "officer/S-0002"}, twin.dewi()));
  was_not_genuine(id);
  must(void_card(office(), {id, "not_genuine"}, twin.ratna()));
  the_owner_gets_hers("lost_card", sons_phone);
}

TEST_F(Theft, ACourierKeepsACard) {
  const auto id = print(twin.verified(twin.submitted("lost", "lost_card", owners_phone)));
  const auto run = twin.on_the_road(id);
  must(report_failed_attempt(office(), {run, twin.state(id).parcel, "nobody_home"}, twin.agus()));
  // The bag is one short in the evening, and a second person counts.
  EXPECT_EQ(no(close_by_two(office(), {run, 0}, twin.agus(), twin.ratna())), "delivery.closing_count_differs");
  EXPECT_EQ(no(close_by_two(office(), {run, 1}, twin.agus(), twin.agus())), "delivery.second_person_needed");
  EXPECT_EQ(twin.boards().find_stock("36.73")->find(*blangko::parse_serial(twin.state(id).blangko))->place, "bag/" + run) << "the serial stands in this bag";
  expect_not_handed_over(id);
  must(dispute(office(), {id, "not_received", "applicant_link"}, twin.resident()));
  the_owner_gets_hers();
}

TEST_F(Theft, ACourierHandsItToSomebodyElseWithGuessedLetters) {
  const auto id = print(twin.verified(twin.submitted("lost", "lost_card", owners_phone)));
  const auto run = twin.on_the_road(id);
  auto wish = twin.right_hands(run, id);
  for (const auto* guess : {"BBBBBB", "BCDFGH", "KMNPRT", "", "VWXYZB"}) {
    wish.secret_letters = guess;
    EXPECT_EQ(OfficeTwin::word(hand_over(office(), wish, twin.agus()), "result"), "wrong_secret");
  }
  wish = twin.right_hands(run, id);
  EXPECT_EQ(no(hand_over(office(), wish, twin.agus())), "delivery.secret_locked") << "now even the right ones stop";
  EXPECT_EQ(no(unlock_secret(office(), {twin.state(id).parcel}, twin.agus())), "office.not_your_role");
  const auto other_courier = twin.as("S-0099", {access::Role::courier});
  EXPECT_EQ(no(hand_over(office(), wish, other_courier)), "office.not_your_role");
  expect_not_handed_over(id);
  must(unlock_secret(office(), {twin.state(id).parcel}, twin.ratna()));
  EXPECT_EQ(no(hand_over(office(), wish, twin.agus())), "");
}

TEST_F(Theft, AnOfficerFilesAndVerifiesHisOwn) {
  const auto crook = twin.as("S-0050", {access::Role::operator_, access::Role::verifier, access::Role::printer, access::Role::courier});
  auto wish = twin.filing("lost", "lost_card", thiefs_phone);
  another_street(wish);
  wish.assisted = true;
  wish.assurance = "seen_in_person";  // He says.
  const auto id = submit(wish, crook);
  must(accept_papers(office(), {id}, crook));
  EXPECT_EQ(no(verify(office(), {id, {}}, crook)), "application.four_eyes");
  EXPECT_EQ(no(check_identity(office(), {id, "seen_in_person"}, crook)), "application.four_eyes");
  // A colleague in good faith verifies the data; for the other street somebody else must see the person.
  must(verify(office(), {id, {}}, twin.budi()));
  expect_nobody_can_print(id);
  expect_not_handed_over(id);
  must(dispute(office(), {id, "not_me", "officer/S-0002"}, twin.dewi()));
  the_owner_gets_hers();
}

// The resident files herself, so nobody "entered" it; the crook takes every step that his roles allow.
TEST_F(Theft, AnOfficerWithBothRolesLooksAtAFilingAndVerifiesIt) {
  const auto crook = twin.as("S-0050", {access::Role::operator_, access::Role::verifier});
  const auto id = twin.submitted("lost", "lost_card", thiefs_phone);
  must(accept_papers(office(), {id}, crook));
  must(check_identity(office(), {id, "video_call"}, crook));
  EXPECT_EQ(no(verify(office(), {id, {}}, crook)), "application.other_verifier_needed");
  expect_nobody_can_print(id);
  // The other way round: verified first, the identity "checked" afterwards.
  must(withdraw(office(), {id}, twin.resident()));
  const auto second = twin.submitted("lost", "lost_card", thiefs_phone);
  must(accept_papers(office(), {second}, twin.rina()));
  must(verify(office(), {second, {}}, crook));
  EXPECT_EQ(no(check_identity(office(), {second, "video_call"}, crook)), "application.other_checker_needed");
  expect_nobody_can_print(second);
  expect_not_handed_over(second);
  must(dispute(office(), {second, "not_me", "officer/S-0002"}, twin.dewi()));
  the_owner_gets_hers();
}

TEST_F(Theft, AnOfficerAloneCannotMakeHisNumberKnownForAnybody) {
  auto wish = twin.filing("lost", "lost_card", thiefs_phone);
  wish.assisted = true;
  wish.assurance = "seen_in_person";
  const auto first = submit(wish, twin.dewi());
  must(withdraw(office(), {first}, twin.resident()));
  const auto second = papers_look_good(twin.submitted("lost", "lost_card", thiefs_phone));
  EXPECT_TRUE(twin.state(second).new_contact);
  expect_nobody_can_print(second);
  must(dispute(office(), {second, "not_me", "officer/S-0002"}, twin.dewi()));
  the_owner_gets_hers();
}

TEST_F(Theft, ABrokersOnePhoneFilesForMany) {
  std::vector<std::string> cases;
  for (const auto* label : {"lost_card", "grandmother", "old_serang_nik", "damaged_card", "from_elsewhere"}) cases.push_back(papers_look_good(twin.submitted("lost", label, thiefs_phone)));
  for (const auto& id : cases) expect_nobody_can_print(id);
  // One of them is real: the neighbour helped her, she was seen, and her own hands take it. That opens no other door.
  must(check_identity(office(), {cases[1], "rt_rw_confirmed"}, twin.dewi()));
  bring(print(cases[1]));
  EXPECT_EQ(twin.state(cases[1]).stage, Stage::delivered);
  for (const auto& id : {cases[0], cases[2], cases[3], cases[4]}) {
    EXPECT_TRUE(twin.state(id).needs_identity_check());
    expect_nobody_can_print(id);
    expect_not_handed_over(id);
  }
  must(dispute(office(), {cases[0], "not_me", "officer/S-0002"}, twin.dewi()));
  the_owner_gets_hers();
}

TEST_F(Theft, TheThiefPressesOnWhileTheOwnerSaysBukanSaya) {
  owners_number_is_known();
  const auto id = twin.submitted("lost", "lost_card", thiefs_phone);
  not_me(id);
  not_me(id);  // Said twice is said once.
  EXPECT_EQ(no(accept_papers(office(), {id}, twin.rina())), "application.frozen");
  EXPECT_EQ(no(change_address(office(), {id, twin.state(id).region, "family", Personal<vault::Fields>({{"street", "Jl. Lain No. 9"}, {"rt", "001"}, {"rw", "002"}})}, twin.resident())),
            "application.frozen");
  EXPECT_EQ(no(choose_pickup(office(), {id}, twin.resident())), "application.frozen");
  EXPECT_EQ(no(check_identity(office(), {id, "seen_in_person"}, twin.dewi())), "application.frozen");
  EXPECT_EQ(no(settle_dispute(office(), {id, "friend", true}, twin.budi())), "office.not_your_role");
  // Withdrawing and filing again does not shake the alarm off.
  must(withdraw(office(), {id}, twin.resident()));
  const auto again = twin.submitted("lost", "lost_card", thiefs_phone);
  EXPECT_EQ(alarms_to(owners_phone, again), 1);
  not_me(again);
  expect_nobody_can_print(again);
  expect_not_handed_over(again);
  the_owner_gets_hers();
}

TEST_F(Theft, TheTrueOwnerIsNotBlockedByADisputedFiling) {
  owners_number_is_known();
  const auto thiefs = twin.submitted("lost", "lost_card", thiefs_phone);
  EXPECT_EQ(no(submit_application(office(), twin.filing("lost", "lost_card", owners_phone), twin.resident())), "application.already_open_for_person") << "she hears its number, being known";
  not_me(thiefs);
  const auto hers = twin.submitted("lost", "lost_card", owners_phone);
  // The thief, for his part, cannot file a third, and hears nobody's number.
  const auto third = submit_application(office(), twin.filing("lost", "lost_card", "+6281377777777"), twin.resident()).wait();
  ASSERT_NE(refused(third), nullptr);
  EXPECT_EQ(refused(third)->key, "application.already_open_for_nik");
  EXPECT_TRUE(refused(third)->words.empty());
  // Called genuine by mistake, the thief's filing would make two cards for one person.
  EXPECT_EQ(no(settle_dispute(office(), {thiefs, "called", true}, twin.ratna())), "application.already_open_for_person");
  papers_look_good(hers);
  bring(print(hers));
  EXPECT_EQ(twin.state(hers).stage, Stage::delivered);
  was_not_genuine(thiefs);
  expect_not_handed_over(thiefs);
}

TEST_F(Theft, AnEnvelopeIsStolenAtTheCounter) {
  const auto id = print(twin.verified(twin.submitted("lost", "lost_card", owners_phone)));
  must(choose_pickup(office(), {id}, twin.resident()));
  // In the waiting room: the envelope's letters can be read off it, the resident's cannot.
  auto wish = twin.right_hands("", id);
  wish.secret_letters = envelope_letters(office(), twin.state(id).parcel);
  EXPECT_EQ(OfficeTwin::word(hand_over(office(), wish, twin.rina()), "result"), "wrong_secret");
  wish = twin.right_hands("", id);
  wish.face_matches = false;
  EXPECT_EQ(no(hand_over(office(), wish, twin.rina())), "delivery.face_not_compared");
  wish = twin.right_hands("", id);
  wish.envelope_letters = "BCDFGH";
  EXPECT_EQ(no(hand_over(office(), wish, twin.rina())), "delivery.wrong_envelope");
  EXPECT_EQ(no(hand_over(office(), twin.right_hands("", id), twin.agus())), "office.not_your_role") << "no courier at the counter";
  expect_not_handed_over(id);
  // The envelope is gone; she says so, and the card inside is worth nothing any more.
  must(dispute(office(), {id, "not_received", "officer/S-0002"}, twin.dewi()));
  was_not_genuine(id);
  must(void_card(office(), {id, "stolen"}, twin.ratna()));
  EXPECT_EQ(no(hand_over(office(), twin.right_hands("", id), twin.rina())), "application.card_not_out");
  the_owner_gets_hers();
}

TEST_F(Theft, AnInsiderPrintsASecondCardForOneCase) {
  const auto id = print(twin.verified(twin.submitted("lost", "lost_card", owners_phone)));
  const auto before = twin.boards().find_stock("36.73")->used;
  EXPECT_EQ(no(print_card(office(), {id, "P1", next_serial()}, twin.joko())), "application.not_at_printer");
  EXPECT_EQ(no(take_out_of_order(office(), {id, "P1", "cetak ulang"}, twin.joko())), "application.not_print_ready");
  EXPECT_EQ(no(print_card(office(), {"no-such-case", "P1", next_serial()}, twin.joko())), "application.not_at_printer") << "and none without a case";
  // A "misprint" that he pockets: the serial is spoiled for ever, needs two to destroy it, and the count by hand is one short.
  const auto pocketed = next_serial();
  must(spoil_blangko(office(), {pocketed, "P1", "misprint"}, twin.joko()));
  EXPECT_EQ(no(by_two(office(), destroy_blangko(office(), {{pocketed}}, twin.joko()), twin.joko())), "blangko.second_person_needed");
  const auto other = twin.verified(twin.submitted("lost", "grandmother", sons_phone));
  must(take_for_print(office(), {"P1", 1}, twin.joko()));
  EXPECT_EQ(no(print_card(office(), {other, "P1", pocketed}, twin.joko())), "blangko.serial_elsewhere");
  const auto available = static_cast<int>(twin.boards().find_stock("36.73")->available());
  EXPECT_EQ(no(close_stock_day(office(), {available - 1, ""}, twin.joko())), "blangko.count_differs");
  EXPECT_EQ(twin.boards().find_stock("36.73")->used, before);
  bring(id);
  EXPECT_EQ(twin.state(id).stage, Stage::delivered);
  EXPECT_EQ(no(print_card(office(), {id, "P1", next_serial()}, twin.joko())), "application.not_at_printer");
}

TEST_F(Theft, TheCardIsOnTheRoadWhenTheOwnerSaysBukanSaya) {
  owners_number_is_known();
  // The thief fooled a video call: the card is on its way to his street.
  auto wish = twin.filing("lost", "lost_card", thiefs_phone);
  another_street(wish);
  const auto id = papers_look_good(submit(wish));
  must(check_identity(office(), {id, "video_call"}, twin.dewi()));
  print(id);
  const auto run = twin.on_the_road(id);
  not_me(id);
  EXPECT_EQ(no(hand_over(office(), twin.right_hands(run, id), twin.agus())), "application.frozen");
  EXPECT_EQ(no(settle_dispute(office(), {id, "visited", false}, twin.ratna())), "application.card_must_come_back");
  must(close_by_two(office(), {run, 1}, twin.agus(), twin.ratna()));
  was_not_genuine(id);
  EXPECT_EQ(no(hand_over(office(), twin.right_hands("", id), twin.rina())), "application.card_not_out");
  must(void_card(office(), {id, "not_genuine"}, twin.ratna()));
  must(by_two(office(), destroy_blangko(office(), {{twin.state(id).blangko}}, twin.joko()), twin.ratna()));
  expect_not_handed_over(id);
  the_owner_gets_hers();
}

TEST_F(Theft, TheEnvelopesAreExchangedInTheBag) {
  const auto hers = print(twin.verified(twin.submitted("lost", "lost_card", owners_phone)));
  const auto other = print(twin.verified(twin.submitted("lost", "grandmother", thiefs_phone)));
  const auto run = OfficeTwin::word(set_run(office(), {"S-0006", day_in_jakarta(twin.clock.now()), 9, 12, {twin.state(hers).parcel, twin.state(other).parcel}}, twin.ratna()), "run");
  must(load_run(office(), {run, 2}, twin.agus()));
  auto wish = twin.right_hands(run, other);
  wish.envelope_letters = envelope_letters(office(), twin.state(hers).parcel);
  EXPECT_EQ(no(hand_over(office(), wish, twin.agus())), "delivery.wrong_envelope");
  expect_not_handed_over(hers);
  EXPECT_EQ(no(hand_over(office(), twin.right_hands(run, hers), twin.agus())), "");
  EXPECT_EQ(no(hand_over(office(), twin.right_hands(run, hers), twin.agus())), "application.card_not_out") << "and once only";
}

}  // namespace opak::office
