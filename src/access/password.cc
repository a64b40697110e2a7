#include "access/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/text.h"

namespace opak::access {
namespace {

constexpr std::size_t hash_bytes = 32;

struct Cost {
  unsigned long long rounds;
  std::size_t memory_bytes;
};

Cost cost_of(Strength strength) {
  if (strength == Strength::cheap) return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};
  return {2, 64U * 1024 * 1024};
}

std::string base64_unpadded(ByteView bytes) {
  auto text = to_base64(bytes);
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

void wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
}

// The first words in every list of guesses that are long enough to pass, and those at hand in this city.
constexpr std::array<std::string_view, 24> known_words{
    "1234567890",  "12345678910", "0123456789",  "0987654321",   "1q2w3e4r5t",   "qwertyuiop", "password12", "password123",
    "passw0rd123", "indonesia1",  "indonesia123", "indonesiaraya", "bismillah123", "bismillah1", "alhamdulillah", "sayangku123",
    "kotaserang",  "kotaserang1", "kotaserang123", "disdukcapil",  "dukcapil123",  "opakmanis1", "opakmanis123", "rahasia123"};

bool is_one_letter_again(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return c == text.front(); });
}

}  // namespace

std::optional<Refusal> refuse_password(std::string_view password, std::string_view login) {
  if (letters_count(password) < password_letters_min)
    return Refusal{"access.password_short", {{"huruf", std::to_string(password_letters_min)}}};
  if (password.size() > password_bytes_max) return Refusal{"access.password_long", {{"huruf", std::to_string(password_bytes_max)}}};
  const auto folded = lower_ascii(password);
  const bool known = std::find(known_words.begin(), known_words.end(), folded) != known_words.end();
  if (known || folded == lower_ascii(login) || is_one_letter_again(folded)) return Refusal{"access.password_known"};
  return std::nullopt;
}

std::string hash_password(std::string_view password, Strength strength, Chance& chance) {
  ensure(sodium_init() >= 0, "libsodium must start");
  const auto cost = cost_of(strength);
  const Bytes salt = chance.bytes(crypto_pwhash_SALTBYTES);
  Bytes hash(hash_bytes, '\0');
  const int done = crypto_pwhash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), password.data(), password.size(),
                                 reinterpret_cast<const unsigned char*>(salt.data()), cost.rounds, cost.memory_bytes,
                                 crypto_pwhash_ALG_ARGON2ID13);
  ensure(done == 0, "there is memory enough to hash a password");
  // The form that crypto_pwhash_str writes; ours, because its salt would come from elsewhere than Chance.
  return "$argon2id$v=19$m=" + std::to_string(cost.memory_bytes / 1024) + ",t=" + std::to_string(cost.rounds) + ",p=1$" +
         base64_unpadded(salt) + "$" + base64_unpadded(hash);
}

bool password_is(const std::string& hash, std::string_view password) {
  ensure(sodium_init() >= 0, "libsodium must start");
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  std::array<char, crypto_pwhash_STRBYTES> padded{};
  std::copy(hash.begin(), hash.end(), padded.begin());
  return crypto_pwhash_str_verify(padded.data(), password.data(), password.size()) == 0;
}

PasswordWorker::PasswordWorker(Chance& chance, Strength strength, Runs runs, std::size_t waiting_max)
    : chance_(chance), strength_(strength), runs_(runs), waiting_max_(waiting_max),
      nobodys_hash_(hash_password(chance.bytes(32), strength, chance)) {
  if (runs_ == Runs::on_a_thread) thread_ = std::thread([this] { run(); });
}

PasswordWorker::~PasswordWorker() {
  std::deque<Job> left;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(waiting_);
  }
  changed_.notify_all();
  for (auto& job : left) job.give_up();
  if (thread_.joinable()) thread_.join();
}

Later<std::optional<bool>> PasswordWorker::verify(std::optional<std::string> hash, std::string password) {
  Later<std::optional<bool>> later;
  if (password.size() > password_bytes_max) password.resize(password_bytes_max + 1);  // Too long to be right; costs the same.
  take({.work =
            [this, later, hash = std::move(hash), password = std::move(password)]() mutable {
              const bool right = password_is(hash.value_or(nobodys_hash_), password);
              wipe(password);
              later.answer(right && hash.has_value());
            },
        .give_up = [later] { later.answer(std::nullopt); }});
  return later;
}

Later<std::optional<std::string>> PasswordWorker::hash(std::string password) {
  Later<std::optional<std::string>> later;
  take({.work =
            [this, later, password = std::move(password)]() mutable {
              auto made = hash_password(password, strength_, chance_);
              wipe(password);
              later.answer(std::move(made));
            },
        .give_up = [later] { later.answer(std::nullopt); }});
  return later;
}

void PasswordWorker::take(Job job) {
  if (runs_ == Runs::at_once) return job.work();
  {
    std::lock_guard lock(mutex_);
    if (!stopping_ && waiting_.size() < waiting_max_) {
      waiting_.push_back(std::move(job));
      changed_.notify_one();
      return;
    }
  }
  job.give_up();
}

void PasswordWorker::run() {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    job.work();
  }
}

}  // namespace opak::access
