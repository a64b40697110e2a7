// What must be known of a part of a tour to join it to another in constant time (Vidal et al. 2012, 2013).
//
// Lateness is measured as time warp: who is late is put back to the end of the window, at a price a second. Each level of windows (hard,
// promised, preferred, announced) has a clock of its own. A break stands at the place that comes next: the way first, then the break.
#pragma once

#include <algorithm>

#include "routing/instance.h"

namespace opak::routing {

struct Clockwork {
  Seconds duration = 0, warp = 0, early = 0, late = never;

  static Clockwork join(const Clockwork& a, const Clockwork& b, Seconds way) {
    const auto between = a.duration - a.warp + way;
    const auto wait = std::max<Seconds>(b.early - between - a.late, 0);
    const auto warp = std::max<Seconds>(a.early + between - b.late, 0);
    return {a.duration + b.duration + way + wait, a.warp + b.warp + warp, std::max(b.early - between, a.early) - wait, std::min(b.late - between, a.late) + warp};
  }
  bool operator==(const Clockwork&) const = default;
};

struct Segment {
  int first = -1, last = -1;  // Nodes with a place; -1: only breaks.
  bool has_tail = false;      // Breaks at the end, whose place is not known yet.
  std::array<Clockwork, levels> clock, tail;
  std::array<std::int64_t, loads_max> delivery{}, pickup{}, most{};

  static Segment of(const Instance& instance, int node, std::size_t window) {
    Segment s;
    const auto& w = instance.windows[static_cast<std::size_t>(node)][window];
    const auto service = instance.service[static_cast<std::size_t>(node)];
    for (std::size_t k = 0; k < levels; ++k) s.clock[k] = {service, 0, w.early, w.late[k]};
    if (instance.is_break(node)) {
      s.tail = s.clock;
      s.has_tail = true;
    } else {
      s.first = s.last = node;
      s.delivery = instance.delivery[static_cast<std::size_t>(node)];
      s.pickup = instance.pickup[static_cast<std::size_t>(node)];
      for (std::size_t d = 0; d < loads_max; ++d) s.most[d] = std::max(s.delivery[d], s.pickup[d]);
    }
    return s;
  }

  static Segment join(const Instance& instance, const Segment& a, const Segment& b) {
    Segment s;
    if (b.first < 0) {  // Only breaks: they wait for their place.
      s = a;
      for (std::size_t k = 0; k < levels; ++k) s.tail[k] = a.has_tail ? Clockwork::join(a.tail[k], b.tail[k], 0) : b.tail[k];
      s.has_tail = true;
      if (a.first < 0) s.clock = s.tail;
      return s;
    }
    s.first = a.first < 0 ? b.first : a.first;
    s.last = b.last;
    s.has_tail = b.has_tail;
    s.tail = b.tail;
    const auto way = a.first < 0 ? 0 : instance.duration(a.last, b.first);
    for (std::size_t k = 0; k < levels; ++k) {
      const auto there = a.has_tail ? Clockwork::join(a.tail[k], b.clock[k], 0) : b.clock[k];
      s.clock[k] = a.first < 0 ? there : Clockwork::join(a.clock[k], there, way);
    }
    for (std::size_t d = 0; d < loads_max; ++d) {
      s.delivery[d] = a.delivery[d] + b.delivery[d];
      s.pickup[d] = a.pickup[d] + b.pickup[d];
      s.most[d] = std::max(a.most[d] + b.delivery[d], b.most[d] + a.pickup[d]);
    }
    return s;
  }
};

}  // namespace opak::routing
