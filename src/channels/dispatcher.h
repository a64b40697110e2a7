// The dispatcher: takes what waits in the outbox to WhatsApp, and where nobody is known to have read it, up the ladder of its notice: SMS,
// e-mail, a person (office/notices.h).
//
// Before a letter goes out it is noted as on its way, so that neither a crash nor an answer that never came sends it twice at
// once: such a letter waits ten minutes for a status that carries our own words; then it goes the next way of its ladder, and only where there
// is none the same way again. While nothing can be noted
// (the disk is full) nothing goes out, and a success that could not be noted is noted before anything else. STOP stops all notices
// (what the law wants known stays on the status page); answers in a chat the person began still go out.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "channels/carrier.h"
#include "channels/message_writer.h"
#include "channels/pace.h"

namespace opak::channels {

class Dispatcher {
 public:
  Dispatcher(office::Office& office, whatsapp::Graph& graph) : Dispatcher(office, &graph, {}) {}
  // `graph`: null where WhatsApp is off. The carriers live longer than this.
  Dispatcher(office::Office& office, whatsapp::Graph* graph, std::vector<Carrier*> carriers);
  ~Dispatcher() { stop(); }

  // Sends what is due, at most `limit` letters. Gives how many went out. Blocks.
  int run_once(int limit = 50);
  // True after an error that only an operator can mend (token, permission, payment); tried again after five minutes.
  bool is_alarmed() const;

  void start();
  void wake();
  void stop();

 private:
  enum class Next { go_on, hold };
  int send_by_whatsapp(int limit);
  int send_by(Carrier& carrier, int limit);
  bool climb_ladders(int limit);
  bool climb(const office::Letter& letter);
  bool has_other_way(const office::Letter& letter);
  void leave(const office::Letter& letter);
  Carrier* carrier_of(std::string_view way) const;
  Next send(const office::Letter& letter, int& sent);
  Next settle(const office::Letter& letter, const office::Addressee& addressee, Window window, whatsapp::SendAnswer answer, int& sent);
  void hold(std::int64_t letter, Moment until);
  void fail(const office::Letter& letter, const std::string& why, bool for_good);
  Window window_of(const office::Letter& letter);
  bool is_held(const office::Letter& letter);
  bool mark(const std::vector<office::Letter>& letters, const char* state);
  struct Success { std::int64_t letter = 0; std::string message_id, channel = "whatsapp", kind; int parts = 1; };
  bool note(const Success& success);
  bool note_successes();
  void unmark(std::int64_t letter, std::string_view channel = "whatsapp");
  void loop();

  office::Office& office_;
  whatsapp::Graph* graph_;
  std::vector<Carrier*> carriers_;
  Pace pace_;
  mutable std::mutex mutex_;
  std::condition_variable woken_;
  Moment alarmed_until_;
  Moment backs_off_until_;  // WhatsApp asked us all to be slower.
  std::int64_t back_off_ms_ = 0;
  std::vector<Success> unnoted_;  // Only whoever sends looks here.
  bool has_work_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace opak::channels
