// The application desk: each command's yes, its no, and the moment a yes becomes a no.
#include "core/application/application.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/twins.h"

namespace opak::application {
namespace {

using enum Stage;

const Day monday = *day_of(2026, 11, 23);
const Moment morning = moment_in_jakarta(monday, 9);
const std::string ani = "officer/S-0001", budi = "officer/S-0002", cici = "officer/S-0003";

Submitted filing() {
  Submitted entry;
  entry.number = "OM-2611-00091-K";
  entry.family = "ktp";
  entry.lane = "ordinary";
  entry.person = "person-1";
  entry.contact = "contact-1";
  entry.assurance = "number_confirmed";
  entry.way = "deliver";
  entry.region = "36.73.05.1003";
  entry.receiver = "family";
  entry.language = "id";
  entry.papers = {"loss_letter:doc-1"};
  entry.register_seen = true;
  entry.promised_on = monday + 3;
  return entry;
}

// A file on the desk, moved by commands as the office moves it.
struct File {
  State state;
  Moment now = morning;

  Decision ask(const Command& command) const { return decide(state, command, now); }
  std::string no(const Command& command) const {
    const auto answer = ask(command);
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal == nullptr ? "" : refusal->key;
  }
  std::vector<Entry> yes(const Command& command) {
    const auto answer = ask(command);
    if (const auto* refusal = std::get_if<Refusal>(&answer)) throw Bug(refusal->key.c_str());
    const auto& entries = std::get<std::vector<Entry>>(answer);
    for (const auto& entry : entries) apply(state, entry, now);
    return entries;
  }
  File& after(std::initializer_list<Command> commands) {
    for (const auto& command : commands) yes(command);
    return *this;
  }
};

const Command open = Open{"lost", "web", "36.73", "mark"};
const Command accept = AcceptPapers{ani, monday + 3};
const Command verify = Verify{budi, {}};
const Command to_print = TakeForPrint{cici, "printer-1", ""};
const Command print = RecordPrint{cici, "printer-1", "KA00000001", "parcel-1"};
const Command plan = PlanDelivery{"run-1", cici, monday + 1, 9, 12};
const Command out = SendOut{"run-1"};

File submitted_file(const Submitted& entry = filing()) { return File{}.after({open, Submit{entry}}); }
File complete_file() { return submitted_file().after({accept}); }
File print_ready_file() { return complete_file().after({verify, MakePrintReady{}}); }
File printed_file() { return print_ready_file().after({to_print, print}); }
File on_the_road_file() { return printed_file().after({plan, out}); }

// ---- From the first word to the papers

TEST(Opening, IsTheFirstFactAndHappensOnce) {
  File file;
  file.yes(open);
  EXPECT_EQ(file.state.stage, draft);
  EXPECT_EQ(file.no(open), "application.already_open");
}

TEST(Submitting, TakesADraftOnce) {
  auto file = submitted_file();
  EXPECT_EQ(file.state.stage, submitted);
  EXPECT_EQ(file.state.papers.at("loss_letter"), "doc-1");
  EXPECT_EQ(file.no(Submit{filing()}), "application.not_a_draft");
}

TEST(Submitting, NeedsANumberThatAnswersOrAnOfficerWhoSees) {
  auto entry = filing();
  entry.assurance = "";
  EXPECT_EQ(File{}.after({open}).no(Submit{entry}), "application.number_not_confirmed");
  entry.assurance = "seen_in_person";
  EXPECT_EQ(File{}.after({open}).no(Submit{entry}), "application.number_not_confirmed");
  entry.assisted_by = ani;
  EXPECT_EQ(File{}.after({open}).no(Submit{entry}), "");
}

TEST(Submitting, NeedsAPlaceToBringTheCardTo) {
  auto entry = filing();
  entry.region.clear();
  EXPECT_EQ(File{}.after({open}).no(Submit{entry}), "application.address_missing");
  entry.way = "pick_up";
  EXPECT_EQ(File{}.after({open}).no(Submit{entry}), "");
}

TEST(Papers, MayComeLaterAndThenTheFileIsWhole) {
  auto entry = filing();
  entry.missing = {"family_card"};
  auto file = submitted_file(entry);
  EXPECT_EQ(file.no(accept), "application.papers_missing");
  file.yes(AddPaper{"family_card", "doc-2"});
  EXPECT_EQ(file.no(accept), "");
}

TEST(Papers, AreClosedOnceTheyAreAccepted) { EXPECT_EQ(complete_file().no(AddPaper{"family_card", "doc-2"}), "application.papers_closed"); }

TEST(Returning, AsksForAFixAndTheFixBringsItBack) {
  auto file = submitted_file();
  file.yes(ReturnForFix{ani, "paper_unclear", "loss_letter", monday + 10, {}});
  EXPECT_EQ(file.state.stage, returned);
  EXPECT_EQ(file.no(accept), "application.not_waiting_for_check");
  EXPECT_EQ(file.no(Resubmit{}), "application.still_asked");
  file.after({AddPaper{"loss_letter", "doc-3", {"paper_unclear:loss_letter"}}, Resubmit{}});
  EXPECT_EQ(file.state.stage, submitted);
  EXPECT_EQ(file.state.papers.at("loss_letter"), "doc-3");
  EXPECT_EQ(file.state.return_reason, "");
  EXPECT_EQ(file.no(Resubmit{}), "application.nothing_to_fix");
}

TEST(Returning, DoesNotComeBackWhileAPaperIsMissing) {
  auto entry = filing();
  entry.missing = {"family_card"};
  auto file = submitted_file(entry).after({ReturnForFix{ani, "paper_missing", "family_card", monday + 10, {}}});
  EXPECT_EQ(file.no(Resubmit{}), "application.papers_missing");
  file.yes(AddPaper{"family_card", "doc-2", {"paper_missing:family_card"}});
  EXPECT_EQ(file.no(Resubmit{}), "");
}

TEST(Returning, AsksForSeveralThingsAndComesBackWhenAllAreThere) {
  auto file = submitted_file();
  const std::vector<std::string> asks{"paper_wrong:loss_letter", "paper_wrong:family_card", "name_differs:family_card"};
  const auto entries = file.yes(ReturnForFix{ani, "paper_wrong", "loss_letter", monday + 10, {}, {asks[0], asks[1], asks[0], asks[2]}});
  EXPECT_EQ(file.state.return_asks, asks) << "what is said twice is asked once";
  EXPECT_EQ(notices(file.state, entries[0]).at(0).key, "returned_several");
  EXPECT_EQ(file.state.return_paper, "loss_letter");
  file.yes(AddPaper{"loss_letter", "doc-3", {asks[0]}});
  EXPECT_EQ(file.state.return_paper, "family_card") << "the next that is left";
  EXPECT_EQ(file.no(Resubmit{}), "application.still_asked");
  EXPECT_EQ(file.no(ReturnForFix{budi, "paper_cut", "loss_letter", monday + 10, {}}), "application.not_waiting_for_check") << "two officers";
  file.yes(CorrectPerson{{.person_sealed = {}, .answered = {asks[2]}}});
  const auto again = file.yes(AddPaper{"loss_letter", "doc-4", {asks[0]}});
  EXPECT_TRUE(std::get<PaperAdded>(again[0]).answered.empty()) << "answered before";
  EXPECT_EQ(file.state.return_answered, (std::vector<std::string>{asks[0], asks[2]}));
  file.yes(AddPaper{"family_card", "doc-5", {asks[1]}});
  EXPECT_TRUE(file.state.return_asks.empty());
  file.yes(Resubmit{});
  EXPECT_EQ(file.state.stage, submitted);
  EXPECT_TRUE(file.state.return_answered.empty());
}

// Journals written while a return asked for one thing: its entries name no asks and no answers.
TEST(Returning, OfBeforeFoldsAsItDid) {
  auto file = submitted_file();
  apply(file.state, Returned{"paper_unclear", "loss_letter", monday + 10, {}, {}}, morning);
  EXPECT_EQ(file.state.return_asks, std::vector<std::string>{"paper_unclear:loss_letter"});
  apply(file.state, PaperAdded{"loss_letter", "doc-3", {}}, morning);
  EXPECT_EQ(file.state.return_reason, "paper_unclear");
  apply(file.state, Resubmitted{}, morning);
  EXPECT_TRUE(file.state.return_asks.empty());
  apply(file.state, Returned{"name_differs", "", monday + 10, {}, {}}, morning);
  apply(file.state, PersonCorrected{}, morning);
  EXPECT_EQ(file.state.return_reason, "");
  EXPECT_EQ(file.no(Resubmit{}), "");
}

// ---- Checking

TEST(Accepting, StartsTheClockOfTheStandard) {
  auto file = submitted_file();
  file.yes(accept);
  EXPECT_EQ(file.state.stage, complete);
  EXPECT_EQ(file.state.complete_at, morning);
  EXPECT_EQ(file.state.promised_on, monday + 3);
}

TEST(Verifying, TakesFourEyes) {
  auto entry = filing();
  entry.assurance = "seen_in_person";
  entry.assisted_by = budi;
  auto file = submitted_file(entry).after({accept});
  EXPECT_EQ(file.no(verify), "application.four_eyes");
  EXPECT_EQ(file.no(Verify{cici, {}}), "");
}

TEST(Verifying, IsNotForWhoAcceptedThePapersOrCheckedTheIdentity) {
  auto entry = filing();
  entry.new_contact = true;
  auto file = submitted_file(entry);
  file.yes(AcceptPapers{ani, monday + 3});
  EXPECT_EQ(file.no(Verify{ani, {}}), "application.other_verifier_needed");
  EXPECT_EQ(file.no(Verify{cici, {}}), "");
  file.yes(CheckIdentity{cici, "video_call"});
  EXPECT_EQ(file.no(Verify{cici, {}}), "application.other_verifier_needed");
  EXPECT_EQ(file.no(Verify{budi, {}}), "");
  EXPECT_FALSE(std::get<Verified>(file.yes(Verify{budi, {}}).front()).alone);
  EXPECT_FALSE(file.state.verified_alone);
}

// The check of the identity may also come after the verification; it takes another officer then as well.
TEST(IdentityCheck, IsNotDoneByWhoVerified) {
  auto entry = filing();
  entry.new_contact = true;
  auto file = submitted_file(entry).after({AcceptPapers{ani, monday + 3}, Verify{budi, {}}});
  EXPECT_EQ(file.no(CheckIdentity{budi, "video_call"}), "application.other_checker_needed");
  EXPECT_EQ(file.no(CheckIdentity{ani, "video_call"}), "") << "who accepted the papers may also have called";
}

TEST(OneOfficerOffice, VerifiesAloneAndItStaysWrittenDown) {
  auto file = submitted_file().after({AcceptPapers{ani, monday + 3}});
  EXPECT_EQ(file.no(Verify{ani, {}, Eyes::four}), "application.other_verifier_needed");
  EXPECT_TRUE(std::get<Verified>(file.yes(Verify{ani, {}, Eyes::one_officer_office}).front()).alone);
  EXPECT_TRUE(file.state.verified_alone);
  // Two who happen to work there are two.
  auto other = submitted_file().after({AcceptPapers{ani, monday + 3}, Verify{budi, {}, Eyes::one_officer_office}});
  EXPECT_FALSE(other.state.verified_alone);
  // What the officer typed in for somebody still takes a second one, whatever the settings say.
  auto entry = filing();
  entry.assisted_by = budi;
  EXPECT_EQ(submitted_file(entry).after({AcceptPapers{ani, monday + 3}}).no(Verify{budi, {}, Eyes::one_officer_office}), "application.four_eyes");
  auto late = filing();
  late.new_contact = true;
  auto checked_last = submitted_file(late).after({AcceptPapers{ani, monday + 3}, Verify{budi, {}}, CheckIdentity{budi, "video_call", Eyes::one_officer_office}});
  EXPECT_TRUE(checked_last.state.verified_alone);
}

TEST(Verifying, WaitsForThePapers) { EXPECT_EQ(submitted_file().no(verify), "application.not_waiting_for_verification"); }

TEST(Verifying, WaitsForTheVisitWhereOneWasAskedAndThenGoesOn) {
  auto file = complete_file().after({AskVisit{budi, "no_biometrics"}});
  EXPECT_EQ(file.state.stage, visit_needed);
  EXPECT_EQ(file.no(verify), "");
}

TEST(SendingBack, PutsTheFileBeforeTheOperatorAgain) {
  auto file = complete_file().after({SendBack{budi, "name_differs"}});
  EXPECT_EQ(file.state.stage, submitted);
  EXPECT_EQ(file.no(SendBack{budi, "name_differs"}), "application.not_waiting_for_verification");
}

TEST(PrintReady, FollowsVerificationOnly) {
  EXPECT_EQ(complete_file().no(MakePrintReady{}), "application.not_verified");
  EXPECT_EQ(print_ready_file().state.stage, print_ready);
}

TEST(IdentityCheck, StandsBetweenAStrangeAddressAndThePrinter) {
  auto entry = filing();
  entry.elsewhere = true;
  auto file = submitted_file(entry).after({accept, verify, MakePrintReady{}});
  EXPECT_EQ(file.no(to_print), "application.identity_not_checked");
  file.yes(CheckIdentity{ani, "called_known_number"});
  EXPECT_EQ(file.no(to_print), "");
  EXPECT_EQ(file.no(CheckIdentity{ani, "called_known_number"}), "application.identity_already_checked");
}

TEST(IdentityCheck, IsNeededForANewNumberAndWhereTheRegisterWasSilent) {
  auto entry = filing();
  entry.new_contact = true;
  EXPECT_TRUE(submitted_file(entry).state.needs_identity_check());
  entry = filing();
  entry.register_seen = false;
  EXPECT_TRUE(submitted_file(entry).state.needs_identity_check());
  EXPECT_FALSE(submitted_file().state.needs_identity_check());
}

TEST(IdentityCheck, IsNotDoneByWhoEnteredTheFile) {
  auto entry = filing();
  entry.assisted_by = ani;
  entry.new_contact = true;
  auto file = submitted_file(entry);
  EXPECT_EQ(file.no(CheckIdentity{ani, "video_call"}), "application.four_eyes");
  EXPECT_EQ(file.no(CheckIdentity{budi, "video_call"}), "");
}

TEST(IdentityCheck, OfAnOldAddressSaysNothingAboutANewOne) {
  auto entry = filing();
  entry.elsewhere = true;
  auto file = submitted_file(entry).after({CheckIdentity{ani, "called_known_number"}});
  EXPECT_FALSE(file.state.needs_identity_check());
  file.yes(ChangeAddress{"36.73.01.1002", "self", true, {}});
  EXPECT_TRUE(file.state.needs_identity_check());
}

// ---- Blangko and print

TEST(Blangko, IsAwaitedAndComesAndThePromiseFollows) {
  auto file = print_ready_file().after({AwaitBlangko{monday + 20}});
  EXPECT_EQ(file.state.stage, waiting_blangko);
  EXPECT_EQ(file.state.promised_on, monday + 20);
  EXPECT_EQ(file.no(to_print), "application.not_print_ready");
  file.yes(BlangkoArrives{monday + 9});
  EXPECT_EQ(file.state.stage, print_ready);
  EXPECT_EQ(file.state.promised_on, monday + 9);
}

TEST(Printing, WaitsForThePrintReadyRecord) {
  EXPECT_EQ(complete_file().no(to_print), "application.not_print_ready");
  EXPECT_EQ(print_ready_file().no(print), "application.not_at_printer");
}

TEST(Printing, HappensAtThePrinterThatTookTheFile) {
  auto file = print_ready_file().after({to_print});
  EXPECT_EQ(file.no(RecordPrint{cici, "printer-2", "KA00000001", "parcel-1"}), "application.at_other_printer");
  file.yes(print);
  EXPECT_EQ(file.state.stage, printed);
  EXPECT_EQ(file.state.blangko, "KA00000001");
  EXPECT_EQ(file.no(print), "application.not_at_printer");
}

TEST(Printing, PutsACardForPickUpBehindTheCounter) {
  auto entry = filing();
  entry.way = "pick_up";
  auto file = submitted_file(entry).after({accept, verify, MakePrintReady{}, to_print, print});
  EXPECT_EQ(file.state.stage, pickup);
}

TEST(Printing, CanBePutBackBeforeTheCardIsMade) {
  auto file = print_ready_file().after({to_print, PutBack{cici}});
  EXPECT_EQ(file.state.stage, print_ready);
  EXPECT_EQ(file.state.printer, "");
  EXPECT_EQ(printed_file().no(PutBack{cici}), "application.not_at_printer");
}

// ---- Delivery

TEST(Planning, TakesACardOnce) {
  auto file = printed_file().after({plan});
  EXPECT_EQ(file.state.planned_on, monday + 1);
  EXPECT_EQ(file.no(plan), "application.already_planned");
  file.yes(UnplanDelivery{"courier_ill"});
  EXPECT_EQ(file.no(plan), "");
  EXPECT_EQ(file.no(UnplanDelivery{"courier_ill"}), "application.not_planned");
}

TEST(Planning, LeavesPickUpsAlone) {
  auto file = print_ready_file().after({ChoosePickup{"resident"}, to_print, print});
  EXPECT_EQ(file.state.stage, pickup);
  EXPECT_EQ(file.no(plan), "application.not_ready_to_deliver");
}

TEST(SendingOut, IsForTheRunThatHasTheCard) {
  auto file = printed_file().after({plan});
  EXPECT_EQ(file.no(SendOut{"run-2"}), "application.not_on_this_run");
  file.yes(out);
  EXPECT_EQ(file.state.stage, on_the_road);
}

TEST(Attempts, LeadToANewTryOnceAndThenToTheOffice) {
  auto file = on_the_road_file();
  file.yes(RecordAttempt{"nobody_home", monday + 2});
  EXPECT_EQ(file.state.stage, attempt_failed);
  EXPECT_EQ(file.state.run, "");
  file.after({PlanDelivery{"run-2", cici, monday + 2, 9, 12}, SendOut{"run-2"}});
  EXPECT_EQ(file.yes(RecordAttempt{"nobody_home", monday + 3}).size(), 2u);
  EXPECT_EQ(file.state.stage, pickup);
  EXPECT_EQ(file.state.attempts, attempts_max);
}

// A late run that was closed read as a failed attempt at every door it never reached; two of them, and nobody brought the card.
TEST(ClosingALateRun, CostsTheResidentNoAttempt) {
  auto file = on_the_road_file();
  for (int run = 2; run < 6; ++run) {
    const auto entries = file.yes(RecordNotReached{monday + run});
    EXPECT_EQ(notices(file.state, entries[0]).at(0).key, "not_reached");
    EXPECT_EQ(file.state.stage, not_reached);
    EXPECT_EQ(file.state.attempts, 0);
    EXPECT_EQ(file.state.attempt_reason, "");
    EXPECT_EQ(file.state.expected_on(), monday + run);
    const auto name = "run-" + std::to_string(run);
    file.after({PlanDelivery{name, cici, monday + run, 9, 12}, SendOut{name}});
  }
  file.yes(RecordAttempt{"nobody_home", monday + 7});
  EXPECT_EQ(file.state.stage, attempt_failed) << "the first try at the door";
}

TEST(ChoosingADay, IsForDaysToComeAndBeforeARunIsSet) {
  auto file = on_the_road_file().after({RecordAttempt{"nobody_home", monday + 1}});
  EXPECT_EQ(file.no(ChooseDay{monday}), "application.day_has_passed");
  EXPECT_EQ(file.no(ChooseDay{monday + 1}), "");
  file.now = moment_in_jakarta(monday + 1, 0);  // Midnight passes, and the same day is no longer to come.
  EXPECT_EQ(file.no(ChooseDay{monday + 1}), "application.day_has_passed");
  file.after({PlanDelivery{"run-2", cici, monday + 2, 9, 12}});
  EXPECT_EQ(file.no(ChooseDay{monday + 4}), "application.already_planned");
}

TEST(ChoosingPickUp, EndsWhenARunIsSet) {
  EXPECT_EQ(printed_file().no(ChoosePickup{"resident"}), "");
  EXPECT_EQ(printed_file().after({plan}).no(ChoosePickup{"resident"}), "application.already_planned");
  EXPECT_EQ(submitted_file().after({ChoosePickup{"resident"}}).no(ChoosePickup{"resident"}), "application.is_for_pickup");
}

TEST(HandingOver, GoesToTheApplicantOrWhomTheyNamed) {
  auto file = on_the_road_file();
  EXPECT_EQ(file.no(RecordDelivery{"delivered", "rt_rw", cici, false}), "delivery.receiver_not_allowed");
  EXPECT_EQ(file.no(RecordDelivery{"delivered", "family", cici, false}), "");
  file.yes(RecordDelivery{"delivered", "self", cici, false});
  EXPECT_EQ(file.state.stage, delivered);
  EXPECT_FALSE(file.state.is_open());
}

TEST(HandingOver, TakesTheOldCardWhereTheServiceSaysSo) {
  auto entry = filing();
  entry.takes_old_card = true;
  auto file = submitted_file(entry).after({accept, verify, MakePrintReady{}, to_print, print, plan, out});
  EXPECT_EQ(file.no(RecordDelivery{"delivered", "self", cici, false}), "delivery.old_card_needed");
  EXPECT_EQ(file.no(RecordDelivery{"delivered", "self", cici, true}), "");
}

TEST(HandingOver, AtTheCounterIsAPickUp) {
  auto file = printed_file().after({ChoosePickup{"resident"}});
  EXPECT_EQ(file.no(RecordDelivery{"delivered", "self", cici, false}), "application.card_not_out");
  EXPECT_EQ(file.no(RecordDelivery{"picked_up", "self", cici, false}), "");
}

TEST(Address, ChangesUntilARunIsSet) {
  EXPECT_EQ(printed_file().no(ChangeAddress{"36.73.01.1002", "self", true, {}}), "");
  EXPECT_EQ(printed_file().after({plan}).no(ChangeAddress{"36.73.01.1002", "self", true, {}}), "application.already_planned");
  EXPECT_EQ(on_the_road_file().no(ChangeAddress{"36.73.01.1002", "self", true, {}}), "application.address_closed");
}

TEST(Promise, OnlyMovesLaterAndIsCounted) {
  auto file = submitted_file();
  EXPECT_EQ(file.no(MovePromise{monday + 3, "many"}), "application.promise_not_later");
  file.yes(MovePromise{monday + 4, "many"});
  EXPECT_EQ(file.state.promise_moves, 1);
}

// ---- Ends

TEST(Rejecting, TakesTwo) {
  auto file = complete_file();
  EXPECT_EQ(file.no(ConfirmRejection{budi}), "application.no_rejection_waits");
  file.yes(ProposeRejection{budi, "not_resident", {}});
  EXPECT_EQ(file.no(verify), "application.rejection_waits");
  EXPECT_EQ(file.no(ProposeRejection{cici, "not_resident", {}}), "application.rejection_waits");
  EXPECT_EQ(file.no(ConfirmRejection{budi}), "application.second_person_needed");
  file.yes(ConfirmRejection{cici});
  EXPECT_EQ(file.state.stage, rejected);
  EXPECT_EQ(file.state.rejection_rule, "not_resident");
}

TEST(Rejecting, CanBeDeclinedAndTheFileGoesOn) {
  auto file = complete_file().after({ProposeRejection{budi, "not_resident", {}}, DeclineRejection{cici}});
  EXPECT_EQ(file.no(DeclineRejection{cici}), "application.no_rejection_waits");
  EXPECT_EQ(file.no(verify), "");
}

TEST(Rejecting, IsTooLateOnceTheRecordIsPrintReady) {
  EXPECT_EQ(print_ready_file().no(ProposeRejection{budi, "not_resident", {}}), "application.rejection_too_late");
}

TEST(Withdrawing, EndsWhereThePrinterBegins) {
  EXPECT_EQ(print_ready_file().no(Withdraw{"resident"}), "");
  EXPECT_EQ(print_ready_file().after({to_print}).no(Withdraw{"resident"}), "application.withdraw_too_late");
}

TEST(Dismissing, IsForDraftsOnly) {
  EXPECT_EQ(File{}.after({open}).no(Dismiss{"draft_expired"}), "");
  EXPECT_EQ(submitted_file().no(Dismiss{"draft_expired"}), "application.not_a_draft");
}

// ---- "Bukan saya"

TEST(Dispute, FreezesPrintingAndDelivery) {
  auto file = print_ready_file().after({Dispute{"known_contact", "not_me"}});
  EXPECT_EQ(file.no(to_print), "application.frozen");
  file = on_the_road_file().after({Dispute{"known_contact", "not_me"}});
  EXPECT_EQ(file.no(RecordDelivery{"delivered", "self", cici, false}), "application.frozen");
  EXPECT_EQ(file.no(RecordAttempt{"frozen", monday + 1}), "");  // The card can always come home.
}

TEST(Dispute, SaidTwiceIsSaidOnce) {
  auto file = submitted_file();
  EXPECT_EQ(file.yes(Dispute{"known_contact", "not_me"}).size(), 1u);
  EXPECT_EQ(file.yes(Dispute{"applicant_link", "not_me"}).size(), 0u);
}

TEST(Dispute, SettledAsGenuineThawsTheFile) {
  auto file = print_ready_file().after({Dispute{"known_contact", "not_me"}, SettleDispute{ani, "called", true}});
  EXPECT_EQ(file.no(to_print), "");
  EXPECT_EQ(file.no(SettleDispute{ani, "called", true}), "application.no_dispute");
}

TEST(Dispute, SettledAsNotGenuineEndsTheFilingWhateverItsStage) {
  auto file = printed_file().after({Dispute{"known_contact", "not_me"}, SettleDispute{ani, "called", false}});
  EXPECT_EQ(file.state.stage, withdrawn);
}

TEST(Dispute, WaitsForTheCardThatIsOut) {
  auto file = on_the_road_file().after({Dispute{"known_contact", "not_me"}});
  EXPECT_EQ(file.no(SettleDispute{ani, "called", false}), "application.card_must_come_back");
  file.yes(RecordAttempt{"frozen", monday + 1});
  EXPECT_EQ(file.no(SettleDispute{ani, "called", false}), "");
}

TEST(Dispute, IsNotSettledByWhoEnteredTheFile) {
  auto entry = filing();
  entry.assisted_by = ani;
  auto file = submitted_file(entry).after({Dispute{"known_contact", "not_me"}});
  EXPECT_EQ(file.no(SettleDispute{ani, "called", true}), "application.four_eyes");
  EXPECT_EQ(file.no(SettleDispute{budi, "called", true}), "");
}

TEST(Dispute, MayComeAfterTheHandOver) {
  auto file = on_the_road_file().after({RecordDelivery{"delivered", "self", cici, false}});
  file.yes(Dispute{"applicant_link", "not_received"});
  EXPECT_TRUE(file.state.disputed);
  file.yes(SettleDispute{ani, "called", false});
  EXPECT_EQ(file.state.stage, delivered);  // What has happened stays; the file only says that it was disputed.
}

// ---- Laid aside

TEST(Aside, LiesUntilItsDayAndTheResidentsClockGoesOn) {
  auto file = submitted_file();
  const auto promised = file.state.promised_on;
  file.yes(LayAside{ani, "waits_for_register", monday + 2});
  EXPECT_TRUE(file.state.is_aside(monday + 1));
  EXPECT_FALSE(file.state.is_aside(monday + 2)) << "on its day it is back by itself";
  EXPECT_EQ(file.state.promised_on, promised);
  EXPECT_EQ(file.state.stage, submitted);
  file.yes(MovePromise{monday + 9, "many"});
  EXPECT_TRUE(file.state.is_aside(monday + 1));
  file.yes(TakeUp{ani});
  EXPECT_FALSE(file.state.is_aside(monday));
  EXPECT_EQ(file.no(TakeUp{ani}), "application.not_aside");
}

TEST(Aside, EndsWithWhateverMovesTheFile) {
  for (const Command& news : {Command{AddPaper{"loss_letter", "doc-9"}}, Command{AcceptPapers{ani, monday + 3}}, Command{Dispute{"known_contact", "not_me"}},
                              Command{ReturnForFix{ani, "paper_unclear", "loss_letter", monday + 9, {}}}}) {
    auto file = submitted_file();
    file.yes(LayAside{ani, "waits_for_resident", monday + 5});
    file.yes(news);
    EXPECT_FALSE(file.state.is_aside(monday));
    EXPECT_EQ(file.state.aside_reason, "");
  }
}

TEST(Aside, IsForDaysToComeAndForTwoWeeksAtMost) {
  auto file = submitted_file();
  EXPECT_EQ(file.no(LayAside{ani, "waits_for_register", monday}), "application.day_has_passed");
  EXPECT_EQ(file.no(LayAside{ani, "waits_for_register", monday + aside_days_max}), "");
  EXPECT_EQ(file.no(LayAside{ani, "waits_for_register", monday + aside_days_max + 1}), "application.aside_too_long");
  file.yes(ProposeRejection{budi, "not_resident", {}});
  EXPECT_EQ(file.no(LayAside{ani, "waits_for_register", monday + 2}), "application.rejection_waits") << "the second person waits for it";
}

// ---- What is due

TEST(Due, IsTheDayOfThePresentStage) {
  auto entry = filing();
  entry.promised_on = monday + 3;
  entry.look_by = monday + 1;
  File file;
  file.yes(open);
  EXPECT_EQ(file.state.due_on(), Day{}) << "a draft waits for nobody";
  file.yes(Submit{entry});
  EXPECT_EQ(file.state.due_on(), monday + 1);
  file.yes(MovePromise{monday + 7, "many"});
  EXPECT_EQ(file.state.due_on(), monday + 1) << "a new promise does not make the first look less late";
  file.yes(ReturnForFix{ani, "paper_unclear", "loss_letter", monday + 14, {}});
  EXPECT_EQ(file.state.due_on(), monday + 14);
  file.yes(AddPaper{"loss_letter", "doc-3", {"paper_unclear:loss_letter"}});
  file.yes(Resubmit{monday + 4});
  EXPECT_EQ(file.state.due_on(), monday + 4);
  file.yes(AcceptPapers{ani, monday + 8, monday + 5});
  EXPECT_EQ(file.state.due_on(), monday + 5);
  file.yes(SendBack{budi, "look_again", monday + 6});
  EXPECT_EQ(file.state.due_on(), monday + 6);
  file.yes(AcceptPapers{ani, monday + 8});
  EXPECT_EQ(file.state.due_on(), monday + 8) << "no clock was noted: the promise";
  file.yes(Withdraw{"resident"});
  EXPECT_EQ(file.state.due_on(), Day{});
}

// Nobody was served, and the supervisor's count of late cases fell: each new day made the case less late.
TEST(Owed, IsTheDayThatWasToldHoweverOftenItIsToldAnew) {
  auto file = on_the_road_file();  // Planned for Tuesday, promised for Thursday.
  EXPECT_EQ(file.state.due_on(), monday + 1);
  file.now = moment_in_jakarta(monday + 1, 16);
  file.yes(RecordNotReached{monday + 2});
  EXPECT_EQ(file.state.due_on(), monday + 1) << "closed on the very day, and late from its evening on";
  EXPECT_EQ(file.state.expected_on(), monday + 2);
  file.yes(PlanDelivery{"run-2", cici, monday + 4, 9, 12});
  EXPECT_EQ(file.state.due_on(), monday + 1);
  EXPECT_EQ(file.state.expected_on(), monday + 4) << "what may be expected is another thing";
  file.now = moment_in_jakarta(monday + 4, 8);
  file.yes(MovePromise{monday + 6, "delivery"});
  file.yes(SendOut{"run-2", monday + 4});
  EXPECT_EQ(file.state.due_on(), monday + 1);
  file.yes(RecordAttempt{"nobody_home", monday + 7});
  EXPECT_EQ(file.state.due_on(), monday + 7) << "somebody stood at the door";
}

TEST(Owed, IsNothingThatTheResidentChoseOtherwise) {
  auto file = on_the_road_file().after({RecordNotReached{monday + 2}});
  EXPECT_EQ(file.state.due_on(), monday + 1);
  EXPECT_EQ(file.no(ChooseDay{monday + 5}), "");
  auto other = file;
  file.yes(ChooseDay{monday + 5});
  EXPECT_EQ(file.state.due_on(), monday + 5);
  other.yes(ChoosePickup{"resident"});
  EXPECT_EQ(other.state.stage, pickup);
  EXPECT_EQ(other.state.due_on(), other.state.promised_on);
}

TEST(Owed, IsAPromiseThatPassedAndNoneThatWasMovedInTime) {
  auto file = printed_file();
  ASSERT_EQ(file.state.due_on(), monday + 3);
  auto late = file;
  file.now = moment_in_jakarta(monday + 3, 9);  // The day itself is in time.
  file.yes(MovePromise{monday + 5, "delivery"});
  EXPECT_EQ(file.state.due_on(), monday + 5);
  late.now = moment_in_jakarta(monday + 4, 9);
  late.yes(MovePromise{monday + 5, "delivery"});
  EXPECT_EQ(late.state.due_on(), monday + 3);
  late.yes(PlanDelivery{"run-1", cici, monday + 6, 9, 12});
  EXPECT_EQ(late.state.due_on(), monday + 3) << "planning alone serves nobody";
}

TEST(Owed, IsThePlannedDayThatIsGivenUpWhenItHasCome) {
  auto file = printed_file().after({PlanDelivery{"run-1", cici, monday + 1, 9, 12}});
  auto in_time = file;
  in_time.yes(UnplanDelivery{"courier_ill"});
  EXPECT_EQ(in_time.state.due_on(), monday + 3) << "told before: the promise";
  file.now = moment_in_jakarta(monday + 1, 14);
  file.yes(UnplanDelivery{"courier_ill"});
  EXPECT_EQ(file.state.due_on(), monday + 1);
}

TEST(Owed, StartsAnewWithTheServiceStandardsClock) {
  auto file = complete_file();
  file.now = moment_in_jakarta(monday + 4, 9);
  file.yes(MovePromise{monday + 8, "checking"});
  ASSERT_EQ(file.state.owed_on, monday + 3);
  file.after({SendBack{budi, "look_again"}, AcceptPapers{ani, monday + 9}});
  EXPECT_EQ(file.state.owed_on, Day{});
}

TEST(SendingOut, OnAnotherDayThanWasToldMovesWhatMayBeExpected) {
  auto early = printed_file().after({plan});
  early.yes(SendOut{"run-1", monday});
  EXPECT_EQ(early.state.expected_on(), monday);
  EXPECT_EQ(early.state.to_hour, 0) << "the hours were of the other day";
  EXPECT_EQ(early.state.owed_on, Day{});
  auto late = printed_file().after({plan});
  late.now = moment_in_jakarta(monday + 2, 9);
  late.yes(SendOut{"run-1", monday + 2});
  EXPECT_EQ(late.state.expected_on(), monday + 2);
  EXPECT_EQ(late.state.due_on(), monday + 1);
}

// ---- The one table

struct Line {
  Act act;
  Command command;
  std::set<Stage> stages;
};

const std::set<Stage> open_ones{submitted, returned,        complete, visit_needed, verified,    print_ready,
                                waiting_blangko, printing, printed,  on_the_road,  attempt_failed, not_reached, pickup};
std::set<Stage> open_ones_and(Stage stage) {
  auto all = open_ones;
  all.insert(stage);
  return all;
}
const std::set<Stage> before_the_record{submitted, returned, complete, visit_needed, verified};

// The office's own instruction, written a second time on purpose: a slip in the one shows in the other.
std::vector<Line> instruction() {
  return {{Act::submit, Submit{filing()}, {draft}},
          {Act::add_paper, AddPaper{"loss_letter", "doc-2"}, {draft, submitted, returned}},
          {Act::correct_person, CorrectPerson{}, {returned}},
          {Act::resubmit, Resubmit{}, {returned}},
          {Act::return_for_fix, ReturnForFix{ani, "paper_unclear", "loss_letter", monday, {}}, {submitted, complete}},
          {Act::accept_papers, accept, {submitted}},
          {Act::send_back, SendBack{budi, "name_differs"}, {complete, visit_needed}},
          {Act::ask_visit, AskVisit{budi, "no_biometrics"}, {complete}},
          {Act::verify, verify, {complete, visit_needed}},
          {Act::check_identity, CheckIdentity{ani, "video_call"}, open_ones},
          {Act::make_print_ready, MakePrintReady{}, {verified}},
          {Act::await_blangko, AwaitBlangko{monday}, {print_ready}},
          {Act::blangko_came, BlangkoArrives{monday}, {waiting_blangko}},
          {Act::take_for_print, to_print, {print_ready}},
          {Act::put_back_from_print, PutBack{cici}, {printing}},
          {Act::record_print, print, {printing}},
          {Act::plan_delivery, plan, {printed, attempt_failed, not_reached}},
          {Act::unplan_delivery, UnplanDelivery{"ill"}, {printed, attempt_failed, not_reached}},
          {Act::move_window, MoveWindow{10, 12}, {printed, attempt_failed, not_reached, on_the_road}},
          {Act::send_out, out, {printed, attempt_failed, not_reached}},
          {Act::pass_on, PassOn{"run-1", "run-2", "S-0008"}, {printed, attempt_failed, not_reached, on_the_road}},
          {Act::record_attempt, RecordAttempt{"nobody_home", monday}, {on_the_road}},
          {Act::record_not_reached, RecordNotReached{monday + 1}, {on_the_road}},
          {Act::choose_day, ChooseDay{monday + 1}, {printed, attempt_failed, not_reached}},
          {Act::choose_pickup, ChoosePickup{"resident"},
           {submitted, returned, complete, verified, print_ready, waiting_blangko, printed, attempt_failed, not_reached}},
          {Act::record_delivery, RecordDelivery{"picked_up", "self", cici, true}, {on_the_road, pickup}},
          {Act::change_address, ChangeAddress{"36.73.01.1002", "self", false, {}},
           {submitted, returned, complete, visit_needed, verified, print_ready, waiting_blangko, printing, printed, attempt_failed, not_reached}},
          {Act::move_promise, MovePromise{monday + 9, "many"}, open_ones},
          {Act::propose_rejection, ProposeRejection{budi, "not_resident", {}}, before_the_record},
          {Act::confirm_rejection, ConfirmRejection{cici}, before_the_record},
          {Act::decline_rejection, DeclineRejection{cici}, before_the_record},
          {Act::withdraw, Withdraw{"resident"},
           {draft, submitted, returned, complete, visit_needed, verified, print_ready, waiting_blangko}},
          {Act::dispute, Dispute{"known_contact", "not_me"}, open_ones_and(delivered)},
          {Act::settle_dispute, SettleDispute{ani, "called", true}, open_ones_and(delivered)},
          {Act::lay_aside, LayAside{ani, "waits_for_register", monday + 2}, {submitted, complete, visit_needed}},
          {Act::take_up, TakeUp{ani}, {submitted, complete, visit_needed}},
          {Act::rate, Rate{"good", "no"}, {delivered}},
          {Act::dismiss, Dismiss{"draft_expired"}, {draft}}};
}

// A file at that stage where nothing but the stage could stand in the way of the act.
State ready_for(Act act, Stage stage) {
  State state = submitted_file().state;
  state.stage = stage;
  state.printer = "printer-1";
  if (act == Act::send_out || act == Act::unplan_delivery || act == Act::move_window || act == Act::pass_on) state.run = "run-1";
  if (act == Act::confirm_rejection || act == Act::decline_rejection) state.rejection_by = budi;
  if (act == Act::settle_dispute) state.disputed = true;
  if (act == Act::take_up) state.aside_until = monday + 2;
  return state;
}

TEST(TheTable, AgreesWithTheDeskForEveryActAtEveryStage) {
  const auto lines = instruction();
  ASSERT_EQ(lines.size(), static_cast<std::size_t>(Act::dismiss) + 1);
  for (const auto& line : lines)
    for (int i = 0; i <= static_cast<int>(dismissed); ++i) {
      const auto stage = static_cast<Stage>(i);
      const auto state = ready_for(line.act, stage);
      const auto answer = decide(state, line.command, morning);
      const bool decided = !std::holds_alternative<Refusal>(answer);
      const auto where = "act " + std::to_string(static_cast<int>(line.act)) + " at " + std::string(name_of(stage));
      EXPECT_EQ(may(state, line.act), line.stages.contains(stage)) << where;
      EXPECT_EQ(decided, may(state, line.act)) << where;
      if (!decided) {
        EXPECT_EQ(std::get<Refusal>(answer), why_not(state, line.act)) << where;
      }
    }
}

TEST(TheTable, StopsADisputedFileOnEveryWayToAHand) {
  const std::set<Act> stopped{Act::accept_papers, Act::verify,        Act::check_identity, Act::make_print_ready,
                              Act::take_for_print, Act::record_print, Act::plan_delivery,  Act::send_out,
                              Act::choose_day,    Act::choose_pickup, Act::record_delivery, Act::change_address,
                              Act::correct_person, Act::rate};
  for (const auto& line : instruction())
    for (const auto stage : line.stages) {
      auto state = ready_for(line.act, stage);
      state.disputed = true;
      const auto answer = decide(state, line.command, morning);
      const auto* refusal = std::get_if<Refusal>(&answer);
      EXPECT_EQ(refusal != nullptr && refusal->key == "application.frozen", stopped.contains(line.act)) << static_cast<int>(line.act);
    }
}

TEST(OtherHours, AreToldOnceAndOnlyOfACardThatIsPlanned) {
  auto file = on_the_road_file();
  const auto day = file.state.planned_on;
  const auto entries = file.yes(MoveWindow{13, 15});
  EXPECT_EQ(notices(file.state, entries[0]).at(0).key, "window_moved");
  EXPECT_EQ(file.state.from_hour, 13);
  EXPECT_EQ(file.state.planned_on, day) << "the day stays";
  EXPECT_TRUE(std::get<std::vector<Entry>>(decide(file.state, MoveWindow{13, 15}, morning)).empty()) << "the same again is no news";
  file.yes(RecordNotReached{monday + 2});
  EXPECT_EQ(std::get<Refusal>(decide(file.state, MoveWindow{9, 11}, morning)).key, "application.not_planned");
}

TEST(AnotherCourier, HasTheCardAndTheResidentHearsOfHoursOnly) {
  auto file = on_the_road_file();
  EXPECT_EQ(std::get<Refusal>(decide(file.state, PassOn{"run-9", "run-2", "S-0008"}, morning)).key, "application.not_on_this_run");
  const auto entries = file.yes(PassOn{file.state.run, "run-2", "S-0008"});
  EXPECT_TRUE(notices(file.state, entries[0]).empty());
  EXPECT_EQ(file.state.run, "run-2");
  EXPECT_EQ(file.state.courier, "S-0008");
  EXPECT_EQ(file.state.stage, on_the_road);
}

TEST(AnotherCourier, MayBeTheOneWhoBringsItBeforeItLeft) {
  auto file = printed_file();
  EXPECT_EQ(file.no(PassOn{"run-1", "run-2", "S-0008"}), "application.not_planned");
  file = file.after({PlanDelivery{"run-1", cici, monday + 1, 9, 12}});
  const auto entries = file.yes(PassOn{"run-1", "run-2", "S-0008"});
  EXPECT_TRUE(notices(file.state, entries[0]).empty());
  EXPECT_EQ(file.state.run, "run-2");
  EXPECT_EQ(file.state.planned_on, monday + 1) << "the day that was told stays";
  EXPECT_EQ(file.state.stage, printed);
}

TEST(TheTable, KnowsEveryStageByItsName) {
  for (int i = 0; i <= static_cast<int>(dismissed); ++i) EXPECT_EQ(stage_named(name_of(static_cast<Stage>(i))), static_cast<Stage>(i));
  EXPECT_EQ(stage_named("lost_somewhere"), std::nullopt);
}

TEST(Rating, IsSaidOnceAndInKnownWords) {
  auto state = ready_for(Act::rate, delivered);
  const auto no = [&](const Rate& wish) {
    const auto answer = decide(state, wish, morning);
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal ? refusal->key : std::string();
  };
  EXPECT_EQ(no({"excellent", ""}), "application.rating_unknown");
  EXPECT_EQ(no({"", "no"}), "application.rating_unknown");
  EXPECT_EQ(no({"good", "perhaps"}), "application.rating_unknown");
  EXPECT_EQ(no({"poor", "yes"}), "");
  const auto answer = decide(state, Rate{"fair", ""}, morning);
  apply(state, std::get<std::vector<Entry>>(answer).front(), morning);
  EXPECT_EQ(state.stage, delivered);
  EXPECT_EQ(no({"good", "no"}), "application.already_rated");
  EXPECT_TRUE(may(state, Act::dispute)) << "who was content may still say that it was not they who got it";
}

// ---- Whatever is asked in whatever order

const std::map<Stage, std::set<Stage>> ways{
    {none, {draft}},
    {draft, {submitted, withdrawn, dismissed}},
    {submitted, {returned, complete, rejected, withdrawn}},
    {returned, {submitted, rejected, withdrawn}},
    {complete, {returned, submitted, visit_needed, verified, rejected, withdrawn}},
    {visit_needed, {submitted, verified, rejected, withdrawn}},
    {verified, {print_ready, rejected, withdrawn}},
    {print_ready, {waiting_blangko, printing, withdrawn}},
    {waiting_blangko, {print_ready, withdrawn}},
    {printing, {print_ready, printed, pickup, withdrawn}},
    {printed, {on_the_road, pickup, withdrawn}},
    {on_the_road, {attempt_failed, not_reached, pickup, delivered}},
    {attempt_failed, {on_the_road, pickup, withdrawn}},
    {not_reached, {on_the_road, pickup, withdrawn}},
    {pickup, {delivered, withdrawn}},
    {delivered, {}}, {rejected, {}}, {withdrawn, {}}, {dismissed, {}}};

// Every wish anybody may have, each in a few forms.
std::vector<Command> wishes() {
  std::vector<Command> all{open, Resubmit{}, CorrectPerson{}, CorrectPerson{{.number_changed = true, .elsewhere = true, .register_seen = false, .person_sealed = {}, .answered = {}}}, MakePrintReady{}, ChoosePickup{"resident"}, Withdraw{"resident"}, Dismiss{"draft_expired"},
                           AddPaper{"family_card", "doc-2"}, AddPaper{"loss_letter", "doc-2", {"paper_unclear:loss_letter"}}, UnplanDelivery{"x"}, MoveWindow{13, 15}, PassOn{"run-1", "run-2", "S-0008"}, Rate{"fair", ""}, Rate{"excellent", ""}, Dispute{"known_contact", "not_me"}};
  for (const auto& who : {ani, budi, cici})
    for (const Command& wish : {Command{ReturnForFix{who, "paper_unclear", "loss_letter", monday, {}}}, Command{AcceptPapers{who, monday + 3}},
                                Command{SendBack{who, "x"}}, Command{AskVisit{who, "no_biometrics"}}, Command{Verify{who, {}}},
                                Command{CheckIdentity{who, "video_call"}}, Command{TakeForPrint{who, "printer-1", ""}}, Command{PutBack{who}},
                                Command{RecordPrint{who, "printer-1", "KA00000001", "parcel-1"}}, Command{ProposeRejection{who, "not_resident", {}}},
                                Command{ConfirmRejection{who}}, Command{DeclineRejection{who}}, Command{SettleDispute{who, "called", true}},
                                Command{SettleDispute{who, "called", false}}, Command{RecordDelivery{"delivered", "self", who, true}},
                                Command{RecordDelivery{"picked_up", "self", who, true}}, Command{RecordDelivery{"delivered", "rt_rw", who, false}}})
      all.push_back(wish);
  for (const auto day : {monday, monday + 4, monday + 9})
    for (const Command& wish : {Command{AwaitBlangko{day}}, Command{BlangkoArrives{day}}, Command{PlanDelivery{"run-1", cici, day, 9, 12}},
                                Command{SendOut{"run-1"}}, Command{SendOut{"run-2"}}, Command{SendOut{"run-1", day}}, Command{RecordAttempt{"nobody_home", day}}, Command{RecordNotReached{day}},
                                Command{ChooseDay{day}}, Command{MovePromise{day, "many"}}, Command{RecordPrint{cici, "printer-2", "KA00000002", "parcel-2"}},
                                Command{ChangeAddress{"36.73.01.1002", "family", day == monday, {}}}})
      all.push_back(wish);
  for (int form = 0; form < 8; ++form) {
    auto entry = filing();
    entry.elsewhere = (form & 1) != 0;
    entry.takes_old_card = (form & 2) != 0;
    if ((form & 4) != 0) entry.missing = {"family_card"};
    if (form == 5) entry.way = "pick_up";
    all.push_back(Submit{entry});
  }
  return all;
}

const Command& anything(Chance& chance) {
  static const auto all = wishes();
  while (true) {
    const auto& wish = all[chance.below(all.size())];
    // Ends are rare in the office, and a file that ends at once shows little.
    const auto* settled = std::get_if<SettleDispute>(&wish);
    const auto* corrected = std::get_if<CorrectPerson>(&wish);
    const bool undoes = corrected != nullptr && corrected->entry.number_changed;  // All that was made sure of.
    const bool ends = undoes || std::holds_alternative<Withdraw>(wish) || std::holds_alternative<Dismiss>(wish) ||
                      std::holds_alternative<ProposeRejection>(wish) || std::holds_alternative<Dispute>(wish) || (settled != nullptr && !settled->genuine);
    if (!ends || chance.below(8) == 0) return wish;
  }
}

TEST(AnyOrder, NeverLeavesTheWaysOfTheTable) {
  std::set<Stage> reached;
  for (std::uint64_t seed = 1; seed <= 900; ++seed) {
    SeededChance chance(seed);
    File file;
    for (int step = 0; step < 1200; ++step) {
      const auto before = file.state;
      const auto& command = anything(chance);
      const auto answer = file.ask(command);
      if (std::holds_alternative<Refusal>(answer)) continue;
      for (const auto& entry : std::get<std::vector<Entry>>(answer)) {
        const auto from = file.state.stage;
        apply(file.state, entry, file.now);
        const auto to = file.state.stage;
        reached.insert(to);
        ASSERT_TRUE(from == to || ways.at(from).contains(to)) << "seed " << seed << ": " << name_of(from) << " -> " << name_of(to);
      }
      // What must hold of every file at every moment.
      ASSERT_EQ(file.state.is_open(), open_ones.contains(file.state.stage));
      const bool handed_over_now = file.state.stage == delivered && before.stage != delivered;
      ASSERT_FALSE(handed_over_now && before.disputed);
      ASSERT_FALSE(handed_over_now && before.needs_identity_check() && before.stage == on_the_road);
      if (file.state.stage == printed || file.state.stage == on_the_road || file.state.stage == pickup) {
        ASSERT_FALSE(file.state.blangko.empty());
      }
      ASSERT_LE(file.state.attempts, attempts_max);
    }
  }
  for (const auto& [stage, next] : ways) EXPECT_TRUE(stage == none || reached.contains(stage)) << "the random walk should come through " << name_of(stage);
}

TEST(AnyOrder, FoldedAgainFromItsEntriesIsTheSameFile) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SeededChance chance(seed);
    File file;
    std::vector<Entry> book;
    for (int step = 0; step < 600; ++step) {
      const auto answer = file.ask(anything(chance));
      if (std::holds_alternative<Refusal>(answer)) continue;
      for (const auto& entry : std::get<std::vector<Entry>>(answer)) {
        apply(file.state, entry, file.now);
        book.push_back(entry);
      }
    }
    State again;
    for (const auto& entry : book) apply(again, entry, file.now);
    EXPECT_EQ(again.version, static_cast<int>(book.size()));
    EXPECT_EQ(again.stage, file.state.stage);
    EXPECT_EQ(again.papers, file.state.papers);
    EXPECT_EQ(again.promised_on, file.state.promised_on);
    EXPECT_EQ(again.disputed, file.state.disputed);
  }
}

