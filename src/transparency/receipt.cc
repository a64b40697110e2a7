#include "transparency/receipt.h"

#include "transparency/log.h"
#include "transparency/tree.h"

namespace opak::transparency {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ";
constexpr std::string_view index_word = "index ";

// Takes one line without its newline; none where there is no whole line left.
std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string Receipt::format() const {
  std::string out = std::string(first_line) + "\n";
  if (!leaf.empty()) out += std::string(extra_word) + to_base64(leaf) + "\n";
  out += std::string(index_word) + std::to_string(index) + "\n";
  for (const auto& hash : proof) out += to_base64(hash) + "\n";
  return out + "\n" + checkpoint;
}

Result<Receipt> Receipt::parse(std::string_view text) {
  Receipt receipt;
  auto line = take_line(text);
  if (line != first_line) return failure("this is not a receipt of a public log");
  line = take_line(text);
  if (line && line->starts_with(extra_word)) {
    const auto leaf = from_base64(line->substr(extra_word.size()));
    if (!leaf) return failure("the receipt's leaf is not base64");
    receipt.leaf = *leaf;
    line = take_line(text);
  }
  if (!line || !line->starts_with(index_word)) return failure("the receipt does not say its index");
  const auto index = parse_decimal(line->substr(index_word.size()));
  if (!index) return failure("the receipt's index is not a plain number");
  receipt.index = *index;
  for (line = take_line(text); line && !line->empty(); line = take_line(text)) {
    const auto hash = from_base64(*line);
    if (!hash || hash->size() != hash_bytes || receipt.proof.size() == proof_hashes_max) return failure("the receipt's proof is not a list of hashes");
    receipt.proof.push_back(*hash);
  }
  if (!line) return failure("the receipt ends before its checkpoint");
  receipt.checkpoint = std::string(text);
  return receipt;
}

Result<Checkpoint> verify_receipt(const Receipt& receipt, const Vkey& log) {
  auto checkpoint = read_checkpoint(receipt.checkpoint, log);
  if (!checkpoint) return checkpoint;
  if (receipt.leaf.empty()) return failure("the receipt does not carry its leaf");
  if (!verify_inclusion(receipt.index, checkpoint->size, leaf_hash(receipt.leaf), receipt.proof, checkpoint->root))
    return failure("the receipt's leaf is not in the tree that was signed");
  return checkpoint;
}

std::optional<std::string> PublicLogReader::receipt(std::uint64_t index) {
  const auto checkpoint = latest_checkpoint();
  if (!checkpoint || index >= checkpoint->size) return std::nullopt;
  auto bytes = leaf(index);
  auto proof = inclusion_proof(index, checkpoint->size);
  if (!bytes || !proof) return std::nullopt;
  return Receipt{std::move(*bytes), index, std::move(*proof), checkpoint->note}.format();
}

}  // namespace opak::transparency
