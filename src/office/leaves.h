// Which fact the public may see, and in which broad words. Pure.
#pragma once

#include <optional>

#include "core/application/application.h"
#include "core/blangko/blangko.h"
#include "transparency/leaf.h"

namespace opak::office {

struct PublicFact {
  transparency::Fact fact;
  std::optional<transparency::Reason> reason = std::nullopt;
  bool on_delivery = false;  // Carries the parcel's mark and not the queue's, so that nobody can follow one case through both.
};

std::optional<PublicFact> public_fact(const application::State& after, const application::Entry& entry);
std::optional<PublicFact> public_fact(const blangko::Entry& entry);

}  // namespace opak::office
