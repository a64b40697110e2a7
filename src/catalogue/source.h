// The files the catalogue is made of, and what may be wrong with one.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/world.h"

namespace opak::catalogue {

struct SourceFile {
  std::string name;  // As in the source tree: "services/lost.toml".
  Bytes bytes;
};

struct Problem {
  std::string file;
  int line = 0;  // From 1; 0: the file as a whole.
  std::string what;
  bool operator==(const Problem&) const = default;
};

// "services/lost.toml:12: ...", the form editors jump to.
std::string to_line(const Problem& problem);

// services/, cities/ and translations/ as they travel inside the program.
std::vector<SourceFile> embedded_sources();

// The same folders from disk, for an office that keeps its own.
Result<std::vector<SourceFile>> sources_from(Files& files);

// The line (from 1) of a place in a text.
int line_at(std::string_view bytes, std::size_t at);

}  // namespace opak::catalogue
