#include "channels/dispatcher.h"

#include "base/log.h"
#include "intake/conversations.h"
#include "office/book.h"
#include "office/notices.h"

namespace opak::channels {
namespace {

using whatsapp::SendAnswer;
using whatsapp::Verdict;

constexpr std::int64_t unanswered_wait_ms = minutes(10);
constexpr std::int64_t alarm_wait_ms = minutes(5);
constexpr std::int64_t back_off_first_ms = seconds(2), back_off_longest_ms = minutes(5);

std::string callback_of(const office::Letter& letter) { return "letter/" + std::to_string(letter.id); }

office::Asked system() { return {.actor = "system"}; }

// Answers in a talk the person began, and codes they asked for.
bool goes_despite_stop(const office::Letter& letter) { return !letter.text.bytes.empty() || letter.notice == "code"; }

// Limits of the whole number or app: everybody waits, not only this letter.
bool is_limit_of_all(int code) { return code == 4 || code == 80007 || code == 130429; }

}  // namespace

Dispatcher::Dispatcher(office::Office& office, whatsapp::Graph* graph, std::vector<Carrier*> carriers)
    : office_(office), graph_(graph), carriers_(std::move(carriers)),
      pace_(office.catalogue().city().notices.a_second_max, office.catalogue().city().notices.person_seconds, office.catalogue().city().notices.person_burst) {}

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
  if (state == "unanswered") {
    if (office_.now() < at + unanswered_wait_ms) return true;
    if (const auto row = office::find_letter(office_.reader(), letter.id); !row || !row->climb_at || !has_other_way(letter)) return false;
    leave(letter);
    return true;
  }
  if (window_of(letter) == Window::open) return false;
  fail(letter, "window_closed", false);
  return true;
}

// It may lie on the telephone already: another way doubles nothing.
void Dispatcher::leave(const office::Letter& letter) {
  office_.record(system(), [id = letter.id](office::Book& book) -> office::Answer {
    office::climb_now_in(book, id, office::Climbing::goes_on);
    return office::Done{};
  }).wait();
}

bool Dispatcher::mark(const std::vector<office::Letter>& letters, const char* state) {
  if (letters.empty()) return true;
  const auto answer = office_.record(system(), [&letters, state](office::Book& book) -> office::Answer {
    for (const auto& letter : letters)
      book.database().query("INSERT INTO whatsapp_sending (letter, state, at) VALUES ($1, $2, $3) "
                            "ON CONFLICT (letter) DO UPDATE SET state = excluded.state, at = excluded.at")
          .number(letter.id).text(state).number(book.now().ms).run();
    if (std::string_view(state) == "unanswered")
      for (const auto& letter : letters) office::hold_in(book, letter.id, book.now() + unanswered_wait_ms);
    return office::Done{};
  }).wait();
  return office::done(answer) != nullptr;
}

bool Dispatcher::note(const Success& success) {
  if (office::failed(office::letter_sent(office_, {success.letter, Personal<std::string>(success.message_id), success.channel, success.kind, success.parts}, system()).wait())) return false;
  unmark(success.letter, success.channel);
  return true;
}

bool Dispatcher::note_successes() {
  while (!unnoted_.empty() && note(unnoted_.back())) unnoted_.pop_back();
  return unnoted_.empty();
}

void Dispatcher::unmark(std::int64_t letter, std::string_view channel) {
  // Only of that way: late word may still come of another.
  office_.record(system(), [letter, by_whatsapp = channel == "whatsapp"](office::Book& book) -> office::Answer {
    book.database().query(by_whatsapp ? "DELETE FROM whatsapp_sending WHERE letter = $1" : "DELETE FROM channel_sending WHERE letter = $1").number(letter).run();
    return office::Done{};
  }).wait();
}

void Dispatcher::fail(const office::Letter& letter, const std::string& why, bool for_good) {
  office::letter_failed(office_, {letter.id, why, for_good}, system()).wait();
}

