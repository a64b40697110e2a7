// A follower on another machine, as a place. And the words between the two, which the follower's door reads again.
#pragma once

#include "base/world.h"
#include "copies/place.h"

namespace opak::copies {

// POST <address>/copy/<word>, "Authorization: Bearer <secret>", "X-Opak-City" and "X-Opak-Epoch". 200 with the answer, else a Failure's sentence.
struct CopyRequest {
  std::string word;  // meet, take, part, base, papers, paper, paper-gone, forget
  Writer writer;
  std::string name;  // X-Opak-Name: of a paper.
  int part = 0;      // X-Opak-Part.
  ByteView body;
};
struct CopyAnswer {
  int status = 200;
  Bytes body;
};
// What the follower answers.
CopyAnswer answer_copy_request(Place& place, const CopyRequest& request);

class FollowerPlace : public Place {
 public:
  FollowerPlace(std::string address, std::string secret, Outgoing& outgoing) : address_(std::move(address)), secret_(std::move(secret)), outgoing_(outgoing) {}
  Result<Verdict> meet(const Writer& writer) override;
  Result<Verdict> take(const Writer& writer, ByteView shipment) override;
  Result<void> add_to_base(const Writer& writer, const store::CopyHead& head, int part, ByteView bytes) override;
  Result<Verdict> end_base(const Writer& writer, const BaseEnd& end) override;
  Result<std::vector<std::string>> papers(const Writer& writer) override;
  Result<void> put_paper(const Writer& writer, const std::string& name, ByteView bytes) override;
  Result<void> remove_paper(const Writer& writer, const std::string& name) override;
  bool keeps_history() const override { return false; }
  Result<void> forget(const Writer& writer) override;

 private:
  Result<Bytes> ask(const CopyRequest& request, int timeout_ms = 10'000);
  Result<Verdict> ask_verdict(const CopyRequest& request, int timeout_ms = 10'000);
  std::string address_, secret_;
  Outgoing& outgoing_;
};

}  // namespace opak::copies
