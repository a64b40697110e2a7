// Typed answers: judged as on the web, doubts asked back.
#include "intake/talk.h"

#include <regex>

#include "intake/found_fields.h"
#include "law/nik.h"

namespace opak::intake {

void Talk::hear_answer() {
  if (service() == nullptr) {
    c().asking.clear();
    return begin_with_words();
  }
  // "pakai saja" settles the doubt about a photo and asks for nothing.
  const auto plain = plain_words(text_);
  if (c().asking.starts_with("hint:") && (plain.find("pakai") != std::string::npos || plain.find("foto") != std::string::npos)) return take_word_for_paper();
  if (takes_correction()) return;
  if (answers_a_question_of_theirs()) return;
  if (wants_another_address()) return is_of_address(c().asking) ? back_to_address() : edit("address");
  const auto& asking = c().asking;
  if (asking == "for_whom") return take_for_whom();
  if (const auto* named = c().application.empty() || is_of_address(asking) || !only_digits(text_).empty() ? nullptr : service_named(); named != nullptr && named != service()) return ask_switch(named->key);
  if (is_one_of(asking, {"person", "name", "nik", "kk", "doubt:name", "doubt:nik", "doubt:kk"})) return take_person();
  if (asking == "delivery" || asking == "kelurahan") return take_region();
  if (asking == "address") return take_address();
  if (asking == "phone") return take_phone();
  if (asking.starts_with("doubt:")) return take_doubt();
  if (asking.starts_with("paper:") || asking.starts_with("hint:")) return take_word_for_paper();
  if (asking == "summary") return is_yes() || plain_words(text_) == "kirim" ? send() : not_understood();
  if (asking == "change") return not_understood();
  take_single(asking);
}

bool Talk::answers_a_question_of_theirs() {
  if (only_digits(text_).size() >= 8) return false;
  const auto guess = k_.understanding.recognise(text_);
  const bool asks = text_.find('?') != std::string::npos;
  if (guess.confidence < (asks ? sure : very_sure) || split(one_spaced(text_), ' ').size() < 2) return false;
  switch (guess.intent) {
    case Intent::fee:
    case Intent::requirements:
    case Intent::hours_location:
    case Intent::blangko:
    case Intent::queue:
      say(info(guess.intent));
      repeat();
      return true;
    case Intent::delivery:
      if (!asks) return false;
      say(info(guess.intent));
      repeat();
      return true;
    case Intent::levy_report:
    case Intent::complaint:
    case Intent::talk_to_human: {
      // "pakai saja" is an answer: in the middle of a form only a rule or a whole sentence calls a person.
      constexpr double certain = 0.9;
      constexpr std::size_t sentence_words = 4;
      const bool by_a_rule = by_rule(text_) == guess.intent;
      if (!by_a_rule && (guess.confidence < certain || split(one_spaced(text_), ' ').size() < sentence_words)) return false;
      hand_over(guess.intent == Intent::levy_report ? "levy_report" : "asked");
      return true;
    }
    default: return false;
  }
}

void Talk::not_understood(const std::string& why) {
  if (++c().misses >= misses_before_person) {
    c().misses = 0;
    return hand_over("misses");
  }
  if (c().misses >= misses_before_help) {
    std::vector<Choice> ways = {officer_button(), choice("cancel:no", "dialogue.button.go_on")};
    if (is_of_address(c().asking)) ways.insert(ways.begin(), choice("back:address", "dialogue.button.address_again"));
    return say((why.empty() ? text("dialogue.not_understood") : why) + "\n\n" + text("dialogue.many_misses"), std::move(ways));
  }
  say(why.empty() ? text("dialogue.not_understood") : why);
  if (why.empty()) repeat();
}

void Talk::take_for_whom() {
  const auto plain = " " + plain_words(text_) + " ";
  const auto has = [&](std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return plain.find(std::string(" ") + word + " ") != std::string::npos; });
  };
  if (has({"sendiri"})) return option("for_whom:self");
  if (has({"ibu", "bapak", "ayah", "suami", "istri", "anak", "adik", "kakak", "emak", "nenek", "kakek", "keluarga", "mertua"})) return option("for_whom:family");
  if (has({"tetangga", "teman", "saudara", "orang", "warga"})) return option("for_whom:helped");
  not_understood();
}

