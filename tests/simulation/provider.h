// The world's end of WhatsApp: goes down, is slow, loses answers to what it carried out, and remembers every letter it carried.
//
// It stands outside the machine: a crash takes nothing from it. Nothing leaves a machine that is off.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/twins.h"
#include "channels/pretend_graph.h"
#include "simulation/dice.h"
#include "store/crash_disk.h"

namespace opak::simulation {

class Provider : public Outgoing {
 public:
  Provider(SetClock& clock, Dice& dice, const store::CrashDisk& disk)
      : graph(channels::PretendGraph::demo_settings(), clock), clock_(clock), dice_(dice), disk_(disk) {}

  Result<OutgoingResponse> send(const OutgoingRequest& request) override;

  void trouble(int of_hundred) { trouble_ = of_hundred; }
  // The dispatcher begins a round: what it sends from now on is noted as on its way from this moment at least.
  void round_begins() { round_began_ = clock_.now(); }
  // The process that knew of these successes is gone; only what the book shows as sent is still known.
  void forget_all_but(const std::set<std::int64_t>& recorded);
  // WhatsApp said later that the letter did not arrive after all: it may go again.
  void did_not_arrive(const std::string& message_id);
  int carried(std::int64_t letter) const;
  const std::string& fault() const { return fault_; }
  // Messages the city sent, in their order: (message id, letter).
  const std::vector<std::pair<std::string, std::int64_t>>& messages() const { return messages_; }

  channels::PretendGraph graph;

 private:
  Result<OutgoingResponse> carry(const OutgoingRequest& request, bool answer_arrives);

  SetClock& clock_;
  Dice& dice_;
  const store::CrashDisk& disk_;
  int trouble_ = 0;
  std::map<std::int64_t, int> carried_;
  std::map<std::int64_t, Moment> unanswered_;  // Carried, and the answer was lost: when its round began.
  Moment round_began_;
  std::set<std::int64_t> known_;  // Letters whose success the running process was told of.
  std::vector<std::pair<std::string, std::int64_t>> messages_;
  std::string fault_;
};

}  // namespace opak::simulation
