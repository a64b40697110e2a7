// Who is served when there are fewer blanks than people: whoever waits longest, by whatever way a blank comes free.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "journal/journal.h"
#include "office/office_on_disk.h"
#include "office/office_twin.h"
#include "office/outbox.h"
#include "views/fold.h"

namespace opak::office {
namespace {

using application::Stage;

class Line : public testing::Test {
 protected:
  Line() {
    for (const auto& one : people) twin.population.add(one);
  }

  // The papers of the next resident were accepted; nothing is verified yet.
  std::string accepted() {
    const auto& who = people.at(next++);
    auto wish = twin.filing("lost", "lost_card", "+62812000" + std::to_string(10'000 + next));
    wish.region = who.kelurahan;
    wish.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
    wish.address = Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}});
    const auto id = OfficeTwin::word(submit_application(office(), wish, twin.resident()), "application");
    twin.must(accept_papers(office(), {id}, twin.rina()));
    if (twin.state(id).needs_identity_check()) twin.must(check_identity(office(), {id, "video_call"}, twin.dewi()));
    return id;
  }
  std::string verified() {
    const auto id = accepted();
    verify_now(id);
    return id;
  }
  void verify_now(const std::string& id) { twin.must(verify(office(), {id, {}}, twin.budi())); }
  void withdraw_now(const std::string& id) { twin.must(withdraw(office(), {id}, twin.resident())); }
  void box(int count) {
    const auto serial = [](int n) { return fmt::format("KB{:08}", n); };
    twin.must(by_two(office(), receive_box(office(), {"B-009/2026", serial(next_serial), serial(next_serial + count - 1)}, twin.joko()), twin.ratna()));
    next_serial += count;
  }
  Stage stage(const std::string& id) { return twin.state(id).stage; }
  Office& office() { return *twin.office; }

  // No blank lies idle while somebody waits who may have it.
  void expect_nobody_waits_beside_a_blank() {
    auto boards = twin.boards();
    const auto waits = boards.count({.stages = {Stage::waiting_blangko}, .disputed = false, .identity_check_needed = false});
    const auto taken = boards.count({.stages = {Stage::print_ready, Stage::printing}});
    const auto stock = boards.find_stock("36.73");
    EXPECT_TRUE(waits == 0 || (stock ? stock->available() : 0) <= taken);
  }

  OfficeTwin twin;
  std::vector<registry::ExampleResident> people = OfficeOnDisk::residents(60);
  std::size_t next = 0;
  int next_serial = 1;
};

}  // namespace

TEST_F(Line, AWithdrawalServesWhoWaitsLongestAndANewcomerGoesBehind) {
  twin.stock(2);
  const auto a = verified(), b = verified(), c = verified(), d = verified();
  EXPECT_EQ(stage(b), Stage::print_ready);
  EXPECT_EQ(stage(c), Stage::waiting_blangko);
  const auto e = accepted();
  withdraw_now(a);
  EXPECT_EQ(stage(c), Stage::print_ready) << "in the commit of the withdrawal";
  EXPECT_EQ(stage(d), Stage::waiting_blangko) << "one blank, one turn";
  verify_now(e);
  EXPECT_EQ(stage(e), Stage::waiting_blangko);
  EXPECT_EQ(twin.boards().place_in_line(e), 2);
  withdraw_now(b);
  EXPECT_EQ(stage(d), Stage::print_ready);
  EXPECT_EQ(stage(e), Stage::waiting_blangko);
  withdraw_now(e);  // Who waits gives nothing back.
  EXPECT_EQ(stage(c), Stage::print_ready);
  expect_nobody_waits_beside_a_blank();
}

TEST_F(Line, NobodyWhoWaitsIsServedWhileEveryBlankHasItsPerson) {
  twin.stock(1);
  const auto a = verified(), b = verified();
  twin.must(take_for_print(office(), {"P1", 1}, twin.joko()));
  twin.must(put_back_from_print(office(), {a}, twin.joko()));
  EXPECT_EQ(stage(b), Stage::waiting_blangko) << "put back is still theirs";
  twin.must(take_for_print(office(), {"P1", 1}, twin.joko()));
  twin.must(spoil_blangko(office(), {"KA00000001", "P1", "print_smeared"}, twin.joko()));
  EXPECT_EQ(stage(b), Stage::waiting_blangko);
  box(1);
  EXPECT_EQ(stage(b), Stage::waiting_blangko) << "the one blank is for the card at the printer";
  box(1);
  EXPECT_EQ(stage(b), Stage::print_ready);
}

