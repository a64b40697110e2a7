#include <gtest/gtest.h>

#include <filesystem>

#include <atomic>
#include <set>

#include "base/twins.h"
#include "core/opening/entries.h"
#include "journal/codec.h"
#include "views/boards.h"
#include "views/fold.h"

namespace opak::views {
namespace {

using application::Stage;

const Day monday = *day_of(2026, 11, 2);

// A small book: the desks decide, the journal keeps, the views fold. What the office does, without people and letters.
class SmallBook {
 public:
  SmallBook() : database_(open(in_memory())) {}
  explicit SmallBook(const std::string& file) : database_(open(file)) {}

  store::Database& database() { return database_; }
  Boards boards() { return Boards(database_); }
  void at(Moment now) { now_ = now; }
  Moment now() const { return now_; }

  template <class Command>
  bool ask(const std::string& id, const Command& command) {
    return put<application::Entry>("application", id, cases_[id], application::Command(command), [&](const auto& line, const auto&, const auto& after, const auto& entry) { fold(database_, line, after, entry); });
  }
  template <class Command>
  bool ask_parcel(const std::string& id, const Command& command) {
    return put<delivery::ParcelEntry>("parcel", id, parcels_[id], delivery::ParcelCommand(command), [&](const auto& line, const auto&, const auto& after, const auto&) { fold(database_, line, after); });
  }
  template <class Command>
  bool ask_run(const std::string& id, const Command& command) {
    return put<delivery::RunEntry>("run", id, runs_[id], delivery::RunCommand(command), [&](const auto& line, const auto&, const auto& after, const auto&) { fold(database_, line, after); });
  }
  template <class Command>
  bool ask_stock(const std::string& day, const Command& command) {
    return put<blangko::Entry>("blangko", day, stocks_[day], blangko::Command(command), [&](const auto& line, const auto& before, const auto& after, const auto& entry) {
      auto again = before;
      blangko::Changes changes;
      blangko::apply(again, entry, now_, &changes);
      fold(database_, line, after, entry, changes);
    });
  }
  void open_file(const std::string& id, const std::string& actor, const std::string& purpose) {
    store::Transaction transaction(database_);
    const auto line = write("opening", id, ++openings_[id], opening::Entry{opening::FileOpened{purpose}}, actor);
    fold_opening(database_, line);
    note_seen(database_, line.seq);
    transaction.commit();
  }

  application::State& application(const std::string& id) { return cases_[id]; }
  const blangko::State& stock(const std::string& day) { return stocks_[day]; }

 private:
  static std::string in_memory() {
    static std::atomic<int> counter{0};
    return "file:/views_test_" + std::to_string(++counter) + "?vfs=memdb";
  }
  static store::Database open(const std::string& name) {
    auto opened = store::Database::open(name, store::Mode::writer);
    ensure(opened && store::migrate(*opened, "main"), "a book opens");
    return std::move(*opened);
  }

  template <class Entry>
  journal::Record write(std::string_view kind, const std::string& stream, int version, const Entry& entry, const std::string& actor = "officer/S-0001") {
    return journal::append(database_, head_, {0, std::string(kind), stream, version, now_, actor, std::string(journal::fact_of(entry)), journal::encode_entry(entry), {}});
  }

  template <class Entry, class State, class Command, class Fold>
  bool put(std::string_view kind, const std::string& stream, State& state, const Command& command, Fold fold_line) {
    const auto decision = decide(state, command, now_);
    if (std::holds_alternative<Refusal>(decision)) return false;
    store::Transaction transaction(database_);
    for (const auto& entry : std::get<std::vector<Entry>>(decision)) {
      const auto before = state;
      const auto line = write(kind, stream, state.version + 1, entry);
      apply(state, entry, now_);
      fold_line(line, before, state, entry);
      note_seen(database_, line.seq);
    }
    transaction.commit();
    return true;
  }

