#include "channels/email.h"

#include "base/log.h"
#include "base/world.h"
#include "channels/message_writer.h"

namespace opak::channels {

std::optional<Mail> write_mail(office::Office& office, const office::Letter& letter) {
  const auto& sentences = office.catalogue().sentences();
  const auto lang = catalogue::lang_of(letter.language).value_or(catalogue::Lang::id);
  const auto key = "notice." + letter.notice;
  // Codes and talks stay where they were begun.
  if (!letter.text.bytes.empty() || letter.notice == "code" || !sentences.has(catalogue::Lang::id, key)) return std::nullopt;
  auto words = notice_words(office, letter);
  for (auto& [name, value] : words) {
    if (name == "tautan") value = office.settings().public_address + "/lacak";
    if (value.empty()) value = "-";
  }
  Mail mail;
  mail.subject = sentences.say(lang, "mail.subject");
  mail.text = sentences.say(lang, key, words) + "\n\n" + sentences.say(lang, "mail.foot", {{"kantor", office.catalogue().city().office_name}}) + "\n";
  return mail;
}

bool Email::reaches(const office::Addressee& who) const { return !PersonalAccess::look(who.email).empty() && wants(who, way()); }

Carried Email::carry(const office::Letter& letter, const office::Addressee& who) {
  Carried carried{.verdict = Carried::Verdict::give_up, .id = "email/" + std::to_string(letter.id), .why = "no_words"};
  auto mail = write_mail(office_, letter);
  if (!mail) return carried;
  {
    std::lock_guard lock(mutex_);
    if (!health_.may_try(office_.now())) return {.verdict = Carried::Verdict::retry, .id = carried.id, .why = "email_resting"};
  }
  mail->to = PersonalAccess::look(who.email);
  // A reader's program shows it once, also where it came twice. Says nothing that could be counted.
  mail->id = "<" + office_.vault().link_token("mail", std::to_string(letter.id)) + "@" + host_ + ">";
  const auto answer = mailer_.send(*mail);
  std::lock_guard lock(mutex_);
  if (!answer) {
    health_.failed(office_.now());
    carried.why = "email_silent";
    carried.verdict = answer.error().hint == nothing_was_sent ? Carried::Verdict::retry : Carried::Verdict::unanswered;
    return carried;
  }
  carried.why = "email_" + std::to_string(answer->code);
  if (answer->code >= 500 && answer->code != 530 && answer->code != 535) carried.verdict = Carried::Verdict::give_up;
  else carried.verdict = answer->code >= 200 && answer->code < 300 ? Carried::Verdict::taken : Carried::Verdict::retry;
  if (answer->code == 530 || answer->code == 535) {
    log_error("the mail server does not let us send", {{"code", answer->code}});
    health_.failed(office_.now());
  } else {
    health_.worked();
  }
  return carried;
}

}  // namespace opak::channels
