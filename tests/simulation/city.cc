#include "simulation/city.h"

#include <atomic>
#include <iostream>

#include "base/process_end.h"
#include "office/apply_for.h"
#include "office/by_two.h"
#include "office/check.h"
#include "office/clerk.h"
#include "office/hold.h"
#include "office/print.h"
#include "views/boards.h"
#include "simulation/refused_memory.h"

namespace opak::simulation {

using office::Answer;
using office::Asked;

const catalogue::Catalogue& the_catalogue() {
  static const auto catalogue = catalogue::Catalogue::embedded();
  return catalogue;
}

namespace {

const Moment first_morning = moment_in_jakarta(*day_of(2026, 11, 23), 9);
const Bytes small_jpeg("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);
constexpr auto database_path = "/data/opak.db";

std::string disk_name() {
  static std::atomic<int> counter{0};
  return "crash" + std::to_string(++counter);
}

// An invented person: numbers above 9000 are given to nobody.
registry::ExampleResident person(int n) {
  registry::ExampleResident one;
  const auto day = std::to_string(100 + 1 + n % 28).substr(1) + "0190";
  one.nik = "367301" + day + std::to_string(9000 + n % 900);
  one.kk = "367301" + day + std::to_string(9050 + n % 900);
  one.name = "Warga Rekaan";
  one.birth_place = "Serang";
  one.born = *day_of(1990, 1, 1 + n % 28);
  one.kelurahan = the_catalogue().city().regions.all()[static_cast<std::size_t>(n * 7 % 20)].code;
  one.street = "Jl. Kenanga 7";
  one.rt = "001";
  one.rw = "002";
  return one;
}

constexpr int people_before = 16;

// Where lives begin, made once: an office with 40 blanks, 20 of them in the printer; or the same with cases on every desk and a
// courier on the road.
class Beginning {
 public:
  explicit Beginning(bool is_busy) : files_(disk_, "/data") {
    office::OfficeSettings settings;
    settings.threaded = false;
    settings.database = disk_.uri(database_path);
    for (int n = 1; n <= people_before; ++n) population_.add(person(n));
    const auto secrets = vault::load_or_make_secrets(files_, chance_);
    auto opened = office::Office::open(settings, World{clock_, chance_, files_, outgoing_, child_}, the_catalogue(), *secrets, population_);
    if (!opened) throw std::runtime_error(opened.error().what);
    office_ = std::move(*opened);
    word(by_two(*office_, receive_box(*office_, {"B-000", "KA00000001", "KA00000040"}, printer_), lead_), "");
    word(give_to_printer(*office_, {"P1", 20}, printer_), "");
    if (is_busy) fill_desks();
    office_.reset();
    image = disk_.seen();
  }

  store::CrashDisk::Image image;

 private:
  static std::string word(const Later<Answer>& later, std::string_view name) {
    if (const auto* refused = office::refused(later.wait())) throw std::runtime_error("the city could not begin: " + refused->key);
    return office::done(later.wait())->word(name);
  }
  static Asked officer(const char* id, access::Role role) { return {std::string("officer/") + id, {role}, {}, "id"}; }

  std::string file(int n) {
    const auto who = person(n);
    office::SubmitApplication filing;
    filing.application = word(open_application(*office_, {"lost", "web"}, {}), "application");
    filing.contact = word(know_contact(*office_, {Personal<vault::Fields>({{"phone", "+6281300000" + std::to_string(10 + n)}})}, {}), "contact");
    filing.region = who.kelurahan;
    filing.way = n % 5 == 0 ? "pick_up" : "deliver";
    filing.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
    filing.address = Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}});
    for (const auto& paper : the_catalogue().get_service("lost").papers)
      filing.papers[paper.key] = word(keep_document(*office_, {filing.contact, small_jpeg}, {}), "document");
    return word(submit_application(*office_, filing, {}), "application");
  }

  void fill_desks() {
    const auto entry = officer("S-0001", access::Role::operator_), second = officer("S-0002", access::Role::operator_), verifier = officer("S-0003", access::Role::verifier);
    const auto courier = officer("S-0006", access::Role::courier);
    std::vector<std::string> cases;
    for (int n = 1; n <= people_before; ++n) cases.push_back(file(n));
    // The last stay where they were filed, the first go furthest.
    for (int n = 0; n < 13; ++n) word(accept_papers(*office_, {cases[static_cast<std::size_t>(n)]}, entry), "");
    for (int n = 0; n < 11; ++n) {
      const auto& id = cases[static_cast<std::size_t>(n)];
      if (views::Boards(office_->reader()).find_case(id)->state.needs_identity_check()) word(check_identity(*office_, {id, "video_call"}, second), "");
      word(verify(*office_, {id, {}}, verifier), "");
    }
    word(take_for_print(*office_, {"P1", 9}, printer_), "");
    const auto printing = views::Boards(office_->reader()).list({.stages = {application::Stage::printing}}).cases;
    for (std::size_t n = 0; n < 7; ++n) word(print_card(*office_, {printing[n].id, "P1", "KA0000000" + std::to_string(n + 1)}, printer_), "");
    std::vector<std::string> parcels;
    for (const auto& parcel : views::Boards(office_->reader()).parcels_ready())
      if (parcels.size() < 3) parcels.push_back(parcel.id);
    const auto run = word(set_run(*office_, {"S-0006", day_in_jakarta(clock_.now()), 9, 12, parcels}, lead_), "run");
    word(load_run(*office_, {run, static_cast<int>(parcels.size())}, courier), "");
  }

