// Judging and tidying what was typed: the same for the web form, the chat and the counter.
#include <algorithm>

#include "base/text.h"
#include "intake/drafts.h"
#include "law/address.h"
#include "law/answer.h"
#include "law/kk.h"
#include "law/name.h"
#include "law/nik.h"
#include "law/place.h"

namespace opak::intake {
namespace {

std::string value_of(const vault::Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

// A code that is no more, or one name only, is for the verifier to see; asking the resident again would only worry them.
bool is_for_the_verifier(std::string_view doubt) { return doubt.ends_with("_retired") || doubt == "law.doubt.name_one_word"; }

void add_doubts(std::vector<Remark>& remarks, const std::string& question, const std::vector<std::string>& doubts) {
  for (const auto& doubt : doubts)
    if (!is_for_the_verifier(doubt)) remarks.push_back({question, Refusal{doubt}, true, std::nullopt});
}

void add_doubts_of(std::vector<Remark>& remarks, const law::Question& question, const std::string& accepted, Day today) {
  if (accepted.empty()) return;
  if (question.kind == law::FieldKind::nik) add_doubts(remarks, question.key, law::warnings(*law::Nik::parse(accepted), today));
  if (question.kind == law::FieldKind::name) add_doubts(remarks, question.key, law::name_doubts(accepted));
  if (question.kind == law::FieldKind::address) add_doubts(remarks, question.key, law::street_doubts(accepted));
}

std::string first_of_kind(const law::Service& service, law::FieldKind kind) {
  for (const auto& question : service.questions)
    if (question.kind == kind) return question.key;
  return {};
}

void add_pair(std::vector<Remark>& remarks, const law::Service& service, const std::vector<std::string>& questions, const vault::Fields& fields) {
  const auto nik_key = first_of_kind(service, law::FieldKind::nik), kk_key = first_of_kind(service, law::FieldKind::kk);
  if (std::find(questions.begin(), questions.end(), kk_key) == questions.end()) return;
  const auto nik = law::Nik::parse(trimmed(value_of(fields, nik_key)));
  const auto kk = law::Kk::parse(trimmed(value_of(fields, kk_key)));
  if (!nik || !kk) return;
  if (auto refusal = law::check_pair(*nik, *kk)) remarks.push_back({kk_key, *refusal, false, std::nullopt});
}

// A point that is far from the kelurahan beside it: one of the two is wrong.
void add_pin(std::vector<Remark>& remarks, const law::Service& service, const std::vector<std::string>& questions, const vault::Fields& fields, const law::Regions& regions) {
  const auto *pin = service.find_question("pin"), *kelurahan = service.find_question("kelurahan");
  if (pin == nullptr || kelurahan == nullptr || std::find(questions.begin(), questions.end(), "pin") == questions.end()) return;
  const auto point = law::accept_answer(*pin, value_of(fields, "pin"), regions), code = law::accept_answer(*kelurahan, value_of(fields, "kelurahan"), regions);
  const auto place = point ? law::parse_place(*point) : std::nullopt;
  const auto* region = code ? regions.by_code(*code) : nullptr;
  if (!place || region == nullptr) return;
  if (auto refusal = law::check_point(*place, *region)) remarks.push_back({"pin", *refusal, false, std::nullopt});
}

}  // namespace

std::vector<Remark> check_answers(const law::Service& service, const std::vector<std::string>& questions, const Personal<vault::Fields>& answers,
                                  const law::Regions& regions, Day today) {
  const auto& fields = PersonalAccess::look(answers);
  std::vector<Remark> remarks;
  for (const auto& key : questions) {
    const auto* question = service.find_question(key);
    if (question == nullptr) continue;
    const auto accepted = law::accept_answer(*question, value_of(fields, key), regions);
    if (accepted) {
      add_doubts_of(remarks, *question, *accepted, today);
      continue;
    }
    Remark remark{key, accepted.error().refusal, false, std::nullopt};
    if (accepted.error().suggestion) remark.suggestion = PersonalAccess::open(*accepted.error().suggestion);
    remarks.push_back(std::move(remark));
  }
  add_pair(remarks, service, questions, fields);
  add_pin(remarks, service, questions, fields, regions);
  return remarks;
}

Personal<vault::Fields> tidied(const law::Service& service, const Personal<vault::Fields>& answers, const law::Regions& regions) {
  vault::Fields out;
  for (const auto& [key, value] : PersonalAccess::look(answers)) {
    const auto* question = service.find_question(key);
    const auto accepted = question == nullptr ? tl::expected<std::string, law::AnswerRefused>(value) : law::accept_answer(*question, value, regions);
    out.emplace_back(key, accepted ? *accepted : value);
  }
  return Personal<vault::Fields>(std::move(out));
}

}  // namespace opak::intake
