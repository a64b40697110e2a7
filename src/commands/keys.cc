#include <sys/stat.h>
#include <unistd.h>

#include <ostream>

#include "commands/data_folder.h"
#include "commands/words.h"
#include "net/handover.h"

namespace opak::commands {

// The city's keys: "status" tells whether a change is under way, "rotate" begins one.
Exit keys(const Told& told, const std::string& act, Terminal& terminal) {
  auto folder = DataFolder::open(told.data, DataFolder::For::reading);
  if (!folder) return say_failure(terminal, folder.error());
  auto secrets = (*folder)->secrets();
  if (!secrets) return say_failure(terminal, secrets.error());
  if (!(*folder)->has_database()) return say_failure(terminal, {"there is no city in " + told.data + " yet"});
  if (act == "status") {
    terminal.out << (secrets->old_city_key.empty() ? "One key, and everything is under it.\n" : "The key is being changed; the running city brings everything to the new one.\n");
    return Exit::fine;
  }
  struct stat about = {};
  // The file would then belong to us, and the city could not read it any more.
  if (::stat((*folder)->file(keys_file).c_str(), &about) != 0 || about.st_uid != ::geteuid()) {
    terminal.err << "opak: " << keys_file << " belongs to another user; say this as the user of the city (runuser -u opak -- opak keys rotate ...)\n";
    return Exit::wrong_use;
  }
  if (!secrets->old_city_key.empty()) {
    terminal.err << "opak: the key is being changed already; the running city finishes that by itself\n";
    return Exit::refused;
  }
  if (auto begun = vault::begin_key_change((*folder)->files(), (*folder)->chance()); !begun) return say_failure(terminal, begun.error());
  terminal.out << "A new key is in " << (*folder)->file(keys_file) << ", beside the old one. Make a backup of the keys now: older ones do not open what is new.\n"
               << (net::Handover::ask_for_new_start((*folder)->path()) ? "The running city starts itself anew with it, and changes everything to it.\n"
                                                                      : "No city runs here; the next start changes everything to it.\n");
  return Exit::fine;
}

}  // namespace opak::commands
