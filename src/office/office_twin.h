// A whole office in memory for tests: set clock, chance from a seed, files and register in memory, the clerk at once on
// the asking thread. Starts on Monday 23 November 2026, 09.00 in Serang, with 500 blangko in the store.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "base/twins.h"
#include "office/apply_for.h"
#include "office/book.h"
#include "office/by_two.h"
#include "office/check.h"
#include "office/deliver.h"
#include "office/own_data.h"
#include "office/print.h"
#include "register/register_twin.h"

namespace opak::office {

inline const Moment monday_morning = moment_in_jakarta(*day_of(2026, 11, 23), 9);

class OfficeTwin {
 public:
  explicit OfficeTwin(std::uint64_t seed = 1, OfficeSettings settings = {}, const catalogue::Catalogue& catalogue = the_catalogue()) : chance(seed) {
    static std::atomic<int> counter{0};
    for (const auto& resident : registry::demo_residents()) population.add(resident);
    settings.threaded = false;
    if (settings.database == "opak.db") settings.database = "file:/office_twin_" + std::to_string(++counter) + "?vfs=memdb";
    auto secrets = vault::load_or_make_secrets(files, chance);
    ensure(secrets.has_value(), "a twin has secrets");
    auto opened = Office::open(settings, World{clock, chance, files, outgoing, child}, catalogue, *secrets, population);
    if (!opened) throw Bug(opened.error().what);
    office = std::move(*opened);
  }

  static const catalogue::Catalogue& the_catalogue() {
    static const auto catalogue = catalogue::Catalogue::embedded();
    return catalogue;
  }

  // Officers. Two of a kind, so that four eyes can be tested.
  Asked as(const std::string& staff, access::Roles roles) { return {"officer/" + staff, roles, {}, "id"}; }
  Asked rina() { return as("S-0001", {access::Role::operator_}); }
  Asked dewi() { return as("S-0002", {access::Role::operator_}); }
  Asked budi() { return as("S-0003", {access::Role::verifier}); }
  Asked sari() { return as("S-0004", {access::Role::verifier}); }
  Asked joko() { return as("S-0005", {access::Role::printer}); }
  Asked agus() { return as("S-0006", {access::Role::courier}); }
  Asked ratna() { return as("S-0007", {access::Role::supervisor}); }
  Asked resident() { return {}; }

  std::string contact(const std::string& phone) {
    return word(know_contact(*office, {Personal<vault::Fields>({{"phone", phone}})}, resident()), "contact");
  }

  std::string paper(const std::string& contact) { return word(keep_document(*office, {contact, "\xff\xd8picture"}, resident()), "document"); }

  // A whole filing by the web for one of the register's well-known residents; tests change what they are about.
  SubmitApplication filing(const std::string& service, const std::string& label, const std::string& phone) {
    const auto& who = registry::demo_resident(label);
    SubmitApplication wish;
    wish.application = word(open_application(*office, {service, "web"}, resident()), "application");
    wish.contact = contact(phone);
    wish.region = who.kelurahan;
    wish.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
    wish.address = Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}, {"landmark", "dekat musala"}});
    for (const auto& one : the_catalogue().get_service(service).papers) wish.papers[one.key] = paper(wish.contact);
    return wish;
  }
  std::string submitted(const std::string& service = "lost", const std::string& label = "lost_card", const std::string& phone = "+6281200000001") {
    return word(submit_application(*office, filing(service, label, phone), resident()), "application");
  }

  std::string verified(const std::string& id) {
    must(accept_papers(*office, {id}, rina()));
    if (state(id).needs_identity_check()) must(check_identity(*office, {id, "video_call"}, dewi()));
    must(verify(*office, {id, {}}, budi()));
    return id;
  }
  void stock(int count, const std::string& first = "KA00000001") {
    auto last = *blangko::parse_serial(first);
    last.number += count - 1;
    must(by_two(*office, receive_box(*office, {"B-001/2026", first, last.text()}, joko()), ratna()));
    must(give_to_printer(*office, {"P1", count}, joko()));
  }
  std::string printed(const std::string& id, const std::string& serial) {
    must(take_for_print(*office, {"P1", 1}, joko()));
    must(print_card(*office, {id, "P1", serial}, joko()));
    return state(id).parcel;
  }
  std::string on_the_road(const std::string& id) {
    const auto parcel = state(id).parcel;
    const auto run = word(set_run(*office, {"S-0006", day_in_jakarta(clock.now()), 9, 12, {parcel}}, ratna()), "run");
    must(load_run(*office, {run, 1}, agus()));
    return run;
  }
  HandOver right_hands(const std::string& run, const std::string& id) {
    const auto parcel = state(id).parcel;
    return {run, parcel, envelope_letters(*office, parcel), resident_letters(*office, parcel), "self", state(id).takes_old_card, true};
  }

  application::State state(const std::string& id) { return views::Boards(office->reader()).find_case(id).value_or(views::Case{}).state; }
  views::Boards boards() { return views::Boards(office->reader()); }

  static std::string word(const Later<Answer>& later, std::string_view name) {
    must(later);
    return done(later.wait())->word(name);
  }
  static void must(const Later<Answer>& later) {
    const auto& answer = later.wait();
    if (const auto* refusal = refused(answer)) throw std::runtime_error("refused: " + refusal->key);
    if (const auto* failure = failed(answer)) throw std::runtime_error("failed: " + failure->what);
  }
  // The refusal's key, or "" where it was done.
  static std::string no(const Later<Answer>& later) {
    const auto& answer = later.wait();
    if (const auto* failure = failed(answer)) return "failure: " + failure->what;
    return refused(answer) ? refused(answer)->key : "";
  }

  SetClock clock{monday_morning};
  SeededChance chance;
  MemoryFiles files;
  ScriptedOutgoing outgoing;
  ScriptedChild child;
  registry::RegisterTwin population;
  std::unique_ptr<Office> office;
};

}  // namespace opak::office
