#include <algorithm>
#include <set>

#include "catalogue/service_file.h"

namespace opak::catalogue {
namespace {

using law::Service;

const std::set<std::string, std::less<>> clock_starts = {"submitted", "complete", "returned", "saved"};
constexpr int working_days_max = 60;

class Judge {
 public:
  Judge(const ServiceFile& file, std::vector<Problem>& problems) : file_(file), service_(file.service), problems_(problems) {}

  void judge() {
    pages();
    questions();
    papers();
    stages();
    clocks();
    lanes();
    return_reasons();
  }

 private:
  void problem(const std::string& part, std::string what) { problems_.push_back({file_.name, file_.line(part), std::move(what)}); }

  void pages() {
    const auto is = [](law::PageKind kind) { return [kind](const law::Page& page) { return page.kind == kind; }; };
    const auto& all = service_.pages;
    if (!service_.papers.empty() && std::none_of(all.begin(), all.end(), is(law::PageKind::papers)))
      problems_.push_back({file_.name, 0, "there are papers but no page that asks for them"});
    if (all.empty() || all.back().kind != law::PageKind::check)
      problems_.push_back({file_.name, 0, "the last page must be the one where answers are checked"});
    for (const auto& page : all) {
      const bool asks = std::any_of(service_.questions.begin(), service_.questions.end(), [&](const auto& q) { return q.page == page.key; });
      if (page.kind == law::PageKind::questions && !asks) problem("page " + page.key, "page \"" + page.key + "\" asks nothing");
    }
  }

  void questions() {
    std::set<std::string> before;
    for (const auto& question : service_.questions) {
      const auto part = "question " + question.key;
      if (service_.find_page(question.page) == nullptr)
        problem(part, "question \"" + question.key + "\" stands on unknown page \"" + question.page + "\"");
      if ((question.kind == law::FieldKind::choice) == question.options.empty())
        problem(part, question.options.empty() ? "choice \"" + question.key + "\" has no options"
                                               : "only a choice has options, \"" + question.key + "\" is none");
      if (question.letters_max < 1 || question.letters_max > 2000)
        problem(part, "letters_max of \"" + question.key + "\" must be from 1 to 2000");
      conditions(part, question.when, before);
      options_once(part, question);
      before.insert(question.key);
    }
  }

  void options_once(const std::string& part, const law::Question& question) {
    std::set<std::string> seen;
    for (const auto& option : question.options)
      if (!seen.insert(option.key).second) problem(part, "option \"" + option.key + "\" is there twice");
  }

  void papers() {
    const auto all = question_keys();
    for (const auto& paper : service_.papers) {
      conditions("paper " + paper.key, paper.when, all);
      if (paper.age_warning_days && (*paper.age_warning_days < 1 || *paper.age_warning_days > 3660))
        problem("paper " + paper.key, "age_warning_days of \"" + paper.key + "\" must be from 1 to 3660");
    }
  }

  // A condition may look only at questions asked before, and only at answers they can have.
  void conditions(const std::string& part, const std::vector<law::Condition>& when, const std::set<std::string>& known) {
    for (const auto& condition : when) {
      if (!known.contains(condition.question)) {
        problem(part, "condition on unknown question \"" + condition.question + "\"");
        continue;
      }
      const auto* question = service_.find_question(condition.question);
      if (question->kind != law::FieldKind::choice) continue;
      for (const auto& answer : condition.is) {
        const auto& options = question->options;
        if (std::none_of(options.begin(), options.end(), [&](const auto& o) { return o.key == answer; }))
          problem(part, "condition on unknown answer \"" + answer + "\" of \"" + condition.question + "\"");
      }
    }
  }

  void stages() {
    if (service_.stages.empty()) return;  // Reported as missing already.
    const auto all = question_keys();
    for (const auto& stage : service_.stages) {
      const auto part = "stage " + stage.key;
      conditions(part, stage.when, all);
      for (const auto& next : stage.next)
        if (service_.find_stage(next) == nullptr) problem(part, "stage \"" + stage.key + "\" leads to unknown stage \"" + next + "\"");
      if (stage.next.empty() && !law::is_hand_over(stage.step))
        problem(part, "dead end: no way leads on from stage \"" + stage.key + "\"");
      if (stage.working_days < 0 || stage.working_days > working_days_max)
        problem(part, "working_days of stage \"" + stage.key + "\" must be from 0 to 60");
    }
    reach();
  }