  store::Database database_;
  journal::Head head_;
  Moment now_ = moment_in_jakarta(monday, 9);
  std::map<std::string, application::State> cases_;
  std::map<std::string, delivery::ParcelState> parcels_;
  std::map<std::string, delivery::RunState> runs_;
  std::map<std::string, blangko::State> stocks_;
  std::map<std::string, int> openings_;
};

application::Submitted filing(const std::string& number, const std::string& person, Day promised_on) {
  application::Submitted entry;
  entry.number = number;
  entry.family = "ktp_el";
  entry.lane = "ordinary";
  entry.person = person;
  entry.contact = "contact-of-" + person;
  entry.assurance = "number_confirmed";
  entry.way = "deliver";
  entry.region = "36.73.01.1001";
  entry.receiver = "self";
  entry.language = "id";
  entry.papers = {"loss_letter:doc-1"};
  entry.register_seen = true;
  entry.promised_on = promised_on;
  entry.person_sealed = Sealed{"sealed person"};
  entry.address_sealed = Sealed{"sealed address"};
  return entry;
}

std::string padded(int n) {
  auto text = std::to_string(n);
  return std::string(5 - text.size(), '0') + text;
}

std::string submitted(SmallBook& book, int n, Day promised_on) {
  const auto id = "case-" + padded(n);
  EXPECT_TRUE(book.ask(id, application::Open{"lost", "web", "36.73", "mark"}));
  EXPECT_TRUE(book.ask(id, application::Submit{filing("OM-2611-" + padded(n) + "-A", "person-" + padded(n), promised_on)}));
  return id;
}

// One office's month, drawn from a seed: every wish of every desk, most of them at the wrong time.
class RandomMonth {
 public:
  RandomMonth(SmallBook& book, std::uint64_t seed) : book_(book), chance_(seed) {}

  void live(int days_count) {
    for (int day = 0; day < days_count; ++day) {
      today_ = monday + day;
      book_.at(moment_in_jakarta(today_, 8));
      const auto before = stock_day_;
      stock_day_ = "36.73/" + iso_day(today_);
      book_.ask_stock(stock_day_, blangko::OpenDay{"36.73", today_, before.empty() ? std::vector<std::string>{} : book_.stock(before).carried(),
                                                     before.empty() ? std::vector<blangko::SecondPersonAsked>{} : book_.stock(before).carried_asks()});
      stock_wish();
      for (int i = 0; i < 40; ++i) {
        book_.at(book_.now() + minutes(1 + static_cast<int>(chance_.below(12))));
        wish();
      }
    }
  }

 private:
  std::uint64_t one_of(std::uint64_t count) { return chance_.below(count); }
  // One of the newest: old ones have mostly ended.
  std::string some_case() { return "case-" + padded(cases_ - static_cast<int>(one_of(static_cast<std::uint64_t>(std::min(cases_, 8))))); }
  std::string officer() { return "officer/S-000" + std::to_string(1 + one_of(3)); }
  Day soon() { return today_ + 1 + static_cast<int>(one_of(9)); }

  void wish() {
    if (cases_ == 0 || one_of(10) == 0) return open_case();
    const auto id = some_case();
    using namespace application;
    if (one_of(2) == 0) return forward(id, book_.application(id));
    switch (one_of(25)) {
      case 0: case 1: book_.ask(id, AcceptPapers{officer(), soon()}); break;
      case 2: book_.ask(id, ReturnForFix{officer(), "blurred", "loss_letter", soon(), Sealed{"words"}}); break;
      case 3: if (book_.ask(id, application::AddPaper{"loss_letter", "doc-2", {"blurred:loss_letter"}})) book_.ask(id, Resubmit{}); break;
      case 4: case 5: if (book_.ask(id, Verify{officer(), {"address"}})) book_.ask(id, MakePrintReady{}); break;
      case 6: book_.ask(id, CheckIdentity{officer(), "video_call"}); break;
      case 7: case 8: book_.ask(id, TakeForPrint{officer(), "P1", ""}); break;
      case 9: case 10: case 11: print(id); break;
      case 12: book_.ask(id, AwaitBlangko{soon()}); break;
      case 13: book_.ask(id, BlangkoArrives{soon()}); break;
      case 14: case 15: plan(id); break;
      case 16: finish(id, book_.application(id).run); break;
      case 17: book_.ask(id, ChooseDay{soon()}); break;
      case 18: if (one_of(6) == 0) book_.ask(id, Dispute{"known_contact", "not_me"}); break;
      case 19: book_.ask(id, SettleDispute{officer(), "called", one_of(2) == 0}); break;
      case 20: if (one_of(6) == 0 && book_.ask(id, ProposeRejection{officer(), "not_a_resident", {}})) book_.ask(id, ConfirmRejection{officer()}); break;
      case 21: if (one_of(4) == 0) book_.ask(id, application::Withdraw{"resident"}); break;
      case 22: stock_wish(); break;
      case 23: if (!book_.ask(id, TakeUp{officer()})) book_.ask(id, LayAside{officer(), "waits_for_register", soon()}); break;
      default: book_.open_file(id, officer(), "verify"); break;
    }
  }

