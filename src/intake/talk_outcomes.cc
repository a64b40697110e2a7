// What came of a wish, told.
#include "intake/talk.h"

namespace opak::intake {

void Talk::outcome(const wish::Begin&, const office::Answer& answer) {
  if (const auto* done = office::done(answer)) {
    c().application = done->word("application");
    return;
  }
  trouble(answer, "for_whom");
}

void Talk::outcome(const wish::Save&, const office::Answer& answer) {
  if (office::done(answer)) return;
  const auto* refusal = office::refused(answer);
  if (refusal != nullptr && refusal->key == "draft.not_found") {
    c().application.clear();
    turn_.replies.clear();
    say(text("dialogue.draft_gone"));
    return start(c().service);
  }
  trouble(answer, c().asking);
}

void Talk::outcome(const wish::KeepPaper& kept, const office::Answer& answer) {
  const auto* done = office::done(answer);
  if (done == nullptr) return trouble(answer, "paper:" + kept.paper);
  c().papers[kept.paper] = done->word("document");
  c().misses = 0;
  if (service() == nullptr) return;
  const auto hints = done->word("hints");
  if (!hints.empty() && !c().asking.starts_with("doubt:")) {
    std::string words;
    for (const auto& hint : split(hints, ' ')) words += text(hint) + " ";
    return ask_use_photo(kept.paper, words);
  }
  const auto noted = text("dialogue.photo_noted", {{"berkas", paper_title(c().service, kept.paper)}});
  // The doubt about another photo, or about a number, stands: it is theirs to settle.
  if (c().asking.starts_with("doubt:")) return say(noted);
  if (c().asking.starts_with("hint:") && after_colon(c().asking) != kept.paper) return ask_use_photo(after_colon(c().asking), noted);
  if (!c().asking.starts_with("paper:") && !c().asking.starts_with("hint:")) say(noted);
  if (c().photos.empty()) return go_on();
  c().asking = next_need();
  ask_which_paper();
}

void Talk::outcome(const wish::KeepPhoto&, const office::Answer& answer) {
  const auto* done = office::done(answer);
  if (done == nullptr) return trouble(answer, c().asking);
  c().photos.push_back(done->word("document"));
  std::string words;
  for (const auto& hint : split(done->word("hints"), ' '))
    if (!hint.empty()) words += text(hint) + " ";
  if (c().photos.size() > 1) words += text("dialogue.photo_one_by_one");
  ask_which_paper(trimmed(words));
}

void Talk::outcome(const wish::Send&, const office::Answer& answer) {
  if (office::done(answer)) {
    // The receipt, with number, day and link, is the letter that the office wrote in the same commit.
    c().application.clear();
    return leave_form();
  }
  c().asking = "summary";
  const auto* refusal = office::refused(answer);
  if (refusal == nullptr) return say(text("dialogue.busy_try_send"), {choice("send", "dialogue.button.send")});
  say(refusal_text(*refusal), {choice("change", "dialogue.button.change"), officer_button(), choice("cancel:ask", "dialogue.button.cancel")});
}

void Talk::outcome(const wish::Repair& repair, const office::Answer& answer) {
  const auto* done = office::done(answer);
  if (done == nullptr) return trouble(answer, "");
  // Sent again by itself: the office tells so in its own letter.
  if (done->word("resubmitted").empty() || !done->word("hints").empty()) {
    const auto* one = open_case(repair.application);
    std::string words = text("dialogue.paper_received", {{"berkas", paper_title(one == nullptr ? "" : one->service, repair.paper)}, {"nomor", one == nullptr ? "" : one->number}});
    for (const auto& hint : split(done->word("hints"), ' '))
      if (!hint.empty()) words += " " + text(hint);
    say(words);
  }
  const auto* one = open_case(repair.application);
  if (done->word("resubmitted").empty() && one != nullptr && c().photos.empty()) ask_next_repair(*one, repair.paper);
  else c().repairing.clear();
  ask_which_paper();
}

void Talk::trouble(const office::Answer& answer, const std::string& asking) {
  turn_.replies.clear();
  c().asking = asking;
  const auto* refusal = office::refused(answer);
  say(refusal != nullptr ? refusal_text(*refusal) : text("dialogue.busy"), refusal != nullptr || asking.empty() ? std::vector<Choice>{} : std::vector<Choice>{choice("cancel:no", "dialogue.button.go_on")});
}

}  // namespace opak::intake
