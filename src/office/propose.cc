#include "office/propose.h"

#include <algorithm>

#include "office/door.h"
#include "office/ways.h"
#include "routing/planner.h"
#include "routing/travel.h"
#include "views/boards.h"

namespace opak::office {
namespace {

constexpr std::int64_t steps_max = 20'000;  // Enough for a morning's cards; a large day ends by its seconds.
constexpr routing::Seconds between_doors = 82;  // Half a kilometre: as near as two doors of one kelurahan may be taken to be, where one of them is known no nearer.
constexpr routing::Price worth = 2 * 3600, worth_a_day = 600, worth_again = 3600, days_counted = 20;
constexpr routing::Price other_kelurahan = 60, balance = 240;

struct Card {
  ProposedStop stop;
  bool is_again = false;
  int days_waited = 0;
  int zone = -1;
  PlannedDoor door;
};

std::vector<Card> cards_to_bring(Office& office, store::Database& reader, views::Boards& boards) {
  const auto& city = office.catalogue().city();
  const auto today = day_in_jakarta(office.now());
  const auto& regions = city.regions.all();
  std::vector<Card> cards;
  for (const auto& parcel : boards.parcels_ready()) {
    const auto found = boards.find_case(parcel.state.application);
    if (!found || found->state.next_try > city.calendar.next_working_day(today)) continue;
    const auto* region = city.regions.by_code(found->state.region);
    if (region == nullptr) continue;
    Card card{.stop = {parcel.id, parcel.state.application, found->state.region}, .zone = static_cast<int>(region - regions.data()), .door = door_to_plan(office, reader, *found, *region)};
    card.is_again = found->state.stage != application::Stage::printed;
    if (found->state.complete_at.ms > 0) card.days_waited = std::max(0, today.number - day_in_jakarta(found->state.complete_at).number);
    cards.push_back(std::move(card));
  }
  return cards;
}

routing::Wish wish_of(const catalogue::City& city, const std::vector<routing::Factor>& ways, const std::vector<Card>& cards, const DayWish& day) {
  routing::Wish wish;
  const double pace = std::max(city.setting("courier_km_per_hour"), 1);
  std::vector<routing::Point> points{{city.lat, city.lon, -1}};
  for (const auto& card : cards) points.push_back({card.door.place.lat, card.door.place.lon, card.zone});
  wish.matrix = routing::travel_matrix(points, {.km_per_hour = pace}, ways, day.from_hour, day.to_hour);
  // A way to or from a door that is known only by its kelurahan is never as short as it looks.
  const auto is_vague = [&](int point) { return point > 0 && cards[static_cast<std::size_t>(point) - 1].door.known == DoorKnown::kelurahan; };
  for (int from = 0; from < wish.matrix.size; ++from)
    for (int to = 0; to < wish.matrix.size; ++to)
      if (auto& way = wish.matrix.durations[static_cast<std::size_t>(from) * points.size() + static_cast<std::size_t>(to)]; from != to && (is_vague(from) || is_vague(to)))
        way = std::max(way, static_cast<std::int32_t>(between_doors));
  wish.matrix.costs.clear();
  for (std::size_t n = 0; n < cards.size(); ++n) {
    const int minutes_here = city.setting("courier_minutes_a_stop") + (cards[n].door.known == DoorKnown::kelurahan ? city.setting("courier_minutes_to_find") : 0);
    routing::Job job{.id = static_cast<std::int64_t>(n) + 1, .location = static_cast<int>(n) + 1, .service = minutes_here * 60, .delivery = {1}};
    job.prize = worth + worth_a_day * std::min<routing::Price>(cards[n].days_waited, days_counted) + (cards[n].is_again ? worth_again : 0);
    job.zone = cards[n].zone;
    wish.jobs.push_back(std::move(job));
  }
  for (std::size_t n = 0; n < day.couriers.size(); ++n)
    wish.vehicles.push_back({.id = static_cast<std::int64_t>(n) + 1, .start = 0, .end = 0, .capacity = {day.stops_max}, .shift = {day.from_hour * 3600, day.to_hour * 3600}, .jobs_max = day.stops_max});
  wish.prices.zone_change = other_kelurahan;
  wish.prices.balance = balance;
  return wish;
}

}  // namespace

Result<Proposal> propose_day(Office& office, store::Database& reader, const DayWish& day, double seconds) {
  views::Boards boards(reader);
  const auto cards = cards_to_bring(office, reader, boards);
  Proposal proposal;
  for (const auto& courier : day.couriers) proposal.runs.push_back({courier, {}});
  if (cards.empty() || day.couriers.empty() || day.from_hour >= day.to_hour) return proposal;
  const auto& city = office.catalogue().city();
  const auto wish = wish_of(city, learnt_ways(city, reader, day.from_hour, day.to_hour), cards, day);
  const auto planned = routing::plan_day(wish, {.seconds = seconds, .iterations = steps_max});
  if (!planned) return tl::unexpected(planned.error());
  for (std::size_t n = 0; n < proposal.runs.size(); ++n)
    for (const auto& call : planned->plan.tours[n])
      if (!call.is_break) proposal.runs[n].stops.push_back(cards[static_cast<std::size_t>(call.index)].stop);
  for (const auto& left : planned->why_not) {
    const auto& stop = cards[static_cast<std::size_t>(left.job)].stop;
    proposal.stays.push_back({stop.parcel, stop.application, std::string(word_of(left.binds)), static_cast<int>((left.seconds + 59) / 60)});
  }
  return proposal;
}

}  // namespace opak::office
