// The public log's texts: notes, checkpoints, keys, receipts, leaves, tiles. One meaning has one spelling, so whatever is
// accepted is written again byte for byte.
#include "target.h"
#include "transparency/leaf.h"
#include "transparency/note.h"
#include "transparency/receipt.h"
#include "transparency/tile.h"

using opak::fuzz::must;
namespace log_room = opak::transparency;

FUZZ_TARGET(tlog, "fetched/strings") {
  if (const auto note = log_room::Note::parse(bytes)) {
    must(note->format() == bytes);
    if (const auto checkpoint = log_room::Checkpoint::parse(note->text)) must(checkpoint->format() == note->text);
  }
  if (const auto checkpoint = log_room::Checkpoint::parse(bytes)) must(checkpoint->format() == bytes);
  if (const auto key = log_room::Vkey::parse(bytes)) {
    must(key->format() == bytes);
    (void)log_room::read_checkpoint(bytes, *key);
  }
  if (const auto receipt = log_room::Receipt::parse(bytes)) {
    must(receipt->format() == bytes);
    static const auto key = log_room::SigningKey::from_seed("example.test/log", std::string(32, 'k')).vkey();
    (void)log_room::verify_receipt(*receipt, key);
  }
  if (const auto leaf = log_room::parse_leaf(bytes)) must(log_room::to_canonical_json(*leaf) == bytes);
  if (const auto path = log_room::TilePath::parse(bytes)) must(path->format() == bytes);
  if (const auto leaves = log_room::decode_bundle(bytes)) must(log_room::encode_bundle(*leaves) == bytes);
}
