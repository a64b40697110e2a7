#include "transparency/leaf.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/json.h"

namespace opak::transparency {
namespace {

template <class E>
struct Word {
  E value;
  std::string_view word;
};
template <class E>
Word(E, std::string_view) -> Word<E>;  // clang 14 does not find this by itself.

constexpr std::array facts = {
    Word{Fact::contact_first, "contact_first"},         Word{Fact::contact_dismissed, "contact_dismissed"},
    Word{Fact::submitted, "submitted"},                 Word{Fact::returned, "returned"},
    Word{Fact::resubmitted, "resubmitted"},             Word{Fact::verified, "verified"},
    Word{Fact::prr, "prr"},                             Word{Fact::waiting_blangko, "waiting_blangko"},
    Word{Fact::printed, "printed"},                     Word{Fact::ready_for_pickup, "ready_for_pickup"},
    Word{Fact::pickup, "pickup"},                       Word{Fact::handed_to_courier, "handed_to_courier"},
    Word{Fact::delivery_failed, "delivery_failed"},     Word{Fact::delivered, "delivered"},
    Word{Fact::replanned, "replanned"},                 Word{Fact::changed, "changed"},
    Word{Fact::reject_proposed, "reject_proposed"},     Word{Fact::rejected, "rejected"},
    Word{Fact::withdrawn, "withdrawn"},                 Word{Fact::disputed, "disputed"},
    Word{Fact::dispute_resolved, "dispute_resolved"},   Word{Fact::reordered, "reordered"},
    Word{Fact::blangko_received, "blangko_received"},   Word{Fact::blangko_given, "blangko_given"},
    Word{Fact::blangko_spoiled, "blangko_spoiled"},     Word{Fact::blangko_destroyed, "blangko_destroyed"},
    Word{Fact::blangko_returned, "blangko_returned"},   Word{Fact::stock_opened, "stock_opened"},
    Word{Fact::stock_closed, "stock_closed"},           Word{Fact::complaint_received, "complaint_received"},
    Word{Fact::complaint_answered, "complaint_answered"},
    Word{Fact::complete, "complete"},                   Word{Fact::not_reached, "not_reached"},
};

constexpr std::array lanes = {Word{Lane::ordinary, "ordinary"}, Word{Lane::priority, "priority"}};

constexpr std::array reasons = {
    Word{Reason::paper_missing, "paper_missing"},       Word{Reason::paper_unclear, "paper_unclear"},
    Word{Reason::paper_wrong, "paper_wrong"},           Word{Reason::data_differs, "data_differs"},
    Word{Reason::not_entitled, "not_entitled"},         Word{Reason::duplicate, "duplicate"},
    Word{Reason::no_answer, "no_answer"},               Word{Reason::own_wish, "own_wish"},
    Word{Reason::not_me, "not_me"},                     Word{Reason::nobody_home, "nobody_home"},
    Word{Reason::address_not_found, "address_not_found"}, Word{Reason::wrong_person, "wrong_person"},
    Word{Reason::old_card_missing, "old_card_missing"}, Word{Reason::road_or_weather, "road_or_weather"},
    Word{Reason::machine, "machine"},                   Word{Reason::misprint, "misprint"},
    Word{Reason::damaged, "damaged"},                   Word{Reason::lost, "lost"},
    Word{Reason::priority_rule, "priority_rule"},       Word{Reason::correction, "correction"},
    Word{Reason::other, "other"},
};

// A table in the enumeration's own order can be read by place; a word forgotten in the middle does not compile.
template <class Table>
constexpr bool in_order(const Table& table) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].value) != i) return false;
  return true;
}
static_assert(in_order(facts) && facts.back().value == Fact::not_reached);
static_assert(in_order(lanes) && lanes.back().value == Lane::priority);
static_assert(in_order(reasons) && reasons.back().value == Reason::other);

template <class Table, class E>
std::string_view word_in(const Table& table, E value) {
  const auto place = static_cast<std::size_t>(value);
  ensure(place < table.size(), "a word of the public log is in its table");
  return table[place].word;
}

template <class Table>
auto find_in(const Table& table, std::string_view word) -> std::optional<decltype(table[0].value)> {
  for (const auto& row : table)
    if (row.word == word) return row.value;
  return std::nullopt;
}

