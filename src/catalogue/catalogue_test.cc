#include "catalogue/catalogue.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <thread>

#include "base/text.h"
#include "base/twins.h"
#include "catalogue/check.h"

namespace opak::catalogue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Catalogue& kota_serang() {
  static const Catalogue catalogue = Catalogue::embedded();
  return catalogue;
}

Day day(int year, int month, int date) { return *day_of(year, month, date); }

TEST(TheCatalogue, InsideTheProgramIsSound) {
  std::string all;
  for (const auto& problem : check(embedded_sources())) all += to_line(problem) + "\n";
  EXPECT_EQ(all, "");
}

TEST(TheCatalogue, OffersTheLostAndTheDamagedCard) {
  ASSERT_EQ(kota_serang().services().size(), 2u);
  EXPECT_EQ(kota_serang().services()[0].key, "lost");
  EXPECT_EQ(kota_serang().find_service_by_slug("rusak")->key, "damaged");
  EXPECT_EQ(kota_serang().find_service("moon"), nullptr);
  EXPECT_THROW(kota_serang().get_service("moon"), Bug);
}

TEST(TheCatalogue, TakesTheOldCardOnlyWhereThereIsOne) {
  EXPECT_FALSE(kota_serang().get_service("lost").takes_old_card);
  EXPECT_TRUE(kota_serang().get_service("damaged").takes_old_card);
}

TEST(TheCatalogue, AsksInTheOrderOfTheScreens) {
  for (const auto& service : kota_serang().services()) {
    std::vector<std::string> pages;
    for (const auto& page : service.pages) pages.push_back(page.key);
    EXPECT_THAT(pages, ElementsAre("nomor", "untuk-siapa", "data-diri", "berkas", "antar", "periksa"));
  }
}

TEST(TheCatalogue, AsksForAnAddressOnlyIfTheCardIsBroughtHome) {
  const auto& lost = kota_serang().get_service("lost");
  const auto asked = [&](std::string_view delivery) {
    std::vector<std::string> keys;
    for (const auto* question :
         law::questions_on(lost, "antar", [&](std::string_view key) { return key == "delivery" ? delivery : std::string_view(); }))
      keys.push_back(question->key);
    return keys;
  };
  EXPECT_THAT(asked("home"), ElementsAre("delivery", "kelurahan", "street", "rt", "rw", "landmark", "pin", "receiver"));
  EXPECT_THAT(asked("office"), ElementsAre("delivery"));
}

TEST(TheCatalogue, PromisesThreeWorkingDaysAndNoFee) {
  for (const auto& service : kota_serang().services()) {
    EXPECT_EQ(service.working_days("promise"), 3);
    EXPECT_EQ(service.fee_rupiah, 0);
    for (const auto part : law::standard_parts) EXPECT_FALSE(service.standard_part(part).empty()) << part;
  }
}

TEST(TheCatalogue, WarnsOfAPoliceLetterOlderThanTwoWeeks) {
  const auto* letter = kota_serang().get_service("lost").find_paper("loss_letter");
  ASSERT_NE(letter, nullptr);
  EXPECT_EQ(letter->age_warning_days, 14);
  EXPECT_TRUE(letter->may_come_later);
  EXPECT_NE(kota_serang().get_service("damaged").find_paper("old_card"), nullptr);
}

TEST(TheCatalogue, GoesHomeOrToTheCounterAsTheResidentChose) {
  const auto& lost = kota_serang().get_service("lost");
  const auto way = [&](std::string_view delivery) {
    std::vector<std::string> keys;
    for (const auto* stage : law::stages_for(lost, [&](std::string_view) { return delivery; })) keys.push_back(stage->key);
    return keys;
  };
  EXPECT_THAT(way("home"), ElementsAre("review", "verify", "print_card", "deliver"));
  EXPECT_THAT(way("office"), ElementsAre("review", "verify", "print_card", "pick_up"));
}

TEST(TheCatalogue, IsNotLoadedWithAFault) {
  auto files = embedded_sources();
  for (auto& file : files)
    if (file.name == "services/lost.toml") file.bytes += "\nsurprise = 1\n";
  EXPECT_FALSE(Catalogue::load(files, "36.73"));
  EXPECT_FALSE(Catalogue::load(embedded_sources(), "99.99"));
}

TEST(TheCatalogue, StartsWithASentenceThatStandsTwiceButNotWithAFileItCannotRead) {
  auto files = embedded_sources();
  files.push_back({"translations/id/zz.json", R"({"glossary.thanks": "Makasih"})"});
  const auto started = Catalogue::load(files, "36.73");
  ASSERT_TRUE(started);
  EXPECT_EQ(started->sentences().say(Lang::id, "glossary.thanks"), "Terima kasih");
  files.push_back({"translations/id/zzz.json", "{"});
  EXPECT_FALSE(Catalogue::load(files, "36.73"));
}

