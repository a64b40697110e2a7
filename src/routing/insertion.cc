// Where a stop would go, and at what price.
#include "routing/search_state.h"

namespace opak::routing::search {

template <bool rich>
typename RuinRecreate<rich>::Place RuinRecreate<rich>::price_before(int node, int following, int v, Price limit) const {
  Place place;
  const int last = at_[u(following)].prev;
  if (in_.locked[u(following)]) return place;
  const auto& ride = rides_[u(v)];
  if constexpr (!rich) {
    Price delta = in_.costs_into(node)[in_.row[u(last)]] + in_.costs_from(node)[in_.row[u(following)]] - (ride.jobs == 0 ? 0 : in_.cost(last, following));
    delta += over_price_ * (over_with(ride, v, demand_[u(node)]) - ride.over);
    if (ride.jobs == 0) delta += in_.fixed[u(v)];
    if (delta >= limit) return place;
    if (in_.has_times) {
      const auto arrive = std::max(early_[u(node)], at_[u(last)].depart + in_.durations_into(node)[in_.row[u(last)]]);
      if (arrive > late_[u(node)] || arrive + service_[u(node)] + in_.durations_from(node)[in_.row[u(following)]] > at_[u(following)].latest) return place;
    }
    place = {delta, following, v, 0};
  } else {
    Price delta = 0;
    if (!in_.is_break(node)) {
      const int a = placed_back(last), b = placed_on(following);
      delta = in_.cost(a, node) + in_.cost(node, b) + in_.price_of_vehicle(node, v) - (ride.jobs == 0 ? 0 : in_.cost(a, b));
      if (ride.jobs == 0) delta += in_.fixed[u(v)];
      if (delta >= limit) return place;
    }
    for (std::size_t w = 0; w < in_.windows[u(node)].size(); ++w) {
      const auto whole = Segment::join(in_, Segment::join(in_, before_[u(last)], Segment::of(in_, node, w)), after_[u(following)]);
      if (whole.clock[0].warp > before_[u(in_.end_of(v))].clock[0].warp) continue;
      Price all = delta;
      if (ride.jobs > 0 || in_.is_job(node)) all += price_of(whole, v) - (ride.jobs == 0 ? 0 : price_of(before_[u(in_.end_of(v))], v));
      if (all < place.delta && all < limit) place = {all, following, v, static_cast<int>(w)};
    }
  }
  return place;
}

template <bool rich>
void RuinRecreate<rich>::look_through(int node, int v, Place& best) {
  if (!may_ride(node, v)) return;
  for (int following = at_[u(in_.start_of(v))].next;; following = at_[u(following)].next) {
    if (!blinks()) {
      const auto place = price_before(node, following, v, best.delta);
      if (place.delta < best.delta) best = place;
    }
    if (following == in_.end_of(v)) break;
  }
}

template <bool rich>
void RuinRecreate<rich>::look_at_empty(int node, Place& best) {
  ++round_;
  for (int v = 0; v < in_.vehicles; ++v) {
    if (rides_[u(v)].jobs > 0 || class_round(in_.vehicle_class[u(v)]) == round_) continue;
    class_round(in_.vehicle_class[u(v)]) = round_;
    if (rides_[u(v)].count == 0) {
      if (!may_ride(node, v)) continue;
      const auto place = price_before(node, in_.end_of(v), v, best.delta);
      if (place.delta < best.delta) best = place;
    } else {
      look_through(node, v, best);
    }
  }
}

template <bool rich>
typename RuinRecreate<rich>::Place RuinRecreate<rich>::cheapest(int node, Price limit) {
  Place best;
  best.delta = limit;
  const auto& close = in_.close[u(node)];
  const auto count = std::min<std::size_t>(close.size(), u(close_count_));
  if constexpr (!rich) {
    Tried job{in_.costs_into(node), in_.costs_from(node), in_.durations_into(node), in_.durations_from(node), early_[u(node)], late_[u(node)], service_[u(node)], limit};
    const auto demand = demand_[u(node)];
    const auto fits = [&](int v) {
      return rides_[u(v)].jobs < in_.jobs_max[u(v)] && !is_closed_[u(v)] && in_.may(node, v);
    };
    const auto extra_in = [&](int v) { return over_price_ * (over_with(rides_[u(v)], v, demand) - rides_[u(v)].over); };
    const Here* const at = at_.data();
    if (in_.jobs > close_count_ + close_count_ / 2) {
      for (std::size_t i = 0; i < count; ++i) {
        const int other = close[i];
        const auto& here = at[other];
        if (here.ride == nowhere || !fits(here.ride)) continue;
        const auto extra = extra_in(here.ride);
        if (extra >= job.delta) continue;
        if (!blinks()) try_before(job, at[here.prev], here, other, extra);
        if (!blinks()) try_before(job, here, at[here.next], here.next, extra);
      }
    }
    if (job.before == nowhere) {
      for (int v = 0; v < in_.vehicles; ++v) {
        if (rides_[u(v)].jobs == 0 || !fits(v)) continue;
        const auto extra = extra_in(v);
        if (extra >= job.delta) continue;
        const int end = in_.end_of(v);
        for (int last = in_.start_of(v); last != end; last = at[last].next)
          if (!blinks()) try_before(job, at[last], at[at[last].next], at[last].next, extra);
      }
    }
    if (job.before != nowhere) best = {job.delta, job.before, at_[u(job.before)].ride, 0};
    look_at_empty(node, best);
    return best;
  }
  if (in_.jobs > close_count_ + close_count_ / 2) {
    for (std::size_t i = 0; i < count; ++i) {
      const int other = close[i], v = at_[u(other)].ride;
      if (v == nowhere || !may_ride(node, v)) continue;
      for (const int following : {other, at_[u(other)].next}) {
        if (blinks()) continue;
        const auto place = price_before(node, following, v, best.delta);
        if (place.delta < best.delta) best = place;
      }
    }
    look_at_empty(node, best);
    if (best.before != nowhere) return best;
  }
  for (int v = 0; v < in_.vehicles; ++v)
    if (rides_[u(v)].jobs > 0) look_through(node, v, best);
  look_at_empty(node, best);
  return best;
}

template <bool rich>
void RuinRecreate<rich>::put_cheapest_in(int node, int v) {
  Place best;
  for (int following = at_[u(in_.start_of(v))].next;; following = at_[u(following)].next) {
    const auto place = price_before(node, following, v, best.delta);
    if (place.delta < best.delta) best = place;
    if (following == in_.end_of(v)) break;
  }
  if (best.before != nowhere) put(node, v, best.before, best.window);
}

template <bool rich>
void RuinRecreate<rich>::follow(int v, const std::vector<int>& sequence) {
  for (const int node : sequence) {
    if (in_.is_break(node) || at_[u(node)].ride != nowhere || !may_ride(node, v)) continue;
    Place best;
    for (int following = in_.end_of(v);; following = at_[u(following)].prev) {  // At the end, but a break may come later.
      const auto place = price_before(node, following, v, impossible);
      if (place.delta < impossible) {
        best = place;
        break;
      }
      if (!in_.is_break(at_[u(following)].prev)) break;
    }
    if (best.before != nowhere) put(node, v, best.before, best.window);
  }
}

template class RuinRecreate<false>;
template class RuinRecreate<true>;

}  // namespace opak::routing::search
