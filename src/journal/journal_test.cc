#include "journal/journal.h"

#include <gtest/gtest.h>

#include <atomic>

#include "journal/codec.h"

namespace opak::journal {
namespace {

// A book of its own for each test.
class JournalTest : public testing::Test {
 protected:
  void SetUp() override {
    static std::atomic<int> counter{0};
    auto opened = store::Database::open("file:/journal_test_" + std::to_string(++counter) + "?vfs=memdb", store::Mode::writer);
    ASSERT_TRUE(opened);
    ASSERT_TRUE(store::migrate(*opened, "main"));
    book_ = std::make_unique<store::Database>(std::move(*opened));
  }

  store::Database& book() { return *book_; }

  Record write(const std::string& stream, int version, const std::string& body = R"({"service":"lost"})") {
    store::Transaction transaction(book());
    auto line = append(book(), head_, {0, "application", stream, version, Moment{1000}, "resident", "application.opened.v1", body, {}});
    transaction.commit();
    return line;
  }
  void write_three() {
    write("A", 1);
    write("A", 2);
    write("B", 1);
  }

  // What the database itself says to this SQL: "" where it did as told.
  std::string refusal(const std::string& sql) {
    try {
      book().script(sql);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }
  std::string rows() { return store::dump_tables(book(), "journal"); }

  Head head_;
  std::unique_ptr<store::Database> book_;
};

using Guards = JournalTest;
using Chain = JournalTest;

const std::string columns = "(seq, kind, stream, version, at, actor, fact, body, hash)";
const std::string append_only = "the journal is append-only", only_next = "the journal only takes the next entry";

std::string values(int seq, const std::string& stream, int version) {
  return " VALUES (" + std::to_string(seq) + ", 'application', '" + stream + "', " + std::to_string(version) + ", 1, 'resident', 'application.opened.v1', '{}', x'00')";
}

}  // namespace

// The book's own writing.

TEST_F(JournalTest, NumbersWithoutGapsAndChainsEachLineToTheOneBefore) {
  const auto first = write("A", 1), second = write("A", 2), other = write("B", 1);
  EXPECT_EQ(first.seq, 1);
  EXPECT_EQ(second.seq, 2);
  EXPECT_EQ(other.seq, 3);
  EXPECT_EQ(read_head(book()).seq, 3);
  EXPECT_EQ(read_head(book()).hash, other.hash);
  EXPECT_EQ(first_fault(book()), std::nullopt);
}

TEST_F(JournalTest, WritesOnlyInsideATransaction) {
  EXPECT_THROW(append(book(), head_, {0, "application", "A", 1, {}, "resident", "application.opened.v1", "{}", {}}), Bug);
}

TEST_F(JournalTest, ReadsOneStreamInOrderAndLeavesOthersAlone) {
  write_three();
  const auto stream = read_stream(book(), "application", "A");
  ASSERT_EQ(stream.size(), 2U);
  EXPECT_EQ(stream[0].version, 1);
  EXPECT_EQ(stream[1].version, 2);
  EXPECT_TRUE(read_stream(book(), "parcel", "A").empty());
}

TEST_F(JournalTest, ScansPastAPageAndStopsWhenTold) {
  for (int i = 1; i <= 1203; ++i) write("long", i);
  int seen = 0;
  std::int64_t last = 0;
  scan(book(), 1, [&](const Record& record) {
    EXPECT_EQ(record.seq, last + 1);
    last = record.seq;
    ++seen;
    return true;
  });
  EXPECT_EQ(seen, 1203);
  seen = 0;
  scan(book(), 1000, [&](const Record&) { return ++seen < 5; });
  EXPECT_EQ(seen, 5);
}

// What the database refuses, whoever asks.

TEST_F(Guards, RefuseAnUpdate) {
  write_three();
  const auto before = rows();
  EXPECT_NE(refusal("UPDATE journal SET body = '{}' WHERE seq = 2").find(append_only), std::string::npos);
  EXPECT_NE(refusal("UPDATE OR IGNORE journal SET at = at + 1").find(append_only), std::string::npos);
  EXPECT_NE(refusal("UPDATE OR REPLACE journal SET seq = 1 WHERE seq = 2").find(append_only), std::string::npos);
  EXPECT_EQ(rows(), before);
}

TEST_F(Guards, RefuseADelete) {
  write_three();
  const auto before = rows();
  EXPECT_NE(refusal("DELETE FROM journal WHERE seq = 3").find(append_only), std::string::npos);
  EXPECT_NE(refusal("DELETE FROM journal").find(append_only), std::string::npos);
  EXPECT_EQ(rows(), before);
}

// REPLACE takes the old row away without firing the DELETE trigger: the guard before INSERT must say no.
TEST_F(Guards, RefuseInsertOrReplaceOverALine) {
  write_three();
  const auto before = rows();
  EXPECT_NE(refusal("INSERT OR REPLACE INTO journal " + columns + values(2, "A", 2)).find(only_next), std::string::npos);
  EXPECT_NE(refusal("REPLACE INTO journal " + columns + values(3, "C", 1)).find(only_next), std::string::npos);
  EXPECT_EQ(rows(), before);
}

TEST_F(Guards, RefuseInsertOrReplaceOverAVersionWithTheNextNumber) {
  write_three();
  const auto before = rows();
  EXPECT_NE(refusal("INSERT OR REPLACE INTO journal " + columns + values(4, "A", 1)).find(only_next), std::string::npos);
  EXPECT_EQ(rows(), before);
}

TEST_F(Guards, RefuseAnUpsertThatWouldUpdate) {
  write_three();
  const auto before = rows();
  EXPECT_NE(refusal("INSERT INTO journal " + columns + values(2, "A", 2) + " ON CONFLICT (seq) DO UPDATE SET body = 'x'"), "");
  EXPECT_NE(refusal("INSERT INTO journal " + columns + values(4, "A", 2) + " ON CONFLICT (stream, kind, version) DO UPDATE SET body = 'x'"), "");
  EXPECT_EQ(rows(), before);
}

TEST_F(Guards, RefuseAGapInTheNumbers) {
  write_three();
  EXPECT_NE(refusal("INSERT INTO journal " + columns + values(5, "C", 1)).find(only_next), std::string::npos);
  EXPECT_NE(refusal("INSERT OR IGNORE INTO journal " + columns + values(9, "C", 1)).find(only_next), std::string::npos);
  EXPECT_NE(refusal("INSERT INTO journal (kind, stream, version, at, actor, fact, body, hash) VALUES ('application', 'C', 1, 1, 'resident', 'f', '{}', x'00')").find(only_next),
            std::string::npos);
  EXPECT_EQ(read_head(book()).seq, 3);
}

TEST_F(Guards, RefuseAVersionThatIsNotTheNextOfItsStream) {
  write_three();
  EXPECT_NE(refusal("INSERT INTO journal " + columns + values(4, "A", 2)).find(only_next), std::string::npos);
  EXPECT_NE(refusal("INSERT INTO journal " + columns + values(4, "A", 4)).find(only_next), std::string::npos);
  EXPECT_NE(refusal("INSERT INTO journal " + columns + values(4, "A", 0)).find(only_next), std::string::npos);
  EXPECT_NE(refusal("INSERT INTO journal " + columns + values(4, "C", 2)).find(only_next), std::string::npos);
  EXPECT_EQ(refusal("INSERT INTO journal " + columns + values(4, "A", 3)), "") << "the next one is taken";
}

// Somebody with the file and the time to drop the guards.

namespace {
void drop_guards(store::Database& book) {
  book.script("DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete; DROP TRIGGER journal_only_next;");
}
}  // namespace

TEST_F(Chain, FindsAChangedByteInEveryColumn) {
  for (const auto* change : {"kind = 'applicatioN'", "stream = 'Z'", "version = 9", "at = at + 1", "actor = 'officer/S-0001'", "fact = 'application.opened.v2'",
                             "body = replace(body, 'lost', 'losT')", "hash = zeroblob(32)"}) {
    SetUp();
    head_ = {};
    write_three();
    drop_guards(book());
    book().script(std::string("UPDATE journal SET ") + change + " WHERE seq = 2");
    EXPECT_EQ(first_fault(book()), 2) << change;
  }
}

TEST_F(Chain, FindsALineTakenOutEvenWhereTheRestIsNumberedAnew) {
  write_three();
  drop_guards(book());
  book().script("DELETE FROM journal WHERE seq = 2");
  EXPECT_EQ(first_fault(book()), 2);
  book().script("UPDATE journal SET seq = 2 WHERE seq = 3");
  EXPECT_EQ(first_fault(book()), 2);
}

TEST_F(Chain, FindsTwoLinesExchanged) {
  write_three();
  drop_guards(book());
  book().script("UPDATE journal SET seq = 99 WHERE seq = 1; UPDATE journal SET seq = 1 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 99;");
  EXPECT_EQ(first_fault(book()), 1);
}

TEST_F(Chain, BytesCannotSlideFromOneColumnToTheNext) {
  write("A", 1);
  drop_guards(book());
  book().script("UPDATE journal SET actor = 'residentapplication', fact = '.opened.v1'");
  EXPECT_EQ(first_fault(book()), 1);
}

// The codec: entries and states from their one list of fields. The desks' own entries go through it in views_test.cc.

namespace {

struct OldForm {
  static constexpr std::string_view fact = "test.form.v1";
  std::string name = "nobody";
  int count = 7;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("name", self.name);
    visit("count", self.count);
  }
  bool operator==(const OldForm&) const = default;
};

struct WholeForm {
  static constexpr std::string_view fact = "test.whole.v1";
  std::string text;
  bool truth = false;
  int number = 0;
  std::int64_t large = 0;
  Day day;
  Moment at;
  Sealed sealed;
  std::vector<std::string> list;
  std::map<std::string, std::string> words;
  std::map<std::string, bool> marks;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("text", self.text);
    visit("truth", self.truth);
    visit("number", self.number);
    visit("large", self.large);
    visit("day", self.day);
    visit("at", self.at);
    visit("sealed", self.sealed);
    visit("list", self.list);
    visit("words", self.words);
    visit("marks", self.marks);
  }
  bool operator==(const WholeForm&) const = default;
};

using Form = std::variant<OldForm, WholeForm>;

}  // namespace

