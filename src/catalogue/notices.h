// How a notice reaches a resident: the order of channels, how long each is waited for, quiet hours, and who steps in at the end.
//
// Read from cities/<code>/notices.toml, which an office changes without a programmer; `opak check` refuses what would leave a notice
// without a way or without an end.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace opak::catalogue {

// One way on a ladder and how long it is given before the next is tried.
struct Rung {
  std::string by;  // "whatsapp" | "sms" | "email"
  std::int64_t wait_ms = 0;
};

enum class AtNight { waits, first_rings, rings };  // What may go out in the quiet hours: nothing, only the first way, everything.
enum class LadderEnd { call, slip, none };         // A person telephones, a printed slip is handed over, or the status page has to do.

struct Ladder {
  std::string key;
  AtNight at_night = AtNight::waits;
  std::vector<Rung> rungs;  // At least one.
  LadderEnd end = LadderEnd::none;
  std::int64_t person_within_ms = 0;  // From the end of the ladder: by then somebody should have called.
};

struct NoticeWays {
  int quiet_from = 20 * 60, quiet_until = 7 * 60;  // Minutes since midnight in Jakarta.
  std::vector<Ladder> ladders;
  std::map<std::string, std::size_t, std::less<>> by_notice;  // Notice -> index of its ladder.
  int calls_max = 3;                  // Tries to call, before a slip is printed.
  std::int64_t call_again_ms = hours(3);
  // What messages cost, in rupiah, and what is free.
  int whatsapp_free_a_month = 1000;
  int whatsapp_service_rupiah = 0, whatsapp_template_rupiah = 0, sms_part_rupiah = 0, email_rupiah = 0;
  // What WhatsApp takes.
  int a_second_max = 80;
  int person_seconds = 6;   // One message to one person in so many seconds,
  int person_burst = 10;    // after so many at once.

  const Ladder* find(std::string_view notice) const;  // None: this notice goes by WhatsApp only and ends there (answers in a talk).
  // The moment itself, or the end of the quiet hours it falls into.
  Moment after_quiet(Moment at) const;
  Moment may_ring(Moment at, const Ladder& ladder, std::size_t rung) const;
};

}  // namespace opak::catalogue
