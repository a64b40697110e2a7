// Bags between the office and the counters of the kelurahan: who packs one counts it and carries it, and another person counts the same
// where it arrives. An officer of a counter sees only what comes to it and lies in its drawer.
#include "office/counters.h"
#include "office/old_cards.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

std::string name_of_place(const Page& page, std::string_view key) {
  if (key.empty()) return std::string(page.say("o.bag.office"));
  const auto* counter = page.site.catalogue.city().find_counter(key);
  return counter == nullptr ? std::string(key) : counter->name;
}

std::string numbers_of(Boards& boards, const std::vector<std::string>& parcels) {
  std::string numbers;
  for (const auto& parcel : parcels) numbers += (numbers.empty() ? "" : ", ") + boards.number_of_parcel(parcel);
  return numbers;
}
std::string numbers_of(Boards& boards, const std::vector<views::Parcel>& parcels) {
  std::vector<std::string> ids;
  for (const auto& parcel : parcels) ids.push_back(parcel.id);
  return numbers_of(boards, ids);
}

// One form of the page: what is counted, under an act that names it where several stand below each other.
struct CountForm {
  std::string_view path, act, hidden_name, hidden_value, button;
  bool old_cards = false;
};
void count_form(Page& page, const Trouble& trouble, const CountForm& form) {
  const auto& say = page.say;
  const bool mine = trouble.act == form.act;
  trouble_at(page, trouble, form.act);
  form_begin(page, form.path);
  hidden(page, form.hidden_name, form.hidden_value);
  const auto one = [&](std::string_view name, std::string_view label) {
    field(page, {.name = name, .label = say(label), .value = mine ? typed(trouble.typed, name) : std::string_view(), .wrong = mine ? wrong_of(trouble.wrongs, name) : std::string_view(),
                 .kind = InputKind::digits, .width = "w4", .letters_max = 4});
  };
  one("kartu", "o.bag.counted");
  if (form.old_cards) one("lama", "o.bag.old_counted");
  acts_begin(page);
  button(page, form.button);
  acts_end(page);
  form_end(page);
}

void bags_on_the_way(Page& page, Boards& boards, const Trouble& trouble) {
  const auto& say = page.say;
  const auto& visitor = page.visitor;
  const auto here = visitor.counter();
  const bool keeps_a_drawer = !here.empty() || visitor.has_any({access::Role::operator_, access::Role::verifier, access::Role::printer, access::Role::supervisor});
  for (const auto& bag : boards.bags_on_the_way()) {
    const bool mine = bag.state.carrier == visitor.actor();
    const bool concerns = bag.state.to == here || bag.state.from == here;
    if (!mine && !concerns) continue;
    const auto n = std::to_string(bag.state.parcels.size());
    page.html << "<section class=\"box\" id=\""_lit << bag.id << "\"><h2>"_lit
              << say("o.bag.on_the_way", {{"n", n}, {"dari", name_of_place(page, bag.state.from)}, {"ke", name_of_place(page, bag.state.to)}}) << "</h2>"_lit;
    page.html << "<p class=\"muted\">"_lit << say("o.bag.carried_by", {{"siapa", actor_words(page, bag.state.carrier)}}) << " "_lit << say.long_moment(bag.state.packed_at) << "</p>"_lit;
    if (const auto numbers = numbers_of(boards, bag.state.parcels); !numbers.empty()) page.html << "<p class=\"num\">"_lit << numbers << "</p>"_lit;
    if (!bag.state.old_cards.empty()) page.paragraph(say("o.bag.old_cards", {{"n", std::to_string(bag.state.old_cards.size())}}));
    if (mine) page.hint(say("o.bag.yours"));
    else if (keeps_a_drawer) count_form(page, trouble, {"/tas/terima", bag.id, "tas", bag.id, say("o.bag.receive"), !bag.state.old_cards.empty()});
    page.html << "</section>"_lit;
  }
}

