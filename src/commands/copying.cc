#include "commands/copying.h"

#include <unistd.h>

#include <charconv>

#include "base/log.h"
#include "base/text.h"
#include "commands/exit.h"
#include "copies/follower_place.h"
#include "copies/s3.h"
#include "copies/shelf.h"
#include "office/slow.h"

namespace opak::commands {
namespace {

constexpr std::string_view bucket_mark = "s3:";

// "https://host/bucket/prefix" -> the bucket's address and the prefix.
Result<copies::BucketSettings> bucket_of(const Settings& settings, const std::string& to) {
  copies::BucketSettings out;
  const auto url = to.substr(bucket_mark.size());
  const auto scheme = url.find("://");
  const auto host_end = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
  if (host_end == std::string::npos || host_end + 1 == url.size()) return failure(to + " names no bucket", "s3:https://host/bucket/prefix");
  const auto bucket_end = url.find('/', host_end + 1);
  out.address = url.substr(0, bucket_end);
  if (bucket_end != std::string::npos && bucket_end + 1 < url.size()) out.prefix = url.substr(bucket_end + 1) + (url.ends_with('/') ? "" : "/");
  const auto secret = read_secret_file(settings.s3_secret_file);
  if (!secret) return tl::unexpected(secret.error());
  out.signature = {settings.s3_key, *secret, settings.s3_region};
  return out;
}

std::uint64_t number_of(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

bool is_bucket(std::string_view to) { return to.starts_with(bucket_mark); }
bool is_follower(std::string_view to) { return to.starts_with("http://") || to.starts_with("https://"); }

Result<std::unique_ptr<Files>> open_shelf(const Settings& settings, const std::string& to, Outgoing& outgoing) {
  if (!is_bucket(to)) return std::unique_ptr<Files>(std::make_unique<DiskFiles>(to));
  auto bucket = bucket_of(settings, to);
  if (!bucket) return tl::unexpected(bucket.error());
  return std::unique_ptr<Files>(std::make_unique<copies::Bucket>(std::move(*bucket), outgoing));
}

Result<void> WatchedFiles::write_durable(const std::string& name, ByteView bytes) {
  auto written = files_.write_durable(name, bytes);
  if (written && shipper_ != nullptr && copies::is_paper(name)) shipper_->paper_kept(name);
  return written;
}

Result<void> WatchedFiles::remove(const std::string& name) {
  auto removed = files_.remove(name);
  if (removed && shipper_ != nullptr && copies::is_paper(name)) shipper_->paper_removed(name);
  return removed;
}

Result<std::unique_ptr<Copying>> Copying::open(DataFolder& folder, const Settings& settings, Outgoing& outgoing) {
  auto role = copies::read_role(folder.files());
  if (!role) return tl::unexpected(role.error());
  if (settings.copy_to.empty()) {
    if (role->part == copies::Part::writer) log_warning("this city was shipped to a second place once and is not now: copy.to is empty");
    return std::unique_ptr<Copying>();
  }
  if (role->part == copies::Part::alone) {
    *role = {copies::Part::writer, to_hex(folder.chance().bytes(8)), 1};
    if (auto written = copies::write_role(folder.files(), *role); !written) return tl::unexpected(written.error());
  }
  auto copying = std::unique_ptr<Copying>(new Copying(folder));
  copying->role_ = *role;
  if (is_follower(settings.copy_to)) {
    auto secret = read_secret_file(settings.copy_secret_file);
    if (!secret) return tl::unexpected(secret.error());
    auto address = settings.copy_to;
    while (address.ends_with('/')) address.pop_back();
    copying->place_ = std::make_unique<copies::FollowerPlace>(address, std::move(*secret), outgoing);
  } else {
    auto shelf = open_shelf(settings, settings.copy_to, outgoing);
    if (!shelf) return tl::unexpected(shelf.error());
    copying->shelf_ = std::move(*shelf);
    copying->place_ = std::make_unique<copies::Shelf>(*copying->shelf_, copying->clock_, settings.copy_keep_days);
  }
  store::Database::keep_logs();
  copies::ShipperSettings shipping;
  shipping.database = folder.database();
  shipping.after_copy = settings.copy_acknowledge == "after_copy";
  copying->shipper_ = std::make_unique<copies::Shipper>(shipping, copies::Writer{role->city, role->epoch}, *copying->place_, folder.files(), copying->clock_, folder.chance(),
                                                        [at = copying.get()](std::uint64_t epoch) { at->end_deposed(epoch); });
  copying->files_.tell(*copying->shipper_);
  return copying;
}

// First the mark, so that no supervisor starts this city here again; then nothing more is said to anybody.
void Copying::end_deposed(std::uint64_t epoch) {
  role_.part = copies::Part::deposed;
  role_.epoch = std::max(role_.epoch, epoch);
  if (auto written = copies::write_role(folder_.files(), role_); !written) log_error("the folder could not be marked", {{"why", written.error().what}});
  log_error("another machine has taken over this city: this one ends now and must not be started again", {{"epoch", std::to_string(epoch)}});
  ::_exit(static_cast<int>(Exit::refused));
}

struct CopyDoor::Work {
  office::SlowWork line{1, 256};
};

Result<std::unique_ptr<CopyDoor>> CopyDoor::open(const Settings& settings, copies::Place& place, std::function<void()> after_answer) {
  auto secret = read_secret_file(settings.copy_secret_file);
  if (!secret) return failure("copy.secret_file: " + secret.error().what, "Both machines need the same line in a file of mode 0600.");
  auto door = std::unique_ptr<CopyDoor>(new CopyDoor);
  door->secret_ = "Bearer " + *secret;
  door->work_ = std::make_unique<Work>();
  net::ServerSettings server;
  const auto colon = settings.follow_listen.rfind(':');
  server.address = settings.follow_listen.substr(0, colon);
  server.port = static_cast<std::uint16_t>(number_of(settings.follow_listen.substr(colon + 1)));
  server.limits.body_bytes_max = 64 << 20;
  server.answer_ms = 120'000;
  server.connections_max = 64;
  const auto handler = [at = door.get(), &place, after = std::move(after_answer)](const net::Request& request, int) -> net::Reply {
    if (request.method != "POST" || !request.path.starts_with("/copy/")) return net::Response{.status = 404};
    if (!equal_in_constant_time(request.header("authorization"), at->secret_)) return net::Response{.status = 401};
    struct Held {
      Bytes body;
      copies::CopyRequest request;
    };
    auto held = std::make_shared<Held>();
    held->body = request.body;
    held->request = {request.path.substr(6), {std::string(request.header("x-opak-city")), number_of(request.header("x-opak-epoch"))}, std::string(request.header("x-opak-name")),
                     static_cast<int>(number_of(request.header("x-opak-part"))), held->body};
    Later<net::Response> later;
    const bool taken = at->work_->line.put([&place, after, held, later] {
      net::Response response;
      try {
        auto answer = copies::answer_copy_request(place, held->request);
        response.status = answer.status;
        response.body = std::move(answer.body);
      } catch (const std::exception& error) {
        log_error("a request of the writer met a fault", {{"why", error.what()}});
        response.status = 500;
      }
      response.content_type = "application/octet-stream";
      later.answer(std::move(response));
      if (after) after();
    });
    if (!taken) return net::Response{.status = 503};
    return later;
  };
  door->server_ = std::make_unique<net::Server>(server, handler);
  const auto port = door->server_->start();
  if (!port) return tl::unexpected(port.error());
  door->port_ = *port;
  return door;
}

CopyDoor::~CopyDoor() {
  if (server_) server_->stop(1'000);
  if (work_) work_->line.stop();
}

copies::Verdict TakenOver::verdict(const copies::Writer& writer) const {
  store::CopyHead head;
  head.city = role_.city;
  head.epoch = role_.epoch;
  if (writer.city != role_.city) return {copies::Said::foreign, head, "another city lives there"};
  if (writer.epoch >= role_.epoch) return {copies::Said::foreign, head, "a city that writes follows nobody"};
  return {copies::Said::deposed, head, "another writer has taken over"};
}

}  // namespace opak::commands
