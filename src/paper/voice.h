// How long a voice message is, and what it is, from its first bytes and its own marks: Ogg with Opus (WhatsApp's voice notes), MP4
// audio, MP3, AAC, AMR. Nothing is decoded; a name or a sender's word proves nothing.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace opak::paper {

constexpr std::size_t voice_bytes_max = 16 * 1024 * 1024;
constexpr int voice_seconds_max = 24 * 60 * 60;

struct Voice {
  std::string_view type;  // "audio/ogg", "audio/mp4", "audio/mpeg", "audio/aac", "audio/amr".
  int seconds = 0;        // Rounded up; 0 where the file does not say, at most voice_seconds_max.
};

// None: no sound of a kind we know, or too large.
std::optional<Voice> voice_in(ByteView file);

}  // namespace opak::paper
