// The search's own class, for the files that are its parts: ruin_recreate.cc (the steps), insertion.cc (where a stop would go), tours.cc (what a
// tour is and costs) and local_search.cc. Others use ruin_recreate.h.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "routing/ruin_recreate.h"
#include "routing/segment.h"

namespace opak::routing::search {

inline constexpr Price impossible = std::numeric_limits<Price>::max() / 4;
inline constexpr int nowhere = -1;
inline constexpr double blink = 0.01;

inline std::size_t u(int i) { return static_cast<std::size_t>(i); }

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

  void begin(const Sequences& sequences) override;

  void step(double temperature) override;

  Price cost() const override { return cost_; }
  Price best_cost() const override { return best_cost_; }
  Sequences best() const override { return best_; }
  Sequences current() const override;

  Price cost_anew() const override;

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

  Price cost_of(int v) const;

  // Everything of a ride anew from its nodes.
  void refresh(int v);

  // ---- Where a node would go.

  // What the node would cost before `following`, or impossible; `limit`: more is of no interest.
  Place price_before(int node, int following, int v, Price limit) const;

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

  void look_through(int node, int v, Place& best);

  // An empty vehicle of each kind.
  void look_at_empty(int node, Place& best);

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

  Place cheapest(int node, Price limit);

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

  void save(int v);

  void restore(Price cost_before);

  void put(int node, int v, int following, int window);

  // A node is new: what follows may depart later, what comes before must be there earlier.
  void spread_times(int node);

  // The ride's numbers are put right by refresh() afterwards.
  void take_out(int node);

  void put_cheapest_in(int node, int v);

  // A given sequence, as far as each of its nodes keeps the rules.
  void follow(int v, const std::vector<int>& sequence);

  // False: a tour became late by leaving a stop out, as can be where the straight way is not the shortest.
  bool ruin();

  void ruin_around(int job, double length_limit, int& strings);

  void sort_order();
  std::int64_t far(int job) const { return in_.vehicles == 0 ? 0 : in_.cost(in_.start_of(0), job); }

  void recreate();

  // ---- Local search: while some small change makes the plan cheaper, it is made. Only what changed is looked at again.

  void wake(int node) {
    if (!in_.is_job(node) || is_awake_[u(node)]) return;
    is_awake_[u(node)] = 1;
    awake_.push_back(node);
  }

  void polish();

  void number(int v);

  // A change may lengthen the ways by less than this, where other prices may pay for it.
  Price slack() const { return rich ? impossible : over_price_ * over_; }
  bool may_move(int node) const { return in_.is_job(node) && !in_.locked[u(node)]; }
  Price way(int a, int b) const { return in_.cost(a, b); }

  // One change near this job that makes the plan cheaper, if there is one.
  bool improve(int node);

  // Changes after which `b` is followed by `a`, or the other way round.
  bool near_each_other(int a, int b);

  // The chain of `a_count` nodes from a1 on, and the chain of `b_count` nodes behind `b0`, change places; the first may be turned round.
  bool exchange(int a1, int a_count, bool is_turned, int b0, int b_count);

  // What is between `from` and `to` of one tour becomes window_nodes_.
  bool rearrange(int v, int from, int to, Price delta);

  // In one tour: the part between is turned round, so that a and b stand side by side.
  bool turn(int a, int b);

  // Two tours: b is followed by a and what is behind it, the tour of a goes on with what was behind b.
  bool cross(int b, int a);

  // All but the ways, if after `from` of this tour came the chain and then `to` with what follows it; less what it is now. Impossible: late or too much.
  Price price_with(int v, int from, const int* chain, int count, int to) const;

  void relink(int v, int from, const int* chain, int count, int to);
  void changed(int v);

  // Between a third and two thirds of all plans on the way shall fit: then the search goes along the edge of what is allowed.
  void weigh_overload();

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

}  // namespace opak::routing::search
