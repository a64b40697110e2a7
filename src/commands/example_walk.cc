#include "commands/example_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "access/password.h"
#include "access/staff.h"
#include "intake/drafts.h"
#include "law/age.h"
#include "office/apply_for.h"
#include "office/book.h"
#include "office/by_two.h"
#include "office/check.h"
#include "office/deliver.h"
#include "office/propose.h"
#include "office/counters.h"
#include "office/old_cards.h"
#include "office/outbox.h"
#include "office/print.h"

namespace opak::commands {
namespace {

using application::Stage;
using office::Answer;
using office::Asked;

constexpr int own_papers_days = 5;

// By their place in example_logins().
enum Staff { rina, dewi, budi, sari, joko, wati, agus, dedi, ratna, hasan, yanti };

std::string must(const Later<Answer>& later, std::string_view word = {}) {
  const auto& answer = later.wait();
  if (const auto* refusal = office::refused(answer)) throw Bug(("the example city was refused: " + refusal->key).c_str());
  if (const auto* failure = office::failed(answer)) throw Bug(("the example city failed: " + failure->what).c_str());
  return office::done(answer)->word(word);
}

}  // namespace

const std::vector<ExampleLogin>& example_logins() {
  static const std::vector<ExampleLogin> all{{"rina", "Rina Marlina", "operator"},      {"dewi", "Dewi Sartikawati", "operator"},
                                             {"budi", "Budi Hartono", "verifier"},      {"sari", "Sari Puspita", "verifier"},
                                             {"joko", "Joko Susanto", "printer"},       {"wati", "Wati Rohaeni", "printer"},
                                             {"agus", "Agus Permana", "courier"},       {"dedi", "Dedi Kusnadi", "courier"},
                                             {"ratna", "Ratna Juwita", "supervisor"},   {"hasan", "Hasan Basri", "admin"},
                                             {"yanti", "Yanti Kurniasih", "counter", "kasemen"}};
  return all;
}

ExampleWalk::ExampleWalk(office::Office& office, SetClock& clock, std::vector<registry::ExampleResident> people, ExamplePapers papers, Child& reader, Moment now, ExampleWish wish)
    : office_(office), clock_(clock), people_(std::move(people)), papers_(std::move(papers)), reader_(reader), now_(now), wish_(wish) {}

void ExampleWalk::walk() {
  const auto& calendar = office_.catalogue().city().calendar;
  const auto today = day_in_jakarta(now_);
  // The last working day that is behind us as far as the runs: on it the work stops half way, so that every desk has some.
  Day last = today;
  while (!calendar.is_working_day(last) || !is_past(last, 14)) last = last + -1;
  const auto first = calendar.working_day_from(today + -(wish_.days - 1));
  int working_days = 0;
  for (auto day = first; day <= today; day = day + 1) working_days += calendar.is_working_day(day) ? 1 : 0;
  wanted_ = wish_.applications / std::max(1, working_days);
  at(first, 6, 30);
  hire();
  last_ = last;
  for (auto day = first; day <= today; day = day + 1) calendar.is_working_day(day) && day <= last ? weekday(day, day == last) : free_day(day, day == today);
}

bool ExampleWalk::is_past(Day day, int hour) const { return moment_in_jakarta(day, hour) <= now_; }

// Never back, and never beyond the present.
void ExampleWalk::at(Day day, int hour, int minute) {
  const auto wanted = std::min(moment_in_jakarta(day, hour, minute), now_ + -minutes(1));
  if (wanted > clock_.now() || clock_.now() > now_) clock_.set(wanted);
}

void ExampleWalk::minutes_pass(int most) {
  const auto later = clock_.now() + seconds(10 + static_cast<std::int64_t>(dice_.below(static_cast<std::uint64_t>(most) * 60)));
  if (later < now_ + -minutes(1)) clock_.set(later);
}

views::Boards ExampleWalk::boards() { return views::Boards(office_.reader()); }

std::vector<views::Case> ExampleWalk::cases(std::vector<Stage> stages) {
  std::vector<views::Case> all;
  views::CaseFilter filter;
  filter.stages = std::move(stages);
  for (filter.page = 0;; ++filter.page) {
    auto page = boards().list(filter);
    if (page.cases.empty()) return all;
    std::move(page.cases.begin(), page.cases.end(), std::back_inserter(all));
  }
}

Asked ExampleWalk::as(int staff) const {
  const auto& login = example_logins()[static_cast<std::size_t>(staff)];
  return {"officer/" + staff_[static_cast<std::size_t>(staff)], *access::parse_roles(login.roles), {}, "id", login.counter};
}

ExampleWalk::Fate ExampleWalk::fate_of(const std::string& id) const {
  const auto found = fates_.find(id);
  return found == fates_.end() ? Fate::plain : found->second;
}

void ExampleWalk::hire() {
  const auto hash = access::hash_password(example_password, access::Strength::cheap, office_.world().chance);
  for (const auto& login : example_logins())
    staff_.push_back(must(office_.record({.actor = "system"}, [&](office::Book& book) -> Answer {
      const auto staff = access::create_staff(book.database(), office_.vault(), {login.login, login.name, *access::parse_roles(login.roles), *login.counter == 0 ? office_.catalogue().city().code : login.counter, hash, {}}, book.now());
      if (!staff) return staff.error();
      return office::Done{{{"id", staff->id}}};
    }), "id"));
}

// ---- The days

void ExampleWalk::weekday(Day day, bool is_last) {
  at(day, 7, 5);
  file_some(wanted_ / 4 + (is_last ? 8 : 0));
  at(day, 8, 2);
  stock_up(day);
  load_runs(day);
  bring_late_papers();
  repair_returned();
  check_papers(is_last ? 3 : 0);
  settle_disputes();
  at(day, 9, 20);
  drive(day, is_last ? 3 : 0);
  at(day, 9, 40);
  file_some(wanted_ / 3);
  at(day, 10, 30);
  verify_files(is_last ? 4 : 0);
  change_minds();
  if (working_days_to_last(day) == 1) move_house(4);
  if (is_last) leave_open_questions();
  // The last day's cards still lie on the table: the visitor plans their run.
  if (is_last) plan_runs(office_.catalogue().city().calendar.next_working_day(day));
  at(day, 11, 30);
  print_cards(is_last ? 4 : 0, is_last);
  at(day, 12, 30);
  carry_to_counter(is_last);
  at(day, 13, 10);
  hand_over_at_counter(is_last ? 4 : 1);
  if (!is_last) plan_runs(office_.catalogue().city().calendar.next_working_day(day));
  at(day, 13, 40);
  if (!is_last) close_runs(day);
  if (!is_last) keep_old_cards(day);
  at(day, 14, 50);
  if (!is_last) count_stock(day);
  at(day, 15, 30);
  file_some(wanted_ - wanted_ / 4 - wanted_ / 3);
  if (day_in_jakarta(now_) - day < 5) leave_drafts(2);
  send_letters();
}

void ExampleWalk::free_day(Day day, bool is_last) {
  at(day, 0, 10);
  if (!is_past(day, 9) && !is_last) return;
  at(day, 9, 0);
  file_some(happens(1, 2) ? 2 : 1);
  if (is_last) leave_drafts(2);
  send_letters();
}

// ---- Residents

void ExampleWalk::file_some(int count) {
  for (int i = 0; i < count && filed_ < wish_.applications + 20; ++i) {
    file_one();
    minutes_pass(9);
  }
}

void ExampleWalk::file_one() {
  const auto roll = dice_.below(100);
  const auto fate = roll < 62   ? Fate::plain
                    : roll < 69 ? Fate::repaired
                    : roll < 72 ? Fate::never_repaired
                    : roll < 76 ? Fate::rejected
                    : roll < 80 ? Fate::withdrawn
                    : roll < 87 ? Fate::one_miss
                    : roll < 89 ? Fate::two_misses
                    : roll < 95 ? Fate::own_pick_up
                    : roll < 98 ? Fate::paper_later
                                : Fate::disputed;
  const auto channel = dice_.below(10);
  file(people_[next_person_++ % people_.size()], fate, channel < 5 ? "whatsapp" : channel < 8 ? "web" : channel < 9 ? "counter" : "phone");
}

// Papers that say what the form says, so that comparing them shows it; one in eight tells another street or another name,
// as happens when an old family card is at hand.
const PersonPapers& ExampleWalk::papers_of(const registry::ExampleResident& who) {
  const auto found = own_papers_.find(who.nik);
  if (found != own_papers_.end()) return found->second;
  auto written = written_on_papers_of(office_.catalogue().city().regions, who);
  switch (slips_.below(16)) {
    case 0: written.street = "Jl. Lama No. 9", written.rt = "010", written.rw = "011"; break;
    case 1: written.name = who.name.substr(0, who.name.rfind(' ')); break;
    default: break;
  }
  auto drawn = draw_papers_of(reader_, written);
  if (!drawn) throw Bug(drawn.error().what.c_str());
  return own_papers_.emplace(who.nik, std::move(*drawn)).first->second;
}

std::string ExampleWalk::paper_for(const std::string& paper, const std::string& contact, const registry::ExampleResident& who) {
  const bool is_kk = paper == "family_card";
  // Drawing takes a moment: only of the last days, whose files are still on a desk.
  const bool own = now_ - clock_.now() < days(own_papers_days);
  const auto& picture = own ? (is_kk ? papers_of(who).family_card : papers_of(who).loss_letter) : (is_kk ? papers_.family_card : papers_.loss_letter);
  return must(office::keep_document(office_, {contact, picture}, {}), "document");
}

void ExampleWalk::file(const registry::ExampleResident& who, Fate fate, const std::string& channel) {
  const bool assisted = channel == "counter" || channel == "phone";
  const auto clerk = happens(1, 2) ? rina : dewi;
  const auto asked = assisted ? as(clerk) : Asked{};
  const std::string service = happens(3, 4) ? "lost" : "damaged";
  // Numbers that belong to nobody.
  const auto phone = fmt::format("+62812000{:05}", 20'000 + filed_);
  office::SubmitApplication wish;
  wish.application = must(office::open_application(office_, {service, channel}, asked), "application");
  minutes_pass(4);
  wish.contact = must(office::know_contact(office_, {Personal<vault::Fields>({{"phone", phone}, {"name", who.name}})}, asked), "contact");
  wish.assurance = channel == "counter" ? "seen_in_person" : "number_confirmed";
  wish.assisted = assisted;
  wish.way = fate == Fate::own_pick_up ? "pick_up" : "deliver";
  wish.region = who.kelurahan;
  wish.receiver = happens(1, 3) ? "family" : "self";
  wish.language = happens(1, 12) ? "su" : happens(1, 20) ? "en" : "id";
  if (happens(1, 25)) wish.lane = "priority";
  wish.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
  wish.address = Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}, {"landmark", "dekat musala"}, {"receiver_name", who.name}});
  for (const auto& paper : office_.catalogue().get_service(service).papers)
    if (paper.required && !(fate == Fate::paper_later && paper.may_come_later && paper.key == "family_card")) wish.papers[paper.key] = paper_for(paper.key, wish.contact, who);
  const auto id = wish.application, contact = wish.contact;
  must(office::submit_application(office_, std::move(wish), asked));
  fates_[id] = fate;
  contacts_[id] = contact;
  filed_by_[id] = who;
  ++filed_;
}

