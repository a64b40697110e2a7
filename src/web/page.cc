#include "web/page.h"

#include "base/digest.h"
#include "base/log.h"
#include "web/desks.h"

namespace opak::web {
namespace {

struct LanguageLink {
  catalogue::Lang lang;
  Lit code;
  Lit shown;
  Lit name;
};

constexpr LanguageLink language_links[] = {
    {catalogue::Lang::id, "id"_lit, "ID"_lit, "Bahasa Indonesia"_lit},
    {catalogue::Lang::su, "su"_lit, "SU"_lit, "Basa Sunda"_lit},
    {catalogue::Lang::jv, "jv"_lit, "JV"_lit, "Basa Jawa Serang"_lit},
    {catalogue::Lang::en, "en"_lit, "EN"_lit, "English"_lit},
};

std::string with_field(std::string_view path, std::string_view field) {
  return std::string(path) + (path.find('?') == std::string_view::npos ? "?" : "&") + std::string(field);
}

void language_bar(Html& html, const Speech& say, std::string_view path) {
  html << "<nav aria-label=\""_lit << say("w.languages") << "\"><ul class=\"langs\">"_lit;
  for (const auto& link : language_links) {
    html << "<li><a href=\""_lit << Href::local(with_field(path, "b=" + std::string(link.code.text()))) << "\" hreflang=\""_lit << link.code
         << "\" lang=\""_lit << link.code << "\""_lit;
    if (link.lang == say.chosen()) html << " aria-current=\"true\""_lit;
    html << "><span aria-hidden=\"true\">"_lit << link.shown << "</span><span class=\"vh\">"_lit << link.name << "</span></a></li>"_lit;
  }
  html << "</ul></nav>"_lit;
}

// Nobody may take the demonstration for the real thing.
void demo_strip(Html& html, const Speech& say) {
  html << "<aside class=\"net\" aria-label=\""_lit << say("w.demo_label") << "\"><p>"_lit << say("w.demo") << " <a href=\"/demo\">"_lit << say("w.demo_link") << "</a></p></aside>"_lit;
}

// What is shown here was so at that moment; the city goes on elsewhere, or will.
void reading_strip(Html& html, const Speech& say, const Site& site) {
  const auto as_of = site.settings.as_of();
  html << "<aside class=\"net\" aria-label=\""_lit << say("w.reading_label") << "\"><p>"_lit;
  if (as_of) html << say("w.reading", {{"saat", say.long_moment(*as_of)}});
  else html << say("w.reading.nothing_yet");
  html << "</p></aside>"_lit;
}

void resident_head(Html& html, const Speech& say, const Site& site, const Visitor& visitor, const PageSettings& settings) {
  html << "<a class=\"skip vh\" href=\"#isi\">"_lit << say("w.skip") << "</a>"_lit;
  if (site.settings.demo) demo_strip(html, say);
  if (site.settings.as_of) reading_strip(html, say, site);
  html << "<header class=\"top\"><div class=\"wrap\"><a class=\"mark\" href=\"/\">"_lit << site.catalogue.city().name << " <span>"_lit
       << say("w.mark") << "</span></a>"_lit;
  language_bar(html, say, visitor.path);
  html << "</div></header><div class=\"strip\"></div><main class=\"wrap\" id=\"isi\""_lit;
  if (!settings.live.empty())
    html << " data-live=\""_lit << Href::local(settings.live) << "\" data-live-say=\""_lit << say("w.live_changed") << "\""_lit;
  html << ">"_lit;
  if (!settings.back.empty())
    html << "<a class=\"back\" href=\""_lit << Href::local(settings.back) << "\">&larr; "_lit << say.own("glossary.back") << "</a>"_lit;
}

void resident_foot(Html& html, const Speech& say, const Site& site, const Visitor& visitor) {
  html << "</main><footer class=\"foot\"><div class=\"wrap\"><ul><li><a href=\"/bantuan\">"_lit << say.own("glossary.help")
       << "</a></li><li><a href=\"/pengaduan\">"_lit << say.own("glossary.complaint") << "</a></li><li><a href=\"/transparansi\">"_lit
       << say.own("glossary.transparency") << "</a></li><li><a href=\"/data-pribadi\">"_lit << say.own("glossary.personal_data")
       << "</a></li><li><a href=\""_lit << Href::local(with_field(visitor.path, visitor.large_text ? "teks=biasa" : "teks=besar")) << "\">"_lit
       << say.own(visitor.large_text ? "w.normal_text" : "glossary.large_text") << "</a></li></ul><p>"_lit
       << say("w.foot", {{"kota", site.catalogue.city().name}}) << "</p></div></footer>"_lit;
}

void staff_head(Page& page, Html& html, const PageSettings& settings) {
  const auto& say = page.say;
  html << "<a class=\"skip vh\" href=\"#isi\">"_lit << say("w.skip") << "</a><header class=\"kbar\"><a class=\"mark\" href=\"/petugas\">Opak</a>"_lit;
  if (page.visitor.officer) {
    html << "<nav aria-label=\""_lit << say("w.desks") << "\">"_lit;
    for (const auto& desk : all_desks()) {
      if (!page.visitor.has_any(desk.roles)) continue;
      html << "<a href=\""_lit << Href::local(desk.path) << "\""_lit;
      if (desk.key == settings.desk) html << " aria-current=\"page\""_lit;
      html << ">"_lit << say(desk.words) << "</a>"_lit;
    }
    html << "</nav><span class=\"who\">"_lit << page.visitor.officer->name << "</span><form method=\"post\" action=\"/keluar\"><input type=\"hidden\" name=\"bukti\" value=\""_lit
         << form_token(page.site, page.visitor) << "\"><button class=\"out\">"_lit << say("glossary.sign_out") << "</button></form>"_lit;
  }
  html << "</header>"_lit;
  if (page.site.settings.demo) demo_strip(html, say);
  if (page.site.settings.as_of) reading_strip(html, say, page.site);
}

// What an officer's page tells the browser that may keep lists: whose session it is, and of a list the end of its day.
std::string keeping(const Visitor& visitor, int status) {
  if (!visitor.keeps_lists) return "hapus";
  auto whose = to_hex(sha256({"daftar", visitor.session->digest})).substr(0, 16);
  if (status == 200 && is_list_of_the_day(visitor.path)) whose += " " + std::to_string(moment_in_jakarta(day_in_jakarta(visitor.now) + 1, 0, 0).ms);
  return whose;
}

}  // namespace

std::string session_mark(const Visitor& visitor) { return to_hex(sha256({"antar", visitor.session->digest})).substr(0, 16); }

std::string Speech::bytes(std::int64_t n) const {
  if (n < 1024 * 1024) return number(std::max<std::int64_t>(1, (n + 512) / 1024)) + " kB";
  return number((n + 512 * 1024) / (1024 * 1024)) + " MB";
}

Page::Page(Site& the_site, const Visitor& the_visitor, PageSettings settings)
    : say(the_site.sentences(), the_visitor.lang), site(the_site), visitor(the_visitor), settings_(std::move(settings)) {}

void Page::heading(std::string_view text) { html << "<h1>"_lit << text << "</h1>"_lit; }
void Page::heading(const Said& said) { html << "<h1>"_lit << said << "</h1>"_lit; }

void Page::heading(std::string_view text, std::string_view step) {
  html << "<p class=\"step\">"_lit << step << "</p>"_lit;
  heading(text);
}

void Page::subheading(std::string_view text) { html << "<h2>"_lit << text << "</h2>"_lit; }
void Page::paragraph(std::string_view text) { html << "<p>"_lit << text << "</p>"_lit; }
void Page::hint(std::string_view text) { html << "<p class=\"hint\">"_lit << text << "</p>"_lit; }

void Page::head(Html& out, bool staff) {
  const auto& assets = site.assets;
  out << "<!doctype html><html lang=\""_lit << catalogue::code_of(say.lang()) << "\""_lit;
  if (visitor.large_text) out << " class=\"besar\""_lit;
  if (staff && visitor.keeps_lists) out << " data-daftar=\"ya\""_lit;
  out << "><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>"_lit;
  if (settings_.has_errors) out << say("w.wrong_title") << " "_lit;
  out << settings_.title << " - "_lit << site.catalogue.city().name << "</title><meta name=\"theme-color\" content=\"#083f4a\"><link rel=\"icon\" href=\"data:,\">"_lit;
  if (settings_.landing && !staff) out.inline_style(assets.bytes("warga.css"));
  else out << "<link rel=\"stylesheet\" href=\""_lit << assets.path("warga.css") << "\">"_lit;
  if (staff) out << "<link rel=\"stylesheet\" href=\""_lit << assets.path("konsol.css") << "\">"_lit;
  if (!settings_.more_style.empty()) out << "<link rel=\"stylesheet\" href=\""_lit << assets.path(settings_.more_style) << "\">"_lit;
  out << "<script src=\""_lit << assets.path("warga.js") << "\" defer></script>"_lit;
  if (staff && assets.has("konsol.js")) out << "<script src=\""_lit << assets.path("konsol.js") << "\" defer></script>"_lit;
  out << "</head>"_lit;
}

Response Page::answer(std::string body, int status) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(body);
  response.headers.emplace_back("Cache-Control", "no-store");
  add_security_headers(site, response.headers, settings_.landing ? site.assets.style_hash("warga.css") : std::string_view());
  if (has_form_ && visitor.guest_is_new) response.headers.emplace_back("Set-Cookie", cookie_line(site, "tamu", visitor.guest));
  return response;
}

