// The form: what is missing is asked, and the summary stands at its end.
#include "intake/talk.h"

namespace opak::intake {

void Talk::start(const std::string& key) {
  const auto* begun = k_.catalogue.find_service(key);
  if (begun == nullptr) return greet();
  if (key != c().service) c().application.clear();
  c().service = key;
  c().answers = {};
  c().papers.clear();
  c().photos.clear();
  c().kecamatan.clear();
  c().misses = 0;
  c().doubt = {};
  ask("for_whom");
}

void Talk::put(const std::string& key, const std::string& value) {
  auto fields = answers();
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == key; });
  if (at == fields.end()) fields.emplace_back(key, value);
  else at->second = value;
  c().answers = Personal<Fields>(std::move(fields));
  c().misses = 0;
  if (c().application.empty() && key == "for_whom") return;  // Saved once the draft is there.
  if (!turn_.wishes.empty())
    if (auto* save = std::get_if<wish::Save>(&turn_.wishes.back())) {
      auto more = PersonalAccess::look(save->answers);
      more.emplace_back(key, value);
      save->answers = Personal<Fields>(std::move(more));
      return;
    }
  want(wish::Save{Personal<Fields>({{key, value}})});
}

void Talk::forget(std::initializer_list<std::string_view> keys) {
  Fields kept;
  for (const auto& field : answers())
    if (std::find(keys.begin(), keys.end(), field.first) == keys.end()) kept.push_back(field);
  c().answers = Personal<Fields>(std::move(kept));
}

law::AnswerOf Talk::answer_of() {
  return [fields = &answers()](std::string_view key) {
    for (const auto& [name, value] : *fields)
      if (name == key) return std::string_view(value);
    return std::string_view();
  };
}

std::string Talk::next_need() {
  for (const auto& page : service()->pages) {
    if (page.kind == law::PageKind::papers) {
      for (const auto* paper : law::papers_asked(*service(), answer_of()))
        if (c().papers.count(paper->key) == 0) return "paper:" + paper->key;
      continue;
    }
    std::vector<const law::Question*> open;
    for (const auto* question : law::questions_on(*service(), page.key, answer_of()))
      if (question->kind != law::FieldKind::tick && question->kind != law::FieldKind::phone && question->required && !is_answered(*question))
        open.push_back(question);
    if (!open.empty()) return together(open);
  }
  if (!k_.has_phone && answer("phone").empty()) return "phone";
  return "summary";
}

std::string Talk::together(const std::vector<const law::Question*>& open) {
  const auto has = [&](std::initializer_list<law::FieldKind> kinds) {
    return std::count_if(open.begin(), open.end(), [&](const auto* q) { return std::find(kinds.begin(), kinds.end(), q->kind) != kinds.end(); });
  };
  const auto& first = *open.front();
  const bool names_the_owner = first.kind == law::FieldKind::name && open.size() > 1 && open[1]->kind == law::FieldKind::nik;
  if (names_the_owner || (first.kind == law::FieldKind::nik && has({law::FieldKind::kk}) == 1)) return "person";
  if (first.kind == law::FieldKind::address && has({law::FieldKind::rt, law::FieldKind::rw}) == 2) return "address";
  return first.key;
}

void Talk::ask(const std::string& need) {
  c().asking = need;
  c().offered.clear();
  if (need == "for_whom") return ask_for_whom();
  if (need == "person") return ask_person();
  if (need == "delivery") return ask_where();
  if (need == "kelurahan") return ask_kelurahan();
  if (need == "address") return say(text("dialogue.ask.address"));
  if (need == "receiver") return ask_receiver();
  if (need == "phone") return say(text("dialogue.ask.phone"));
  if (need == "summary") return ask_summary();
  if (need == "change") return ask_change();
  // A photo that came before its turn is offered now.
  if (need.starts_with("paper:") && !c().photos.empty()) return ask_which_paper();
  if (need.starts_with("paper:")) return ask_paper(after_colon(need));
  if (need.starts_with("hint:")) return ask_use_photo(after_colon(need), "");
  if (need.starts_with("doubt:")) return ask(after_colon(need));
  ask_single(need);
}

void Talk::ask_person() {
  const bool no_numbers = answer("nik").empty() && answer("kk").empty();
  if (no_numbers) return say(text(answer("name").empty() ? "dialogue.ask.person" : "dialogue.ask.numbers"));
  say(text("dialogue.ask.missing", {{"kurang", words_for_missing("")}}));
}

std::string Talk::words_for_missing(const std::string& but) {
  std::vector<std::string> missing;
  for (const auto* key : {"name", "nik", "kk"})
    if (key != but && service()->find_question(key) != nullptr && answer(key).empty()) missing.push_back(text(std::string("dialogue.part.") + key));
  std::string all;
  for (std::size_t i = 0; i < missing.size(); ++i) all += (i == 0 ? "" : i + 1 == missing.size() ? text("dialogue.part.and") : ", ") + missing[i];
  return all;
}

void Talk::ask_single(const std::string& key) {
  const auto* question = service()->find_question(key);
  if (question == nullptr) return go_on();
  if (!question->options.empty()) {
    std::vector<Choice> buttons;
    for (const auto& option : question->options) buttons.push_back({"opt:" + key + ":" + option.key, short_option(key, option), ""});
    return say(text(question->title), std::move(buttons));
  }
  say(text("dialogue.ask.single", {{"tanya", text(question->title)}, {"petunjuk", question->hint.empty() ? "" : text(question->hint)}}));
}

