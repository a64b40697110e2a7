#include "store/batch.h"

#include "base/digest.h"
#include "base/json.h"

namespace opak::store {
namespace {

constexpr ByteView magic = "OPAKBAT1";
constexpr std::size_t head_bytes = 8 + 8 + 8 + 8 + 8 + 5 * 4 + 4 + 4 + 4, chain_bytes = 32;

class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}
  std::uint64_t u64() {
    const auto value = read_u64(bytes_);
    bytes_.remove_prefix(8);
    return value;
  }
  std::uint32_t u32() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes_[static_cast<std::size_t>(i)]);
    bytes_.remove_prefix(4);
    return value;
  }

 private:
  ByteView bytes_;
};

std::int64_t whole(const Json& json, const char* name) { return json[name].number(); }

}  // namespace

std::string to_json(const CopyHead& head) {
  Json json;
  json.set("city", head.city);
  json.set("epoch", static_cast<std::int64_t>(head.epoch));
  json.set("number", static_cast<std::int64_t>(head.number));
  json.set("chain", to_hex(head.chain));
  json.set("made_at", iso_moment(head.made_at));
  Json mark = Json::array();
  for (const auto part : {head.mark.salt1, head.mark.salt2, head.mark.frame, head.mark.sum1, head.mark.sum2}) mark.push(static_cast<std::int64_t>(part));
  json.set("log", std::move(mark));
  return json.write();
}

Result<CopyHead> read_copy_head(std::string_view text) {
  const auto json = parse_json(text);
  if (!json) return failure("where the copy stands cannot be read");
  CopyHead head;
  head.city = std::string((*json)["city"].text());
  head.epoch = static_cast<std::uint64_t>(whole(*json, "epoch"));
  head.number = static_cast<std::uint64_t>(whole(*json, "number"));
  const auto chain = from_hex((*json)["chain"].text());
  const auto made_at = parse_iso_moment((*json)["made_at"].text());
  const auto& mark = (*json)["log"];
  if (!chain || !made_at || mark.items().size() != 5) return failure("where the copy stands cannot be read");
  head.chain = *chain;
  head.made_at = *made_at;
  std::uint32_t* parts[] = {&head.mark.salt1, &head.mark.salt2, &head.mark.frame, &head.mark.sum1, &head.mark.sum2};
  for (std::size_t i = 0; i < 5; ++i) *parts[i] = static_cast<std::uint32_t>(mark[i].number());
  return head;
}

Bytes append_batch(Bytes& out, const Batch& batch, ByteView chain_before) {
  const auto begin = out.size();
  out.reserve(begin + head_bytes + batch.pages.size() * (4 + batch.page_size) + chain_bytes);
  out += magic;
  append_u64(out, batch.epoch);
  append_u64(out, batch.number);
  append_u64(out, static_cast<std::uint64_t>(batch.made_at.ms));
  append_u64(out, batch.pages.size() * (4 + std::uint64_t{batch.page_size}));
  for (const auto part : {batch.mark.salt1, batch.mark.salt2, batch.mark.frame, batch.mark.sum1, batch.mark.sum2}) append_u32(out, part);
  append_u32(out, batch.page_size);
  append_u32(out, batch.pages_after);
  append_u32(out, static_cast<std::uint32_t>(batch.pages.size()));
  for (const auto& page : batch.pages) {
    append_u32(out, page.number);
    out += page.bytes;
  }
  const auto chain = sha256({chain_before, ByteView(out).substr(begin)});
  out += chain;
  return chain;
}

tl::expected<Batch, BatchFault> take_batch(ByteView& bytes, ByteView chain_before) {
  if (bytes.size() < head_bytes) return tl::unexpected(BatchFault::cut_off);
  if (!bytes.starts_with(magic)) return tl::unexpected(BatchFault::altered);
  Reader head(bytes.substr(magic.size()));
  Batch batch;
  batch.epoch = head.u64();
  batch.number = head.u64();
  batch.made_at.ms = static_cast<std::int64_t>(head.u64());
  const auto body_bytes = head.u64();
  for (auto* part : {&batch.mark.salt1, &batch.mark.salt2, &batch.mark.frame, &batch.mark.sum1, &batch.mark.sum2}) *part = head.u32();
  batch.page_size = head.u32();
  batch.pages_after = head.u32();
  const auto count = head.u32();
  const bool sane = batch.page_size >= 512 && batch.page_size <= 65536 && count <= batch.pages_after && body_bytes == count * (4 + std::uint64_t{batch.page_size});
  if (!sane) return tl::unexpected(BatchFault::altered);
  const auto whole_bytes = head_bytes + static_cast<std::size_t>(body_bytes);
  if (bytes.size() < whole_bytes + chain_bytes) return tl::unexpected(BatchFault::cut_off);
  batch.chain = sha256({chain_before, bytes.substr(0, whole_bytes)});
  if (batch.chain != bytes.substr(whole_bytes, chain_bytes)) return tl::unexpected(BatchFault::altered);
  for (auto at = head_bytes; at < whole_bytes; at += 4 + batch.page_size) {
    const auto number = Reader(bytes.substr(at)).u32();
    if (number == 0 || number > batch.pages_after) return tl::unexpected(BatchFault::altered);
    batch.pages.push_back({number, bytes.substr(at + 4, batch.page_size)});
  }
  bytes.remove_prefix(whole_bytes + chain_bytes);
  return batch;
}

}  // namespace opak::store
