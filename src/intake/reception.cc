#include "intake/reception.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "base/text.h"
#include "intake/attachments.h"
#include "intake/drafts.h"
#include "law/phone.h"
#include "office/apply_for.h"
#include "office/documents.h"
#include "office/not_home.h"
#include "office/own_data.h"
#include "paper/voice.h"

namespace opak::intake {
namespace {

using office::Answer;
using office::Asked;
using office::Book;
using office::Done;
using office::Office;

// What the closing commit must also write.
struct Marks {
  std::optional<std::string> hands_over;  // Why a person is needed.
  std::optional<bool> stopped;
  bool leaves_queue = false;              // They want automatic answers instead of a person.
};

class Visit {
 public:
  Visit(Office& office, const Understanding& understanding, const Received& received) : office_(office), understanding_(understanding), received_(received) {}

  Result<void> run(const std::function<void(Book&)>& closing) {
    if (auto known = contact(); !known) return known;
    if (contact_.empty()) return only_close(closing);
    conversation_ = load_conversation(office_, office_.reader(), contact_);
    const auto standing = find_standing(office_.reader(), contact_);
    if (!standing || standing->is_for_bot()) conversation_.meanwhile = false;
    if (auto kept = keep_voice(); !kept) return kept;
    if (!standing || standing->is_for_bot() || is_stop() || turns_back(*standing)) {
      if (auto talked = talk(); !talked) return talked;
    } else if (auto kept = keep_for_officer(); !kept) {
      return kept;
    }
    return close(closing);
  }

 private:
  Asked asked(const std::string& part) { return {.actor = "resident", .roles = {}, .key = received_.key + "/" + part, .language = conversation_.language}; }

  Result<void> contact() {
    const auto answer = office::know_contact(office_, {without_foreign_number(received_.card)}, asked("contact")).wait();
    if (const auto* failed = office::failed(answer)) return tl::unexpected(*failed);
    if (office::refused(answer)) return {};
    contact_ = office::done(answer)->word("contact");
    return {};
  }

  // STOP is obeyed whoever is answering.
  bool is_stop() {
    return received_.incoming.kind == IncomingKind::text && by_rule(PersonalAccess::look(received_.incoming.text)) == Intent::stop_consent;
  }

  // For the ear of whoever answers: no machine hears it. The dialogue calls a person for it.
  Result<void> keep_voice() {
    if (received_.incoming.kind != IncomingKind::voice) return {};
    const auto voice = paper::voice_in(received_.photo);
    ensure(voice.has_value(), "a voice message is looked at where it comes in");
    marks_of_line_.seconds = voice->seconds;
    if (!may_keep_photo(office_.reader(), contact_)) {
      kind_ = "voice_too_many";
      return {};
    }
    const auto answer = office::keep_document(office_, {contact_, received_.photo}, asked("voice")).wait();
    if (const auto* failed = office::failed(answer)) return tl::unexpected(*failed);
    if (const auto* refused = office::refused(answer)) return failure("a voice message was not kept", refused->key);
    document_ = office::done(answer)->word("document");
    return {};
  }

  // The dialogue is silent while a person answers, and asks for no photo: it is kept beside the line, for the officer.
  Result<void> keep_for_officer() {
    if (received_.incoming.kind != IncomingKind::photo || received_.photo.empty()) return {};
    if (!may_keep_photo(office_.reader(), contact_)) {
      kind_ = "photo_too_many";
      return {};
    }
    const auto answer = clean_and_keep(office_, contact_, received_.photo, asked("photo")).wait();
    if (const auto* failed = office::failed(answer)) return tl::unexpected(*failed);
    if (const auto* refused = office::refused(answer)) {
      if (refused->key == "paper.not_now") return failure("too many photos wait", "busy");
      kind_ = name_of(IncomingKind::broken_photo);
      return {};
    }
    document_ = office::done(answer)->word("document");
    return {};
  }

