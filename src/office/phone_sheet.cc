#include "office/phone_sheet.h"

#include <map>
#include <mutex>

#include "base/digest.h"
#include "base/slow_digest.h"
#include "core/delivery/delivery.h"
#include "office/print.h"
#include "views/boards.h"

namespace opak::office {
namespace {

// The same letters and salt give the same hash: worked out once while this program runs. By a digest, so that no letters lie about.
Bytes slow_once(ByteView letters, ByteView salt) {
  static std::mutex mutex;
  static std::map<Bytes, Bytes> known;
  constexpr std::size_t known_max = 4096;
  const auto name = sha256({letters, salt});
  {
    std::lock_guard lock(mutex);
    if (const auto found = known.find(name); found != known.end()) return found->second;
  }
  auto hash = pbkdf2_sha256(letters, salt, rounds_of_letters);
  std::lock_guard lock(mutex);
  if (known.size() >= known_max) known.clear();
  return known.emplace(name, std::move(hash)).first->second;
}

}  // namespace

StopProofs proofs_of(Office& office, std::string_view parcel) {
  StopProofs proofs;
  proofs.salt = office.vault().derived_letters("salt/" + std::string(parcel), 31);
  proofs.letters = slow_once(resident_letters(office, parcel), proofs.salt);
  proofs.secret = sha256({proofs.salt, resident_secret(office, parcel)});
  proofs.envelope = sha256({proofs.salt, envelope_letters(office, parcel)});
  return proofs;
}

Later<PhoneSheetAnswer> open_phone_sheet(Office& office, std::string run, const Asked& asked) {
  const auto found = views::Boards(office.reader()).find_run(run);
  if (!found || found->state.stage != delivery::RunStage::loaded || !found->state.counted_by.empty())
    return Later<PhoneSheetAnswer>::ready(PhoneSheetAnswer(Refusal{"delivery.run_not_on_the_road"}));
  Later<PhoneSheetAnswer> later;
  open_run_sheet(office, std::move(run), asked).when_ready([&office, later](const RunSheetAnswer& answer) {
    if (const auto* refusal = std::get_if<Refusal>(&answer)) return later.answer(PhoneSheetAnswer(*refusal));
    if (const auto* failure = std::get_if<Failure>(&answer)) return later.answer(PhoneSheetAnswer(*failure));
    const bool taken = office.slowly([&office, later, sheet = std::get<RunSheet>(answer)] {
      PhoneSheet all{sheet, {}};
      for (const auto& stop : sheet.stops) all.proofs.push_back(proofs_of(office, stop.parcel));
      later.answer(PhoneSheetAnswer(std::move(all)));
    });
    if (!taken) later.answer(PhoneSheetAnswer(Failure{"too much slow work waits", "busy"}));
  });
  return later;
}

}  // namespace opak::office
