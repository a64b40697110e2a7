// A number confirmed by a six-digit code: no password, no account. Between the two pages the number travels in a cookie
// sealed with the city's key, so that it stands in no address and no form.
#include "access/one_time_code.h"
#include "base/json.h"
#include "law/phone.h"
#include "office/apply_for.h"
#include "office/book.h"
#include "web/code_letter.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

constexpr std::int64_t waits_for_code_ms = minutes(15);

struct Pending {
  std::string phone;  // International form.
  std::string to;     // Where to go once it is confirmed.
  std::string asker;  // This browser: the code that it asked for is used up by nobody else.
};

std::string local_or(std::string_view path, std::string_view otherwise) { return std::string(is_local_path(path) ? path : otherwise); }

std::string pending_cookie(Site& site, const Pending& pending, Moment now) {
  auto note = Json::object();
  note.set("phone", pending.phone);
  note.set("to", pending.to);
  note.set("asker", pending.asker);
  note.set("at", now.ms);
  const auto sealed = site.office.vault().seal_for_city("pending_number", note.write());
  return cookie_line(site, "kode", to_base64url(sealed.bytes), SameSite::lax, waits_for_code_ms / 1000);
}

std::optional<Pending> pending_of(const Site& site, const Request& request, Moment now) {
  const auto bytes = from_base64url(cookie_of(site, request, "kode"));
  if (!bytes) return std::nullopt;
  const auto note = site.office.vault().open_for_city("pending_number", Sealed{*bytes});
  if (!note) return std::nullopt;
  const auto json = parse_json(*note);
  if (!json || now.ms - (*json)["at"].number() > waits_for_code_ms) return std::nullopt;
  return Pending{std::string((*json)["phone"].text()), local_or((*json)["to"].text(), "/lanjut"), std::string((*json)["asker"].text())};
}

Bytes blind_number(const Site& site, const std::string& phone) { return site.office.vault().blind("phone", Personal<std::string>(phone)); }

const law::Service* service_begun_at(const Site& site, std::string_view to) {
  for (const auto& service : site.catalogue.services())
    if (to == "/urus/ktp/" + service.slug + "/mulai") return &service;
  return nullptr;
}

Response number_page(Site& site, const Visitor& visitor, std::string_view to, std::string_view typed, const std::vector<Wrong>& wrongs) {
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("service.page.phone")), .has_errors = !wrongs.empty(), .back = "/"});
  page.html << "<div class=\"read\">"_lit;
  error_box(page, wrongs);
  // On the way to a form this is its first page; asked for by itself it is none.
  const auto* service = service_begun_at(site, to);
  if (service) page.heading(say("service.page.phone"), say("w.form.step", {{"langkah", "1"}, {"semua", std::to_string(service->pages.size())}}));
  else page.heading(say("service.page.phone"));
  form_begin(page, "/nomor");
  hidden(page, "ke", to);
  field(page, {.name = "phone", .label = say("service.question.phone"), .hint = say("service.question.phone.hint"), .value = typed, .wrong = wrong_of(wrongs, "phone"),
               .kind = InputKind::tel, .autocomplete = "tel", .width = "w16", .letters_max = 24});
  acts_begin(page);
  button(page, say("w.code.send"));
  acts_end(page);
  form_end(page);
  page.html << "<p><a href=\"/bantuan#kelurahan\">"_lit << say("w.code.no_phone") << "</a></p></div>"_lit;
  return page.done(wrongs.empty() ? 200 : 422);
}

Response code_page(Site& site, const Visitor& visitor, const Pending& pending, const std::vector<Wrong>& wrongs, int status, bool sent_again = false) {
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("glossary.code")), .has_errors = !wrongs.empty(), .back = "/nomor?ke=" + percent_encoded(pending.to)});
  page.html << "<div class=\"read\">"_lit;
  error_box(page, wrongs);
  page.heading(say("w.code.title"));
  if (sent_again) note(page, Tone::ok, say("w.code.sent_again"));
  page.paragraph(say("w.code.sent_to", {{"akhir", pending.phone.substr(pending.phone.size() - 4)}}));
  form_begin(page, "/kode");
  field(page, {.name = "kode", .label = say("glossary.code"), .hint = say("w.code.hint"), .wrong = wrong_of(wrongs, "kode"), .kind = InputKind::code,
               .autocomplete = "one-time-code", .width = "w16", .letters_max = 12});
  acts_begin(page);
  button(page, say("w.code.go_on"));
  acts_end(page);
  form_end(page);
  button_form(page, "/kode/ulang", say("w.code.again"));
  page.html << "<details><summary>"_lit << say("w.code.not_come") << "</summary><p>"_lit << say("w.code.not_come.words") << "</p></details></div>"_lit;
  return page.done(status);
}

