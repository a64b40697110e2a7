#include "routing/ruin_recreate.h"

#include <cmath>
#include <limits>

#include "base/result.h"
#include "routing/segment.h"

namespace opak::routing {
namespace {

constexpr Price impossible = std::numeric_limits<Price>::max() / 4;
constexpr int nowhere = -1;
constexpr double removed_mean = 10;  // Stops taken out at a time, about.
constexpr int string_max = 10;
constexpr double blink = 0.01;
// Local search costs as much as dozens of steps, and pays now and then.
constexpr int polish_every = 32;
constexpr std::size_t polish_close = 10;
constexpr double split_chance = 0.5, split_grows = 0.99;

std::size_t u(int i) { return static_cast<std::size_t>(i); }

// What the search knows of a vehicle's tour.
struct Ride {
  int count = 0;  // Nodes between start and end.
  int jobs = 0;
  std::int64_t load = 0;   // Plain only.
  std::int64_t over = 0;   // Load that has no room; it has a price while the search is on its way.
  Price cost = 0;          // All of it.
  bool is_saved = false;   // In this step's memory.
  bool is_late = false;    // Cannot be ridden in time: nothing is added to it.
  bool is_numbered = false;  // place_ and load_up_to_ are right.
};

// `rich` knows everything; without it only one load, one window a stop and the way.
template <bool rich>
class RuinRecreate final : public Search {
 public:
  RuinRecreate(const Instance& instance, std::uint64_t seed) : in_(instance), draw_(seed) {
    const auto n = u(in_.nodes);
    at_.resize(n);
    for (int node = 0; node < in_.nodes; ++node) at_[u(node)].row = in_.row[u(node)];
    early_.assign(n, 0);
    late_.assign(n, never);
    service_ = in_.service;
    demand_.assign(n, 0);
    for (int node = 0; node < in_.nodes; ++node) {
      const auto& window = in_.windows[u(node)].front();
      early_[u(node)] = window.early;
      late_[u(node)] = window.late[0];
      demand_[u(node)] = in_.delivery[u(node)][0];
    }
    window_.assign(n, 0);
    if constexpr (rich) {
      before_.resize(n);
      after_.resize(n);
    }
    rides_.resize(u(in_.vehicles));
    is_closed_.assign(u(in_.vehicles), 0);
    saved_at_.resize(u(in_.vehicles));
    key_.assign(n, 0);
    is_awake_.assign(n, 0);
    place_.assign(n, 0);
    load_up_to_.assign(n, 0);
    is_symmetric_ = in_.is_symmetric();
    absent_at_.assign(n, nowhere);
    close_count_ = in_.jobs <= 150 ? close_small : close_large;
    next_blink_ = draw_blink();
  }

  void begin(const Sequences& sequences) override {
    absent_.clear();
    cost_ = 0;
    over_ = over_least_ = 0;
    // The first plan fits, where one can.
    over_price_ = never / 1024;
    for (int v = 0; v < in_.vehicles; ++v) {
      link(in_.start_of(v), in_.end_of(v));
      at_[u(in_.start_of(v))].ride = at_[u(in_.end_of(v))].ride = v;
      rides_[u(v)] = {};
      refresh(v);
      cost_ += rides_[u(v)].cost;
    }
    for (int j = 0; j < in_.jobs; ++j) {
      at_[u(j)].ride = nowhere;
      make_absent(j);
    }
    for (int v = 0; v < in_.vehicles; ++v) {
      for (const int job : in_.locked_jobs[u(v)])
        if (at_[u(job)].ride == nowhere) put(job, v, in_.end_of(v), 0);
      for (const int node : in_.breaks[u(v)]) {
        if (node < 0) continue;
        at_[u(node)].ride = nowhere;
        put_cheapest_in(node, v);
        // Who cannot keep the breaks takes nothing more.
        is_closed_[u(v)] |= at_[u(node)].ride == nowhere;
      }
    }
    over_least_ = over_;  // What is under way stays there.
    for (int v = 0; v < in_.vehicles; ++v) is_closed_[u(v)] |= rides_[u(v)].is_late || rides_[u(v)].over > 0;  // Late or full by itself: nothing is added.
    if (!sequences.empty())
      for (int v = 0; v < in_.vehicles; ++v) follow(v, sequences[u(v)]);
    order_.clear();
    for (const int job : absent_) order_.push_back(job);
    recreate();
    for (auto& ride : rides_) ride.is_saved = false;
    saved_.clear();
    saved_rides_.clear();
    remember_best();
    over_price_most_ = static_cast<Price>(100 * in_.mean_near_cost) + 1;
    const auto price = over_price_most_;
    for (auto& ride : rides_) ride.cost += (price - over_price_) * ride.over;
    cost_ += (price - over_price_) * over_;
    over_price_ = price;
  }

