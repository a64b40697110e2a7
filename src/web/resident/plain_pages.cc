// The pages behind the foot's links: help, complaints, how data is kept. Short and honest.
#include "web/resident/resident.h"

namespace opak::web {
namespace {

void list(Page& page, std::initializer_list<std::string_view> keys) {
  page.html << "<ul>"_lit;
  for (const auto key : keys) page.html << "<li>"_lit << page.say(key) << "</li>"_lit;
  page.html << "</ul>"_lit;
}

// The offices that help, by kecamatan. Their streets are not in the city's data: the phone's own map looks for the name.
void kelurahan_offices(Page& page) {
  const auto& regions = page.site.catalogue.city().regions;
  page.hint(page.say("w.help.kelurahan.map"));
  for (const auto& kecamatan : regions.kecamatan()) {
    page.html << "<details><summary>"_lit << page.say("w.help.kecamatan", {{"kecamatan", kecamatan}}) << "</summary><ul class=\"links\">"_lit;
    for (const auto* region : regions.in_kecamatan(kecamatan)) {
      const auto office = page.say("w.help.kelurahan.office", {{"kelurahan", region->kelurahan}});
      page.html << "<li><a href=\""_lit << Href::map_search(region->lat, region->lon, office + ", " + page.site.catalogue.city().name) << "\">"_lit << office << "</a></li>"_lit;
    }
    page.html << "</ul></details>"_lit;
  }
}

Page plain_page(Site& site, const Visitor& visitor, std::string_view title_key) {
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say(title_key)), .back = "/"});
  page.html << "<div class=\"read\">"_lit;
  page.heading(say.own(title_key));
  return page;
}

Reply finish(Page& page) {
  page.html << "</div>"_lit;
  return page.done();
}

void officer_links(Page& page) {
  const auto& city = page.site.catalogue.city();
  const LinkRow rows[] = {{Href::whatsapp(city.whatsapp, page.say("w.whatsapp.hello")), page.say("w.whatsapp.officer"), Icon::bubble},
                          {Href::telephone(city.whatsapp), page.say("w.call_office"), Icon::phone},
                          {Href::map(city.lat, city.lon), city.office_address, Icon::pin}};
  links(page, rows);
}

}  // namespace

Reply help_page(Site& site, const Visitor& visitor, const Request&, Boards&) {
  auto page = plain_page(site, visitor, "glossary.help");
  page.paragraph(page.say("w.help.lead"));
  officer_links(page);
  page.html << "<h2 id=\"foto\">"_lit << page.say("w.help.photo") << "</h2>"_lit;
  list(page, {"w.help.photo.1", "w.help.photo.2", "w.help.photo.3"});
  page.subheading(page.say("w.help.courier"));
  list(page, {"w.help.courier.1", "w.help.courier.2", "w.help.courier.3"});
  page.html << "<h2 id=\"bantu\">"_lit << page.say.own("glossary.help_other") << "</h2>"_lit;
  list(page, {"w.help.other.1", "w.help.other.2", "w.help.other.3"});
  page.html << "<h2 id=\"kelurahan\">"_lit << page.say("w.home.kelurahan") << "</h2>"_lit;
  page.paragraph(page.say("w.help.kelurahan"));
  kelurahan_offices(page);
  free_notice(page);
  return finish(page);
}

namespace {

// What can be done about it today, with the words already begun.
void way_to_complain(Page& page, Lit heading_begin, std::string_view heading, const std::string& about) {
  const auto key = "w.complaint." + about;
  page.html << heading_begin << heading << "</h2>"_lit;
  page.paragraph(page.say(key + ".words"));
  acts_begin(page);
  link_button(page, Href::whatsapp(page.site.catalogue.city().whatsapp, page.say(key + ".text")), page.say(key + ".write"), Weight::main, Icon::bubble);
  acts_end(page);
}

}  // namespace

Reply complaint_page(Site& site, const Visitor& visitor, const Request&, Boards&) {
  auto page = plain_page(site, visitor, "glossary.complaint");
  const auto& say = page.say;
  page.paragraph(say("w.complaint.lead"));
  way_to_complain(page, "<h2 id=\"layanan\">"_lit, say("w.complaint.service"), "service");
  way_to_complain(page, "<h2 id=\"terlambat\">"_lit, say("w.complaint.late"), "late");
  way_to_complain(page, "<h2 id=\"pungli\">"_lit, say("glossary.report_levy"), "levy");
  way_to_complain(page, "<h2 id=\"keberatan\">"_lit, say("w.complaint.objection"), "objection");
  page.subheading(say("w.complaint.elsewhere"));
  const LinkRow elsewhere[] = {{Href::fixed("https://www.lapor.go.id"), say("w.complaint.sp4n"), Icon::talk}, {Href::fixed("tel:137"), say("w.complaint.ombudsman"), Icon::phone}};
  links(page, elsewhere);
  page.subheading(say("w.complaint.office"));
  officer_links(page);
  return finish(page);
}

Reply own_data_page(Site& site, const Visitor& visitor, const Request&, Boards&) {
  auto page = plain_page(site, visitor, "glossary.personal_data");
  list(page, {"w.data.what", "w.data.why", "w.data.sealed", "w.data.who", "w.data.until", "w.data.public"});
  page.subheading(page.say("w.data.rights"));
  page.paragraph(page.say("w.data.rights.words"));
  officer_links(page);
  return finish(page);
}

}  // namespace opak::web