TEST(Codec, BringsEveryKindOfFieldBack) {
  const WholeForm form{"\"Umi\" \\ \n \xe2\x80\x9c<b>", true, -3, 1'795'000'000'123, *day_of(2026, 11, 23), Moment{5}, Sealed{Bytes("\0\xff\x01", 3)},
                       {"a", "", "c"}, {{"k", "v"}, {"", "w"}}, {{"yes", true}, {"no", false}}};
  EXPECT_EQ(std::get<WholeForm>(decode_entry<Form>(WholeForm::fact, encode_entry(Form(form)))), form);
}

TEST(Codec, AnEmptyEntryComesBackEmpty) { EXPECT_EQ(decode<WholeForm>(encode(WholeForm{})), WholeForm{}); }

TEST(Codec, OldJsonWithoutANewFieldReadsTheDefault) {
  EXPECT_EQ(decode<OldForm>("{}"), OldForm{});
  EXPECT_EQ(decode<OldForm>(R"({"name":"Umi"})"), (OldForm{"Umi", 7}));
  EXPECT_EQ(decode<OldForm>(R"({"count":1,"later":"unknown"})"), (OldForm{"nobody", 1})) << "a field that went away is passed over";
}

TEST(Codec, AnUnknownFactIsABug) {
  EXPECT_THROW(decode_entry<Form>("test.form.v9", "{}"), Bug);
  EXPECT_THROW(decode_entry<Form>("", "{}"), Bug);
}

TEST(Codec, ABodyThatIsNotJsonIsABug) {
  EXPECT_THROW(decode<OldForm>("not json"), Bug);
  EXPECT_THROW(decode<WholeForm>(R"({"sealed":"!!"})"), Bug);
}

}  // namespace opak::journal
