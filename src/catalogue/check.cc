#include "catalogue/check.h"

#include <algorithm>
#include <set>

#include "catalogue/city_files.h"
#include "catalogue/service_file.h"

namespace opak::catalogue {
namespace {

// Indonesian and English are complete; the other two fall back word by word.
void check_sentences(const ServiceFile& file, const Sentences& sentences, std::vector<Problem>& problems) {
  std::set<std::string> told;
  for (const auto& use : file.sentences)
    for (const auto lang : {Lang::id, Lang::en}) {
      const auto what = "no sentence " + use.key + " in " + std::string(code_of(lang));
      if (!sentences.has(lang, use.key) && told.insert(what).second) problems.push_back({file.name, use.line, what});
    }
}

// Where a sentence stands in a language, to name its file and line.
Problem where(const std::vector<SourceFile>& files, Lang lang, const std::string& key, std::string what) {
  const auto folder = "translations/" + std::string(code_of(lang)) + "/";
  for (const auto& file : files) {
    if (!file.name.starts_with(folder)) continue;
    if (const auto at = file.bytes.find("\"" + key + "\""); at != std::string::npos)
      return {file.name, line_at(file.bytes, at), std::move(what)};
  }
  return {folder, 0, std::move(what)};
}

void check_languages(const std::vector<SourceFile>& files, const Sentences& sentences, std::vector<Problem>& problems) {
  for (const auto& key : sentences.keys(Lang::id))
    if (!sentences.has(Lang::en, key)) problems.push_back(where(files, Lang::id, key, "no sentence " + key + " in en"));
  for (const auto lang : {Lang::en, Lang::su, Lang::jv})
    for (const auto& key : sentences.keys(lang)) {
      if (!sentences.has(Lang::id, key))
        problems.push_back(where(files, lang, key, "no sentence " + key + " in id"));
      else if (placeholders(sentences.text(lang, key)) != placeholders(sentences.text(Lang::id, key)))
        problems.push_back(where(files, lang, key, "sentence " + key + " has other placeholders than in id"));
    }
}

void check_sources(const ServiceFile& file, const City& city, std::vector<Problem>& problems) {
  for (const auto& question : file.service.questions) {
    const auto line = file.line("question " + question.key);
    bool known = question.answered_by.empty();
    for (const auto& source : city.sources) {
      known = known || source.key == question.answered_by;
      const bool answers = source.key == question.answered_by ||
                           std::find(source.answers.begin(), source.answers.end(), question.key) != source.answers.end();
      if (source.connected && answers)
        problems.push_back({file.name, line, "question \"" + question.key + "\" is already answered by " + source.key + " in " + city.code});
    }
    if (!known) problems.push_back({file.name, line, "question \"" + question.key + "\" names unknown source \"" + question.answered_by + "\""});
  }
}

void check_file_name(const ServiceFile& file, std::vector<Problem>& problems) {
  if (file.name != "services/" + file.service.key + ".toml")
    problems.push_back({file.name, 1, "the key \"" + file.service.key + "\" is not that of the file"});
}

std::vector<ServiceFile> check_services(const std::vector<SourceFile>& files, const Sentences& sentences, std::vector<Problem>& problems) {
  std::vector<ServiceFile> services;
  std::set<std::string> slugs;
  for (const auto& source : files) {
    if (!source.name.starts_with("services/") || !source.name.ends_with(".toml")) continue;
    auto file = read_service(source, problems);
    if (!file) continue;
    check_file_name(*file, problems);
    check_service(*file, problems);
    check_sentences(*file, sentences, problems);
    if (!slugs.insert(file->service.slug).second)
      problems.push_back({file->name, 1, "slug \"" + file->service.slug + "\" is used by another service too"});
    services.push_back(std::move(*file));
  }
  return services;
}

// Every notice that can be said stands on a ladder, and nothing else does. Answers in a talk ("chat") need none.
void check_notices(const std::string& file, const NoticeWays& ways, const Sentences& sentences, std::vector<Problem>& problems) {
  if (ways.ladders.empty()) return;  // Said already.
  constexpr std::string_view start = "notice.";
  for (const auto& [notice, ladder] : ways.by_notice)
    if (!sentences.has(Lang::id, std::string(start) + notice)) problems.push_back({file, 0, "there is no notice \"" + notice + "\""});
  for (const auto& key : sentences.keys(Lang::id)) {
    if (!key.starts_with(start) || key.find('.', start.size()) != std::string::npos || key == "notice.chat") continue;
    if (!ways.by_notice.contains(key.substr(start.size()))) problems.push_back({file, 0, "notice \"" + key.substr(start.size()) + "\" stands on no ladder"});
  }
}

void check_cities(const std::vector<SourceFile>& files, const std::vector<ServiceFile>& services, const Sentences& sentences, std::vector<Problem>& problems) {
  for (const auto& code : city_codes(files)) {
    const auto city = read_city(files, code, problems);
    if (!city) continue;
    check_notices("cities/" + code + "/notices.toml", city->notices, sentences, problems);
    for (const auto& key : city->services) {
      const auto at = std::find_if(services.begin(), services.end(), [&](const auto& file) { return file.service.key == key; });
      if (at == services.end())
        problems.push_back({"cities/" + code + "/city.toml", 0, "offers unknown service \"" + key + "\""});
      else
        check_sources(*at, *city, problems);
    }
  }
}

}  // namespace

std::vector<Problem> check(const std::vector<SourceFile>& files) {
  std::vector<Problem> problems;
  const auto sentences = Sentences::read(files, problems);
  const auto services = check_services(files, sentences, problems);
  check_cities(files, services, sentences, problems);
  check_languages(files, sentences, problems);
  std::stable_sort(problems.begin(), problems.end(),
                   [](const auto& a, const auto& b) { return std::tie(a.file, a.line) < std::tie(b.file, b.line); });
  return problems;
}

}  // namespace opak::catalogue
