// SQLite is refused memory on command: its n-th request from now, and some after it.
#pragma once

namespace opak::simulation {

// Before SQLite is used for the first time in this process.
void stand_before_sqlites_memory();

// The n-th request from now is refused (1: the very next), and `count` in all; 0 takes it back.
void refuse_memory(int n, int count);

}  // namespace opak::simulation
