#include "copies/follower_place.h"

#include "base/text.h"

namespace opak::copies {
namespace {

CopyAnswer said(const Result<Verdict>& verdict) {
  if (!verdict) return {507, verdict.error().what};
  return {200, to_json(*verdict)};
}

CopyAnswer said(const Result<void>& done) {
  if (!done) return {507, done.error().what};
  return {};
}

}  // namespace

CopyAnswer answer_copy_request(Place& place, const CopyRequest& request) {
  const auto& writer = request.writer;
  if (request.word == "meet") return said(place.meet(writer));
  if (request.word == "take") return said(place.take(writer, request.body));
  if (request.word == "part") return said(place.add_to_base(writer, {}, request.part, request.body));
  if (request.word == "base") {
    const auto end = read_base_end(request.body);
    return end ? said(place.end_base(writer, *end)) : CopyAnswer{400, end.error().what};
  }
  if (request.word == "paper") return said(place.put_paper(writer, request.name, request.body));
  if (request.word == "paper-gone") return said(place.remove_paper(writer, request.name));
  if (request.word == "forget") return said(place.forget(writer));
  if (request.word == "papers") {
    const auto names = place.papers(writer);
    if (!names) return {507, names.error().what};
    CopyAnswer answer;
    for (const auto& name : *names) answer.body += name + "\n";
    return answer;
  }
  return {404, "there is no such word"};
}

Result<Bytes> FollowerPlace::ask(const CopyRequest& request, int timeout_ms) {
  OutgoingRequest out;
  out.method = "POST";
  out.url = address_ + "/copy/" + request.word;
  out.headers = {{"Authorization", "Bearer " + secret_},
                 {"Content-Type", "application/octet-stream"},
                 {"X-Opak-City", request.writer.city},
                 {"X-Opak-Epoch", std::to_string(request.writer.epoch)},
                 {"X-Opak-Part", std::to_string(request.part)},
                 {"X-Opak-Name", request.name.empty() ? "-" : request.name}};
  out.body = Bytes(request.body);
  out.timeout_ms = timeout_ms;
  auto answer = outgoing_.send(out);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status == 401) return failure("the follower does not know this secret", "Both machines need the same line in the file that copy.secret_file names.");
  if (answer->status != 200) return failure("the follower says: " + answer->body.substr(0, 200));
  return std::move(answer->body);
}

Result<Verdict> FollowerPlace::ask_verdict(const CopyRequest& request, int timeout_ms) {
  const auto answer = ask(request, timeout_ms);
  if (!answer) return tl::unexpected(answer.error());
  return read_verdict(*answer);
}

Result<Verdict> FollowerPlace::meet(const Writer& writer) { return ask_verdict({"meet", writer, {}, 0, {}}, 5'000); }
Result<Verdict> FollowerPlace::take(const Writer& writer, ByteView shipment) { return ask_verdict({"take", writer, {}, 0, shipment}); }
Result<Verdict> FollowerPlace::end_base(const Writer& writer, const BaseEnd& end) { return ask_verdict({"base", writer, {}, 0, to_json(end)}, 120'000); }

Result<void> FollowerPlace::add_to_base(const Writer& writer, const store::CopyHead&, int part, ByteView bytes) {
  return ask({"part", writer, {}, part, bytes}, 60'000).map([](const Bytes&) {});
}
Result<void> FollowerPlace::put_paper(const Writer& writer, const std::string& name, ByteView bytes) {
  return ask({"paper", writer, name, 0, bytes}, 60'000).map([](const Bytes&) {});
}
Result<void> FollowerPlace::remove_paper(const Writer& writer, const std::string& name) {
  return ask({"paper-gone", writer, name, 0, {}}).map([](const Bytes&) {});
}
Result<void> FollowerPlace::forget(const Writer& writer) {
  return ask({"forget", writer, {}, 0, {}}, 60'000).map([](const Bytes&) {});
}
Result<std::vector<std::string>> FollowerPlace::papers(const Writer& writer) {
  return ask({"papers", writer, {}, 0, {}}, 60'000).map([](const Bytes& lines) {
    std::vector<std::string> names;
    for (auto& name : split(lines, '\n'))
      if (!name.empty()) names.push_back(std::move(name));
    return names;
  });
}

}  // namespace opak::copies