void Dispatcher::hold(std::int64_t letter, Moment until) {
  office_.record(system(), [letter, until](office::Book& book) -> office::Answer {
    office::hold_in(book, letter, until);
    return office::Done{};
  }).wait();
}

int Dispatcher::run_once(int limit) {
  if (!note_successes()) return 0;
  while (climb_ladders(limit)) {
  }
  int sent = send_by_whatsapp(limit);
  for (auto* carrier : carriers_) sent += send_by(*carrier, limit);
  return sent;
}

int Dispatcher::send_by_whatsapp(int limit) {
  if (graph_ == nullptr || is_alarmed() || office_.now() < backs_off_until_) return 0;
  std::vector<office::Letter> going;
  // More than can go: some wait for their person's next turn.
  for (auto& letter : office::due_letters(office_.reader(), office_.now(), limit * 20, "whatsapp")) {
    if (static_cast<int>(going.size()) >= limit) break;
    if (!is_held(letter) && pace_.take(letter.contact, office_.now())) going.push_back(std::move(letter));
  }
  if (!mark(going, "unanswered")) return 0;
  int sent = 0;
  for (std::size_t i = 0; i < going.size(); ++i)
    if (send(going[i], sent) == Next::hold) {
      // Nothing went out of these: they need not wait for a status.
      for (++i; i < going.size(); ++i) {
        unmark(going[i].id);
        hold(going[i].id, office_.now());
      }
    }
  return sent;
}

Carrier* Dispatcher::carrier_of(std::string_view way) const {
  for (auto* carrier : carriers_)
    if (carrier->way() == way) return carrier;
  return nullptr;
}

bool Dispatcher::has_other_way(const office::Letter& letter) {
  const auto* ladder = office_.catalogue().city().notices.find(letter.notice);
  if (ladder == nullptr) return false;
  if (ladder->end != catalogue::LadderEnd::none) return true;
  const auto who = office::addressee(office_, office_.reader(), letter.contact);
  for (auto next = static_cast<std::size_t>(letter.rung) + 1; who && next < ladder->rungs.size(); ++next)
    if (auto* carrier = carrier_of(ladder->rungs[next].by); carrier != nullptr && carrier->reaches(*who)) return true;
  return false;
}

// One step up for each that waited long enough. True: there may be more.
bool Dispatcher::climb_ladders(int limit) {
  const auto letters = office::letters_to_climb(office_.reader(), office_.now(), limit);
  bool all_done = true;
  for (const auto& letter : letters) all_done = climb(letter) && all_done;
  return all_done && static_cast<int>(letters.size()) == limit;
}

bool Dispatcher::climb(const office::Letter& letter) {
  const auto standing = intake::find_standing(office_.reader(), letter.contact);
  if (standing && standing->stopped && letter.notice != "code") return office::done(office::end_ladder(office_, letter.id, "stopped").wait()) != nullptr;
  const auto* ladder = office_.catalogue().city().notices.find(letter.notice);
  const auto who = office::addressee(office_, office_.reader(), letter.contact);
  for (auto next = static_cast<std::size_t>(letter.rung) + 1; ladder != nullptr && who && next < ladder->rungs.size(); ++next)
    if (auto* carrier = carrier_of(ladder->rungs[next].by); carrier != nullptr && carrier->reaches(*who))
      return office::done(office::climb(office_, {letter.id, letter.rung, static_cast<int>(next)}).wait()) != nullptr;
  return office::done(office::give_to_person(office_, letter.id).wait()) != nullptr;
}

