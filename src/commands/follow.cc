// The second machine: takes a city's batches, shows its pages, and becomes the city when it is told to.
#include <unistd.h>

#include <filesystem>
#include <ostream>

#include "base/log.h"
#include "commands/catalogue_of.h"
#include "commands/city.h"
#include "commands/copying.h"
#include "commands/words.h"
#include "copies/follower.h"
#include "office/reading_office.h"

namespace opak::commands {
namespace {

// The pages of a followed city. They need its keys; a follower without them keeps everything and shows nothing.
class ReadingCity {
 public:
  ReadingCity(DataFolder& folder, const catalogue::Catalogue& catalogue, const Settings& settings, copies::Follower& follower)
      : folder_(folder), catalogue_(catalogue), settings_(settings), follower_(follower), limiter_(folder.chance()) {}
  ~ReadingCity() {
    if (server_) server_->stop();
    if (office_) office_->stop();
  }

  // Once the first whole copy is here and its keys lie beside it. Again and again until then.
  Result<bool> open() {
    if (server_) return true;
    if (!folder_.has_database() || !std::filesystem::exists(folder_.file(keys_file))) return false;
    auto secrets = folder_.secrets();
    if (!secrets) return tl::unexpected(secrets.error());
    office::OfficeSettings settings;
    settings.database = folder_.database();
    settings.log_origin = log_origin_of(settings_);
    settings.public_address = public_address_of(settings_);
    office_ = office::open_to_read(std::move(settings), World{clock_, folder_.chance(), folder_.files(), outgoing_, child_}, catalogue_, std::move(*secrets), population_,
                                   [this] { return follower_.database_changes(); });
    passwords_ = std::make_unique<access::PasswordWorker>(folder_.chance(), access::Strength::standard);
    web::SiteSettings site{.secure_cookies = settings_.secure_cookies, .public_address = public_address_of(settings_), .behind_proxy = settings_.behind_proxy, .keeps_pages = false};
    site.as_of = [this]() -> std::optional<Moment> {
      const auto head = follower_.applied();
      return head.number == 0 ? std::nullopt : std::optional(head.made_at);
    };
    site_ = std::unique_ptr<web::Site>(new web::Site{*office_, catalogue_, broadcaster_, limiter_, *passwords_, std::move(site)});
    net::ServerSettings server;
    server.address = settings_.address == "localhost" ? "127.0.0.1" : settings_.address;
    server.port = static_cast<std::uint16_t>(settings_.port);
    server_ = std::make_unique<net::Server>(server, web::handler_of(*site_), web::error_page_of(*site_), &broadcaster_);
    const auto port = server_->start();
    if (!port) {
      server_.reset();
      return tl::unexpected(port.error());
    }
    log_info("the followed city can be read", {{"address", "http://" + settings_.address + ":" + std::to_string(*port)}});
    return true;
  }
  void forget_what_was_read() {
    if (office_) office_->freshness().touch_everything();
  }

 private:
  DataFolder& folder_;
  const catalogue::Catalogue& catalogue_;
  const Settings& settings_;
  copies::Follower& follower_;
  SystemClock clock_;
  NoOutgoing outgoing_;
  NoChild child_;
  NoRegister population_;
  access::Limiter limiter_;
  net::Broadcaster broadcaster_;
  std::unique_ptr<access::PasswordWorker> passwords_;
  std::unique_ptr<office::Office> office_;
  std::unique_ptr<web::Site> site_;
  std::unique_ptr<net::Server> server_;
};

}  // namespace

Exit follow(const Told& told, Terminal& terminal) {
  hold_signals();
  auto folder = DataFolder::open(told.data, DataFolder::For::following);
  if (!folder) return say_failure(terminal, folder.error());
  auto catalogue = catalogue_of(told.settings);
  if (!catalogue) return say_failure(terminal, catalogue.error());
  auto follower = copies::Follower::open(told.data);
  if (!follower) return say_failure(terminal, follower.error());
  ReadingCity city(**folder, *catalogue, told.settings, **follower);
  (*follower)->on_applied([&] { city.forget_what_was_read(); });
  // The pages first: what they need must stand before the first batch is applied under them.
  if (auto opened = city.open(); !opened) return say_failure(terminal, opened.error());
  auto door = CopyDoor::open(told.settings, **follower, [&] {
    if (auto applied = (*follower)->apply_waiting(); !applied) {
      // Half a batch may stand there. It is whole in the log, and the next start applies it before anybody reads.
      log_error("the follower could not apply what it took", {{"why", applied.error().what}, {"hint", applied.error().hint}});
      ::_exit(static_cast<int>(Exit::world_failed));
    }
    if (auto opened = city.open(); !opened) log_warning("the followed city cannot be read yet", {{"why", opened.error().what}});
  });
  if (!door) return say_failure(terminal, door.error());
  terminal.out << "Opak Manis follows; it takes batches at " << told.settings.follow_listen.substr(0, told.settings.follow_listen.rfind(':')) << ":" << (*door)->port() << std::endl;
  wait_for_the_end();
  door->reset();
  if (auto settled = (*follower)->settle(); !settled) return say_failure(terminal, settled.error());
  return Exit::fine;
}

Exit take_over(const Told& told, Terminal& terminal) {
  auto folder = DataFolder::open(told.data, DataFolder::For::following);
  if (!folder) return say_failure(terminal, folder.error());
  auto role = copies::read_role((*folder)->files());
  if (!role) return say_failure(terminal, role.error());
  if (role->part != copies::Part::follower || !(*folder)->has_database()) {
    terminal.err << "opak: " << told.data << " does not follow a city, or has received none yet\n";
    return Exit::refused;
  }
  auto secrets = (*folder)->secrets();
  if (!secrets) return say_failure(terminal, secrets.error());
  store::CopyHead head;
  bool torn = false;
  {
    auto follower = copies::Follower::open(told.data);
    if (!follower) return say_failure(terminal, follower.error());
    if (auto settled = (*follower)->settle(); !settled) return say_failure(terminal, settled.error());
    head = (*follower)->applied();
    torn = (*follower)->log_was_torn();
    role = copies::read_role((*folder)->files());
    if (!role) return say_failure(terminal, role.error());
  }
  {
    auto database = store::Database::open((*folder)->database(), store::Mode::reader);
    if (!database) return say_failure(terminal, database.error());
    auto row = database->query("PRAGMA quick_check(1)");
    if (!row.next() || row.text_at(0) != "ok") {
      terminal.out << "FAULT  the copy is damaged. Nothing was changed: it still follows.\n";
      return Exit::fault_found;
    }
  }
  // From here on the one who wrote before is refused everywhere it comes.
  role->part = copies::Part::writer;
  ++role->epoch;
  role->took_over = true;
  if (auto written = copies::write_role((*folder)->files(), *role); !written) return say_failure(terminal, written.error());
  auto catalogue = catalogue_of(told.settings);
  if (!catalogue) return say_failure(terminal, catalogue.error());
  QuietOffice quiet(**folder, *catalogue, told.settings);
  if (auto opened = quiet.open(); !opened) return say_failure(terminal, opened.error());
  const auto entries = views::Boards(quiet.office().reader()).last_seq();
  quiet.close();
  terminal.out << "This is the city now, as it was at " << iso_moment(head.made_at) << ": " << entries << " entries in the book, writer number " << role->epoch << ".\n"
               << "Start it with `opak serve --data " << told.data << "`. Whoever wrote before is refused from now on.\n";
  if (torn) terminal.out << "The last bytes of the log were cut off and dropped: they were never confirmed to the writer.\n";
  return Exit::fine;
}

}  // namespace opak::commands
