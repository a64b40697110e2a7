// How a decision is written: journal line, view, public leaf and letters, all in the clerk's transaction.
#pragma once

#include <set>
#include <vector>

#include "office/book.h"
#include "office/clerk.h"

namespace opak::office {

// The Book of one wish.
class Record : public Book {
 public:
  Record(Office& office, store::Database& writer, const Asked& asked, Moment now, journal::Head& head, transparency::PublicLog& log, Desk& desk);

  store::Database& database() override { return writer_; }
  Office& office() override { return office_; }
  const Asked& asked() const override { return asked_; }
  Moment now() const override { return now_; }
  views::Boards& boards() override { return boards_; }

  const application::State& application(const std::string& id) override { return open_application(id); }
  const delivery::ParcelState& parcel(const std::string& id) override { return open_parcel(id); }
  const delivery::RunState& run(const std::string& id) override { return open_run(id); }
  const delivery::BagState& bag(const std::string& id) override { return open_bag(id); }
  const oldcard::CardState& old_card(const std::string& id) override { return open_old_card(id); }
  const oldcard::ListState& old_card_list(const std::string& id) override { return open_old_card_list(id); }
  const blangko::State& stock() override { return open_stock(); }
  std::int64_t claims() override;

  std::optional<Refusal> ask(const std::string& id, const application::Command& command) override;
  std::optional<Refusal> ask_parcel(const std::string& id, const delivery::ParcelCommand& command) override;
  std::optional<Refusal> ask_run(const std::string& id, const delivery::RunCommand& command) override;
  std::optional<Refusal> ask_bag(const std::string& id, const delivery::BagCommand& command) override;
  std::optional<Refusal> ask_old_card(const std::string& id, const oldcard::CardCommand& command) override;
  std::optional<Refusal> ask_old_card_list(const std::string& id, const oldcard::ListCommand& command) override;
  std::optional<Refusal> ask_stock(const blangko::Command& command) override;
  void record_opening(const std::string& application, const std::string& purpose) override;

  std::string new_id() override;
  std::int64_t next_number(const std::string& counter) override;
  std::int64_t last_leaf() const override { return last_leaf_; }

  // Forgets what this wish folded, because it is taken back.
  void forget();
  const std::set<std::string>& touched_cases() const { return cases_; }
  bool wrote_letters() const { return letters_; }
  // With the case it tells of, whose page is drawn anew: the first look at it says that the news was seen.
  void note_letter(const std::string& application = {}) {
    letters_ = true;
    if (!application.empty()) cases_.insert(application);
  }
  // Whether a blank may have come free, or somebody may now have one, who could not before: then the line is to be served.
  bool line_may_move() const { return line_may_move_; }

 private:
  application::State& open_application(const std::string& id);
  delivery::ParcelState& open_parcel(const std::string& id);
  delivery::RunState& open_run(const std::string& id);
  delivery::BagState& open_bag(const std::string& id);
  oldcard::CardState& open_old_card(const std::string& id);
  oldcard::ListState& open_old_card_list(const std::string& id);
  blangko::State& open_stock();

  template <class Entry>
  journal::Record write(std::string_view kind, const std::string& stream, int version, const Entry& entry);
  void publish(const journal::Record& line, const application::State& after, const application::Entry& entry);
  void publish(const journal::Record& line, const blangko::Entry& entry);
  void append_leaf(const journal::Record& line, transparency::LeafParts parts);
  void tell(const std::string& id, const application::State& after, const application::Entry& entry);
  bool is_box_of_used_serials(const blangko::Entry& entry);
  void guard_serials(const blangko::Entry& entry);
  Day stock_day();
  std::string stock_stream();

  Office& office_;
  store::Database& writer_;
  const Asked& asked_;
  Moment now_;
  journal::Head& head_;
  transparency::PublicLog& log_;
  Desk& desk_;
  views::Boards boards_;
  std::set<std::string> cases_;  // Read or written.
  std::set<std::string> changed_cases_, changed_parcels_, changed_runs_, changed_bags_, changed_old_cards_, changed_lists_;
  std::vector<std::string> drawn_;  // Counters, one a number.
  bool stock_changed_ = false;
  std::optional<Day> stock_day_;
  bool letters_ = false, line_may_move_ = false;
  std::int64_t last_leaf_ = -1;
};

}  // namespace opak::office
