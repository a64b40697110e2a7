// The inbox: what the webhook kept, worked on one by one, in order for each person.
//
// Exactly once: all that a message changes is done under its own key or in the commit that marks it done (intake/reception.h).
// A photo that cannot be fetched is tried again, later and later; after five tries the person is asked to send it again.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "channels/whatsapp/graph.h"
#include "intake/reception.h"

namespace opak::channels::whatsapp {

// Works on what is due now, at most `limit` messages. Gives how many were done. Blocks.
int process_inbox(office::Office&, Graph&, const intake::Understanding&, int limit = 100);

struct InboxNumbers {
  std::int64_t waiting = 0;
  Moment oldest;
};
InboxNumbers inbox_numbers(store::Database& reader);

// While the city's key is changed: what still waits to be worked on. REQUIRES: an open transaction.
void reseal_inbox(store::Database&, const vault::Vault&);

// Takes away rows that are done for eight days. For a timer.
void sweep_inbox(office::Office&);

// A thread that works on the inbox whenever it is woken, and every second.
class InboxWorker {
 public:
  InboxWorker(office::Office& office, Graph& graph, const intake::Understanding& understanding) : office_(office), graph_(graph), understanding_(understanding) {}
  ~InboxWorker() { stop(); }
  void start();
  void wake();
  void stop();

 private:
  void loop();
  office::Office& office_;
  Graph& graph_;
  const intake::Understanding& understanding_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool has_work_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace opak::channels::whatsapp
