#include "access/limiter.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace opak::access {
namespace {

constexpr std::int64_t forgotten_after_ms = days(1);

std::int64_t wait_after(int tries, const Pace& pace) {
  if (tries < pace.free_tries) return 0;
  const int doublings = std::min(tries - pace.free_tries, 30);
  return std::min(pace.first_wait_ms << doublings, pace.wait_ms_max);
}

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

Limiter::Limiter(Chance& chance, std::size_t subjects_max) : secret_(chance.bytes(32)), subjects_max_(subjects_max) {
  ensure(sodium_init() >= 0, "libsodium must start");
  ensure(subjects_max_ > 0, "a limiter remembers somebody");
}

std::size_t Limiter::KeyHash::operator()(const Key& key) const {
  std::size_t value = 0;
  std::memcpy(&value, key.data(), sizeof value);
  return value;
}

Limiter::Key Limiter::key_of(std::string_view action, std::string_view subject) const {
  Bytes what;
  append_u32(what, static_cast<std::uint32_t>(action.size()));  // So ("ab","c") and ("a","bc") differ.
  what += action;
  what += subject;
  Key key{};
  crypto_generichash(key.data(), key.size(), raw(what), what.size(), raw(secret_), secret_.size());
  return key;
}

std::int64_t Limiter::begin_try(std::string_view action, std::string_view subject, Moment now, Pace pace) {
  const auto key = key_of(action, subject);
  std::lock_guard lock(mutex_);
  auto found = counted_.find(key);
  if (found == counted_.end()) {
    if (counted_.size() >= subjects_max_) make_room(now);
    found = counted_.emplace(key, Counted{}).first;
  }
  auto& counted = found->second;
  if (now - counted.last >= forgotten_after_ms) counted.tries = 0;
  const auto left = wait_after(counted.tries, pace) - (now - counted.last);
  if (counted.tries > 0 && left > 0) return left;
  ++counted.tries;
  counted.last = now;
  return 0;
}

void Limiter::forgive(std::string_view action, std::string_view subject) {
  const auto key = key_of(action, subject);
  std::lock_guard lock(mutex_);
  counted_.erase(key);
}

void Limiter::forgive_one(std::string_view action, std::string_view subject) {
  const auto key = key_of(action, subject);
  std::lock_guard lock(mutex_);
  const auto found = counted_.find(key);
  if (found != counted_.end() && --found->second.tries <= 0) counted_.erase(found);
}

int Limiter::tries(std::string_view action, std::string_view subject, Moment now) const {
  const auto key = key_of(action, subject);
  std::lock_guard lock(mutex_);
  const auto found = counted_.find(key);
  return found == counted_.end() || now - found->second.last >= forgotten_after_ms ? 0 : found->second.tries;
}

std::size_t Limiter::size() const {
  std::lock_guard lock(mutex_);
  return counted_.size();
}

// An eighth at a time, so that a flood pays for the sorting only now and then.
void Limiter::make_room(Moment now) {
  std::erase_if(counted_, [&](const auto& item) { return now - item.second.last >= forgotten_after_ms; });
  if (counted_.size() < subjects_max_) return;
  std::vector<std::pair<Counted, Key>> all;
  all.reserve(counted_.size());
  for (const auto& [key, counted] : counted_) all.emplace_back(counted, key);
  const auto goes = static_cast<std::ptrdiff_t>(std::max<std::size_t>(1, all.size() / 8));
  std::nth_element(all.begin(), all.begin() + goes - 1, all.end(), [](const auto& a, const auto& b) {
    return a.first.tries != b.first.tries ? a.first.tries < b.first.tries : a.first.last < b.first.last;
  });
  for (auto it = all.begin(); it != all.begin() + goes; ++it) counted_.erase(it->second);
}

Refusal refusal_to_wait(std::int64_t wait_ms) {
  if (wait_ms > minutes(2)) return {"access.slow_down_minutes", {{"menit", std::to_string((wait_ms + minutes(1) - 1) / minutes(1))}}};
  return {"access.slow_down", {{"detik", std::to_string((wait_ms + 999) / 1000)}}};
}

}  // namespace opak::access
