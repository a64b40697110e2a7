// One act over several talks: ticked in the list, seen before it is done, then done one by one. Each talk keeps its own rules and its own
// answer, so one that may not does not hold up the others.
#include <memory>

#include "access/staff.h"
#include "base/text.h"
#include "intake/desk.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/talks.h"

namespace opak::web::officer {
namespace {

constexpr std::size_t talks_max = 25;  // A page of the list.
constexpr int words_max = 1000;

struct Bulk {
  std::string act;  // "ambil" | "alihkan" | "bukan" | "pesan"
  std::vector<intake::Standing> talks;
  std::string to, words, reason;
  office::Asked asked;
};

struct Outcome {
  std::string contact;
  std::string why;  // Why it was not done; "" where it was.
};

bool is_act(std::string_view act) { return act == "ambil" || act == "alihkan" || act == "bukan" || act == "pesan"; }

Bulk bulk_of(Site& site, const Visitor& visitor, const Request& request) {
  const auto& form = request.form();
  Bulk bulk{.act = std::string(form.field("aksi")), .talks = {}, .to = std::string(form.field("kepada")), .words = trimmed(form.field("kata")), .reason = std::string(form.field("alasan")),
            .asked = asked_of(visitor, request)};
  for (const auto& [name, value] : form.fields) {
    if (!name.starts_with(talk_tick_prefix) || value != "ya" || bulk.talks.size() == talks_max) continue;
    auto standing = intake::find_standing(site.office.reader(), std::string_view(name).substr(talk_tick_prefix.size()));
    if (!intake::may_answer(bulk.asked, standing)) bulk.talks.push_back(std::move(*standing));
  }
  return bulk;
}

Words counted(const Bulk& bulk) { return {{"n", std::to_string(bulk.talks.size())}}; }

void carried_fields(Page& page, const Bulk& bulk) {
  hidden(page, "aksi", bulk.act);
  for (const auto& standing : bulk.talks) hidden(page, std::string(talk_tick_prefix) + standing.contact, "ya");
}

void confirm(Page& page, std::string_view words) {
  acts_begin(page);
  button(page, words);
  link_button(page, Href::fixed("/petugas/percakapan"), page.say("o.bulk.not_now"));
  acts_end(page);
}

// First the words, then the same words as they will be read, with the number of people, and only there the button that sends.
void write_part(Page& page, const Bulk& bulk, const std::vector<Wrong>& wrongs) {
  const auto& say = page.say;
  form_begin(page, "/petugas/percakapan/sekaligus");
  carried_fields(page, bulk);
  text_area(page, {.name = "kata", .label = say("o.bulk.words"), .hint = say("o.bulk.words_hint"), .value = bulk.words, .wrong = wrong_of(wrongs, "kata"), .letters_max = words_max}, 4);
  button(page, say("o.bulk.look"), Weight::second);
  form_end(page);
  if (bulk.words.empty() || !wrongs.empty()) return;
  page.subheading(say("o.bulk.preview"));
  page.html << "<blockquote class=\"bubble\">"_lit << bulk.words << "</blockquote>"_lit;
  form_begin(page, "/petugas/percakapan/sekaligus/jalankan");
  carried_fields(page, bulk);
  hidden(page, "kata", bulk.words);
  confirm(page, say("o.bulk.write_n", counted(bulk)));
  form_end(page);
}

void other_part(Page& page, const Bulk& bulk, const std::vector<Wrong>& wrongs) {
  const auto& say = page.say;
  form_begin(page, "/petugas/percakapan/sekaligus/jalankan");
  carried_fields(page, bulk);
  if (bulk.act == "alihkan") {
    std::vector<ChoiceGroup> people(1);
    const auto staff = access::list_staff(page.site.office.reader());
    for (const auto& each : staff)
      if (each.active && each.id != page.visitor.officer->id && each.roles.has_any({access::Role::operator_, access::Role::supervisor})) people[0].choices.push_back({each.id, each.name});
    select(page, {.name = "kepada", .label = say("o.pass.to"), .value = bulk.to, .wrong = wrong_of(wrongs, "kepada")}, people, say("o.choose"));
    text_area(page, {.name = "kata", .label = say("o.talk.pass_note"), .hint = say("o.talk.note_hint"), .value = bulk.words, .wrong = wrong_of(wrongs, "kata"), .letters_max = words_max}, 3);
  }
  if (bulk.act == "bukan") {
    page.hint(say("o.talk.no_request_hint"));
    std::vector<Choice> reasons;
    for (const auto reason : intake::no_request_reasons) reasons.push_back({reason, say("o.talk.no_request." + std::string(reason))});
    pick_one(page, "alasan", say("o.talk.no_request_why"), reasons, bulk.reason, {}, wrong_of(wrongs, "alasan"));
  }
  confirm(page, say("o.talk.bulk." + bulk.act, counted(bulk)));
  form_end(page);
}

Response preview(Site& site, const Visitor& visitor, const Bulk& bulk, const std::vector<Wrong>& wrongs) {
  const Speech words(site.sentences(), visitor.lang);
  const bool nothing = bulk.talks.empty() || !is_act(bulk.act);
  const auto title = nothing ? std::string(words("o.talk.bulk.nothing")) : words("o.talk.bulk." + bulk.act, counted(bulk));
  Page page(site, visitor, {.title = title, .has_errors = !wrongs.empty(), .back = "/petugas/percakapan", .desk = "kotak"});
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  error_box(page, wrongs);
  page.heading(title);
  if (nothing) {
    note(page, Tone::info, page.say("o.talk.bulk.tick_first"));
    acts_begin(page);
    link_button(page, Href::fixed("/petugas/percakapan"), page.say("o.talk.list"), Weight::main);
    acts_end(page);
  } else {
    talk_list_rows(page, bulk.talks);
    if (bulk.act == "pesan") write_part(page, bulk, wrongs);
    else other_part(page, bulk, wrongs);
  }
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff(nothing || !wrongs.empty() ? 422 : 200);
}

std::vector<Wrong> wrongs_of(Site& site, const Visitor& visitor, const Bulk& bulk) {
  const Speech say(site.sentences(), visitor.lang);
  std::vector<Wrong> wrongs;
  if (bulk.act == "alihkan" && bulk.to.empty()) wrongs.push_back({"kepada", std::string(say("o.pass.whom"))});
  if (bulk.act == "alihkan" && bulk.words.empty()) wrongs.push_back({"kata", std::string(say("o.talk.note_missing"))});
  if (bulk.act == "pesan" && bulk.words.empty()) wrongs.push_back({"kata", std::string(say("o.bulk.words_missing"))});
  if (letters_count(bulk.words) > words_max) wrongs.push_back({"kata", std::string(say("o.bulk.words_long"))});
  if (bulk.act == "bukan" && bulk.reason.empty()) wrongs.push_back({"alasan", std::string(say("o.reason_missing"))});
  return wrongs;
}

Later<office::Answer> do_one(Site& site, const Bulk& bulk, const std::string& contact) {
  auto asked = bulk.asked;
  if (!asked.key.empty()) asked.key += "/" + contact;
  if (bulk.act == "pesan") return intake::answer_by_officer(site.office, {contact, Personal<std::string>(bulk.words)}, asked);
  if (bulk.act == "alihkan") return intake::pass_talk(site.office, {contact, bulk.to, Personal<std::string>(bulk.words)}, asked);
  if (bulk.act == "bukan") return intake::mark_no_request(site.office, {contact, bulk.reason}, asked);
  return intake::take_over(site.office, contact, asked);
}

Response outcomes_page(Site& site, const Visitor& visitor, const Bulk& bulk, const std::vector<Outcome>& outcomes) {
  const Speech say(site.sentences(), visitor.lang);
  const auto done = std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& each) { return each.why.empty(); });
  Page page(site, visitor, {.title = std::string(say("o.bulk.outcome")), .back = "/petugas/percakapan", .desk = "kotak"});
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  page.heading(say("o.bulk.outcome"));
  page.html << "<div role=\"status\">"_lit;
  note(page, done == static_cast<std::ptrdiff_t>(outcomes.size()) ? Tone::ok : Tone::warn, say("o.talk.bulk.outcome", {{"n", std::to_string(done)}, {"semua", std::to_string(outcomes.size())}}));
  page.html << "</div><ul class=\"outcomes\">"_lit;
  for (std::size_t n = 0; n < outcomes.size(); ++n) {
    const auto& each = outcomes[n];
    page.html << "<li><a href=\""_lit << Href::local(talk_path(each.contact)) << "\">"_lit << say("o.talk.bulk.talk", {{"n", std::to_string(n + 1)}}) << "</a> "_lit;
    pill(page, each.why.empty() ? Tone::ok : Tone::warn, say(each.why.empty() ? "o.bulk.done" : "o.bulk.not_done"));
    if (!each.why.empty()) page.html << " "_lit << each.why;
    page.html << "</li>"_lit;
  }
  page.html << "</ul>"_lit;
  acts_begin(page);
  link_button(page, Href::fixed("/petugas/percakapan"), say("o.talk.list"), Weight::main);
  acts_end(page);
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff();
}

