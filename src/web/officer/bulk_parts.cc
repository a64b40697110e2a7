#include "web/officer/bulk_parts.h"

#include <algorithm>
#include <memory>

namespace opak::web::officer {

std::string path_to_look(const BulkList& list) { return std::string(list.path) + "/sekaligus"; }
std::string path_to_do(const BulkList& list) { return std::string(list.path) + "/sekaligus/jalankan"; }

void bulk_confirm(Page& page, const BulkList& list, std::string_view words) {
  acts_begin(page);
  button(page, words);
  link_button(page, Href::local(list.path), page.say("o.bulk.not_now"));
  acts_end(page);
}

void bulk_words_part(Page& page, const BulkList& list, const std::function<void()>& carried, const BulkWords& bulk) {
  const auto& say = page.say;
  form_begin(page, path_to_look(list));
  carried();
  text_area(page, {.name = "kata", .label = say("o.bulk.words"), .hint = say("o.bulk.words_hint"), .value = bulk.words, .wrong = wrong_of(bulk.wrongs, "kata"), .letters_max = bulk_words_max}, 4);
  button(page, say("o.bulk.look"), Weight::second);
  form_end(page);
  if (bulk.words.empty() || !bulk.wrongs.empty()) return;
  page.subheading(say("o.bulk.preview"));
  page.html << "<blockquote class=\"bubble\">"_lit << bulk.words << "</blockquote>"_lit;
  form_begin(page, path_to_do(list));
  carried();
  hidden(page, "kata", bulk.words);
  bulk_confirm(page, list, bulk.send);
  form_end(page);
}

Response bulk_preview_page(Site& site, const Visitor& visitor, const BulkList& list, const std::string& title, const std::vector<Wrong>& wrongs, const std::function<void(Page&)>& parts) {
  Page page(site, visitor, {.title = title, .has_errors = !wrongs.empty(), .back = list.path, .desk = "kotak"});
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  error_box(page, wrongs);
  page.heading(title);
  if (parts) {
    parts(page);
  } else {
    note(page, Tone::info, page.say(list.tick_first));
    acts_begin(page);
    link_button(page, Href::local(list.path), page.say(list.called), Weight::main);
    acts_end(page);
  }
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff(!parts || !wrongs.empty() ? 422 : 200);
}

namespace {

struct Doing {
  std::size_t count;
  std::function<Later<office::Answer>(std::size_t)> one;
  std::function<Response(const std::vector<Why>&)> end;
  std::vector<Why> whys;
};

LaterPage do_next(Site& site, const Visitor& visitor, const std::shared_ptr<Doing>& doing) {
  if (doing->whys.size() == doing->count) return LaterPage::ready(doing->end(doing->whys));
  return page_after(site, visitor, doing->one(doing->whys.size()), [&site, visitor, doing](const office::Answer& came) {
    const Speech say(site.sentences(), visitor.lang);
    Why why;
    if (const auto* refusal = office::refused(came)) why = say(*refusal);
    else if (office::failed(came)) why = say("o.bulk.failed");
    doing->whys.push_back(std::move(why));
    return do_next(site, visitor, doing);
  });
}

}  // namespace

LaterPage do_one_by_one(Site& site, const Visitor& visitor, std::size_t count, std::function<Later<office::Answer>(std::size_t)> one, std::function<Response(const std::vector<Why>&)> end) {
  return do_next(site, visitor, std::make_shared<Doing>(Doing{count, std::move(one), std::move(end), {}}));
}

Response bulk_outcomes_page(Site& site, const Visitor& visitor, const BulkList& list, std::string_view sentence, const std::vector<Outcome>& outcomes) {
  const Speech say(site.sentences(), visitor.lang);
  const auto done = std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& each) { return each.why.empty(); });
  Page page(site, visitor, {.title = std::string(say("o.bulk.outcome")), .back = list.path, .desk = "kotak"});
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  page.heading(say("o.bulk.outcome"));
  page.html << "<div role=\"status\">"_lit;
  note(page, done == static_cast<std::ptrdiff_t>(outcomes.size()) ? Tone::ok : Tone::warn, say(sentence, {{"n", std::to_string(done)}, {"semua", std::to_string(outcomes.size())}}));
  page.html << "</div><ul class=\"outcomes\">"_lit;
  for (const auto& each : outcomes) {
    page.html << "<li><a href=\""_lit << Href::local(each.path) << "\">"_lit << each.name << "</a> "_lit;
    pill(page, each.why.empty() ? Tone::ok : Tone::warn, say(each.why.empty() ? "o.bulk.done" : "o.bulk.not_done"));
    if (!each.why.empty()) page.html << " "_lit << each.why;
    page.html << "</li>"_lit;
  }
  page.html << "</ul>"_lit;
  acts_begin(page);
  link_button(page, Href::local(list.path), say(list.called), Weight::main);
  acts_end(page);
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff();
}

}  // namespace opak::web::officer