TEST_F(Line, IsByTheDayThePapersWereAcceptedAndNotByTheHourOfTheStamp) {
  twin.stock(1);
  const auto early = accepted(), late = accepted(), has_it = accepted();
  verify_now(has_it);
  verify_now(late);
  verify_now(early);
  withdraw_now(has_it);
  EXPECT_EQ(stage(early), Stage::print_ready);
  EXPECT_EQ(stage(late), Stage::waiting_blangko);
}

TEST_F(Line, MovesAtNightToo) {
  twin.stock(1);
  const auto a = verified(), b = verified(), c = verified();
  twin.must(by_two(office(), close_stock_day(office(), {1, ""}, twin.joko()), twin.ratna()));
  twin.clock.pass(hours(15) + minutes(1));  // Just past midnight: nobody opened the new day's stock card yet.
  withdraw_now(a);
  EXPECT_EQ(stage(b), Stage::print_ready);
  EXPECT_EQ(stage(c), Stage::waiting_blangko);
  EXPECT_EQ(twin.boards().find_stock("36.73")->day, day_in_jakarta(twin.clock.now()));
  EXPECT_EQ(twin.boards().find_stock("36.73")->available(), 1);
}

TEST_F(Line, WhoIsServedHearsOfItAndTheBookNamesNobodysHand) {
  twin.stock(1);
  const auto a = verified(), b = verified();
  const auto told = [&] {
    int count = 0;
    for (const auto& letter : due_letters(office().reader(), twin.clock.now(), 1000)) count += letter.application == b ? 1 : 0;
    return count;
  };
  const auto before = told();
  withdraw_now(a);
  EXPECT_EQ(told(), before + 1);
  const auto timeline = twin.boards().timeline(b);
  EXPECT_EQ(timeline.back().fact, "application.blangko_came.v1");
  EXPECT_EQ(timeline.back().actor, "system");
  EXPECT_GT(twin.state(b).promised_on, day_in_jakarta(twin.clock.now()));
}

TEST_F(Line, PassesByWhoMayNotGoOnAndLetsThemInAgain) {
  twin.stock(1);
  const auto a = verified(), b = verified(), c = verified();
  twin.must(dispute(office(), {b, "not_me", "known_contact"}, twin.resident()));
  withdraw_now(a);
  EXPECT_EQ(stage(b), Stage::waiting_blangko);
  EXPECT_EQ(stage(c), Stage::print_ready);
  box(1);  // Nobody else waits: it lies there.
  EXPECT_EQ(stage(b), Stage::waiting_blangko);
  twin.must(settle_dispute(office(), {b, "visited", true}, twin.ratna()));
  EXPECT_EQ(stage(b), Stage::print_ready);
}

TEST_F(Line, AFilingThatWasNotGenuineGivesItsBlankToWhoWaits) {
  twin.stock(1);
  const auto a = verified(), b = verified();
  twin.must(dispute(office(), {a, "not_me", "known_contact"}, twin.resident()));
  EXPECT_EQ(stage(b), Stage::waiting_blangko) << "not settled yet: it may be theirs";
  twin.must(settle_dispute(office(), {a, "visited", false}, twin.ratna()));
  EXPECT_EQ(stage(b), Stage::print_ready);
}

TEST_F(Line, AnErasureGivesItsBlankToWhoWaits) {
  twin.stock(1);
  const auto a = verified(), b = verified();
  twin.must(erase(office(), {twin.state(a).person}, twin.as("S-0008", {access::Role::admin})));
  EXPECT_EQ(stage(b), Stage::print_ready);
}

