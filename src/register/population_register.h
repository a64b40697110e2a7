// The population register, as the office asks it: is there such a person, and is the record ready to be printed?
//
// The real one belongs to the ministry and is reached through whatever line a city has; so it may be down, and every
// answer may be a Failure. What it says of a person is Personal: nobody prints or logs it. Two things can be done with
// it: compare() gives facts ("the name is similar") that a desk may know, and open_record() gives the values to a page
// against a Grant.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/personal.h"
#include "base/result.h"
#include "base/time.h"
#include "law/nik.h"
#include "vault/vault.h"

namespace opak::registry {

enum class CardStatus { never, printed };

struct RegisterRecord {
  Personal<std::string> nik;
  Personal<std::string> kk;
  Personal<std::string> name;
  Personal<std::string> birth_place;
  Personal<Day> born;
  Personal<law::Sex> sex;
  Personal<std::string> kelurahan;  // "36.73.05.1003"
  Personal<std::string> street;
  Personal<std::string> rt;
  Personal<std::string> rw;
  // Facts a desk may know.
  bool alive = true;
  bool biometrics_on_file = false;
  bool duplicate = false;  // Fingers or eyes are on file under another NIK too.
  bool ever_married = false;
  CardStatus card = CardStatus::never;
};

enum class PrrState { ready, not_found, deceased, duplicate, no_biometrics };

std::string_view name_of(PrrState state);

struct PrrAnswer {
  PrrState state = PrrState::not_found;
  std::string record;  // "PRR-000123", opaque; only if ready.
  bool operator==(const PrrAnswer&) const = default;
};

// Thread-safe; may block. Never on a network thread or inside the clerk's transaction.
class PopulationRegister {
 public:
  virtual ~PopulationRegister() = default;
  virtual Result<std::optional<RegisterRecord>> find(const Personal<std::string>& nik) = 0;
  // Whether a card may be printed from this record (the print-ready record, PRR).
  virtual Result<PrrAnswer> ask_print_ready(const Personal<std::string>& nik) = 0;
};

// Only the record of the NIK that was recorded first can be printed; so a duplicate is no PRR.
PrrState prr_state(const RegisterRecord& record);

// UU 24/2013 art. 63(1): 17, or married, or married before.
bool old_enough_for_a_card(const RegisterRecord& record, Day today);

enum class Agreement { unknown, same, similar, differs };  // unknown: one of the two is not there.

std::string_view name_of(Agreement agreement);

struct Comparison {
  Agreement name = Agreement::unknown;
  Agreement kk = Agreement::unknown;
  Agreement born = Agreement::unknown;
  Agreement kelurahan = Agreement::unknown;
  Agreement street = Agreement::unknown;
  Agreement rt = Agreement::unknown;
  Agreement rw = Agreement::unknown;
  Agreement address() const;  // The worst of the last four that are known.
  bool operator==(const Comparison&) const = default;
};

// The fields "name", "kk", "born" (2026-11-23), "kelurahan" (its code), "street", "rt", "rw" as a person gave them; others
// are not looked at.
Comparison compare(const RegisterRecord& record, const Personal<vault::Fields>& typed);
Comparison compare(const RegisterRecord& record, const Opened<vault::Fields>& typed);

// The same fields and "nik", "birth_place", "sex" ("man", "woman"), to be shown side by side. None: the grant does not
// cover `subject`. REQUIRES: `subject` is the person this record was asked for.
std::optional<Opened<vault::Fields>> open_record(const RegisterRecord& record, std::string_view subject, const vault::Grant& grant);

}  // namespace opak::registry
