// One act over several files: ticked in the inbox, seen before it is done, then done one by one. Each file keeps its own rules
// and its own answer, so one that may not does not hold up the others.
#include <memory>
#include <set>

#include "access/staff.h"
#include "base/text.h"
#include "intake/conversations.h"
#include "office/check.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

constexpr std::string_view tick_prefix = "p-";

struct Bulk {
  std::string act;  // "ambil" | "alihkan" | "pesan"
  std::vector<Case> cases;
  std::string to, words;
  office::Asked asked;
};

struct Outcome {
  std::string number;
  std::string why;  // Why it was not done; "" where it was.
};

bool is_act(std::string_view act) { return act == "ambil" || act == "alihkan" || act == "pesan"; }

Bulk bulk_of(const Visitor& visitor, const Request& request, Boards& boards) {
  Bulk bulk{.act = std::string(request.form().field("aksi")), .cases = {}, .to = std::string(request.form().field("kepada")),
            .words = trimmed(request.form().field("kata")), .asked = asked_of(visitor, request)};
  for (const auto& [name, value] : request.form().fields) {
    if (!name.starts_with(tick_prefix) || value != "ya" || bulk.cases.size() == static_cast<std::size_t>(views::page_size)) continue;
    if (auto item = web::find_case(boards, std::string_view(name).substr(tick_prefix.size()))) bulk.cases.push_back(std::move(*item));
  }
  return bulk;
}

std::size_t people_count(const Bulk& bulk) {
  std::set<std::string> people;
  for (const auto& item : bulk.cases) people.insert(item.state.contact);
  return people.size();
}

std::string title_of(const Speech& say, const Bulk& bulk) { return say("o.bulk.title_" + bulk.act, {{"n", std::to_string(bulk.cases.size())}}); }

void carried_fields(Page& page, const Bulk& bulk) {
  hidden(page, "aksi", bulk.act);
  for (const auto& item : bulk.cases) hidden(page, std::string(tick_prefix) + item.state.number, "ya");
}

void ticked_list(Page& page, const Bulk& bulk) {
  const auto held = holders(page.site);
  page.html << "<ul class=\"inbox wide\">"_lit;
  for (const auto& item : bulk.cases) case_row(page, item, held);
  page.html << "</ul>"_lit;
}

void confirm(Page& page, std::string_view words) {
  acts_begin(page);
  button(page, words);
  link_button(page, Href::fixed("/petugas"), page.say("o.bulk.not_now"));
  acts_end(page);
}

void take_part(Page& page, const Bulk& bulk) {
  form_begin(page, "/petugas/sekaligus/jalankan");
  carried_fields(page, bulk);
  confirm(page, page.say("o.bulk.take_n", {{"n", std::to_string(bulk.cases.size())}}));
  form_end(page);
}

void pass_part(Page& page, const Bulk& bulk, const std::vector<Wrong>& wrongs) {
  const auto& say = page.say;
  form_begin(page, "/petugas/sekaligus/jalankan");
  carried_fields(page, bulk);
  std::vector<ChoiceGroup> people(1);
  const auto staff = access::list_staff(page.site.office.reader());
  for (const auto& each : staff)
    if (each.active && each.id != page.visitor.officer->id && each.roles.has_any({access::Role::operator_, access::Role::verifier, access::Role::supervisor}))
      people[0].choices.push_back({each.id, each.name});
  select(page, {.name = "kepada", .label = say("o.pass.to"), .value = bulk.to, .wrong = wrong_of(wrongs, "kepada")}, people, say("o.choose"));
  confirm(page, say("o.bulk.pass_n", {{"n", std::to_string(bulk.cases.size())}}));
  form_end(page);
}

// First the words, then the same words as they will be read, with the number of people, and only there the button that sends.
void write_part(Page& page, const Bulk& bulk, const std::vector<Wrong>& wrongs) {
  const auto& say = page.say;
  form_begin(page, "/petugas/sekaligus");
  carried_fields(page, bulk);
  text_area(page, {.name = "kata", .label = say("o.bulk.words"), .hint = say("o.bulk.words_hint"), .value = bulk.words, .wrong = wrong_of(wrongs, "kata"), .letters_max = 1000}, 4);
  button(page, say("o.bulk.look"), Weight::second);
  form_end(page);
  if (bulk.words.empty() || !wrongs.empty()) return;
  page.subheading(say("o.bulk.preview"));
  page.html << "<blockquote class=\"bubble\">"_lit << bulk.words << "</blockquote>"_lit;
  form_begin(page, "/petugas/sekaligus/jalankan");
  carried_fields(page, bulk);
  hidden(page, "kata", bulk.words);
  confirm(page, say("o.bulk.write_n", {{"n", std::to_string(people_count(bulk))}}));
  form_end(page);
}

Response preview(Site& site, const Visitor& visitor, const Bulk& bulk, const std::vector<Wrong>& wrongs) {
  const Speech words(site.sentences(), visitor.lang);
  const auto title = bulk.cases.empty() || !is_act(bulk.act) ? std::string(words("o.bulk.nothing")) : title_of(words, bulk);
  Page page(site, visitor, {.title = title, .has_errors = !wrongs.empty(), .back = "/petugas", .desk = "kotak"});
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  error_box(page, wrongs);
  page.heading(title);
  if (bulk.cases.empty() || !is_act(bulk.act)) {
    note(page, Tone::info, page.say("o.bulk.tick_first"));
    acts_begin(page);
    link_button(page, Href::fixed("/petugas"), page.say("o.inbox"), Weight::main);
    acts_end(page);
  } else {
    ticked_list(page, bulk);
    if (bulk.act == "ambil") take_part(page, bulk);
    else if (bulk.act == "alihkan") pass_part(page, bulk, wrongs);
    else write_part(page, bulk, wrongs);
  }
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff(bulk.cases.empty() || !wrongs.empty() ? 422 : 200);
}