Response Page::done(int status) {
  Html out(html.view().size() + (settings_.landing ? 22 : 6) * 1024);
  head(out, false);
  out << "<body>"_lit;
  resident_head(out, say, site, visitor, settings_);
  out.append(html);
  resident_foot(out, say, site, visitor);
  out << "</body></html>"_lit;
  return answer(out.take(), status);
}

Response Page::done_staff(int status) {
  Html out;
  head(out, true);
  out << "<body class=\"konsol\">"_lit;
  if (visitor.officer) has_form_ = true;  // "Keluar" is a form.
  staff_head(*this, out, settings_);
  if (visitor.officer)
    out << "<p id=\"luring\" class=\"luring\" role=\"status\" hidden><b>"_lit << say("o.offline.as_of", {{"jam", say.clock_time(visitor.now)}}) << "</b> "_lit << say("o.offline.words")
        << " <a href=\"\">"_lit << say("o.offline.again") << "</a></p>"_lit;
  out.append(html);
  out << "</body></html>"_lit;
  auto response = answer(out.take(), status);
  response.headers.emplace_back("X-Daftar", keeping(visitor, status));
  response.headers.emplace_back("X-Antar", visitor.has_any({access::Role::courier}) ? session_mark(visitor) : "hapus");
  return response;
}

Response Page::done_bare(int status) {
  Html out;
  head(out, false);
  out << "<body class=\"sheet\"><main class=\"wrap\" id=\"isi\">"_lit;
  out.append(html);
  out << "</main></body></html>"_lit;
  return answer(out.take(), status);
}

Response Page::done_phone() {
  Html out;
  head(out, false);
  out << "<body class=\"jalan\">"_lit;
  out.append(html);
  out << "<script src=\""_lit << site.assets.path("antar.js") << "\"></script></body></html>"_lit;
  return answer(out.take(), 200);
}

Response see_other(std::string_view local_path) {
  Response response;
  response.status = 303;
  response.headers = {{"Location", std::string(is_local_path(local_path) ? local_path : "/")}, {"Cache-Control", "no-store"}};
  return response;
}

}  // namespace opak::web
