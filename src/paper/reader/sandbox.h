// The walls around the decoders, built before the first byte of a stranger's file is read.
//
// Two layers, each without the other still a wall: Landlock lets only the folders of fonts be read, and a seccomp filter
// leaves only the system calls that computing needs. It is tightened once more when the kind of file is known; nothing
// can loosen it again. A forbidden call returns EPERM, so that a library which merely tries (a cache, a locale) goes on.
#pragma once

namespace opak::reader {

enum class Walls {
  before_reading,  // May read fonts, start threads, and tighten the walls.
  for_picture,     // Computing only.
  for_heic,        // Computing on more than one thread.
  for_pdf,         // Computing and reading fonts.
};

// No new privileges, no core, no tracing, Landlock. Says on standard error what the kernel does not have.
void prepare_sandbox();

// False (and a line on standard error) where the kernel has no seccomp.
bool raise(Walls walls);

// Tries what a hijacked decoder would try and prints one JSON line of what was stopped. For tests.
int test_walls();

}  // namespace opak::reader
