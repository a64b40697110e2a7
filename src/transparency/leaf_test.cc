#include "transparency/leaf.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "base/personal.h"
#include "transparency/example_log.h"

namespace opak::transparency {
namespace {

const std::string written =
    R"({"commitment":"0e4a39d1","day":"2026-11-23","fact":"returned","lane":"priority","mark":"AAECAwQFBgcICQoL","n":41,)"
    R"("office":"36.73.05","reason":"paper_unclear","service":"ktp_lost"})";

Leaf returned_leaf() {
  auto parts = example::a_leaf(example::monday, Fact::returned);
  parts.lane = Lane::priority;
  parts.reason = Reason::paper_unclear;
  return {41, parts};
}

// What a leaf holds, part by part. A string here would let a sentence, and with it a person, into the public log.
template <class Text>
constexpr bool no_part_takes() {
  return !std::is_constructible_v<OfficeCode, Text> && !std::is_constructible_v<ServiceCode, Text> && !std::is_constructible_v<Fact, Text> &&
         !std::is_constructible_v<Lane, Text> && !std::is_constructible_v<Reason, Text> && !std::is_constructible_v<CaseMark, Text> &&
         !std::is_constructible_v<Commitment, Text> && !std::is_constructible_v<Day, Text>;
}
static_assert(no_part_takes<std::string>() && no_part_takes<const char*>() && no_part_takes<std::string_view>());
static_assert(no_part_takes<Personal<std::string>>() && no_part_takes<Opened<std::string>>() && no_part_takes<Sealed>());

// Naming every part here: a new one does not compile until it is added to the guard above.
void holds_only_typed_parts(const LeafParts& parts) {
  const auto& [day, office, service, fact, lane, reason, mark, commitment] = parts;
  static_assert(std::is_same_v<decltype(day), const Day>);
  static_assert(std::is_same_v<decltype(office), const OfficeCode>);
  static_assert(std::is_same_v<decltype(service), const ServiceCode>);
  static_assert(std::is_same_v<decltype(fact), const Fact>);
  static_assert(std::is_same_v<decltype(lane), const Lane>);
  static_assert(std::is_same_v<decltype(reason), const std::optional<Reason>>);
  static_assert(std::is_same_v<decltype(mark), const CaseMark>);
  static_assert(std::is_same_v<decltype(commitment), const Commitment>);
}

}  // namespace

TEST(Leaf, IsWrittenInOneCanonicalWay) {
  const auto leaf = returned_leaf();
  holds_only_typed_parts(leaf.parts);
  auto expected = written;
  expected.replace(expected.find("0e4a39d1"), 8, leaf.parts.commitment.text());
  EXPECT_EQ(to_canonical_json(leaf), expected);
}

TEST(Leaf, WithoutAReasonDoesNotMentionIt) {
  EXPECT_EQ(to_canonical_json({0, example::a_leaf()}).find("reason"), std::string::npos);
}

TEST(Leaf, ComesBackAsItWas) {
  for (const auto& leaf : {returned_leaf(), Leaf{0, example::a_leaf()}}) EXPECT_EQ(parse_leaf(to_canonical_json(leaf)).value(), leaf);
}

TEST(Leaf, IsReadInNoOtherForm) {
  const auto good = to_canonical_json(returned_leaf());
  const auto changed = [&](std::string_view what, std::string_view by) {
    auto text = good;
    const auto at = text.find(what);
    ensure(at != text.npos, "the test changes something that is there");
    return text.replace(at, what.size(), by);
  };
  EXPECT_FALSE(parse_leaf(""));
  EXPECT_FALSE(parse_leaf("{}"));
  EXPECT_FALSE(parse_leaf(good + " ")) << "a space";
  EXPECT_FALSE(parse_leaf(changed(",\"day\"", ", \"day\""))) << "a space within";
  EXPECT_FALSE(parse_leaf(changed("\"n\":41", "\"n\":41.0")));
  EXPECT_FALSE(parse_leaf(changed("\"n\":41", "\"n\":-1")));
  EXPECT_FALSE(parse_leaf(changed("\"n\":41", "\"n\":\"41\"")));
  EXPECT_FALSE(parse_leaf(changed("returned", "smiled"))) << "no such fact";
  EXPECT_FALSE(parse_leaf(changed("paper_unclear", "Ibu Siti lupa"))) << "a sentence as a reason";
  EXPECT_FALSE(parse_leaf(changed("2026-11-23", "2026-11-31")));
  EXPECT_FALSE(parse_leaf(changed("36.73.05", "3673014101900001"))) << "a NIK as an office";
  EXPECT_FALSE(parse_leaf(changed("{\"commitment\"", "{\"a\":1,\"commitment\""))) << "one member more";
  EXPECT_FALSE(parse_leaf(changed("\"lane\":\"priority\",", ""))) << "one member less";
  EXPECT_FALSE(parse_leaf(changed("ktp_lost\"}", "ktp_lost\",\"service\":\"ktp_lost\"}"))) << "a member twice";
  EXPECT_FALSE(parse_leaf(changed("returned", "return\\u0065d"))) << "escaped without need";
}

TEST(Leaf, CodesAreTooNarrowForAPersonsNumbersOrASentence) {
  for (const auto* code : {"36.73", "36.73.05.1003", "ktp_lost", "ktp-el.lost", "disdukcapil"}) EXPECT_TRUE(OfficeCode::parse(code)) << code;
  for (const auto* code : {"", "x", "3673014101900001", "0812345678901", "Siti Nurhaliza", "Siti", "a b", "../a", "a/b", "\"", "a\\b", "siti@surat.example", "_a"})
    EXPECT_FALSE(ServiceCode::parse(code)) << code;
}

TEST(Leaf, EveryPublishedWordComesBack) {
  for (int i = 0; i <= static_cast<int>(Fact::complete); ++i) EXPECT_EQ(fact_of(word_of(Fact(i))), Fact(i));
  for (int i = 0; i <= static_cast<int>(Reason::other); ++i) EXPECT_EQ(reason_of(word_of(Reason(i))), Reason(i));
  EXPECT_EQ(lane_of("priority"), Lane::priority);
  EXPECT_FALSE(fact_of(""));
}

TEST(Commitment, OpensOnlyWithItsOwnSaltAndEntry) {
  const Bytes salt(32, 'g');
  const auto commitment = Commitment::to(salt, "sealed");
  EXPECT_TRUE(commitment.opens_with(salt, "sealed"));
  EXPECT_FALSE(commitment.opens_with(salt, "sealed!"));
  EXPECT_FALSE(commitment.opens_with(Bytes(32, 'h'), "sealed"));
  // Without a fixed length the edge between salt and entry could be moved.
  EXPECT_FALSE(commitment.opens_with(salt + "s", "ealed"));
  EXPECT_THROW(Commitment::to("short", "sealed"), Bug);
}

TEST(CaseMark, IsDrawnAndCarriesTwelveBytes) {
  SeededChance chance(7);
  const auto mark = CaseMark::draw(chance);
  EXPECT_EQ(mark.text().size(), 16u);
  EXPECT_EQ(CaseMark::parse(mark.text()), mark);
  EXPECT_NE(CaseMark::draw(chance), mark);
  EXPECT_FALSE(CaseMark::parse("AAEC"));
}

}  // namespace opak::transparency