  SetClock clock_{first_morning};
  SeededChance chance_{99};
  store::CrashDisk disk_{disk_name(), 99};
  store::CrashFiles files_;
  ScriptedOutgoing outgoing_;
  ScriptedChild child_;
  registry::RegisterTwin population_;
  std::unique_ptr<office::Office> office_;
  const Asked printer_ = officer("S-0005", access::Role::printer), lead_ = officer("S-0007", access::Role::supervisor);
};

const store::CrashDisk::Image& quiet_city() {
  static const Beginning beginning(false);
  return beginning.image;
}
const store::CrashDisk::Image& busy_city() {
  static const Beginning beginning(true);
  return beginning.image;
}

}  // namespace

void make_beginnings() {
  quiet_city();
  busy_city();
}

City::City(std::uint64_t seed, Tally& tally, bool tells)
    : dice_(seed), tally_(tally), tells_(tells), clock_(first_morning), chance_(seed * 2 + 1), disk_(disk_name(), seed ^ 0x5eed), files_(disk_, "/data"),
      provider_(clock_, dice_, disk_), graph_(provider_, channels::PretendGraph::demo_settings()) {
  child_ = ScriptedChild([this](const auto&, ByteView) -> Result<ChildRun> {
    if (is_faulty() && dice_.hits(20)) return ChildRun{3, "{\"refused\":\"paper.unknown_type\"}\n", false};
    return ChildRun{0, R"({"kind":"jpeg","width":10,"height":10,"bytes":[8,8],"pages":1,"looks":{"sharpness":1.0,"brightness":99.0,"contrast":9.0,"hints":[]}})" "\n" + small_jpeg + small_jpeg, false};
  });
  const bool from_nothing = dice_.hits(6);
  for (people_ = 0; people_ < people_before;) {
    known_.push_back(person(++people_));
    population_.add(known_.back());
  }
  if (!from_nothing) disk_.put(dice_.hits(75) ? busy_city() : quiet_city());
  else if (dice_.hits(70)) {
    armed_crash_ = true;
    dice_.hits(50) ? disk_.crash_at_write(dice_.between(1, 400)) : disk_.crash_at_sync(dice_.between(1, 40));
  }
  if (!start()) come_back();
  calm();
  remember();
}

City::~City() { close(); }

std::uint64_t City::trace() const {
  auto all = trace_;
  all.note(disk_.trace());
  return all.value();
}

bool City::start() {
  ended_ = false;
  try {
    office::OfficeSettings settings;
    settings.threaded = false;
    settings.database = disk_.uri(database_path);
    const auto secrets = vault::load_or_make_secrets(files_, chance_);
    if (!secrets) {
      if (!is_down() && !armed_crash_) broken("the keys are gone: " + secrets.error().what);
      return false;
    }
    auto opened = office::Office::open(settings, World{clock_, chance_, files_, provider_, child_}, the_catalogue(), *secrets, population_);
    if (!opened) {
      if (!is_down()) broken("the city does not open: " + opened.error().what);
      return false;
    }
    office_ = std::move(*opened);
    dispatcher_ = std::make_unique<channels::Dispatcher>(*office_, graph_);
    // A crash that struck while nothing needed the disk any more is still a crash.
    return !is_down();
  } catch (const ProcessEnded&) {
    ended_ = true;
    return false;
  }
}

void City::close() {
  dispatcher_.reset();
  office_.reset();
}

