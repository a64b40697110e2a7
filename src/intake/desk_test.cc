// Who holds a talk and for how long, what colleagues note for each other, and how long people wait for a person.
#include "intake/desk.h"

#include <gtest/gtest.h>

#include "intake/canned.h"
#include "office/office_twin.h"

namespace opak::intake {
namespace {

using office::OfficeTwin;

struct Desk : testing::Test {
  Desk() {
    for (const auto& [id, roles] : {std::pair{"S-0001", "operator"}, {"S-0002", "operator"}, {"S-0005", "printer"}, {"S-0007", "supervisor"}})
      in_book([&, staff = std::string(id), is = std::string(roles)](office::Book& book) {
        book.database().query("INSERT INTO access_staff (id, login, name, roles, office, password, made_at) VALUES ($1, $2, $3, $4, '36.73', 'x', 0)").text(staff).text(staff).text(staff).text(is).run();
      });
    siti = twin.contact("+6281200000001");
  }
  void in_book(const std::function<void(office::Book&)>& act) {
    OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      act(book);
      return office::Done{};
    }));
  }
  office::Office& office() { return *twin.office; }
  void writes(const std::string& contact) {
    in_book([&](office::Book& book) {
      hear_in(book, contact, book.now());
      keep_line_in(book, contact, Side::resident, "", "text", Personal<std::string>("Pak, bagaimana KTP saya?"));
    });
  }
  void asks_for_a_person(const std::string& contact, const std::string& why = "asked") {
    writes(contact);
    in_book([&](office::Book& book) { set_mind_in(book, contact, Mind::waiting_for_person, why, ""); });
  }
  void answers(const office::Asked& who, const std::string& contact, const std::string& words = "Saya periksa dulu, Bu.") {
    OfficeTwin::must(answer_by_officer(office(), {contact, Personal<std::string>(words)}, who));
  }
  Standing standing(const std::string& contact) { return *find_standing(office().reader(), contact); }
  std::int64_t lying(const std::string& staff) { return talk_load(office().reader(), staff, day_in_jakarta(twin.clock.now()) + -9, day_in_jakarta(twin.clock.now())).left_lying; }

  OfficeTwin twin;
  std::string siti;
  const std::int64_t lease = lease_ms(OfficeTwin::the_catalogue().city());
};

using TheLease = Desk;

TEST_F(TheLease, EndsWhereTheTalkLiesUntouchedAndItGoesBackToTheList) {
  asks_for_a_person(siti);
  const auto asked_at = twin.clock.now();
  twin.clock.pass(minutes(5));
  OfficeTwin::must(take_over(office(), siti, twin.rina()));
  twin.clock.pass(lease - 1);
  EXPECT_EQ(return_untouched(office()), 0) << "a moment before";
  EXPECT_EQ(standing(siti).officer, "officer/S-0001");
  twin.clock.pass(1);
  EXPECT_EQ(return_untouched(office()), 1) << "the moment it ends";
  EXPECT_EQ(standing(siti).mind, Mind::waiting_for_person);
  EXPECT_EQ(standing(siti).officer, "");
  EXPECT_EQ(standing(siti).waiting_since, asked_at) << "they do not wait from the beginning";
  EXPECT_EQ(lying("S-0001"), 1);
  EXPECT_EQ(return_untouched(office()), 0) << "once";
}

TEST_F(TheLease, IsEndedByAnAnswerAndBegunAgainByTheirNextWord) {
  asks_for_a_person(siti);
  answers(twin.rina(), siti);
  twin.clock.pass(days(1));
  EXPECT_EQ(return_untouched(office()), 0) << "nobody waits";
  writes(siti);
  const auto wrote_at = twin.clock.now();
  twin.clock.pass(minutes(1));
  writes(siti);
  EXPECT_EQ(standing(siti).lease_until.ms, wrote_at.ms + lease) << "writing again does not lengthen it";
  twin.clock.pass(lease);
  EXPECT_EQ(return_untouched(office()), 1);
  EXPECT_EQ(standing(siti).mind, Mind::waiting_for_person);
  EXPECT_EQ(standing(siti).waiting_since, wrote_at);
  EXPECT_EQ(standing(siti).why, "asked");
}

