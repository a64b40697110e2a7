// Where the old cards are: in whose hands or bag, in the office's drawer, destroyed by which two. The same page is the desk where they are
// laid away and destroyed; the list by application is the supervisor's.
#include <algorithm>
#include <utility>

#include "office/old_cards.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web {

using oldcard::CardStage;

void old_cards_note(Page& page) {
  Boards boards(page.site.office.reader());
  if (const auto list = boards.waiting_old_card_list(); list && list->state.by != page.visitor.actor()) {
    note(page, Tone::warn, page.say("o.old.waits_for_second", {{"n", std::to_string(list->state.cards.size())}}));
    acts_begin(page);
    link_button(page, Href::fixed("/kartu-lama"), page.say("o.old.open"));
    acts_end(page);
  }
}

namespace officer {
namespace {

const access::Roles counter{access::Role::operator_, access::Role::verifier, access::Role::printer, access::Role::supervisor};
constexpr int lists_shown = 10;

// Numbers that are compared with envelopes: none is broken over two lines.
void numbers_of(Page& page, Boards& boards, const std::vector<std::string>& parcels) {
  page.html << "<p>"_lit << page.say("o.old.cards") << " "_lit;
  bool first = true;
  for (const auto& parcel : parcels) {
    page.html << (std::exchange(first, false) ? "<span class=\"whole num\">"_lit : ", <span class=\"whole num\">"_lit) << boards.number_of_parcel(parcel) << "</span>"_lit;
    const auto card = boards.find_old_card(parcel);
    if (card && !card->state.photo.empty()) page.html << " <a href=\""_lit << Href::local("/kartu-lama/" + parcel + "/foto") << "\">"_lit << page.say("o.old.photo") << "</a>"_lit;
  }
  page.html << "</p>"_lit;
}

// Each form's number has a name of its own: two forms can stand on one page.
void count_field(Page& page, std::string_view name, const Trouble* trouble) {
  field(page, {.name = name, .label = page.say("o.old.counted"), .value = trouble ? typed(trouble->typed, name) : std::string_view(),
               .wrong = trouble ? wrong_of(trouble->wrongs, name) : std::string_view(), .kind = InputKind::digits, .width = "w4", .letters_max = 4});
}

void in_my_hands(Page& page, Boards& boards, const Trouble& trouble) {
  const auto& say = page.say;
  const auto mine = boards.old_cards_at_counter(page.visitor.actor(), 1000);
  std::vector<std::string> parcels;
  for (const auto& card : mine) parcels.push_back(card.id);
  page.html << "<section class=\"box\" id=\"laci\"><h2>"_lit << say("o.old.mine", {{"n", std::to_string(mine.size())}}) << "</h2>"_lit;
  page.hint(say("o.old.envelope"));
  numbers_of(page, boards, parcels);
  trouble_at(page, trouble, "laci");
  form_begin(page, "/kartu-lama/laci");
  count_field(page, "hitung_laci", trouble.act == "laci" ? &trouble : nullptr);
  acts_begin(page);
  button(page, say("o.old.lay"));
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

void waiting_list(Page& page, Boards& boards, const views::OldCardList& list, const Trouble& trouble) {
  const auto& say = page.say;
  const bool is_trouble = trouble.act == list.id;
  page.html << "<section class=\"box\" id=\"musnah\"><h2>"_lit << say("o.old.waiting") << "</h2>"_lit;
  page.html << "<p class=\"muted\">"_lit << say("o.ask.by", {{"siapa", actor_words(page, list.state.by)}}) << " "_lit << say.long_moment(list.state.proposed_at) << "</p>"_lit;
  numbers_of(page, boards, list.state.cards);
  trouble_at(page, trouble, list.id);
  if (list.state.by == page.visitor.actor()) {
    page.hint(say("o.old.waits"));
    form_begin(page, "/kartu-lama/batal");
    hidden(page, "daftar", list.id);
    button(page, say("o.ask.take_back"), Weight::second);
    form_end(page);
  } else {
    page.hint(say("o.old.count_yourself"));
    form_begin(page, "/kartu-lama/setuju");
    hidden(page, "daftar", list.id);
    count_field(page, "hitung_setuju", is_trouble ? &trouble : nullptr);
    acts_begin(page);
    button(page, say("o.old.confirm"), Weight::danger);
    acts_end(page);
    form_end(page);
    const auto wrong = is_trouble ? wrong_of(trouble.wrongs, "alasan") : std::string_view();
    page.html << (wrong.empty() ? "<details><summary>"_lit : "<details open><summary>"_lit) << say("o.ask.decline") << "</summary>"_lit;
    form_begin(page, "/kartu-lama/tidak");
    hidden(page, "daftar", list.id);
    const std::vector<Choice> reasons{{"counted_otherwise", say("o.reason.counted_otherwise")}, {"serials_differ", say("o.reason.serials_differ")}, {"not_seen", say("o.reason.not_seen")}};
    pick_one(page, "alasan", say("o.ask.decline_why"), reasons, {}, {}, wrong);
    button(page, say("o.ask.decline_send"), Weight::second);
    form_end(page);
    page.html << "</details>"_lit;
  }
  page.html << "</section>"_lit;
}

void proposal(Page& page, Boards& boards, const Trouble& trouble) {
  const auto& say = page.say;
  const auto next = boards.old_cards_in(page.site.catalogue.city().code, static_cast<int>(oldcard::list_cards_max));
  std::vector<std::string> parcels;
  for (const auto& card : next) parcels.push_back(card.id);
  page.html << "<section class=\"box\" id=\"musnah\"><h2>"_lit << say("o.old.destroy") << "</h2>"_lit;
  page.hint(say("o.old.destroy_words", {{"n", std::to_string(oldcard::list_cards_max)}}));
  numbers_of(page, boards, parcels);
  trouble_at(page, trouble, "musnah");
  form_begin(page, "/kartu-lama/musnah");
  count_field(page, "hitung_musnah", trouble.act == "musnah" ? &trouble : nullptr);
  acts_begin(page);
  button(page, say("o.old.propose"));
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

void lists_before(Page& page, Boards& boards) {
  const auto lists = boards.old_card_lists_ended(lists_shown);
  if (lists.empty()) return;
  const auto& say = page.say;
  page.subheading(say("o.old.lists"));
  page.html << "<ul class=\"small trail\">"_lit;
  for (const auto& list : lists) {
    const auto n = std::to_string(list.state.cards.size());
    const auto by = actor_words(page, list.state.by);
    page.html << "<li><span class=\"num\">"_lit << say.short_day(day_in_jakarta(list.state.ended_at)) << " "_lit << say.clock_time(list.state.ended_at) << "</span> "_lit;
    if (list.state.stage == oldcard::ListStage::destroyed) page.html << say("o.old.list_destroyed", {{"n", n}, {"siapa", by}, {"saksi", actor_words(page, list.state.witness)}});
    else if (list.state.why.empty()) page.html << say("o.old.list_taken_back", {{"n", n}, {"siapa", by}});
    else page.html << say("o.old.list_declined", {{"n", n}, {"siapa", actor_words(page, list.state.ended_by)}, {"alasan", std::string(say("o.reason." + list.state.why))}});
    page.html << "</li>"_lit;
  }
  page.html << "</ul>"_lit;
}

// ---- The supervisor's list.

struct Place {
  std::string_view name;  // In the address.
  CardStage stage;
  std::string_view title;
};
constexpr Place places[] = {{"dibawa", CardStage::carried, "o.old.carried"}, {"laci", CardStage::drawer, "o.old.drawer"}, {"musnah", CardStage::destroyed, "o.old.destroyed"}};

const Place& place_named(std::string_view name) {
  for (const auto& place : places)
    if (place.name == name) return place;
  return places[0];
}

std::string where_words(Page& page, const oldcard::CardState& state) {
  const auto& say = page.say;
  switch (state.stage) {
    case CardStage::carried: return say(state.run.empty() ? "o.old.where_counter" : "o.old.where_bag", {{"siapa", actor_words(page, state.holder)}});
    case CardStage::drawer: return say("o.old.where_drawer", {{"siapa", actor_words(page, state.put_by)}});
    default: return say("o.old.where_destroyed", {{"siapa", actor_words(page, state.destroyed_by)}, {"saksi", actor_words(page, state.destroyed_witness)}});
  }
}

void table(Page& page, Boards& boards, const Place& place, int number) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<ul class=\"tabs\">"_lit;
  std::int64_t total = 0;
  for (const auto& one : places) {
    const auto n = boards.count_old_cards(one.stage);
    if (one.stage == place.stage) total = n;
    html << "<li><a href=\""_lit << Href::local("/kartu-lama?di=" + std::string(one.name)) << "\""_lit;
    if (one.stage == place.stage) html << " aria-current=\"page\""_lit;
    html << ">"_lit << say(one.title) << " ("_lit << say.number(n) << ")</a></li>"_lit;
  }
  html << "</ul>"_lit;
  const auto cards = boards.old_cards(place.stage, number, views::page_size);
  if (cards.empty()) return note(page, Tone::ok, say("o.old.none"));
  html << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << say(place.title) << "\"><table class=\"rows\"><thead><tr><th scope=\"col\">"_lit << say("o.old.card_of")
       << "</th><th scope=\"col\">"_lit << say("o.old.where") << "</th><th scope=\"col\">"_lit << say("o.old.since") << "</th></tr></thead><tbody>"_lit;
  for (const auto& card : cards) {
    const auto number_of_case = boards.number_of_parcel(card.id);
    const auto& state = card.state;
    const auto since = state.stage == CardStage::carried ? state.taken_at : state.stage == CardStage::drawer ? state.put_at : state.destroyed_at;
    html << "<tr><th scope=\"row\"><a class=\"whole\" href=\""_lit << Href::local(check_path(number_of_case)) << "\">"_lit << number_of_case << "</a></th><td data-l=\""_lit << say("o.old.where") << "\">"_lit
         << where_words(page, state) << "</td><td data-l=\""_lit << say("o.old.since") << "\">"_lit << say.long_moment(since) << "</td></tr>"_lit;
  }
  html << "</tbody></table></div>"_lit;
  paging(page, "/kartu-lama?di=" + std::string(place.name), number, total);
}

Response whole_page(Site& site, const Visitor& visitor, const Request* request, Boards& boards, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.old.title")), .has_errors = trouble.any(), .desk = visitor.has_any({access::Role::supervisor}) ? "pimpinan" : "kotak"});
  const auto& say = page.say;
  const views::Glance glance(boards.database());
  solo_begin(page);
  error_box(page, trouble.wrongs);
  page.heading(say("o.old.title"));
  if (request) done_note(page, *request);
  const auto waiting = boards.waiting_old_card_list();
  const bool is_of_counter = visitor.has_any(counter);
  const bool in_hands = is_of_counter && !boards.old_cards_at_counter(visitor.actor(), 1).empty();
  const bool drawer_is_empty = boards.old_cards_in(site.catalogue.city().code, 1).empty();
  const bool proposes = is_of_counter && !waiting && !drawer_is_empty;
  // A form that was pressed twice is not there any more; what came of it is said all the same.
  const bool has_its_form = trouble.act == "laci" ? in_hands : trouble.act == "musnah" ? proposes : waiting && trouble.act == waiting->id;
  if (!trouble.words.empty() && !has_its_form) note(page, Tone::bad, trouble.words);
  page.html << "<p>"_lit << say("o.old.words") << "</p>"_lit;
  if (in_hands) in_my_hands(page, boards, trouble);
  if (waiting) waiting_list(page, boards, *waiting, trouble);
  if (proposes) proposal(page, boards, trouble);
  if (!waiting && drawer_is_empty) note(page, Tone::info, say("o.old.drawer_empty"));
  if (visitor.has_any({access::Role::supervisor}))
    table(page, boards, place_named(request ? request->query_field("di") : ""), request ? std::min(whole_number(request->query_field("hal"), 0), 10'000) : 0);
  lists_before(page, boards);
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

Again again(Site& site, const Visitor& visitor, const Request& request, std::string act) {
  return [&site, visitor, act = std::move(act), fields = typed_of(request)](const Refusal& refusal) {
    Boards boards(site.office.reader());
    return LaterPage::ready(whole_page(site, visitor, nullptr, boards, {.act = act, .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields}));
  };
}

// The number that was typed, or the page again with what is missing.
std::optional<int> counted(Site& site, const Visitor& visitor, const Request& request, Boards& boards, const std::string& act, std::string_view name, std::optional<Response>& missing) {
  const auto n = whole_number(request.form().field(name), -1);
  if (n >= 0) return n;
  missing = whole_page(site, visitor, nullptr, boards, {.act = act, .words = {}, .wrongs = {{std::string(name), std::string(Speech(site.sentences(), visitor.lang)("o.old.count_missing"))}}, .typed = typed_of(request)});
  return std::nullopt;
}

}  // namespace

Reply old_cards_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) { return whole_page(site, visitor, &request, boards, {}); }

// GET /kartu-lama/<id>/foto
Reply old_card_photo(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return office::open_old_card_photo(site.office, request.matched[0], {.actor = visitor.actor(), .roles = visitor.officer->roles, .counter = visitor.counter()}).then([&site, visitor](const office::OldCardPhoto& answer) -> Response {
    if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
    if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
    return kept_photo(std::get<Opened<Bytes>>(answer));
  });
}

Reply lay_in_drawer(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  std::optional<Response> missing;
  const auto n = counted(site, visitor, request, boards, "laci", "hitung_laci", missing);
  if (!n) return std::move(*missing);
  return go_on(site, visitor, office::lay_in_drawer(site.office, {*n}, asked_of(visitor, request)), done_path("/kartu-lama", "old_cards_laid"), again(site, visitor, request, "laci"));
}

Reply propose_destruction(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  std::optional<Response> missing;
  const auto n = counted(site, visitor, request, boards, "musnah", "hitung_musnah", missing);
  if (!n) return std::move(*missing);
  return go_on(site, visitor, office::propose_destruction(site.office, {*n}, asked_of(visitor, request)), done_path("/kartu-lama", "old_cards_proposed"), again(site, visitor, request, "musnah"));
}

Reply confirm_destruction(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const std::string list(request.form().field("daftar"));
  std::optional<Response> missing;
  const auto n = counted(site, visitor, request, boards, list, "hitung_setuju", missing);
  if (!n) return std::move(*missing);
  return go_on(site, visitor, office::confirm_destruction(site.office, {list, *n}, asked_of(visitor, request)), done_path("/kartu-lama", "old_cards_destroyed"), again(site, visitor, request, list));
}

Reply decline_destruction(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const std::string list(request.form().field("daftar")), reason(request.form().field("alasan"));
  if (reason.empty())
    return whole_page(site, visitor, nullptr, boards, {.act = list, .words = {}, .wrongs = {{"alasan", std::string(Speech(site.sentences(), visitor.lang)("o.reason_missing"))}}, .typed = typed_of(request)});
  return go_on(site, visitor, office::decline_destruction(site.office, {list, reason}, asked_of(visitor, request)), done_path("/kartu-lama", "old_cards_declined"), again(site, visitor, request, list));
}

Reply take_back_destruction(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const std::string list(request.form().field("daftar"));
  return go_on(site, visitor, office::take_back_destruction(site.office, {list}, asked_of(visitor, request)), done_path("/kartu-lama", "old_cards_taken_back"), again(site, visitor, request, list));
}

}  // namespace officer
}  // namespace opak::web
