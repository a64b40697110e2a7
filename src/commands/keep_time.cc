#include "commands/keep_time.h"

#include "intake/desk.h"
#include "office/counters.h"
#include "office/not_home.h"
#include "office/promises.h"

namespace opak::commands {
namespace {

constexpr int morning = 7, evening = 17;  // Nobody is told of a new day at night.

}  // namespace

void TimeKeeper::tick() {
  const auto now = office_.now();
  const auto today = day_in_jakarta(now);
  const auto hour = (now.ms - moment_in_jakarta(today, 0).ms) / hours(1);
  const auto this_hour = now.ms / hours(1);
  if (office_.catalogue().city().calendar.is_working_day(today) && hour >= morning && hour < evening && promises_kept_in_hour_ != this_hour) {
    for (office::PromiseLook look;;) {
      const auto looked = office::keep_promises(office_, look).wait();
      const auto* done = office::done(looked);
      look.after = done ? done->word("next") : std::string();
      if (look.after.empty()) break;
    }
    promises_kept_in_hour_ = this_hour;
  }
  intake::return_untouched(office_);
  // As many as one wish may write; the rest with the next.
  const auto all = [](auto tell, int most) {
    while (true) {
      const office::Answer told = tell().wait();
      const auto* done = office::done(told);
      if (done == nullptr || done->word("told") != std::to_string(most)) return;
    }
  };
  all([&] { return office::remind_of_counters(office_); }, office::counter_letters_max);
  all([&] { return office::tell_of_tomorrow(office_); }, office::evening_letters_max);
}

}  // namespace opak::commands
