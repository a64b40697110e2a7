// Invented people for demos and tests: families with names as they are heard around Serang, made from word lists and a seed.
//
// Nobody here is real. To keep it so, every serial (the last four digits of NIK and KK) is 9000 or above, where the
// register's own counting, which starts at 1 for each district and day, does not come; those from 9900 are the well-known
// ones of demo_residents().
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "register/population_register.h"

namespace opak::registry {

struct ExampleResident {
  std::string label;  // "lost_card"; empty for the many.
  std::string nik;
  std::string kk;
  std::string name;
  std::string birth_place;
  Day born;
  law::Sex sex = law::Sex::man;
  std::string kelurahan;
  std::string street;
  std::string rt;
  std::string rw;
  bool alive = true;
  bool biometrics_on_file = true;
  bool duplicate = false;
  bool ever_married = false;
  CardStatus card = CardStatus::printed;
  std::string typed_name = {};  // How the person writes it, where that is not as in the register.
};

RegisterRecord record_of(const ExampleResident& resident);

// Always the same people, for journeys and for the page that says what to try: lost_card, damaged_card, grandmother,
// first_card, under_17, under_17_married, name_differs, old_serang_nik, from_elsewhere, no_biometrics, duplicate, deceased.
const std::vector<ExampleResident>& demo_residents();
const ExampleResident& demo_resident(std::string_view label);  // A label that is not there is a Bug.

// `count` residents in whole families (the last may be cut), the same for the same arguments. Among them: one in fifty
// deceased, one in twenty adults without biometrics, one in two hundred a duplicate, and children.
std::vector<ExampleResident> invent_residents(std::uint64_t seed, std::size_t count, const std::vector<std::string>& kelurahan_codes,
                                              Day today);

}  // namespace opak::registry
