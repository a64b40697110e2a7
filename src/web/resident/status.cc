// W8: where the application is, for the holder of the secret link, or (a little less) for who knows number and four digits.
#include "base/text.h"
#include "core/application/application.h"
#include "office/notices.h"
#include "office/own_data.h"
#include "web/resident/resident.h"
#include "web/resident/status_parts.h"
#include "web/resident/track_pass.h"

namespace opak::web {
namespace {

using application::Act;
using application::Stage;
using application::State;

void details(Page& page, const SeenCase& seen, Sight sight) {
  const auto& state = seen.one.state;
  page.subheading(page.say("w.status.details"));
  summary_begin(page);
  if (seen.name) summary_row(page, page.say("w.status.name"), *seen.name);
  summary_row(page, {page.say("w.check.service"), service_title(page.site, page.say, state.service)});
  const auto* counter = page.site.catalogue.city().find_counter(state.pickup_place);
  if (state.way == "pick_up" && counter != nullptr) summary_row(page, {page.say("w.status.way"), page.say("w.pickup.at", {{"tempat", counter->name}})});
  else if (state.way == "pick_up") summary_row(page, {page.say("w.status.way"), page.say("service.question.delivery.office")});
  else summary_row(page, {page.say("glossary.delivery_address"), region_words(page.site, state.region)});
  // Enough for who typed it to know it again.
  if (sight == Sight::by_link && state.way != "pick_up" && seen.street && !is_empty(*seen.street)) summary_row(page, page.say("w.status.street"), *seen.street);
  summary_row(page, {page.say("w.prepare.fee"), page.say("w.status.free")});
  summary_end(page);
}

void rejection(Page& page, const SeenCase& seen) {
  const auto& one = seen.one;
  if (one.state.stage != Stage::rejected) return;
  const auto* service = page.site.catalogue.find_service(one.state.service);
  const auto* reason = service ? service->find_rejection_reason(one.state.rejection_rule) : nullptr;
  page.html << "<div class=\"note bad\"><div>"_lit;
  if (reason) page.html << "<p><b>"_lit << page.say(reason->text) << "</b></p><p>"_lit << page.say("w.status.rule") << " "_lit << reason->rule << "</p>"_lit;
  if (seen.words && !is_empty(*seen.words)) page.html << "<p>"_lit << page.say("w.status.officer_wrote") << " "_lit << *seen.words << "</p>"_lit;
  page.html << "<p><a href=\"/urus/ktp\">"_lit << page.say("w.status.again") << "</a> · <a href=\"/pengaduan#keberatan\">"_lit << page.say("w.status.object") << "</a></p></div></div>"_lit;
}

void withdrawn(Page& page, const State& state) {
  if (state.stage != Stage::withdrawn) return;
  const auto* service = page.site.catalogue.find_service(state.service);
  acts_begin(page);
  link_button(page, Href::local("/urus/ktp" + (service ? "/" + service->slug : std::string())), page.say("w.status.again"), Weight::main);
  acts_end(page);
}

// What became of the card that was given back.
void old_card(Page& page, const std::string& application) {
  const auto card = Boards(page.site.office.reader()).old_card_of_case(application);
  if (!card) return;
  const auto& state = card->state;
  if (state.stage == oldcard::CardStage::destroyed) page.paragraph(page.say("w.status.old_card_destroyed", {{"hari", page.say.long_day(day_in_jakarta(state.destroyed_at))}}));
  else page.paragraph(page.say("w.status.old_card_kept"));
}

void delivered(Page& page, const State& state, const std::string& application, const std::string& path, Sight sight) {
  if (state.stage != Stage::delivered || state.disputed) return;
  const auto to = state.delivered_to == "family" ? "w.receiver.family" : state.delivered_to == "rt_rw" ? "w.receiver.rt_rw" : "w.receiver.self";
  note(page, Tone::ok, page.say("w.status.delivered_to", {{"waktu", page.say.long_moment(state.closed_at)}, {"penerima", std::string(page.say(to))}}));
  old_card(page, application);
  if (sight != Sight::by_link) return;
  acts_begin(page);
  if (application::may(state, Act::rate)) link_button(page, Href::local(path + "/nilai"), page.say("w.status.rate"), Weight::second);
  link_button(page, Href::local(path + "/bukan-saya"), page.say("w.status.not_me_received"), Weight::second);
  acts_end(page);
}

// Buttons and guard read the same table.
void wishes(Page& page, const State& state, const std::string& path) {
  std::vector<LinkRow> rows;
  const auto whatsapp = page.say("w.whatsapp.about", {{"nomor", state.number}});
  rows.push_back({Href::whatsapp(page.site.catalogue.city().whatsapp, whatsapp), page.say("w.whatsapp.officer"), Icon::bubble});
  if (!path.empty()) {
    if (application::may(state, Act::change_address) && state.way != "pick_up") rows.push_back({Href::local(path + "/alamat"), page.say("w.status.change_address"), Icon::pin});
    if (application::may(state, Act::change_address) && state.way == "pick_up") rows.push_back({Href::local(path + "/alamat"), page.say("w.status.bring_home"), Icon::pin});
    // What is on a run is no longer chosen by day: who will not be at home says so, and chooses there.
    const bool courier_comes = !state.run.empty();
    if (application::may(state, Act::say_not_home)) rows.push_back({Href::local(path + "/tidak-di-rumah"), page.say("w.status.not_home"), Icon::calendar});
    if (application::may(state, Act::say_home_again)) rows.push_back({Href::local(path + "/di-rumah"), page.say("w.status.home_again"), Icon::check});
    if (!courier_comes && application::may(state, Act::choose_day) && state.way != "pick_up") rows.push_back({Href::local(path + "/jadwal"), page.say("w.status.other_day"), Icon::calendar});
    if (!courier_comes && application::may(state, Act::choose_pickup) && state.way != "pick_up") rows.push_back({Href::local(path + "/ambil"), page.say("w.status.pick_up"), Icon::card});
    if (state.is_open()) rows.push_back({Href::local(path + "/kabar"), page.say("w.tell_by.title"), Icon::bell});
    if (application::may(state, Act::withdraw)) rows.push_back({Href::local(path + "/batal"), page.say("w.status.withdraw"), Icon::none});
  }
  if (state.is_open() && state.promised_on != Day{} && state.promised_on < day_in_jakarta(page.visitor.now))
    rows.push_back({Href::fixed("/pengaduan#terlambat"), page.say("w.status.late"), Icon::talk});
  page.subheading(page.say("w.status.help"));
  links(page, rows);
}

Response status_page(Site& site, const Visitor& visitor, Boards& boards, const SeenCase& seen, const std::string& path, const std::string& stream, Sight sight, std::string_view news) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& state = seen.one.state;
  Page page(site, visitor, {.title = std::string(say("glossary.track")), .back = "/", .landing = sight == Sight::by_link, .live = state.is_open() ? stream : ""});
  page.heading(say.own("glossary.track"));
  page.html << "<p class=\"vh\" id=\"kabar\" role=\"status\"></p><div class=\"two\"><div>"_lit;
  if (const auto key = "w.news." + std::string(news); !news.empty() && say.has(key)) note(page, Tone::ok, say(key));
  const auto elements = status_elements(site, visitor, boards, seen, sight);
  page.html.append(elements[0].second);
  rejection(page, seen);
  withdrawn(page, state);
  delivered(page, state, seen.one.id, path, sight);
  acts_begin(page);
  link_button(page, Href::whatsapp("", shared_words(site, say, state.number)), say("glossary.share_wa"), Weight::second, Icon::bubble);
  if (sight == Sight::by_link) link_button(page, Href::local(path + "/tanda-terima"), say("w.status.print"), Weight::second, Icon::print);
  link_button(page, Href::local(path.empty() ? "/lacak/" + state.number : path), say("w.status.reload"), Weight::link);
  acts_end(page);
  page.subheading(say("w.status.journey"));
  page.html.append(elements[1].second);
  page.html << "</div><div>"_lit;
  details(page, seen, sight);
  free_notice(page);
  if (sight == Sight::by_number) note(page, Tone::info, say("w.status.link_has_more"));
  wishes(page, state, path);
  page.html << "</div></div>"_lit;
  return page.done();
}

// One page for all who look at this case by this address in this language, until the case changes.
std::string key_of(const Visitor& visitor, const Request& request) {
  std::string key = visitor.large_text ? "besar " : "biasa ";
  key += catalogue::code_of(visitor.lang);
  key += ' ';
  key += request.path;
  return key;
}

// Who has the link or the number and its digits, and not a machine that fetches a preview of a link.
void was_opened(Site& site, const Visitor& visitor, const Request& request, Boards& boards, const SeenCase& seen) {
  if (visitor.officer || request.method != "GET" || site.settings.as_of) return;
  const auto agent = lower_ascii(request.header("user-agent"));
  for (const auto* machine : {"bot", "whatsapp", "facebookexternalhit", "preview", "crawler"})
    if (agent.find(machine) != std::string::npos) return;
  if (office::waits_to_be_known(boards.database(), seen.one.id, seen.one.state.contact)) office::page_opened(site.office, seen.one.state.contact, seen.one.id);
}

template <class Draw>
Response kept_or_drawn(Site& site, const Visitor& visitor, const Request& request, Boards& boards, const std::string& application, Draw draw) {
  const auto& freshness = site.office.freshness();
  const auto today = day_in_jakarta(visitor.now);
  const bool may_keep = site.settings.keeps_pages && request.query.empty();
  const auto key = may_keep ? key_of(visitor, request) : std::string();
  if (may_keep) {
    if (auto kept = site.kept->find_page(key, today, freshness, visitor.thread)) {
      if (site.settings.checks_kept) {
        const auto before = site.kept;
        site.kept = std::make_shared<KeptStatus>();
        const auto seen = see_case(site, boards, application, visitor.thread);
        ensure(seen && draw(*seen).content() == kept->content(), "a kept page is what would be drawn now");
        site.kept = before;
      }
      return std::move(*kept);
    }
  }
  const auto stamp = freshness.stamp();
  const auto seen = see_case(site, boards, application, visitor.thread);
  // The first look after a change: what was told of it is known now. Later looks are answered from what is kept.
  if (seen) was_opened(site, visitor, request, boards, *seen);
  if (!seen || seen->one.state.number.empty()) return error_page(site, visitor, 404);
  auto response = draw(*seen);
  if (!may_keep || seen->one.state.stage == Stage::waiting_blangko) return response;  // Others move its place in the line.
  response.kept_body = std::make_shared<const net::KeptBody>(std::move(response.body));
  response.body.clear();
  add_security_headers(site, response.headers);
  response.kept_lines = std::make_shared<const Bytes>(net::header_lines(response.headers));
  response.headers.clear();
  site.kept->keep_page(key, {response, application, today, stamp}, visitor.thread);
  return response;
}

}  // namespace

Reply status_by_link(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  if (!is_link_of_case(site, request)) return error_page(site, visitor, 404);
  return kept_or_drawn(site, visitor, request, boards, request.matched[0], [&](const SeenCase& seen) {
    const auto path = link_of(request);
    return status_page(site, visitor, boards, seen, path, "/alir" + path, Sight::by_link, request.query_field("kabar"));
  });
}

Reply status_by_number(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto one = case_of_pass(site, visitor, request, boards, request.matched.at(0));
  if (!one) return see_other("/lacak");
  return kept_or_drawn(site, visitor, request, boards, one->id, [&](const SeenCase& seen) {
    return status_page(site, visitor, boards, seen, {}, "/alir/lacak/" + seen.one.state.number, Sight::by_number, {});
  });
}

Reply stream_by_link(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto one = case_of_link(site, boards, request);
  if (!one) return error_page(site, visitor, 404);
  return open_stream(site, visitor, boards, one->id, Sight::by_link);
}

Reply stream_by_number(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto one = case_of_pass(site, visitor, request, boards, request.matched.at(0));
  if (!one) return error_page(site, visitor, 404);
  return open_stream(site, visitor, boards, one->id, Sight::by_number);
}

}  // namespace opak::web
