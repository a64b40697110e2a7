#include "channels/sms.h"

#include <charconv>

#include "base/log.h"
#include "base/text.h"
#include "channels/message_writer.h"
#include "office/apply_for.h"
#include "office/book.h"
#include "office/notices.h"

namespace opak::channels {
namespace {

constexpr std::string_view report_token = "sms_report";

// "17.0": the letter, and which attempt to send it.
std::string id_of(const office::Letter& letter) { return std::to_string(letter.id) + "." + std::to_string(letter.rung) + "." + std::to_string(letter.attempts); }

std::optional<std::int64_t> letter_in(std::string_view id) {
  std::int64_t letter = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), letter);
  if (error != std::errc() || end == id.data() + id.size() || *end != '.') return std::nullopt;
  return letter;
}

// GSM 03.38: one septet, two (behind an escape), or none.
int septets(char32_t letter) {
  if (letter >= 0x20 && letter <= 0x7e) {
    if (letter == '`') return 0;
    return std::u32string_view(U"[]{}^\\~|").find(letter) != std::u32string_view::npos ? 2 : 1;
  }
  if (letter == 0x20ac) return 2;
  return std::u32string_view(U"\n\r£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà").find(letter) != std::u32string_view::npos ? 1 : 0;
}

std::u32string letters_of(std::string_view utf8) {
  std::u32string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    char32_t letter = more == 3 ? first & 0x07U : more == 2 ? first & 0x0fU : more == 1 ? first & 0x1fU : first;
    ++i;
    for (int n = 0; n < more && i < utf8.size(); ++n, ++i) letter = (letter << 6) | (static_cast<unsigned char>(utf8[i]) & 0x3fU);
    out.push_back(letter);
  }
  return out;
}

int parts_of(std::size_t length, std::size_t alone, std::size_t each) { return length <= alone ? 1 : static_cast<int>((length + each - 1) / each); }

}  // namespace

bool wants(const office::Addressee& who, std::string_view way) {
  for (const auto& word : split(PersonalAccess::look(who.unwanted), ' '))
    if (word == way) return false;
  return true;
}

bool is_gsm(std::string_view text) {
  for (const auto letter : letters_of(text))
    if (septets(letter) == 0) return false;
  return true;
}

int sms_parts(std::string_view text) {
  const auto letters = letters_of(text);
  if (!is_gsm(text)) {
    std::size_t units = 0;
    for (const auto letter : letters) units += letter > 0xffff ? 2 : 1;
    return parts_of(units, 70, 67);
  }
  std::size_t count = 0;
  for (const auto letter : letters) count += static_cast<std::size_t>(septets(letter));
  return parts_of(count, 160, 153);
}

std::optional<std::string> sms_text(office::Office& office, store::Database& reader, const office::Letter& letter) {
  const auto& sentences = office.catalogue().sentences();
  const auto lang = catalogue::lang_of(letter.language).value_or(catalogue::Lang::id);
  // Only a code and what is said of a case: the words of a talk stay in the talk.
  if (!letter.text.bytes.empty() && letter.notice != "code") return std::nullopt;
  const auto own = "sms." + letter.notice;
  auto words = notice_words(office, letter);
  words.emplace_back("lacak", office.settings().public_address + "/lacak");
  if (letter.notice == "code") {
    const auto code = code_words(office, reader, letter);
    if (!code) return std::nullopt;
    words.front().second = *code;
  }
  return sentences.say(lang, sentences.has(catalogue::Lang::id, own) ? own : std::string("sms.other"), words);
}

Sms::Sms(office::Office& office, Outgoing& outgoing, std::vector<SmsProvider> providers, std::string report_address, HealthRules rules)
    : office_(office), outgoing_(outgoing), providers_(std::move(providers)), report_address_(std::move(report_address)), health_(providers_.size(), Health(rules)) {}

bool Sms::reaches(const office::Addressee& who) const { return !providers_.empty() && !PersonalAccess::look(who.phone).empty() && wants(who, way()); }

std::vector<bool> Sms::resting() const {
  std::lock_guard lock(mutex_);
  std::vector<bool> out;
  for (const auto& health : health_) out.push_back(!health.may_try(office_.now()));
  return out;
}

