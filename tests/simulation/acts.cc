// What people, machines and time do to the city.
#include <algorithm>

#include "base/text.h"
#include "channels/whatsapp/inbox.h"
#include "channels/whatsapp/webhook.h"
#include "commands/sweep.h"
#include "intake/conversations.h"
#include "intake/desk.h"
#include "office/apply_for.h"
#include "office/by_two.h"
#include "office/check.h"
#include "office/deliver.h"
#include "office/own_data.h"
#include "office/print.h"
#include "office/not_home.h"
#include "office/counters.h"
#include "office/old_cards.h"
#include "office/promises.h"
#include "office/relay.h"
#include "office/wal_mover.h"
#include "simulation/city.h"

namespace opak::simulation {

const catalogue::Catalogue& the_catalogue();

namespace {

using access::Role;
using application::Stage;
using office::Answer;
using office::Asked;
using office::Office;

const Bytes small_jpeg("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);

const intake::Understanding& the_understanding() {
  static const auto understanding = intake::Understanding::embedded();
  return understanding;
}

std::string serial_text(int n) { return "KA" + std::to_string(100'000'000 + n).substr(1); }

Asked resident() { return {}; }

template <class F>
auto go(F f) {
  return [f](Office& office, const Asked& asked) { return f(office, asked); };
}

}  // namespace

Asked City::officer(int n, access::Roles roles) { return {"officer/S-000" + std::to_string(n), roles, {}, "id"}; }

std::string City::a_case(const std::vector<Stage>& stages) {
  const auto page = views::Boards(office_->reader()).list({.stages = stages});
  return page.cases.empty() ? "" : page.cases[static_cast<std::size_t>(dice_.below(static_cast<int>(page.cases.size())))].id;
}

void City::act() {
  const auto luck = dice_.below(100);
  if (luck < 8) return file_one();
  if (luck < 56) {
    // Alone, or many in one commit.
    std::vector<Wish> wishes;
    const int count = dice_.hits(75) ? 1 : dice_.between(2, 5);
    run("looking", [&] {
      for (int i = 0; i < count; ++i)
        if (auto one = draw_wish()) wishes.push_back(std::move(*one));
    });
    if (!wishes.empty() && !is_down()) ask_all(std::move(wishes));
    return;
  }
  if (luck < 60) return ask_twice();
  if (luck < 74) return talk();
  if (luck < 80) return knock();
  if (luck < 92) return machines();
  if (luck < 94) return officers_chat();
  if (luck < 95) return erase_somebody();
  let_time_pass();
}

void City::let_time_pass() {
  run("time passes", [&] {
    const auto& calendar = the_catalogue().city().calendar;
    const auto next_morning = [&](int days_on) { clock_.set(moment_in_jakarta(calendar.add_working_days(day_in_jakarta(clock_.now()), days_on), 8, dice_.below(60))); };
    switch (dice_.below(8)) {
      case 0: clock_.pass(-minutes(dice_.between(1, 300))); break;      // Somebody put the clock right.
      case 1: clock_.pass(-days(dice_.between(1, 3))); break;
      case 2: clock_.pass(days(dice_.between(1, 6))); break;
      case 3: case 4: next_morning(1); break;
      case 5: next_morning(dice_.between(1, 15)); break;
      default: clock_.pass(minutes(dice_.between(1, 180)));
    }
  });
}

// ---- Filing, with all that comes before it; each part may be the last.

void City::file_one() {
  const auto who = !known_.empty() && dice_.hits(15) ? dice_.one_of(known_) : new_person();
  const auto service = dice_.hits(80) ? std::string("lost") : std::string("damaged");
  const auto phone = "+62813" + std::to_string(1'000'000 + (dice_.hits(20) ? dice_.below(people_ + 1) : people_));
  office::SubmitApplication filing;
  const auto application = word(wish("open", resident(), go([=](Office& o, const Asked& a) { return open_application(o, {service, "web"}, a); })), "application");
  if (!application) return;
  const auto contact = word(wish("know contact", resident(), go([=](Office& o, const Asked& a) {
                              return know_contact(o, {Personal<vault::Fields>({{"phone", phone}})}, a);
                            })), "contact");
  if (!contact) return;
  filing.application = *application;
  filing.contact = *contact;
  filing.region = who.kelurahan;
  filing.way = dice_.hits(80) ? "deliver" : "pick_up";
  filing.receiver = dice_.hits(70) ? "self" : "family";
  filing.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
  filing.address = Personal<vault::Fields>({{"street", dice_.hits(80) ? who.street : "Jl. Melati 1"}, {"rt", who.rt}, {"rw", who.rw}, {"receiver_name", "Ibu Rekaan"}});
  for (const auto& paper : the_catalogue().get_service(service).papers) {
    if (dice_.hits(10)) continue;
    const auto subject = *contact;
    const auto document = word(wish("keep paper", resident(), go([=](Office& o, const Asked& a) { return keep_document(o, {subject, small_jpeg}, a); }), false), "document");
    if (is_down()) return;
    if (document) filing.papers[paper.key] = *document;
  }
  ask(wish("submit", resident(), go([=](Office& o, const Asked& a) { return submit_application(o, filing, a); }), false));
}

// ---- One wish of somebody.

std::optional<Wish> City::draw_wish() {
  const auto luck = dice_.below(100);
  if (luck < 12) return of_resident();
  if (luck < 42) return of_checking();
  if (luck < 62) return of_printing();
  if (luck < 72) return of_stock();
  return of_delivery();
}

std::optional<Wish> City::of_resident() {
  const auto id = a_case({});
  if (id.empty()) return std::nullopt;
  const auto state = views::Boards(office_->reader()).find_case(id)->state;
  const auto document = state.papers.empty() ? std::string() : state.papers.begin()->second;
  const auto paper = state.papers.empty() ? std::string("loss_letter") : state.papers.begin()->first;
  const auto day = the_catalogue().city().calendar.add_working_days(day_in_jakarta(clock_.now()), dice_.between(1, 5));
  const bool at_office = dice_.hits(30);
  const auto counter = dice_.hits(60) ? office::counter_for(*office_, state.region) : std::string();
  switch (dice_.below(12)) {
    case 0: return wish("withdraw", resident(), go([=](Office& o, const Asked& a) { return withdraw(o, {id}, a); }));
    case 1: return wish("choose day", resident(), go([=](Office& o, const Asked& a) { return choose_day(o, {id, day}, a); }));
    case 2: return wish("choose pick-up", resident(), go([=](Office& o, const Asked& a) { return choose_pickup(o, {id, counter}, a); }));
    case 3: {
      const auto region = the_catalogue().city().regions.all()[static_cast<std::size_t>(dice_.below(20))].code;
      return wish("change address", resident(), go([=](Office& o, const Asked& a) {
                    return change_address(o, {id, region, "self", Personal<vault::Fields>({{"street", "Jl. Mawar 3"}, {"rt", "003"}, {"rw", "001"}})}, a);
                  }), false);
    }
    case 4: return wish("dispute", resident(), go([=](Office& o, const Asked& a) { return dispute(o, {id, "not_me", "known_contact"}, a); }));
    case 5: case 6: return wish("repair a paper", resident(), go([=](Office& o, const Asked& a) { return add_paper(o, {id, paper, document}, a); }), false);
    case 7: return wish("correct person", resident(), go([=](Office& o, const Asked& a) {
                          return correct_person(o, {id, Personal<vault::Fields>(vault::Fields{{"name", "Warga Rekaan Benar"}})}, a);
                        }), false);
    case 8: return wish("not home", resident(), go([=](Office& o, const Asked& a) { return say_not_home(o, {id, day, at_office}, a); }));
    case 9: return wish("not home", resident(), go([=](Office& o, const Asked& a) { return say_not_home(o, {id, day}, a); }));
    case 10: return wish("home again", resident(), go([=](Office& o, const Asked& a) { return say_home_again(o, id, a); }));
    default: return wish("not received", resident(), go([=](Office& o, const Asked& a) { return dispute(o, {id, "not_received", "applicant_link"}, a); }));
  }
}

std::optional<Wish> City::of_checking() {
  // Mostly the next step of somebody's case, sometimes any step of any case.
  const bool in_turn = dice_.hits(85);
  const auto id = a_case(in_turn ? std::vector<Stage>{Stage::submitted, Stage::complete, Stage::verified, Stage::returned, Stage::visit_needed} : std::vector<Stage>{});
  if (id.empty()) return std::nullopt;
  const auto state = views::Boards(office_->reader()).find_case(id)->state;
  const auto entry = officer(dice_.between(1, 2), {Role::operator_}), verifier = officer(dice_.between(3, 4), {Role::verifier}), lead = officer(7, {Role::supervisor});
  const auto accept = [&] { return wish("accept papers", entry, go([=](Office& o, const Asked& a) { return accept_papers(o, {id}, a); })); };
  const auto identity = [&] { return wish("check identity", officer(2, {Role::operator_}), go([=](Office& o, const Asked& a) { return check_identity(o, {id, "video_call"}, a); })); };
  const auto sign = [&] { return wish("verify", verifier, go([=](Office& o, const Asked& a) { return verify(o, {id, {}}, a); }), false); };
  if (in_turn && state.disputed && dice_.hits(70)) {
    const bool genuine = dice_.hits(50);
    const std::string outcome = state.stage != Stage::delivered ? "" : genuine ? "found" : "new_card";
    return wish("settle dispute", lead, go([=](Office& o, const Asked& a) { return settle_dispute(o, {id, "called", genuine, outcome}, a); }));
  }
  if (in_turn && dice_.hits(70)) {
    if (state.stage == Stage::submitted) return accept();
    if (state.needs_identity_check()) return identity();
    return sign();
  }
  const auto until = day_in_jakarta(clock_.now()) + dice_.between(1, 10);
  const auto paper = state.papers.empty() ? std::string() : state.papers.begin()->first;
  const auto free_only = dice_.hits(50);
  switch (dice_.below(14)) {
    case 0: return wish("return", entry, go([=](Office& o, const Asked& a) { return return_for_fix(o, {id, "paper_unclear", paper, Personal<std::string>("Bagian bawah terpotong")}, a); }));
    case 1: return wish("send back", verifier, go([=](Office& o, const Asked& a) { return send_back(o, {id, "paper_unclear"}, a); }));
    case 2: return wish("ask visit", verifier, go([=](Office& o, const Asked& a) { return ask_visit(o, {id, "no_biometrics"}, a); }));
    case 3: return wish("propose rejection", verifier, go([=](Office& o, const Asked& a) { return propose_rejection(o, {id, "not_resident", Personal<std::string>("Bukan warga")}, a); }));
    case 4: return wish("confirm rejection", lead, go([=](Office& o, const Asked& a) { return confirm_rejection(o, {id}, a); }));
    case 5: return wish("decline rejection", lead, go([=](Office& o, const Asked& a) { return decline_rejection(o, {id}, a); }));
    case 6: return wish("lay aside", entry, go([=](Office& o, const Asked& a) { return lay_aside(o, {id, "waits_for_resident", until}, a); }));
    case 7: return wish("take up", entry, go([=](Office& o, const Asked& a) { return take_up(o, {id}, a); }));
    case 8: return wish("assign", entry, go([=](Office& o, const Asked& a) { return assign(o, {id, a.actor, free_only}, a); }));
    case 9: return wish("settle dispute", lead, go([=](Office& o, const Asked& a) { return settle_dispute(o, {id, "called", false}, a); }));
    case 10: return accept();
    case 11: return identity();
    default: return sign();
  }
}

std::optional<Wish> City::of_printing() {
  const auto printer = officer(5, {Role::printer});
  const auto stock = views::Boards(office_->reader()).find_stock(the_catalogue().city().code);
  std::string blank;
  if (stock)
    for (const auto& holding : stock->holdings)
      if (holding.place == "printer/P1") { blank = holding.first.text(); break; }
  const auto printing = a_case({Stage::printing});
  if (!printing.empty() && dice_.hits(60))
    return wish("print", printer, go([=](Office& o, const Asked& a) { return print_card(o, {printing, "P1", blank}, a); }));
  const auto ready = a_case({Stage::print_ready});
  if (!ready.empty() && dice_.hits(60)) {
    const int count = dice_.between(1, 3);
    return wish("take for print", printer, go([=](Office& o, const Asked& a) { return take_for_print(o, {"P1", count}, a); }));
  }
  const auto any = a_case({Stage::print_ready, Stage::printing, Stage::printed, Stage::waiting_blangko});
  switch (dice_.below(8)) {
    case 0: return wish("spoil", printer, go([=](Office& o, const Asked& a) { return spoil_blangko(o, {blank, "P1", "misprint"}, a); }));
    case 1: return wish("put back", printer, go([=](Office& o, const Asked& a) { return put_back_from_print(o, {any}, a); }));
    case 2: return wish("out of order", officer(7, {Role::supervisor, Role::printer}), go([=](Office& o, const Asked& a) { return take_out_of_order(o, {any, "P1", "urgent_travel"}, a); }));
    case 3: return wish("void card", officer(7, {Role::supervisor}), go([=](Office& o, const Asked& a) { return void_card(o, {any, "not_genuine"}, a); }));
    default: {
      const int count = dice_.between(1, 3);
      return wish("take for print", printer, go([=](Office& o, const Asked& a) { return take_for_print(o, {"P1", count}, a); }));
    }
  }
}

std::optional<Wish> City::of_stock() {
  const auto printer = officer(5, {Role::printer}), lead = officer(7, {Role::supervisor});
  const auto stock = views::Boards(office_->reader()).find_stock(the_catalogue().city().code);
  if (stock && !stock->waiting.empty() && dice_.hits(65)) {
    const auto ask_id = stock->waiting.front().id;
    const auto by = dice_.hits(85) ? lead : printer;
    if (dice_.hits(75)) return wish("confirm stock", by, go([=](Office& o, const Asked& a) { return confirm_stock(o, {ask_id}, a); }));
    if (dice_.hits(50)) return wish("decline stock", by, go([=](Office& o, const Asked& a) { return decline_stock(o, {ask_id, "not_seen"}, a); }));
    return wish("take back stock", printer, go([=](Office& o, const Asked& a) { return take_back_stock(o, {ask_id}, a); }));
  }
  switch (dice_.below(6)) {
    case 0: case 1: {
      const int first = 41 + boxes_ * 10 - (dice_.hits(15) ? 5 : 0), last = first + 9;
      const auto letter = "B-" + std::to_string(++boxes_);
      return wish("receive box", printer, go([=](Office& o, const Asked& a) { return receive_box(o, {letter, serial_text(first), serial_text(last)}, a); }));
    }
    case 2: {
      const int count = dice_.between(1, 12);
      return wish("give to printer", printer, go([=](Office& o, const Asked& a) { return give_to_printer(o, {"P1", count}, a); }));
    }
    case 3: return wish("take back from printer", printer, go([=](Office& o, const Asked& a) { return take_back_from_printer(o, {"P1"}, a); }));
    case 4: {
      std::vector<std::string> spoiled;
      if (stock)
        for (const auto& holding : stock->holdings)
          if (holding.place.find("spoil") != std::string::npos) spoiled.push_back(holding.first.text());
      return wish("destroy", printer, go([=](Office& o, const Asked& a) { return destroy_blangko(o, {spoiled}, a); }));
    }
    default: {
      const int counted = stock ? static_cast<int>(stock->available()) : 0;
      return wish("close stock day", printer, go([=](Office& o, const Asked& a) { return close_stock_day(o, {counted, ""}, a); }));
    }
  }
}

std::optional<Wish> City::of_old_cards(views::Boards& boards) {
  const auto one = officer(1, {Role::operator_}), lead = officer(7, {Role::supervisor});
  const int wrong = dice_.hits(10) ? 1 : 0;
  if (const auto list = boards.waiting_old_card_list()) {
    const auto id = list->id;
    const int counted = static_cast<int>(list->state.cards.size()) + wrong;
    if (dice_.hits(70)) return wish("destroy old cards", lead, go([=](Office& o, const Asked& a) { return confirm_destruction(o, {id, counted}, a); }));
    if (dice_.hits(50)) return wish("decline old cards", lead, go([=](Office& o, const Asked& a) { return decline_destruction(o, {id, "not_seen"}, a); }));
    return wish("take back old cards", one, go([=](Office& o, const Asked& a) { return take_back_destruction(o, {id}, a); }));
  }
  const int mine = static_cast<int>(boards.old_cards_at_counter("officer/S-0001", 1000).size()) + wrong;
  if (mine > 0 && dice_.hits(50)) return wish("lay old cards", one, go([=](Office& o, const Asked& a) { return lay_in_drawer(o, {mine}, a); }));
  const int lying = static_cast<int>(boards.old_cards_in("36.73", 100).size()) + wrong;
  return wish("propose old cards", one, go([=](Office& o, const Asked& a) { return propose_destruction(o, {lying}, a); }));
}

// Bags to and from the counter of Kasemen. Who receives is now and then the carrier, or counts wrongly.
std::optional<Wish> City::of_counters(views::Boards& boards) {
  const auto courier = officer(6, {Role::courier}), one = officer(1, {Role::operator_});
  auto clerk = officer(dice_.hits(90) ? 9 : 6, {Role::counter});
  clerk.counter = "kasemen";
  const int wrong = dice_.hits(10) ? 1 : 0;
  if (const auto bags = boards.bags_on_the_way(); !bags.empty() && dice_.hits(70)) {
    const auto& bag = bags.front();
    const auto id = bag.id;
    const int n = static_cast<int>(bag.state.parcels.size()) + wrong, old_cards = static_cast<int>(bag.state.old_cards.size());
    return wish("receive bag", dice_.hits(75) == bag.state.from.empty() ? clerk : one, go([=](Office& o, const Asked& a) { return receive_bag(o, {id, n, old_cards}, a); }));
  }
  if (const int n = static_cast<int>(boards.parcels_for_counter("kasemen").size()); n > 0 && dice_.hits(60))
    return wish("pack for counter", courier, go([=](Office& o, const Asked& a) { return pack_for_counter(o, {"kasemen", n + wrong}, a); }));
  const auto drawer = office::drawer_of_counter(boards, "kasemen", day_in_jakarta(clock_.now()));
  if (!drawer.waiting.empty() && dice_.hits(60)) {
    const auto& parcel = drawer.waiting.front();
    const office::HandOver hands{"", parcel.id, envelope_letters(*office_, parcel.id), resident_letters(*office_, parcel.id), "self", parcel.state.takes_old_card, true};
    return wish("hand over at a counter", clerk, go([=](Office& o, const Asked& a) { return hand_over(o, hands, a); }));
  }
  if (const int mine = static_cast<int>(boards.old_cards_at_counter(clerk.actor, 100).size()); mine > 0 && dice_.hits(50))
    return wish("lay old cards at a counter", clerk, go([=](Office& o, const Asked& a) { return lay_in_drawer(o, {mine}, a); }));
  const int back = static_cast<int>(drawer.to_bring_back.size()) + wrong, old_cards = static_cast<int>(boards.old_cards_in("kasemen", 200).size());
  // Few would think of it by themselves: whoever's card is ready there is asked.
  for (const auto& parcel : boards.parcels_ready()) {
    const auto found = boards.find_case(parcel.state.application);
    if (!found || office::counter_for(*office_, found->state.region) != "kasemen" || !found->state.run.empty()) continue;
    return wish("choose the counter", resident(), go([id = found->id](Office& o, const Asked& a) { return choose_pickup(o, {id, "kasemen"}, a); }));
  }
  if (back + old_cards == 0) return std::nullopt;
  return wish("pack for office", clerk, go([=](Office& o, const Asked& a) { return pack_for_office(o, {"kasemen", back, old_cards}, a); }));
}

std::optional<Wish> City::of_delivery() {
  // Two couriers, so that one may take over what the other cannot bring.
  const int n = dice_.hits(60) ? 6 : 8;
  const auto id_of_courier = "S-000" + std::to_string(n);
  const auto courier = officer(n, {Role::courier}), lead = officer(7, {Role::supervisor});
  auto boards = views::Boards(office_->reader());
  if (dice_.hits(8)) return of_old_cards(boards);
  if (dice_.hits(20))
    if (auto bag = of_counters(boards)) return bag;
  const auto open = boards.open_runs_of(id_of_courier);
  if (!open.empty() && dice_.hits(25))
    if (auto relay = of_relay(open.front())) return relay;
  if (!open.empty() && dice_.hits(85)) {
    const auto& run = open.front();
    const auto id = run.id;
    const auto& parcels = run.state.parcels;
    const auto parcel = parcels.empty() ? std::string() : dice_.one_of(parcels);
    if (run.state.stage == delivery::RunStage::planned) {
      if (!parcel.empty() && dice_.hits(15)) return wish("remove from run", lead, go([=](Office& o, const Asked& a) { return remove_from_run(o, {id, parcel, "no_room"}, a); }));
      const int counted = static_cast<int>(parcels.size()) - (dice_.hits(10) ? 1 : 0);
      return wish("load run", courier, go([=](Office& o, const Asked& a) { return load_run(o, {id, counted}, a); }));
    }
    if (!run.state.counted_by.empty()) {
      if (dice_.hits(70)) return wish("close run", lead, go([=](Office& o, const Asked& a) { return close_run(o, {id}, a); }));
      if (dice_.hits(50)) return wish("decline count", lead, go([=](Office& o, const Asked& a) { return decline_count(o, {id, "counted_otherwise"}, a); }));
      return wish("take back count", courier, go([=](Office& o, const Asked& a) { return take_back_count(o, {id}, a); }));
    }
    if (run.state.done.size() == parcels.size() || dice_.hits(10)) {
      const int on_hand = run.state.on_hand() + (dice_.hits(10) ? 1 : 0);
      const int old_cards = run.state.old_cards + (dice_.hits(5) ? 1 : 0);
      return wish("count run", courier, go([=](Office& o, const Asked& a) { return count_run(o, {id, on_hand, old_cards}, a); }));
    }
    if (dice_.hits(20)) return wish("failed attempt", courier, go([=](Office& o, const Asked& a) { return report_failed_attempt(o, {id, parcel, "nobody_home"}, a); }));
    const auto about = boards.find_parcel(parcel);
    const office::HandOver hands{id, parcel, envelope_letters(*office_, parcel), dice_.hits(15) ? "BCDFGH" : resident_letters(*office_, parcel), "self",
                                 about && about->state.takes_old_card, true};
    return wish("hand over", courier, go([=](Office& o, const Asked& a) { return hand_over(o, hands, a); }));
  }
  if (const auto waiting = boards.parcels_to_fetch(); !waiting.empty() && dice_.hits(50)) {
    const auto& parcel = waiting.front();
    const office::HandOver hands{"", parcel.id, envelope_letters(*office_, parcel.id), resident_letters(*office_, parcel.id), "self", parcel.state.takes_old_card, true};
    return wish("hand over at the counter", officer(1, {Role::operator_}), go([=](Office& o, const Asked& a) { return hand_over(o, hands, a); }));
  }
  std::vector<std::string> parcels;
  for (const auto& parcel : boards.parcels_ready())
    if (parcels.size() < 3) parcels.push_back(parcel.id);
  if (parcels.empty()) return std::nullopt;
  const auto& calendar = the_catalogue().city().calendar;
  auto day = day_in_jakarta(clock_.now());
  if (!calendar.is_working_day(day)) day = calendar.next_working_day(day);
  return wish("set run", lead, go([=](Office& o, const Asked& a) { return set_run(o, {id_of_courier, day, 9, 12, parcels}, a); }));
}

// The rest of a run goes to the other courier: proposed, taken back, counted in rightly or wrongly, or done meanwhile.
std::optional<Wish> City::of_relay(const views::Run& run) {
  auto boards = views::Boards(office_->reader());
  const auto lead = officer(7, {Role::supervisor});
  const auto id = run.id;
  if (run.state.stage == delivery::RunStage::planned) {
    const auto ready = boards.parcels_ready();
    if (ready.empty()) return std::nullopt;
    const office::AddStop more{id, ready.front().id, run.state.version, dice_.between(1, 3), {10, 12}, {}};
    return wish("add a stop", lead, go([=](Office& o, const Asked& a) { return add_stop(o, more, a); }));
  }
  if (const auto coming = office::rest_coming(boards, run); !coming.empty()) {
    const auto from = coming.front().from;
    const int counted = coming.front().cards + (dice_.hits(15) ? 1 : 0);
    const auto taker = Asked{"officer/" + run.state.courier, {Role::courier}, {}, "id"};
    return wish("take the rest", taker, go([=](Office& o, const Asked& a) { return take_rest(o, {id, from, counted}, a); }));
  }
  if (run.state.is_passing()) {
    if (!dice_.hits(30)) return std::nullopt;
    return wish("take back the rest", lead, go([=](Office& o, const Asked& a) { return take_back_rest(o, {id}, a); }));
  }
  std::string to;
  for (const auto* other : {"S-0006", "S-0008"})
    for (const auto& theirs : boards.open_runs_of(other))
      if (theirs.id != id && theirs.state.stage == delivery::RunStage::loaded && theirs.state.day == run.state.day) to = theirs.id;
  const auto left = run.state.left();
  if (to.empty() || left.empty()) return std::nullopt;
  office::PassRest rest{id, run.state.version, {{to, left, boards.find_run(to)->state.left()}}, {{left.front(), {13, 15}}}};
  rest.parts[0].order.insert(rest.parts[0].order.end(), left.begin(), left.end());
  return wish("pass the rest", lead, go([=](Office& o, const Asked& a) { return pass_rest(o, rest, a); }));
}

void City::erase_somebody() {
  std::string who;
  run("looking for somebody to erase", [&] {
    if (const auto id = a_case(std::vector<Stage>{Stage::delivered, Stage::withdrawn, Stage::submitted, Stage::returned, Stage::rejected}); !id.empty())
      who = views::Boards(office_->reader()).find_case(id)->state.person;
  });
  if (who.empty() || is_down()) return;
  somebody_erased_ = true;
  const auto left = word(wish("erase", officer(9, {Role::admin}), go([=](Office& o, const Asked& a) { return erase(o, {who}, a); }), false), "left");
  if (left) erased_.insert(who);
  else erasure_unfinished_ = true;
}

// ---- Talking by WhatsApp.

// Somebody says the next thing of their story, presses what they see, or says anything.
void City::talk() {
  const int n = dice_.below(3);
  const auto phone = "+6281770000" + std::to_string(10 + n);
  int& at = talked_[phone];
  auto& graph = provider_.graph;
  const auto say = [&](const std::string& text) { return graph.say(phone, text, "Warga"); };
  run("somebody writes", [&] {
    channels::Webhook webhook;
    const auto messages = graph.messages(phone);
    std::vector<std::string> offered;
    for (auto m = messages.rbegin(); m != messages.rend() && offered.empty(); ++m) {
      if (!m->from_us) continue;
      for (const auto& one : m->buttons) offered.push_back(one.id);
      for (const auto& one : m->rows) offered.push_back(one.id);
    }
    if (dice_.hits(25)) {
      static const std::vector<std::string> anything{"status", "petugas", "STOP", "mulai kabar", "halo", "batal", "terima kasih", "kapan jadi", "Jl. Kenanga No. 12 RT 003/005", "ada pungli"};
      webhook = dice_.hits(25) ? graph.send_photo(phone, "a photo") : dice_.hits(20) ? graph.send_other(phone, "audio", R"({"id":"v1"})") : say(dice_.one_of(anything));
    } else if (!offered.empty() && dice_.hits(45)) {
      const auto id = dice_.one_of(offered);
      webhook = graph.press(phone, id, id);
    } else {
      registry::ExampleResident who;
      if (at % 9 == 2) who = new_person();
      switch (at++ % 9) {
        case 0: webhook = say("ktp saya hilang"); break;
        case 1: webhook = graph.press(phone, "opt:for_whom:self", "Saya"); break;
        case 2: webhook = say(who.name + "\n" + who.nik + "\n" + who.kk); break;
        case 3: webhook = graph.send_photo(phone, "a photo"); break;
        case 4: webhook = graph.send_photo(phone, "another photo", "KK"); break;
        case 5: webhook = graph.press(phone, "kec:Cipocok Jaya", "Cipocok Jaya"); break;
        case 6: webhook = graph.press(phone, "kel:36.73.05.1003", "Sukawana"); break;
        case 7: webhook = say("Jl. Kenanga No. 12 RT 003/005 dekat musala"); break;
        default: webhook = graph.press(phone, dice_.hits(50) ? "receiver:self" : "send", "x"); break;
      }
    }
    knocks_.push_back({std::move(webhook), phone, clock_.now(), false, true});
  });
  if (dice_.hits(80)) knock();
  if (dice_.hits(70)) run("inbox", [&] { channels::whatsapp::process_inbox(*office_, graph_, the_understanding(), dice_.between(1, 20)); });
  if (dice_.hits(60)) run("outbox", [&] {
      provider_.round_begins();
      tally_.letters += dispatcher_->run_once(dice_.between(1, 10));
    });
}

// WhatsApp brings what it has: late, shuffled, some of it again, and again until it is taken.
void City::knock() {
  run("somebody knocks", [&] {
    for (auto& webhook : provider_.graph.statuses_waiting())
      if (dice_.hits(85)) knocks_.push_back({std::move(webhook), "", clock_.now(), false, false});
    if (dice_.hits(10) && !provider_.messages().empty()) {
      const auto& [id, letter] = provider_.messages()[static_cast<std::size_t>(dice_.below(static_cast<int>(provider_.messages().size())))];
      provider_.did_not_arrive(id);
      knocks_.push_back({provider_.graph.status(id, "failed", dice_.hits(60) ? 131047 : 131026), "", clock_.now(), false, false});
    }
  });
  for (int i = dice_.between(1, 4); i > 0 && !knocks_.empty() && !is_down(); --i) {
    auto& one = knocks_[static_cast<std::size_t>(dice_.below(static_cast<int>(knocks_.size())))];
    if (one.is_acknowledged && !dice_.hits(40)) continue;
    run("a webhook", [&] {
      ++tally_.webhooks;
      const auto answer = channels::whatsapp::receive(*office_, graph_.settings(), one.webhook.signature, one.webhook.body);
      if (!answer.is_ready()) return;
      const int status = answer.wait();
      trace_.note(static_cast<std::uint64_t>(status));
      if (status == 200) one.is_acknowledged = true;
      else if (status != 503) broken("a webhook was answered " + std::to_string(status));
      else if (!faulty_ && !is_down()) broken("a webhook was not taken on a good day");
    });
  }
}

void City::officers_chat() {
  std::string contact;
  run("looking at talks", [&] {
    const auto page = intake::list_conversations(office_->reader(), intake::ConversationFilter::all);
    if (!page.standings.empty()) contact = page.standings[static_cast<std::size_t>(dice_.below(static_cast<int>(page.standings.size())))].contact;
  });
  if (contact.empty() || is_down()) return;
  const auto by = officer(dice_.between(1, 2), {Role::operator_});
  switch (dice_.below(6)) {
    case 0: return ask(wish("take over", by, go([=](Office& o, const Asked& a) { return intake::take_over(o, contact, a); })));
    case 1: return ask(wish("answer", by, go([=](Office& o, const Asked& a) { return intake::answer_by_officer(o, {contact, Personal<std::string>("Ada yang bisa dibantu?")}, a); })));
    case 2: return ask(wish("note", by, go([=](Office& o, const Asked& a) { return intake::add_note(o, contact, Personal<std::string>("Sudah ditelepon."), a); })));
    case 3: return ask(wish("talk passed", by, go([=](Office& o, const Asked& a) { return intake::pass_talk(o, {contact, "S-0002", Personal<std::string>("Tolong dilanjutkan.")}, a); })));
    case 4: return ask(wish("no request", by, go([=](Office& o, const Asked& a) { return intake::mark_no_request(o, {contact, "greeting"}, a); })));
    default: return ask(wish("give back", by, go([=](Office& o, const Asked& a) { return intake::give_back_to_bot(o, contact, a); })));
  }
}

// ---- What runs by itself.

void City::machines() {
  switch (dice_.below(10)) {
    case 0: case 1: case 2:
      return run("outbox", [&] {
        clock_.pass(minutes(dice_.between(0, 15)));
        provider_.round_begins();
        tally_.letters += dispatcher_->run_once(dice_.between(1, 50));
      });
    case 3: case 4: return run("inbox", [&] { channels::whatsapp::process_inbox(*office_, graph_, the_understanding()); });
    case 5: return run("promises", [&] {
      (void)office::keep_promises(*office_);
      (void)intake::return_untouched(*office_);
    });
    case 6:
      // Answers are kept for thirty days.
      std::erase_if(acknowledged_, [&](const Acknowledged& one) { return one.at < clock_.now() + -days(29); });
      return run("sweeping", [&] { commands::sweep_old(*office_); });
    case 7: return run("finishing erasures", [&] { (void)office::finish_erasures(*office_); });
    default:
      return run("the log is moved", [&] {
        auto own = store::Database::open(office_->settings().database, store::Mode::writer);
        if (own) (void)office::move_wal(*own);
      });
  }
}

void City::end() {
  calm();
  for (int round = 0; round < 40; ++round) {
    for (auto& webhook : provider_.graph.statuses_waiting()) knocks_.push_back({std::move(webhook), "", clock_.now(), false, false});
    for (auto& one : knocks_) {
      if (one.is_acknowledged) continue;
      run("a webhook", [&] { one.is_acknowledged = channels::whatsapp::receive(*office_, graph_.settings(), one.webhook.signature, one.webhook.body).wait() == 200; });
      if (!one.is_acknowledged) broken("a webhook was not taken on a good day");
    }
    int worked = 0;
    run("inbox", [&] { worked += channels::whatsapp::process_inbox(*office_, graph_, the_understanding()); });
    run("outbox", [&] {
      provider_.round_begins();
      worked += dispatcher_->run_once();
    });
    clock_.pass(round < 5 ? minutes(11) : minutes(70));
    std::int64_t waiting = 0;
    run("counting", [&] { waiting = channels::whatsapp::inbox_numbers(office_->reader()).waiting; });
    if (worked == 0 && waiting == 0 && round > 2) break;
    if (round == 39 && waiting > 0) broken("a message that was taken in is never worked on");
  }
  run("finishing erasures", [&] { (void)office::finish_erasures(*office_); });
  after_step();
  try {
    check_in_the_end();
  } catch (const std::exception& error) {
    broken(std::string("cannot count on a good day: ") + error.what());
  }
  trace_.note(head_.hash);
}

}  // namespace opak::simulation
