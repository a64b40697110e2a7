#include "channels/pretend_post.h"

#include <algorithm>

namespace opak::channels {
namespace {

constexpr std::int64_t given_up_ms = days(7), again_ms = seconds(1), again_longest_ms = minutes(10);
// After the send, as a telephone that lies on the table.
constexpr std::pair<const char*, std::int64_t> steps[] = {{"sent", 100}, {"delivered", 300}, {"read", 600}};

}  // namespace

void PretendPost::take_message(Webhook webhook, Moment now) {
  const bool twice = hits(trouble_.doubled);
  if (twice) put({.webhook = webhook, .message_id = {}, .word = {}, .first = now}, late(now));
  put({.webhook = std::move(webhook), .message_id = {}, .word = {}, .first = now}, late(now));
}

void PretendPost::take_status(std::string message_id, std::string word, Moment due) {
  put({.webhook = {}, .message_id = std::move(message_id), .word = std::move(word), .first = due}, due);
}

void PretendPost::take_statuses(const std::string& message_id, Moment now) {
  for (const auto& [word, after] : steps) {
    if (hits(trouble_.lost_statuses)) continue;
    const bool twice = hits(trouble_.doubled);
    take_status(message_id, word, late(now + after));
    if (twice) take_status(message_id, word, late(now + after));
  }
}

std::optional<PretendPost::Letter> PretendPost::next(Moment now) {
  if (letters_.empty() || letters_.begin()->first > now.ms) return std::nullopt;
  auto letter = std::move(letters_.begin()->second);
  letters_.erase(letters_.begin());
  return letter;
}

void PretendPost::not_taken(Letter letter, Moment now) {
  if (letter.first + given_up_ms < now) return;
  const auto wait = std::min(again_longest_ms, again_ms << std::min(letter.tries, 20));
  ++letter.tries;
  put(std::move(letter), now + wait);
}

std::optional<Moment> PretendPost::due() const {
  if (letters_.empty()) return std::nullopt;
  return Moment{letters_.begin()->first};
}

}  // namespace opak::channels
