#include "register/register_twin.h"

#include <fmt/format.h>

#include <iterator>

namespace opak::registry {

void RegisterTwin::add(const ExampleResident& resident) {
  std::lock_guard lock(mutex_);
  records_[resident.nik] = record_of(resident);
}

void RegisterTwin::answer_print_ready(const std::string& nik, PrrAnswer answer) {
  std::lock_guard lock(mutex_);
  scripted_[nik] = std::move(answer);
}

void RegisterTwin::fail_next(int questions) {
  std::lock_guard lock(mutex_);
  failing_ = questions;
}

int RegisterTwin::asked() const {
  std::lock_guard lock(mutex_);
  return asked_;
}

// REQUIRES: the mutex is held.
bool RegisterTwin::fails() {
  ++asked_;
  if (failing_ == 0) return false;
  if (failing_ > 0) --failing_;
  return true;
}

Result<std::optional<RegisterRecord>> RegisterTwin::find(const Personal<std::string>& nik) {
  std::lock_guard lock(mutex_);
  if (fails()) return failure("the population register does not answer");
  const auto found = records_.find(PersonalAccess::look(nik));
  if (found == records_.end()) return std::nullopt;
  return found->second;
}

Result<PrrAnswer> RegisterTwin::ask_print_ready(const Personal<std::string>& nik) {
  std::lock_guard lock(mutex_);
  if (fails()) return failure("the population register does not answer");
  const auto& number = PersonalAccess::look(nik);
  if (const auto scripted = scripted_.find(number); scripted != scripted_.end()) return scripted->second;
  const auto found = records_.find(number);
  if (found == records_.end()) return PrrAnswer{PrrState::not_found, {}};
  const auto state = prr_state(found->second);
  return PrrAnswer{state, state == PrrState::ready ? fmt::format("PRR-{:06}", std::distance(records_.begin(), found) + 1) : ""};
}

}  // namespace opak::registry
