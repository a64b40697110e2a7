#include <time.h>

#include <chrono>
#include <istream>
#include <iterator>
#include <ostream>

#include "commands/words.h"
#include "routing/planner.h"
#include "routing/vroom_json.h"

namespace opak::commands {
namespace {

constexpr std::size_t bytes_max = 64 * 1024 * 1024;

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// As VROOM says no: code 2 is a question that cannot be right, 1 a fault of our own.
Exit answer_no(Terminal& terminal, int code, const Failure& failure) {
  terminal.out << Json::object({{"code", Json(code)}, {"error", failure.what}}).write() << "\n";
  say_failure(terminal, failure);
  return code == 2 ? Exit::wrong_use : Exit::fault_found;
}

}  // namespace

Exit plan(const PlanWish& wish, Terminal& terminal) {
  std::string text;
  for (std::string piece(1 << 16, '\0'); terminal.in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || terminal.in.gcount() > 0;) {
    text.append(piece, 0, static_cast<std::size_t>(terminal.in.gcount()));
    if (text.size() > bytes_max) return answer_no(terminal, 2, {"the problem is larger than 64 MB"});
  }
  const auto day = routing::read_wish(text);
  text = {};
  if (!day) return answer_no(terminal, 2, day.error());

  routing::Limits limits;
  limits.seconds = wish.seconds;
  limits.threads = wish.threads;
  limits.seed = static_cast<std::uint64_t>(wish.seed);
  limits.iterations = wish.iterations;
  if (wish.processor_time) limits.clock = processor_seconds;
  const auto began = std::chrono::steady_clock::now();
  const auto planned = routing::plan_day(*day, limits);
  if (!planned) return answer_no(terminal, 1, planned.error());
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count();
  // With a count of iterations the same question gives the same bytes, so no time stands in them.
  terminal.out << routing::write_answer(*day, planned->plan, planned->timetable, planned->why_not, wish.iterations > 0 ? -1 : ms).write() << "\n";
  return Exit::fine;
}

}  // namespace opak::commands
