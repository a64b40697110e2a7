#include "commands/bench_photo.h"

#include <array>
#include <bit>
#include <random>
#include <string_view>

namespace opak::commands {
namespace {

using Word = std::uint32_t;

// Every code of both tables has four bits; the code of a symbol is its place.
constexpr int code_bits = 4;
constexpr std::string_view dc_symbols("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B", 12);
constexpr std::string_view ac_symbols("\x00\x01\x02\x03\x11\x12\x13\x21\x22\x23", 10);  // First the end of the block, then zeros before and bits of a stroke.
constexpr int strokes = 7;  // A block: what a photo of this quality has.

class Bits {
 public:
  explicit Bits(Bytes& out) : out_(out) {}
  void put(Word bits, int count) {
    held_ = (held_ << count) | bits;
    for (held_count_ += count; held_count_ >= 8; held_count_ -= 8) {
      const auto byte = static_cast<char>(held_ >> (held_count_ - 8));
      out_.push_back(byte);
      if (byte == '\xFF') out_.push_back('\0');  // Else it would begin a marker.
    }
  }
  void fill_up() { put(0x7F, 7); }

 private:
  Bytes& out_;
  std::uint64_t held_ = 0;
  int held_count_ = 0;
};

void put_two(Bytes& out, std::size_t number) { out += {static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)}; }

void segment(Bytes& out, char marker, ByteView bytes) {
  out += {'\xFF', marker};
  put_two(out, bytes.size() + 2);
  out += bytes;
}

Bytes table_of_codes(char which, std::string_view symbols) {
  Bytes table(1, which);
  for (int bits = 1; bits <= 16; ++bits) table.push_back(bits == code_bits ? static_cast<char>(symbols.size()) : '\0');
  return table.append(symbols);
}

// Width and height are those of Y; the two colours have half of each.
Bytes frame(int width, int height) {
  Bytes bytes(1, '\x08');
  put_two(bytes, static_cast<std::size_t>(height));
  put_two(bytes, static_cast<std::size_t>(width));
  return bytes.append("\x03\x01\x22\x00\x02\x11\x00\x03\x11\x00", 10);
}

void difference(Bits& bits, int value) {
  const auto size = std::bit_width(static_cast<unsigned>(value < 0 ? -value : value));
  bits.put(static_cast<Word>(size), code_bits);
  if (size > 0) bits.put(static_cast<Word>(value < 0 ? value + (1 << size) - 1 : value), static_cast<int>(size));
}

}  // namespace

Bytes invented_photo(int width, int height, std::uint64_t seed) {
  Bytes out("\xFF\xD8", 2);
  segment(out, '\xE0', ByteView("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", 14));
  segment(out, '\xDB', Bytes(1, '\0') + Bytes(64, '\x08'));
  segment(out, '\xC0', frame(width, height));
  segment(out, '\xC4', table_of_codes('\x00', dc_symbols));
  segment(out, '\xC4', table_of_codes('\x10', ac_symbols));
  segment(out, '\xDA', ByteView("\x03\x01\x00\x02\x00\x03\x00\x00\x3F\x00", 10));

  std::mt19937_64 chance(seed);
  Bits bits(out);
  std::array<int, 3> before{};
  const auto block = [&](std::size_t part, int brightness) {
    const auto here = brightness + static_cast<int>(chance() % 33) - 16;
    difference(bits, here - before[part]);
    before[part] = here;
    for (int i = 0; i < strokes; ++i) {
      const auto symbol = 1 + chance() % (ac_symbols.size() - 1);
      const auto size = ac_symbols[symbol] & 0x0F;
      bits.put(static_cast<Word>(symbol), code_bits);
      bits.put(static_cast<Word>(chance() & ((1U << size) - 1)), size);
    }
    bits.put(0, code_bits);
  };
  for (int y = 0; y < height; y += 16)
    for (int x = 0; x < width; x += 16) {
      const bool is_ink = y / 16 % 3 == 1 && chance() % 3 != 0;
      for (int i = 0; i < 4; ++i) block(0, is_ink ? -50 : 60);
      block(1, 0);
      block(2, 0);
    }
  bits.fill_up();
  return out.append("\xFF\xD9", 2);
}

}  // namespace opak::commands
