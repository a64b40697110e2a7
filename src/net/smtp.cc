#include "net/smtp.h"

#include <curl/curl.h>

#include <cstring>
#include <memory>

#include "base/bytes.h"
#include "base/text.h"

namespace opak::net {
namespace {

struct Reading {
  std::string_view left;
};

std::size_t on_read(char* to, std::size_t size, std::size_t count, void* from) {
  auto& reading = *static_cast<Reading*>(from);
  const auto take = std::min(reading.left.size(), size * count);
  std::memcpy(to, reading.left.data(), take);
  reading.left.remove_prefix(take);
  return take;
}

// An address as we take it: no spaces, brackets or breaks that could become another line or another recipient.
bool is_plain_address(std::string_view text) {
  return text.size() <= 254 && text.find('@') != text.npos && text.find_first_of(" <>\"(),;:\r\n\t\\") == text.npos && text.find('\0') == text.npos;
}

// RFC 2045: lines of 76.
std::string folded_base64(std::string_view text) {
  const auto all = to_base64(text);
  std::string out;
  for (std::size_t at = 0; at < all.size(); at += 76) out += all.substr(at, 76) + "\r\n";
  return out;
}

bool is_here(const std::string& url) {
  for (const auto* host : {"://127.0.0.1", "://localhost", "://[::1]"})
    if (url.find(host) != url.npos) return true;
  return false;
}

std::string date_of(Moment at) {
  static constexpr const char* weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = day_in_jakarta(at);
  const auto date = date_of(day);
  const auto time = time_in_jakarta(at);
  char text[48];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d +0700", weekdays[weekday(day) - 1], date.day, months[date.month - 1], date.year, time.hour, time.minute, time.second);
  return text;
}

}  // namespace

std::string written(const Mail& mail, const std::string& from, Moment at) {
  return "From: <" + from + ">\r\nTo: <" + mail.to + ">\r\nSubject: =?UTF-8?B?" + to_base64(one_spaced(mail.subject)) + "?=\r\nDate: " + date_of(at) + "\r\nMessage-ID: " + mail.id +
         "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n" + folded_base64(mail.text);
}

Result<MailAnswer> SmtpMailer::send(const Mail& mail) {
  if (!is_plain_address(mail.to) || !is_plain_address(settings_.from) || one_spaced(mail.id) != mail.id || mail.id.find_first_of("\r\n") != mail.id.npos) return MailAnswer{553};
  const auto text = written(mail, settings_.from, clock_.now());
  Reading reading{text};
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), &curl_easy_cleanup);
  if (!handle) return failure("libcurl gives no handle", std::string(nothing_was_sent));
  auto* curl = handle.get();
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> to(curl_slist_append(nullptr, ("<" + mail.to + ">").c_str()), &curl_slist_free_all);
  const auto sender = "<" + settings_.from + ">";
  curl_easy_setopt(curl, CURLOPT_URL, settings_.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 20'000L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 5'000L);
  // Never in the open beyond this machine: a server that offers no TLS gets nothing.
  curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(is_here(settings_.url) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!settings_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings_.ca_file.c_str());
  if (!settings_.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings_.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, settings_.password.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt(curl, CURLOPT_READDATA, &reading);
  const auto result = curl_easy_perform(curl);
  long code = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
  if (result == CURLE_OK) return MailAnswer{code >= 200 && code < 300 ? static_cast<int>(code) : 250};
  // The server said no: at the sender, the recipient, or the words.
  if (code >= 400 && code < 600) return MailAnswer{static_cast<int>(code)};
  if (result == CURLE_LOGIN_DENIED) return MailAnswer{535};
  const bool nothing = result == CURLE_COULDNT_RESOLVE_HOST || result == CURLE_COULDNT_CONNECT || result == CURLE_SSL_CONNECT_ERROR || result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_USE_SSL_FAILED;
  return failure(std::string("no answer from the mail server: ") + curl_easy_strerror(result), nothing ? std::string(nothing_was_sent) : "");
}

}  // namespace opak::net
