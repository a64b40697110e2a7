// Forms as browsers send them: application/x-www-form-urlencoded and multipart/form-data (RFC 7578 over RFC 2046).
//
// Strict, because a form that two readers understand differently is how a check is walked around: a name that comes
// twice, a missing last boundary, a nested multipart or a half percent-escape makes the whole form unsound. So give each
// checkbox a name of its own. Pure functions over bytes, nothing is kept on disk.
//
// A file's name is what a stranger's machine called it. Show it escaped if you must; never make a path of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace opak::net {

struct FormLimits {
  std::size_t fields_max = 2'048;  // Of an urlencoded form: a day of 900 stops on one page, each with its place (the body has its own limit).
  std::size_t parts_max = 64;
  std::size_t part_head_bytes_max = 2 * 1024;
  std::size_t field_bytes_max = 64 * 1024;
  std::size_t file_bytes_max = 10 * 1024 * 1024;
  std::size_t form_bytes_max = 12 * 1024 * 1024;
};

struct FormFile {
  std::string name;          // Of the field.
  std::string filename;      // As given, possibly hostile; empty where nobody chose a file.
  std::string content_type;  // As claimed, in lower case, without parameters.
  Bytes bytes;
};

struct Form {
  std::vector<std::pair<std::string, std::string>> fields;  // UTF-8 without NUL, in the order sent; no name twice.
  std::vector<FormFile> files;
  std::string fault;  // Why the form is unsound, in English and without any of its data; empty: it is sound.

  bool is_sound() const { return fault.empty(); }
  std::string_view field(std::string_view name) const;  // "" if it is not there.
  bool has(std::string_view name) const;
  const FormFile* find_file(std::string_view name) const;
};

// An unsound form has no fields and no files.
Form parse_urlencoded(std::string_view text, const FormLimits& limits = {});
Form parse_multipart(ByteView body, std::string_view boundary, const FormLimits& limits = {});

// Chooses by the Content-Type. No body and no type is an empty form; any other type is unsound.
Form parse_form(std::string_view content_type, ByteView body, const FormLimits& limits = {});

// "a%20b" -> "a b". None for a half escape. `plus_is_space` is right in forms and queries, wrong in paths.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace opak::net
