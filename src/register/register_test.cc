#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <type_traits>

#include "law/age.h"
#include "law/kk.h"
#include "law/name.h"
#include "register/example_register.h"
#include "register/likeness.h"
#include "register/register_twin.h"

namespace opak::office {
class GrantMaker {
 public:
  static vault::Grant grant(std::string subject, std::string purpose) { return {std::move(subject), std::move(purpose)}; }
};
}  // namespace opak::office

namespace opak::registry {

std::ostream& operator<<(std::ostream& out, Agreement agreement) { return out << name_of(agreement); }

namespace {

const Day today = *day_of(2026, 11, 23);
const std::vector<std::string> kelurahan{"36.73.01.1001", "36.73.02.1008", "36.73.03.1009", "36.73.05.1003", "36.73.06.1013"};

Personal<std::string> nik_of(std::string_view label) { return Personal<std::string>(demo_resident(label).nik); }

// ---- likeness

TEST(Names, CapitalsSpacesAndMarksDoNotCount) {
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"SITI AMINAH", "siti  aminah"},
                                                                            {"NUR'AINI", "Nuraini"},
                                                                            {"SITI AMINAH", "Sitiaminah"},
                                                                            {"HJ. SITI AMINAH", "Siti Aminah"},
                                                                            {"AHMAD FAUZI, S.PD", "Ahmad Fauzi S.PD"},
                                                                            {"H", "h"}})
    EXPECT_EQ(names_alike(a, b), Likeness::same) << a << " / " << b;
}

TEST(Names, ASlipOrAShortFormIsSimilar) {
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"SITI AMINAH", "Siti Aminha"},
                                                                            {"SUHAEMI", "Suhaimi"},
                                                                            {"MUHAMAD RIDWAN", "M. Ridwan"},
                                                                            {"MUHAMAD RIDWAN", "Moch Ridwan"},
                                                                            {"MUHAMAD RIDWAN SUHAEMI", "Moh. Ridwan Suhaimi"},
                                                                            {"SITI AMINAH", "Aminah Siti"},
                                                                            {"SITI AMINAH", "S. Aminah"}})
    EXPECT_EQ(names_alike(a, b), Likeness::similar) << a << " / " << b;
}

TEST(Names, AnotherPersonDiffers) {
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"SITI AMINAH", "Siti Maryam"},
                                                                            {"ANI", "Adi"},
                                                                            {"SITI AMINAH", "S A"},
                                                                            {"MUHAMAD RIDWAN", "Muhamad"},
                                                                            {"M. RIDWAN", "M. Fauzi"},
                                                                            {"SITI AMINAH", "..."},
                                                                            {"ASEP", "Asap"}})
    EXPECT_EQ(names_alike(a, b), Likeness::differs) << a << " / " << b;
}

TEST(Names, OtherScriptsAreComparedAsTheyAre) {
  EXPECT_EQ(names_alike("王芳", "王芳"), Likeness::same);
  EXPECT_EQ(names_alike("王芳", "李明月亮"), Likeness::differs);
  EXPECT_EQ(names_alike("", ""), Likeness::same);
}

TEST(Streets, AreComparedByNameAndNumber) {
  EXPECT_EQ(streets_alike("Jl. Mawar No. 007", "jalan mawar 7"), Likeness::same);
  EXPECT_EQ(streets_alike("Perum Griya Melinjo Blok C2 No. 5", "griya melinjo blok C2/5"), Likeness::same);
  EXPECT_EQ(streets_alike("Jl. Flamboyan No. 7", "Jl. Flamboyant No. 7"), Likeness::similar);
  EXPECT_EQ(streets_alike("Jl. Mawar No. 7", "Jl. Mawar No. 8"), Likeness::differs);
  EXPECT_EQ(streets_alike("Jl. Mawar No. 7", "Jl. Mawar"), Likeness::differs);
  EXPECT_EQ(streets_alike("Jl. Mawar No. 7", "Jl. Kenanga No. 7"), Likeness::differs);
}