TEST_F(TheLease, IsKeptByWhoeverTypesOrNotesAndByNobodyElse) {
  asks_for_a_person(siti);
  OfficeTwin::must(take_over(office(), siti, twin.rina()));
  twin.clock.pass(lease * 2 / 3);
  OfficeTwin::must(keep_hold(office(), siti, twin.dewi()));
  EXPECT_EQ(standing(siti).lease_until.ms, twin.clock.now().ms + lease / 3) << "a colleague's typing keeps nothing";
  OfficeTwin::must(keep_hold(office(), siti, twin.rina()));
  EXPECT_EQ(standing(siti).lease_until.ms, twin.clock.now().ms + lease);
  twin.clock.pass(lease / 4);
  const auto until = standing(siti).lease_until;
  OfficeTwin::must(keep_hold(office(), siti, twin.rina()));
  EXPECT_EQ(standing(siti).lease_until, until) << "nothing is written while most of it is left";
  OfficeTwin::must(add_note(office(), siti, Personal<std::string>("Menunggu jawaban gudang."), twin.rina()));
  EXPECT_EQ(standing(siti).lease_until.ms, twin.clock.now().ms + lease);
}

TEST_F(TheLease, OfATalkInWhichNobodyWaitsEndsWithTheDialogue) {
  writes(siti);
  OfficeTwin::must(take_over(office(), siti, twin.rina()));
  twin.clock.pass(lease);
  EXPECT_EQ(return_untouched(office()), 1);
  EXPECT_EQ(standing(siti).mind, Mind::bot) << "nobody asked for a person: nobody is put on the list";
}

TEST_F(TheLease, ThatEndsAtNightIsHeldAgainstNobody) {
  asks_for_a_person(siti);
  twin.clock.pass(hours(12));  // 21.00
  OfficeTwin::must(take_over(office(), siti, twin.rina()));
  twin.clock.pass(hours(1));
  EXPECT_EQ(return_untouched(office()), 1);
  EXPECT_EQ(lying("S-0001"), 0);
}

using HandingOver = Desk;

TEST_F(HandingOver, GivesTheTalkAndTheNoteToTheColleague) {
  asks_for_a_person(siti);
  OfficeTwin::must(take_over(office(), siti, twin.rina()));
  OfficeTwin::must(pass_talk(office(), {siti, "S-0002", Personal<std::string>("Ibu ini bicara Jawa Serang.")}, twin.rina()));
  EXPECT_EQ(standing(siti).officer, "officer/S-0002");
  EXPECT_EQ(standing(siti).lease_until.ms, twin.clock.now().ms + lease) << "she has the whole time";
  const auto notes = notes_of(office(), office().reader(), siti, twin.dewi());
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(PersonalAccess::look(notes[0].text), "Ibu ini bicara Jawa Serang.");
  EXPECT_EQ(notes[0].to, "S-0002");
  EXPECT_EQ(OfficeTwin::no(answer_by_officer(office(), {siti, Personal<std::string>("Saya")}, twin.rina())), "channel.with_colleague") << "it is hers now";
}

TEST_F(HandingOver, IsRefusedForWhomItIsNotMeant) {
  asks_for_a_person(siti);
  OfficeTwin::must(take_over(office(), siti, twin.rina()));
  const auto note = Personal<std::string>("Tolong dilanjutkan.");
  EXPECT_EQ(OfficeTwin::no(pass_talk(office(), {siti, "S-0002", note}, twin.dewi())), "channel.with_colleague");
  EXPECT_EQ(OfficeTwin::no(pass_talk(office(), {siti, "S-0005", note}, twin.rina())), "channel.colleague_unknown") << "a printer reads no talks";
  EXPECT_EQ(OfficeTwin::no(pass_talk(office(), {siti, "S-0099", note}, twin.rina())), "channel.colleague_unknown");
  EXPECT_EQ(OfficeTwin::no(pass_talk(office(), {siti, "S-0002", Personal<std::string>("  ")}, twin.rina())), "channel.text_empty");
  EXPECT_EQ(OfficeTwin::no(pass_talk(office(), {siti, "S-0002", note}, twin.agus())), "channel.not_your_desk");
  EXPECT_EQ(OfficeTwin::no(pass_talk(office(), {siti, "S-0002", note}, twin.ratna())), "") << "a supervisor may, for somebody who went home";
}

TEST_F(HandingOver, OfALevyReportGoesToSupervisorsOnly) {
  asks_for_a_person(siti, "levy_report");
  const auto note = Personal<std::string>("Tolong dilanjutkan.");
  EXPECT_EQ(OfficeTwin::no(pass_talk(office(), {siti, "S-0001", note}, twin.ratna())), "channel.colleague_unknown");
  EXPECT_EQ(OfficeTwin::no(add_note(office(), siti, note, twin.rina())), "channel.not_your_desk");
  OfficeTwin::must(add_note(office(), siti, note, twin.ratna()));
  EXPECT_TRUE(notes_of(office(), office().reader(), siti, twin.rina()).empty());
  EXPECT_EQ(notes_of(office(), office().reader(), siti, twin.ratna()).size(), 1U);
}

