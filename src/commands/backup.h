// What backup writes and restore reads: two folders that belong together by their stamp, each with a manifest.
#pragma once

#include "base/json.h"
#include "base/real_world.h"

namespace opak::commands {

constexpr const char* manifest_file = "manifest.json";

// Longer than this no copy of a key outlives its erasure.
constexpr int key_backup_days_max = 35;

// Names, sizes and SHA-256 of every file in the folder.
Result<void> write_manifest(DiskFiles& files, Json head);
// Failure: no manifest, or a file is missing or is not what the manifest says.
Result<Json> read_manifest(DiskFiles& files);

}  // namespace opak::commands
