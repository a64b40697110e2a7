// "Dewi is replying": who is typing in which talk right now. Kept in memory only; nothing is lost with it but the sign.
//
// One Site has one of these; any network thread may ask. Bounded: what nobody renewed goes after `lives_ms`.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/time.h"

namespace opak::web {

class TalkSigns {
 public:
  static constexpr std::int64_t lives_ms = seconds(20);

  void typing(const std::string& contact, const std::string& staff, Moment now) {
    const std::lock_guard lock(mutex_);
    std::erase_if(signs_, [&](const auto& sign) { return sign.second.at.ms + lives_ms <= now.ms; });
    signs_[contact + " " + staff] = {contact, staff, now};
  }
  void done(const std::string& contact, const std::string& staff) {
    const std::lock_guard lock(mutex_);
    signs_.erase(contact + " " + staff);
  }
  // A colleague who types there; "" if nobody does.
  std::string colleague(std::string_view contact, std::string_view me, Moment now) const {
    const std::lock_guard lock(mutex_);
    const auto from = std::string(contact) + " ";
    for (auto at = signs_.lower_bound(from); at != signs_.end() && at->first.starts_with(from); ++at)
      if (at->second.staff != me && at->second.at.ms + lives_ms > now.ms) return at->second.staff;
    return {};
  }

 private:
  struct Sign {
    std::string contact, staff;
    Moment at;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Sign> signs_;
};

}  // namespace opak::web
