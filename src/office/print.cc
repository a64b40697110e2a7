#include "office/print.h"

#include <algorithm>

#include "office/answers.h"
#include "office/line.h"

namespace opak::office {
namespace {

using access::Role;
using access::Roles;

const Roles printers{Role::printer, Role::supervisor};
constexpr std::size_t letters_on_envelope = 6;
constexpr int take_at_once_max = 50;

std::string printer_place(const std::string& printer) { return "printer/" + printer; }

Later<Answer> ask_stock_desk(Office& office, const Asked& asked, blangko::Command command) {
  return office.record(asked, [command = std::move(command)](Book& book) -> Answer {
    if (!book.has_role(printers)) return Refusal{"office.not_your_role"};
    return as_answer(book.ask_stock(command));
  });
}

// A person who works here and signed in, never a name that a form brought along.
bool is_officer_of(Book& book, Roles roles) { return book.asked().actor.starts_with("officer/") && book.has_role(roles); }

template <class Command>
Later<Answer> ask_second_person(Office& office, const Asked& asked, Command command) {
  return office.record(asked, [command](Book& book) -> Answer {
    if (!is_officer_of(book, printers)) return Refusal{"office.not_your_role"};
    const auto id = book.new_id();
    return as_answer(book.ask_stock(command(id, book.asked().actor)), {{"ask", id}});
  });
}

}  // namespace

Later<Answer> take_for_print(Office& office, TakeForPrint wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role(printers)) return Refusal{"office.not_your_role"};
    if (wish.printer.empty()) return Refusal{"office.printer_missing"};
    const auto line = line_of(book, application::Stage::print_ready);
    if (line.empty()) return Refusal{"office.nothing_to_print"};
    int taken = 0;
    for (const auto& next : line) {
      if (taken >= std::clamp(wish.count, 1, take_at_once_max)) break;
      if (auto refusal = book.ask(next.id, application::TakeForPrint{book.asked().actor, wish.printer, ""})) return *refusal;
      ++taken;
    }
    return Done{{{"count", std::to_string(taken)}}};
  });
}

Later<Answer> take_out_of_order(Office& office, TakeOutOfOrder wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role(printers)) return Refusal{"office.not_your_role"};
    if (wish.reason.empty()) return Refusal{"office.reason_missing"};
    return as_answer(book.ask(wish.application, application::TakeForPrint{book.asked().actor, wish.printer, wish.reason}), {{"application", wish.application}});
  });
}

Later<Answer> put_back_from_print(Office& office, PutBackFromPrint wish, const Asked& asked) {
  return ask_desk(office, asked, printers, wish.application, application::PutBack{asked.actor});
}

// Both books are written, or neither.
Later<Answer> print_card(Office& office, PrintCard wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!book.has_role(printers)) return Refusal{"office.not_your_role"};
    const auto serial = blangko::parse_serial(wish.blangko);
    if (!serial) return Refusal{"blangko.serial_malformed"};
    const auto parcel = book.new_id();
    if (auto refusal = book.ask_parcel(parcel, delivery::Pack{wish.application, serial->text(), new_mark(office), book.application(wish.application).takes_old_card})) return *refusal;
    if (auto refusal = book.ask(wish.application, application::RecordPrint{book.asked().actor, wish.printer, serial->text(), parcel})) return *refusal;
    if (auto refusal = book.ask_stock(blangko::Consume{serial->text(), wish.printer, wish.application, book.asked().actor})) return *refusal;
    return Done{{{"application", wish.application}, {"parcel", parcel}, {"envelope", envelope_letters(office, parcel)}, {"blangko", serial->text()}}};
  });
}

Later<Answer> spoil_blangko(Office& office, SpoilBlangko wish, const Asked& asked) {
  return ask_stock_desk(office, asked, blangko::Spoil{wish.serial, printer_place(wish.printer), wish.reason, asked.actor});
}

Later<Answer> void_card(Office& office, VoidCard wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role({Role::supervisor})) return Refusal{"office.not_your_role"};
    const auto state = book.application(wish.application);
    if (state.parcel.empty() || state.is_open()) return Refusal{"office.card_still_wanted"};
    if (auto refusal = book.ask_parcel(state.parcel, delivery::VoidParcel{book.asked().actor, wish.reason})) return *refusal;
    return as_answer(book.ask_stock(blangko::Spoil{state.blangko, "case/" + wish.application, wish.reason, book.asked().actor}), {{"application", wish.application}});
  });
}

Later<Answer> receive_box(Office& office, ReceiveBox wish, const Asked& asked) {
  return ask_second_person(office, asked, [wish](std::string id, std::string by) { return blangko::ReceiveBox{std::move(id), wish.letter, wish.first, wish.last, std::move(by)}; });
}

Later<Answer> destroy_blangko(Office& office, DestroyBlangko wish, const Asked& asked) {
  return ask_second_person(office, asked, [wish](std::string id, std::string by) { return blangko::Destroy{std::move(id), wish.serials, std::move(by)}; });
}

Later<Answer> close_stock_day(Office& office, CloseStockDay wish, const Asked& asked) {
  return ask_second_person(office, asked, [wish](std::string id, std::string by) { return blangko::CloseDay{std::move(id), wish.counted, wish.explanation, std::move(by)}; });
}

Later<Answer> confirm_stock(Office& office, ConfirmStock wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!is_officer_of(book, printers)) return Refusal{"office.not_your_role"};
    const auto* ask = book.stock().find_ask(wish.ask);
    const auto what = ask == nullptr ? std::string() : ask->what;
    if (auto refusal = book.ask_stock(blangko::Confirm{wish.ask, book.asked().actor})) return *refusal;
    return Done{{{"what", what}}};
  });
}

Later<Answer> decline_stock(Office& office, DeclineStock wish, const Asked& asked) {
  static const std::vector<std::string> reasons{"counted_otherwise", "serials_differ", "not_seen"};
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!is_officer_of(book, printers)) return Refusal{"office.not_your_role"};
    if (std::find(reasons.begin(), reasons.end(), wish.reason) == reasons.end()) return Refusal{"office.reason_unknown"};
    return as_answer(book.ask_stock(blangko::Decline{wish.ask, book.asked().actor, wish.reason}));
  });
}

Later<Answer> take_back_stock(Office& office, TakeBackStock wish, const Asked& asked) {
  return ask_stock_desk(office, asked, blangko::TakeBackAsk{wish.ask, asked.actor});
}

Later<Answer> give_to_printer(Office& office, GiveToPrinter wish, const Asked& asked) {
  if (wish.printer.empty()) return Later<Answer>::ready(Refusal{"office.printer_missing"});
  return ask_stock_desk(office, asked, blangko::GiveToPrinter{wish.printer, asked.actor, wish.count});
}

Later<Answer> take_back_from_printer(Office& office, TakeBackFromPrinter wish, const Asked& asked) {
  return ask_stock_desk(office, asked, blangko::TakeBackFromPrinter{wish.printer, asked.actor});
}

std::string envelope_letters(Office& office, std::string_view parcel) {
  return office.vault().derived_letters("envelope/" + std::string(parcel), letters_on_envelope);
}

std::string envelope_qr(Office& office, std::string_view parcel) { return "OPAK:E:" + envelope_letters(office, parcel); }

}  // namespace opak::office
