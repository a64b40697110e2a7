// What backup writes and restore reads: two folders that belong together by their stamp, each with a manifest.
#pragma once

#include "base/json.h"
#include "base/real_world.h"
#include "vault/vault.h"

namespace opak::commands {

constexpr const char* manifest_file = "manifest.json";
constexpr const char* seal_file = "manifest.seal";

// Longer than this no copy of a key outlives its erasure.
constexpr int key_backup_days_max = 35;

// Names, sizes and SHA-256 of every file in the folder, under a seal that only the city's keys can make.
Result<void> write_manifest(DiskFiles& files, Json head, const vault::Vault& vault);
// Failure: no manifest, or a file is missing, is not what the manifest says, or is not named there.
Result<Json> read_manifest(DiskFiles& files);
// Failure: somebody without the city's keys wrote or changed it. REQUIRES: read_manifest() was content.
Result<void> check_seal(DiskFiles& files, const vault::Vault& vault);

}  // namespace opak::commands
