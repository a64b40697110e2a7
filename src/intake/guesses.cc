#include "intake/guesses.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "intake/answers_in_one.h"
#include "law/answer.h"
#include "law/kk.h"
#include "law/nik.h"

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

// A number without a word beside it that cannot be the NIK of anyone who may have a card, but can be a No. KK.
bool is_rather_kk(const std::string& number, Day today) {
  const auto nik = law::Nik::parse(only_digits(number));
  if (!law::Kk::parse(only_digits(number))) return false;
  if (!nik) return true;
  const auto doubts = law::warnings(*nik, today);
  return std::find(doubts.begin(), doubts.end(), "law.doubt.nik_looks_like_kk") != doubts.end();
}

PersonWords sorted_person(const std::string& text, Day today) {
  auto person = person_in(text);
  if (person.nik_named || person.kk_named || !is_rather_kk(person.nik, today)) return person;
  if (person.kk.empty() || !is_rather_kk(person.kk, today)) std::swap(person.nik, person.kk);
  return person;
}

// Words of a talk, and of nobody's name.
bool is_a_name(const std::string& name) {
  const auto lower = lower_ascii(name);
  for (const auto* word : {"maaf", "salah", "halo", "ini", "itu", "pak", "bu", "betul", "benar", "yang", "punya", "kapan", "bisa", "tolong", "sudah", "belum", "ktp", "rt", "rw"})
    if (has_word(lower, word)) return false;
  return !name.empty();
}

// Sixteen digits in one piece are no part of an address: "... RW 009. kk 3673010507129902". Where the word before says what
// they are, they become that part.
std::string without_long_numbers(std::string_view text, Parts& parts) {
  constexpr std::size_t digits = 16;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string rest;
  for (std::size_t at = 0; at < text.size();) {
    auto end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == at) {
      rest += text[at++];
      continue;
    }
    const auto number = text.substr(at, end - at);
    at = end;
    if (number.size() != digits) {
      rest += number;
      continue;
    }
    const auto before = trimmed(rest);
    const auto word = before.substr(before.find_last_of(" \n.,") + 1);
    const auto name = letters_only(word);
    if (name != "kk" && name != "nik") continue;
    parts.emplace_back(name, std::string(number));
    rest = before.substr(0, before.size() - word.size());
  }
  return rest;
}

// Any words could be a name; only beside a number, or after the word itself, they are taken for one.
Parts parts_of(const std::string& text, const law::Regions& regions, Day today) {
  const auto lower = lower_ascii(text);
  Parts parts;
  const auto person = sorted_person(text, today);
  const bool has_nik = only_digits(person.nik).size() == 16, has_kk = only_digits(person.kk).size() == 16;
  if (has_nik) parts.emplace_back("nik", person.nik);
  if (has_kk) parts.emplace_back("kk", person.kk);
  const bool names = has_nik || has_kk || has_word(lower, "nama") || has_word(lower, "namanya");
  if (names && is_a_name(person.name)) parts.emplace_back("name", person.name);
  if (has_nik || has_kk || !speaks_of_an_address(lower)) return parts;
  const auto address = address_in(without_long_numbers(text, parts));
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
    for (const auto& [key, value] : parts_of(PersonalAccess::look(line.text), regions, day_in_jakarta(line.at))) {
      const auto* question = service.find_question(key);
      if (question == nullptr || value.empty()) continue;
      const auto accepted = law::accept_answer(*question, value, regions);
      if (accepted && !accepted->empty()) newest[key] = {key, PersonalAccess::open(std::string(*accepted)), line.at};
    }
  }
  // One number is not both: what was called a No. KK is one.
  const auto nik = newest.find("nik"), kk = newest.find("kk");
  if (nik != newest.end() && kk != newest.end() && PersonalAccess::look(nik->second.value) == PersonalAccess::look(kk->second.value)) newest.erase(nik);
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
