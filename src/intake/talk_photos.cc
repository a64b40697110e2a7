// Photos and places on a map.
#include "intake/talk.h"

namespace opak::intake {

void Talk::hear_photo() {
  if (service() != nullptr) {
    // Before they agreed to begin nothing of theirs is kept, and that is said.
    if (c().application.empty()) return say_and_repeat("dialogue.photo_not_yet");
    if (const auto paper = paper_meant(); !paper.empty()) return want(wish::KeepPaper{paper});
    return keep_photo();
  }
  auto meant = repairs_meant();
  if (meant.size() == 1) return want(std::move(meant.front()));
  if (const auto* one = meant.empty() ? case_we_repair() : nullptr) return want(wish::Repair{one->application, after_colon(c().repairing)});
  if (std::any_of(k_.cases.begin(), k_.cases.end(), [](const auto& one) { return one.open; })) return keep_photo();
  say(text("dialogue.photo_for_what"), {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), officer_button()});
}

// The caption tells; else the paper that is being asked for, or whose doubtful photo is waiting to be replaced.
std::string Talk::paper_meant() {
  std::string best;
  int best_hits = 0;
  for (const auto* paper : law::papers_asked(*service(), answer_of()))
    if (const int hits = words_met(paper->title); hits > best_hits) {
      best = paper->key;
      best_hits = hits;
    }
  if (!best.empty()) return best;
  if (c().asking.starts_with("paper:") || c().asking.starts_with("hint:")) return after_colon(c().asking);
  return "";
}

const KnownCase* Talk::open_case(std::string_view application) {
  const auto at = std::find_if(k_.cases.begin(), k_.cases.end(), [&](const auto& one) { return one.open && one.application == application; });
  return at == k_.cases.end() ? nullptr : &*at;
}

// We asked for this very photo, and it is still wanted.
const KnownCase* Talk::case_we_repair() {
  const auto* one = open_case(std::string_view(c().repairing).substr(0, c().repairing.find(':')));
  if (one == nullptr) return nullptr;
  const auto wanted = papers_wanted(*one);
  return std::find(wanted.begin(), wanted.end(), after_colon(c().repairing)) == wanted.end() ? nullptr : one;
}

std::vector<std::string> Talk::papers_wanted(const KnownCase& one) {
  auto wanted = one.missing;
  for (const auto& paper : one.papers_wanted)
    if (std::find(wanted.begin(), wanted.end(), paper) == wanted.end()) wanted.push_back(paper);
  return wanted;
}

// One thing after another, in one talk: the next photo by its name, and then where the answers are corrected.
void Talk::ask_next_repair(const KnownCase& one, const std::string& just_sent) {
  c().repairing.clear();
  auto wanted = papers_wanted(one);
  std::erase(wanted, just_sent);
  if (!wanted.empty()) {
    c().repairing = one.application + ":" + wanted.front();
    return say(text("dialogue.repair_next", {{"berkas", paper_title(one.service, wanted.front())}, {"nomor", one.number}}));
  }
  if (!one.questions_wanted.empty()) say(text("dialogue.repair_answers", {{"nomor", one.number}, {"tautan", one.link + "/perbaiki"}}));
}

std::vector<wish::Repair> Talk::repairs_meant() {
  std::vector<wish::Repair> meant;
  int best = 1;
  for (const auto& one : k_.cases) {
    const auto* of = one.open ? k_.catalogue.find_service(one.service) : nullptr;
    if (of == nullptr) continue;
    for (const auto& paper : of->papers) {
      const int hits = words_met(paper.title);
      if (hits > best) meant.clear();
      best = std::max(best, hits);
      if (hits == best) meant.push_back({one.application, paper.key});
    }
  }
  return meant;
}

void Talk::keep_photo() {
  if (c().photos.size() >= photos_max) return ask_which_paper(text("dialogue.photo_one_by_one"));
  want(wish::KeepPhoto{});
}

