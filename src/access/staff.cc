#include "access/staff.h"

#include "access/totp.h"

#include <fmt/format.h>

#include "access/session.h"
#include "base/text.h"

namespace opak::access {
namespace {

constexpr std::string_view login_letters = "abcdefghijklmnopqrstuvwxyz0123456789.-_";

bool is_login(std::string_view text) {
  return text.size() >= 3 && text.size() <= 40 && text.find_first_not_of(login_letters) == std::string_view::npos;
}

std::string phone_place(std::string_view id) { return "access_staff/" + std::string(id) + "/phone"; }

std::optional<SignInPlace> place_at(const store::Query& row, int column) {
  if (row.is_null_at(column)) return std::nullopt;
  return SignInPlace{{row.number_at(column)}, row.string_at(column + 1)};
}

Staff staff_in(const store::Query& row) {
  return {.id = row.string_at(0),
          .login = row.string_at(1),
          .name = row.string_at(2),
          .roles = parse_roles(row.text_at(3)).value_or(Roles{}),
          .office = row.string_at(4),
          .active = row.number_at(5) != 0,
          .has_totp = row.number_at(6) != 0,
          .last_sign_in = place_at(row, 7),
          .earlier_sign_in = place_at(row, 9)};
}

#define OPAK_STAFF_COLUMNS                                                     \
  "SELECT id, login, name, roles, office, active, totp IS NOT NULL, last_in_at, " \
  "last_in_from, earlier_in_at, earlier_in_from FROM access_staff "

std::string next_id(store::Database& database) {
  auto row = database.query("SELECT coalesce(max(CAST(substr(id, 3) AS INTEGER)), 0) + 1 FROM access_staff");
  row.next();
  return fmt::format("S-{:04}", row.number_at(0));
}

void ensure_one_changed(store::Database& database) { ensure(database.changes() == 1, "a change to staff meets one that is there"); }

}  // namespace

tl::expected<Staff, Refusal> create_staff(store::Database& database, vault::Vault& vault, const NewStaff& wish, Moment now) {
  const auto login = lower_ascii(trimmed(wish.login));
  const auto name = one_spaced(wish.name);
  if (!is_login(login)) return tl::unexpected(Refusal{"access.login_form"});
  if (name.empty()) return tl::unexpected(Refusal{"access.name_missing"});
  if (wish.roles.empty()) return tl::unexpected(Refusal{"access.role_missing"});
  if (find_staff_by_login(database, login)) return tl::unexpected(Refusal{"access.login_taken"});

  const auto id = next_id(database);
  database.query("INSERT INTO access_staff (id, login, name, roles, office, password, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
      .text(id).text(login).text(name).text(format(wish.roles)).text(wish.office).text(wish.password_hash).number(now.ms).run();
  if (!wish.phone.empty())
    database.query("UPDATE access_staff SET phone = $1 WHERE id = $2").blob(vault.seal_for_city(phone_place(id), wish.phone).bytes).text(id).run();
  return *find_staff(database, id);
}

std::optional<Staff> find_staff(store::Database& database, std::string_view id) {
  auto row = database.query(OPAK_STAFF_COLUMNS "WHERE id = $1").text(id);
  if (!row.next()) return std::nullopt;
  return staff_in(row);
}

std::optional<Staff> find_staff_by_login(store::Database& database, std::string_view login) {
  auto row = database.query(OPAK_STAFF_COLUMNS "WHERE login = $1").text(lower_ascii(trimmed(login)));
  if (!row.next()) return std::nullopt;
  return staff_in(row);
}

std::vector<Staff> list_staff(store::Database& database) {
  std::vector<Staff> all;
  for (auto rows = database.query(OPAK_STAFF_COLUMNS "ORDER BY length(id), id"); rows.next();) all.push_back(staff_in(rows));
  return all;
}

std::optional<std::string> staff_phone(store::Database& database, const vault::Vault& vault, std::string_view id) {
  auto row = database.query("SELECT phone FROM access_staff WHERE id = $1 AND phone IS NOT NULL").text(id);
  if (!row.next()) return std::nullopt;
  return vault.open_for_city(phone_place(id), Sealed{Bytes(row.blob_at(0))});
}

void reseal_staff(store::Database& database, const vault::Vault& vault) {
  for (const auto& one : list_staff(database))
    for (const auto& [column, place] : {std::pair<std::string, std::string>{"phone", phone_place(one.id)}, {"totp", totp_place(one.id)}, {"totp_waiting", totp_place(one.id)}}) {
      auto row = database.query("SELECT " + column + " FROM access_staff WHERE id = $1 AND " + column + " IS NOT NULL").text(one.id);
      if (!row.next()) continue;
      if (const auto again = vault.resealed_for_city(place, Sealed{Bytes(row.blob_at(0))}))
        database.query("UPDATE access_staff SET " + column + " = $1 WHERE id = $2").blob(again->bytes).text(one.id).run();
    }
}

void set_password(store::Database& database, std::string_view id, const std::string& password_hash) {
  database.query("UPDATE access_staff SET password = $1 WHERE id = $2").text(password_hash).text(id).run();
  ensure_one_changed(database);
  end_sessions_of(database, SessionKind::staff, id);
}

void set_roles(store::Database& database, std::string_view id, Roles roles) {
  ensure(!roles.empty(), "a staff member has a role");
  database.query("UPDATE access_staff SET roles = $1 WHERE id = $2").text(format(roles)).text(id).run();
  ensure_one_changed(database);
}

void deactivate_staff(store::Database& database, std::string_view id) {
  database.query("UPDATE access_staff SET active = 0 WHERE id = $1").text(id).run();
  ensure_one_changed(database);
  end_sessions_of(database, SessionKind::staff, id);
}

void reactivate_staff(store::Database& database, std::string_view id) {
  database.query("UPDATE access_staff SET active = 1 WHERE id = $1").text(id).run();
  ensure_one_changed(database);
}

}  // namespace opak::access
