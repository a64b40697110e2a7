// The example register: invented residents in an SQLite file of its own, behind the same interface as a real one.
//
// It can be taken down, so that every page, desk and journey shows what it does when the ministry's line is dead.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "register/example_residents.h"
#include "register/population_register.h"
#include "store/sqlite.h"

namespace opak::registry {

class ExampleRegister : public PopulationRegister {
 public:
  // Makes the file if it is not there; "register-example.db" in the data folder, by custom.
  static Result<std::unique_ptr<ExampleRegister>> open(const std::string& path);

  // Instead of whoever was in it. All or nobody.
  Result<void> fill(const std::vector<ExampleResident>& residents);
  // Beside whoever is in it; a NIK that is there already stays as it is. All or nobody.
  Result<void> add(const std::vector<ExampleResident>& residents);
  Result<std::size_t> count();

  Result<std::optional<RegisterRecord>> find(const Personal<std::string>& nik) override;
  Result<PrrAnswer> ask_print_ready(const Personal<std::string>& nik) override;

  // While it is down every question is a Failure.
  void set_down(bool down) { down_ = down; }

 private:
  struct Row {
    std::int64_t id;
    RegisterRecord record;
  };
  explicit ExampleRegister(store::Database database) : database_(std::move(database)) {}
  Result<std::optional<Row>> find_row(const Personal<std::string>& nik);

  std::mutex mutex_;
  store::Database database_;
  std::atomic<bool> down_ = false;
};

}  // namespace opak::registry