TEST(Numbers, OneSlipIsSimilar) {
  EXPECT_EQ(numbers_alike("3673051203159901", "3673 0512 0315 9901"), Likeness::same);
  EXPECT_EQ(numbers_alike("3673051203159901", "3673051203159910"), Likeness::similar);
  EXPECT_EQ(numbers_alike("3673051203159901", "3673051203159902"), Likeness::similar);
  EXPECT_EQ(numbers_alike("3673051203159901", "3673051203159812"), Likeness::differs);
}

// ---- comparing a record

TEST(Compare, GivesFactsOnly) {
  const auto record = record_of(demo_resident("name_differs"));
  const Personal<vault::Fields> typed(vault::Fields{{"name", "Moh. Ridwan Suhaimi"},
                                                    {"kk", "3673050303109907"},
                                                    {"born", "1985-03-03"},
                                                    {"kelurahan", "36.73.05.1005"},
                                                    {"street", "Lingkungan lain 3"},
                                                    {"rt", "01"},
                                                    {"rw", "7"}});
  const auto facts = compare(record, typed);
  EXPECT_EQ(facts.name, Agreement::similar);
  EXPECT_EQ(facts.kk, Agreement::same);
  EXPECT_EQ(facts.born, Agreement::same);
  EXPECT_EQ(facts.kelurahan, Agreement::same);
  EXPECT_EQ(facts.street, Agreement::differs);
  EXPECT_EQ(facts.rt, Agreement::same);
  EXPECT_EQ(facts.rw, Agreement::differs);
  EXPECT_EQ(facts.address(), Agreement::differs);
}

TEST(Compare, WhatWasNotGivenIsUnknownAndNoLie) {
  const auto record = record_of(demo_resident("lost_card"));
  EXPECT_EQ(compare(record, Personal<vault::Fields>()), Comparison{});
  EXPECT_EQ(compare(record, Personal<vault::Fields>(vault::Fields{{"name", "  "}, {"born", "14-4-1991"}})), Comparison{});
  EXPECT_EQ(compare(RegisterRecord{}, Personal<vault::Fields>(vault::Fields{{"name", "Siti"}, {"kk", "1"}})), Comparison{});
  EXPECT_EQ(Comparison{}.address(), Agreement::unknown);
}

TEST(Compare, ABirthDayWithDayAndMonthExchangedIsSimilar) {
  const auto record = record_of(demo_resident("duplicate"));  // 1982-09-08
  const auto born = [&](const char* text) { return compare(record, Personal<vault::Fields>(vault::Fields{{"born", text}})).born; };
  EXPECT_EQ(born("1982-09-08"), Agreement::same);
  EXPECT_EQ(born("1982-08-09"), Agreement::similar);
  EXPECT_EQ(born("1983-09-08"), Agreement::similar);
  EXPECT_EQ(born("1983-10-08"), Agreement::differs);
}

TEST(Compare, TheValuesAreShownOnlyAgainstAGrantForThatPerson) {
  const auto record = record_of(demo_resident("lost_card"));
  const auto shown = open_record(record, "P1", office::GrantMaker::grant("P1", "verify"));
  ASSERT_TRUE(shown);
  EXPECT_EQ(PersonalAccess::look(vault::field_of(*shown, "name")), "SITI AMINAH KOMALASARI");
  EXPECT_EQ(PersonalAccess::look(vault::field_of(*shown, "born")), "1991-04-14");
  EXPECT_EQ(PersonalAccess::look(vault::field_of(*shown, "sex")), "woman");
  EXPECT_FALSE(open_record(record, "P1", office::GrantMaker::grant("P2", "verify")));
  EXPECT_EQ(compare(record, *shown), (Comparison{Agreement::same, Agreement::same, Agreement::same, Agreement::same, Agreement::same,
                                                 Agreement::same, Agreement::same}));
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Compare, ARecordCannotBePrinted) {
  EXPECT_TRUE(Printable<std::string>);
  EXPECT_FALSE(Printable<decltype(RegisterRecord::name)>);
  EXPECT_FALSE(Printable<RegisterRecord>);
}