bool Talk::judge(const std::string& key, const std::string& value) {
  auto fields = answers();
  fields.emplace_back(key, value);
  if (!answer(key).empty()) fields.erase(std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == key; }));
  const Personal<Fields> with{fields};
  const auto remarks = check_answers(*service(), {key}, with, regions(), day_in_jakarta(now_));
  if (remarks.empty()) {
    put(key, value_of(PersonalAccess::look(tidied(*service(), with, regions())), key));
    return true;
  }
  // Of several doubts the one that tells what to do: another number was meant.
  const auto telling = std::find_if(remarks.begin(), remarks.end(), [](const Remark& r) { return r.what.key == "law.doubt.nik_looks_like_kk"; });
  const auto& remark = telling == remarks.end() ? remarks.front() : *telling;
  if (remark.doubt) return ask_doubt(key, value, remark.what.key), false;
  if (remark.suggestion) return ask_suggestion(key, remark), false;
  c().asking = key;
  not_understood(refusal_text(remark.what));
  return false;
}

void Talk::ask_doubt(const std::string& key, const std::string& value, const std::string& doubt) {
  c().asking = "doubt:" + key;
  c().doubt = Personal<std::string>(trimmed(value));
  std::vector<Choice> buttons = {choice("doubt:yes", "dialogue.button.right"), choice("doubt:no", "dialogue.button.write_again")};
  if (doubt == "law.doubt.nik_looks_like_kk" && answer("kk").empty()) buttons.push_back(choice("doubt:kk", "dialogue.button.is_kk"));
  say(text(doubt), std::move(buttons));
}

void Talk::ask_suggestion(const std::string& key, const Remark& remark) {
  const auto& meant = PersonalAccess::look(*remark.suggestion);
  c().asking = "doubt:" + key;
  c().doubt = Personal<std::string>(meant);
  say(refusal_text(remark.what) + "\n" + text("law.suggestion", {{"usul", masked_digits(meant)}}),
      {choice("doubt:yes", "dialogue.button.right"), choice("doubt:no", "dialogue.button.write_again")});
}

void Talk::take_doubt() {
  if (is_yes()) return settle_doubt("yes");
  if (is_no()) return settle_doubt("no");
  const auto key = after_colon(c().asking);
  // The whole address instead of the doubtful street: its RT and RW are heard too.
  if (key == "street" && !address_in(text_).street.empty()) return take_address();
  if (judge(key, text_)) go_on();
}

void Talk::settle_doubt(const std::string& how) {
  if (!c().asking.starts_with("doubt:")) return repeat();
  const auto key = after_colon(c().asking);
  const auto value = PersonalAccess::look(c().doubt);
  c().doubt = {};
  if (how == "yes") {
    // What was offered in place of a slip is judged like any answer, but its mere doubts are settled now.
    const auto* question = service()->find_question(key);
    const auto accepted = question == nullptr ? tl::expected<std::string, law::AnswerRefused>(value) : law::accept_answer(*question, value, regions());
    if (accepted) put(key, *accepted);
    return go_on();
  }
  if (how == "kk" && law::Kk::parse(value)) put("kk", value);
  ask(key);
}

bool Talk::knows_not(std::string_view name) {
  return is_one_of(plain_words(name), {"gatau", "gatahu", "tidak tahu", "tidak tau", "tidak ingat", "tidak hafal", "tidak ada", "lupa", "entah", "ya", "ok", "oke"});
}

bool Talk::looks_like_kk(const std::string& number) {
  const auto nik = law::Nik::parse(only_digits(number));
  if (!nik) return false;
  const auto found = law::warnings(*nik, day_in_jakarta(now_));
  return std::find(found.begin(), found.end(), "law.doubt.nik_looks_like_kk") != found.end();
}

