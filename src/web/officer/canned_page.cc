// O4: replies ready to be used. Everybody of the desk reads them; a supervisor changes them. A wrong variable cannot be saved.
#include "base/text.h"
#include "intake/canned.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

using catalogue::Lang;
using intake::Canned;

constexpr std::string_view list_path = "/petugas/balasan";

bool may_edit(const Visitor& visitor) { return visitor.has_any({access::Role::supervisor}); }
std::string edit_path(std::string_view key) { return std::string(list_path) + "/" + std::string(key); }
std::string_view field_name(Lang lang) {
  switch (lang) {
    case Lang::en: return "kata-en";
    case Lang::su: return "kata-su";
    case Lang::jv: return "kata-jv";
    default: return "kata-id";
  }
}

bool matches(const Canned& one, std::string_view sought) {
  if (sought.empty()) return true;
  for (const auto& words : one.words)
    if (lower_ascii(words).find(sought) != std::string::npos) return true;
  return false;
}

void search_form(Page& page, std::string_view sought) {
  page.html << "<form method=\"get\" action=\"/petugas/balasan\" role=\"search\"><div class=\"find\"><label class=\"vh\" for=\"q\">"_lit << page.say("o.canned.search") << "</label><input type=\"search\" id=\"q\" name=\"q\" maxlength=\"100\" value=\""_lit
            << sought << "\" placeholder=\""_lit << page.say("o.canned.search") << "\"><button class=\"btn alt\">"_lit << page.say("glossary.search") << "</button></div></form>"_lit;
}

void rows_of(Page& page, const std::vector<Canned>& all, std::string_view sought) {
  const auto& say = page.say;
  auto& html = page.html;
  std::string topic;
  bool any = false;
  for (const auto& one : all) {
    if (!matches(one, sought)) continue;
    any = true;
    if (one.topic != topic) {
      if (!topic.empty()) html << "</ul>"_lit;
      topic = one.topic;
      html << "<h2>"_lit << say("o.canned.topic." + topic) << "</h2><ul class=\"guesses\">"_lit;
    }
    html << "<li><a href=\""_lit << Href::local(edit_path(one.key)) << "\">"_lit << shortened(one_spaced(one.words[0]), 140) << "</a><br><small>"_lit << say("o.canned.used", {{"n", say.number(one.used)}}) << " &middot; "_lit;
    for (const auto lang : catalogue::all_langs)
      if (!one.words[static_cast<std::size_t>(lang)].empty()) html << say("o.canned.lang." + std::string(catalogue::code_of(lang))) << " "_lit;
    if (!one.edited_by.empty()) html << " &middot; "_lit << say("o.canned.edited", {{"siapa", actor_words(page, one.edited_by)}, {"hari", say.short_day(day_in_jakarta(one.edited_at))}});
    html << "</small></li>"_lit;
  }
  if (!topic.empty()) html << "</ul>"_lit;
  if (!any) note(page, Tone::info, say("o.canned.none"));
}

Canned typed_canned(const Request& request, const std::string& key) {
  Canned one;
  one.key = key;
  one.topic = std::string(request.form().field("topik"));
  for (const auto lang : catalogue::all_langs) one.words[static_cast<std::size_t>(lang)] = trimmed(request.form().field(field_name(lang)));
  return one;
}

void previews(Page& page, const Canned& one) {
  const auto& say = page.say;
  page.subheading(say("o.canned.preview"));
  for (const auto lang : catalogue::all_langs) {
    const auto& words = one.words[static_cast<std::size_t>(lang)];
    page.html << "<h3>"_lit << say("o.canned.lang." + std::string(catalogue::code_of(lang))) << "</h3>"_lit;
    if (words.empty()) page.html << "<p class=\"muted\">"_lit << say("o.canned.falls_back") << "</p>"_lit;
    else page.html << "<blockquote class=\"bubble\" lang=\""_lit << catalogue::code_of(lang) << "\">"_lit << intake::canned_sample(page.site.office, lang, words) << "</blockquote>"_lit;
  }
}

