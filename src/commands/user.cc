#include <fmt/format.h>

#include <istream>
#include <ostream>

#include "access/password.h"
#include "access/session.h"
#include "access/staff.h"
#include "access/totp.h"
#include "base/ids.h"
#include "base/text.h"
#include "commands/catalogue_of.h"
#include "commands/data_folder.h"
#include "commands/words.h"
#include "paper/qr.h"

namespace opak::commands {
namespace {

// The staff's table, changed beside a running city: nothing of it is kept in anybody's memory.
struct Desk {
  std::unique_ptr<DataFolder> folder;
  catalogue::Catalogue catalogue;
  vault::Vault vault;
  store::Database database;
  Moment now = SystemClock().now();
};

Result<std::unique_ptr<Desk>> open_desk(const Told& told) {
  auto folder = DataFolder::open(told.data, DataFolder::For::reading);
  // The first admin comes before the first start.
  if (!folder) folder = DataFolder::open(told.data, DataFolder::For::work);
  if (!folder) return tl::unexpected(folder.error());
  if (auto checked = check_may_write(**folder); !checked) return tl::unexpected(checked.error());
  if (!told.settings.copy_to.empty()) store::Database::keep_logs();
  auto catalogue = catalogue_of(told.settings);
  if (!catalogue) return tl::unexpected(catalogue.error());
  auto secrets = (*folder)->secrets();
  if (!secrets) return tl::unexpected(secrets.error());
  auto database = store::Database::open((*folder)->database(), store::Mode::writer);
  if (!database) return tl::unexpected(database.error());
  database->write_log_anew();
  if (auto migrated = store::migrate(*database, "main"); !migrated) return tl::unexpected(migrated.error());
  auto& chance = (*folder)->chance();
  return std::unique_ptr<Desk>(new Desk{std::move(*folder), std::move(*catalogue), vault::Vault(std::move(*secrets), chance), std::move(*database)});
}

Exit say_refusal(Terminal& terminal, const Desk& desk, const Refusal& refusal) {
  terminal.err << "opak: " << desk.catalogue.sentences().say(catalogue::Lang::en, refusal) << "\n";
  return Exit::refused;
}

// Two squares of the code in one letter, dark on light, with the quiet zone that readers need.
std::string qr_in_letters(const std::string& text) {
  const auto squares = paper::qr_squares(text);
  const auto size = static_cast<int>(squares.size());
  const auto dark = [&](int row, int column) { return row >= 0 && column >= 0 && row < size && column < size && squares[row][column]; };
  std::string out;
  for (int row = -2; row < size + 2; row += 2) {
    out += "\x1b[30;107m";
    for (int column = -2; column < size + 2; ++column) {
      const bool above = dark(row, column), below = dark(row + 1, column);
      out += above && below ? "█" : above ? "▀" : below ? "▄" : " ";
    }
    out += "\x1b[0m\n";
  }
  return out;
}

// Letters people can type from a sheet of paper: more than 80 bits, none that looks like another.
std::string made_password(Chance& chance) {
  const auto letters = lower_ascii(plain_letters(chance.bytes(40), 20));
  return fmt::format("{}-{}-{}-{}", letters.substr(0, 5), letters.substr(5, 5), letters.substr(10, 5), letters.substr(15, 5));
}

std::optional<std::string> new_password(const UserWish& wish, Desk& desk, Terminal& terminal) {
  if (!wish.password_from_stdin) {
    const auto password = made_password(desk.folder->chance());
    terminal.out << "Password (shown once): " << password << "\n";
    return password;
  }
  std::string password;
  std::getline(terminal.in, password);
  if (const auto refusal = access::refuse_password(password, wish.login)) {
    say_refusal(terminal, desk, *refusal);
    return std::nullopt;
  }
  return password;
}

void show_authenticator(Desk& desk, const access::Staff& staff, Terminal& terminal) {
  store::Transaction transaction(desk.database);
  const auto secret = access::begin_totp(desk.database, desk.vault, staff.id, desk.folder->chance());
  transaction.commit();
  const auto uri = access::otpauth_uri(secret, "Opak Manis", staff.login);
  terminal.out << "Authenticator (scan now, shown once; the first sign-in asks for its code):\n" << qr_in_letters(uri) << uri << "\n";
}

std::optional<access::Staff> find(const UserWish& wish, Desk& desk, Terminal& terminal) {
  auto staff = access::find_staff_by_login(desk.database, wish.login);
  if (!staff) terminal.err << "opak: nobody signs in as \"" << wish.login << "\"\n";
  return staff;
}

Exit list(Desk& desk, Terminal& terminal) {
  for (const auto& staff : access::list_staff(desk.database))
    terminal.out << fmt::format("{}  {:<20}  {:<24}  {}{}{}\n", staff.id, staff.login, staff.name, access::format(staff.roles),
                                staff.has_totp ? "" : "  (no authenticator yet)", staff.active ? "" : "  (left)");
  return Exit::fine;
}

Exit add(const UserWish& wish, Desk& desk, Terminal& terminal) {
  const auto roles = access::parse_roles(wish.roles);
  if (!roles) {
    terminal.err << "opak: --roles knows operator, verifier, printer, courier, supervisor, admin, counter\n";
    return Exit::wrong_use;
  }
  if (roles->has(access::Role::counter) != (desk.catalogue.city().find_counter(wish.counter) != nullptr)) {
    terminal.err << "opak: the role counter, and no other, needs --counter with a key of cities/" << desk.catalogue.city().code << "/city.toml\n";
    return Exit::wrong_use;
  }
  const auto password = new_password(wish, desk, terminal);
  if (!password) return Exit::refused;
  const auto hash = access::hash_password(*password, access::Strength::standard, desk.folder->chance());
  store::Transaction transaction(desk.database);
  const auto staff = access::create_staff(desk.database, desk.vault, {wish.login, wish.name, *roles, wish.counter.empty() ? desk.catalogue.city().code : wish.counter, hash, {}}, desk.now);
  if (!staff) return say_refusal(terminal, desk, staff.error());
  transaction.commit();
  terminal.out << staff->id << " signs in as " << staff->login << ": " << access::format(staff->roles) << "\n";
  show_authenticator(desk, *staff, terminal);
  return Exit::fine;
}

Exit change_roles(const UserWish& wish, Desk& desk, Terminal& terminal) {
  const auto roles = access::parse_roles(wish.roles);
  const auto staff = find(wish, desk, terminal);
  if (!roles || roles->empty() || !staff) return Exit::wrong_use;
  store::Transaction transaction(desk.database);
  access::set_roles(desk.database, staff->id, *roles);
  transaction.commit();
  terminal.out << staff->login << " is now " << access::format(*roles) << ".\n";
  return Exit::fine;
}

Exit reset(const UserWish& wish, Desk& desk, Terminal& terminal) {
  const auto staff = find(wish, desk, terminal);
  if (!staff) return Exit::wrong_use;
  const auto password = new_password(wish, desk, terminal);
  if (!password) return Exit::refused;
  const auto hash = access::hash_password(*password, access::Strength::standard, desk.folder->chance());
  store::Transaction transaction(desk.database);
  access::set_password(desk.database, staff->id, hash);
  access::remove_totp(desk.database, staff->id);
  transaction.commit();
  terminal.out << "Everyone who was signed in as " << staff->login << " is out.\n";
  show_authenticator(desk, *staff, terminal);
  return Exit::fine;
}

Exit deactivate(const UserWish& wish, Desk& desk, Terminal& terminal) {
  const auto staff = find(wish, desk, terminal);
  if (!staff) return Exit::wrong_use;
  store::Transaction transaction(desk.database);
  access::deactivate_staff(desk.database, staff->id);
  transaction.commit();
  terminal.out << staff->login << " has left; what they did stays in the book under " << staff->id << ".\n";
  return Exit::fine;
}

}  // namespace

Exit user(const Told& told, const UserWish& wish, Terminal& terminal) {
  auto desk = open_desk(told);
  if (!desk) return say_failure(terminal, desk.error());
  if (wish.act == "list") return list(**desk, terminal);
  if (wish.login.empty()) {
    terminal.err << "opak: say who with --login\n";
    return Exit::wrong_use;
  }
  if (wish.act == "add") return add(wish, **desk, terminal);
  if (wish.act == "roles") return change_roles(wish, **desk, terminal);
  if (wish.act == "reset") return reset(wish, **desk, terminal);
  return deactivate(wish, **desk, terminal);
}

}  // namespace opak::commands