bool is_code(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (text.size() < 2 || text.size() > 40 || !(digit(text[0]) || letter(text[0]))) return false;
  return std::ranges::all_of(text, [&](char c) { return digit(c) || letter(c) || c == '_' || c == '.' || c == '-'; }) &&
         std::ranges::count_if(text, digit) <= 10;
}

}  // namespace

std::string_view word_of(Fact fact) { return word_in(facts, fact); }
std::string_view word_of(Lane lane) { return word_in(lanes, lane); }
std::string_view word_of(Reason reason) { return word_in(reasons, reason); }
std::optional<Fact> fact_of(std::string_view word) { return find_in(facts, word); }
std::optional<Lane> lane_of(std::string_view word) { return find_in(lanes, word); }
std::optional<Reason> reason_of(std::string_view word) { return find_in(reasons, word); }

template <class Kind>
std::optional<Code<Kind>> Code<Kind>::parse(std::string_view text) {
  if (!is_code(text)) return std::nullopt;
  return Code(std::string(text));
}
template class Code<OfficeKind>;
template class Code<ServiceKind>;

CaseMark CaseMark::draw(Chance& chance) { return CaseMark(chance.bytes(12)); }
std::optional<CaseMark> CaseMark::parse(std::string_view text) {
  auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != 12) return std::nullopt;
  return CaseMark(std::move(*bytes));
}
std::string CaseMark::text() const { return to_base64url(bytes_); }

Commitment Commitment::to(ByteView salt, ByteView sealed_entry) {
  ensure(salt.size() == salt_bytes, "a commitment takes 32 bytes of salt");
  return Commitment(sha256({salt, sealed_entry}));
}
std::optional<Commitment> Commitment::parse(std::string_view hex) {
  auto hash = from_hex(hex);
  if (!hash || hash->size() != 32) return std::nullopt;
  return Commitment(std::move(*hash));
}
std::string Commitment::text() const { return to_hex(hash_); }
bool Commitment::opens_with(ByteView salt, ByteView sealed_entry) const {
  return salt.size() == salt_bytes && sha256({salt, sealed_entry}) == hash_;
}

// The parts need no escaping: their letters are a-z 0-9 _ . - only.
std::string to_canonical_json(const Leaf& leaf) {
  const auto& parts = leaf.parts;
  std::string json;
  const auto add = [&json](std::string_view name, std::string_view value) {
    json.append(json.empty() ? "{\"" : ",\"").append(name).append("\":\"").append(value).append("\"");
  };
  add("commitment", parts.commitment.text());
  add("day", iso_day(parts.day));
  add("fact", word_of(parts.fact));
  add("lane", word_of(parts.lane));
  add("mark", parts.mark.text());
  json += ",\"n\":" + std::to_string(leaf.number);
  add("office", parts.office.text());
  if (parts.reason) add("reason", word_of(*parts.reason));
  add("service", parts.service.text());
  return json + "}";
}

Result<Leaf> parse_leaf(std::string_view text) {
  const auto json = parse_json(text, 2);
  if (!json) return tl::unexpected(json.error());
  const auto day = parse_iso_day((*json)["day"].text());
  const auto office = OfficeCode::parse((*json)["office"].text());
  const auto service = ServiceCode::parse((*json)["service"].text());
  const auto fact = fact_of((*json)["fact"].text());
  const auto lane = lane_of((*json)["lane"].text());
  const auto mark = CaseMark::parse((*json)["mark"].text());
  const auto commitment = Commitment::parse((*json)["commitment"].text());
  const auto number = (*json)["n"].number();
  if (!day || !office || !service || !fact || !lane || !mark || !commitment || number < 0) return failure("a part of the leaf is missing or strange");
  Leaf leaf{static_cast<std::uint64_t>(number),
            {*day, *office, *service, *fact, *lane, reason_of((*json)["reason"].text()), *mark, *commitment}};
  // Whatever else could be wrong (an unknown member, a space, another order) shows in writing it again.
  if (to_canonical_json(leaf) != text) return failure("the leaf is not in its canonical form");
  return leaf;
}

}  // namespace opak::transparency
