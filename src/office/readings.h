// What a machine read on the papers, kept beside them: sealed under the same key, gone with the paper.
//
// A paper of a case waits in a table until somebody has read it (intake/readings.h), so that a stop loses nothing; one that an officer has
// on the desk goes before the others. Photos of a talk wait only once an officer makes a form of the talk.
#pragma once

#include <optional>
#include <vector>

#include "office/book.h"

namespace opak::office {

struct PaperToRead {
  std::string document, subject;
};

enum class Hurry { none, officer_waits };
void want_reading_in(Book&, const PaperToRead&, Hurry);
// For an officer who looks at them: what nobody has read yet goes first. Nobody waits for this.
void want_readings(Office&, std::vector<PaperToRead>);

enum class WhichPapers { all, officer_waits };
std::optional<PaperToRead> next_paper_to_read(store::Database& reader, WhichPapers which);
std::optional<Opened<Bytes>> open_to_read(Office&, store::Database& reader, const PaperToRead&);
// `fields` none: it cannot be read, and is not tried again. A paper that is gone meanwhile leaves nothing.
Later<Answer> keep_reading(Office&, PaperToRead, std::optional<Personal<vault::Fields>> fields);

// Whose key is gone: what was read of theirs can be opened by nobody, and goes too.
void forget_readings_of(store::Database&, std::string_view subject);

enum class ReadingStand { never_asked, waiting, unreadable, read };
struct Reading {
  ReadingStand stand = ReadingStand::never_asked;
  Opened<vault::Fields> fields;
};
// For an officer who opened this case's file within the last half hour; others get nothing.
std::optional<Reading> reading_of_case(Office&, store::Database& reader, const views::Case&, const std::string& paper, const Asked&);
// For who may read the talk the photo came in.
Reading reading_of_own(Office&, store::Database& reader, const PaperToRead&);

}  // namespace opak::office
