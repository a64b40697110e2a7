// W1: one door.
#include "office/own_data.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

void card(Page& page, const Href& href, Icon which, const Said& title, std::string_view words) {
  page.html << "<li><a href=\""_lit << href << "\">"_lit;
  icon(page, which, 28);
  page.html << "<span><b>"_lit << title << "</b>"_lit << words << "</span></a></li>"_lit;
}

void stock_note(Page& page, Boards& boards) {
  const auto stock = stock_now(page.site, boards);
  const auto day = honest_day(page.site, boards);
  page.html << "<div class=\"note info\">"_lit;
  icon(page, Icon::card, 28);
  page.html << "<p><b>"_lit << page.say("w.home.stock", {{"jumlah", page.say.number(stock ? stock->available : 0)}}) << "</b> "_lit;
  if (day) page.html << page.say("w.home.expected", {{"hari", page.say.long_day(*day)}});
  else page.html << page.say("w.home.no_stock");
  page.html << "</p></div>"_lit;
}

struct OtherService {
  std::string_view group, name, where;  // Sentence keys.
};

constexpr OtherService other_services[] = {
    {"w.other.population", "w.other.first_card", "w.other.first_card.where"}, {"w.other.population", "w.other.family_card", "w.other.family_card.where"},
    {"w.other.population", "w.other.birth", "w.other.birth.where"},           {"w.other.health", "w.other.bpjs", "w.other.bpjs.where"},
    {"w.other.tax", "w.other.pbb", "w.other.pbb.where"},                      {"w.other.social", "w.other.dtks", "w.other.dtks.where"},
    {"w.other.emergency", "w.other.112", "w.other.112.where"},
};

void other_list(Page& page) {
  page.subheading(page.say("w.other.title"));
  std::string_view group;
  for (const auto& service : other_services) {
    if (service.group != group) {
      if (!group.empty()) page.html << "</dl></details>"_lit;
      group = service.group;
      page.html << "<details><summary>"_lit << page.say(group) << "</summary><dl class=\"sum\">"_lit;
    }
    page.html << "<div><dt>"_lit << page.say(service.name) << "</dt><dd>"_lit << page.say(service.where) << "</dd></div>"_lit;
  }
  page.html << "</dl></details>"_lit;
}

}  // namespace

Reply home(Site& site, const Visitor& visitor, const Request&, Boards& boards) {
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("w.mark")), .landing = true});
  page.html << "<div class=\"hero\"><h1>"_lit << say("w.home.title") << "</h1><p>"_lit << say("w.home.lead") << "</p></div>"_lit;
  page.form_was_written();
  page.html << "<form class=\"find\" method=\"post\" action=\"/lacak\" role=\"search\">"_lit;
  hidden(page, "bukti", form_token(site, visitor));
  page.html << "<label class=\"vh\" for=\"nomor\">"_lit << say("glossary.application_number")
            << "</label><input type=\"search\" id=\"nomor\" name=\"nomor\" placeholder=\"OM-2611-00091-K\" autocomplete=\"off\">"_lit;
  button(page, say("w.track.button"));
  form_end(page);
  page.html << "<ul class=\"cards\">"_lit;
  card(page, Href::fixed("/urus/ktp"), Icon::card, say.own("w.home.card"), say("w.home.card.words"));
  card(page, Href::fixed("/lacak"), Icon::search, say.own("glossary.track"), say("w.home.track.words"));
  card(page, Href::fixed("/lanjut"), Icon::clock, say.own("w.home.continue"), say("w.home.continue.words"));
  card(page, Href::fixed("/pengaduan"), Icon::talk, say.own("glossary.complaint"), say("w.home.complaint.words"));
  card(page, Href::fixed("/bantuan#bantu"), Icon::people, say.own("glossary.help_other"), say("w.home.help.words"));
  card(page, Href::fixed("/transparansi"), Icon::bars, say.own("glossary.transparency"), say("w.home.transparency.words"));
  page.html << "</ul>"_lit;
  stock_note(page, boards);
  free_notice(page);
  other_list(page);
  page.subheading(say("w.home.prefer_help"));
  const LinkRow rows[] = {
      {Href::whatsapp(site.catalogue.city().whatsapp, say("w.whatsapp.hello")), say("w.whatsapp.officer"), Icon::bubble},
      {Href::fixed("/bantuan#kelurahan"), say("w.home.kelurahan"), Icon::pin},
  };
  links(page, rows);
  return page.done();
}

Reply health(Site& site, const Visitor&, const Request&, Boards& boards) {
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = "sehat " + std::to_string(boards.last_seq()) + "\n";  // The newest entry: it grows while people are served.
  if (site.settings.as_of) {  // Whoever sends residents on must not send them here.
    response.status = 503;
    response.body = "hanya dibaca " + std::to_string(boards.last_seq()) + "\n";
    return response;
  }
  if (const auto left = office::erasures_unfinished(boards.database()); left > 0) response.body += "penghapusan belum selesai: " + std::to_string(left) + "\n";
  return response;
}

// At the root of the site, because a service worker rules over what lies below it.
Reply kept_lists_script(Site& site, const Visitor&, const Request&, Boards&) {
  Response response;
  response.content_type = "text/javascript; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "no-cache");
  response.body = site.assets.bytes("luring.js");
  return response;
}

Reply robots(Site&, const Visitor&, const Request&, Boards&) {
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "public, max-age=86400");
  response.body = "User-agent: *\nDisallow: /s/\nDisallow: /lacak/\nDisallow: /bukan-saya/\nDisallow: /isian/\nDisallow: /petugas\n";
  return response;
}

}  // namespace opak::web
