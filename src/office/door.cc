#include "office/door.h"

#include "office/book.h"
#include "office/open_file.h"
#include "office/personal_facts.h"

namespace opak::office {
namespace {

std::string address_place(std::string_view application) { return "application/" + std::string(application) + "/address"; }
std::string door_place(std::string_view person) { return "door/" + std::string(person); }

bool is_in(const Office& office, std::string_view region, const std::optional<law::Place>& point) {
  const auto* known = office.catalogue().city().regions.by_code(region);
  return point && known != nullptr && law::may_lie_in(*known, *point);
}

bool is_same_address(const Opened<vault::Fields>& one, const Opened<vault::Fields>& other) {
  for (const auto* part : {"street", "rt", "rw"})
    if (!same_words(sealed_again(vault::field_of(one, part)), sealed_again(vault::field_of(other, part)))) return false;
  return true;
}

}  // namespace

std::string_view word_of(DoorKnown known) { return known == DoorKnown::pin ? "pin" : known == DoorKnown::hand_over ? "hand_over" : "kelurahan"; }

Door door_of(Office& office, store::Database& reader, const application::State& state, const Opened<vault::Fields>& address, const vault::Grant& grant) {
  if (auto pin = vault::field_of(address, "pin"); is_in(office, state.region, place_in(pin))) return {DoorKnown::pin, std::move(pin)};
  Sealed sealed;
  {
    auto row = reader.query("SELECT sealed FROM vault_door WHERE person = $1").text(state.person);
    if (!row.next()) return {};
    sealed.bytes = Bytes(row.blob_at(0));
  }
  const auto kept = office.vault().open_fields(reader, state.person, door_place(state.person), sealed, grant);
  if (!kept || !is_same_address(*kept, address)) return {};
  auto place = vault::field_of(*kept, "place");
  if (!is_in(office, state.region, place_in(place))) return {};
  return {DoorKnown::hand_over, std::move(place)};
}

PlannedDoor door_to_plan(Office& office, store::Database& reader, const views::Case& found, const law::Region& region) {
  const PlannedDoor middle{{region.lat, region.lon}};
  const auto grant = GrantMaker::standing("plan_way");
  const auto address = office.vault().open_fields(reader, found.state.person, address_place(found.id), found.state.address_sealed, grant);
  if (!address) return middle;
  const auto door = door_of(office, reader, found.state, *address, grant);
  const auto place = place_in(door.place);
  return place ? PlannedDoor{*place, door.known} : middle;
}

void keep_door(Office& office, Book& book, const std::string& application, const Personal<std::string>& place) {
  const auto& state = book.application(application);
  if (!is_in(office, state.region, place_in(place))) return;
  auto& database = book.database();
  const auto key = office.vault().find_key(database, state.person);
  const auto address = office.vault().open_fields(database, state.person, address_place(application), state.address_sealed, GrantMaker::standing("keep_door"));
  if (!key || !address) return;
  auto kept = with_named("place", place);
  for (const auto* part : {"street", "rt", "rw"}) kept = joined(kept, with_named(part, sealed_again(vault::field_of(*address, part))));
  database.query("INSERT INTO vault_door (person, sealed, changed_at) VALUES ($1, $2, $3) ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at")
      .text(state.person).blob(office.vault().seal(*key, door_place(state.person), kept).bytes).number(book.now().ms).run();
}

}  // namespace opak::office
