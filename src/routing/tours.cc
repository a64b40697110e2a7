// What a tour is and costs, and how one is changed and put back.
#include <algorithm>

#include "routing/search_state.h"

namespace opak::routing::search {

template <bool rich>
Price RuinRecreate<rich>::cost_of(int v) const {
  Price sum = 0;
  int jobs = 0, last = in_.start_of(v);
  for (int node = at_[u(last)].next;; node = at_[u(node)].next) {
    if (rich && in_.is_break(node)) continue;
    if (in_.is_job(node)) {
      ++jobs;
      sum += in_.price_of_vehicle(node, v);
    }
    sum += in_.cost(last, node);
    last = node;
    if (node == in_.end_of(v)) break;
  }
  if (jobs == 0) return 0;
  sum += in_.fixed[u(v)];
  if constexpr (rich) {
    auto whole = Segment::of(in_, in_.start_of(v), 0);
    for (int node = at_[u(in_.start_of(v))].next; node != nowhere && at_[u(node)].ride == v; node = at_[u(node)].next) {
      whole = Segment::join(in_, whole, Segment::of(in_, node, u(window_[u(node)])));
      if (node == in_.end_of(v)) break;
    }
    sum += price_of(whole, v);
  } else {
    std::int64_t load = 0;
    for (int node = at_[u(in_.start_of(v))].next; node != in_.end_of(v); node = at_[u(node)].next) load += demand_[u(node)];
    sum += over_price_ * std::max<std::int64_t>(0, load - in_.capacity[u(v)][0]);
  }
  return sum;
}

template <bool rich>
void RuinRecreate<rich>::refresh(int v) {
  auto& ride = rides_[u(v)];
  ride.count = ride.jobs = 0;
  ride.load = 0;
  const int start = in_.start_of(v), end = in_.end_of(v);
  Price sum = 0;
  for (int node = at_[u(start)].next; node != end; node = at_[u(node)].next) {
    ++ride.count;
    ride.jobs += in_.is_job(node);
    ride.load += demand_[u(node)];
  }
  if constexpr (rich) {
    before_[u(start)] = Segment::of(in_, start, 0);
    for (int node = at_[u(start)].next, last = start;; last = node, node = at_[u(node)].next) {
      before_[u(node)] = Segment::join(in_, before_[u(last)], Segment::of(in_, node, u(window_[u(node)])));
      if (node == end) break;
    }
    after_[u(end)] = Segment::of(in_, end, 0);
    for (int node = at_[u(end)].prev, last = end;; last = node, node = at_[u(node)].prev) {
      after_[u(node)] = Segment::join(in_, Segment::of(in_, node, u(window_[u(node)])), after_[u(last)]);
      if (node == start) break;
    }
    const auto over_before = ride.over;
    ride.over = ride.jobs == 0 ? 0 : over_of(before_[u(end)], v);
    over_ += ride.over - over_before;
    ride.cost = cost_of(v);
    ride.is_late = before_[u(end)].clock[0].warp > 0;
  } else {
    at_[u(start)].depart = early_[u(start)];
    for (int last = start, node = at_[u(start)].next;; last = node, node = at_[u(node)].next) {
      sum += in_.cost(last, node) + (in_.is_job(node) ? in_.price_of_vehicle(node, v) : 0);
      if (in_.has_times) at_[u(node)].depart = std::max(early_[u(node)], at_[u(last)].depart + in_.duration(last, node)) + service_[u(node)];
      if (node == end) break;
    }
    if (in_.has_times) {
      at_[u(end)].latest = late_[u(end)];
      for (int node = end; node != start; node = at_[u(node)].prev) {
        const int last = at_[u(node)].prev;
        at_[u(last)].latest = std::min(late_[u(last)], at_[u(node)].latest - in_.duration(last, node) - service_[u(last)]);
      }
    }
    over_ -= ride.over;
    ride.over = over_with(ride, v, 0);
    over_ += ride.over;
    ride.cost = ride.jobs == 0 ? 0 : sum + in_.fixed[u(v)] + over_price_ * ride.over;
    ride.is_late = in_.has_times && at_[u(start)].latest < early_[u(start)];
  }
  ride.is_numbered = false;
}

template <bool rich>
void RuinRecreate<rich>::save(int v) {
  auto& ride = rides_[u(v)];
  if (ride.is_saved) return;
  ride.is_saved = true;
  saved_rides_.push_back(v);
  saved_at_[u(v)] = saved_.size();
  for (int node = at_[u(in_.start_of(v))].next; node != in_.end_of(v); node = at_[u(node)].next) saved_.push_back({node, window_[u(node)]});
  saved_.push_back({nowhere, 0});
}

template <bool rich>
void RuinRecreate<rich>::restore(Price cost_before) {
  for (const int v : saved_rides_)
    for (int node = at_[u(in_.start_of(v))].next; node != in_.end_of(v); node = at_[u(node)].next) at_[u(node)].ride = nowhere;
  for (const int v : saved_rides_) {
    int last = in_.start_of(v);
    for (auto at = saved_at_[u(v)]; saved_[at].first != nowhere; ++at) {
      const int node = saved_[at].first;
      window_[u(node)] = saved_[at].second;
      link(last, node);
      at_[u(node)].ride = v;
      last = node;
    }
    link(last, in_.end_of(v));
    rides_[u(v)].is_saved = false;
    refresh(v);
  }
  // Who was absent before and is not now, and the other way round.
  for (const int job : order_) {
    const bool is_absent = at_[u(job)].ride == nowhere;
    if (is_absent && absent_at_[u(job)] == nowhere) make_absent(job);
    if (!is_absent && absent_at_[u(job)] != nowhere) make_present(job);
  }
  cost_ = cost_before;
}

template <bool rich>
void RuinRecreate<rich>::put(int node, int v, int following, int window) {
  save(v);
  const int last = at_[u(following)].prev;
  link(last, node);
  link(node, following);
  at_[u(node)].ride = v;
  window_[u(node)] = window;
  auto& ride = rides_[u(v)];
  const auto before = ride.cost;
  if constexpr (rich) {
    refresh(v);
  } else {
    ++ride.count;
    ++ride.jobs;
    ride.load += demand_[u(node)];
    const auto over = over_with(ride, v, 0);
    over_ += over - ride.over;
    ride.cost += over_price_ * (over - ride.over);
    ride.over = over;
    if (ride.jobs == 1) {
      refresh(v);
    } else {
      ride.is_numbered = false;
      ride.cost += in_.cost(last, node) + in_.cost(node, following) - in_.cost(last, following) + in_.price_of_vehicle(node, v);
      if (in_.has_times) spread_times(node);
    }
  }
  cost_ += ride.cost - before;
  if (in_.is_job(node) && absent_at_[u(node)] != nowhere) make_present(node);
}

template <bool rich>
void RuinRecreate<rich>::spread_times(int node) {
  for (int here = node;; here = at_[u(here)].next) {
    const auto departs = std::max(early_[u(here)], at_[u(at_[u(here)].prev)].depart + in_.duration(at_[u(here)].prev, here)) + service_[u(here)];
    if (departs == at_[u(here)].depart && here != node) break;
    at_[u(here)].depart = departs;
    if (at_[u(here)].next == nowhere || here >= in_.jobs) break;
  }
  for (int here = node;; here = at_[u(here)].prev) {
    const auto latest = std::min(late_[u(here)], at_[u(at_[u(here)].next)].latest - in_.duration(here, at_[u(here)].next) - service_[u(here)]);
    if (latest == at_[u(here)].latest && here != node) break;
    at_[u(here)].latest = latest;
    if (here >= in_.jobs) break;
  }
}

template <bool rich>
void RuinRecreate<rich>::take_out(int node) {
  save(at_[u(node)].ride);
  gaps_.push_back(at_[u(node)].prev);
  gaps_.push_back(at_[u(node)].next);
  link(at_[u(node)].prev, at_[u(node)].next);
  at_[u(node)].ride = nowhere;
  make_absent(node);
  order_.push_back(node);
}

template <bool rich>
void RuinRecreate<rich>::number(int v) {
  auto& ride = rides_[u(v)];
  if (ride.is_numbered) return;
  ride.is_numbered = true;
  int place = 0;
  std::int64_t load = 0;
  for (int node = in_.start_of(v);; node = at_[u(node)].next) {
    place_[u(node)] = place++;
    load_up_to_[u(node)] = load += demand_[u(node)];
    if (node == in_.end_of(v)) break;
  }
}

template <bool rich>
Price RuinRecreate<rich>::price_with(int v, int from, const int* chain, int count, int to) const {
  if constexpr (rich) {
    auto whole = before_[u(from)];
    for (int i = 0; i < count; ++i) whole = Segment::join(in_, whole, Segment::of(in_, chain[i], u(window_[u(chain[i])])));
    whole = Segment::join(in_, whole, after_[u(to)]);
    const auto& now = before_[u(in_.end_of(v))];
    if (whole.clock[0].warp > now.clock[0].warp) return impossible;
    const bool is_empty = count == 0 && from == in_.start_of(v) && to == in_.end_of(v);
    return (is_empty ? 0 : price_of(whole, v)) - (rides_[u(v)].jobs == 0 ? 0 : price_of(now, v));
  } else {
    if (!in_.has_times) return 0;
    auto departs = at_[u(from)].depart;
    int last = from;
    for (int i = 0; i < count; ++i) {
      const int n = chain[i];
      const auto begins = std::max(early_[u(n)], departs + in_.duration(last, n));
      if (begins > late_[u(n)]) return impossible;
      departs = begins + service_[u(n)];
      last = n;
    }
    return departs + in_.duration(last, to) <= at_[u(to)].latest ? 0 : impossible;
  }
}

template <bool rich>
void RuinRecreate<rich>::relink(int v, int from, const int* chain, int count, int to) {
  int last = from;
  for (int i = 0; i < count; ++i) {
    link(last, chain[i]);
    at_[u(chain[i])].ride = v;
    last = chain[i];
  }
  link(last, to);
}

template <bool rich>
void RuinRecreate<rich>::changed(int v) {
  const auto before = rides_[u(v)].cost;
  refresh(v);
  cost_ += rides_[u(v)].cost - before;
}

template class RuinRecreate<false>;
template class RuinRecreate<true>;

}  // namespace opak::routing::search
