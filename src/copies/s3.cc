#include "copies/s3.h"

#include <algorithm>

namespace opak::copies {
namespace {

std::string escaped(std::string_view text, bool keeps_slash) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) {
    if (std::isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~' || (keeps_slash && c == '/')) out.push_back(static_cast<char>(c));
    else out += {'%', hex[c >> 4], hex[c & 15]};
  }
  return out;
}

std::string unescaped(std::string text) {
  for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}})
    for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; ++at) text.replace(at, std::string_view(from).size(), to);
  return text;
}

// The text of each <tag>...</tag>; the store's list has no attributes and no nesting of these.
std::vector<std::string> texts_of(std::string_view xml, std::string_view tag) {
  const auto open = "<" + std::string(tag) + ">", close = "</" + std::string(tag) + ">";
  std::vector<std::string> texts;
  for (std::size_t at = 0; (at = xml.find(open, at)) != xml.npos;) {
    at += open.size();
    const auto end = xml.find(close, at);
    if (end == xml.npos) break;
    texts.push_back(unescaped(std::string(xml.substr(at, end - at))));
    at = end;
  }
  return texts;
}

}  // namespace

Result<OutgoingResponse> Bucket::ask(std::string method, const std::string& target, ByteView body) {
  OutgoingRequest request;
  request.method = std::move(method);
  request.url = settings_.address + target;
  request.body = Bytes(body);
  request.timeout_ms = 60'000;
  request.signature = settings_.signature;
  if (!body.empty()) request.headers.emplace_back("Content-Type", "application/octet-stream");
  return outgoing_.send(request);
}

Result<Bytes> Bucket::read(const std::string& name) {
  auto answer = ask("GET", "/" + escaped(settings_.prefix + name, true));
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status != 200) return failure("the bucket does not give a file: status " + std::to_string(answer->status));
  return std::move(answer->body);
}

Result<void> Bucket::write_durable(const std::string& name, ByteView bytes) {
  const auto answer = ask("PUT", "/" + escaped(settings_.prefix + name, true), bytes);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status != 200) return failure("the bucket does not take a file: status " + std::to_string(answer->status), "Is it full, and may this key write there?");
  return {};
}

Result<void> Bucket::remove(const std::string& name) {
  const auto answer = ask("DELETE", "/" + escaped(settings_.prefix + name, true));
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status != 204 && answer->status != 200 && answer->status != 404) return failure("the bucket does not remove a file: status " + std::to_string(answer->status));
  return {};
}

Result<std::vector<std::string>> Bucket::list(const std::string& folder) {
  const auto prefix = settings_.prefix + (folder.empty() ? "" : folder + "/");
  std::vector<std::string> names;
  for (std::string next;;) {
    const auto from = next.empty() ? "" : "continuation-token=" + escaped(next, false) + "&";
    const auto answer = ask("GET", "/?" + from + "list-type=2&prefix=" + escaped(prefix, false));
    if (!answer) return tl::unexpected(answer.error());
    if (answer->status != 200) return failure("the bucket cannot be listed: status " + std::to_string(answer->status), "Is its name right, and may this key read there?");
    for (auto& key : texts_of(answer->body, "Key"))
      if (key.starts_with(settings_.prefix)) names.push_back(key.substr(settings_.prefix.size()));
    const auto more = texts_of(answer->body, "IsTruncated"), token = texts_of(answer->body, "NextContinuationToken");
    if (more.empty() || more.front() != "true") break;
    if (token.empty() || token.front() == next) return failure("the bucket's list does not end");
    next = token.front();
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace opak::copies
