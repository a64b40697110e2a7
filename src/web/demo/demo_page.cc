// /demo: what to try in five minutes, a login for each role, and whom to be.
#include "access/session.h"
#include "access/sign_in.h"
#include "access/staff.h"
#include "core/application/application.h"
#include "law/application_number.h"
#include "office/book.h"
#include "views/boards.h"
#include "web/demo/pages.h"
#include "web/demo/stage.h"
#include "web/officer/desk.h"

namespace opak::web {
namespace {

// One step of the tour: its words, and where it happens. "{nomor}" in a path is the case the visitor filed.
struct Step {
  std::string_view words;  // Sentence key.
  std::string_view login;  // Sign in as this officer; "" for none.
  std::string_view path;   // Where to; for an officer after signing in.
  std::string_view link;   // Sentence key of the link.
};

constexpr Step steps[] = {
    {"demo.step.write", "", "/demo/hp#hp", "demo.open_phone"},
    {"demo.step.check", "rina", "/petugas/periksa/{nomor}", {}},
    {"demo.step.verify", "budi", "/petugas/verifikasi/{nomor}", {}},
    {"demo.step.print", "joko", "/cetak", {}},
    {"demo.step.plan", "ratna", "/antaran/rencana", {}},
    {"demo.step.load", "agus", "/antar", {}},
    {"demo.step.proof", "", "/log-publik", "demo.open_proof"},
};

// The case that was filed last from the pretend phones: the number stands in the last letter that names one.
std::optional<Case> own_case(Site& site, Boards& boards) {
  std::optional<Case> found;
  Moment newest{};
  for (const auto number : ready_numbers) {
    const auto messages = site.stage->phones.messages(std::string(number));
    for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
      const auto at = message->text.find("OM-");
      if (!message->from_us || at == std::string::npos || message->at < newest) continue;
      const auto parsed = law::ApplicationNumber::parse(std::string_view(message->text).substr(at, 15));
      auto item = parsed ? boards.find_case_by_number(parsed->text()) : std::nullopt;
      if (!item) continue;
      found = std::move(item);
      newest = message->at;
      break;
    }
  }
  return found;
}

// How many steps of the tour lie behind this case.
std::size_t steps_done(Boards& boards, const std::optional<Case>& item) {
  using enum application::Stage;
  if (!item) return 0;
  switch (item->state.stage) {
    case submitted:
    case returned: return 1;
    case complete:
    case visit_needed: return 2;
    case verified:
    case print_ready:
    case waiting_blangko:
    case printing: return 3;
    case printed:
    case attempt_failed:
    case not_reached: {
      const auto parcel = boards.find_parcel(item->state.parcel);
      return parcel && !parcel->state.run.empty() ? 5 : 4;
    }
    case on_the_road: return 5;
    case delivered: return 6;
    default: return 0;
  }
}

// Who drives with the visitor's card; "" while no run is planned.
std::string courier_of(Boards& boards, const std::optional<Case>& item) {
  const auto parcel = item ? boards.find_parcel(item->state.parcel) : std::nullopt;
  const auto run = parcel && !parcel->state.run.empty() ? boards.find_run(parcel->state.run) : std::nullopt;
  return run ? run->state.courier : "";
}

// Without a case of one's own the officer's list is shown.
std::string path_of(const Step& step, const std::optional<Case>& item) {
  const auto at = step.path.find("{nomor}");
  if (at == std::string_view::npos) return std::string(step.path);
  return item ? std::string(step.path.substr(0, at)) + item->state.number : "/petugas";
}

std::string roles_in_words(const Speech& say, access::Roles roles) {
  std::string words;
  for (const auto role : access::all_roles)
    if (roles.has(role)) words += (words.empty() ? "" : ", ") + std::string(say("access.role." + std::string(access::name_of(role))));
  return words;
}

void sign_in_button(Page& page, const access::Staff& staff, std::string_view path, Weight weight = Weight::second) {
  form_begin(page, "/demo/masuk");
  hidden(page, "petugas", staff.id);
  hidden(page, "ke", path);
  button(page, page.say("demo.sign_in_as", {{"nama", staff.name}, {"peran", roles_in_words(page.say, staff.roles)}}), weight);
  form_end(page);
}

void tour(Page& page, Boards& boards) {
  const auto item = own_case(page.site, boards);
  const auto done = steps_done(boards, item);
  page.subheading(page.say("demo.tour"));
  if (item) note(page, done == 6 ? Tone::ok : Tone::info, page.say(done == 6 ? "demo.arrived" : "demo.own_case", {{"nomor", item->state.number}}));
  page.html << "<ol class=\"tour\">"_lit;
  for (std::size_t n = 0; n < std::size(steps); ++n) {
    const auto& step = steps[n];
    const auto weight = n == done ? Weight::main : Weight::second;
    page.html << (n < done ? "<li class=\"done\"><p>"_lit : n == done ? "<li aria-current=\"step\"><p>"_lit : "<li><p>"_lit) << page.say(step.words);
    if (n < done) page.html << " <b>"_lit << page.say("demo.step_done") << "</b>"_lit;
    page.html << "</p>"_lit;
    if (step.words == "demo.step.check" && item && item->state.needs_identity_check() && done > 1) page.hint(page.say("demo.identity_waits"));
    if (!step.link.empty()) link_button(page, Href::local(step.path), page.say(step.link), weight);
    auto staff = step.login.empty() ? std::nullopt : access::find_staff_by_login(boards.database(), step.login);
    if (const auto courier = courier_of(boards, item); step.path == "/antar" && !courier.empty()) staff = access::find_staff(boards.database(), courier);
    if (staff) sign_in_button(page, *staff, path_of(step, item), weight);
    page.html << "</li>"_lit;
  }
  page.html << "</ol>"_lit;
}

void people_to_be(Page& page, const Site& site) {
  page.subheading(page.say("demo.people"));
  page.hint(page.say("demo.people_hint"));
  for (const auto& person : site.stage->people) {
    const auto* region = site.catalogue.city().regions.by_code(person.kelurahan);
    page.html << "<details class=\"person\"><summary>"_lit << page.say("demo.person." + person.label) << ": "_lit << person.name << "</summary>"_lit;
    summary_begin(page);
    summary_row(page, {page.say("demo.name"), person.name});
    summary_row(page, {page.say("demo.nik"), person.nik});
    summary_row(page, {page.say("demo.kk"), person.kk});
    summary_row(page, {page.say("demo.address"), person.street + ", RT " + person.rt + " RW " + person.rw + (region ? ", " + region->kelurahan : "")});
    summary_end(page);
    page.html << "</details>"_lit;
  }
}

void officers(Page& page, const Site& site, Boards& boards) {
  page.subheading(page.say("demo.officers"));
  page.hint(page.say("demo.officers_hint", {{"sandi", site.stage->password}}));
  page.html << "<div class=\"officers\">"_lit;
  for (const auto& staff : access::list_staff(boards.database()))
    if (staff.active) sign_in_button(page, staff, first_desk(staff.roles));
  page.html << "</div>"_lit;
}

}  // namespace