// What lies in the drawer of a counter, and what is to go back.
void drawer(Page& page, Boards& boards, const std::string& key, const Trouble& trouble) {
  const auto& say = page.say;
  const auto today = day_in_jakarta(page.visitor.now);
  const auto lying = office::drawer_of_counter(boards, key, today);
  const auto old_cards = boards.old_cards_in(key, 200);
  if (page.visitor.counter().empty() && lying.waiting.empty() && lying.to_bring_back.empty() && old_cards.empty()) return;
  page.html << "<section class=\"box\" id=\"laci-"_lit << key << "\"><h2>"_lit << name_of_place(page, key) << "</h2>"_lit;
  page.paragraph(say("o.bag.drawer", {{"n", std::to_string(lying.waiting.size())}}));
  if (const auto numbers = numbers_of(boards, lying.waiting); !numbers.empty()) page.html << "<p class=\"num\">"_lit << numbers << "</p>"_lit;
  if (page.visitor.counter() == key && !lying.waiting.empty()) {
    acts_begin(page);
    link_button(page, Href::fixed("/loket/ambil"), say("o.pickup.title"));
    acts_end(page);
  }
  if (!lying.to_bring_back.empty()) note(page, Tone::warn, say("o.bag.not_fetched", {{"n", std::to_string(lying.to_bring_back.size())}}), numbers_of(boards, lying.to_bring_back));
  if (!old_cards.empty()) page.paragraph(say("o.bag.old_cards_here", {{"n", std::to_string(old_cards.size())}}));
  const bool may_carry = page.visitor.counter() == key || page.visitor.has_any({access::Role::courier, access::Role::supervisor});
  if (may_carry && (!lying.to_bring_back.empty() || !old_cards.empty())) count_form(page, trouble, {"/tas/bawa", "bawa-" + key, "loket", key, say("o.bag.take_back"), !old_cards.empty()});
  page.html << "</section>"_lit;
}

void old_cards_in_hand(Page& page, Boards& boards, const Trouble& trouble) {
  const auto& say = page.say;
  const auto mine = boards.old_cards_at_counter(page.visitor.actor(), 1000);
  if (mine.empty()) return;
  page.html << "<section class=\"box\" id=\"laci\"><h2>"_lit << say("o.old.mine", {{"n", std::to_string(mine.size())}}) << "</h2>"_lit;
  page.hint(say("o.old.envelope"));
  trouble_at(page, trouble, "laci");
  form_begin(page, "/tas/laci");
  field(page, {.name = "lama", .label = say("o.bag.old_counted"), .value = typed(trouble.typed, "lama"), .wrong = trouble.act == "laci" ? wrong_of(trouble.wrongs, "lama") : std::string_view(), .kind = InputKind::digits, .width = "w4", .letters_max = 4});
  acts_begin(page);
  button(page, say("o.old.lay"));
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

Response bags(Site& site, const Visitor& visitor, const Request* request, Boards& boards, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.bag.title")), .has_errors = trouble.any(), .desk = "tas"});
  const auto& say = page.say;
  solo_begin(page);
  error_box(page, trouble.wrongs);
  page.heading(say("o.bag.title"));
  if (request) done_note(page, *request);
  page.hint(say("o.bag.words"));
  bags_on_the_way(page, boards, trouble);
  if (const auto here = visitor.counter(); !here.empty()) {
    drawer(page, boards, here, trouble);
    old_cards_in_hand(page, boards, trouble);
  } else {
    bool nothing = true;
    for (const auto& place : site.catalogue.city().pick_up_places) {
      if (!place.is_counter()) continue;
      if (const auto cards = boards.parcels_for_counter(place.key); !cards.empty()) {
        nothing = false;
        page.html << "<section class=\"box\" id=\"kirim-"_lit << place.key << "\"><h2>"_lit << say("o.bag.for_counter", {{"n", std::to_string(cards.size())}, {"loket", place.name}}) << "</h2><p class=\"num\">"_lit
                  << numbers_of(boards, cards) << "</p>"_lit;
        count_form(page, trouble, {"/tas/kirim", "kirim-" + place.key, "loket", place.key, say("o.bag.pack"), false});
        page.html << "</section>"_lit;
      }
      drawer(page, boards, place.key, trouble);
    }
    if (nothing) note(page, Tone::info, say("o.bag.none"));
  }
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

Again again(Site& site, const Visitor& visitor, const Request& request, std::string act) {
  return [&site, visitor, act = std::move(act), fields = typed_of(request)](const Refusal& refusal) {
    Boards boards(site.office.reader());
    const auto words = Speech(site.sentences(), visitor.lang)(refusal);
    auto trouble = Trouble{.act = act, .words = words, .wrongs = {}, .typed = fields};
    return LaterPage::ready(bags(site, visitor, nullptr, boards, trouble));
  };
}

// Two numbers, of which the second is only asked where old cards go along.
struct Counted {
  int cards = -1, old_cards = 0;
  std::vector<Wrong> wrongs;
};
Counted counted_of(const Site& site, const Visitor& visitor, const Request& request) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& form = request.form();
  Counted counted{whole_number(form.field("kartu"), -1), form.has("lama") ? whole_number(form.field("lama"), -1) : 0, {}};
  if (counted.cards < 0) counted.wrongs.push_back({"kartu", std::string(say("o.bag.count_missing"))});
  if (counted.old_cards < 0) counted.wrongs.push_back({"lama", std::string(say("o.bag.count_missing"))});
  return counted;
}

Reply wrong(Site& site, const Visitor& visitor, const Request& request, Boards& boards, const std::string& act, std::vector<Wrong> wrongs) {
  return bags(site, visitor, nullptr, boards, {.act = act, .words = {}, .wrongs = std::move(wrongs), .typed = typed_of(request)});
}

}  // namespace

