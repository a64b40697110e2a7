// Serves the real status page for bench/run: the web room as it is, an office on disk, one network thread (as nginx is given
// one worker), and some applications at different stages. Prints "<port> <path of the page>" and serves until its standard
// input closes.
#include <cstdio>
#include <filesystem>

#include "base/log.h"
#include "net/server.h"
#include "office/office_on_disk.h"
#include "web/site.h"

namespace opak {
namespace {

using office::OfficeOnDisk;

// A card that is printed and waits for its courier: most of what the page can show is there.
std::string printed_case(OfficeOnDisk& house) {
  auto& office = *house.office;
  const auto people = OfficeOnDisk::residents(20);
  for (const auto& one : people) house.population.add(one);
  OfficeOnDisk::must(office::by_two(office, office::receive_box(office, {"B-001/2026", "KA00000001", "KA00000500"}, house.printer()), house.supervisor()));
  OfficeOnDisk::must(office::give_to_printer(office, {"P1", 100}, house.printer()));
  std::string last;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto wish = house.filing(people[i], "+6281300000" + std::to_string(100 + i));
    OfficeOnDisk::must(office::submit_application(office, wish, {}));
    OfficeOnDisk::must(office::accept_papers(office, {wish.application}, house.operator_one()));
    if (house.state(wish.application).needs_identity_check()) OfficeOnDisk::must(office::check_identity(office, {wish.application, "video_call"}, house.operator_two()));
    OfficeOnDisk::must(office::verify(office, {wish.application, {}}, house.verifier()));
    if (i % 2) continue;
    OfficeOnDisk::must(office::take_out_of_order(office, {wish.application, "P1", "correction"}, house.printer()));
    const auto stock = house.boards().find_stock(OfficeOnDisk::the_catalogue().city().code);
    for (const auto& holding : stock->holdings)
      if (holding.place == "printer/P1") {
        OfficeOnDisk::must(office::print_card(office, {wish.application, "P1", holding.first.text()}, house.printer()));
        last = wish.application;
        break;
      }
  }
  return last;
}

int serve(bool keeps_pages) {
  set_log_level(LogLevel::error);
  std::string name = std::filesystem::temp_directory_path() / "opak-status-XXXXXX";
  const std::string folder = ::mkdtemp(name.data());
  {
    OfficeOnDisk house(folder);
    net::Broadcaster broadcaster;
    access::Limiter limiter(house.chance);
    access::PasswordWorker passwords(house.chance, access::Strength::cheap, access::PasswordWorker::Runs::at_once);
    web::Site site{*house.office, OfficeOnDisk::the_catalogue(), broadcaster, limiter, passwords,
                   {.secure_cookies = false, .demo = false, .public_address = "http://localhost:8080", .keeps_pages = keeps_pages}};
    web::watch_commits(site);
    const auto application = printed_case(house);
    net::Server server({.threads = 1}, web::handler_of(site), web::error_page_of(site), &broadcaster);
    const auto port = server.start();
    if (!port) throw std::runtime_error(port.error().what);
    std::printf("%d %s\n", *port, office::status_path(*house.office, application).c_str());
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    server.stop(500);
  }
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace opak

// "drawn": every page is drawn anew from what was read of its case.
int main(int count, char** words) {
  try {
    return opak::serve(count < 2 || std::string_view(words[1]) != "drawn");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
