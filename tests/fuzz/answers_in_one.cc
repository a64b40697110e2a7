// One message that holds several answers: taken apart, never made up.
#include "base/text.h"
#include "intake/answers_in_one.h"
#include "intake/variables.h"
#include "target.h"

using opak::fuzz::must;

FUZZ_TARGET(answers_in_one, "own/text", "fetched/strings", "fetched/xss") {
  if (bytes.size() > 16'384) return;
  const auto person = opak::intake::person_in(bytes);
  must(person.name.size() + person.nik.size() + person.kk.size() <= bytes.size() + 2);
  const auto address = opak::intake::address_in(bytes);
  must(address.street.size() + address.landmark.size() <= bytes.size() + 2);
  if (opak::is_utf8(bytes)) must(opak::is_utf8(person.name) && opak::is_utf8(address.street) && opak::is_utf8(address.landmark));
  const auto shown = opak::intake::without_variables(bytes);
  must(opak::intake::variable_left_in(shown).empty() && opak::intake::without_variables(shown) == shown);
  const auto unknown = opak::intake::unknown_variable_in(bytes);
  must(unknown.empty() || bytes.find("{" + unknown + "}") != std::string_view::npos);
}