  // The move that brings this case on; without it a card would seldom be printed by chance.
  void forward(const std::string& id, const application::State& state) {
    using namespace application;
    switch (state.stage) {
      case Stage::submitted: book_.ask(id, AcceptPapers{officer(), soon()}); break;
      case Stage::complete:
        book_.ask(id, CheckIdentity{officer(), "video_call"});
        if (book_.ask(id, Verify{officer(), {}})) book_.ask(id, MakePrintReady{});
        break;
      case Stage::print_ready: book_.ask(id, TakeForPrint{officer(), "P1", ""}); break;
      case Stage::printing: print(id); break;
      case Stage::printed: case Stage::attempt_failed: case Stage::not_reached: plan(id); break;
      case Stage::on_the_road: finish(id, std::string(state.run)); break;
      default: break;
    }
  }

  void open_case() {
    const auto n = ++cases_;
    const auto id = "case-" + padded(n);
    book_.ask(id, application::Open{"lost", one_of(2) == 0 ? "web" : "whatsapp", "36.73", "mark-" + padded(n)});
    if (one_of(10) == 0) return;
    auto entry = filing("OM-2611-" + padded(n) + "-A", "person-" + padded(n % 17), soon());
    entry.elsewhere = one_of(3) == 0;
    entry.look_by = today_ + 1;
    book_.ask(id, application::Submit{entry});
  }

  // Some are confirmed, some declined, some taken back, and some wait on.
  void by_two(const blangko::Command& command) {
    if (!book_.ask_stock(stock_day_, command)) return;
    const auto id = "ask-" + padded(asks_);
    switch (one_of(6)) {
      case 0: book_.ask_stock(stock_day_, blangko::Decline{id, "officer/S-0002", "not_seen"}); break;
      case 1: book_.ask_stock(stock_day_, blangko::TakeBackAsk{id, "officer/S-0001"}); break;
      case 2: break;
      default: book_.ask_stock(stock_day_, blangko::Confirm{id, "officer/S-0002"}); break;
    }
  }

  void stock_wish() {
    switch (one_of(4)) {
      case 0: {
        const auto first = blangko::Serial{"KA", 8, 1 + 1000 * boxes_++};
        const auto last = blangko::Serial{"KA", 8, first.number + 99};
        by_two(blangko::ReceiveBox{"ask-" + padded(++asks_), "B-1", first.text(), last.text(), "officer/S-0001"});
        break;
      }
      case 1: book_.ask_stock(stock_day_, blangko::TakeBackFromPrinter{"P1", officer()}); break;
      case 2:
        if (const auto serial = at_printer(); book_.ask_stock(stock_day_, blangko::Spoil{serial, "printer/P1", "misprint", officer()}) && one_of(2) == 0)
          by_two(blangko::Destroy{"ask-" + padded(++asks_), {serial}, "officer/S-0001"});
        break;
      default: book_.ask_stock(stock_day_, blangko::GiveToPrinter{"P1", officer(), 20}); break;
    }
  }

  std::string at_printer() {
    for (const auto& holding : book_.stock(stock_day_).holdings)
      if (holding.place == "printer/P1") return holding.first.text();
    stock_wish();
    return "";
  }

  void print(const std::string& id) {
    const auto serial = at_printer();
    const auto parcel = "parcel-of-" + id;
    if (serial.empty() || !book_.ask(id, application::RecordPrint{officer(), "P1", serial, parcel})) return;
    EXPECT_TRUE(book_.ask_parcel(parcel, delivery::Pack{id, serial, "mark", false}));
    EXPECT_TRUE(book_.ask_stock(stock_day_, blangko::Consume{serial, "P1", id, officer()}));
  }

