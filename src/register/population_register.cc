#include "register/population_register.h"

#include <algorithm>

#include "base/text.h"
#include "law/age.h"
#include "register/likeness.h"

namespace opak::registry {
namespace {

Agreement agreement_of(Likeness likeness) {
  switch (likeness) {
    case Likeness::same: return Agreement::same;
    case Likeness::similar: return Agreement::similar;
    case Likeness::differs: return Agreement::differs;
  }
  return Agreement::unknown;
}

template <class Alike>
Agreement agreement(const Personal<std::string>& known, std::string_view typed, Alike alike) {
  const auto& value = PersonalAccess::look(known);
  if (trimmed(value).empty() || trimmed(typed).empty()) return Agreement::unknown;
  return agreement_of(alike(value, typed));
}

Likeness same_text(std::string_view a, std::string_view b) { return trimmed(a) == trimmed(b) ? Likeness::same : Likeness::differs; }

// RT and RW: "005" is "5", "RT 05" too.
Likeness same_number(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view text) {
    auto digits = only_digits(text);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
  };
  return plain(a) == plain(b) ? Likeness::same : Likeness::differs;
}

Agreement agreement_of_days(const Personal<Day>& known, std::string_view typed) {
  const auto day = parse_iso_day(trimmed(typed));
  if (!day) return Agreement::unknown;
  const auto born = PersonalAccess::look(known);
  if (born == *day) return Agreement::same;
  const auto a = date_of(born), b = date_of(*day);
  // Day and month exchanged, or one of the three wrong: a slip worth a look, not another person.
  const int parts_same = int{a.year == b.year} + int{a.month == b.month} + int{a.day == b.day};
  const bool exchanged = a.year == b.year && a.day == b.month && a.month == b.day;
  return parts_same == 2 || exchanged ? Agreement::similar : Agreement::differs;
}

std::string_view value_of(const vault::Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

Comparison compare_fields(const RegisterRecord& record, const vault::Fields& typed) {
  return {.name = agreement(record.name, value_of(typed, "name"), names_alike),
          .kk = agreement(record.kk, value_of(typed, "kk"), numbers_alike),
          .born = agreement_of_days(record.born, value_of(typed, "born")),
          .kelurahan = agreement(record.kelurahan, value_of(typed, "kelurahan"), same_text),
          .street = agreement(record.street, value_of(typed, "street"), streets_alike),
          .rt = agreement(record.rt, value_of(typed, "rt"), same_number),
          .rw = agreement(record.rw, value_of(typed, "rw"), same_number)};
}

}  // namespace

std::string_view name_of(PrrState state) {
  switch (state) {
    case PrrState::ready: return "ready";
    case PrrState::not_found: return "not_found";
    case PrrState::deceased: return "deceased";
    case PrrState::duplicate: return "duplicate";
    case PrrState::no_biometrics: return "no_biometrics";
  }
  return "";
}

std::string_view name_of(Agreement agreement) {
  switch (agreement) {
    case Agreement::unknown: return "unknown";
    case Agreement::same: return "same";
    case Agreement::similar: return "similar";
    case Agreement::differs: return "differs";
  }
  return "";
}

PrrState prr_state(const RegisterRecord& record) {
  if (!record.alive) return PrrState::deceased;
  if (record.duplicate) return PrrState::duplicate;
  if (!record.biometrics_on_file) return PrrState::no_biometrics;
  return PrrState::ready;
}

bool old_enough_for_a_card(const RegisterRecord& record, Day today) {
  return law::must_hold_ktp_el(today, PersonalAccess::look(record.born), record.ever_married);
}

Agreement Comparison::address() const { return std::max({kelurahan, street, rt, rw}); }

Comparison compare(const RegisterRecord& record, const Personal<vault::Fields>& typed) {
  return compare_fields(record, PersonalAccess::look(typed));
}

Comparison compare(const RegisterRecord& record, const Opened<vault::Fields>& typed) {
  return compare_fields(record, PersonalAccess::look(typed));
}

std::optional<Opened<vault::Fields>> open_record(const RegisterRecord& record, std::string_view subject, const vault::Grant& grant) {
  if (!grant.covers(subject)) return std::nullopt;
  const auto look = [](const auto& personal) { return PersonalAccess::look(personal); };
  return PersonalAccess::open(vault::Fields{{"nik", look(record.nik)},
                                            {"kk", look(record.kk)},
                                            {"name", look(record.name)},
                                            {"birth_place", look(record.birth_place)},
                                            {"born", iso_day(look(record.born))},
                                            {"sex", look(record.sex) == law::Sex::man ? "man" : "woman"},
                                            {"kelurahan", look(record.kelurahan)},
                                            {"street", look(record.street)},
                                            {"rt", look(record.rt)},
                                            {"rw", look(record.rw)}});
}

}  // namespace opak::registry
