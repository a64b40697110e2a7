#include "office/carried.h"

#include <algorithm>

namespace opak::office {
namespace {

constexpr routing::Seconds ahead_max = 4 * 3600, day_max = 12 * 3600;

// 0: it did not leave, or nothing was done.
routing::Seconds ridden(store::Database& reader, const std::string& run) {
  auto row = reader.query("SELECT MIN(CASE WHEN fact = 'run.loaded.v1' THEN at END), MAX(CASE WHEN fact = 'run.stop_done.v1' THEN at END) FROM journal WHERE stream = $1 AND kind = 'run'").text(run);
  if (!row.next() || row.number_at(0) == 0 || row.number_at(1) == 0) return 0;
  return std::clamp<routing::Seconds>((row.number_at(1) - row.number_at(0)) / 1000, 0, day_max);
}

}  // namespace

std::vector<routing::Seconds> ahead_by(const std::vector<HoursRidden>& days, const std::vector<std::string>& couriers) {
  std::vector<routing::Seconds> sums(couriers.size(), 0);
  for (const auto& day : days) {
    routing::Seconds all = 0;
    for (const auto& [courier, seconds] : day) all += seconds;
    const auto mean = day.empty() ? 0 : all / static_cast<routing::Seconds>(day.size());
    for (std::size_t n = 0; n < couriers.size(); ++n) {
      const auto theirs = day.find(couriers[n]);
      sums[n] += theirs == day.end() ? mean : theirs->second;
    }
  }
  if (sums.empty()) return sums;
  const auto least = *std::min_element(sums.begin(), sums.end());
  for (auto& sum : sums) sum = std::min(sum - least, ahead_max);
  return sums;
}

std::vector<HoursRidden> hours_ridden(views::Boards& boards, const law::Calendar& calendar, Day today) {
  std::vector<HoursRidden> days;
  constexpr int days_back_max = 14;  // A long holiday is no reason to look for ever.
  for (int back = 1; back <= days_back_max && static_cast<int>(days.size()) < days_evened_out; ++back) {
    const Day day = today + -back;
    if (!calendar.is_working_day(day)) continue;
    HoursRidden ridden_then;
    for (const auto& run : boards.runs_on(day))
      if (const auto seconds = ridden(boards.database(), run.id); seconds > 0) ridden_then[run.state.courier] += seconds;
    days.push_back(std::move(ridden_then));
  }
  return days;
}

}  // namespace opak::office
