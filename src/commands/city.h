// A city as a whole: the world, the office, its doors and its clocks, put together here and nowhere else.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "access/limiter.h"
#include "access/password.h"
#include "catalogue/catalogue.h"
#include "commands/change_key.h"
#include "commands/data_folder.h"
#include "commands/no_world.h"
#include "commands/settings.h"
#include "net/broadcaster.h"
#include "net/server.h"
#include "office/office.h"
#include "web/site.h"

namespace opak::commands {

// The office without doors, for a command that does one thing and ends.
class QuietOffice {
 public:
  // `database`: another file of the folder than the city's own; "" for that.
  QuietOffice(DataFolder& folder, const catalogue::Catalogue& catalogue, const Settings& settings, std::string database = {})
      : folder_(folder), catalogue_(catalogue), settings_(settings), database_(std::move(database)) {}
  ~QuietOffice() { close(); }
  Result<void> open();
  office::Office& office() { return *office_; }
  void close();

 private:
  DataFolder& folder_;
  const catalogue::Catalogue& catalogue_;
  const Settings& settings_;
  std::string database_;
  SystemClock clock_;
  NoOutgoing outgoing_;
  NoChild child_;
  NoRegister population_;
  std::unique_ptr<office::Office> office_;
};

// Something that is done again and again on a thread of its own until the city closes.
class Again {
 public:
  Again(std::string what, std::int64_t every_ms, std::function<void()> work);
  ~Again();
  Again(const Again&) = delete;

 private:
  void run();
  std::string what_;
  std::int64_t every_ms_;
  std::function<void()> work_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

// Whoever carries messages in and out: WhatsApp for real, or the pretend phone of the demo.
class Messengers {
 public:
  virtual ~Messengers() = default;
  virtual void stop() = 0;
};

struct CityParts {
  DataFolder& folder;
  const catalogue::Catalogue& catalogue;
  registry::PopulationRegister& population;
  Outgoing& outgoing;
  Child& reader;          // The child program that reads strangers' files.
  const Settings& settings;
  bool demo = false;
  // Opens the channels on the finished office and site; none: no channels.
  std::function<Result<std::unique_ptr<Messengers>>(office::Office&, web::Site&)> messengers = {};
  store::Copier* copier = nullptr;  // Where commits go besides this disk, and the files it watches. Both outlive the city.
  Files* files = nullptr;           // None: the folder's own.
  std::function<void()> closed = {};        // Asked once the office has answered its last wish and still stands.
  std::shared_ptr<void> with_it = {};       // Lives as long as the city.
};

class RunningCity {
 public:
  static Result<std::unique_ptr<RunningCity>> open(CityParts parts);
  ~RunningCity() { stop(); }

  Result<std::uint16_t> listen(net::Handed handed = {});
  void stop();  // No new visitors, running requests end, everything taken is committed.
  // Likewise, but visitors who wait are kept for who comes after us.
  net::Handed hand_over();
  office::Office& office() { return *office_; }
  web::Site& site() { return *site_; }

 private:
  explicit RunningCity(CityParts parts) : parts_(std::move(parts)), limiter_(parts_.folder.chance()) {}
  Result<void> begin();
  void read_papers();
  void stop_helpers();  // Those who do something again and again.

  CityParts parts_;
  SystemClock clock_;
  access::Limiter limiter_;
  net::Broadcaster broadcaster_;
  std::unique_ptr<access::PasswordWorker> passwords_;
  std::unique_ptr<office::Office> office_;
  std::unique_ptr<web::Site> site_;
  std::unique_ptr<Messengers> messengers_;
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<KeyChange> key_change_;
  std::unique_ptr<Again> sweeper_, eraser_, key_changer_, time_keeper_, paper_reader_;
  std::atomic<bool> closing_ = false;
};

// As many open files as this machine allows the program. Gives how many.
std::int64_t raise_descriptor_limit();

// Blocks SIGINT and SIGTERM in every thread started later, and ignores SIGPIPE. Call before the first thread. SIGHUP is blocked too
// where it asks for a new start.
enum class Hangup { ends, asks_for_new_start };
void hold_signals(Hangup hangup = Hangup::ends);
// Until SIGINT or SIGTERM comes. REQUIRES: hold_signals() before.
void wait_for_the_end();

}  // namespace opak::commands
