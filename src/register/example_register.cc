#include "register/example_register.h"

#include <fmt/format.h>

#include "base/text.h"

namespace opak::registry {
namespace {

std::string_view name_of_card(CardStatus card) { return card == CardStatus::printed ? "printed" : "never"; }
std::string_view name_of_sex(law::Sex sex) { return sex == law::Sex::man ? "man" : "woman"; }

void insert(store::Database& database, const ExampleResident& one, std::string_view how = "INSERT") {
  database.query(std::string(how) + " INTO register_resident (nik, kk, name, birth_place, born, sex, kelurahan, street, rt, rw, alive, card, biometrics, "
                 "duplicate, ever_married) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
      .text(one.nik).text(one.kk).text(one.name).text(one.birth_place).number(one.born.number).text(name_of_sex(one.sex))
      .text(one.kelurahan).text(one.street).text(one.rt).text(one.rw).number(one.alive).text(name_of_card(one.card))
      .number(one.biometrics_on_file).number(one.duplicate).number(one.ever_married).run();
}

ExampleResident resident_in(const store::Query& row) {
  return {.label = {},
          .nik = row.string_at(1),
          .kk = row.string_at(2),
          .name = row.string_at(3),
          .birth_place = row.string_at(4),
          .born = {static_cast<std::int32_t>(row.number_at(5))},
          .sex = row.text_at(6) == "man" ? law::Sex::man : law::Sex::woman,
          .kelurahan = row.string_at(7),
          .street = row.string_at(8),
          .rt = row.string_at(9),
          .rw = row.string_at(10),
          .alive = row.number_at(11) != 0,
          .biometrics_on_file = row.number_at(13) != 0,
          .duplicate = row.number_at(14) != 0,
          .ever_married = row.number_at(15) != 0,
          .card = row.text_at(12) == "printed" ? CardStatus::printed : CardStatus::never};
}

}  // namespace

Result<std::unique_ptr<ExampleRegister>> ExampleRegister::open(const std::string& path) {
  auto database = store::Database::open(path, store::Mode::writer);
  if (!database) return tl::unexpected(database.error());
  if (auto done = store::migrate(*database, "register"); !done) return tl::unexpected(done.error());
  return std::unique_ptr<ExampleRegister>(new ExampleRegister(std::move(*database)));
}

Result<void> ExampleRegister::fill(const std::vector<ExampleResident>& residents) {
  std::lock_guard lock(mutex_);
  try {
    store::Transaction transaction(database_);
    database_.run("DELETE FROM register_resident");
    for (const auto& one : residents) insert(database_, one);
    transaction.commit();
  } catch (const store::StoreFailure& error) {
    return failure(error.what(), "Is there room on the disk?");
  }
  return {};
}

Result<void> ExampleRegister::add(const std::vector<ExampleResident>& residents) {
  std::lock_guard lock(mutex_);
  try {
    store::Transaction transaction(database_);
    for (const auto& one : residents) insert(database_, one, "INSERT OR IGNORE");
    transaction.commit();
  } catch (const store::StoreFailure& error) {
    return failure(error.what(), "Is there room on the disk?");
  }
  return {};
}

Result<std::size_t> ExampleRegister::count() {
  std::lock_guard lock(mutex_);
  try {
    auto row = database_.query("SELECT count(*) FROM register_resident");
    row.next();
    return static_cast<std::size_t>(row.number_at(0));
  } catch (const store::StoreFailure& error) {
    return failure(error.what());
  }
}

Result<std::optional<ExampleRegister::Row>> ExampleRegister::find_row(const Personal<std::string>& nik) {
  if (down_) return failure("the population register does not answer", "It is the example register, taken down on purpose.");
  std::lock_guard lock(mutex_);
  try {
    auto row = database_.query("SELECT id, nik, kk, name, birth_place, born, sex, kelurahan, street, rt, rw, alive, card, biometrics, duplicate, "
                               "ever_married FROM register_resident WHERE nik = $1").text(PersonalAccess::look(nik));
    if (!row.next()) return std::nullopt;
    return Row{row.number_at(0), record_of(resident_in(row))};
  } catch (const store::StoreFailure& error) {
    return failure(error.what());
  }
}

Result<std::optional<RegisterRecord>> ExampleRegister::find(const Personal<std::string>& nik) {
  auto row = find_row(nik);
  if (!row) return tl::unexpected(row.error());
  if (!*row) return std::nullopt;
  return std::move((*row)->record);
}

Result<PrrAnswer> ExampleRegister::ask_print_ready(const Personal<std::string>& nik) {
  const auto row = find_row(nik);
  if (!row) return tl::unexpected(row.error());
  if (!*row) return PrrAnswer{PrrState::not_found, {}};
  const auto state = prr_state((*row)->record);
  return PrrAnswer{state, state == PrrState::ready ? fmt::format("PRR-{:06}", (*row)->id) : ""};
}

}  // namespace opak::registry
