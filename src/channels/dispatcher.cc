#include "channels/dispatcher.h"

#include "base/log.h"
#include "intake/conversations.h"
#include "office/book.h"

namespace opak::channels {
namespace {

using whatsapp::SendAnswer;
using whatsapp::Verdict;

constexpr std::int64_t unanswered_wait_ms = minutes(10);
constexpr std::int64_t alarm_wait_ms = minutes(5);

std::string callback_of(const office::Letter& letter) { return "letter/" + std::to_string(letter.id); }

office::Asked system() { return {.actor = "system"}; }

// Answers in a talk the person began, and codes they asked for.
bool goes_despite_stop(const office::Letter& letter) { return !letter.text.bytes.empty() || letter.notice == "code"; }

}  // namespace

bool Dispatcher::is_alarmed() const {
  std::lock_guard lock(mutex_);
  return office_.now() < alarmed_until_;
}

Window Dispatcher::window_of(const office::Letter& letter) {
  const auto standing = intake::find_standing(office_.reader(), letter.contact);
  return standing && standing->window_expires_at > office_.now() ? Window::open : Window::closed;
}

// On its way without an answer, or waiting for the person to open the window.
bool Dispatcher::is_held(const office::Letter& letter) {
  std::string state;
  Moment at;
  {
    auto row = office_.reader().query("SELECT state, at FROM whatsapp_sending WHERE letter = $1").number(letter.id);
    if (!row.next()) return false;
    state = row.string_at(0);
    at = {row.number_at(1)};
  }
  if (state == "unanswered") return office_.now() < at + unanswered_wait_ms;
  if (window_of(letter) == Window::open) return false;
  fail(letter, "window_closed", false);
  return true;
}

bool Dispatcher::mark(const std::vector<office::Letter>& letters, const char* state) {
  if (letters.empty()) return true;
  const auto answer = office_.record(system(), [&letters, state](office::Book& book) -> office::Answer {
    for (const auto& letter : letters)
      book.database().query("INSERT INTO whatsapp_sending (letter, state, at) VALUES ($1, $2, $3) "
                            "ON CONFLICT (letter) DO UPDATE SET state = excluded.state, at = excluded.at")
          .number(letter.id).text(state).number(book.now().ms).run();
    return office::Done{};
  }).wait();
  return office::done(answer) != nullptr;
}

bool Dispatcher::note(const Success& success) {
  if (office::failed(office::letter_sent(office_, {success.letter, Personal<std::string>(success.message_id)}, system()).wait())) return false;
  unmark(success.letter);
  return true;
}

bool Dispatcher::note_successes() {
  while (!unnoted_.empty() && note(unnoted_.back())) unnoted_.pop_back();
  return unnoted_.empty();
}

void Dispatcher::unmark(std::int64_t letter) {
  office_.record(system(), [letter](office::Book& book) -> office::Answer {
    book.database().query("DELETE FROM whatsapp_sending WHERE letter = $1").number(letter).run();
    return office::Done{};
  }).wait();
}

void Dispatcher::fail(const office::Letter& letter, const std::string& why, bool for_good) {
  office::letter_failed(office_, {letter.id, why, for_good}, system()).wait();
}

int Dispatcher::run_once(int limit) {
  if (is_alarmed() || !note_successes()) return 0;
  std::vector<office::Letter> going;
  for (auto& letter : office::due_letters(office_.reader(), office_.now(), limit * 4)) {
    if (static_cast<int>(going.size()) >= limit) break;
    if (!is_held(letter)) going.push_back(std::move(letter));
  }
  if (!mark(going, "unanswered")) return 0;
  int sent = 0;
  for (std::size_t i = 0; i < going.size(); ++i)
    if (send(going[i], sent) == Next::hold) {
      // Nothing went out of these: they need not wait for a status.
      for (; i < going.size(); ++i) unmark(going[i].id);
    }
  return sent;
}

Dispatcher::Next Dispatcher::send(const office::Letter& letter, int& sent) {
  const auto give_up = [&](const char* why) {
    fail(letter, why, true);
    unmark(letter.id);
    return Next::go_on;
  };
  const auto addressee = office::addressee(office_, office_.reader(), letter.contact);
  if (!addressee) return give_up("erased");
  if (!has_address(*addressee)) return give_up("no_address");
  const auto standing = intake::find_standing(office_.reader(), letter.contact);
  if (standing && standing->stopped && !goes_despite_stop(letter)) return give_up("stopped");
  const auto window = window_of(letter);
  const auto message = write_message(office_, office_.reader(), letter, *addressee, window, callback_of(letter));
  if (!message) return give_up("no_words");
  return settle(letter, *addressee, window, graph_.send(*message), sent);
}

Dispatcher::Next Dispatcher::settle(const office::Letter& letter, const office::Addressee& addressee, Window window, SendAnswer answer, int& sent) {
  if (answer.verdict == Verdict::needs_template && window == Window::open) {
    const auto message = write_message(office_, office_.reader(), letter, addressee, Window::closed, callback_of(letter));
    if (message) return settle(letter, addressee, Window::closed, graph_.send(*message), sent);
  }
  const auto why = "whatsapp_" + std::to_string(answer.code);
  switch (answer.verdict) {
    case Verdict::sent:
      ++sent;
      if (letter.notice == "chat" && window == Window::closed) {
        // Only the invitation went out; the words follow when the person answers.
        mark({letter}, "invited");
        fail(letter, "window_closed", false);
        return Next::go_on;
      }
      if (!note({letter.id, answer.message_id})) unnoted_.push_back({letter.id, answer.message_id});
      return Next::go_on;
    case Verdict::unanswered: return Next::go_on;  // Stays marked.
    case Verdict::retry:
    case Verdict::retry_person:
      fail(letter, why, false);
      unmark(letter.id);
      return Next::go_on;
    case Verdict::alarm: {
      log_error("WhatsApp does not let us send", {{"code", answer.code}});
      std::lock_guard lock(mutex_);
      alarmed_until_ = office_.now() + alarm_wait_ms;
      return Next::hold;
    }
    case Verdict::mistake: log_error("WhatsApp refused a message of ours", {{"code", answer.code}, {"notice", letter.notice}}); [[fallthrough]];
    case Verdict::needs_template:
    case Verdict::needs_phone:
    case Verdict::give_up:
      fail(letter, why, true);
      unmark(letter.id);
      return Next::go_on;
  }
  return Next::go_on;
}

void Dispatcher::start() { thread_ = std::thread([this] { loop(); }); }

void Dispatcher::wake() {
  std::lock_guard lock(mutex_);
  has_work_ = true;
  woken_.notify_one();
}

void Dispatcher::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    woken_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void Dispatcher::loop() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      woken_.wait_for(lock, std::chrono::seconds(2), [&] { return has_work_ || stopping_; });
      if (stopping_) return;
      has_work_ = false;
    }
    try {
      while (run_once() > 0) {
      }
    } catch (const std::exception& error) {
      log_error("the outbox could not be read", {{"what", error.what()}});
    }
  }
}

}  // namespace opak::channels
