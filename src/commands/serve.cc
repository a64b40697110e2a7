#include <ostream>

#include "commands/catalogue_of.h"
#include "commands/channels.h"
#include "commands/city.h"
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

}  // namespace

Exit serve(const Told& told, Beginning beginning, Terminal& terminal) {
  hold_signals(Hangup::asks_for_new_start);
  auto folder = DataFolder::open(told.data, beginning == Beginning::take_over ? DataFolder::For::take_over : DataFolder::For::work);
  if (!folder) return say_failure(terminal, folder.error());
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
  net::CurlOutgoing outgoing;
  paper::ProcessChild reader(paper::reader_beside_this_program());
  return keep_open(
      **folder, told, beginning, terminal,
      [&] { return RunningCity::open({**folder, *catalogue, **population, outgoing, reader, told.settings, false, real_messengers(*whatsapp, outgoing)}); },
      [&](std::uint16_t port) { terminal.out << "Opak Manis listens on http://" << told.settings.address << ":" << port << std::endl; });
}

}  // namespace opak::commands
