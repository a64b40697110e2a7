#include "routing/solver.h"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cmath>
#include <limits>
#include <mutex>
#include <thread>

#include "routing/instance.h"
#include "routing/ruin_recreate.h"

namespace opak::routing {
namespace {

constexpr double hot = 1, cold = 0.03;  // Temperatures, of the way to a near stop.
constexpr int exchanges = 16;
constexpr std::int64_t iterations_between_looks = 32;

double steady_seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

Plan plan_of(const Instance& instance, const Wish& wish, const Sequences& sequences) {
  Plan plan;
  std::vector<int> index_of_break(static_cast<std::size_t>(instance.nodes), 0);
  for (const auto& breaks : instance.breaks)
    for (std::size_t i = 0; i < breaks.size(); ++i)
      if (breaks[i] >= 0) index_of_break[static_cast<std::size_t>(breaks[i])] = static_cast<int>(i);
  plan.tours.resize(wish.vehicles.size());
  for (std::size_t v = 0; v < sequences.size(); ++v) {
    const bool is_used = std::any_of(sequences[v].begin(), sequences[v].end(), [&](int node) { return instance.is_job(node); });
    if (!is_used) continue;
    for (const int node : sequences[v]) plan.tours[v].push_back(instance.is_job(node) ? Call{false, node} : Call{true, index_of_break[static_cast<std::size_t>(node)]});
  }
  return plan;
}

// The better of two searches lends its best plan to the other, now and then.
class Exchange {
 public:
  explicit Exchange(int threads) : barrier_(threads) {}
  void wait() { barrier_.arrive_and_wait(); }
  void leave() { barrier_.arrive_and_drop(); }
  void offer(Price cost, int thread, const Sequences& best) {
    std::lock_guard lock(mutex_);
    if (is_empty_ || cost < cost_ || (cost == cost_ && thread < thread_)) cost_ = cost, thread_ = thread, best_ = best, is_empty_ = false;
  }
  bool take(Price cost, Sequences& into) {
    std::lock_guard lock(mutex_);
    if (is_empty_ || cost_ >= cost) return false;
    into = best_;
    return true;
  }

 private:
  std::barrier<> barrier_;
  std::mutex mutex_;
  bool is_empty_ = true;
  Price cost_ = 0;
  int thread_ = 0;
  Sequences best_;
};

struct Worker {
  Sequences best;
  Price cost = std::numeric_limits<Price>::max();
  std::int64_t iterations = 0;
};

void keep(const Search& search, Worker& kept) {
  if (search.best_cost() < kept.cost) kept.cost = search.best_cost(), kept.best = search.best();
}

Worker work(const Instance& instance, const Limits& limits, const std::function<double()>& clock, double spent, int thread, Exchange& exchange) {
  const double began = clock() - spent;  // Each thread's clock may be its own.
  auto search = make_search(instance, limits.seed * 1'000'003 + static_cast<std::uint64_t>(thread));
  search->begin(std::any_of(instance.first_plan.begin(), instance.first_plan.end(), [](const auto& plan) { return !plan.empty(); }) ? instance.first_plan : Sequences{});
  const double top = hot * limits.heat * instance.mean_near_cost, bottom = cold * instance.mean_near_cost;
  const bool is_counted = limits.iterations > 0;
  Worker kept;
  std::int64_t done = 0;
  int exchanged = 0;
  double progress = 0, temperature = top;
  bool is_over = instance.jobs == 0 || instance.vehicles == 0;
  while (!is_over && !(is_counted && done >= limits.iterations)) {
    if (done % iterations_between_looks == 0) {
      const double passed = (clock() - began) / std::max(1e-9, limits.seconds);
      is_over = passed >= 1 || (limits.cancel != nullptr && limits.cancel->load(std::memory_order_relaxed));
      if (is_over) break;
      progress = is_counted ? static_cast<double>(done) / static_cast<double>(limits.iterations) : passed;
      temperature = std::max(bottom, top * std::pow(bottom / top, progress));
      if (top <= bottom) temperature = top;
      if (limits.threads > 1 && progress * exchanges >= exchanged + 1) {
        ++exchanged;
        exchange.offer(search->best_cost(), thread, search->best());
        if (is_counted) exchange.wait();
        Sequences other;
        if (exchanged % 4 == 0 && exchange.take(search->best_cost(), other)) {
          keep(*search, kept);
          search->begin(other);
        }
        if (is_counted) exchange.wait();
      }
    }
    search->step(temperature);
    ++done;
  }
  exchange.leave();
  keep(*search, kept);
  kept.iterations = done;
  return kept;
}

}  // namespace

Solved solve(const Wish& wish, const Limits& limits) {
  const std::function<double()> clock = limits.clock ? limits.clock : steady_seconds;
  const double began = clock();
  const Instance instance(wish);
  const double spent = clock() - began;
  const int threads = std::clamp(limits.threads, 1, 16);
  Exchange exchange(threads);
  std::vector<Worker> workers(static_cast<std::size_t>(threads));
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t)
    others.emplace_back([&, t] { workers[static_cast<std::size_t>(t)] = work(instance, limits, clock, spent, t, exchange); });
  workers[0] = work(instance, limits, clock, spent, 0, exchange);
  for (auto& other : others) other.join();
  const auto best = std::min_element(workers.begin(), workers.end(), [](const Worker& a, const Worker& b) { return a.cost < b.cost; });
  Solved solved{plan_of(instance, wish, best->best), best->cost, 0};
  for (const auto& worker : workers) solved.iterations += worker.iterations;
  return solved;
}

}  // namespace opak::routing
