// A register in memory for tests: knows whom it was told, answers as scripted, and is down on command.
#pragma once

#include <map>
#include <mutex>

#include "register/example_residents.h"
#include "register/population_register.h"

namespace opak::registry {

class RegisterTwin : public PopulationRegister {
 public:
  void add(const ExampleResident& resident);
  // Instead of what the record would give.
  void answer_print_ready(const std::string& nik, PrrAnswer answer);
  void go_down() { fail_next(-1); }
  void come_back() { fail_next(0); }
  void fail_next(int questions);  // Hostile: so many questions are Failures; -1: all.
  int asked() const;              // How many questions came, answered or not.

  Result<std::optional<RegisterRecord>> find(const Personal<std::string>& nik) override;
  Result<PrrAnswer> ask_print_ready(const Personal<std::string>& nik) override;

 private:
  bool fails();

  mutable std::mutex mutex_;
  std::map<std::string, RegisterRecord> records_;
  std::map<std::string, PrrAnswer> scripted_;
  int failing_ = 0;
  int asked_ = 0;
};

}  // namespace opak::registry
