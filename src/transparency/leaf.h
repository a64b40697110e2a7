// The public leaf: what the whole city may know about one step of one case, and nothing more.
//
// The log cannot forget, so a leaf holds no personal data and nothing that can be turned back into it. It is built from
// the typed parts below and from nothing else; none of them can hold a name, a NIK, a telephone number or a sentence.
// The minute, the person and the paper are in the sealed entry, and the commitment ties the leaf to it: it can be opened
// with the 32 bytes of salt, and says nothing once they are destroyed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "base/world.h"

namespace opak::transparency {

// Published for ever: a word may be added at the end, never changed or taken away.
enum class Fact : std::uint8_t {
  contact_first, contact_dismissed, submitted, returned, resubmitted, verified, prr, waiting_blangko, printed,
  ready_for_pickup, pickup, handed_to_courier, delivery_failed, delivered, replanned, changed, reject_proposed, rejected,
  withdrawn, disputed, dispute_resolved, reordered, blangko_received, blangko_given, blangko_spoiled, blangko_destroyed,
  blangko_returned, stock_opened, stock_closed, complaint_received, complaint_answered, complete,
  not_reached,  // A run ended before its courier stood at this door.
};

enum class Lane : std::uint8_t { ordinary, priority };

// Broad on purpose: "priority_rule" does not say which rule, so no illness and no age can be read from it.
enum class Reason : std::uint8_t {
  paper_missing, paper_unclear, paper_wrong, data_differs, not_entitled, duplicate, no_answer, own_wish, not_me,
  nobody_home, address_not_found, wrong_person, old_card_missing, road_or_weather, machine, misprint, damaged, lost,
  priority_rule, correction, other,
};

std::string_view word_of(Fact fact);
std::string_view word_of(Lane lane);
std::string_view word_of(Reason reason);
std::optional<Fact> fact_of(std::string_view word);
std::optional<Lane> lane_of(std::string_view word);
std::optional<Reason> reason_of(std::string_view word);

// A code from the catalogue or the region list: a-z 0-9 _ . - only, 2 to 40 letters, beginning with a letter or digit,
// never more than ten digits in all (a kelurahan has ten, a NIK sixteen, a telephone number eleven or more).
template <class Kind>
class Code {
 public:
  static std::optional<Code> parse(std::string_view text);
  const std::string& text() const { return text_; }
  bool operator==(const Code&) const = default;

 private:
  explicit Code(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

using OfficeCode = Code<struct OfficeKind>;
using ServiceCode = Code<struct ServiceKind>;

// Twelve random bytes; the leaves of one case share one, and only the receipt's holder knows whose it is.
class CaseMark {
 public:
  static CaseMark draw(Chance& chance);
  static std::optional<CaseMark> parse(std::string_view base64url);
  std::string text() const;  // 16 letters.
  bool operator==(const CaseMark&) const = default;

 private:
  explicit CaseMark(Bytes bytes) : bytes_(std::move(bytes)) {}
  Bytes bytes_;
};

// SHA-256(salt || sealed entry): binding, and empty of meaning without the salt.
class Commitment {
 public:
  static constexpr std::size_t salt_bytes = 32;
  static Commitment to(ByteView salt, ByteView sealed_entry);  // REQUIRES: 32 bytes of salt.
  static std::optional<Commitment> parse(std::string_view hex);
  std::string text() const;  // 64 letters of lower-case hex.
  bool opens_with(ByteView salt, ByteView sealed_entry) const;
  bool operator==(const Commitment&) const = default;

 private:
  explicit Commitment(Bytes hash) : hash_(std::move(hash)) {}
  Bytes hash_;
};

// What a use case says; the log gives it its number.
struct LeafParts {
  Day day;
  OfficeCode office;
  ServiceCode service;
  Fact fact;
  Lane lane = Lane::ordinary;
  std::optional<Reason> reason = std::nullopt;
  CaseMark mark;
  Commitment commitment;
  bool operator==(const LeafParts&) const = default;
};

struct Leaf {
  std::uint64_t number = 0;  // From 0, without gaps; the leaf's index in the tree.
  LeafParts parts;
  bool operator==(const Leaf&) const = default;
};

// RFC 8785: members in order, no space, integers and plain strings only.
std::string to_canonical_json(const Leaf& leaf);
// Takes exactly what to_canonical_json writes.
Result<Leaf> parse_leaf(std::string_view json);

}  // namespace opak::transparency
