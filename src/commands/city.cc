#include "commands/city.h"

#include <sys/resource.h>

#include <csignal>

#include <chrono>

#include "access/one_time_code.h"
#include "access/session.h"
#include "base/ids.h"
#include "base/log.h"
#include "commands/keep_time.h"
#include "commands/sweep.h"
#include "intake/drafts.h"
#include "intake/readings.h"
#include "office/own_data.h"

namespace opak::commands {
namespace {

std::string without_slash(std::string address) {
  while (address.ends_with('/')) address.pop_back();
  return address;
}

office::OfficeSettings office_settings(DataFolder& folder, const Settings& settings, bool threaded) {
  office::OfficeSettings out;
  out.database = folder.database();
  out.log_origin = log_origin_of(settings);
  out.public_address = public_address_of(settings);
  out.threaded = threaded;
  out.vroom.address = without_slash(settings.vroom);
  out.vroom.timeout_ms = settings.vroom_seconds * 1'000;
  out.vroom.jobs_max = settings.vroom_stops_max;
  out.map.address = without_slash(settings.map);
  out.map.kind = settings.map_kind == "valhalla" ? routing::MapServer::valhalla : routing::MapServer::osrm;
  out.map.profile = settings.map_profile;
  out.map.timeout_ms = settings.map_seconds * 1'000;
  out.map.points_max = settings.map_places_max;
  return out;
}

net::ServerSettings server_settings(const Settings& settings) {
  net::ServerSettings out;
  out.address = settings.address == "localhost" ? "127.0.0.1" : settings.address;
  out.port = static_cast<std::uint16_t>(settings.port);
  out.is_behind_proxy = settings.behind_proxy;
  // Each connection is a descriptor; what is left is for the database, papers and children.
  out.connections_max = static_cast<int>(std::max<std::int64_t>(64, std::min<std::int64_t>(out.connections_max, raise_descriptor_limit() - 256)));
  out.streams_max = out.connections_max / 5 * 4;
  out.threads = settings.threads > 0 ? settings.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  out.takes_request_ids = settings.behind_proxy;
  return out;
}

}  // namespace

std::int64_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<std::int64_t>(std::min<rlim_t>(limit.rlim_cur, 1'000'000));
}

Result<void> QuietOffice::open() {
  auto secrets = folder_.secrets();
  if (!secrets) return tl::unexpected(secrets.error());
  auto settings = office_settings(folder_, settings_, false);
  if (!database_.empty()) settings.database = database_;
  // What is erased here is gone from the second place only when the city runs again and says so there.
  static store::NoCopier elsewhere;
  if (!settings_.copy_to.empty() && database_.empty()) settings.copier = &elsewhere;
  auto opened = office::Office::open(std::move(settings), World{clock_, folder_.chance(), folder_.files(), outgoing_, child_}, catalogue_,
                                     std::move(*secrets), population_);
  if (!opened) return tl::unexpected(opened.error());
  office_ = std::move(*opened);
  return {};
}

void QuietOffice::close() {
  if (office_) office_->stop();
  office_.reset();
}

Again::Again(std::string what, std::int64_t every_ms, std::function<void()> work)
    : what_(std::move(what)), every_ms_(every_ms), work_(std::move(work)), thread_([this] { run(); }) {}

Again::~Again() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Again::run() {
  while (true) {
    try {
      work_();
    } catch (const std::exception& error) {
      log_error("something that is done again and again failed", {{"what", what_}, {"why", error.what()}});
    }
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, std::chrono::milliseconds(every_ms_), [&] { return stopping_; })) return;
  }
}

Result<std::unique_ptr<RunningCity>> RunningCity::open(CityParts parts) {
  auto city = std::unique_ptr<RunningCity>(new RunningCity(std::move(parts)));
  if (auto begun = city->begin(); !begun) return tl::unexpected(begun.error());
  return city;
}

