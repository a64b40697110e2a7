// A1: sign in by name and password, then the code of the authenticator.
//
// Between the two pages nothing is kept here: what was found lies sealed in the form itself. The second page comes for a
// wrong password and for an unknown name too, so that only the end of it tells anything, and always in the same words.
#include "access/sign_in.h"
#include "access/totp.h"
#include "base/digest.h"
#include "base/json.h"
#include "office/book.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

constexpr std::int64_t half_way_holds_ms = minutes(5);
constexpr std::string_view half_way_place = "web/half-way-in";

struct HalfWay {
  access::SignIn sign_in;
  bool password_right = false;
  std::string wish;  // Where the visitor wanted to go.
};

std::string sealed(Site& site, const HalfWay& half, Moment now) {
  Json json;
  json.set("login", half.sign_in.login);
  json.set("network", half.sign_in.network);
  if (half.sign_in.hash) json.set("hash", *half.sign_in.hash);
  json.set("right", half.password_right);
  json.set("wish", half.wish);
  json.set("at", now.ms);
  auto text = json.write();
  text.resize(std::max<std::size_t>(text.size(), 512), ' ');  // Its length tells nothing either.
  return to_base64url(site.office.vault().seal_for_city(half_way_place, text).bytes);
}

std::optional<HalfWay> opened(Site& site, std::string_view text, const Visitor& visitor) {
  const auto bytes = from_base64url(text);
  if (!bytes) return std::nullopt;
  const auto plain = site.office.vault().open_for_city(half_way_place, Sealed{*bytes});
  if (!plain) return std::nullopt;
  const auto json = parse_json(*plain);
  if (!json || visitor.now - Moment{(*json)["at"].number()} > half_way_holds_ms) return std::nullopt;
  HalfWay half;
  half.sign_in.login = (*json)["login"].text();
  half.sign_in.network = visitor.network;
  if ((*json)["hash"].is_string()) half.sign_in.hash = std::string((*json)["hash"].text());
  half.password_right = (*json)["right"].truth();
  half.wish = (*json)["wish"].text();
  return half;
}

Response first_page(Site& site, const Visitor& visitor, std::string_view login, std::string_view wish, std::string_view wrong, int status = 200) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.in.title")), .has_errors = !wrong.empty()});
  const auto& say = page.say;
  page.html << "<div class=\"read\">"_lit;
  if (!wrong.empty()) error_box(page, {{.field = "nama", .words = std::string(wrong)}});
  page.heading(say("o.in.title"));
  form_begin(page, "/masuk");
  hidden(page, "ke", wish);
  field(page, {.name = "nama", .label = say("o.in.login"), .value = login, .autocomplete = "username", .letters_max = 40});
  field(page, {.name = "sandi", .label = say("o.in.password"), .kind = InputKind::password, .autocomplete = "current-password", .letters_max = 200});
  tick(page, "daftar", say("o.in.keep"), false, say("o.in.keep_hint"));
  acts_begin(page);
  button(page, say("glossary.sign_in"));
  acts_end(page);
  form_end(page);
  page.hint(say("o.in.help"));
  page.html << "</div>"_lit;
  auto response = page.done(status);
  for (const auto* kept : {"X-Daftar", "X-Antar"}) response.headers.emplace_back(kept, "hapus");  // Whoever stands here is not signed in.
  return response;
}

Response code_page(Site& site, const Visitor& visitor, std::string_view half_way) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.in.code_title")), .back = "/masuk"});
  const auto& say = page.say;
  page.html << "<div class=\"read\">"_lit;
  page.heading(say("o.in.code_title"));
  form_begin(page, "/masuk/kode");
  hidden(page, "jalan", half_way);
  field(page, {.name = "kode", .label = say("o.in.code"), .hint = say("o.in.code_hint"), .kind = InputKind::text, .autocomplete = "one-time-code",
               .width = "w16", .letters_max = 20});
  acts_begin(page);
  button(page, say("glossary.sign_in"));
  acts_end(page);
  form_end(page);
  page.html << "</div>"_lit;
  return page.done();
}

Response with_keeping(Response response, const std::string& cookie) {
  response.headers.emplace_back("Set-Cookie", cookie);
  return response;
}

