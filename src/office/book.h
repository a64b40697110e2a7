// The open transaction a use case writes in. Lives only while the clerk runs the wish.
#pragma once

#include <map>
#include <optional>

#include "core/application/application.h"
#include "core/blangko/blangko.h"
#include "core/delivery/delivery.h"
#include "core/oldcard/oldcard.h"
#include "office/office.h"
#include "transparency/leaf.h"
#include "views/boards.h"

namespace opak::office {

class Book {
 public:
  virtual ~Book() = default;
  virtual store::Database& database() = 0;
  virtual Office& office() = 0;
  virtual const Asked& asked() const = 0;
  virtual Moment now() const = 0;
  virtual views::Boards& boards() = 0;  // Sees what this transaction wrote.

  // Folded state of a stream; empty state if it does not exist.
  virtual const application::State& application(const std::string& id) = 0;
  virtual const delivery::ParcelState& parcel(const std::string& id) = 0;
  virtual const delivery::RunState& run(const std::string& id) = 0;
  virtual const delivery::BagState& bag(const std::string& id) = 0;
  virtual const oldcard::CardState& old_card(const std::string& id) = 0;
  virtual const oldcard::ListState& old_card_list(const std::string& id) = 0;
  virtual const blangko::State& stock() = 0;  // Today's, opened with yesterday's balance if it was not.

  virtual std::int64_t claims() = 0;  // Blanks that are spoken for: cases ready to be printed or at a printer.

  // Asks the desk; writes journal, view, leaf and letters of what it decided. A refusal comes back and nothing is written.
  virtual std::optional<Refusal> ask(const std::string& id, const application::Command&) = 0;
  virtual std::optional<Refusal> ask_parcel(const std::string& id, const delivery::ParcelCommand&) = 0;
  virtual std::optional<Refusal> ask_run(const std::string& id, const delivery::RunCommand&) = 0;
  virtual std::optional<Refusal> ask_bag(const std::string& id, const delivery::BagCommand&) = 0;
  virtual std::optional<Refusal> ask_old_card(const std::string& id, const oldcard::CardCommand&) = 0;
  virtual std::optional<Refusal> ask_old_card_list(const std::string& id, const oldcard::ListCommand&) = 0;
  virtual std::optional<Refusal> ask_stock(const blangko::Command&) = 0;
  virtual void record_opening(const std::string& application, const std::string& purpose) = 0;

  virtual std::string new_id() = 0;
  virtual std::int64_t next_number(const std::string& counter) = 0;  // 1, 2, 3 ... without gaps.
  virtual std::int64_t last_leaf() const = 0;  // Index of the newest leaf this wish wrote, -1 if none.
  bool has_role(access::Roles any_of) const { return asked().roles.has_any(any_of); }
};

}  // namespace opak::office
