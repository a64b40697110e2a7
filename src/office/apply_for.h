// Use cases of a resident (or of an officer for a resident): from the first word to the end of the wait.
#pragma once

#include <map>

#include "base/personal.h"
#include "office/office.h"

namespace opak::office {

// Finds or makes the subject behind a phone number or a messaging id. `card` may hold "phone" (+628...), "bsuid", "name".
// Done words: {"contact", subject}.
struct KnowContact { Personal<vault::Fields> card; };
Later<Answer> know_contact(Office&, KnowContact, const Asked&);
std::string know_contact_in(Book&, const Personal<vault::Fields>& card);  // The same, inside another wish.

// Opens a draft: first contact is already a fact that nobody can make unseen. Done words: {"application", id}.
struct OpenApplication { std::string service, channel; };  // channel: "web" | "whatsapp" | "counter" | "phone"
Later<Answer> open_application(Office&, OpenApplication, const Asked&);

struct SubmitApplication {
  std::string application;             // The draft's id.
  std::string contact;                 // Subject from know_contact.
  std::string assurance = "number_confirmed";  // or "seen_in_person" (officer)
  std::string lane = "ordinary";
  std::string way = "deliver";         // or "pick_up"
  std::string region;                  // Kelurahan code.
  std::string receiver = "self";       // or "family" | "rt_rw"
  std::string language = "id";
  bool messages_wanted = true;
  bool assisted = false;               // Entered by the asking officer.
  Personal<vault::Fields> person;      // "name", "nik", "kk" ("" where unknown)
  Personal<vault::Fields> address;     // "street", "rt", "rw", "landmark", "receiver_name"
  std::map<std::string, std::string> papers;  // Paper key -> document id (keep_document).
};
// Done words: number, application, promised_on (ISO day), leaf (index in the public log). The secret link is status_path(application): it is kept nowhere.
// Refusals: application.already_open_for_person {nomor}, law.*, application.papers_unknown, ...
Later<Answer> submit_application(Office&, SubmitApplication, const Asked&);

// Seals a cleaned photo under the subject's key and keeps it. Before submission the subject is the contact; submission
// seals it anew for the person. Done words: {"document", id}.
struct KeepDocument { std::string subject; Bytes bytes; };
Later<Answer> keep_document(Office&, KeepDocument, const Asked&);

struct AddPaper { std::string application, paper, document; };  // A paper that comes later, or repairs one.
Later<Answer> add_paper(Office&, AddPaper, const Asked&);        // Resubmits by itself once nothing is missing.

// Answers to what an officer asked again: any of "name", "nik", "kk". Resubmits by itself once nothing is missing.
// A person is found by the NIK. A NIK typed wrong was never theirs, so the person keeps the key and the index is put right;
// where the old or the new NIK is also somebody's else, nothing is mixed: application.file_again.
struct CorrectPerson { std::string application; Personal<vault::Fields> person; };
Later<Answer> correct_person(Office&, CorrectPerson, const Asked&);

struct Withdraw { std::string application; };
Later<Answer> withdraw(Office&, Withdraw, const Asked&);

struct ChangeAddress { std::string application, region, receiver; Personal<vault::Fields> address; };
Later<Answer> change_address(Office&, ChangeAddress, const Asked&);

struct ChooseDay { std::string application; Day day; };
Later<Answer> choose_day(Office&, ChooseDay, const Asked&);

struct ChoosePickup { std::string application, place = {}; };  // place: the key of the counter of its kelurahan; "": the office.
Later<Answer> choose_pickup(Office&, ChoosePickup, const Asked&);

// "Bukan saya": what = "not_me" | "not_received"; by = "known_contact" | "applicant_link" | "officer/...".
struct Rate { std::string application, answer, asked_for_money; };  // As in application::Rated.
Later<Answer> rate(Office&, Rate, const Asked&);
struct Dispute { std::string application, what, by; };
Later<Answer> dispute(Office&, Dispute, const Asked&);

struct DismissDraft { std::string application, reason; };
Later<Answer> dismiss_draft(Office&, DismissDraft, const Asked&);

// The secret link of a case's status page ("/s/<id>/<token>") and of a known contact's alarm page ("/bukan-saya/<id>/<token>").
std::string status_path(Office&, std::string_view application);
std::string alarm_path(Office&, std::string_view application);
bool is_status_token(Office&, std::string_view application, std::string_view token);
bool is_alarm_token(Office&, std::string_view application, std::string_view token);

// Do these four digits end the number of the contact that filed? Same time whatever is wrong.
bool last_four_match(Office&, store::Database& reader, std::string_view application, std::string_view four_digits);

}  // namespace opak::office
