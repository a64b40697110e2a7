// Facts about personal data that a desk may know, without the data itself leaving: is it well formed, does it end in these
// digits. The one place in the office besides open_file that looks.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/personal.h"
#include "base/result.h"
#include "law/region.h"
#include "register/population_register.h"
#include "vault/vault.h"

namespace opak::office {

Personal<std::string> field_of(const Personal<vault::Fields>& fields, std::string_view name);
bool has_field(const Personal<vault::Fields>& fields, std::string_view name);
Personal<vault::Fields> with_field(const Personal<vault::Fields>& fields, std::string_view name, std::string value);
Personal<vault::Fields> with_named(std::string_view name, const Personal<std::string>& value);  // One field.
Personal<vault::Fields> joined(const Personal<vault::Fields>& first, const Personal<vault::Fields>& second);

// Name and NIK (and KK where given) as the law wants them.
std::optional<Refusal> check_person(const Personal<vault::Fields>& person);
// Street, RT and RW where a card is brought.
// A point on the map, as law::place_words() writes it.
std::optional<law::Place> place_in(const Personal<std::string>& text);
std::optional<law::Place> place_in(const Opened<std::string>& text);

std::optional<Refusal> check_address(const Personal<vault::Fields>& address);
std::optional<Refusal> check_contact(const Personal<vault::Fields>& card);

// What somebody looks for, by the shape of the words, in the form the blind index keeps: sixteen digits may be a NIK or a KK
// number, other digits a phone, letters a name. Nothing: too short to be any of them.
struct Sought {
  std::string kind;  // "nik", "kk", "phone", "name"
  Personal<std::string> value;
};
std::vector<Sought> sought_in(const Personal<std::string>& words);
Personal<std::string> name_to_find(const Personal<std::string>& name);

// Not the register's address: another kelurahan, or a street that is clearly another.
bool is_elsewhere(const registry::RegisterRecord& record, const Personal<vault::Fields>& address, std::string_view region);

bool is_email(const Personal<std::string>& text);  // As a mailbox is written; whether it is there shows when a letter comes back.
bool same_words(const Personal<std::string>& one, const Personal<std::string>& other);  // But for case and spaces.
bool ends_in(const Opened<std::string>& number, std::string_view four_digits);
Opened<std::string> masked(const Opened<std::string>& name);
Opened<std::string> shortened(const Opened<std::string>& name);  // "Siti N. B.": enough at a door, too little for a stranger who finds the paper.
Personal<std::string> sealed_again(const Opened<std::string>& opened);  // For resealing under another key.
Personal<vault::Fields> sealed_again(const Opened<vault::Fields>& opened);
ByteView file_bytes(const Opened<Bytes>& opened);                       // Likewise.

}  // namespace opak::office
