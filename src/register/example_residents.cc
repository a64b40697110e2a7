#include "register/example_residents.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "base/twins.h"
#include "law/age.h"

namespace opak::registry {
namespace {

using Words = std::vector<std::string_view>;

const Words men_first{"Ahmad", "Muhamad", "Badru", "Entol", "Tubagus", "Saepul", "Uyun", "Jajang", "Rohmat", "Suhaemi", "Mamat", "Hasan",
                      "Asep", "Dede", "Fauzi", "Iwan", "Ilham", "Rizki", "Yusuf", "Hadi", "Agus", "Bambang", "Wawan", "Ridwan", "Nasrul"};
const Words men_second{"Hidayat", "Fathoni", "Saputra", "Ramdani", "Mulyadi", "Jaelani", "Maulana", "Syarif", "Kurniawan", "Sobari",
                       "Firdaus", "Rosyid", "Suryana", "Mahfudin", "Setiawan", "Basuni", "Wibowo", "Arifin", "Munajat", "Sanusi"};
const Words women_first{"Siti", "Ratu", "Nur", "Eneng", "Iis", "Yayah", "Umi", "Rohayati", "Sri", "Dewi", "Aisyah", "Neneng", "Fitri",
                        "Lilis", "Tuti", "Wiwin", "Mariam", "Entin", "Hayati", "Rina", "Maesaroh", "Yuyun", "Kokom", "Suhaenah"};
const Words women_second{"Aminah", "Rahmawati", "Komalasari", "Hasanah", "Nurjanah", "Solihah", "Kulsum", "Fatimah", "Lestari", "Handayani",
                         "Maryati", "Munawaroh", "Sumiati", "Wulandari", "Khodijah", "Zahra", "Suryani", "Badriah", "Jubaedah", "Anggraeni"};
const Words streets{"Jl. Kenanga", "Jl. Flamboyan", "Jl. Ki Sahal", "Jl. Bayam", "Jl. Kacang Panjang", "Kp. Kebon Sawo", "Kp. Sumur Bata",
                    "Kp. Cilampang", "Kp. Pasir Awi", "Perum Griya Melinjo", "Perum Bumi Ceplis", "Komplek Taman Emping", "Link. Kaloran Dua",
                    "Link. Benteng Lor", "Gg. Delima", "Gg. Sawo Kecik", "Jl. Rambutan Raya", "Kp. Jeruk Tipis"};
const Words birth_places{"Serang", "Serang", "Serang", "Serang", "Pandeglang", "Lebak", "Cilegon", "Tangerang", "Jakarta", "Bogor"};
// Kabupaten Serang's districts before the city was split off in 2007 (UU 32/2007), and a few far ones.
const Words old_serang{"360401", "360402", "360403", "360404", "360410", "360421"};
const Words elsewhere{"360101", "360204", "367101", "317401", "320101", "337402"};

std::string_view one_of(const Words& words, Chance& chance) { return words[chance.below(words.size())]; }
bool happens(Chance& chance, std::uint64_t times, std::uint64_t in) { return chance.below(in) < times; }

// "36.73.05.1003" -> "367305"
std::string district_of(std::string_view kelurahan) { return only_digits(kelurahan).substr(0, 6); }

std::string six_digits(Day day, int day_plus) {
  const auto date = date_of(day);
  return fmt::format("{:02}{:02}{:02}", date.day + day_plus, date.month, date.year % 100);
}

// Counts within district and day, as the register does, but from 9000 on.
class Serials {
 public:
  std::string next(const std::string& head) { return head + fmt::format("{:04}", 9000 + used_[head]++ % 900); }

 private:
  std::map<std::string, int> used_;
};

struct Maker {
  Chance& chance;
  const std::vector<std::string>& kelurahan_codes;
  Day today;
  Serials niks = {};
  Serials kks = {};

  Day day_of_age(int years_least, int years_most) {
    const auto span = static_cast<std::uint64_t>((years_most - years_least) * 365);
    return today + -(years_least * 365 + years_least / 4 + 1 + static_cast<int>(chance.below(std::max<std::uint64_t>(span, 1))));
  }

  std::string first_district(const ExampleResident& resident) {
    if (happens(chance, 1, 10)) return std::string(one_of(elsewhere, chance));
    const bool before_the_city = date_of(resident.born).year < 2007;
    if (before_the_city && happens(chance, 7, 10)) return std::string(one_of(old_serang, chance));
    return district_of(resident.kelurahan);
  }

