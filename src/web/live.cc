#include "web/live.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "web/resident/status_parts.h"

namespace opak::web {
namespace {

// A browser comes back at least this often (its phone sleeps, the line breaks, the server ends an old stream); who does not is forgotten.
constexpr std::int64_t looks_ms = hours(2);

// Who looks at what. One for the program: topics are named by the case's own id.
class Watched {
 public:
  void add(const std::string& application, catalogue::Lang lang, Sight sight, Moment now) {
    std::lock_guard lock(mutex_);
    if (looks_.size() > forget_above_) forget_old(now);
    looks_[application][index(lang, sight)] = now;
  }

  // Which of the eight ways to see a case are looked at. Cheap for the many cases that nobody looks at.
  std::array<bool, 8> ways(const std::string& application, Moment now) {
    std::array<bool, 8> ways{};
    std::lock_guard lock(mutex_);
    const auto found = looks_.find(application);
    if (found == looks_.end()) return ways;
    for (std::size_t i = 0; i < ways.size(); ++i) ways[i] = found->second[i].ms != 0 && now - found->second[i] < looks_ms;
    return ways;
  }

  static std::size_t index(catalogue::Lang lang, Sight sight) { return static_cast<std::size_t>(lang) * 2 + (sight == Sight::by_number ? 1 : 0); }

 private:
  void forget_old(Moment now) {
    std::erase_if(looks_, [&](const auto& look) {
      for (const auto at : look.second)
        if (at.ms != 0 && now - at < looks_ms) return false;
      return true;
    });
    forget_above_ = std::max<std::size_t>(10'000, looks_.size() * 2);  // Where all are still looked at, not at every look.
  }

  std::mutex mutex_;
  std::size_t forget_above_ = 10'000;
  std::unordered_map<std::string, std::array<Moment, 8>> looks_;
};

Watched& watched() {
  static Watched one;
  return one;
}

std::string topic_of(const std::string& application, catalogue::Lang lang, Sight sight) {
  return "case/" + application + "/" + std::string(catalogue::code_of(lang)) + (sight == Sight::by_number ? "/n" : "");
}

std::string moving_parts(Site& site, Boards& boards, const std::string& application, catalogue::Lang lang, Sight sight) {
  Visitor visitor;
  const auto found = see_case(site, boards, application, visitor.thread);
  if (!found) return {};
  visitor.lang = lang;
  visitor.now = site.now();
  std::string events;
  for (const auto& [id, html] : status_elements(site, visitor, boards, *found, sight)) events += net::event_text("message", id + "\n" + std::string(html.view()));
  return events;
}

}  // namespace

Reply open_stream(Site& site, const Visitor& visitor, Boards& boards, const std::string& application, Sight sight) {
  watched().add(application, visitor.lang, sight, visitor.now);
  return net::EventStream{topic_of(application, visitor.lang, sight), moving_parts(site, boards, application, visitor.lang, sight), {}};
}

void watch_commits(Site& site) {
  site.office.on_committed([&site](const office::Committed& committed) {
    for (const auto& application : committed.cases) {
      const auto ways = watched().ways(application, site.now());
      for (const auto lang : catalogue::all_langs) {
        for (const auto sight : {Sight::by_link, Sight::by_number}) {
          if (!ways[Watched::index(lang, sight)]) continue;
          Boards boards(site.office.reader());
          site.broadcaster.publish(topic_of(application, lang, sight), moving_parts(site, boards, application, lang, sight));
        }
      }
    }
  });
}

}  // namespace opak::web