using FirstWords = Desk;

TEST_F(FirstWords, AreCountedFromTheWishForAPersonToTheFirstAnswer) {
  const auto today = day_in_jakarta(twin.clock.now());
  const auto people = {std::pair{"+6281200000011", 3}, {"+6281200000012", 10}, {"+6281200000013", 50}};
  for (const auto& [phone, wait] : people) {
    const auto contact = twin.contact(phone);
    asks_for_a_person(contact);
    twin.clock.pass(minutes(wait));
    OfficeTwin::must(take_over(office(), contact, twin.rina()));
    answers(twin.rina(), contact);
    answers(twin.rina(), contact, "Sudah saya periksa.");
    writes(contact);
    twin.clock.pass(minutes(2));
    answers(twin.rina(), contact, "Sama-sama.");
  }
  const auto replies = first_replies(office().reader(), today, today);
  EXPECT_EQ(replies.talks, 3) << "a first word is one, whatever follows";
  EXPECT_EQ(replies.half_within_minutes, 10);
  EXPECT_EQ(replies.most_within_minutes, 50);
  EXPECT_EQ(first_replies(office().reader(), today + 1, today + 9).talks, 0);
  EXPECT_EQ(talk_load(office().reader(), "S-0001", today, today).answered_first, 3);
  EXPECT_EQ(talk_load(office().reader(), "S-0002", today, today).answered_first, 0);
}

TEST_F(FirstWords, OfATalkThatLayUntouchedCountTheWholeWait) {
  const auto today = day_in_jakarta(twin.clock.now());
  asks_for_a_person(siti);
  OfficeTwin::must(take_over(office(), siti, twin.rina()));
  twin.clock.pass(lease);
  return_untouched(office());
  twin.clock.pass(minutes(7));
  answers(twin.dewi(), siti);
  EXPECT_EQ(first_replies(office().reader(), today, today).half_within_minutes, (lease + minutes(7)) / minutes(1));
  EXPECT_EQ(waiting_now(office().reader()).talks, 0);
}

TEST_F(FirstWords, AreNotCountedForWhoTurnedBackToTheDialogue) {
  asks_for_a_person(siti);
  EXPECT_EQ(waiting_now(office().reader()).oldest, twin.clock.now());
  in_book([&](office::Book& book) { set_mind_in(book, siti, Mind::bot, "", ""); });
  OfficeTwin::must(take_over(office(), siti, twin.rina()));
  answers(twin.rina(), siti);
  const auto today = day_in_jakarta(twin.clock.now());
  EXPECT_EQ(first_replies(office().reader(), today, today).talks, 0);
}

using SomebodyAbsent = Desk;

TEST_F(SomebodyAbsent, LosesTheirTalksToTheListAndTheDialogue) {
  const auto quiet = twin.contact("+6281200000002");
  asks_for_a_person(siti);
  OfficeTwin::must(take_over(office(), siti, twin.rina()));
  writes(quiet);
  OfficeTwin::must(take_over(office(), quiet, twin.rina()));
  EXPECT_EQ(talk_load(office().reader(), "S-0001", {}, {}).held, 2);
  EXPECT_EQ(OfficeTwin::no(free_talks_of(office(), "S-0001", twin.dewi())), "channel.not_your_desk");
  EXPECT_EQ(OfficeTwin::word(free_talks_of(office(), "S-0001", twin.ratna()), "talks"), "2");
  EXPECT_EQ(standing(siti).mind, Mind::waiting_for_person);
  EXPECT_EQ(standing(quiet).mind, Mind::bot);
  EXPECT_EQ(talk_load(office().reader(), "S-0001", {}, {}).held, 0);
}

using Canned_ = Desk;

