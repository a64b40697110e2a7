// When the pretend Meta's webhooks go out: late, twice, in another order, or never; and again where the city does not take them. Pure but for its dice.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>

#include "base/time.h"
#include "channels/pretend_graph.h"

namespace opak::channels {

struct PostTrouble {
  std::int64_t late_ms_max = 0;  // Each goes between at once and so late: they overtake each other.
  int doubled = 0;               // Of a hundred.
  int lost_statuses = 0;         // Of a hundred. A message of a person is never lost, it only comes late.
};

class PretendPost {
 public:
  explicit PretendPost(std::uint64_t seed) : dice_(seed) {}

  void trouble(PostTrouble trouble) { trouble_ = trouble; }
  void take_message(Webhook webhook, Moment now);
  void take_status(std::string message_id, std::string word, Moment due);
  // "sent", "delivered", "read" of a message that went to a telephone.
  void take_statuses(const std::string& message_id, Moment now);

  struct Letter {
    Webhook webhook;             // Empty for a status: it is written when it goes.
    std::string message_id, word;
    int tries = 0;
    Moment first;
  };
  // The next that is due; it is taken out.
  std::optional<Letter> next(Moment now);
  // The city did not take it: again later, twice as late each time, for seven days.
  void not_taken(Letter letter, Moment now);
  std::optional<Moment> due() const;
  std::size_t waiting() const { return letters_.size(); }

 private:
  bool hits(int of_hundred) { return static_cast<int>(dice_() % 100) < of_hundred; }
  Moment late(Moment now) { return trouble_.late_ms_max > 0 ? now + static_cast<std::int64_t>(dice_() % static_cast<std::uint64_t>(trouble_.late_ms_max + 1)) : now; }
  void put(Letter letter, Moment due) { letters_.emplace(due.ms, std::move(letter)); }

  std::mt19937_64 dice_;
  PostTrouble trouble_;
  std::multimap<std::int64_t, Letter> letters_;
};

}  // namespace opak::channels
