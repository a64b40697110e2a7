#include "vault/secrets.h"

#include <array>
#include <utility>

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

Json written(const Secrets& secrets) {
  Json out = Json::object();
  for (const auto& [name, member] : members) out.set(name, to_base64(secrets.*member));
  if (!secrets.old_city_key.empty()) out.set("old_city_key", to_base64(secrets.old_city_key));
  return out;
}

}  // namespace

Result<void> begin_key_change(Files& files, Chance& chance) {
  auto secrets = load_or_make_secrets(files, chance);
  if (!secrets) return tl::unexpected(secrets.error());
  if (!secrets->old_city_key.empty()) return failure("the key is being changed already", "The running city finishes that by itself; then ask again.");
  secrets->old_city_key = std::exchange(secrets->city_key, chance.bytes(32));
  return files.write_durable(file_name, written(*secrets).write() + "\n");
}

Result<void> end_key_change(Files& files) {
  const auto bytes = files.read(file_name);
  auto json = bytes ? parse_json(*bytes) : Result<Json>(tl::unexpected(bytes.error()));
  if (!json) return tl::unexpected(json.error());
  Json kept = Json::object();
  for (const auto& [name, member] : members) kept.set(name, std::string((*json)[name].text()));
  return files.write_durable(file_name, kept.write() + "\n");
}

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
    for (const auto& [name, member] : members) secrets.*member = chance.bytes(32);
    if (auto kept = files.write_durable(file_name, written(secrets).write() + "\n"); !kept) return tl::unexpected(kept.error());
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
  if (const auto text = (*json)["old_city_key"].text(); !text.empty()) {
    const auto old = from_base64(text);
    if (!old || old->size() != 32) return failure("the key file is not whole", "Restore opak.keys from its own backup; without it the data cannot be read.");
    secrets.old_city_key = *old;
  }
  return secrets;
}

}  // namespace opak::vault
