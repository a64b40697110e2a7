// What comes in is heard: what holds everywhere first; the rest is answered in talk_*.cc, a subject a file.
#include "intake/speech.h"
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
    case IncomingKind::voice: hand_over("voice"); break;  // We cannot hear it; a person can.
    case IncomingKind::broken_voice: cannot_take("dialogue.voice"); break;
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
  if (is_plain_stop(text_)) return stop();
  if (const auto* named = cancelling() ? service_named() : nullptr) return ask_switch(named->key);
  if (const auto id = offered_meant(); !id.empty()) return hear_choice(id);
  if (const auto id = is_yes() ? offered_yes() : is_no() && !wants_another_address() ? offered_no() : ""; !id.empty()) return hear_choice(id);
  if (const auto id = paper_typed(); !id.empty()) return hear_choice(id);
  if (const auto id = courier_word(); !id.empty()) return hear_choice(id);
  if (cancelling() && is_one_of(plain, {"tidak jadi", "batal", "batalkan", "cancel", "hapus"})) return ask_cancel();
  withdraw_what_deletes();
  if (is_one_of(plain, {"petugas", "bantuan", "help", "bantu", "admin", "petugas saja"})) return hand_over("asked");
  if (is_one_of(plain, {"batal", "batalkan", "cancel"})) return ask_cancel();
  if (is_one_of(plain, {"ulang", "ulangi", "dari awal", "restart"}) && service() != nullptr && !c().asking.starts_with("hint:")) return start(c().service);
  if (is_one_of(plain, {"status", "cek status", "lacak"})) return tell_status();
  if (is_one_of(plain, {"menu"}) && service() == nullptr) return greet();
  if (is_one_of(plain, {"mulai kabar", "mulai pesan"})) return want_messages();
  if (const auto language = language_asked(plain); !language.empty()) return speak(language);
  if (is_one_of(plain, {"lanjut", "lanjutkan"}) && !c().asking.starts_with("hint:")) return repeat();
  if (!c().asking.empty()) return hear_answer();
  const bool noticed = notice_speech();
  begin_with_words();
  if (noticed && !turn_.replies.empty()) {
    auto& last = turn_.replies.back().text;
    last = Personal<std::string>(PersonalAccess::look(last) + "\n" + text("dialogue.speech_noticed"));
  }
}

