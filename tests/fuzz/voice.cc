// A stranger's voice message: its kind and length, whatever the bytes are.
#include "paper/voice.h"
#include "target.h"

using opak::fuzz::must;

FUZZ_TARGET(voice, "own/image", "own/text") {
  const auto check = [](opak::ByteView file) {
    if (const auto voice = opak::paper::voice_in(file)) must(voice->type.starts_with("audio/") && voice->seconds >= 0 && voice->seconds <= opak::paper::voice_seconds_max);
  };
  check(bytes);
  for (const char* head : {"#!AMR\n", "ID3\x03"}) check(std::string(head) + std::string(bytes));
}
