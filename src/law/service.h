// A service of the city, as its file in services/ says it: what is asked, which papers, which stages, which clocks.
//
// One definition drives the web form, the WhatsApp dialogue, the counter and the API. Every text here is a key into
// translations/; every key of a question, paper, stage, reason or option is a short word that entries may carry for ever.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace opak::law {

enum class FieldKind { phone, choice, name, nik, kk, kelurahan, text, address, rt, rw, tick, date };

// Holds if the question was answered with one of these.
struct Condition {
  std::string question;
  std::vector<std::string> is;
};

struct Option {
  std::string key;
  std::string title;
};

struct Question {
  std::string key;  // "nik": also the name of the form field.
  FieldKind kind = FieldKind::text;
  std::string page;
  std::string title;
  std::string hint;               // May be empty.
  bool required = true;
  std::vector<Option> options;    // Of a choice.
  std::vector<Condition> when;    // All must hold; empty: always asked.
  int letters_max = 200;
  std::string answered_by;        // A source that knows the answer; if it is connected, nobody may ask.
};

struct Paper {
  std::string key;  // "loss_letter"
  std::string title;
  std::string hint;
  std::string good;                   // What a good photo shows.
  std::string bad;                    // What a bad one looks like.
  std::string if_missing;             // What to do without it; may be empty.
  bool required = true;
  bool may_come_later = false;        // The application may be sent without; it waits as "not complete".
  std::optional<int> age_warning_days;  // Older than this: a hint to the officer, never a refusal.
  std::vector<Condition> when;
};

enum class PageKind { questions, papers, check };

struct Page {
  std::string key;  // The last part of its address: "untuk-siapa".
  PageKind kind = PageKind::questions;
  std::string title;
};

enum class Step { review, verify, biometric_visit, consolidate, print_card, sign_document, deliver, pick_up, download };
bool is_hand_over(Step step);  // Where a case may end.

struct Stage {
  std::string key;
  Step step = Step::review;
  std::string title;
  int working_days = 0;            // How long it may take.
  std::vector<std::string> next;   // Keys of stages; empty where the case ends.
  std::vector<Condition> when;
};

// "promise": from complete to the hand-over; "first_look": from submitted; "fix": from returned, then the case rests;
// "draft" and others as a service needs them.
struct Clock {
  std::string key;
  std::string from;  // submitted, complete, returned, saved.
  int working_days = 0;
};

struct Lane {
  std::string key;  // ordinary or priority: all that the public log ever says.
  std::string title;
};

struct Reason {
  std::string key;
  std::string title;  // For the officer's list.
  std::string text;   // What the resident reads.
  std::string rule;   // Of a rejection: the rule, as the law calls itself.
  std::vector<std::string> asks = {};  // Of a return: the questions to answer again; none where a photo is asked for.
};

struct Notice {
  std::string on;  // The fact the resident is told of.
  std::string text;
};

struct LegalBase {
  std::string law;   // "UU 24/2013 pasal 79A"
  std::string says;  // Sentence key.
};

// PermenPANRB 15/2014: the fourteen parts of a service standard, six of delivery and eight of making.
constexpr std::array<std::string_view, 14> standard_parts = {
    "requirements", "procedure",  "duration",    "fee",   "product",         "complaints", "legal_base",
    "facilities",   "competence", "supervision", "staff", "service_promise", "safety",     "evaluation"};

struct Service {
  std::string key;     // "lost": what entries carry.
  std::string slug;    // "hilang": what addresses carry.
  std::string family;  // "ktp": one open application per NIK and family.
  std::string version;
  Day valid_from;
  std::string title;
  std::string summary;
  std::string icon;
  std::vector<LegalBase> legal_base;
  std::array<std::string, 14> standard;   // Sentence keys, in the order of standard_parts.
  std::vector<std::string> who_may_apply;  // Sentence keys.
  std::vector<std::string> not_from_home;  // What cannot be done from home, said before the first question.
  std::vector<std::string> words;          // What people write for it: "ktp hilang".
  int fee_rupiah = 0;
  bool takes_old_card = false;
  bool first_card = false;
  std::vector<Page> pages;
  std::vector<Question> questions;
  std::vector<Paper> papers;
  std::vector<Stage> stages;  // The first is where a case begins.
  std::vector<Clock> clocks;
  std::vector<Lane> lanes;
  std::vector<Reason> return_reasons;
  std::vector<Reason> rejection_reasons;
  std::vector<Notice> notices;

  const Question* find_question(std::string_view key) const;
  const Paper* find_paper(std::string_view key) const;
  const Page* find_page(std::string_view key) const;
  const Stage* find_stage(std::string_view key) const;
  const Clock* find_clock(std::string_view key) const;
  const Reason* find_return_reason(std::string_view key) const;
  const Reason* find_rejection_reason(std::string_view key) const;
  int working_days(std::string_view clock) const;  // Of that clock. REQUIRES: it is there.
  std::string_view standard_part(std::string_view part) const;
};

// Answers so far: the text given for a question, "" where there is none.
using AnswerOf = std::function<std::string_view(std::string_view question)>;

bool holds(const std::vector<Condition>& when, const AnswerOf& answer_of);
std::vector<const Question*> questions_on(const Service& service, std::string_view page, const AnswerOf& answer_of);
std::vector<const Paper*> papers_asked(const Service& service, const AnswerOf& answer_of);
std::vector<const Stage*> stages_for(const Service& service, const AnswerOf& answer_of);

// The words of the file ("print_card") and the types, both ways.
std::optional<FieldKind> field_kind_of(std::string_view word);
std::string_view word_of(FieldKind kind);
std::optional<Step> step_of(std::string_view word);
std::string_view word_of(Step step);
std::optional<PageKind> page_kind_of(std::string_view word);

}  // namespace opak::law
