#include "simulation/refused_memory.h"

#include <malloc.h>
#include <sqlite3.h>

#include <stdexcept>

namespace opak::simulation {
namespace {

sqlite3_mem_methods machine;
int until_refused = 0, left = 0;

bool is_refused() {
  if (until_refused == 0) return false;
  if (until_refused > 1) return --until_refused, false;
  if (left == 0) return false;
  --left;
  return true;
}

}  // namespace

void stand_before_sqlites_memory() {
  static const bool stands = [] {
    // Disks in memory come and go: kept by the process, they cost a copy and no page faults.
    ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
    ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &machine) != SQLITE_OK) throw std::runtime_error("SQLite was used before");
    auto ours = machine;
    ours.xMalloc = [](int size) { return is_refused() ? nullptr : machine.xMalloc(size); };
    ours.xRealloc = [](void* old, int size) { return is_refused() ? nullptr : machine.xRealloc(old, size); };
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) == SQLITE_OK;
  }();
  if (!stands) throw std::runtime_error("SQLite does not let us stand before its memory");
}

void refuse_memory(int n, int count) {
  until_refused = n;
  left = count;
}

}  // namespace opak::simulation