std::vector<Wrong> wrongs_of(Site& site, const Visitor& visitor, const Bulk& bulk) {
  const Speech say(site.sentences(), visitor.lang);
  if (bulk.act == "alihkan") {
    const auto staff = access::find_staff(site.office.reader(), bulk.to);
    if (!staff || !staff->active) return {{"kepada", std::string(say("o.pass.whom"))}};
  }
  if (bulk.act == "pesan" && bulk.words.empty()) return {{"kata", std::string(say("o.bulk.words_missing"))}};
  if (bulk.act == "pesan" && letters_count(bulk.words) > 1000) return {{"kata", std::string(say("o.bulk.words_long"))}};
  return {};
}

Later<office::Answer> do_one(Site& site, const Bulk& bulk, const Case& item) {
  auto asked = bulk.asked;
  if (!asked.key.empty()) asked.key += "/" + item.id;
  if (bulk.act == "pesan") return intake::write_to_applicant(site.office, {item.id, Personal<std::string>(bulk.words), intake::Answers::as_before}, asked);
  if (bulk.act == "alihkan") return office::assign(site.office, {item.id, bulk.to}, asked);
  return office::assign(site.office, {item.id, asked.actor.substr(8), true}, asked);
}

// Somebody with two applications hears the same words once.
bool was_written_to(const Bulk& bulk, std::size_t n) {
  for (std::size_t before = 0; before < n; ++before)
    if (bulk.cases[before].state.contact == bulk.cases[n].state.contact) return true;
  return false;
}

Response outcomes_page(Site& site, const Visitor& visitor, const Bulk& bulk, const std::vector<Outcome>& outcomes) {
  const Speech say(site.sentences(), visitor.lang);
  const auto done = std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& each) { return each.why.empty(); });
  Page page(site, visitor, {.title = std::string(say("o.bulk.outcome")), .back = "/petugas", .desk = "kotak"});
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  page.heading(say("o.bulk.outcome"));
  page.html << "<div role=\"status\">"_lit;
  note(page, done == static_cast<std::ptrdiff_t>(outcomes.size()) ? Tone::ok : Tone::warn,
       say("o.bulk.outcome_" + bulk.act, {{"n", std::to_string(done)}, {"semua", std::to_string(outcomes.size())}}));
  page.html << "</div><ul class=\"outcomes\">"_lit;
  for (const auto& each : outcomes) {
    page.html << "<li><a href=\""_lit << Href::local(check_path(each.number)) << "\">"_lit << each.number << "</a> "_lit;
    pill(page, each.why.empty() ? Tone::ok : Tone::warn, say(each.why.empty() ? "o.bulk.done" : "o.bulk.not_done"));
    if (!each.why.empty()) page.html << " "_lit << each.why;
    page.html << "</li>"_lit;
  }
  page.html << "</ul>"_lit;
  acts_begin(page);
  link_button(page, Href::fixed("/petugas"), say("o.inbox"), Weight::main);
  acts_end(page);
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff();
}

LaterPage do_from(Site& site, const Visitor& visitor, const std::shared_ptr<const Bulk>& bulk, const std::shared_ptr<std::vector<Outcome>>& outcomes) {
  const auto n = outcomes->size();
  if (n == bulk->cases.size()) return LaterPage::ready(outcomes_page(site, visitor, *bulk, *outcomes));
  const auto& item = bulk->cases[n];
  const auto answer = bulk->act == "pesan" && was_written_to(*bulk, n) ? Later<office::Answer>::ready(office::Done{}) : do_one(site, *bulk, item);
  return page_after(site, visitor, answer, [&site, visitor, bulk, outcomes, number = item.state.number](const office::Answer& came) {
    const Speech say(site.sentences(), visitor.lang);
    Outcome outcome{number, {}};
    if (const auto* refusal = office::refused(came)) outcome.why = say(*refusal);
    else if (office::failed(came)) outcome.why = say("o.bulk.failed");
    outcomes->push_back(std::move(outcome));
    return do_from(site, visitor, bulk, outcomes);
  });
}

}  // namespace

Reply bulk_preview(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto bulk = bulk_of(visitor, request, boards);
  const bool looked = request.form().has("kata");
  return preview(site, visitor, bulk, looked && bulk.act == "pesan" ? wrongs_of(site, visitor, bulk) : std::vector<Wrong>{});
}

Reply bulk_do(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  auto bulk = std::make_shared<const Bulk>(bulk_of(visitor, request, boards));
  if (bulk->cases.empty() || !is_act(bulk->act)) return preview(site, visitor, *bulk, {});
  if (auto wrongs = wrongs_of(site, visitor, *bulk); !wrongs.empty()) return preview(site, visitor, *bulk, wrongs);
  return do_from(site, visitor, bulk, std::make_shared<std::vector<Outcome>>());
}

}  // namespace opak::web::officer
