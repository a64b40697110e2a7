// A running city's second place, put together from the settings: the place, the shipper, and the folder's role.
#pragma once

#include "commands/data_folder.h"
#include "commands/settings.h"
#include "copies/role.h"
#include "copies/shipper.h"
#include "net/server.h"

namespace opak::commands {

// "/mnt/other/opak", "http://10.0.0.2:8090" or "s3:https://s3.example.id/bucket/prefix".
bool is_bucket(std::string_view to);
bool is_follower(std::string_view to);
// The files of a folder or a bucket.
Result<std::unique_ptr<Files>> open_shelf(const Settings& settings, const std::string& to, Outgoing& outgoing);

// Papers are shipped as they are written.
class WatchedFiles : public Files {
 public:
  explicit WatchedFiles(Files& files) : files_(files) {}
  void tell(copies::Shipper& shipper) { shipper_ = &shipper; }
  Result<Bytes> read(const std::string& name) override { return files_.read(name); }
  Result<void> write_durable(const std::string& name, ByteView bytes) override;
  Result<void> remove(const std::string& name) override;
  Result<std::vector<std::string>> list(const std::string& folder) override { return files_.list(folder); }

 private:
  Files& files_;
  copies::Shipper* shipper_ = nullptr;
};

class Copying {
 public:
  // Null where no second place is set. The first time it makes this folder the writer's.
  static Result<std::unique_ptr<Copying>> open(DataFolder& folder, const Settings& settings, Outgoing& outgoing);
  copies::Shipper& shipper() { return *shipper_; }
  Files& files() { return files_; }

 private:
  explicit Copying(DataFolder& folder) : folder_(folder), files_(folder.files()) {}
  [[noreturn]] void end_deposed(std::uint64_t epoch);
  DataFolder& folder_;
  WatchedFiles files_;
  SystemClock clock_;
  copies::Role role_;
  std::unique_ptr<Files> shelf_;
  std::unique_ptr<copies::Place> place_;
  std::unique_ptr<copies::Shipper> shipper_;
};

// A follower's door, and the door of a city that was taken over, behind which a deposed writer hears that it is one.
class CopyDoor {
 public:
  // `after_answer` runs on the door's thread when an answer is on its way.
  static Result<std::unique_ptr<CopyDoor>> open(const Settings& settings, copies::Place& place, std::function<void()> after_answer);
  ~CopyDoor();
  std::uint16_t port() const { return port_; }

 private:
  struct Work;
  CopyDoor() = default;
  std::uint16_t port_ = 0;
  std::string secret_;
  std::unique_ptr<Work> work_;
  std::unique_ptr<net::Server> server_;
};

// Says to every writer that comes that it was deposed.
class TakenOver : public copies::Place {
 public:
  explicit TakenOver(copies::Role role) : role_(std::move(role)) {}
  Result<copies::Verdict> meet(const copies::Writer& writer) override { return verdict(writer); }
  Result<copies::Verdict> take(const copies::Writer& writer, ByteView) override { return verdict(writer); }
  Result<copies::Verdict> end_base(const copies::Writer& writer, const copies::BaseEnd&) override { return verdict(writer); }
  Result<void> add_to_base(const copies::Writer&, const store::CopyHead&, int, ByteView) override { return no(); }
  Result<std::vector<std::string>> papers(const copies::Writer&) override { return tl::unexpected(no().error()); }
  Result<void> put_paper(const copies::Writer&, const std::string&, ByteView) override { return no(); }
  Result<void> remove_paper(const copies::Writer&, const std::string&) override { return no(); }
  bool keeps_history() const override { return false; }
  Result<void> forget(const copies::Writer&) override { return no(); }

 private:
  copies::Verdict verdict(const copies::Writer& writer) const;
  static Result<void> no() { return failure("this folder follows nobody any more"); }
  copies::Role role_;
};

}  // namespace opak::commands