void ExampleWalk::leave_drafts(int count) {
  for (int i = 0; i < count; ++i, minutes_pass(20)) {
    const auto& who = people_[next_person_++ % people_.size()];
    const auto contact = must(office::know_contact(office_, {Personal<vault::Fields>({{"phone", fmt::format("+62812000{:05}", 70'000 + next_person_)}, {"name", who.name}})}, {}), "contact");
    const auto id = must(intake::begin_draft(office_, {.service = happens(1, 2) ? "lost" : "damaged", .channel = happens(1, 2) ? "web" : "whatsapp", .contact = contact, .language = "id"}, {}), "application");
    must(intake::save_answers(office_, {.application = id, .page = 2, .answers = Personal<vault::Fields>({{"for_whom", "self"}, {"name", who.name}, {"nik", who.nik}, {"kk", who.kk}}), .language = "id"}, {}));
  }
}

void ExampleWalk::repair_returned() {
  for (const auto& one : cases({Stage::returned})) {
    if (fate_of(one.id) != Fate::repaired || clock_.now() - one.state.changed_at < hours(20)) continue;
    const auto paper = one.state.return_paper.empty() ? std::string("loss_letter") : one.state.return_paper;
    must(office::add_paper(office_, {one.id, paper, paper_for(paper, contacts_[one.id], filed_by_.at(one.id))}, {}));
    minutes_pass(5);
  }
}

void ExampleWalk::bring_late_papers() {
  for (const auto& one : cases({Stage::submitted}))
    if (!one.state.missing.empty() && happens(1, 2)) must(office::add_paper(office_, {one.id, one.state.missing.front(), paper_for(one.state.missing.front(), contacts_[one.id], filed_by_.at(one.id))}, {}));
}

void ExampleWalk::change_minds() {
  for (const auto& one : cases({Stage::complete, Stage::verified, Stage::print_ready, Stage::waiting_blangko})) {
    const auto fate = fate_of(one.id);
    if (fate == Fate::withdrawn && one.state.rejection_by.empty()) must(office::withdraw(office_, {one.id}, {}));
    if (fate == Fate::disputed && once_.insert(one.id + "/dispute").second)
      must(office::dispute(office_, {one.id, "not_me", "known_contact"}, {}));
  }
  for (const auto& one : cases({Stage::attempt_failed, Stage::not_reached}))
    if (one.state.run.empty() && happens(1, 4) && once_.insert(one.id + "/pick_up").second) must(office::choose_pickup(office_, {one.id}, {}));
}

// ---- Officers

void ExampleWalk::check_papers(int leave) {
  auto waiting = cases({Stage::submitted});
  if (leave > 0 && waiting.size() > static_cast<std::size_t>(leave)) waiting.resize(waiting.size() - static_cast<std::size_t>(leave));
  for (const auto& one : waiting) {
    if (!one.state.missing.empty() || !one.state.rejection_by.empty()) continue;
    check_one(one);
    minutes_pass(3);
  }
}

void ExampleWalk::check_one(const views::Case& one) {
  const auto who = happens(1, 2) ? rina : dewi;
  const auto colleague = who == rina ? dewi : rina;
  (void)office::open_file(office_, {one.id, "check_papers"}, as(who)).wait();
  const auto fate = fate_of(one.id);
  if ((fate == Fate::repaired || fate == Fate::never_repaired) && once_.insert(one.id + "/returned").second) {
    const auto paper = one.state.papers.contains("loss_letter") ? "loss_letter" : "family_card";
    must(office::return_for_fix(office_, {one.id, "paper_unclear", paper, Personal<std::string>("Mohon foto ulang di tempat terang. Tulisan di pojok belum terbaca.")}, as(who)));
    return;
  }
  if (fate == Fate::rejected) {
    must(office::propose_rejection(office_, {one.id, happens(1, 2) ? "not_resident" : "paper_not_genuine", Personal<std::string>("Sudah kami cek dua kali. Silakan datang ke loket untuk penjelasan.")}, as(who)));
    // The last day leaves one for the second person.
    if (now_ - clock_.now() > days(2)) must(office::confirm_rejection(office_, {one.id}, as(budi)));
    return;
  }
  if (one.state.needs_identity_check()) {
    const auto checker = one.state.assisted_by == as(who).actor ? colleague : who;
    must(office::check_identity(office_, {one.id, happens(1, 2) ? "rt_rw_confirmed" : "video_call"}, as(checker)));
  }
  must(office::accept_papers(office_, {one.id}, as(who)));
}

void ExampleWalk::verify_files(int leave) {
  auto waiting = cases({Stage::complete});
  if (leave > 0 && waiting.size() > static_cast<std::size_t>(leave)) waiting.resize(waiting.size() - static_cast<std::size_t>(leave));
  for (const auto& one : waiting) {
    if (one.state.disputed || !one.state.rejection_by.empty()) continue;
    verify_one(one);
    minutes_pass(3);
  }
}

void ExampleWalk::verify_one(const views::Case& one) {
  const auto who = happens(1, 2) ? budi : sari;
  (void)office::open_file(office_, {one.id, "verify"}, as(who)).wait();
  const auto answer = office::verify(office_, {one.id, {}}, as(who)).wait();
  const auto* refusal = office::refused(answer);
  if (refusal == nullptr) {
    if (const auto* failure = office::failed(answer)) throw Bug(("the example city failed: " + failure->what).c_str());
  } else if (refusal->key == "register.no_biometrics") {
    must(office::ask_visit(office_, {one.id, "no_biometrics"}, as(who)));
  } else {
    must(office::propose_rejection(office_, {one.id, "duplicate_record", {}}, as(who)));
    must(office::confirm_rejection(office_, {one.id}, as(who == budi ? sari : budi)));
  }
}

// For whoever looks today: a rejection that waits for the second person, and a "bukan saya" that nobody has settled.
void ExampleWalk::leave_open_questions() {
  std::vector<views::Case> quiet;
  for (auto& one : cases({Stage::complete}))
    if (!one.state.disputed && one.state.rejection_by.empty()) quiet.push_back(std::move(one));
  if (quiet.empty()) return;
  must(office::dispute(office_, {quiet.front().id, "not_me", "known_contact"}, {}));
  if (quiet.size() > 1) must(office::propose_rejection(office_, {quiet.back().id, "not_resident", Personal<std::string>("Alamat di KK di luar Kota Serang.")}, as(sari)));
}

int ExampleWalk::working_days_to_last(Day day) const {
  const auto& calendar = office_.catalogue().city().calendar;
  int left = 0;
  while (day < last_) {
    day = calendar.next_working_day(day);
    ++left;
  }
  return left;
}

// A long wait in the middle of the month, small boxes near its end, and on the last morning enough for everybody who may be served.
void ExampleWalk::stock_up(Day day) {
  const auto left = working_days_to_last(day);
  const auto waiting = static_cast<int>(boards().count({.stages = {Stage::waiting_blangko}}));
  const auto stock = boards().find_stock(office_.catalogue().city().code);
  if (boxes_ == 0) return receive_box(wish_.applications / 2);
  if (left == 0 && (waiting > 0 || !stock || stock->available() < wish_.applications / 3)) return receive_box(wish_.applications * 3 / 4);
  if (left > 0 && left <= 3 && waiting > 0) return receive_box(waiting + (left > 1 ? wanted_ / 2 : 0));
  if (left > 3 && box_due_ != Day{} && day >= box_due_) receive_box(waiting + (left - 3) * wanted_ * 6 / 10 + 1);
}

// Some who wait for blangko want their card at another door now. When the box comes it goes past them: first an officer makes
// sure that it is them. That is how a few still wait today.
void ExampleWalk::move_house(int most) {
  for (const auto& one : cases({Stage::waiting_blangko})) {
    if (most == 0) return;
    if (one.state.disputed || one.state.way != "deliver" || one.state.needs_identity_check() || fate_of(one.id) == Fate::withdrawn || fate_of(one.id) == Fate::disputed) continue;
    const auto door = std::find_if(people_.begin(), people_.end(), [&](const auto& other) { return other.kelurahan != one.state.region; });
    if (door == people_.end()) return;
    must(office::change_address(office_, {one.id, door->kelurahan, "self", Personal<vault::Fields>({{"street", "Jl. Baru No. " + std::to_string(10 + most)}, {"rt", "002"}, {"rw", "004"}, {"landmark", "rumah anak"}, {"receiver_name", ""}})}, {}));
    minutes_pass(4);
    --most;
  }
}

void ExampleWalk::receive_box(int count) {
  const auto serial = [](std::int64_t n) { return fmt::format("KA{:08}", n); };
  must(office::by_two(office_, office::receive_box(office_, {fmt::format("470/{:03}/DUKCAPIL/2026", 40 + boxes_ * 17), serial(next_serial_), serial(next_serial_ + count - 1)}, as(joko)), as(ratna)));
  next_serial_ += count;
  ++boxes_;
  box_due_ = {};
}

std::string ExampleWalk::lowest_at(const std::string& printer) {
  const auto stock = boards().find_stock(office_.catalogue().city().code);
  if (!stock) return {};
  for (const auto& holding : stock->holdings)
    if (holding.place == "printer/" + printer) return holding.first.text();
  return {};
}

void ExampleWalk::print_cards(int leave, bool stop_at_printer) {
  const auto ready = static_cast<int>(boards().count({.stages = {Stage::print_ready}, .disputed = false, .identity_check_needed = false}));
  const int to_print = std::max(0, ready - leave);
  print_at("P1", as(joko), (to_print + 1) / 2);
  print_at("P2", as(wati), to_print / 2);
  if (stop_at_printer && ready > 2) must(office::take_for_print(office_, {"P1", 2}, as(joko)));
  // A box is asked for when somebody must wait, and comes some days later.
  const auto waiting = boards().count({.stages = {Stage::waiting_blangko}});
  if (waiting > 0 && box_due_ == Day{}) {
    auto due = day_in_jakarta(clock_.now());
    for (int i = 0; i < 3; ++i) due = office_.catalogue().city().calendar.next_working_day(due);
    box_due_ = due;
  }
  // Spoiled cards are cut up by two.
  if (const auto stock = boards().find_stock(office_.catalogue().city().code); stock && stock->count_at("spoiled") >= 4) {
    std::vector<std::string> serials;
    for (const auto& holding : stock->holdings)
      if (holding.place == "spoiled")
        for (auto serial = holding.first; serial.number <= holding.last.number; ++serial.number) serials.push_back(serial.text());
    must(office::by_two(office_, office::destroy_blangko(office_, {serials}, as(joko)), as(ratna)));
  }
}

void ExampleWalk::print_at(const std::string& printer, const Asked& who, int count) {
  if (count == 0) return;
  const auto place = "printer/" + printer;
  auto stock = boards().find_stock(office_.catalogue().city().code);
  const auto here = stock ? stock->count_at(place) : 0;
  if (const auto lacking = count + 3 - here; stock && lacking > 0 && stock->in_store() > 0)
    must(office::give_to_printer(office_, {printer, static_cast<int>(std::min<std::int64_t>(lacking, stock->in_store()))}, who));
  const auto blanks = boards().find_stock(office_.catalogue().city().code)->count_at(place);
  const auto able = static_cast<int>(std::min<std::int64_t>(count, blanks));
  if (able == 0) return;
  must(office::take_for_print(office_, {printer, able}, who));
  for (const auto& one : cases({Stage::printing})) {
    if (one.state.printer != printer) continue;
    minutes_pass(4);
    const auto spare = boards().find_stock(office_.catalogue().city().code)->count_at(place) > able;
    if (spare && happens(1, 30)) must(office::spoil_blangko(office_, {lowest_at(printer), printer, happens(1, 2) ? "print_smeared" : "card_bent"}, who));
    const auto serial = lowest_at(printer);
    if (serial.empty()) {
      must(office::put_back_from_print(office_, {one.id}, who));
      continue;
    }
    must(office::print_card(office_, {one.id, printer, serial}, who));
  }
}

void ExampleWalk::plan_runs(Day day) {
  const auto& city = office_.catalogue().city();
  const auto proposal = office::propose_day(office_, office_.reader(), {.couriers = {staff_[agus], staff_[dedi]}, .stops_max = static_cast<int>(city.setting("stops_per_run_max"))});
  ensure(proposal.has_value(), "the example day can be planned");
  for (const auto& run : proposal->runs) {
    if (run.stops.empty()) continue;
    std::vector<std::string> parcels;
    for (const auto& stop : run.stops) parcels.push_back(stop.parcel);
    must(office::set_run(office_, {run.courier, day, 9, 12, parcels}, as(ratna)));
  }
}

void ExampleWalk::load_runs(Day day) {
  for (const auto& run : boards().runs_on(day)) {
    if (run.state.stage != delivery::RunStage::planned) continue;
    const auto courier = as(run.state.courier == staff_[agus] ? agus : dedi);
    // Who said "not me" since yesterday is not driven to.
    for (const auto& parcel : run.state.parcels) {
      const auto found = boards().find_parcel(parcel);
      const auto one = found ? boards().find_case(found->state.application) : std::nullopt;
      if (!one || one->state.disputed) must(office::remove_from_run(office_, {run.id, parcel, "disputed"}, courier));
    }
    const auto now = boards().find_run(run.id);
    if (!now->state.parcels.empty()) must(office::load_run(office_, {run.id, static_cast<int>(now->state.parcels.size())}, courier));
  }
}

void ExampleWalk::drive(Day day, int leave) {
  const auto began = clock_.now();
  const auto runs = boards().runs_on(day);
  for (const auto& run : runs) {
    if (run.state.stage != delivery::RunStage::loaded) continue;
    clock_.set(began);  // Couriers drive at the same time.
    const bool is_agus = run.state.courier == staff_[agus];
    const auto courier = as(is_agus ? agus : dedi);
    (void)office::open_run_sheet(office_, run.id, courier).wait();
    auto stops = run.state.parcels;
    if (run.id == runs.back().id) stops.resize(stops.size() - std::min<std::size_t>(stops.size(), static_cast<std::size_t>(leave)));
    for (const auto& parcel : stops) {
      minutes_pass(7);
      const auto one = boards().find_case(boards().find_parcel(parcel)->state.application);
      const auto fate = fate_of(one->id);
      const bool missed = (fate == Fate::one_miss && one->state.attempts == 0) || fate == Fate::two_misses;
      if (missed || one->state.disputed) {
        must(office::report_failed_attempt(office_, {run.id, parcel, happens(2, 3) ? "not_at_home" : "address_not_found"}, courier));
        continue;
      }
      // Somebody reads a letter wrong now and then.
      if (happens(1, 30)) (void)office::hand_over(office_, {run.id, parcel, office::envelope_letters(office_, parcel), "BBBBBB", "self", true, true}, courier).wait();
      must(office::hand_over(office_, {run.id, parcel, office::envelope_letters(office_, parcel), office::resident_letters(office_, parcel),
                                       one->state.receiver == "family" && happens(1, 3) ? "family" : "self", one->state.takes_old_card, true}, courier));
      perhaps_rate(one->id);
    }
  }
}

void ExampleWalk::close_runs(Day day) {
  for (const auto& run : boards().runs_on(day)) {
    if (run.state.stage != delivery::RunStage::loaded) continue;
    must(office::close_by_two(office_, {run.id, run.state.on_hand()}, as(run.state.courier == staff_[agus] ? agus : dedi), as(ratna)));
  }
}

// What was taken at the counter is laid away in the evening; on Fridays what lies in the drawer is destroyed before two.
void ExampleWalk::keep_old_cards(Day day) {
  if (const auto mine = boards().old_cards_at_counter(as(dewi).actor, 1000); !mine.empty()) must(office::lay_in_drawer(office_, {static_cast<int>(mine.size())}, as(dewi)));
  const auto lying = boards().old_cards_in(office_.catalogue().city().code, static_cast<int>(oldcard::list_cards_max));
  if (opak::weekday(day) != 5 || lying.empty()) return;
  const auto n = static_cast<int>(lying.size());
  const auto list = office::propose_destruction(office_, {n}, as(joko)).wait();
  must(office::confirm_destruction(office_, {office::done(list)->word("list"), n}, as(ratna)));
}

// What lay in the drawer of Kasemen since an earlier day is fetched; then a bag comes. The last day's bag still waits at the office.
void ExampleWalk::carry_to_counter(bool is_last) {
  const std::string key = example_logins()[yanti].counter;
  auto reader = boards();
  auto waiting = office::drawer_of_counter(reader, key, day_in_jakarta(clock_.now())).waiting;
  if (is_last && !waiting.empty()) waiting.pop_back();
  for (const auto& parcel : waiting) {
    minutes_pass(3);
    must(office::hand_over(office_, {"", parcel.id, office::envelope_letters(office_, parcel.id), office::resident_letters(office_, parcel.id), "self", parcel.state.takes_old_card, true}, as(yanti)));
  }
  const auto cards = static_cast<int>(boards().parcels_for_counter(key).size());
  if (is_last || cards == 0) return;
  const auto bag = must(office::pack_for_counter(office_, {key, cards}, as(agus)), "bag");
  minutes_pass(30);
  must(office::receive_bag(office_, {bag, cards}, as(yanti)));
  if (const auto mine = boards().old_cards_at_counter(as(yanti).actor, 1000); !mine.empty()) must(office::lay_in_drawer(office_, {static_cast<int>(mine.size())}, as(yanti)));
}

void ExampleWalk::hand_over_at_counter(int leave) {
  auto waiting = boards().parcels_to_fetch();
  std::erase_if(waiting, [&](const auto& parcel) { return parcel.state.stage != delivery::ParcelStage::packed || !boards().find_case(parcel.state.application)->state.pickup_place.empty(); });
  if (waiting.size() <= static_cast<std::size_t>(leave)) return;
  waiting.resize(waiting.size() - static_cast<std::size_t>(leave));
  for (const auto& parcel : waiting) {
    const auto one = boards().find_case(parcel.state.application);
    if (!one || one->state.disputed) continue;
    minutes_pass(4);
    must(office::hand_over(office_, {"", parcel.id, office::envelope_letters(office_, parcel.id), office::resident_letters(office_, parcel.id), "self", one->state.takes_old_card, true}, as(dewi)));
    perhaps_rate(one->id);
  }
}

// Every third resident says what the service was like. The dice are left alone.
void ExampleWalk::perhaps_rate(const std::string& application) {
  constexpr std::array<const char*, 5> answers{"good", "good", "fair", "good", "poor"};
  if (++handed_over_ % 3 != 0) return;
  must(office::rate(office_, {application, answers[static_cast<std::size_t>(handed_over_ / 3) % answers.size()], "no"}, {}));
}

void ExampleWalk::settle_disputes() {
  for (const auto& one : cases({}))
    if (one.state.disputed && fate_of(one.id) == Fate::disputed && clock_.now() - one.state.changed_at > hours(12))
      must(office::settle_dispute(office_, {one.id, "called_known_number", happens(2, 3)}, as(ratna)));
}

void ExampleWalk::count_stock(Day day) {
  const auto stock = boards().find_stock(office_.catalogue().city().code);
  if (!stock || stock->day != day || stock->closed) return;
  // One evening somebody counts wrong, and says why.
  const bool miscounted = happens(1, 25);
  const auto counted = static_cast<int>(stock->available()) - (miscounted ? 1 : 0);
  must(office::by_two(office_, office::close_stock_day(office_, {counted, miscounted ? "Satu lembar terselip di kotak, ditemukan saat hitung ulang." : ""}, as(joko)), as(ratna)));
}

// What would have been sent was sent; most of it was read.
void ExampleWalk::send_letters() {
  while (true) {
    const auto letters = office::due_letters(office_.reader(), clock_.now(), 200);
    if (letters.empty()) return;
    for (const auto& letter : letters) {
      const Personal<std::string> provider(fmt::format("wamid.contoh.{}", ++letters_));
      must(office::letter_sent(office_, {letter.id, provider}, {.actor = "system"}));
      must(office::letter_status(office_, {provider, happens(5, 6) ? "read" : "delivered"}, {.actor = "system"}));
    }
  }
}

}  // namespace opak::commands
