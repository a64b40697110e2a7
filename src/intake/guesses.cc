#include "intake/guesses.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "intake/answers_in_one.h"
#include "law/answer.h"

namespace opak::intake {
namespace {

using Parts = std::vector<std::pair<std::string, std::string>>;

bool has_word(const std::string& letters, std::string_view word) {
  for (auto at = letters.find(word); at != std::string::npos; at = letters.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool begins = at == 0 || letters[at - 1] < 'a' || letters[at - 1] > 'z';
    const bool ends = end == letters.size() || letters[end] < 'a' || letters[end] > 'z';
    if (begins && ends) return true;
  }
  return false;
}

bool speaks_of_an_address(const std::string& text) {
  for (const auto* word : {"jalan", "jl", "jln", "kp", "kampung", "perum", "komplek", "gang", "gg", "rt"})
    if (has_word(text, word)) return true;
  return false;
}

// "Nama saya Siti Aminah": what stands before the name.
std::string without_opening_words(std::string name) {
  for (const std::string_view word : {"saya ", "adalah ", "lengkap "})
    if (lower_ascii(name).starts_with(word)) name.erase(0, word.size());
  return name;
}

// Words of a talk, and of nobody's name.
bool is_a_name(const std::string& name) {
  const auto lower = lower_ascii(name);
  for (const auto* word : {"maaf", "salah", "halo", "ini", "itu", "pak", "bu", "betul", "benar", "yang", "punya", "kapan", "bisa", "tolong", "sudah", "belum", "ktp", "rt", "rw"})
    if (has_word(lower, word)) return false;
  return !name.empty();
}

// Any words could be a name; only beside a number, or after the word itself, they are taken for one.
Parts parts_of(const std::string& text, const law::Regions& regions) {
  const auto lower = lower_ascii(text);
  Parts parts;
  const auto person = person_in(text);
  const bool has_nik = only_digits(person.nik).size() == 16;
  if (has_nik) parts.emplace_back("nik", person.nik);
  if (only_digits(person.kk).size() == 16) parts.emplace_back("kk", person.kk);
  const auto name = without_opening_words(person.name);
  if ((has_nik || has_word(lower, "nama")) && is_a_name(name)) parts.emplace_back("name", name);
  if (has_nik || !speaks_of_an_address(lower)) return parts;
  const auto address = address_in(text);
  parts.insert(parts.end(), {{"street", address.street}, {"rt", address.rt}, {"rw", address.rw}, {"landmark", address.landmark}});
  for (const std::string_view word : {"kelurahan ", "kel. ", "kel "})
    if (const auto at = lower.find(word); at != std::string::npos) {
      const auto found = regions.find(trimmed(text.substr(at, 60)));
      if (found.size() == 1) parts.emplace_back("kelurahan", found.front()->code);
      break;
    }
  return parts;
}

}  // namespace

std::vector<Heard> guesses_in(const std::vector<ChatLine>& lines, const law::Service& service, const law::Regions& regions) {
  std::map<std::string, Heard> newest;
  for (const auto& line : lines) {
    if (line.side != Side::resident || line.kind != "text") continue;
    for (const auto& [key, value] : parts_of(PersonalAccess::look(line.text), regions)) {
      const auto* question = service.find_question(key);
      if (question == nullptr || value.empty()) continue;
      const auto accepted = law::accept_answer(*question, value, regions);
      if (accepted && !accepted->empty()) newest[key] = {key, PersonalAccess::open(std::string(*accepted)), line.at};
    }
  }
  std::vector<Heard> guesses;
  for (const auto& question : service.questions)
    if (const auto found = newest.find(question.key); found != newest.end()) guesses.push_back(found->second);
  return guesses;
}

Opened<vault::Fields> with_guesses(const Opened<vault::Fields>& answers, const std::vector<Heard>& guesses) {
  auto all = PersonalAccess::look(answers);
  for (const auto& guess : guesses) {
    const auto known = std::find_if(all.begin(), all.end(), [&](const auto& field) { return field.first == guess.question; });
    if (known == all.end()) all.emplace_back(guess.question, PersonalAccess::look(guess.value));
    else if (known->second.empty()) known->second = PersonalAccess::look(guess.value);
  }
  return PersonalAccess::open(std::move(all));
}

}  // namespace opak::intake
