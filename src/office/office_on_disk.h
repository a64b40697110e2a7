// An office on a real disk, for tests of bad days and for measuring: database, keys and papers in one folder, real chance,
// a clock that is set, the register in memory. Opened again over the same folder it is the same office.
#pragma once

#include <memory>
#include <string>

#include "base/real_world.h"
#include "base/twins.h"
#include "office/apply_for.h"
#include "office/book.h"
#include "office/by_two.h"
#include "office/check.h"
#include "office/deliver.h"
#include "office/own_data.h"
#include "office/print.h"
#include "register/register_twin.h"
#include "views/boards.h"

namespace opak::office {

class OfficeOnDisk {
 public:
  // `settings.database` is made from the folder; give `database` to lay it elsewhere (on a hostile disk).
  explicit OfficeOnDisk(const std::string& folder, OfficeSettings settings = {}, const std::string& database = {})
      : clock(moment_in_jakarta(*day_of(2026, 11, 23), 9)), files(folder) {
    settings.database = database.empty() ? folder + "/opak.db" : database;
    auto secrets = vault::load_or_make_secrets(files, chance);
    if (!secrets) throw Bug(secrets.error().what);
    auto opened = Office::open(settings, World{clock, chance, files, outgoing, child}, the_catalogue(), *secrets, population);
    if (!opened) throw Bug(opened.error().what);
    office = std::move(*opened);
  }

  static const catalogue::Catalogue& the_catalogue() {
    static const auto catalogue = catalogue::Catalogue::embedded();
    return catalogue;
  }

  // The same invented adults at every call, each with a record that can be printed.
  static std::vector<registry::ExampleResident> residents(std::size_t count) {
    std::vector<std::string> codes;
    for (const auto& region : the_catalogue().city().regions.all()) codes.push_back(region.code);
    std::vector<registry::ExampleResident> adults;
    const auto today = *day_of(2026, 11, 23);
    for (auto& one : registry::invent_residents(7, count * 2 + 40, codes, today))
      if (adults.size() < count && one.alive && one.biometrics_on_file && !one.duplicate && one.born + 365 * 18 < today) adults.push_back(std::move(one));
    ensure(adults.size() == count, "enough adults were invented");
    return adults;
  }

  static Asked as(const std::string& staff, access::Roles roles) { return {"officer/" + staff, roles, {}, "id"}; }
  static Asked operator_one() { return as("S-0001", {access::Role::operator_}); }
  static Asked operator_two() { return as("S-0002", {access::Role::operator_}); }
  static Asked verifier() { return as("S-0003", {access::Role::verifier}); }
  static Asked printer() { return as("S-0005", {access::Role::printer}); }
  static Asked courier() { return as("S-0006", {access::Role::courier}); }
  static Asked supervisor() { return as("S-0007", {access::Role::supervisor}); }

  // A draft with both papers, ready to be submitted. Waits for the clerk.
  SubmitApplication filing(const registry::ExampleResident& who, const std::string& phone) {
    SubmitApplication wish;
    wish.application = word(open_application(*office, {"lost", "web"}, {}), "application");
    wish.contact = word(know_contact(*office, {Personal<vault::Fields>({{"phone", phone}})}, {}), "contact");
    wish.region = who.kelurahan;
    wish.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
    wish.address = Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}});
    for (const auto& paper : the_catalogue().get_service("lost").papers)
      wish.papers[paper.key] = word(keep_document(*office, {wish.contact, "\xff\xd8picture"}, {}), "document");
    return wish;
  }

  views::Boards boards() { return views::Boards(office->reader()); }
  application::State state(const std::string& id) { return boards().find_case(id).value_or(views::Case{}).state; }

  // What was done, in words; a refusal or a failure is thrown with its name.
  static std::string word(const Later<Answer>& later, std::string_view name) {
    must(later);
    return done(later.wait())->word(name);
  }
  static void must(const Later<Answer>& later) {
    const auto& answer = later.wait();
    if (const auto* refusal = refused(answer)) throw std::runtime_error("refused: " + refusal->key);
    if (const auto* failure = failed(answer)) throw std::runtime_error("failed: " + failure->what);
  }

  SetClock clock;
  SystemChance chance;
  DiskFiles files;
  ScriptedOutgoing outgoing;
  ScriptedChild child;
  registry::RegisterTwin population;
  std::unique_ptr<Office> office;
};

}  // namespace opak::office