// The machine or the process is gone; it comes back, perhaps not at the first try.
void City::come_back() {
  for (int round = 0;; ++round) {
    if (tells_) std::cerr << "  " << (disk_.is_crashed() ? "the machine stopped" : "the process ended") << "\n";
    ++(disk_.is_crashed() ? tally_.crashes : tally_.ends);
    if (round > 0) ++tally_.crashes_while_starting;
    refuse_memory(0, 0);
    // A process may be gone and the machine run on: then nothing that was written is lost yet.
    const bool machine_stops = disk_.is_crashed() ? dice_.hits(75) : dice_.hits(50);
    std::set<std::int64_t> recorded;
    for (const auto& [id, letter] : letters_)
      if (letter.state == "sent" || letter.state == "delivered" || letter.state == "read") recorded.insert(id);
    provider_.forget_all_but(recorded);
    disk_.mend();
    machine_stops ? disk_.restart() : disk_.lose_process();
    close();  // After its handles died: who is gone closes nothing.
    armed_crash_ = round < 3 && dice_.hits(25);
    if (armed_crash_) dice_.hits(60) ? disk_.crash_at_write(dice_.small(60)) : disk_.crash_at_sync(dice_.small(6));
    if (start()) break;
    if (round > 20) broken("the city does not come back");
  }
  calm();
  check_recovered();
  ask_again();
}

void City::calm() {
  disk_.mend();
  refuse_memory(0, 0);
  provider_.trouble(0);
  population_.come_back();
  faulty_ = armed_crash_ = false;
  faulty_steps_ = 0;
}

// A bad day begins, for this step or for some.
void City::arm() {
  if (faulty_) return;
  const auto some_steps = [&](int most) { faulty_steps_ = dice_.between(1, most); };
  faulty_ = true;
  some_steps(1);
  switch (dice_.below(16)) {
    case 0: case 1: case 2: case 3: disk_.crash_at_write(dice_.small(60)); armed_crash_ = true; break;
    case 4: case 5: case 6: disk_.crash_at_sync(dice_.small(5)); armed_crash_ = true; break;
    case 7: case 8: disk_.fail_sync(dice_.small(4)); armed_crash_ = true; break;
    case 9: disk_.fill_up_after(dice_.below(40'000)); some_steps(4); break;
    case 10: disk_.fail_writes(dice_.between(50, 3000)); some_steps(3); break;
    case 11: disk_.fail_reads(dice_.between(50, 3000)); some_steps(3); break;
    case 12: refuse_memory(dice_.small(600), dice_.small(40)); break;
    case 13: disk_.at_sync([this] { clock_.pass(dice_.between(0, 5000)); }); some_steps(5); break;
    case 14: population_.fail_next(-1); some_steps(4); break;
    default: break;  // Only the network and the reader of papers.
  }
  provider_.trouble(dice_.hits(60) ? dice_.between(10, 100) : 0);
}

void City::step(int number) {
  step_ = number;
  ++tally_.steps;
  in_flight_.clear();
  one_commit_in_flight_ = false;
  if (!faulty_ && dice_.hits(28)) arm();
  shadow_.reset();
  current_.clear();
  act();
  if (!is_down() && armed_crash_ && dice_.hits(15)) disk_.crash_now();  // Between two acts.
  if (is_down()) {
    come_back();
  } else {
    after_step();
    if (faulty_ && --faulty_steps_ <= 0) calm();
  }
  trace_.note(static_cast<std::uint64_t>(clock_.now().ms));
  trace_.note(disk_.trace());
}

void City::run(const std::string& what, const std::function<void()>& work) {
  if (is_down()) return;
  current_ = what;
  if (tells_) std::cerr << step_ << " " << what << (faulty_ ? " (a bad day)" : "") << "\n";
  trace_.note(what);
  const ProcessEndThrown thrown;
  try {
    work();
  } catch (const ProcessEnded&) {
    ended_ = true;
  } catch (const std::exception& error) {
    trace_.note(error.what());
    if (tells_) std::cerr << "    thrown: " << error.what() << "\n";
    if (!faulty_ && !is_down()) broken(what + " threw on a good day: " + error.what());
  }
  if (!provider_.fault().empty()) broken(provider_.fault());
}

Wish City::wish(std::string what, Asked asked, std::function<Later<Answer>(office::Office&, const Asked&)> go, bool is_one_commit) {
  asked.key = "wish-" + std::to_string(++keys_);
  return {std::move(what), std::move(asked), std::move(go), is_one_commit};
}

void City::ask_all(std::vector<Wish> wishes) {
  if (is_down()) return;
  std::vector<std::optional<Later<Answer>>> answers(wishes.size());
  std::string all;
  for (const auto& one : wishes) all += (all.empty() ? "" : " + ") + one.what;
  in_flight_.clear();
  one_commit_in_flight_ = true;
  for (const auto& one : wishes) one_commit_in_flight_ = one_commit_in_flight_ && one.is_one_commit;
  tally_.wishes += static_cast<std::int64_t>(wishes.size());
  tally_.batches += wishes.size() > 1 ? 1 : 0;
  if (armed_crash_) shadow_ = disk_.seen();
  auto before = head_;
  bool knows_before = true;
  run(all, [&] {
    try {
      before = journal::read_head(office_->reader());
    } catch (const std::exception&) {
      knows_before = false;
    }
    const bool held = wishes.size() > 1;
    if (held) office::hold_wishes(*office_);
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      try {
        answers[i] = wishes[i].go(*office_, wishes[i].asked);
      } catch (const std::exception&) {
        if (!held) throw;
        if (!faulty_) throw;
      }
    }
    if (held) office::serve_held_wishes(*office_);
  });
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    if (answers[i] && answers[i]->is_ready()) take_answer(wishes[i], answers[i]->wait());
    else if (is_down()) in_flight_.push_back(wishes[i]);
  }
  // Refusals leave no trace.
  if (knows_before && !is_down() && !faulty_) {
    const bool all_refused = std::all_of(answers.begin(), answers.end(), [](const auto& one) { return one && one->is_ready() && office::refused(one->wait()); });
    if (all_refused && journal::read_head(office_->reader()).hash != before.hash) broken("refused, and yet in the book: " + all);
  }
}

