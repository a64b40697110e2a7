// One turn of one conversation, for the files that follow it: dialogue.cc hears, talk_*.cc answer. Nobody else includes this.
#pragma once

#include <algorithm>

#include "base/text.h"
#include "intake/answers_in_one.h"
#include "intake/dialogue.h"
#include "intake/drafts.h"
#include "law/answer.h"
#include "law/kk.h"

namespace opak::intake {

using catalogue::Lang;
using Fields = vault::Fields;

constexpr std::size_t rows_max = 10;
constexpr std::size_t photos_max = 5;
constexpr int misses_before_help = 2;
constexpr int misses_before_person = 3;  // In a form: asked again, offered help, then handed over.
constexpr double sure = 0.6;         // Below it is wrong nearly every second time (docs/understanding.md), so it is asked.
constexpr double very_sure = 0.75;   // Above: a question in the middle of the form is no answer to it.

inline std::string value_of(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

inline bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), text) != words.end(); }

inline std::string after_colon(std::string_view id) { return std::string(id.substr(id.find(':') + 1)); }

// A service whose own words are in the text; null: none.
const law::Service* service_named_in(const catalogue::Catalogue& catalogue, std::string_view text);

// Reads top to bottom: what holds everywhere, then what was asked, then a fresh start.
class Talk {
 public:
  Talk(const Conversation& conversation, const Knowledge& knowledge, Moment now) : turn_{conversation, {}, {}}, k_(knowledge), now_(now) {}

  Turn hear(const Incoming& incoming);
  Turn hear_outcome(const Wish& wish, const office::Answer& answer);

 private:
  Conversation& c() { return turn_.conversation; }
  const Fields& answers() { return PersonalAccess::look(turn_.conversation.answers); }
  const law::Service* service() { return k_.catalogue.find_service(c().service); }
  const law::Regions& regions() { return k_.catalogue.city().regions; }

  // ---- Words
  Lang lang() { return catalogue::lang_of(c().language).value_or(Lang::id); }
  std::string text(std::string_view key, Words words = {});
  bool has_sentence(std::string_view key) { return k_.catalogue.sentences().has(Lang::id, key); }
  std::string refusal_text(const Refusal& refusal);
  Choice choice(std::string id, std::string_view key) { return {std::move(id), text(key), ""}; }
  Choice officer_button() { return choice("go:officer", "dialogue.button.officer"); }

  void say(std::string words, std::vector<Choice> buttons = {});
  void say_list(std::string words, std::string list_button, std::vector<Choice> rows);
  void offer(const std::vector<Choice>& choices);
  template <class OneWish>
  void want(OneWish wish) { turn_.wishes.emplace_back(std::in_place_type<OneWish>, std::move(wish)); }

  // ---- What holds everywhere (dialogue.cc)
  void hear_text();
  std::string language_asked(const std::string& plain);
  // Their first words are surely Sundanese or Jawa Serang: so are ours from now on. True: it was noticed just now.
  bool notice_speech();

  // "2", or a title typed out.
  std::string offered_meant();

  // Where the last question was one of yes or no: its choice that yes means, and the one that no means; else "".
  std::string offered_yes();
  std::string offered_no();
  bool is_offered(std::string_view id);
  bool cancelling() { return is_offered("cancel:yes"); }

  // A question nobody answered must not take a later "ya" for a deletion.
  void withdraw_what_deletes();

  // Another service named while a form is open: asked first, for the form is deleted.
  void ask_switch(const std::string& key);
  void switch_to(const std::string& key);

  // "Senin, 23 November 2026 pukul 08.00": when an officer can answer.
  std::string officer_hour();
  void stop();
  void want_messages();
  void hand_over(const std::string& why);
  void ask_cancel();
  void speak(const std::string& language);
  void cannot_take(const char* key);
  void say_and_repeat(std::string_view key);

  // ---- A fresh start (talk_begin.cc)
  void begin_with_words();
  // Not sure enough to act: what it may be is asked with buttons, once; the next time a person takes over.
  void ask_what_is_meant(Intent likely);
  void hear_something_else();
  // Not understood twice in a row, without a form.
  bool goes_to_a_person();
  // Of several things in one message those that can be answered at once are; `but` is what the message is mainly about.
  void answer_what_else_was_asked(Intent but);
  const law::Service* service_named() { return service_named_in(k_.catalogue, text_); }
  void greet();
  void more();
  std::string hours_words();
  std::string papers_words(const law::Service& of);
  std::string info(Intent intent);
  void tell_status();
  std::string status_words(const KnownCase& one);
  std::string paper_title(const std::string& of, const std::string& paper);

  // The paper a case that was sent still wants from the resident; "" none.
  std::string paper_wanted(const KnownCase& one);
  const KnownCase* case_that_wants_paper();
  void correct();

  // ---- The form (talk_form.cc)
  void start(const std::string& key);
  std::string answer(std::string_view key) { return value_of(answers(), key); }

  void put(const std::string& key, const std::string& value);
  void forget(std::initializer_list<std::string_view> keys);
  bool is_answered(const law::Question& question) { return !answer(question.key).empty(); }

  law::AnswerOf answer_of();

  // The first thing that is still missing, page by page as the service says; what people know together is asked together.
  std::string next_need();
  std::string together(const std::vector<const law::Question*>& open);
  void go_on() { ask(next_need()); }
  void repeat() { c().asking.empty() || service() == nullptr ? greet() : ask(c().asking); }

