// A TOML file read word by word: each value is asked for by name and kind, and what is missing, of another kind or unknown
// becomes a Problem with its line. For the readers of services and cities only; includes toml++, which is slow to compile.
#pragma once

// toml++ 3.3 ends the program over files that it would go on to refuse ("[" at a line's end). A wrong file is a Problem, not an end.
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "catalogue/source.h"
#include "catalogue/toml_letters.h"

namespace opak::catalogue {

inline int line_of(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

enum class Need { must, may };

// One table of the file. At the end of its life done() must have been called: it reports the words nobody asked for.
class TomlTable {
 public:
  TomlTable(const toml::table& table, std::string file, std::vector<Problem>& problems)
      : table_(table), file_(std::move(file)), problems_(problems) {}

  int line() const { return line_of(table_); }
  int line_of_word(std::string_view word) const {
    const auto* node = table_.get(word);
    return node ? line_of(*node) : line();
  }

  std::string text(std::string_view word, Need need = Need::must) {
    const auto* node = take(word, need);
    if (!node) return {};
    if (const auto* value = node->as_string(); value && (need == Need::may || !value->get().empty())) return value->get();
    wrong(*node, word, "a text");
    return {};
  }

  bool flag(std::string_view word, bool otherwise) {
    const auto* node = take(word, Need::may);
    if (!node) return otherwise;
    if (const auto* value = node->as_boolean()) return value->get();
    wrong(*node, word, "true or false");
    return otherwise;
  }

  std::optional<int> number(std::string_view word, Need need = Need::must) {
    const auto* node = take(word, need);
    if (!node) return std::nullopt;
    if (const auto* value = node->as_integer(); value && value->get() >= -1'000'000'000 && value->get() <= 1'000'000'000)
      return static_cast<int>(value->get());
    wrong(*node, word, "a whole number");
    return std::nullopt;
  }

  double real(std::string_view word) {
    const auto* node = take(word, Need::must);
    if (!node) return 0;
    if (const auto value = node->value<double>()) return *value;
    wrong(*node, word, "a number");
    return 0;
  }

  Day day(std::string_view word) {
    const auto* node = take(word, Need::must);
    if (!node) return {};
    if (const auto* value = node->as_date())
      if (const auto there = day_of(value->get().year, value->get().month, value->get().day)) return *there;
    wrong(*node, word, "a day, as 2026-11-23");
    return {};
  }

  // "08:00", as minutes since midnight.
  int minute_of_day(std::string_view word) {
    const auto* node = take(word, Need::must);
    if (!node) return 0;
    if (const auto* value = node->as_time()) return value->get().hour * 60 + value->get().minute;
    wrong(*node, word, "a time, as 08:00:00");
    return 0;
  }

  // A text, or several in brackets.
  std::vector<std::string> texts(std::string_view word, Need need = Need::may) {
    const auto* node = take(word, need);
    return node ? texts_of(*node, word) : std::vector<std::string>{};
  }

  std::vector<std::string> texts_of(const toml::node& node, std::string_view word) {
    std::vector<std::string> found;
    if (const auto* one = node.as_string()) return {one->get()};
    const auto* many = node.as_array();
    if (!many) {
      wrong(node, word, "a list of texts");
      return found;
    }
    for (const auto& item : *many) {
      if (const auto* value = item.as_string())
        found.push_back(value->get());
      else
        wrong(item, word, "a list of texts");
    }
    return found;
  }

  std::optional<TomlTable> table(std::string_view word, Need need = Need::must) {
    const auto* node = take(word, need);
    if (!node) return std::nullopt;
    if (const auto* value = node->as_table()) return TomlTable(*value, file_, problems_);
    wrong(*node, word, "a table");
    return std::nullopt;
  }

  // [[word]] [[word]] ...
  std::vector<TomlTable> tables(std::string_view word, Need need = Need::must) {
    std::vector<TomlTable> found;
    const auto* node = take(word, need);
    if (!node) return found;
    const auto* many = node->as_array();
    if (!many) {
      wrong(*node, word, "tables, each beginning with [[" + std::string(word) + "]]");
      return found;
    }
    for (const auto& item : *many) {
      if (const auto* value = item.as_table())
        found.emplace_back(*value, file_, problems_);
      else
        wrong(item, word, "a table");
    }
    return found;
  }

  // Every word of the table with its value, for tables whose words are data.
  template <class Visit>
  void each(Visit visit) {
    for (const auto& [word, node] : table_) {
      asked_.insert(std::string(word.str()));
      visit(std::string(word.str()), node);
    }
  }

  void done() {
    for (const auto& [word, node] : table_)
      if (!asked_.contains(std::string(word.str()))) problem(line_of(node), "unknown word \"" + std::string(word.str()) + "\"");
  }

  void problem(int line, std::string what) { problems_.push_back({file_, line, std::move(what)}); }
  void wrong(const toml::node& node, std::string_view word, const std::string& wanted) {
    problem(line_of(node), "\"" + std::string(word) + "\" must be " + wanted);
  }

 private:
  const toml::node* take(std::string_view word, Need need) {
    asked_.insert(std::string(word));
    const auto* node = table_.get(word);
    if (!node && need == Need::must) problem(line(), "\"" + std::string(word) + "\" is missing");
    return node;
  }

  const toml::table& table_;
  std::string file_;
  std::vector<Problem>& problems_;
  std::set<std::string> asked_;
};

// None, and a Problem, if the file is not TOML at all (a word that stands twice in a table is not).
inline std::optional<toml::table> parse_toml(const SourceFile& file, std::vector<Problem>& problems) {
  if (const auto line = strange_letter_outside_quotes(file.bytes)) {
    problems.push_back({file.name, *line, "a letter beyond ASCII stands outside quotes"});
    return std::nullopt;
  }
  auto parsed = toml::parse(file.bytes);
  if (parsed) return std::move(parsed).table();
  problems.push_back({file.name, static_cast<int>(parsed.error().source().begin.line), std::string(parsed.error().description())});
  return std::nullopt;
}

}  // namespace opak::catalogue
