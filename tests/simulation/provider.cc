#include "simulation/provider.h"

#include <charconv>

#include "base/json.h"

namespace opak::simulation {
namespace {

std::int64_t letter_of(const Json& message) {
  const auto callback = message["biz_opaque_callback_data"].text();
  std::int64_t id = 0;
  if (callback.starts_with("letter/")) std::from_chars(callback.data() + 7, callback.data() + callback.size(), id);
  return id;
}

}  // namespace

Result<OutgoingResponse> Provider::send(const OutgoingRequest& request) {
  if (disk_.is_crashed()) return failure("the machine is off");
  if (!dice_.hits(trouble_)) return carry(request, true);
  clock_.pass(dice_.between(0, 30) * 1000);  // Slow, whatever comes of it.
  static const std::vector<int> codes{130429, 131056, 131047, 131026, 131000, 132069, 190, 131009};
  switch (dice_.below(5)) {
    case 0: return failure("no answer came");
    case 1: return carry(request, false);
    case 2: return OutgoingResponse{502, {}, "<html>bad gateway</html>"};
    case 3: {
      if (!carry(request, false)) return OutgoingResponse{504, {}, "<html>gateway time-out</html>"};
      return failure("no answer came");
    }
    default:
      if (request.method != "POST") return OutgoingResponse{500, {}, "{}"};
      graph.refuse_next_sends(1, dice_.one_of(codes));
      return graph.send(request);
  }
}

Result<OutgoingResponse> Provider::carry(const OutgoingRequest& request, bool answer_arrives) {
  const auto message = request.method == "POST" ? parse_json(request.body) : failure("no message");
  auto answer = graph.send(request);
  if (message && answer && answer->status == 200) {
    const auto letter = letter_of(*message);
    // An invitation into a talk is not yet the letter.
    const bool invites = (*message)["template"]["name"].text() == "opak_chat";
    ++carried_[letter];
    if (known_.contains(letter)) fault_ = "letter " + std::to_string(letter) + " went out again although its success was known";
    // Who got no answer waits ten minutes for word of it. A clock that was put back says nothing.
    const auto now = clock_.now();
    if (const auto before = unanswered_.find(letter); before != unanswered_.end() && now >= before->second && now < before->second + minutes(10))
      fault_ = "letter " + std::to_string(letter) + " went out again at once, although it may have arrived";
    unanswered_.erase(letter);
    if (!answer_arrives && !invites) unanswered_[letter] = round_began_;
    if (answer_arrives && !invites) known_.insert(letter);
    if (const auto json = parse_json(answer->body)) messages_.emplace_back(std::string((*json)["messages"][std::size_t{0}]["id"].text()), letter);
  }
  if (!answer_arrives) return failure("no answer came");
  return answer;
}

void Provider::forget_all_but(const std::set<std::int64_t>& recorded) {
  std::erase_if(known_, [&](std::int64_t letter) { return !recorded.contains(letter); });
}

void Provider::did_not_arrive(const std::string& message_id) {
  for (const auto& [id, letter] : messages_)
    if (id == message_id) {
      known_.erase(letter);
      unanswered_.erase(letter);
    }
}

int Provider::carried(std::int64_t letter) const {
  const auto found = carried_.find(letter);
  return found == carried_.end() ? 0 : found->second;
}

}  // namespace opak::simulation
