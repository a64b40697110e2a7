// What was read of a case, and the status pages drawn from it, kept until the case changes (office/freshness.h).
//
// A card is looked at ten times before it moves. One Site has one of these; each network thread has a part of its own, so
// nobody waits. Bounded by bytes: what was not looked at for longest goes first.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/personal.h"
#include "base/time.h"
#include "net/http.h"
#include "office/freshness.h"
#include "views/boards.h"

namespace opak::web {

// All that a status page says of a case, but for its place in the line, which other cases move.
struct SeenCase {
  views::Case one;
  std::vector<views::TimelineLine> timeline;
  std::optional<Opened<std::string>> name;   // Masked. None: erased.
  std::optional<Opened<std::string>> street;  // Masked. None: erased, or never asked for.
  std::optional<Opened<std::string>> words;  // An officer's, on a return or a rejection.
  office::Freshness::Stamp stamp = 0;
};

// What was not asked for while as much again came in is forgotten.
template <class T>
class TwoGenerations {
 public:
  explicit TwoGenerations(std::size_t bytes_max) : bytes_max_(bytes_max / 2) {}

  T* find(std::string_view key) {
    if (const auto found = young_.find(key); found != young_.end()) return &found->second.first;
    const auto found = old_.find(key);
    if (found == old_.end()) return nullptr;
    auto held = std::move(found->second);
    old_.erase(found);
    return put(key, std::move(held.first), held.second);
  }
  T* put(std::string_view key, T value, std::size_t bytes) {
    if (bytes_ + bytes > bytes_max_) {
      old_ = std::exchange(young_, {});
      bytes_ = 0;
    }
    bytes_ += bytes;
    return &young_.insert_or_assign(std::string(key), std::make_pair(std::move(value), bytes)).first->second.first;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Held = std::unordered_map<std::string, std::pair<T, std::size_t>, Hash, std::equal_to<>>;
  const std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  Held young_, old_;
};

class KeptStatus {
 public:
  struct Page {
    net::Response response;   // With a kept body.
    std::string application;
    Day day;                  // A page may say that a promise is late.
    office::Freshness::Stamp stamp = 0;
  };

  std::shared_ptr<const SeenCase> find_case(std::string_view application, const office::Freshness& freshness, int thread);
  void keep_case(std::shared_ptr<const SeenCase> seen, int thread);
  std::optional<net::Response> find_page(std::string_view key, Day today, const office::Freshness& freshness, int thread);
  void keep_page(std::string_view key, Page page, int thread);

 private:
  struct Part {
    std::mutex mutex;
    TwoGenerations<std::shared_ptr<const SeenCase>> cases{4 << 20};
    TwoGenerations<Page> pages{16 << 20};
  };
  Part& part(int thread) { return parts_[static_cast<std::size_t>(thread) % parts_.size()]; }
  std::array<Part, 8> parts_;
};

}  // namespace opak::web
