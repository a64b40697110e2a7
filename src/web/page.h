// Pages: the shell of residents and the shell of staff, and the components both are built of.
//
// A page reads top to bottom like the screen:
//
//   Page page(site, visitor, {.title = page_title, .back = "/"});
//   page.heading(page_title);
//   note(page, Tone::info, sentence);
//   return page.done();
//
// Components take the page, write to page.html and say their few own words with page.say. Text given to them is escaped.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/sentences.h"
#include "net/http.h"
#include "web/html.h"
#include "web/session_guard.h"
#include "web/site.h"

namespace opak::web {

// Sentences in the visitor's language.
//
// Sundanese and Javanese have some sentences, not whole pages. Whoever chose one of them reads a page in Indonesian, and the
// sentences that are there stand in it whole, each marked with its language: `own`. No sentence is put together of two.
class Speech {
 public:
  Speech(const catalogue::Sentences& sentences, catalogue::Lang chosen) : sentences_(&sentences), lang_(page_language(chosen)), chosen_(chosen) {}
  Said own(std::string_view key) const {
    if (chosen_ == lang_ || !sentences_->has(chosen_, key)) return {sentences_->text(lang_, key), {}};
    return {sentences_->text(chosen_, key), catalogue::code_of(chosen_)};
  }
  std::string_view operator()(std::string_view key) const { return sentences_->text(lang_, key); }
  std::string operator()(std::string_view key, const Words& words) const { return sentences_->say(lang_, key, words); }
  std::string operator()(const Refusal& refusal) const { return sentences_->say(lang_, refusal); }
  std::string open_days(const law::OfficeHours& hours) const { return sentences_->open_days(lang_, hours); }
  std::string long_day(Day day) const { return sentences_->long_day(lang_, day); }
  std::string short_day(Day day) const { return sentences_->short_day(lang_, day); }
  std::string hour(int hour) const { return clock_time(moment_in_jakarta(Day{}, hour, 0)); }  // "09.00", "09:00"
  std::string clock_time(Moment at) const { return sentences_->clock_time(lang_, at); }
  std::string long_moment(Moment at) const { return sentences_->long_moment(lang_, at); }
  std::string number(std::int64_t n) const { return sentences_->thousands(lang_, n); }
  std::string bytes(std::int64_t n) const;  // "312 kB"
  bool has(std::string_view key) const { return sentences_->has(catalogue::Lang::id, key); }
  catalogue::Lang lang() const { return lang_; }      // The page's.
  catalogue::Lang chosen() const { return chosen_; }  // The visitor's.

 private:
  static catalogue::Lang page_language(catalogue::Lang chosen) { return chosen == catalogue::Lang::en ? chosen : catalogue::Lang::id; }
  const catalogue::Sentences* sentences_;
  catalogue::Lang lang_, chosen_;
};

// What is wrong with one field; `field` "" is about the form as a whole.
struct Wrong {
  std::string field;  // The id of the field's element.
  std::string words;
};

struct PageSettings {
  std::string title;                // As the page's heading; never personal. The city's name is added.
  bool has_errors = false;          // The title then begins with "Salah: ".
  std::string back = {};            // Path of "Kembali"; "" for none.
  bool landing = false;             // Style inside the page: one round trip less for who comes by a link.
  std::string live = {};            // Path of the page's event stream, "" for none.
  std::string desk = {};            // Staff: the current entry of the bar ("kotak", "cetak", ...).
  bool prints = false;              // A sheet for paper: no head, no foot.
  std::string more_style = {};      // A style sheet of its own besides the house's, "" for none.
};

class Page {
 public:
  Page(Site& site, const Visitor& visitor, PageSettings settings);

  Html html;           // The content; the shell is put around it by done().
  const Speech say;
  Site& site;
  const Visitor& visitor;
  const PageSettings& settings() const { return settings_; }

  void heading(std::string_view text);                      // The page's one h1.
  void heading(const Said& said);
  void heading(std::string_view text, std::string_view step);  // "Langkah 2 dari 5" above it.
  void subheading(std::string_view text);                   // h2
  void paragraph(std::string_view text);
  void hint(std::string_view text);
  void form_was_written() { has_form_ = true; }

  Response done(int status = 200);         // The residents' shell; no-store.
  Response done_staff(int status = 200);   // The staff's shell: dark bar, desks by role, script of the console.
  Response done_bare(int status = 200);    // Only the head: sheets for printing.
  Response done_phone();                   // Only the head: the courier's phone, whose script draws what stands in the content.

