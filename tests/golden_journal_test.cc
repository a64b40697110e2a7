// The golden journals: what each release wrote, read by every release after it.
//
// tests/fixtures/journals/<release>.jsonl holds one line a record; the newest holds every fact at least once. <release>.views is
// what the boards show of it. Facts are for ever: a later program must chain, fold and show them. If a change is meant (a state
// has a new field), write only the boards anew: OPAK_WRITE_GOLDEN=views. A program with new facts or fields names a new release
// below and writes its journal: OPAK_WRITE_GOLDEN=journal. The old journals are never written again.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

#include "core/opening/entries.h"
#include "journal/codec.h"
#include "journal/journal.h"
#include "office/office_twin.h"
#include "office/not_home.h"
#include "office/counters.h"
#include "office/old_cards.h"
#include "office/promises.h"
#include "office/relay.h"
#include "views/fold.h"

namespace opak {
namespace {

using office::OfficeTwin;

const std::string folder = std::string(OPAK_SOURCE_DIR) + "/tests/fixtures/journals/";

const std::vector<std::string> releases{"2026-11", "2026-11-b", "2026-11-c", "2026-11-d"};
// b: clocks of the desk's own steps, files laid aside. c: second persons confirm. d: a courier's bag is counted by two, too; doors
// that were not reached; returns that ask for several things; a run that another courier takes over; old cards from the hand to the
// shredder; nobody at home, and cards that never arrived.

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<journal::Record> golden(const std::string& release) {
  std::vector<journal::Record> lines;
  std::ifstream in(folder + release + ".jsonl");
  for (std::string text; std::getline(in, text);) {
    const auto json = parse_json(text);
    ensure(json.has_value(), "a golden line is JSON");
    const auto& j = *json;
    const auto hash = from_hex(j["hash"].text());
    ensure(hash.has_value(), "a golden hash is hexadecimal");
    lines.push_back({j["seq"].number(), std::string(j["kind"].text()), std::string(j["stream"].text()), static_cast<int>(j["version"].number()),
                     Moment{j["at"].number()}, std::string(j["actor"].text()), std::string(j["fact"].text()), std::string(j["body"].text()), *hash});
  }
  return lines;
}

template <class Variant, std::size_t... I>
void add_facts(std::set<std::string>& facts, std::index_sequence<I...>) {
  (facts.insert(std::string(std::variant_alternative_t<I, Variant>::fact)), ...);
}
std::set<std::string> facts_of_all_desks() {
  std::set<std::string> facts;
  add_facts<application::Entry>(facts, std::make_index_sequence<std::variant_size_v<application::Entry>>());
  add_facts<blangko::Entry>(facts, std::make_index_sequence<std::variant_size_v<blangko::Entry>>());
  add_facts<delivery::ParcelEntry>(facts, std::make_index_sequence<std::variant_size_v<delivery::ParcelEntry>>());
  add_facts<delivery::RunEntry>(facts, std::make_index_sequence<std::variant_size_v<delivery::RunEntry>>());
  add_facts<delivery::BagEntry>(facts, std::make_index_sequence<std::variant_size_v<delivery::BagEntry>>());
  add_facts<oldcard::CardEntry>(facts, std::make_index_sequence<std::variant_size_v<oldcard::CardEntry>>());
  add_facts<oldcard::ListEntry>(facts, std::make_index_sequence<std::variant_size_v<oldcard::ListEntry>>());
  add_facts<opening::Entry>(facts, std::make_index_sequence<std::variant_size_v<opening::Entry>>());
  return facts;
}

store::Database book_with(const std::vector<journal::Record>& lines, const std::string& name) {
  auto database = store::Database::open("file:/golden_" + name + "?vfs=memdb", store::Mode::writer);
  ensure(database && store::migrate(*database, "main"), "a book in memory opens");
  store::Transaction transaction(*database);
  journal::Head head;
  for (const auto& line : lines) {
    auto copy = line;
    const auto written = journal::append(*database, head, copy);
    EXPECT_EQ(to_hex(written.hash), to_hex(line.hash)) << "the chain breaks at line " << line.seq;
  }
  transaction.commit();
  return std::move(*database);
}

// The month as it was lived: three whole ways of a card and every turn a case can take.
void live(OfficeTwin& twin) {
  auto& office = *twin.office;
  const auto must = [](const Later<office::Answer>& later) { OfficeTwin::must(later); };
  const auto next_day = [&] { twin.clock.pass(days(1)); };
  twin.stock(3);

  // A lost card, twice nobody at home, then picked up at the office.
  const auto siti = twin.submitted("lost", "lost_card", "+6281200000001");
  must(return_for_fix(office, {siti, "paper_unclear", "loss_letter", Personal<std::string>("Foto buram, tolong ulangi.")}, twin.rina()));
  must(add_paper(office, {siti, "loss_letter", twin.paper(twin.state(siti).contact)}, twin.resident()));
  must(accept_papers(office, {siti}, twin.rina()));
  must(send_back(office, {siti, "kk_number_differs"}, twin.budi()));
  must(accept_papers(office, {siti}, twin.rina()));
  (void)open_file(office, {siti, "verify"}, twin.budi()).wait();
  must(check_identity(office, {siti, "video_call"}, twin.dewi()));
  must(verify(office, {siti, {"address"}}, twin.budi()));
  must(take_for_print(office, {"P1", 1}, twin.joko()));
  must(put_back_from_print(office, {siti}, twin.joko()));
  must(spoil_blangko(office, {"KA00000001", "P1", "misprint"}, twin.joko()));
  must(decline_stock(office, {OfficeTwin::word(destroy_blangko(office, {{"KA00000001"}}, twin.joko()), "ask"), "not_seen"}, twin.ratna()));
  must(take_back_stock(office, {OfficeTwin::word(destroy_blangko(office, {{"KA00000001"}}, twin.joko()), "ask")}, twin.joko()));
  must(by_two(office, destroy_blangko(office, {{"KA00000001"}}, twin.joko()), twin.ratna()));
  twin.printed(siti, "KA00000002");
  const auto first_run = OfficeTwin::word(set_run(office, {"S-0006", day_in_jakarta(twin.clock.now()), 9, 12, {twin.state(siti).parcel}}, twin.ratna()), "run");
  must(remove_from_run(office, {first_run, twin.state(siti).parcel, "courier_ill"}, twin.ratna()));
  must(choose_day(office, {siti, day_in_jakarta(twin.clock.now()) + 1}, twin.resident()));
  next_day();
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto run = twin.on_the_road(siti);
    must(report_failed_attempt(office, {run, twin.state(siti).parcel, "nobody_home"}, twin.agus()));
    must(close_by_two(office, {run, 1}, twin.agus(), twin.ratna()));
    next_day();
  }
  must(hand_over(office, twin.right_hands("", siti), twin.rina()));
  must(rate(office, {siti, "fair", "no"}, twin.resident()));

