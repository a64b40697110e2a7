// What the reader says on standard output, and how it ends.
//
// A process that lives for one file may simply stop: a decoder's error handler calls refuse() and nothing needs unwinding.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "paper/reader/looks.h"
#include "paper/reader/picture.h"

namespace opak::reader {

// Writes {"refused":"paper...."} and ends the process with exit code 3.
[[noreturn]] void refuse(const char* key);

// Refuses a picture whose sides or pixels pass the limits.
void check_size(long width, long height);
// Refuses what would need to hold too much at once; `bytes` beside the file.
void check_memory(std::size_t file_bytes, std::size_t bytes);

// Whole writes to a descriptor; ends the process if nobody listens any more.
void write_all(int descriptor, std::string_view bytes);

// The pages in order; `kind` is one of our own words.
void answer(const char* kind, const std::vector<std::string>& page_jpegs, const std::string& thumbnail, Size first_page,
            const Looks& looks);

}  // namespace opak::reader