TEST_F(Line, ARefusedWishMovesNobody) {
  twin.stock(1);
  const auto a = verified(), b = verified();
  const auto seq = twin.boards().last_seq();
  const auto answer = office().record(twin.resident(), [&](Book& book) -> Answer {
    if (auto refusal = book.ask(a, application::Withdraw{"resident"})) return *refusal;
    return Refusal{"office.reason_missing"};
  });
  EXPECT_EQ(OfficeTwin::no(answer), "office.reason_missing");
  EXPECT_EQ(stage(b), Stage::waiting_blangko);
  EXPECT_EQ(twin.boards().last_seq(), seq);
}

// Whatever happens in whatever order: a blank goes to nobody past somebody who already waited and whose papers were accepted earlier.
TEST_F(Line, NobodyIsEverMadeReadyPastSomebodyWhoWaited) {
  SeededChance dice(41);
  std::vector<std::string> waiting_for_stamp;
  std::map<std::string, int> place;  // In the order the papers were accepted.
  int served = 0, spoiled = 0, waited = 0;
  twin.stock(3);
  for (int step = 0; step < 220; ++step) {
    std::map<std::string, Stage> before;
    for (const auto& [id, n] : place) before[id] = stage(id);
    const auto one_in = [&](Stage wanted) -> std::string {
      std::vector<std::string> all;
      for (const auto& [id, now] : before) if (now == wanted && !twin.state(id).disputed) all.push_back(id);
      return all.empty() ? "" : all[dice.below(all.size())];
    };
    switch (dice.below(8)) {
      case 0: case 1:
        if (next < people.size()) {
          const auto id = accepted();
          place[id] = static_cast<int>(place.size());
          waiting_for_stamp.push_back(id);
        }
        break;
      case 2: case 3:
        if (!waiting_for_stamp.empty()) {
          const auto at = waiting_for_stamp.begin() + static_cast<std::ptrdiff_t>(dice.below(waiting_for_stamp.size()));
          verify_now(*at);
          waiting_for_stamp.erase(at);
        }
        break;
      case 4: if (const auto id = one_in(Stage::print_ready); !id.empty()) withdraw_now(id); break;
      case 5:
        if (OfficeTwin::no(take_for_print(office(), {"P1", 1}, twin.joko())).empty())
          for (const auto& [id, n] : place) {
            const auto stock = twin.boards().find_stock("36.73");
            const auto at = std::find_if(stock->holdings.begin(), stock->holdings.end(), [](const auto& holding) { return holding.place == "printer/P1"; });
            if (stage(id) != Stage::printing || at == stock->holdings.end()) continue;
            if (dice.below(4) == 0) twin.must(spoil_blangko(office(), {at->first.text(), "P1", "card_bent"}, twin.joko())), ++spoiled;
            else twin.must(print_card(office(), {id, "P1", at->first.text()}, twin.joko()));
          }
        break;
      case 6:
        if (dice.below(3) == 0) {
          box(1 + static_cast<int>(dice.below(3)));
          if (const auto stock = twin.boards().find_stock("36.73"); stock->in_store() > 0) twin.must(give_to_printer(office(), {"P1", static_cast<int>(stock->in_store())}, twin.joko()));
        }
        break;
      default: twin.clock.pass(hours(1 + static_cast<std::int64_t>(dice.below(9)))); break;
    }
    for (const auto& [ready, n] : place) {
      const bool had = before.contains(ready) && (before[ready] == Stage::print_ready || before[ready] == Stage::printing);
      if (had || stage(ready) != Stage::print_ready) continue;
      ++served;
      for (const auto& [waits, m] : place) {
        const bool waited_already = before.contains(waits) && before[waits] == Stage::waiting_blangko;
        if (!waited_already || stage(waits) != Stage::waiting_blangko) continue;
        ++waited;
        EXPECT_LT(n, m) << "at step " << step;
      }
    }
    expect_nobody_waits_beside_a_blank();
  }
  EXPECT_GT(served, 10);
  EXPECT_GT(waited, 10) << "a story in which nobody waits shows nothing";
  EXPECT_GT(spoiled, 0);
  EXPECT_EQ(journal::first_fault(office().reader()), std::nullopt);
  const auto live = views::dump(office().reader());
  auto writer = store::Database::open(office().settings().database, store::Mode::writer);
  ASSERT_TRUE(views::rebuild(*writer));
  EXPECT_EQ(views::dump(*writer), live);
}

}  // namespace opak::office
