#include "office/line.h"

#include <algorithm>

#include "office/clocks.h"

namespace opak::office {
namespace {

using application::Stage;

// Blanks beyond those of everyone who is print-ready or at a printer. Below zero after a misprint.
std::int64_t blanks_nobody_has(Book& book) {
  return book.stock().available() - book.claims();
}

bool somebody_waits(Book& book) {
  return book.database().query("SELECT 1 FROM view_case WHERE stage = $1 AND disputed = 0 AND identity_check = 0 LIMIT 1").text(name_of(Stage::waiting_blangko)).next();
}

}  // namespace

std::vector<InLine> line_of(Book& book, Stage stage) {
  std::vector<InLine> line;
  const auto& catalogue = book.office().catalogue();
  for (auto rows = book.database().query("SELECT id, complete_seq, json_extract(state, '$.service') FROM view_case WHERE stage = $1 AND disputed = 0 AND identity_check = 0")
                       .text(name_of(stage)); rows.next();) {
    const auto* service = catalogue.find_service(rows.text_at(2));
    line.push_back({rows.string_at(0), {service != nullptr && service->first_card ? law::CardKind::first : law::CardKind::replacement, rows.number_at(1)}});
  }
  const auto today = day_in_jakarta(book.now());
  std::sort(line.begin(), line.end(), [&](const InLine& a, const InLine& b) { return law::prints_before(a.place, b.place, today); });
  return line;
}

bool blank_is_left_for_newcomer(Book& book) {
  if (blanks_nobody_has(book) < 0) return false;  // The newcomer is counted already.
  return !somebody_waits(book);
}

void serve_the_line(Book& book) {
  if (!somebody_waits(book)) return;
  auto left = blanks_nobody_has(book);
  if (left <= 0) return;  // In the months without blangko the line is long, and each newcomer would read it in vain.
  for (const auto& next : line_of(book, Stage::waiting_blangko)) {
    if (left-- <= 0) break;
    const auto& service = book.office().catalogue().get_service(book.application(next.id).service);
    const auto refusal = book.ask(next.id, application::BlangkoArrives{promise_from(book.office(), service, book.now())});
    ensure(!refusal, "who waits for blangko may have one");
  }
}

}  // namespace opak::office
