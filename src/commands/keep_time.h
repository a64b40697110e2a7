// What the office does because an hour came: new days before old ones are broken, reminders, and tomorrow's windows told again.
#pragma once

#include "office/office.h"

namespace opak::commands {

class TimeKeeper {
 public:
  explicit TimeKeeper(office::Office& office) : office_(office) {}
  // Asked every few minutes; does each thing when its hour is there.
  void tick();

 private:
  office::Office& office_;
  std::int64_t promises_kept_in_hour_ = -1;  // Hours since 1970.
};

}  // namespace opak::commands
