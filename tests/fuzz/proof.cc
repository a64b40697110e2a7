// Proofs from elsewhere: made for one leaf and one tree, they are right for no other. Two bytes are the index and the size, the
// rest is the proof, hash by hash.
#include "target.h"
#include "transparency/leaf.h"
#include "transparency/tree.h"

using opak::fuzz::must;
namespace log_room = opak::transparency;

FUZZ_TARGET(proof, "fetched/asn1") {
  if (bytes.size() < 2) return;
  const auto index = static_cast<unsigned char>(bytes[0]), size = static_cast<unsigned char>(bytes[1]);
  std::vector<opak::Bytes> proof;
  for (auto rest = bytes.substr(2); !rest.empty(); rest.remove_prefix(std::min<std::size_t>(32, rest.size()))) proof.emplace_back(rest.substr(0, 32));
  static const opak::Bytes root(32, 'r'), other(32, 'o');
  must(!log_room::verify_inclusion(index, size, "leaf", proof, root));
  must(!log_room::verify_consistency(index, size, proof, root, other) || (index == 0 && proof.empty()));
  must(!log_room::verify_inclusion(~std::uint64_t{0}, ~std::uint64_t{0}, "leaf", proof, root));
  (void)log_room::verify_consistency(std::uint64_t{1} << 63, ~std::uint64_t{0}, proof, root, other);
  if (const auto code = log_room::OfficeCode::parse(bytes)) must(code->text() == bytes && bytes.size() <= 40);
  if (const auto fact = log_room::fact_of(bytes)) must(log_room::word_of(*fact) == bytes);
  if (const auto lane = log_room::lane_of(bytes)) must(log_room::word_of(*lane) == bytes);
  if (const auto reason = log_room::reason_of(bytes)) must(log_room::word_of(*reason) == bytes);
  if (const auto mark = log_room::CaseMark::parse(bytes)) must(mark->text() == bytes);
  if (const auto commitment = log_room::Commitment::parse(bytes)) must(commitment->text() == bytes);
}