 private:
  void head(Html& out, bool staff);
  Response answer(std::string body, int status);
  PageSettings settings_;
  bool has_form_ = false;
};

// By which a courier's phone knows that it is still the same session; says nothing of it. REQUIRES: somebody is signed in.
std::string session_mark(const Visitor& visitor);

// After a POST: a page that can be loaded again. Only local paths; anything else leads home.
Response see_other(std::string_view local_path);

// Pages for what went wrong, kind and in the visitor's language.
Response error_page(Site& site, const Visitor& visitor, int status);
Response failure_page(Site& site, const Visitor& visitor, const Failure& failure);  // 503, and a line in the diary.
// 503 for a form: what was typed stands in the page, and one press sends it again, under the same key, so that it is done once.
struct SentForm {
  std::string path;
  std::vector<std::pair<std::string, std::string>> fields;
  bool had_files = false;  // Those cannot stand in a page; they are asked for again.
  bool may_be_shown() const;  // A password or a code is typed anew.
};
SentForm sent_form(const Request& request);
Response send_again_page(Site& site, const Visitor& visitor, const SentForm& form);
Response refusal_page(Site& site, const Visitor& visitor, const Refusal& refusal);  // 409 (403 for access.*): what to do now.
// For `later.then`: goes to `path` when done, else the page for the refusal or the failure.
Response after(Site& site, const Visitor& visitor, const office::Answer& answer, std::string_view path);

// ---- Components

enum class Tone { plain, info, ok, warn, bad };  // plain: the gold notice.
enum class Icon { card, search, ticket, bubble, talk, people, bars, shield, phone, pin, clock, check, bell, print, calendar, none };
void icon(Page& page, Icon which, int size = 24);

void note(Page& page, Tone tone, std::string_view text);
void note(Page& page, Tone tone, std::string_view bold, std::string_view text);
void free_notice(Page& page);                                     // "Jangan membayar kepada siapa pun ..."
void error_box(Page& page, const std::vector<Wrong>& wrongs);     // Nothing if there are none.
std::string_view wrong_of(const std::vector<Wrong>& wrongs, std::string_view field);
void pill(Page& page, Tone tone, std::string_view words);         // Colour and words.

enum class Sends { fields, files };
// Opens a POST form with its token and its key. Close with form_end.
void form_begin(Page& page, std::string_view action, Sends sends = Sends::fields);
void form_end(Page& page);
void hidden(Page& page, std::string_view name, std::string_view value);

enum class InputKind { text, tel, digits, search, password, date, code, file };
struct Field {
  std::string_view name;    // Also the element's id.
  std::string_view label;
  std::string_view hint = {};
  std::string_view value = {};
  std::string_view wrong = {};
  InputKind kind = InputKind::text;
  std::string_view autocomplete = {};
  std::string_view width = {};  // "w4", "w16"
  int letters_max = 0;
  bool optional = false;        // "(boleh dikosongkan)" behind the label.
};
void field(Page& page, const Field& field);
void text_area(Page& page, const Field& field, int rows = 3);
struct Choice {
  std::string_view value;
  std::string_view label;
  std::string_view hint = {};
};
// Radios in a fieldset.
void pick_one(Page& page, std::string_view name, std::string_view legend, std::span<const Choice> choices, std::string_view chosen,
              std::string_view hint = {}, std::string_view wrong = {});
void tick(Page& page, std::string_view name, std::string_view label, bool ticked, std::string_view hint = {}, std::string_view wrong = {});
struct ChoiceGroup {
  std::string_view label;  // "" for none.
  std::vector<Choice> choices;
};
void select(Page& page, const Field& field, std::span<const ChoiceGroup> groups, std::string_view empty_choice);

enum class Weight { main, second, danger, link };
void button(Page& page, std::string_view words, Weight weight = Weight::main, std::string_view name = {}, std::string_view value = {});
void link_button(Page& page, const Href& href, std::string_view words, Weight weight = Weight::second, Icon which = Icon::none);
void acts_begin(Page& page);
void acts_end(Page& page);
// A form of one button.
void button_form(Page& page, std::string_view action, std::string_view words, Weight weight = Weight::second);

struct Row {
  std::string_view question;
  std::string_view answer;
  std::string_view change = {};  // Path of "Ubah", "" for none.
};
void summary_begin(Page& page);
void summary_row(Page& page, const Row& row);
void summary_row(Page& page, std::string_view question, const Opened<std::string>& answer, std::string_view change = {});
void summary_end(Page& page);

struct LinkRow {
  Href href;
  std::string_view words;
  Icon which = Icon::none;
};
void links(Page& page, std::span<const LinkRow> rows);

enum class StepState { done, here, todo };
struct TimelineStep {
  StepState state = StepState::todo;
  std::string title, when, words;
  std::string_view lang = {};  // The title's, where it is not the page's.
};
void timeline(Page& page, std::span<const TimelineStep> steps, std::string_view id = {});

void qr(Page& page, std::string_view text, std::string_view label);

// "Sebelumnya / Berikutnya" for a list of `total` with 25 a page; nothing if one page holds all.
void paging(Page& page, std::string_view path, int page_number, std::int64_t total);

struct Bar {
  std::string label;
  std::int64_t value = 0;
};
// A drawing with bars and the same numbers as a table. `finding` is what the drawing says, in words.
void bar_chart(Page& page, std::string_view id, std::string_view caption, std::string_view finding, std::span<const Bar> bars,
               std::string_view label_heading, std::string_view value_heading);

}  // namespace opak::web
