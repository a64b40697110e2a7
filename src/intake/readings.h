// Papers are read after they were kept, one at a time and behind everybody's back: nobody who uploads waits for it. What was read is
// shown to officers beside what was written, and proposed where a form is made out of a talk.
#pragma once

#include <vector>

#include "intake/guesses.h"
#include "intake/paper_fields.h"
#include "office/check.h"
#include "office/readings.h"

namespace opak::intake {

// Reads the next paper that waits. False: none waits, or the reader cannot be started now. Blocks for a second or so, for
// ten at most.
bool read_next_paper(office::Office&, office::WhichPapers which = office::WhichPapers::all);

struct PaperFinding {
  office::ReadingStand stand = office::ReadingStand::never_asked;
  PaperReading reading;
  bool wrong_paper = false;
  std::vector<ComparedField> fields;
};
// For an officer who opened the file. A paper that was never read goes to the front of those that wait.
PaperFinding finding_of(office::Office&, store::Database& reader, const views::Case&, const std::string& paper, const office::FileOpened& file, const office::Asked&);

// What the photos of a talk say about a form, for who may read the talk; photos that nobody has read go to the front. `waiting`: how many
// are not read yet.
struct PaperGuesses {
  std::vector<Heard> guesses;
  int waiting = 0;
};
PaperGuesses guesses_of_photos(office::Office&, store::Database& reader, std::string_view contact, const law::Service& service);
// What was said counts before what was read; for each question one.
std::vector<Heard> joined(std::vector<Heard> said, const std::vector<Heard>& read, const law::Service& service);

}  // namespace opak::intake
