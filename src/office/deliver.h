// Use cases of delivery: from a parcel to the card in the hand.
#pragma once

#include "office/door.h"
#include "office/office.h"

namespace opak::office {

// Fixes one run and tells the residents. Done words: {"run", id}. Role supervisor or courier. `hours`: of each parcel, what its resident is told;
// empty: the run's own.
struct Hours { int from = 0, to = 0; };
struct SetRun { std::string courier; Day day; int from_hour = 9, to_hour = 12; std::vector<std::string> parcels; std::vector<Hours> hours = {}; };
Later<Answer> set_run(Office&, SetRun, const Asked&);
struct RemoveFromRun { std::string run, parcel, why; };
Later<Answer> remove_from_run(Office&, RemoveFromRun, const Asked&);
// The whole run does not leave (its courier is away): all its cards can be planned anew, and each resident hears that the day is being arranged
// again. Only before it is loaded: afterwards the cards are in a bag, and a bag is counted by two.
struct DissolveRun { std::string run, why = "courier_away"; };
Later<Answer> dissolve_run(Office&, DissolveRun, const Asked&);
// The count must meet the plan. A run of a day to come is loaded only by somebody who says that they mean it: its residents
// were told that day. A run that is late leaves at any time.
enum class Ahead { ask, meant };
struct LoadRun { std::string run; int counted = 0; Ahead ahead = Ahead::ask; };
Later<Answer> load_run(Office&, LoadRun, const Asked&);

// An act that a courier's phone kept while it had no line. `at`: when it was done, by the phone. A time that lies ahead of us, or before
// the run was loaded, is not believed: the act is written without it, and Done's word "clock" is "wrong".
struct DoneEarlier {
  Moment at;
  bool checked_by_letters = false;  // The phone had only six letters to check, and counted the tries itself.
};

struct HandOver {
  std::string run;                     // "" at a counter: the office's, or that of a kelurahan in whose drawer it lies.
  std::string parcel, envelope_letters, secret_letters;
  std::string receiver = "self";
  bool old_card_taken = false, face_matches = false;
  std::optional<DoneEarlier> earlier = {};
  std::string old_card_photo = {};      // Of the cut card: a document of the applicant's.
  Personal<std::string> stood_at = {};  // By the courier's phone, as law::place_words() writes it; "" where it did not know.
};
Later<Answer> hand_over(Office&, HandOver, const Asked&);
struct ReportFailedAttempt {
  std::string run, parcel, reason;
  std::optional<DoneEarlier> earlier = {};
  std::string photo = {};  // Of the door: a document of the applicant's.
};
Later<Answer> report_failed_attempt(Office&, ReportFailedAttempt, const Asked&);  // Proposes the next working day.
// The courier's break of the day begins or ends. One a run; what ends at once was a tap by mistake.
enum class BreakTap { begins, ends };
struct TapBreak { std::string run; BreakTap tap = BreakTap::begins; std::optional<DoneEarlier> earlier = {}; };
Later<Answer> tap_break(Office&, TapBreak, const Asked&);
// The evening's count takes two officers: the courier counts the bag, and nothing moves until a colleague of any desk counted the
// same at a screen of their own. Then the run is closed and its cards come back to the office. A door that nobody reached was no
// attempt; a new day is told, and the day that was told stays owed.
struct CountRun { std::string run; int on_hand = 0, old_cards = 0; };  // old_cards: taken on the way; all must be there.
Later<Answer> count_run(Office&, CountRun, const Asked&);
struct CloseRun { std::string run; };
Later<Answer> close_run(Office&, CloseRun, const Asked&);
struct DeclineCount { std::string run, reason; };  // "counted_otherwise" | "serials_differ" | "not_seen"
Later<Answer> decline_count(Office&, DeclineCount, const Asked&);
struct TakeBackCount { std::string run; };         // By who counted.
Later<Answer> take_back_count(Office&, TakeBackCount, const Asked&);
struct UnlockSecret { std::string parcel; };                                      // Supervisor.
Later<Answer> unlock_secret(Office&, UnlockSecret, const Asked&);

// What the book says of the moment when a card changed hands.
struct HandOverProof {
  std::string by, receiver, run;
  Moment at, done_at;  // at: written; done_at: by the courier's phone, 0 where it was written at once.
  bool weak = false, clock_wrong = false, face_matches = false, old_card_taken = false;
};
std::optional<HandOverProof> proof_of_hand_over(store::Database& reader, const std::string& parcel);

// The resident's one-time secret for a parcel: six letters to be said, and 31 (129 bits) for the QR, which nobody finds by trying.
// Shown on W8 once the card is out or waits. Either is enough.
std::string resident_letters(Office&, std::string_view parcel);
std::string resident_secret(Office&, std::string_view parcel);
std::string resident_qr(Office&, std::string_view parcel);

// The sheet of a courier's own run: name, address, phone of each stop; each opening is in the journal (once a run).
struct StopSheet { std::string parcel, application, number, region, receiver; bool takes_old_card = false; bool identity_checked = false; bool away = false;
                   Opened<std::string> name, street, rt, rw, landmark, receiver_name, phone; Door door; };
struct RunSheet { std::string run; std::vector<StopSheet> stops; };
using RunSheetAnswer = std::variant<RunSheet, Refusal, Failure>;
Later<RunSheetAnswer> open_run_sheet(Office&, std::string run, const Asked&);

}  // namespace opak::office
