// The operator's settings file, its environment and the list of erasures: right as a whole, or each fault named with its line.
#include "commands/settings.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/ids.h"
#include "commands/erasures.h"
#include "target.h"

using opak::fuzz::must;
namespace commands = opak::commands;

namespace {

std::string path_of_a_file_with(opak::ByteView bytes) {
  static const int descriptor = ::memfd_create("fuzz", MFD_CLOEXEC);
  must(descriptor >= 0 && ::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return "/proc/self/fd/" + std::to_string(descriptor);
}

void judge(const std::string& text, const commands::Environment& environment) {
  const auto settings = commands::read_settings("opak.toml", text, environment);
  if (!settings) {
    must(!settings.error().empty());
    for (const auto& problem : settings.error()) must(!problem.what.empty() && problem.line >= 0);
    return;
  }
  must(settings->port >= 0 && settings->port <= 65'535 && settings->threads >= 0);
  (void)commands::public_address_of(*settings);
  (void)commands::log_origin_of(*settings);
  must(commands::is_loopback(settings->address) || settings->secure_cookies);
}

}  // namespace

FUZZ_TARGET(settings, "own/text") {
  if (bytes.size() > 16'384) return;
  judge(std::string(bytes), [](const std::string&) { return std::nullopt; });
  if (bytes.find('\0') == bytes.npos)
    for (const auto* name : {"OPAK_SERVER_PORT", "OPAK_SERVER_ADDRESS", "OPAK_SERVER_PUBLIC_ADDRESS", "OPAK_SERVER_SECURE_COOKIES", "OPAK_CITY_LOG_ORIGIN", "OPAK_WHATSAPP_GRAPH_URL"})
      judge("", [&](const std::string& asked) { return asked == name ? std::optional(std::string(bytes)) : std::nullopt; });
  if (const auto erased = commands::read_erasures(path_of_a_file_with(bytes)))
    for (const auto& subject : *erased) must(opak::is_id(subject));
}
