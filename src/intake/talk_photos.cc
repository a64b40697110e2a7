// Photos and places on a map.
#include "intake/talk.h"

namespace opak::intake {

void Talk::hear_photo() {
  if (service() != nullptr && !c().application.empty()) {
    const auto paper = paper_meant();
    if (!paper.empty()) return want(wish::KeepPaper{paper});
  }
  if (service() != nullptr) return say_and_repeat("dialogue.photo_not_yet");
  if (const auto* one = case_that_wants_paper()) return want(wish::Repair{one->application, paper_wanted(*one)});
  say(text("dialogue.photo_for_what"), {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), officer_button()});
}

std::string Talk::paper_meant() {
  const auto asked = law::papers_asked(*service(), answer_of());
  std::string best;
  int best_hits = 0;
  for (const auto* paper : asked)
    if (const int hits = words_met(paper->title); hits > best_hits) {
      best = paper->key;
      best_hits = hits;
    }
  if (!best.empty()) return best;
  if (c().asking.starts_with("paper:")) return after_colon(c().asking);
  for (const auto* paper : asked)
    if (c().papers.count(paper->key) == 0) return paper->key;
  if (c().asking.starts_with("hint:")) return after_colon(c().asking);
  return "";
}

int Talk::words_met(const std::string& title_key) {
  const auto caption = " " + plain_words(text_) + " ";
  const auto title = plain_words(k_.catalogue.sentences().say(Lang::id, title_key));
  int hits = 0;
  std::string initials;
  for (const auto& word : split(title, ' ')) {
    if (word.empty()) continue;
    initials.push_back(word.front());
    if (word.size() > 3 && caption.find(" " + word + " ") != std::string::npos) ++hits;
  }
  if (initials.size() > 1 && caption.find(" " + initials + " ") != std::string::npos) hits += 2;
  return hits;
}

void Talk::hear_location() {
  const bool wanted = service() != nullptr && (c().asking == "delivery" || c().asking == "kelurahan" || c().asking == "address");
  if (!wanted) return cannot_take("dialogue.location_not_now");
  const auto& city = k_.catalogue.city();
  const auto* region = regions().nearest(incoming_->lat, incoming_->lon);
  if (region == nullptr || law::distance_km(incoming_->lat, incoming_->lon, city.lat, city.lon) > city.setting("far_away_km")) return say_and_repeat("dialogue.location_far");
  if (c().asking == "address") return say_and_repeat("dialogue.location_noted");
  // A point is no border: nearness proposes, the person decides.
  say(text("dialogue.location_near", {{"kelurahan", region->kelurahan}, {"kecamatan", region->kecamatan}}),
      {choice("kel:" + region->code, "dialogue.button.right"), choice("kel:no", "dialogue.row.another")});
}

}  // namespace opak::intake