  // Who waits may have automatic answers again, unless an officer has begun. What they reported stays on the officers' list.
  bool turns_back(const Standing& standing) {
    if (standing.mind != Mind::waiting_for_person) return false;
    if (conversation_.meanwhile) return true;
    if (!calls_the_dialogue(conversation_, received_.incoming, office_.catalogue())) return false;
    if (is_report(standing.why)) conversation_.meanwhile = true;
    else marks_.leaves_queue = true;
    return true;
  }

  static bool is_report(std::string_view why) { return why == "levy_report" || why == "complaint"; }

  Knowledge knowledge() {
    const auto card = office::addressee(office_, office_.reader(), contact_);
    return {office_.catalogue(), understanding_, known_cases(office_, office_.reader(), contact_), card && !PersonalAccess::look(card->phone).empty(),
            office_.settings().public_address};
  }

  Result<void> talk() {
    const auto known = knowledge();
    photos_before_ = conversation_.photos;
    const auto now = office_.now();
    auto turn = step(conversation_, received_.incoming, known, now);
    conversation_ = std::move(turn.conversation);
    replies_ = std::move(turn.replies);
    for (std::size_t i = 0; i < turn.wishes.size(); ++i) {
      const auto answer = carry_out(turn.wishes[i], std::to_string(i));
      // The clerk is busy or the disk is full: the whole message comes again; what was done answers the same.
      if (const auto* failed = office::failed(answer); failed != nullptr) return tl::unexpected(*failed);
      auto next = after(conversation_, turn.wishes[i], answer, known, now);
      conversation_ = std::move(next.conversation);
      if (office::done(answer) == nullptr && !next.replies.empty()) {
        // What we were about to say is no longer true.
        replies_ = std::move(next.replies);
        break;
      }
      for (auto& reply : next.replies) replies_.push_back(std::move(reply));
    }
    return {};
  }

  Answer carry_out(const Wish& wish, const std::string& part) {
    return std::visit([&](const auto& w) { return carry(w, asked(part)); }, wish);
  }

  Answer carry(const wish::Begin& w, const Asked& asked) {
    return begin_draft(office_, {.service = w.service, .channel = "whatsapp", .contact = contact_, .language = conversation_.language}, asked).wait();
  }
  Answer carry(const wish::Save& w, const Asked& asked) {
    if (conversation_.application.empty()) return Done{};
    return save_answers(office_, {conversation_.application, 0, w.answers, conversation_.language}, asked).wait();
  }
  Answer carry(const wish::KeepPhoto&, const Asked& asked) { return clean_and_keep(office_, contact_, received_.photo, asked).wait(); }
  Answer carry(const wish::KeepPaper& w, const Asked& asked) {
    if (!w.document.empty()) return placed(w.document, put_paper(office_, {conversation_.application, w.paper, w.document}, asked).wait());
    return save_paper(office_, {conversation_.application, w.paper, received_.photo}, asked).wait();
  }
  Answer carry(const wish::Send&, const Asked& asked) { return send_draft(office_, {.application = conversation_.application}, asked).wait(); }
  Answer carry(const wish::Repair& w, const Asked& asked) {
    if (!w.document.empty()) return placed(w.document, office::add_paper(office_, {w.application, w.paper, w.document}, asked).wait());
    return send_paper(office_, {w.application, w.paper, received_.photo}, asked).wait();
  }
  Answer carry(const wish::Drop& w, const Asked& asked) {
    if (w.application.empty()) return Done{};
    return delete_draft(office_, w.application, asked).wait();
  }
  Answer carry(const wish::NotHome& w, const Asked& asked) { return office::say_not_home(office_, {w.application, w.day, w.pick_up, w.place}, asked).wait(); }
  Answer carry(const wish::HomeAgain& w, const Asked& asked) { return office::say_home_again(office_, w.application, asked).wait(); }
  Answer carry(const wish::HandToPerson& w, const Asked&) {
    marks_.hands_over = w.why;
    return Done{};
  }
  Answer carry(const wish::StopMessages&, const Asked&) {
    marks_.stopped = true;
    return Done{};
  }
  Answer carry(const wish::WantMessages&, const Asked&) {
    marks_.stopped = false;
    return Done{};
  }

