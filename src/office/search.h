// Finding a person's applications by what an officer hears at the counter: a NIK, a KK number, a phone, a full name.
//
// The words are never kept: they are hashed under the city's key and looked up in the blind index. Whose applications come
// up is an opening of their data, so it is in the book before the officer sees it.
#pragma once

#include "office/office.h"

namespace opak::office {

constexpr std::string_view purpose_search = "search";
constexpr int found_max = 25;

struct Search { Personal<std::string> words; };
struct Found {
  std::vector<std::string> applications;  // Newest first, at most found_max.
  std::vector<std::string> contacts;      // Where the words were a number somebody writes from.
  bool more = false;
};
using FoundAnswer = std::variant<Found, Refusal, Failure>;
// Operator, verifier or supervisor. Refusal: office.search_words (nothing that could be looked for).
Later<FoundAnswer> search(Office&, Search, const Asked&);

}  // namespace opak::office