// ---- facts for the desks

TEST(Facts, WhoIsOldEnoughForACard) {
  const auto record = record_of(demo_resident("first_card"));  // 2009-08-17
  EXPECT_FALSE(old_enough_for_a_card(record, *day_of(2026, 8, 16)));
  EXPECT_TRUE(old_enough_for_a_card(record, *day_of(2026, 8, 17)));
  EXPECT_FALSE(old_enough_for_a_card(record_of(demo_resident("under_17")), today));
  EXPECT_TRUE(old_enough_for_a_card(record_of(demo_resident("under_17_married")), today));
}

// ---- the invented people

void expect_well_formed(const ExampleResident& one) {
  const auto nik = law::Nik::parse(one.nik);
  ASSERT_TRUE(nik) << one.nik;
  EXPECT_EQ(nik->sex(), one.sex) << one.nik;
  const auto days = law::birth_days(*nik, today);
  EXPECT_NE(std::find(days.begin(), days.end(), one.born), days.end()) << one.nik << " " << iso_day(one.born);
  const auto kk = law::Kk::parse(one.kk);
  ASSERT_TRUE(kk) << one.kk;
  EXPECT_FALSE(law::check_pair(*nik, *kk));
  EXPECT_FALSE(law::check_name(one.name));
  EXPECT_GE(one.nik.substr(12), "9000");
  EXPECT_GE(one.kk.substr(12), "9000");
  EXPECT_LE(one.born, today);
}

TEST(ExampleResidents, TheWellKnownAreWellFormedAndEachIsThere) {
  std::set<std::string> niks;
  for (const auto& one : demo_residents()) {
    SCOPED_TRACE(one.label);
    expect_well_formed(one);
    EXPECT_GE(one.nik.substr(12), "9900");
    EXPECT_TRUE(one.kelurahan.starts_with("36.73.")) << one.kelurahan;
    niks.insert(one.nik);
  }
  EXPECT_EQ(niks.size(), demo_residents().size());
  EXPECT_FALSE(demo_resident("deceased").alive);
  EXPECT_TRUE(demo_resident("duplicate").duplicate);
  EXPECT_FALSE(demo_resident("no_biometrics").biometrics_on_file);
  EXPECT_THROW(demo_resident("nobody"), Bug);
}

TEST(ExampleResidents, TheManyAreWellFormedAndNeverTwice) {
  const auto all = invent_residents(1, 3000, kelurahan, today);
  ASSERT_EQ(all.size(), 3000U);
  std::set<std::string> niks;
  for (const auto& one : demo_residents()) niks.insert(one.nik);
  for (const auto& one : all) {
    expect_well_formed(one);
    EXPECT_LT(one.nik.substr(12), "9900");
    EXPECT_TRUE(niks.insert(one.nik).second) << one.nik;
    EXPECT_NE(std::find(kelurahan.begin(), kelurahan.end(), one.kelurahan), kelurahan.end());
    EXPECT_TRUE(!one.biometrics_on_file || law::must_hold_ktp_el(today, one.born, one.ever_married)) << one.nik;
  }
}

TEST(ExampleResidents, OneFamilyIsOneCardAndOneAddress) {
  std::map<std::string, std::string> address_of;
  std::size_t families = 0;
  for (const auto& one : invent_residents(2, 2000, kelurahan, today)) {
    const auto address = one.kelurahan + one.street + one.rt + one.rw;
    const auto [found, is_new] = address_of.emplace(one.kk, address);
    EXPECT_EQ(found->second, address);
    families += is_new ? 1 : 0;
  }
  EXPECT_GT(families, 500U);
  EXPECT_LT(families, 1500U);
}

