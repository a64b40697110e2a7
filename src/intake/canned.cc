#include "intake/canned.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "office/own_data.h"

namespace opak::intake {
namespace {

using catalogue::Lang;
using office::Answer;
using office::Asked;
using office::Book;
using office::Done;
using office::Office;

constexpr std::string_view prefix = "reply.";
constexpr int canned_max = 200;  // Of an office's own.

// "reply.papers.lost": the topic stands in the key.
std::string topic_of(std::string_view key) {
  const auto topic = key.substr(0, key.find('.'));
  return std::find(canned_topics.begin(), canned_topics.end(), topic) == canned_topics.end() ? "other" : std::string(topic);
}

std::map<std::string, Canned, std::less<>> of_the_house(const catalogue::Sentences& sentences) {
  std::map<std::string, Canned, std::less<>> house;
  for (const auto& sentence : sentences.keys(Lang::id)) {
    if (!sentence.starts_with(prefix)) continue;
    Canned one;
    one.key = sentence.substr(prefix.size());
    one.topic = topic_of(one.key);
    for (const auto lang : catalogue::all_langs)
      if (sentences.has(lang, sentence)) one.words[static_cast<std::size_t>(lang)] = sentences.text(lang, sentence);
    house.emplace(one.key, std::move(one));
  }
  return house;
}

std::string hours_words(const catalogue::Sentences& sentences, Lang lang, const law::Calendar& calendar, Day today) {
  const auto hours = calendar.hours_on(calendar.working_day_from(today));
  if (!hours) return {};
  const auto at = [&](int minute) { return sentences.clock_time(lang, moment_in_jakarta(today, 0) + minutes(minute)); };
  return at(hours->opens) + "–" + at(hours->closes);
}

VariableValues values_of_the_office(Office& office, Lang lang) {
  const auto& city = office.catalogue().city();
  return {{"kantor", city.office_short}, {"jam_buka", hours_words(office.catalogue().sentences(), lang, city.calendar, day_in_jakarta(office.now()))}};
}

std::optional<Refusal> may_edit(const Book& book) {
  if (!book.has_role({access::Role::supervisor})) return Refusal{"channel.not_your_desk"};
  return std::nullopt;
}

std::optional<Refusal> wrong_canned(const SaveCanned& wish) {
  if (std::find(canned_topics.begin(), canned_topics.end(), wish.topic) == canned_topics.end()) return Refusal{"channel.canned_topic"};
  if (wish.words[0].empty()) return Refusal{"channel.text_empty"};
  for (const auto& words : wish.words) {
    if (words.empty()) continue;
    if (auto refusal = wrong_words(Personal<std::string>(words), canned_letters_max)) return refusal;
    if (const auto unknown = unknown_variable_in(words); !unknown.empty()) return Refusal{"channel.variable_unknown", {{"kata", "{" + unknown + "}"}}};
  }
  return std::nullopt;
}

}  // namespace

const std::string& Canned::in(Lang lang) const {
  const auto& own = words[static_cast<std::size_t>(lang)];
  return own.empty() ? words[0] : own;
}

std::vector<Canned> canned_replies(Office& office, store::Database& reader) {
  auto all = of_the_house(office.catalogue().sentences());
  for (auto rows = reader.query("SELECT key, topic, words_id, words_en, words_su, words_jv, gone, edited_by, edited_at FROM intake_canned"); rows.next();) {
    if (rows.number_at(6) != 0) {
      all.erase(rows.string_at(0));
      continue;
    }
    all[rows.string_at(0)] = {rows.string_at(0), rows.string_at(1), {rows.string_at(2), rows.string_at(3), rows.string_at(4), rows.string_at(5)}, rows.string_at(7), Moment{rows.number_at(8)}, 0};
  }
  for (auto rows = reader.query("SELECT key, times FROM intake_canned_used"); rows.next();)
    if (const auto one = all.find(rows.text_at(0)); one != all.end()) one->second.used = rows.number_at(1);
  std::vector<Canned> list;
  for (const auto topic : canned_topics)
    for (const auto& [key, one] : all)
      if (one.topic == topic) list.push_back(one);
  return list;
}

std::optional<Canned> find_canned(Office& office, store::Database& reader, std::string_view key) {
  for (auto& one : canned_replies(office, reader))
    if (one.key == key) return std::move(one);
  return std::nullopt;
}

std::optional<Opened<std::string>> canned_for(Office& office, store::Database& reader, const std::string& contact, std::string_view key, const Asked& asked) {
  if (may_answer(asked, find_standing(reader, contact))) return std::nullopt;
  const auto canned = find_canned(office, reader, key);
  if (!canned) return std::nullopt;
  const auto& sentences = office.catalogue().sentences();
  const auto lang = catalogue::lang_of(load_conversation(office, reader, contact).language).value_or(Lang::id);
  auto values = values_of_the_office(office, lang);
  if (const auto card = office::addressee(office, reader, contact)) values["nama"] = one_spaced(PersonalAccess::look(card->name));
  const KnownCase* newest = nullptr;
  const auto known = known_cases(office, reader, contact);
  for (const auto& one : known)
    if (newest == nullptr || (one.open && !newest->open)) newest = &one;
  if (newest != nullptr) {
    values["nomor"] = newest->number;
    if (newest->promised_on != Day{}) values["hari"] = sentences.long_day(lang, newest->promised_on);
    if (const auto* service = office.catalogue().find_service(newest->service)) values["layanan"] = sentences.say(lang, service->title);
  }
  return PersonalAccess::open(with_variables(canned->in(lang), values));
}

std::string canned_sample(Office& office, Lang lang, std::string_view words) {
  const auto& sentences = office.catalogue().sentences();
  auto values = values_of_the_office(office, lang);
  values["nama"] = "Siti Aminah";
  values["nomor"] = "OM-2611-00231-K";
  values["hari"] = sentences.long_day(lang, day_in_jakarta(office.now()) + 3);
  if (const auto& services = office.catalogue().services(); !services.empty()) values["layanan"] = sentences.say(lang, services.front().title);
  return with_variables(words, values);
}

Later<Answer> save_canned(Office& office, SaveCanned wish, const Asked& asked) {
  for (auto& words : wish.words) words = trimmed(words);
  if (auto refusal = wrong_canned(wish)) return Later<Answer>::ready(*refusal);
  return office.record(asked, [wish](Book& book) -> Answer {
    if (auto refusal = may_edit(book)) return *refusal;
    auto key = wish.key;
    if (key.empty()) {
      auto row = book.database().query("SELECT COUNT(*) FROM intake_canned");
      if (row.next() && row.number_at(0) >= canned_max) return Refusal{"channel.canned_too_many", {{"paling_banyak", std::to_string(canned_max)}}};
      key = wish.topic + "." + book.new_id();
    } else if (!find_canned(book.office(), book.database(), key)) {
      return Refusal{"channel.canned_unknown"};
    }
    const auto at = [&](Lang lang) -> const std::string& { return wish.words[static_cast<std::size_t>(lang)]; };
    book.database().query("INSERT INTO intake_canned (key, topic, words_id, words_en, words_su, words_jv, gone, edited_by, edited_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8) "
                          "ON CONFLICT (key) DO UPDATE SET topic = excluded.topic, words_id = excluded.words_id, words_en = excluded.words_en, words_su = excluded.words_su, "
                          "words_jv = excluded.words_jv, gone = 0, edited_by = excluded.edited_by, edited_at = excluded.edited_at")
        .text(key).text(wish.topic).text(at(Lang::id)).text(at(Lang::en)).text(at(Lang::su)).text(at(Lang::jv)).text(book.asked().actor).number(book.now().ms).run();
    return Done{{{"key", key}}};
  });
}

Later<Answer> remove_canned(Office& office, std::string key, const Asked& asked) {
  return office.record(asked, [key](Book& book) -> Answer {
    if (auto refusal = may_edit(book)) return *refusal;
    const auto canned = find_canned(book.office(), book.database(), key);
    if (!canned) return Refusal{"channel.canned_unknown"};
    const bool is_ours = book.office().catalogue().sentences().has(Lang::id, std::string(prefix) + key);
    book.database().query("DELETE FROM intake_canned WHERE key = $1").text(key).run();
    if (is_ours)
      book.database().query("INSERT INTO intake_canned (key, topic, words_id, words_en, words_su, words_jv, gone, edited_by, edited_at) VALUES ($1, $2, '', '', '', '', 1, $3, $4)")
          .text(key).text(canned->topic).text(book.asked().actor).number(book.now().ms).run();
    return Done{{{"key", key}}};
  });
}

Later<Answer> restore_canned(Office& office, std::string key, const Asked& asked) {
  return office.record(asked, [key](Book& book) -> Answer {
    if (auto refusal = may_edit(book)) return *refusal;
    if (key.empty()) {
      book.database().query("DELETE FROM intake_canned WHERE gone = 1").run();
      return Done{};
    }
    if (!book.office().catalogue().sentences().has(Lang::id, std::string(prefix) + key)) return Refusal{"channel.canned_unknown"};
    book.database().query("DELETE FROM intake_canned WHERE key = $1").text(key).run();
    return Done{{{"key", key}}};
  });
}

void count_canned_in(Book& book, const std::string& key) {
  book.database().query("INSERT INTO intake_canned_used (key, times) VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET times = times + 1").text(key).run();
}

}  // namespace opak::intake
