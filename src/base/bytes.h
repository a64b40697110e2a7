// Bytes and the ways to write them down. Bytes are std::string, views are std::string_view; text is UTF-8 in the same types.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace opak {

using Bytes = std::string;
using ByteView = std::string_view;

std::string to_hex(ByteView bytes);                       // Lower case.
std::optional<Bytes> from_hex(std::string_view hex);      // Both cases; odd length or other letters: none.
std::string to_base64(ByteView bytes);                    // Standard alphabet, padded.
std::optional<Bytes> from_base64(std::string_view text);  // Strict: padded, no white space, no loose trailing bits.
std::string to_base64url(ByteView bytes);                 // RFC 4648 section 5, without padding.
std::optional<Bytes> from_base64url(std::string_view text);

void append_u16(Bytes& out, std::uint16_t value);  // Big endian.
void append_u32(Bytes& out, std::uint32_t value);
void append_u64(Bytes& out, std::uint64_t value);
std::uint64_t read_u64(ByteView bytes);  // REQUIRES: at least 8 bytes.

// Takes the same time whatever differs; for tags, codes and tokens.
bool equal_in_constant_time(ByteView a, ByteView b);

}  // namespace opak