TEST(TheCatalogue, CanBeTheOfficesOwnFolder) {
  MemoryFiles files;
  for (const auto& source : embedded_sources()) ASSERT_TRUE(files.write_durable(source.name, source.bytes));
  const auto sources = sources_from(files);
  ASSERT_TRUE(sources);
  EXPECT_TRUE(Catalogue::load(*sources, "36.73"));
}

TEST(TheCity, HasSixKecamatanAndSixtySevenKelurahan) {
  const auto& regions = kota_serang().city().regions;
  EXPECT_EQ(regions.all().size(), 67u);
  EXPECT_THAT(regions.kecamatan(), ElementsAre("Serang", "Kasemen", "Walantaka", "Curug", "Cipocok Jaya", "Taktakan"));
  const std::vector<std::size_t> sizes = {12, 10, 14, 10, 8, 13};
  for (std::size_t i = 0; i < sizes.size(); ++i) EXPECT_EQ(regions.in_kecamatan(regions.kecamatan()[i]).size(), sizes[i]);
}

TEST(TheCity, HasATileOfItsOwnForEachKelurahan) {
  std::set<std::pair<int, int>> tiles;
  for (const auto& region : kota_serang().city().regions.all()) tiles.insert({region.tile_col, region.tile_row});
  EXPECT_EQ(tiles.size(), 67u);
}

TEST(TheCity, LiesInsideItsBox) {
  for (const auto& region : kota_serang().city().regions.all()) {
    EXPECT_TRUE(region.lat > -6.2075 && region.lat < -6.031) << region.code;
    EXPECT_TRUE(region.lon > 106.073 && region.lon < 106.2445) << region.code;
  }
}

TEST(TheCity, IsFoundInTheSpellingsPeopleUse) {
  const auto& regions = kota_serang().city().regions;
  const std::vector<std::pair<const char*, const char*>> variants = {
      {"Lontar Baru", "Lontarbaru"},      {"Trondol", "Terondol"},           {"Masjid Priyayi", "Mesjid Priyayi"},
      {"Warungjaud", "Warung Jaud"},      {"Pageragung", "Pager Agung"},     {"Panggung Jati", "Panggungjati"},
      {"Umbultengah", "Umbul Tengah"},    {"Tamanbaru", "Taman Baru"},       {"Penancangan", "Panancangan"},
      {"Banjaragung", "Banjar Agung"},    {"Curugmanis", "Curug Manis"},     {"Kalang Anyar", "Kalanganyar"},
      {"Pengampelan", "Pangampelan"},     {"Sumurpecung", "Sumur Pecung"},   {"Kotabaru", "Kota Baru"},
      {"Sawahluhur", "Sawah Luhur"},      {"Lebak Wangi", "Lebakwangi"},     {"Drangon", "Drangong"},
      {"kel. kota baru", "Kota Baru"},    {"Desa Cilowong", "Cilowong"}};
  for (const auto& [written, name] : variants) {
    const auto found = regions.find(written);
    ASSERT_EQ(found.size(), 1u) << written;
    EXPECT_EQ(found.front()->kelurahan, name) << written;
  }
}

TEST(TheCity, FindsEachKelurahanByItsOwnNameAndKecamatan) {
  const auto& regions = kota_serang().city().regions;
  for (const auto& region : regions.all()) {
    EXPECT_THAT(regions.find(region.kelurahan + ", " + region.kecamatan), ElementsAre(&region)) << region.code;
    EXPECT_THAT(regions.find(region.kelurahan), testing::Contains(&region)) << region.code;
  }
}

TEST(TheCity, AsksBackWhereANameIsNotEnough) {
  const auto& regions = kota_serang().city().regions;
  EXPECT_EQ(regions.find("Sukawana").size(), 2u);
  for (const auto* name : {"Sukawana", "Serang", "Curug", "Kasemen", "Taktakan", "Walantaka", "Cipocok Jaya", "Banten", "Pabuaran", "Kota Serang"})
    EXPECT_TRUE(regions.must_ask(name)) << name;
  EXPECT_FALSE(regions.must_ask("Cipare"));
}

