// A2: who works here and what they may do; and the erasure that a resident asked for.
#include "access/staff.h"
#include "access/totp.h"
#include "base/text.h"
#include "law/nik.h"
#include "law/phone.h"
#include "office/book.h"
#include "office/check.h"
#include "office/own_data.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

std::string roles_words(const Page& page, access::Roles roles) {
  std::string words;
  for (const auto role : access::all_roles)
    if (roles.has(role)) words += (words.empty() ? "" : ", ") + std::string(page.say("access.role." + std::string(access::name_of(role))));
  return words;
}

void people_table(Page& page, const std::vector<access::Staff>& staff) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << say("o.people.list") << "\"><table class=\"rows\"><caption>"_lit << say("o.people.list") << "</caption><thead><tr>"_lit;
  for (const auto* key : {"o.people.name", "o.in.login", "o.people.roles", "o.people.factor", "o.people.last", "o.people.act"})
    html << "<th scope=\"col\">"_lit << say(std::string_view(key)) << "</th>"_lit;
  html << "</tr></thead><tbody>"_lit;
  for (const auto& each : staff) {
    html << "<tr><th scope=\"row\">"_lit << each.name << "</th><td data-l=\""_lit << say("o.in.login") << "\">"_lit << each.login << "</td><td>"_lit << roles_words(page, each.roles)
         << "</td><td data-l=\""_lit << say("o.people.factor") << "\">"_lit;
    pill(page, each.has_totp ? Tone::ok : Tone::warn, say(each.has_totp ? "o.people.has_factor" : "o.people.no_factor"));
    html << "</td><td data-l=\""_lit << say("o.people.last") << "\">"_lit << (each.last_sign_in ? say.short_day(day_in_jakarta(each.last_sign_in->at)) : std::string(say("o.people.never"))) << "</td><td>"_lit;
    if (!each.active) pill(page, Tone::plain, say("o.people.left"));
    else if (each.id != page.visitor.officer->id) {
      form_begin(page, "/atur/pengguna/nonaktif");
      hidden(page, "petugas", each.id);
      page.html << "<button class=\"btn alt\">"_lit << say("o.people.deactivate") << "<span class=\"vh\"> "_lit << each.name << "</span></button>"_lit;
      form_end(page);
    }
    html << "</td></tr>"_lit;
  }
  html << "</tbody></table></div>"_lit;
}

