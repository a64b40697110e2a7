// /demo: what to try in five minutes, a login for each role, and whom to be.
#include "access/session.h"
#include "access/staff.h"
#include "office/book.h"
#include "web/demo/pages.h"
#include "web/demo/stage.h"
#include "web/desks.h"

namespace opak::web {
namespace {

// One step of the tour: its words, and where it happens.
struct Step {
  std::string_view words;  // Sentence key.
  std::string_view login;  // Sign in as this officer; "" for none.
  std::string_view path;   // Where to; for an officer after signing in.
  std::string_view link;   // Sentence key of the link.
};

constexpr Step steps[] = {
    {"demo.step.write", "", "/demo/hp", "demo.open_phone"},
    {"demo.step.answer", "", "/demo/hp", "demo.open_phone"},
    {"demo.step.photos", "", "/demo/hp", "demo.open_phone"},
    {"demo.step.check", "rina", "/petugas", {}},
    {"demo.step.verify", "budi", "/petugas", {}},
    {"demo.step.print", "joko", "/cetak", {}},
    {"demo.step.plan", "ratna", "/antaran", {}},
    {"demo.step.load", "agus", "/antar", {}},
    {"demo.step.letters", "", "/demo/hp", "demo.open_phone"},
    {"demo.step.proof", "", "/log-publik", "demo.open_proof"},
};

// The first desk of this officer's bar.
std::string first_path(access::Roles roles) {
  for (const auto& desk : all_desks())
    if (desk.roles.has_any(roles)) return std::string(desk.path);
  return "/petugas";
}

std::string roles_in_words(const Speech& say, access::Roles roles) {
  std::string words;
  for (const auto role : access::all_roles)
    if (roles.has(role)) words += (words.empty() ? "" : ", ") + std::string(say("access.role." + std::string(access::name_of(role))));
  return words;
}

void sign_in_button(Page& page, const access::Staff& staff, std::string_view path) {
  form_begin(page, "/demo/masuk");
  hidden(page, "petugas", staff.id);
  hidden(page, "ke", path);
  button(page, page.say("demo.sign_in_as", {{"nama", staff.name}, {"peran", roles_in_words(page.say, staff.roles)}}), Weight::second);
  form_end(page);
}

void tour(Page& page, Boards& boards) {
  page.subheading(page.say("demo.tour"));
  page.html << "<ol class=\"tour\">"_lit;
  for (const auto& step : steps) {
    page.html << "<li><p>"_lit << page.say(step.words) << "</p>"_lit;
    if (!step.link.empty()) link_button(page, Href::local(step.path), page.say(step.link));
    if (const auto staff = step.login.empty() ? std::nullopt : access::find_staff_by_login(boards.database(), step.login)) sign_in_button(page, *staff, step.path);
    page.html << "</li>"_lit;
  }
  page.html << "</ol>"_lit;
}

void people_to_be(Page& page, const Site& site) {
  page.subheading(page.say("demo.people"));
  page.hint(page.say("demo.people_hint"));
  for (const auto& person : site.stage->people) {
    const auto* region = site.catalogue.city().regions.by_code(person.kelurahan);
    page.html << "<h3>"_lit << page.say("demo.person." + person.label) << "</h3>"_lit;
    summary_begin(page);
    summary_row(page, {page.say("demo.name"), person.name});
    summary_row(page, {page.say("demo.nik"), person.nik});
    summary_row(page, {page.say("demo.kk"), person.kk});
    summary_row(page, {page.say("demo.address"), person.street + ", RT " + person.rt + " RW " + person.rw + (region ? ", " + region->kelurahan : "")});
    summary_end(page);
  }
}

void officers(Page& page, const Site& site, Boards& boards) {
  page.subheading(page.say("demo.officers"));
  page.hint(page.say("demo.officers_hint", {{"sandi", site.stage->password}}));
  for (const auto& staff : access::list_staff(boards.database()))
    if (staff.active) sign_in_button(page, staff, first_path(staff.roles));
}

}  // namespace

Reply demo_page(Site& site, const Visitor& visitor, const Request&, Boards& boards) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("demo.title")), .back = "/"});
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
  return site.office.record({.actor = "system"}, [id = staff->id, old = std::string(cookie_of(site, request, "sid")), cookie](office::Book& book) -> office::Answer {
    *cookie = access::start_session(book.database(), book.office().world().chance, access::SessionKind::staff, id, access::Proof::password_and_code, old, book.now());
    return office::Done{};
  }).then([&site, visitor, wish, cookie](const office::Answer& answer) -> Response {
    if (const auto* failure = office::failed(answer)) return failure_page(site, visitor, *failure);
    auto response = see_other(is_local_path(wish) ? wish : "/petugas");
    set_session_cookie(site, response, access::SessionKind::staff, *cookie);
    return response;
  });
}

}  // namespace opak::web
