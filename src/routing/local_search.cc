// Local search: while some small change makes the plan cheaper, it is made. Only what changed is looked at again.
#include <algorithm>

#include "routing/search_state.h"

namespace opak::routing::search {
namespace {

constexpr std::size_t polish_close = 10;

}  // namespace

template <bool rich>
void RuinRecreate<rich>::polish() {
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

template <bool rich>
bool RuinRecreate<rich>::improve(int node) {
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

template <bool rich>
bool RuinRecreate<rich>::near_each_other(int a, int b) {
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

template <bool rich>
bool RuinRecreate<rich>::exchange(int a1, int a_count, bool is_turned, int b0, int b_count) {
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

template <bool rich>
bool RuinRecreate<rich>::rearrange(int v, int from, int to, Price delta) {
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

template <bool rich>
bool RuinRecreate<rich>::turn(int a, int b) {
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

template <bool rich>
bool RuinRecreate<rich>::cross(int b, int a) {
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

template class RuinRecreate<false>;
template class RuinRecreate<true>;

}  // namespace opak::routing::search
