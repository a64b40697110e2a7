// One typed answer to one question: the same judgement for the web form, WhatsApp, the counter and the API.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "law/region.h"
#include "law/service.h"

namespace opak::law {

struct AnswerRefused {
  Refusal refusal;
  std::optional<std::string> suggestion;  // "Maksud Ibu/Bapak ...?": only shown back to the one who typed.
};

// The answer in the form that is kept: a phone as "+62...", a kelurahan as its code, RT and RW as three digits, a date as
// 2026-11-23, a tick as "ya", a choice as its key. Names and addresses come back as they were typed. An empty answer to a question that
// is not required is accepted as "".
tl::expected<std::string, AnswerRefused> accept_answer(const Question& question, std::string_view text, const Regions& regions);

// A point of the map that is far from the kelurahan said beside it: one of the two is wrong.
std::optional<Refusal> check_point(Place point, const Region& kelurahan);

}  // namespace opak::law
