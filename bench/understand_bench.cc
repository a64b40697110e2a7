// How well messages are understood: five-fold cross-validation of our own examples, and the public samples as a test they never were trained on.
// Prints what docs/understanding.md holds. `understand_bench OWN.tsv PUBLIC.tsv [MORE.tsv ...]`
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "intake/understanding_training.h"

namespace {

using namespace opak::intake;

std::vector<Labelled> read_file(const char* name) {
  std::ifstream in(name, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return read_labelled(text);
}

// Wilson's interval of 95%.
std::pair<double, double> interval(double right, double all) {
  if (all == 0) return {0, 1};
  constexpr double z = 1.959964;
  const double p = right / all, middle = (p + z * z / (2 * all)) / (1 + z * z / all);
  const double half = z * std::sqrt(p * (1 - p) / all + z * z / (4 * all * all)) / (1 + z * z / all);
  return {middle - half, middle + half};
}

std::string share(double right, double all) {
  const auto [low, high] = interval(right, all);
  return fmt::format("{:.1f}% ({:.0f} of {:.0f}; {:.1f} to {:.1f})", 100 * right / std::max(1.0, all), right, all, 100 * low, 100 * high);
}

int right_in(const std::vector<Labelled>& messages, const std::vector<Guess>& guesses) {
  int right = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) right += guesses[i].intent == messages[i].intent;
  return right;
}

void print_intents(const std::vector<Labelled>& messages, const std::vector<Guess>& guesses) {
  fmt::print("\n| intent | messages | recall | precision | false alarms of all others |\n|---|---|---|---|---|\n");
  for (std::size_t k = 0; k < intents_count; ++k) {
    int asked = 0, met = 0, taken = 0;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      const bool is = static_cast<std::size_t>(messages[i].intent) == k, guessed = static_cast<std::size_t>(guesses[i].intent) == k;
      asked += is;
      taken += guessed;
      met += is && guessed;
    }
    const auto others = static_cast<double>(messages.size()) - asked;
    fmt::print("| {} | {} | {:.1f}% | {:.1f}% | {:.2f}% |\n", name_of(static_cast<Intent>(k)), asked, 100.0 * met / std::max(1, asked), 100.0 * met / std::max(1, taken), 100.0 * (taken - met) / std::max(1.0, others));
  }
}

void print_confusion(const std::vector<Labelled>& messages, const std::vector<Guess>& guesses) {
  std::map<std::pair<std::size_t, std::size_t>, int> count;
  for (std::size_t i = 0; i < messages.size(); ++i) ++count[{static_cast<std::size_t>(messages[i].intent), static_cast<std::size_t>(guesses[i].intent)}];
  fmt::print("\nRows are what is true, columns what was taken, in the order of the rows.\n\n| |");
  for (std::size_t k = 0; k < intents_count; ++k) fmt::print(" {} |", k + 1);
  fmt::print("\n|---|");
  for (std::size_t k = 0; k < intents_count; ++k) fmt::print("---|");
  fmt::print("\n");
  for (std::size_t row = 0; row < intents_count; ++row) {
    fmt::print("| {} {} |", row + 1, name_of(static_cast<Intent>(row)));
    for (std::size_t column = 0; column < intents_count; ++column) {
      const auto n = count.find({row, column});
      fmt::print(" {} |", n == count.end() ? "" : std::to_string(n->second));
    }
    fmt::print("\n");
  }
}

void print_sureness(const std::vector<Labelled>& messages, const std::vector<Guess>& guesses) {
  fmt::print("\n| it says | messages | right |\n|---|---|---|\n");
  for (int step = 0; step < 10; ++step) {
    int all = 0, right = 0;
    for (std::size_t i = 0; i < messages.size(); ++i)
      if (std::min(9, static_cast<int>(guesses[i].confidence * 10)) == step) {
        ++all;
        right += guesses[i].intent == messages[i].intent;
      }
    if (all > 0) fmt::print("| {:.1f} to {:.1f} | {} | {:.0f}% |\n", step / 10.0, (step + 1) / 10.0, all, 100.0 * right / all);
  }
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) {
    fmt::print(stderr, "Use: understand_bench OWN.tsv PUBLIC.tsv [MORE.tsv ...]\n");
    return 2;
  }
  const auto own = read_file(words[1]);
  const auto guesses = guessed_unseen(own, 5);
  fmt::print("own examples, five folds: {}\n", share(right_in(own, guesses), static_cast<double>(own.size())));
  std::map<std::string, std::pair<int, int>> by_language;
  for (std::size_t i = 0; i < own.size(); ++i) {
    auto& [right, all] = by_language[own[i].language];
    right += guesses[i].intent == own[i].intent;
    ++all;
  }
  for (const auto& [language, counts] : by_language) fmt::print("  {}: {}\n", language, share(counts.first, counts.second));

  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  const auto model = Understanding::read(train(own));
  if (!model) return 1;
  for (int i = 2; i < count; ++i) {
    const auto samples = read_file(words[i]);
    std::vector<Guess> of_samples;
    for (const auto& sample : samples) of_samples.push_back(model->recognise(sample.text));
    fmt::print("{}: {}\n", words[i], share(right_in(samples, of_samples), static_cast<double>(samples.size())));
    for (std::size_t n = 0; n < samples.size(); ++n)
      if (of_samples[n].intent != samples[n].intent) fmt::print("  {} taken for {} ({:.2f}): {}\n", name_of(samples[n].intent), name_of(of_samples[n].intent), of_samples[n].confidence, samples[n].text);
  }
  getrusage(RUSAGE_SELF, &after);

  const auto begin = std::chrono::steady_clock::now();
  constexpr int rounds = 5;
  std::size_t sum = 0;
  double longest_ms = 0;
  for (int round = 0; round < rounds; ++round)
    for (const auto& message : own) {
      const auto start = std::chrono::steady_clock::now();
      sum += static_cast<std::size_t>(model->recognise(message.text).intent);
      longest_ms = std::max(longest_ms, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
  const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count() / (rounds * static_cast<double>(own.size()));
  fmt::print("a message: {:.3f} ms on one core, longest {:.1f} ms ({} checked); weights {:.1f} MB\n", ms, longest_ms, sum, static_cast<double>(buckets_count) * (intents_count + 1) / 1e6);
  print_intents(own, guesses);
  print_sureness(own, guesses);
  print_confusion(own, guesses);
  return 0;
}
