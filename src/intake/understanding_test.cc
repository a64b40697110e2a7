#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <map>

#include "intake/understanding_training.h"

namespace opak::intake {
namespace {

std::vector<Labelled> fixture(const std::string& name) {
  std::ifstream in(std::string(OPAK_SOURCE_DIR) + "/tests/fixtures/" + name, std::ios::binary);
  return read_labelled(std::string{std::istreambuf_iterator<char>(in), {}});
}

struct Tally {
  int asked = 0, met = 0, alarms = 0, others = 0;
  double recall() const { return asked == 0 ? 1 : static_cast<double>(met) / asked; }
  double alarm_share() const { return others == 0 ? 0 : static_cast<double>(alarms) / others; }
};

Tally tally_of(Intent intent, const std::vector<Labelled>& messages, const std::vector<Guess>& guesses) {
  Tally tally;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const bool is = messages[i].intent == intent, taken = guesses[i].intent == intent;
    (is ? tally.asked : tally.others) += 1;
    if (is && taken) ++tally.met;
    if (!is && taken) ++tally.alarms;
  }
  return tally;
}

// bench/run understand prints the same with all its tables (docs/understanding.md).
TEST(Understanding, HoldsWhatItMustOnMessagesItHasNeverSeen) {
  const auto messages = fixture("utterances-own.tsv");
  ASSERT_GE(messages.size(), 2000U);
  const auto guesses = guessed_unseen(messages, 5);
  int right = 0, sure = 0, sure_right = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const bool ok = guesses[i].intent == messages[i].intent;
    right += ok;
    if (guesses[i].confidence < 0.9) continue;
    ++sure;
    sure_right += ok;
  }
  EXPECT_GE(right, static_cast<int>(messages.size() * 9 / 10)) << "of " << messages.size();
  EXPECT_GE(sure_right, sure * 0.95) << "who says 0.9 is right nine times in ten, and more";
  EXPECT_GE(sure, static_cast<int>(messages.size() * 3 / 4)) << "always to be unsure would be easy";
  for (const auto intent : {Intent::levy_report, Intent::stop_consent, Intent::talk_to_human}) {
    const auto tally = tally_of(intent, messages, guesses);
    EXPECT_GE(tally.recall(), 0.98) << name_of(intent) << " missed " << tally.asked - tally.met << " of " << tally.asked;
    EXPECT_LE(tally.alarm_share(), 0.01) << name_of(intent) << " heard wrongly " << tally.alarms << " times in " << tally.others;
  }
}

// The public samples are asked and never learnt.
TEST(Understanding, MeetsThePublicSamplesWhichItNeverLearnt) {
  const auto own = fixture("utterances-own.tsv");
  const auto samples = fixture("utterances-public.tsv");
  const auto model = Understanding::embedded();
  int right = 0;
  for (const auto& sample : samples) {
    right += model.recognise(sample.text).intent == sample.intent;
    for (const auto& message : own) ASSERT_NE(message.text, sample.text) << "a sample was learnt";
  }
  EXPECT_GE(right * 100, static_cast<int>(samples.size()) * 95);
}

TEST(Understanding, TheSameExamplesGiveTheSameBytes) {
  auto messages = fixture("utterances-own.tsv");
  std::vector<Labelled> few;
  for (std::size_t i = 0; i < messages.size(); i += 9) few.push_back(messages[i]);
  const auto once = train(few);
  EXPECT_EQ(once, train(few));
  few.front().text += " ya";
  EXPECT_NE(once, train(few));
}

TEST(Understanding, TheWeightsInsideTheProgramAreThoseOfTheExamples) {
  const auto fresh = *Understanding::read(train(fixture("utterances-own.tsv")));
  const auto inside = Understanding::embedded();
  for (const auto& sample : fixture("utterances-public.tsv")) {
    EXPECT_EQ(fresh.recognise(sample.text).intent, inside.recognise(sample.text).intent) << sample.text;
    EXPECT_DOUBLE_EQ(fresh.recognise(sample.text).confidence, inside.recognise(sample.text).confidence) << sample.text;
  }
}

void each_is(Intent intent, std::initializer_list<const char*> texts) {
  static const auto model = Understanding::embedded();
  for (const auto* text : texts) EXPECT_EQ(name_of(model.recognise(text).intent), name_of(intent)) << text;
}

TEST(Understanding, MoneyAskedOfAResidentIsALevyWhateverElseIsSaid) {
  each_is(Intent::levy_report, {"ktp saya hilang, petugas minta uang 150 ribu, saya kecewa", "ada calo di depan kantor", "kurir minta uang rokok", "uang rokok", "PUNGLI!!", "saya disuruh bayar 50rb sama petugas loket padahal gratis",
                                "petugas e njaluk duit satus ewu", "abdi dipentaan artos ku petugas", "pak rt minta 50 ribu buat tanda tangan", "diminta seikhlasnya sama kurir", "satpam jual antrian 20rb"});
}