int Dispatcher::send_by(Carrier& carrier, int limit) {
  const auto way = std::string(carrier.way());
  int sent = 0;
  for (const auto& letter : office::due_letters(office_.reader(), office_.now(), limit, way)) {
    std::optional<Moment> unanswered_since;
    if (auto row = office_.reader().query("SELECT at FROM channel_sending WHERE letter = $1 AND channel = $2").number(letter.id).text(way); row.next()) unanswered_since = Moment{row.number_at(0)};
    if (unanswered_since && office_.now() < *unanswered_since + unanswered_wait_ms) continue;
    if (unanswered_since && has_other_way(letter)) {
      leave(letter);
      continue;
    }
    const auto who = office::addressee(office_, office_.reader(), letter.contact);
    if (!who || !carrier.reaches(*who)) {
      fail(letter, "no_address", true);
      continue;
    }
    // Noted before it goes: neither a crash nor a lost answer sends it twice at once.
    const auto marked = office_.record(system(), [&letter, &way](office::Book& book) -> office::Answer {
      book.database().query("INSERT INTO channel_sending (letter, channel, at) VALUES ($1, $2, $3) ON CONFLICT (letter) DO UPDATE SET channel = excluded.channel, at = excluded.at")
          .number(letter.id).text(way).number(book.now().ms).run();
      return office::Done{};
    }).wait();
    if (office::done(marked) == nullptr) return sent;
    const auto carried = carrier.carry(letter, *who);
    switch (carried.verdict) {
      case Carried::Verdict::taken: {
        ++sent;
        const Success success{letter.id, carried.id, way, way, carried.parts};
        if (!note(success)) unnoted_.push_back(success);
        break;
      }
      case Carried::Verdict::unanswered:
        // Counted as an attempt: one that never answers is not asked for ever.
        fail(letter, carried.why, false);
        hold(letter.id, office_.now() + unanswered_wait_ms);
        break;
      case Carried::Verdict::retry:
      case Carried::Verdict::give_up:
        fail(letter, carried.why, carried.verdict == Carried::Verdict::give_up);
        unmark(letter.id, way);
        break;
    }
  }
  return sent;
}

Dispatcher::Next Dispatcher::send(const office::Letter& letter, int& sent) {
  const auto give_up = [&](const char* why) {
    office::letter_failed(office_, {letter.id, why, true, std::string_view(why) == "stopped"}, system()).wait();
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
  return settle(letter, *addressee, window, graph_->send(*message), sent);
}

Dispatcher::Next Dispatcher::settle(const office::Letter& letter, const office::Addressee& addressee, Window window, SendAnswer answer, int& sent) {
  if (answer.verdict == Verdict::needs_template && window == Window::open) {
    const auto message = write_message(office_, office_.reader(), letter, addressee, Window::closed, callback_of(letter));
    if (message) return settle(letter, addressee, Window::closed, graph_->send(*message), sent);
  }
  const auto why = "whatsapp_" + std::to_string(answer.code);
  switch (answer.verdict) {
    case Verdict::sent:
      ++sent;
      back_off_ms_ = 0;
      if (letter.notice == "chat" && window == Window::closed) {
        // Only the invitation went out; the words follow when the person answers.
        mark({letter}, "invited");
        fail(letter, "window_closed", false);
        return Next::go_on;
      }
      if (const Success success{letter.id, answer.message_id, "whatsapp", window == Window::open ? "service" : "template", 1}; !note(success)) unnoted_.push_back(success);
      return Next::go_on;
    case Verdict::unanswered: return Next::go_on;  // Stays marked.
    case Verdict::retry:
      if (is_limit_of_all(answer.code)) {
        back_off_ms_ = back_off_ms_ == 0 ? back_off_first_ms : std::min(back_off_ms_ * 2, back_off_longest_ms);
        backs_off_until_ = office_.now() + back_off_ms_;
        fail(letter, why, false);
        unmark(letter.id);
        return Next::hold;
      }
      [[fallthrough]];
    case Verdict::retry_person:
      fail(letter, why, false);
      unmark(letter.id);
      return Next::go_on;
    case Verdict::alarm: {
      log_error("WhatsApp does not let us send", {{"code", answer.code}});
      unmark(letter.id);
      hold(letter.id, office_.now());
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
