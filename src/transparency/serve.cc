#include "transparency/serve.h"

#include "transparency/tile.h"

namespace opak::transparency {
namespace {

constexpr std::string_view text_type = "text/plain; charset=utf-8";
constexpr std::string_view bytes_type = "application/octet-stream";

}  // namespace

std::optional<Resource> serve(PublicLogReader& log, std::string_view path) {
  if (path == "checkpoint") {
    auto newest = log.latest_checkpoint();
    if (!newest) return std::nullopt;
    return Resource{std::move(newest->note), text_type, Caching::seconds};
  }
  if (path == "vkey") {
    auto key = log.vkey();
    if (!key) return std::nullopt;
    return Resource{*key + "\n", text_type, Caching::seconds};
  }
  const auto tile = TilePath::parse(path);
  if (!tile) return std::nullopt;
  auto bytes = tile->holds == TilePath::Holds::entries ? log.entries(tile->n, tile->width) : log.tile(tile->level, tile->n, tile->width);
  if (!bytes) return std::nullopt;
  return Resource{std::move(*bytes), bytes_type, Caching::immutable};
}

}  // namespace opak::transparency
