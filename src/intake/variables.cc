#include "intake/variables.h"

#include <algorithm>
#include <optional>

namespace opak::intake {
namespace {

struct Variable {
  std::size_t at = 0, end = 0;
  std::string_view name;
};

std::optional<Variable> next_variable(std::string_view words, std::size_t from) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9'); };
  for (auto at = words.find('{', from); at != std::string_view::npos; at = words.find('{', at + 1)) {
    auto end = at + 1;
    while (end < words.size() && is_letter(words[end])) ++end;
    if (end > at + 1 && end < words.size() && words[end] == '}') return Variable{at, end + 1, words.substr(at + 1, end - at - 1)};
  }
  return std::nullopt;
}

bool is_known(std::string_view name) { return std::find(canned_variables.begin(), canned_variables.end(), name) != canned_variables.end(); }

}  // namespace

std::string with_variables(std::string_view words, const VariableValues& values) {
  std::string out;
  std::size_t from = 0;
  while (const auto variable = next_variable(words, from)) {
    out += words.substr(from, variable->at - from);
    const auto value = values.find(variable->name);
    out += value == values.end() || value->second.empty() ? std::string(words.substr(variable->at, variable->end - variable->at)) : value->second;
    from = variable->end;
  }
  out += words.substr(from);
  return out;
}

std::string unknown_variable_in(std::string_view words) {
  std::size_t from = 0;
  while (const auto variable = next_variable(words, from)) {
    if (!is_known(variable->name)) return std::string(variable->name);
    from = variable->end;
  }
  return {};
}

std::string variable_left_in(std::string_view words) {
  std::size_t from = 0;
  while (const auto variable = next_variable(words, from)) {
    if (is_known(variable->name)) return std::string(words.substr(variable->at, variable->end - variable->at));
    from = variable->end;
  }
  return {};
}

std::string without_variables(std::string_view words) {
  VariableValues dots;
  for (const auto name : canned_variables) dots.emplace(name, "…");
  return with_variables(words, dots);
}

}  // namespace opak::intake
