#include "intake/understanding_training.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/result.h"
#include "base/text.h"

namespace opak::intake {
namespace {

constexpr int rounds = 40;
constexpr float step = 0.35F;
constexpr float shrink = 2e-5F;

struct Example {
  std::vector<std::uint32_t> features;
  float weight = 0;  // Of each feature: texts weigh the same, however long.
  std::size_t intent = 0;
};

using Row = std::array<float, intents_count>;

// An order that looks shuffled and is always the same.
std::vector<std::size_t> order_of(std::size_t count, std::uint64_t round) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  std::uint64_t state = round * 0x9E3779B97F4A7C15ULL + 1;
  for (std::size_t i = count; i > 1; --i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    std::swap(order[i - 1], order[(state >> 33) % i]);
  }
  return order;
}

struct Trainer {
  std::vector<Row> weights = std::vector<Row>(buckets_count, Row{});
  std::vector<Row> seen = std::vector<Row>(buckets_count, Row{});
  Row bias{}, bias_seen{};

  Row wrongness(const Example& example) const {
    Row score = bias;
    for (const auto bucket : example.features)
      for (std::size_t i = 0; i < intents_count; ++i) score[i] += weights[bucket][i] * example.weight;
    const float best = *std::max_element(score.begin(), score.end());
    float all = 0;
    for (auto& s : score) all += s = std::exp(s - best);
    for (auto& s : score) s /= all;
    score[example.intent] -= 1;
    return score;
  }

  void learn(const Example& example) {
    const Row wrong = wrongness(example);
    for (std::size_t i = 0; i < intents_count; ++i) {
      bias_seen[i] += wrong[i] * wrong[i];
      bias[i] -= step * wrong[i] / std::sqrt(bias_seen[i] + 1e-8F);
    }
    for (const auto bucket : example.features) {
      Row& row = weights[bucket];
      Row& sum = seen[bucket];
      for (std::size_t i = 0; i < intents_count; ++i) {
        const float slope = wrong[i] * example.weight + shrink * row[i];
        sum[i] += slope * slope;
        row[i] -= step * slope / std::sqrt(sum[i] + 1e-8F);
      }
    }
  }

  Bytes write() const {
    Row scale{};
    for (const auto& row : weights)
      for (std::size_t i = 0; i < intents_count; ++i) scale[i] = std::max(scale[i], std::fabs(row[i]));
    for (auto& s : scale) s = s > 0 ? s / 127.0F : 1.0F;
    Bytes out = "OPAKU1";
    out.append(reinterpret_cast<const char*>(scale.data()), sizeof scale);
    out.append(reinterpret_cast<const char*>(bias.data()), sizeof bias);
    for (const auto& row : weights)
      for (std::size_t i = 0; i < intents_count; ++i) out.push_back(static_cast<char>(static_cast<std::int8_t>(std::lround(row[i] / scale[i]))));
    return out;
  }
};

}  // namespace

std::vector<Labelled> read_labelled(std::string_view tsv) {
  std::vector<Labelled> messages;
  for (const auto& line : split(tsv, '\n')) {
    const auto tab = line.find('\t');
    if (tab == std::string::npos) continue;
    const auto intent = intent_named(trimmed(line.substr(tab + 1)));
    ensure(intent.has_value(), "a labelled message names one of the 18 intents");
    messages.push_back({line.substr(0, tab), *intent});
  }
  return messages;
}

Bytes train(const std::vector<Labelled>& messages) {
  std::vector<Example> examples;
  for (const auto& message : messages) {
    Example example{features_of(message.text), 0, static_cast<std::size_t>(message.intent)};
    example.weight = 1.0F / std::sqrt(static_cast<float>(std::max<std::size_t>(1, example.features.size())));
    examples.push_back(std::move(example));
  }
  Trainer trainer;
  for (std::uint64_t round = 0; round < rounds; ++round)
    for (const auto at : order_of(examples.size(), round)) trainer.learn(examples[at]);
  return trainer.write();
}

double macro_f1(const std::vector<std::pair<Intent, Intent>>& truth_and_guess) {
  double sum = 0;
  int asked = 0;
  for (std::size_t i = 0; i < intents_count; ++i) {
    int right = 0, guessed = 0, true_count = 0;
    for (const auto& [truth, guess] : truth_and_guess) {
      right += static_cast<std::size_t>(truth) == i && truth == guess;
      guessed += static_cast<std::size_t>(guess) == i;
      true_count += static_cast<std::size_t>(truth) == i;
    }
    if (true_count == 0) continue;
    ++asked;
    if (right > 0) sum += 2.0 * right / (guessed + true_count);
  }
  return asked == 0 ? 0 : sum / asked;
}

}  // namespace opak::intake
