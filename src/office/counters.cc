#include "office/counters.h"

#include <algorithm>

#include "office/book.h"
#include "office/old_cards.h"
#include "office/outbox.h"

namespace opak::office {
namespace {

using access::Role;
using access::Roles;

const Roles keepers{Role::operator_, Role::verifier, Role::printer, Role::supervisor};
const Roles carriers{Role::operator_, Role::verifier, Role::printer, Role::supervisor, Role::courier};
constexpr int old_cards_in_a_bag = 200;

bool is_officer_with(Book& book, Roles roles) { return core::is_officer(book.asked().actor) && book.has_role(roles); }
bool works_at(Book& book, const std::string& counter) { return is_officer_with(book, {Role::counter}) && !counter.empty() && book.asked().counter == counter; }

std::string bag_place(const std::string& bag) { return "bag/" + bag; }
std::string drawer_place(const std::string& counter) { return "drawer/" + counter; }

std::vector<std::string> ids_of(const auto& things) {
  std::vector<std::string> ids;
  for (const auto& thing : things) ids.push_back(thing.id);
  return ids;
}

std::optional<Refusal> lay_in_drawer(Book& book, const std::string& bag, const std::string& counter, const std::string& parcel, Day until) {
  const auto state = book.parcel(parcel);
  if (auto refusal = book.ask_parcel(parcel, delivery::LayAtCounter{bag, counter, book.asked().actor})) return refusal;
  if (auto refusal = book.ask_stock(blangko::Carry{state.serial, state.application, bag_place(bag), drawer_place(counter)})) return refusal;
  // What ended on the way lies there too, until it is carried back.
  if (!application::may(book.application(state.application), application::Act::reach_counter)) return std::nullopt;
  return book.ask(state.application, application::ReachCounter{counter, until});
}

std::optional<Refusal> bring_to_office(Book& book, const std::string& bag, const std::string& parcel) {
  const auto state = book.parcel(parcel);
  if (auto refusal = book.ask_parcel(parcel, delivery::BringToOffice{book.asked().actor})) return refusal;
  return book.ask_stock(blangko::BringBack{state.serial, state.application, bag});
}

}  // namespace

CounterDrawer drawer_of_counter(views::Boards& boards, std::string_view counter, Day today) {
  CounterDrawer drawer;
  for (auto& parcel : boards.parcels_away()) {
    if (parcel.state.stage != delivery::ParcelStage::at_counter || parcel.state.counter != counter) continue;
    const auto found = boards.find_case(parcel.state.application);
    const bool stays = found && found->state.stage == application::Stage::pickup && !found->state.disputed && today <= found->state.pickup_until;
    (stays ? drawer.waiting : drawer.to_bring_back).push_back(std::move(parcel));
  }
  return drawer;
}

std::string counter_for(const Office& office, std::string_view region) {
  const auto* counter = office.catalogue().city().counter_of(region);
  return counter == nullptr ? std::string() : counter->key;
}

bool may_be_fetched_at(const Office& office, const application::State& state, std::string_view place) {
  return place.empty() || place == counter_for(office, state.region);
}

Later<Answer> pack_for_counter(Office& office, PackForCounter wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!is_officer_with(book, carriers)) return Refusal{"office.not_your_role"};
    if (office.catalogue().city().find_counter(wish.counter) == nullptr) return Refusal{"office.counter_unknown"};
    const auto cards = book.boards().parcels_for_counter(wish.counter);
    const auto bag = book.new_id();
    if (auto refusal = book.ask_bag(bag, delivery::PackBag{{"", wish.counter, book.asked().actor, ids_of(cards), {}}, wish.counted, 0})) return *refusal;
    for (const auto& card : cards) {
      if (auto refusal = book.ask_parcel(card.id, delivery::PutIntoBag{bag, book.asked().actor})) return *refusal;
      if (auto refusal = book.ask_stock(blangko::PutInBagOf{card.state.serial, card.state.application, bag})) return *refusal;
    }
    return Done{{{"bag", bag}}};
  });
}

