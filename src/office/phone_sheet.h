// What a courier's phone takes on the road: the sheet of the run, and for each stop what checks the proofs while there is no line.
//
// The phone never gets what it checks. The QR's secret is beyond trying; six letters are not (18 to the sixth), which is why their
// hash is slow and salted for each stop, a card given against them alone is marked, and the office checks both again.
#pragma once

#include "office/deliver.h"

namespace opak::office {

constexpr int rounds_of_letters = 300'000;

struct StopProofs {
  Bytes salt;      // Of this stop.
  Bytes letters;   // PBKDF2-SHA-256 of the resident's six letters.
  Bytes secret;    // SHA-256 of the salt and the QR's secret.
  Bytes envelope;  // SHA-256 of the salt and the envelope's letters.
};
StopProofs proofs_of(Office&, std::string_view parcel);  // Slow the first time; kept in memory afterwards.

struct PhoneSheet {
  RunSheet sheet;
  std::vector<StopProofs> proofs;  // One a stop.
};
using PhoneSheetAnswer = std::variant<PhoneSheet, Refusal, Failure>;
// Only of a run that is on the road and whose bag nobody counted yet.
Later<PhoneSheetAnswer> open_phone_sheet(Office&, std::string run, const Asked&);

}  // namespace opak::office