void City::take_answer(const Wish& wish, const Answer& answer) {
  if (const auto* done = office::done(answer)) {
    ++tally_.done;
    trace_.note("done");
    for (const auto& [name, value] : done->words) trace_.note(value);
    auto at = clock_.now();  // The answer is as old as when it was first given.
    for (const auto& earlier : acknowledged_)
      if (!wish.asked.key.empty() && earlier.asked.key == wish.asked.key && earlier.asked.actor == wish.asked.actor) at = std::min(at, earlier.at);
    acknowledged_.push_back({wish.asked, wish.what, done->words, at, wish.go});
  } else if (const auto* refused = office::refused(answer)) {
    ++tally_.refused;
    ++tally_.refusals[wish.what + ": " + refused->key];
    trace_.note(refused->key);
    if (tells_) std::cerr << "    refused: " << refused->key << "\n";
  } else {
    ++tally_.failed;
    const auto& failure = *office::failed(answer);
    trace_.note(failure.what);
    if (tells_) std::cerr << "    failed: " << failure.what << "\n";
    if (!faulty_ && !is_down()) broken(wish.what + " failed on a good day: " + failure.what);
    if (failure.what == "a bug stopped this") broken(wish.what + " met a bug");
    if (is_down()) in_flight_.push_back(wish);
  }
}

std::optional<std::string> City::word(Wish one, const std::string& name) {
  const auto before = acknowledged_.size();
  ask(std::move(one));
  if (is_down() || acknowledged_.size() == before) return std::nullopt;
  for (const auto& [key, value] : acknowledged_.back().words)
    if (key == name) return value;
  return std::nullopt;
}

// Whoever got no answer asks again under the same key: it was done and the answer is there, or it is done now.
void City::ask_again() {
  const auto asking = std::move(in_flight_);
  in_flight_.clear();
  for (const auto& one : asking) {
    if (is_down()) return;
    const bool was_kept = office::answered_before(office_->reader(), one.asked).has_value();
    ++(was_kept ? tally_.in_flight_kept : tally_.in_flight_lost);
    if (!dice_.hits(85)) continue;
    ++tally_.asked_again;
    const auto before = journal::read_head(office_->reader());
    const auto acknowledged = acknowledged_.size();
    auto again = one;
    again.what += " (again)";
    ask(again);
    if (!was_kept || is_down()) continue;
    if (acknowledged_.size() == acknowledged) broken("done before the crash, and no longer done when asked again: " + one.what);
    if (journal::read_head(office_->reader()).hash != before.hash) broken("done twice: " + one.what);
  }
  if (!is_down()) remember();
}

registry::ExampleResident City::new_person() {
  auto one = person(++people_);
  one.biometrics_on_file = !dice_.hits(8);
  one.duplicate = dice_.hits(4);
  population_.add(one);
  known_.push_back(one);
  return one;
}

// The back button, the double click, the client that repeats.
void City::ask_twice() {
  if (acknowledged_.empty()) return;
  const auto before = acknowledged_[static_cast<std::size_t>(dice_.below(static_cast<int>(acknowledged_.size())))];
  const auto count = acknowledged_.size();
  if (faulty_) return ask({before.what + " (twice)", before.asked, before.go});
  const auto head = journal::read_head(office_->reader());
  ask({before.what + " (twice)", before.asked, before.go});
  if (is_down() || faulty_) return;
  if (acknowledged_.size() == count && !somebody_erased_) broken("acknowledged once, refused when repeated: " + before.what);
  if (acknowledged_.size() == count) return;
  if (acknowledged_.back().words != before.words && !before.what.starts_with("erase")) broken("another answer under the same key: " + before.what);
  if (journal::read_head(office_->reader()).hash != head.hash) broken("done twice: " + before.what);
  acknowledged_.pop_back();
}

}  // namespace opak::simulation
