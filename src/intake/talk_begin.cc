// A fresh start: greeting, what a service needs, where an application stands.
#include "intake/talk.h"
#include "intake/word_families.h"

namespace opak::intake {

void Talk::begin_with_words() {
  const auto guess = k_.understanding.recognise(text_);
  // Their numbers before any question is no complaint: what they need is asked first.
  if (only_digits(text_).size() >= 16 && is_one_of(name_of(guess.intent), {"complaint", "thanks", "other"})) return greet();
  if (guess.confidence < sure && !is_one_of(name_of(guess.intent), {"other", "levy_report"})) {
    // A word the service file itself knows is as good as a guess.
    if (const auto* known = service_named()) return start(known->key);
    return ask_what_is_meant(guess.intent);
  }
  if (guess.intent != Intent::other) c().misses = 0;
  switch (guess.intent) {
    case Intent::apply_lost:
    case Intent::apply_damaged:
      answer_what_else_was_asked(guess.intent);
      return start(guess.intent == Intent::apply_lost ? "lost" : "damaged");
    case Intent::status:
      answer_what_else_was_asked(guess.intent);
      return tell_status();
    case Intent::correct_data: return correct();
    case Intent::complaint: return hand_over("complaint");
    case Intent::levy_report: return hand_over("levy_report");
    case Intent::talk_to_human: return hand_over("asked");
    case Intent::stop_consent:
      return say(text("dialogue.stop_sure"), {choice("stop:yes", "dialogue.button.stop"), choice("stop:no", "dialogue.button.go_on"), officer_button()});
    case Intent::thanks:
      say(text("dialogue.thanks"));
      return answer_what_else_was_asked(guess.intent);
    case Intent::other: return hear_something_else();
    default:
      answer_what_else_was_asked(guess.intent);
      say(info(guess.intent), {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), officer_button()});
  }
}

// A greeting, another office's paper, or something we do not know.
void Talk::hear_something_else() {
  const auto families = families_of(split(plain_words(text_), ' '));
  const auto has = [&](std::string_view name) { return std::find(families.begin(), families.end(), name) != families.end(); };
  constexpr std::size_t greeting_words = 4;
  if (has("other_paper")) {
    c().misses = 0;
    return say(info(Intent::change_data), {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), officer_button()});
  }
  if (has("greeting") && split(one_spaced(text_), ' ').size() <= greeting_words) return greet();
  if (!goes_to_a_person()) greet();
}

bool Talk::goes_to_a_person() {
  if (++c().misses < misses_before_help) return false;
  hand_over("misses");
  return true;
}

void Talk::ask_what_is_meant(Intent likely) {
  if (goes_to_a_person()) return;
  std::vector<Choice> choices;
  switch (likely) {
    case Intent::apply_lost: choices = {choice("svc:lost", "service.lost.title")}; break;
    case Intent::apply_damaged: choices = {choice("svc:damaged", "service.damaged.title")}; break;
    case Intent::status:
    case Intent::delivery: choices = {choice("go:status", "dialogue.row.status")}; break;
    case Intent::requirements: choices = {choice("go:requirements", "dialogue.row.requirements")}; break;
    case Intent::fee: choices = {choice("go:fee", "dialogue.row.fee")}; break;
    case Intent::hours_location:
    case Intent::queue: choices = {choice("go:hours", "dialogue.row.hours")}; break;
    case Intent::apply_new17:
    case Intent::change_data: choices = {choice("go:other_service", "dialogue.row.other_service")}; break;
    case Intent::stop_consent: choices = {choice("stop:yes", "dialogue.button.stop")}; break;
    default: break;
  }
  choices.push_back(choice("go:more", "dialogue.button.more"));
  choices.push_back(officer_button());
  say(text("dialogue.what_is_meant"), std::move(choices));
}

void Talk::answer_what_else_was_asked(Intent but) {
  constexpr std::size_t clauses_max = 8;
  std::vector<std::string> clauses(1);
  for (const auto& word : split(one_spaced(text_), ' ')) {
    const bool joins = is_one_of(lower_ascii(word), {"terus", "trus", "trs", "sekalian", "sama", "dan", "lalu", "oh", "oiya"});
    if (joins) clauses.emplace_back();
    else clauses.back() += (clauses.back().empty() ? "" : " ") + word;
    if (!word.empty() && std::string_view(".,;?!").find(word.back()) != std::string_view::npos) clauses.emplace_back();
  }
  std::vector<Intent> told;
  for (std::size_t i = 0; i < clauses.size() && i < clauses_max && clauses.size() > 1; ++i) {
    if (split(clauses[i], ' ').size() < 2) continue;
    const auto guess = k_.understanding.recognise(clauses[i]);
    const bool can_be_answered = is_one_of(name_of(guess.intent), {"fee", "requirements", "hours_location", "blangko", "queue", "delivery"});
    if (!can_be_answered || guess.intent == but || guess.confidence < very_sure || std::find(told.begin(), told.end(), guess.intent) != told.end()) continue;
    told.push_back(guess.intent);
    say(info(guess.intent));
  }
}