Response whole_page(Site& site, const Visitor& visitor, const Request* request, Boards& boards, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.people.title")), .has_errors = trouble.any(), .desk = "atur"});
  const auto& say = page.say;
  const auto value = [&](std::string_view name) { return typed(trouble.typed, name); };
  solo_begin(page);
  error_box(page, trouble.wrongs);
  page.heading(say("o.people.title"));
  greeting(page);
  if (request) done_note(page, *request);
  trouble_at(page, trouble, "nonaktif");
  people_table(page, access::list_staff(boards.database()));
  page.html << "<section class=\"box read\" id=\"baru\"><h2>"_lit << say("o.people.new") << "</h2>"_lit;
  trouble_at(page, trouble, "baru");
  form_begin(page, "/atur/pengguna");
  field(page, {.name = "nama", .label = say("o.people.name"), .value = value("nama"), .letters_max = 80});
  field(page, {.name = "login", .label = say("o.in.login"), .hint = say("o.people.login_hint"), .value = value("login"), .autocomplete = "off", .letters_max = 40});
  page.html << "<fieldset class=\"field\"><legend>"_lit << say("o.people.roles") << "</legend>"_lit;
  for (const auto role : access::all_roles) {
    const auto name = std::string(access::name_of(role));
    tick(page, "peran-" + name, say("access.role." + name), value("peran-" + name) == "ya", say("o.role." + name));
  }
  page.html << "</fieldset>"_lit;
  std::vector<Choice> places{{"", say("o.bag.office")}};
  for (const auto& place : site.catalogue.city().pick_up_places)
    if (place.is_counter()) places.push_back({place.key, place.name});
  pick_one(page, "loket", say("o.people.counter"), places, value("loket"), {}, wrong_of(trouble.wrongs, "loket"));
  field(page, {.name = "sandi", .label = say("o.people.password"), .hint = say("o.people.password_hint"), .kind = InputKind::password, .autocomplete = "new-password", .letters_max = 200});
  acts_begin(page);
  button(page, say("o.people.create"));
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
  acts_begin(page);
  link_button(page, Href::fixed("/atur/hapus-data"), say("o.erase.title"));
  acts_end(page);
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

Again again_at(Site& site, const Visitor& visitor, const Request& request, std::string act) {
  return [&site, visitor, act = std::move(act), fields = typed_of(request)](const Refusal& refusal) {
    Boards boards(site.office.reader());
    return LaterPage::ready(whole_page(site, visitor, nullptr, boards, {.act = act, .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields}));
  };
}

Response erasure(Site& site, const Visitor& visitor, const Request* request, std::string_view wrong, int status = 200) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.erase.title")), .has_errors = !wrong.empty(), .desk = "atur"});
  const auto& say = page.say;
  solo_begin(page);
  if (!wrong.empty()) error_box(page, {{"nik", std::string(wrong)}});
  page.heading(say("o.erase.title"));
  if (request) done_note(page, *request);
  if (const auto left = office::erasures_unfinished(site.office.reader()); left > 0) note(page, Tone::warn, say("o.erase.left", {{"n", std::to_string(left)}}));
  page.paragraph(say("o.erase.words"));
  page.html << "<div class=\"read\">"_lit;
  form_begin(page, "/atur/hapus-data/cari");
  field(page, {.name = "nik", .label = say("o.erase.nik"), .wrong = wrong, .autocomplete = "off", .width = "w16", .letters_max = 24});
  acts_begin(page);
  button(page, say("o.erase.find"));
  acts_end(page);
  form_end(page);
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff(status);
}

}  // namespace

Reply people_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) { return whole_page(site, visitor, &request, boards, {}); }

Reply create_person(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& form = request.form();
  access::NewStaff wish{.login = trimmed(form.field("login")), .name = one_spaced(form.field("nama")), .roles = {}, .office = site.catalogue.city().code, .password_hash = {}};
  for (const auto role : access::all_roles)
    if (form.field("peran-" + std::string(access::name_of(role))) == "ya") wish.roles.add(role);
  // Who works at a counter hands over what lies in its drawer, so it has to be known which; and nobody else belongs to one.
  const std::string counter(form.field("loket"));
  if (wish.roles.has(access::Role::counter) != (site.catalogue.city().find_counter(counter) != nullptr))
    return whole_page(site, visitor, nullptr, boards, {.act = "baru", .words = {}, .wrongs = {{"loket", std::string(Speech(site.sentences(), visitor.lang)("o.people.counter_missing"))}}, .typed = typed_of(request)});
  if (!counter.empty()) wish.office = counter;
  const std::string password(form.field("sandi"));
  if (const auto refusal = access::refuse_password(password, wish.login))
    return whole_page(site, visitor, nullptr, boards, {.act = "baru", .words = {}, .wrongs = {{"sandi", Speech(site.sentences(), visitor.lang)(*refusal)}}, .typed = typed_of(request)});
  const auto asked = asked_of(visitor, request);
  const auto again = again_at(site, visitor, request, "baru");
  LaterPage page;
  site.passwords.hash(password).when_ready([&site, visitor, page, wish, asked, again](const std::optional<std::string>& hash) {
    if (!hash) return page.answer(failure_page(site, visitor, {"passwords wait in line", "busy"}));
    const auto answer = site.office.record(asked, [wish, hash = *hash](office::Book& book) -> office::Answer {
      if (!book.has_role({access::Role::admin})) return Refusal{"office.not_your_role"};
      auto whole = wish;
      whole.password_hash = hash;
      auto made = access::create_staff(book.database(), book.office().vault(), whole, book.now());
      if (!made) return made.error();
      return office::Done{{{"staff", made->id}}};
    });
    std::get<LaterPage>(go_on(site, visitor, answer, done_path("/atur/pengguna", "created"), again)).when_ready([page](const Response& response) { page.answer(response); });
  });
  return page;
}

