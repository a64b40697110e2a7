#include "web/assets.h"

#include "base/bytes.h"
#include "base/digest.h"

namespace opak::web {
namespace {

std::string_view content_type_of(std::string_view name) {
  const auto ending = name.substr(name.rfind('.') + 1);
  if (ending == "css") return "text/css; charset=utf-8";
  if (ending == "js") return "text/javascript; charset=utf-8";
  if (ending == "svg") return "image/svg+xml";
  if (ending == "webmanifest") return "application/manifest+json";
  if (ending == "json") return "application/json";
  if (ending == "png") return "image/png";
  if (ending == "jpg") return "image/jpeg";
  return "application/octet-stream";
}

}  // namespace

Assets::Assets() {
  for (const auto& file : embedded_under("assets/")) {
    const std::string name(file.name.substr(7));
    if (content_type_of(name) == "application/octet-stream") continue;  // Not for browsers.
    const auto digest = sha256(file.bytes);
    const auto dot = name.rfind('.');
    const auto named = name.substr(0, dot) + "." + to_hex(digest).substr(0, 8) + (dot == std::string::npos ? "" : name.substr(dot));
    by_name_[name] = {file, "/aset/" + named, to_base64(digest)};
    name_of_file_[named] = name;
  }
}

std::string_view Assets::path(std::string_view name) const {
  const auto found = by_name_.find(name);
  ensure(found != by_name_.end(), "an asset that a page names is in the program");
  return found->second.path;
}

std::string_view Assets::bytes(std::string_view name) const {
  const auto found = by_name_.find(name);
  ensure(found != by_name_.end(), "an asset that a page names is in the program");
  return found->second.file.bytes;
}

std::string_view Assets::style_hash(std::string_view name) const {
  const auto found = by_name_.find(name);
  ensure(found != by_name_.end(), "an asset that a page names is in the program");
  return found->second.hash;
}

net::Response Assets::serve(std::string_view file, std::string_view accept_encoding) const {
  const auto name = name_of_file_.find(file);
  if (name == name_of_file_.end()) return {.status = 404, .headers = {}, .body = {}, .shared_body = {}, .content_type = "text/plain"};
  const auto& asset = by_name_.find(name->second)->second;
  net::Response response;
  response.content_type = content_type_of(name->second);
  response.headers = {{"Cache-Control", "public, max-age=31536000, immutable"}, {"Vary", "Accept-Encoding"}};
  std::string_view bytes = asset.file.bytes;
  if (!asset.file.brotli.empty() && accept_encoding.find("br") != std::string_view::npos) {
    bytes = asset.file.brotli;
    response.headers.emplace_back("Content-Encoding", "br");
  } else if (!asset.file.gzip.empty() && accept_encoding.find("gzip") != std::string_view::npos) {
    bytes = asset.file.gzip;
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  response.body = bytes;
  return response;
}

}  // namespace opak::web