Reply demo_page(Site& site, const Visitor& visitor, const Request&, Boards& boards) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("demo.title")), .back = "/", .more_style = "demo.css"});
  page.html << "<div class=\"read\">"_lit;
  page.heading(page.say("demo.title"));
  page.paragraph(page.say("demo.intro"));
  tour(page, boards);
  people_to_be(page, site);
  officers(page, site, boards);
  page.html << "</div>"_lit;
  return page.done();
}

// One press signs in: everyone here is invented.
Reply demo_sign_in(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto staff = access::find_staff(boards.database(), request.form().field("petugas"));
  if (!staff || !staff->active) return error_page(site, visitor, 404);
  const std::string wish(request.form().field("ke"));
  auto cookie = std::make_shared<std::string>();
  return site.office.record({.actor = "system"}, [id = staff->id, network = visitor.network, old = std::string(cookie_of(site, request, "sid")), cookie](office::Book& book) -> office::Answer {
    *cookie = access::start_session(book.database(), book.office().world().chance, access::SessionKind::staff, id, access::Proof::password_and_code, old, book.now());
    access::note_sign_in(book.database(), id, network, book.now());
    return office::Done{};
  }).then([&site, visitor, wish, cookie](const office::Answer& answer) -> Response {
    if (const auto* failure = office::failed(answer)) return failure_page(site, visitor, *failure);
    auto response = see_other(is_local_path(wish) ? wish : "/petugas");
    set_session_cookie(site, response, access::SessionKind::staff, *cookie);
    return response;
  });
}

}  // namespace opak::web
