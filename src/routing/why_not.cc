#include "routing/why_not.h"

#include <algorithm>
#include <limits>

#include "routing/segment.h"

namespace opak::routing {
namespace {

constexpr Seconds far_away = std::numeric_limits<Seconds>::max() / 4;

// A vehicle's tour, with all that can be joined to a newcomer.
struct Parts {
  std::vector<int> nodes;  // With start and end.
  std::vector<Segment> before, after;
};

Segment segment_of(const Instance& in, int node, Seconds& at) {
  // The window in which the ride arrives, going from window to window as the day goes on.
  const auto& windows = in.windows[static_cast<std::size_t>(node)];
  std::size_t w = 0;
  while (w + 1 < windows.size() && windows[w].late[0] < at) ++w;
  at = std::max(at, windows[w].early) + in.service[static_cast<std::size_t>(node)];
  return Segment::of(in, node, w);
}

Parts parts_of(const Instance& in, const Tour& tour, int v) {
  Parts parts;
  parts.nodes.push_back(in.start_of(v));
  for (const auto& call : tour) {
    const int node = call.is_break ? in.breaks[static_cast<std::size_t>(v)][static_cast<std::size_t>(call.index)] : call.index;
    if (node >= 0) parts.nodes.push_back(node);
  }
  parts.nodes.push_back(in.end_of(v));
  Seconds at = 0;
  std::vector<Segment> singles;
  for (std::size_t i = 0; i < parts.nodes.size(); ++i) {
    const int node = parts.nodes[i];
    if (i > 0 && !in.is_break(node) && !in.is_break(parts.nodes[i - 1])) at += in.duration(parts.nodes[i - 1], node);
    singles.push_back(segment_of(in, node, at));
    parts.before.push_back(i == 0 ? singles[0] : Segment::join(in, parts.before.back(), singles[i]));
  }
  parts.after.resize(singles.size());
  for (std::size_t i = singles.size(); i-- > 0;) parts.after[i] = i + 1 == singles.size() ? singles[i] : Segment::join(in, singles[i], parts.after[i + 1]);
  return parts;
}

}  // namespace

std::string_view word_of(Binds binds) {
  switch (binds) {
    case Binds::no_vehicle: return "no_vehicle";
    case Binds::skills: return "skills";
    case Binds::load: return "load";
    case Binds::jobs_max: return "jobs_max";
    case Binds::unreachable: return "unreachable";
    case Binds::window: return "window";
    case Binds::shift: return "shift";
    case Binds::not_worth: return "not_worth";
    case Binds::fits: return "fits";
  }
  return "";
}

std::vector<WhyNot> why_not(const Wish& wish, const Plan& plan) {
  std::vector<WhyNot> all;
  std::vector<char> is_planned(wish.jobs.size(), 0);
  for (const auto& tour : plan.tours)
    for (const auto& call : tour)
      if (!call.is_break) is_planned[static_cast<std::size_t>(call.index)] = 1;
  if (std::count(is_planned.begin(), is_planned.end(), 1) == static_cast<std::ptrdiff_t>(is_planned.size())) return all;

  const Instance in(wish);
  std::vector<Parts> parts;
  for (int v = 0; v < in.vehicles; ++v) parts.push_back(parts_of(in, plan.tours[static_cast<std::size_t>(v)], v));

  for (int job = 0; job < in.jobs; ++job) {
    if (is_planned[static_cast<std::size_t>(job)]) continue;
    WhyNot why{job};
    if (in.vehicles == 0) {
      all.push_back(why);
      continue;
    }
    bool has_skilled = false, has_free_number = false, has_room = false;
    Seconds alone_least = far_away;
    int alone_vehicle = -1;
    std::int64_t over_least = far_away;
    int over_vehicle = -1;
    struct Best { Seconds warp = far_away; Seconds warp_of_shift = 0; Price cost = 0; int vehicle = -1, position = -1; } best;
    for (int v = 0; v < in.vehicles; ++v) {
      if (!in.may(job, v)) continue;
      has_skilled = true;
      const auto& tour = parts[static_cast<std::size_t>(v)];
      const auto jobs = std::count_if(tour.nodes.begin(), tour.nodes.end(), [&](int node) { return in.is_job(node); });
      const bool may_count = jobs < in.jobs_max[static_cast<std::size_t>(v)];
      has_free_number |= may_count;
      for (std::size_t w = 0; w < in.windows[static_cast<std::size_t>(job)].size(); ++w) {
        const auto self = Segment::of(in, job, w);
        const auto alone = Segment::join(in, Segment::join(in, Segment::of(in, in.start_of(v), 0), self), Segment::of(in, in.end_of(v), 0));
        if (alone.clock[0].warp < alone_least) alone_least = alone.clock[0].warp, alone_vehicle = v;
        if (!may_count) continue;
        // The tour's own lateness is not the newcomer's.
        const auto own = tour.before.back().clock[0].warp;
        for (std::size_t i = 1; i < tour.nodes.size(); ++i) {
          if (in.locked[static_cast<std::size_t>(tour.nodes[i])]) continue;
          const auto front = Segment::join(in, tour.before[i - 1], self);
          const auto whole = Segment::join(in, front, tour.after[i]);
          std::int64_t over = 0;
          for (std::size_t d = 0; d < loads_max; ++d) over = std::max(over, whole.most[d] - in.capacity[static_cast<std::size_t>(v)][d]);
          if (over > 0) {
            if (over < over_least) over_least = over, over_vehicle = v;
            continue;
          }
          has_room = true;
          const auto warp = whole.clock[0].warp - own;
          const int a = tour.before[i - 1].last, b = tour.after[i].first;
          const auto cost = in.cost(a, job) + in.cost(job, b) - (jobs == 0 ? -in.fixed[static_cast<std::size_t>(v)] : in.cost(a, b)) + in.price_of_vehicle(job, v);
          if (warp > best.warp || (warp == best.warp && cost >= best.cost && best.vehicle >= 0)) continue;
          // Were the shift without an end, how much would still be late?
          auto endless = Segment::of(in, in.end_of(v), 0);
          endless.clock[0].late = never;
          auto open = front;
          Seconds at = 0;
          for (std::size_t k = i; k + 1 < tour.nodes.size(); ++k) open = Segment::join(in, open, segment_of(in, tour.nodes[k], at));
          open = Segment::join(in, open, endless);
          best = {warp, std::max<Seconds>(0, warp + own - open.clock[0].warp), cost, v, static_cast<int>(i) - 1};
        }
      }
    }
    why.vehicle = best.vehicle;
    why.position = best.position;
    if (!has_skilled) {
      why.binds = Binds::skills;
    } else if (alone_least > 0) {
      why.binds = Binds::unreachable;
      why.seconds = alone_least;
      why.vehicle = alone_vehicle;
      why.position = -1;
    } else if (!has_free_number) {
      why.binds = Binds::jobs_max;
    } else if (!has_room) {
      why.binds = Binds::load;
      why.load = over_least;
      why.vehicle = over_vehicle;
    } else if (best.warp > 0) {
      why.binds = best.warp_of_shift >= best.warp ? Binds::shift : Binds::window;
      why.seconds = best.warp;
    } else if (wish.jobs[static_cast<std::size_t>(job)].prize && best.cost >= *wish.jobs[static_cast<std::size_t>(job)].prize) {
      why.binds = Binds::not_worth;
      why.more = best.cost - *wish.jobs[static_cast<std::size_t>(job)].prize + 1;
    } else {
      why.binds = Binds::fits;
    }
    all.push_back(why);
  }
  return all;
}

}  // namespace opak::routing
