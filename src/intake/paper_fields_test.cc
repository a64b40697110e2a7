// What a machine's letters say of a paper: fields, how sure, and how they compare. Its faults are Tesseract's own.
#include "intake/paper_fields.h"

#include <gtest/gtest.h>

#include <map>

#include "base/json.h"
#include "base/text.h"
#include "catalogue/catalogue.h"

namespace opak::intake {
namespace {

const Day today = *parse_iso_day("2026-11-23");

const law::Regions& regions() {
  static const auto catalogue = catalogue::Catalogue::embedded();
  return catalogue.city().regions;
}

PaperReading read(const std::vector<std::string>& lines, int sure = 90) {
  std::vector<paper::TextLine> all;
  for (const auto& line : lines) all.push_back({line, sure});
  return paper_fields_in(all, today);
}

using Found = std::map<std::string, std::string>;
Found found(const PaperReading& reading) {
  Found all;
  for (const auto& field : reading.fields) all[field.name] += (all[field.name].empty() ? "" : " + ") + PersonalAccess::look(field.value);
  return all;
}

const std::vector<std::string> card{"PROVINSI BANTEN", "KOTA SERANG", "NIK\t: 3673015205900003", "Nama\t: SITI NURHALIZA RAHMAWATI", "Tempat'Tgl Lahir — : SERANG, 12-05-1990",
                                    "Jenis kelamin\t: PEREMPUAN\tGol. Darah : O", "Alamat\t:JL. CIWARU RAYA NO. 12", "RT/RW\t:004/007", "Kel/Desa\t: CIPARE", "Kecamatan\t: SERANG",
                                    "Status Perkawinan\t: KAWIN\tCENEAN", "n\tBUKAN ASLI", "Kewarganegaraan : WNI", "Berlaku Hingga\t: SEUMUR HIDUP"};
const std::vector<std::string> family{"KARTU KELUARGA", "No. 3673010507120001", "Nama Kepala Keluarga\t: HASAN BASRI\tKecamatan\t: SERANG", "Alamat\t:JL. CIWARU RAYA NO. 12\tKabupaten/Kota\t: KOTA SERANG",
                                      "RT/RW\t: 004/007\tKode Pos\t142111", "Desa/Kelurahan\t: CIPARE\tProvinsi\t: BANTEN", "No | Nama Lengkap\tNIK\tKelamin", "1 1 HASAN BASRI\t3673011708790002\tLAKI-LAKI | SERANG",
                                      "2 | SITI NURHALIZA RAHMAWATI\t3673015205900003\tPEREMPUAN", "3 | ANAK\t0000000000000000\t-"};
const std::vector<std::string> letter{"KEPOLISIAN NEGARA REPUBLIK INDONESIA", "SEKTOR SERANG", "SURAT KETERANGAN KEHILANGAN", "Nomor : SKTLK/1042/X1/2026/S PKT", "Pada hari Rabu tanggal 18 November 2026 telah datang",
                                      "Nama ! SITI NUR HALIZA RAHMAWATI", "Tempattgl lahir\t: Serang, 12-05-1990", "NIK 1 3673015205900003", "Alamat\t:Jl. Ciwaru Raya No. 12 RT 004/007", "Kelurahan : Cipare",
                                      "Melaporkan bahwa telah kehilangan", "Serang, 18 November 2026"};

Opened<vault::Fields> form(vault::Fields fields) { return PersonalAccess::open(std::move(fields)); }

std::map<std::string, Likeness> likenesses(const PaperReading& reading, vault::Fields given) {
  std::map<std::string, Likeness> all;
  for (const auto& line : compared(reading, form(std::move(given)), regions(), today)) all[line.name] = line.likeness;
  return all;
}

TEST(PaperFields, OfAnIdentityCard) {
  const auto reading = read(card);
  EXPECT_EQ(reading.kind, PaperKind::identity_card);
  EXPECT_GE(reading.sure, surely);
  EXPECT_EQ(found(reading), (Found{{"nik", "3673015205900003"}, {"name", "SITI NURHALIZA RAHMAWATI"}, {"born", "1990-05-12"}, {"street", "JL. CIWARU RAYA NO. 12"}, {"rt", "004"}, {"rw", "007"}, {"kelurahan", "CIPARE"}}));
}

TEST(PaperFields, OfAFamilyCardWithItsPeople) {
  const auto reading = read(family);
  EXPECT_EQ(reading.kind, PaperKind::family_card);
  EXPECT_EQ(found(reading), (Found{{"kk", "3673010507120001"}, {"name", "HASAN BASRI + HASAN BASRI + SITI NURHALIZA RAHMAWATI"}, {"nik", "3673011708790002 + 3673015205900003"}, {"street", "JL. CIWARU RAYA NO. 12"},
                                   {"rt", "004"}, {"rw", "007"}, {"kelurahan", "CIPARE"}}));
}

TEST(PaperFields, OfAPoliceLetter) {
  const auto reading = read(letter);
  EXPECT_EQ(reading.kind, PaperKind::loss_letter);
  const auto all = found(reading);
  EXPECT_EQ(all.at("letter_number"), "SKTLK/1042/XI/2026/SPKT") << "the month in Roman letters, and no gap";
  EXPECT_EQ(all.at("letter_date"), "2026-11-18");
  EXPECT_EQ(all.at("nik"), "3673015205900003") << "its colon was read as a one";
  EXPECT_EQ(all.at("name"), "SITI NUR HALIZA RAHMAWATI");
  EXPECT_EQ(all.at("rt") + all.at("rw"), "004007");
  EXPECT_EQ(all.at("street"), "Jl. Ciwaru Raya No. 12");
}

TEST(PaperFields, TakeLettersForTheDigitsTheyAreOftenTakenFor) {
  for (const auto* number : {"36730152O59OOOO3", "367301S205900003", "3673 0152 0590 0003", "3673015205900O03", "l3673015205900003", "36730I5205900003", "3673015205900003B"}) {
    const auto all = found(read({"PROVINSI BANTEN", std::string("NIK : ") + number, "Kewarganegaraan : WNI", "Berlaku Hingga : SEUMUR HIDUP"}));
    if (std::string(number).ends_with('B')) EXPECT_FALSE(all.contains("nik")) << "seventeen of them are no NIK";
    else EXPECT_EQ(all.at("nik"), "3673015205900003") << number;
  }
  const auto plain = read({"Berlaku Hingga", "Kewarganegaraan", "NIK : 3673015205900003"}), mended = read({"Berlaku Hingga", "Kewarganegaraan", "NIK : 36730152O5900O03"});
  ASSERT_FALSE(plain.fields.empty());
  ASSERT_FALSE(mended.fields.empty());
  EXPECT_GT(plain.fields.front().sure, mended.fields.front().sure) << "what was mended is less sure";
}

TEST(PaperFields, CallNothingANikThatTheLawWouldRefuse) {
  for (const auto* number : {"0000000000000000", "3673019905900003", "0973015205900003", "367301520590003"})
    EXPECT_FALSE(found(read({"Berlaku Hingga", "Kewarganegaraan", std::string("NIK : ") + number})).contains("nik")) << number;
}

TEST(PaperFields, FindAValueThatWasTornFromItsName) {
  const auto all = found(read({"Berlaku Hingga : SEUMUR HIDUP", "Kewarganegaraan : WNI", ": SITI NURHALIZA", "Nama"}));
  EXPECT_EQ(all.at("name"), "SITI NURHALIZA");
}

TEST(PaperFields, OfAnythingElseAreNone) {
  for (const auto& lines : std::vector<std::vector<std::string>>{{}, {""}, {"INDOMARET", "TOTAL 45.000", "3673015205900003"}, {"Nama : SITI", "NIK : 3673015205900003"}, {"KARTU"}}) {
    const auto reading = read(lines);
    EXPECT_EQ(reading.kind, PaperKind::none);
    EXPECT_TRUE(reading.fields.empty()) << "of a paper we do not know nothing is proposed";
    EXPECT_TRUE(compared(reading, form({{"nik", "3673015205900003"}}), regions(), today).empty());
  }
}

TEST(PaperFields, AreReadInMisspeltPapersToo) {
  EXPECT_EQ(read({"KARTU KELUARCA", "Nama Kepala Keluarqa : HASAN BASRI"}).kind, PaperKind::family_card);
  EXPECT_EQ(read({"KEP0LISIAN NEGARA", "SURAT KETERANGAN KEH1LANGAN"}).kind, PaperKind::loss_letter);
  EXPECT_EQ(found(read({"KARTU KELUARGA", "Nama Kepala Ke1uarga : HASAN BASRI"})).at("name"), "HASAN BASRI");
}

TEST(PaperFields, ComparedSayWhatIsTheSameWhatNearlyAndWhatIsNot) {
  const vault::Fields given{{"name", "Siti Nurhaliza Rahmawati"}, {"nik", "3673015205900003"}, {"street", "Jalan Ciwaru Raya 12"}, {"rt", "4"}, {"rw", "008"}, {"kelurahan", "36.73.01.1001"}};
  const auto code = regions().find("Cipare").front()->code;
  auto here = given;
  here.back().second = code;
  auto all = likenesses(read(card), here);
  EXPECT_EQ(all.at("name"), Likeness::same);
  EXPECT_EQ(all.at("nik"), Likeness::same);
  EXPECT_EQ(all.at("born"), Likeness::same) << "the NIK has the day too";
  EXPECT_EQ(all.at("street"), Likeness::same) << "'Jl.' and 'No.' are no difference";
  EXPECT_EQ(all.at("rt"), Likeness::same);
  EXPECT_EQ(all.at("rw"), Likeness::differs);
  EXPECT_EQ(all.at("kelurahan"), Likeness::same);
  here[1].second = "3673015205900008";
  here[0].second = "Siti Nurhalisa Rahmawati";
  all = likenesses(read(card), here);
  EXPECT_EQ(all.at("nik"), Likeness::almost) << "one digit may be misread";
  EXPECT_EQ(all.at("name"), Likeness::almost);
  here[1].second = "3673014101900001";
  here[0].second = "Dewi Lestari";
  all = likenesses(read(card), here);
  EXPECT_EQ(all.at("nik"), Likeness::differs);
  EXPECT_EQ(all.at("name"), Likeness::differs);
  EXPECT_EQ(all.at("born"), Likeness::differs);
}

TEST(PaperFields, OfAFamilyCardTheNearestPersonCounts) {
  const auto all = likenesses(read(family), {{"name", "Siti Nurhaliza Rahmawati"}, {"nik", "3673015205900003"}, {"kk", "3673010507120001"}});
  EXPECT_EQ(all.at("name"), Likeness::same);
  EXPECT_EQ(all.at("nik"), Likeness::same);
  EXPECT_EQ(all.at("kk"), Likeness::same);
  EXPECT_EQ(all.at("street"), Likeness::only_read) << "who fetches the card wrote no address";
}

TEST(PaperFields, ThatWereNotReadAreSaidToBe) {
  const auto all = likenesses(read({"KARTU KELUARGA", "Kepala Keluarga"}), {{"nik", "3673015205900003"}});
  EXPECT_EQ(all.at("nik"), Likeness::not_read);
  EXPECT_EQ(all.at("kk"), Likeness::not_read);
  const auto police = likenesses(read({"KEPOLISIAN", "KEHILANGAN"}), {{"nik", "3673015205900003"}});
  EXPECT_EQ(police.at("letter_number"), Likeness::not_read);
  EXPECT_FALSE(police.contains("nik")) << "not every police letter has it";
}

TEST(PaperFields, AreTheSameAfterTheyWereSealed) {
  for (const auto* lines : {&card, &family, &letter}) {
    const auto before = read(*lines);
    const auto after = paper_reading_of(form(PersonalAccess::look(written(before))));
    EXPECT_EQ(after.kind, before.kind);
    EXPECT_EQ(after.sure, before.sure);
    EXPECT_EQ(found(after), found(before));
  }
  EXPECT_EQ(paper_reading_of(form({{"kind", "passport"}, {"nik:", "1"}, {"x:99999999999999", "2"}})).kind, PaperKind::none);
}

TEST(PaperFields, OfTheWrongPaperAreCalledWrongOnlyWhereItIsQuiteSure) {
  EXPECT_TRUE(is_wrong_paper("family_card", read(card)));
  EXPECT_FALSE(is_wrong_paper("family_card", read(family)));
  EXPECT_FALSE(is_wrong_paper("family_card", read({"KEPOLISIAN", "MELAPORKAN"}))) << "a guess is no reason to ask";
  EXPECT_FALSE(is_wrong_paper("family_card", read({}))) << "what was not recognised may be the right one";
  EXPECT_FALSE(is_wrong_paper("a_paper_of_another_office", read(card)));
}

TEST(PaperFields, TakeAnyBytes) {
  for (const auto* bytes : {"\xff\xfe NIK", "NIK", "NIK :", "Nama", "RT/RW : /", "Alamat : RT", "Nomor : ////////", "No. ", "1", "KARTU KELUARGA NIK NIK NIK"}) (void)read({"KARTU KELUARGA", "KEPALA KELUARGA", bytes, bytes});
  const std::string much(100'000, '3');
  EXPECT_TRUE(found(read({"KARTU KELUARGA", much})).empty());
  std::vector<std::string> many(5'000, "NIK 3673015205900003 No. 3673010507120001");
  many.insert(many.begin(), {"KARTU KELUARGA"});
  EXPECT_LT(read(many).fields.size(), 30U);
}

}  // namespace
}  // namespace opak::intake
