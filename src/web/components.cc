#include <algorithm>

#include "web/page.h"

namespace opak::web {
namespace {

Lit class_of(Tone tone) {
  switch (tone) {
    case Tone::info: return " info"_lit;
    case Tone::ok: return " ok"_lit;
    case Tone::warn: return " warn"_lit;
    case Tone::bad: return " bad"_lit;
    default: return ""_lit;
  }
}

Lit strokes_of(Icon which) {
  switch (which) {
    case Icon::card: return R"(<rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="8.5" cy="11" r="2"/><path d="M6 16c.6-1.5 4.4-1.5 5 0M14 10h4M14 14h4"/>)"_lit;
    case Icon::search: return R"(<circle cx="11" cy="11" r="6"/><path d="M16 16l4 4"/>)"_lit;
    case Icon::ticket: return R"(<path d="M4 7h16v3a2 2 0 0 0 0 4v3H4v-3a2 2 0 0 0 0-4z"/>)"_lit;
    case Icon::bubble: return R"(<path d="M4 20l1.3-4A8 8 0 1 1 8.5 19z"/>)"_lit;
    case Icon::talk: return R"(<path d="M4 5h16v11H9l-5 4z"/><path d="M12 8v4M12 14v.1"/>)"_lit;
    case Icon::people: return R"(<circle cx="9" cy="7" r="3"/><path d="M3 20c0-4 3-6 6-6s6 2 6 6M16 4a3 3 0 0 1 0 6M18 14c2 .7 3 3 3 6"/>)"_lit;
    case Icon::bars: return R"(<path d="M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6"/>)"_lit;
    case Icon::shield: return R"(<path d="M12 3l8 3v6c0 4.5-3.3 7.7-8 9-4.7-1.3-8-4.5-8-9V6z"/><path d="M9 12l2 2 4-4"/>)"_lit;
    case Icon::phone: return R"(<path d="M6 3h4l1.5 5L9 9.500a11 11 0 0 0 5.500 5.500L16 12.500l5 1.500v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z"/>)"_lit;
    case Icon::pin: return R"(<path d="M12 21c5-5 7-8 7-11a7 7 0 0 0-14 0c0 3 2 6 7 11z"/><circle cx="12" cy="10" r="2.5"/>)"_lit;
    case Icon::clock: return R"(<circle cx="12" cy="12" r="8"/><path d="M12 8v4l3 2"/>)"_lit;
    case Icon::check: return R"(<path d="M5 13l4 4L19 7"/>)"_lit;
    case Icon::bell: return R"(<path d="M6 16v-5a6 6 0 0 1 12 0v5l2 2H4zM10 21h4"/>)"_lit;
    case Icon::print: return R"(<path d="M7 9V3h10v6M7 18H4v-8h16v8h-3M7 14h10v7H7z"/>)"_lit;
    case Icon::calendar: return R"(<rect x="4" y="5" width="16" height="15" rx="2"/><path d="M4 10h16M8 3v4M16 3v4"/>)"_lit;
    default: return ""_lit;
  }
}

Lit type_of(InputKind kind) {
  switch (kind) {
    case InputKind::tel: return "tel"_lit;
    case InputKind::search: return "search"_lit;
    case InputKind::password: return "password"_lit;
    case InputKind::date: return "date"_lit;
    case InputKind::file: return "file"_lit;
    default: return "text"_lit;
  }
}

void label_and_hints(Page& page, const Field& field) {
  auto& html = page.html;
  html << "<label for=\""_lit << field.name << "\">"_lit << field.label;
  if (field.optional) html << " <span class=\"muted\">"_lit << page.say("w.optional") << "</span>"_lit;
  html << "</label>"_lit;
  if (!field.hint.empty()) html << "<p class=\"hint\" id=\""_lit << field.name << "-h\">"_lit << field.hint << "</p>"_lit;
  if (!field.wrong.empty()) html << "<p class=\"err\" id=\""_lit << field.name << "-e\">"_lit << field.wrong << "</p>"_lit;
}

void described_by(Html& html, std::string_view name, bool has_hint, bool has_wrong) {
  if (has_hint || has_wrong) {
    html << " aria-describedby=\""_lit;
    if (has_hint) html << name << "-h"_lit;
    if (has_hint && has_wrong) html << " "_lit;
    if (has_wrong) html << name << "-e"_lit;
    html << "\""_lit;
  }
  if (has_wrong) html << " aria-invalid=\"true\""_lit;
}

Lit class_of(Weight weight) {
  switch (weight) {
    case Weight::second: return "btn alt"_lit;
    case Weight::danger: return "btn bad"_lit;
    case Weight::link: return "btn link"_lit;
    default: return "btn"_lit;
  }
}

std::string id_of_choice(std::string_view name, std::size_t n) { return std::string(name) + (n == 0 ? "" : "-" + std::to_string(n)); }

}  // namespace

void icon(Page& page, Icon which, int size) {
  if (which == Icon::none) return;
  page.html << "<svg width=\""_lit << size << "\" height=\""_lit << size
            << "\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">"_lit
            << strokes_of(which) << "</svg>"_lit;
}

void note(Page& page, Tone tone, std::string_view text) { note(page, tone, {}, text); }

void note(Page& page, Tone tone, std::string_view bold, std::string_view text) {
  page.html << "<div class=\"note"_lit << class_of(tone) << "\"><p>"_lit;
  if (!bold.empty()) page.html << "<b>"_lit << bold << "</b> "_lit;
  page.html << text << "</p></div>"_lit;
}

void free_notice(Page& page) {
  page.html << "<div class=\"note\">"_lit;
  icon(page, Icon::shield);
  page.html << "<p>"_lit << page.say("w.free_notice") << " <a href=\"/pengaduan#pungli\">"_lit << page.say.own("glossary.report_levy") << "</a></p></div>"_lit;
}

void error_box(Page& page, const std::vector<Wrong>& wrongs) {
  if (wrongs.empty()) return;
  page.html << "<div class=\"errors\" role=\"alert\" aria-labelledby=\"eh\" tabindex=\"-1\"><h2 id=\"eh\">"_lit
            << (wrongs.size() == 1 ? page.say("w.errors_one", {}) : page.say("w.errors", {{"jumlah", std::to_string(wrongs.size())}})) << "</h2><ul>"_lit;
  for (const auto& wrong : wrongs) {
    page.html << "<li>"_lit;
    if (wrong.field.empty()) page.html << wrong.words;
    else page.html << "<a href=\""_lit << Href::anchor(wrong.field) << "\">"_lit << wrong.words << "</a>"_lit;
    page.html << "</li>"_lit;
  }
  page.html << "</ul></div>"_lit;
}

std::string_view wrong_of(const std::vector<Wrong>& wrongs, std::string_view field) {
  const auto found = std::find_if(wrongs.begin(), wrongs.end(), [&](const Wrong& wrong) { return wrong.field == field; });
  return found == wrongs.end() ? std::string_view() : std::string_view(found->words);
}

void pill(Page& page, Tone tone, std::string_view words) { page.html << "<span class=\"tag"_lit << class_of(tone) << "\">"_lit << words << "</span>"_lit; }

void form_begin(Page& page, std::string_view action, Sends sends) {
  page.form_was_written();
  page.html << "<form method=\"post\" action=\""_lit << Href::local(action) << "\""_lit;
  if (sends == Sends::files) page.html << " enctype=\"multipart/form-data\""_lit;
  page.html << " novalidate>"_lit;
  hidden(page, "bukti", form_token(page.site, page.visitor));
  hidden(page, "kunci", fresh_key(page.site));
}

void form_end(Page& page) { page.html << "</form>"_lit; }

void hidden(Page& page, std::string_view name, std::string_view value) {
  page.html << "<input type=\"hidden\" name=\""_lit << name << "\" value=\""_lit << value << "\">"_lit;
}

void field(Page& page, const Field& field) {
  auto& html = page.html;
  html << "<div class=\"field\">"_lit;
  label_and_hints(page, field);
  html << "<input type=\""_lit << type_of(field.kind) << "\" id=\""_lit << field.name << "\" name=\""_lit << field.name << "\""_lit;
  html.attribute("class"_lit, field.width).attribute("autocomplete"_lit, field.autocomplete);
  if (field.kind == InputKind::digits || field.kind == InputKind::code) html << " inputmode=\"numeric\""_lit;
  if (field.kind == InputKind::file) html << " accept=\"image/*,application/pdf\" data-shrink=\"1600\""_lit;
  else if (field.kind != InputKind::password) html.attribute("value"_lit, field.value);
  if (field.letters_max > 0) html << " maxlength=\""_lit << field.letters_max << "\""_lit;
  described_by(html, field.name, !field.hint.empty(), !field.wrong.empty());
  html << ">"_lit;
  if (field.kind == InputKind::file) html << "<p class=\"hint\" id=\""_lit << field.name << "-size\"></p>"_lit;
  html << "</div>"_lit;
}

void text_area(Page& page, const Field& field, int rows) {
  auto& html = page.html;
  html << "<div class=\"field\">"_lit;
  label_and_hints(page, field);
  html << "<textarea id=\""_lit << field.name << "\" name=\""_lit << field.name << "\" rows=\""_lit << rows << "\""_lit;
  if (field.letters_max > 0) html << " maxlength=\""_lit << field.letters_max << "\""_lit;
  described_by(html, field.name, !field.hint.empty(), !field.wrong.empty());
  // A browser eats the first line break inside a textarea.
  html << ">\n"_lit << field.value << "</textarea></div>"_lit;
}

void pick_one(Page& page, std::string_view name, std::string_view legend, std::span<const Choice> choices, std::string_view chosen,
              std::string_view hint, std::string_view wrong) {
  auto& html = page.html;
  html << "<fieldset class=\"field\""_lit;
  described_by(html, name, !hint.empty(), !wrong.empty());
  html << "><legend>"_lit << legend << "</legend>"_lit;
  if (!hint.empty()) html << "<p class=\"hint\" id=\""_lit << name << "-h\">"_lit << hint << "</p>"_lit;
  if (!wrong.empty()) html << "<p class=\"err\" id=\""_lit << name << "-e\">"_lit << wrong << "</p>"_lit;
  for (std::size_t n = 0; n < choices.size(); ++n) {
    const auto& choice = choices[n];
    const auto id = id_of_choice(name, n);
    html << "<div class=\"pick\"><input type=\"radio\" name=\""_lit << name << "\" id=\""_lit << id << "\" value=\""_lit << choice.value << "\""_lit;
    if (choice.value == chosen && !chosen.empty()) html << " checked"_lit;
    html << "><label for=\""_lit << id << "\">"_lit << choice.label;
    if (!choice.hint.empty()) html << "<span class=\"hint\">"_lit << choice.hint << "</span>"_lit;
    html << "</label></div>"_lit;
  }
  html << "</fieldset>"_lit;
}

void tick(Page& page, std::string_view name, std::string_view label, bool ticked, std::string_view hint, std::string_view wrong) {
  auto& html = page.html;
  if (!wrong.empty()) html << "<p class=\"err\" id=\""_lit << name << "-e\">"_lit << wrong << "</p>"_lit;
  html << "<div class=\"pick\"><input type=\"checkbox\" id=\""_lit << name << "\" name=\""_lit << name << "\" value=\"ya\""_lit;
  if (ticked) html << " checked"_lit;
  described_by(html, name, !hint.empty(), !wrong.empty());
  html << "><label for=\""_lit << name << "\">"_lit << label;
  if (!hint.empty()) html << "<span class=\"hint\" id=\""_lit << name << "-h\">"_lit << hint << "</span>"_lit;
  html << "</label></div>"_lit;
}

void select(Page& page, const Field& field, std::span<const ChoiceGroup> groups, std::string_view empty_choice) {
  auto& html = page.html;
  html << "<div class=\"field\">"_lit;
  label_and_hints(page, field);
  html << "<select id=\""_lit << field.name << "\" name=\""_lit << field.name << "\""_lit;
  described_by(html, field.name, !field.hint.empty(), !field.wrong.empty());
  html << ">"_lit;
  if (!empty_choice.empty()) html << "<option value=\"\">"_lit << empty_choice << "</option>"_lit;
  for (const auto& group : groups) {
    if (!group.label.empty()) html << "<optgroup label=\""_lit << group.label << "\">"_lit;
    for (const auto& choice : group.choices) {
      html << "<option value=\""_lit << choice.value << "\""_lit;
      if (choice.value == field.value && !choice.value.empty()) html << " selected"_lit;
      html << ">"_lit << choice.label << "</option>"_lit;
    }
    if (!group.label.empty()) html << "</optgroup>"_lit;
  }
  html << "</select></div>"_lit;
}

void button(Page& page, std::string_view words, Weight weight, std::string_view name, std::string_view value) {
  page.html << "<button class=\""_lit << class_of(weight) << "\""_lit;
  page.html.attribute("name"_lit, name).attribute("value"_lit, value);
  page.html << ">"_lit << words << "</button>"_lit;
}

void link_button(Page& page, const Href& href, std::string_view words, Weight weight, Icon which) {
  page.html << "<a class=\""_lit << class_of(weight) << "\" href=\""_lit << href << "\">"_lit;
  icon(page, which, 22);
  page.html << words << "</a>"_lit;
}

void acts_begin(Page& page) { page.html << "<div class=\"acts\">"_lit; }
void acts_end(Page& page) { page.html << "</div>"_lit; }

void button_form(Page& page, std::string_view action, std::string_view words, Weight weight) {
  form_begin(page, action);
  button(page, words, weight);
  form_end(page);
}

void summary_begin(Page& page) { page.html << "<dl class=\"sum box\">"_lit; }
void summary_end(Page& page) { page.html << "</dl>"_lit; }

namespace {
void change_link(Page& page, std::string_view question, std::string_view path) {
  if (path.empty()) return;
  page.html << "<dd class=\"act\"><a href=\""_lit << Href::local(path) << "\">"_lit << page.say("glossary.change") << "<span class=\"vh\"> "_lit << question
            << "</span></a></dd>"_lit;
}
}  // namespace

void summary_row(Page& page, const Row& row) {
  page.html << "<div><dt>"_lit << row.question << "</dt><dd>"_lit << row.answer << "</dd>"_lit;
  change_link(page, row.question, row.change);
  page.html << "</div>"_lit;
}

void summary_row(Page& page, std::string_view question, const Opened<std::string>& answer, std::string_view change) {
  page.html << "<div><dt>"_lit << question << "</dt><dd>"_lit << answer << "</dd>"_lit;
  change_link(page, question, change);
  page.html << "</div>"_lit;
}

void links(Page& page, std::span<const LinkRow> rows) {
  page.html << "<ul class=\"links\">"_lit;
  for (const auto& row : rows) {
    page.html << "<li><a href=\""_lit << row.href << "\">"_lit;
    icon(page, row.which, 22);
    page.html << row.words << "</a></li>"_lit;
  }
  page.html << "</ul>"_lit;
}

void timeline(Page& page, std::span<const TimelineStep> steps, std::string_view id) {
  auto& html = page.html;
  html << "<ol class=\"tl\""_lit;
  html.attribute("id"_lit, id);
  html << ">"_lit;
  for (const auto& step : steps) {
    switch (step.state) {
      case StepState::done: html << "<li class=\"done\">"_lit; break;
      case StepState::here: html << "<li class=\"here\" aria-current=\"step\">"_lit; break;
      case StepState::todo: html << "<li class=\"todo\">"_lit; break;
    }
    const auto hidden_words = step.state == StepState::done ? "w.step.done" : step.state == StepState::here ? "w.step.here" : "w.step.todo";
    html << "<b>"_lit << Said{step.title, step.lang} << "<span class=\"vh\"> "_lit << page.say(hidden_words) << "</span></b>"_lit;
    if (!step.when.empty()) html << "<span class=\"when\">"_lit << step.when << "</span>"_lit;
    if (!step.when.empty() && !step.words.empty()) html << "<br>"_lit;
    if (!step.words.empty()) html << "<small>"_lit << step.words << "</small>"_lit;
    html << "</li>"_lit;
  }
  html << "</ol>"_lit;
}

void qr(Page& page, std::string_view text, std::string_view label) { page.html.qr(text, label); }

void paging(Page& page, std::string_view path, int page_number, std::int64_t total) {
  const auto last = (total - 1) / views::page_size;
  if (last <= 0) return;
  const auto address = [&](std::int64_t n) { return Href::local(std::string(path) + (path.find('?') == std::string_view::npos ? "?" : "&") + "hal=" + std::to_string(n)); };
  page.html << "<nav class=\"acts\" aria-label=\""_lit << page.say("w.pages") << "\">"_lit;
  if (page_number > 0) link_button(page, address(page_number - 1), page.say("w.previous"));
  if (page_number < last) link_button(page, address(page_number + 1), page.say("w.next"));
  page.html << "</nav><p class=\"muted\">"_lit
            << page.say("w.page_of", {{"hal", std::to_string(page_number + 1)}, {"semua", std::to_string(last + 1)}}) << "</p>"_lit;
}

void bar_chart(Page& page, std::string_view id, std::string_view caption, std::string_view finding, std::span<const Bar> bars,
               std::string_view label_heading, std::string_view value_heading) {
  auto& html = page.html;
  std::int64_t highest = 1;
  for (const auto& bar : bars) highest = std::max(highest, bar.value);
  const double step = bars.empty() ? 560 : 560.0 / static_cast<double>(bars.size());
  html << "<figure><figcaption>"_lit << caption << "</figcaption><svg class=\"chart\" viewBox=\"0 0 600 230\" role=\"img\" aria-labelledby=\""_lit << id
       << "\"><title id=\""_lit << id << "\">"_lit << finding << "</title>"_lit;
  for (int line = 0; line <= 2; ++line) {
    const double y = 190 - 85.0 * line;
    html << "<line class=\"g\" x1=\"34\" x2=\"600\" y1=\""_lit << y << "\" y2=\""_lit << y << "\"/><text x=\"0\" y=\""_lit << y + 4 << "\">"_lit
         << page.say.number(highest * line / 2) << "</text>"_lit;
  }
  double x = 38;
  for (const auto& bar : bars) {
    const double height = 170.0 * static_cast<double>(bar.value) / static_cast<double>(highest);
    html << "<rect class=\"b\" x=\""_lit << x << "\" y=\""_lit << 190 - height << "\" width=\""_lit << step * 0.7 << "\" height=\""_lit << height << "\" rx=\"3\"/>"_lit;
    x += step;
  }
  html << "</svg><details><summary>"_lit << page.say("w.as_table") << "</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit
       << caption << "\"><table><thead><tr><th scope=\"col\">"_lit << label_heading << "</th><th class=\"n\" scope=\"col\">"_lit << value_heading
       << "</th></tr></thead><tbody>"_lit;
  for (const auto& bar : bars)
    html << "<tr><td>"_lit << bar.label << "</td><td class=\"n\">"_lit << page.say.number(bar.value) << "</td></tr>"_lit;
  html << "</tbody></table></div></details></figure>"_lit;
}

}  // namespace opak::web
