// kill -9 at any moment: nothing that was acknowledged is lost, nothing is there twice, and the books agree.
//
// A child process runs a whole office under a mixed load (filing, checking, printing, delivering) from several threads and
// writes every acknowledgement into a pipe, after it was given. The parent kills it at a random moment, also while it starts,
// opens the same folder, and counts what is new; halfway and at the end it counts everything. A city of 25 kills, then a fresh
// one. Fifty kills as a rule, 300 in `full`, 1,000 in `soak`; OPAK_TEST_DEPTH=200 for so many.
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "base/json.h"
#include "base/log.h"
#include "journal/journal.h"
#include "office/office_on_disk.h"
#include "transparency/audit.h"
#include "views/fold.h"

namespace opak::office {
namespace {

using application::Stage;

constexpr int filings_a_round = 400;  // More than a child can manage before it is killed.
constexpr int blangko_a_round = 60;

// An invented person for each filing: numbers above 9000 are given to nobody.
registry::ExampleResident person(int n) {
  registry::ExampleResident one;
  const auto day = std::to_string(100 + 1 + n / 900 % 28).substr(1) + std::to_string(100 + 1 + n / (900 * 28) % 12).substr(1) + "90";
  one.nik = "367301" + day + std::to_string(9000 + n % 900);
  one.kk = "367301" + day + std::to_string(9050 + n % 900);
  one.name = "Warga Rekaan";
  one.birth_place = "Serang";
  one.born = *day_of(1990, 1, 1);
  one.kelurahan = OfficeOnDisk::the_catalogue().city().regions.all().front().code;
  one.street = "Jl. Kenanga 7";
  one.rt = "001";
  one.rw = "002";
  return one;
}

std::string serial_text(int n) { return "KA" + std::to_string(100'000'000 + n).substr(1); }

// One working day a round, so that the stock is also carried over night between two kills.
std::unique_ptr<OfficeOnDisk> open_house(const std::string& folder, int round, bool threaded) {
  OfficeSettings settings;
  settings.threaded = threaded;
  auto house = std::make_unique<OfficeOnDisk>(folder, settings);
  const auto day = OfficeOnDisk::the_catalogue().city().calendar.add_working_days(*day_of(2026, 11, 23), round);
  house->clock.set(moment_in_jakarta(day, 9));
  for (int n = 0; n < (round + 1) * filings_a_round; ++n) house->population.add(person(n));
  return house;
}

// ---- The child.

class Load {
 public:
  Load(OfficeOnDisk& house, int round, int out) : house_(house), office_(*house.office), round_(round), out_(out) {}

  [[noreturn]] void run() {
    stock_up();
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([this] { each_forever([this] { file_one(); }); });
    threads.emplace_back([this] { each_forever([this] { check_some(); }); });
    threads.emplace_back([this] { each_forever([this] { print_some(); }); });
    threads.emplace_back([this] { each_forever([this] { deliver_some(); }); });
    for (auto& thread : threads) thread.join();
    ::_exit(0);
  }

 private:
  // Short lines into a pipe arrive whole.
  void tell(const std::string& line) { (void)!::write(out_, (line + "\n").data(), line.size() + 1); }

