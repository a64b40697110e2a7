#include "net/form.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace opak::net {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_token_char(char c) { return is_alnum(c) || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr); }

Form unsound(std::string fault) {
  Form form;
  form.fault = std::move(fault);
  return form;
}

bool is_plain_text(std::string_view text) { return text.find('\0') == text.npos && is_utf8(text); }

// RFC 2046 5.1.1: 1 to 70 of these, not ending in a space.
bool is_boundary(std::string_view text) {
  if (text.empty() || text.size() > 70 || text.back() == ' ') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alnum(c) || (c != '\0' && std::strchr("'()+_,-./:=? ", c) != nullptr); });
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// `form-data; name="a"; filename="b"`: the first word in lower case, then parameters with lower-case names.
struct Worded {
  std::string word;
  std::vector<std::pair<std::string, std::string>> parameters;
  const std::string* find(std::string_view name) const {
    for (const auto& [key, value] : parameters)
      if (key == name) return &value;
    return nullptr;
  }
};

// Browsers write a quote inside as %22 (we leave it so) and older ones as \"; any other backslash is a letter like the
// rest, as in C:\foto.jpg.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string value;
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != '"') {
    if (rest.front() == '\\' && rest.size() > 1 && rest[1] == '"') rest.remove_prefix(1);
    value += rest.front();
    rest.remove_prefix(1);
  }
  if (rest.empty()) return std::nullopt;
  rest.remove_prefix(1);
  return value;
}

std::string take_token(std::string_view& rest) {
  std::size_t size = 0;
  while (size < rest.size() && is_token_char(rest[size])) ++size;
  std::string token(rest.substr(0, size));
  rest.remove_prefix(size);
  return token;
}

std::optional<Worded> parse_worded(std::string_view rest) {
  Worded worded;
  const auto first = rest.substr(0, rest.find(';'));
  worded.word = lower_ascii(without_blanks(first));
  rest.remove_prefix(first.size());
  while (!rest.empty()) {
    if (rest.front() != ';') return std::nullopt;
    rest = without_blanks(rest.substr(1));
    const auto name = lower_ascii(take_token(rest));
    if (name.empty() || rest.empty() || rest.front() != '=') return std::nullopt;
    rest.remove_prefix(1);
    std::optional<std::string> value;
    if (!rest.empty() && rest.front() == '"') {
      value = take_quoted(rest);
    } else if (auto token = take_token(rest); !token.empty()) {
      value = std::move(token);
    }
    if (!value || worded.find(name)) return std::nullopt;
    worded.parameters.emplace_back(name, std::move(*value));
    rest = without_blanks(rest);
  }
  return worded;
}

// Reads a multipart body from front to back; each step says false and leaves its reason in `fault`.
class MultipartReader {
 public:
  MultipartReader(ByteView body, std::string_view boundary, const FormLimits& limits)
      : rest_(body), delimiter_("\r\n--" + std::string(boundary)), limits_(limits) {}

  Form read() {
    const auto opening = std::string_view(delimiter_).substr(2);
    if (!rest_.starts_with(opening)) return unsound("does not begin with its boundary");
    rest_.remove_prefix(opening.size());
    for (std::size_t parts = 0; !at_end(); ++parts) {
      if (parts == limits_.parts_max) return unsound("too many parts");
      if (!take_line_end() || !read_part_head() || !read_part_body()) return unsound(fault_);
    }
    // A line end after the last boundary is usual; a message behind it is somebody else's.
    if (rest_ != "--" && rest_ != "--\r\n") return unsound("goes on after its last boundary");
    return std::move(form_);
  }

 private:
  struct Part {
    std::string name;
    std::optional<std::string> filename;
    std::string content_type;
  };

  bool no(const char* fault) {
    fault_ = fault;
    return false;
  }

  bool at_end() const { return rest_.starts_with("--"); }

  bool take_line_end() {
    if (!rest_.starts_with("\r\n")) return no("a boundary is not followed by a line end");
    rest_.remove_prefix(2);
    return true;
  }

  bool read_part_head() {
    part_ = {};
    bool disposed = false;
    const auto window = rest_.substr(0, limits_.part_head_bytes_max + 4);
    const auto end = window.find("\r\n\r\n");
    if (end == window.npos) return no("a part's head has no end");
    auto head = rest_.substr(0, end + 2);
    rest_.remove_prefix(end + 4);
    while (!head.empty()) {
      const auto line = head.substr(0, head.find("\r\n"));
      head.remove_prefix(line.size() + 2);
      if (!read_head_line(line, disposed)) return false;
    }
    return disposed || no("a part without Content-Disposition");
  }