// The last step, inside the clerk's transaction.
LaterPage finish(Site& site, const Visitor& visitor, const HalfWay& half, std::string code, std::string old_cookie) {
  auto came = std::make_shared<std::optional<access::SignedIn>>();
  const auto answer = site.office.record({.actor = "system"}, [&site, half, code, old_cookie, came](office::Book& book) -> office::Answer {
    auto signed_in = access::finish_sign_in(book.database(), book.office().vault(), site.limiter, half.sign_in, half.password_right, code, old_cookie, book.now(),
                                            book.office().world().chance);
    if (!signed_in) return signed_in.error();
    *came = std::move(*signed_in);
    return office::Done{};
  });
  return page_after(site, visitor, answer, [&site, visitor, half, came](const office::Answer& done) {
    if (const auto* refusal = office::refused(done))
      return LaterPage::ready(first_page(site, visitor, half.sign_in.login, half.wish, Speech(site.sentences(), visitor.lang)(*refusal), 401));
    if (const auto* failure = office::failed(done)) return LaterPage::ready(failure_page(site, visitor, *failure));
    const auto& in = **came;
    std::string there = is_local_path(half.wish) && half.wish != "/" ? half.wish : std::string(first_desk(in.staff.roles));
    if (in.proof == access::Proof::password && !site.settings.demo) there = "/akun/kode";
    auto response = see_other(there);
    set_session_cookie(site, response, access::SessionKind::staff, in.cookie);
    return LaterPage::ready(std::move(response));
  });
}

}  // namespace

Reply sign_in_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto reason = request.query_field("sebab") == "habis" ? Speech(site.sentences(), visitor.lang)(Refusal{"access.session_over"}) : std::string();
  return first_page(site, visitor, "", request.query_field("ke"), reason);
}

Reply sign_in(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& form = request.form();
  const std::string login(form.field("nama")), wish(form.field("ke"));
  const Speech say(site.sentences(), visitor.lang);
  if (login.empty() || form.field("sandi").empty()) return first_page(site, visitor, login, wish, say("o.in.both"), 422);
  auto begun = access::begin_sign_in(boards.database(), site.limiter, login, visitor.network, visitor.now);
  if (!begun) return first_page(site, visitor, login, wish, say(begun.error()), 429);

  const auto cookie = std::string(cookie_of(site, request, "sid"));
  const auto keeping = form.has("daftar") ? cookie_line(site, "daftar", "ya", SameSite::strict) : cookie_line(site, "daftar", "");
  LaterPage page;
  site.passwords.verify(begun->hash, std::string(form.field("sandi"))).when_ready([&site, visitor, wish, cookie, page, sign_in = *begun, keeping](const std::optional<bool>& right) {
    if (!right) {
      page.answer(first_page(site, visitor, sign_in.login, wish, Speech(site.sentences(), visitor.lang)(access::refusal_when_busy()), 503));
      return;
    }
    const HalfWay half{sign_in, *right, wish};
    const auto staff = *right ? access::find_staff_by_login(site.office.reader(), sign_in.login) : std::nullopt;
    if (!staff || staff->has_totp) {
      page.answer(with_keeping(code_page(site, visitor, sealed(site, half, visitor.now)), keeping));
      return;
    }
    finish(site, visitor, half, "", cookie).when_ready([page, keeping](const Response& response) { page.answer(with_keeping(response, keeping)); });
  });
  return page;
}

Reply sign_in_code(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto half = opened(site, request.form().field("jalan"), visitor);
  const Speech say(site.sentences(), visitor.lang);
  if (!half) return first_page(site, visitor, "", "", say("o.in.too_late"), 401);
  // Each code is a try of its own, or the second page would be a way around the first.
  if (auto again = access::begin_sign_in(boards.database(), site.limiter, half->sign_in.login, visitor.network, visitor.now); !again)
    return first_page(site, visitor, half->sign_in.login, half->wish, say(again.error()), 429);
  return finish(site, visitor, *half, std::string(request.form().field("kode")), std::string(cookie_of(site, request, "sid")));
}

Reply sign_out(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto answer = site.office.record({.actor = visitor.actor()}, [cookie = std::string(cookie_of(site, request, "sid"))](office::Book& book) -> office::Answer {
    access::end_session(book.database(), cookie);
    return office::Done{};
  });
  return page_after(site, visitor, answer, [&site, visitor](const office::Answer& done) {
    if (const auto* failure = office::failed(done)) return LaterPage::ready(failure_page(site, visitor, *failure));
    auto response = see_other("/masuk");
    clear_session_cookies(site, response);
    return LaterPage::ready(std::move(response));
  });
}

