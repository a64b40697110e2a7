// W2: which service, and what to have at hand before the first question.
#include "web/resident/resident.h"

namespace opak::web {
namespace {

// Ways into the office that are not offered online yet: said here, with where to go instead.
struct Elsewhere {
  std::string_view slug, title, where;
};
constexpr Elsewhere elsewhere[] = {
    {"ubah-data", "glossary.data_change", "w.elsewhere.data_change"},
    {"baru-17", "glossary.new17", "w.elsewhere.new17"},
    {"pindah", "w.elsewhere.move.title", "w.elsewhere.move"},
    {"tidak-tahu", "w.elsewhere.unsure.title", "w.elsewhere.unsure"},
};

void paper_to_prepare(Page& page, const law::Paper& paper) {
  page.html << "<div class=\"box\"><h2 class=\"flat\">"_lit << page.say(paper.title) << "</h2>"_lit;
  if (!paper.hint.empty()) page.paragraph(page.say(paper.hint));
  page.html << "<ul class=\"goodbad\"><li><span class=\"photo good\" aria-hidden=\"true\"></span><b>"_lit << page.say("w.prepare.good") << "</b> "_lit << page.say(paper.good)
            << "</li><li><span class=\"photo poor\" aria-hidden=\"true\"></span><b>"_lit << page.say("w.prepare.bad") << "</b> "_lit << page.say(paper.bad) << "</li></ul>"_lit;
  if (!paper.if_missing.empty()) page.html << "<p class=\"hint\">"_lit << page.say(paper.if_missing) << "</p>"_lit;
  page.html << "</div>"_lit;
}

Reply not_online(Site& site, const Visitor& visitor, const Elsewhere& which) {
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say(which.title)), .back = "/urus/ktp"});
  page.html << "<div class=\"read\">"_lit;
  page.heading(say(which.title));
  page.paragraph(say(which.where));
  note(page, Tone::info, site.catalogue.city().office_short, site.catalogue.city().office_address);
  const LinkRow rows[] = {{Href::whatsapp(site.catalogue.city().whatsapp, say("w.whatsapp.hello")), say("w.whatsapp.officer"), Icon::bubble},
                          {Href::map(site.catalogue.city().lat, site.catalogue.city().lon), say("w.show_map"), Icon::pin}};
  links(page, rows);
  free_notice(page);
  page.html << "</div>"_lit;
  return page.done();
}

}  // namespace

Reply choose_service(Site& site, const Visitor& visitor, const Request&, Boards&) {
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("w.choose.title")), .back = "/"});
  page.heading(say("w.choose.title"));
  page.html << "<ul class=\"cards\">"_lit;
  for (const auto& service : site.catalogue.services())
    page.html << "<li><a href=\""_lit << Href::local("/urus/ktp/" + service.slug) << "\"><span><b>"_lit << say(service.title) << "</b>"_lit << say(service.summary) << "</span></a></li>"_lit;
  for (const auto& other : elsewhere)
    page.html << "<li><a href=\""_lit << Href::local("/urus/ktp/" + std::string(other.slug)) << "\"><span><b>"_lit << say(other.title) << "</b>"_lit << say("w.choose.at_office") << "</span></a></li>"_lit;
  page.html << "</ul>"_lit;
  free_notice(page);
  return page.done();
}

Reply before_start(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  for (const auto& other : elsewhere)
    if (request.matched.at(0) == other.slug) return not_online(site, visitor, other);
  const auto* service = site.catalogue.find_service_by_slug(request.matched.at(0));
  if (!service) return error_page(site, visitor, 404);
  const Speech say(site.sentences(), visitor.lang);
  const auto title = say("w.prepare.title", {{"layanan", std::string(say(service->title))}});
  Page page(site, visitor, {.title = title, .back = "/urus/ktp"});
  page.html << "<div class=\"read\">"_lit;
  page.heading(title);
  for (const auto& paper : service->papers) paper_to_prepare(page, paper);
  summary_begin(page);
  summary_row(page, {say("w.prepare.how_long"), say("w.prepare.how_long.words", {{"jumlah", std::to_string(service->working_days("promise"))}})});
  if (const auto day = honest_day(site, boards)) summary_row(page, {say("w.prepare.expected"), say.long_day(*day)});
  else summary_row(page, {say("w.prepare.expected"), say("w.home.no_stock")});
  summary_row(page, {say("w.prepare.fee"), say("glossary.free")});
  summary_end(page);
  for (const auto& limit : service->not_from_home) note(page, Tone::plain, say(limit));
  acts_begin(page);
  link_button(page, Href::local("/urus/ktp/" + service->slug + "/mulai"), say("w.prepare.begin"), Weight::main);
  link_button(page, Href::whatsapp(site.catalogue.city().whatsapp, say(service->title)), say("w.prepare.whatsapp"), Weight::second, Icon::bubble);
  link_button(page, Href::fixed("/bantuan#kelurahan"), say("w.prepare.kelurahan"), Weight::link);
  acts_end(page);
  free_notice(page);
  page.html << "</div>"_lit;
  return page.done();
}

}  // namespace opak::web
