#include "routing/checker.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace opak::routing {
namespace {

constexpr Seconds open_end = Seconds{1} << 50;

// The window a call begins in, were one there at `arrival`: the first that has not ended.
struct Fit {
  Seconds begins = 0, ends = open_end, late = 0;
};
Fit fit_of(const std::vector<Span>& windows, Seconds arrival, Seconds not_before) {
  if (windows.empty()) return {std::max(arrival, not_before), open_end, 0};
  for (const auto& window : windows) {
    const auto from = not_before <= window.to ? std::max(window.from, not_before) : window.from;
    if (arrival <= window.to) return {std::max(arrival, from), window.to, 0};
  }
  return {arrival, arrival, arrival - windows.back().to};
}

// Who is under way there does not turn round for a window that has ended.
Fit fit_under_way(const std::vector<Span>& windows, Seconds arrival, Seconds not_before) {
  if (windows.empty()) return {std::max(arrival, not_before), open_end, 0};
  const auto& first = windows.front();
  return {std::max(arrival, not_before <= first.to ? std::max(first.from, not_before) : first.from), open_end, 0};
}

Seconds earliest_of(const Job& job, const Prices& prices) {
  Seconds earliest = 0;
  if (job.promised) earliest = std::max(earliest, job.promised->from);
  if (job.preferred) earliest = std::max(earliest, job.preferred->from);
  if (job.announced) earliest = std::max(earliest, job.announced->arrival - prices.announced_slack);
  return earliest;
}

// A break that its vehicle's shift has no room for is none.
bool is_within(const Break& one, const Span& shift) {
  if (one.windows.empty()) return shift.from + one.service <= shift.to;
  return std::any_of(one.windows.begin(), one.windows.end(), [&](const Span& window) {
    const auto begins = std::max(window.from, shift.from);
    return begins <= window.to && begins + one.service <= shift.to;
  });
}

class Ride {
 public:
  Ride(const Wish& wish, const Plan& plan, Timetable& table, std::vector<int>& seen) : wish_(wish), plan_(plan), table_(table), seen_(seen) {}

  void vehicle(int v) {
    v_ = v;
    const auto& vehicle = wish_.vehicles[static_cast<std::size_t>(v)];
    const auto& tour = plan_.tours[static_cast<std::size_t>(v)];
    if (!are_known(tour)) return;
    const bool is_used = std::any_of(tour.begin(), tour.end(), [](const Call& call) { return !call.is_break; });
    if (!is_used) {
      if (!vehicle.locked.empty()) fault(Fault::locked_moved, vehicle.locked.front(), 0);
      return;
    }
    rules(vehicle, tour);
    // Once as early as can be; then from the last moment that makes nothing later.
    const auto early = clock(vehicle, tour, vehicle.shift.from);
    const auto begins = last_start(vehicle, tour, early);
    const auto time = clock(vehicle, tour, begins);
    judge(vehicle, tour, time);
    table_.tours[static_cast<std::size_t>(v)] = time;
  }

 private:
  void fault(Fault what, int job, std::int64_t amount) { table_.faults.push_back({what, v_, job, amount}); }

  static bool is_locked(const Vehicle& vehicle, int job) { return std::find(vehicle.locked.begin(), vehicle.locked.end(), job) != vehicle.locked.end(); }

  bool are_known(const Tour& tour) {
    const auto breaks = static_cast<int>(wish_.vehicles[static_cast<std::size_t>(v_)].breaks.size()), jobs = static_cast<int>(wish_.jobs.size());
    for (const auto& call : tour)
      if (call.index < 0 || call.index >= (call.is_break ? breaks : jobs)) {
        fault(Fault::no_such_call, -1, call.index);
        return false;
      }
    return true;
  }

  void rules(const Vehicle& vehicle, const Tour& tour) {
    int jobs = 0;
    std::vector<int> taken(vehicle.breaks.size(), 0);
    std::size_t locked = 0;
    for (const auto& call : tour) {
      if (call.is_break) {
        ++taken[static_cast<std::size_t>(call.index)];
        continue;
      }
      ++jobs;
      if (++seen_[static_cast<std::size_t>(call.index)] == 2) fault(Fault::planned_twice, call.index, 2);
      const auto& job = wish_.jobs[static_cast<std::size_t>(call.index)];
      for (const int skill : job.skills)
        if (!is_locked(vehicle, call.index) && std::find(vehicle.skills.begin(), vehicle.skills.end(), skill) == vehicle.skills.end()) fault(Fault::skill_missing, call.index, skill);
      if (locked < vehicle.locked.size() && vehicle.locked[locked] != call.index) fault(Fault::locked_moved, vehicle.locked[locked], 0);
      ++locked;
    }
    if (locked < vehicle.locked.size()) fault(Fault::locked_moved, vehicle.locked[locked], 0);
    if (jobs > std::max(vehicle.jobs_max, static_cast<int>(vehicle.locked.size()))) fault(Fault::too_many_jobs, -1, jobs - vehicle.jobs_max);
    // Nobody can help a tour that has only what is under way already.
    const bool is_given = static_cast<std::size_t>(jobs) == vehicle.locked.size();
    for (std::size_t b = 0; b < taken.size(); ++b)
      if (taken[b] > 1 || (taken[b] == 0 && !is_given && is_within(vehicle.breaks[b], vehicle.shift))) fault(Fault::break_missed, -1, vehicle.breaks[b].id);
  }

