#include "paper/voice.h"

#include <algorithm>
#include <cstdint>

namespace opak::paper {
namespace {

std::uint64_t byte_at(ByteView file, std::size_t at) { return at < file.size() ? static_cast<unsigned char>(file[at]) : 0; }

std::uint64_t little(ByteView file, std::size_t at, std::size_t bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i) number |= byte_at(file, at + i) << (8 * i);
  return number;
}

std::uint64_t big(ByteView file, std::size_t at, std::size_t bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i) number = number << 8 | byte_at(file, at + i);
  return number;
}

int whole_seconds(std::uint64_t units, std::uint64_t units_a_second) {
  if (units_a_second == 0) return 0;
  const auto seconds = units / units_a_second + (units % units_a_second != 0 ? 1 : 0);
  return static_cast<int>(std::min<std::uint64_t>(seconds, voice_seconds_max));
}

// RFC 3533 and 7845: pages one after another; the last page's position counts samples at 48 kHz, among them some that are skipped.
std::optional<Voice> ogg_opus(ByteView file) {
  constexpr std::size_t head_bytes = 27;
  constexpr std::uint64_t nowhere = ~std::uint64_t{0}, samples_a_second = 48'000;
  const auto body = head_bytes + byte_at(file, 26);
  if (!file.starts_with("OggS") || file.size() < body || !file.substr(body).starts_with("OpusHead")) return std::nullopt;
  const auto skipped = little(file, body + 10, 2), stream = little(file, 14, 4);
  std::uint64_t last = 0;
  for (std::size_t at = 0; at + head_bytes <= file.size() && file.substr(at).starts_with("OggS");) {
    const auto segments = byte_at(file, at + 26);
    std::size_t size = head_bytes + segments;
    for (std::size_t i = 0; i < segments; ++i) size += byte_at(file, at + head_bytes + i);
    if (at + size > file.size()) break;  // Half a page: what was whole counts.
    const auto position = little(file, at + 6, 8);
    if (little(file, at + 14, 4) == stream && position != nowhere) last = std::max(last, position);
    at += size;
  }
  return Voice{"audio/ogg", last > skipped ? whole_seconds(last - skipped, samples_a_second) : 0};
}

// ISO 14496-12: boxes in boxes; moov/mvhd tells how many units, and how many of them are a second.
std::optional<Voice> mp4(ByteView file) {
  if (file.size() < 12 || file.substr(4, 4) != "ftyp") return std::nullopt;
  const auto find_box = [&](std::size_t from, std::size_t to, ByteView name) -> std::pair<std::size_t, std::size_t> {
    constexpr int boxes_max = 1000;
    for (int i = 0; i < boxes_max && from + 8 <= to; ++i) {
      std::uint64_t size = big(file, from, 4), head = 8;
      if (size == 1 && from + 16 <= to) size = big(file, from + 8, 8), head = 16;
      if (size == 0) size = to - from;
      if (size < head || size > to - from) return {0, 0};
      if (file.substr(from + 4, 4) == name) return {from + head, from + size};
      from += size;
    }
    return {0, 0};
  };
  const auto [moov, moov_end] = find_box(0, file.size(), "moov");
  const auto [mvhd, mvhd_end] = find_box(moov, moov_end, "mvhd");
  if (mvhd == mvhd_end) return std::nullopt;
  const bool is_long = byte_at(file, mvhd) == 1;
  const std::size_t scale_at = mvhd + (is_long ? 20 : 12);
  if (scale_at + (is_long ? 12 : 8) > mvhd_end) return std::nullopt;
  const auto scale = big(file, scale_at, 4), units = big(file, scale_at + 4, is_long ? 8 : 4);
  const bool is_unknown = units == (is_long ? ~std::uint64_t{0} : 0xFFFFFFFFU);
  return Voice{"audio/mp4", is_unknown ? 0 : whole_seconds(units, scale)};
}

