// `opak check`: what is wrong with a catalogue, with file and line, before a resident finds it.
//
// Refuses: a word the file format does not know, a value of another kind, a key used twice, an unknown step, a stage that no way leads
// to, a stage no way leads out of, a condition on a question that is not asked before, a missing part of the service standard, a clock that
// cannot be kept, a question that a connected source already answers, a sentence that Indonesian or English lacks.
#pragma once

#include <vector>

#include "catalogue/source.h"

namespace opak::catalogue {

// In the order of files and lines; empty: all is well.
std::vector<Problem> check(const std::vector<SourceFile>& files);

}  // namespace opak::catalogue