  void plan(const std::string& id) {
    const auto run = "run-" + padded(++runs_);
    if (!book_.ask(id, application::PlanDelivery{run, "S-0006", today_, 9, 12})) return;
    const auto parcel = book_.application(id).parcel;
    EXPECT_TRUE(book_.ask_run(run, delivery::PlanRun{{"36.73", "S-0006", "officer/S-0001", today_, 9, 12, {parcel}}}));
    EXPECT_TRUE(book_.ask_parcel(parcel, delivery::PutOn{run, 1}));
    if (!book_.ask(id, application::SendOut{run})) return;
    EXPECT_TRUE(book_.ask_run(run, delivery::LoadRun{1, "officer/S-0006"}));
    EXPECT_TRUE(book_.ask_parcel(parcel, delivery::Load{run}));
    book_.ask_stock(stock_day_, blangko::PutInBagOf{book_.application(id).blangko, id, run});
  }

  void finish(const std::string& id, const std::string& run) {
    const auto parcel = book_.application(id).parcel;
    const auto serial = book_.application(id).blangko;
    const bool opens = one_of(2) == 0;
    if (opens && book_.ask(id, application::RecordDelivery{"delivered", "self", "officer/S-0006", false})) {
      book_.ask_parcel(parcel, delivery::HandOver{run, delivery::Letters::right, delivery::Letters::right, "officer/S-0006", "self", false, true});
      book_.ask_stock(stock_day_, blangko::HandToResident{serial, id, "bag/" + run});
      book_.ask_run(run, delivery::FinishStop{parcel, true});
      if (one_of(2) == 0) book_.ask(id, application::Rate{one_of(3) == 0 ? "poor" : "good", one_of(4) == 0 ? "yes" : ""});
    } else if (!opens && one_of(3) > 0 && book_.ask(id, application::RecordAttempt{"nobody_home", soon()})) {
      book_.ask_parcel(parcel, delivery::ReportNotHandedOver{run, "officer/S-0006", "nobody_home"});
      book_.ask_run(run, delivery::FinishStop{parcel, false});
      book_.ask_parcel(parcel, delivery::BringToOffice{"officer/S-0006"});
      book_.ask_stock(stock_day_, blangko::BringBack{serial, id, run});
    } else if (!opens && one_of(2) == 0 && book_.ask(id, application::RecordNotReached{soon()})) {
      book_.ask_parcel(parcel, delivery::BringToOffice{"officer/S-0006"});
      book_.ask_stock(stock_day_, blangko::BringBack{serial, id, run});
    } else {
      return;
    }
    book_.ask_run(run, delivery::CountRun{opens ? 0 : 1, "officer/S-0006"});
    if (one_of(3) == 0) {
      book_.ask_run(run, delivery::UndoCount{"officer/S-0001", "not_seen"});
      book_.ask_run(run, delivery::CountRun{opens ? 0 : 1, "officer/S-0006"});
    }
    book_.ask_run(run, delivery::CloseRun{"officer/S-0001"});
  }