TEST(ExampleResidents, TheSpecialOnesAreAmongThem) {
  std::map<std::string, int> seen;
  for (const auto& one : invent_residents(3, 5000, kelurahan, today)) {
    const bool grown = law::must_hold_ktp_el(today, one.born, one.ever_married);
    seen["deceased"] += !one.alive;
    seen["duplicate"] += one.duplicate;
    seen["grown without biometrics"] += grown && !one.biometrics_on_file;
    seen["children"] += !grown;
    seen["old Serang"] += one.nik.starts_with("3604");
    seen["city"] += one.nik.starts_with("3673");
    seen["elsewhere"] += !one.nik.starts_with("3604") && !one.nik.starts_with("3673");
  }
  const auto between = [&](const char* what, int least, int most) {
    EXPECT_GE(seen[what], least) << what;
    EXPECT_LE(seen[what], most) << what;
  };
  between("deceased", 50, 150);
  between("duplicate", 5, 50);
  between("grown without biometrics", 100, 300);
  between("children", 500, 2500);
  between("old Serang", 1000, 3500);
  between("city", 1000, 3500);
  between("elsewhere", 300, 800);
}

TEST(ExampleResidents, ASeedAlwaysGivesTheSamePeople) {
  const auto a = invent_residents(9, 200, kelurahan, today), b = invent_residents(9, 200, kelurahan, today);
  const auto c = invent_residents(10, 200, kelurahan, today);
  int same_as_c = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(record_of(a[i]).nik, record_of(b[i]).nik);
    EXPECT_EQ(record_of(a[i]).name, record_of(b[i]).name);
    same_as_c += a[i].nik == c[i].nik;
  }
  EXPECT_LT(same_as_c, 5);
}

// ---- the example register and the twin

std::unique_ptr<ExampleRegister> filled_register(const std::string& name) {
  auto reg = ExampleRegister::open("file:/" + name + "?vfs=memdb");
  EXPECT_TRUE(reg);
  EXPECT_TRUE((*reg)->fill(demo_residents()));
  return std::move(*reg);
}

TEST(ExampleRegister, FindsWhoIsInIt) {
  const auto reg = filled_register("register_find");
  for (const auto& one : demo_residents()) {
    const auto found = reg->find(Personal<std::string>(one.nik));
    ASSERT_TRUE(found && *found) << one.label;
    const auto expected = record_of(one);
    EXPECT_EQ((*found)->name, expected.name);
    EXPECT_EQ((*found)->born, expected.born);
    EXPECT_EQ((*found)->sex, expected.sex);
    EXPECT_EQ((*found)->rw, expected.rw);
    EXPECT_EQ((*found)->alive, expected.alive);
    EXPECT_EQ((*found)->card, expected.card);
    EXPECT_EQ((*found)->biometrics_on_file, expected.biometrics_on_file);
    EXPECT_EQ((*found)->duplicate, expected.duplicate);
    EXPECT_EQ((*found)->ever_married, expected.ever_married);
  }
  const auto nobody = reg->find(Personal<std::string>("3673014101900001"));
  ASSERT_TRUE(nobody);
  EXPECT_FALSE(*nobody);
}

TEST(ExampleRegister, TakesMoreBesideWhoIsInItAndChangesNobody) {
  auto reg = filled_register("add");
  const auto count = reg->count();
  auto newcomer = demo_resident("lost_card"), namesake = newcomer;
  newcomer.nik = "3273010101909001";
  namesake.name = "ORANG LAIN";
  ASSERT_TRUE(reg->add({newcomer, namesake}));
  EXPECT_EQ(*reg->count(), *count + 1);
  EXPECT_TRUE(*reg->find(Personal<std::string>(newcomer.nik)));
  EXPECT_EQ(PersonalAccess::look((*reg->find(Personal<std::string>(namesake.nik)))->name), demo_resident("lost_card").name);
}

