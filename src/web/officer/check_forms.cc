// The right side of O3: what to decide, each decision with its own form and its own button.
#include "access/staff.h"
#include "intake/conversations.h"
#include "office/check.h"
#include "web/officer/check_view.h"

namespace opak::web::officer::checking {

using application::Act;
using application::Stage;

namespace {

void aside_note(Page& page, const application::State& state) {
  if (!state.is_aside(day_in_jakarta(page.visitor.now))) return;
  note(page, Tone::info, page.say("o.aside.lies", {{"hari", page.say.long_day(state.aside_until)}, {"sebab", reason_words(page, state, state.aside_reason)}, {"siapa", actor_words(page, state.aside_by)}}));
  button_form(page, check_path(state.number) + "/lanjut", page.say("o.aside.take_up"), Weight::second);
}

}  // namespace

void identity_note(Page& page, Boards& boards, const Case& item) {
  if (!item.state.identity_checked) return;
  const auto lines = boards.timeline(item.id);
  const auto last = std::find_if(lines.rbegin(), lines.rend(), [](const auto& line) { return line.fact == application::IdentityChecked::fact; });
  if (last == lines.rend()) return;
  note(page, Tone::ok, page.say("o.identity.done", {{"cara", reason_words(page, item.state, last->word)}, {"siapa", actor_words(page, last->actor)}, {"waktu", page.say.long_moment(last->at)}}));
}

// What stands above everything else: a dispute, a rejection that waits, who holds the case, and where it is.
void banners(Page& page, Boards& boards, const Case& item) {
  const auto& say = page.say;
  const auto& state = item.state;
  if (state.disputed) {
    note(page, Tone::bad, say("o.banner.disputed"), say("o.banner.disputed_" + state.dispute_what));
    if (page.visitor.has_any({access::Role::supervisor})) {
      acts_begin(page);
      link_button(page, Href::local("/pimpinan/sengketa/" + state.number), say("o.banner.settle"), Weight::main);
      acts_end(page);
    }
  }
  if (!state.rejection_by.empty() && state.stage != Stage::rejected) {
    note(page, Tone::warn, say("o.banner.rejection", {{"siapa", actor_words(page, state.rejection_by)}, {"alasan", reason_words(page, state, state.rejection_rule)}}));
    if (page.visitor.has_any({access::Role::verifier, access::Role::supervisor}) && state.rejection_by != page.visitor.actor()) {
      acts_begin(page);
      link_button(page, Href::local(verify_path(state.number)), say("o.banner.decide_rejection"), Weight::main);
      acts_end(page);
    }
  }
  aside_note(page, state);
  identity_note(page, boards, item);
  const auto holder = office::assigned_to(page.site.office.reader(), item.id);
  if (!holder.empty() && holder != page.visitor.officer->id)
    note(page, Tone::info, say("o.banner.held", {{"siapa", actor_words(page, "officer/" + holder)}}));
  if (state.stage != Stage::submitted)
    note(page, Tone::info, say("o.banner.stage", {{"tahap", std::string(say("o.stage." + std::string(name_of(state.stage))))}}));
}

namespace {

// What else may be done now, each a link to its own form.
void other_acts(Page& page, const application::State& state, const View& view) {
  const auto& say = page.say;
  const auto way = [&](Act act, std::string_view want, std::string_view words, std::string_view key) {
    if (application::may(state, act)) key_link(page, address(state.number, wanting(view, want)) + "#" + std::string(want), say(words), key);
  };
  way(Act::return_for_fix, "perbaikan", "o.act.return", "p");
  key_link(page, address(state.number, wanting(view, "alihkan")) + "#alihkan", say("o.act.pass"), "a");
  way(Act::lay_aside, "tunda", "o.act.lay_aside", "s");
  way(Act::propose_rejection, "tolak", "o.act.reject", "t");
}

}  // namespace

void checklist_and_accept(Page& page, const Case& item, const View& view, const Trouble& trouble) {
  const auto& say = page.say;
  const auto& state = item.state;
  // Past the first look there is nothing to tick; the banner above says where the case is.
  if (state.stage != Stage::submitted && trouble.act != "terima") return;
  page.subheading(say("o.check.list"));
  trouble_at(page, trouble, "terima");
  if (const auto refusal = application::why_not(state, Act::accept_papers)) {
    page.html << "<p class=\"muted\">"_lit << say(*refusal) << "</p>"_lit;
    acts_begin(page);
    other_acts(page, state, view);
    acts_end(page);
    return;
  }
  form_begin(page, check_path(state.number) + "/terima");
  int n = 1;
  for (const auto& [paper, document] : state.papers) {
    const auto name = "cek-" + paper;
    tick(page, name, std::to_string(n++) + ". " + say("o.check.tick", {{"berkas", paper_title(page, state, paper)}}), typed(trouble.typed, name) == "ya", {}, wrong_of(trouble.wrongs, name));
  }
  acts_begin(page);
  page.html << "<button class=\"btn\" data-key=\"b\">"_lit << say("o.act.accept") << " <kbd>b</kbd></button>"_lit;
  other_acts(page, state, view);
  acts_end(page);
  form_end(page);
}

namespace {

// One thing is said plainly, several are counted: "1) ... 2) ...".
std::string ready_words(const Page& page, const Case& item, const law::Service& service, const std::vector<application::Ask>& asks) {
  std::string words;
  int n = 0;
  for (const auto& ask : asks) {
    const auto* reason = service.find_return_reason(ask.reason);
    if (reason == nullptr) continue;
    if (asks.size() > 1) words += (words.empty() ? "" : " ") + std::to_string(++n) + ") ";
    words += page.say(reason->text, {{"berkas", paper_title(page, item.state, ask.paper)}, {"nomor", item.state.number}});
  }
  return words;
}

// What was chosen so far, each with a way to take it out again.
void chosen_list(Page& page, const Case& item, const law::Service& service, const View& view) {
  page.html << "<ul class=\"links\">"_lit;
  for (std::size_t n = 0; n < view.asks.size(); ++n) {
    const auto& ask = view.asks[n];
    const auto* reason = service.find_return_reason(ask.reason);
    auto without = view;
    without.asks.erase(without.asks.begin() + static_cast<std::ptrdiff_t>(n));
    page.html << "<li><a href=\""_lit << Href::local(address(item.state.number, without) + "#perbaikan") << "\">"_lit << (reason ? std::string(page.say(reason->title)) : ask.reason);
    if (!ask.paper.empty()) page.html << " &middot; "_lit << paper_title(page, item.state, ask.paper);
    page.html << " <b>"_lit << page.say("o.return.take_out") << "</b></a></li>"_lit;
  }
  page.html << "</ul>"_lit;
}

// First what and why, as often as there is something; then the ready words for all of it. Choosing is a form that sends nothing,
// so it works without script.
void return_form(Page& page, const Case& item, const View& view, const Trouble& trouble) {
  const auto& say = page.say;
  const auto& state = item.state;
  const auto* service = service_of(page.site, state);
  if (service == nullptr) return;
  page.html << "<section id=\"perbaikan\" class=\"box\">"_lit;
  page.subheading(say("o.return.title"));
  trouble_at(page, trouble, "kembalikan");
  if (const auto refusal = application::why_not(state, Act::return_for_fix)) {
    page.html << "<p class=\"muted\">"_lit << say(*refusal) << "</p></section>"_lit;
    return;
  }
  auto known = view;
  std::erase_if(known.asks, [&](const auto& ask) { return service->find_return_reason(ask.reason) == nullptr; });
  const bool chosen = !known.asks.empty();
  if (chosen) chosen_list(page, item, *service, known);
  page.html << "<form method=\"get\" action=\""_lit << Href::local(check_path(state.number)) << "#perbaikan\">"_lit;
  hidden(page, "berkas", view.paper);
  hidden(page, "mau", "perbaikan");
  if (chosen) hidden(page, "lagi", asks_text(known.asks));
  std::vector<ChoiceGroup> reasons(1), papers(1);
  for (const auto& each : service->return_reasons) reasons[0].choices.push_back({each.key, say(each.title)});
  for (const auto& each : service->papers) papers[0].choices.push_back({each.key, say(each.title)});
  select(page, {.name = "alasan", .label = say(chosen ? "o.return.another" : "o.return.reason"), .value = {}}, reasons, say("o.choose"));
  select(page, {.name = "untuk", .label = say("o.return.about"), .value = view.paper}, papers, {});
  button(page, say(chosen ? "o.return.add" : "o.return.words"), chosen ? Weight::second : Weight::main);
  page.html << "</form>"_lit;
  if (chosen) {
    const auto words = trouble.act == "kembalikan" ? std::string(typed(trouble.typed, "kata")) : ready_words(page, item, *service, known.asks);
    form_begin(page, check_path(state.number) + "/kembalikan");
    hidden(page, "lagi", asks_text(known.asks));
    hidden(page, "berkas", view.paper);
    text_area(page, {.name = "kata", .label = say("o.return.edit"), .value = words, .wrong = wrong_of(trouble.wrongs, "kata"), .letters_max = 500}, 4);
    page.html << "<p class=\"hint\">"_lit << say("o.return.preview") << "</p><blockquote class=\"bubble\">"_lit << words << "</blockquote>"_lit;
    acts_begin(page);
    button(page, say("o.return.send"));
    button(page, say("o.return.look"), Weight::second, "lihat", "ya");
    acts_end(page);
    form_end(page);
  }
  page.html << "</section>"_lit;
}

void reject_form(Page& page, const Case& item, const Trouble& trouble) {
  const auto& say = page.say;
  const auto& state = item.state;
  const auto* service = service_of(page.site, state);
  if (service == nullptr) return;
  page.html << "<section id=\"tolak\" class=\"box\">"_lit;
  page.subheading(say("o.reject.title"));
  trouble_at(page, trouble, "tolak");
  if (const auto refusal = application::why_not(state, Act::propose_rejection)) {
    page.html << "<p class=\"muted\">"_lit << say(*refusal) << "</p></section>"_lit;
    return;
  }
  page.hint(say("o.reject.two"));
  form_begin(page, check_path(state.number) + "/tolak");
  std::vector<Choice> rules;
  std::vector<std::string> hints;
  hints.reserve(service->rejection_reasons.size());
  for (const auto& each : service->rejection_reasons) {
    hints.push_back(each.rule);
    rules.push_back({each.key, say(each.title), hints.back()});
  }
  pick_one(page, "aturan", say("o.reject.rule"), rules, typed(trouble.typed, "aturan"), {}, wrong_of(trouble.wrongs, "aturan"));
  text_area(page, {.name = "sebab", .label = say("o.reject.words"), .hint = say("o.reject.words_hint"), .value = typed(trouble.typed, "sebab"),
                   .wrong = wrong_of(trouble.wrongs, "sebab"), .letters_max = 500}, 3);
  acts_begin(page);
  button(page, say("o.reject.send"), Weight::danger);
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

void pass_form(Page& page, const Case& item, const Trouble& trouble) {
  const auto& say = page.say;
  page.html << "<section id=\"alihkan\" class=\"box\">"_lit;
  page.subheading(say("o.pass.title"));
  trouble_at(page, trouble, "alihkan");
  form_begin(page, check_path(item.state.number) + "/alihkan");
  std::vector<ChoiceGroup> people(1);
  const auto staff = access::list_staff(page.site.office.reader());
  for (const auto& each : staff)
    if (each.active && each.id != page.visitor.officer->id && each.roles.has_any({access::Role::operator_, access::Role::verifier, access::Role::supervisor}))
      people[0].choices.push_back({each.id, each.name});
  select(page, {.name = "kepada", .label = say("o.pass.to"), .wrong = wrong_of(trouble.wrongs, "kepada")}, people, say("o.choose"));
  acts_begin(page);
  button(page, say("o.pass.send"));
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

// The days it may come back: the office's next working days.
std::vector<Day> days_to_come(const law::Calendar& calendar, Day today) {
  std::vector<Day> days;
  for (auto day = calendar.next_working_day(today); day <= today + application::aside_days_max; day = calendar.next_working_day(day)) days.push_back(day);
  return days;
}

void aside_form(Page& page, const Case& item, const Trouble& trouble) {
  const auto& say = page.say;
  page.html << "<section id=\"tunda\" class=\"box\">"_lit;
  page.subheading(say("o.aside.title"));
  trouble_at(page, trouble, "tunda");
  if (const auto refusal = application::why_not(item.state, Act::lay_aside)) {
    page.html << "<p class=\"muted\">"_lit << say(*refusal) << "</p></section>"_lit;
    return;
  }
  page.hint(say("o.aside.clock"));
  form_begin(page, check_path(item.state.number) + "/tunda");
  std::vector<Choice> reasons;
  std::vector<std::string> words;
  words.reserve(office::aside_reasons.size());
  for (const auto& key : office::aside_reasons) {
    words.push_back(reason_words(page, item.state, key));
    reasons.push_back({key, words.back()});
  }
  pick_one(page, "sebab_tunda", say("o.aside.why"), reasons, typed(trouble.typed, "sebab_tunda"), {}, wrong_of(trouble.wrongs, "sebab_tunda"));
  std::vector<std::pair<std::string, std::string>> days;
  for (const auto day : days_to_come(page.site.catalogue.city().calendar, day_in_jakarta(page.visitor.now))) days.emplace_back(iso_day(day), say.long_day(day));
  std::vector<ChoiceGroup> choices(1);
  for (const auto& [value, label] : days) choices[0].choices.push_back({value, label});
  select(page, {.name = "sampai", .label = say("o.aside.until"), .value = typed(trouble.typed, "sampai"), .wrong = wrong_of(trouble.wrongs, "sampai")}, choices, say("o.choose"));
  acts_begin(page);
  button(page, say("o.aside.send"));
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

}  // namespace

void open_form(Page& page, const Case& item, const View& view, const Trouble& trouble) {
  if (view.want == "perbaikan") return_form(page, item, view, trouble);
  else if (view.want == "tolak") reject_form(page, item, trouble);
  else if (view.want == "alihkan") pass_form(page, item, trouble);
  else if (view.want == "tunda") aside_form(page, item, trouble);
}

// A message beside the file. Who stands behind the number hears it in the chat; WhatsApp's window rules are the outbox's.
void reply_form(Page& page, const Case& item, const Trouble& trouble) {
  const auto& say = page.say;
  const auto standing = intake::find_standing(page.site.office.reader(), item.state.contact);
  const bool is_talking = standing && standing->window_expires_at > page.visitor.now;
  page.html << (trouble.act == "balas" ? "<details open id=\"balas\"><summary>"_lit : "<details id=\"balas\"><summary>"_lit) << say("o.reply.title") << "</summary>"_lit;
  trouble_at(page, trouble, "balas");
  if (!is_talking && (!item.state.messages_wanted || (standing && standing->stopped))) {
    page.html << "<p class=\"muted\">"_lit << say("o.reply.unwanted") << "</p></details>"_lit;
    return;
  }
  const auto window = is_talking ? say("o.talk.window", {{"jam", std::to_string((standing->window_expires_at - page.visitor.now) / hours(1))}}) : std::string(say("o.reply.window_over"));
  form_begin(page, check_path(item.state.number) + "/balas");
  text_area(page, {.name = "balasan", .label = say("o.talk.answer"), .hint = window, .value = typed(trouble.typed, "balasan"), .wrong = wrong_of(trouble.wrongs, "balasan"),
                   .letters_max = static_cast<int>(intake::answer_letters_max)}, 3);
  button(page, say("glossary.send"), Weight::second);
  form_end(page);
  page.html << "</details>"_lit;
}

void identity_form(Page& page, const Case& item, const Trouble& trouble) {
  const auto& say = page.say;
  const auto& state = item.state;
  if (!state.needs_identity_check() && trouble.act != "identitas") return;
  page.html << "<section id=\"identitas\" class=\"box\">"_lit;
  page.subheading(say("o.identity.title"));
  page.hint(say(state.new_contact ? "o.identity.new_contact" : state.elsewhere ? "o.identity.elsewhere" : "o.identity.unseen"));
  trouble_at(page, trouble, "identitas");
  if (const auto refusal = why_not_mine(page.site, page.visitor, state, Act::check_identity)) {
    page.html << "<p class=\"muted\">"_lit << say(*refusal) << "</p></section>"_lit;
    return;
  }
  form_begin(page, check_path(state.number) + "/identitas");
  const std::vector<Choice> ways{{"called_known_number", say("o.reason.called_known_number")}, {"video_call", say("o.reason.video_call")},
                                 {"seen_in_person", say("o.reason.seen_in_person")}, {"rt_rw_confirmed", say("o.reason.rt_rw_confirmed")}};
  pick_one(page, "cara", say("o.identity.how"), ways, typed(trouble.typed, "cara"), {}, wrong_of(trouble.wrongs, "cara"));
  acts_begin(page);
  button(page, say("o.identity.send"), Weight::second);
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

void holding(Page& page, const Case& item) {
  const auto holder = office::assigned_to(page.site.office.reader(), item.id);
  if (!item.state.is_open()) return;
  const bool is_mine = holder == page.visitor.officer->id;
  form_begin(page, is_mine ? "/petugas/lepas" : "/petugas/ambil");
  hidden(page, "nomor", item.state.number);
  button(page, page.say(is_mine ? "o.held.give_back" : "o.held.take"), Weight::second);
  form_end(page);
}

}  // namespace opak::web::officer::checking