TEST_F(Canned_, AreFilledInForTheTalkAndNotSentHalf) {
  const auto id = twin.submitted();
  writes(siti);
  const auto all = canned_replies(office(), office().reader());
  ASSERT_GE(all.size(), 10U);
  const auto filled = canned_for(office(), office().reader(), siti, "status.where", twin.rina());
  ASSERT_TRUE(filled.has_value());
  const auto& words = PersonalAccess::look(*filled);
  EXPECT_NE(words.find(twin.state(id).number), std::string::npos) << words;
  EXPECT_EQ(variable_left_in(words), "") << words;
  const auto stranger = twin.contact("+6281200000099");
  writes(stranger);
  const auto half = canned_for(office(), office().reader(), stranger, "status.where", twin.rina());
  ASSERT_TRUE(half.has_value());
  EXPECT_EQ(variable_left_in(PersonalAccess::look(*half)), "{nomor}");
  EXPECT_EQ(OfficeTwin::no(answer_by_officer(office(), {stranger, Personal<std::string>(PersonalAccess::look(*half))}, twin.rina())), "channel.variable_left");
  EXPECT_FALSE(canned_for(office(), office().reader(), siti, "status.where", twin.agus())) << "not a courier's talk";
  EXPECT_FALSE(canned_for(office(), office().reader(), siti, "no.such", twin.rina()));
}

TEST_F(Canned_, WithAWrongVariableCannotBeSaved) {
  const auto save = [&](const std::string& words, const office::Asked& who) { return OfficeTwin::no(save_canned(office(), {"fee.free", "fee", {words, "", "", ""}}, who)); };
  EXPECT_EQ(save("Gratis, {namaa}.", twin.ratna()), "channel.variable_unknown");
  EXPECT_EQ(save("Gratis, {nama}. Tanda { dan } boleh, {} juga.", twin.ratna()), "");
  EXPECT_EQ(save("Gratis.", twin.rina()), "channel.not_your_desk");
  EXPECT_EQ(save(" ", twin.ratna()), "channel.text_empty");
  EXPECT_EQ(save(std::string(1001, 'a'), twin.ratna()), "channel.text_too_long");
  EXPECT_EQ(OfficeTwin::no(save_canned(office(), {"no.such", "fee", {"a", "", "", ""}}, twin.ratna())), "channel.canned_unknown");
  EXPECT_EQ(OfficeTwin::no(save_canned(office(), {"", "anything", {"a", "", "", ""}}, twin.ratna())), "channel.canned_topic");
}

TEST_F(Canned_, ChangedTakenOutAndBroughtBackAreTheHousesAgain) {
  const auto words = [&](const std::string& key) {
    const auto one = find_canned(office(), office().reader(), key);
    return one ? one->words[0] : std::string("(none)");
  };
  const auto as_it_was = words("fee.free");
  OfficeTwin::must(save_canned(office(), {"fee.free", "fee", {"Semua gratis.", "", "", ""}}, twin.ratna()));
  EXPECT_EQ(words("fee.free"), "Semua gratis.");
  OfficeTwin::must(restore_canned(office(), "fee.free", twin.ratna()));
  EXPECT_EQ(words("fee.free"), as_it_was);
  OfficeTwin::must(remove_canned(office(), "fee.free", twin.ratna()));
  EXPECT_EQ(words("fee.free"), "(none)");
  OfficeTwin::must(restore_canned(office(), "", twin.ratna()));
  EXPECT_EQ(words("fee.free"), as_it_was);
  const auto mine = OfficeTwin::word(save_canned(office(), {"", "other", {"Terima kasih.", "", "", ""}}, twin.ratna()), "key");
  EXPECT_EQ(words(mine), "Terima kasih.");
  writes(siti);
  OfficeTwin::must(answer_by_officer(office(), {siti, Personal<std::string>("Terima kasih."), mine}, twin.rina()));
  EXPECT_EQ(find_canned(office(), office().reader(), mine)->used, 1);
  OfficeTwin::must(remove_canned(office(), mine, twin.ratna()));
  EXPECT_EQ(words(mine), "(none)");
}

TEST(CannedVariables, AreWordsBetweenBracesAndNothingElse) {
  EXPECT_EQ(unknown_variable_in("{nama} {nomor} {hari} {layanan} {kantor} {jam_buka}"), "");
  EXPECT_EQ(unknown_variable_in("{Nama}"), "Nama");
  EXPECT_EQ(unknown_variable_in("{nik}"), "nik");
  EXPECT_EQ(unknown_variable_in("{ nama } {} {na ma} {nama"), "");
  EXPECT_EQ(unknown_variable_in("{{nik}}"), "nik");
  EXPECT_EQ(variable_left_in("Halo {nama}."), "{nama}");
  EXPECT_EQ(variable_left_in("Halo {orang}."), "");
}

}  // namespace
}  // namespace opak::intake