Later<Answer> pack_for_office(Office& office, PackForOffice wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!works_at(book, wish.counter) && !is_officer_with(book, {Role::courier, Role::supervisor})) return Refusal{"office.not_your_role"};
    const auto today = day_in_jakarta(book.now());
    const auto cards = drawer_of_counter(book.boards(), wish.counter, today).to_bring_back;
    const auto old_cards = book.boards().old_cards_in(wish.counter, old_cards_in_a_bag);
    const auto bag = book.new_id();
    const auto by = book.asked().actor;
    if (auto refusal = book.ask_bag(bag, delivery::PackBag{{wish.counter, "", by, ids_of(cards), ids_of(old_cards)}, wish.counted, wish.old_cards})) return *refusal;
    for (const auto& card : cards) {
      const auto& application = card.state.application;
      if (auto refusal = book.ask_parcel(card.id, delivery::PutIntoBag{bag, by})) return *refusal;
      if (auto refusal = book.ask_stock(blangko::Carry{card.state.serial, application, drawer_place(wish.counter), bag_place(bag)})) return *refusal;
      const auto& state = book.application(application);
      if (!application::may(state, application::Act::leave_counter)) continue;
      if (auto refusal = book.ask(application, application::LeaveCounter{state.pickup_until < today ? "not_fetched" : "called_back"})) return *refusal;
    }
    for (const auto& card : old_cards)
      if (auto refusal = book.ask_old_card(card.id, oldcard::PutIntoBag{bag, by})) return *refusal;
    return Done{{{"bag", bag}}};
  });
}

Later<Answer> receive_bag(Office& office, ReceiveBag wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    const auto bag = book.bag(wish.bag);
    const bool here = works_at(book, book.asked().counter);
    if (!here && !is_officer_with(book, keepers)) return Refusal{"office.not_your_role"};
    const auto at = here ? book.asked().counter : std::string();
    const auto by = book.asked().actor;
    if (auto refusal = book.ask_bag(wish.bag, delivery::ReceiveBag{{at, by, wish.counted, wish.old_cards}})) return *refusal;
    const auto& city = office.catalogue().city();
    const auto until = city.calendar.add_working_days(day_in_jakarta(book.now()), city.setting("counter_pick_up_days"));
    for (const auto& parcel : bag.parcels)
      if (auto refusal = here ? lay_in_drawer(book, wish.bag, at, parcel, until) : bring_to_office(book, wish.bag, parcel)) return *refusal;
    if (auto refusal = old_cards_came_back(book, wish.bag, bag.carrier, by, here ? at : city.code)) return *refusal;
    return Done{{{"bag", wish.bag}, {"at", at}}};
  });
}

namespace {

constexpr int morning = 8, evening = 17;

bool was_reminded(Book& book, const std::string& id, const application::State& state) {
  return book.database().query("SELECT 1 FROM office_letter WHERE contact = $1 AND application = $2 AND notice = 'counter_reminder' AND made_at >= $3")
      .text(state.contact).text(id).number(moment_in_jakarta(state.pickup_until, 0).ms - hours(24) * 30).next();
}

Answer remind(Book& book) {
  const auto& city = book.office().catalogue().city();
  const auto before = city.settings.find("counter_remind_days");
  const auto today = day_in_jakarta(book.now());
  const auto hour = time_in_jakarta(book.now()).hour;
  int told = 0;
  if (before == city.settings.end() || before->second <= 0 || hour < morning || hour >= evening || !city.calendar.is_working_day(today)) return Done{{{"told", "0"}}};
  const auto soon = city.calendar.add_working_days(today, before->second);
  for (const auto& parcel : book.boards().parcels_away()) {
    if (parcel.state.stage != delivery::ParcelStage::at_counter) continue;
    const auto& id = parcel.state.application;
    const auto& state = book.application(id);
    // It waits there, may be fetched, and its last day is near and not over.
    if (state.pickup_until == Day{} || soon < state.pickup_until || state.pickup_until < today) continue;
    if (state.disputed || !state.messages_wanted || was_reminded(book, id, state)) continue;
    post(book, Letter{.contact = state.contact, .application = id, .notice = "counter_reminder", .language = state.language,
                      .words = {{"number", state.number}, {"service", state.service}, {"pickup_place", state.pickup_place}, {"pickup_until", iso_day(state.pickup_until)}}});
    if (++told == counter_letters_max) break;
  }
  return Done{{{"told", std::to_string(told)}}};
}

}  // namespace

Later<Answer> remind_of_counters(Office& office) {
  Asked asked;
  asked.actor = "system";
  return office.record(asked, remind);
}

}  // namespace opak::office