  SmallBook& book_;
  SeededChance chance_;
  Day today_ = monday;
  std::string stock_day_;
  int cases_ = 0, runs_ = 0;
  std::int64_t boxes_ = 0;
  int asks_ = 0;
};

std::set<std::string> facts_in(store::Database& database) {
  std::set<std::string> facts;
  for (auto rows = database.query("SELECT DISTINCT fact FROM journal"); rows.next();) facts.insert(rows.string_at(0));
  return facts;
}

}  // namespace

// Live and rebuilt.

TEST(Rebuild, EqualsTheLiveViewsByteForByteAfterARandomMonth) {
  for (const std::uint64_t seed : {1U, 2U}) {
    SmallBook book;
    RandomMonth(book, seed).live(30);
    const auto live = dump(book.database());
    ASSERT_GT(book.boards().last_seq(), 500) << "a month is not empty";
    ASSERT_GT(facts_in(book.database()).size(), 38U) << "and many things happen in it: " << testing::PrintToString(facts_in(book.database()));
    ASSERT_TRUE(rebuild(book.database()));
    EXPECT_EQ(dump(book.database()), live) << "seed " << seed;
  }
}

// In a file, so that another thread can read ahead of the folding.
TEST(Rebuild, FoldsTheSameWhereAnotherThreadReadsAhead) {
  std::string folder = std::filesystem::temp_directory_path() / "opak-views-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  {
    SmallBook book(folder + "/office.db");
    ASSERT_EQ(book.database().file(), folder + "/office.db");
    RandomMonth(book, 3).live(30);
    const auto live = dump(book.database());
    ASSERT_GT(book.boards().last_seq(), 1000) << "several batches";
    book.database().script("UPDATE view_case SET stage = 'delivered'; DELETE FROM view_timeline");
    ASSERT_TRUE(rebuild(book.database(), 0));
    EXPECT_EQ(dump(book.database()), live);

    book.database().script("INSERT INTO journal SELECT (SELECT MAX(seq) + 1 FROM journal), kind, stream, version + 1, at, actor, 'application.vanished.v1', '{}', hash FROM journal WHERE kind = 'application' ORDER BY seq DESC LIMIT 1");
    const auto refused = rebuild(book.database(), 0);
    ASSERT_FALSE(refused) << "what the reading thread cannot read is told by this one";
    EXPECT_NE(refused.error().what.find("does not know"), std::string::npos);
    EXPECT_EQ(dump(book.database()), live);
  }
  std::filesystem::remove_all(folder);
}

TEST(Rebuild, MendsWhatSomebodyChangedOnTheWall) {
  SmallBook book;
  RandomMonth(book, 4).live(5);
  const auto live = dump(book.database());
  book.database().script("UPDATE view_case SET stage = 'delivered'; DELETE FROM view_timeline; DELETE FROM view_stock_holding; INSERT INTO view_day (day) VALUES (1)");
  ASSERT_NE(dump(book.database()), live);
  ASSERT_TRUE(rebuild(book.database()));
  EXPECT_EQ(dump(book.database()), live);
}

TEST(Rebuild, StopsAtAFactItDoesNotKnowAndLeavesTheViewsAsTheyWere) {
  SmallBook book;
  const auto id = submitted(book, 1, monday + 3);
  book.database().script("INSERT INTO journal SELECT seq + 1, kind, stream, version + 1, at, actor, 'application.vanished.v1', '{}', hash FROM journal ORDER BY seq DESC LIMIT 1");
  const auto live = dump(book.database());
  const auto rebuilt = rebuild(book.database());
  ASSERT_FALSE(rebuilt);
  EXPECT_NE(rebuilt.error().what.find("does not know"), std::string::npos);
  EXPECT_EQ(dump(book.database()), live);
}

// The holdings on the wall are the desk's own: every serial in exactly one place.
TEST(Stock, TheWallShowsWhatTheDeskKnows) {
  SmallBook book;
  RandomMonth(book, 5).live(20);
  const auto wall = book.boards().find_stock("36.73");
  ASSERT_TRUE(wall);
  const auto& desk = book.stock("36.73/" + iso_day(monday + 19));
  EXPECT_EQ(wall->carried(), desk.carried());
  EXPECT_EQ(wall->available(), desk.available());
  EXPECT_EQ(wall->used, desk.used);
}

// Worklists.

TEST(Worklist, OverdueFirstThenSoonestDue) {
  SmallBook book;
  submitted(book, 1, monday + 9);
  submitted(book, 2, monday + -4);
  submitted(book, 3, monday + 1);
  submitted(book, 4, monday + -9);
  std::vector<std::string> order;
  for (const auto& one : book.boards().list({}).cases) order.push_back(one.id);
  EXPECT_EQ(order, (std::vector<std::string>{"case-00004", "case-00002", "case-00003", "case-00001"}));
}

