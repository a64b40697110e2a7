// K1 before the day: what a plan costs, what residents are told of it, and what is asked back.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <map>
#include <regex>
#include <set>

#include "base/ids.h"
#include "law/place.h"
#include "office/apply_for.h"
#include "office/personal_facts.h"
#include "office/print.h"
#include "office/propose.h"
#include "web/officer/city_hall.h"
#include "web/officer/plan.h"

namespace opak::web {
namespace {

using enum access::Role;
using office::OfficeTwin;

TEST(Plan, PutsAMovedStopWhereItIsToldTo) {
  const std::vector<PlanRun> before{{"S-1", {{"a", "", ""}, {"b", "", ""}}}, {"S-2", {{"c", "", ""}, {"d", "", ""}}}};
  const auto after_the_first = [](const PlanRun& run, const std::string& parcel) {
    EXPECT_EQ(run.courier, "S-2");
    EXPECT_EQ(parcel, "b");
    return std::size_t{1};
  };
  auto plan = before;
  move_stop(plan, "b", "S-2", after_the_first);
  EXPECT_EQ(plan[0].parcels(), std::vector<std::string>{"a"});
  EXPECT_EQ(plan[1].parcels(), (std::vector<std::string>{"c", "b", "d"}));
  move_stop(plan, "b", "", after_the_first);
  EXPECT_EQ(plan[1].stops.size(), 2U);
  const auto same = plan;
  move_stop(plan, "a", "S-1", after_the_first);
  EXPECT_EQ(plan, same);
}

TEST(Plan, TellsEachResidentTwoHoursThatHoldTheArrival) {
  EXPECT_EQ(window_of(9 * 60 + 50, 9 * 60), (Window{9, 11}));
  EXPECT_EQ(window_of(10 * 60 + 14, 9 * 60), (Window{9, 11})) << "who is early meets nobody, so the window begins before";
  EXPECT_EQ(window_of(10 * 60 + 15, 9 * 60), (Window{10, 12}));
  EXPECT_EQ(window_of(9 * 60 + 4, 9 * 60), (Window{9, 11})) << "never before the run leaves";
}

// The plan, the page, and what residents are told: one timetable, with a pin that lies off the middle of its kelurahan, ways learnt, and the prayer.
TEST(Planning, ThePageThePlanAndWhatIsToldAgreeToTheMinute) {
  CityHall hall;
  auto& twin = hall.office();
  twin.stock(5);
  const auto friday = *day_of(2026, 11, 27);
  std::map<std::string, std::string> ids;  // By parcel.
  for (const auto* label : {"lost_card", "damaged_card", "grandmother"}) {
    auto wish = twin.filing("lost", label, "+628120000000" + std::to_string(ids.size() + 1));
    const auto& region = *OfficeTwin::the_catalogue().city().regions.by_code(wish.region);
    if (ids.empty()) wish.address = office::with_field(wish.address, "pin", law::place_words({region.lat + 0.006, region.lon}));
    const auto id = twin.verified(OfficeTwin::word(office::submit_application(*twin.office, wish, twin.resident()), "application"));
    ids[twin.printed(id, "KA0000000" + std::to_string(ids.size() + 1))] = id;
  }
  twin.must(twin.office->record({.actor = "system"}, [](office::Book& book) -> office::Answer {
    std::set<std::string> places;
    for (const auto& region : book.office().catalogue().city().regions.all()) places.insert(region.code.substr(0, region.code.rfind('.')));
    for (const auto& from : places)
      for (const auto& to : places)
        for (int hour = 0; hour < 24; ++hour)
          book.database().query("INSERT INTO office_way (from_place, to_place, hour, thousandths, rides) VALUES ($1, $2, $3, 1300, 9)").text(from).text(to).number(hour).run();
    return office::Done{};
  }));
  twin.clock.set(moment_in_jakarta(friday, 7));
  const auto agus = hall.ids.at("agus");
  const auto proposal = office::propose_day(*twin.office, twin.office->reader(), {.couriers = {agus}, .from_hour = 10, .to_hour = 20, .day = friday});
  ASSERT_TRUE(proposal);
  const auto& run = proposal->runs.at(0);
  ASSERT_EQ(run.stops.size(), 3U);
  ASSERT_TRUE(run.times.rest);

  auto ratna = hall.as("ratna");
  const auto page = ratna.get("/antaran/rencana?k-" + agus + "=ya&paling=30&berangkat=10&kembali=20");
  expect_whole(page, "the proposal");
  const auto clock = [](int minute) { return fmt::format("{:02}.{:02}", minute / 60, minute % 60); };
  std::string order;
  std::size_t seen = 0;
  for (std::size_t n = 0; n < 3; ++n) {
    order += (n == 0 ? "" : ",") + run.stops[n].parcel;
    const auto here = page.body.find(", " + clock(run.times.at_door[n]), seen);
    ASSERT_NE(here, std::string::npos) << clock(run.times.at_door[n]);
    seen = here + 1;
  }
  EXPECT_TRUE(says(page, "kembali " + clock(run.times.back)) || says(page, clock(run.times.back))) << "back";
  EXPECT_TRUE(says(page, "Istirahat " + clock(run.times.rest->at) + "–" + clock(run.times.rest->at + 90)));
  expect_whole(ratna.post("/antaran/tetapkan", {{"urut-" + agus, order}, {"hari", iso_day(friday)}, {"dari", "10"}, {"sampai", "20"}}), "fixed");
  for (std::size_t n = 0; n < 3; ++n) {
    const auto& state = twin.state(ids.at(run.stops[n].parcel));
    EXPECT_EQ((Window{state.from_hour, state.to_hour}), window_of(run.times.at_door[n], 600)) << n;
  }
  const auto found = office::break_of_run(*twin.office, twin.office->reader(), *twin.boards().find_run(twin.state(ids.begin()->second).run));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->before, run.stops[run.times.rest->before].parcel) << "the courier's phone";
  EXPECT_EQ(found->at, run.times.rest->at);
}

// Friday the 27th: a day's table has the prayer in it, on the page, in what residents are told, and on paper.
TEST(Planning, OfAFridayKeepsThePrayerFree) {
  CityHall hall;
  auto& office = hall.office();
  office.stock(5);
  const auto id = office.verified(office.submitted());
  const auto parcel = office.printed(id, "KA00000001");
  const auto friday = *day_of(2026, 11, 27);
  std::string order;
  for (int n = 0; n < 30; ++n) order += (n == 0 ? "" : ",") + parcel;
  const Browser::Fields table{{"urut-" + hall.ids.at("agus"), order}, {"hari", iso_day(friday)}, {"dari", "8"}, {"sampai", "15"}};
  auto ratna = hall.as("ratna");
  ratna.get("/antaran/rencana");
  const auto page = ratna.post("/antaran/rencana", table);
  expect_whole(page, "a Friday");
  const std::regex pause("Istirahat 11\\.([0-9]{2})–(12\\.[45][0-9]|13\\.00)\\.");
  EXPECT_TRUE(std::regex_search(page.body, pause)) << between(page.body, "Istirahat", "</p>");
  EXPECT_FALSE(std::regex_search(page.body, std::regex(", (11\\.[345]|12\\.[0-3])"))) << "nobody is visited during the prayer";

  Browser::Fields one{{"urut-" + hall.ids.at("agus"), parcel}, {"hari", iso_day(friday)}, {"dari", "8"}, {"sampai", "15"}};
  expect_whole(ratna.post("/antaran/tetapkan", one), "fixed");
  const auto paper = ratna.get("/antaran/" + office.state(id).run + "/daftar");
  expect_whole(paper, "the paper");
  EXPECT_TRUE(says(paper, "Istirahat 90 menit, antara pukul 11.15 dan 13.00")) << between(paper.body, "Istirahat", "</p>");
}

TEST(Planning, TellsEachResidentTheirOwnHoursAndPrintsTheRun) {
  CityHall hall;
  auto& office = hall.office();
  office.stock(5);
  const auto first = office.verified(office.submitted()), second = office.verified(office.submitted("lost", "damaged_card", "+6281200000002"));
  office.printed(first, "KA00000001");
  office.printed(second, "KA00000002");
  hall.add("dedi", {courier});
  auto ratna = hall.as("ratna"), agus = hall.as("agus"), dedi = hall.as("dedi");
  ratna.get("/antaran/rencana?k-" + hall.ids.at("agus") + "=ya&paling=30");
  EXPECT_NE(ratna.page.find("runmap"), std::string::npos);
  EXPECT_NE(ratna.page.find(", 09."), std::string::npos) << "when the courier stands at the door";
  const auto parcels = office.state(first).parcel + "," + office.state(second).parcel;
  const auto day = iso_day(day_in_jakarta(office.clock.now()));
  expect_whole(ratna.post("/antaran/tetapkan", {{"urut-" + hall.ids.at("agus"), parcels}, {"hari", day}, {"dari", "9"}, {"sampai", "12"}}), "fixed");
  for (const auto& id : {first, second}) {
    const auto& state = office.state(id);
    EXPECT_EQ(state.to_hour - state.from_hour, 2) << "two hours are told, not the whole morning";
  }
  const auto run = office.state(first).run;
  agus.get("/antaran/" + run + "/daftar");
  EXPECT_NE(agus.page.find(in_threes(office::envelope_letters(*office.office, office.state(first).parcel))), std::string::npos);
  EXPECT_EQ(agus.page.find(office::resident_letters(*office.office, office.state(first).parcel)), std::string::npos) << "the proof is the resident's";
  EXPECT_EQ(agus.page.find("3673"), std::string::npos) << "no NIK";
  expect_whole(ratna.get("/antaran/" + run + "/daftar"), "the dispatcher prints it");
  const auto other = dedi.get("/antaran/" + run + "/daftar");
  EXPECT_NE(other.status, 200) << "another's run";
  EXPECT_EQ(other.body.find(in_threes(office::envelope_letters(*office.office, office.state(first).parcel))), std::string::npos);
}

TEST(Planning, ARunWhoseCourierIsAwayIsPlannedAnewAndEachResidentHearsOfIt) {
  CityHall hall;
  auto& office = hall.office();
  office.stock(5);
  std::vector<std::string> ids;
  for (const auto* label : {"lost_card", "damaged_card"}) {
    ids.push_back(office.verified(office.submitted("lost", label, "+628120000000" + std::to_string(ids.size() + 1))));
    office.printed(ids.back(), "KA0000000" + std::to_string(ids.size()));
  }
  hall.add("dedi", {courier});
  const auto run = office::OfficeTwin::word(office::set_run(*office.office, {hall.ids.at("agus"), day_in_jakarta(office.clock.now()), 9, 12, {office.state(ids[0]).parcel, office.state(ids[1]).parcel}}, office.ratna()), "run");
  auto ratna = hall.as("ratna"), agus = hall.as("agus");
  EXPECT_NE(agus.post("/antaran/batalkan", {{"rute", run}}).status, 303) << "not by the courier";
  ratna.get("/antaran/rencana");
  EXPECT_NE(ratna.page.find("Rute ini tidak jadi berangkat"), std::string::npos);
  expect_whole(ratna.post("/antaran/batalkan", {{"rute", run}}), "cancelled");
  for (const auto& id : ids) EXPECT_TRUE(office.state(id).run.empty());
  EXPECT_EQ(office.boards().parcels_ready().size(), 2U);
  EXPECT_TRUE(office.boards().runs_on(day_in_jakarta(office.clock.now())).empty()) << "nobody sees a run without cards";
  EXPECT_TRUE(office.boards().open_runs_of(hall.ids.at("agus")).empty());
  int told = 0;
  for (auto rows = office.office->reader().query("SELECT 1 FROM office_letter WHERE notice = 'delivery_unplanned'"); rows.next();) ++told;
  EXPECT_EQ(told, 2);
  expect_whole(ratna.post("/antaran/batalkan", {{"rute", run}}), "twice", 409);
  const auto again = office::OfficeTwin::word(office::set_run(*office.office, {hall.ids.at("dedi"), day_in_jakarta(office.clock.now()), 9, 12, {office.state(ids[0]).parcel}}, office.ratna()), "run");
  office::OfficeTwin::must(office::load_run(*office.office, {again, 1}, {.actor = "officer/" + hall.ids.at("dedi"), .roles = {courier}}));
  expect_whole(ratna.post("/antaran/batalkan", {{"rute", again}}), "its cards are in a bag", 409);
}

// Each stop offered each courier with its cost once: some hundred kilobytes for a day.
TEST(Planning, OfADayOfThreeHundredCardsMakesASmallPage) {
  CityHall hall;
  auto& office = hall.office();
  office.stock(5);
  std::vector<std::string> parcels;
  for (const auto* label : {"lost_card", "damaged_card", "grandmother"}) {
    const auto id = office.verified(office.submitted("lost", label, "+628120000000" + std::to_string(parcels.size() + 1)));
    parcels.push_back(office.printed(id, "KA0000000" + std::to_string(parcels.size() + 1)));
  }
  Browser::Fields table{{"hari", iso_day(day_in_jakarta(office.clock.now()) + 1)}, {"dari", "8"}, {"sampai", "15"}};
  for (int courier_number = 0; courier_number < 12; ++courier_number) {
    const auto login = "kurir" + std::to_string(courier_number);
    hall.add(login, {courier});
    std::string order;
    for (int n = 0; n < 25; ++n) order += (n == 0 ? "" : ",") + parcels[static_cast<std::size_t>(n) % parcels.size()];
    table.emplace_back("urut-" + hall.ids.at(login), order);
  }
  auto ratna = hall.as("ratna");
  ratna.get("/antaran/rencana");
  const auto page = ratna.post("/antaran/rencana", table);
  expect_whole(page, "300 cards");
  EXPECT_TRUE(says(page, "name=pilih value=300"));
  EXPECT_LT(page.body.size(), 60'000U);
}

TEST(Planning, AStopsOwnButtonShowsWhereItMayGoAndFixesNothing) {
  CityHall hall;
  auto& office = hall.office();
  office.stock(5);
  std::vector<std::string> ids, parcels;
  for (const auto* label : {"lost_card", "damaged_card"}) {
    ids.push_back(office.verified(office.submitted("lost", label, "+628120000000" + std::to_string(ids.size() + 1))));
    parcels.push_back(office.printed(ids.back(), "KA0000000" + std::to_string(ids.size())));
  }
  hall.add("dedi", {courier});
  const auto agus = hall.ids.at("agus"), dedi = hall.ids.at("dedi");
  Browser::Fields table{{"urut-" + agus, parcels[0]}, {"urut-" + dedi, parcels[1]}, {"hari", iso_day(day_in_jakarta(office.clock.now()))}, {"dari", "9"}, {"sampai", "12"}};
  auto with = table;
  with.emplace_back("pilih", "2");
  auto ratna = hall.as("ratna");
  ratna.get("/antaran/rencana");
  const auto asked = ratna.post("/antaran/tetapkan", with);
  expect_whole(asked, "the second stop's choice");
  EXPECT_TRUE(office.state(ids[0]).run.empty());
  EXPECT_TRUE(says(asked, "name=\"ke-" + parcels[1] + "\""));
  EXPECT_FALSE(says(asked, "name=\"ke-" + parcels[0] + "\"")) << "only of the one that was asked for";
  EXPECT_TRUE(says(asked, "+")) << "with its cost";
  EXPECT_TRUE(says(asked, "name=\"urut-" + agus + "\" value=\"" + parcels[0] + "\""));

  auto moved = table;
  moved.emplace_back("ke-" + parcels[1], agus);
  const auto after = ratna.post("/antaran/rencana", moved);
  expect_whole(after, "moved");
  EXPECT_TRUE(says(after, "name=\"urut-" + dedi + "\" value=\"\""));
  expect_whole(ratna.post("/antaran/tetapkan", moved), "fixed");
  EXPECT_EQ(office.state(ids[1]).courier, agus);
}

// A dispatcher plans at 10.40 for today from nine.
struct APlanForTodayThatIsLate : testing::Test {
  CityHall hall;
  std::string id;
  OfficeTwin& office() { return hall.office(); }
  Day today() { return day_in_jakarta(office().clock.now()); }
  Browser::Fields table() {
    const auto parcel = office().state(id).parcel;
    return {{"urut-" + hall.ids.at("agus"), parcel}, {"ke-" + parcel, hall.ids.at("agus")}, {"hari", iso_day(today())}, {"dari", "9"}, {"sampai", "12"}};
  }
  Browser::Fields table(const std::string& when) {
    auto fields = table();
    fields.emplace_back("kapan", when);
    return fields;
  }
  void SetUp() override {
    office().stock(5);
    id = office().verified(office().submitted());
    office().printed(id, "KA00000001");
    office().clock.set(moment_in_jakarta(today(), 10, 40));
  }
};

TEST_F(APlanForTodayThatIsLate, IsAskedAboutAndLosesNothing) {
  auto ratna = hall.as("ratna");
  ratna.get("/antaran/rencana");
  const auto asked = ratna.post("/antaran/tetapkan", table());
  expect_whole(asked, "asked back", 409);
  EXPECT_TRUE(says(asked, "Jam berangkat pukul 9 hari ini sudah lewat"));
  EXPECT_TRUE(says(asked, "Berangkat sekarang, pukul 10.40"));
  EXPECT_TRUE(says(asked, "value=\"berikutnya\""));
  EXPECT_TRUE(says(asked, "name=\"urut-" + hall.ids.at("agus") + "\" value=\"" + office().state(id).parcel + "\"")) << "the table stands there still";
  EXPECT_TRUE(office().state(id).run.empty()) << "nobody was told anything";
}

TEST_F(APlanForTodayThatIsLate, LeavesNowAndTellsHoursToCome) {
  auto ratna = hall.as("ratna");
  ratna.get("/antaran/rencana");
  expect_whole(ratna.post("/antaran/tetapkan", table("sekarang")), "leaves now");
  const auto state = office().state(id);
  ASSERT_FALSE(state.run.empty());
  const auto run = *office().boards().find_run(state.run);
  EXPECT_EQ(run.state.day, today());
  EXPECT_EQ(run.state.from_hour, 10);
  EXPECT_GE(state.from_hour * 60 + 15, 10 * 60 + 15);
  EXPECT_GT(state.to_hour, 11) << "two hours from now, not from nine";
}

TEST_F(APlanForTodayThatIsLate, OrOnTheNextWorkingDayAsItWas) {
  auto ratna = hall.as("ratna");
  ratna.get("/antaran/rencana");
  expect_whole(ratna.post("/antaran/tetapkan", table("berikutnya")), "the next day");
  const auto run = *office().boards().find_run(office().state(id).run);
  EXPECT_EQ(run.state.day, OfficeTwin::the_catalogue().city().calendar.next_working_day(today()));
  EXPECT_EQ(run.state.from_hour, 9);
}

TEST_F(APlanForTodayThatIsLate, IsNotAskedAboutWithinTheHourOfLeaving) {
  office().clock.set(moment_in_jakarta(today(), 9, 40));
  auto ratna = hall.as("ratna");
  ratna.get("/antaran/rencana");
  expect_whole(ratna.post("/antaran/tetapkan", table()), "fixed");
  EXPECT_FALSE(office().state(id).run.empty());
}

TEST_F(APlanForTodayThatIsLate, CannotLeaveNowInTheEvening) {
  office().clock.set(moment_in_jakarta(today(), 19, 5));
  auto ratna = hall.as("ratna");
  ratna.get("/antaran/rencana");
  const auto asked = ratna.post("/antaran/tetapkan", table());
  expect_whole(asked, "asked back", 409);
  EXPECT_FALSE(says(asked, "value=\"sekarang\""));
  EXPECT_TRUE(says(asked, "value=\"berikutnya\""));
}

}  // namespace
}  // namespace opak::web
