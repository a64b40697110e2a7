// What a courier's phone says it did: nothing is taken that our script would not write, and nothing twice.
#include "web/officer/road_acts.h"

#include <set>

#include "target.h"

using opak::fuzz::must;

FUZZ_TARGET(road_acts, "own/json", "fetched/json") {
  const auto read = opak::web::officer::read_road_acts(bytes);
  if (!read) return;
  must(!read->run.empty() && !read->acts.empty() && read->acts.size() <= opak::web::officer::road_acts_max && read->phone_now.ms >= 0);
  std::set<std::string> ids;
  for (const auto& act : read->acts) {
    must(ids.insert(act.id).second && act.id.size() >= 16 && !act.parcel.empty() && act.at.ms >= 0);
    for (const auto* word : {&act.id, &act.parcel, &act.envelope, &act.secret, &act.receiver, &act.reason}) must(word->size() <= 64);
  }
}
