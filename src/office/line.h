// Who waits for a card, in the order the law's rule puts them, and who may be printed as far as the blanks reach.
//
// A blank that comes free, by whatever way, belongs to the head of the line: the clerk serves it before the wish that freed
// it is committed, so nobody is verified in between. What somebody was told they have is not taken away again.
#pragma once

#include "law/ordering.h"
#include "office/book.h"

namespace opak::office {

struct InLine {
  std::string id;
  law::PrintPlace place;
};

// Everyone of that stage who may go on: neither disputed nor waiting for the identity check.
std::vector<InLine> line_of(Book& book, application::Stage stage);

// A blank for the one just made print-ready, that nobody who waits has a claim to?
bool blank_is_left_for_newcomer(Book& book);

// Those who wait longest become print-ready, as far as the blanks reach.
void serve_the_line(Book& book);

}  // namespace opak::office
