#include "office/old_cards.h"

#include <algorithm>
#include <array>

#include "office/answers.h"
#include "office/documents.h"
#include "office/open_file.h"

namespace opak::office {
namespace {

using access::Role;
using access::Roles;

const Roles counters{Role::operator_, Role::verifier, Role::printer, Role::supervisor};
const Roles colleagues{Role::operator_, Role::verifier, Role::printer, Role::courier, Role::supervisor};

// Who signed in and works here: a witness is nobody's word on a form.
bool is_one_of(Book& book, Roles roles) { return core::is_officer(book.asked().actor) && book.has_role(roles); }

const std::string& drawer_of(Book& book) { return book.office().catalogue().city().code; }

// Who may compare it with what lies there: who has it in hand, and who counts it next.
bool may_compare(Book& book, const std::string& id, const oldcard::CardState& card) {
  const auto& actor = book.asked().actor;
  if (card.stage == oldcard::CardStage::carried) {
    if (card.holder == actor) return true;
    return is_one_of(book, colleagues) && !card.run.empty() && !book.run(card.run).counted_by.empty();
  }
  if (card.stage != oldcard::CardStage::drawer) return false;
  if (is_one_of(book, {Role::counter})) return card.drawer == book.asked().counter;
  if (is_one_of(book, counters)) return true;
  const auto list = is_one_of(book, colleagues) ? book.boards().waiting_old_card_list() : std::nullopt;
  return list && std::find(list->state.cards.begin(), list->state.cards.end(), id) != list->state.cards.end();
}

}  // namespace

Later<OldCardPhoto> open_old_card_photo(Office& office, std::string card, const Asked& asked) {
  Later<OldCardPhoto> later;
  Asked once = asked;
  once.key.clear();
  office.record(once, [card](Book& book) -> Answer {
    const auto state = book.old_card(card);
    if (!may_compare(book, card, state)) return Refusal{"office.not_your_role"};
    if (state.photo.empty()) return Refusal{"application.papers_unknown"};
    // A look of its own, also for who opened the address a while ago; once in the time that an opening lasts.
    const bool seen = book.database().query("SELECT 1 FROM view_opening WHERE application = $1 AND actor = $2 AND purpose = $3 AND at > $4")
                          .text(state.application).text(book.asked().actor).text(purpose_old_card).number(book.now().ms - minutes(30)).next();
    if (!seen) book.record_opening(state.application, std::string(purpose_old_card));
    return Done{{{"application", state.application}, {"photo", state.photo}}};
  }).when_ready([&office, later](const Answer& answer) {
    if (const auto* refusal = refused(answer)) return later.answer(OldCardPhoto(*refusal));
    if (const auto* failure = failed(answer)) return later.answer(OldCardPhoto(*failure));
    const bool taken = office.slowly([&office, later, done = *office::done(answer)] {
      const auto found = views::Boards(office.reader()).find_case(done.word("application"));
      if (!found) return later.answer(OldCardPhoto(Refusal{"office.case_unknown"}));
      auto photo = read_document(office, office.reader(), found->state.person, done.word("photo"), GrantMaker::for_subject(found->state.person, std::string(purpose_old_card)));
      if (!photo) return later.answer(OldCardPhoto(Refusal{"office.case_erased"}));
      later.answer(OldCardPhoto(std::move(*photo)));
    });
    if (!taken) later.answer(OldCardPhoto(Failure{"too much slow work waits", "busy"}));
  });
  return later;
}

std::optional<Refusal> take_old_card(Book& book, const std::string& parcel, const std::string& application, const std::string& run, const std::string& photo) {
  return book.ask_old_card(parcel, oldcard::Take{application, run, book.asked().actor, photo});
}

std::optional<Refusal> old_cards_came_back(Book& book, const std::string& run, const std::string& counted_by, const std::string& witness, const std::string& drawer) {
  for (const auto& card : book.boards().old_cards_of_run(run))
    if (auto refusal = book.ask_old_card(card.id, oldcard::PutAway{drawer, counted_by, witness})) return refusal;
  return std::nullopt;
}

Later<Answer> lay_in_drawer(Office& office, LayInDrawer wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    const bool at_counter = is_one_of(book, {Role::counter}) && !book.asked().counter.empty();
    if (!at_counter && !is_one_of(book, counters)) return Refusal{"office.not_your_role"};
    constexpr int most = 1000;  // Nobody holds as many; the rest would follow at the next press.
    const auto cards = book.boards().old_cards_at_counter(book.asked().actor, most);
    if (cards.empty()) return Refusal{"delivery.old_cards_none"};
    if (wish.counted != static_cast<int>(cards.size()))
      return Refusal{"delivery.old_cards_differ", {{"seharusnya", std::to_string(cards.size())}, {"dihitung", std::to_string(wish.counted)}}};
    for (const auto& card : cards)
      if (auto refusal = book.ask_old_card(card.id, oldcard::PutAway{at_counter ? book.asked().counter : drawer_of(book), book.asked().actor, ""})) return *refusal;
    return Done{{{"n", std::to_string(cards.size())}}};
  });
}

Later<Answer> propose_destruction(Office& office, ProposeDestruction wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!is_one_of(book, counters)) return Refusal{"office.not_your_role"};
    if (book.boards().waiting_old_card_list()) return Refusal{"delivery.old_cards_list_waits"};
    oldcard::Propose ask{drawer_of(book), book.asked().actor, {}, wish.counted};
    for (const auto& card : book.boards().old_cards_in(drawer_of(book), static_cast<int>(oldcard::list_cards_max))) ask.cards.push_back(card.id);
    const auto list = book.new_id();
    return as_answer(book.ask_old_card_list(list, ask), {{"list", list}});
  });
}

Later<Answer> confirm_destruction(Office& office, ConfirmDestruction wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!is_one_of(book, colleagues)) return Refusal{"office.not_your_role"};
    if (auto refusal = book.ask_old_card_list(wish.list, oldcard::Confirm{book.asked().actor, wish.counted})) return *refusal;
    const auto list = book.old_card_list(wish.list);
    for (const auto& card : list.cards)
      if (auto refusal = book.ask_old_card(card, oldcard::Destroy{wish.list, list.by, book.asked().actor})) return *refusal;
    return Done{{{"list", wish.list}, {"n", std::to_string(list.cards.size())}}};
  });
}

Later<Answer> decline_destruction(Office& office, DeclineDestruction wish, const Asked& asked) {
  static constexpr std::array<std::string_view, 3> reasons{"counted_otherwise", "serials_differ", "not_seen"};
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!is_one_of(book, colleagues)) return Refusal{"office.not_your_role"};
    if (std::find(reasons.begin(), reasons.end(), wish.reason) == reasons.end()) return Refusal{"office.reason_unknown"};
    return as_answer(book.ask_old_card_list(wish.list, oldcard::Undo{book.asked().actor, wish.reason}), {{"list", wish.list}});
  });
}

Later<Answer> take_back_destruction(Office& office, TakeBackDestruction wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!is_one_of(book, colleagues)) return Refusal{"office.not_your_role"};
    return as_answer(book.ask_old_card_list(wish.list, oldcard::Undo{book.asked().actor, ""}), {{"list", wish.list}});
  });
}

}  // namespace opak::office
