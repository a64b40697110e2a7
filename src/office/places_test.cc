// One file says where stops are and how long ways take, for the evening's proposal and for the day itself.
#include "office/places.h"

#include <gtest/gtest.h>

#include <set>

#include "office/apply_for.h"
#include "office/office_twin.h"
#include "office/personal_facts.h"
#include "office/propose.h"
#include "office/relay.h"

namespace opak::office {
namespace {

// As if the couriers had always needed so many thousandths of the time reckoned, everywhere and at every hour.
void all_ways_take(OfficeTwin& twin, int thousandths) {
  OfficeTwin::must(twin.office->record({.actor = "system"}, [&](Book& book) -> Answer {
    std::set<std::string> places;
    for (const auto& region : book.office().catalogue().city().regions.all()) places.insert(region.code.substr(0, region.code.rfind('.')));
    for (const auto& from : places)
      for (const auto& to : places)
        for (int hour = 0; hour < 24; ++hour)
          book.database().query("INSERT INTO office_way (from_place, to_place, hour, thousandths, rides) VALUES ($1, $2, $3, $4, 9)").text(from).text(to).number(hour).number(thousandths).run();
    return Done{};
  }));
}

std::string filed(OfficeTwin& twin, const std::string& label, const std::string& phone, double north) {
  auto wish = twin.filing("lost", label, phone);
  const auto& region = *OfficeTwin::the_catalogue().city().regions.by_code(wish.region);
  if (north != 0) wish.address = with_field(wish.address, "pin", law::place_words({region.lat + north, region.lon}));
  return OfficeTwin::word(submit_application(*twin.office, wish, twin.resident()), "application");
}

TEST(Places, OfADayAreTheDoorsWhereTheyAreKnown) {
  OfficeTwin twin;
  const auto vague = *twin.boards().find_case(filed(twin, "lost_card", "+6281200000001", 0));
  const auto pinned = *twin.boards().find_case(filed(twin, "damaged_card", "+6281200000002", 0.004));
  const auto& city = OfficeTwin::the_catalogue().city();
  DayPlaces places(*twin.office, twin.office->reader());
  const int a = places.add(vague), b = places.add(vague), c = places.add(pinned), d = places.add(pinned);
  EXPECT_EQ(places.service_at(a) - places.service_at(c), city.setting("courier_minutes_to_find") * 60) << "nobody looks for a door with a pin";
  const auto matrix = places.matrix(9, 12);
  EXPECT_EQ(matrix.duration(a, b), 82) << "two doors of one kelurahan are not the same door";
  EXPECT_EQ(matrix.duration(c, d), 0) << "the same pin is";
  const auto& region = *city.regions.by_code(pinned.state.region);
  EXPECT_NEAR(places.km({DayPlaces::office_row, c}), law::distance_km(city.lat, city.lon, region.lat + 0.004, region.lon), 0.001);
  EXPECT_GE(places.zone_at(c), 0);
  EXPECT_EQ(places.zone_at(DayPlaces::office_row), -1);
}

TEST(Places, OfADayAreAsFarApartAsTheCouriersLearnt) {
  OfficeTwin twin;
  const auto one = *twin.boards().find_case(filed(twin, "lost_card", "+6281200000001", 0));
  const auto other = *twin.boards().find_case(filed(twin, "damaged_card", "+6281200000002", 0));
  ASSERT_NE(one.state.region, other.state.region);
  DayPlaces places(*twin.office, twin.office->reader());
  const int a = places.add(one), b = places.add(other);
  const auto reckoned = places.matrix(9, 12).duration(a, b);
  all_ways_take(twin, 2'000);
  EXPECT_NEAR(places.matrix(9, 12).duration(a, b), 2 * reckoned, 2);
}

// Both reckoned with the middle of the kelurahan and with no learnt ways once.
TEST(Places, ARelayAndOneMoreStopReckonWithThemToo) {
  OfficeTwin twin;
  twin.stock(12);
  std::vector<std::string> parcels;
  int n = 0;
  for (const auto* label : {"lost_card", "damaged_card", "grandmother"}) {
    const auto id = twin.verified(filed(twin, label, "+628120000001" + std::to_string(n), 0));
    twin.printed(id, "KA0000000" + std::to_string(++n));
    parcels.push_back(twin.state(id).parcel);
  }
  const auto today = day_in_jakarta(twin.clock.now());
  twin.clock.set(moment_in_jakarta(today, 8));
  const auto planned = [&](const std::string& courier, const std::string& parcel, const std::vector<Hours>& hours) {
    return OfficeTwin::word(set_run(*twin.office, {courier, today, 9, 13, {parcel}, hours}, twin.ratna()), "run");
  };
  const auto agus = planned("S-0006", parcels[0], {{9, 11}});
  const auto more = [&] { return propose_stop(*twin.office, twin.office->reader(), agus, parcels[2])->minutes_more; };
  const int stop_before = more();
  const auto bayu = planned("S-0016", parcels[1], {{9, 11}});
  OfficeTwin::must(load_run(*twin.office, {bayu, 1}, twin.as("S-0016", {access::Role::courier})));
  const auto relay = [&] { return propose_relay(*twin.office, twin.office->reader(), agus, 20, 0.2)->parts.at(0).minutes_more; };
  all_ways_take(twin, 3'000);
  EXPECT_GT(more(), stop_before + 3) << "slow ways cost the new stop more";
  OfficeTwin::must(load_run(*twin.office, {agus, 1}, twin.agus()));
  const int slow = relay();
  OfficeTwin::must(twin.office->record({.actor = "system"}, [](Book& book) -> Answer {
    book.database().query("DELETE FROM office_way").run();
    return Done{};
  }));
  EXPECT_GT(slow, relay() + 3);
}

OfficeSettings with_servers() {
  OfficeSettings settings;
  settings.map.address = "http://127.0.0.1:5000";
  settings.vroom.address = "http://127.0.0.1:3000";
  return settings;
}

TEST(Places, OfACityWithAMapServerAreAsFarApartAsItSays) {
  OfficeTwin twin(1, with_servers());
  const auto one = *twin.boards().find_case(filed(twin, "lost_card", "+6281200000001", 0.004));
  const auto other = *twin.boards().find_case(filed(twin, "damaged_card", "+6281200000002", 0.004));
  const auto way = [&](DayPlaces::Map map) {
    DayPlaces places(*twin.office, twin.office->reader(), map);
    const int a = places.add(one), b = places.add(other);
    const auto matrix = places.matrix(9, 12);
    return std::pair(matrix.duration(a, b), places.map_failed());
  };
  twin.outgoing.answer_with([](const OutgoingRequest&) -> Result<OutgoingResponse> { return OutgoingResponse{200, {}, R"({"code":"Ok","durations":[[0,1,1],[1,0,777],[1,778,0]]})"}; });
  EXPECT_EQ(way(DayPlaces::Map::asked), (std::pair<std::int32_t, bool>(777, false)));
  const auto asked = twin.outgoing.sent().size();
  const auto own = way(DayPlaces::Map::left_alone);
  EXPECT_NE(own.first, 777);
  EXPECT_EQ(twin.outgoing.sent().size(), asked) << "left alone";
  twin.outgoing.answer_with([](const OutgoingRequest&) -> Result<OutgoingResponse> { return failure("timed out"); });
  EXPECT_EQ(way(DayPlaces::Map::asked), std::pair(own.first, true)) << "our own ways, and it is said";
}

TEST(Places, ADayIsPlannedWhereBothServersAreGoneAndItIsSaid) {
  OfficeTwin twin(1, with_servers());
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  twin.printed(id, "KA00000001");
  twin.outgoing.answer_with([](const OutgoingRequest&) -> Result<OutgoingResponse> { return failure("timed out"); });
  const auto before = twin.outgoing.sent().size();
  const auto proposal = propose_day(*twin.office, twin.office->reader(), {.couriers = {"S-0006"}, .from_hour = 8, .to_hour = 15});
  ASSERT_TRUE(proposal);
  EXPECT_TRUE(proposal->map_failed);
  EXPECT_TRUE(proposal->vroom_failed);
  EXPECT_EQ(proposal->runs.at(0).stops.size(), 1U);
  EXPECT_EQ(twin.outgoing.sent().size(), before + 2) << "each asked once";
}

}  // namespace
}  // namespace opak::office
