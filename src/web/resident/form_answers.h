// A service's questions as fields of a form, and a form's fields as answers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "intake/drafts.h"
#include "web/page.h"

namespace opak::web {

using Fields = vault::Fields;

struct FormAnswers {
  const law::Service& service;
  std::vector<std::string> asked;  // Questions that stood on the page.
  Fields fields;                   // What was typed, trimmed of nothing.

  std::string_view value(std::string_view key) const;
};
FormAnswers read_answers(const law::Service& service, const net::Form& form);

// What is wrong, and what is doubtful. A doubt passes when the form came with "yakin".
struct Judged {
  std::vector<Wrong> wrongs;
  std::vector<Wrong> doubts;
  std::optional<Opened<std::string>> suggestion;  // "Maksud Ibu/Bapak ...?"
  bool passes() const { return wrongs.empty() && doubts.empty(); }
};
Judged judge(const Site& site, const Speech& say, const FormAnswers& answers, bool is_sure, Day today);

// The point of the house: the pages that ask for it may ask the phone where it is, and no other page may.
inline constexpr std::string_view pin_question = "pin";
Response may_look_where(Response page);

// The fields of these questions, with what is known; `value_of` gives what to show again.
void question_fields(Page& page, const std::vector<const law::Question*>& questions, const law::AnswerOf& value_of, const std::vector<Wrong>& wrongs);
// At the top of the page: what is asked once more, each leading to its field. Nothing while something is wrong.
void doubts_box(Page& page, const Judged& judged);
// At the end of the form: the one button that passes the doubts.
void doubts(Page& page, const Judged& judged);

}  // namespace opak::web
