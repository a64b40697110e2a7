// What another machine sends as a city's batches: heads, verdicts and shipments. Whoever knows the secret may still be broken or altered on
// the way; nothing is believed before its hash fits, and nothing is read beyond the bytes that came.
#include <string>

#include "copies/place.h"
#include "copies/shipment.h"
#include "target.h"

namespace copies = opak::copies;
namespace store = opak::store;
using opak::fuzz::must;

namespace {

const opak::Bytes no_chain(32, '\0');

void must_be_inside(const store::Batch& batch, opak::ByteView all) {
  must(batch.chain.size() == 32);
  for (const auto& page : batch.pages) must(page.bytes.data() >= all.data() && page.bytes.data() + page.bytes.size() <= all.data() + all.size() && page.bytes.size() == batch.page_size);
}

// Pages of our own choosing come back as they were sent, whatever stands on them; one bit less and they do not.
void there_and_back(opak::ByteView bytes) {
  constexpr std::size_t page_size = 512;
  opak::Bytes pages(bytes.substr(0, 8 * page_size));
  pages.resize((pages.size() + page_size - 1) / page_size * page_size, '\0');
  store::Batch batch;
  batch.epoch = 1;
  batch.number = 7;
  batch.page_size = page_size;
  batch.pages_after = static_cast<std::uint32_t>(pages.size() / page_size) + 1;
  for (std::size_t at = 0; at < pages.size(); at += page_size) batch.pages.push_back({static_cast<std::uint32_t>(at / page_size) + 1, opak::ByteView(pages).substr(at, page_size)});
  opak::Bytes sent;
  const auto chain = store::append_batch(sent, batch, no_chain);
  opak::ByteView left = sent;
  const auto came = store::take_batch(left, no_chain);
  must(came && left.empty() && came->chain == chain && came->number == 7 && came->pages.size() == batch.pages.size());
  must_be_inside(*came, sent);
  for (std::size_t i = 0; i < batch.pages.size(); ++i) must(came->pages[i].bytes == batch.pages[i].bytes && came->pages[i].number == batch.pages[i].number);
  if (bytes.empty()) return;
  sent[static_cast<unsigned char>(bytes.front()) * std::size_t{37} % sent.size()] ^= 0x10;
  left = sent;
  must(!store::take_batch(left, no_chain));
}

}  // namespace

FUZZ_TARGET(shipment, "own/json") {
  if (const auto head = store::read_copy_head(bytes)) {
    const auto again = store::read_copy_head(store::to_json(*head));
    must(again && *again == *head);
  }
  if (const auto verdict = copies::read_verdict(bytes)) must(copies::read_verdict(copies::to_json(*verdict))->said == verdict->said);
  if (const auto end = copies::read_base_end(bytes)) must(copies::read_base_end(copies::to_json(*end))->parts == end->parts);
  auto left = bytes;
  if (const auto batch = store::take_batch(left, no_chain)) must_be_inside(*batch, bytes);
  left = bytes;
  if (const auto shipment = copies::take_shipment(left))
    for (const auto& batch : shipment->batches) must_be_inside(batch, bytes);
  const auto wrapped = copies::write_shipment(no_chain, 1, {}, bytes);  // A head that is right, and behind it anything.
  left = wrapped;
  if (const auto shipment = copies::take_shipment(left))
    for (const auto& batch : shipment->batches) must_be_inside(batch, wrapped);
  there_and_back(bytes);
  if (const std::string name(bytes); copies::is_paper(name)) must(name.starts_with("documents/") && name.find("..") == name.npos && name.find('/', 10) == name.npos && name.find('\0') == name.npos);
}