  // A damaged card, brought home: wrong letters first, the old card taken.
  const auto badru = twin.verified(twin.submitted("damaged", "damaged_card", "+6281200000002"));
  twin.printed(badru, "KA00000003");
  const auto run = twin.on_the_road(badru);
  auto wrong = twin.right_hands(run, badru);
  wrong.secret_letters = "BBBBBB";
  for (int i = 0; i < delivery::wrong_secrets_max; ++i) must(hand_over(office, wrong, twin.agus()));
  must(unlock_secret(office, {twin.state(badru).parcel}, twin.ratna()));
  auto kept_by_phone = twin.right_hands(run, badru);
  kept_by_phone.earlier = office::DoneEarlier{twin.clock.now() + -minutes(1), true};
  must(hand_over(office, kept_by_phone, twin.agus()));
  must(count_run(office, {run, 0, 1}, twin.agus()));
  must(decline_count(office, {run, "not_seen"}, twin.ratna()));
  must(count_run(office, {run, 0, 1}, twin.agus()));
  must(take_back_count(office, {run}, twin.agus()));
  must(close_by_two(office, {run, 0}, twin.agus(), twin.ratna()));
  must(dispute(office, {badru, "not_received", "applicant_link"}, twin.resident()));
  must(settle_dispute(office, {badru, "called_known_number", true}, twin.ratna()));

