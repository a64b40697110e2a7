#include "office/propose.h"

#include <algorithm>

#include "base/log.h"
#include "office/carried.h"
#include "office/places.h"
#include "office/shift.h"
#include "routing/planner.h"

namespace opak::office {
namespace {

constexpr std::int64_t steps_max = 20'000;  // Enough for a morning's cards; a large day ends by its seconds.
constexpr routing::Price worth = 2 * 3600, worth_a_day = 600, worth_again = 3600, days_counted = 20;
constexpr routing::Price other_kelurahan = 60;

struct Card {
  ProposedStop stop;
  bool is_again = false;
  int days_waited = 0;
  int row = DayPlaces::office_row;
};

std::vector<Card> cards_to_bring(Office& office, views::Boards& boards, DayPlaces& places) {
  const auto& city = office.catalogue().city();
  const auto today = day_in_jakarta(office.now());
  std::vector<Card> cards;
  for (const auto& parcel : boards.parcels_ready()) {
    const auto found = boards.find_case(parcel.state.application);
    if (!found || found->state.next_try > city.calendar.next_working_day(today)) continue;
    if (city.regions.by_code(found->state.region) == nullptr) continue;
    Card card{.stop = {parcel.id, parcel.state.application, found->state.region}, .row = places.add(*found)};
    card.is_again = found->state.stage != application::Stage::printed;
    if (found->state.complete_at.ms > 0) card.days_waited = std::max(0, today.number - day_in_jakarta(found->state.complete_at).number);
    cards.push_back(std::move(card));
  }
  return cards;
}

routing::Wish wish_of(const catalogue::City& city, DayPlaces& places, const std::vector<Card>& cards, const std::vector<routing::Seconds>& ahead, const DayWish& day, int leaves) {
  routing::Wish wish;
  wish.matrix = places.matrix(day.from_hour, day.to_hour);
  for (std::size_t n = 0; n < cards.size(); ++n) {
    routing::Job job{.id = static_cast<std::int64_t>(n) + 1, .location = cards[n].row, .service = places.service_at(cards[n].row), .delivery = {1}};
    job.prize = worth + worth_a_day * std::min<routing::Price>(cards[n].days_waited, days_counted) + (cards[n].is_again ? worth_again : 0);
    job.zone = places.zone_at(cards[n].row);
    wish.jobs.push_back(std::move(job));
  }
  const routing::Seconds from = leaves * 60, to = back_by_on(city, day.day, day.to_hour * 60) * 60;
  for (std::size_t n = 0; n < day.couriers.size(); ++n)
    wish.vehicles.push_back({.id = static_cast<std::int64_t>(n) + 1, .start = DayPlaces::office_row, .end = DayPlaces::office_row, .capacity = {day.stops_max}, .shift = {from, std::max(from, to)}, .carried = ahead[n], .jobs_max = day.stops_max});
  wish.prices.zone_change = other_kelurahan;
  wish.prices.balance = balance_price_squared_hour;
  return wish;
}

Result<routing::Planned> plan_with(Office& office, const routing::Wish& wish, double seconds, Proposal& proposal) {
  const auto& server = proposal.vroom_failed ? routing::VroomServerSettings{} : office.settings().vroom;  // Who failed is not asked again.
  auto planned = routing::plan_day(wish, {.seconds = seconds, .iterations = steps_max}, &office.world().outgoing, server);
  if (!planned || planned->server_failed.empty()) return planned;
  proposal.vroom_failed = true;
  log_warning("the VROOM server's plan was not used", {{"why", planned->server_failed}});
  return planned;
}

bool goes_on_after(const routing::Planned& planned, int minute) {
  return std::any_of(planned.timetable.tours.begin(), planned.timetable.tours.end(), [&](const routing::TourTime& tour) { return tour.ends > minute * 60; });
}

// Each tour with its break where the page will show it: the planner's order, and minutes that all agree on.
RideTimes times_of(const routing::Wish& wish, const routing::Tour& planned, int leaves, const std::optional<ShiftBreak>& pause) {
  std::vector<int> jobs;
  for (const auto& call : planned)
    if (!call.is_break) jobs.push_back(call.index);
  routing::Wish one{.jobs = wish.jobs, .vehicles = {{.id = 1, .start = DayPlaces::office_row, .end = DayPlaces::office_row, .capacity = {}, .shift = {routing::Seconds{leaves} * 60, routing::Seconds{leaves + 24 * 60} * 60}}}, .matrix = wish.matrix};
  return minutes_of(tour_in_order(one, jobs, pause), leaves);
}

}  // namespace

Result<Proposal> propose_day(Office& office, store::Database& reader, const DayWish& day, double seconds) {
  views::Boards boards(reader);
  DayPlaces places(office, reader);
  const auto cards = cards_to_bring(office, boards, places);
  Proposal proposal;
  for (const auto& courier : day.couriers) proposal.runs.push_back({courier, {}, {}});
  if (cards.empty() || day.couriers.empty() || day.from_hour >= day.to_hour) return proposal;
  const auto& city = office.catalogue().city();
  const int leaves = leaves_at(office.now(), day.day, day.from_hour);
  auto wish = wish_of(city, places, cards, ahead_by(hours_ridden(boards, city.calendar, day_in_jakarta(office.now())), day.couriers), day, leaves);
  auto planned = plan_with(office, wish, seconds / 2, proposal);
  proposal.map_failed = places.map_failed();
  const auto pause = break_of(city, day.day, leaves, day.to_hour * 60);
  if (planned && pause && goes_on_after(*planned, pause->latest)) {
    // Who is out at midday takes a break; a morning's few cards are done before.
    for (auto& vehicle : wish.vehicles) give_break(vehicle, *pause);
    planned = plan_with(office, wish, seconds / 2, proposal);
  }
  if (!planned) return tl::unexpected(planned.error());
  for (std::size_t n = 0; n < proposal.runs.size(); ++n) {
    for (const auto& call : planned->plan.tours[n])
      if (!call.is_break) proposal.runs[n].stops.push_back(cards[static_cast<std::size_t>(call.index)].stop);
    proposal.runs[n].times = times_of(wish, planned->plan.tours[n], leaves, pause);
  }
  for (const auto& left : planned->why_not) {
    const auto& stop = cards[static_cast<std::size_t>(left.job)].stop;
    proposal.stays.push_back({stop.parcel, stop.application, std::string(word_of(left.binds)), static_cast<int>((left.seconds + 59) / 60)});
  }
  return proposal;
}

}  // namespace opak::office
