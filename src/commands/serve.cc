#include <ostream>

#include "commands/catalogue_of.h"
#include "commands/channels.h"
#include "commands/city.h"
#include "commands/copying.h"
#include "commands/example_city.h"
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

}  // namespace

Exit serve(const Told& told, Terminal& terminal) {
  hold_signals();
  auto folder = DataFolder::open(told.data, DataFolder::For::following);
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
  const auto role = copies::read_role((*folder)->files());
  if (!role) return say_failure(terminal, role.error());
  auto catalogue = catalogue_of(told.settings);
  if (!catalogue) return say_failure(terminal, catalogue.error());
  auto population = register_of(told.settings, **folder);
  if (!population) return say_failure(terminal, population.error());
  auto whatsapp = whatsapp_settings(told.settings);
  if (!whatsapp) return say_failure(terminal, whatsapp.error());
  net::CurlOutgoing outgoing;
  paper::ProcessChild reader(paper::reader_beside_this_program());
  auto copying = Copying::open(**folder, told.settings, outgoing);
  if (!copying) return say_failure(terminal, copying.error());
  auto city = RunningCity::open({**folder, *catalogue, **population, outgoing, reader, told.settings, false, real_messengers(*whatsapp, outgoing),
                                 *copying ? &(*copying)->shipper() : nullptr, *copying ? &(*copying)->files() : nullptr});
  if (!city) return say_failure(terminal, city.error());
  if (*copying)
    (*copying)->shipper().nudge_with([&office = (*city)->office()] { office.record({.actor = "system"}, [](office::Book&) -> office::Answer { return office::Done{}; }); });
  // Where this city was taken over, its old writer hears it at the door it knows.
  TakenOver deposes(*role);
  std::unique_ptr<CopyDoor> fence;
  if (role->took_over && !told.settings.copy_secret_file.empty()) {
    auto opened = CopyDoor::open(told.settings, deposes, {});
    if (!opened) return say_failure(terminal, opened.error());
    fence = std::move(*opened);
  }
  const auto port = (*city)->listen();
  if (!port) return say_failure(terminal, port.error());
  terminal.out << "Opak Manis listens on http://" << told.settings.address << ":" << *port << std::endl;
  wait_for_the_end();
  terminal.err << "opak: closing; what was taken is being finished" << std::endl;
  (*city)->stop();
  if (*copying) (*copying)->shipper().stop();
  return Exit::fine;
}

}  // namespace opak::commands