// The promise moved away while the first look stayed late: the list and the pill showed two orders.
TEST(Worklist, IsOrderedByTheDayOfThePresentStageAndNotByThePromise) {
  SmallBook book;
  submitted(book, 1, monday + 4);
  auto late = filing("OM-2611-00002-A", "person-00002", monday + 3);
  late.look_by = monday + 1;
  EXPECT_TRUE(book.ask("case-00002", application::Open{"lost", "web", "36.73", "mark"}));
  EXPECT_TRUE(book.ask("case-00002", application::Submit{late}));
  EXPECT_TRUE(book.ask("case-00002", application::MovePromise{monday + 9, "checking"}));
  std::vector<Day> due;
  for (const auto& one : book.boards().list({}).cases) due.push_back(one.state.due_on());
  EXPECT_EQ(due, (std::vector<Day>{monday + 1, monday + 4}));
  EXPECT_EQ(book.boards().list({}).cases.at(0).id, "case-00002");
}

TEST(Worklist, LeavesOutWhatLiesAsideUntilItsDay) {
  SmallBook book;
  const auto id = submitted(book, 1, monday + 3);
  EXPECT_TRUE(book.ask(id, application::LayAside{"officer/S-0001", "waits_for_register", monday + 2}));
  EXPECT_EQ(book.boards().count({.on_the_table = monday + 1}), 0);
  EXPECT_EQ(book.boards().count({.aside = monday + 1}), 1);
  EXPECT_EQ(book.boards().count({.on_the_table = monday + 2}), 1);
  EXPECT_EQ(book.boards().count({.aside = monday + 2}), 0);
  EXPECT_EQ(book.boards().count({}), 1);
}

TEST(Ratings, AreCountedByTheDayTheyWereGiven) {
  SmallBook book;
  const auto at = [](Day day) { return moment_in_jakarta(day, 10).ms; };
  int n = 0;
  for (const auto& [word, day] : std::vector<std::pair<std::string, Day>>{{"good", monday}, {"good", monday + 1}, {"poor/money", monday + 1}, {"fair", monday + 2}})
    book.database().query("INSERT INTO view_timeline (application, version, at, fact, actor, word, day) VALUES ($1, 1, $2, 'application.rated.v1', 'resident', $3, 0)")
        .text("case-" + std::to_string(++n)).number(at(day)).text(word).run();
  const auto two_days = book.boards().ratings(monday, monday + 1);
  EXPECT_EQ(two_days.good, 2);
  EXPECT_EQ(two_days.poor, 1);
  EXPECT_EQ(two_days.fair, 0);
  EXPECT_EQ(two_days.asked_for_money, 1);
  EXPECT_EQ(book.boards().ratings(monday, monday + 2).all(), 4);
  EXPECT_EQ(book.boards().ratings(monday + 3, monday + 9).all(), 0);
}

TEST(WorkAtAStage, CountsItsCasesAndShowsTheOneWhosePromiseComesFirst) {
  SmallBook book;
  EXPECT_EQ(book.boards().work_at(Stage::submitted).count, 0);
  EXPECT_FALSE(book.boards().work_at(Stage::submitted).oldest);
  RandomMonth(book, 5).live(20);
  int stages = 0;
  for (const auto& [stage, count] : book.boards().open_by_stage()) {
    const auto work = book.boards().work_at(*application::stage_named(stage));
    const auto listed = book.boards().list({.stages = {*application::stage_named(stage)}, .rows = 1});
    EXPECT_EQ(work.count, listed.total) << stage;
    ASSERT_EQ(work.oldest.has_value(), !listed.cases.empty()) << stage;
    if (work.oldest) {
      EXPECT_EQ(work.oldest->state.due_on(), listed.cases.front().state.due_on()) << stage;
    }
    stages += count > 0 ? 1 : 0;
  }
  EXPECT_GT(stages, 3) << "work lies in several places";
}

TEST(Rebuild, IsAskedForWhenAMigrationChangedABoard) {
  SmallBook book;
  EXPECT_FALSE(is_behind(book.database())) << "an empty book is on the boards";
  submitted(book, 1, monday + 3);
  EXPECT_FALSE(is_behind(book.database()));
  book.database().script("UPDATE view_seen SET seq = 0 WHERE one = 1");
  EXPECT_TRUE(is_behind(book.database()));
  ASSERT_TRUE(rebuild(book.database()));
  EXPECT_FALSE(is_behind(book.database()));
}

