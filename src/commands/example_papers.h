// Papers for the example city and its pretend phone: drawn here, about nobody, and cleaned by the same child program that cleans
// what real people send.
#pragma once

#include <string>

#include "base/world.h"
#include "law/region.h"
#include "register/example_residents.h"

namespace opak::commands {

struct ExamplePapers {
  Bytes loss_letter, family_card, blurred;  // JPEG.
};

// What is written on a person's papers. Nobody's: "WARGA CONTOH".
struct WrittenOn {
  std::string name = "WARGA CONTOH", nik = "0000000000000000", kk = "0000000000000000", street = "Kp. Contoh", rt = "001", rw = "002", kelurahan = "CONTOH", kecamatan = "CONTOH";
};
WrittenOn written_on_papers_of(const law::Regions& regions, const registry::ExampleResident& who);
// The words stand where they stand on the real papers, and under the same names, so that they can be read by machine. PDF.
std::string loss_letter_sheet(const WrittenOn& who);
std::string family_card_sheet(const WrittenOn& who);
std::string identity_card_sheet(const WrittenOn& who);

struct PersonPapers { Bytes loss_letter, family_card; };  // JPEG.
Result<PersonPapers> draw_papers_of(Child& reader, const WrittenOn& who);

// Blocks for a second or two. Failure: the child program is not there or will not read them.
Result<ExamplePapers> draw_example_papers(Child& reader);

}  // namespace opak::commands
