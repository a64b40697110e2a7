#include "copies/shelf.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "store/followed.h"

namespace opak::copies {
namespace {

const std::string fence_file = "control/fence";

std::string base_folder(const store::CopyHead& head) { return fmt::format("base/{:08}-{:016}", head.epoch, head.number); }
std::string log_name(const Shipment& shipment) { return fmt::format("log/{:08}/{:016}-{:016}", shipment.after.epoch, shipment.first, shipment.after.number); }

struct LogName {
  std::uint64_t epoch = 0, first = 0, last = 0;
  std::string name;
};

std::uint64_t number_in(std::string_view text) { return text.size() <= 18 && only_digits(text) == text ? std::strtoull(std::string(text).c_str(), nullptr, 10) : 0; }

// In the order of epoch and number.
Result<std::vector<LogName>> logs_on(Files& files) {
  const auto names = files.list("log");
  if (!names) return tl::unexpected(names.error());
  std::vector<LogName> logs;
  for (const auto& name : *names) {
    const auto parts = split(name, '/');
    const auto dash = parts.size() == 3 ? parts[2].find('-') : std::string::npos;
    if (dash == std::string::npos || parts[2].find('.') != std::string::npos) continue;  // A draft that was never finished.
    logs.push_back({number_in(parts[1]), number_in(parts[2].substr(0, dash)), number_in(parts[2].substr(dash + 1)), name});
  }
  std::sort(logs.begin(), logs.end(), [](const auto& a, const auto& b) { return std::tie(a.epoch, a.first) < std::tie(b.epoch, b.first); });
  return logs;
}

// Whole copies that were finished, oldest first.
Result<std::vector<BaseEnd>> bases_on(Files& files) {
  const auto names = files.list("base");
  if (!names) return tl::unexpected(names.error());
  std::vector<BaseEnd> bases;
  for (const auto& name : *names) {
    if (!name.ends_with("/manifest")) continue;
    const auto text = files.read(name);
    if (!text) return tl::unexpected(text.error());
    auto base = read_base_end(*text);
    if (!base) return failure(name + ": " + base.error().what);
    bases.push_back(std::move(*base));
  }
  std::sort(bases.begin(), bases.end(), [](const auto& a, const auto& b) { return std::tie(a.head.epoch, a.head.number) < std::tie(b.head.epoch, b.head.number); });
  return bases;
}

}  // namespace

Result<std::optional<Fence>> read_fence(Files& shelf) {
  const auto names = shelf.list("control");
  if (!names) return tl::unexpected(names.error());
  if (std::find(names->begin(), names->end(), fence_file) == names->end()) return std::optional<Fence>();
  const auto text = shelf.read(fence_file);
  if (!text) return tl::unexpected(text.error());
  const auto json = parse_json(*text);
  if (!json || (*json)["city"].text().empty() || (*json)["epoch"].number() < 1) return failure("the fence of the second place cannot be read");
  return std::optional(Fence{std::string((*json)["city"].text()), static_cast<std::uint64_t>((*json)["epoch"].number())});
}

Result<void> raise_fence(Files& shelf, const Fence& fence) {
  Json json;
  json.set("city", fence.city);
  json.set("epoch", static_cast<std::int64_t>(fence.epoch));
  return shelf.write_durable(fence_file, json.write() + "\n");
}

Result<std::optional<Verdict>> Shelf::fenced(const Writer& writer) {
  const auto fence = read_fence(files_);
  if (!fence) return tl::unexpected(fence.error());
  if (!*fence) return std::optional(Verdict{Said::unfit, {}, "there is no fence"});
  store::CopyHead head = head_;
  head.city = (*fence)->city;
  head.epoch = (*fence)->epoch;
  if (head.city != writer.city) return std::optional(Verdict{Said::foreign, head, "another city's copy lies there"});
  if (head.epoch > writer.epoch) return std::optional(Verdict{Said::deposed, head, "another writer has taken over"});
  if (head.epoch < writer.epoch) return std::optional(Verdict{Said::unfit, head, "the fence is older than this writer"});
  return std::optional<Verdict>();
}

Result<Verdict> Shelf::meet(const Writer& writer) {
  const auto fence = read_fence(files_);
  if (!fence) return tl::unexpected(fence.error());
  if (!*fence || ((*fence)->city == writer.city && (*fence)->epoch < writer.epoch))
    if (auto raised = raise_fence(files_, {writer.city, writer.epoch}); !raised) return tl::unexpected(raised.error());
  auto refused = fenced(writer);
  if (!refused) return tl::unexpected(refused.error());
  if (*refused) return **refused;
  const auto bases = bases_on(files_);
  if (!bases) return tl::unexpected(bases.error());
  head_ = bases->empty() ? store::CopyHead{} : bases->back().head;
  const auto logs = logs_on(files_);
  if (!logs) return tl::unexpected(logs.error());
  // Numbers are never given again, also where the base of a log is gone.
  std::uint64_t highest = head_.number;
  for (const auto& log : *logs) highest = std::max(highest, log.last);
  if (!bases->empty() && !logs->empty() && std::tie(logs->back().epoch, logs->back().last) > std::tie(head_.epoch, head_.number)) {
    const auto bytes = files_.read(logs->back().name);
    if (!bytes) return tl::unexpected(bytes.error());
    ByteView view = *bytes;
    const auto shipment = take_shipment(view);
    head_ = shipment ? shipment->after : store::CopyHead{};
  }
  if (head_.number != highest) head_ = {};
  head_.city = writer.city;
  head_.number = highest;
  return Verdict{Said::taken, head_};
}

Result<Verdict> Shelf::take(const Writer& writer, ByteView bytes) {
  auto view = bytes;
  const auto shipment = take_shipment(view);
  if (!shipment || !view.empty()) return Verdict{Said::unfit, head_, "the shipment is not whole"};
  if (shipment->chain_before != head_.chain || shipment->first != head_.number + 1) return Verdict{Said::unfit, head_, "it does not follow what is there"};
  if (auto written = files_.write_durable(log_name(*shipment), bytes); !written) return tl::unexpected(written.error());
  auto refused = fenced(writer);
  if (!refused) return tl::unexpected(refused.error());
  if (*refused) return **refused;
  head_ = shipment->after;
  return Verdict{Said::taken, head_};
}

Result<void> Shelf::add_to_base(const Writer&, const store::CopyHead& head, int part, ByteView bytes) {
  return files_.write_durable(base_folder(head) + fmt::format("/part-{:05}", part), bytes);
}

Result<Verdict> Shelf::end_base(const Writer& writer, const BaseEnd& end) {
  auto refused = fenced(writer);
  if (!refused) return tl::unexpected(refused.error());
  if (*refused) return **refused;
  if (auto written = files_.write_durable(base_folder(end.head) + "/manifest", to_json(end) + "\n"); !written) return tl::unexpected(written.error());
  refused = fenced(writer);
  if (!refused) return tl::unexpected(refused.error());
  if (*refused) return **refused;
  if (end.head.number > head_.number) head_ = end.head;
  if (auto pruned = prune(end); !pruned) return tl::unexpected(pruned.error());
  return Verdict{Said::taken, head_};
}

Result<void> Shelf::prune(const BaseEnd& newest) {
  const auto bases = bases_on(files_);
  if (!bases) return tl::unexpected(bases.error());
  auto oldest = newest.head;
  for (const auto& base : *bases) {
    const bool stays = !newest.forget_past && base.head.made_at + days(keep_days_) > clock_.now();
    if (stays && std::tie(base.head.epoch, base.head.number) < std::tie(oldest.epoch, oldest.number)) oldest = base.head;
  }
  const auto names = files_.list("base");
  if (!names) return tl::unexpected(names.error());
  const auto first_kept = base_folder(oldest) + "/";
  for (const auto& name : *names) {
    const auto folder = name.substr(0, name.rfind('/') + 1);
    const bool finished = std::any_of(bases->begin(), bases->end(), [&](const auto& base) { return folder == base_folder(base.head) + "/"; });
    if (finished && folder >= first_kept) continue;
    if (auto removed = files_.remove(name); !removed) return removed;
  }
  const auto logs = logs_on(files_);
  if (!logs) return tl::unexpected(logs.error());
  for (const auto& log : *logs)
    if (std::tie(log.epoch, log.last) <= std::tie(oldest.epoch, oldest.number))
      if (auto removed = files_.remove(log.name); !removed) return removed;
  return {};
}

Result<std::vector<std::string>> Shelf::papers(const Writer&) { return files_.list("documents"); }
Result<void> Shelf::put_paper(const Writer&, const std::string& name, ByteView bytes) { return files_.write_durable(name, bytes); }
Result<void> Shelf::remove_paper(const Writer&, const std::string& name) { return files_.remove(name); }

namespace {

Result<void> write_base(Files& shelf, const BaseEnd& base, const std::string& database) {
  const int fd = ::open(database.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return failure("cannot make " + database + ": " + std::strerror(errno));
  struct Close {
    int fd;
    ~Close() { ::close(fd); }
  } close{fd};
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < base.parts.size(); ++i) {
    const auto name = base_folder(base.head) + fmt::format("/part-{:05}", i);
    const auto part = shelf.read(name);
    if (!part) return failure(name + ": " + part.error().what);
    if (to_hex(sha256(*part)) != base.parts[i]) return failure("the copy is damaged: " + name);
    if (::write(fd, part->data(), part->size()) != static_cast<ssize_t>(part->size())) return failure("cannot write " + database, "Is the disk full?");
    bytes += static_cast<std::int64_t>(part->size());
  }
  if (bytes != base.bytes) return failure("the copy is damaged: " + base_folder(base.head));
  if (::fsync(fd) != 0) return failure("cannot write " + database, "Is the disk full?");
  return {};
}

}  // namespace

Result<Brought> bring_from_shelf(Files& shelf, const std::string& database, std::optional<Moment> until) {
  auto bases = bases_on(shelf);
  if (!bases) return tl::unexpected(bases.error());
  while (!bases->empty() && until && bases->back().head.made_at > *until) bases->pop_back();
  if (bases->empty()) return failure("there is no whole copy there" + std::string(until ? " of that time" : ""), "Is it the folder that [copy] names?");
  const auto& base = bases->back();
  if (auto written = write_base(shelf, base, database); !written) return tl::unexpected(written.error());
  if (auto made = store::make_followed(database); !made) return tl::unexpected(made.error());
  auto followed = store::FollowedDatabase::open(database);
  if (!followed) return tl::unexpected(followed.error());

  auto logs = logs_on(shelf);
  if (!logs) return tl::unexpected(logs.error());
  std::erase_if(*logs, [&](const auto& log) { return log.epoch != base.head.epoch || log.last <= base.head.number; });
  Brought brought{base.head, 0, ""};
  for (const auto& log : *logs) {
    const bool is_last = &log == &logs->back();
    const auto bytes = shelf.read(log.name);
    if (!bytes) return failure(log.name + ": " + bytes.error().what);
    ByteView view = *bytes;
    const auto shipment = take_shipment(view);
    if (!shipment || !view.empty()) {
      if (!is_last) return failure("a file in the middle of the copy is altered: " + log.name, "With --until a moment before it, what came earlier can be brought back.");
      brought.torn = log.name;
      break;
    }
    auto chain = shipment->chain_before;
    for (const auto& batch : shipment->batches) {
      const auto chain_before = std::exchange(chain, batch.chain);
      if (until && batch.made_at > *until) return followed->sync().map([&] { return brought; });
      if (batch.number <= brought.head.number) continue;  // The whole copy was taken in the middle of this file.
      if (batch.number != brought.head.number + 1) return failure("batches are missing before " + log.name);
      if (chain_before != brought.head.chain) return failure("a file does not follow the one before it: " + log.name);
      if (auto applied = followed->apply(batch); !applied) return tl::unexpected(applied.error());
      brought.head.number = batch.number;
      brought.head.chain = batch.chain;
      brought.head.made_at = batch.made_at;
      brought.head.mark = batch.mark;
      ++brought.batches;
    }
  }
  if (auto synced = followed->sync(); !synced) return tl::unexpected(synced.error());
  return brought;
}

}  // namespace opak::copies
