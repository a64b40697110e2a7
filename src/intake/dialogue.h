// The conversation that takes a lost or damaged card from the first word to the receipt.
//
// Pure: what was said so far, what came in, what is known, and the time give what to answer and what to do. The catalogue's
// service decides which questions and papers there are; the judgement of an answer is the web form's (check_answers). Every
// message costs money and patience, so questions that belong together are asked together, and an answer that holds more than was asked is
// taken whole. Nothing here opens a seal or sends anything: reception.h carries out the wishes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/personal.h"
#include "catalogue/catalogue.h"
#include "intake/understanding.h"
#include "office/office.h"

namespace opak::intake {

struct Choice {
  std::string id, title, description;
};

// What goes back. At most three buttons, or one list of at most ten rows; the channel shortens what is too long for it.
struct Reply {
  Personal<std::string> text;
  std::vector<Choice> buttons;
  std::string list_button;  // With rows: the words that open the list.
  std::vector<Choice> rows;
};

// Where a conversation stands. Kept sealed under the contact's key.
struct Conversation {
  std::string contact;
  std::string language = "id";
  bool language_settled = false;  // Chosen by the person, or heard in their first words: it is not guessed again.
  std::string service;      // Being filled in; "" if none.
  std::string application;  // Its draft, once the person agreed to begin.
  std::string asking;       // What was asked last: a question's key, "paper:<key>", "doubt:<question>", "summary", ... ; "" nothing.
  std::string kecamatan;    // Chosen on the way to a kelurahan.
  int page = 0;             // Of a long list.
  int misses = 0;           // Answers in a row that did not fit.
  Personal<std::string> doubt;             // The value that was asked back.
  Personal<vault::Fields> answers;
  std::map<std::string, std::string> papers;  // Paper -> document id, or "later".
  std::vector<std::string> photos;            // Documents of which nobody has said yet which paper they are; the first is asked about.
  bool meanwhile = false;                     // A person still waits for an officer, and wants automatic answers until then.
  std::string repairing;    // "<application>:<paper>": the photo we asked for next, of a case that was sent; "" none.
  std::vector<std::pair<std::string, std::string>> offered;  // Ids and titles of the choices last shown, so that "2" or a typed title works too.
};
Personal<vault::Fields> written(const Conversation& conversation);
Conversation read_conversation(std::string contact, const Opened<vault::Fields>& fields);

enum class IncomingKind { text, choice, photo, location, voice, sticker, reaction, edited, revoked, unsupported, number_changed, broken_photo, broken_voice };
std::string_view name_of(IncomingKind kind);

struct Incoming {
  IncomingKind kind = IncomingKind::text;
  Personal<std::string> text;  // Words, or the caption of a photo.
  std::string choice;          // The id of a pressed button or row.
  double lat = 0, lon = 0;
  bool forwarded = false;      // Written by somebody else, and passed on.
};

// A case of this contact, without anything personal.
struct KnownCase {
  std::string application, number, service, stage;
  bool open = false;
  Day promised_on, answer_by;
  std::string return_reason, return_paper;
  std::vector<std::string> missing;
  std::string link;  // Whole address of its status page.
  std::vector<std::string> papers_wanted = {};     // Of a returned case: the photos that are still asked for.
  std::vector<std::string> questions_wanted = {};  // ... and what is to be answered again.
  bool courier_comes = false, left_its_run = false;  // left_its_run: because nobody would be at home.
  std::string counter = {}, counter_name = {};  // Of its kelurahan, where the card may be fetched; "" where there is none.
  std::vector<Day> days_instead = {};  // Of a planned run that has not left.
};

struct Knowledge {
  const catalogue::Catalogue& catalogue;
  const Understanding& understanding;
  std::vector<KnownCase> cases;  // Newest first.
  bool has_phone = true;         // False: they hide their number in the messaging app.
  std::string public_address;
};

// What the conversation asks the office to do.
namespace wish {
struct Begin { std::string service; };
struct Save { Personal<vault::Fields> answers; };
struct KeepPaper { std::string paper, document = {}; };  // The photo that came with this message, or one that was kept.
struct KeepPhoto {};                                     // The photo that came with this message; which paper it is, is asked.
struct Send {};
struct Repair { std::string application, paper, document = {}; };  // Repairs or completes a case that was sent, with that photo or a kept one.
struct Drop { std::string application; };
struct HandToPerson { std::string why; };                // "asked" | "levy_report" | "complaint" | "misunderstood" | "other_service" | ...
struct NotHome { std::string application; Day day; bool pick_up = false; std::string place = {}; };
struct HomeAgain { std::string application; };
struct StopMessages {};
struct WantMessages {};
}  // namespace wish
using Wish = std::variant<wish::Begin, wish::Save, wish::KeepPaper, wish::KeepPhoto, wish::Send, wish::Repair, wish::Drop, wish::HandToPerson, wish::StopMessages,
                          wish::WantMessages, wish::NotHome, wish::HomeAgain>;

struct Turn {
  Conversation conversation;
  std::vector<Reply> replies;
  std::vector<Wish> wishes;  // To be carried out in order; each answer goes to after().
};

Turn step(const Conversation& conversation, const Incoming& incoming, const Knowledge& knowledge, Moment now);
// What follows from the outcome of a wish. Only replies and conversation; may wish nothing more.
Turn after(const Conversation& conversation, const Wish& wish, const office::Answer& answer, const Knowledge& knowledge, Moment now);

// Whether somebody who waits for an officer turns back to the automatic answers: "lanjut", "batal", a button, a service by its name.
bool calls_the_dialogue(const Conversation& conversation, const Incoming& incoming, const catalogue::Catalogue& catalogue);

// Replies that may travel together as one message, together.
std::vector<Reply> merged(std::vector<Reply> replies);
// A reply as the text of a letter, and back (JSON).
Personal<std::string> written(const Reply& reply);
Reply read_reply(const Opened<std::string>& text);

}  // namespace opak::intake
