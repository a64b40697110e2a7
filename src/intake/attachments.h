// Photos on their way in: cleaned in the child process, sealed, kept. Slow, so on two threads of their own with room for
// 32 waiting; where the office has no threads, at once on the asking thread.
#pragma once

#include "office/office.h"

namespace opak::intake {

// Cleans `file`, seals it for `subject` and keeps it. Done words: {"document", id}, {"hints", "paper.hint.blurred ..."},
// {"bytes", n}. Refusals: paper.* (paper.not_now where too many wait).
Later<office::Answer> clean_and_keep(office::Office&, std::string subject, Bytes file, const office::Asked&);

// Waits until no photo is being worked on and takes no more. Before the office stops.
void finish_attachments();

}  // namespace opak::intake
