// What was read on a paper stands beside what was written, for who opened the file; it decides nothing and stops nothing.
#include "intake/readings.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "web/officer/city_hall.h"

namespace opak::web {
namespace {

const auto& siti = registry::demo_resident("lost_card");

// What opak-reader would say of these lines.
Bytes as_read(const std::vector<std::string>& lines) {
  std::string words;
  int count = 0;
  for (std::size_t line = 0; line < lines.size(); ++line) {
    int left = 0;
    for (const auto& word : split(lines[line], ' ')) {
      words += std::to_string(line) + " 90 " + std::to_string(left) + " 0 " + std::to_string(left + 50) + " 20 " + word + "\n";
      left += 60;
      ++count;
    }
  }
  return "{\"turned\":0,\"width\":1000,\"height\":1000,\"words\":" + std::to_string(count) + "}\n" + words;
}

struct ReadHall : CityHall {
  ReadHall() {
    office().child = ScriptedChild([this](const std::vector<std::string>&, ByteView) -> Result<ChildRun> { return ChildRun{.exit_code = 0, .out = out, .timed_out = false}; });
  }
  void read() {
    for (int i = 0; i < 50 && intake::read_next_paper(*office().office); ++i) {
    }
  }
  Bytes out = as_read({"KARTU KELUARGA", "No. " + siti.kk, "Nama Kepala Keluarga : DEWI LESTARI", "RT/RW : 009/" + siti.rw, "1 DEWI <b>LESTARI " + siti.nik});
};

TEST(PaperReadings, StandBesideWhatWasWrittenOnceTheyAreThere) {
  ReadHall hall;
  const auto id = hall.office().submitted();
  const auto address = "/petugas/periksa/" + hall.number(id) + "?berkas=family_card";
  auto rina = hall.as("rina");
  EXPECT_FALSE(says(rina.get(address), "Terbaca di foto")) << "nothing before the file was opened";
  rina.post("/petugas/buka", {{"nomor", hall.number(id)}, {"tujuan", "check_papers"}});
  const auto before = rina.get(address);
  expect_whole(before, "not read yet");
  EXPECT_TRUE(says(before, "belum dibaca komputer"));
  hall.read();
  const auto page = rina.get(address);
  expect_whole(page, "read");
  EXPECT_TRUE(says(page, "terbaca sebagai Kartu Keluarga (KK)"));
  const auto table = between(page.body, "<section class=\"reading\">", "</section>");
  EXPECT_NE(table.find("DEWI LESTARI"), std::string::npos) << table;
  EXPECT_NE(table.find("berbeda"), std::string::npos) << "the name differs, and both are shown";
  EXPECT_NE(table.find("tidak terbaca"), std::string::npos) << "the kelurahan";
  EXPECT_EQ(table.find(siti.nik), std::string::npos) << "a number that is the same is not shown whole";
  EXPECT_EQ(table.find("<b>"), std::string::npos) << "letters of a stranger's paper are escaped";
}

TEST(PaperReadings, StopNobodyFromDeciding) {
  ReadHall hall;
  const auto id = hall.office().submitted();
  hall.read();
  auto rina = hall.as("rina");
  const auto number = hall.number(id);
  rina.get("/petugas/periksa/" + number);
  rina.post("/petugas/buka", {{"nomor", number}, {"tujuan", "check_papers"}});
  const auto wrong = rina.get("/petugas/periksa/" + number + "?berkas=loss_letter");
  EXPECT_TRUE(says(wrong, "padahal yang diminta")) << "a family card was sent where the police's letter is wanted";
  expect_whole(rina.post("/petugas/periksa/" + number + "/terima", {{"cek-loss_letter", "ya"}, {"cek-family_card", "ya"}}), "accepted all the same");
  EXPECT_EQ(hall.office().state(id).stage, application::Stage::complete);
  auto budi = hall.as("budi");
  budi.get("/petugas/periksa/" + number);
  budi.post("/petugas/buka", {{"nomor", number}, {"tujuan", "verify"}});
  const auto page = budi.get("/petugas/verifikasi/" + number);
  expect_whole(page, "verifier");
  EXPECT_TRUE(says(page, "Terbaca di foto: "));
  EXPECT_TRUE(says(page, "DEWI LESTARI"));
}

TEST(PaperReadings, OfAnythingElseSaySo) {
  ReadHall hall;
  hall.out = as_read({"INDOMARET", "TOTAL 45.000"});
  const auto id = hall.office().submitted();
  hall.read();
  auto rina = hall.as("rina");
  rina.get("/petugas/periksa/" + hall.number(id));
  rina.post("/petugas/buka", {{"nomor", hall.number(id)}, {"tujuan", "check_papers"}});
  const auto page = rina.get("/petugas/periksa/" + hall.number(id));
  expect_whole(page, "a receipt");
  EXPECT_TRUE(says(page, "tidak dikenali"));
  EXPECT_FALSE(says(page, "45.000")) << "of a paper we do not know nothing is kept";
}

}  // namespace
}  // namespace opak::web
