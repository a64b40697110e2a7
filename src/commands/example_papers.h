// Papers for the example city and its pretend phone: drawn here, about nobody, and cleaned by the same child program that cleans
// what real people send.
#pragma once

#include "base/world.h"

namespace opak::commands {

struct ExamplePapers {
  Bytes loss_letter, family_card, blurred;  // JPEG.
};

// Blocks for a second or two. Failure: the child program is not there or will not read them.
Result<ExamplePapers> draw_example_papers(Child& reader);

}  // namespace opak::commands
