// What a returned application still wants of its resident, and what of it an answer settles.
//
// An officer may ask for several things at once. A thing asked for is answered by a photo of the paper it names, or, where its
// reason asks questions again, by their answers. Only when nothing is left does the application go back to the desk.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/application/application.h"
#include "law/service.h"

namespace opak::office {

struct Wanted {
  std::vector<std::string> papers;     // Photos to send: what was missing from the start, then what was asked again.
  std::vector<std::string> questions;  // To be answered again, in the order of the service's pages.
  std::vector<std::string> doubted;    // Papers that the answers differ from: a photo of one would do as well.
  bool is_nothing() const { return papers.empty() && questions.empty(); }
};
Wanted wanted_of(const law::Service&, const application::State&);

// What is still asked, as letters carry it: "reason:paper,reason:paper".
std::string asks_for_letter(const application::State&);

std::vector<std::string> asks_answered_by_photo(const law::Service&, const application::State&, std::string_view paper);
std::vector<std::string> asks_answered_by(const law::Service&, const application::State&, const std::vector<std::string>& questions);

}  // namespace opak::office
