#include "law/answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "law/kk.h"
#include "law/name.h"
#include "law/nik.h"
#include "law/phone.h"
#include "law/place.h"

namespace opak::law {
namespace {

using Answer = tl::expected<std::string, AnswerRefused>;

tl::unexpected<AnswerRefused> no(Refusal refusal, std::optional<std::string> suggestion = {}) {
  return tl::unexpected(AnswerRefused{std::move(refusal), std::move(suggestion)});
}

Answer accept_phone(std::string_view text) {
  const auto phone = Phone::parse(text);
  if (!phone) return no(phone.error());
  return phone->international();
}

// NIK and KK: what was typed with spaces around it is plain; anything else is asked back.
template <class Number>
Answer accept_number(std::string_view text) {
  const auto number = Number::parse(trimmed(text));
  if (number) return number->digits();
  const auto meant = Number::suggest(text);
  return no(number.error(), meant ? std::optional(meant->digits()) : std::nullopt);
}

Answer accept_choice(const Question& question, std::string_view text) {
  const auto key = trimmed(text);
  for (const auto& option : question.options)
    if (option.key == key) return key;
  return no({"law.choice_unknown"});
}

Answer accept_kelurahan(std::string_view text, const Regions& regions) {
  const auto found = regions.find(text);
  if (found.empty()) return no({"law.kelurahan_unknown"});
  if (!regions.must_ask(text)) return found.front()->code;
  if (found.size() > 1) return no({"law.kelurahan_which"});
  return no({"law.kelurahan_this"}, found.front()->code);
}

Answer accept_free_text(const Question& question, std::string_view text) {
  if (!is_utf8(text)) return no({"law.text_not_text"});
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
  });
  if (control) return no({"law.text_control"});
  if (letters_count(text) > static_cast<std::size_t>(question.letters_max))
    return no({"law.text_too_long", {{"paling_banyak", std::to_string(question.letters_max)}}});
  return std::string(text);
}

// RT and RW are written 001 to 999; people write "3", "03" or "RT 3".
Answer accept_rt_rw(std::string_view text, const char* key) {
  const auto digits = only_digits(text);
  const auto letters = letters_only(text);
  const bool other_words = !letters.empty() && letters != "rt" && letters != "rw";
  if (digits.empty() || digits.size() > 3 || other_words || std::stoi(digits) == 0) return no({key});
  return fmt::format("{:03}", std::stoi(digits));
}

Answer accept_date(std::string_view text) {
  if (const auto iso = parse_iso_day(trimmed(text))) return iso_day(*iso);
  // 23-11-2026, 23/11/2026, 23.11.2026: the day first, as here everybody writes.
  std::string plain = trimmed(text);
  std::replace_if(plain.begin(), plain.end(), [](char c) { return c == '/' || c == '.' || c == ' '; }, '-');
  const auto parts = split(plain, '-');
  const auto number = [](const std::string& part) { return only_digits(part) == part && !part.empty() && part.size() <= 4 ? std::stoi(part) : 0; };
  if (parts.size() != 3 || parts[2].size() != 4) return no({"law.date_form"});
  const auto day = day_of(number(parts[2]), number(parts[1]), number(parts[0]));
  if (!day) return no({"law.date_form"});
  return iso_day(*day);
}

// A point of the map near some kelurahan of the city.
Answer accept_pin(std::string_view text, const Regions& regions) {
  const auto place = find_place(text);
  if (!place) return no({"law.pin_unreadable"});
  const auto* nearest = regions.nearest(place->lat, place->lon);
  if (nearest == nullptr || !may_lie_in(*nearest, *place)) return no({"law.pin_far"});
  return place_words(*place);
}

Answer accept_tick(const Question& question, std::string_view text) {
  const auto word = lower_ascii(trimmed(text));
  if (word == "ya" || word == "on" || word == "1" || word == "true") return std::string("ya");
  if (word == "tidak" && !question.required) return std::string("tidak");
  return no({"law.tick_needed"});
}

}  // namespace

Answer accept_answer(const Question& question, std::string_view text, const Regions& regions) {
  if (trimmed(text).empty() && !question.required) return std::string();
  switch (question.kind) {
    case FieldKind::phone: return accept_phone(text);
    case FieldKind::nik: return accept_number<Nik>(text);
    case FieldKind::kk: return accept_number<Kk>(text);
    case FieldKind::choice: return accept_choice(question, text);
    case FieldKind::kelurahan:
      if (trimmed(text).empty()) return no({"law.kelurahan_empty"});
      return accept_kelurahan(text, regions);
    case FieldKind::rt: return accept_rt_rw(text, "law.rt_form");
    case FieldKind::rw: return accept_rt_rw(text, "law.rw_form");
    case FieldKind::tick: return accept_tick(question, text);
    case FieldKind::date: return accept_date(text);
    case FieldKind::name:
      // At the door nobody looks for a family card.
      if (question.key == "receiver" && trimmed(text).empty()) return no({"law.receiver_empty"});
      if (auto refusal = check_name(text)) return no(*refusal);
      return std::string(text);
    case FieldKind::address:
      if (trimmed(text).empty()) return no({"law.address_empty"});
      return accept_free_text(question, text);
    case FieldKind::text:
      if (question.key == "pin") return accept_pin(text, regions);
      if (trimmed(text).empty()) return no({"law.text_empty"});
      return accept_free_text(question, text);
  }
  throw Bug("every kind of field has a judgement");
}

std::optional<Refusal> check_point(Place point, const Region& kelurahan) {
  if (may_lie_in(kelurahan, point)) return std::nullopt;
  return Refusal{"law.pin_elsewhere", {{"kelurahan", kelurahan.kelurahan}}};
}

}  // namespace opak::law
