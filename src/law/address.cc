#include "law/address.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace opak::law {
namespace {

// Words that stand beside a name and are none.
constexpr std::array<std::string_view, 38> general_words{
    "rumah", "rumahku", "saya", "alamat", "di", "ke", "sini", "situ", "sana", "yang", "sama", "seperti", "sesuai", "ktp", "kk", "jalan", "jl", "jln", "gang",
    "gg", "kampung", "kp", "kmp", "link", "lingkungan", "komplek", "kompleks", "perum", "perumahan", "blok", "no", "nomor", "rt", "rw", "desa", "kota", "test", "tes"};

bool names_something(std::string_view word) {
  const auto letters = letters_only(word);
  // A number alone finds no house; neither does one letter, unless the block is named before it, which is a word of its own.
  if (letters.size() < 3 && std::none_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return false;
  return std::find(general_words.begin(), general_words.end(), letters) == general_words.end();
}

}  // namespace

std::vector<std::string> street_doubts(std::string_view street) {
  const auto words = split(one_spaced(street), ' ');
  if (std::any_of(words.begin(), words.end(), names_something)) return {};
  return {"law.doubt.street_names_nothing"};
}

}  // namespace opak::law
