#include "channels/message_writer.h"

#include <algorithm>

#include "base/text.h"
#include "intake/conversations.h"
#include "office/apply_for.h"

namespace opak::channels {
namespace {

using catalogue::Lang;
using whatsapp::Address;
using whatsapp::Title;

Lang lang_of(const office::Letter& letter) { return catalogue::lang_of(letter.language).value_or(Lang::id); }

std::string word(const office::Letter& letter, std::string_view name) {
  for (const auto& [key, value] : letter.words)
    if (key == name) return value;
  return {};
}

Address address_of(const office::Addressee& addressee) { return {PersonalAccess::look(addressee.phone), PersonalAccess::look(addressee.bsuid)}; }

std::string day_words(office::Office& office, const office::Letter& letter, std::string_view name) {
  const auto day = parse_iso_day(word(letter, name));
  return day ? office.catalogue().sentences().long_day(lang_of(letter), *day) : "";
}

std::string title_of(office::Office& office, const office::Letter& letter, const std::string& key) {
  return key.empty() ? "" : office.catalogue().sentences().say(lang_of(letter), key);
}

// "notice.attempt.<reason>", or the sentence for what has no words of its own.
std::string reason_words(office::Office& office, const office::Letter& letter, const std::string& kind, std::string_view name) {
  const auto& sentences = office.catalogue().sentences();
  const auto key = "notice." + kind + "." + word(letter, name);
  return sentences.say(lang_of(letter), sentences.has(Lang::id, key) ? key : "notice." + kind + ".other");
}

std::string clock_words(office::Office& office, const office::Letter& letter, const std::string& hour) {
  return office.catalogue().sentences().clock_time(lang_of(letter), moment_in_jakarta(Day{}, std::atoi(hour.c_str())));
}

std::string hours_words(office::Office& office, const office::Letter& letter) {
  const auto& calendar = office.catalogue().city().calendar;
  const auto today = day_in_jakarta(office.now());
  const auto hours = calendar.hours_on(calendar.working_day_from(today));
  if (!hours) return "";
  const auto at = [&](int m) { return office.catalogue().sentences().clock_time(lang_of(letter), moment_in_jakarta(today, m / 60, m % 60)); };
  return at(hours->opens) + "–" + at(hours->closes);
}

// "Loket Kecamatan Kasemen, Kantor Kecamatan Kasemen, Senin–Jumat 08.00–14.00"; the office, where that counter is no more.
std::string counter_words(office::Office& office, const office::Letter& letter) {
  const auto& city = office.catalogue().city();
  const auto key = word(letter, "pickup_place");
  if (key.empty()) return "";
  const auto* counter = city.find_counter(key);
  if (counter == nullptr) return city.office_short;
  return counter->name + ", " + counter->address + ", " + office.catalogue().sentences().open_days(lang_of(letter), counter->hours);
}

std::vector<Title> titles(const std::vector<intake::Choice>& choices) {
  std::vector<Title> all;
  for (const auto& one : choices) all.push_back({one.id, one.title, one.description});
  return all;
}

// What a dialogue or an officer said.
std::optional<Json> write_reply(office::Office& office, store::Database& reader, const office::Letter& letter, const Address& to, Window window, std::string_view callback) {
  const auto reply = intake::reply_of_letter(office, reader, letter.contact, word(letter, "line"), letter.text);
  if (!reply) return std::nullopt;
  const auto& text = PersonalAccess::look(reply->text);
  if (window == Window::closed) {
    // Free words may not go out now; a code may, in a template of its own.
    std::vector<std::string> values;
    if (letter.notice != "chat") values.push_back(text);
    return whatsapp::template_message(to, "opak_" + letter.notice, lang_of(letter) == Lang::en ? "en" : "id", values, callback);
  }
  if (!reply->buttons.empty()) return whatsapp::buttons_message(to, text, titles(reply->buttons), callback);
  if (!reply->rows.empty()) return whatsapp::list_message(to, text, reply->list_button, titles(reply->rows), callback);
  return whatsapp::text_message(to, text, callback);
}

// Everything an officer asks for, each with its reason: "KK: foto terpotong; Surat kehilangan: foto tidak jelas".
std::string list_of_asks(office::Office& office, const office::Letter& letter, const law::Service* service) {
  std::string list;
  if (service == nullptr) return list;
  for (const auto& text : split(word(letter, "return_asks"), ',')) {
    const auto ask = application::Ask::of(text);
    const auto* reason = service->find_return_reason(ask.reason);
    const auto* paper = service->find_paper(ask.paper);
    if (reason == nullptr) continue;
    if (!list.empty()) list += "; ";
    if (paper != nullptr) list += title_of(office, letter, paper->title) + ": ";
    list += title_of(office, letter, reason->title);
  }
  return list;
}

// Announcements that can be answered with "not at home".
bool courier_may_be_told(const office::Letter& letter) {
  return letter.notice == "delivery_planned" || letter.notice == "delivery_tomorrow" || letter.notice == "home_again" || letter.notice == "on_the_road";
}

}  // namespace

bool has_address(const office::Addressee& addressee) { return !address_of(addressee).is_empty(); }

std::vector<std::string> placeholders_in_order(std::string_view sentence) {
  std::vector<std::string> found;
  for (auto open = sentence.find('{'); open != std::string_view::npos; open = sentence.find('{', open + 1)) {
    const auto close = sentence.find('}', open);
    if (close == std::string_view::npos) break;
    std::string name(sentence.substr(open + 1, close - open - 1));
    if (std::find(found.begin(), found.end(), name) == found.end()) found.push_back(std::move(name));
  }
  return found;
}

// Made anew each time: a secret link never lies in the outbox. Who was filed for unasked gets the alarm, not the file.
std::string link_of(office::Office& office, const office::Letter& letter) {
  if (letter.application.empty()) return {};
  return letter.notice.ends_with("_in_your_name") ? office::alarm_path(office, letter.application) : office::status_path(office, letter.application);
}

Words notice_words(office::Office& office, const office::Letter& letter) {
  const auto& city = office.catalogue().city();
  const auto* service = office.catalogue().find_service(word(letter, "service"));
  const auto* reason = service == nullptr ? nullptr : service->find_return_reason(word(letter, "return_reason"));
  const auto* paper = service == nullptr ? nullptr : service->find_paper(word(letter, "return_paper"));
  const auto from = word(letter, "from_hour"), to = word(letter, "to_hour");
  return {{"kode", ""},  // Filled by the writer of code letters.
          {"nomor", word(letter, "number")},
          {"layanan", service == nullptr ? "" : title_of(office, letter, service->title)},
          {"hari", day_words(office, letter, "promised_on")},
          {"hari_antar", day_words(office, letter, "planned_on")},
          {"hari_coba", day_words(office, letter, "next_try")},
          {"batas", day_words(office, letter, "answer_by")},
          {"jam_antar", to.empty() ? "" : clock_words(office, letter, from) + "–" + clock_words(office, letter, to)},
          {"alasan", reason == nullptr ? "" : title_of(office, letter, reason->title)},
          {"berkas", paper == nullptr ? title_of(office, letter, "glossary.documents") : title_of(office, letter, paper->title)},
          {"daftar", list_of_asks(office, letter, service)},
          {"alasan_kurir", reason_words(office, letter, "attempt", "attempt_reason")},
          {"alasan_mundur", reason_words(office, letter, "promise", "promise_reason")},
          {"alamat", city.pick_up_places.empty() ? city.office_address : city.pick_up_places.front().name + ", " + city.pick_up_places.front().address},
          {"jam_kantor", hours_words(office, letter)},
          {"loket", counter_words(office, letter)},
          {"sampai", day_words(office, letter, "pickup_until")},
          {"tautan", office.settings().public_address + link_of(office, letter)}};
}

std::optional<std::string> code_words(office::Office& office, store::Database& reader, const office::Letter& letter) {
  const auto sealed = office::open_own(office, reader, letter.contact, office::code_place, letter.text);
  if (!sealed) return std::nullopt;
  return PersonalAccess::look(vault::field_of(*sealed, "kode"));
}

std::optional<Json> write_message(office::Office& office, store::Database& reader, const office::Letter& letter, const office::Addressee& addressee, Window window,
                                  std::string_view callback) {
  const auto to = address_of(addressee);
  if (letter.notice != "code" && !letter.text.bytes.empty()) return write_reply(office, reader, letter, to, window, callback);
  const auto& sentences = office.catalogue().sentences();
  const auto key = "notice." + letter.notice;
  if (!sentences.has(Lang::id, key)) return std::nullopt;
  auto words = notice_words(office, letter);
  if (letter.notice == "code") {
    const auto code = code_words(office, reader, letter);
    if (!code) return std::nullopt;
    words.front().second = *code;
  }
  for (auto& [name, value] : words)
    if (value.empty()) value = "-";
  if (window == Window::open && courier_may_be_told(letter))
    return whatsapp::buttons_message(to, sentences.say(lang_of(letter), key, words), {{"home:no:" + letter.application, sentences.say(lang_of(letter), "dialogue.button.not_home"), ""}}, callback);
  if (window == Window::open) return whatsapp::text_message(to, sentences.say(lang_of(letter), key, words), callback);
  // Templates are approved in two languages; a regional one is said in Indonesian.
  const auto lang = lang_of(letter) == Lang::en ? Lang::en : Lang::id;
  std::vector<std::string> values;
  for (const auto& name : placeholders_in_order(sentences.text(lang, key))) {
    const auto at = std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.first == name; });
    values.push_back(at == words.end() ? "-" : at->second);
  }
  return whatsapp::template_message(to, "opak_" + letter.notice, catalogue::code_of(lang), values, callback);
}

}  // namespace opak::channels
