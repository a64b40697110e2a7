// One file that travels inside the program; rows are written by cmake/Embed.cmake.
#pragma once

namespace opak::detail {

struct EmbeddedRow {
  const char* name;
  const char* begin;
  const char* end;
  const char* brotli_begin;
  const char* brotli_end;
  const char* gzip_begin;
  const char* gzip_end;
};

}  // namespace opak::detail
