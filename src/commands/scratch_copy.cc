#include "commands/scratch_copy.h"

#include <unistd.h>

#include <atomic>
#include <filesystem>

namespace opak::commands {
namespace {

constexpr std::uintmax_t memory_bytes_max = 200UL * 1024 * 1024;

}  // namespace

Result<std::unique_ptr<ScratchCopy>> ScratchCopy::of(const std::string& database) {
  static std::atomic<int> counter{0};
  std::error_code error;
  const auto bytes = std::filesystem::file_size(database, error);
  if (error) return failure("there is no database " + database);
  auto reader = store::Database::open(database, store::Mode::reader);
  if (!reader) return tl::unexpected(reader.error());
  auto scratch = std::unique_ptr<ScratchCopy>(new ScratchCopy());
  const auto name = "opak_scratch_" + std::to_string(::getpid()) + "_" + std::to_string(++counter);
  std::string target = "file:/" + name + "?vfs=memdb";
  // A database in memory lives while somebody holds it open.
  Result<store::Database> holder = failure("not in memory");
  if (bytes <= memory_bytes_max) {
    holder = store::Database::open(target, store::Mode::writer);
    if (!holder) return tl::unexpected(holder.error());
  } else {
    scratch->file_ = std::filesystem::path(database).parent_path().string() + "/" + name + ".db";
    target = scratch->file_;
  }
  store::Database& source = *reader;
  source.script("PRAGMA query_only=OFF");  // VACUUM INTO writes, though not here.
  if (auto copied = source.copy_to(target); !copied) return tl::unexpected(copied.error());
  auto opened = store::Database::open(target, store::Mode::writer);
  if (!opened) return tl::unexpected(opened.error());
  scratch->database_ = std::make_unique<store::Database>(std::move(*opened));
  return scratch;
}

std::string on_disk(const std::string& path) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    if (c == '%' || c == '?' || c == '#')
      uri += c == '%' ? "%25" : c == '?' ? "%3f" : "%23";
    else
      uri.push_back(c);
  }
  return uri + "?vfs=unix";
}

ScratchCopy::~ScratchCopy() {
  database_.reset();
  if (file_.empty()) return;
  std::error_code error;
  for (const auto* tail : {"", "-wal", "-shm"}) std::filesystem::remove(file_ + tail, error);
}

}  // namespace opak::commands