  // No blangko is left: the next one waits in line, and is printed once a box has come; it was not genuine and is void.
  const auto waiting = twin.verified(twin.submitted("lost", "old_serang_nik", "+6281200000003"));
  must(by_two(office, receive_box(office, {"B-002/2026", "KA00000100", "KA00000119"}, twin.joko()), twin.ratna()));
  must(give_to_printer(office, {"P1", 5}, twin.joko()));
  twin.printed(waiting, "KA00000100");
  must(dispute(office, {waiting, "not_me", "known_contact"}, twin.resident()));
  must(settle_dispute(office, {waiting, "visited", false}, twin.ratna()));
  must(void_card(office, {waiting, "not_genuine"}, twin.ratna()));
  must(take_back_from_printer(office, {"P1"}, twin.joko()));

  // A run that is closed before every door was reached, and one that leaves a day early.
  must(give_to_printer(office, {"P1", 5}, twin.joko()));
  const auto nani = twin.verified(twin.submitted("damaged", "damaged_card", "+6281200000007"));
  twin.printed(nani, "KA00000101");
  const auto& calendar = office.catalogue().city().calendar;
  while (!calendar.is_working_day(day_in_jakarta(twin.clock.now()))) next_day();
  // Not at home: told before the run leaves, taken back, and told again when the card is on the road.
  const auto told_run = OfficeTwin::word(set_run(office, {"S-0006", day_in_jakarta(twin.clock.now()), 9, 12, {twin.state(nani).parcel}}, twin.ratna()), "run");
  must(say_not_home(office, {nani, days_instead(office, twin.state(nani)).front()}, twin.resident()));
  must(say_home_again(office, nani, twin.resident()));
  must(load_run(office, {told_run, 1}, twin.agus()));
  must(say_not_home(office, {nani}, twin.resident()));
  must(close_by_two(office, {told_run, 1}, twin.agus(), twin.ratna()));
  do next_day();
  while (!calendar.is_working_day(day_in_jakarta(twin.clock.now())));
  const auto late_run = twin.on_the_road(nani);
  next_day();
  must(close_by_two(office, {late_run, 1}, twin.agus(), twin.ratna()));
  const auto early_run = OfficeTwin::word(set_run(office, {"S-0006", calendar.next_working_day(day_in_jakarta(twin.clock.now())), 9, 12, {twin.state(nani).parcel}}, twin.ratna()), "run");
  must(load_run(office, {early_run, 1, office::Ahead::meant}, twin.agus()));
  must(hand_over(office, twin.right_hands(early_run, nani), twin.agus()));
  must(close_by_two(office, {early_run, 0}, twin.agus(), twin.ratna()));
  must(take_back_from_printer(office, {"P1"}, twin.joko()));

