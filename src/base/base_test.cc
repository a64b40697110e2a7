#include <gtest/gtest.h>

#include <thread>

#include "base/request_id.h"
#include "base/log.h"
#include "base/later.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/embedded.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/real_world.h"
#include "base/text.h"
#include "base/time.h"
#include "base/twins.h"

namespace opak {

TEST(Bytes, ComeBackFromHexAndBase64) {
  const Bytes all = [] { Bytes b; for (int i = 0; i < 256; ++i) b.push_back(static_cast<char>(i)); return b; }();
  for (std::size_t n = 0; n < all.size(); ++n) {
    const auto part = all.substr(0, n);
    EXPECT_EQ(from_hex(to_hex(part)), part);
    EXPECT_EQ(from_base64(to_base64(part)), part);
    EXPECT_EQ(from_base64url(to_base64url(part)), part);
  }
}

TEST(Bytes, RefuseLooseBase64) {
  // RFC 4648, section 10.
  for (const auto& [bytes, text] : {std::pair<std::string, std::string>{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(to_base64url(bytes), text.substr(0, text.find('=')));
  }
  EXPECT_EQ(from_base64("TQ=="), "M");
  EXPECT_FALSE(from_base64("TR=="));  // The last bits are not zero.
  EXPECT_FALSE(from_base64("TQ"));
  EXPECT_FALSE(from_base64("TQ==\n"));
}

TEST(Digest, AgreesWithTheStandardsVectors) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256({"a", "bc"}), sha256("abc"));
  EXPECT_EQ(to_hex(hmac_sha256("secret", "test")), "0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914");
}

TEST(Time, KnowsWeekdaysAndJakarta) {
  const auto monday = *day_of(2026, 11, 23);
  EXPECT_EQ(weekday(monday), 1);
  EXPECT_EQ(weekday(monday + 6), 7);
  EXPECT_EQ(iso_day(monday), "2026-11-23");
  EXPECT_EQ(iso_moment(moment_in_jakarta(monday, 8, 31)), "2026-11-23T01:31:00.000Z");
  EXPECT_EQ(day_in_jakarta(*parse_iso_moment("2026-11-22T17:00:00Z")), monday);
  EXPECT_EQ(day_in_jakarta(*parse_iso_moment("2026-11-22T16:59:59.999Z")), monday + -1);
  EXPECT_FALSE(day_of(2026, 2, 29));
  EXPECT_FALSE(parse_iso_day("2026-2-01"));
}

TEST(Json, IsReadStrictlyAndWrittenBack) {
  const auto read = parse_json(R"({"a":[1,2.5,"é\n",true,null],"b":{}})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->write(), "{\"a\":[1,2.5,\"é\\n\",true,null],\"b\":{}}");
  EXPECT_EQ((*read)["a"][2].text(), "é\n");
  EXPECT_FALSE(parse_json("{\"a\":1,\"a\":2}"));
  EXPECT_FALSE(parse_json("{\"a\":1}x"));
  EXPECT_FALSE(parse_json(std::string(100'000, '[')));
  EXPECT_EQ((*read)["missing"]["deeper"].text(), "");
}

TEST(Text, IsMaskedAndFilled) {
  EXPECT_EQ(masked_name("Siti Nurhaliza"), "S*** N*******");
  EXPECT_EQ(short_name("Siti  Nurhaliza Binti Ahmad"), "Siti N. B. A.");
  EXPECT_EQ(short_name("Supardi"), "Supardi");
  EXPECT_EQ(short_name(""), "");
  EXPECT_EQ(masked_digits("3673014101900001"), "3673********01");
  EXPECT_EQ(filled("Halo {nama}, {x}", {{"nama", "Siti"}}), "Halo Siti, {x}");
  EXPECT_TRUE(is_utf8("é👍"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xc0\xaf"));
  EXPECT_EQ(edit_distance("panancangan", "penancangan", 2), 1);
  EXPECT_EQ(edit_distance("ab", "ba", 2), 1);
}

TEST(Ids, RiseWithTime) {
  SeededChance chance(1);
  const auto first = new_id({1000}, chance), second = new_id({1001}, chance);
  EXPECT_TRUE(is_id(first));
  EXPECT_LT(first, second);
  EXPECT_EQ(made_at(second), Moment{1001});
}

TEST(Chance, FromASeedIsTheSameForEver) {
  SeededChance a(7), b(7);
  EXPECT_EQ(a.bytes(100), b.bytes(100));
  for (int i = 0; i < 1000; ++i) EXPECT_LT(a.below(10), 10U);
}

TEST(Embedded, FilesAreFoundByName) {
  EXPECT_FALSE(find_embedded("no/such/file"));
}

TEST(Files, OfAFolderThatIsNotThereAreNone) {
  DiskFiles disk(OPAK_BINARY_DIR "/base_test_files");
  ASSERT_TRUE(disk.write_durable("a/b/one", "1"));
  ASSERT_TRUE(disk.write_durable("ab", "2"));
  MemoryFiles memory;
  ASSERT_TRUE(memory.write_durable("a/b/one", "1"));
  ASSERT_TRUE(memory.write_durable("ab", "2"));
  for (Files* files : {static_cast<Files*>(&disk), static_cast<Files*>(&memory)}) {
    EXPECT_EQ(files->list("a").value(), std::vector<std::string>{"a/b/one"});
    EXPECT_EQ(files->list("").value(), (std::vector<std::string>{"a/b/one", "ab"}));
    EXPECT_EQ(files->list("nowhere").value(), std::vector<std::string>{});
  }
}

TEST(Files, OfSomethingThatIsNoFolderAreAFailure) {
  DiskFiles disk(OPAK_BINARY_DIR "/base_test_no_folder");  // its own: tests run beside one another
  ASSERT_TRUE(disk.write_durable("ab", "2"));
  EXPECT_FALSE(disk.list("ab"));
}

TEST(RequestId, StandsOnTheDiarysLinesAlsoWhereAnotherThreadAnswers) {
  const auto lines = [](auto work) {
    testing::internal::CaptureStderr();
    work();
    return testing::internal::GetCapturedStderr();
  };
  Later<int> later;
  const auto first = lines([&] {
    const ForRequest hand("abc234");
    later.when_ready([](const int&) { log_error("answered"); });
    log_error("asked");
    const ForRequest inner("def567");
    log_error("within");
  });
  EXPECT_NE(first.find("\"what\":\"asked\",\"request\":\"abc234\""), std::string::npos) << first;
  EXPECT_NE(first.find("\"what\":\"within\",\"request\":\"def567\""), std::string::npos) << first;
  EXPECT_EQ(request_in_hand(), "");
  const auto then = lines([&] { std::thread([&] { later.answer(1); }).join(); });
  EXPECT_NE(then.find("\"what\":\"answered\",\"request\":\"abc234\""), std::string::npos) << then;
  EXPECT_EQ(lines([] { log_error("nobody asked"); }).find("request"), std::string::npos);
}

}  // namespace opak
