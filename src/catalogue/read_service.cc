#include <array>

#include "catalogue/service_file.h"
#include "catalogue/toml_file.h"

namespace opak::catalogue {
namespace {

class ServiceReader {
 public:
  explicit ServiceReader(ServiceFile& file) : file_(file) {}

  void read(TomlTable table) {
    auto& service = file_.service;
    service.key = table.text("key");
    service.slug = table.text("slug");
    service.family = table.text("family");
    service.version = table.text("version");
    service.valid_from = table.day("valid_from");
    service.title = sentence(table, "title");
    service.summary = sentence(table, "summary");
    service.icon = table.text("icon", Need::may);
    service.fee_rupiah = table.number("fee_rupiah").value_or(0);
    service.takes_old_card = table.flag("takes_old_card", false);
    service.first_card = table.flag("first_card", false);
    service.who_may_apply = sentences(table, "who_may_apply");
    service.not_from_home = sentences(table, "not_from_home");
    service.words = table.texts("words");
    for (auto& part : table.tables("legal_base")) service.legal_base.push_back(legal_base(part));
    read_standard(table);
    for (auto& part : table.tables("page")) service.pages.push_back(page(part));
    for (auto& part : table.tables("question")) service.questions.push_back(question(part));
    for (auto& part : table.tables("paper", Need::may)) service.papers.push_back(paper(part));
    for (auto& part : table.tables("stage")) service.stages.push_back(stage(part));
    for (auto& part : table.tables("clock")) service.clocks.push_back(clock(part));
    for (auto& part : table.tables("lane")) service.lanes.push_back(lane(part));
    for (auto& part : table.tables("return_reason")) service.return_reasons.push_back(reason(part, "return_reason", Need::may));
    for (auto& part : table.tables("rejection_reason")) service.rejection_reasons.push_back(reason(part, "rejection_reason", Need::must));
    for (auto& part : table.tables("notice")) service.notices.push_back(notice(part));
    table.done();
  }

 private:
  std::string sentence(TomlTable& table, std::string_view word, Need need = Need::must) {
    auto key = table.text(word, need);
    if (!key.empty()) file_.sentences.push_back({key, table.line_of_word(word)});
    return key;
  }

  std::vector<std::string> sentences(TomlTable& table, std::string_view word) {
    auto keys = table.texts(word);
    for (const auto& key : keys) file_.sentences.push_back({key, table.line_of_word(word)});
    return keys;
  }

  // The key of a part, its line kept; the same key twice among parts of one kind is a fault.
  std::string key(TomlTable& table, const std::string& kind, std::string_view word = "key") {
    auto key = table.text(word);
    const auto [at, first] = file_.lines.emplace(kind + " " + key, table.line());
    if (!first && !key.empty())
      table.problem(table.line(), kind + " \"" + key + "\" is there twice, first in line " + std::to_string(at->second));
    return key;
  }

  std::vector<law::Condition> when(TomlTable& table) {
    std::vector<law::Condition> conditions;
    auto words = table.table("when", Need::may);
    if (words)
      words->each([&](const std::string& question, const toml::node& node) {
        conditions.push_back({question, words->texts_of(node, question)});
      });
    return conditions;
  }

  law::LegalBase legal_base(TomlTable& table) {
    law::LegalBase base{table.text("law"), sentence(table, "says")};
    table.done();
    return base;
  }

  void read_standard(TomlTable& table) {
    auto standard = table.table("standard");
    if (!standard) return;
    for (std::size_t i = 0; i < law::standard_parts.size(); ++i)
      file_.service.standard[i] = sentence(*standard, law::standard_parts[i]);
    standard->done();
  }

  law::Page page(TomlTable& table) {
    law::Page page{key(table, "page"), law::PageKind::questions, {}};
    const auto kind = table.text("kind");
    if (const auto known = law::page_kind_of(kind))
      page.kind = *known;
    else if (!kind.empty())
      table.problem(table.line_of_word("kind"), "unknown kind of page \"" + kind + "\"");
    page.title = sentence(table, "title");
    table.done();
    return page;
  }

  law::Question question(TomlTable& table) {
    law::Question question;
    question.key = key(table, "question");
    const auto kind = table.text("kind");
    if (const auto known = law::field_kind_of(kind))
      question.kind = *known;
    else if (!kind.empty())
      table.problem(table.line_of_word("kind"), "unknown kind of question \"" + kind + "\"");
    question.page = table.text("page");
    question.title = sentence(table, "title");
    question.hint = sentence(table, "hint", Need::may);
    question.required = table.flag("required", true);
    question.when = when(table);
    question.letters_max = table.number("letters_max", Need::may).value_or(200);
    question.answered_by = table.text("answered_by", Need::may);
    for (auto& part : table.tables("option", Need::may)) {
      question.options.push_back({part.text("key"), sentence(part, "title")});
      part.done();
    }
    table.done();
    return question;
  }

  law::Paper paper(TomlTable& table) {
    law::Paper paper;
    paper.key = key(table, "paper");
    paper.title = sentence(table, "title");
    paper.hint = sentence(table, "hint");
    paper.good = sentence(table, "good");
    paper.bad = sentence(table, "bad");
    paper.if_missing = sentence(table, "if_missing", Need::may);
    paper.required = table.flag("required", true);
    paper.may_come_later = table.flag("may_come_later", false);
    paper.age_warning_days = table.number("age_warning_days", Need::may);
    paper.when = when(table);
    table.done();
    return paper;
  }

  law::Stage stage(TomlTable& table) {
    law::Stage stage;
    stage.key = key(table, "stage");
    const auto step = table.text("step");
    if (const auto known = law::step_of(step))
      stage.step = *known;
    else if (!step.empty())
      table.problem(table.line_of_word("step"), "unknown step \"" + step + "\"");
    stage.title = sentence(table, "title");
    stage.working_days = table.number("working_days").value_or(0);
    stage.next = table.texts("next");
    stage.when = when(table);
    table.done();
    return stage;
  }

  law::Clock clock(TomlTable& table) {
    law::Clock clock{key(table, "clock"), table.text("from"), table.number("working_days").value_or(0)};
    table.done();
    return clock;
  }

  law::Lane lane(TomlTable& table) {
    law::Lane lane{key(table, "lane"), sentence(table, "title")};
    table.done();
    return lane;
  }

  law::Reason reason(TomlTable& table, const std::string& kind, Need rule) {
    law::Reason reason{key(table, kind), sentence(table, "title"), sentence(table, "text"), table.text("rule", rule), table.texts("asks", Need::may)};
    table.done();
    return reason;
  }

  law::Notice notice(TomlTable& table) {
    law::Notice notice{key(table, "notice", "on"), sentence(table, "text")};
    table.done();
    return notice;
  }

  ServiceFile& file_;
};

}  // namespace

std::optional<ServiceFile> read_service(const SourceFile& source, std::vector<Problem>& problems) {
  const auto table = parse_toml(source, problems);
  if (!table) return std::nullopt;
  ServiceFile file;
  file.name = source.name;
  ServiceReader(file).read(TomlTable(*table, source.name, problems));
  return file;
}

}  // namespace opak::catalogue
