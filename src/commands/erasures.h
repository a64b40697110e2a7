// The erasure list: opaque ids of those who were erased. Kept outside the backups, so that an older backup, once restored,
// forgets them again.
//
//   begun <subject> <moment>      written before the key goes
//   done  <subject> <moment>      written after
//   kept  <subject> <moment>      the office said no; nothing was erased
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace opak::commands {

// Adds a line and waits until it is on disk.
Result<void> note_erasure(const std::string& path, std::string_view word, std::string_view subject, Moment now);

// Everyone whose last line is not "kept": an erasure that was cut off counts as done. No file: a failure, never "nobody".
Result<std::vector<std::string>> read_erasures(const std::string& path);

}  // namespace opak::commands
