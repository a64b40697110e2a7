// One month of an office's work, told through its use cases. Inside of example_city.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/twins.h"
#include "commands/example_city.h"
#include "commands/example_papers.h"
#include "office/office.h"
#include "views/boards.h"

namespace opak::commands {

class ExampleWalk {
 public:
  ExampleWalk(office::Office& office, SetClock& clock, std::vector<registry::ExampleResident> people, ExamplePapers papers, Child& reader, Moment now, ExampleWish wish);

  // A use case that should have worked and did not is a Bug: the walk is as much a test as a film.
  void walk();

 private:
  // What the dice have in store for an application.
  enum class Fate { plain, repaired, never_repaired, rejected, withdrawn, one_miss, two_misses, own_pick_up, paper_later, disputed };

  void hire();
  void weekday(Day day, bool is_last);
  void free_day(Day day, bool is_last);
  void at(Day day, int hour, int minute);
  void minutes_pass(int most);
  bool is_past(Day day, int hour) const;
  bool happens(int times, int in) { return static_cast<int>(dice_.below(static_cast<std::uint64_t>(in))) < times; }
  template <class T>
  const T& one_of(const std::vector<T>& things) { return things[dice_.below(things.size())]; }

  // Residents.
  void file_some(int count);
  void file_one();
  void file(const registry::ExampleResident& who, Fate fate, const std::string& channel);
  std::string paper_for(const std::string& paper, const std::string& contact, const registry::ExampleResident& who);
  const PersonPapers& papers_of(const registry::ExampleResident& who);
  void leave_drafts(int count);
  void repair_returned();
  void bring_late_papers();
  void change_minds();

  // Officers.
  void check_papers(int leave);
  void check_one(const views::Case& one);
  void verify_files(int leave);
  void verify_one(const views::Case& one);
  void leave_open_questions();
  void receive_box(int count);
  int working_days_to_last(Day day) const;
  void stock_up(Day day);
  void move_house(int most);
  void print_cards(int leave, bool stop_at_printer);
  void print_at(const std::string& printer, const office::Asked& who, int count);
  std::string lowest_at(const std::string& printer);
  void plan_runs(Day day);
  void load_runs(Day day);
  void drive(Day day, int leave);
  void close_runs(Day day);
  void keep_old_cards(Day day);
  void carry_to_counter(bool is_last);
  void hand_over_at_counter(int leave);
  void perhaps_rate(const std::string& application);
  void settle_disputes();
  void count_stock(Day day);
  void send_letters();

  views::Boards boards();
  std::vector<views::Case> cases(std::vector<application::Stage> stages);
  office::Asked as(int staff) const;  // 0 ... of example_logins().
  Fate fate_of(const std::string& id) const;

  office::Office& office_;
  SetClock& clock_;
  SeededChance dice_{20261123};
  std::vector<registry::ExampleResident> people_;
  ExamplePapers papers_;                            // Nobody's: nobody opens a file of weeks ago to compare it.
  std::map<std::string, PersonPapers> own_papers_;  // By NIK, of those an officer compares today.
  SeededChance slips_{77};                          // Apart from the dice: a slip in a paper changes nobody's day.
  Child& reader_;
  Moment now_;
  ExampleWish wish_;
  std::size_t next_person_ = 0;
  Day last_;                                     // The last working day, on which the work stops half way.
  int filed_ = 0, wanted_ = 0, boxes_ = 0, letters_ = 0, handed_over_ = 0;
  std::int64_t next_serial_ = 12'001;
  std::vector<std::string> staff_;               // Ids, as example_logins().
  std::map<std::string, Fate> fates_;
  std::map<std::string, std::string> contacts_;  // Application -> contact.
  std::map<std::string, registry::ExampleResident> filed_by_;
  std::set<std::string> once_;                   // What happens to an application only once.
  Day box_due_{};
};

}  // namespace opak::commands
