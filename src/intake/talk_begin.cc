// A fresh start: greeting, what a service needs, where an application stands.
#include "intake/talk.h"

namespace opak::intake {

void Talk::begin_with_words() {
  const auto guess = k_.understanding.recognise(text_);
  // Their numbers before any question is no complaint: what they need is asked first.
  if (only_digits(text_).size() >= 16 && is_one_of(name_of(guess.intent), {"complaint", "thanks", "other"})) return greet();
  if (guess.confidence < sure && guess.intent != Intent::other) {
    // A word the service file itself knows is as good as a guess.
    if (const auto* known = service_named()) return start(known->key);
    if (guess.confidence < 0.35) return greet();
  }
  switch (guess.intent) {
    case Intent::apply_lost: return start("lost");
    case Intent::apply_damaged: return start("damaged");
    case Intent::status: return tell_status();
    case Intent::correct_data: return correct();
    case Intent::complaint: return hand_over("complaint");
    case Intent::levy_report: return hand_over("levy_report");
    case Intent::talk_to_human: return hand_over("asked");
    case Intent::stop_consent:
      return say(text("dialogue.stop_sure"), {choice("stop:yes", "dialogue.button.stop"), choice("stop:no", "dialogue.button.go_on"), officer_button()});
    case Intent::thanks: return say(text("dialogue.thanks"));
    case Intent::other: return greet();
    default:
      say(info(guess.intent), {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), officer_button()});
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
