#include "law/region.h"

#include <gmock/gmock.h>

namespace opak::law {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A corner of the city; the whole of it is tested with its file, in catalogue.
const Regions& some() {
  static const Regions regions({{"36.73.04.1007", "Curug", "Sukawana", -6.18810, 106.16407, 4, 8},
                                {"36.73.01.1001", "Serang", "Serang", -6.12797, 106.14685, 3, 5},
                                {"36.73.01.1008", "Serang", "Sukawana", -6.10423, 106.19117, 6, 3},
                                {"36.73.01.1011", "Serang", "Terondol", -6.09972, 106.18307, 5, 3},
                                {"36.73.02.1004", "Kasemen", "Warung Jaud", -6.08087, 106.17599, 5, 2},
                                {"36.73.02.1007", "Kasemen", "Banten", -6.03183, 106.16550, 4, 0},
                                {"36.73.04.1001", "Curug", "Curug", -6.17679, 106.17944, 5, 8},
                                {"36.73.04.1009", "Curug", "Curug Manis", -6.17341, 106.19709, 6, 8}});
  return regions;
}

std::vector<std::string> codes(std::string_view text) {
  std::vector<std::string> found;
  for (const auto* region : some().find(text)) found.push_back(region->code);
  return found;
}

TEST(Finding, ByCodeIsExact) {
  EXPECT_EQ(some().by_code("36.73.01.1008")->kelurahan, "Sukawana");
  EXPECT_EQ(some().by_code("36.73.01.1009"), nullptr);
  EXPECT_FALSE(some().must_ask("36.73.01.1008"));
}

TEST(Finding, SukawanaGivesTwoAndAsksWhich) {
  EXPECT_THAT(codes("Sukawana"), ElementsAre("36.73.01.1008", "36.73.04.1007"));
  EXPECT_TRUE(some().must_ask("Sukawana"));
}

TEST(Finding, TheKecamatanSettlesIt) {
  EXPECT_THAT(codes("kel. Sukawana, kec. Curug"), ElementsAre("36.73.04.1007"));
  EXPECT_THAT(codes("curug sukawana"), ElementsAre("36.73.04.1007"));
  EXPECT_FALSE(some().must_ask("Sukawana Serang"));
}

TEST(Finding, CurugIsAKelurahanAndAKecamatan) {
  EXPECT_THAT(codes("Curug"), ElementsAre("36.73.04.1001", "36.73.04.1007", "36.73.04.1009"));
  EXPECT_TRUE(some().must_ask("Curug"));
  EXPECT_FALSE(some().must_ask("Curug Curug"));
}

TEST(Finding, TakesSpellingVariants) {
  EXPECT_THAT(codes("Warungjaud"), ElementsAre("36.73.02.1004"));
  EXPECT_THAT(codes("trondol"), ElementsAre("36.73.01.1011"));
  EXPECT_THAT(codes("CURUGMANIS"), ElementsAre("36.73.04.1009"));
  EXPECT_FALSE(some().must_ask("Warungjaud"));
  EXPECT_TRUE(some().must_ask("trondol")) << "a guess at the spelling is asked back";
}

TEST(Finding, AWordThatAlsoNamesAProvinceIsAskedBack) {
  EXPECT_THAT(codes("Banten"), ElementsAre("36.73.02.1007"));
  EXPECT_TRUE(some().must_ask("Banten"));
}

TEST(Finding, NothingGivesNothing) {
  EXPECT_THAT(codes(""), IsEmpty());
  EXPECT_THAT(codes("xx"), IsEmpty());
  EXPECT_THAT(codes("Bandung Wetan"), IsEmpty());
  EXPECT_THAT(codes(std::string(100'000, 'a')), IsEmpty());
}

TEST(Finding, FirstLettersHelpWhileTyping) { EXPECT_THAT(codes("warun"), ElementsAre("36.73.02.1004")); }

TEST(Regions, AreGroupedByKecamatanInTheOrderOfCodes) {
  EXPECT_THAT(some().kecamatan(), ElementsAre("Serang", "Kasemen", "Curug"));
  EXPECT_EQ(some().in_kecamatan("Curug").size(), 3u);
}

TEST(Regions, KnowTheNearestToAPoint) { EXPECT_EQ(some().nearest(-6.0392, 106.1577)->kelurahan, "Banten"); }

TEST(Distance, IsTheSameBothWaysAndRightWithinMetres) {
  const auto& serang = *some().by_code("36.73.01.1001");
  const auto& banten = *some().by_code("36.73.02.1007");
  EXPECT_NEAR(distance_km(serang, banten), 10.89, 0.02);
  EXPECT_EQ(distance_km(serang, banten), distance_km(banten, serang));
  EXPECT_EQ(distance_km(serang, serang), 0);
}

}  // namespace
}  // namespace opak::law
