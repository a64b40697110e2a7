// Use cases of printing and of the stock of blangko. A print and its blangko move in one commit or not at all.
#pragma once

#include "office/office.h"

namespace opak::office {

// Takes the next `count` by the ordering rule (law/ordering.h) to this printer. Done words: {"count", n}.
struct TakeForPrint { std::string printer; int count = 1; };
Later<Answer> take_for_print(Office&, TakeForPrint, const Asked&);
// One certain application before its turn; needs a reason, which is public.
struct TakeOutOfOrder { std::string application, printer, reason; };
Later<Answer> take_out_of_order(Office&, TakeOutOfOrder, const Asked&);
struct PutBackFromPrint { std::string application; };
Later<Answer> put_back_from_print(Office&, PutBackFromPrint, const Asked&);

// Done words: {"parcel", id}, {"envelope", six letters}.
struct PrintCard { std::string application, printer, blangko; };
Later<Answer> print_card(Office&, PrintCard, const Asked&);

// Spoiled while printing (from the printer), or a printed card that must not go out (from its case).
struct SpoilBlangko { std::string serial, printer, reason; };
Later<Answer> spoil_blangko(Office&, SpoilBlangko, const Asked&);
struct VoidCard { std::string application, reason; };  // After a filing that was not genuine.
Later<Answer> void_card(Office&, VoidCard, const Asked&);

// A box, a destruction and the evening's count take two officers (printer or supervisor). The first asks; nothing moves
// until another confirms at a screen of their own, or declines with a reason. Done words: {"ask", id}.
struct ReceiveBox { std::string letter, first, last; };
Later<Answer> receive_box(Office&, ReceiveBox, const Asked&);
struct DestroyBlangko { std::vector<std::string> serials; };
Later<Answer> destroy_blangko(Office&, DestroyBlangko, const Asked&);
struct CloseStockDay { int counted = 0; std::string explanation; };
Later<Answer> close_stock_day(Office&, CloseStockDay, const Asked&);
struct ConfirmStock { std::string ask; };  // Not by who asked. A box also serves the line of those who wait (office/line.h). Words: {"what", ...}.
Later<Answer> confirm_stock(Office&, ConfirmStock, const Asked&);
struct DeclineStock { std::string ask, reason; };  // "counted_otherwise" | "serials_differ" | "not_seen"
Later<Answer> decline_stock(Office&, DeclineStock, const Asked&);
struct TakeBackStock { std::string ask; };  // By who asked.
Later<Answer> take_back_stock(Office&, TakeBackStock, const Asked&);

struct GiveToPrinter { std::string printer; int count = 0; };
Later<Answer> give_to_printer(Office&, GiveToPrinter, const Asked&);
struct TakeBackFromPrinter { std::string printer; };
Later<Answer> take_back_from_printer(Office&, TakeBackFromPrinter, const Asked&);

// The letters on the envelope and the page's QR text for it ("OPAK:E:<parcel>:<letters>").
std::string envelope_letters(Office&, std::string_view parcel);
std::string envelope_qr(Office&, std::string_view parcel);

}  // namespace opak::office
