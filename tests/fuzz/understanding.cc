// What somebody means who writes to us: one of eighteen, with a number between 0 and 1, whatever the words. And the weights,
// should the file be torn.
#include "intake/understanding.h"

#include <cmath>
#include <set>

#include "base/text.h"
#include "intake/word_families.h"
#include "target.h"

using opak::fuzz::must;
namespace intake = opak::intake;

FUZZ_TARGET(understanding, "own/text", "fetched/strings", "fetched/xss") {
  static const auto ours = intake::Understanding::embedded();
  const auto plain = intake::plain_words(bytes);
  must(intake::plain_words(plain) == plain);
  const auto guess = ours.recognise(bytes);
  must(guess.confidence >= 0 && guess.confidence <= 1 && intake::intent_named(intake::name_of(guess.intent)) == guess.intent);
  const auto families = intake::families_of(opak::split(plain, ' '));
  must(std::set<std::string_view>(families.begin(), families.end()).size() == families.size());
  if (intake::is_plain_stop(bytes)) must(guess.intent == intake::Intent::stop_consent || guess.intent == intake::Intent::levy_report);
  if (const auto rule = intake::by_rule(bytes)) must(guess.intent == *rule && guess.confidence == intake::rule_sureness);
  for (const auto feature : intake::features_of(bytes)) must(feature.bucket < intake::buckets_count && feature.weight > 0);
  if (const auto torn = intake::Understanding::read(bytes)) {
    const auto still = torn->recognise("ktp saya hilang");
    must(!std::isnan(still.confidence));
  }
}
