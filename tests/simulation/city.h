// One city in one thread, from a seed: the program's own rooms on a disk, a clock and a network that misbehave, and beside it
// a memory of all that was acknowledged, which no fault can reach.
//
// A life is a row of steps. Each may arm a fault, lets somebody do something (a resident, an officer, WhatsApp, a timer),
// and looks at what came of it. When the machine stops or the process ends, it is started again (perhaps several times,
// because it may stop while it starts), and everything is counted.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/twins.h"
#include "channels/dispatcher.h"
#include "journal/journal.h"
#include "office/office.h"
#include "register/register_twin.h"
#include "simulation/provider.h"
#include "views/boards.h"

namespace opak::simulation {

// What must hold does not. No std::exception, so that nothing between here and the report takes it for a bad day.
struct Broken {
  std::string what;
};

// Somebody asks for something under a key of their own.
struct Wish {
  std::string what;
  office::Asked asked;
  std::function<Later<office::Answer>(office::Office&, const office::Asked&)> go;
  bool is_one_commit = true;  // All it changes, it changes in one commit.
};

struct Tally {
  std::int64_t steps = 0, wishes = 0, done = 0, refused = 0, failed = 0, asked_again = 0, batches = 0, webhooks = 0, letters = 0;
  std::int64_t crashes = 0, crashes_while_starting = 0, ends = 0, in_flight_kept = 0, in_flight_lost = 0;
  std::map<std::string, std::int64_t> facts;     // How often each fact was written, over all lives.
  std::map<std::string, std::int64_t> refusals;
};

// Makes where lives begin, once: before chance is seeded, or the first life of a process would not be its own again.
void make_beginnings();

class City {
 public:
  City(std::uint64_t seed, Tally& tally, bool tells);
  ~City();

  void step(int number);  // Throws Broken.
  void end();             // All is mended, everything that waits is done, and all is counted once more.
  std::uint64_t trace() const;

 private:
  // ---- Starting and stopping (city.cc).
  bool start();
  void close();
  void come_back();
  void arm();
  void calm();
  bool is_down() const { return ended_ || disk_.is_crashed(); }
  bool is_faulty() const { return faulty_; }

  // ---- Asking.
  void ask(Wish wish) { ask_all({std::move(wish)}); }
  void ask_all(std::vector<Wish> wishes);
  void take_answer(const Wish& wish, const office::Answer& answer);
  void ask_again();
  void ask_twice();
  // The words of its answer if it was done at once; for what a wish needs before it.
  std::optional<std::string> word(Wish wish, const std::string& name);
  // Something that is no wish: a timer's work, a message that knocks.
  void run(const std::string& what, const std::function<void()>& work);
  Wish wish(std::string what, office::Asked asked, std::function<Later<office::Answer>(office::Office&, const office::Asked&)> go, bool is_one_commit = true);

  // ---- What was acknowledged, and what must hold (checks.cc).
  void remember();
  void after_step();
  void check_recovered();
  void check_head(store::Database& reader);
  void check_answers(store::Database& reader);
  void check_letters(store::Database& reader);
  void check_checkpoints(store::Database& reader);
  void check_papers(store::Database& reader);
  void check_erasures();
  void check_book();
  void check_nothing_half_done();
  void check_in_the_end();
  void check_talks(store::Database& reader);
  [[noreturn]] void broken(const std::string& what) const { throw Broken{what}; }

  // ---- A day's acts (acts.cc).
  void act();
  std::optional<Wish> draw_wish();
  std::optional<Wish> of_resident();
  std::optional<Wish> of_checking();
  std::optional<Wish> of_printing();
  std::optional<Wish> of_stock();
  std::optional<Wish> of_old_cards(views::Boards& boards);
  std::optional<Wish> of_counters(views::Boards& boards);
  std::optional<Wish> of_delivery();
  std::optional<Wish> of_relay(const views::Run& run);
  void file_one();
  void fix_one();
  void erase_somebody();
  void talk();
  void knock();
  void machines();
  void officers_chat();
  void let_time_pass();
  registry::ExampleResident new_person();
  office::Asked officer(int n, access::Roles roles);
  std::string a_case(const std::vector<application::Stage>& stages);

  Dice dice_;
  Tally& tally_;
  bool tells_;
  Trace trace_;
  SetClock clock_;
  SeededChance chance_;
  store::CrashDisk disk_;
  store::CrashFiles files_;
  Provider provider_;
  ScriptedChild child_;
  registry::RegisterTwin population_;
  channels::whatsapp::Graph graph_;
  std::unique_ptr<office::Office> office_;
  std::unique_ptr<channels::Dispatcher> dispatcher_;

  bool ended_ = false;   // The process ended itself.
  bool faulty_ = false;  // Something is armed: a failure is no surprise.
  int faulty_steps_ = 0;
  bool armed_crash_ = false;

  // What the world was told.
  struct Acknowledged {
    office::Asked asked;
    std::string what;
    Words words;
    Moment at;
    std::function<Later<office::Answer>(office::Office&, const office::Asked&)> go;
  };
  std::vector<Acknowledged> acknowledged_;
  journal::Head head_;  // Seen by everybody.
  std::map<std::uint64_t, Bytes> checkpoints_;  // Size -> root, as served.
  struct SeenLetter { std::string state, notice, contact; };
  std::map<std::int64_t, SeenLetter> letters_;
  std::set<std::string> papers_;
  std::set<std::string> listed_;  // On the erasure list.
  std::set<std::string> erased_;  // Acknowledged as erased.
  std::vector<Wish> in_flight_;
  std::optional<store::CrashDisk::Image> shadow_;  // The disk as the world saw it before this step.
  bool one_commit_in_flight_ = false;
  bool somebody_erased_ = false;  // Or it was tried.
  bool erasure_unfinished_ = false;  // Their letters went with the commit; a file or the list did not, and nobody has looked since.

  struct Knock { channels::Webhook webhook; std::string phone; Moment at; bool is_acknowledged = false; bool is_message = false; };
  std::vector<Knock> knocks_;
  std::map<std::string, int> talked_;  // Phone -> how far its story went.

  int keys_ = 0, people_ = 0, boxes_ = 0, step_ = 0;
  std::vector<registry::ExampleResident> known_;
  std::string current_;
};

}  // namespace opak::simulation
