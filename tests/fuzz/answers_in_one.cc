// One message that holds several answers: taken apart, never made up.
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/source.h"
#include "intake/answers_in_one.h"
#include "intake/variables.h"
#include "intake/found_fields.h"
#include "law/kk.h"
#include "law/nik.h"
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
  static const auto catalogue = *opak::catalogue::Catalogue::load(opak::catalogue::embedded_sources(), "36.73");
  const auto found = opak::intake::found_fields_in(bytes, catalogue.city().regions, opak::Day{20'000});
  for (const auto& nik : found.nik) must(opak::law::Nik::parse(nik).has_value());
  for (const auto& kk : found.kk) must(opak::law::Kk::parse(kk).has_value());
  const auto json = opak::intake::written(found).write();
  must(opak::is_utf8(json) && opak::parse_json(json).has_value());
}
