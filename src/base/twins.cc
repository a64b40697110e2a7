#include "base/twins.h"

namespace opak {

Bytes SeededChance::bytes(std::size_t count) {
  std::lock_guard lock(mutex_);
  Bytes out;
  while (out.size() < count) {
    state_ += 0x9e3779b97f4a7c15ULL;
    auto z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    append_u64(out, z ^ (z >> 31));
  }
  out.resize(count);
  return out;
}

Result<Bytes> MemoryFiles::read(const std::string& name) {
  std::lock_guard lock(mutex_);
  const auto found = files_.find(name);
  if (found == files_.end()) return failure("cannot open a file: not there");
  return found->second;
}

Result<void> MemoryFiles::write_durable(const std::string& name, ByteView bytes) {
  std::lock_guard lock(mutex_);
  if (failing_ > 0) {
    --failing_;
    return failure("cannot write a file: no space left", "Is the disk full?");
  }
  files_[name] = Bytes(bytes);
  return {};
}

Result<void> MemoryFiles::remove(const std::string& name) {
  std::lock_guard lock(mutex_);
  files_.erase(name);
  return {};
}

Result<std::vector<std::string>> MemoryFiles::list(const std::string& folder) {
  std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, bytes] : files_)
    if (folder.empty() || name.starts_with(folder + "/")) names.push_back(name);
  return names;
}

Result<OutgoingResponse> ScriptedOutgoing::send(const OutgoingRequest& request) {
  Answer answer;
  {
    std::lock_guard lock(mutex_);
    sent_.push_back(request);
    answer = answer_;
  }
  if (!answer) return failure("no network here");
  return answer(request);
}

std::vector<OutgoingRequest> ScriptedOutgoing::sent() const {
  std::lock_guard lock(mutex_);
  return sent_;
}

void ScriptedOutgoing::answer_with(Answer answer) {
  std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
}

}  // namespace opak