LaterPage do_from(Site& site, const Visitor& visitor, const std::shared_ptr<const Bulk>& bulk, const std::shared_ptr<std::vector<Outcome>>& outcomes) {
  const auto n = outcomes->size();
  if (n == bulk->talks.size()) return LaterPage::ready(outcomes_page(site, visitor, *bulk, *outcomes));
  const auto& contact = bulk->talks[n].contact;
  return page_after(site, visitor, do_one(site, *bulk, contact), [&site, visitor, bulk, outcomes, contact](const office::Answer& came) {
    const Speech say(site.sentences(), visitor.lang);
    Outcome outcome{contact, {}};
    if (const auto* refusal = office::refused(came)) outcome.why = say(*refusal);
    else if (office::failed(came)) outcome.why = say("o.bulk.failed");
    outcomes->push_back(std::move(outcome));
    return do_from(site, visitor, bulk, outcomes);
  });
}

}  // namespace

Reply talks_bulk_preview(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto bulk = bulk_of(site, visitor, request);
  const bool looked = request.form().has("kata") && bulk.act == "pesan";
  return preview(site, visitor, bulk, looked ? wrongs_of(site, visitor, bulk) : std::vector<Wrong>{});
}

Reply talks_bulk_do(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  auto bulk = std::make_shared<const Bulk>(bulk_of(site, visitor, request));
  if (bulk->talks.empty() || !is_act(bulk->act)) return preview(site, visitor, *bulk, {});
  if (auto wrongs = wrongs_of(site, visitor, *bulk); !wrongs.empty()) return preview(site, visitor, *bulk, wrongs);
  return do_from(site, visitor, bulk, std::make_shared<std::vector<Outcome>>());
}

}  // namespace opak::web::officer
