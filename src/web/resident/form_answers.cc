#include "web/resident/form_answers.h"

#include "base/text.h"
#include "web/resident/resident.h"

namespace opak::web {

std::string_view FormAnswers::value(std::string_view key) const {
  for (const auto& [name, value] : fields)
    if (name == key) return value;
  return {};
}

// The page names the questions it showed: an unticked box and an unchosen radio send nothing.
FormAnswers read_answers(const law::Service& service, const net::Form& form) {
  FormAnswers answers{service, {}, {}};
  for (const auto& key : split(form.field("ditanya"), ',')) {
    if (!service.find_question(key)) continue;
    answers.asked.push_back(key);
    answers.fields.emplace_back(key, std::string(form.field(key)));
  }
  return answers;
}

Judged judge(const Site& site, const Speech& say, const FormAnswers& answers, bool is_sure, Day today) {
  Judged judged;
  const auto remarks = intake::check_answers(answers.service, answers.asked, Personal<Fields>(answers.fields), site.catalogue.city().regions, today);
  for (const auto& remark : remarks) {
    if (!remark.doubt) judged.wrongs.push_back({remark.question, say(remark.what)});
    else if (!is_sure) judged.doubts.push_back({remark.question, say(remark.what.key, remark.what.words)});
    if (remark.suggestion) judged.suggestion = remark.suggestion;
  }
  return judged;
}

namespace {

std::string_view text_of(Page& page, const std::string& key) { return key.empty() ? std::string_view() : page.say(key); }

void choice_field(Page& page, const law::Question& question, std::string_view value, std::string_view wrong) {
  std::vector<Choice> choices;
  for (const auto& option : question.options) choices.push_back({option.key, page.say(option.title)});
  pick_one(page, question.key, page.say(question.title), choices, value, text_of(page, question.hint), wrong);
}

void plain_field(Page& page, const law::Question& question, std::string_view value, std::string_view wrong) {
  Field one{.name = question.key, .label = page.say(question.title), .hint = text_of(page, question.hint), .value = value, .wrong = wrong,
            .letters_max = question.letters_max, .optional = !question.required};
  switch (question.kind) {
    case law::FieldKind::nik:
    case law::FieldKind::kk:
      one.kind = InputKind::digits;
      one.width = "w16";
      one.letters_max = 40;  // Room for spaces and dots: they are told apart kindly, not cut off.
      break;
    case law::FieldKind::rt:
    case law::FieldKind::rw:
      one.kind = InputKind::digits;
      one.width = "w4";
      one.letters_max = 8;
      break;
    case law::FieldKind::phone: one.kind = InputKind::tel; one.width = "w16"; one.autocomplete = "tel"; break;
    case law::FieldKind::name: one.autocomplete = "name"; break;
    case law::FieldKind::address: one.autocomplete = "street-address"; break;
    case law::FieldKind::date: one.kind = InputKind::date; one.width = "w16"; break;
    default: break;
  }
  field(page, one);
  if (question.key != pin_question) return;
  // Its script shows it where the phone can say where it is.
  page.html << "<p><button type=\"button\" class=\"btn alt\" data-lokasi=\""_lit << question.key << "\" hidden>"_lit << page.say("w.form.pin_here") << "</button></p><p class=\"err\" role=\"alert\" hidden>"_lit << page.say("w.form.pin_lost") << "</p>"_lit;
}

}  // namespace

Response may_look_where(Response page) {
  std::erase_if(page.headers, [](const auto& header) { return header.first == "Permissions-Policy"; });
  page.headers.emplace_back("Permissions-Policy", "camera=(self), microphone=(), geolocation=(self), payment=()");
  return page;
}

void question_fields(Page& page, const std::vector<const law::Question*>& questions, const law::AnswerOf& value_of, const std::vector<Wrong>& wrongs) {
  std::string asked;
  for (const auto* question : questions) {
    asked += (asked.empty() ? "" : ",") + question->key;
    const auto value = value_of(question->key);
    const auto wrong = wrong_of(wrongs, question->key);
    switch (question->kind) {
      case law::FieldKind::choice: choice_field(page, *question, value, wrong); break;
      case law::FieldKind::tick: tick(page, question->key, page.say(question->title), value == "ya", text_of(page, question->hint), wrong); break;
      case law::FieldKind::kelurahan: region_select(page, question->key, page.say(question->title), text_of(page, question->hint), value, wrong); break;
      default: plain_field(page, *question, value, wrong);
    }
  }
  hidden(page, "ditanya", asked);
}

void doubts_box(Page& page, const Judged& judged) {
  if (!judged.wrongs.empty() || judged.doubts.empty()) return;
  page.html << "<div class=\"note\" role=\"status\"><div><p><b>"_lit << page.say("w.form.doubt") << "</b></p>"_lit;
  for (const auto& doubt : judged.doubts) page.html << "<p><a href=\""_lit << Href::anchor(doubt.field) << "\">"_lit << doubt.words << "</a></p>"_lit;
  page.html << "</div></div>"_lit;
}

void doubts(Page& page, const Judged& judged) {
  if (judged.suggestion) page.html << "<div class=\"note info\"><p>"_lit << page.say("w.form.meant") << " <b class=\"num\">"_lit << *judged.suggestion << "</b></p></div>"_lit;
  if (!judged.wrongs.empty() || judged.doubts.empty()) return;
  button(page, page.say("w.form.sure"), Weight::second, "yakin", "ya");
}

}  // namespace opak::web