namespace {

Response second_factor(Site& site, const Visitor& visitor, Boards& boards, std::string_view wrong, int status = 200) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.totp.title")), .has_errors = !wrong.empty()});
  const auto& say = page.say;
  solo_begin(page);
  if (!wrong.empty()) error_box(page, {{.field = "kode", .words = std::string(wrong)}});
  page.heading(say("o.totp.title"));
  const auto waiting = access::waiting_totp(boards.database(), site.office.vault(), visitor.officer->id);
  if (visitor.officer->has_totp) {
    note(page, Tone::ok, say("o.totp.has"));
    page.paragraph(say("o.totp.codes_left", {{"n", std::to_string(access::recovery_codes_left(boards.database(), visitor.officer->id))}}));
  }
  if (!waiting) {
    page.paragraph(say("o.totp.why"));
    button_form(page, "/akun/kode/mulai", say(visitor.officer->has_totp ? "o.totp.renew" : "o.totp.begin"), Weight::main);
  } else {
    page.paragraph(say("o.totp.scan"));
    page.html << "<div class=\"qrbox\">"_lit;
    qr(page, access::otpauth_uri(*waiting, "Opak Manis", visitor.officer->login), say("o.totp.qr_label"));
    page.html << "</div><p class=\"hint\">"_lit << say("o.totp.by_hand") << "</p><p class=\"num wide-code\">"_lit << access::base32(*waiting) << "</p>"_lit;
    form_begin(page, "/akun/kode");
    field(page, {.name = "kode", .label = say("o.in.code"), .wrong = wrong, .kind = InputKind::code, .autocomplete = "one-time-code", .width = "w16", .letters_max = 8});
    acts_begin(page);
    button(page, say("o.totp.confirm"));
    acts_end(page);
    form_end(page);
  }
  solo_end(page);
  return page.done_staff(status);
}

}  // namespace

Reply second_factor_page(Site& site, const Visitor& visitor, const Request&, Boards& boards) { return second_factor(site, visitor, boards, ""); }

Reply begin_second_factor(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto answer = site.office.record(asked_of(visitor, request), [id = visitor.officer->id](office::Book& book) -> office::Answer {
    access::begin_totp(book.database(), book.office().vault(), id, book.office().world().chance);
    return office::Done{};
  });
  return go_on(site, visitor, answer, "/akun/kode", [&site, visitor](const Refusal& refusal) { return LaterPage::ready(refusal_page(site, visitor, refusal)); });
}

Reply confirm_second_factor(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  auto codes = std::make_shared<std::vector<std::string>>();
  auto cookie = std::make_shared<std::string>();
  const auto answer = site.office.record({.actor = visitor.actor(), .roles = visitor.officer->roles},
                                         [id = visitor.officer->id, code = std::string(request.form().field("kode")), codes, cookie](office::Book& book) -> office::Answer {
    auto& chance = book.office().world().chance;
    auto made = access::confirm_totp(book.database(), book.office().vault(), id, code, book.now(), chance);
    if (!made) return Refusal{"access.totp_wrong"};
    *codes = std::move(*made);
    // Every session of before was begun without this code; the one that typed it goes on.
    access::end_sessions_of(book.database(), access::SessionKind::staff, id);
    *cookie = access::start_session(book.database(), chance, access::SessionKind::staff, id, access::Proof::password_and_code, "", book.now());
    return office::Done{};
  });
  return page_after(site, visitor, answer, [&site, before = visitor, codes, cookie](const office::Answer& done) {
    auto visitor = before;
    if (office::done(done) != nullptr) visitor.form_session = to_hex(sha256(*cookie));  // The page's forms belong to the new session.
    if (const auto* failure = office::failed(done)) return LaterPage::ready(failure_page(site, visitor, *failure));
    if (const auto* refusal = office::refused(done)) {
      Boards boards(site.office.reader());
      return LaterPage::ready(second_factor(site, visitor, boards, Speech(site.sentences(), visitor.lang)(*refusal), 422));
    }
    // Shown once, so it is the answer itself and cannot be loaded again.
    Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.totp.done_title"))});
    solo_begin(page);
    page.heading(page.say("o.totp.done_title"));
    note(page, Tone::plain, page.say("o.totp.codes_once"));
    page.html << "<ul class=\"codes num\">"_lit;
    for (const auto& code : *codes) page.html << "<li>"_lit << code << "</li>"_lit;
    page.html << "</ul>"_lit;
    acts_begin(page);
    link_button(page, Href::local(first_desk(visitor.officer->roles)), page.say("o.totp.go_on"), Weight::main);
    acts_end(page);
    solo_end(page);
    auto response = page.done_staff();
    set_session_cookie(site, response, access::SessionKind::staff, *cookie);
    return LaterPage::ready(std::move(response));
  });
}

}  // namespace opak::web::officer
