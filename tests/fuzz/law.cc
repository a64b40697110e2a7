// What people type: NIK, KK, telephone, application number, names, places, and every kind of question.
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "law/address.h"
#include "law/answer.h"
#include "law/application_number.h"
#include "law/kk.h"
#include "law/name.h"
#include "law/nik.h"
#include "law/phone.h"
#include "law/place.h"
#include "target.h"

using opak::fuzz::must;
namespace law = opak::law;

namespace {

const opak::catalogue::Catalogue& the_catalogue() {
  static const auto catalogue = opak::catalogue::Catalogue::embedded();
  return catalogue;
}

template <class T>
bool is_kind_refusal(const tl::expected<T, opak::Refusal>& answer) {
  return answer.has_value() || answer.error().key.starts_with("law.");
}

}  // namespace

FUZZ_TARGET(law, "own/text", "fetched/strings", "fetched/xss", "fetched/sqli") {
  const auto today = *opak::day_of(2026, 11, 23);
  const auto nik = law::Nik::parse(bytes);
  must(is_kind_refusal(nik));
  if (nik) {
    must(nik->digits() == bytes && !law::Nik::suggest(bytes));
    (void)law::birth_days(*nik, today);
    (void)law::warnings(*nik, today);
  }
  if (const auto meant = law::Nik::suggest(bytes)) must(law::Nik::parse(meant->digits()).has_value());
  must(is_kind_refusal(law::Kk::parse(bytes)));
  if (const auto meant = law::Kk::suggest(bytes)) must(law::Kk::parse(meant->digits()).has_value());
  const auto phone = law::Phone::parse(bytes);
  must(is_kind_refusal(phone));
  if (phone) must(law::Phone::parse(phone->international())->international() == phone->international() && phone->last_four().size() == 4);
  const auto number = law::ApplicationNumber::parse(bytes);
  must(is_kind_refusal(number));
  if (number) must(law::ApplicationNumber::parse(number->text()) == number);
  if (const auto place = law::parse_place(bytes)) must(law::parse_place(law::place_words(*place)).has_value());
  if (const auto place = law::find_place(bytes)) must(law::parse_place(law::place_words(*place)).has_value() && law::find_place(law::place_words(*place)).has_value());
  if (!law::check_name(bytes)) {
    must(opak::is_utf8(bytes));
    (void)law::name_doubts(bytes);
    for (const auto& doubt : law::street_doubts(bytes)) must(doubt.starts_with("law.doubt."));
    (void)opak::masked_name(bytes);
  }
  if (bytes.size() > 600) return;
  const auto& regions = the_catalogue().city().regions;
  for (const auto* region : regions.find(bytes)) must(region != nullptr);
  (void)regions.must_ask(bytes);
  for (const auto& question : the_catalogue().get_service("lost").questions)
    if (const auto answer = law::accept_answer(question, bytes, regions)) {
      // What is kept is taken again as it is.
      const auto again = law::accept_answer(question, *answer, regions);
      must(again.has_value() && *again == *answer);
    }
}
