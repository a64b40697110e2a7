#include "routing/ruin_recreate.h"

#include <algorithm>

#include "routing/search_state.h"

namespace opak::routing {
namespace search {
namespace {

constexpr double removed_mean = 10;  // Stops taken out at a time, about.
constexpr int string_max = 10;
// Local search costs as much as dozens of steps, and pays now and then.
constexpr int polish_every = 32;
constexpr double split_chance = 0.5, split_grows = 0.99;

}  // namespace

template <bool rich>
void RuinRecreate<rich>::begin(const Sequences& sequences) {
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

template <bool rich>
void RuinRecreate<rich>::step(double temperature) {
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

template <bool rich>
Sequences RuinRecreate<rich>::current() const {
  Sequences all(u(in_.vehicles));
  for (int v = 0; v < in_.vehicles; ++v)
    for (int node = at_[u(in_.start_of(v))].next; node != in_.end_of(v); node = at_[u(node)].next) all[u(v)].push_back(node);
  return all;
}

template <bool rich>
Price RuinRecreate<rich>::cost_anew() const {
  Price sum = 0;
  for (int v = 0; v < in_.vehicles; ++v) sum += cost_of(v);
  for (int j = 0; j < in_.jobs; ++j)
    if (at_[u(j)].ride == nowhere) sum += in_.unplanned[u(j)];
  return sum;
}

template <bool rich>
bool RuinRecreate<rich>::ruin() {
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

template <bool rich>
void RuinRecreate<rich>::ruin_around(int job, double length_limit, int& strings) {
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

template <bool rich>
void RuinRecreate<rich>::sort_order() {
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

template <bool rich>
void RuinRecreate<rich>::recreate() {
  sort_order();
  for (const int job : order_) {
    const auto place = cheapest(job, in_.unplanned[u(job)]);
    if (place.before != nowhere) put(job, place.ride, place.before, place.window);
  }
}

template <bool rich>
void RuinRecreate<rich>::weigh_overload() {
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

template class RuinRecreate<false>;
template class RuinRecreate<true>;

}  // namespace search

std::unique_ptr<Search> make_search(const Instance& instance, std::uint64_t seed) {
  if (instance.is_plain) return std::make_unique<search::RuinRecreate<false>>(instance, seed);
  return std::make_unique<search::RuinRecreate<true>>(instance, seed);
}

}  // namespace opak::routing
