#include "office/leaves.h"

namespace opak::office {
namespace {

using transparency::Fact;
using transparency::Reason;

// The service's own reason keys, made broad.
std::optional<Reason> broad(std::string_view key) {
  if (key.find("unclear") != key.npos || key.find("blur") != key.npos || key.find("unreadable") != key.npos) return Reason::paper_unclear;
  if (key.find("missing") != key.npos) return Reason::paper_missing;
  if (key.starts_with("paper_")) return Reason::paper_wrong;
  if (key.find("differ") != key.npos) return Reason::data_differs;
  if (key.find("duplicate") != key.npos) return Reason::duplicate;
  if (key == "not_genuine" || key == "not_me") return Reason::not_me;
  if (key == "resident" || key == "erased" || key == "resident_deleted") return Reason::own_wish;
  if (key == "not_at_home" || key == "not_home" || key == "nobody_home") return Reason::nobody_home;
  if (key == "address_not_found") return Reason::address_not_found;
  if (key == "wrong_receiver" || key == "receiver_not_allowed") return Reason::wrong_person;
  if (key == "old_card_missing") return Reason::old_card_missing;
  if (key == "flood" || key == "road_closed") return Reason::road_or_weather;
  if (key == "no_answer" || key == "draft_expired") return Reason::no_answer;
  return Reason::other;
}

PublicFact just(Fact fact) { return {fact}; }

}  // namespace

std::optional<PublicFact> public_fact(const application::State& after, const application::Entry& entry) {
  using Answer = std::optional<PublicFact>;
  return std::visit(
      core::Overloaded{
          [](const application::Opened&) -> Answer { return just(Fact::contact_first); },
          [](const application::Submitted&) -> Answer { return just(Fact::submitted); },
          [](const application::Returned& e) -> Answer { return PublicFact{Fact::returned, broad(e.reason)}; },
          [](const application::Resubmitted&) -> Answer { return just(Fact::resubmitted); },
          [](const application::PapersAccepted&) -> Answer { return just(Fact::complete); },
          [](const application::Verified&) -> Answer { return just(Fact::verified); },
          [](const application::MadePrintReady&) -> Answer { return just(Fact::prr); },
          [](const application::BlangkoAwaited&) -> Answer { return just(Fact::waiting_blangko); },
          [](const application::TakenForPrint& e) -> Answer {
            if (e.out_of_order.empty()) return std::nullopt;
            return PublicFact{Fact::reordered, Reason::priority_rule};
          },
          [](const application::CardPrinted&) -> Answer { return just(Fact::printed); },
          [&](const application::PickupChosen& e) -> Answer {
            if (after.stage != application::Stage::pickup || !e.place.empty()) return just(Fact::changed);
            return PublicFact{Fact::ready_for_pickup, std::nullopt, true};
          },
          [](const application::WaitsAtCounter&) -> Answer { return PublicFact{Fact::ready_for_pickup, std::nullopt, true}; },
          [](const application::LeftCounter&) -> Answer { return PublicFact{Fact::replanned, std::nullopt, true}; },
          [](const application::SentOut&) -> Answer { return PublicFact{Fact::handed_to_courier, std::nullopt, true}; },
          [](const application::AttemptFailed& e) -> Answer { return PublicFact{Fact::delivery_failed, broad(e.reason), true}; },
          [](const application::NotReached&) -> Answer { return PublicFact{Fact::not_reached, std::nullopt, true}; },
          [](const application::DayChosen&) -> Answer { return PublicFact{Fact::replanned, std::nullopt, true}; },
          [](const application::HomeAgain&) -> Answer { return PublicFact{Fact::replanned, std::nullopt, true}; },
          [](const application::Delivered& e) -> Answer { return PublicFact{e.how == "picked_up" ? Fact::pickup : Fact::delivered, std::nullopt, true}; },
          [](const application::AddressChanged&) -> Answer { return just(Fact::changed); },
          [](const application::PersonCorrected&) -> Answer { return just(Fact::changed); },
          [](const application::RejectionProposed&) -> Answer { return just(Fact::reject_proposed); },
          [](const application::Rejected& e) -> Answer { return PublicFact{Fact::rejected, broad(e.rule)}; },
          [](const application::Withdrawn& e) -> Answer { return PublicFact{Fact::withdrawn, broad(e.why)}; },
          [](const application::Disputed&) -> Answer { return PublicFact{Fact::disputed, Reason::not_me}; },
          [](const application::DisputeSettled&) -> Answer { return just(Fact::dispute_resolved); },
          [](const application::Dismissed& e) -> Answer { return PublicFact{Fact::contact_dismissed, broad(e.reason)}; },
          [](const auto&) -> Answer { return std::nullopt; }},
      entry);
}

std::optional<PublicFact> public_fact(const blangko::Entry& entry) {
  using Answer = std::optional<PublicFact>;
  return std::visit(core::Overloaded{[](const blangko::DayOpened&) -> Answer { return just(Fact::stock_opened); },
                                     [](const blangko::BoxReceived&) -> Answer { return just(Fact::blangko_received); },
                                     [](const blangko::Spoiled&) -> Answer { return PublicFact{Fact::blangko_spoiled, Reason::misprint}; },
                                     [](const blangko::Destroyed&) -> Answer { return just(Fact::blangko_destroyed); },
                                     [](const blangko::DayClosed&) -> Answer { return just(Fact::stock_closed); },
                                     [](const auto&) -> Answer { return std::nullopt; }},
                    entry);
}

}  // namespace opak::office