Result<void> RunningCity::begin() {
  auto& folder = parts_.folder;
  auto secrets = folder.secrets();
  if (!secrets) return tl::unexpected(secrets.error());
  auto settings = office_settings(folder, parts_.settings, true);
  settings.copier = parts_.copier;
  settings.rings_at_night = parts_.demo;
  auto& files = parts_.files != nullptr ? *parts_.files : folder.files();
  auto opened = office::Office::open(std::move(settings), World{clock_, folder.chance(), files, parts_.outgoing, parts_.reader}, parts_.catalogue, std::move(*secrets), parts_.population);
  if (!opened) return tl::unexpected(opened.error());
  office_ = std::move(*opened);
  passwords_ = std::make_unique<access::PasswordWorker>(folder.chance(), parts_.demo ? access::Strength::cheap : access::Strength::standard);
  site_ = std::unique_ptr<web::Site>(new web::Site{*office_, parts_.catalogue, broadcaster_, limiter_, *passwords_,
                                                   {.secure_cookies = parts_.settings.secure_cookies, .demo = parts_.demo,
                                                    .public_address = public_address_of(parts_.settings), .behind_proxy = parts_.settings.behind_proxy}});
  web::watch_commits(*site_);
  if (parts_.messengers) {
    auto messengers = parts_.messengers(*office_, *site_);
    if (!messengers) return tl::unexpected(messengers.error());
    messengers_ = std::move(*messengers);
  }
  sweeper_ = std::make_unique<Again>("sweeping", minutes(10), [this] { sweep_old(*office_); });
  time_keeper_ = std::make_unique<Again>("keeping time", minutes(10), [keeper = std::make_shared<TimeKeeper>(*office_)] { keeper->tick(); });
  paper_reader_ = std::make_unique<Again>("reading papers", seconds(1), [this] { read_papers(); });
  // Also what the last start left undone. Nobody waits for it, but nobody should wait for years either.
  eraser_ = std::make_unique<Again>("finishing erasures", seconds(10), [this] {
    if (const auto left = office::finish_erasures(*office_); !left) log_warning("an erasure could not be finished yet", {{"why", left.error().what}});
  });
  if (office_->vault().is_changing_key()) {
    key_change_ = std::make_unique<KeyChange>(*office_, folder);
    key_changer_ = std::make_unique<Again>("changing the city's key", 50, [this] {
      if (key_change_ && key_change_->go_on()) key_change_.reset();
    });
  }
  return {};
}

// A few, and then a rest: on a small machine the papers are not the only thing to be done.
void RunningCity::read_papers() {
  constexpr int papers_in_a_row = 4;
  // Of the example city's hundreds only what somebody looks at.
  const auto which = parts_.demo ? office::WhichPapers::officer_waits : office::WhichPapers::all;
  for (int i = 0; i < papers_in_a_row && !closing_; ++i)
    if (!intake::read_next_paper(*office_, which)) return;
}

void RunningCity::stop_helpers() {
  closing_ = true;
  sweeper_.reset();
  time_keeper_.reset();
  eraser_.reset();
  key_changer_.reset();
  paper_reader_.reset();
}

Result<std::uint16_t> RunningCity::listen(net::Handed handed) {
  server_ = std::make_unique<net::Server>(server_settings(parts_.settings), web::handler_of(*site_), web::error_page_of(*site_), &broadcaster_);
  site_->door = &server_->counts();
  return server_->start(std::move(handed));
}

// Those who carry messages first: a slow network may hold them for seconds, and meanwhile the doors are still open.
net::Handed RunningCity::hand_over() {
  stop_helpers();
  if (messengers_) messengers_->stop();
  auto handed = server_->hand_over();
  stop();
  return handed;
}

// Doors first, then those who bring things to the clerk, then the clerk.
void RunningCity::stop() {
  if (server_) server_->stop();
  stop_helpers();
  if (messengers_) messengers_->stop();
  if (office_) office_->stop();
  if (auto closed = std::exchange(parts_.closed, {})) closed();
  messengers_.reset();
  if (site_) site_->door = nullptr;  // None where the city did not open.
  server_.reset();
}

void hold_signals(Hangup hangup) {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  if (hangup == Hangup::asks_for_new_start) sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void wait_for_the_end() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  int signal = 0;
  ::sigwait(&signals, &signal);
}

}  // namespace opak::commands