  ExampleResident household() {
    ExampleResident head;
    head.kelurahan = kelurahan_codes[chance.below(kelurahan_codes.size())];
    head.street = fmt::format("{} No. {}", one_of(streets, chance), 1 + chance.below(120));
    head.rt = fmt::format("{:03}", 1 + chance.below(9));
    head.rw = fmt::format("{:03}", 1 + chance.below(14));
    const auto recorded = *day_of(2008, 1, 1) + static_cast<int>(chance.below(17 * 365));
    head.kk = kks.next(district_of(head.kelurahan) + six_digits(recorded, 0));
    return head;
  }

  ExampleResident member(const ExampleResident& house, law::Sex sex, Day born, bool ever_married) {
    ExampleResident one = house;
    const bool woman = sex == law::Sex::woman;
    one.sex = sex;
    one.born = born;
    one.ever_married = ever_married;
    one.name = upper_ascii(std::string(one_of(woman ? women_first : men_first, chance)) + " " +
                           std::string(one_of(woman ? women_second : men_second, chance)));
    one.birth_place = upper_ascii(one_of(birth_places, chance));
    one.nik = niks.next(first_district(one) + six_digits(born, woman ? 40 : 0));
    const bool grown = law::must_hold_ktp_el(today, born, ever_married);
    one.biometrics_on_file = grown && !happens(chance, 1, 20);
    one.card = one.biometrics_on_file ? CardStatus::printed : CardStatus::never;
    one.alive = !happens(chance, 1, 50);
    one.duplicate = one.biometrics_on_file && happens(chance, 1, 200);
    return one;
  }

