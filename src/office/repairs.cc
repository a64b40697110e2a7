#include "office/repairs.h"

#include <algorithm>

namespace opak::office {
namespace {

using application::Ask;

template <class Items>
bool has(const Items& items, std::string_view wanted) {
  return std::find(items.begin(), items.end(), wanted) != items.end();
}

void add(std::vector<std::string>& items, const std::string& item) {
  if (!item.empty() && !has(items, item)) items.push_back(item);
}

const std::vector<std::string>& questions_of(const law::Service& service, const Ask& ask) {
  static const std::vector<std::string> none;
  const auto* reason = service.find_return_reason(ask.reason);
  return reason == nullptr ? none : reason->asks;
}

std::vector<Ask> asks_of(const application::State& state) {
  std::vector<Ask> asks;
  if (state.stage == application::Stage::returned)
    for (const auto& ask : state.return_asks) asks.push_back(Ask::of(ask));
  return asks;
}

}  // namespace

Wanted wanted_of(const law::Service& service, const application::State& state) {
  Wanted wanted{.papers = state.missing, .questions = {}, .doubted = {}};
  const auto asks = asks_of(state);
  for (const auto& ask : asks) {
    const auto& questions = questions_of(service, ask);
    if (questions.empty()) add(wanted.papers, ask.paper);
    for (const auto& question : questions) add(wanted.questions, question);
  }
  for (const auto& ask : asks)
    if (!questions_of(service, ask).empty() && !has(wanted.papers, ask.paper)) add(wanted.doubted, ask.paper);
  return wanted;
}

std::string asks_for_letter(const application::State& state) {
  std::string all;
  for (const auto& ask : state.return_asks) all += (all.empty() ? "" : ",") + ask;
  return all;
}

std::vector<std::string> asks_answered_by_photo(const law::Service& service, const application::State& state, std::string_view paper) {
  std::vector<std::string> answered;
  const auto wanted = wanted_of(service, state);
  for (const auto& ask : asks_of(state)) {
    const bool asks_answers = !questions_of(service, ask).empty();
    // Where no paper was named any photo is an answer. A photo answers a question about answers only where the officer named
    // that paper, and not where the photo itself was asked for beside it.
    const bool is_it = asks_answers ? ask.paper == paper && has(wanted.doubted, paper) : ask.paper == paper || ask.paper.empty();
    if (is_it) answered.push_back(ask.text());
  }
  return answered;
}

std::vector<std::string> asks_answered_by(const law::Service& service, const application::State& state, const std::vector<std::string>& questions) {
  std::vector<std::string> answered;
  for (const auto& ask : asks_of(state)) {
    const auto& asked = questions_of(service, ask);
    if (std::any_of(asked.begin(), asked.end(), [&](const std::string& question) { return has(questions, question); })) answered.push_back(ask.text());
  }
  return answered;
}

}  // namespace opak::office
