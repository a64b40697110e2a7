// What a message is about: one of 18 intents, in the Indonesian, Jawa Serang and Sundanese people really write.
//
// Pure and small: words, pairs of words, families of words and runs of 3 to 5 letters are hashed into buckets; a linear model adds
// up what each bucket says for each intent. A few rules stand above the model, because some words must never be weighed: STOP is STOP,
// and money asked of a resident is reported before anything else (levy_report > complaint > all). How good it is: docs/understanding.md.
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
  double confidence = 0;  // 0 to 1, and right so often.
};

// The text as the model sees it: lower case, one spelling for many ("udh", "sampun", "tos" -> "sudah"), sums of money as one word.
std::string plain_words(std::string_view text);

// What is seen in a text: buckets of words, pairs, families of words (word_families.h) and runs of letters, sorted, each once.
constexpr std::uint32_t buckets_count = 1U << 16;
struct Feature {
  std::uint32_t bucket = 0;
  float weight = 1;
};
std::vector<Feature> features_of(std::string_view text);

// What must not be weighed (understanding_rules.cc); none: the model decides.
std::optional<Intent> by_rule(std::string_view text);
constexpr double rule_sureness = 0.99;

// "STOP", "berhenti pak": obeyed at once, whoever is answering.
bool is_plain_stop(std::string_view text);

// Three intents are missed more dearly than they are wrongly met: from this sureness on they are chosen, also where another is likelier.
struct Thresholds {
  float levy_report = 1, stop_consent = 1, talk_to_human = 1;
};

struct Weights {
  std::array<float, intents_count> scale{}, bias{};
  float sharpness = 1;  // Of the scores, so that a sureness of 0.8 is right four times in five; from cross-validation.
  Thresholds from;
  std::vector<std::uint8_t> rarity;  // A bucket each: what every text holds says little.
  std::vector<std::int8_t> rows;     // Bucket by bucket, an intent each.
};
std::array<float, intents_count> scores_of(const std::vector<Feature>& features, const Weights& weights);
std::array<double, intents_count> sureness_of(const std::array<float, intents_count>& scores, double sharpness);
Guess chosen(const std::array<double, intents_count>& sure, const Thresholds& from);
Bytes written(const Weights& weights);

class Understanding {
 public:
  // None: the bytes are not weights of this form.
  static std::optional<Understanding> read(ByteView weights);
  static Understanding embedded();  // Trained when the program was built, from tests/fixtures/utterances-own.tsv.

  Guess recognise(std::string_view text) const;

 private:
  Weights weights_;
};

}  // namespace opak::intake
