// Papers for the example city and its pretend phone: drawn here, about nobody, and cleaned by the same child program that cleans
// what real people send.
#pragma once

#include <string>

#include "base/world.h"

namespace opak::commands {

struct ExamplePapers {
  Bytes loss_letter, family_card, blurred;  // JPEG.
};

// What is written on a person's papers. Nobody's: "WARGA CONTOH".
struct WrittenOn {
  std::string name = "WARGA CONTOH", nik = "0000000000000000", kk = "0000000000000000", address = "Kp. Contoh RT 001 RW 002";
};
struct PersonPapers { Bytes loss_letter, family_card; };  // JPEG.
Result<PersonPapers> draw_papers_of(Child& reader, const WrittenOn& who);

// Blocks for a second or two. Failure: the child program is not there or will not read them.
Result<ExamplePapers> draw_example_papers(Child& reader);

}  // namespace opak::commands
