// Who is served when more come than can be.
//
// Every request knows how long it waited at the door (net/http.h). Where nearly all have to wait, a look at a page that waited
// longer than a visitor hardly notices is asked to come again in a moment: that costs a fraction of serving it, so those who
// are served are served in time, and all of them are as soon as fewer come. A form is worth more than a look, and the office's
// own work more than both: an officer, or a courier at somebody's door, gets through behind whatever rush of visitors.
//
// Whoever takes more than a quarter of the work meanwhile is asked sooner: an officer by the session, all others by their network, so
// that one program that asks without end does not crowd out the rest. It is a shorter patience and not a lock: a village behind one address, or the customers of a
// telephone company, are still served, as many as there is room for.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/time.h"
#include "catalogue/sentences.h"
#include "net/http.h"

namespace opak::web {

struct Site;
struct Route;

enum class Standing { look, act, office };

class Rush {
 public:
  // Whether to ask this one to come again. Counts it under `who`, "" for nobody.
  bool is_too_late(std::int64_t waited_ms, Standing standing, std::string_view who, Moment now, int thread);

  // Who was found to be an officer lately, by the session's cookie. Whoever pretends is a visitor.
  void note_officer(std::string_view cookie, int thread);
  bool is_officer(std::string_view cookie, int thread);

  // "It is crowded", drawn once a language.
  net::Response page(Site& site, catalogue::Lang lang);

 private:
  // Of one network thread; others lock it only to make an officer known.
  struct Part {
    std::mutex mutex;
    Moment window_since;
    int seen = 0, waited = 0;  // Requests of this window, and those of them that had to wait.
    int crowded_windows = 0;  // In a row.
    Moment crowded_until;
    Moment halved_at;
    std::array<std::uint32_t, 4096> work{};  // By who asks. Two that share a place share a patience.
    std::uint64_t all_work = 0;
    std::array<std::uint64_t, 1024> officers{};
  };
  Part& part(int thread) { return parts_[static_cast<std::size_t>(thread) % parts_.size()]; }

  std::array<Part, 8> parts_;
  std::mutex pages_mutex_;
  std::array<net::Response, catalogue::all_langs.size()> pages_;
};

Standing standing_of(Site& site, const net::Request& request, const Route& route, int thread);

}  // namespace opak::web