  void ask(const std::string& need);
  void ask_single(const std::string& key);

  // A button holds 20 letters; the form's own words may be longer.
  std::string short_option(const std::string& question, const law::Option& option);
  void ask_for_whom();
  void ask_where();
  void ask_kelurahan();
  void ask_receiver();
  void ask_paper(const std::string& key);
  std::string line(std::string_view title, const std::string& value) { return value.empty() ? "" : "\n" + text(title) + ": " + shortened(value, 120); }

  std::string address_words();
  void ask_summary();
  void ask_change();

  // ---- Pressed buttons and rows (talk_choices.cc)
  void hear_choice(const std::string& id);
  void go(const std::string& where);
  void cancel(const std::string& how);
  void leave_form();
  void option(const std::string& rest);
  void choose_kecamatan(const std::string& kecamatan);
  void choose_kelurahan(const std::string& code);
  void later(const std::string& paper);
  void settle_hint(const std::string& rest);
  void place_photo(const std::string& rest);
  void receive_self();
  void edit(const std::string& what);
  void send();

  // ---- "Not at home when the courier comes" (talk_not_home.cc)
  // The choice that their words mean; "" none, or no courier comes.
  std::string courier_word();
  void hear_home(const std::string& rest);
  void ask_day_instead(const KnownCase& one);
  const KnownCase* known_case(std::string_view application);
  void outcome(const wish::NotHome& wish, const office::Answer& answer);
  void outcome(const wish::HomeAgain& wish, const office::Answer& answer);

  // ---- Typed answers (talk_answers.cc)
  void hear_answer();
  // "iya pak", "ok betul", "gak usah dulu": each word says it, or is only polite.
  bool is_yes();
  bool is_no();

  // "gratis kan?" in the middle of the form is no name and no street: it is answered, and the question stands.
  bool answers_a_question_of_theirs();
  void not_understood(const std::string& why = "");
  void take_for_whom();

  // Judges one value. True: it is kept. False: something was said about it, and `asking` is about it now.
  bool judge(const std::string& key, const std::string& value);
  void ask_doubt(const std::string& key, const std::string& value, const std::string& doubt);

  // The number is never sent back whole; who typed it knows it.
  void ask_suggestion(const std::string& key, const Remark& remark);
  void take_doubt();
  void settle_doubt(const std::string& how);

  // "gatau" is nobody's name.
  static bool knows_not(std::string_view name);
  void take_person();

  // Which of the two an unnamed number is: by what is missing, by what was asked, by what it can be.
  void sort_numbers(PersonWords& found, const std::string& asked);
  bool looks_like_kk(const std::string& number);
  std::string words_for_missing(const std::string& but);
  void ask_person();
  // An officer's button beside those of the question that stands.
  void offer_help_too();
  void keep_if_plain(const std::string& key, const std::string& value);
  void take_region();
  void take_address();
  void take_address_part(const std::string& key);
  static bool is_of_address(std::string_view key) { return is_one_of(key, {"address", "street", "rt", "rw", "landmark"}); }

  // "eh salah, RT 04", whatever is being asked: what was answered before is put right, and the talk goes on where it stood.
  bool takes_correction();

  // "salah, mau ganti alamat"
  bool wants_another_address();
  void back_to_address();
  void take_phone();
  void take_single(const std::string& key);
  void take_word_for_paper();

  // ---- Photos and places (talk_photos.cc)
  void hear_photo();

  // Which paper a photo is: its caption tells, else the order of asking.
  std::string paper_meant();
  int words_met(const std::string& title_key);
  const KnownCase* open_case(std::string_view application);
  const KnownCase* case_we_repair();
  static std::vector<std::string> papers_wanted(const KnownCase& one);
  void ask_next_repair(const KnownCase& one, const std::string& just_sent);

  // The papers of sent applications that a caption names.
  std::vector<wish::Repair> repairs_meant();
  void keep_photo();

  // About the oldest photo that was kept; `before` is said first.
  void ask_which_paper(std::string before = {});

  // "kk" typed where the paper of a kept photo is asked; "" no such question, or no such paper.
  std::string paper_typed();
  void ask_use_photo(const std::string& paper, const std::string& before);
  void hear_location();

  // ---- What came of a wish (talk_outcomes.cc)
  void outcome(const wish::Begin&, const office::Answer& answer);
  void outcome(const wish::Save&, const office::Answer& answer);
  void outcome(const wish::KeepPaper& kept, const office::Answer& answer);
  void outcome(const wish::KeepPhoto&, const office::Answer& answer);
  void outcome(const wish::Send&, const office::Answer& answer);
  void outcome(const wish::Repair& repair, const office::Answer& answer);
  void outcome(const wish::Drop&, const office::Answer&) {}
  void outcome(const wish::HandToPerson&, const office::Answer&) {}
  void outcome(const wish::StopMessages&, const office::Answer&) {}
  void outcome(const wish::WantMessages&, const office::Answer&) {}

  // The question that could not be followed stands again.
  void trouble(const office::Answer& answer, const std::string& asking);

  Turn turn_;
  const Knowledge& k_;
  Moment now_;
  std::string text_;
  const Incoming* incoming_ = nullptr;
};

}  // namespace opak::intake
