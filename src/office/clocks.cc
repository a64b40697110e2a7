#include "office/clocks.h"

namespace opak::office {
namespace {

Day working_days_after(const Office& office, Moment at, int n) {
  const auto& calendar = office.catalogue().city().calendar;
  return calendar.add_working_days(calendar.day_of_receipt(at), n);
}

}  // namespace

Day look_by(const Office& office, const law::Service& service, Moment received) {
  const auto* clock = service.find_clock("first_look");
  return clock ? working_days_after(office, received, clock->working_days) : Day{};
}

Day verify_by(const Office& office, const law::Service& service, Moment complete) {
  for (const auto& stage : service.stages)
    if (stage.step == law::Step::verify) return working_days_after(office, complete, stage.working_days);
  return {};
}

Day promise_from(const Office& office, const law::Service& service, Moment received) {
  return working_days_after(office, received, service.working_days("promise"));
}

}  // namespace opak::office
