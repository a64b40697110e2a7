#include "vault/secrets.h"

#include <array>

#include "base/json.h"

namespace opak::vault {
namespace {

constexpr const char* file_name = "opak.keys";

struct Named {
  const char* name;
  Bytes Secrets::*member;
};
constexpr std::array<Named, 6> members{{{"city_key", &Secrets::city_key},
                                        {"blind_key", &Secrets::blind_key},
                                        {"link_key", &Secrets::link_key},
                                        {"handover_key", &Secrets::handover_key},
                                        {"session_key", &Secrets::session_key},
                                        {"log_seed", &Secrets::log_seed}}};

}  // namespace

Result<Secrets> load_or_make_secrets(Files& files, Chance& chance) {
  Secrets secrets;
  // A key file that cannot be read just now must never be taken for one that is not there: new keys would bury the old.
  const auto bytes = files.read(file_name);
  bool there = bytes.has_value();
  if (!there) {
    const auto names = files.list("");
    if (!names) return tl::unexpected(names.error());
    for (const auto& name : *names) there = there || name == file_name;
  }
  if (!there) {
    Json out = Json::object();
    for (const auto& [name, member] : members) {
      secrets.*member = chance.bytes(32);
      out.set(name, to_base64(secrets.*member));
    }
    if (auto written = files.write_durable(file_name, out.write() + "\n"); !written) return tl::unexpected(written.error());
    return secrets;
  }
  if (!bytes) return tl::unexpected(bytes.error());
  const auto json = parse_json(*bytes);
  if (!json) return failure("the key file is not whole", "Restore opak.keys from its own backup; without it the data cannot be read.");
  for (const auto& [name, member] : members) {
    const auto value = from_base64((*json)[name].text());
    if (!value || value->size() != 32)
      return failure("the key file lacks a key", "Restore opak.keys from its own backup; without it the data cannot be read.");
    secrets.*member = *value;
  }
  return secrets;
}

}  // namespace opak::vault