void Talk::sort_numbers(PersonWords& found, const std::string& asked) {
  const bool wants_nik = answer("nik").empty(), wants_kk = answer("kk").empty();
  if (!found.nik.empty() && !found.nik_named && found.kk.empty()) {
    const bool can_be_kk = law::Kk::parse(only_digits(found.nik)).has_value();
    const bool is_kk = wants_kk && (!wants_nik || (asked == "kk" && can_be_kk));
    if (is_kk) std::swap(found.nik, found.kk);
    return;
  }
  if (found.nik.empty() || found.kk.empty() || found.nik_named || found.kk_named) return;
  if (looks_like_kk(found.nik) && !looks_like_kk(found.kk) && law::Nik::parse(only_digits(found.kk))) std::swap(found.nik, found.kk);
}

// Each message is sorted by what it holds, whichever of the three was asked.
void Talk::take_person() {
  const auto asked = c().asking.starts_with("doubt:") ? after_colon(c().asking) : c().asking;
  auto found = person_in(text_);
  sort_numbers(found, asked);
  const bool has_numbers = !found.nik.empty() || !found.kk.empty();
  if (!has_numbers && (found.name.empty() || knows_not(found.name))) return not_understood();
  // A second name without a number corrects the first.
  if (!has_numbers && asked == "person" && !answer("name").empty()) forget({"name"});
  // All that fits is kept; the first that does not is asked back.
  const std::vector<std::pair<std::string, std::string>> parts = {{"name", found.name}, {"nik", found.nik}, {"kk", found.kk}};
  std::string stuck;
  bool taken = false;
  const auto misses = c().misses;
  for (const auto& [key, value] : parts) {
    // A number that is called by its name again corrects the one that was kept.
    const bool named = (key == "nik" && found.nik_named) || (key == "kk" && found.kk_named);
    const bool corrects = named && only_digits(value).size() == 16 && only_digits(value) != answer(key);
    if (value.empty() || (!answer(key).empty() && !corrects) || service()->find_question(key) == nullptr) continue;
    if (key == "name" && has_numbers && knows_not(value)) continue;
    taken = true;
    if (!stuck.empty()) {
      keep_if_plain(key, value);
    } else if (!judge(key, value)) {
      stuck = c().asking;
    }
  }
  if (!taken) {
    // Words where a number is asked, or a number where the name is.
    if (is_one_of(asked, {"nik", "kk"}) && !has_numbers) {
      judge(asked, text_);
      return;
    }
    return not_understood();
  }
  if (stuck.empty()) return go_on();
  if (turn_.wishes.size() > 0 && std::holds_alternative<wish::HandToPerson>(turn_.wishes.back())) return;
  c().asking = stuck;
  c().misses = misses + 1;
  if (c().misses >= misses_before_help && !is_offered("go:officer")) offer_help_too();
  const auto missing = words_for_missing(stuck.starts_with("doubt:") ? after_colon(stuck) : stuck);
  if (!missing.empty() && turn_.replies.back().buttons.empty()) say(text("dialogue.also_missing", {{"kurang", missing}}));
}

void Talk::offer_help_too() {
  constexpr std::size_t buttons_max = 3;
  auto& last = turn_.replies.back();
  if (last.buttons.size() >= buttons_max) {
    c().misses = misses_before_help - 1;  // A doubt with three ways out is no miss yet.
    return;
  }
  last.buttons.push_back(officer_button());
  c().offered.emplace_back(last.buttons.back().id, last.buttons.back().title);
}

void Talk::keep_if_plain(const std::string& key, const std::string& value) {
  auto fields = answers();
  fields.emplace_back(key, value);
  const Personal<Fields> with{fields};
  if (check_answers(*service(), {key}, with, regions(), day_in_jakarta(now_)).empty()) put(key, value_of(PersonalAccess::look(tidied(*service(), with, regions())), key));
}