  void step(double temperature) override {
    saved_.clear();
    saved_rides_.clear();
    const auto before = cost_;
    if (!ruin()) {
      restore(before);
      return;
    }
    recreate();
    if (draw_.below(polish_every) == 0) polish();
    if (static_cast<double>(cost_) < static_cast<double>(before) - temperature * std::log(1.0 - draw_.unit())) {
      for (const int v : saved_rides_) rides_[u(v)].is_saved = false;
      if (cost_ < best_cost_ && over_ <= over_least_) remember_best();
    } else {
      restore(before);
    }
    weigh_overload();
  }

  Price cost() const override { return cost_; }
  Price best_cost() const override { return best_cost_; }
  Sequences best() const override { return best_; }
  Sequences current() const override {
    Sequences all(u(in_.vehicles));
    for (int v = 0; v < in_.vehicles; ++v)
      for (int node = at_[u(in_.start_of(v))].next; node != in_.end_of(v); node = at_[u(node)].next) all[u(v)].push_back(node);
    return all;
  }

  Price cost_anew() const override {
    Price sum = 0;
    for (int v = 0; v < in_.vehicles; ++v) sum += cost_of(v);
    for (int j = 0; j < in_.jobs; ++j)
      if (at_[u(j)].ride == nowhere) sum += in_.unplanned[u(j)];
    return sum;
  }

 private:
  static constexpr int close_small = 60, close_large = 40;

  struct Place {
    Price delta = impossible;
    int before = nowhere;  // The node that will follow.
    int ride = nowhere;
    int window = 0;
  };

  // All that a look at a place needs, side by side.
  struct Here {
    int next = nowhere, prev = nowhere, ride = nowhere, row = 0;
    Price way = 0;              // To the next; plain only.
    Seconds depart = 0;         // As early as can be.
    Seconds latest = never;     // Beginning later breaks a rule behind it.
  };

  void link(int a, int b) {
    at_[u(a)].next = b;
    at_[u(b)].prev = a;
    if constexpr (!rich) at_[u(a)].way = in_.cost(a, b);
  }

  // ---- What a ride costs.

  // The last node with a place at or before this one, and the first at or after: breaks have none.
  int placed_back(int node) const {
    if constexpr (rich) while (in_.is_break(node)) node = at_[u(node)].prev;
    return node;
  }
  int placed_on(int node) const {
    if constexpr (rich) while (in_.is_break(node)) node = at_[u(node)].next;
    return node;
  }

  // Of a whole tour, all but the ways.
  std::int64_t over_of(const Segment& whole, int v) const {
    std::int64_t over = 0;
    for (std::size_t d = 0; d < loads_max; ++d) over += std::max<std::int64_t>(0, whole.most[d] - in_.capacity[u(v)][d]);
    return over;
  }
  std::int64_t over_with(const Ride& ride, int v, std::int64_t more) const { return std::max<std::int64_t>(0, ride.load + more - in_.capacity[u(v)][0]); }
  Price price_of(const Segment& whole, int v) const {
    Price price = over_price_ * over_of(whole, v) + in_.balance_price(v, whole.clock[0].duration - whole.clock[0].warp);
    price += in_.prices.promised_late * whole.clock[1].warp + in_.prices.preferred_late * whole.clock[2].warp + in_.prices.announced_late * whole.clock[3].warp;
    return price;
  }

