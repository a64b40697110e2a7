// One file of services/, read into law's Service together with the lines its parts stand on.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/source.h"
#include "law/service.h"

namespace opak::catalogue {

struct SentenceUse {
  std::string key;
  int line = 0;
};

struct ServiceFile {
  std::string name;
  law::Service service;
  std::map<std::string, int> lines;      // "question nik" -> 41.
  std::vector<SentenceUse> sentences;    // Every sentence the service speaks with.

  int line(const std::string& part) const {
    const auto at = lines.find(part);
    return at == lines.end() ? 0 : at->second;
  }
};

// Reads the words and their kinds. None if the file is not TOML; other faults are in `problems`.
std::optional<ServiceFile> read_service(const SourceFile& file, std::vector<Problem>& problems);

// Judges what was read: ways through the stages, conditions, clocks, keys used twice.
void check_service(const ServiceFile& file, std::vector<Problem>& problems);

}  // namespace opak::catalogue
