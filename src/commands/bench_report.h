// What was measured: each number the median of some rounds, with the rounds beside it, for people and as JSON.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/json.h"
#include "commands/bench_drive.h"

namespace opak::commands {

class Report {
 public:
  // A number that was told already gets one more round.
  void number(const std::string& name, double value, const std::string& unit);
  void times(const std::string& name, Times times);
  void title(const std::string& words) { title_ = words; }
  void fault(std::int64_t count) { failed_ += count; }  // Of something else that was promised.
  void print(std::ostream& out) const;
  Json json() const;
  std::int64_t failed() const { return failed_; }  // Requests that were not answered as they should.

 private:
  struct Line {
    std::string title, name, unit;
    std::vector<double> rounds;
    double median() const;
  };
  std::string title_;
  std::vector<Line> lines_;
  std::int64_t failed_ = 0;
};

}  // namespace opak::commands
