#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "catalogue/source.h"
#include "journal/journal.h"
#include "office/office_on_disk.h"
#include "office/office_twin.h"
#include "office/outbox.h"
#include "office/search.h"
#include "transparency/audit.h"
#include "transparency/receipt.h"
#include "views/fold.h"

namespace opak::office {
namespace {

using application::Stage;

// What every story must leave behind: a chain that holds, a log that audits, views that fold to the same bytes.
void expect_sound(OfficeTwin& twin) {
  auto& reader = twin.office->reader();
  EXPECT_EQ(journal::first_fault(reader), std::nullopt);
  const auto key = transparency::Vkey::parse(twin.office->log_verifier_key());
  ASSERT_TRUE(key);
  EXPECT_FALSE(transparency::audit(reader, *key).fault);
  const auto live = views::dump(reader);
  auto writer = store::Database::open(twin.office->settings().database, store::Mode::writer);
  ASSERT_TRUE(views::rebuild(*writer));
  EXPECT_EQ(views::dump(*writer), live);
}

}  // namespace

TEST(LostCard, FromTheFormToTheHand) {
  OfficeTwin twin;
  twin.stock(10);
  const auto id = twin.submitted();
  EXPECT_EQ(twin.state(id).stage, Stage::submitted);
  EXPECT_EQ(twin.state(id).number.substr(0, 13), "OM-2611-00001");
  twin.verified(id);
  EXPECT_EQ(twin.state(id).stage, Stage::print_ready);
  twin.printed(id, "KA00000001");
  EXPECT_EQ(twin.state(id).stage, Stage::printed);
  const auto run = twin.on_the_road(id);
  EXPECT_EQ(twin.state(id).stage, Stage::on_the_road);
  EXPECT_EQ(OfficeTwin::word(hand_over(*twin.office, twin.right_hands(run, id), twin.agus()), "result"), "handed_over");
  EXPECT_EQ(twin.state(id).stage, Stage::delivered);
  twin.must(close_by_two(*twin.office, {run, 0}, twin.agus(), twin.ratna()));
  expect_sound(twin);
}

TEST(LostCard, ReceiptProvesTheFilingOffline) {
  OfficeTwin twin;
  const auto id = twin.submitted();
  const auto receipt = receipt_of(*twin.office, twin.office->reader(), id);
  ASSERT_TRUE(receipt);
  const auto proof = transparency::Receipt::parse(receipt->proof);
  ASSERT_TRUE(proof);
  EXPECT_TRUE(transparency::verify_receipt(*proof, *transparency::Vkey::parse(twin.office->log_verifier_key())));
  const auto leaf = transparency::parse_leaf(proof->leaf);
  ASSERT_TRUE(leaf);
  EXPECT_TRUE(leaf->parts.commitment.opens_with(*from_hex(receipt->salt_hex), *from_base64(receipt->sealed_entry_base64)));
}

TEST(Asking, TwiceWithOneKeyChangesNothingTheSecondTime) {
  OfficeTwin twin;
  auto asked = twin.resident();
  asked.key = "form-0001";
  const auto wish = twin.filing("lost", "lost_card", "+6281200000001");
  const auto first = submit_application(*twin.office, wish, asked).wait();
  const auto again = submit_application(*twin.office, wish, asked).wait();
  ASSERT_NE(done(first), nullptr);
  EXPECT_EQ(first, again);
  EXPECT_EQ(twin.boards().count({}), 1);
}

TEST(FourEyes, WhoEnteredDoesNotVerify) {
  OfficeTwin twin;
  twin.stock(10);
  auto wish = twin.filing("lost", "lost_card", "+6281200000001");
  wish.assisted = true;
  wish.assurance = "seen_in_person";
  const auto both = twin.as("S-0009", {access::Role::operator_, access::Role::verifier});
  const auto id = OfficeTwin::word(submit_application(*twin.office, wish, both), "application");
  twin.must(accept_papers(*twin.office, {id}, both));
  EXPECT_EQ(OfficeTwin::no(verify(*twin.office, {id, {}}, both)), "application.four_eyes");
  EXPECT_EQ(OfficeTwin::no(verify(*twin.office, {id, {}}, twin.budi())), "");
}

TEST(FourEyes, WhoLookedDoesNotVerifyUnlessTheOfficeHasOnlyOne) {
  {
    OfficeTwin twin;
    twin.stock(10);
    const auto both = twin.as("S-0009", {access::Role::operator_, access::Role::verifier});
    const auto id = twin.submitted();
    twin.must(accept_papers(*twin.office, {id}, both));
    EXPECT_EQ(OfficeTwin::no(verify(*twin.office, {id, {}}, both)), "application.other_verifier_needed");
    const auto other = twin.submitted("lost", "grandmother", "+6281200000002");
    twin.must(accept_papers(*twin.office, {other}, twin.rina()));
    twin.must(check_identity(*twin.office, {other, "video_call"}, both));
    EXPECT_EQ(OfficeTwin::no(verify(*twin.office, {other, {}}, both)), "application.other_verifier_needed");
    EXPECT_EQ(OfficeTwin::no(verify(*twin.office, {other, {}}, twin.budi())), "");
  }
  auto sources = catalogue::embedded_sources();
  for (auto& file : sources)
    if (const auto at = file.bytes.find("one_officer_office = 0"); at != std::string::npos) file.bytes.replace(at, 22, "one_officer_office = 1");
  const auto small = catalogue::Catalogue::load(sources, "36.73");
  ASSERT_TRUE(small);
  OfficeTwin twin(1, {}, *small);
  twin.stock(10);
  const auto both = twin.as("S-0009", {access::Role::operator_, access::Role::verifier});
  const auto id = twin.submitted();
  twin.must(accept_papers(*twin.office, {id}, both));
  EXPECT_EQ(OfficeTwin::no(verify(*twin.office, {id, {}}, both)), "");
  EXPECT_EQ(twin.boards().list({.verified_alone = true}).total, 1);
  twin.verified(twin.submitted("lost", "grandmother", "+6281200000002"));
  EXPECT_EQ(twin.boards().list({.verified_alone = true}).total, 1) << "two officers are not shown as one";
}

TEST(OneOpenApplication, PerPersonAndFamily) {
  OfficeTwin twin;
  const auto id = twin.submitted();
  EXPECT_EQ(OfficeTwin::no(submit_application(*twin.office, twin.filing("damaged", "lost_card", "+6281200000001"), twin.resident())), "application.already_open_for_person");
  EXPECT_EQ(OfficeTwin::no(submit_application(*twin.office, twin.filing("damaged", "lost_card", "+6281299999999"), twin.resident())), "application.already_open_for_nik");
  twin.must(withdraw(*twin.office, {id}, twin.resident()));
  EXPECT_EQ(OfficeTwin::no(submit_application(*twin.office, twin.filing("damaged", "lost_card", "+6281200000001"), twin.resident())), "");
}

TEST(Print, MovesBothBooksOrNeither) {
  OfficeTwin twin;
  twin.stock(10);
  const auto first = twin.verified(twin.submitted());
  const auto second = twin.verified(twin.submitted("lost", "grandmother", "+6281200000002"));
  twin.printed(first, "KA00000001");
  twin.must(take_for_print(*twin.office, {"P1", 1}, twin.joko()));
  const auto seq = twin.boards().last_seq();
  EXPECT_EQ(OfficeTwin::no(print_card(*twin.office, {second, "P1", "KA00000001"}, twin.joko())), "blangko.serial_used");
  EXPECT_EQ(twin.state(second).stage, Stage::printing);
  EXPECT_EQ(twin.boards().last_seq(), seq);
  expect_sound(twin);
}

TEST(Blangko, IsReceivedByTwoOfficersOfTheDeskAndNobodyElse) {
  OfficeTwin twin;
  auto& office = *twin.office;
  const auto wish = ReceiveBox{"B-001/2026", "KA00000001", "KA00000010"};
  EXPECT_EQ(OfficeTwin::no(receive_box(office, wish, twin.rina())), "office.not_your_role");
  EXPECT_EQ(OfficeTwin::no(receive_box(office, wish, {.actor = "somebody", .roles = {access::Role::printer}})), "office.not_your_role") << "a string is no officer";
  const auto ask = OfficeTwin::word(receive_box(office, wish, twin.joko()), "ask");
  EXPECT_EQ(OfficeTwin::no(confirm_stock(office, {ask}, twin.rina())), "office.not_your_role");
  EXPECT_EQ(OfficeTwin::no(confirm_stock(office, {ask}, {.actor = "officer", .roles = {access::Role::supervisor}})), "office.not_your_role");
  EXPECT_EQ(OfficeTwin::no(confirm_stock(office, {ask}, twin.resident())), "office.not_your_role");
  EXPECT_EQ(OfficeTwin::no(confirm_stock(office, {ask}, twin.joko())), "blangko.second_person_needed");
  EXPECT_EQ(OfficeTwin::no(decline_stock(office, {ask, "because"}, twin.ratna())), "office.reason_unknown");
  EXPECT_EQ(twin.boards().find_stock("36.73")->available(), 0);
  // Over a night, from two screens at once: one confirms, the other hears that it was answered.
  twin.clock.pass(days(1));
  auto hers = twin.ratna();
  hers.key = "form-7";
  EXPECT_EQ(OfficeTwin::no(confirm_stock(office, {ask}, hers)), "");
  EXPECT_EQ(OfficeTwin::no(confirm_stock(office, {ask}, hers)), "") << "a double click is one wish";
  EXPECT_EQ(OfficeTwin::no(confirm_stock(office, {ask}, twin.as("S-0015", {access::Role::printer}))), "blangko.ask_gone");
  EXPECT_EQ(twin.boards().find_stock("36.73")->available(), 10);
  EXPECT_EQ(OfficeTwin::no(receive_box(office, wish, twin.joko())), "blangko.serial_already_here");
  expect_sound(twin);
}

TEST(Blangko, RunsOutAndComesBack) {
  OfficeTwin twin;
  twin.stock(1);
  const auto first = twin.verified(twin.submitted());
  const auto second = twin.verified(twin.submitted("lost", "grandmother", "+6281200000002"));
  EXPECT_EQ(twin.state(first).stage, Stage::print_ready);
  EXPECT_EQ(twin.state(second).stage, Stage::waiting_blangko);
  EXPECT_EQ(twin.boards().place_in_line(second), 1);
  twin.must(by_two(*twin.office, receive_box(*twin.office, {"B-002/2026", "KA00000100", "KA00000199"}, twin.joko()), twin.ratna()));
  EXPECT_EQ(twin.state(second).stage, Stage::print_ready);
  EXPECT_EQ(OfficeTwin::no(receive_box(*twin.office, {"B-003/2026", "KA00000150", "KA00000160"}, twin.joko())), "blangko.serial_already_here");
  expect_sound(twin);
}

TEST(Erasure, MakesEverythingOfThePersonUnreadableAndBreaksNoProof) {
  OfficeTwin twin;
  const auto id = twin.submitted();
  const auto person = twin.state(id).person;
  const auto before = views::Case{id, twin.state(id)};
  ASSERT_TRUE(masked_name_of(*twin.office, twin.office->reader(), before));
  auto admin = twin.as("S-0008", {access::Role::admin});
  twin.must(erase(*twin.office, {person}, admin));
  EXPECT_EQ(twin.state(id).stage, Stage::withdrawn);
  EXPECT_FALSE(masked_name_of(*twin.office, twin.office->reader(), before));
  expect_sound(twin);
}

TEST(Outbox, TellsEveryStepOnce) {
  OfficeTwin twin;
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  std::vector<std::string> told;
  for (const auto& letter : due_letters(twin.office->reader(), twin.clock.now(), 100)) told.push_back(letter.notice);
  EXPECT_EQ(told, (std::vector<std::string>{"submitted", "complete", "verified"}));
}

TEST(Secrets, AreCountedAndLockAfterFiveWrongOnes) {
  OfficeTwin twin;
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  twin.printed(id, "KA00000001");
  const auto run = twin.on_the_road(id);
  auto wish = twin.right_hands(run, id);
  wish.envelope_letters = "BBBBBB";
  EXPECT_EQ(OfficeTwin::no(hand_over(*twin.office, wish, twin.agus())), "delivery.wrong_envelope");
  wish = twin.right_hands(run, id);
  wish.secret_letters = "bbbbbb";
  for (int left = 4; left >= 0; --left) EXPECT_EQ(OfficeTwin::word(hand_over(*twin.office, wish, twin.agus()), "left"), std::to_string(left));
  EXPECT_EQ(OfficeTwin::no(hand_over(*twin.office, twin.right_hands(run, id), twin.agus())), "delivery.secret_locked");
  twin.must(unlock_secret(*twin.office, {twin.state(id).parcel}, twin.ratna()));
  EXPECT_EQ(OfficeTwin::word(hand_over(*twin.office, twin.right_hands(run, id), twin.agus()), "result"), "handed_over");
}

// What main_0041 did to the boards of a city that was already running.
TEST(Opening, FoldsTheBoardsAgainWhereAMigrationChangedThem) {
  const std::string folder = testing::TempDir() + "opak_boards_" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) + "_" + std::to_string(::getpid());
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::string live;
  {
    OfficeOnDisk house(folder);
    const auto who = OfficeOnDisk::residents(1).front();
    house.population.add(who);
    OfficeOnDisk::must(submit_application(*house.office, house.filing(who, "+6281200000001"), {}));
    live = views::dump(house.office->reader());
    house.office->stop();
    auto writer = store::Database::open(folder + "/opak.db", store::Mode::writer);
    ASSERT_TRUE(writer);
    writer->script("DELETE FROM view_case; DELETE FROM view_timeline; UPDATE view_seen SET seq = 0 WHERE one = 1");
  }
  OfficeOnDisk again(folder);
  EXPECT_EQ(views::dump(again.office->reader()), live);
  EXPECT_EQ(again.boards().list({}).cases.at(0).state.due_on(), *day_of(2026, 11, 24)) << "filed on Monday, looked at by Tuesday";
  again.office->stop();
  std::filesystem::remove_all(folder);
}

TEST(Searching, IsByTheWholeNameUnderTheCitysKeyOnly) {
  OfficeTwin twin;
  twin.submitted();
  std::set<std::string> kinds;
  for (auto rows = twin.office->reader().query("SELECT kind, digest FROM vault_blind"); rows.next();) {
    kinds.insert(rows.string_at(0));
    EXPECT_EQ(rows.blob_at(1).size(), 32U);
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"kk", "name", "nik", "phone"}));
  const auto found = [&](const std::string& words) {
    const auto answer = search(*twin.office, {Personal<std::string>(words)}, twin.rina()).wait();
    return std::get<Found>(answer).applications.size();
  };
  const auto& name = registry::demo_resident("lost_card").name;
  EXPECT_EQ(found(name), 1U);
  EXPECT_EQ(found(name + " x"), 0U);
  EXPECT_EQ(found(name.substr(0, name.size() - 1)), 0U) << "a part of a name is nobody's";
}

}  // namespace opak::office