// Who leaves hands open work back: it goes to the pile, not with them.
Reply deactivate_person(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const std::string id(request.form().field("petugas"));
  const auto answer = site.office.record(asked_of(visitor, request), [id](office::Book& book) -> office::Answer {
    if (!book.has_role({access::Role::admin})) return Refusal{"office.not_your_role"};
    if (book.asked().actor == "officer/" + id || !access::find_staff(book.database(), id)) return Refusal{"office.not_your_role"};
    access::deactivate_staff(book.database(), id);
    return office::Done{};
  });
  return page_after(site, visitor, answer, [&site, visitor, id, again = again_at(site, visitor, request, "nonaktif"), asked = asked_of(visitor, request)](const office::Answer& done) {
    if (const auto* refusal = office::refused(done)) return again(*refusal);
    if (const auto* failure = office::failed(done)) return LaterPage::ready(failure_page(site, visitor, *failure));
    const access::Roles lead{access::Role::supervisor};
    for (const auto& item : office::assigned_cases(site.office.reader(), id)) office::assign(site.office, {item, ""}, {.actor = asked.actor, .roles = lead});
    return LaterPage::ready(see_other(done_path("/atur/pengguna", "deactivated")));
  });
}

Reply erasure_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return erasure(site, visitor, &request, {}); }

Reply find_for_erasure(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const Speech say(site.sentences(), visitor.lang);
  const auto nik = law::Nik::parse(trimmed(request.form().field("nik")));
  if (!nik) return erasure(site, visitor, nullptr, say(nik.error()), 422);
  const auto person = office::find_person(site.office, boards.database(), Personal<std::string>(nik->digits()));
  if (!person) return erasure(site, visitor, nullptr, say("o.erase.unknown"), 404);
  const auto cases = boards.cases_of_person(*person);
  Page page(site, visitor, {.title = std::string(say("o.erase.title")), .desk = "atur"});
  solo_begin(page);
  page.heading(say("o.erase.confirm_title"));
  page.paragraph(say("o.erase.found", {{"n", std::to_string(cases.size())}}));
  page.html << "<ul>"_lit;
  for (const auto& item : cases) {
    page.html << "<li>"_lit << item.state.number << " "_lit;
    stage_pill(page, item.state);
    page.html << "</li>"_lit;
  }
  page.html << "</ul>"_lit;
  note(page, Tone::bad, say("o.erase.for_ever"));
  form_begin(page, "/atur/hapus-data");
  hidden(page, "orang", *person);
  tick(page, "yakin", say("o.erase.sure"), false);
  acts_begin(page);
  button(page, say("o.erase.send"), Weight::danger);
  link_button(page, Href::fixed("/atur/hapus-data"), say("glossary.cancel"));
  acts_end(page);
  form_end(page);
  solo_end(page);
  return page.done_staff();
}

Reply erase_person(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const Speech say(site.sentences(), visitor.lang);
  if (request.form().field("yakin") != "ya") return erasure(site, visitor, nullptr, say("o.erase.sure_missing"), 422);
  office::Erase wish{std::string(request.form().field("orang"))};
  return page_after(site, visitor, office::erase(site.office, std::move(wish), asked_of(visitor, request)), [&site, visitor](const office::Answer& answer) {
    if (const auto* failure = office::failed(answer)) return LaterPage::ready(failure_page(site, visitor, *failure));
    if (const auto* refusal = office::refused(answer)) return LaterPage::ready(erasure(site, visitor, nullptr, Speech(site.sentences(), visitor.lang)(*refusal), 409));
    return LaterPage::ready(see_other(done_path("/atur/hapus-data", "erased")));
  });
}

}  // namespace opak::web::officer