TEST(ExampleRegister, SaysWhoseRecordIsReadyToPrint) {
  const auto reg = filled_register("register_prr");
  const auto state = [&](std::string_view label) { return reg->ask_print_ready(nik_of(label))->state; };
  EXPECT_EQ(state("lost_card"), PrrState::ready);
  EXPECT_EQ(state("first_card"), PrrState::ready);
  EXPECT_EQ(state("deceased"), PrrState::deceased);
  EXPECT_EQ(state("duplicate"), PrrState::duplicate);
  EXPECT_EQ(state("no_biometrics"), PrrState::no_biometrics);
  EXPECT_EQ(*reg->ask_print_ready(Personal<std::string>("3673014101900001")), (PrrAnswer{PrrState::not_found, ""}));
  const auto one = *reg->ask_print_ready(nik_of("lost_card")), other = *reg->ask_print_ready(nik_of("damaged_card"));
  EXPECT_TRUE(one.record.starts_with("PRR-"));
  EXPECT_NE(one.record, other.record);
  EXPECT_EQ(one, *reg->ask_print_ready(nik_of("lost_card")));
  EXPECT_EQ(reg->ask_print_ready(nik_of("deceased"))->record, "");
}

TEST(ExampleRegister, IsAFailureWhileItIsDownNeverAnEmptyAnswer) {
  const auto reg = filled_register("register_down");
  reg->set_down(true);
  EXPECT_FALSE(reg->find(nik_of("lost_card")));
  EXPECT_FALSE(reg->ask_print_ready(nik_of("lost_card")));
  reg->set_down(false);
  EXPECT_TRUE(*reg->find(nik_of("lost_card")));
}

TEST(ExampleRegister, FillingAgainReplacesAndAFaultyListChangesNothing) {
  const auto reg = filled_register("register_fill");
  auto twice = invent_residents(4, 50, kelurahan, today);
  ASSERT_TRUE(reg->fill(twice));
  EXPECT_EQ(*reg->count(), 50U);
  EXPECT_FALSE(*reg->find(nik_of("lost_card")));
  twice.push_back(twice.front());
  EXPECT_THROW((void)reg->fill(twice), Bug);
  EXPECT_EQ(*reg->count(), 50U);
}

TEST(ExampleRegister, KeepsItsPeopleInItsFile) {
  const auto folder = std::filesystem::temp_directory_path() / ("opak_register_test_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto path = (folder / "register-example.db").string();
  { ASSERT_TRUE((*ExampleRegister::open(path))->fill(demo_residents())); }
  EXPECT_EQ(*(*ExampleRegister::open(path))->count(), demo_residents().size());
  EXPECT_FALSE(ExampleRegister::open((folder / "missing" / "x.db").string()));
  std::filesystem::remove_all(folder);
}

TEST(RegisterTwin, AnswersAsToldAndFailsOnCommand) {
  RegisterTwin twin;
  twin.add(demo_resident("lost_card"));
  EXPECT_TRUE(*twin.find(nik_of("lost_card")));
  EXPECT_FALSE(*twin.find(nik_of("damaged_card")));
  EXPECT_EQ(twin.ask_print_ready(nik_of("lost_card"))->state, PrrState::ready);
  EXPECT_EQ(twin.ask_print_ready(nik_of("damaged_card"))->state, PrrState::not_found);
  twin.answer_print_ready(demo_resident("lost_card").nik, {PrrState::duplicate, ""});
  EXPECT_EQ(twin.ask_print_ready(nik_of("lost_card"))->state, PrrState::duplicate);
  twin.fail_next(1);
  EXPECT_FALSE(twin.find(nik_of("lost_card")));
  EXPECT_TRUE(twin.find(nik_of("lost_card")));
  twin.go_down();
  EXPECT_FALSE(twin.find(nik_of("lost_card")));
  EXPECT_FALSE(twin.ask_print_ready(nik_of("lost_card")));
  twin.come_back();
  EXPECT_TRUE(twin.find(nik_of("lost_card")));
  EXPECT_EQ(twin.asked(), 10);
}

}  // namespace
}  // namespace opak::registry