TEST(Worklist, WithTheSamePromiseWhoWasCompleteFirstComesFirst) {
  SmallBook book;
  const auto first = submitted(book, 1, monday + 3), second = submitted(book, 2, monday + 3);
  book.ask(second, application::AcceptPapers{"officer/S-0001", monday + 3});
  book.ask(first, application::AcceptPapers{"officer/S-0001", monday + 3});
  const auto page = book.boards().list({.stages = {Stage::complete}});
  ASSERT_EQ(page.cases.size(), 2U);
  EXPECT_EQ(page.cases[0].id, second);
}

TEST(Worklist, PagesOfTwentyFiveShowEachCaseOnce) {
  SmallBook book;
  for (int n = 1; n <= 61; ++n) submitted(book, n, monday + n % 5);
  std::set<std::string> seen;
  std::size_t sizes[] = {25, 25, 11, 0};
  for (int page = 0; page < 4; ++page) {
    const auto cases = book.boards().list({.page = page});
    EXPECT_EQ(cases.total, 61);
    EXPECT_EQ(cases.cases.size(), sizes[page]);
    for (const auto& one : cases.cases) EXPECT_TRUE(seen.insert(one.id).second) << one.id << " stands on two pages";
  }
  EXPECT_EQ(seen.size(), 61U);
  EXPECT_EQ(book.boards().list({.page = -3}).cases.size(), 25U) << "a page before the first is the first";
}

TEST(Worklist, ShowsOpenCasesOnlyAndNoDrafts) {
  SmallBook book;
  book.ask("draft", application::Open{"lost", "web", "36.73", "mark"});
  const auto id = submitted(book, 1, monday + 3);
  EXPECT_EQ(book.boards().count({}), 1);
  book.ask(id, application::Withdraw{"resident"});
  EXPECT_EQ(book.boards().count({}), 0);
  EXPECT_EQ(book.boards().count({.stages = {Stage::withdrawn}}), 1);
}

TEST(Worklist, FiltersByWhatWaits) {
  SmallBook book;
  submitted(book, 1, monday + 3);
  const auto disputed = submitted(book, 2, monday + 3), rejecting = submitted(book, 3, monday + 3);
  book.ask(disputed, application::Dispute{"known_contact", "not_me"});
  book.ask(rejecting, application::ProposeRejection{"officer/S-0001", "not_a_resident", {}});
  EXPECT_EQ(book.boards().list({.disputed = true}).cases.at(0).id, disputed);
  EXPECT_EQ(book.boards().list({.rejection_waits = true}).cases.at(0).id, rejecting);
  EXPECT_EQ(book.boards().count({.disputed = false, .rejection_waits = false}), 1);
  EXPECT_EQ(book.boards().count({.courier = "'; DROP TABLE view_case; --"}), 0);
  EXPECT_EQ(book.boards().count({}), 3);
}

TEST(Line, WaitingForBlangkoCountsFromTheFirstComplete) {
  SmallBook book;
  for (int n = 1; n <= 3; ++n) {
    const auto id = submitted(book, n, monday + 3);
    book.ask(id, application::AcceptPapers{"officer/S-0001", monday + 3});
    book.ask(id, application::Verify{"officer/S-0002", {}});
    book.ask(id, application::MakePrintReady{});
    book.ask(id, application::AwaitBlangko{monday + 12});
  }
  EXPECT_EQ(book.boards().place_in_line("case-00001"), 1);
  EXPECT_EQ(book.boards().place_in_line("case-00003"), 3);
  book.ask("case-00001", application::BlangkoArrives{monday + 4});
  EXPECT_EQ(book.boards().place_in_line("case-00001"), 0);
  EXPECT_EQ(book.boards().place_in_line("case-00003"), 2);
}

TEST(OpenCase, IsFoundPerPersonAndFamilyUnlessDisputed) {
  SmallBook book;
  const auto id = submitted(book, 1, monday + 3);
  EXPECT_EQ(book.boards().open_case_of("person-00001", "ktp_el"), id);
  EXPECT_EQ(book.boards().open_case_of("person-00001", "akta"), std::nullopt);
  book.ask(id, application::Dispute{"known_contact", "not_me"});
  EXPECT_EQ(book.boards().open_case_of("person-00001", "ktp_el"), std::nullopt);
}

// The codec, with every entry and state of every desk.

