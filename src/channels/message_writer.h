// Writes a letter of the outbox as a WhatsApp message: the resident's language, their number, dates as people say them.
//
// One of the few places that may see opened data. Inside the 24 hours a letter is free words, with buttons where a dialogue offered some;
// outside it is the approved template of its notice ("opak_<notice>", whose text is the sentence "notice.<notice>" with
// {{1}}, {{2}}, ... for its placeholders in the order they stand).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "channels/whatsapp/graph.h"
#include "office/outbox.h"
#include "office/own_data.h"

namespace opak::channels {

enum class Window { open, closed };

// None: nothing can be said (the contact was erased, or the notice has no sentence).
std::optional<Json> write_message(office::Office&, store::Database& reader, const office::Letter&, const office::Addressee&, Window, std::string_view callback);

bool has_address(const office::Addressee&);

// The words a notice's sentence is filled with, from the letter's facts.
Words notice_words(office::Office&, const office::Letter&);
// The six digits of a code letter; none: erased.
std::optional<std::string> code_words(office::Office&, store::Database& reader, const office::Letter&);
// The placeholders of a sentence in the order they stand, each once.
std::vector<std::string> placeholders_in_order(std::string_view sentence);

}  // namespace opak::channels