const law::Service* service_named_in(const catalogue::Catalogue& catalogue, std::string_view text) {
  const auto lower = one_spaced(lower_ascii(text));
  for (const auto& one : catalogue.services())
    for (const auto& words : one.words)
      if (lower.find(words) != std::string::npos) return &one;
  return nullptr;
}

void Talk::greet() {
  c().asking.clear();
  say(text("dialogue.greeting"),
      {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), choice("go:more", "dialogue.button.more")});
}

void Talk::more() {
  say_list(text("dialogue.more"), text("dialogue.button.choose"),
           {choice("go:status", "dialogue.row.status"), choice("go:requirements", "dialogue.row.requirements"), choice("go:fee", "dialogue.row.fee"),
            choice("go:hours", "dialogue.row.hours"), choice("go:other_service", "dialogue.row.other_service"), choice("go:language", "dialogue.row.language"),
            choice("go:officer", "dialogue.button.officer")});
}

std::string Talk::hours_words() {
  const auto today = day_in_jakarta(now_);
  const auto& calendar = k_.catalogue.city().calendar;
  const auto hours = calendar.hours_on(calendar.working_day_from(today));
  if (!hours) return "";
  const auto at = [&](int minutes_of_day) { return k_.catalogue.sentences().clock_time(lang(), moment_in_jakarta(today, minutes_of_day / 60, minutes_of_day % 60)); };
  return at(hours->opens) + "–" + at(hours->closes);
}

std::string Talk::papers_words(const law::Service& of) {
  std::string all;
  for (const auto& paper : of.papers) all += (all.empty() ? "" : ", ") + text(paper.title);
  return all;
}

std::string Talk::info(Intent intent) {
  const auto& city = k_.catalogue.city();
  switch (intent) {
    case Intent::requirements: {
      std::string all = text("dialogue.info.requirements");
      for (const auto& one : k_.catalogue.services()) all += "\n• " + text(one.title) + ": " + text(one.standard_part("requirements"));
      return all;
    }
    case Intent::fee: return text("dialogue.info.fee");
    case Intent::delivery: return text("dialogue.info.delivery");
    case Intent::queue: return text("dialogue.info.queue", {{"jam", hours_words()}});
    case Intent::blangko: return text("dialogue.info.blangko", {{"tautan", k_.public_address + "/transparansi"}});
    case Intent::hours_location: return text("dialogue.info.hours", {{"jam", hours_words()}, {"alamat", city.office_address}});
    case Intent::apply_new17: return text("dialogue.info.new17", {{"alamat", city.office_address}, {"jam", hours_words()}});
    case Intent::change_data: return text("dialogue.info.change_data", {{"alamat", city.office_address}, {"jam", hours_words()}});
    default: return text("dialogue.greeting");
  }
}

void Talk::tell_status() {
  std::string all;
  int told = 0;
  for (const auto& one : k_.cases)
    if (told < 3 && (one.open || told == 0)) {
      all += (all.empty() ? "" : "\n\n") + status_words(one);
      ++told;
    }
  if (all.empty()) {
    say(text("dialogue.status_none"));
  } else {
    say(all);
  }
  if (!c().asking.empty()) repeat();
}

std::string Talk::status_words(const KnownCase& one) {
  auto words = text("dialogue.status", {{"nomor", one.number}, {"tahap", text("dialogue.stage." + one.stage)}, {"tautan", one.link}});
  if (one.open && one.promised_on != Day{}) words += " " + text("dialogue.status_promise", {{"hari", k_.catalogue.sentences().long_day(lang(), one.promised_on)}});
  if (!paper_wanted(one).empty()) words += " " + text("dialogue.status_paper", {{"berkas", paper_title(one.service, paper_wanted(one))}});
  return words;
}

std::string Talk::paper_title(const std::string& of, const std::string& paper) {
  const auto* known = k_.catalogue.find_service(of);
  const auto* found = known == nullptr ? nullptr : known->find_paper(paper);
  return found == nullptr ? text("glossary.documents") : text(found->title);
}

std::string Talk::paper_wanted(const KnownCase& one) {
  if (one.stage == "returned") return one.papers_wanted.empty() ? one.return_paper : one.papers_wanted.front();
  return one.open && !one.missing.empty() ? one.missing.front() : "";
}

const KnownCase* Talk::case_that_wants_paper() {
  for (const auto& one : k_.cases)
    if (one.stage == "returned" && !paper_wanted(one).empty()) return &one;
  for (const auto& one : k_.cases)
    if (!paper_wanted(one).empty()) return &one;
  return nullptr;
}

void Talk::correct() {
  if (const auto* one = case_that_wants_paper()) return say(text("dialogue.send_repair", {{"berkas", paper_title(one->service, paper_wanted(*one))}, {"nomor", one->number}}));
  for (const auto& one : k_.cases)
    if (one.stage == "returned" && !one.questions_wanted.empty()) return say(text("dialogue.repair_answers", {{"nomor", one.number}, {"tautan", one.link + "/perbaiki"}}));
  hand_over("correct_data");
}

}  // namespace opak::intake