bool Talk::notice_speech() {
  if (c().language_settled) return false;
  const auto speech = speech_of(text_);
  if (speech.empty()) return false;
  c().language = speech;
  c().language_settled = true;
  return true;
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

namespace {

bool each_is_one_of(const std::string& plain, std::initializer_list<std::string_view> words) {
  static const std::initializer_list<std::string_view> polite = {"pak", "bu", "ibu", "bapak", "min", "kak", "mas", "mbak", "saja", "aja", "deh", "dong", "lah", "kok", "sih", "dulu", "terimakasih", "kasih", "itu"};
  bool said = false;
  for (const auto& word : split(plain, ' ')) {
    if (is_one_of(word, words)) said = true;
    else if (!is_one_of(word, polite)) return false;
  }
  return said;
}

}  // namespace

bool Talk::is_yes() { return each_is_one_of(plain_words(text_), {"ya", "iya", "yaa", "iyaa", "y", "yup", "yoi", "benar", "bener", "betul", "ok", "oke", "okay", "sudah", "setuju", "boleh", "yes", "nggih", "muhun", "enya"}); }

bool Talk::is_no() {
  return lower_ascii(text_) == "no" || each_is_one_of(plain_words(text_), {"tidak", "engga", "g", "bukan", "salah", "belum", "jangan", "usah", "not", "nope"});
}

bool Talk::is_offered(std::string_view id) {
  return std::any_of(c().offered.begin(), c().offered.end(), [&](const auto& one) { return one.first == id; });
}

std::string Talk::offered_yes() {
  for (const auto* id : {"cancel:yes", "stop:yes", "doubt:yes", "hint:use", "send"})
    if (is_offered(id)) return id;
  std::string place, helps;
  int places = 0;
  for (const auto& [id, title] : c().offered) {
    if (id.starts_with("switch:")) return id;
    if (id.starts_with("kel:") && id != "kel:no" && id != "kel:more" && ++places == 1) place = id;
  }
  if (places == 1 && is_offered("kel:no")) return place;
  return is_offered("go:officer") && is_offered("cancel:no") ? "go:officer" : "";
}

std::string Talk::offered_no() {
  for (const auto& [id, title] : c().offered)
    if (is_one_of(id, {"cancel:no", "stop:no", "doubt:no", "kel:no", "change"}) || id.starts_with("hint:again:")) return id;
  return "";
}

void Talk::withdraw_what_deletes() {
  auto& offered = c().offered;
  const auto deletes = [](const auto& one) { return one.first == "cancel:yes" || one.first == "stop:yes" || one.first.starts_with("switch:"); };
  if (std::any_of(offered.begin(), offered.end(), deletes)) offered.clear();
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
  c().meanwhile = false;
  say(text(has_sentence(key) ? key : "dialogue.hand_over.asked", {{"kapan", officer_hour()}}) + "\n" + text("dialogue.hand_over.back"),
      {choice("go:bot", "dialogue.button.automatic")});
}

std::string Talk::officer_hour() {
  const auto& calendar = k_.catalogue.city().calendar;
  const auto& sentences = k_.catalogue.sentences();
  const auto today = day_in_jakarta(now_);
  const auto at = [&](Day day, int minutes_of_day) { return moment_in_jakarta(day, minutes_of_day / 60, minutes_of_day % 60); };
  if (const auto hours = calendar.hours_on(today); hours && now_ < at(today, hours->closes)) {
    const auto opens = at(today, hours->opens);
    if (now_ >= opens) return text("dialogue.officer_until", {{"jam", sentences.clock_time(lang(), at(today, hours->closes))}});
    return text("dialogue.officer_from", {{"hari", sentences.long_day(lang(), today)}, {"jam", sentences.clock_time(lang(), opens)}});
  }
  const auto next = calendar.next_working_day(today);
  const auto hours = calendar.hours_on(next);
  return text("dialogue.officer_from", {{"hari", sentences.long_day(lang(), next)}, {"jam", hours ? sentences.clock_time(lang(), at(next, hours->opens)) : ""}});
}

void Talk::ask_cancel() {
  if (service() == nullptr) return say(text("dialogue.nothing_to_cancel"));
  say(text("dialogue.cancel_sure"), {choice("cancel:yes", "dialogue.button.cancel_yes"), choice("cancel:no", "dialogue.button.go_on")});
}

void Talk::ask_switch(const std::string& key) {
  const auto* other = k_.catalogue.find_service(key);
  if (other == nullptr) return repeat();
  say(text("dialogue.switch_sure", {{"layanan", text(other->title)}}), {choice("switch:" + key, "dialogue.button.switch_yes"), choice("cancel:no", "dialogue.button.go_on")});
}

void Talk::switch_to(const std::string& key) {
  if (!c().application.empty()) want(wish::Drop{c().application});
  if (service() != nullptr) leave_form();
  start(key);
}

void Talk::speak(const std::string& language) {
  c().language = language;
  c().language_settled = true;
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

bool calls_the_dialogue(const Conversation& conversation, const Incoming& incoming, const catalogue::Catalogue& catalogue) {
  if (incoming.kind == IncomingKind::choice) return incoming.choice != "go:officer";
  if (incoming.kind != IncomingKind::text) return false;
  const auto& words = PersonalAccess::look(incoming.text);
  if (is_one_of(plain_words(words), {"lanjut", "lanjutkan", "batal", "batalkan", "cancel", "menu", "status", "cek status", "lacak", "ulang", "ulangi", "dari awal", "continue"})) return true;
  const auto letters = letters_only(words);
  for (const auto& [id, title] : conversation.offered)
    if (id != "go:officer" && !letters.empty() && letters == letters_only(title)) return true;
  // A story for the officer names the card too; only a short call is meant for us.
  constexpr std::size_t call_words = 5;
  return split(one_spaced(words), ' ').size() <= call_words && service_named_in(catalogue, words) != nullptr;
}

Turn after(const Conversation& conversation, const Wish& wish, const office::Answer& answer, const Knowledge& knowledge, Moment now) {
  return Talk(conversation, knowledge, now).hear_outcome(wish, answer);
}

}  // namespace opak::intake
