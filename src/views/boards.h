// The papers on the wall: what pages and worklists read. Folded from the book in the same transaction, dropped and folded
// again by `opak rebuild`; never opens a seal.
//
// One Boards is one reader's connection, used by one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/application/application.h"
#include "core/blangko/blangko.h"
#include "core/delivery/delivery.h"
#include "core/oldcard/oldcard.h"
#include "store/sqlite.h"

namespace opak::views {

struct Case {
  std::string id;
  application::State state;
};

struct TimelineLine {
  Moment at;
  std::string fact;   // "application.card_printed.v1"
  std::string actor;  // "officer/S-0007", "resident", "system": pages show the role only.
  std::string word;   // One key that tells more: a return reason, a failed attempt's reason, a printer. May be empty.
  Day day;            // A day the fact names (a promise, a next try); day 0 if none.
};

struct Parcel {
  std::string id;
  delivery::ParcelState state;
};

struct Run {
  std::string id;
  delivery::RunState state;
};

// Between the office and a counter in a kelurahan.
struct Bag {
  std::string id;
  delivery::BagState state;
};

// The card that somebody gave back when the new one came; its id is the parcel's.
struct OldCard {
  std::string id;
  oldcard::CardState state;
};

struct OldCardList {
  std::string id;
  oldcard::ListState state;
};

struct Opening {
  Moment at;
  std::string actor, purpose;
};

// One line of the stock card: an office's day.
struct StockDay {
  Day day;
  std::int64_t opening = 0, received = 0, used = 0, spoiled = 0, destroyed = 0, delivered = 0, available = 0;
  int counted = -1;  // -1: not counted (yet).
};

struct DayNumbers {
  Day day;
  std::int64_t submitted = 0, complete = 0, printed = 0, delivered = 0, returned = 0, rejected = 0, withdrawn = 0;
};

// So many cards whose papers were complete on one day were handed over on the other.
struct Wait {
  Day complete, delivered;
  std::int64_t cards = 0;
};

constexpr int page_size = 25;

// What a worklist shows. Order: the day the present stage is due, so overdue first, then soonest due; never newest first.
struct CaseFilter {
  std::vector<application::Stage> stages = {};  // Empty: every open stage.
  std::optional<bool> disputed = {};
  std::optional<bool> rejection_waits = {};
  std::optional<bool> identity_check_needed = {};
  std::optional<Day> on_the_table = {};         // Leaves out what lies aside on that day.
  std::optional<Day> aside = {};                // Only what lies aside on that day.
  bool verified_alone = false;                  // Only what one officer looked at and verified. Looks into every open case.
  std::string courier = {}, printer = {};       // "" for any.
  std::optional<bool> held = {};                // Whether an officer has taken it; a note of the office, no fact of the case.
  std::string held_by = {};                     // By this one; "" for any.
  int page = 0;
  int rows = page_size;                         // Of a page.
};

struct CasePage {
  std::vector<Case> cases;
  std::int64_t total = 0;
};

// All reads of one page see one state of the book, and the file is locked once and not at every question. Nobody may
// write through the same thread's connection meanwhile. Ends with its scope.
class Glance {
 public:
  explicit Glance(store::Database& reader) : database_(reader) { database_.run("BEGIN"); }
  ~Glance() { database_.rollback(); }
  Glance(const Glance&) = delete;

 private:
  store::Database& database_;
};

// What residents said of the service once they had their card. Whose answer is whose is told nowhere.
struct Ratings {
  std::int64_t good = 0, fair = 0, poor = 0, asked_for_money = 0;
  std::int64_t all() const { return good + fair + poor; }
};
inline constexpr const char* rated_with_money = "/money";  // Behind the answer, in the timeline's word.

class Boards {
 public:
  explicit Boards(store::Database& reader) : database_(reader) {}

