// The weights as they travel inside the program (understanding_weights.S).
#include "base/result.h"
#include "intake/understanding.h"

extern "C" {
extern const char opak_understanding_begin[];
extern const char opak_understanding_end[];
}

namespace opak::intake {

Understanding Understanding::embedded() {
  auto model = read(ByteView(opak_understanding_begin, static_cast<std::size_t>(opak_understanding_end - opak_understanding_begin)));
  ensure(model.has_value(), "the weights of the understanding have their form");
  return *std::move(model);
}

}  // namespace opak::intake
