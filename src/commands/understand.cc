#include <istream>
#include <ostream>

#include <fmt/format.h>

#include "commands/catalogue_of.h"
#include "commands/words.h"
#include "intake/found_fields.h"
#include "intake/understanding.h"

namespace opak::commands {
namespace {

constexpr std::size_t line_bytes_max = 64 * 1024;  // What is longer is read on and left out.

// One line, however long; false at the end of the input.
bool read_line(std::istream& in, std::string& line) {
  line.clear();
  auto* buffer = in.rdbuf();
  bool any = false;
  for (auto c = buffer->sbumpc(); c != std::char_traits<char>::eof(); c = buffer->sbumpc()) {
    any = true;
    if (c == '\n') break;
    if (line.size() < line_bytes_max) line.push_back(static_cast<char>(c));
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return any;
}

}  // namespace

Exit understand(const Told& told, const UnderstandWish& wish, Terminal& terminal) {
  const auto catalogue = catalogue_of(told.settings);
  if (!catalogue) return say_failure(terminal, catalogue.error());
  std::optional<Day> today;
  if (!wish.today.empty()) {
    today = parse_iso_day(wish.today);
    if (!today) {
      say_failure(terminal, {"--today is a day like 2026-11-23"});
      return Exit::wrong_use;
    }
  }
  const auto understanding = intake::Understanding::embedded();
  for (std::string line; read_line(terminal.in, line);) {
    const auto guess = understanding.recognise(line);
    terminal.out << intake::name_of(guess.intent) << "\t" << fmt::format("{:.3f}", guess.confidence) << "\t"
                 << intake::written(intake::found_fields_in(line, catalogue->city().regions, today)).write() << "\n";
    // Somebody may write a line and wait for the answer.
    if (terminal.in.rdbuf()->in_avail() <= 0) terminal.out.flush();
  }
  terminal.out.flush();
  return Exit::fine;
}

}  // namespace opak::commands
