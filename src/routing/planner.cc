#include "routing/planner.h"

#include <fmt/format.h>

#include <algorithm>

#include "routing/vroom_json.h"

namespace opak::routing {
namespace {

// What a VROOM server cannot be told: it would move a stop under way, or forget who was announced.
bool is_for_us_only(const Wish& wish) {
  for (const auto& vehicle : wish.vehicles)
    if (!vehicle.locked.empty()) return true;
  for (const auto& job : wish.jobs)
    if (job.announced) return true;
  return false;
}

// A server knows no prize for a stop, but who goes first where not all fit.
std::string question(Wish wish) {
  constexpr Price a_step = 600;
  for (auto& job : wish.jobs) {
    if (!job.prize) continue;
    job.priority = static_cast<int>(std::clamp<Price>(*job.prize / a_step, 1, 100));
    job.prize.reset();
  }
  return write_wish(wish);
}

Result<Plan> ask_server(const Wish& wish, Outgoing& outgoing, const VroomServerSettings& server) {
  if (is_for_us_only(wish)) return failure("a day under way is planned here");
  if (wish.jobs.size() > static_cast<std::size_t>(std::max(0, server.jobs_max))) return failure("more stops than the server is asked for", "jobs_max");
  OutgoingRequest request;
  request.method = "POST";
  request.url = server.address;
  request.headers = {{"content-type", "application/json"}};
  request.body = question(wish);
  request.timeout_ms = server.timeout_ms;
  request.body_bytes_max = server.answer_bytes_max;
  if (request.body.size() > server.question_bytes_max) return failure("the question is larger than the server is sent", "question_bytes_max");
  const auto answer = outgoing.send(request);
  if (!answer) return tl::unexpected<Failure>(answer.error());
  if (answer->status != 200) return failure(fmt::format("the server answered {}", answer->status));
  if (answer->body.size() > server.answer_bytes_max) return failure("the server's answer is too large");
  return read_answer(wish, answer->body);
}

}  // namespace

Result<Planned> plan_day(const Wish& wish, const Limits& limits, Outgoing* outgoing, const VroomServerSettings& server) {
  Planned planned;
  if (outgoing != nullptr && !server.address.empty()) {
    auto theirs = ask_server(wish, *outgoing, server);
    if (!theirs) {
      planned.server_failed = theirs.error().what;
    } else {
      auto timetable = ride(wish, *theirs);
      if (timetable.faults.empty()) {
        auto reasons = why_not(wish, *theirs);
        return Planned{std::move(*theirs), std::move(timetable), std::move(reasons), true, {}};
      }
      planned.server_failed = "the server's plan breaks a rule: " + std::string(word_of(timetable.faults.front().fault));
    }
  }
  planned.plan = solve(wish, limits).plan;
  planned.timetable = ride(wish, planned.plan);
  if (!planned.timetable.faults.empty()) return failure("our own plan breaks a rule: " + std::string(word_of(planned.timetable.faults.front().fault)), "Please report it.");
  planned.why_not = why_not(wish, planned.plan);
  return planned;
}

}  // namespace opak::routing
