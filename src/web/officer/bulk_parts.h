// What acts over several things at once share, be they files or talks: the words seen before they are sent, the doing one by one, and the
// page that tells what came of each.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "web/officer/desk.h"

namespace opak::web::officer {

constexpr int bulk_words_max = 1000;

// Where the ticks were made: its address, which the addresses of its acts begin with, and what it is called.
struct BulkList {
  const char* path;    // "/petugas": looked at under "/petugas/sekaligus", done under "/petugas/sekaligus/jalankan".
  const char* called;  // Keys of sentences.
  const char* tick_first;
};

std::string path_to_look(const BulkList&);
std::string path_to_do(const BulkList&);

// The button that does it, and the way back.
void bulk_confirm(Page&, const BulkList&, std::string_view words);

// First the words, then the same words as they will be read, with the number of people, and only there the button that sends.
// `carried` puts the act and the ticks into a form.
struct BulkWords {
  std::string words, send;
  const std::vector<Wrong>& wrongs;
};
void bulk_words_part(Page&, const BulkList&, const std::function<void()>& carried, const BulkWords&);

// One look before the doing. Without `parts` nothing was ticked that can be done.
Response bulk_preview_page(Site&, const Visitor&, const BulkList&, const std::string& title, const std::vector<Wrong>&, const std::function<void(Page&)>& parts);

// Why it was not done; "" where it was.
using Why = std::string;
// One after the other, so that one that may not does not hold up the others; then `end` with an answer to each.
LaterPage do_one_by_one(Site&, const Visitor&, std::size_t count, std::function<Later<office::Answer>(std::size_t)> one, std::function<Response(const std::vector<Why>&)> end);

struct Outcome {
  std::string name, path;
  Why why;
};
// `sentence`: its key; it is told how many of how many (n, semua).
Response bulk_outcomes_page(Site&, const Visitor&, const BulkList&, std::string_view sentence, const std::vector<Outcome>&);

}  // namespace opak::web::officer
