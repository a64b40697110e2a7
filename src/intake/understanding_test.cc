#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

#include "intake/understanding_training.h"

namespace opak::intake {
namespace {

std::string fixture(const std::string& name) {
  std::ifstream in(std::string(OPAK_SOURCE_DIR) + "/tests/fixtures/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Labelled> all_messages() {
  auto messages = read_labelled(fixture("utterances-own.tsv"));
  for (auto& message : read_labelled(fixture("utterances-public.tsv"))) messages.push_back(message);
  return messages;
}

// Each fifth of the messages is guessed by a model that has never seen it.
std::vector<std::pair<Intent, Intent>> guessed_unseen(const std::vector<Labelled>& messages, std::size_t folds) {
  std::vector<std::pair<Intent, Intent>> pairs;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<Labelled> known;
    for (std::size_t i = 0; i < messages.size(); ++i)
      if (i % folds != fold) known.push_back(messages[i]);
    const auto model = *Understanding::read(train(known));
    for (std::size_t i = fold; i < messages.size(); i += folds) pairs.emplace_back(messages[i].intent, model.recognise(messages[i].text).intent);
  }
  return pairs;
}

TEST(Understanding, GuessesMessagesItHasNeverSeen) {
  const auto messages = all_messages();
  const auto pairs = guessed_unseen(messages, 5);
  const double f1 = macro_f1(pairs);
  RecordProperty("macro_f1", std::to_string(f1));
  if (std::getenv("OPAK_SHOW")) {
    for (std::size_t fold = 0, n = 0; fold < 5; ++fold)
      for (std::size_t i = fold; i < messages.size(); i += 5, ++n)
        if (pairs[n].first != pairs[n].second)
          GTEST_LOG_(INFO) << name_of(pairs[n].first) << " taken for " << name_of(pairs[n].second) << ": " << messages[i].text;
    GTEST_LOG_(INFO) << "macro-F1 " << f1;
  }
  EXPECT_GE(f1, 0.80);  // Measured: 0.83 over five folds of 424 messages.
}

// Set OPAK_UPDATE=1 to write assets/understanding.bin anew from the sentences.
TEST(Understanding, TheWeightsInsideTheProgramComeFromTheSentences) {
  const auto messages = all_messages();
  const auto bytes = train(messages);
  if (std::getenv("OPAK_UPDATE")) {
    std::ofstream out(std::string(OPAK_SOURCE_DIR) + "/assets/understanding.bin", std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    GTEST_SKIP() << "written; build again";
  }
  const auto fresh = *Understanding::read(bytes);
  const auto stored = Understanding::embedded();
  for (const auto& message : messages) EXPECT_EQ(fresh.recognise(message.text).intent, stored.recognise(message.text).intent) << message.text;
}

TEST(Understanding, AskedMoneyIsALevyWhateverElseIsSaid) {
  const auto model = Understanding::embedded();
  EXPECT_EQ(model.recognise("ktp saya hilang, petugas minta uang 150 ribu, saya kecewa").intent, Intent::levy_report);
  EXPECT_EQ(model.recognise("ada calo di depan kantor").intent, Intent::levy_report);
  EXPECT_EQ(model.recognise("saya kecewa, ktp hilang tidak diurus").intent, Intent::complaint);
}

TEST(Understanding, StopIsStopInAnyCase) {
  const auto model = Understanding::embedded();
  for (const auto* word : {"STOP", "stop", " Stop. ", "berhenti"}) EXPECT_EQ(model.recognise(word).intent, Intent::stop_consent) << word;
}

TEST(Understanding, MeetsManySpellings) {
  EXPECT_EQ(plain_words("Udh jadi blm, KTP-el sy?"), "sudah jadi belum ktp saya tanya");
  EXPECT_EQ(plain_words("diminta 150 ribu / 200rb"), "diminta uangsejumlah uangsejumlah");
  const auto model = Understanding::embedded();
  EXPECT_EQ(model.recognise("KTP kule ical, ayun gawe malih").intent, Intent::apply_lost);
  EXPECT_EQ(model.recognise("ktp abdi ruksak").intent, Intent::apply_damaged);
}

TEST(Understanding, IsCalmWithAnyBytes) {
  const auto model = Understanding::embedded();
  for (const auto& text : {std::string(), std::string("\xff\xfe\x00\x01", 4), std::string(100'000, 'a'), std::string("🙏🙏🙏")})
    EXPECT_GT(model.recognise(text).confidence, 0) << text.size();
}

TEST(Understanding, TakesLittleTime) {
  const auto model = Understanding::embedded();
  const auto messages = all_messages();
  const auto start = std::chrono::steady_clock::now();
  int sum = 0;
  for (const auto& message : messages) sum += static_cast<int>(model.recognise(message.text).intent);
  const auto ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() / static_cast<double>(messages.size());
  RecordProperty("ms_per_message", std::to_string(ms));
  EXPECT_GT(sum, 0);
  EXPECT_LT(ms, 20) << "a message must not be felt";
}

}  // namespace
}  // namespace opak::intake
