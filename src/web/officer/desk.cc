#include "web/officer/desk.h"

#include <charconv>
#include <cmath>

#include "access/staff.h"
#include "base/log.h"
#include "base/text.h"
#include "law/application_number.h"
#include "office/open_file.h"
#include "office/own_data.h"
#include "office/search.h"

namespace opak::web {

office::Asked asked_of(const Visitor& visitor, const Request& request) {
  return {.actor = visitor.actor(),
          .roles = visitor.officer ? visitor.officer->roles : access::Roles{},
          .key = asked_key(visitor, request),
          .language = std::string(catalogue::code_of(visitor.lang)),
          .counter = visitor.counter()};
}

Typed typed_of(const Request& request) {
  Typed fields;
  for (const auto& [name, value] : request.form().fields)
    if (name != "bukti" && name != "kunci") fields[name] = value;
  return fields;
}

std::string_view typed(const Typed& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

int whole_number(std::string_view text, int otherwise) {
  const auto clean = trimmed(text);
  int number = 0;
  const auto [end, error] = std::from_chars(clean.data(), clean.data() + clean.size(), number);
  if (error != std::errc() || end != clean.data() + clean.size() || number < 0 || number > 1'000'000) return otherwise;
  return number;
}

std::string_view first_desk(access::Roles roles) {
  using enum access::Role;
  if (roles.has(courier) && !roles.has_any({operator_, verifier, supervisor})) return "/antar";
  if (roles.has(supervisor)) return "/pimpinan";
  if (roles.has(operator_)) return "/petugas";
  if (roles.has(verifier)) return "/petugas/verifikasi";
  if (roles.has(printer)) return "/cetak";
  if (roles.has(counter)) return "/tas";
  return "/atur/pengguna";
}

void trouble_at(Page& page, const Trouble& trouble, std::string_view act) {
  if (trouble.act != act || trouble.words.empty()) return;
  page.html << "<p class=\"err\" role=\"alert\" id=\"salah-"_lit << act << "\">"_lit << trouble.words << "</p>"_lit;
}

void second_person_forms(Page& page, const SecondPersonForms& forms, const Trouble* trouble) {
  const auto& say = page.say;
  page.hint(say("o.ask.look_first"));
  form_begin(page, forms.confirm);
  hidden(page, forms.field, forms.id);
  button(page, say(forms.confirm_words));
  form_end(page);
  const auto wrong = trouble ? wrong_of(trouble->wrongs, "alasan") : std::string_view();
  page.html << (wrong.empty() ? "<details><summary>"_lit : "<details open><summary>"_lit) << say("o.ask.decline") << "</summary>"_lit;
  form_begin(page, forms.decline);
  hidden(page, forms.field, forms.id);
  const std::vector<Choice> reasons{{"counted_otherwise", say("o.reason.counted_otherwise")}, {"serials_differ", say("o.reason.serials_differ")}, {"not_seen", say("o.reason.not_seen")}};
  pick_one(page, "alasan", say("o.ask.decline_why"), reasons, trouble ? typed(trouble->typed, "alasan") : std::string_view(), {}, wrong);
  button(page, say("o.ask.decline_send"), Weight::second);
  form_end(page);
  page.html << "</details>"_lit;
}

LaterPage page_after(Site& site, const Visitor& visitor, const Later<office::Answer>& answer,
                     std::function<LaterPage(const office::Answer&)> next) {
  LaterPage page;
  answer.when_ready([&site, visitor, next = std::move(next), page](const office::Answer& came) {
    try {
      next(came).when_ready([page](const Response& response) { page.answer(response); });
    } catch (const std::exception& error) {
      log_error("page stopped", {{"path", visitor.path}, {"what", error.what()}});
      page.answer(error_page(site, visitor, 500));
    }
  });
  return page;
}

Reply go_on(Site& site, const Visitor& visitor, const Later<office::Answer>& answer, std::string path, Again again) {
  return page_after(site, visitor, answer, [&site, visitor, path = std::move(path), again = std::move(again)](const office::Answer& came) {
    if (const auto* refusal = office::refused(came)) return again(*refusal);
    if (const auto* failure = office::failed(came)) return LaterPage::ready(failure_page(site, visitor, *failure));
    return LaterPage::ready(see_other(path));
  });
}

LaterPage with_file(Site& site, const Visitor& visitor, office::OpenFile wish, const office::Asked& asked,
                    std::function<Response(const office::FileOpened&)> show) {
  return office::open_file(site.office, std::move(wish), asked).then([&site, visitor, show = std::move(show)](const office::FileAnswer& answer) -> Response {
    if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
    if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
    try {
      return show(std::get<office::FileOpened>(answer));
    } catch (const std::exception& error) {
      log_error("page stopped", {{"path", visitor.path}, {"what", error.what()}});
      return error_page(site, visitor, 500);
    }
  });
}

std::optional<std::string> open_purpose(Boards& boards, std::string_view application, const Visitor& visitor) {
  for (const auto& opening : boards.openings_of(application))
    if (opening.actor == visitor.actor() && visitor.now - opening.at < opening_holds_ms && opening.purpose != office::purpose_search && opening.purpose != office::purpose_tell) return opening.purpose;
  return std::nullopt;
}

std::optional<Case> find_case(Boards& boards, std::string_view number) {
  const auto parsed = law::ApplicationNumber::parse(number);
  if (!parsed) return std::nullopt;
  return boards.find_case_by_number(parsed->text());
}

const law::Service* service_of(const Site& site, const application::State& state) { return site.catalogue.find_service(state.service); }

std::string service_title(const Page& page, const application::State& state) {
  const auto* service = service_of(page.site, state);
  return service ? std::string(page.say(service->title)) : state.service;
}

std::string region_name(const Site& site, std::string_view code) {
  const auto* region = site.catalogue.city().regions.by_code(code);
  return region ? region->kelurahan + ", " + region->kecamatan : std::string(code);
}

std::string actor_words(Page& page, std::string_view actor) {
  if (actor == "system") return std::string(page.say("o.actor.system"));
  if (!actor.starts_with("officer/")) return std::string(page.say("o.actor.resident"));
  const auto staff = access::find_staff(page.site.office.reader(), actor.substr(8));
  return staff ? staff->name : std::string(page.say("glossary.officer"));
}

std::string reason_words(const Page& page, const application::State& state, std::string_view word) {
  if (word.empty()) return {};
  if (const auto* service = service_of(page.site, state)) {
    if (const auto* reason = service->find_return_reason(word)) return std::string(page.say(reason->title));
    if (const auto* reason = service->find_rejection_reason(word)) return std::string(page.say(reason->title));
    if (const auto* paper = service->find_paper(word)) return std::string(page.say(paper->title));
  }
  const auto key = "o.reason." + std::string(word);
  return page.say.has(key) ? std::string(page.say(key)) : std::string(word);
}

Moment closing_on(const law::Calendar& calendar, Day day) {
  const auto hours = calendar.hours_on(day);
  return moment_in_jakarta(day, 0, 0) + minutes(hours ? hours->closes : 15 * 60);
}

std::optional<Moment> due_at(const application::State& state, const law::Calendar& calendar) {
  const auto day = state.due_on();
  if (day == Day{}) return std::nullopt;
  return closing_on(calendar, day);
}

TimePill time_pill(const Speech& say, Moment due, Moment now) {
  const auto away = due - now;
  const auto size = away < 0 ? -away : away;
  const auto told = [&](std::string_view unit, std::int64_t count) {
    return say((away < 0 ? "o.due.over_" : "o.due.in_") + std::string(unit), {{"n", std::to_string(count)}});
  };
  const auto day_of_due = day_in_jakarta(due), today = day_in_jakarta(now);
  TimePill pill{.tone = away < 0 ? Tone::bad : away < hours(2) ? Tone::warn : Tone::ok, .words = {}};
  if (size < hours(1)) pill.words = told("minutes", std::max<std::int64_t>(1, size / minutes(1)));
  else if (day_of_due == today) pill.words = told("hours", size / hours(1));
  else if (day_of_due == today + 1) pill.words = say("o.due.tomorrow", {{"jam", say.clock_time(due)}});
  else pill.words = told("days", std::max(1, away < 0 ? today - day_of_due : day_of_due - today));
  return pill;
}

void due_pill(Page& page, const Case& item) {
  const auto due = due_at(item.state, page.site.catalogue.city().calendar);
  if (!due) return;
  const auto pill = time_pill(page.say, *due, page.visitor.now);
  page.html << (pill.tone == Tone::bad ? "<span class=\"sla lewat\">"_lit : pill.tone == Tone::warn ? "<span class=\"sla dekat\">"_lit : "<span class=\"sla\">"_lit)
            << pill.words << "</span>"_lit;
}

void stage_pill(Page& page, const application::State& state) {
  using enum application::Stage;
  Tone tone = Tone::plain;
  if (state.disputed || state.stage == rejected) tone = Tone::bad;
  else if (state.stage == delivered) tone = Tone::ok;
  else if (state.stage == returned || state.stage == attempt_failed || state.stage == not_reached || state.stage == waiting_blangko || state.stage == visit_needed) tone = Tone::warn;
  pill(page, tone, state.disputed ? std::string(page.say("o.stage.disputed")) : std::string(page.say("o.stage." + std::string(name_of(state.stage)))));
}

std::string kilometres(const Speech& say, double km) {
  const auto tenths = static_cast<std::int64_t>(std::llround(km * 10));
  return std::to_string(tenths / 10) + (say.lang() == catalogue::Lang::en ? "." : ",") + std::to_string(tenths % 10) + " km";
}

std::string hours_of_run(const Speech& say, const views::Run& run) {
  const auto at = [&](int hour) { return say.clock_time(moment_in_jakarta(run.state.day, hour, 0)); };
  return say("o.plan.hours", {{"dari", at(run.state.from_hour)}, {"sampai", at(run.state.to_hour)}});
}

void solo_begin(Page& page) {
  page.html << "<main class=\"pane solo\" id=\"isi\">"_lit;
}
void solo_end(Page& page) { page.html << "</main>"_lit; }

void greeting(Page& page) {
  const auto& visitor = page.visitor;
  if (!visitor.officer || !visitor.session || visitor.now - visitor.session->made_at > minutes(3)) return;
  const auto& before = visitor.officer->earlier_sign_in;
  note(page, Tone::info,
       before ? page.say("o.in.last_time", {{"waktu", page.say.long_moment(before->at)}, {"tempat", before->network}}) : page.say("o.in.first_time", {}));
}

void done_note(Page& page, const Request& request) {
  const auto key = "o.done." + request.query_field("beres");
  if (request.query_field("beres").empty() || !page.say.has(key)) return;
  const auto number = law::ApplicationNumber::parse(request.query_field("nomor"));
  page.html << "<div role=\"status\">"_lit;
  note(page, Tone::ok, page.say(key, {{"nomor", number ? number->text() : std::string()}}));
  page.html << "</div>"_lit;
}

std::string done_path(std::string_view path, std::string_view what, std::string_view number) {
  std::string there(path);
  there += (there.find('?') == std::string::npos ? "?beres=" : "&beres=") + std::string(what);
  if (!number.empty()) there += "&nomor=" + std::string(number);
  return there;
}

std::string check_path(std::string_view number) { return "/petugas/periksa/" + std::string(number); }
std::string verify_path(std::string_view number) { return "/petugas/verifikasi/" + std::string(number); }

std::optional<Refusal> why_not_mine(Site& site, const Visitor& visitor, const application::State& state, application::Act act) {
  return application::why_not_by(state, act, visitor.actor(), office::eyes_of(site.office));
}

std::string path_for(const Visitor& visitor, const application::State& state) {
  using enum application::Stage;
  const bool at_verifier = state.stage == complete || state.stage == visit_needed;
  return at_verifier && visitor.has_any({access::Role::verifier}) ? verify_path(state.number) : check_path(state.number);
}

namespace {

struct TrailLine {
  Moment at;
  std::string words;
};

std::string fact_key(std::string_view fact) {
  const auto dot = fact.find('.');
  auto name = fact.substr(dot + 1);
  return "o.fact." + std::string(name.substr(0, name.rfind(".v")));
}

}  // namespace

void trail(Page& page, Boards& boards, const Case& item) {
  std::vector<TrailLine> lines;
  for (const auto& line : boards.timeline(item.id)) {
    auto words = std::string(page.say(fact_key(line.fact)));
    if (const auto why = reason_words(page, item.state, line.word); !why.empty()) words += ": " + why;
    lines.push_back({line.at, words + " (" + actor_words(page, line.actor) + ")"});
  }
  if (const auto old = boards.old_card_of_case(item.id)) {
    const auto& card = old->state;
    const auto add = [&](Moment at, std::string_view key, const std::string& by, const std::string& witness) {
      if (!by.empty()) lines.push_back({at, std::string(page.say(key)) + " (" + actor_words(page, by) + (witness.empty() ? "" : ", " + actor_words(page, witness)) + ")"});
    };
    add(card.taken_at, "o.fact.old_card_taken", card.taken_by, "");
    add(card.put_at, "o.fact.old_card_in_drawer", card.put_by, card.put_witness);
    add(card.destroyed_at, "o.fact.old_card_destroyed", card.destroyed_by, card.destroyed_witness);
  }
  for (const auto& opening : boards.openings_of(item.id))
    lines.push_back({opening.at, page.say("o.trail.opened", {{"siapa", actor_words(page, opening.actor)}, {"tujuan", std::string(page.say("o.purpose." + opening.purpose))}})});
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  page.subheading(page.say("o.trail"));
  page.html << "<ul class=\"small trail\">"_lit;
  for (const auto& line : lines)
    page.html << "<li><span class=\"num\">"_lit << page.say.short_day(day_in_jakarta(line.at)) << " "_lit << page.say.clock_time(line.at) << "</span> "_lit << line.words << "</li>"_lit;
  page.html << "</ul>"_lit;
}

void facts(Page& page, const Case& item, const office::FileOpened& file) {
  const auto& say = page.say;
  page.html << "<details><summary>"_lit << say("o.file.details") << "</summary><dl class=\"sum\">"_lit;
  const auto row = [&](std::string_view label, const Opened<std::string>& value) {
    if (!is_empty(value)) summary_row(page, label, value);
  };
  row(say("o.field.name"), vault::field_of(file.person, "name"));
  row(say("o.field.street"), vault::field_of(file.address, "street"));
  row(say("o.field.rt"), vault::field_of(file.address, "rt"));
  row(say("o.field.rw"), vault::field_of(file.address, "rw"));
  row(say("o.field.landmark"), vault::field_of(file.address, "landmark"));
  row(say("o.field.receiver_name"), vault::field_of(file.address, "receiver_name"));
  row(say("glossary.phone"), shown_phone(vault::field_of(file.contact, "phone")));
  if (!item.state.region.empty()) summary_row(page, Row{.question = say("o.field.region"), .answer = region_name(page.site, item.state.region)});
  if (file.has_door_photo)
    page.html << "<dt>"_lit << say("o.field.door_photo") << "</dt><dd><a href=\""_lit << Href::local("/petugas/berkas/" + item.id + "/" + std::string(office::paper_door)) << "\">"_lit << say("o.field.door_photo_open") << "</a></dd>"_lit;
  summary_row(page, Row{.question = say("o.field.channel"), .answer = say("o.channel." + item.state.channel)});
  if (!item.state.assisted_by.empty())
    summary_row(page, Row{.question = say("o.field.assisted"), .answer = actor_words(page, item.state.assisted_by)});
  page.html << "</dl></details>"_lit;
}

namespace {

// A kelurahan is told by its name. Its code is known to the pages, so nothing is read out of the opened value.
void value_of_comparison(Page& page, std::string_view field, const Opened<std::string>& value) {
  if (field == "nik" || field == "kk") {
    page.html << "<span class=\"num\">"_lit << masked_number(value) << "</span>"_lit;
    return;
  }
  if (field == "kelurahan" || field == "region")
    for (const auto& region : page.site.catalogue.city().regions.all())
      if (is_equal(value, region.code)) {
        page.html << region.kelurahan;
        return;
      }
  page.html << value;
}

}  // namespace

void comparison_table(Page& page, const std::vector<office::Comparison>& comparisons) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<table class=\"same\"><caption class=\"vh\">"_lit << say("o.match.caption") << "</caption><colgroup><col><col><col><col></colgroup><thead><tr><th scope=\"col\">"_lit
       << say("o.match.field") << "</th><th scope=\"col\">"_lit << say("o.match.given") << "</th><th scope=\"col\">"_lit << say("o.match.register")
       << "</th><th scope=\"col\"><span class=\"vh\">"_lit << say("o.match.same") << "</span></th></tr></thead><tbody>"_lit;
  for (const auto& line : comparisons) {
    const bool same = line.verdict == "same";
    html << (same || line.verdict == "unknown" ? "<tr>"_lit : "<tr class=\"ne\">"_lit) << "<th scope=\"row\">"_lit << say("o.field." + line.field) << "</th><td>"_lit;
    value_of_comparison(page, line.field, line.given);
    html << "</td><td>"_lit;
    value_of_comparison(page, line.field, line.registered);
    html << "</td><td>"_lit
         << (same ? "&#10003;"_lit : line.verdict == "similar" ? "&#8776;"_lit : line.verdict == "differs" ? "&#8800;"_lit : "?"_lit)
         << "<span class=\"vh\"> "_lit << say("o.verdict." + line.verdict) << "</span></td></tr>"_lit;
  }
  html << "</tbody></table>"_lit;
}

Response kept_photo(const Opened<Bytes>& photo) {
  Response response;
  response.content_type = "image/jpeg";
  response.body = jpeg_body(photo);
  response.headers = {{"Cache-Control", "no-store"},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Cross-Origin-Resource-Policy", "same-origin"},
                      {"Content-Disposition", "inline"},
                      {"Referrer-Policy", "no-referrer"}};
  return response;
}

}  // namespace opak::web