  Price cost_of(int v) const {
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

  // Everything of a ride anew from its nodes.
  void refresh(int v) {
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

  // ---- Where a node would go.

  // What the node would cost before `following`, or impossible; `limit`: more is of no interest.
  Place price_before(int node, int following, int v, Price limit) const {
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

  bool may_ride(int node, int v) const {
    if (!in_.is_job(node)) return true;
    const auto& ride = rides_[u(v)];
    return ride.jobs < in_.jobs_max[u(v)] && !is_closed_[u(v)] && in_.may(node, v);
  }

  bool blinks() {
    if (--next_blink_ > 0) return false;
    next_blink_ = draw_blink();
    return true;
  }
  int draw_blink() { return 1 + static_cast<int>(std::log(1.0 - draw_.unit()) / std::log(1.0 - blink)); }

  void look_through(int node, int v, Place& best) {
    if (!may_ride(node, v)) return;
    for (int following = at_[u(in_.start_of(v))].next;; following = at_[u(following)].next) {
      if (!blinks()) {
        const auto place = price_before(node, following, v, best.delta);
        if (place.delta < best.delta) best = place;
      }
      if (following == in_.end_of(v)) break;
    }
  }

  // An empty vehicle of each kind.
  void look_at_empty(int node, Place& best) {
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

  // For the plain: all that stays the same while one job is tried in many places.
  struct Tried {
    const std::int32_t *into, *from, *time_into, *time_from;
    Seconds early, late, service;
    Price delta;
    int before = nowhere;
  };
  void try_before(Tried& job, const Here& last, const Here& following, int node, Price extra) const {
    const Price delta = extra + job.into[last.row] + job.from[following.row] - last.way;
    if (delta >= job.delta) return;
    if (in_.has_times) {
      const auto begins = std::max(job.early, last.depart + job.time_into[last.row]);
      if (begins > job.late || begins + job.service + job.time_from[following.row] > following.latest) return;
    }
    if (in_.locked[u(node)]) return;
    job.delta = delta;
    job.before = node;
  }

  Place cheapest(int node, Price limit) {
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

  // ---- Changes.

  void make_absent(int job) {
    absent_at_[u(job)] = static_cast<int>(absent_.size());
    absent_.push_back(job);
    cost_ += in_.unplanned[u(job)];
  }
  void make_present(int job) {
    const int at = absent_at_[u(job)], last = absent_.back();
    absent_[u(at)] = last;
    absent_at_[u(last)] = at;
    absent_.pop_back();
    absent_at_[u(job)] = nowhere;
    cost_ -= in_.unplanned[u(job)];
  }

  void save(int v) {
    auto& ride = rides_[u(v)];
    if (ride.is_saved) return;
    ride.is_saved = true;
    saved_rides_.push_back(v);
    saved_at_[u(v)] = saved_.size();
    for (int node = at_[u(in_.start_of(v))].next; node != in_.end_of(v); node = at_[u(node)].next) saved_.push_back({node, window_[u(node)]});
    saved_.push_back({nowhere, 0});
  }

  void restore(Price cost_before) {
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

  void put(int node, int v, int following, int window) {
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

  // A node is new: what follows may depart later, what comes before must be there earlier.
  void spread_times(int node) {
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

  // The ride's numbers are put right by refresh() afterwards.
  void take_out(int node) {
    save(at_[u(node)].ride);
    gaps_.push_back(at_[u(node)].prev);
    gaps_.push_back(at_[u(node)].next);
    link(at_[u(node)].prev, at_[u(node)].next);
    at_[u(node)].ride = nowhere;
    make_absent(node);
    order_.push_back(node);
  }

  void put_cheapest_in(int node, int v) {
    Place best;
    for (int following = at_[u(in_.start_of(v))].next;; following = at_[u(following)].next) {
      const auto place = price_before(node, following, v, best.delta);
      if (place.delta < best.delta) best = place;
      if (following == in_.end_of(v)) break;
    }
    if (best.before != nowhere) put(node, v, best.before, best.window);
  }

  // A given sequence, as far as each of its nodes keeps the rules.
  void follow(int v, const std::vector<int>& sequence) {
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

  // False: a tour became late by leaving a stop out, as can be where the straight way is not the shortest.
  bool ruin() {
    order_.clear();
    gaps_.clear();
    for (const int job : absent_) order_.push_back(job);  // They get another chance each time.
    const int planned = in_.jobs - static_cast<int>(absent_.size());
    if (planned == 0) return true;
    int used = 0;
    for (const auto& ride : rides_) used += ride.jobs > 0;
    const double mean_length = static_cast<double>(planned) / std::max(1, used);
    const double length_limit = std::min<double>(string_max, mean_length);
    const double strings_limit = 4.0 * removed_mean / (1.0 + length_limit) - 1.0;
    int strings = static_cast<int>(draw_.unit() * strings_limit + 1.0);
    const int seed = draw_.below(in_.jobs);
    ++round_;
    ruin_around(seed, length_limit, strings);
    for (const int near : in_.nearest[u(seed)]) {
      if (strings <= 0) break;
      ruin_around(near, length_limit, strings);
    }
    for (const int v : saved_rides_) {
      const auto before = rides_[u(v)].cost;
      const bool was_late = rides_[u(v)].is_late;
      refresh(v);
      cost_ += rides_[u(v)].cost - before;
      if (rides_[u(v)].is_late && !was_late) return false;
    }
    return true;
  }

  void ruin_around(int job, double length_limit, int& strings) {
    const int v = at_[u(job)].ride;
    if (v == nowhere || in_.locked[u(job)] || rides_[u(v)].is_saved) return;
    --strings;
    const int jobs = rides_[u(v)].jobs - static_cast<int>(in_.locked_jobs[u(v)].size());
    const double limit = std::min<double>(jobs, length_limit);
    const int length = static_cast<int>(draw_.unit() * limit + 1.0);
    const bool is_split = length > 1 && length < jobs && draw_.unit() < split_chance;
    int kept = 0;
    if (is_split) {
      kept = 1;
      while (length + kept < jobs && draw_.unit() > split_grows) ++kept;
    }
    // The string: `length + kept` jobs that hold this one, somewhere among them.
    const int all = std::min(length + kept, jobs);
    int back = draw_.below(all);
    int first = job;
    for (int node = at_[u(job)].prev; back > 0 && in_.is_job(node) && !in_.locked[u(node)]; node = at_[u(node)].prev) {
      first = node;
      --back;
    }
    std::vector<int>& string = string_;
    string.clear();
    for (int node = first; static_cast<int>(string.size()) < all && node != in_.end_of(v); node = at_[u(node)].next)
      if (in_.is_job(node)) string.push_back(node);
    for (int node = at_[u(first)].prev; static_cast<int>(string.size()) < all && node != in_.start_of(v) && !in_.locked[u(node)]; node = at_[u(node)].prev)
      if (in_.is_job(node)) string.insert(string.begin(), node);
    const int keep_from = kept > 0 ? 1 + draw_.below(std::max(1, static_cast<int>(string.size()) - kept - 1)) : -1;
    for (int i = 0; i < static_cast<int>(string.size()); ++i) {
      if (kept > 0 && i >= keep_from && i < keep_from + kept) continue;
      take_out(string[u(i)]);
    }
  }

  void sort_order() {
    const int way = draw_.below(in_.has_times ? 17 : 11);
    for (const int job : order_) {
      auto& key = key_[u(job)];
      if (way < 4) key = static_cast<std::int64_t>(draw_.next() >> 2);
      else if (way < 8) key = -demand_[u(job)];
      else if (way < 10) key = -far(job);
      else if (way < 11) key = far(job);
      else if (way < 13) key = late_[u(job)] - early_[u(job)];
      else if (way < 15) key = early_[u(job)];
      else key = -late_[u(job)];
    }
    std::sort(order_.begin(), order_.end(), [&](int a, int b) { return key_[u(a)] != key_[u(b)] ? key_[u(a)] < key_[u(b)] : a < b; });
  }
  std::int64_t far(int job) const { return in_.vehicles == 0 ? 0 : in_.cost(in_.start_of(0), job); }

  void recreate() {
    sort_order();
    for (const int job : order_) {
      const auto place = cheapest(job, in_.unplanned[u(job)]);
      if (place.before != nowhere) put(job, place.ride, place.before, place.window);
    }
  }

  // ---- Local search: while some small change makes the plan cheaper, it is made. Only what changed is looked at again.

  void wake(int node) {
    if (!in_.is_job(node) || is_awake_[u(node)]) return;
    is_awake_[u(node)] = 1;
    awake_.push_back(node);
  }

  void polish() {
    awake_.clear();
    for (const int job : order_) {
      if (at_[u(job)].ride == nowhere) continue;
      wake(job);
      wake(at_[u(job)].prev);
      wake(at_[u(job)].next);
    }
    for (const int node : gaps_) {
      if (!in_.is_job(node) || at_[u(node)].ride == nowhere) continue;
      wake(node);
    }
    while (!awake_.empty()) {
      const int node = awake_.back();
      awake_.pop_back();
      is_awake_[u(node)] = 0;
      while (at_[u(node)].ride != nowhere && improve(node)) {}
    }
  }

  void number(int v) {
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

  // A change may lengthen the ways by less than this, where other prices may pay for it.
  Price slack() const { return rich ? impossible : over_price_ * over_; }
  bool may_move(int node) const { return in_.is_job(node) && !in_.locked[u(node)]; }
  Price way(int a, int b) const { return in_.cost(a, b); }

  // One change near this job that makes the plan cheaper, if there is one.
  bool improve(int node) {
    if (in_.locked[u(node)]) return false;
    const auto& close = in_.close[u(node)];
    const auto count = std::min<std::size_t>(close.size(), polish_close);
    for (std::size_t i = 0; i < count; ++i) {
      const int other = close[i];
      if (at_[u(other)].ride == nowhere) continue;
      if (near_each_other(node, other) || near_each_other(other, node)) return true;
    }
    // Alone in an empty vehicle, and to the ends of tours, is what ruin and recreate try.
    return false;
  }

  // Changes after which `b` is followed by `a`, or the other way round.
  bool near_each_other(int a, int b) {
    if (at_[u(b)].next == a) return false;
    // A chain from `a` on behind `b`, for nothing or for a chain there; backwards as well.
    int last = a;
    for (int length = 1; length <= 3; ++length, last = at_[u(last)].next) {
      if (!may_move(last) || last == b) break;
      for (int theirs = 0; theirs <= std::min(length, 2); ++theirs) {
        if (exchange(a, length, false, b, theirs)) return true;
        if (theirs == 0 && length > 1 && exchange(a, length, true, b, theirs)) return true;
      }
    }
    // The same before `b`: the chain ends with `a`.
    int first = a;
    for (int length = 1; length <= 3; ++length, first = at_[u(first)].prev) {
      if (!may_move(first) || first == b) break;
      if (length > 1 && exchange(first, length, true, b, 0)) return true;
      if (may_move(b) && exchange(first, length, false, at_[u(b)].prev, 0)) return true;
      if (length <= 2 && may_move(b) && may_move(at_[u(b)].prev) && exchange(first, length, false, at_[u(at_[u(b)].prev)].prev, 1)) return true;
    }
    return at_[u(a)].ride == at_[u(b)].ride ? turn(a, b) : cross(b, a);
  }

  // The chain of `a_count` nodes from a1 on, and the chain of `b_count` nodes behind `b0`, change places; the first may be turned round.
  bool exchange(int a1, int a_count, bool is_turned, int b0, int b_count) {
    int chain_a[3], chain_b[3];
    const int ra = at_[u(a1)].ride, rb = at_[u(b0)].ride;
    int node = a1;
    for (int i = 0; i < a_count; ++i, node = at_[u(node)].next) {
      if (!may_move(node) || node == b0) return false;
      chain_a[i] = node;
    }
    const int a0 = at_[u(a1)].prev, a9 = node;
    node = at_[u(b0)].next;
    for (int i = 0; i < b_count; ++i, node = at_[u(node)].next) {
      if (!may_move(node) || node == a1) return false;
      chain_b[i] = node;
    }
    const int b9 = node;
    if (in_.locked[u(b9)] || (b_count == 0 && b9 == a1)) return false;
    if constexpr (rich)
      if (in_.is_break(a0) || in_.is_break(a9) || in_.is_break(b0) || in_.is_break(b9)) return false;
    if (is_turned) std::reverse(chain_a, chain_a + a_count);
    const int af = chain_a[0], al = chain_a[a_count - 1];
    Price inner = 0;  // Of turning the chain round.
    if (is_turned)
      for (int i = 0; i + 1 < a_count; ++i) inner += way(chain_a[i], chain_a[i + 1]) - way(chain_a[i + 1], chain_a[i]);
    const int ol = chain_a[is_turned ? 0 : a_count - 1];  // The last as it stands now.
    Price delta = inner - way(a0, a1) - way(ol, a9);
    if (ra == rb && (b9 == a1 || (b_count > 0 && a9 == chain_b[0]))) {
      // Side by side: b then a become a then b. (a then b: the same with names changed, found from the other side.)
      if (b9 != a1) return false;
      delta += way(b0, af) + way(al, chain_b[0]) + way(chain_b[b_count - 1], a9) - way(b0, chain_b[0]);
    } else if (b_count == 0) {
      delta += way(a0, a9) + way(b0, af) + way(al, b9) - way(b0, b9);
    } else {
      delta += way(a0, chain_b[0]) + way(chain_b[b_count - 1], a9) - way(b0, chain_b[0]) - way(chain_b[b_count - 1], b9) + way(b0, af) + way(al, b9);
    }
    if (ra != rb && b_count == 0) {
      if (rides_[u(ra)].jobs == a_count) delta -= in_.fixed[u(ra)] + way(a0, a9);  // An unused vehicle costs nothing.
      if (rides_[u(rb)].jobs == 0) delta += in_.fixed[u(rb)] + way(b0, b9);
    }
    if (delta >= slack()) return false;

    if (ra == rb) {
      if (!rich && delta >= 0) return false;
      number(ra);
      const bool a_first = place_[u(a1)] < place_[u(b0)];
      const int from = a_first ? a0 : b0, to = a_first ? b9 : a9;
      window_nodes_.clear();
      if (a_first) {
        window_nodes_.insert(window_nodes_.end(), chain_b, chain_b + b_count);
        for (int n = a9; n != at_[u(b0)].next; n = at_[u(n)].next) window_nodes_.push_back(n);
        window_nodes_.insert(window_nodes_.end(), chain_a, chain_a + a_count);
      } else {
        window_nodes_.insert(window_nodes_.end(), chain_a, chain_a + a_count);
        for (int n = b9; n != a1; n = at_[u(n)].next) window_nodes_.push_back(n);
        window_nodes_.insert(window_nodes_.end(), chain_b, chain_b + b_count);
      }
      return rearrange(ra, from, to, delta);
    }

    std::int64_t load_a = 0, load_b = 0;
    Price vehicles = 0;
    for (int i = 0; i < a_count; ++i) {
      if (!in_.may(chain_a[i], rb) || is_closed_[u(rb)]) return false;
      load_a += demand_[u(chain_a[i])];
      vehicles += in_.price_of_vehicle(chain_a[i], rb) - in_.price_of_vehicle(chain_a[i], ra);
    }
    for (int i = 0; i < b_count; ++i) {
      if (!in_.may(chain_b[i], ra) || is_closed_[u(ra)]) return false;
      load_b += demand_[u(chain_b[i])];
      vehicles += in_.price_of_vehicle(chain_b[i], ra) - in_.price_of_vehicle(chain_b[i], rb);
    }
    delta += vehicles;
    if (rides_[u(rb)].jobs + a_count - b_count > in_.jobs_max[u(rb)] || rides_[u(ra)].jobs + b_count - a_count > in_.jobs_max[u(ra)]) return false;
    if (!rich) delta += over_price_ * (over_with(rides_[u(rb)], rb, load_a - load_b) - rides_[u(rb)].over + over_with(rides_[u(ra)], ra, load_b - load_a) - rides_[u(ra)].over);
    if (!rich && delta >= 0) return false;
    const auto more_a = price_with(ra, a0, chain_b, b_count, a9);
    if (more_a == impossible) return false;
    const auto more_b = price_with(rb, b0, chain_a, a_count, b9);
    if (more_b == impossible || delta + more_a + more_b >= 0) return false;

    save(ra);
    save(rb);
    relink(ra, a0, chain_b, b_count, a9);
    relink(rb, b0, chain_a, a_count, b9);
    changed(ra);
    changed(rb);
    for (const int n : {a0, a9, b0, b9}) wake(n);
    for (int i = 0; i < a_count; ++i) wake(chain_a[i]);
    for (int i = 0; i < b_count; ++i) wake(chain_b[i]);
    return true;
  }

  // What is between `from` and `to` of one tour becomes window_nodes_.
  bool rearrange(int v, int from, int to, Price delta) {
    const auto more = price_with(v, from, window_nodes_.data(), static_cast<int>(window_nodes_.size()), to);
    if (more == impossible || delta + more >= 0) return false;
    save(v);
    wake(from);
    wake(to);
    int last = from;
    for (const int n : window_nodes_) {
      if (at_[u(n)].prev != last) wake(n), wake(last);
      last = n;
    }
    relink(v, from, window_nodes_.data(), static_cast<int>(window_nodes_.size()), to);
    changed(v);
    return true;
  }

  // In one tour: the part between is turned round, so that a and b stand side by side.
  bool turn(int a, int b) {
    const int v = at_[u(a)].ride;
    number(v);
    if (place_[u(a)] > place_[u(b)]) std::swap(a, b);
    // a x .. b y becomes a b .. x y; and p a .. q b becomes p q .. a b.
    for (const bool is_front : {true, false}) {
      const int from = is_front ? a : at_[u(a)].prev, to = is_front ? at_[u(b)].next : b;
      const int first = at_[u(from)].next, last = at_[u(to)].prev;
      if (place_[u(last)] <= place_[u(first)]) continue;
      if (in_.locked[u(first)]) continue;
      if constexpr (rich)
        if (in_.is_break(from) || in_.is_break(to)) continue;
      Price delta = way(from, last) + way(first, to) - way(from, first) - way(last, to);
      if (delta >= slack() && (rich || is_symmetric_)) continue;
      window_nodes_.clear();
      bool is_fine = true;
      for (int n = last;; n = at_[u(n)].prev) {
        if (rich && in_.is_break(n)) is_fine = false;
        if (!is_symmetric_ && n != last) delta += way(at_[u(n)].next, n) - way(n, at_[u(n)].next);
        window_nodes_.push_back(n);
        if (n == first) break;
      }
      if (is_fine && (rich || delta < 0) && rearrange(v, from, to, delta)) return true;
    }
    return false;
  }

  // Two tours: b is followed by a and what is behind it, the tour of a goes on with what was behind b.
  bool cross(int b, int a) {
    const int ra = at_[u(a)].ride, rb = at_[u(b)].ride;
    const int a0 = at_[u(a)].prev, b9 = at_[u(b)].next;
    if (in_.locked[u(b9)] || is_closed_[u(ra)] || is_closed_[u(rb)]) return false;
    if constexpr (rich)
      if (in_.is_break(a0) || in_.is_break(b9)) return false;
    const bool b_ends = b9 == in_.end_of(rb);
    const int a_goes_on = b_ends ? in_.end_of(ra) : b9;
    // Behind a the ride comes home to the other tour's end.
    Price delta = way(b, a) - way(a0, a) - way(b, b9);
    const bool is_emptied = a0 == in_.start_of(ra) && b_ends;
    delta += is_emptied ? -in_.fixed[u(ra)] : way(a0, a_goes_on);
    const int last_a = at_[u(in_.end_of(ra))].prev, last_b = b_ends ? nowhere : at_[u(in_.end_of(rb))].prev;
    const bool same_end = in_.row[u(in_.end_of(ra))] == in_.row[u(in_.end_of(rb))];
    if (!same_end) {
      if constexpr (rich)
        if (in_.is_break(last_a) || (last_b != nowhere && in_.is_break(last_b))) return false;
      delta += way(last_a, in_.end_of(rb)) - way(last_a, in_.end_of(ra));
      if (last_b != nowhere) delta += way(last_b, in_.end_of(ra)) - way(last_b, in_.end_of(rb));
    }
    if (delta >= slack()) return false;
    if (!same_end || in_.windows[u(in_.end_of(ra))].front().late[0] != in_.windows[u(in_.end_of(rb))].front().late[0]) {
      if (in_.has_times || rich) return false;
    }
    number(ra);
    number(rb);
    if (!rich) {
      const auto tail_a = rides_[u(ra)].load - load_up_to_[u(a0)], tail_b = rides_[u(rb)].load - load_up_to_[u(b)];
      delta += over_price_ * (over_with(rides_[u(rb)], rb, tail_a - tail_b) - rides_[u(rb)].over + over_with(rides_[u(ra)], ra, tail_b - tail_a) - rides_[u(ra)].over);
      if (delta >= 0) return false;
    }
    int moved_a = 0, moved_b = 0;
    bool is_fine = true;
    const auto look = [&](int from, int end, int into, int out_of, int& count) {
      for (int n = from; n != end; n = at_[u(n)].next) {
        if (!may_move(n) || !in_.may(n, into)) is_fine = false;
        else delta += in_.price_of_vehicle(n, into) - in_.price_of_vehicle(n, out_of);
        ++count;
      }
    };
    look(a, in_.end_of(ra), rb, ra, moved_a);
    if (!b_ends) look(b9, in_.end_of(rb), ra, rb, moved_b);
    if (!is_fine || rides_[u(ra)].jobs - moved_a + moved_b > in_.jobs_max[u(ra)] || rides_[u(rb)].jobs - moved_b + moved_a > in_.jobs_max[u(rb)]) return false;
    const auto more_b = price_with(rb, b, nullptr, 0, a);
    if (more_b == impossible) return false;
    const auto more_a = is_emptied ? (rich ? -price_of(before_[u(in_.end_of(ra))], ra) : 0) : price_with(ra, a0, nullptr, 0, a_goes_on);
    if (more_a == impossible || delta + more_a + more_b >= 0) return false;

    save(ra);
    save(rb);
    const int end_b = last_b;
    for (int n = a; n != in_.end_of(ra); n = at_[u(n)].next) at_[u(n)].ride = rb;
    if (!b_ends)
      for (int n = b9; n != in_.end_of(rb); n = at_[u(n)].next) at_[u(n)].ride = ra;
    link(b, a);
    link(last_a, in_.end_of(rb));
    if (b_ends) {
      link(a0, in_.end_of(ra));
    } else {
      link(a0, b9);
      link(end_b, in_.end_of(ra));
    }
    changed(ra);
    changed(rb);
    for (const int n : {a, b, a0, b9}) wake(n);
    return true;
  }

  // All but the ways, if after `from` of this tour came the chain and then `to` with what follows it; less what it is now. Impossible: late or too much.
  Price price_with(int v, int from, const int* chain, int count, int to) const {
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

  void relink(int v, int from, const int* chain, int count, int to) {
    int last = from;
    for (int i = 0; i < count; ++i) {
      link(last, chain[i]);
      at_[u(chain[i])].ride = v;
      last = chain[i];
    }
    link(last, to);
  }
  void changed(int v) {
    const auto before = rides_[u(v)].cost;
    refresh(v);
    cost_ += rides_[u(v)].cost - before;
  }

  // Between a third and two thirds of all plans on the way shall fit: then the search goes along the edge of what is allowed.
  void weigh_overload() {
    fitted_ += over_ <= over_least_;
    if (++weighed_ < 500) return;
    const double share = static_cast<double>(fitted_) / weighed_;
    fitted_ = weighed_ = 0;
    auto price = over_price_;
    if (share < 0.33) price = std::min(over_price_most_, price + price / 5 + 1);
    if (share > 0.67) price = std::max<Price>(1, price - price / 6);
    for (auto& ride : rides_) ride.cost += (price - over_price_) * ride.over;
    cost_ += (price - over_price_) * over_;
    over_price_ = price;
  }

  void remember_best() {
    best_cost_ = cost_;
    best_ = current();
  }

  int& class_round(int kind) {
    if (u(kind) >= class_round_.size()) class_round_.resize(u(kind) + 1, 0);
    return class_round_[u(kind)];
  }

  const Instance& in_;
  Draw draw_;
  std::vector<Here> at_;
  std::vector<int> window_;
  std::vector<Seconds> early_, late_, service_;
  std::vector<std::int64_t> demand_;
  std::vector<Segment> before_, after_;  // Rich only: up to and with the node; from the node on.
  std::vector<Ride> rides_;
  std::vector<int> absent_, absent_at_, order_, string_, saved_rides_, class_round_;
  std::vector<int> awake_, gaps_, place_, window_nodes_;
  std::vector<char> is_awake_, is_closed_;
  std::vector<std::int64_t> key_, load_up_to_;
  bool is_symmetric_ = true;
  std::vector<std::pair<int, int>> saved_;
  std::vector<std::size_t> saved_at_;
  Price cost_ = 0, best_cost_ = impossible, over_price_ = 0, over_price_most_ = 0;
  std::int64_t over_ = 0, over_least_ = 0;
  int fitted_ = 0, weighed_ = 0;
  Sequences best_;
  int round_ = 0, close_count_ = 0, next_blink_ = 1;
};

}  // namespace

std::unique_ptr<Search> make_search(const Instance& instance, std::uint64_t seed) {
  if (instance.is_plain) return std::make_unique<RuinRecreate<false>>(instance, seed);
  return std::make_unique<RuinRecreate<true>>(instance, seed);
}

}  // namespace opak::routing