  template <class F>
  void each_forever(F f) {
    try {
      while (true) {
        f();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    } catch (const std::exception& error) {
      tell(std::string("fault ") + error.what());
    }
  }

  // True: done. A refusal is part of the day (another thread was first); a failure is not.
  bool is_done(const Later<Answer>& later) {
    const auto& answer = later.wait();
    if (const auto* failure = failed(answer)) throw std::runtime_error(failure->what);
    return done(answer) != nullptr;
  }

  void stock_up() {
    const auto first = serial_text(round_ * blangko_a_round + 1), last = serial_text((round_ + 1) * blangko_a_round);
    OfficeOnDisk::must(by_two(office_, receive_box(office_, {"B-" + std::to_string(round_), first, last}, house_.printer()), house_.supervisor()));
    OfficeOnDisk::must(give_to_printer(office_, {"P1", blangko_a_round}, house_.printer()));
    tell("box " + first + " " + last);
  }

  void file_one() {
    const int n = next_filing_++;
    if (n >= filings_a_round) return;
    const int everyone = round_ * filings_a_round + n;
    const auto wish = house_.filing(person(everyone), "+62813" + std::to_string(1'000'000 + everyone));
    const auto answer = submit_application(office_, wish, {});
    if (is_done(answer)) tell("submitted " + wish.application + " " + done(answer.wait())->word("number"));
    else tell("fault a filing was refused: " + refused(answer.wait())->key);
  }

  void check_some() {
    for (const auto& one : house_.boards().list({.stages = {Stage::submitted, Stage::complete}}).cases) {
      if (one.state.stage == Stage::submitted && is_done(accept_papers(office_, {one.id}, house_.operator_one()))) tell("accepted " + one.id);
      if (house_.state(one.id).needs_identity_check()) is_done(check_identity(office_, {one.id, "video_call"}, house_.operator_two()));
      if (is_done(verify(office_, {one.id, {}}, house_.verifier()))) tell("verified " + one.id);
    }
  }

  void print_some() {
    is_done(take_for_print(office_, {"P1", 2}, house_.printer()));
    for (const auto& one : house_.boards().list({.stages = {Stage::printing}}).cases) {
      const auto stock = house_.boards().find_stock(OfficeOnDisk::the_catalogue().city().code);
      for (const auto& holding : stock->holdings) {
        if (holding.place != "printer/P1") continue;
        const auto serial = holding.first.text();
        if (is_done(print_card(office_, {one.id, "P1", serial}, house_.printer()))) tell("printed " + one.id + " " + serial);
        break;
      }
    }
  }

  // Also goes on with a run that the last kill left on the road.
  void deliver_some() {
    const auto open = house_.boards().open_runs_of("S-0006");
    if (!open.empty()) return finish(open.front());
    std::vector<std::string> parcels;
    for (const auto& parcel : house_.boards().parcels_ready())
      if (parcels.size() < 3) parcels.push_back(parcel.id);
    if (!parcels.empty()) is_done(set_run(office_, {"S-0006", day_in_jakarta(house_.clock.now()), 9, 12, parcels}, house_.supervisor()));
  }

  void finish(const views::Run& run) {
    if (run.state.stage == delivery::RunStage::planned) OfficeOnDisk::must(load_run(office_, {run.id, static_cast<int>(run.state.parcels.size())}, house_.courier()));
    for (const auto& parcel : run.state.parcels) {
      const auto about = house_.boards().find_parcel(parcel)->state;
      if (about.stage == delivery::ParcelStage::handed_over) continue;
      const HandOver wish{run.id, parcel, envelope_letters(office_, parcel), resident_letters(office_, parcel), "self", about.takes_old_card, true};
      if (is_done(hand_over(office_, wish, house_.courier()))) tell("delivered " + about.application);
    }
    // The last kill may have come between the two who count.
    if (const auto now = house_.boards().find_run(run.id)->state; now.counted_by.empty()) OfficeOnDisk::must(count_run(office_, {run.id, 0, now.old_cards}, house_.courier()));
    OfficeOnDisk::must(close_run(office_, {run.id}, house_.supervisor()));
  }

  OfficeOnDisk& house_;
  Office& office_;
  int round_;
  int out_;
  std::atomic<int> next_filing_ = 0;
};

// ---- The parent.

// What the child was told before it died, over all rounds.
struct Acknowledged {
  std::map<std::string, std::string> numbers;                   // Application -> number.
  std::map<std::string, std::set<std::string>> facts;           // Application -> facts that were acknowledged.
  std::map<std::string, std::string> cards;                     // Serial -> application.
  std::vector<std::pair<std::string, std::string>> boxes;
  std::vector<std::string> faults;

