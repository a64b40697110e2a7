#include "office/waiting_room.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "office/slow.h"

namespace opak::office {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

class AWaitingRoom : public testing::Test {
 protected:
  WaitingRoom<std::string>::Time at(std::chrono::milliseconds ms) { return WaitingRoom<std::string>::Time() + 1h + ms; }
  void put(const std::string& name, Comes comes, std::chrono::milliseconds ms) { room.put(name, comes, at(ms), turned_away); }
  Names take(std::size_t most, std::chrono::milliseconds ms) { return room.take(most, at(ms), turned_away); }

  WaitingRoom<std::string> room{8, {.guest = 100ms, .first = 1000ms, .newest_first_after = 30ms}};
  Names turned_away;
};

TEST_F(AWaitingRoom, ServesInTheOrderOfComingAsLongAsTheClerkKeepsUp) {
  for (const auto* name : {"a", "b", "c"}) put(name, Comes::guest, 0ms);
  EXPECT_EQ(take(2, 30ms), (Names{"a", "b"}));
  EXPECT_EQ(take(2, 30ms), (Names{"c"}));
  EXPECT_TRUE(turned_away.empty());
}

TEST_F(AWaitingRoom, ServesTheNewestGuestsFirstOnceTheOldestWaitedLong) {
  put("a", Comes::guest, 0ms);
  put("b", Comes::guest, 10ms);
  put("c", Comes::guest, 20ms);
  EXPECT_EQ(take(2, 31ms), (Names{"c", "b"}));
  EXPECT_EQ(take(2, 100ms), (Names{"a"})) << "and the oldest as long as it is in time or there is room";
}

TEST_F(AWaitingRoom, CountsTheTimeOutsideTheDoor) {
  put("came at 50", Comes::guest, 50ms);
  put("came at 0, let in later", Comes::guest, 0ms);
  put("came at 60", Comes::guest, 60ms);
  EXPECT_EQ(take(1, 80ms), (Names{"came at 60"})) << "the newest first";
  EXPECT_EQ(take(1, 101ms), (Names{"came at 50"}));
  EXPECT_EQ(turned_away, (Names{"came at 0, let in later"}));
}

TEST_F(AWaitingRoom, TurnsAwayWhoFindsNoRoomAndCannotBeAnsweredInTimeBeforeAnythingIsDone) {
  put("late", Comes::guest, 0ms);
  put("in time", Comes::guest, 50ms);
  put("newest", Comes::guest, 60ms);
  EXPECT_EQ(take(1, 101ms), (Names{"newest"}));
  EXPECT_EQ(turned_away, (Names{"late"}));
  EXPECT_EQ(take(1, 101ms), (Names{"in time"}));
  EXPECT_TRUE(room.is_empty());
}

TEST_F(AWaitingRoom, TurnsNobodyAwayAfterAPauseInWhichAFewCame) {
  for (const auto* name : {"a", "b", "c"}) put(name, Comes::guest, 0ms);
  EXPECT_EQ(take(3, 5000ms), (Names{"a", "b", "c"})) << "in the order of coming";
  EXPECT_TRUE(turned_away.empty());
  for (const auto* name : {"d", "e", "f", "g"}) put(name, Comes::guest, 5000ms);
  EXPECT_EQ(take(3, 9000ms).size(), 3U);
  EXPECT_EQ(turned_away, (Names{"d"})) << "one more than there is room for";
}

TEST_F(AWaitingRoom, ServesOfficersAndWhatIsBegunFirstAndLeavesAQuarterToGuests) {
  for (const auto* name : {"g1", "g2", "g3"}) put(name, Comes::guest, 0ms);
  for (const auto* name : {"o1", "o2"}) put(name, Comes::officer, 0ms);
  for (const auto* name : {"b1", "b2"}) put(name, Comes::begun, 0ms);
  EXPECT_EQ(take(4, 1ms), (Names{"o1", "o2", "b1", "g1"}));
  EXPECT_EQ(take(4, 1ms), (Names{"b2", "g2", "g3"}));
}

TEST_F(AWaitingRoom, WaitsLongerForAnOfficerThanForAGuest) {
  put("o", Comes::officer, 0ms);
  put("p", Comes::officer, 0ms);
  put("q", Comes::officer, 0ms);
  EXPECT_EQ(take(1, 900ms), (Names{"o"}));
  EXPECT_TRUE(turned_away.empty());
  EXPECT_EQ(take(1, 1001ms), (Names{"p"}));
  EXPECT_EQ(turned_away, (Names{"q"}));
}

TEST_F(AWaitingRoom, MakesPlaceForAnOfficerWhenItIsFullAndForNobodyElse) {
  for (const auto* name : {"1", "2", "3", "4", "5", "6", "7", "8"}) put(name, Comes::guest, 0ms);
  put("9", Comes::guest, 1ms);
  EXPECT_EQ(turned_away, (Names{"9"}));
  put("o", Comes::officer, 1ms);
  EXPECT_EQ(turned_away, (Names{"9", "1"}));
  EXPECT_EQ(room.size(), 8U);
}

TEST(AtTheDoor, HoldsForItsThreadAndForAsLongAsItStands) {
  EXPECT_EQ(comes_now(), Comes::begun);
  {
    const AtTheDoor guest(Comes::guest);
    {
      const AtTheDoor officer(Comes::officer);
      EXPECT_EQ(comes_now(), Comes::officer);
    }
    EXPECT_EQ(comes_now(), Comes::guest);
    std::thread([] { EXPECT_EQ(comes_now(), Comes::begun); }).join();
  }
  EXPECT_EQ(comes_now(), Comes::begun);
}

TEST(SlowWork, ServesOfficersBeforeGuestsWhoCameEarlier) {
  std::mutex gate;
  Names done;
  SlowWork slow(1, 10);
  {
    std::lock_guard held(gate);
    const auto put = [&](const char* name, Comes comes) {
      const AtTheDoor door(comes);
      return slow.put([&, name] {
        std::lock_guard lock(gate);
        done.push_back(name);
      });
    };
    EXPECT_TRUE(put("first", Comes::guest));
    std::this_thread::sleep_for(20ms);  // It is being worked on.
    EXPECT_TRUE(put("guest", Comes::guest));
    EXPECT_TRUE(put("officer", Comes::officer));
  }
  slow.stop();
  EXPECT_EQ(done, (Names{"first", "officer", "guest"}));
}

TEST(SlowWork, TellsAGuestAtOnceThatItWouldTakeLong) {
  SlowWork slow(1, 100);
  std::atomic<bool> over = false;
  for (int n = 0; n < 90; ++n)  // The office's own: whatever it takes.
    slow.put([&] {
      if (!over) std::this_thread::sleep_for(60ms);
    });
  std::this_thread::sleep_for(600ms);  // By now it is known how long one takes.
  const auto put = [&](Comes comes) {
    const AtTheDoor door(comes);
    return slow.put([] {});
  };
  EXPECT_FALSE(put(Comes::guest));
  EXPECT_TRUE(put(Comes::officer));
  over = true;
}

}  // namespace
}  // namespace opak::office