// ---- The day a resident may count on

TEST(TheDay, IsThePlannedOrChosenOneBeforeThePromise) {
  State state = printed_file().state;
  state.promised_on = monday + 3;
  EXPECT_EQ(state.expected_on(), monday + 3);
  state.next_try = monday + 4;  // Chosen by the resident.
  EXPECT_EQ(state.expected_on(), monday + 4);
  state.planned_on = monday;
  EXPECT_EQ(state.expected_on(), monday);
  state.stage = pickup;
  EXPECT_EQ(state.expected_on(), Day{});
}

TEST(TheDay, IsNoneWhileTheOfficeWaitsForTheResident) {
  State state = submitted_file().state;
  EXPECT_EQ(state.expected_on(), state.promised_on);
  state.missing = {"family_card"};
  EXPECT_EQ(state.expected_on(), Day{});
  state.missing.clear();
  state.stage = returned;
  EXPECT_EQ(state.expected_on(), Day{});
  state.stage = visit_needed;
  EXPECT_EQ(state.expected_on(), Day{});
  EXPECT_TRUE(state.waits_for_resident());
}

// ---- What the resident hears

TEST(Notices, TellTheKnownContactsOfEveryFiling) {
  const auto told = notices(submitted_file().state, Entry{filing()});
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].key, "submitted");
  EXPECT_EQ(told[1].audience, Notice::Audience::known_contacts);
}