  // One more stop, and a courier who cannot go on: taken back once, then counted in by the other.
  must(give_to_printer(office, {"P1", 5}, twin.joko()));
  std::vector<std::string> three;
  int n = 0;
  for (const auto* label : {"lost_card", "damaged_card", "grandmother"}) {
    three.push_back(twin.verified(twin.submitted("lost", label, "+628120000001" + std::to_string(n))));
    twin.printed(three.back(), "KA0000010" + std::to_string(2 + n++));
  }
  while (!calendar.is_working_day(day_in_jakarta(twin.clock.now()))) next_day();
  const auto parcel = [&](std::size_t which) { return twin.state(three[which]).parcel; };
  const auto other = twin.as("S-0008", {access::Role::courier});
  const auto one_day = day_in_jakarta(twin.clock.now());
  const auto gives = OfficeTwin::word(set_run(office, {"S-0006", one_day, 9, 12, {parcel(0)}}, twin.ratna()), "run");
  const auto takes = OfficeTwin::word(set_run(office, {"S-0008", one_day, 9, 12, {parcel(2)}}, twin.ratna()), "run");
  must(add_stop(office, {gives, parcel(1), twin.boards().find_run(gives)->state.version, 1, {9, 11}, {}}, twin.ratna()));
  must(load_run(office, {gives, 2}, twin.agus()));
  must(load_run(office, {takes, 1}, other));
  const auto pass = [&] {
    must(pass_rest(office, {gives, twin.boards().find_run(gives)->state.version, {{takes, {parcel(1), parcel(0)}, {parcel(1), parcel(2), parcel(0)}}}, {{parcel(0), {13, 15}}}}, twin.ratna()));
  };
  pass();
  must(take_back_rest(office, {gives}, twin.ratna()));
  pass();
  must(take_rest(office, {takes, gives, 2}, other));
  must(tap_break(office, {takes, office::BreakTap::begins}, other));
  twin.clock.pass(minutes(30));
  must(tap_break(office, {takes, office::BreakTap::ends}, other));
  for (const auto& each : three) must(hand_over(office, twin.right_hands(takes, each), other));
  must(close_by_two(office, {gives, 0}, twin.agus(), twin.ratna()));
  must(close_by_two(office, {takes, 0}, other, twin.ratna()));
  must(take_back_from_printer(office, {"P1"}, twin.joko()));

  // The two old cards lie in the drawer: a list that is declined, one that is taken back, and one that two destroyed.
  must(decline_destruction(office, {OfficeTwin::word(propose_destruction(office, {2}, twin.joko()), "list"), "counted_otherwise"}, twin.ratna()));
  must(take_back_destruction(office, {OfficeTwin::word(propose_destruction(office, {2}, twin.joko()), "list")}, twin.joko()));
  must(confirm_destruction(office, {OfficeTwin::word(propose_destruction(office, {2}, twin.joko()), "list"), 2}, twin.agus()));

  // The card never arrived: another is made of the same application.
  must(dispute(office, {nani, "not_received", "applicant_link"}, twin.resident()));
  must(settle_dispute(office, {nani, "called_known_number", true, "new_card"}, twin.ratna()));
  must(give_to_printer(office, {"P1", 1}, twin.joko()));
  twin.printed(nani, "KA00000105");
  const auto second_run = OfficeTwin::word(set_run(office, {"S-0006", calendar.next_working_day(day_in_jakarta(twin.clock.now())), 9, 12, {twin.state(nani).parcel}}, twin.ratna()), "run");
  must(load_run(office, {second_run, 1, office::Ahead::meant}, twin.agus()));
  must(hand_over(office, twin.right_hands(second_run, nani), twin.agus()));
  must(close_by_two(office, {second_run, 0}, twin.agus(), twin.ratna()));

  // A card for a counter in a kelurahan: not fetched, brought back, and an old card that was taken there.
  must(give_to_printer(office, {"P1", 2}, twin.joko()));
  auto clerk = twin.as("S-0021", {access::Role::counter});
  clerk.counter = "kasemen";
  const auto nenek = twin.verified(twin.submitted("lost", "grandmother", "+6281200000021"));
  twin.printed(nenek, "KA00000106");
  must(choose_pickup(office, {nenek, "kasemen"}, twin.resident()));
  must(receive_bag(office, {OfficeTwin::word(pack_for_counter(office, {"kasemen", 1}, twin.agus()), "bag"), 1}, clerk));
  while (day_in_jakarta(twin.clock.now()) <= twin.state(nenek).pickup_until) next_day();
  must(receive_bag(office, {OfficeTwin::word(pack_for_office(office, {"kasemen", 1}, twin.agus()), "bag"), 1}, twin.rina()));
  must(hand_over(office, twin.right_hands("", nenek), twin.rina()));
  const auto again = twin.verified(twin.submitted("damaged", "grandmother", "+6281200000021"));
  twin.printed(again, "KA00000107");
  must(choose_pickup(office, {again, "kasemen"}, twin.resident()));
  must(receive_bag(office, {OfficeTwin::word(pack_for_counter(office, {"kasemen", 1}, twin.agus()), "bag"), 1}, clerk));
  must(hand_over(office, twin.right_hands("", again), clerk));
  must(lay_in_drawer(office, {1}, clerk));
  must(receive_bag(office, {OfficeTwin::word(pack_for_office(office, {"kasemen", 0, 1}, clerk), "bag"), 0, 1}, twin.rina()));