  void add_family(std::vector<ExampleResident>& all) {
    const auto house = household();
    const bool led_by_a_woman = happens(chance, 1, 5);
    all.push_back(member(house, led_by_a_woman ? law::Sex::woman : law::Sex::man, day_of_age(24, 82), true));
    if (!led_by_a_woman && happens(chance, 4, 5)) all.push_back(member(house, law::Sex::woman, day_of_age(22, 70), true));
    for (auto children = chance.below(4); children > 0; --children)
      all.push_back(member(house, happens(chance, 1, 2) ? law::Sex::woman : law::Sex::man, day_of_age(0, 24), false));
  }
};

std::vector<ExampleResident> known_residents() {
  const auto man = law::Sex::man, woman = law::Sex::woman;
  const auto on = [](int year, int month, int day) { return *day_of(year, month, day); };
  std::vector<ExampleResident> all{
      {.label = "lost_card", .nik = "3673055404919901", .kk = "3673051203159901", .name = "SITI AMINAH KOMALASARI", .birth_place = "SERANG",
       .born = on(1991, 4, 14), .sex = woman, .kelurahan = "36.73.05.1003", .street = "Jl. Kenanga No. 12", .rt = "003", .rw = "005", .ever_married = true},
      {.label = "damaged_card", .nik = "3673012309889902", .kk = "3673010507129902", .name = "BADRU FATHONI", .birth_place = "SERANG",
       .born = on(1988, 9, 23), .sex = man, .kelurahan = "36.73.01.1002", .street = "Jl. Flamboyan No. 7", .rt = "001", .rw = "009", .ever_married = true},
      {.label = "grandmother", .nik = "3604216506509903", .kk = "3673021801099903", .name = "MAESAROH", .birth_place = "SERANG",
       .born = on(1950, 6, 25), .sex = woman, .kelurahan = "36.73.02.1008", .street = "Kp. Kebon Sawo", .rt = "007", .rw = "002", .ever_married = true},
      {.label = "first_card", .nik = "3673061708099904", .kk = "3673062202119904", .name = "RIZKI MAULANA SOBARI", .birth_place = "SERANG",
       .born = on(2009, 8, 17), .sex = man, .kelurahan = "36.73.06.1008", .street = "Perum Griya Melinjo Blok C2 No. 5", .rt = "004", .rw = "011", .card = CardStatus::never},
      {.label = "under_17", .nik = "3673045205129905", .kk = "3673042202119905", .name = "AISYAH ZAHRA MUNAJAT", .birth_place = "SERANG",
       .born = on(2012, 5, 12), .sex = woman, .kelurahan = "36.73.04.1001", .street = "Kp. Pasir Awi", .rt = "002", .rw = "003", .biometrics_on_file = false, .card = CardStatus::never},
      {.label = "under_17_married", .nik = "3673034101119906", .kk = "3673031006269906", .name = "FITRI LESTARI", .birth_place = "PANDEGLANG",
       .born = on(2011, 1, 1), .sex = woman, .kelurahan = "36.73.03.1009", .street = "Kp. Cilampang No. 3", .rt = "005", .rw = "001", .ever_married = true, .card = CardStatus::never},
      {.label = "name_differs", .nik = "3673050303859907", .kk = "3673050303109907", .name = "MUHAMAD RIDWAN SUHAEMI", .birth_place = "SERANG",
       .born = on(1985, 3, 3), .sex = man, .kelurahan = "36.73.05.1005", .street = "Link. Kaloran Dua No. 21", .rt = "001", .rw = "006", .ever_married = true, .typed_name = "Moh. Ridwan Suhaimi"},
      {.label = "old_serang_nik", .nik = "3604011112799908", .kk = "3673011708149908", .name = "ENTOL SUHAEMI", .birth_place = "SERANG",
       .born = on(1979, 12, 11), .sex = man, .kelurahan = "36.73.01.1008", .street = "Gg. Delima No. 4", .rt = "006", .rw = "004", .ever_married = true},
      {.label = "from_elsewhere", .nik = "3374026002959909", .kk = "3673040909209909", .name = "SRI HANDAYANI", .birth_place = "SEMARANG",
       .born = on(1995, 2, 20), .sex = woman, .kelurahan = "36.73.04.1007", .street = "Komplek Taman Emping No. 18", .rt = "008", .rw = "010"},
      {.label = "no_biometrics", .nik = "3673022107989910", .kk = "3673022504169910", .name = "JAJANG RAMDANI", .birth_place = "LEBAK",
       .born = on(1998, 7, 21), .sex = man, .kelurahan = "36.73.02.1001", .street = "Kp. Sumur Bata", .rt = "002", .rw = "008", .biometrics_on_file = false, .card = CardStatus::never},
      {.label = "duplicate", .nik = "3673060809829911", .kk = "3673060101189911", .name = "WAWAN KURNIAWAN", .birth_place = "TANGERANG",
       .born = on(1982, 9, 8), .sex = man, .kelurahan = "36.73.06.1001", .street = "Jl. Rambutan Raya No. 33", .rt = "003", .rw = "002", .duplicate = true, .ever_married = true},
      {.label = "deceased", .nik = "3604024510479912", .kk = "3673031401109912", .name = "KOKOM JUBAEDAH", .birth_place = "SERANG",
       .born = on(1947, 10, 5), .sex = woman, .kelurahan = "36.73.03.1001", .street = "Jl. Bayam No. 9", .rt = "004", .rw = "007", .alive = false, .ever_married = true},
  };
  return all;
}

}  // namespace

RegisterRecord record_of(const ExampleResident& resident) {
  const auto personal = [](const std::string& text) { return Personal<std::string>(text); };
  return {.nik = personal(resident.nik),
          .kk = personal(resident.kk),
          .name = personal(resident.name),
          .birth_place = personal(resident.birth_place),
          .born = Personal<Day>(resident.born),
          .sex = Personal<law::Sex>(resident.sex),
          .kelurahan = personal(resident.kelurahan),
          .street = personal(resident.street),
          .rt = personal(resident.rt),
          .rw = personal(resident.rw),
          .alive = resident.alive,
          .biometrics_on_file = resident.biometrics_on_file,
          .duplicate = resident.duplicate,
          .ever_married = resident.ever_married,
          .card = resident.card};
}

const std::vector<ExampleResident>& demo_residents() {
  static const auto all = known_residents();
  return all;
}

const ExampleResident& demo_resident(std::string_view label) {
  const auto& all = demo_residents();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& resident) { return resident.label == label; });
  ensure(found != all.end(), "a demo resident is asked for by a label that is there");
  return *found;
}

std::vector<ExampleResident> invent_residents(std::uint64_t seed, std::size_t count, const std::vector<std::string>& kelurahan_codes,
                                              Day today) {
  ensure(!kelurahan_codes.empty(), "invented residents live somewhere");
  SeededChance chance(seed);
  Maker maker{chance, kelurahan_codes, today};
  std::vector<ExampleResident> all;
  while (all.size() < count) maker.add_family(all);
  all.resize(count);
  return all;
}

}  // namespace opak::registry
