#include "office/own_data.h"

#include "base/text.h"
#include "journal/journal.h"
#include "office/answers.h"
#include "office/documents.h"
#include "office/open_file.h"
#include "office/personal_facts.h"
#include "transparency/log.h"

namespace opak::office {

std::optional<Opened<std::string>> masked_name_of(Office& office, store::Database& reader, const views::Case& found) {
  const auto person = office.vault().open_fields(reader, found.state.person, "application/" + found.id + "/person", found.state.person_sealed, GrantMaker::standing("status_page"));
  if (!person) return std::nullopt;
  return masked(vault::field_of(*person, "name"));
}

std::optional<Opened<std::string>> masked_street_of(Office& office, store::Database& reader, const views::Case& found) {
  const auto address = office.vault().open_fields(reader, found.state.person, "application/" + found.id + "/address", found.state.address_sealed, GrantMaker::standing("status_page"));
  if (!address) return std::nullopt;
  return masked(vault::field_of(*address, "street"));
}

namespace {
std::string door_photo_of(store::Database& reader, const views::Case& found) {
  const auto parcel = views::Boards(reader).find_parcel(found.state.parcel);
  return parcel ? parcel->state.door_photo : std::string();
}
}  // namespace

bool has_door_photo(store::Database& reader, const views::Case& found) { return !door_photo_of(reader, found).empty(); }

std::optional<Opened<Bytes>> open_door_photo(Office& office, store::Database& reader, const views::Case& found) {
  const auto photo = door_photo_of(reader, found);
  if (photo.empty()) return std::nullopt;
  return read_document(office, reader, found.state.person, photo, GrantMaker::standing("status_page"));
}

std::optional<Opened<std::string>> officers_words(Office& office, store::Database& reader, const views::Case& found) {
  const bool rejected = found.state.stage == application::Stage::rejected;
  const auto& words = rejected ? found.state.rejection_words : found.state.return_words;
  return office.vault().open_text(reader, found.state.person, "application/" + found.id + (rejected ? "/rejection_words" : "/return_words"), words, GrantMaker::standing("status_page"));
}

std::optional<Addressee> addressee(Office& office, store::Database& reader, std::string_view contact) {
  const auto card = office.vault().open_card(reader, contact, GrantMaker::standing("notify"));
  if (!card) return std::nullopt;
  return Addressee{vault::field_of(*card, "phone"), vault::field_of(*card, "bsuid"), vault::field_of(*card, "name"), vault::field_of(*card, "email"), vault::field_of(*card, "unwanted")};
}

std::optional<Opened<vault::Fields>> open_own(Office& office, store::Database& reader, std::string_view subject, std::string_view place, const Sealed& sealed) {
  return office.vault().open_fields(reader, subject, place, sealed, GrantMaker::standing("own_draft"));
}

Sealed seal_own(Office& office, store::Database& reader, std::string_view subject, std::string_view place, const Personal<vault::Fields>& fields) {
  const auto key = office.vault().find_key(reader, subject);
  ensure(key.has_value(), "a draft's contact has a key");
  return office.vault().seal(*key, place, fields);
}

std::optional<Opened<Bytes>> open_own_document(Office& office, store::Database& reader, std::string_view subject, std::string_view document) {
  return read_document(office, reader, subject, document, GrantMaker::standing("own_draft"));
}

std::optional<Receipt> receipt_of(Office& office, store::Database& reader, std::string_view application) {
  const auto found = views::Boards(reader).find_case(application);
  if (!found || found->state.number.empty()) return std::nullopt;
  for (const auto& record : journal::read_stream(reader, "application", application)) {
    if (record.fact != application::Submitted::fact) continue;
    std::int64_t leaf = -1;
    {
      auto row = reader.query("SELECT leaf FROM office_leaf WHERE seq = $1").number(record.seq);
      if (!row.next()) return std::nullopt;
      leaf = row.number_at(0);
    }
    auto proof = transparency::PublicLogReader(reader).receipt(static_cast<std::uint64_t>(leaf));
    if (!proof) return std::nullopt;
    Receipt receipt{found->state.number, leaf, std::move(*proof), record.at, {}, to_base64(record.body)};
    if (const auto key = office.vault().find_key(reader, found->state.person))
      receipt.salt_hex = to_hex(office.vault().leaf_salt(*key, record.stream + "/" + std::to_string(record.version)));
    return receipt;
  }
  return std::nullopt;
}

std::optional<std::string> find_person(Office& office, store::Database& reader, const Personal<std::string>& nik) {
  return office.vault().find_subject(reader, "nik", office.vault().blind("nik", nik));
}

std::optional<std::string> find_contact(Office& office, store::Database& reader, const Personal<std::string>& phone) {
  return office.vault().find_subject(reader, "phone", office.vault().blind("phone", phone));
}

}  // namespace opak::office