TEST(Understanding, AQuestionForTheFeeIsNoLevy) {
  each_is(Intent::fee, {"bayar berapa", "bayar berapa min", "biaya cetak ulang berapa ya", "gratis kan?", "ongkir siapa yang nanggung", "ktp hilang kena denda ga", "apakah dipungut biaya"});
  for (const auto* text : {"minta tolong antar ke rumah", "boleh minta syaratnya", "calon pengantin mau ganti status ktp", "rokok saya ketinggalan di kantor", "minta nomor petugas"})
    EXPECT_NE(by_rule(text), Intent::levy_report) << text;
}

TEST(Understanding, StopIsStopInAnyCase) {
  each_is(Intent::stop_consent, {"STOP", "stop", " Stop. ", "berhenti", "stop pak", "berhenti kirim pesan", "jangan wa saya lagi", "hapus data saya", "saya cabut persetujuan", "salah nomor pak", "aje kirim pesan maning"});
  for (const auto* text : {"STOP", "Stop!", "berhenti min"}) EXPECT_TRUE(is_plain_stop(text)) << text;
}

TEST(Understanding, WhoSaysStopOfAnotherThingIsNotSilenced) {
  for (const auto* text : {"saya stop di lampu merah tadi", "angkot berhenti dimana", "jangan antar hari senin ya", "salah nomor hp, yang benar 0812", "hapus foto tadi, pakai yang ini", "batal nomor antrian saya", "stop bot, saya mau petugas"}) {
    EXPECT_FALSE(is_plain_stop(text)) << text;
    EXPECT_NE(by_rule(text), Intent::stop_consent) << text;
  }
}

TEST(Understanding, WhoAsksForAPersonIsHeard) {
  each_is(Intent::talk_to_human, {"petugas", "admin dong", "mau ngomong sama orang", "sambungkan ke petugas", "bukan robot tolong, saya mau petugas", "hoyong nyarios sareng petugas", "ayun ngomong kalih petugas", "call center berapa", "jangan bot"});
  for (const auto* text : {"petugasnya malah ngobrol sendiri", "petugas minta uang", "kapan petugas datang ke rumah", "halo admin"}) EXPECT_NE(by_rule(text), Intent::talk_to_human) << text;
}

TEST(Understanding, TellsNeighboursApart) {
  each_is(Intent::status, {"kok berhenti di tahap cetak ya, ktp saya sudah jadi belum", "cek OM-2611-00091-K"});
  each_is(Intent::delivery, {"kurir jam berapa sampai rumah", "boleh diterima istri saya?"});
  each_is(Intent::blangko, {"blangko kosong ya?", "stok keping masih ada?"});
  each_is(Intent::correct_data, {"eh salah, RT 04", "tadi salah ketik nik"});
  each_is(Intent::change_data, {"mau ganti status ktp jadi kawin"});
  each_is(Intent::requirements, {"syarat ktp hilang apa saja"});
  each_is(Intent::complaint, {"petugas jutek banget, kecewa saya"});
  each_is(Intent::thanks, {"makasih min ktp nya sudah sampai"});
  each_is(Intent::other, {"stnk saya hilang", "mau bikin akta lahir"});
}

TEST(Understanding, MeetsManySpellings) {
  EXPECT_EQ(plain_words("Udh jadi blm, KTP-el sy?"), "sudah jadi belum ktp saya tanya");
  EXPECT_EQ(plain_words("diminta 150 ribu / 200rb"), "diminta uangsejumlah uangsejumlah");
  EXPECT_EQ(plain_words("OM-2611-00091-K"), "nomorpermohonan");
  each_is(Intent::apply_lost, {"KTP kule ical, ayun gawe malih"});
  each_is(Intent::apply_damaged, {"ktp abdi ruksak"});
}

TEST(Understanding, IsCalmWithAnyBytes) {
  const auto model = Understanding::embedded();
  for (const auto& text : {std::string(), std::string("\xff\xfe\x00\x01", 4), std::string(100'000, 'a'), std::string("🙏🙏🙏")})
    EXPECT_GT(model.recognise(text).confidence, 0) << text.size();
  EXPECT_FALSE(Understanding::read("OPAKU2").has_value());
}

TEST(Understanding, TakesLittleTime) {
  const auto model = Understanding::embedded();
  const auto messages = fixture("utterances-own.tsv");
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