void Talk::ask_which_paper(std::string before) {
  if (c().photos.empty()) return;
  std::vector<const KnownCase*> sent;
  for (const auto& one : k_.cases)
    if (one.open && k_.catalogue.find_service(one.service) != nullptr) sent.push_back(&one);
  constexpr std::size_t button_letters = 19, row_letters = 23, buttons_max = 3;
  std::vector<Choice> choices;
  std::string words;
  if (service() != nullptr) {
    words = text("dialogue.photo_which");
    for (const auto* paper : law::papers_asked(*service(), answer_of())) choices.push_back({"photo:form:" + paper->key, text(paper->title), ""});
  } else {
    words = sent.size() == 1 ? text("dialogue.photo_which_case", {{"nomor", sent.front()->number}}) : text("dialogue.photo_which_of_cases");
    for (const auto* one : sent) {
      auto papers = k_.catalogue.find_service(one->service)->papers;
      std::stable_partition(papers.begin(), papers.end(), [&](const auto& paper) { return paper.key == paper_wanted(*one); });
      for (const auto& paper : papers)
        if (choices.size() < rows_max - 1) choices.push_back({"photo:" + one->application + ":" + paper.key, text(paper.title), one->number});
    }
  }
  choices.push_back(choice("photo:none", "dialogue.button.no_paper"));
  if (!before.empty()) words = std::move(before) + "\n" + words;
  const bool as_buttons = choices.size() <= buttons_max;
  for (auto& one : choices) one.title = shortened(one.title, as_buttons ? button_letters : row_letters);
  if (!as_buttons) return say_list(std::move(words), text("dialogue.button.choose"), std::move(choices));
  for (auto& one : choices) one.description.clear();
  say(std::move(words), std::move(choices));
}

std::string Talk::paper_typed() {
  std::string best;
  int best_hits = 0, equals = 0;
  for (const auto& [id, title] : c().offered) {
    if (!id.starts_with("photo:") || id == "photo:none") continue;
    const auto paper = after_colon(after_colon(id));
    const auto* one = service() == nullptr ? open_case(after_colon(id).substr(0, after_colon(id).find(':'))) : nullptr;
    const auto* of = one == nullptr ? service() : k_.catalogue.find_service(one->service);
    const auto* known = of == nullptr ? nullptr : of->find_paper(paper);
    const int hits = known == nullptr ? 0 : words_met(known->title);
    if (hits == 0 || hits < best_hits) continue;
    equals = hits > best_hits ? 1 : equals + 1;
    best = id;
    best_hits = hits;
  }
  return equals == 1 ? best : "";
}

void Talk::ask_use_photo(const std::string& paper, const std::string& before) {
  c().asking = "hint:" + paper;
  say((before.empty() ? "" : trimmed(before) + "\n") + text("dialogue.use_photo_sure", {{"berkas", paper_title(c().service, paper)}}),
      {choice("hint:use", "dialogue.button.use_photo"), choice("hint:again:" + paper, "dialogue.button.photo_again")});
}

void Talk::place_photo(const std::string& rest) {
  if (c().photos.empty()) return repeat();
  const auto document = c().photos.front();
  const auto where = rest.substr(0, rest.find(':'));
  const auto paper = after_colon(rest);
  const auto* one = open_case(where);
  const auto* of = one == nullptr ? nullptr : k_.catalogue.find_service(one->service);
  if (where == "none") {
    c().photos.erase(c().photos.begin());
    say(text("dialogue.photo_unused"));
    if (!c().photos.empty()) return ask_which_paper();
    if (service() != nullptr) repeat();
    return;
  }
  const bool of_form = where == "form" && service() != nullptr && service()->find_paper(paper) != nullptr;
  const bool of_case = of != nullptr && of->find_paper(paper) != nullptr;
  if (!of_form && !of_case) return ask_which_paper();
  c().photos.erase(c().photos.begin());
  if (of_form) return want(wish::KeepPaper{paper, document});
  want(wish::Repair{where, paper, document});
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
  put("pin", law::place_words({incoming_->lat, incoming_->lon}));  // For the courier's map; goes again where another kelurahan is said.
  if (c().asking == "address") return say_and_repeat("dialogue.location_noted");
  // A point is no border: nearness proposes, the person decides.
  say(text("dialogue.location_near", {{"kelurahan", region->kelurahan}, {"kecamatan", region->kecamatan}}),
      {choice("kel:" + region->code, "dialogue.button.right"), choice("kel:no", "dialogue.row.another")});
}

}  // namespace opak::intake