// The code and the message that carries it are written in one commit, or neither.
Later<office::Answer> issue(Site& site, const Visitor& visitor, const Pending& pending) {
  const std::string language(catalogue::code_of(visitor.lang));
  return site.office.record({}, [&site, pending, network = visitor.network, language](office::Book& book) -> office::Answer {
    const auto contact = office::know_contact_in(book, Personal<vault::Fields>({{"phone", pending.phone}}));
    const auto code = access::issue_code(book.database(), site.office.vault(), blind_number(site, pending.phone), network, book.now(), site.office.world().chance, pending.asker);
    if (!code) return code.error();
    post_code(book, contact, *code, language);
    return office::Done{};
  });
}

Reply issue_and_go_on(Site& site, const Visitor& visitor, const Pending& pending, const std::string& next) {
  return issue(site, visitor, pending).then([&site, visitor, pending, next](const office::Answer& answer) {
    if (const auto* failure = office::failed(answer)) return failure_page(site, visitor, *failure);
    const auto cookie = pending_cookie(site, pending, visitor.now);
    if (const auto* refusal = office::refused(answer)) {
      const Speech say(site.sentences(), visitor.lang);
      return with_headers(code_page(site, visitor, pending, {{"", say(*refusal)}}, 429), {{"Set-Cookie", cookie}});
    }
    return with_headers(see_other(next), {{"Set-Cookie", cookie}});
  });
}

}  // namespace

Reply ask_number(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto to = local_or(request.query_field("ke"), "/lanjut");
  if (!visitor.contact.empty()) return see_other(to);
  return number_page(site, visitor, to, {}, {});
}

Reply send_code(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto to = local_or(request.form().field("ke"), "/lanjut");
  const auto typed = request.form().field("phone");
  const auto phone = law::Phone::parse(typed);
  if (!phone) {
    const Speech say(site.sentences(), visitor.lang);
    return number_page(site, visitor, to, typed, {{"phone", say(phone.error())}});
  }
  return issue_and_go_on(site, visitor, {phone->international(), to, fresh_key(site)}, "/kode");
}

Reply ask_code(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto pending = pending_of(site, request, visitor.now);
  if (!pending) return see_other("/nomor");
  if (!visitor.contact.empty()) return see_other(pending->to);
  return code_page(site, visitor, *pending, {}, 200, request.query_field("kabar") == "lagi");
}

Reply send_code_again(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto pending = pending_of(site, request, visitor.now);
  if (!pending) return see_other("/nomor");
  return issue_and_go_on(site, visitor, *pending, "/kode?kabar=lagi");
}

Reply check_code_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto pending = pending_of(site, request, visitor.now);
  if (!pending) return see_other("/nomor");
  const std::string typed(request.form().field("kode"));
  const std::string old_cookie(cookie_of(site, request, "wid"));
  // A wrong code is a fact to keep (it was a try), so it comes back as done, not as a refusal that would undo it.
  const auto checked = site.office.record({}, [&site, pending = *pending, typed, old_cookie](office::Book& book) -> office::Answer {
    auto& chance = site.office.world().chance;
    const auto check = access::check_code(book.database(), site.office.vault(), blind_number(site, pending.phone), typed, book.now(), chance, pending.asker);
    if (check != access::CodeCheck::right) return office::Done{{{"wrong", access::refusal_of(check).key}}};
    const auto contact = office::know_contact_in(book, Personal<vault::Fields>({{"phone", pending.phone}}));
    return office::Done{{{"cookie", access::start_session(book.database(), chance, access::SessionKind::resident, contact, access::Proof::number_code, old_cookie, book.now())}}};
  });
  return checked.then([&site, visitor, pending = *pending](const office::Answer& answer) {
    const Speech say(site.sentences(), visitor.lang);
    if (const auto* refusal = office::refused(answer)) return code_page(site, visitor, pending, {{"kode", say(*refusal)}}, 422);
    if (const auto* failure = office::failed(answer)) return failure_page(site, visitor, *failure);
    const auto wrong = office::done(answer)->word("wrong");
    if (!wrong.empty()) return code_page(site, visitor, pending, {{"kode", say(Refusal{wrong})}}, 422);
    auto response = see_other(pending.to);
    set_session_cookie(site, response, access::SessionKind::resident, office::done(answer)->word("cookie"));
    response.headers.emplace_back("Set-Cookie", cookie_line(site, "kode", ""));
    return response;
  });
}

Reply leave(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const std::string cookie(cookie_of(site, request, "wid"));
  return site.office.record({}, [cookie](office::Book& book) -> office::Answer {
    access::end_session(book.database(), cookie);
    return office::Done{};
  }).then([&site, visitor](const office::Answer&) {
    auto response = see_other("/");
    clear_session_cookies(site, response);
    return response;
  });
}

}  // namespace opak::web
