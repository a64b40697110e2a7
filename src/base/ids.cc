#include "base/ids.h"

#include "base/result.h"

namespace opak {
namespace {

constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view readable = "BCDFGHJKMNPRTVWXYZ";

}  // namespace

std::string new_id(Moment now, Chance& chance) {
  std::string id(26, '0');
  auto time = static_cast<std::uint64_t>(now.ms) & 0xffffffffffffULL;
  for (int i = 9; i >= 0; --i, time >>= 5) id[static_cast<std::size_t>(i)] = crockford[time & 31U];
  const auto random = chance.bytes(16);
  for (std::size_t i = 0; i < 16; ++i) id[10 + i] = crockford[static_cast<unsigned char>(random[i]) & 31U];
  return id;
}

bool is_id(std::string_view text) {
  return text.size() == 26 && text.find_first_not_of(crockford) == std::string_view::npos;
}

Moment made_at(std::string_view id) {
  ensure(is_id(id), "only an id tells when it was made");
  std::int64_t ms = 0;
  for (char c : id.substr(0, 10)) ms = ms * 32 + static_cast<std::int64_t>(crockford.find(c));
  return {ms};
}

std::string plain_letters(ByteView random, std::size_t count) {
  ensure(random.size() >= count * 2, "plain_letters needs two random bytes a letter");
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<unsigned char>(random[2 * i]) * 256U + static_cast<unsigned char>(random[2 * i + 1]);
    out.push_back(readable[value % readable.size()]);
  }
  return out;
}

std::string in_threes(std::string_view letters) {
  std::string out;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (i > 0 && i % 3 == 0) out.push_back(' ');
    out.push_back(letters[i]);
  }
  return out;
}

}  // namespace opak