  std::optional<Case> find_case(std::string_view id);
  std::optional<Case> find_case_by_number(std::string_view number);  // As law::ApplicationNumber writes it.
  std::vector<Case> cases_of_contact(std::string_view contact);      // Newest first, at most 50.
  std::vector<Case> cases_of_person(std::string_view person);
  std::optional<std::string> open_case_of(std::string_view person, std::string_view family);  // Undisputed and open.
  CasePage list(const CaseFilter& filter);
  std::int64_t count(const CaseFilter& filter);
  std::vector<Case> cards_not_received(int most);  // Handed over, and their residents say they did not get them; the oldest promise first.
  std::map<application::Stage, std::int64_t> open_and_due(Day last);  // Open cases whose stage was due by then.
  std::vector<TimelineLine> timeline(std::string_view id);
  std::vector<Opening> openings_of(std::string_view application);
  // Where this application stands among those waiting for blangko who may be served (1 = next). 0: it does not wait.
  int place_in_line(std::string_view id);
  // Of one stage of open work: how many, and the one whose promise comes first.
  struct StageWork { std::int64_t count = 0; std::optional<Case> oldest; };
  StageWork work_at(application::Stage stage);
  std::vector<std::pair<std::string, std::int64_t>> open_by_stage();  // How many; every open stage.

  std::optional<Parcel> find_parcel(std::string_view id);
  std::vector<Parcel> parcels_ready();   // Packed, to be delivered, undisputed, not on a run, day not in the future.
  // Of everyone who fetches their card, as they are counted everywhere; one whose second attempt failed today is still in the
  // courier's bag (any stage but packed) until its run is closed.
  // `number_part`: of the application's number; "" for all. The longest waiting first, at most so many.
  // Those that lie in the drawer of a counter in a kelurahan stand in parcels_away().
  std::vector<Parcel> parcels_to_fetch(std::string_view number_part = {}, int most = 2000);
  std::vector<Parcel> parcels_for_counter(std::string_view counter);  // At the office, to be fetched there.
  std::vector<Parcel> parcels_away();    // In a counter's drawer, or in a bag to or from one.
  std::vector<Parcel> locked_parcels();  // Not handed over, and the resident's letters were wrong too often.
  std::string number_of_parcel(std::string_view parcel);  // Of its application; "" if there is none.
  std::optional<Run> find_run(std::string_view id);
  std::vector<Run> runs_on(Day day);
  std::vector<Run> runs_left_open(Day today);  // Of earlier days and not closed, oldest first, at most 50.
  std::vector<Run> runs_counted();             // Whose bag waits for a second person to count it, oldest first, at most 50.
  std::vector<Run> open_runs_of(std::string_view courier);  // Newest first, at most 50.

  std::optional<Bag> find_bag(std::string_view id);
  std::vector<Bag> bags_on_the_way();  // Oldest first, at most 200.

  std::optional<OldCard> find_old_card(std::string_view id);
  std::optional<OldCard> old_card_of_case(std::string_view application);
  // Where it has been longest first; what is destroyed, newest first.
  std::vector<OldCard> old_cards(oldcard::CardStage stage, int page, int rows);
  std::vector<OldCard> old_cards_in(std::string_view drawer, int most);  // Longest first.
  std::int64_t count_old_cards(oldcard::CardStage stage);
  std::vector<OldCard> old_cards_of_run(std::string_view run);                  // Carried in its bag.
  std::vector<OldCard> old_cards_at_counter(std::string_view holder, int most);  // In these hands, of no run.
  std::optional<OldCardList> waiting_old_card_list();
  std::vector<OldCardList> old_card_lists_ended(int most);  // Destroyed, declined or taken back, newest first.

  std::optional<blangko::State> find_stock(std::string_view office);  // The newest day, as it stands.
  std::vector<StockDay> stock_days(std::string_view office, int count);  // Newest first.
  std::vector<DayNumbers> day_numbers(Day from, Day to);
  // How long it took is a matter of calendars; this gives the two days of all cards handed over in the period.
  std::vector<Wait> waits(Day from, Day to);
  Ratings ratings(Day from, Day to);

  std::int64_t last_seq();  // The newest entry these boards show.
  store::Database& database() { return database_; }

 private:
  store::Database& database_;
};

}  // namespace opak::views
