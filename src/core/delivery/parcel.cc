#include "core/delivery/delivery.h"

namespace opak::delivery {
namespace {

using Entries = std::vector<ParcelEntry>;

struct Decide {
  const ParcelState& state;

  ParcelDecision operator()(const Pack& wish) const {
    if (state.stage != ParcelStage::none) return Refusal{"delivery.already_packed"};
    return Entries{Packed{wish.application, wish.serial, wish.mark, wish.takes_old_card}};
  }
  ParcelDecision operator()(const PutOn& wish) const {
    if (state.stage != ParcelStage::packed) return Refusal{"delivery.parcel_not_at_office"};
    return Entries{PutOnRun{wish.run, wish.position}};
  }
  ParcelDecision operator()(const TakeOff& wish) const {
    if (state.stage != ParcelStage::on_run || state.run != wish.run) return Refusal{"delivery.parcel_not_on_run"};
    return Entries{TakenOffRun{wish.run, wish.why}};
  }
  ParcelDecision operator()(const Load& wish) const {
    if (state.stage != ParcelStage::on_run || state.run != wish.run) return Refusal{"delivery.parcel_not_on_run"};
    return Entries{Loaded{wish.run}};
  }

  // Says no first, and in the order in which a courier can do something about it.
  ParcelDecision operator()(const HandOver& wish) const {
    const bool at_counter = wish.run.empty();
    if (!at_counter && state.stage == ParcelStage::loaded && state.passed_from == wish.run && state.run != wish.run) return Refusal{"delivery.parcel_passed_on"};
    if (at_counter ? state.stage != ParcelStage::packed && state.stage != ParcelStage::at_counter : (state.stage != ParcelStage::loaded || state.run != wish.run))
      return Refusal{"delivery.parcel_not_here"};
    if (wish.envelope == Letters::wrong) return Refusal{"delivery.wrong_envelope"};
    if (state.locked()) return Refusal{"delivery.secret_locked"};
    if (wish.secret == Letters::wrong) return Entries{WrongSecret{wish.by}};
    if (!wish.face_matches) return Refusal{"delivery.face_not_compared"};
    if (state.takes_old_card && !wish.old_card_taken) return Refusal{"delivery.old_card_needed"};
    return Entries{HandedOver{wish.by, wish.receiver, wish.old_card_taken, wish.face_matches, wish.done_at, wish.weak, wish.clock_wrong}};
  }

  ParcelDecision operator()(const ReportNotHandedOver& wish) const {
    if (state.stage == ParcelStage::loaded && !wish.run.empty() && state.passed_from == wish.run && state.run != wish.run) return Refusal{"delivery.parcel_passed_on"};
    if (state.stage != ParcelStage::loaded || state.run != wish.run) return Refusal{"delivery.parcel_not_here"};
    if (wish.reason.empty()) return Refusal{"delivery.reason_missing"};
    return Entries{NotHandedOver{wish.by, wish.reason, wish.done_at, wish.clock_wrong, wish.photo}};
  }
  ParcelDecision operator()(const PassOn& wish) const {
    if (state.stage != ParcelStage::loaded || state.run != wish.from || wish.run == wish.from) return Refusal{"delivery.parcel_not_on_run"};
    return Entries{PassedOn{wish.from, wish.run, wish.position}};
  }
  ParcelDecision operator()(const BringToOffice& wish) const {
    if (state.stage != ParcelStage::not_handed_over && state.stage != ParcelStage::loaded && state.stage != ParcelStage::in_bag) return Refusal{"delivery.parcel_not_out"};
    return Entries{BackAtOffice{wish.by}};
  }
  ParcelDecision operator()(const PutIntoBag& wish) const {
    if (state.stage != ParcelStage::packed && state.stage != ParcelStage::at_counter) return Refusal{"delivery.parcel_not_here"};
    return Entries{PutInBag{wish.bag, wish.by}};
  }
  ParcelDecision operator()(const LayAtCounter& wish) const {
    if (state.stage != ParcelStage::in_bag || state.bag != wish.bag) return Refusal{"delivery.parcel_not_here"};
    return Entries{AtCounter{wish.bag, wish.counter, wish.by}};
  }
  ParcelDecision operator()(const UnlockSecret& wish) const {
    if (!state.locked()) return Refusal{"delivery.secret_not_locked"};
    return Entries{SecretUnlocked{wish.by}};
  }
  ParcelDecision operator()(const VoidParcel& wish) const {
    if (state.stage != ParcelStage::packed) return Refusal{"delivery.parcel_not_at_office"};
    return Entries{Voided{wish.by, wish.why}};
  }
};

struct Apply {
  ParcelState& state;

  void operator()(const Packed& e) {
    state.stage = ParcelStage::packed;
    state.application = e.application;
    state.serial = e.serial;
    state.mark = e.mark;
    state.takes_old_card = e.takes_old_card;
  }
  void operator()(const PutOnRun& e) {
    state.stage = ParcelStage::on_run;
    state.run = e.run;
    state.position = e.position;
  }
  void operator()(const TakenOffRun&) {
    state.stage = ParcelStage::packed;
    state.run.clear();
  }
  void operator()(const Loaded&) { state.stage = ParcelStage::loaded; }
  void operator()(const PassedOn& e) {
    state.passed_from = e.from;
    state.run = e.run;
    state.position = e.position;
  }
  void operator()(const WrongSecret&) { state.wrong_secrets += 1; }
  void operator()(const SecretUnlocked&) { state.wrong_secrets = 0; }
  void operator()(const HandedOver&) {
    state.stage = ParcelStage::handed_over;
    state.door_photo.clear();
  }
  void operator()(const NotHandedOver& entry) {
    state.stage = ParcelStage::not_handed_over;
    state.door_photo = entry.photo;
  }
  void operator()(const PutInBag& e) {
    state.stage = ParcelStage::in_bag;
    state.bag = e.bag;
    state.counter.clear();
  }
  void operator()(const AtCounter& e) {
    state.stage = ParcelStage::at_counter;
    state.bag.clear();
    state.counter = e.counter;
  }
  void operator()(const BackAtOffice&) {
    state.stage = ParcelStage::packed;
    state.bag.clear();
    state.counter.clear();
    state.run.clear();
    state.passed_from.clear();
    state.wrong_secrets = 0;
  }
  void operator()(const Voided&) { state.stage = ParcelStage::voided; }
};

}  // namespace

std::string_view name_of(ParcelStage stage) {
  constexpr std::string_view names[] = {"none", "packed", "on_run", "loaded", "not_handed_over", "handed_over", "voided", "in_bag", "at_counter"};
  return names[static_cast<std::size_t>(stage)];
}

std::optional<ParcelStage> parcel_stage_named(std::string_view name) {
  for (int i = 0; i < 9; ++i)
    if (name_of(static_cast<ParcelStage>(i)) == name) return static_cast<ParcelStage>(i);
  return std::nullopt;
}

ParcelDecision decide(const ParcelState& state, const ParcelCommand& command, Moment) { return std::visit(Decide{state}, command); }

void apply(ParcelState& state, const ParcelEntry& entry, Moment) {
  std::visit(Apply{state}, entry);
  state.version += 1;
}

}  // namespace opak::delivery
