#include "office/personal_facts.h"

#include "base/text.h"
#include "law/kk.h"
#include "law/name.h"
#include "law/nik.h"
#include "law/phone.h"

namespace opak::office {
namespace {

std::string_view text_of(const Personal<vault::Fields>& fields, std::string_view name) {
  for (const auto& [key, value] : PersonalAccess::look(fields))
    if (key == name) return value;
  return {};
}

constexpr std::size_t address_letters_max = 300;
constexpr std::size_t name_letters_min = 2;

}  // namespace

Personal<std::string> field_of(const Personal<vault::Fields>& fields, std::string_view name) { return Personal<std::string>(std::string(text_of(fields, name))); }

bool has_field(const Personal<vault::Fields>& fields, std::string_view name) { return !text_of(fields, name).empty(); }

Personal<vault::Fields> with_field(const Personal<vault::Fields>& fields, std::string_view name, std::string value) {
  auto copy = PersonalAccess::look(fields);
  for (auto& [key, old] : copy)
    if (key == name) {
      old = std::move(value);
      return Personal<vault::Fields>(std::move(copy));
    }
  copy.emplace_back(std::string(name), std::move(value));
  return Personal<vault::Fields>(std::move(copy));
}

Personal<vault::Fields> with_named(std::string_view name, const Personal<std::string>& value) {
  return Personal<vault::Fields>(vault::Fields{{std::string(name), PersonalAccess::look(value)}});
}

Personal<vault::Fields> joined(const Personal<vault::Fields>& first, const Personal<vault::Fields>& second) {
  auto all = first;
  for (const auto& [key, value] : PersonalAccess::look(second)) all = with_field(all, key, value);
  return all;
}

std::optional<Refusal> check_person(const Personal<vault::Fields>& person) {
  if (auto refusal = law::check_name(text_of(person, "name"))) return refusal;
  const auto nik = law::Nik::parse(text_of(person, "nik"));
  if (!nik) return nik.error();
  const auto kk_text = text_of(person, "kk");
  if (kk_text.empty()) return std::nullopt;
  const auto kk = law::Kk::parse(kk_text);
  if (!kk) return kk.error();
  return law::check_pair(*nik, *kk);
}

std::optional<law::Place> place_in(const Personal<std::string>& text) { return law::parse_place(PersonalAccess::look(text)); }

std::optional<law::Place> place_in(const Opened<std::string>& text) { return law::parse_place(PersonalAccess::look(text)); }

std::optional<Refusal> check_address(const Personal<vault::Fields>& address) {
  if (trimmed(text_of(address, "street")).empty()) return Refusal{"office.street_missing"};
  for (const auto& [key, value] : PersonalAccess::look(address))
    if (!is_utf8(value) || letters_count(value) > address_letters_max) return Refusal{"office.address_too_long"};
  return std::nullopt;
}

std::optional<Refusal> check_contact(const Personal<vault::Fields>& card) {
  const auto phone = text_of(card, "phone");
  if (phone.empty()) {
    if (text_of(card, "bsuid").empty()) return Refusal{"law.phone_empty"};
    return std::nullopt;
  }
  const auto parsed = law::Phone::parse(phone);
  if (!parsed) return parsed.error();
  if (parsed->international() != phone) return Refusal{"office.phone_not_tidied"};
  return std::nullopt;
}

std::vector<Sought> sought_in(const Personal<std::string>& words) {
  const auto& text = PersonalAccess::look(words);
  const auto digits = only_digits(text);
  if (digits.size() == 16) return {{"nik", Personal<std::string>(digits)}, {"kk", Personal<std::string>(digits)}};
  if (const auto phone = law::Phone::parse(trimmed(text))) return {{"phone", Personal<std::string>(phone->international())}};
  const auto name = law::name_to_find(text);
  if (letters_count(name) < name_letters_min || letters_only(name).size() + 1 < digits.size()) return {};
  return {{"name", Personal<std::string>(name)}};
}

Personal<std::string> name_to_find(const Personal<std::string>& name) { return Personal<std::string>(law::name_to_find(PersonalAccess::look(name))); }

bool is_elsewhere(const registry::RegisterRecord& record, const Personal<vault::Fields>& address, std::string_view region) {
  const auto agreement = registry::compare(record, with_field(address, "kelurahan", std::string(region))).address();
  return agreement == registry::Agreement::differs || agreement == registry::Agreement::unknown;
}

bool is_email(const Personal<std::string>& text) {
  const auto& address = PersonalAccess::look(text);
  const auto at = address.find('@');
  if (address.size() > 254 || at == std::string::npos || at == 0 || at > 64 || address.find('@', at + 1) != std::string::npos) return false;
  const auto plain = [](char c) { return c > ' ' && c < 0x7f && std::string_view("<>\"(),;:\\[]").find(c) == std::string_view::npos; };
  if (!std::all_of(address.begin(), address.end(), plain)) return false;
  const auto host = std::string_view(address).substr(at + 1);
  return host.find('.') != std::string_view::npos && !host.starts_with('.') && !host.ends_with('.') && !host.starts_with('-') && host.find("..") == std::string_view::npos;
}

bool same_words(const Personal<std::string>& one, const Personal<std::string>& other) {
  return lower_ascii(one_spaced(PersonalAccess::look(one))) == lower_ascii(one_spaced(PersonalAccess::look(other)));
}

bool ends_in(const Opened<std::string>& number, std::string_view four_digits) {
  const auto& text = PersonalAccess::look(number);
  const auto last = text.size() >= 4 ? std::string_view(text).substr(text.size() - 4) : std::string_view("none");
  return equal_in_constant_time(last, four_digits);
}

Opened<std::string> masked(const Opened<std::string>& name) { return PersonalAccess::open(masked_name(PersonalAccess::look(name))); }

Opened<std::string> shortened(const Opened<std::string>& name) { return PersonalAccess::open(short_name(PersonalAccess::look(name))); }

Personal<std::string> sealed_again(const Opened<std::string>& opened) { return Personal<std::string>(PersonalAccess::look(opened)); }

Personal<vault::Fields> sealed_again(const Opened<vault::Fields>& opened) { return Personal<vault::Fields>(PersonalAccess::look(opened)); }

ByteView file_bytes(const Opened<Bytes>& opened) { return PersonalAccess::look(opened); }

}  // namespace opak::office
