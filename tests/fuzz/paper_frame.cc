// What the reader child answers, when a stranger's file has taken it over: the first byte is its exit code, the rest its
// words. Whatever it says, only plain pictures get through.
#include "base/log.h"
#include "base/text.h"
#include "base/twins.h"
#include "paper/photo.h"
#include "paper/text.h"
#include "target.h"

using opak::fuzz::must;

FUZZ_TARGET(paper_frame, "own/image", "fetched/image") {
  static const bool quiet = (opak::set_log_level(opak::LogLevel::error), true);
  (void)quiet;
  (void)opak::paper::is_plain_jpeg(bytes);
  if (bytes.empty()) return;
  const int exit_code = bytes.front() == 'r' ? 3 : bytes.front() == '{' ? 0 : static_cast<unsigned char>(bytes.front());
  const auto out = bytes.front() == '{' ? bytes : bytes.substr(1);
  opak::ScriptedChild child([&](const std::vector<std::string>&, opak::ByteView) -> opak::Result<opak::ChildRun> {
    return opak::ChildRun{.exit_code = exit_code, .out = opak::Bytes(out), .timed_out = false};
  });
  if (const auto text = opak::paper::read_text(child, "file")) {
    for (const auto& line : opak::PersonalAccess::look(*text).lines) must(opak::is_utf8(line.text) && line.sure >= 0 && line.sure <= 100 && line.text.find('\n') == std::string::npos);
  } else {
    must(text.error().key.starts_with("paper."));
  }
  const auto photo = opak::paper::clean_photo(child, "file");
  if (!photo) {
    must(photo.error().key.starts_with("paper."));
    return;
  }
  must(exit_code == 0 && opak::paper::is_plain_jpeg(photo->jpeg) && opak::paper::is_plain_jpeg(photo->thumbnail));
  must(photo->width >= 1 && photo->width <= 1600 && photo->height >= 1 && photo->height <= 1600);
  for (const auto& page : photo->further_pages) must(opak::paper::is_plain_jpeg(page));
}
