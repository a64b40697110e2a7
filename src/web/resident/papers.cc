// W4: one paper a page. The photo is cleaned and sealed before anything else happens to it.
#include <algorithm>

#include "base/text.h"
#include "intake/drafts.h"
#include "office/own_data.h"
#include "web/resident/papers.h"
#include "web/resident/resident.h"

namespace opak::web {

void paper_field(Page& page, const law::Paper& paper, std::string_view wrong, std::string_view name, std::string_view label) {
  page.html << "<ul class=\"goodbad\"><li><span class=\"photo good\" aria-hidden=\"true\"></span><b>"_lit << page.say("w.prepare.good") << "</b> "_lit << page.say(paper.good)
            << "</li><li><span class=\"photo poor\" aria-hidden=\"true\"></span><b>"_lit << page.say("w.prepare.bad") << "</b> "_lit << page.say(paper.bad) << "</li></ul>"_lit;
  field(page, {.name = name, .label = label, .hint = page.say("w.paper.choose.hint"), .wrong = wrong, .kind = InputKind::file});
}

std::vector<std::string> hints_in(const Site& site, std::string_view words) {
  std::vector<std::string> hints;
  for (const auto& word : split(words, ' '))
    if (word.starts_with("paper.hint.") && site.sentences().has(catalogue::Lang::id, word)) hints.push_back(word);
  return hints;
}

namespace {

struct Place {
  intake::Draft draft;
  const law::Service* service;
  const law::Page* page;
  const law::Paper* paper;
  std::string path, next;
};

std::optional<Place> place_of(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  auto draft = intake::find_draft(site.office, boards.database(), request.matched.at(0));
  if (!draft || draft->contact != visitor.contact) return std::nullopt;
  const auto& service = site.catalogue.get_service(draft->service);
  const auto* page = service.find_page(request.matched.at(1));
  if (!page || page->kind != law::PageKind::papers) return std::nullopt;
  const auto papers = law::papers_asked(service, [&](std::string_view key) { return value_of(draft->answers, key); });
  const auto paper = std::find_if(papers.begin(), papers.end(), [&](const auto* one) { return one->key == request.matched.at(2); });
  if (paper == papers.end()) return std::nullopt;
  const auto root = "/isian/" + draft->application + "/";
  Place place{std::move(*draft), &service, page, *paper, root + page->key + "/" + (*paper)->key, {}};
  const auto page_index = static_cast<std::size_t>(page - service.pages.data());
  if (request.query_field("ubah") == "1") place.next = root + service.pages.back().key;
  else if (std::next(paper) != papers.end()) place.next = root + page->key + "/" + (*std::next(paper))->key;
  else place.next = root + service.pages[std::min(page_index + 1, service.pages.size() - 1)].key;
  return place;
}

std::string change_mark(const Request& request) { return request.query_field("ubah") == "1" ? "?ubah=1" : ""; }

void already_there(Page& page, const Place& place, const std::vector<std::string>& hints, const std::string& mark) {
  page.html << "<div class=\"box\"><img class=\"thumb\" alt=\""_lit << page.say("w.paper.yours") << "\" src=\""_lit
            << Href::local("/isian/" + place.draft.application + "/foto/" + place.paper->key) << "\"><p>"_lit << page.say("w.paper.saved") << "</p>"_lit;
  for (const auto& hint : hints) note(page, Tone::plain, page.say(hint));
  page.html << "<div class=\"acts\">"_lit;
  // With something to better, the big button is the other photo, below.
  link_button(page, Href::local(place.next), page.say(hints.empty() ? "w.paper.go_on" : "w.paper.use_this"), hints.empty() ? Weight::main : Weight::second);
  button_form(page, place.path + "/hapus" + mark, page.say("glossary.delete"));
  page.html << "</div></div>"_lit;
}

Response show(Site& site, const Visitor& visitor, const Place& place, const std::string& mark, const std::vector<std::string>& hints, std::string_view wrong) {
  const Speech say(site.sentences(), visitor.lang);
  const auto title = say("w.paper.title", {{"berkas", std::string(say(place.paper->title))}});
  std::vector<Wrong> wrongs;
  if (!wrong.empty()) wrongs.push_back({"foto", std::string(wrong)});
  const bool is_there = place.draft.papers.contains(place.paper->key);
  Page page(site, visitor, {.title = title, .has_errors = !wrongs.empty(), .back = "/isian/" + place.draft.application + "/" + place.service->pages[static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, place.page - place.service->pages.data() - 1))].key});
  page.html << "<div class=\"read\">"_lit;
  error_box(page, wrongs);
  const auto step = place.page - place.service->pages.data() + 1;
  page.heading(title, say("w.form.step", {{"langkah", std::to_string(step)}, {"semua", std::to_string(place.service->pages.size())}}));
  if (!place.paper->hint.empty()) page.paragraph(say(place.paper->hint));
  if (is_there) already_there(page, place, hints, mark);
  form_begin(page, place.path + mark, Sends::files);
  paper_field(page, *place.paper, wrong, "foto", say("w.paper.choose"));
  acts_begin(page);
  button(page, say(is_there ? "w.paper.replace" : "glossary.save_continue"), is_there && hints.empty() ? Weight::second : Weight::main);
  acts_end(page);
  form_end(page);
  if (!is_there && (place.paper->may_come_later || !place.paper->required)) {
    page.html << "<p><a href=\""_lit << Href::local(place.next) << "\">"_lit << say("w.paper.later") << "</a></p>"_lit;
    if (!place.paper->if_missing.empty()) page.hint(say(place.paper->if_missing));
  }
  page.html << "</div>"_lit;
  return page.done(wrongs.empty() ? 200 : 422);
}

}  // namespace

