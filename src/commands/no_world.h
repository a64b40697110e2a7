// Parts of the world that a command does without: asked, they say so, and nothing changes.
#pragma once

#include "base/world.h"
#include "register/population_register.h"

namespace opak::commands {

// A city whose register is not connected: every file is checked by hand.
class NoRegister : public registry::PopulationRegister {
 public:
  Result<std::optional<registry::RegisterRecord>> find(const Personal<std::string>&) override { return failure("no population register is connected"); }
  Result<registry::PrrAnswer> ask_print_ready(const Personal<std::string>&) override { return failure("no population register is connected"); }
};

class NoOutgoing : public Outgoing {
 public:
  Result<OutgoingResponse> send(const OutgoingRequest&) override { return failure("this command sends nothing"); }
};

class NoChild : public Child {
 public:
  Result<ChildRun> run(const std::vector<std::string>&, ByteView, const ChildLimits&) override { return failure("this command reads no strangers' files"); }
};

}  // namespace opak::commands
