#include "law/service.h"

#include <algorithm>

#include "base/result.h"

namespace opak::law {
namespace {

template <class Things>
auto* find_by_key(const Things& things, std::string_view key) {
  const auto at = std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.key == key; });
  return at == things.end() ? nullptr : &*at;
}

template <class Kind, std::size_t n>
std::optional<Kind> kind_of(const std::array<std::string_view, n>& words, std::string_view word) {
  const auto at = std::find(words.begin(), words.end(), word);
  if (at == words.end()) return std::nullopt;
  return static_cast<Kind>(at - words.begin());
}

// In the order of the enums.
constexpr std::array<std::string_view, 12> field_words = {"phone", "choice",  "name", "nik", "kk",   "kelurahan",
                                                          "text",  "address", "rt",   "rw",  "tick", "date"};
constexpr std::array<std::string_view, 9> step_words = {"review",        "verify",  "biometric_visit", "consolidate", "print_card",
                                                        "sign_document", "deliver", "pick_up",         "download"};
constexpr std::array<std::string_view, 3> page_words = {"questions", "papers", "check"};

}  // namespace

bool is_hand_over(Step step) { return step == Step::deliver || step == Step::pick_up || step == Step::download; }

const Question* Service::find_question(std::string_view key) const { return find_by_key(questions, key); }
const Paper* Service::find_paper(std::string_view key) const { return find_by_key(papers, key); }
const Page* Service::find_page(std::string_view key) const { return find_by_key(pages, key); }
const Stage* Service::find_stage(std::string_view key) const { return find_by_key(stages, key); }
const Clock* Service::find_clock(std::string_view key) const { return find_by_key(clocks, key); }
const Reason* Service::find_return_reason(std::string_view key) const { return find_by_key(return_reasons, key); }
const Reason* Service::find_rejection_reason(std::string_view key) const { return find_by_key(rejection_reasons, key); }

int Service::working_days(std::string_view clock) const {
  const auto* found = find_clock(clock);
  ensure(found != nullptr, "a service has the clock that is asked for");
  return found->working_days;
}

std::string_view Service::standard_part(std::string_view part) const {
  const auto at = std::find(standard_parts.begin(), standard_parts.end(), part);
  ensure(at != standard_parts.end(), "a service standard has fourteen parts");
  return standard[static_cast<std::size_t>(at - standard_parts.begin())];
}

bool holds(const std::vector<Condition>& when, const AnswerOf& answer_of) {
  return std::all_of(when.begin(), when.end(), [&](const Condition& condition) {
    const auto answer = answer_of(condition.question);
    return std::find(condition.is.begin(), condition.is.end(), answer) != condition.is.end();
  });
}

std::vector<const Question*> questions_on(const Service& service, std::string_view page, const AnswerOf& answer_of) {
  std::vector<const Question*> asked;
  for (const auto& question : service.questions)
    if (question.page == page && holds(question.when, answer_of)) asked.push_back(&question);
  return asked;
}

std::vector<const Paper*> papers_asked(const Service& service, const AnswerOf& answer_of) {
  std::vector<const Paper*> asked;
  for (const auto& paper : service.papers)
    if (holds(paper.when, answer_of)) asked.push_back(&paper);
  return asked;
}

std::vector<const Stage*> stages_for(const Service& service, const AnswerOf& answer_of) {
  std::vector<const Stage*> way;
  for (const auto& stage : service.stages)
    if (holds(stage.when, answer_of)) way.push_back(&stage);
  return way;
}

std::optional<FieldKind> field_kind_of(std::string_view word) { return kind_of<FieldKind>(field_words, word); }
std::string_view word_of(FieldKind kind) { return field_words[static_cast<std::size_t>(kind)]; }
std::optional<Step> step_of(std::string_view word) { return kind_of<Step>(step_words, word); }
std::string_view word_of(Step step) { return step_words[static_cast<std::size_t>(step)]; }
std::optional<PageKind> page_kind_of(std::string_view word) { return kind_of<PageKind>(page_words, word); }

}  // namespace opak::law
