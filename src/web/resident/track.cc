// W7: number and four digits. The same words whichever of the two is wrong, and slower after a few tries.
#include "base/text.h"
#include "law/application_number.h"
#include "office/apply_for.h"
#include "web/resident/resident.h"
#include "web/resident/track_pass.h"

namespace opak::web {
namespace {

constexpr std::int64_t pass_lives_ms = minutes(30);

std::string token_of(const Site& site, std::string_view application, std::int64_t until_ms) {
  return site.office.vault().link_token("track/" + std::to_string(until_ms), application);
}

// Who guesses is slowed, and nobody else: a stranger's tries at a number hold up the stranger, not its owner on another line.
// Under attack from many networks each of them gets one try and then waits long. A whole network (many share an operator's
// address) is slowed late and little, against one who tries many numbers.
constexpr std::string_view from_one_network = "track", from_anywhere = "track_anywhere", of_the_network = "track_network";
constexpr int many_tries_from_anywhere = 20;
constexpr access::Pace under_attack{.free_tries = 1, .first_wait_ms = seconds(8), .wait_ms_max = minutes(15)};
constexpr access::Pace whole_network{.free_tries = 30, .first_wait_ms = seconds(1), .wait_ms_max = minutes(1)};

std::string number_from(const Visitor& visitor, std::string_view number) { return std::string(number) + " " + visitor.network; }

std::int64_t wait_before(Site& site, const Visitor& visitor, const std::string& number) {
  const bool attacked = site.limiter.tries(from_anywhere, number, visitor.now) >= many_tries_from_anywhere;
  if (const auto wait = site.limiter.begin_try(from_one_network, number_from(visitor, number), visitor.now, attacked ? under_attack : access::Pace{}); wait > 0) return wait;
  if (const auto wait = site.limiter.begin_try(of_the_network, visitor.network, visitor.now, whole_network); wait > 0) return wait;
  site.limiter.begin_try(from_anywhere, number, visitor.now, {.free_tries = 1'000'000'000});  // Counts, and holds nobody up by itself.
  return 0;
}

Response track_page(Site& site, const Visitor& visitor, std::string_view number, const std::vector<Wrong>& wrongs, int status) {
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("glossary.track")), .has_errors = !wrongs.empty(), .back = "/"});
  page.html << "<div class=\"read\">"_lit;
  error_box(page, wrongs);
  page.heading(say.own("glossary.track"));
  form_begin(page, "/lacak");
  field(page, {.name = "nomor", .label = say("glossary.application_number"), .hint = say("w.track.number_hint"), .value = number, .wrong = wrong_of(wrongs, "nomor"), .width = "w16", .letters_max = 40});
  field(page, {.name = "akhir", .label = say("w.track.last_four"), .wrong = wrong_of(wrongs, "akhir"), .kind = InputKind::digits, .width = "w4", .letters_max = 8});
  acts_begin(page);
  button(page, say("w.track.see"));
  acts_end(page);
  form_end(page);
  const LinkRow rows[] = {{Href::fixed("/lanjut"), say("w.track.forgotten"), Icon::none}, {Href::fixed("/bantuan#kelurahan"), say("w.track.no_phone"), Icon::none}};
  links(page, rows);
  page.html << "</div>"_lit;
  return page.done(status);
}

}  // namespace

std::string pass_cookie(const Site& site, const Visitor& visitor, std::string_view application) {
  const auto until = visitor.now.ms + pass_lives_ms;
  return cookie_line(site, "jejak", std::string(application) + "." + std::to_string(until) + "." + token_of(site, application, until), SameSite::lax, pass_lives_ms / 1000);
}

std::optional<views::Case> case_of_pass(const Site& site, const Visitor& visitor, const Request& request, Boards& boards, std::string_view number) {
  const auto parts = split(cookie_of(site, request, "jejak"), '.');
  if (parts.size() != 3 || parts[1].size() > 15 || only_digits(parts[1]) != parts[1] || parts[1].empty()) return std::nullopt;
  const auto until = std::stoll(parts[1]);
  if (until < visitor.now.ms || !site.office.vault().link_token_is("track/" + parts[1], parts[0], parts[2])) return std::nullopt;
  auto found = boards.find_case(parts[0]);
  if (!found || found->state.number != number) return std::nullopt;
  return found;
}

Reply track(Site& site, const Visitor& visitor, const Request&, Boards&) { return track_page(site, visitor, {}, {}, 200); }

Reply find_by_number(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const Speech say(site.sentences(), visitor.lang);
  const auto typed = request.form().field("nomor");
  const auto last_four = only_digits(request.form().field("akhir"));
  // From W1 only the number comes: the page asks for the rest.
  if (!request.form().has("akhir")) return track_page(site, visitor, typed, {}, 200);
  const auto number = law::ApplicationNumber::parse(typed);
  std::vector<Wrong> wrongs;
  if (!number) wrongs.push_back({"nomor", say(number.error())});
  if (last_four.size() != 4) wrongs.push_back({"akhir", std::string(say("w.track.last_four.wrong"))});
  if (!wrongs.empty()) return track_page(site, visitor, typed, wrongs, 422);
  const auto text = number->text();
  if (const auto wait = wait_before(site, visitor, text); wait > 0) return track_page(site, visitor, typed, {{"", say(access::refusal_to_wait(wait))}}, 429);
  const auto found = boards.find_case_by_number(text);
  // Asked also where there is no such case, so that the time tells nothing.
  const bool matches = office::last_four_match(site.office, boards.database(), found ? found->id : std::string("none"), last_four);
  if (!found || !matches) return track_page(site, visitor, typed, {{"nomor", std::string(say("w.track.no_match"))}}, 422);
  site.limiter.forgive(from_one_network, number_from(visitor, text));
  site.limiter.forgive_one(from_anywhere, text);
  site.limiter.forgive_one(of_the_network, visitor.network);
  return with_headers(see_other("/lacak/" + text), {{"Set-Cookie", pass_cookie(site, visitor, found->id)}});
}

}  // namespace opak::web