TEST(TheCalendar, CountsTheWorkingDaysOfEachMonth) {
  const auto& calendar = kota_serang().city().calendar;
  const std::vector<std::pair<int, std::vector<int>>> years = {{2026, {20, 18, 17, 21, 16, 20, 23, 19, 22, 22, 21, 21}},
                                                               {2027, {19, 19, 15, 22, 16, 21, 22, 21, 22, 21, 22, 22}}};
  for (const auto& [year, months] : years)
    for (int month = 1; month <= 12; ++month)
      EXPECT_EQ(calendar.working_days_in_month(year, month), months[static_cast<std::size_t>(month - 1)]) << year << "-" << month;
}

TEST(TheCalendar, KeepsEveryVectorOfTheLaw) {
  const auto& calendar = kota_serang().city().calendar;
  struct Vector {
    Day start;
    int n;
    const char* end;
  };
  const std::vector<Vector> vectors = {
      {day(2026, 3, 13), 3, "2026-03-25"},   {day(2026, 3, 17), 5, "2026-03-31"},   {day(2026, 5, 13), 10, "2026-06-03"},
      {day(2026, 11, 23), 14, "2026-12-11"}, {day(2026, 12, 23), 3, "2026-12-30"},  {day(2026, 12, 23), 14, "2027-01-18"},
      {day(2026, 11, 23), 60, "2027-02-22"}, {day(2027, 3, 5), 5, "2027-03-22"},    {day(2027, 5, 14), 5, "2027-05-27"}};
  for (const auto& [start, n, end] : vectors) EXPECT_EQ(iso_day(calendar.add_working_days(start, n)), end) << iso_day(start) << " + " << n;
}

TEST(TheCalendar, SaysWhereItsListsComeFrom) {
  const auto& calendar = kota_serang().city().calendar;
  for (const auto& [year, national] : {std::pair(2026, 17), std::pair(2027, 18)}) {
    const auto* list = calendar.find_year(year);
    ASSERT_NE(list, nullptr);
    EXPECT_TRUE(list->source.starts_with("SKB ")) << list->source;
    const auto count = [&](law::DayOff kind) {
      return std::count_if(list->days.begin(), list->days.end(), [&](const auto& holiday) { return holiday.kind == kind; });
    };
    EXPECT_EQ(count(law::DayOff::national), national);
    EXPECT_EQ(count(law::DayOff::joint_leave), 8);
  }
  EXPECT_FALSE(calendar.knows(2028));
}

TEST(Sentences, WriteDaysAndHoursAsEachLanguageDoes) {
  const auto& say = kota_serang().sentences();
  const auto at = moment_in_jakarta(day(2026, 11, 23), 13, 25);
  EXPECT_EQ(say.long_day(Lang::id, day(2026, 11, 23)), "Senin, 23 November 2026");
  EXPECT_EQ(say.long_day(Lang::en, day(2026, 11, 23)), "Monday 23 November 2026");
  EXPECT_EQ(say.long_day(Lang::su, day(2026, 11, 23)), "Senén, 23 November 2026");
  EXPECT_EQ(say.long_moment(Lang::jv, at), "Senen, 23 November 2026 jam 13.25");
  EXPECT_EQ(say.short_day(Lang::id, day(2026, 8, 17)), "17 Agustus");
  EXPECT_EQ(say.clock_time(Lang::id, at), "13.25");
  EXPECT_EQ(say.clock_time(Lang::en, at), "13:25");
  EXPECT_EQ(say.long_moment(Lang::id, at), "Senin, 23 November 2026 pukul 13.25");
}

TEST(Sentences, WriteThousandsAsEachLanguageDoes) {
  const auto& say = kota_serang().sentences();
  EXPECT_EQ(say.thousands(Lang::id, 1240), "1.240");
  EXPECT_EQ(say.thousands(Lang::en, 1240), "1,240");
  EXPECT_EQ(say.thousands(Lang::id, 0), "0");
  EXPECT_EQ(say.thousands(Lang::id, 999), "999");
  EXPECT_EQ(say.thousands(Lang::en, -1234567), "-1,234,567");
}

TEST(Sentences, FallBackToIndonesianWordByWord) {
  const auto& say = kota_serang().sentences();
  EXPECT_EQ(say.say(Lang::su, "glossary.thanks"), "Hatur nuhun");
  EXPECT_EQ(say.say(Lang::jv, "glossary.back"), "Kembali") << "an unsure word is not said";
  EXPECT_FALSE(say.has(Lang::jv, "glossary.back"));
}

TEST(Sentences, FillTheirPlaceholders) {
  const auto& say = kota_serang().sentences();
  EXPECT_EQ(say.say(Lang::id, Refusal{"law.nik_length", {{"jumlah", "15"}}}), "NIK ada 16 angka. Yang tertulis 15 angka. Periksa lagi, ya.");
}

