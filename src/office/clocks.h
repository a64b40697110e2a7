// The days the office's own steps are due, by the service's clocks and the city's working days.
#pragma once

#include "office/office.h"

namespace opak::office {

Day look_by(const Office&, const law::Service&, Moment received);      // Day 0: the service has no such clock.
Day verify_by(const Office&, const law::Service&, Moment complete);
Day promise_from(const Office&, const law::Service&, Moment received);

}  // namespace opak::office