  void reach() {
    std::set<std::string> reached;
    std::vector<std::string> open = {service_.stages.front().key};
    while (!open.empty()) {
      const auto key = open.back();
      open.pop_back();
      const auto* stage = service_.find_stage(key);
      if (stage == nullptr || !reached.insert(key).second) continue;
      open.insert(open.end(), stage->next.begin(), stage->next.end());
    }
    std::set<std::string> home;  // Stages from which a hand-over can be reached.
    for (bool grew = true; grew;) {
      grew = false;
      for (const auto& stage : service_.stages) {
        const bool leads_home = law::is_hand_over(stage.step) ||
                                std::any_of(stage.next.begin(), stage.next.end(), [&](const auto& next) { return home.contains(next); });
        if (leads_home && home.insert(stage.key).second) grew = true;
      }
    }
    for (const auto& stage : service_.stages) {
      const auto part = "stage " + stage.key;
      if (!reached.contains(stage.key)) problem(part, "unreachable: no way leads to stage \"" + stage.key + "\"");
      if (!stage.next.empty() && !home.contains(stage.key)) problem(part, "dead end: stage \"" + stage.key + "\" goes round and never hands over");
    }
  }

  void clocks() {
    for (const auto& clock : service_.clocks) {
      const auto part = "clock " + clock.key;
      if (clock.working_days < 1 || clock.working_days > working_days_max)
        problem(part, "bad clock: working_days of \"" + clock.key + "\" must be from 1 to 60");
      if (!clock_starts.contains(clock.from))
        problem(part, "bad clock: \"" + clock.key + "\" must start from submitted, complete, returned or saved");
    }
    const auto* promise = service_.find_clock("promise");
    if (promise == nullptr) {
      problems_.push_back({file_.name, 0, "bad clock: there is no clock \"promise\""});
      return;
    }
    if (const int longest = longest_way(); longest > promise->working_days)
      problem("clock promise", "bad clock: the stages take " + std::to_string(longest) + " working days, the promise is " +
                                   std::to_string(promise->working_days));
  }

  // The longest way from the first stage to the first hand-over. Ways that go round are counted once.
  int longest_way() {
    if (service_.stages.empty()) return 0;
    std::set<std::string> on_the_way;
    return longest_from(service_.stages.front().key, on_the_way);
  }

  int longest_from(const std::string& key, std::set<std::string>& on_the_way) {
    const auto* stage = service_.find_stage(key);
    if (stage == nullptr || on_the_way.contains(key)) return 0;
    if (law::is_hand_over(stage->step)) return stage->working_days;
    on_the_way.insert(key);
    int rest = 0;
    for (const auto& next : stage->next) rest = std::max(rest, longest_from(next, on_the_way));
    on_the_way.erase(key);
    return stage->working_days + rest;
  }

  // The public log knows two lanes.
  void lanes() {
    for (const auto& lane : service_.lanes)
      if (lane.key != "ordinary" && lane.key != "priority") problem("lane " + lane.key, "unknown lane \"" + lane.key + "\"");
  }

  // What is asked again must have been a question.
  void return_reasons() {
    for (const auto& reason : service_.return_reasons)
      for (const auto& key : reason.asks)
        if (service_.find_question(key) == nullptr) problem("return_reason " + reason.key, "return reason \"" + reason.key + "\" asks unknown question \"" + key + "\"");
  }

  std::set<std::string> question_keys() const {
    std::set<std::string> keys;
    for (const auto& question : service_.questions) keys.insert(question.key);
    return keys;
  }

  const ServiceFile& file_;
  const Service& service_;
  std::vector<Problem>& problems_;
};

}  // namespace

void check_service(const ServiceFile& file, std::vector<Problem>& problems) { Judge(file, problems).judge(); }

}  // namespace opak::catalogue