TEST(Sentences, ShowAKeyThatNobodyWrote) {
  EXPECT_EQ(kota_serang().sentences().say(Lang::en, "moon.rises"), "⟦moon.rises⟧");
  EXPECT_EQ(kota_serang().sentences().say(Lang::en, "moon.rises"), "⟦moon.rises⟧");
}

TEST(Sentences, MayBeAskedByManyThreadsAtOnce) {
  const auto& say = kota_serang().sentences();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&say, t] {
      for (int i = 0; i < 2000; ++i) {
        EXPECT_EQ(say.text(Lang::id, "glossary.thanks"), "Terima kasih");
        EXPECT_EQ(say.text(Lang::id, "moon." + std::to_string(t)).size(), 12u);
      }
    });
  for (auto& thread : threads) thread.join();
}

// screens.md 0: at most 15 words a sentence, and "Ibu/Bapak" rather than "Anda".
TEST(Sentences, AreShortAndPolite) {
  const auto& say = kota_serang().sentences();
  for (const auto& key : say.keys(Lang::id)) {
    if (!key.starts_with("service.") && !key.starts_with("refusal.law.") && !key.starts_with("law.")) continue;
    const auto text = say.say(Lang::id, key);
    EXPECT_EQ(text.find("Anda"), std::string::npos) << key;
    std::size_t words = 0;
    for (const auto& word : split(text, ' ')) {
      ++words;
      if (word.ends_with('.') || word.ends_with('?') || word.ends_with('!')) {
        EXPECT_LE(words, 15u) << key << ": " << text;
        words = 0;
      }
    }
    EXPECT_LE(words, 15u) << key << ": " << text;
  }
}

// Every key a rule of law can refuse with, read from the source, has its sentence.
TEST(Sentences, SayEveryRefusalOfTheLaw) {
  const auto& say = kota_serang().sentences();
  int found = 0;
  for (const auto* name : {"answer.cc", "application_number.cc", "kk.cc", "name.cc", "nik.cc", "ordering.cc", "phone.cc"}) {
    std::ifstream file(std::string(OPAK_SOURCE_DIR "/src/law/") + name);
    const std::string source((std::istreambuf_iterator<char>(file)), {});
    ASSERT_FALSE(source.empty()) << name;
    for (auto at = source.find("\"law."); at != std::string::npos; at = source.find("\"law.", at + 1)) {
      const auto key = source.substr(at + 1, source.find('"', at + 1) - at - 1);
      for (const auto lang : {Lang::id, Lang::en}) EXPECT_TRUE(say.has(lang, key) || say.has(lang, "refusal." + key)) << key;
      ++found;
    }
  }
  EXPECT_GT(found, 40);
  for (const auto* what : {"nik", "kk"})
    for (const auto* kind : {"empty", "length", "letters", "spaces", "wide_digits", "sign", "other_characters", "province", "regency", "district"})
      for (const auto lang : {Lang::id, Lang::en}) EXPECT_TRUE(say.has(lang, std::string("refusal.law.") + what + "_" + kind)) << what << kind;
}

TEST(TheCity, SaysWhichCounterServesAKelurahan) {
  const auto& city = kota_serang().city();
  ASSERT_NE(city.counter_of("36.73.02.1008"), nullptr);
  EXPECT_EQ(city.counter_of("36.73.02.1008")->key, "kasemen") << "the one of its kecamatan";
  EXPECT_EQ(city.counter_of("36.73.02.1007")->key, "banten") << "its own goes before that of its kecamatan";
  EXPECT_EQ(city.counter_of("36.73.01.1001"), nullptr) << "here people go to the office";
  EXPECT_EQ(city.counter_of("36.73.99.1001"), nullptr);
  EXPECT_EQ(city.find_counter("office"), nullptr) << "the office is no counter of a kelurahan";
  EXPECT_NE(city.find_counter("walantaka"), nullptr);
}

TEST(TheCity, SaysWhenACounterIsOpen) {
  const auto& catalogue = kota_serang();
  const auto& city = catalogue.city();
  EXPECT_EQ(catalogue.sentences().open_days(Lang::id, city.find_counter("kasemen")->hours), "Senin–Jumat 08.00–14.00");
  EXPECT_EQ(catalogue.sentences().open_days(Lang::id, city.find_counter("walantaka")->hours), "Senin, Rabu, Jumat 08.00–12.00");
  EXPECT_EQ(catalogue.sentences().open_days(Lang::id, {}), "");
}

}  // namespace
}  // namespace opak::catalogue