  Answer placed(const std::string& document, Answer answer) {
    if (office::done(answer)) photos_placed_.insert(document);
    return answer;
  }

  // A photo that is no paper, or whose form was left: nobody will ask for it again, so it is not kept.
  void forget_photos(Book& book) {
    for (const auto& document : photos_before_) {
      const auto& still = conversation_.photos;
      if (std::find(still.begin(), still.end(), document) == still.end() && !photos_placed_.contains(document)) office::forget_document(book, document);
    }
  }

  // A number of another country without a messaging id: nobody here could be called or found again.
  Result<void> only_close(const std::function<void(Book&)>& closing) {
    log_warning("a message from a number we cannot keep");
    const auto answer = office_.record(asked("close"), [&](Book& book) -> Answer {
      closing(book);
      return Done{};
    }).wait();
    if (const auto* failed = office::failed(answer)) return tl::unexpected(*failed);
    return {};
  }

  static Personal<vault::Fields> without_foreign_number(const Personal<vault::Fields>& card) {
    vault::Fields kept;
    for (const auto& [name, value] : PersonalAccess::look(card)) {
      const auto phone = law::Phone::parse(value);
      if (name != "phone" || (phone && phone->international() == value)) kept.emplace_back(name, value);
    }
    return Personal<vault::Fields>(std::move(kept));
  }

  Result<void> close(const std::function<void(Book&)>& closing) {
    const auto answer = office_.record(asked("close"), [&](Book& book) -> Answer {
      hear_in(book, contact_, received_.said_at);
      keep_line_in(book, contact_, Side::resident, "", kind_, line_text(), document_, marks_of_line_);
      save_conversation_in(book, conversation_);
      forget_photos(book);
      const auto standing = find_standing(book.database(), contact_);
      const bool waits = standing && standing->mind == Mind::waiting_for_person;
      // Who reported and then asks for a person still waits with that report, for those who may read it.
      if (marks_.hands_over) set_mind_in(book, contact_, Mind::waiting_for_person, waits && is_report(standing->why) ? standing->why : *marks_.hands_over, "");
      else if (marks_.leaves_queue && waits) set_mind_in(book, contact_, Mind::bot, "", "");
      if (marks_.stopped) set_stopped_in(book, contact_, *marks_.stopped);
      for (const auto& reply : merged(replies_)) say_in(book, contact_, conversation_.language, Side::bot, "", reply);
      closing(book);
      return Done{};
    }).wait();
    if (const auto* failed = office::failed(answer)) return tl::unexpected(*failed);
    return {};
  }

  // What the officer's view shows: words as they came (broken bytes left out), a pressed button by its title.
  Personal<std::string> line_text() {
    const auto& incoming = received_.incoming;
    const auto& text = PersonalAccess::look(incoming.text);
    if (!text.empty() && is_utf8(text)) return incoming.text;
    return Personal<std::string>(incoming.choice);
  }

  Office& office_;
  const Understanding& understanding_;
  const Received& received_;
  std::string contact_;
  Conversation conversation_;
  std::string_view kind_ = name_of(received_.incoming.kind);
  std::string document_;  // Of a photo or a voice message kept beside the line.
  LineMarks marks_of_line_{.forwarded = received_.incoming.forwarded};
  std::vector<std::string> photos_before_;  // Of which nobody had said which paper they are.
  std::set<std::string> photos_placed_;
  std::vector<Reply> replies_;
  Marks marks_;
};

}  // namespace

bool is_voice(ByteView file) { return paper::voice_in(file).has_value(); }

Result<void> receive(Office& office, const Understanding& understanding, const Received& received, const std::function<void(Book&)>& closing) {
  return Visit(office, understanding, received).run(closing);
}

}  // namespace opak::intake