  std::size_t count() const {
    std::size_t sum = boxes.size();
    for (const auto& [id, some] : facts) sum += some.size();
    return sum;
  }
  void add(const Acknowledged& more) {
    numbers.insert(more.numbers.begin(), more.numbers.end());
    for (const auto& [id, some] : more.facts) facts[id].insert(some.begin(), some.end());
    cards.insert(more.cards.begin(), more.cards.end());
    boxes.insert(boxes.end(), more.boxes.begin(), more.boxes.end());
  }

  void take(const std::string& line) {
    std::istringstream words(line);
    std::string what, first, second;
    words >> what >> first >> second;
    if (what == "box") boxes.emplace_back(first, second);
    else if (what == "submitted") numbers[first] = second, facts[first].insert("application.submitted.v1");
    else if (what == "accepted") facts[first].insert("application.papers_accepted.v1");
    else if (what == "verified") facts[first].insert("application.verified.v1");
    else if (what == "printed") cards[second] = first, facts[first].insert("application.card_printed.v1");
    else if (what == "delivered") facts[first].insert("application.delivered.v1");
    else faults.push_back(line);
  }
};

// Lets a child work for `ms` and kills it.
void work_and_kill(const std::string& folder, int round, int ms, Acknowledged& acknowledged) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    set_log_level(LogLevel::error);
    ::close(ends[0]);
    auto house = open_house(folder, round, true);
    Load(*house, round, ends[1]).run();
  }
  ::close(ends[1]);
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
  std::string held;
  bool killed = false;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (!killed && left <= 0) {
      ::kill(child, SIGKILL);
      killed = true;
    }
    pollfd ready{ends[0], POLLIN, 0};
    ::poll(&ready, 1, killed ? -1 : static_cast<int>(left));
    if (!(ready.revents & (POLLIN | POLLHUP))) continue;
    char bytes[4096];
    const auto got = ::read(ends[0], bytes, sizeof bytes);
    if (got <= 0) break;
    held.append(bytes, static_cast<std::size_t>(got));
    for (std::size_t at; (at = held.find('\n')) != held.npos; held.erase(0, at + 1)) acknowledged.take(held.substr(0, at));
  }
  ::close(ends[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(killed && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the child ended by itself";
  EXPECT_TRUE(acknowledged.faults.empty()) << acknowledged.faults.front();
}

struct Counted {
  std::map<std::string, std::map<std::string, int>> facts;  // Application -> fact -> how often.
  std::map<std::string, std::vector<std::string>> numbers;  // Number -> applications that were filed under it.
  std::map<std::string, std::vector<std::string>> cards;    // Serial -> applications it was printed for.
  journal::Head head;                                       // The last entry that was counted.

  // Goes on behind `head`, which must still stand as it was.
  void count_on(store::Database& reader) {
    bool still_there = head.seq == 0;
    journal::scan(reader, std::max<std::int64_t>(head.seq, 1), [&](const journal::Record& line) {
      if (line.seq == head.seq && !still_there) {
        still_there = line.hash == head.hash;
        return still_there;
      }
      head = {line.seq, line.hash};
      if (line.kind != "application") return true;
      ++facts[line.stream][line.fact];
      const auto body = parse_json(line.body);
      if (line.fact == "application.submitted.v1") numbers[std::string((*body)["number"].text())].push_back(line.stream);
      if (line.fact == "application.card_printed.v1") cards[std::string((*body)["blangko"].text())].push_back(line.stream);
      return true;
    });
    EXPECT_TRUE(still_there) << "entry " << head.seq << " was in the book and is not, or is another";
  }
};

void expect_acknowledged_once(const Acknowledged& acknowledged, const Counted& counted, OfficeOnDisk& house) {
  for (const auto& [id, number] : acknowledged.numbers) {
    const auto found = counted.numbers.find(number);
    ASSERT_NE(found, counted.numbers.end()) << number << " was acknowledged and is lost";
    EXPECT_EQ(found->second, std::vector<std::string>{id});
    const auto receipt = receipt_of(*house.office, house.office->reader(), id);
    ASSERT_TRUE(receipt) << number << " has no receipt";
  }
  for (const auto& [id, facts] : acknowledged.facts)
    for (const auto& fact : facts) {
      const auto found = counted.facts.find(id);
      ASSERT_NE(found, counted.facts.end()) << id;
      const auto times = found->second.find(fact);
      EXPECT_TRUE(times != found->second.end() && times->second == 1) << fact << " of " << id;
    }
}

void expect_nothing_twice(const Counted& counted) {
  for (const auto& [number, applications] : counted.numbers) EXPECT_EQ(applications.size(), 1u) << number << " was given twice";
  // Numbers count up without a gap within each month.
  std::map<std::string, int> last;
  for (const auto& [number, applications] : counted.numbers) EXPECT_EQ(std::stoi(number.substr(8, 5)), ++last[number.substr(0, 7)]) << number;
}

void expect_books_agree(OfficeOnDisk& house, const std::string& folder) {
  auto& reader = house.office->reader();
  EXPECT_EQ(journal::first_fault(reader), std::nullopt);
  const auto key = transparency::Vkey::parse(house.office->log_verifier_key());
  ASSERT_TRUE(key);
  EXPECT_EQ(transparency::audit(reader, *key).fault, std::nullopt);
  const auto live = views::dump(reader);
  auto writer = store::Database::open(folder + "/opak.db", store::Mode::writer);
  ASSERT_TRUE(views::rebuild(*writer));
  EXPECT_EQ(views::dump(*writer), live);
}

// Every serial of every box: at one place in the stock, or gone to a resident; and the guard table tells the same.
void expect_each_serial_in_one_place(const Acknowledged& acknowledged, const Counted& counted, OfficeOnDisk& house) {
  auto& reader = house.office->reader();
  const auto stock = house.boards().find_stock(OfficeOnDisk::the_catalogue().city().code);
  ASSERT_TRUE(stock);
  std::map<std::string, std::string> fates, of;
  for (auto rows = reader.query("SELECT serial, fate, application FROM office_serial"); rows.next();) {
    fates[rows.string_at(0)] = rows.string_at(1);
    of[rows.string_at(0)] = rows.string_at(2);
  }
  for (const auto& [serial, application] : acknowledged.cards) EXPECT_EQ(of[serial], application) << serial;
  for (const auto& [serial, applications] : counted.cards) {
    EXPECT_EQ(applications.size(), 1u) << serial << " was printed twice";
    EXPECT_EQ(of[serial], applications.front()) << serial;
  }
  for (const auto& [first, last] : acknowledged.boxes)
    for (auto serial = *blangko::parse_serial(first); serial <= *blangko::parse_serial(last); ++serial.number) {
      const auto text = serial.text();
      int places = 0;
      std::string place;
      for (const auto& holding : stock->holdings)
        if (holding.first <= serial && serial <= holding.last) ++places, place = holding.place;
      const bool is_out = fates.contains(text) && fates[text] == "delivered";
      EXPECT_EQ(places, is_out ? 0 : 1) << text << " is at " << place;
      const bool is_blank = place == "store" || place.starts_with("printer/");
      EXPECT_EQ(fates.contains(text), !is_blank) << text << " is at " << place;
    }
}

// A file may lie there that no row knows (its wish died with the process), but a paper that counts can be opened. `noted`
// are those of earlier rounds, opened then.
void expect_papers_are_whole(OfficeOnDisk& house, std::set<std::string>& noted) {
  auto& reader = house.office->reader();
  std::size_t rows_found = 0;
  for (auto rows = reader.query("SELECT document, subject FROM vault_document"); rows.next(); ++rows_found) {
    if (!noted.insert(rows.string_at(0)).second) continue;
    EXPECT_TRUE(open_own_document(*house.office, reader, rows.text_at(1), rows.text_at(0))) << rows.text_at(0);
  }
  EXPECT_EQ(rows_found, noted.size()) << "a paper that was noted is lost";
  std::vector<std::string> ids;
  for (auto rows = reader.query("SELECT id FROM view_case"); rows.next();) ids.push_back(rows.string_at(0));
  for (const auto& id : ids)
    for (const auto& [paper, document] : house.state(id).papers) EXPECT_TRUE(noted.contains(document)) << paper << " of " << id;
}

bool has_sanitizers() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#else
  return false;
#endif
}

// Kills of one test; there are two, so that two cores have work.
int kills() {
  const char* asked = std::getenv("OPAK_TEST_DEPTH");
  const std::string depth = asked != nullptr ? asked : "quick";
  if (std::atoi(depth.c_str()) > 0) return (std::atoi(depth.c_str()) + 1) / 2;
  if (has_sanitizers() || depth == "quick") return 25;
  return depth == "soak" ? 500 : 150;
}

constexpr int kills_a_city = 25;

class KilledAtAnyMoment : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override { set_log_level(LogLevel::error); }

  void live_a_city(int rounds) {
    std::string name = std::filesystem::temp_directory_path() / "opak-kill-XXXXXX";
    const std::string folder = ::mkdtemp(name.data());
    Acknowledged all;
    Counted counted;
    std::set<std::string> noted;
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
      SCOPED_TRACE("round " + std::to_string(round));
      Acknowledged fresh;
      work_and_kill(folder, round, std::uniform_int_distribution<int>(5, 600)(chance_), fresh);
      const auto start = std::chrono::steady_clock::now();
      auto house = open_house(folder, 0, false);
      slowest_start_ = std::max(slowest_start_, std::chrono::steady_clock::now() - start);
      counted.count_on(house->office->reader());
      expect_acknowledged_once(fresh, counted, *house);
      all.add(fresh);
      if (round != rounds / 2 && round != rounds - 1) continue;
      expect_acknowledged_once(all, counted, *house);
      expect_nothing_twice(counted);
      expect_books_agree(*house, folder);
      if (!all.boxes.empty()) expect_each_serial_in_one_place(all, counted, *house);
      expect_papers_are_whole(*house, noted);
    }
    for (const auto& [id, facts] : all.facts)
      for (const auto& fact : facts) ++done_of_[fact];
    acknowledged_ += all.count();
    std::filesystem::remove_all(folder);
  }

