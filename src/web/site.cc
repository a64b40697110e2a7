#include "web/site.h"

#include "base/log.h"
#include "office/waiting_room.h"
#include "web/page.h"

namespace opak::web {
namespace {

// "?b=en" and "?teks=besar" stand in the head of every page: they are remembered, and the same page comes back.
std::optional<Response> switched(const Site& site, const Visitor& visitor, const Request& request) {
  if (request.method != "GET" || request.query.empty()) return std::nullopt;
  const auto lang = catalogue::lang_of(request.query_field("b"));
  const auto text = request.query_field("teks");
  if (!lang && text != "besar" && text != "biasa") return std::nullopt;
  constexpr std::int64_t a_year_s = 365 * 24 * 3600;
  auto response = see_other(visitor.path);
  if (lang) response.headers.emplace_back("Set-Cookie", cookie_line(site, "bahasa", catalogue::code_of(*lang), SameSite::lax, a_year_s));
  if (text == "besar") response.headers.emplace_back("Set-Cookie", cookie_line(site, "teks", "besar", SameSite::lax, a_year_s));
  if (text == "biasa") response.headers.emplace_back("Set-Cookie", cookie_line(site, "teks", ""));
  return response;
}

// Where a POST cannot be repeated after signing in, the page before it can.
std::string way_back(const Request& request, const Visitor& visitor) {
  return percent_encoded(request.method == "GET" ? visitor.path : visitor.path.substr(0, visitor.path.rfind('/')));
}

std::string words_for(Site& site, const Visitor& visitor, access::Roles roles) {
  std::string words;
  for (const auto role : access::all_roles) {
    if (!roles.has(role)) continue;
    if (!words.empty()) words += ", ";
    words += site.sentences().text(visitor.lang, "access.role." + std::string(access::name_of(role)));
  }
  return words;
}

std::optional<Response> turned_away(Site& site, const Route& route, const Visitor& visitor, const Request& request) {
  ensure(route.who != Who::not_said, "a route says who may use it");
  if (route.who == Who::officer) {
    if (!visitor.officer) return see_other("/masuk?ke=" + way_back(request, visitor));
    if (!route.roles.empty() && !visitor.has_any(route.roles))
      return refusal_page(site, visitor, {"access.not_allowed", {{"peran", words_for(site, visitor, route.roles)}}});
  }
  if (route.who == Who::resident && visitor.contact.empty()) return see_other("/nomor?ke=" + way_back(request, visitor));
  if (request.method == "POST" && route.who != Who::machine)
    if (const auto status = distrust_form(site, visitor, request)) return error_page(site, visitor, *status);
  return std::nullopt;
}

Reply guarded(const Site& site, Reply reply) {
  if (auto* response = std::get_if<Response>(&reply)) {
    if (!response->kept_lines) add_security_headers(site, response->headers);
    return reply;
  }
  if (auto* later = std::get_if<Later<Response>>(&reply)) {
    return later->then([&site](const Response& response) {
      auto whole = response;
      add_security_headers(site, whole.headers);
      return whole;
    });
  }
  add_security_headers(site, std::get<net::EventStream>(reply).headers);
  return reply;
}

// A form that could not be carried out now (the office is full, the register is silent, the disk is) comes back with all that was typed.
Reply keeping_form(Site& site, const Visitor& visitor, const Request& request, Reply reply) {
  if (const auto* response = std::get_if<Response>(&reply)) {
    if (response->status != 503) return reply;
    const auto form = sent_form(request);
    return form.may_be_shown() ? send_again_page(site, visitor, form) : std::move(reply);
  }
  const auto* later = std::get_if<Later<Response>>(&reply);
  if (later == nullptr) return reply;
  auto form = std::make_shared<const SentForm>(sent_form(request));
  if (!form->may_be_shown()) return reply;
  return later->then([&site, visitor, form = std::move(form)](const Response& response) { return response.status == 503 ? send_again_page(site, visitor, *form) : response; });
}

bool is_asked_to_come_again(Site& site, const Route& route, const Request& request, int thread) {
  if (route.pattern == "/sehat" || route.pattern == "/metrics") return false;  // Who watches over us needs to know.
  const auto standing = standing_of(site, request, route, thread);
  const auto who = standing == Standing::office ? std::string(cookie_of(site, request, "sid")) : network_of(site, request);
  return site.rush->is_too_late(request.waited_ms, standing, who, site.now(), thread);
}

Reply answer(Site& site, const Router& router, const Request& request, int thread) {
  if (request.path.starts_with("/aset/")) return site.assets.serve(request.path_part(1), request.header("accept-encoding"));
  auto found = router.find(request.method, request.path);
  const bool is_too_late = found.route && is_asked_to_come_again(site, *found.route, request, thread);
  if (is_too_late && found.route->pattern.starts_with("/alir/")) return net::stream_later(5'000);
  if (is_too_late && request.method == "GET") return site.rush->page(site, lang_asked(site, request));
  const office::AtTheDoor somebody(office::Comes::guest);
  const auto visitor = meet(site, request, found.route ? found.route->area() : Area::resident, thread);
  if (!found.route) return error_page(site, visitor, found.other_method ? 405 : 404);
  request.matched = std::move(found.caught);
  if (found.route->who != Who::machine) {
    if (auto response = switched(site, visitor, request)) return std::move(*response);
    if (auto response = turned_away(site, *found.route, visitor, request)) return std::move(*response);
  }
  auto reply = [&]() -> Reply {
    if (is_too_late) return site.rush->page(site, visitor.lang);
    const office::AtTheDoor door(visitor.officer ? office::Comes::officer : office::Comes::guest, request.waited_ms);
    try {
      Boards boards(site.office.reader());
      return found.route->handler(site, visitor, request, boards);
    } catch (const std::runtime_error& fault) {  // The disk failed while reading. A Bug goes on and becomes a 500.
      return failure_page(site, visitor, {fault.what()});
    }
  }();
  if (request.method != "POST" || found.route->who == Who::machine) return reply;
  return keeping_form(site, visitor, request, std::move(reply));
}

}  // namespace

net::Handler handler_of(Site& site) {
  auto router = std::make_shared<const Router>(all_routes());
  return [&site, router](const Request& request, int thread) { return guarded(site, answer(site, *router, request, thread)); };
}

}  // namespace opak::web