TEST(Notices, SaySecondFailureAndWaitingPlaceInOneLetter) {
  auto file = on_the_road_file();
  const auto first = file.yes(RecordAttempt{"nobody_home", monday + 2});
  EXPECT_EQ(notices(file.state, first[0]).size(), 1u);
  file.after({PlanDelivery{"run-2", cici, monday + 2, 9, 12}, SendOut{"run-2"}});
  const auto second = file.yes(RecordAttempt{"nobody_home", monday + 3});
  EXPECT_TRUE(notices(file.state, second[0]).empty());
  EXPECT_EQ(notices(file.state, second[1]).at(0).key, "waits_at_office");
}

TEST(Notices, KeepSilentAboutAnErasure) { EXPECT_TRUE(notices(submitted_file().state, Entry{Withdrawn{"erased"}}).empty()); }

TEST(Steps, ClimbFromReceiptToHandOver) {
  EXPECT_EQ(step_of(submitted), 0);
  EXPECT_EQ(step_of(complete), 1);
  EXPECT_EQ(step_of(print_ready), 2);
  EXPECT_EQ(step_of(printed), 3);
  EXPECT_EQ(step_of(on_the_road), 4);
  EXPECT_EQ(step_of(delivered), 5);
  EXPECT_EQ(step_of(withdrawn), -1);
}

}  // namespace
}  // namespace opak::application
