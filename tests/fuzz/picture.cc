// Strangers' pictures, in the reader's own code and the libraries below it, without the sandbox that holds them in a city. What is
// refused is refused with one of our words; what is read is small and whole.
#include "paper/reader/picture.h"

#include <csetjmp>

#include "paper/reader/answer.h"
#include "paper/reader/limits.h"
#include "paper/reader/read.h"
#include "target.h"

using opak::fuzz::must;
namespace reader = opak::reader;

namespace {

// In the reader a refusal ends the process. Here the next picture is still to come; the C libraries below take no exceptions.
std::jmp_buf after_a_refusal;

}  // namespace

namespace opak::reader {

void refuse(const char* key) {
  must(std::string_view(key).starts_with("paper."));
  std::longjmp(after_a_refusal, 1);
}
void check_size(long width, long height) {
  // Smaller than in a city, so that an input takes milliseconds.
  if (width < 1 || height < 1 || width > 512 || height > 512) refuse("paper.too_large");
}
void check_memory(std::size_t file_bytes, std::size_t bytes) {
  if (file_bytes + bytes > whole_picture_bytes_max) refuse("paper.too_large");
}

}  // namespace opak::reader

FUZZ_TARGET(picture, "own/image", "fetched/image") {
  if (bytes.size() > 65'536 || setjmp(after_a_refusal) != 0) return;  // What a refused picture held is lost: leaks are not looked for here.
  const auto judge = [](const reader::ReadPicture& read) {
    const auto& size = read.picture.size;
    must(size.width >= 1 && size.height >= 1 && size.width <= reader::clean_side_max && size.height <= reader::clean_side_max);
    must(read.picture.rgb.size() == 3 * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height));
    (void)reader::look_at(read.picture, read.as_it_came);
  };
  if (bytes.starts_with("\xFF\xD8\xFF")) judge(reader::read_jpeg(bytes));
  else if (bytes.starts_with("\x89PNG\r\n\x1A\n")) judge(reader::read_png(bytes));
  else if (bytes.starts_with("RIFF")) judge(reader::read_webp(bytes));
}