Reply bags_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) { return bags(site, visitor, &request, boards, {}); }

Reply pack_for_counter(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const std::string key(request.form().field("loket"));
  auto counted = counted_of(site, visitor, request);
  if (!counted.wrongs.empty()) return wrong(site, visitor, request, boards, "kirim-" + key, std::move(counted.wrongs));
  return go_on(site, visitor, office::pack_for_counter(site.office, {key, counted.cards}, asked_of(visitor, request)), done_path("/tas", "bag_packed"), again(site, visitor, request, "kirim-" + key));
}

Reply pack_for_office(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const std::string key(request.form().field("loket"));
  auto counted = counted_of(site, visitor, request);
  if (!counted.wrongs.empty()) return wrong(site, visitor, request, boards, "bawa-" + key, std::move(counted.wrongs));
  return go_on(site, visitor, office::pack_for_office(site.office, {key, counted.cards, counted.old_cards}, asked_of(visitor, request)), done_path("/tas", "bag_packed"), again(site, visitor, request, "bawa-" + key));
}

Reply receive_bag(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const std::string bag(request.form().field("tas"));
  auto counted = counted_of(site, visitor, request);
  if (!counted.wrongs.empty()) return wrong(site, visitor, request, boards, bag, std::move(counted.wrongs));
  return go_on(site, visitor, office::receive_bag(site.office, {bag, counted.cards, counted.old_cards}, asked_of(visitor, request)), done_path("/tas", "bag_received"), again(site, visitor, request, bag));
}

Reply lay_at_counter(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto counted = whole_number(request.form().field("lama"), -1);
  if (counted < 0) return wrong(site, visitor, request, boards, "laci", {{"lama", std::string(Speech(site.sentences(), visitor.lang)("o.bag.count_missing"))}});
  return go_on(site, visitor, office::lay_in_drawer(site.office, {counted}, asked_of(visitor, request)), done_path("/tas", "old_cards_laid"), again(site, visitor, request, "laci"));
}

}  // namespace opak::web::officer
