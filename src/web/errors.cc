// What a page says when it cannot do what was asked: kind, in the visitor's language, with a next step.
#include <algorithm>

#include "base/log.h"
#include "base/request_id.h"
#include "web/page.h"

namespace opak::web {
namespace {

int shown_status(int status) {
  switch (status) {
    case 400: case 403: case 404: case 405: case 409: case 413: case 422: case 429: case 500: case 503: return status;
    default: return status >= 500 ? 503 : 400;
  }
}

// "/s/<id>/<token>/batal" -> "/s/<id>/<token>": where the person came from.
std::string parent_of(std::string_view path) {
  path = path.substr(0, path.find('?'));
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos || slash == 0 ? "/" : std::string(path.substr(0, slash));
}

Response done_for(Page& page, int status) {
  return page.visitor.officer ? page.done_staff(status) : page.done(status);
}

void begin(Page& page) {
  if (page.visitor.officer) page.html << "<main class=\"pane\" id=\"isi\">"_lit;
  else page.html << "<div class=\"read\">"_lit;
}

void end(Page& page) {
  if (page.visitor.officer) page.html << "</main>"_lit;
  else page.html << "</div>"_lit;
}

// What a person can tell the operator, who finds the diary's lines by it.
void code(Page& page) {
  if (const auto& id = request_in_hand(); !id.empty()) page.hint(page.say("w.error.code", {{"kode", id}}));
}

// A page that is not there is most often a mistyped number.
void search_box(Page& page) {
  form_begin(page, "/lacak");
  field(page, {.name = "nomor", .label = page.say("glossary.application_number"), .hint = page.say("w.track.number_hint"), .kind = InputKind::search});
  button(page, page.say("glossary.track"));
  form_end(page);
}

}  // namespace

Response error_page(Site& site, const Visitor& visitor, int status) {
  const auto key = status == 503 && site.settings.as_of ? std::string("w.reading.error.") : "w.error." + std::to_string(shown_status(status)) + ".";
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say(key + "title"))});
  begin(page);
  page.heading(page.say(key + "title"));
  page.paragraph(page.say(key + "text"));
  if (status == 404 && !visitor.officer) search_box(page);
  const LinkRow rows[] = {{Href::local(visitor.officer ? "/petugas" : "/"), page.say("w.to_home"), Icon::none},
                          {Href::fixed("/bantuan"), page.say("w.ask_officer"), Icon::bubble}};
  links(page, visitor.officer ? std::span(rows).first(1) : std::span(rows));
  code(page);
  end(page);
  auto response = done_for(page, status);
  if (status == 503) response.headers.emplace_back("Retry-After", "60");
  return response;
}

bool SentForm::may_be_shown() const {
  return std::none_of(fields.begin(), fields.end(), [](const auto& field) { return field.first.find("sandi") != std::string::npos || field.first.find("kode") != std::string::npos; });
}

Response send_again_page(Site& site, const Visitor& visitor, const SentForm& form) {
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("w.error.503.title")), .back = visitor.officer ? "" : parent_of(visitor.path)});
  begin(page);
  page.heading(page.say(site.settings.as_of ? "w.reading.error.title" : "w.error.503.title"));
  page.paragraph(page.say(site.settings.as_of ? "w.reading.error.kept" : "w.error.503.kept"));
  if (form.had_files) note(page, Tone::warn, page.say("w.error.503.files"));
  page.html << "<form method=\"post\" action=\""_lit << Href::local(form.path) << "\">"_lit;
  for (const auto& [name, value] : form.fields) hidden(page, name, value);
  acts_begin(page);
  button(page, page.say("w.error.503.again"));
  acts_end(page);
  form_end(page);
  code(page);
  end(page);
  auto response = done_for(page, 503);
  response.headers.emplace_back("Retry-After", site.settings.as_of ? "60" : "5");
  return response;
}

Response failure_page(Site& site, const Visitor& visitor, const Failure& failure) {
  if (failure.hint == "busy") return site.rush->page(site, visitor.lang);  // Counted (web/metrics.cc); a line for each would be a flood of its own.
  if (!site.settings.as_of) log_error("a request was not carried out", {{"what", failure.what}, {"hint", failure.hint}});
  return error_page(site, visitor, 503);
}

Response refusal_page(Site& site, const Visitor& visitor, const Refusal& refusal) {
  const int status = refusal.key.starts_with("access.slow_down") || refusal.key == "access.code_wait" || refusal.key == "access.code_limit" ? 429
                     : refusal.key.starts_with("access.")                                                                                   ? 403
                                                                                                                                            : 409;
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("w.refused.title")), .back = visitor.officer ? "" : parent_of(visitor.path)});
  begin(page);
  page.heading(page.say("w.refused.title"));
  note(page, Tone::bad, page.say(refusal));
  const LinkRow rows[] = {{Href::local(parent_of(visitor.path)), page.say("w.refused.back"), Icon::none},
                          {Href::fixed("/bantuan"), page.say("w.ask_officer"), Icon::bubble}};
  links(page, visitor.officer ? std::span(rows).first(1) : std::span(rows));
  end(page);
  return done_for(page, status);
}

Response after(Site& site, const Visitor& visitor, const office::Answer& answer, std::string_view path) {
  if (const auto* refusal = office::refused(answer)) return refusal_page(site, visitor, *refusal);
  if (const auto* failure = office::failed(answer)) return failure_page(site, visitor, *failure);
  return see_other(path);
}

namespace {

// What can be known of a request that was perhaps not read to its end.
Visitor visitor_of(Site& site, const net::Unserved& unserved) {
  Visitor visitor;
  if (unserved.is_whole) {
    try {
      return meet(site, *unserved.request, unserved.request->path.starts_with("/petugas") ? Area::staff : Area::resident, 0);
    } catch (const std::runtime_error&) {  // The disk does not answer; the page does.
    }
  }
  visitor.now = site.now();
  visitor.path = "/";
  if (unserved.request) visitor.lang = lang_asked(site, *unserved.request);
  return visitor;
}

// A form that was not read to its end: nothing of it is here, and the browser still has it.
Response unsent_page(Site& site, const Visitor& visitor) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("w.error.503.title"))});
  begin(page);
  page.heading(page.say("w.error.503.title"));
  page.paragraph(page.say("w.error.503.unsent"));
  end(page);
  auto response = done_for(page, 503);
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

}  // namespace

SentForm sent_form(const Request& request) {
  const auto& form = request.form();
  return SentForm{request.path, form.fields, !form.files.empty()};
}

net::ErrorPage error_page_of(Site& site) {
  return [&site](const net::Unserved& unserved) {
    Visitor visitor = visitor_of(site, unserved);
    if (unserved.status == 503 && unserved.request && unserved.request->method == "POST") {
      if (!unserved.is_whole) return unsent_page(site, visitor);
      const SentForm form = sent_form(*unserved.request);
      if (!form.fields.empty() && form.may_be_shown()) return send_again_page(site, visitor, form);
    }
    auto response = error_page(site, visitor, unserved.status);
    response.status = unserved.status;
    return response;
  };
}

}  // namespace opak::web