void edit_form(Page& page, const Canned& one, const Trouble& trouble) {
  const auto& say = page.say;
  const auto path = one.key.empty() ? edit_path("baru") : edit_path(one.key);
  trouble_at(page, trouble, "simpan");
  form_begin(page, path);
  std::vector<ChoiceGroup> topics(1);
  for (const auto topic : intake::canned_topics) topics[0].choices.push_back({topic, say("o.canned.topic." + std::string(topic))});
  select(page, {.name = "topik", .label = say("o.canned.topic"), .value = one.topic, .wrong = wrong_of(trouble.wrongs, "topik")}, topics, say("o.choose"));
  std::string variables;
  for (const auto variable : intake::canned_variables) variables += (variables.empty() ? "{" : ", {") + std::string(variable) + "}";
  page.hint(say("o.canned.variables", {{"daftar", variables}}));
  for (const auto lang : catalogue::all_langs)
    text_area(page, {.name = field_name(lang), .label = say("o.canned.lang." + std::string(catalogue::code_of(lang))), .value = one.words[static_cast<std::size_t>(lang)], .wrong = wrong_of(trouble.wrongs, field_name(lang)),
                     .letters_max = static_cast<int>(intake::canned_letters_max), .optional = lang != Lang::id}, 4);
  acts_begin(page);
  button(page, say("o.canned.save"));
  link_button(page, Href::fixed("/petugas/balasan"), say("o.bulk.not_now"));
  acts_end(page);
  form_end(page);
  if (one.key.empty()) return;
  acts_begin(page);
  if (!one.edited_by.empty() && page.site.sentences().has(Lang::id, "reply." + one.key)) button_form(page, path + "/semula", say("o.canned.restore"), Weight::second);
  button_form(page, path + "/hapus", say("o.canned.remove"), Weight::danger);
  acts_end(page);
}

Response edit(Site& site, const Visitor& visitor, const Canned& one, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)(one.key.empty() ? "o.canned.new" : "o.canned.title")), .has_errors = trouble.any(), .back = std::string(list_path), .desk = "kotak"});
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  error_box(page, trouble.wrongs);
  page.heading(page.say(one.key.empty() ? "o.canned.new" : "o.canned.title"));
  if (may_edit(visitor)) edit_form(page, one, trouble);
  else note(page, Tone::info, page.say("o.canned.supervisor"));
  if (!one.key.empty() && !trouble.any()) previews(page, one);
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff(trouble.wrongs.empty() ? (trouble.words.empty() ? 200 : 409) : 422);
}

Reply save(Site& site, const Visitor& visitor, const Request& request, const std::string& key) {
  const Speech say(site.sentences(), visitor.lang);
  const auto one = typed_canned(request, key);
  std::vector<Wrong> wrongs;
  if (one.topic.empty()) wrongs.push_back({"topik", std::string(say("o.canned.topic_missing"))});
  if (one.words[0].empty()) wrongs.push_back({"kata-id", std::string(say("o.canned.words_missing"))});
  for (const auto lang : catalogue::all_langs)
    if (const auto unknown = intake::unknown_variable_in(one.words[static_cast<std::size_t>(lang)]); !unknown.empty())
      wrongs.push_back({std::string(field_name(lang)), say(Refusal{"channel.variable_unknown", {{"kata", "{" + unknown + "}"}}})});
  if (!wrongs.empty()) return edit(site, visitor, one, {.act = "simpan", .words = {}, .wrongs = std::move(wrongs), .typed = {}});
  return go_on(site, visitor, intake::save_canned(site.office, {key, one.topic, one.words}, asked_of(visitor, request)), done_path(list_path, "canned_saved"), [&site, visitor, one](const Refusal& refusal) {
    return LaterPage::ready(edit(site, visitor, one, {.act = "simpan", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}}));
  });
}

Again refused(Site& site, const Visitor& visitor) {
  return [&site, visitor](const Refusal& refusal) { return LaterPage::ready(refusal_page(site, visitor, refusal)); };
}

}  // namespace

Reply canned_list(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto sought = lower_ascii(one_spaced(shortened(request.query_field("q"), 100)));
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.canned.title")), .back = "/petugas/percakapan", .desk = "kotak"});
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  page.heading(page.say("o.canned.title"));
  done_note(page, request);
  search_form(page, sought);
  rows_of(page, intake::canned_replies(site.office, boards.database()), sought);
  if (may_edit(visitor)) {
    acts_begin(page);
    link_button(page, Href::fixed("/petugas/balasan/baru"), page.say("o.canned.new"), Weight::main);
    button_form(page, std::string(list_path) + "/kembalikan", page.say("o.canned.restore_all"), Weight::second);
    acts_end(page);
  }
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff();
}

Reply canned_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& key = request.matched[0];
  if (key == "baru") return edit(site, visitor, {}, {});
  const auto one = intake::find_canned(site.office, boards.database(), key);
  if (!one) return error_page(site, visitor, 404);
  return edit(site, visitor, *one, {});
}

Reply save_canned(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& key = request.matched[0];
  return save(site, visitor, request, key == "baru" ? std::string() : key);
}

Reply remove_canned(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return go_on(site, visitor, intake::remove_canned(site.office, request.matched[0], asked_of(visitor, request)), done_path(list_path, "canned_removed"), refused(site, visitor));
}

Reply restore_canned(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return go_on(site, visitor, intake::restore_canned(site.office, request.matched[0], asked_of(visitor, request)), done_path(list_path, "canned_restored"), refused(site, visitor));
}

Reply restore_all_canned(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return go_on(site, visitor, intake::restore_canned(site.office, "", asked_of(visitor, request)), done_path(list_path, "canned_restored"), refused(site, visitor));
}

}  // namespace opak::web::officer
