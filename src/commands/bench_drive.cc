#include "commands/bench_drive.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace opak::commands {

using Steady = std::chrono::steady_clock;

Driven drive(const Served& served, int clients, double seconds, const std::function<void(BenchClient&, int)>& sign_in, const Doing& doing) {
  std::vector<std::vector<Step>> steps(static_cast<std::size_t>(clients));
  std::atomic<std::int64_t> whole = 0, failed = 0;
  std::atomic<int> ready = 0;
  std::atomic<bool> go = false, over = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&, i] {
      BenchClient client(served.port());
      sign_in(client, i);
      ++ready;
      while (!go) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      for (std::int64_t turn = 0; !over; ++turn) ++(doing(client, i, turn, steps[static_cast<std::size_t>(i)]) ? whole : failed);
    });
  while (ready < clients) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto processor = served.processor_s();
  const auto start = Steady::now();
  go = true;
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  Driven done;
  over = true;
  done.whole = whole;
  done.seconds = ms_since(start) / 1000;
  done.processor_s = served.processor_s() - processor;
  for (auto& thread : threads) thread.join();
  done.failed = failed;
  for (auto& of_one : steps)
    for (std::size_t i = 0; i < of_one.size(); ++i) {
      if (done.steps.size() <= i) done.steps.push_back({of_one[i].name, {}});
      done.steps[i].times.add(std::move(of_one[i].times));
    }
  return done;
}

Times& step(std::vector<Step>& steps, std::size_t at, const char* name) {
  while (steps.size() <= at) steps.push_back({name, {}});
  return steps[at].times;
}

}  // namespace opak::commands