void Talk::take_region() {
  const auto plain = plain_words(text_);
  if (plain.find("ambil") != std::string::npos || plain == "kantor" || plain == "di kantor") return option("delivery:office");
  auto found = regions().find(text_);
  // Within the kecamatan they chose a name is no longer ambiguous.
  if (c().asking == "kelurahan" && !c().kecamatan.empty()) {
    std::vector<const law::Region*> here;
    for (const auto* region : found)
      if (region->kecamatan == c().kecamatan) here.push_back(region);
    if (here.size() == 1 && letters_only(here.front()->kelurahan) == letters_only(text_)) return choose_kelurahan(here.front()->code);
    if (!here.empty()) found = here;
  }
  if (found.empty()) {
    say(text("refusal.law.kelurahan_unknown"));
    return ask(c().asking);
  }
  if (found.size() == 1 && !regions().must_ask(text_)) return choose_kelurahan(found.front()->code);
  std::vector<Choice> rows;
  for (const auto* region : found)
    if (rows.size() < rows_max - 1) rows.push_back({"kel:" + region->code, region->kelurahan, text("dialogue.in_kecamatan", {{"kecamatan", region->kecamatan}})});
  rows.push_back(choice("kel:no", "dialogue.row.another"));
  say_list(text(found.size() == 1 ? "refusal.law.kelurahan_this" : "dialogue.ask.which_kelurahan"), text("dialogue.button.kelurahan"), std::move(rows));
}

void Talk::take_address() {
  const auto found = address_in(text_);
  if (found.street.empty()) return not_understood(text("refusal.law.address_empty"));
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{{"street", found.street}, {"rt", found.rt}, {"rw", found.rw}, {"landmark", found.landmark}})
    if (!value.empty() && !judge(key, value)) return;
  go_on();
}

// Only the RT was missing, and the whole address comes again; or "1/9" for both.
void Talk::take_address_part(const std::string& key) {
  static const std::regex pair(R"(^\D{0,6}(\d{1,3})\s*[/\-., ]\s*(\d{1,3})\D{0,4}$)");
  static const std::regex lone(R"(^\D{0,12}(\d{1,3})\D{0,6}$)");
  static const std::regex begins_street(R"(^(jl|jln|jalan|kp|kampung|gg|gang|perum|perumahan|komp|komplek|kompleks|link|lingkungan|blok|dusun)\b)");
  auto found = address_in(text_);
  std::smatch digits;
  const auto lower = lower_ascii(text_);
  if (found.rt.empty() && found.rw.empty()) {
    if (std::regex_match(lower, digits, pair)) {
      found.rt = digits[1];
      found.rw = digits[2];
    } else if (std::regex_match(lower, digits, lone)) {
      (key == "rt" ? found.rt : found.rw) = digits[1];
    }
  }
  if (found.rt.empty() && found.rw.empty()) {
    judge(key, text_);
    return;
  }
  std::vector<std::pair<std::string, std::string>> parts;
  if (std::regex_search(lower_ascii(found.street), begins_street)) {
    parts.emplace_back("street", found.street);
    if (!found.landmark.empty()) parts.emplace_back("landmark", found.landmark);
  }
  parts.emplace_back("rt", found.rt);
  parts.emplace_back("rw", found.rw);
  for (const auto& [part, value] : parts)
    if (!value.empty() && !judge(part, value)) return;
  go_on();
}

namespace {

// "RT 04 bukan 02", "bukan RT 02 tapi RT 04": without what it is not.
std::string without_what_it_is_not(const std::string& text) {
  const auto lower = lower_ascii(text);
  const auto at = lower.find("bukan ");
  if (at == std::string::npos || (at > 0 && lower[at - 1] >= 'a' && lower[at - 1] <= 'z')) return text;
  auto end = text.size();
  for (const std::string_view word : {" tapi ", " tp ", " melainkan ", ",", "\n", ". "})
    if (const auto found = lower.find(word, at); found != std::string::npos) end = std::min(end, found + word.size());
  return text.substr(0, at) + " " + text.substr(end);
}

}  // namespace