  // A number that differs, put right by its owner.
  const auto& owner = registry::demo_resident("no_biometrics");
  auto mistyped = twin.filing("lost", "no_biometrics", "+6281200000004");
  mistyped.person = Personal<vault::Fields>({{"name", owner.name}, {"nik", "3673054107850017"}, {"kk", owner.kk}});
  const auto jajang = OfficeTwin::word(submit_application(office, mistyped, twin.resident()), "application");
  must(return_for_fix(office, {jajang, "number_differs", "", Personal<std::string>("NIK berbeda, dan berkas tertukar."), {{"paper_wrong", "loss_letter"}, {"paper_wrong", "family_card"}}}, twin.rina()));
  must(add_paper(office, {jajang, "family_card", twin.paper(twin.state(jajang).contact)}, twin.resident()));
  must(add_paper(office, {jajang, "loss_letter", twin.paper(twin.state(jajang).contact)}, twin.resident()));
  must(correct_person(office, {jajang, Personal<vault::Fields>({{"nik", owner.nik}, {"kk", owner.kk}})}, twin.resident()));

  // A visit, a new address, a rejection declined and one by two, a withdrawal, a draft that was none.
  must(lay_aside(office, {jajang, "waits_for_resident", day_in_jakarta(twin.clock.now()) + 2}, twin.rina()));
  must(take_up(office, {jajang}, twin.rina()));
  must(accept_papers(office, {jajang}, twin.rina()));
  must(ask_visit(office, {jajang, "no_biometrics"}, twin.budi()));
  const auto wawan = twin.submitted("lost", "duplicate", "+6281200000005");
  const auto& home = registry::demo_resident("lost_card");
  must(change_address(office, {wawan, home.kelurahan, "family", Personal<vault::Fields>({{"street", home.street}, {"rt", home.rt}, {"rw", home.rw}, {"receiver_name", "IBU RT"}})}, twin.resident()));
  must(propose_rejection(office, {wawan, "duplicate_record", Personal<std::string>("Tercatat ganda.")}, twin.budi()));
  must(decline_rejection(office, {wawan}, twin.sari()));
  must(propose_rejection(office, {wawan, "duplicate_record", Personal<std::string>("Tercatat ganda.")}, twin.budi()));
  must(confirm_rejection(office, {wawan}, twin.sari()));
  const auto sri = twin.submitted("lost", "from_elsewhere", "+6281200000006");
  must(office.record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    if (auto refusal = book.ask(sri, application::MovePromise{book.application(sri).promised_on + 3, "register"})) return *refusal;
    return office::Done{};
  }));
  must(withdraw(office, {sri}, twin.resident()));
  must(dismiss_draft(office, {OfficeTwin::word(open_application(office, {"lost", "whatsapp"}, twin.resident()), "application"), "not_an_application"}, twin.resident()));
  const auto left = twin.boards().find_stock("36.73")->available();
  must(by_two(office, close_stock_day(office, {static_cast<int>(left), ""}, twin.joko()), twin.ratna()));
}

// Writes a golden journal of today's program; asked for by hand only, when a release is made.
void write_journal() {
  OfficeTwin twin(2026);
  live(twin);
  std::ofstream out(folder + releases.back() + ".jsonl", std::ios::binary);
  journal::scan(twin.office->reader(), 1, [&](const journal::Record& line) {
    Json json = Json::object();
    json.set("seq", line.seq);
    json.set("kind", line.kind);
    json.set("stream", line.stream);
    json.set("version", line.version);
    json.set("at", line.at.ms);
    json.set("actor", line.actor);
    json.set("fact", line.fact);
    json.set("body", line.body);
    json.set("hash", to_hex(line.hash));
    out << json.write() << "\n";
    return true;
  });
}

}  // namespace

