#include "intake/found_fields.h"

#include <gtest/gtest.h>

#include "base/embedded.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/source.h"
#include "law/application_number.h"

namespace opak::intake {
namespace {

const law::Regions& serang() {
  static const auto catalogue = *catalogue::Catalogue::load(catalogue::embedded_sources(), "36.73");
  return catalogue.city().regions;
}

const Day sunday = *day_of(2026, 11, 22);

std::string json_of(std::string_view text, std::optional<Day> today = std::nullopt) { return written(found_fields_in(text, serang(), today)).write(); }
FoundFields in(std::string_view text, std::optional<Day> today = std::nullopt) { return found_fields_in(text, serang(), today); }
std::string places(std::string_view text) {
  std::string all;
  for (const auto* region : in(text).kelurahan) all += (all.empty() ? "" : " ") + region->code;
  return all;
}

TEST(FoundFields, NumbersHoweverTheyAreParted) {
  for (const auto* text : {"nik saya 3673015203900004", "NIK 3673 0152 0390 0004", "nik: 36.73.01.520390.0004", "3673-0152-0390-0004 itu nik saya"})
    EXPECT_EQ(in(text).nik, std::vector<std::string>{"3673015203900004"}) << text;
}

TEST(FoundFields, TwoNumbersInOneMessageAreSorted) {
  const auto found = in("nik 3673015203900004 kk 3673012210110007");
  EXPECT_EQ(found.nik, std::vector<std::string>{"3673015203900004"});
  EXPECT_EQ(found.kk, std::vector<std::string>{"3673012210110007"});
  const auto other = in("KK 3673012210110007\nNIK 3673015203900004");
  EXPECT_EQ(other.nik, found.nik);
  EXPECT_EQ(other.kk, found.kk);
}

TEST(FoundFields, ANumberThatCannotBeIsDoubtful) {
  EXPECT_TRUE(in("nik 36730152039000").nik.empty());
  EXPECT_EQ(in("nik 36730152039000").doubtful_numbers, std::vector<std::string>{"36730152039000"});
  EXPECT_TRUE(in("nik 0073015203900004").nik.empty());
  EXPECT_EQ(in("nik 0073015203900004").doubtful_numbers.size(), 1U);
  EXPECT_TRUE(in("nik 3673019903900004").nik.empty()) << "no day 99";
}

TEST(FoundFields, TheHabitWithMarks) {
  const auto found = in("#KTP HILANG#3673015203900004#3673012210110007#Nurhayati#Unyur");
  EXPECT_EQ(found.nik, std::vector<std::string>{"3673015203900004"});
  EXPECT_EQ(found.kk, std::vector<std::string>{"3673012210110007"});
  EXPECT_EQ(found.names, std::vector<std::string>{"Nurhayati"});
  EXPECT_EQ(places("#KTP HILANG#3673015203900004#3673012210110007#Nurhayati#Unyur"), "36.73.01.1007");
}

TEST(FoundFields, OfTheHabitWithMarksTheAddressIsItsOwnPartOnly) {
  const auto found = in("#KTP#3673015203900004#3673012210110007#Nurhayati#Jl Melati 3 RT 02 RW 04 Kaligandu#081200001111");
  EXPECT_EQ(found.address.street, "Jl Melati 3");
  EXPECT_EQ(found.address.rt + found.address.rw, "0204");
  EXPECT_EQ(found.address.landmark, "") << "the kelurahan is found by itself, and the telephone is no landmark";
  EXPECT_EQ(found.kelurahan.size(), 1U);
}

TEST(FoundFields, TheListWithLabels) {
  const auto found = in("Nama: Siti Aminah\nNIK: 3673015203900004\nNo KK: 3673012210110007\nAlamat: Jl. Melati no 5 RT 02/05\nHP: 0812-3456-7890");
  EXPECT_EQ(found.names, std::vector<std::string>{"Siti Aminah"});
  EXPECT_EQ(found.nik.size(), 1U);
  EXPECT_EQ(found.kk.size(), 1U);
  EXPECT_EQ(found.phones, std::vector<std::string>{"+6281234567890"});
  EXPECT_EQ(found.address.rt, "02");
  EXPECT_EQ(found.address.rw, "05");
  EXPECT_EQ(found.address.street, "Jl. Melati no 5");
}

TEST(FoundFields, Names) {
  EXPECT_EQ(in("nama saya Siti Aminah mau urus ktp").names, std::vector<std::string>{"Siti Aminah"});
  EXPECT_EQ(in("ktp a.n. Ahmad Fauzi sudah jadi?").names, std::vector<std::string>{"Ahmad Fauzi"});
  EXPECT_EQ(in("atas nama Rohmat, sampe mana").names, std::vector<std::string>{"Rohmat"});
  EXPECT_EQ(in("nama lengkap M. Rizki Pratama").names, std::vector<std::string>{"M. Rizki Pratama"});
  EXPECT_TRUE(in("nama saya salah di ktp").names.empty());
  EXPECT_TRUE(in("siapa nama petugasnya").names.empty() || in("siapa nama petugasnya").names.front() != "saya");
}

TEST(FoundFields, DatesInManyForms) {
  for (const auto* text : {"lahir 2 jan 1990", "lahir 02/01/90", "tgl 2-1-1990", "2 Januari 90", "1990-01-02", "02.01.1990"})
    EXPECT_EQ(in(text).dates, std::vector<Day>{*day_of(1990, 1, 2)}) << text;
  EXPECT_TRUE(in("kemarin hilang").dates.empty()) << "without a clock only whole dates are dates";
  EXPECT_EQ(in("kemarin hilang", sunday).dates, std::vector<Day>{sunday + -1});
  EXPECT_EQ(in("diajukan 20 november", sunday).dates, std::vector<Day>{*day_of(2026, 11, 20)});
  EXPECT_TRUE(in("31/02/1990").dates.empty());
  EXPECT_TRUE(in("RT 02/05").dates.empty());
  EXPECT_TRUE(in("3673 0152 0390 0004").dates.empty());
}

TEST(FoundFields, PlacesInSeveralSpellings) {
  EXPECT_EQ(places("saya tinggal di Unyur"), "36.73.01.1007");
  EXPECT_EQ(places("kel trondol"), "36.73.01.1011");
  EXPECT_EQ(places("rumah di warungjaud"), "36.73.02.1004");
  EXPECT_EQ(places("kelurahan panancangn"), "36.73.05.1003");
  EXPECT_EQ(places("tinggal di sukawana"), "36.73.01.1008 36.73.04.1007") << "one name, two places";
  EXPECT_EQ(places("kel sukawana kec curug"), "36.73.04.1007");
  EXPECT_EQ(places("dukcapil kota serang"), "") << "the town is no kelurahan";
  EXPECT_EQ(places("kelurahan serang"), "36.73.01.1001");
  EXPECT_EQ(in("kec kasemen").kecamatan, std::vector<std::string>{"Kasemen"});
  EXPECT_EQ(places("ktp saya hilang kemarin"), "");
}

TEST(FoundFields, AddressesAndWhatIsNone) {
  for (const auto* text : {"alamat kp lebak rt02/rw05", "kp. lebak RT.02 RW.05", "Kp Lebak rt 02 rw 05", "alamat: kp lebak rt 02/05"}) {
    EXPECT_EQ(in(text).address.rt, "02") << text;
    EXPECT_EQ(in(text).address.rw, "05") << text;
    EXPECT_EQ(letters_only(in(text).address.street), "kplebak") << text;
  }
  EXPECT_EQ(in("eh salah, RT 04").address.rt, "04");
  EXPECT_EQ(in("jalan rusak parah tidak diperbaiki").address.street, "");
}

TEST(FoundFields, ApplicationsAndTheirParts) {
  const auto number = law::ApplicationNumber::make(2026, 11, 91).text();
  EXPECT_EQ(in("cek " + number + " dong").applications, std::vector<std::string>{number});
  EXPECT_EQ(in("No permohonan 0231 atas nama Rohmat").application_parts, std::vector<std::string>{"0231"});
  EXPECT_TRUE(in("OM-2611-00091-X1").applications.empty() || in("OM-2611-00091").applications.empty());
}

TEST(FoundFields, AnyBytesGiveJsonThatCanBeRead) {
  for (const auto& text : {std::string("\xff\xfe\x00nik 3673015203900004", 24), std::string(200'000, '3'), std::string(50'000, '#'), std::string("nama saya \xf0\x9f\x98"), std::string()}) {
    const auto json = json_of(text);
    EXPECT_TRUE(is_utf8(json));
    EXPECT_TRUE(parse_json(json).has_value()) << text.size();
  }
  EXPECT_EQ(json_of("halo"), "{}");
}

}  // namespace
}  // namespace opak::intake