// RFC 4867: each frame is 20 ms, and its first byte tells its kind.
std::optional<Voice> amr(ByteView file) {
  constexpr ByteView mark = "#!AMR\n";
  if (!file.starts_with(mark)) return std::nullopt;
  constexpr std::size_t frame_bytes[16] = {13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1};
  std::uint64_t frames = 0;
  for (std::size_t at = mark.size(); at < file.size(); ++frames) {
    const auto bytes = frame_bytes[byte_at(file, at) >> 3 & 15];
    if (bytes == 0 || at + bytes > file.size()) break;
    at += bytes;
  }
  return Voice{"audio/amr", whole_seconds(frames, 50)};
}

// ADTS: each frame says its own length and holds 1,024 samples.
std::optional<Voice> aac(ByteView file) {
  constexpr std::uint64_t rates[16] = {96'000, 88'200, 64'000, 48'000, 44'100, 32'000, 24'000, 22'050, 16'000, 12'000, 11'025, 8'000, 7'350, 0, 0, 0};
  const auto is_frame = [&](std::size_t at) { return at + 7 <= file.size() && byte_at(file, at) == 0xFF && (byte_at(file, at + 1) & 0xF6) == 0xF0; };
  if (!is_frame(0)) return std::nullopt;
  const auto rate = rates[byte_at(file, 2) >> 2 & 15];
  std::uint64_t frames = 0;
  for (std::size_t at = 0; is_frame(at); ++frames) {
    const auto bytes = (byte_at(file, at + 3) & 3) << 11 | byte_at(file, at + 4) << 3 | byte_at(file, at + 5) >> 5;
    if (bytes < 7 || at + bytes > file.size()) break;
    at += bytes;
  }
  constexpr std::uint64_t frames_of_sound = 2, samples_of_frame = 1024;  // One mark alone is chance.
  if (rate == 0 || frames < frames_of_sound) return std::nullopt;
  return Voice{"audio/aac", whole_seconds(frames * samples_of_frame, rate)};
}

// MPEG layer III: its frames one after another, behind an ID3 tag.
std::optional<Voice> mp3(ByteView file) {
  std::size_t at = 0;
  if (file.starts_with("ID3") && file.size() >= 10) at = 10 + ((byte_at(file, 6) & 127) << 21 | (byte_at(file, 7) & 127) << 14 | (byte_at(file, 8) & 127) << 7 | (byte_at(file, 9) & 127));
  constexpr std::uint64_t rates_1[16] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0}, rates_2[16] = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
  constexpr std::uint64_t samples[4] = {44'100, 48'000, 32'000, 0};
  std::uint64_t frames = 0, milliseconds_x1000 = 0;
  while (at + 4 <= file.size() && byte_at(file, at) == 0xFF && (byte_at(file, at + 1) & 0xE6) == 0xE2) {
    const auto version = byte_at(file, at + 1) >> 3 & 3;  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5.
    const auto kilobits = (version == 3 ? rates_1 : rates_2)[byte_at(file, at + 2) >> 4];
    const auto rate = samples[byte_at(file, at + 2) >> 2 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
    if (version == 1 || kilobits == 0 || rate == 0) break;
    const std::uint64_t frame_samples = version == 3 ? 1152 : 576;
    const auto bytes = frame_samples / 8 * kilobits * 1000 / rate + (byte_at(file, at + 2) >> 1 & 1);
    if (at + bytes > file.size()) break;
    at += bytes;
    ++frames;
    milliseconds_x1000 += frame_samples * 1'000'000 / rate;
  }
  constexpr std::uint64_t frames_of_sound = 2;
  if (frames < frames_of_sound) return std::nullopt;
  return Voice{"audio/mpeg", whole_seconds(milliseconds_x1000, 1'000'000)};
}

}  // namespace

std::optional<Voice> voice_in(ByteView file) {
  if (file.size() > voice_bytes_max) return std::nullopt;
  for (const auto& kind : {ogg_opus, mp4, amr, aac, mp3})
    if (auto voice = kind(file)) return voice;
  return std::nullopt;
}

}  // namespace opak::paper
