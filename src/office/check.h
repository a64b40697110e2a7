// Use cases of operators and verifiers.
#pragma once

#include <array>

#include "core/application/application.h"
#include "office/office.h"

namespace opak::office {

// Two officers for each filing, unless the city's settings say that the office has only one ("one_officer_office = 1").
application::Eyes eyes_of(const Office&);

struct AcceptPapers { std::string application; };
Later<Answer> accept_papers(Office&, AcceptPapers, const Asked&);  // Role operator.

// One thing, or several in one go: then `also` names the others. The words, which name them all, reach the resident in one message.
struct ReturnForFix { std::string application, reason, paper; Personal<std::string> words; std::vector<application::Ask> also = {}; };
Later<Answer> return_for_fix(Office&, ReturnForFix, const Asked&);  // Operator or verifier.

struct SendBack { std::string application, reason; };
Later<Answer> send_back(Office&, SendBack, const Asked&);  // Verifier, to the operator.

// Verified, and made print-ready at once where the register says PRR; where blangko ran out the case goes into the line.
// Refusals: application.four_eyes, register.not_found, register.deceased, register.duplicate, register.no_biometrics, ...
// Failure: the register does not answer (nothing changes).
struct Verify { std::string application; std::vector<std::string> findings; };
Later<Answer> verify(Office&, Verify, const Asked&);

struct AskVisit { std::string application, why; };
Later<Answer> ask_visit(Office&, AskVisit, const Asked&);

struct CheckIdentity { std::string application, how; };  // Operator, verifier or supervisor; not who entered it.
Later<Answer> check_identity(Office&, CheckIdentity, const Asked&);

struct ProposeRejection { std::string application, rule; Personal<std::string> words; };
Later<Answer> propose_rejection(Office&, ProposeRejection, const Asked&);
struct ConfirmRejection { std::string application; };
Later<Answer> confirm_rejection(Office&, ConfirmRejection, const Asked&);  // Another verifier or a supervisor.
Later<Answer> decline_rejection(Office&, ConfirmRejection, const Asked&);

struct SettleDispute { std::string application, how; bool genuine = false; std::string outcome = {}; };  // outcome: of a card that did not arrive.
Later<Answer> settle_dispute(Office&, SettleDispute, const Asked&);

// Laid aside until a day, for one of the reasons below; the resident's clock goes on. Taken up again before that day.
constexpr std::array<std::string_view, 4> aside_reasons{"waits_for_register", "waits_for_resident", "waits_for_colleague", "waits_for_other_office"};
struct LayAside { std::string application, reason; Day until; };
Later<Answer> lay_aside(Office&, LayAside, const Asked&);
struct TakeUp { std::string application; };
Later<Answer> take_up(Office&, TakeUp, const Asked&);

// A plain note of who works on what; no fact of the case. officer "" gives it back.
// Refusals: application.not_open; application.four_eyes (the verifying waits and this officer entered it); with
// `only_if_free`, office.held_by_colleague.
struct Assign { std::string application, officer; bool only_if_free = false; };
Later<Answer> assign(Office&, Assign, const Asked&);
std::string assigned_to(store::Database& reader, std::string_view application);
std::vector<std::string> assigned_cases(store::Database& reader, std::string_view officer);

// Everything that belongs side by side on O3/O5, for one officer with one purpose. The opening is in the journal before
// this answers. A resident may see it on W15.
struct Comparison {
  std::string field;    // "nik", "name", "kk", "address", "region"
  Opened<std::string> given, registered;
  std::string verdict;  // "same" | "similar" | "differs" | "unknown"
};
struct OpenFile { std::string application, purpose; };  // "check_papers", "verify", "print", "help", "settle_dispute"
struct FileOpened {
  Opened<vault::Fields> person, address, contact;
  Opened<std::string> return_words, rejection_words;
  bool register_answers = false, register_knows = false;
  std::vector<Comparison> comparisons;
  std::vector<std::string> warnings;  // Keys: "law.nik_district_retired", "register.no_biometrics", ...
  bool erased = false;                // The person's key is gone; fields are empty.
  bool has_door_photo = false;        // Of the courier's last visit in vain: open_document(paper_door).
};
using FileAnswer = std::variant<FileOpened, Refusal, Failure>;
Later<FileAnswer> open_file(Office&, OpenFile, const Asked&);

// The photo of one paper (JPEG), for an officer who opened this case's file within the last 30 minutes.
inline constexpr std::string_view paper_door = "door";
using DocumentAnswer = std::variant<Opened<Bytes>, Refusal, Failure>;
DocumentAnswer open_document(Office&, store::Database& reader, std::string_view application, std::string_view paper, const Asked&);

}  // namespace opak::office
