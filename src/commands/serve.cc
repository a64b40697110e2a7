#include <ostream>

#include "commands/catalogue_of.h"
#include "commands/channels.h"
#include "commands/city.h"
#include "commands/copying.h"
#include "commands/example_city.h"
#include "commands/open_doors.h"
#include "commands/words.h"
#include "net/outgoing.h"
#include "paper/process_child.h"
#include "register/example_register.h"

namespace opak::commands {
namespace {

Result<std::unique_ptr<registry::PopulationRegister>> register_of(const Settings& settings, const DataFolder& folder) {
  if (settings.population == "none") return std::make_unique<NoRegister>();
  auto opened = registry::ExampleRegister::open(folder.file("register-example.db"));
  if (!opened) return tl::unexpected(opened.error());
  return std::unique_ptr<registry::PopulationRegister>(std::move(*opened));
}

// Where the city is shipped to, and the door behind which the writer hears of it whom this city took over from.
struct SecondPlace {
  std::unique_ptr<Copying> copying;  // None: only this disk.
  std::unique_ptr<TakenOver> deposes;
  std::unique_ptr<CopyDoor> fence;

  // REQUIRES: the folder is held.
  static Result<std::shared_ptr<SecondPlace>> open(DataFolder& folder, const Settings& settings, Outgoing& outgoing) {
    auto second = std::make_shared<SecondPlace>();
    if (const auto may = check_may_write(folder); !may) return tl::unexpected(may.error());
    const auto role = copies::read_role(folder.files());
    if (!role) return tl::unexpected(role.error());
    auto copying = Copying::open(folder, settings, outgoing);
    if (!copying) return tl::unexpected(copying.error());
    second->copying = std::move(*copying);
    if (!role->took_over || settings.copy_secret_file.empty()) return second;
    second->deposes = std::make_unique<TakenOver>(*role);
    auto fence = CopyDoor::open(settings, *second->deposes, {});
    if (!fence) return tl::unexpected(fence.error());
    second->fence = std::move(*fence);
    return second;
  }
};

}  // namespace

Exit serve(const Told& told, Beginning beginning, Terminal& terminal) {
  hold_signals(Hangup::asks_for_new_start);
  auto folder = DataFolder::open(told.data, beginning == Beginning::take_over ? DataFolder::For::take_over : DataFolder::For::following);
  if (!folder) return say_failure(terminal, folder.error());
  if (const auto may = check_may_write(**folder); !may) {
    say_failure(terminal, may.error());
    return Exit::refused;
  }
  if (is_example_city(**folder)) {
    terminal.err << "opak: " << told.data << " holds the example city of `opak demo`: its officers' password is known to everybody. Give the real city a folder of its\n"
                 << "own with --data DIR, or look at the example with `opak demo`.\n";
    return Exit::refused;
  }
  auto catalogue = catalogue_of(told.settings);
  if (!catalogue) return say_failure(terminal, catalogue.error());
  auto population = register_of(told.settings, **folder);
  if (!population) return say_failure(terminal, population.error());
  auto whatsapp = whatsapp_settings(told.settings);
  if (!whatsapp) return say_failure(terminal, whatsapp.error());
  auto ways = other_ways(told.settings);
  if (!ways) return say_failure(terminal, ways.error());
  net::CurlOutgoing outgoing;
  paper::ProcessChild reader(paper::reader_beside_this_program(), 3);  // Two clean photos, and one reads papers.
  const auto open = [&]() -> Result<std::unique_ptr<RunningCity>> {
    auto place = SecondPlace::open(**folder, told.settings, outgoing);
    if (!place) return tl::unexpected(place.error());
    const auto second = *place;
    auto* copying = second->copying.get();
    CityParts parts{**folder, *catalogue, **population, outgoing, reader, told.settings, false, real_messengers(*whatsapp, *ways, outgoing)};
    parts.with_it = second;
    if (copying != nullptr) {
      parts.copier = &copying->shipper();
      parts.files = &copying->files();
      parts.closed = [copying] { copying->shipper().stop(); };
    }
    auto city = RunningCity::open(std::move(parts));
    if (city && copying != nullptr)
      copying->shipper().nudge_with([&office = (*city)->office()] { office.record({.actor = "system"}, [](office::Book&) -> office::Answer { return office::Done{}; }); });
    return city;
  };
  return keep_open(**folder, told, beginning, terminal, open,
                   [&](std::uint16_t port) { terminal.out << "Opak Manis listens on http://" << told.settings.address << ":" << port << std::endl; });
}

}  // namespace opak::commands
