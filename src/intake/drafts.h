// Drafts: what a resident has answered so far, on the web or in a chat. Saved after every page, sealed under the contact's
// key, gone after 30 days. A draft's id is the id of the application it will become.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "law/service.h"
#include "office/apply_for.h"
#include "office/book.h"

namespace opak::intake {

struct Draft {
  std::string application, service, contact, channel, language;
  std::string assurance;                      // "number_confirmed" | "seen_in_person"
  int page = 0;                               // The last page that was answered.
  std::map<std::string, std::string> papers;  // Paper key -> document id.
  Moment saved_at, expires_at;
  Opened<vault::Fields> answers;              // Question key -> answer, as typed (kept) and as understood.
};

struct BeginDraft { std::string service, channel, contact, language, assurance = "number_confirmed"; };
Later<office::Answer> begin_draft(office::Office&, BeginDraft, const office::Asked&);  // Done words: {"application", id}.

std::optional<Draft> find_draft(office::Office&, store::Database& reader, std::string_view application);
std::vector<Draft> drafts_of(office::Office&, store::Database& reader, std::string_view contact);  // Newest first.

// Adds to or replaces answers; keeps the rest.
struct SaveAnswers { std::string application; int page = 0; Personal<vault::Fields> answers; std::string language; };
Later<office::Answer> save_answers(office::Office&, SaveAnswers, const office::Asked&);

// Cleans the photo in the child process on a slow worker, seals it, notes it in the draft. Done words: {"document", id},
// {"hints", "paper.hint.blurred paper.hint.too_dark"}, {"bytes", n}. Refusals: paper.*
struct SavePaper { std::string application, paper; Bytes file; };
Later<office::Answer> save_paper(office::Office&, SavePaper, const office::Asked&);
// The same for an application that was already sent (a later or repaired paper); also {"resubmitted", "1"} where that was all that was missing.
Later<office::Answer> send_paper(office::Office&, SavePaper, const office::Asked&);
// A photo that was cleaned and kept already becomes a paper of the draft, in a wish. REQUIRES: it is the draft's contact's own.
struct PutPaper { std::string application, paper, document; };
std::optional<Refusal> put_paper_in(office::Book&, const PutPaper&);
// The same as a wish of its own. Done words: {"document", id}, {"hints", ""}.
Later<office::Answer> put_paper(office::Office&, PutPaper, const office::Asked&);
struct RemovePaper { std::string application, paper; };
Later<office::Answer> remove_paper(office::Office&, RemovePaper, const office::Asked&);

Later<office::Answer> delete_draft(office::Office&, std::string application, const office::Asked&);

// Dismisses drafts older than 30 days, at most `limit`. Gives the number found. For a timer; blocks where the clerk has a thread.
int sweep_drafts(office::Office&, int limit = 200);

// Sends it: the answers of submit_application.
struct SendDraft { std::string application; std::string lane = "ordinary"; bool messages_wanted = true; bool assisted = false; };
Later<office::Answer> send_draft(office::Office&, SendDraft, const office::Asked&);

// Whose draft it is: only that contact's session or chat may go on with it. "": no such draft.
std::string draft_contact(store::Database& reader, std::string_view application);

// What is not right yet with some answers of one page, and what is merely doubtful. Pure.
struct Remark {
  std::string question;  // Key of the question it is about.
  Refusal what;          // Key of the sentence: "refusal.<key>".
  bool doubt = false;    // A question, not a wall: "Sudah benar, lanjutkan" passes it. Its sentence is `what.key` itself ("law.doubt.*").
  std::optional<Opened<std::string>> suggestion;  // "Maksud Ibu/Bapak ...?", shown back only to the one who typed.
};
std::vector<Remark> check_answers(const law::Service&, const std::vector<std::string>& questions, const Personal<vault::Fields>& answers,
                                  const law::Regions&, Day today);
// Answers brought to their stored form: NIK and phone cleaned, kelurahan as its code.
Personal<vault::Fields> tidied(const law::Service&, const Personal<vault::Fields>& answers, const law::Regions&);

}  // namespace opak::intake