  TourTime clock(const Vehicle& vehicle, const Tour& tour, Seconds begins) const {
    TourTime time;
    time.begins = begins;
    load_up(tour, time);
    auto now = begins;
    auto place = vehicle.start;
    auto load = time.load_at_start;
    int before = -1;
    time.cost = vehicle.fixed;
    const auto drive = [&](const std::optional<int>& to) {
      if (place && to) {
        const auto way = wish_.matrix.duration(*place, *to);
        now += way;
        time.driven += way;
        time.cost += wish_.matrix.cost(*place, *to);
      }
    };
    for (std::size_t i = 0; i < tour.size(); ++i) {
      const auto& call = tour[i];
      CallTime at;
      if (call.is_break) {
        // The way to the next place and setting up there come first: the break is taken there. Several breaks: at the same place.
        if (i == 0 || !tour[i - 1].is_break) {
          const int next = next_job(tour, i);
          const auto there = next < 0 ? vehicle.end : wish_.jobs[static_cast<std::size_t>(next)].location;
          drive(there);
          if (next >= 0) now += setup_of(vehicle, before, next);
          if (there) place = there;
        }
        const auto& one = vehicle.breaks[static_cast<std::size_t>(call.index)];
        const auto fit = fit_of(one.windows, now, 0);
        at.arrival = now;
        at.wait = fit.begins - now;
        at.service = one.service;
        now = fit.begins + one.service;
      } else {
        const auto& job = wish_.jobs[static_cast<std::size_t>(call.index)];
        const auto after_break = i > 0 && tour[i - 1].is_break;
        // Setting up is time on the way in: the windows hold for what comes after.
        at.setup = setup_of(vehicle, before, call.index);
        if (!after_break) {
          drive(job.location);
          now += at.setup;
        }
        if (before >= 0 && wish_.jobs[static_cast<std::size_t>(before)].zone != job.zone) time.cost += wish_.prices.zone_change;
        place = job.location;
        const auto fit = is_locked(vehicle, call.index) ? fit_under_way(job.windows, now, earliest_of(job, wish_.prices)) : fit_of(job.windows, now, earliest_of(job, wish_.prices));
        at.arrival = now;
        at.wait = fit.begins - now;
        at.service = job.service;
        now = fit.begins + job.service;
        for (std::size_t d = 0; d < load.size(); ++d) {
          load[d] -= d < job.delivery.size() ? job.delivery[d] : 0;
          load[d] += d < job.pickup.size() ? job.pickup[d] : 0;
        }
        before = call.index;
      }
      at.load = load;
      at.driven = time.driven;
      time.waited += at.wait;
      time.served += at.service + at.setup;
      time.calls.push_back(at);
    }
    if (!tour.empty() && !tour.back().is_break) drive(vehicle.end);
    time.load_at_end = load;
    time.ends = now;
    return time;
  }

  Seconds setup_of(const Vehicle& vehicle, int before, int job) const {
    const auto& there = wish_.jobs[static_cast<std::size_t>(job)];
    const int from = before < 0 ? vehicle.start.value_or(-1) : wish_.jobs[static_cast<std::size_t>(before)].location;
    return from >= 0 && from != there.location ? there.setup : 0;
  }

  static int next_job(const Tour& tour, std::size_t from) {
    for (std::size_t i = from; i < tour.size(); ++i)
      if (!tour[i].is_break) return tour[i].index;
    return -1;
  }

  void load_up(const Tour& tour, TourTime& time) const {
    std::size_t kinds = 0;
    for (const auto& job : wish_.jobs) kinds = std::max({kinds, job.delivery.size(), job.pickup.size()});
    time.load_at_start.assign(kinds, 0);
    for (const auto& call : tour)
      if (!call.is_break)
        for (std::size_t d = 0; d < wish_.jobs[static_cast<std::size_t>(call.index)].delivery.size(); ++d)
          time.load_at_start[d] += wish_.jobs[static_cast<std::size_t>(call.index)].delivery[d];
  }