class GoldenJournal : public testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() {
    const char* asked = std::getenv("OPAK_WRITE_GOLDEN");
    if (asked == nullptr) return;
    if (std::string_view(asked) == "journal") write_journal();
    for (const auto& release : releases) {
      auto book = book_with(golden(release), "writing-" + release);
      ASSERT_TRUE(views::rebuild(book));
      std::ofstream(folder + release + ".views", std::ios::binary) << views::dump(book);
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Release, GoldenJournal, testing::ValuesIn(releases), [](const auto& info) {
  auto name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(NewestGoldenJournal, HoldsEveryFactOfEveryDesk) {
  auto missing = facts_of_all_desks();
  for (const auto& line : golden(releases.back())) missing.erase(line.fact);
  EXPECT_TRUE(missing.empty()) << "No golden line for: " << testing::PrintToString(missing) << ". Let live() do it, then write the journal anew.";
}

TEST_P(GoldenJournal, ChainsAsItDidWhenItWasWritten) {
  auto book = book_with(golden(GetParam()), "chain-" + GetParam());
  EXPECT_EQ(journal::first_fault(book), std::nullopt);
}

TEST_P(GoldenJournal, FoldsToTheBoardsThatStoodThen) {
  auto book = book_with(golden(GetParam()), "fold-" + GetParam());
  const auto rebuilt = views::rebuild(book);
  ASSERT_TRUE(rebuilt) << rebuilt.error().what;
  const auto then = read(folder + GetParam() + ".views");
  ASSERT_FALSE(then.empty());
  EXPECT_EQ(views::dump(book), then);
}

TEST_P(GoldenJournal, EachBodyIsReadWholeNoFieldOfItIsLost) {
  for (const auto& line : golden(GetParam())) {
    const auto written = [&]() -> std::string {
      if (line.kind == "application") return journal::encode_entry(journal::decode_entry<application::Entry>(line.fact, line.body));
      if (line.kind == "blangko") return journal::encode_entry(journal::decode_entry<blangko::Entry>(line.fact, line.body));
      if (line.kind == "parcel") return journal::encode_entry(journal::decode_entry<delivery::ParcelEntry>(line.fact, line.body));
      if (line.kind == "run") return journal::encode_entry(journal::decode_entry<delivery::RunEntry>(line.fact, line.body));
      if (line.kind == "bag") return journal::encode_entry(journal::decode_entry<delivery::BagEntry>(line.fact, line.body));
      if (line.kind == "old_card") return journal::encode_entry(journal::decode_entry<oldcard::CardEntry>(line.fact, line.body));
      if (line.kind == "old_card_list") return journal::encode_entry(journal::decode_entry<oldcard::ListEntry>(line.fact, line.body));
      return journal::encode_entry(journal::decode_entry<opening::Entry>(line.fact, line.body));
    }();
    const auto before = parse_json(line.body), after = parse_json(written);
    ASSERT_TRUE(before && after);
    // New optional fields may have come; none of the old may have gone or changed.
    for (const auto& [name, value] : before->members()) EXPECT_EQ((*after)[name], value) << line.fact << " " << name;
  }
}

TEST_P(GoldenJournal, EndsWithEveryCaseWhereItsOwnStorySays) {
  auto book = book_with(golden(GetParam()), "ends-" + GetParam());
  ASSERT_TRUE(views::rebuild(book));
  std::map<std::string, int> ends;
  for (auto rows = book.query("SELECT stage FROM view_case"); rows.next();) ++ends[rows.string_at(0)];
  const int delivered = GetParam() == releases.back() ? 8 : 2;  // The newest has a late run, a relay and two cards of a counter, too.
  EXPECT_EQ(ends, (std::map<std::string, int>{{"delivered", delivered}, {"dismissed", 1}, {"rejected", 1}, {"visit_needed", 1}, {"withdrawn", 2}}));
}

}  // namespace opak