Sms::Outcome Sms::ask(const SmsProvider& provider, const std::string& phone, const std::string& text, const std::string& id, std::string& why) {
  OutgoingRequest request{.method = "POST", .url = provider.url, .headers = {}, .body = text};
  // Kannel reads a body by the charset of its type; without one as Latin-1, whatever X-Kannel-Charset says.
  request.headers = {{"Content-Type", "text/plain; charset=UTF-8"}, {"X-Kannel-Username", provider.user}, {"X-Kannel-Password", provider.password}, {"X-Kannel-To", phone},
                     {"X-Kannel-Coding", is_gsm(text) ? "0" : "2"}, {"X-Kannel-Charset", "UTF-8"}};
  if (!provider.from.empty()) request.headers.emplace_back("X-Kannel-From", provider.from);
  if (!report_address_.empty()) {
    request.headers.emplace_back("X-Kannel-DLR-Mask", "31");
    request.headers.emplace_back("X-Kannel-DLR-Url", report_address_ + "/kait/sms?n=" + id + "&t=" + office_.vault().link_token(report_token, id) + "&d=%d");
  }
  const auto answer = outgoing_.send(request);
  if (!answer) {
    why = "sms_silent";
    return Outcome::unanswered;
  }
  why = "sms_" + std::to_string(answer->status);
  if (answer->status >= 200 && answer->status < 300) return Outcome::taken;  // "0: Accepted for delivery", "3: Queued for later delivery".
  if (answer->status == 503 || answer->status >= 500 || answer->status == 429) return Outcome::not_taken;
  if (answer->status == 401 || answer->status == 403 || answer->status == 404) {
    log_error("an SMS provider does not let us send", {{"status", answer->status}});
    return Outcome::not_taken;
  }
  return Outcome::refused;
}

Carried Sms::carry(const office::Letter& letter, const office::Addressee& who) {
  const auto text = sms_text(office_, office_.reader(), letter);
  Carried carried{.verdict = Carried::Verdict::give_up, .id = "sms/" + id_of(letter), .why = "no_words"};
  if (!text) return carried;
  carried.parts = sms_parts(*text);
  carried.verdict = Carried::Verdict::retry;
  carried.why = "sms_resting";
  for (std::size_t n = 0; n < providers_.size(); ++n) {
    {
      std::lock_guard lock(mutex_);
      if (!health_[n].may_try(office_.now())) continue;
    }
    const auto outcome = ask(providers_[n], PersonalAccess::look(who.phone), *text, id_of(letter), carried.why);
    std::lock_guard lock(mutex_);
    outcome == Outcome::taken || outcome == Outcome::refused ? health_[n].worked() : health_[n].failed(office_.now());
    if (outcome == Outcome::not_taken) continue;  // The next provider.
    carried.verdict = outcome == Outcome::taken ? Carried::Verdict::taken : outcome == Outcome::refused ? Carried::Verdict::give_up : Carried::Verdict::unanswered;
    return carried;
  }
  return carried;
}

Later<int> sms_report(office::Office& office, std::string_view id, std::string_view token, std::string_view kind) {
  const auto letter = letter_in(id);
  if (!letter || id.size() > 60 || !office.vault().link_token_is(report_token, id, token)) return Later<int>::ready(403);
  const std::string status = kind == "1" ? "delivered" : kind == "2" || kind == "16" ? "failed" : kind == "4" || kind == "8" ? "sent" : "";
  if (status.empty()) return Later<int>::ready(200);
  const Personal<std::string> provider("sms/" + std::string(id));
  const office::Asked asked{.actor = "system"};
  const auto answer_of = [](const office::Answer& answer) { return office::failed(answer) ? 503 : 200; };
  // The provider took it after all, whatever became of its answer.
  const bool silent = office.reader().query("SELECT 1 FROM channel_sending WHERE letter = $1 AND channel = 'sms'").number(*letter).next();
  if (silent) office::letter_sent(office, {*letter, provider, "sms", "sms", 1}, asked);
  return office::letter_status(office, {provider, status, false}, asked).then(answer_of);
}

}  // namespace opak::channels