bool Talk::takes_correction() {
  const auto plain = " " + plain_words(text_) + " ";
  const auto has = [&](std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return plain.find(std::string(" ") + word + " ") != std::string::npos; });
  };
  if (!has({"salah", "ralat", "koreksi", "keliru", "maksud", "maksudnya", "harusnya", "seharusnya", "mestinya", "bukan", "lepat", "typo", "eh"})) return false;
  auto said = without_what_it_is_not(text_);
  static const std::regex of_it(R"(\b(rt|rw)\s*(nya|ne|na)\b)", std::regex::icase);
  if (said.size() <= 300) said = std::regex_replace(said, of_it, "$1");
  const auto found = found_fields_in(said, regions(), std::nullopt);
  std::vector<std::pair<std::string, std::string>> parts = {{"rt", found.address.rt}, {"rw", found.address.rw}};
  if (found.nik.size() == 1) parts.emplace_back("nik", found.nik.front());
  if (found.kk.size() == 1) parts.emplace_back("kk", found.kk.front());
  if (found.phones.size() == 1) parts.emplace_back("phone", found.phones.front());
  if (found.names.size() == 1) parts.emplace_back("name", found.names.front());
  // Only what was answered before is a correction; the rest is an answer.
  std::erase_if(parts, [&](const auto& part) { return part.second.empty() || answer(part.first).empty() || service()->find_question(part.first) == nullptr; });
  if (parts.empty()) return false;
  for (const auto& [key, value] : parts)
    if (!judge(key, value)) return true;
  say(text("dialogue.corrected"));
  go_on();
  return true;
}

bool Talk::wants_another_address() {
  const auto plain = " " + plain_words(text_) + " ";
  const auto has = [&](std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return plain.find(std::string(" ") + word + " ") != std::string::npos; });
  };
  const bool changes = has({"ganti", "ubah", "salah", "ralat", "kembali", "balik", "change", "wrong", "back"});
  if (!changes || has({"rt", "rw", "angka"})) return false;
  const bool address_known = !answer("delivery").empty();
  if (address_known && has({"alamat", "alamatnya", "kelurahan", "address"})) return true;
  return is_of_address(c().asking) && split(one_spaced(text_), ' ').size() <= 3;
}

void Talk::back_to_address() {
  forget({"street", "rt", "rw", "landmark", "pin"});
  c().misses = 0;
  c().asking = "address";
  say(text("dialogue.ask.address"), {choice("edit:address", "dialogue.button.other_place")});
}

void Talk::take_phone() {
  const auto* question = service()->find_question("phone");
  if (question == nullptr) return go_on();
  if (judge("phone", text_)) go_on();
}

void Talk::take_single(const std::string& key) {
  const auto* question = service()->find_question(key);
  if (question == nullptr) return go_on();
  if (question->kind == law::FieldKind::rt || question->kind == law::FieldKind::rw) return take_address_part(key);
  // A number is nobody's name.
  if (question->kind == law::FieldKind::name && std::none_of(text_.begin(), text_.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; })) return not_understood();
  if (judge(key, text_)) go_on();
}

void Talk::take_word_for_paper() {
  const auto plain = plain_words(text_);
  const auto paper = after_colon(c().asking);
  if (c().asking.starts_with("hint:")) {
    if (plain.find("pakai") != std::string::npos || is_one_of(plain, {"lanjut", "lanjutkan"})) return settle_hint("use");
    if (plain.find("foto") != std::string::npos || is_one_of(plain, {"lagi", "ulang", "ulangi"})) return settle_hint("again:" + paper);
    return repeat();
  }
  const bool postpones = plain.find("nanti") != std::string::npos || plain.starts_with("belum") || plain.find("tidak ada") != std::string::npos || plain.find("belum ada") != std::string::npos;
  const auto* known = service()->find_paper(paper);
  if (postpones && known != nullptr && known->may_come_later) return later(paper);
  if (postpones && known != nullptr && !known->if_missing.empty()) return say(text(known->if_missing), {officer_button(), choice("cancel:ask", "dialogue.button.cancel")});
  say_and_repeat("dialogue.wants_photo");
}

}  // namespace opak::intake