std::string Talk::short_option(const std::string& question, const law::Option& option) {
  const auto key = "dialogue.option." + question + "." + option.key;
  return text(has_sentence(key) ? key : option.title);
}

void Talk::ask_for_whom() {
  const auto* question = service()->find_question("for_whom");
  std::vector<Choice> buttons;
  for (const auto& option : question->options) buttons.push_back({"opt:for_whom:" + option.key, short_option("for_whom", option), ""});
  say(text("dialogue.start", {{"layanan", text(service()->title)}, {"jumlah", std::to_string(service()->working_days("promise"))}, {"berkas", papers_words(*service())}}),
      std::move(buttons));
}

void Talk::ask_where() {
  std::vector<Choice> rows;
  for (const auto& kecamatan : regions().kecamatan())
    rows.push_back({"kec:" + kecamatan, kecamatan, text("dialogue.kelurahan_count", {{"jumlah", std::to_string(regions().in_kecamatan(kecamatan).size())}})});
  rows.push_back({"opt:delivery:office", text("dialogue.row.pick_up"), shortened(text("service.question.delivery.office"), 72)});
  say_list(text("dialogue.ask.where"), text("dialogue.button.kecamatan"), std::move(rows));
}

void Talk::ask_kelurahan() {
  if (c().kecamatan.empty()) return ask_where();
  const auto all = regions().in_kecamatan(c().kecamatan);
  const bool paged = all.size() > rows_max;
  const std::size_t a_page = rows_max - 1;
  const auto pages = paged ? static_cast<int>((all.size() + a_page - 1) / a_page) : 1;
  c().page = ((c().page % pages) + pages) % pages;
  const auto first = paged ? static_cast<std::size_t>(c().page) * a_page : 0;
  std::vector<Choice> rows;
  for (std::size_t i = first; i < all.size() && i < first + (paged ? a_page : rows_max); ++i) rows.push_back({"kel:" + all[i]->code, all[i]->kelurahan, ""});
  if (paged) rows.push_back(choice("kel:more", "dialogue.row.next_page"));
  say_list(text("dialogue.ask.kelurahan", {{"kecamatan", c().kecamatan}}), text("dialogue.button.kelurahan"), std::move(rows));
}

void Talk::ask_receiver() {
  std::vector<Choice> buttons;
  if (answer("for_whom") == "self") buttons.push_back(choice("receiver:self", "dialogue.button.myself"));
  else buttons.push_back(choice("receiver:self", "dialogue.button.owner"));
  say(text("dialogue.ask.receiver"), std::move(buttons));
}

void Talk::ask_paper(const std::string& key) {
  const auto* paper = service()->find_paper(key);
  if (paper == nullptr) return go_on();
  const bool first_photo = c().papers.empty();
  std::string words = text(first_photo ? "dialogue.ask.first_paper" : "dialogue.ask.paper",
                           {{"berkas", text(paper->title)}, {"petunjuk", text(paper->hint)}, {"baik", text(paper->good)}});
  if (!paper->may_come_later) return say(std::move(words));
  if (!paper->if_missing.empty()) words += "\n" + text(paper->if_missing);
  say(std::move(words), {choice("later:" + key, "dialogue.button.later")});
}

std::string Talk::address_words() {
  if (answer("delivery") == "office") return text("service.question.delivery.office");
  const auto* region = regions().by_code(answer("kelurahan"));
  std::string all = one_spaced(answer("street")) + ", RT " + answer("rt") + "/RW " + answer("rw");
  if (region != nullptr) all += ", " + region->kelurahan + ", " + region->kecamatan;
  if (!answer("landmark").empty()) all += " (" + one_spaced(answer("landmark")) + ")";
  if (!answer("pin").empty()) all += " (" + text("dialogue.with_pin") + ")";
  return shortened(all, 320);
}

void Talk::ask_summary() {
  std::string papers;
  for (const auto& [key, document] : c().papers)
    papers += (papers.empty() ? "" : ", ") + paper_title(c().service, key) + (document == "later" ? " (" + text("dialogue.comes_later") + ")" : " ✓");
  // Never the whole number: the message passes through a company abroad.
  const std::string words = text("dialogue.summary.title", {{"layanan", text(service()->title)}}) + line("service.question.name", one_spaced(answer("name"))) +
                            line("service.question.nik", masked_digits(answer("nik"))) + line("service.question.kk", masked_digits(answer("kk"))) +
                            line("glossary.documents", papers) + "\n" + text("glossary.delivery_address") + ": " + address_words() +
                            line("service.question.receiver", one_spaced(answer("receiver"))) + "\n\n" + text("dialogue.summary.end");
  say(words, {choice("send", "dialogue.button.send"), choice("change", "dialogue.button.change"), choice("cancel:ask", "dialogue.button.cancel")});
}

void Talk::ask_change() {
  std::vector<Choice> rows = {choice("edit:name", "glossary.full_name"), choice("edit:nik", "service.question.nik"), choice("edit:kk", "service.question.kk"),
                              choice("edit:address", "glossary.delivery_address")};
  if (answer("delivery") == "home") rows.push_back(choice("edit:receiver", "service.question.receiver"));
  for (const auto* paper : law::papers_asked(*service(), answer_of()))
    if (rows.size() < rows_max) rows.push_back(choice("edit:paper:" + paper->key, paper->title));
  say_list(text("dialogue.ask.change"), text("dialogue.button.choose"), std::move(rows));
}

}  // namespace opak::intake
