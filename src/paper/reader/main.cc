// opak-reader: reads one stranger's file from standard input and writes a clean picture of it, or a reason, to standard
// output. It lives for that one file, inside walls, and whoever started it watches its time and memory.
//
//   opak-reader photo < file      one JSON line, then the blobs it counts; exit code 3 and {"refused":"..."} where not
//   opak-reader text < jpeg       one JSON line, then a line for each word that was read: line, sureness, box, word
//   opak-reader selftest          tries to get out of its own walls
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <new>
#include <string>
#include <string_view>

#include "paper/reader/answer.h"
#include "paper/reader/limits.h"
#include "paper/reader/read.h"
#include "paper/reader/read_text.h"
#include "paper/reader/sandbox.h"

namespace opak::reader {
namespace {

enum class Kind { jpeg, png, webp, heic, pdf, unknown };

// What the file is, by its first bytes: a name proves nothing.
Kind kind_of(std::string_view file) {
  if (file.starts_with("\xFF\xD8\xFF")) return Kind::jpeg;
  if (file.starts_with("\x89PNG\r\n\x1A\n")) return Kind::png;
  if (file.starts_with("RIFF") && file.substr(0, 12).ends_with("WEBP")) return Kind::webp;
  if (file.starts_with("%PDF-")) return Kind::pdf;
  if (file.size() >= 12 && file.substr(4, 4) == "ftyp") {
    const auto brand = file.substr(8, 4);
    if (brand == "heic" || brand == "heix" || brand == "heim" || brand == "heis") return Kind::heic;
    if (brand == "mif1" && file.substr(0, 64).find("heic") != std::string_view::npos) return Kind::heic;
  }
  return Kind::unknown;
}

std::string read_input() {
  std::string file;
  file.reserve(file_bytes_max + 1);  // Costs nothing until it is filled, and never moves.
  char buffer[64 * 1024];
  for (;;) {
    const ssize_t n = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) refuse("paper.damaged");
    if (n == 0) return file;
    if (file.size() + static_cast<std::size_t>(n) > file_bytes_max) refuse("paper.too_large");
    file.append(buffer, static_cast<std::size_t>(n));
  }
}

void answer_picture(const char* kind, const ReadPicture& read) {
  const Looks looks = look_at(read.picture, read.as_it_came);
  answer(kind, {as_jpeg(read.picture)}, as_jpeg(shrunk(read.picture, thumbnail_side_max)), read.picture.size, looks);
}

void answer_pdf(std::string_view file) {
  std::vector<std::string> pages;
  std::string thumbnail;
  Size size;
  Looks looks;
  read_pdf(file, [&](const Picture& page) {
    if (pages.empty()) {
      size = page.size;
      thumbnail = as_jpeg(shrunk(page, thumbnail_side_max));
      looks = look_at(page, {clean_side_max, clean_side_max});  // A page has no size of its own in pixels.
    }
    pages.push_back(as_jpeg(page));
  });
  answer("pdf", pages, thumbnail, size, looks);
}

int clean_photo() {
  raise(Walls::before_reading);
  const std::string file = read_input();
  if (file.empty()) refuse("paper.empty");
  const Kind kind = kind_of(file);
  raise(kind == Kind::pdf ? Walls::for_pdf : kind == Kind::heic ? Walls::for_heic : Walls::for_picture);
  switch (kind) {
    case Kind::jpeg: answer_picture("jpeg", read_jpeg(file)); return 0;
    case Kind::png: answer_picture("png", read_png(file)); return 0;
    case Kind::webp: answer_picture("webp", read_webp(file)); return 0;
    case Kind::heic: answer_picture("heic", read_heic(file)); return 0;
    case Kind::pdf: answer_pdf(file); return 0;
    case Kind::unknown: break;
  }
  refuse("paper.unknown_type");
}

// The engine is made ready before the walls: it reads its own data and nothing of a stranger's.
int read_text() {
  [[maybe_unused]] const int step = ::nice(text_niceness);  // Where a service file forbids it, it is only less polite.
  TextReader reader;
  if (!reader.open()) refuse("paper.no_letters_read");
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  prepare_sandbox();
  if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);  // Tesseract talks about the pictures it is given.
  raise(Walls::for_picture);
  const std::string file = read_input();
  if (kind_of(file) != Kind::jpeg) refuse("paper.unknown_type");
  const ReadPage page = reader.read(read_jpeg(file).picture);
  std::string out = "{\"turned\":" + std::to_string(page.turned) + ",\"width\":" + std::to_string(page.size.width) + ",\"height\":" + std::to_string(page.size.height) +
                    ",\"words\":" + std::to_string(page.words.size()) + "}\n";
  for (const auto& word : page.words) {
    for (const int number : {word.line, word.sure, word.left, word.top, word.right, word.bottom}) out += std::to_string(number) + " ";
    out += word.text + "\n";
  }
  write_all(STDOUT_FILENO, out);
  _exit(0);  // Nothing is put away: the process ends, and Tesseract would complain of its own caches.
}

// Memory that is given back is given back to the machine, so that the limit on it means what is in use.
void keep_memory_small() {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
  std::set_new_handler([] { refuse("paper.too_large"); });
}

}  // namespace
}  // namespace opak::reader

int main(int count, char** words) {
  using namespace opak::reader;
  const std::string_view mode = count == 2 ? words[1] : "";
  keep_memory_small();
  if (mode != "photo" && mode != "text" && mode != "selftest") {
    std::fputs("opak-reader photo|text < file\nReads one picture or PDF and writes a clean one, or its words. The main program starts it.\n", stderr);
    return 2;
  }
  if (mode == "text") return read_text();
  prepare_sandbox();
  return mode == "photo" ? clean_photo() : test_walls();
}
