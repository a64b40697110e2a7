#include "office/old_cards.h"

#include <algorithm>
#include <array>

#include "office/answers.h"

namespace opak::office {
namespace {

using access::Role;
using access::Roles;

const Roles counters{Role::operator_, Role::verifier, Role::printer, Role::supervisor};
const Roles colleagues{Role::operator_, Role::verifier, Role::printer, Role::courier, Role::supervisor};

// Who signed in and works here: a witness is nobody's word on a form.
bool is_one_of(Book& book, Roles roles) { return core::is_officer(book.asked().actor) && book.has_role(roles); }

const std::string& drawer_of(Book& book) { return book.office().catalogue().city().code; }

}  // namespace

std::optional<Refusal> take_old_card(Book& book, const std::string& parcel, const std::string& application, const std::string& run) {
  return book.ask_old_card(parcel, oldcard::Take{application, run, book.asked().actor});
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
