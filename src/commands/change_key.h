// Changing the city's key while the city runs: `opak keys rotate` puts a new key beside the old one, the city starts itself anew, and
// then, portion by portion between other people's wishes, brings everything from the old key to the new. Where it is stopped or
// killed, the next start goes on. When nothing is left under the old key, the file forgets it.
#pragma once

#include <string>

#include "commands/data_folder.h"
#include "office/office.h"

namespace opak::commands {

class KeyChange {
 public:
  KeyChange(office::Office& office, DataFolder& folder) : office_(office), folder_(folder) {}
  // One portion. True: it is finished. Blocks.
  bool go_on();

 private:
  office::Office& office_;
  DataFolder& folder_;
  std::string after_;
  bool began_ = false;
};

}  // namespace opak::commands