  std::mt19937 chance_;
  std::chrono::steady_clock::duration slowest_start_{};
  std::map<std::string, int> done_of_;
  std::size_t acknowledged_ = 0;
};

}  // namespace

TEST_P(KilledAtAnyMoment, LosesNothingThatWasAcknowledgedAndDoublesNothing) {
  const auto seed = std::random_device{}();
  chance_.seed(seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  int done = 0;
  for (int rounds = 0; done < kills() && !HasFailure(); done += rounds) live_a_city(rounds = std::min(kills_a_city, kills() - done));
  const auto slowest_ms = std::chrono::duration_cast<std::chrono::milliseconds>(slowest_start_).count();
  EXPECT_LT(slowest_ms, has_sanitizers() ? 20'000 : 2'000) << "to be ready again";
  std::printf("kills %d, acknowledged %zu, slowest start %lld ms", done, acknowledged_, static_cast<long long>(slowest_ms));
  for (const auto& [fact, times] : done_of_) std::printf(", %s %d", fact.c_str(), times);
  std::printf("\n");
  if (kills() < 20) return;
  // The test means something only if every kind of work was under way.
  EXPECT_GT(done_of_["application.submitted.v1"], 10);
  EXPECT_GT(done_of_["application.verified.v1"], 5);
  EXPECT_GT(done_of_["application.card_printed.v1"], 0);
  EXPECT_GT(done_of_["application.delivered.v1"], 0);
}

INSTANTIATE_TEST_SUITE_P(TwoAtOnce, KilledAtAnyMoment, ::testing::Values(1, 2));

}  // namespace opak::office
