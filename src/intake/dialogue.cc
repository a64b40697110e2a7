// What comes in is heard: what holds everywhere first; the rest is answered in talk_*.cc, a subject a file.
#include "intake/talk.h"

namespace opak::intake {

Turn Talk::hear(const Incoming& incoming) {
  text_ = trimmed(PersonalAccess::look(incoming.text));
  incoming_ = &incoming;
  switch (incoming.kind) {
    case IncomingKind::reaction:
    case IncomingKind::revoked:
    case IncomingKind::number_changed: break;  // Nothing is asked of us.
    case IncomingKind::text: hear_text(); break;
    case IncomingKind::choice: hear_choice(incoming.choice); break;
    case IncomingKind::photo: hear_photo(); break;
    case IncomingKind::broken_photo: say_and_repeat("dialogue.photo_not_arrived"); break;
    case IncomingKind::location: hear_location(); break;
    case IncomingKind::voice: cannot_take("dialogue.voice"); break;
    case IncomingKind::sticker: cannot_take("dialogue.sticker"); break;
    case IncomingKind::edited: say_and_repeat("dialogue.edited"); break;
    case IncomingKind::unsupported: cannot_take("dialogue.unsupported"); break;
  }
  return std::move(turn_);
}

Turn Talk::hear_outcome(const Wish& wish, const office::Answer& answer) {
  std::visit([&](const auto& w) { outcome(w, answer); }, wish);
  return std::move(turn_);
}

std::string Talk::text(std::string_view key, Words words) {
  words.emplace_back("kota", k_.catalogue.city().name);
  return k_.catalogue.sentences().say(lang(), key, words);
}

std::string Talk::refusal_text(const Refusal& refusal) {
  return has_sentence("refusal." + refusal.key) ? k_.catalogue.sentences().say(lang(), refusal) : text("dialogue.cannot_now");
}

void Talk::say(std::string words, std::vector<Choice> buttons) {
  if (!buttons.empty()) offer(buttons);
  turn_.replies.push_back({Personal<std::string>(std::move(words)), std::move(buttons), {}, {}});
}

void Talk::say_list(std::string words, std::string list_button, std::vector<Choice> rows) {
  offer(rows);
  turn_.replies.push_back({Personal<std::string>(std::move(words)), {}, std::move(list_button), std::move(rows)});
}

void Talk::offer(const std::vector<Choice>& choices) {
  c().offered.clear();
  for (const auto& one : choices) c().offered.emplace_back(one.id, one.title);
}

void Talk::hear_text() {
  const auto plain = plain_words(text_);
  if (text_.empty()) return repeat();
  if (by_rule(text_) == Intent::stop_consent) return stop();
  if (is_one_of(plain, {"petugas", "bantuan", "help", "bantu", "admin", "petugas saja"})) return hand_over("asked");
  if (is_one_of(plain, {"batal", "batalkan", "cancel"})) return ask_cancel();
  if (is_one_of(plain, {"ulang", "ulangi", "dari awal", "restart"}) && service() != nullptr && !c().asking.starts_with("hint:")) return start(c().service);
  if (is_one_of(plain, {"status", "cek status", "lacak"})) return tell_status();
  if (is_one_of(plain, {"menu"}) && service() == nullptr) return greet();
  if (is_one_of(plain, {"mulai kabar", "mulai pesan"})) return want_messages();
  if (const auto language = language_asked(plain); !language.empty()) return speak(language);
  if (const auto id = offered_meant(); !id.empty()) return hear_choice(id);
  if (const auto id = paper_typed(); !id.empty()) return hear_choice(id);
  if (!c().asking.empty()) return hear_answer();
  begin_with_words();
}

std::string Talk::language_asked(const std::string& plain) {
  if (is_one_of(plain, {"bahasa inggris", "english", "in english"})) return "en";
  if (is_one_of(plain, {"bahasa sunda", "sunda"})) return "su";
  if (is_one_of(plain, {"bahasa jawa", "bahasa jawa serang", "jaseng"})) return "jv";
  if (is_one_of(plain, {"bahasa indonesia", "indonesia", "bahasa"})) return "id";
  return "";
}

std::string Talk::offered_meant() {
  const auto& offered = c().offered;
  if (offered.empty()) return "";
  const auto letters = letters_only(text_);
  for (const auto& [id, title] : offered)
    if (!letters.empty() && letters == letters_only(title)) return id;
  const bool a_number_is_an_answer = c().asking == "rt" || c().asking == "rw";
  if (text_.size() == 1 && text_[0] >= '1' && text_[0] <= '9' && !a_number_is_an_answer) {
    const auto n = static_cast<std::size_t>(text_[0] - '1');
    if (n < offered.size()) return offered[n].first;
  }
  return "";
}

void Talk::stop() {
  want(wish::StopMessages{});
  say(text("dialogue.stopped"));
}

void Talk::want_messages() {
  want(wish::WantMessages{});
  say(text("dialogue.messages_again"));
}

void Talk::hand_over(const std::string& why) {
  want(wish::HandToPerson{why});
  const auto key = "dialogue.hand_over." + why;
  say(text(has_sentence(key) ? key : "dialogue.hand_over.asked", {{"jam", hours_words()}}));
}

void Talk::ask_cancel() {
  if (service() == nullptr) return say(text("dialogue.nothing_to_cancel"));
  say(text("dialogue.cancel_sure"), {choice("cancel:yes", "dialogue.button.cancel_yes"), choice("cancel:no", "dialogue.button.go_on")});
}

void Talk::speak(const std::string& language) {
  c().language = language;
  if (!c().application.empty()) want(wish::Save{});
  c().asking.empty() ? greet() : repeat();
}

void Talk::cannot_take(const char* key) {
  if (c().asking.empty()) return say(text(key), {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), officer_button()});
  say_and_repeat(key);
}

void Talk::say_and_repeat(std::string_view key) {
  say(text(key));
  repeat();
}

Turn step(const Conversation& conversation, const Incoming& incoming, const Knowledge& knowledge, Moment now) {
  return Talk(conversation, knowledge, now).hear(incoming);
}

Turn after(const Conversation& conversation, const Wish& wish, const office::Answer& answer, const Knowledge& knowledge, Moment now) {
  return Talk(conversation, knowledge, now).hear_outcome(wish, answer);
}

}  // namespace opak::intake
