#include "web/rush.h"

#include <limits>

#include "web/page.h"

namespace opak::web {
namespace {

constexpr std::int64_t window_ms = 100;
constexpr std::int64_t crowded_ms = 2'000;  // Longer than a window: else each window that goes well fills the next.
constexpr std::int64_t hardly_ms = 25;  // Who waited less did not wait.
constexpr std::uint64_t work_that_tells = 64;

struct Patience {
  std::int64_t fair_ms, heavy_ms;
};
constexpr Patience patience_of(Standing standing) {
  switch (standing) {
    case Standing::look: return {80, 50};
    case Standing::act: return {120, 70};
    case Standing::office: return {10'000, 500};
  }
  return {80, 50};
}
std::uint64_t digest(std::string_view text) { return std::hash<std::string_view>{}(text) | 1; }  // Never nothing.

constexpr std::uint32_t weight_of(Standing standing) { return standing == Standing::look ? 1 : 4; }

}  // namespace

bool Rush::is_too_late(std::int64_t waited_ms, Standing standing, std::string_view who, Moment now, int thread) {
  auto& mine = part(thread);
  std::lock_guard lock(mine.mutex);
  if (const auto passed = now - mine.window_since; passed < 0 || passed >= window_ms) {
    // A stall of the disk makes a few wait once; only where nearly all had to wait for a while do more come than can be served.
    const bool nearly_all = passed < 2 * window_ms && mine.seen >= 8 && mine.waited * 5 >= mine.seen * 4;
    mine.crowded_windows = nearly_all ? mine.crowded_windows + 1 : 0;
    if (mine.crowded_windows >= 2) mine.crowded_until = now + crowded_ms;
    mine.window_since = now;
    mine.seen = mine.waited = 0;
  }
  ++mine.seen;
  if (waited_ms >= hardly_ms) ++mine.waited;

  if (const auto passed = now - mine.halved_at; passed < 0 || passed >= 1'000) {
    for (auto& work : mine.work) work /= 2;
    mine.all_work /= 2;
    mine.halved_at = now;
  }
  bool is_heavy = false;
  if (!who.empty()) {
    auto& work = mine.work[digest(who) % mine.work.size()];
    is_heavy = mine.all_work >= work_that_tells && work * 4ULL > mine.all_work;
    work += weight_of(standing);
  }
  mine.all_work += weight_of(standing);

  const auto patience = patience_of(standing);
  const auto most_ms = is_heavy ? patience.heavy_ms : patience.fair_ms;
  const bool begins = mine.seen >= 32 && mine.waited * 5 >= mine.seen * 4;  // Not yet for certain: only who is far too late.
  return waited_ms > (now < mine.crowded_until ? most_ms : begins ? 2 * most_ms : std::numeric_limits<std::int64_t>::max());
}

// On all threads: an officer's next page may come over a connection that another thread holds, and in a rush it would never be served once
// if it had to be known there first.
void Rush::note_officer(std::string_view cookie, int thread) {
  if (is_officer(cookie, thread)) return;
  const auto known = digest(cookie);
  for (auto& each : parts_) {
    std::lock_guard lock(each.mutex);
    each.officers[known % each.officers.size()] = known;
  }
}

bool Rush::is_officer(std::string_view cookie, int thread) {
  auto& mine = part(thread);
  const auto known = digest(cookie);
  std::lock_guard lock(mine.mutex);
  return mine.officers[known % mine.officers.size()] == known;
}

net::Response Rush::page(Site& site, catalogue::Lang lang) {
  std::lock_guard lock(pages_mutex_);
  auto& kept = pages_[static_cast<std::size_t>(lang)];
  if (!kept.kept_body) {
    Visitor nobody;
    nobody.lang = lang;
    nobody.path = "/";
    Page page(site, nobody, {.title = std::string(Speech(site.sentences(), lang)("w.error.503.title"))});
    page.html << "<div class=\"read\">"_lit;
    page.heading(page.say("w.error.503.title"));
    page.paragraph(page.say("w.error.503.rush"));
    // The same address once more, whichever it was.
    acts_begin(page);
    link_button(page, Href::fixed(""), page.say("w.error.503.look_again"));
    acts_end(page);
    page.html << "</div>"_lit;
    kept = page.done(503);
    kept.headers.emplace_back("Retry-After", "5");
    kept.kept_body = std::make_shared<const net::KeptBody>(std::move(kept.body));
    kept.body.clear();
    kept.kept_lines = std::make_shared<const Bytes>(net::header_lines(kept.headers));
    kept.headers.clear();
  }
  return kept;
}

Standing standing_of(Site& site, const net::Request& request, const Route& route, int thread) {
  if (const auto cookie = cookie_of(site, request, "sid"); !cookie.empty() && site.rush->is_officer(cookie, thread)) return Standing::office;
  // Who signs in is on the way to work.
  return request.method == "POST" || route.pattern.starts_with("/masuk") ? Standing::act : Standing::look;
}

}  // namespace opak::web
