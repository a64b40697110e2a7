// What the program says to whoever started it: one number a kind of ending. Stands in every --help.
#pragma once

#include <iosfwd>

#include "base/result.h"

namespace opak::commands {

enum class Exit {
  fine = 0,
  fault_found = 1,   // A check found a fault: the catalogue, the book, a backup.
  wrong_use = 2,     // A word, a setting or an answer that cannot be right.
  world_failed = 3,  // The disk, a port, another program: nothing is half done.
  refused = 4        // The office says no, and why.
};

// Where a command reads and speaks. Its sentences are for the operator; the diary goes to standard error by itself.
struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

// "cannot open the database: ... (Does the folder exist?)" on standard error.
Exit say_failure(Terminal& terminal, const Failure& failure);

}  // namespace opak::commands
