// Who waits before the clerk, and in which order they are served when more come than can be.
//
// As long as the clerk keeps up, everybody is served in the order of coming. When guests begin to wait for long, the newest of them
// are served first: some are then answered in time, where in the order of coming all would be late. Who finds no room and has waited longer than
// can still be answered in time is turned away before anything is done, and never after. Officers, and whom the office has begun to
// serve already, go first; a quarter of each batch stays for guests, so that nobody is shut out. Knows no clock.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <iterator>
#include <utility>
#include <vector>

namespace opak::office {

// Begun: the office asks for itself, or goes on with somebody it has already done work for.
enum class Comes { begun, officer, guest };

// Whom this thread asks for; begun, unless somebody at the door is named.
Comes comes_now();
class AtTheDoor {
 public:
  // `waited_ms`: how long already.
  explicit AtTheDoor(Comes comes, std::int64_t waited_ms = 0);
  ~AtTheDoor();
  AtTheDoor(const AtTheDoor&) = delete;

 private:
  const Comes before_;
  const std::int64_t waited_before_;
};
std::chrono::milliseconds waited_until_now();

struct Patience {
  std::chrono::milliseconds guest{150};  // From the moment of coming to the door.
  std::chrono::milliseconds first{10'000};
  std::chrono::milliseconds newest_first_after{30};
};

template <class Wish>
class WaitingRoom {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit WaitingRoom(std::size_t most, Patience patience = {}) : most_(most), patience_(patience) {}

  std::size_t size() const { return first_.size() + guests_.size(); }
  bool is_empty() const { return size() == 0; }

  // Whoever has to make place for this one, or this one itself, comes to stand in `turned_away`.
  void put(Wish wish, Comes comes, Time came, std::vector<Wish>& turned_away) {
    if (size() >= most_) {
      if (comes == Comes::guest || guests_.empty()) return turned_away.push_back(std::move(wish));
      take_front(guests_, turned_away);
    }
    auto& line = comes == Comes::guest ? guests_ : first_;
    auto place = line.end();
    while (place != line.begin() && std::prev(place)->came > came) --place;
    line.insert(place, {std::move(wish), came});
  }

  // At most so many for one batch. Whoever is left and can no longer be answered in time is turned away; a pause that made everybody wait
  // (a slow sync, a program that took the doors over) turns away nobody as long as all find room.
  std::vector<Wish> take(std::size_t most, Time now, std::vector<Wish>& turned_away) {
    std::vector<Wish> batch;
    const auto for_guests = std::min(guests_.size(), most / 4);
    while (!first_.empty() && batch.size() < most - for_guests) take_front(first_, batch);
    const bool newest_first = guests_.size() > most - batch.size() && now - guests_.front().came > patience_.newest_first_after;
    while (!guests_.empty() && batch.size() < most) newest_first ? take_back(guests_, batch) : take_front(guests_, batch);
    while (!guests_.empty() && now - guests_.front().came > patience_.guest) take_front(guests_, turned_away);
    while (!first_.empty() && now - first_.front().came > patience_.first) take_front(first_, turned_away);
    return batch;
  }

 private:
  struct Waiting {
    Wish wish;
    Time came;
  };
  static void take_front(std::deque<Waiting>& from, std::vector<Wish>& to) {
    to.push_back(std::move(from.front().wish));
    from.pop_front();
  }
  static void take_back(std::deque<Waiting>& from, std::vector<Wish>& to) {
    to.push_back(std::move(from.back().wish));
    from.pop_back();
  }

  const std::size_t most_;
  const Patience patience_;
  std::deque<Waiting> first_, guests_;  // Each in the order of coming.
};

}  // namespace opak::office
