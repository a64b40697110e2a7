#include <algorithm>
#include <array>

#include "catalogue/city_files.h"
#include "catalogue/toml_file.h"

namespace opak::catalogue {
namespace {

constexpr std::array<std::string_view, 3> ways_known = {"whatsapp", "sms", "email"};

AtNight at_night_of(TomlTable& table) {
  const auto word = table.text("at_night");
  if (word == "first") return AtNight::first_rings;
  if (word == "all") return AtNight::rings;
  if (!word.empty() && word != "none") table.problem(table.line_of_word("at_night"), "at_night is \"none\", \"first\" or \"all\"");
  return AtNight::waits;
}

LadderEnd end_of(TomlTable& table) {
  const auto word = table.text("end");
  if (word == "call") return LadderEnd::call;
  if (word == "slip") return LadderEnd::slip;
  if (!word.empty() && word != "none") table.problem(table.line_of_word("end"), "end is \"call\", \"slip\" or \"none\"");
  return LadderEnd::none;
}

void read_rungs(TomlTable& table, Ladder& ladder) {
  for (auto& part : table.tables("way")) {
    const Rung rung{part.text("by"), minutes(part.number("wait_minutes").value_or(0))};
    if (std::find(ways_known.begin(), ways_known.end(), rung.by) == ways_known.end()) part.problem(part.line_of_word("by"), "unknown way \"" + rung.by + "\"");
    if (rung.wait_ms <= 0) part.problem(part.line_of_word("wait_minutes"), "each way is given at least a minute");
    const auto same = [&](const Rung& other) { return other.by == rung.by; };
    if (std::any_of(ladder.rungs.begin(), ladder.rungs.end(), same)) part.problem(part.line_of_word("by"), "\"" + rung.by + "\" stands twice on the ladder");
    ladder.rungs.push_back(rung);
    part.done();
  }
}

void read_ladders(TomlTable& table, NoticeWays& ways) {
  for (auto& part : table.tables("ladder")) {
    Ladder ladder;
    ladder.key = part.text("key");
    ladder.at_night = at_night_of(part);
    ladder.end = end_of(part);
    ladder.person_within_ms = hours(part.number("person_within_hours", ladder.end == LadderEnd::none ? Need::may : Need::must).value_or(0));
    read_rungs(part, ladder);
    if (ladder.rungs.empty()) part.problem(part.line(), "a ladder has at least one way");
    for (const auto& notice : part.texts("notices", Need::must))
      if (!ways.by_notice.emplace(notice, ways.ladders.size()).second) part.problem(part.line_of_word("notices"), "notice \"" + notice + "\" stands on two ladders");
    ways.ladders.push_back(std::move(ladder));
    part.done();
  }
}

int at_least(TomlTable& table, std::string_view word, int least) {
  const auto value = table.number(word).value_or(least);
  if (value < least) table.problem(table.line_of_word(word), "\"" + std::string(word) + "\" is at least " + std::to_string(least));
  return std::max(value, least);
}

}  // namespace

const Ladder* NoticeWays::find(std::string_view notice) const {
  const auto at = by_notice.find(notice);
  return at == by_notice.end() || ladders[at->second].rungs.empty() ? nullptr : &ladders[at->second];
}

Moment NoticeWays::after_quiet(Moment at) const {
  const auto today = day_in_jakarta(at);
  const auto time = time_in_jakarta(at);
  const auto minute = time.hour * 60 + time.minute;
  const auto end_on = [&](Day day) { return moment_in_jakarta(day, quiet_until / 60, quiet_until % 60); };
  if (quiet_from == quiet_until) return at;
  if (quiet_from < quiet_until) return minute >= quiet_from && minute < quiet_until ? end_on(today) : at;
  if (minute >= quiet_from) return end_on(today + 1);
  return minute < quiet_until ? end_on(today) : at;
}

Moment NoticeWays::may_ring(Moment at, const Ladder& ladder, std::size_t rung) const {
  const bool rings = ladder.at_night == AtNight::rings || (ladder.at_night == AtNight::first_rings && rung == 0);
  return rings ? at : after_quiet(at);
}

NoticeWays read_notices(const SourceFile& file, std::vector<Problem>& problems) {
  NoticeWays ways;
  const auto parsed = parse_toml(file, problems);
  if (!parsed) return ways;
  TomlTable table(*parsed, file.name, problems);
  if (auto quiet = table.table("quiet")) {
    ways.quiet_from = quiet->minute_of_day("from");
    ways.quiet_until = quiet->minute_of_day("until");
    quiet->done();
  }
  if (auto calls = table.table("calls")) {
    ways.calls_max = at_least(*calls, "tries", 1);
    ways.call_again_ms = minutes(at_least(*calls, "again_after_minutes", 1));
    calls->done();
  }
  if (auto limits = table.table("limits")) {
    ways.a_second_max = at_least(*limits, "a_second", 1);
    ways.person_seconds = at_least(*limits, "person_seconds", 1);
    ways.person_burst = at_least(*limits, "person_burst", 1);
    limits->done();
  }
  if (auto cost = table.table("cost")) {
    ways.whatsapp_free_a_month = at_least(*cost, "whatsapp_free_a_month", 0);
    ways.whatsapp_service_rupiah = at_least(*cost, "whatsapp_service_rupiah", 0);
    ways.whatsapp_template_rupiah = at_least(*cost, "whatsapp_template_rupiah", 0);
    ways.sms_part_rupiah = at_least(*cost, "sms_part_rupiah", 0);
    ways.email_rupiah = at_least(*cost, "email_rupiah", 0);
    cost->done();
  }
  read_ladders(table, ways);
  table.done();
  return ways;
}

}  // namespace opak::catalogue