  // The last moment to leave at which the tour ends as early, and nothing is later than it must be.
  Seconds last_start(const Vehicle& vehicle, const Tour& tour, const TourTime& early) const {
    auto latest = early.ends;
    auto next_begins = early.ends;
    for (std::size_t i = tour.size(); i-- > 0;) {
      const auto& at = early.calls[i];
      const auto between = next_begins - at.begins();  // Service, way and waiting to what comes next.
      const auto wait_next = i + 1 < tour.size() ? early.calls[i + 1].wait : 0;
      const auto needed = between - wait_next;
      Seconds may_begin = at.begins();
      const auto& windows = tour[i].is_break ? vehicle.breaks[static_cast<std::size_t>(tour[i].index)].windows : wish_.jobs[static_cast<std::size_t>(tour[i].index)].windows;
      auto ends = !tour[i].is_break && is_locked(vehicle, tour[i].index) ? open_end : fit_of(windows, at.begins(), 0).ends;
      if (!tour[i].is_break) {
        const auto& job = wish_.jobs[static_cast<std::size_t>(tour[i].index)];
        if (job.promised) ends = std::min(ends, job.promised->to);
        if (job.preferred) ends = std::min(ends, job.preferred->to);
        if (job.announced) ends = std::min(ends, job.announced->arrival + wish_.prices.announced_slack);
      }
      may_begin = std::max(may_begin, std::min(ends, latest - needed));
      latest = may_begin;
      next_begins = at.begins();
    }
    if (tour.empty()) return early.begins;
    const auto way = early.calls.front().arrival - early.begins;
    return std::max(early.begins, latest - way);
  }

  void judge(const Vehicle& vehicle, const Tour& tour, TourTime time) {
    for (std::size_t i = 0; i < tour.size(); ++i) {
      auto& at = time.calls[i];
      if (tour[i].is_break) {
        const auto fit = fit_of(vehicle.breaks[static_cast<std::size_t>(tour[i].index)].windows, at.arrival, 0);
        if (fit.late > 0) fault(Fault::break_missed, -1, vehicle.breaks[static_cast<std::size_t>(tour[i].index)].id);
        continue;
      }
      const int index = tour[i].index;
      const auto& job = wish_.jobs[static_cast<std::size_t>(index)];
      const auto fit = fit_of(job.windows, at.arrival, earliest_of(job, wish_.prices));
      if (fit.late > 0 && !is_locked(vehicle, index)) fault(Fault::not_a_window, index, fit.late);
      const auto begins = at.begins();
      if (job.promised) table_.late_promised += std::max<Seconds>(0, begins - job.promised->to);
      if (job.preferred) table_.late_preferred += std::max<Seconds>(0, begins - job.preferred->to);
      if (job.announced) {
        const bool is_other = job.announced->vehicle != vehicle.id;
        const auto moved = std::max(begins, job.announced->arrival) - std::min(begins, job.announced->arrival);
        table_.other_vehicle += is_other;
        table_.announced_moved += is_other || moved > wish_.prices.announced_slack;
      }
    }
    // A tour that has only what is under way may be late or too full: nobody can help it, and nothing is added.
    const bool is_given = !vehicle.locked.empty() && std::count_if(tour.begin(), tour.end(), [](const Call& call) { return !call.is_break; }) == static_cast<std::ptrdiff_t>(vehicle.locked.size());
    if (time.ends > vehicle.shift.to) {
      if (!is_given) fault(Fault::shift_broken, -1, time.ends - vehicle.shift.to);
    }
    if (time.begins < vehicle.shift.from) fault(Fault::shift_broken, -1, vehicle.shift.from - time.begins);
    if (vehicle.capacity.empty() || is_given) return;
    const auto check_load = [&](const std::vector<std::int64_t>& load, int job) {
      for (std::size_t d = 0; d < load.size(); ++d) {
        const auto room = d < vehicle.capacity.size() ? vehicle.capacity[d] : 0;
        if (load[d] > room) fault(Fault::overload, job, load[d] - room);
      }
    };
    check_load(time.load_at_start, -1);
    for (std::size_t i = 0; i < tour.size(); ++i) check_load(time.calls[i].load, tour[i].is_break ? -1 : tour[i].index);
  }

  const Wish& wish_;
  const Plan& plan_;
  Timetable& table_;
  std::vector<int>& seen_;
  int v_ = 0;
};

}  // namespace

std::string_view word_of(Fault fault) {
  switch (fault) {
    case Fault::planned_twice: return "planned_twice";
    case Fault::no_such_call: return "no_such_call";
    case Fault::not_a_window: return "not_a_window";
    case Fault::shift_broken: return "shift_broken";
    case Fault::overload: return "overload";
    case Fault::skill_missing: return "skill_missing";
    case Fault::too_many_jobs: return "too_many_jobs";
    case Fault::locked_moved: return "locked_moved";
    case Fault::break_missed: return "break_missed";
    case Fault::fleet_wrong: return "fleet_wrong";
  }
  return "";
}

Timetable ride(const Wish& wish, const Plan& plan) {
  Timetable table;
  table.tours.resize(wish.vehicles.size());
  std::vector<int> seen(wish.jobs.size(), 0);
  if (plan.tours.size() != wish.vehicles.size()) {
    table.faults.push_back({Fault::fleet_wrong, -1, -1, static_cast<std::int64_t>(plan.tours.size())});
  } else {
    Ride ride(wish, plan, table, seen);
    for (std::size_t v = 0; v < wish.vehicles.size(); ++v) ride.vehicle(static_cast<int>(v));
  }
  for (std::size_t j = 0; j < seen.size(); ++j)
    if (seen[j] == 0) table.unplanned.push_back(static_cast<int>(j));
  for (const auto& tour : table.tours) {
    table.driven += tour.driven;
    table.cost += tour.cost;
  }
  return table;
}

}  // namespace opak::routing
