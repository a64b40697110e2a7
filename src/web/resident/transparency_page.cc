// T1: the numbers of the service, counted from the boards that the officers themselves look at.
#include <algorithm>
#include <map>

#include "intake/desk.h"
#include "office/notices.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

constexpr int days_shown = 14;

struct Waited {
  std::optional<int> median;           // Working days from complete to delivered, in the middle of all.
  std::optional<int> percent_in_time;  // Within the promise.
};

// None where nothing was delivered yet.
Waited waited(const Site& site, Boards& boards, Day from, Day to) {
  const auto& calendar = site.catalogue.city().calendar;
  const int promise = site.catalogue.services().front().working_days("promise");
  std::map<int, std::int64_t> cards_by_length;
  std::int64_t all = 0, in_time = 0;
  for (const auto& wait : boards.waits(from, to)) {
    const int length = calendar.working_days_between(wait.complete, wait.delivered);
    cards_by_length[length] += wait.cards;
    all += wait.cards;
    if (length <= promise) in_time += wait.cards;
  }
  if (all == 0) return {};
  std::int64_t passed = 0;
  for (const auto& [length, cards] : cards_by_length) {
    passed += cards;
    if (passed > all / 2) return {length, static_cast<int>(100 * in_time / all)};
  }
  return {};
}

void figure(Page& page, std::string_view number, std::string_view words) {
  page.html << "<li><b>"_lit << number << "</b><span>"_lit << words << "</span></li>"_lit;
}

std::string waited_words(const Speech& say, std::int64_t minutes) {
  const auto unit = minutes < 60 ? std::pair{"w.public.minutes", std::int64_t{1}} : minutes < 48 * 60 ? std::pair{"w.public.hours", std::int64_t{60}} : std::pair{"w.public.days", std::int64_t{24 * 60}};
  return say(unit.first, {{"n", std::to_string(std::max<std::int64_t>(minutes, 0) / unit.second)}});
}

void per_day(Page& page, std::string_view id, std::string_view caption_key, const std::vector<views::DayNumbers>& days, std::int64_t views::DayNumbers::*which) {
  std::vector<Bar> bars;
  const views::DayNumbers* best = nullptr;
  for (const auto& day : days) {
    bars.push_back({page.say.short_day(day.day), day.*which});
    if (!best || day.*which > best->*which) best = &day;
  }
  const auto caption = page.say(caption_key);
  const auto finding = best ? page.say("w.public.finding", {{"judul", std::string(caption)}, {"jumlah", page.say.number(best->*which)}, {"hari", page.say.short_day(best->day)}}) : std::string(caption);
  bar_chart(page, id, caption, finding, bars, page.say("w.public.day"), page.say("w.public.count"));
}

// Every day of the period, also those on which nothing happened.
std::vector<views::DayNumbers> whole_period(Boards& boards, Day from, Day to) {
  std::vector<views::DayNumbers> all;
  const auto known = boards.day_numbers(from, to);
  for (Day day = from; day <= to; day = day + 1) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& numbers) { return numbers.day == day; });
    views::DayNumbers empty;
    empty.day = day;
    all.push_back(found == known.end() ? empty : *found);
  }
  return all;
}

void stock_table(Page& page, Boards& boards) {
  const auto days = boards.stock_days(page.site.catalogue.city().code, 7);
  if (days.empty()) return;
  page.html << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << page.say("w.public.stock") << "\"><table><caption>"_lit << page.say("w.public.stock") << "</caption><thead><tr>"_lit;
  for (const auto key : {"w.public.day", "w.public.received", "w.public.used", "w.public.spoiled", "w.public.left"})
    page.html << "<th scope=\"col\">"_lit << page.say(key) << "</th>"_lit;
  page.html << "</tr></thead><tbody>"_lit;
  for (const auto& day : days)
    page.html << "<tr><td>"_lit << page.say.short_day(day.day) << "</td><td class=\"n\">"_lit << page.say.number(day.received) << "</td><td class=\"n\">"_lit
              << page.say.number(day.used) << "</td><td class=\"n\">"_lit << page.say.number(day.spoiled) << "</td><td class=\"n\">"_lit << page.say.number(day.available)
              << "</td></tr>"_lit;
  page.html << "</tbody></table></div>"_lit;
}

}  // namespace

Reply transparency_page(Site& site, const Visitor& visitor, const Request&, Boards& boards) {
  const Speech say(site.sentences(), visitor.lang);
  const Day to = day_in_jakarta(visitor.now), from = to + -(days_shown - 1);
  Page page(site, visitor, {.title = std::string(say("w.public.title")), .back = "/"});
  page.heading(say("w.public.title"));
  page.html << "<p class=\"muted\">"_lit << say("w.public.counted", {{"waktu", say.long_moment(visitor.now)}}) << "</p><ul class=\"kpi\">"_lit;
  const auto stock = stock_now(site, boards);
  figure(page, say.number(stock ? stock->available : 0), say("w.public.stock_today"));
  const auto [median, percent] = waited(site, boards, to + -30, to);
  figure(page, median ? say("calendar.working_days", {{"jumlah", std::to_string(*median)}}) : std::string(say("w.public.none_yet")), say("w.public.median"));
  figure(page, percent ? std::to_string(*percent) + "%" : std::string(say("w.public.none_yet")), say("w.public.in_time"));
  figure(page, say.number(boards.count({})), say("w.public.open_cases"));
  const auto replies = intake::first_replies(boards.database(), to + -30, to);
  figure(page, replies.talks > 0 ? waited_words(say, replies.half_within_minutes) : std::string(say("w.public.none_yet")), say("w.public.first_reply"));
  // Who was written to today still has their day.
  const auto told = office::known_within_a_day(boards.database(), visitor.now + -days(31), visitor.now + -days(1));
  figure(page, told.notices > 0 ? std::to_string(told.known * 100 / told.notices) + "%" : std::string(say("w.public.none_yet")), say("w.public.known_within_a_day"));
  page.html << "</ul>"_lit;
  if (const auto waiting = intake::waiting_now(boards.database()); waiting.talks > 0)
    page.paragraph(say("w.public.waiting_now", {{"n", say.number(waiting.talks)}, {"lama", waited_words(say, (visitor.now.ms - waiting.oldest.ms) / minutes(1))}}));
  const auto days = whole_period(boards, from, to);
  per_day(page, "masuk", "w.public.submitted", days, &views::DayNumbers::submitted);
  per_day(page, "terima", "w.public.delivered", days, &views::DayNumbers::delivered);
  stock_table(page, boards);
  const LinkRow rows[] = {{Href::fixed("/log-publik"), say("w.record.title"), Icon::check}};
  links(page, rows);
  return page.done();
}

}  // namespace opak::web
