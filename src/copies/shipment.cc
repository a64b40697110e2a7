#include "copies/shipment.h"

#include "base/json.h"

namespace opak::copies {

using store::BatchFault;

Bytes write_shipment(ByteView chain_before, std::uint64_t first, const store::CopyHead& after, ByteView batches) {
  Json head;
  head.set("before", to_hex(chain_before));
  head.set("first", static_cast<std::int64_t>(first));
  head.set("bytes", static_cast<std::int64_t>(batches.size()));
  const auto line = head.write();
  return line.substr(0, line.size() - 1) + ",\"after\":" + store::to_json(after) + "}\n" + Bytes(batches);
}

tl::expected<Shipment, BatchFault> take_shipment(ByteView& bytes) {
  constexpr std::size_t line_bytes_max = 4096;
  const auto end = bytes.substr(0, line_bytes_max).find('\n');
  if (end == bytes.npos) return tl::unexpected(bytes.size() < line_bytes_max ? BatchFault::cut_off : BatchFault::altered);
  const auto head = parse_json(bytes.substr(0, end));
  if (!head) return tl::unexpected(BatchFault::altered);
  const auto before = from_hex((*head)["before"].text());
  const auto after = store::read_copy_head((*head)["after"].write());
  const auto size = (*head)["bytes"].number();
  if (!before || !after || size < 0) return tl::unexpected(BatchFault::altered);
  if (bytes.size() - end - 1 < static_cast<std::size_t>(size)) return tl::unexpected(BatchFault::cut_off);
  Shipment shipment{*before, static_cast<std::uint64_t>((*head)["first"].number()), *after, {}};
  auto rest = bytes.substr(end + 1, static_cast<std::size_t>(size));
  auto chain = shipment.chain_before;
  auto number = shipment.first;
  while (!rest.empty()) {
    auto batch = store::take_batch(rest, chain);
    if (!batch || batch->number != number++ || batch->epoch != after->epoch) return tl::unexpected(BatchFault::altered);
    chain = batch->chain;
    shipment.batches.push_back(std::move(*batch));
  }
  const bool fits = !shipment.batches.empty() && chain == after->chain && shipment.batches.back().number == after->number && shipment.batches.back().mark == after->mark;
  if (!fits) return tl::unexpected(BatchFault::altered);
  bytes.remove_prefix(end + 1 + static_cast<std::size_t>(size));
  return shipment;
}

}  // namespace opak::copies