namespace {

// Fills each field with something of its own, so that two fields exchanged are seen.
struct Filler {
  int count = 0;
  std::string word() { return "w" + std::to_string(++count) + " \"\\\n\xc3\xa9"; }
  void fill(std::string& out) { out = word(); }
  void fill(bool& out) { out = ++count % 2 == 1; }
  void fill(int& out) { out = ++count; }
  void fill(std::int64_t& out) { out = 5'000'000'000 + ++count; }
  void fill(Day& out) { out = monday + ++count; }
  void fill(Moment& out) { out = Moment{1'790'000'000'000 + ++count}; }
  void fill(Sealed& out) { out.bytes = Bytes("\0\xff", 2) + std::to_string(++count); }
  void fill(std::vector<std::string>& out) { out = {word(), "", word()}; }
  void fill(std::map<std::string, std::string>& out) { out = {{word(), word()}}; }
  void fill(std::map<std::string, bool>& out) { out = {{word(), true}, {word(), false}}; }
};

template <class T>
T full() {
  T value;
  Filler filler;
  T::each(value, [&](const char*, auto& field) { filler.fill(field); });
  return value;
}

template <class T>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  T value;
  T::each(value, [&](const char* name, const auto&) { names.emplace_back(name); });
  return names;
}

template <class Variant, class T>
void round_trip(std::set<std::string>& facts) {
  EXPECT_TRUE(facts.insert(std::string(T::fact)).second) << T::fact << " is the name of two entries";
  EXPECT_TRUE(std::string_view(T::fact).ends_with(".v1")) << T::fact;
  const Variant before(full<T>());
  const auto body = journal::encode_entry(before);
  const auto after = journal::decode_entry<Variant>(T::fact, body);
  EXPECT_EQ(after.index(), before.index()) << T::fact;
  EXPECT_EQ(journal::encode_entry(after), body) << T::fact;
  // Each field once, and none that the list forgot: an empty one reads as the default.
  const auto names = names_of<T>();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size()) << T::fact;
  EXPECT_EQ(journal::encode(journal::decode<T>("{}")), journal::encode(T{})) << T::fact;
  const auto whole = parse_json(body);
  ASSERT_TRUE(whole);
  for (const auto& name : names) {
    Json without = Json::object();
    for (const auto& [member, value] : whole->members())
      if (member != name) without.set(member, value);
    const auto read = parse_json(journal::encode(journal::decode<T>(without.write())));
    EXPECT_EQ((*read)[name], (*parse_json(journal::encode(T{})))[name]) << T::fact << " " << name;
    for (const auto& [member, value] : without.members()) EXPECT_EQ((*read)[member], value) << T::fact << " " << member;
  }
}

template <class Variant, std::size_t... I>
void round_trips(std::set<std::string>& facts, std::index_sequence<I...>) {
  (round_trip<Variant, std::variant_alternative_t<I, Variant>>(facts), ...);
}
template <class Variant>
void every_entry_of(std::set<std::string>& facts) {
  round_trips<Variant>(facts, std::make_index_sequence<std::variant_size_v<Variant>>());
  EXPECT_THROW(journal::decode_entry<Variant>("application.unheard_of.v1", "{}"), Bug);
}

}  // namespace

TEST(DeskCodec, EveryEntryOfEveryDeskComesBackAsItWas) {
  std::set<std::string> facts;
  every_entry_of<application::Entry>(facts);
  every_entry_of<blangko::Entry>(facts);
  every_entry_of<delivery::ParcelEntry>(facts);
  every_entry_of<delivery::RunEntry>(facts);
  every_entry_of<opening::Entry>(facts);
  EXPECT_GT(facts.size(), 50U);
}

TEST(DeskCodec, AStateOnTheWallIsTheStateOfTheDesk) {
  SmallBook book;
  RandomMonth(book, 6).live(15);
  int seen = 0;
  for (std::string id = "case-00001"; const auto shown = book.boards().find_case(id); id = "case-" + padded(seen + 1)) {
    EXPECT_EQ(journal::encode(shown->state), journal::encode(book.application(id))) << id;
    ++seen;
  }
  EXPECT_GT(seen, 30);
}

}  // namespace opak::views
