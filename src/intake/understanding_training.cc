#include "intake/understanding_training.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "base/result.h"
#include "base/text.h"

namespace opak::intake {
namespace {

constexpr int rounds = 12;
constexpr float slack = 3;         // How dear a message on the wrong side is.
constexpr float bias_feature = 0.5F;
constexpr float rarity_steps = 24;  // Of one unit of rarity, so that it fits a byte.
constexpr std::size_t lanes = 20;   // Intents, padded so that a row is summed five at a time.
constexpr std::size_t inner_folds = 3;

struct alignas(16) Row {
  std::array<float, lanes> at{};
};

struct Example {
  std::vector<Feature> features;
  std::size_t intent = 0;
  bool by_rule = false;
};

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

std::vector<std::uint8_t> rarity_in(const std::vector<const Example*>& examples) {
  std::vector<int> seen(buckets_count);
  for (const auto* example : examples)
    for (const auto& feature : example->features) ++seen[feature.bucket];
  std::vector<std::uint8_t> rarity(buckets_count);
  for (std::size_t b = 0; b < buckets_count; ++b) {
    const auto rare = std::log((1.0F + static_cast<float>(examples.size())) / (1.0F + static_cast<float>(seen[b]))) + 1.0F;
    rarity[b] = static_cast<std::uint8_t>(std::lround(std::min(255.0F, rare * rarity_steps)));
  }
  return rarity;
}

Weights learnt(const std::vector<const Example*>& examples) {
  Weights out;
  out.rarity = rarity_in(examples);
  std::vector<std::vector<Feature>> seen;
  for (const auto* example : examples) {
    auto features = example->features;
    float length = 0;
    for (auto& feature : features) {
      feature.weight *= static_cast<float>(out.rarity[feature.bucket]);
      length += feature.weight * feature.weight;
    }
    for (auto& feature : features) feature.weight /= std::sqrt(std::max(length, 1e-9F));
    seen.push_back(std::move(features));
  }
  std::vector<Row> rows(buckets_count), pull(examples.size());
  Row bias;
  constexpr float soft = 1.0F / (2 * slack), whole = 1 + bias_feature * bias_feature;
  for (int round = 0; round < rounds; ++round)
    for (const auto i : order_of(examples.size(), static_cast<std::uint64_t>(round))) {
      Row score = {}, step = {};
      for (const auto [bucket, x] : seen[i])
        for (std::size_t k = 0; k < lanes; ++k) score.at[k] += x * rows[bucket].at[k];
      for (std::size_t k = 0; k < intents_count; ++k) {
        const float side = examples[i]->intent == k ? 1.0F : -1.0F;
        const float slope = side * (score.at[k] + bias.at[k] * bias_feature) - 1 + soft * pull[i].at[k];
        const float next = std::max(pull[i].at[k] - slope / (whole + soft), 0.0F);
        step.at[k] = (next - pull[i].at[k]) * side;
        pull[i].at[k] = next;
        bias.at[k] += step.at[k] * bias_feature;
      }
      for (const auto [bucket, x] : seen[i])
        for (std::size_t k = 0; k < lanes; ++k) rows[bucket].at[k] += x * step.at[k];
    }
  out.rows.resize(std::size_t{buckets_count} * intents_count);
  for (std::size_t k = 0; k < intents_count; ++k) {
    float most = 0;
    for (const auto& row : rows) most = std::max(most, std::fabs(row.at[k]));
    out.scale[k] = most > 0 ? most / 127.0F : 1.0F;
    out.bias[k] = bias.at[k] * bias_feature;
    for (std::size_t b = 0; b < buckets_count; ++b) out.rows[b * intents_count + k] = static_cast<std::int8_t>(std::lround(rows[b].at[k] / out.scale[k]));
  }
  return out;
}

std::vector<Example> examples_of(const std::vector<Labelled>& messages) {
  std::vector<Example> examples;
  for (const auto& message : messages) examples.push_back({features_of(message.text), static_cast<std::size_t>(message.intent), by_rule(message.text).has_value()});
  return examples;
}

using Scores = std::array<float, intents_count>;

// The sharpness under which what was true was, on the whole, the least surprising.
double sharpness_of(const std::vector<Example>& examples, const std::vector<Scores>& scores) {
  double best = 1, least = 1e300;
  for (int step = 2; step <= 60; ++step) {
    const double sharpness = step * 0.25;
    double surprise = 0;
    for (std::size_t i = 0; i < examples.size(); ++i) surprise -= std::log(std::max(1e-12, sureness_of(scores[i], sharpness)[examples[i].intent]));
    if (surprise < least) {
      least = surprise;
      best = sharpness;
    }
  }
  return best;
}

// The lowest sureness from which a message is taken for this intent with at most one false alarm in two hundred and fifty messages.
float threshold_of(Intent intent, const std::vector<Example>& examples, const std::vector<Scores>& scores, double sharpness) {
  constexpr double lowest = 0.15, alarms_share = 1.0 / 250;
  std::vector<double> wrong;
  for (std::size_t i = 0; i < examples.size(); ++i)
    if (examples[i].intent != static_cast<std::size_t>(intent) && !examples[i].by_rule) wrong.push_back(sureness_of(scores[i], sharpness)[static_cast<std::size_t>(intent)]);
  std::sort(wrong.begin(), wrong.end(), std::greater<>());
  const auto allowed = static_cast<std::size_t>(static_cast<double>(examples.size()) * alarms_share);
  const double bound = allowed < wrong.size() ? wrong[allowed] : 0;
  return static_cast<float>(std::min(1.0, std::max(lowest, bound + 1e-6)));
}

}  // namespace

std::vector<Labelled> read_labelled(std::string_view tsv) {
  std::vector<Labelled> messages;
  for (const auto& line : split(tsv, '\n')) {
    const auto parts = split(line, '\t');
    if (parts.size() < 2) continue;
    const auto intent = intent_named(trimmed(parts[1]));
    ensure(intent.has_value(), "a labelled message names one of the 18 intents");
    messages.push_back({parts[0], *intent, parts.size() > 2 ? trimmed(parts[2]) : ""});
  }
  return messages;
}

Bytes train(const std::vector<Labelled>& messages) {
  const auto examples = examples_of(messages);
  std::vector<Scores> unseen(examples.size());
  for (std::size_t fold = 0; fold < inner_folds; ++fold) {
    std::vector<const Example*> known;
    for (std::size_t i = 0; i < examples.size(); ++i)
      if (i % inner_folds != fold) known.push_back(&examples[i]);
    const auto weights = learnt(known);
    for (std::size_t i = fold; i < examples.size(); i += inner_folds) unseen[i] = scores_of(examples[i].features, weights);
  }
  std::vector<const Example*> all;
  for (const auto& example : examples) all.push_back(&example);
  auto weights = learnt(all);
  const double sharpness = sharpness_of(examples, unseen);
  weights.sharpness = static_cast<float>(sharpness);
  weights.from = {threshold_of(Intent::levy_report, examples, unseen, sharpness), threshold_of(Intent::stop_consent, examples, unseen, sharpness),
                  threshold_of(Intent::talk_to_human, examples, unseen, sharpness)};
  return written(weights);
}

std::vector<Guess> guessed_unseen(const std::vector<Labelled>& messages, std::size_t folds) {
  std::vector<Guess> guesses(messages.size());
  const auto guess_fold = [&](std::size_t fold) {
    std::vector<Labelled> known;
    for (std::size_t i = 0; i < messages.size(); ++i)
      if (i % folds != fold) known.push_back(messages[i]);
    const auto model = Understanding::read(train(known));
    ensure(model.has_value(), "fresh weights have their form");
    for (std::size_t i = fold; i < messages.size(); i += folds) guesses[i] = model->recognise(messages[i].text);
  };
  std::thread other([&] {
    for (std::size_t fold = 1; fold < folds; fold += 2) guess_fold(fold);
  });
  for (std::size_t fold = 0; fold < folds; fold += 2) guess_fold(fold);
  other.join();
  return guesses;
}

}  // namespace opak::intake
