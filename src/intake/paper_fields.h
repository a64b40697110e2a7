// From the letters read on a photographed paper to what a form asks: which paper it seems to be, and its numbers, names and days.
//
// A machine's guess for an officer's eye. Nothing is decided here, and nothing is filled in without one. Letters that are often taken for
// digits (O, I, l, B, S, Z) count as digits where sixteen of them stand in a row, and lower the sureness.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/personal.h"
#include "base/time.h"
#include "law/region.h"
#include "paper/text.h"
#include "vault/vault.h"

namespace opak::intake {

enum class PaperKind { none, family_card, identity_card, loss_letter };
std::string_view name_of(PaperKind kind);  // "family_card", ...; "none".

struct ReadField {
  std::string name;  // "nik", "kk", "name", "born", "street", "rt", "rw", "kelurahan", "letter_number", "letter_date"; days as ISO.
  Opened<std::string> value;
  int sure = 0;      // 0 to 100.
};

struct PaperReading {
  PaperKind kind = PaperKind::none;
  int sure = 0;                   // Of the kind.
  std::vector<ReadField> fields;  // Of a family card several "nik" and "name", a name right behind its own NIK.
};

constexpr int surely = 70;  // From here on a kind or a field is not called doubtful.

PaperReading paper_fields_in(const std::vector<paper::TextLine>& lines, Day today);

// As it is sealed, and back. What was not written by us reads as nothing.
Personal<vault::Fields> written(const PaperReading& reading);
PaperReading paper_reading_of(const Opened<vault::Fields>& fields);

// What was read beside what the resident wrote. `almost`: so near that the machine may have misread a letter.
enum class Likeness { same, almost, differs, not_read, only_read };  // only_read: nobody asked for it in the form.
struct ComparedField {
  std::string name;
  Opened<std::string> read, given;
  Likeness likeness = Likeness::not_read;
  int sure = 0;
};
// In the order of the paper. Of a paper that was not recognised: nothing.
std::vector<ComparedField> compared(const PaperReading& reading, const Opened<vault::Fields>& given, const law::Regions& regions, Day today);

// Which kind the paper that a service calls so must be; none: any.
std::optional<PaperKind> kind_asked(std::string_view paper);
// Quite sure that this is another paper than the one asked for.
bool is_wrong_paper(std::string_view paper, const PaperReading& reading);

}  // namespace opak::intake