  bool read_head_line(std::string_view line, bool& disposed) {
    const auto colon = line.find(':');
    if (colon == line.npos || colon == 0) return no("a head line without a name");
    if (line.find_first_of("\r\n") != line.npos) return no("a stray line end in a part's head");
    const auto name = lower_ascii(line.substr(0, colon));
    if (!std::all_of(name.begin(), name.end(), is_token_char)) return no("a head line with a bad name");
    const auto value = without_blanks(line.substr(colon + 1));
    if (name == "content-disposition") {
      if (std::exchange(disposed, true)) return no("two Content-Dispositions");
      return read_disposition(value);
    }
    if (name == "content-type") return read_type(value);
    // RFC 7578 4.7: deprecated; a coding we would have to undo is refused.
    if (name == "content-transfer-encoding") {
      const auto coding = lower_ascii(value);
      return coding == "binary" || coding == "8bit" || coding == "7bit" || no("a transfer encoding");
    }
    return true;
  }

  bool read_disposition(std::string_view value) {
    const auto worded = parse_worded(value);
    if (!worded || worded->word != "form-data") return no("a Content-Disposition that is not form-data");
    const auto* name = worded->find("name");
    if (!name || name->empty() || !is_plain_text(*name)) return no("a part without a proper name");
    // RFC 7578 4.2 forbids filename*, and two names for one file are one too many.
    if (worded->find("filename*")) return no("filename* is not for forms");
    part_.name = *name;
    if (const auto* filename = worded->find("filename")) part_.filename = *filename;
    return true;
  }

  bool read_type(std::string_view value) {
    if (!part_.content_type.empty()) return no("two Content-Types");
    part_.content_type = lower_ascii(without_blanks(value.substr(0, value.find(';'))));
    if (part_.content_type.starts_with("multipart/")) return no("a multipart inside a multipart");
    return true;
  }

  bool read_part_body() {
    // The delimiter's line end may be the blank line's own, so an empty part still has one.
    const void* found = memmem(rest_.data(), rest_.size(), delimiter_.data(), delimiter_.size());
    if (!found) return no("no last boundary");
    const auto size = static_cast<std::size_t>(static_cast<const char*>(found) - rest_.data());
    const auto bytes = rest_.substr(0, size);
    rest_.remove_prefix(size + delimiter_.size());
    if (form_.has(part_.name) || form_.find_file(part_.name)) return no("a name comes twice");
    return part_.filename ? keep_file(bytes) : keep_field(bytes);
  }

  bool keep_file(ByteView bytes) {
    if (bytes.size() > limits_.file_bytes_max) return no("a file is too large");
    form_.files.push_back({part_.name, *part_.filename, part_.content_type, Bytes(bytes)});
    return true;
  }

  bool keep_field(ByteView bytes) {
    if (bytes.size() > limits_.field_bytes_max) return no("a field is too large");
    if (!is_plain_text(bytes)) return no("a field is not text");
    form_.fields.emplace_back(part_.name, std::string(bytes));
    return true;
  }

  ByteView rest_;
  const std::string delimiter_;
  const FormLimits& limits_;
  Part part_;
  Form form_;
  std::string fault_;
};

}  // namespace

std::string_view Form::field(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

bool Form::has(std::string_view name) const {
  return std::any_of(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
}

const FormFile* Form::find_file(std::string_view name) const {
  for (const auto& file : files)
    if (file.name == name) return &file;
  return nullptr;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[at] != '%') {
      out += text[at];
    } else {
      if (at + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[at + 1]);
      const int low = hex_value(text[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      at += 2;
    }
  }
  return out;
}

Form parse_urlencoded(std::string_view text, const FormLimits& limits) {
  if (text.size() > limits.form_bytes_max) return unsound("the form is too large");
  const auto is_raw = [](char c) { return c > ' ' && c < 0x7f; };
  if (!std::all_of(text.begin(), text.end(), is_raw)) return unsound("bytes that must be escaped");
  Form form;
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const auto equals = pair.find('=');
    const auto name = percent_decoded(pair.substr(0, equals), true);
    const auto value = percent_decoded(equals == pair.npos ? std::string_view() : pair.substr(equals + 1), true);
    if (!name || !value) return unsound("a half escape");
    if (name->empty()) return unsound("a field without a name");
    if (!is_plain_text(*name) || !is_plain_text(*value)) return unsound("a field is not text");
    if (value->size() > limits.field_bytes_max) return unsound("a field is too large");
    if (form.has(*name)) return unsound("a name comes twice");
    if (form.fields.size() == limits.fields_max) return unsound("too many fields");
    form.fields.emplace_back(*name, *value);
  }
  return form;
}

Form parse_multipart(ByteView body, std::string_view boundary, const FormLimits& limits) {
  if (body.size() > limits.form_bytes_max) return unsound("the form is too large");
  if (!is_boundary(boundary)) return unsound("not a boundary");
  return MultipartReader(body, boundary, limits).read();
}

Form parse_form(std::string_view content_type, ByteView body, const FormLimits& limits) {
  if (content_type.empty() && body.empty()) return {};
  const auto type = parse_worded(content_type);
  if (!type) return unsound("a Content-Type that cannot be read");
  if (type->word == "application/x-www-form-urlencoded") return parse_urlencoded(body, limits);
  if (type->word != "multipart/form-data") return unsound("not a form");
  const auto* boundary = type->find("boundary");
  if (!boundary) return unsound("multipart without a boundary");
  return parse_multipart(body, *boundary, limits);
}

}  // namespace opak::net
