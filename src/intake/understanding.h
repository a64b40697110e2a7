// What a message is about: one of 18 intents, in the Indonesian, Jawa Serang and Sundanese people really write.
//
// Pure and small: words, pairs of words and runs of 3 to 5 letters are hashed into buckets; a linear model adds up what each
// bucket says for each intent. A few rules stand above the model, because some words must never be weighed: STOP is STOP,
// and money asked of a resident is reported before anything else (levy_report > complaint > all).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace opak::intake {

enum class Intent {
  apply_lost, apply_damaged, apply_new17, change_data, status, requirements, fee, delivery, queue, complaint, levy_report,
  talk_to_human, correct_data, blangko, hours_location, thanks, stop_consent, other
};
constexpr std::size_t intents_count = 18;
std::string_view name_of(Intent intent);
std::optional<Intent> intent_named(std::string_view name);

struct Guess {
  Intent intent = Intent::other;
  double confidence = 0;  // 0 to 1; a rule is certain.
};

// The text as the model sees it: lower case, one spelling for many ("udh", "sampun", "tos" -> "sudah"), sums of money as one word.
std::string plain_words(std::string_view text);

// Buckets of a text, sorted, each once.
constexpr std::uint32_t buckets_count = 1U << 14;
std::vector<std::uint32_t> features_of(std::string_view text);

// What must not be weighed; none: the model decides.
std::optional<Intent> by_rule(std::string_view text);

class Understanding {
 public:
  // None: the bytes are not weights of this form.
  static std::optional<Understanding> read(ByteView weights);
  static Understanding embedded();  // assets/understanding.bin, made by understanding_training.h from tests/fixtures/utterances-*.tsv.

  Guess recognise(std::string_view text) const;

 private:
  std::array<float, intents_count> scale_{};
  std::array<float, intents_count> bias_{};
  std::vector<std::int8_t> weights_;  // Bucket by bucket, an intent each.
};

}  // namespace opak::intake
