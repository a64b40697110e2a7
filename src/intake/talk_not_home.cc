// "Tidak di rumah": who says that the courier need not come, by a button of the announcement or in their own words.
#include "intake/talk.h"

namespace opak::intake {
namespace {

bool has_any(const std::string& plain, std::initializer_list<std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) { return plain.find(phrase) != std::string::npos; });
}

}  // namespace

std::string Talk::courier_word() {
  const auto plain = plain_words(text_);
  const bool again = has_any(plain, {"ternyata di rumah", "jadi di rumah", "ternyata ada di rumah", "home after all"});
  const bool away = has_any(plain, {"tidak di rumah", "tidak ada di rumah", "gak di rumah", "ga di rumah", "engga di rumah", "nggak di rumah", "tidak ada orang di rumah", "not at home", "teu di imah", "ora ning umah"});
  if (!again && !away) return "";
  for (const auto& one : k_.cases) {
    if (away && !again && one.courier_comes) return "home:no:" + one.application;
    if (again && one.left_its_run) return "home:yes:" + one.application;
  }
  return "";
}

// "no:<application>", "yes:<application>", "on:<application>:<day, loket or kantor>".
void Talk::hear_home(const std::string& rest) {
  const auto what = rest.substr(0, rest.find(':'));
  const auto about = after_colon(rest);
  const auto* one = known_case(about.substr(0, about.find(':')));
  if (one == nullptr) return tell_status();  // A button of long ago, or of another.
  if (what == "yes") return want(wish::HomeAgain{one->application});
  if (what == "on") {
    const auto chosen = after_colon(about);
    const auto day = parse_iso_day(chosen);
    const bool at_counter = chosen == "loket" && !one->counter.empty();
    if (!day && !at_counter && chosen != "kantor") return ask_day_instead(*one);
    return want(wish::NotHome{one->application, day.value_or(Day{}), !day, at_counter ? one->counter : std::string()});
  }
  // On the road nothing is chosen: the courier hears it at once. Where no courier comes the office says so.
  if (!one->courier_comes || one->days_instead.empty()) return want(wish::NotHome{one->application, {}, false});
  ask_day_instead(*one);
}

const KnownCase* Talk::known_case(std::string_view application) {
  for (const auto& one : k_.cases)
    if (one.application == application) return &one;
  return nullptr;
}

void Talk::ask_day_instead(const KnownCase& one) {
  std::vector<Choice> rows;
  for (const auto day : one.days_instead) rows.push_back({"home:on:" + one.application + ":" + iso_day(day), k_.catalogue.sentences().long_day(lang(), day), ""});
  if (!one.counter.empty()) rows.push_back({"home:on:" + one.application + ":loket", shortened(text("dialogue.row.at_counter"), 24), shortened(one.counter_name, 72)});
  rows.push_back(choice("home:on:" + one.application + ":kantor", "dialogue.row.at_office"));
  say_list(text("dialogue.not_home.which", {{"nomor", one.number}}), text("dialogue.button.choose"), std::move(rows));
}

void Talk::outcome(const wish::NotHome& wish, const office::Answer& answer) {
  const auto* done = office::done(answer);
  if (done == nullptr) {
    // Between the question and the answer a list can grow old; then the new one is shown.
    const auto* refusal = office::refused(answer);
    const auto* one = known_case(wish.application);
    if (refusal != nullptr && refusal->key == "application.choose_day_instead" && one != nullptr && !one->days_instead.empty()) return ask_day_instead(*one);
    return trouble(answer, c().asking);
  }
  if (done->word("result") == "told_courier") return say(text("dialogue.not_home.told"));
  // The day, or the office, is told by the office's own letter.
  say(text("dialogue.not_home.noted"), {choice("home:yes:" + wish.application, "dialogue.button.home_again")});
}

void Talk::outcome(const wish::HomeAgain&, const office::Answer& answer) {
  if (office::done(answer) == nullptr) trouble(answer, c().asking);  // Else the office's own letter says it.
}

}  // namespace opak::intake
