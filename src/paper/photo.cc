#include "paper/photo.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>

#include "base/json.h"
#include "base/log.h"

namespace opak::paper {
namespace {

constexpr int refused_code = 3;
constexpr int killed_code = 128 + SIGKILL;
constexpr int out_of_processor_time_code = 128 + SIGXCPU;
constexpr int side_max = 1600;
constexpr std::size_t pages_max = 5;
constexpr std::size_t header_bytes_max = 1024;

constexpr std::array reader_refusals{"paper.empty",  "paper.unknown_type", "paper.damaged",
                                     "paper.locked", "paper.too_large",    "paper.too_many_pages"};
constexpr std::array known_hints{"too_dark", "too_bright", "blurred", "too_small"};

tl::unexpected<Refusal> refused(std::string key) {
  Words words;
  if (key == "paper.too_many_pages") words = {{"count", std::to_string(pages_max)}};
  return tl::unexpected(Refusal{std::move(key), std::move(words)});
}

// Only to choose how much memory to lend; the reader decides by itself what the file is.
bool may_be_heic_or_pdf(ByteView file) { return file.starts_with("%PDF-") || (file.size() > 8 && file.substr(4, 4) == "ftyp"); }

struct Framed {
  Json header;
  ByteView blobs;
};

std::optional<Framed> framed(ByteView out) {
  const auto end = out.substr(0, header_bytes_max).find('\n');
  if (end == ByteView::npos) return std::nullopt;
  auto header = parse_json(out.substr(0, end), 4);
  if (!header || !header->is_object()) return std::nullopt;
  return Framed{std::move(*header), out.substr(end + 1)};
}

std::optional<std::string> known_refusal(ByteView out) {
  const auto answer = framed(out);
  if (!answer || !answer->blobs.empty()) return std::nullopt;
  const auto key = answer->header["refused"].text();
  if (std::find(reader_refusals.begin(), reader_refusals.end(), key) == reader_refusals.end()) return std::nullopt;
  return std::string(key);
}

// None unless the blobs fill what follows to the last byte.
std::optional<std::vector<Bytes>> cut(ByteView blobs, const Json& sizes) {
  std::vector<Bytes> all;
  for (const auto& size : sizes.items()) {
    const auto bytes = size.number();
    if (bytes <= 0 || static_cast<std::uint64_t>(bytes) > blobs.size()) return std::nullopt;
    all.emplace_back(blobs.substr(0, static_cast<std::size_t>(bytes)));
    blobs.remove_prefix(static_cast<std::size_t>(bytes));
  }
  if (!blobs.empty()) return std::nullopt;
  return all;
}

std::optional<Photo> parse_photo(ByteView out) {
  const auto answer = framed(out);
  if (!answer) return std::nullopt;
  const Json& header = answer->header;
  auto blobs = cut(answer->blobs, header["bytes"]);
  if (!blobs || blobs->size() < 2 || blobs->size() > pages_max + 1) return std::nullopt;
  if (header["pages"].number() != static_cast<std::int64_t>(blobs->size()) - 1) return std::nullopt;
  if (!std::all_of(blobs->begin(), blobs->end(), is_plain_jpeg)) return std::nullopt;
  const auto side_is_right = [](std::int64_t side) { return side >= 1 && side <= side_max; };
  if (!side_is_right(header["width"].number()) || !side_is_right(header["height"].number())) return std::nullopt;

  Photo photo;
  photo.width = static_cast<int>(header["width"].number());
  photo.height = static_cast<int>(header["height"].number());
  for (const auto& hint : header["looks"]["hints"].items()) {
    if (std::find(known_hints.begin(), known_hints.end(), hint.text()) == known_hints.end()) return std::nullopt;
    photo.hints.emplace_back(hint.text());
  }
  photo.jpeg = std::move((*blobs)[0]);
  photo.thumbnail = std::move((*blobs)[1]);
  photo.further_pages.assign(std::make_move_iterator(blobs->begin() + 2), std::make_move_iterator(blobs->end()));
  return photo;
}

// The machine did ten other things; the file is not to blame. One that burned its time gets no second one.
bool was_kept_waiting(const ChildRun& run, const ChildLimits& limits) { return run.timed_out && run.processor_ms < limits.wall_ms / 2; }

}  // namespace

tl::expected<Photo, Refusal> clean_photo(Child& reader, ByteView file, const PhotoLimits& limits) {
  if (file.empty()) return refused("paper.empty");
  if (file.size() > limits.file_bytes_max) return refused("paper.too_large");
  ChildLimits child{.wall_ms = limits.wall_ms,
                          .resident_bytes_max = may_be_heic_or_pdf(file) ? limits.resident_bytes_max_heic_or_pdf : limits.resident_bytes_max};
  auto run = reader.run({"photo"}, file, child);
  if (run && was_kept_waiting(*run, child)) {
    child.wall_ms = limits.wall_ms_when_busy;
    run = reader.run({"photo"}, file, child);
  }
  if (!run) {
    log_error("reader_not_started", {{"what", run.error().what}, {"hint", run.error().hint}});
    return refused("paper.not_now");
  }
  if (run->timed_out || run->exit_code == out_of_processor_time_code) return refused("paper.too_slow");
  if (run->exit_code == killed_code) return refused("paper.too_large");
  if (run->exit_code == refused_code) return refused(known_refusal(run->out).value_or("paper.damaged"));
  if (run->exit_code != 0) return refused("paper.damaged");  // It stumbled over the file; only the child is lost.
  auto photo = parse_photo(run->out);
  if (!photo) {
    log_error("reader_answered_strangely", {{"bytes", run->out.size()}});
    return refused("paper.damaged");
  }
  return std::move(*photo);
}

bool is_plain_jpeg(ByteView bytes) {
  const auto byte = [&](std::size_t at) { return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0; };
  enum Marker { app0 = 0xE0, frame = 0xC0, huffman = 0xC4, quantization = 0xDB, scan = 0xDA, end = 0xD9 };
  if (!bytes.starts_with("\xFF\xD8\xFF")) return false;
  std::size_t at = 2;
  for (int marker = 0; marker != scan;) {
    marker = byte(at + 1);
    const std::size_t length = static_cast<std::size_t>(byte(at + 2)) << 8 | static_cast<std::size_t>(byte(at + 3));
    const bool is_known = marker == frame || marker == huffman || marker == quantization || marker == scan;
    const bool is_jfif = marker == app0 && length == 16 && bytes.substr(at + 4).starts_with(ByteView("JFIF\0", 5));
    if (byte(at) != 0xFF || (!is_known && !is_jfif) || length < 2 || at + 2 + length > bytes.size()) return false;
    at += 2 + length;
  }
  // In a scan 0xFF is followed by 0; the first that is not must be the end, and the last thing in the file.
  for (at = bytes.find('\xFF', at); at != ByteView::npos; at = bytes.find('\xFF', at + 2)) {
    if (byte(at + 1) == end) return at + 2 == bytes.size();
    if (at + 1 >= bytes.size() || byte(at + 1) != 0) return false;
  }
  return false;
}

}  // namespace opak::paper