Reply paper_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto place = place_of(site, visitor, request, boards);
  if (!place) return error_page(site, visitor, 404);
  return show(site, visitor, *place, change_mark(request), hints_in(site, request.query_field("petunjuk")), {});
}

Reply save_paper_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto place = place_of(site, visitor, request, boards);
  if (!place) return error_page(site, visitor, 404);
  const auto mark = change_mark(request);
  const auto* file = request.form().find_file("foto");
  if (!file || file->bytes.empty()) {
    const Speech say(site.sentences(), visitor.lang);
    return show(site, visitor, *place, mark, {}, say("w.paper.none_chosen"));
  }
  return intake::save_paper(site.office, {place->draft.application, place->paper->key, file->bytes}, asked_by(visitor, request))
      .then([&site, visitor, place = *place, mark](const office::Answer& answer) {
        if (const auto* refusal = office::refused(answer)) {
          const Speech say(site.sentences(), visitor.lang);
          return show(site, visitor, place, mark, {}, say(*refusal));
        }
        if (const auto* failure = office::failed(answer)) return failure_page(site, visitor, *failure);
        const auto hints = office::done(answer)->word("hints");
        if (hints.empty()) return see_other(place.next);
        return see_other(place.path + (mark.empty() ? "?" : mark + "&") + "petunjuk=" + percent_encoded(hints));
      });
}

Reply remove_paper_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto place = place_of(site, visitor, request, boards);
  if (!place) return error_page(site, visitor, 404);
  return intake::remove_paper(site.office, {place->draft.application, place->paper->key}, {}).then([&site, visitor, path = place->path + change_mark(request)](const office::Answer& answer) {
    return after(site, visitor, answer, path);
  });
}

Reply own_photo(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto draft = intake::find_draft(site.office, boards.database(), request.matched.at(0));
  if (!draft || draft->contact != visitor.contact) return error_page(site, visitor, 404);
  const auto document = draft->papers.find(request.matched.at(1));
  if (document == draft->papers.end()) return error_page(site, visitor, 404);
  const auto photo = office::open_own_document(site.office, boards.database(), visitor.contact, document->second);
  if (!photo) return error_page(site, visitor, 404);
  return photo_response(*photo);
}

Response photo_response(const Opened<Bytes>& photo) {
  Response response;
  response.content_type = "image/jpeg";
  response.body = jpeg_body(photo);
  response.headers = {{"Cache-Control", "no-store"}, {"Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"}};
  return response;
}

}  // namespace opak::web
