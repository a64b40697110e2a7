// A paper is read after it was kept, shown to who opened the file, and gone with the paper.
#include "intake/readings.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "intake/reception.h"
#include "office/documents.h"
#include "office/office_twin.h"
#include "office/open_file.h"

namespace opak::intake {
namespace {

using office::OfficeTwin;
using office::ReadingStand;
using office::WhichPapers;

// What opak-reader would say of these lines, each in one word's place.
Bytes as_read(const std::vector<std::string>& lines) {
  std::string words;
  int count = 0, line = 0;
  for (const auto& text : lines) {
    int left = 0;
    for (const auto& word : split(text, ' ')) {
      words += std::to_string(line) + " 90 " + std::to_string(left) + " " + std::to_string(40 * line) + " " + std::to_string(left + 50) + " " + std::to_string(40 * line + 20) + " " + word + "\n";
      left += 60;
      ++count;
    }
    ++line;
  }
  return "{\"turned\":0,\"width\":1000,\"height\":1000,\"words\":" + std::to_string(count) + "}\n" + words;
}

const auto& siti = registry::demo_resident("lost_card");

class ReadingsTest : public testing::Test {
 protected:
  ReadingsTest() { twin.child = ScriptedChild([this](const std::vector<std::string>& words, ByteView) -> Result<ChildRun> {
    ++asked;
    if (words != std::vector<std::string>{"text"}) throw Bug("only letters are asked for here");
    return answer;
  }); }
  int read_all(WhichPapers which = WhichPapers::all) {
    int read = 0;
    while (read < 100 && read_next_paper(*twin.office, which)) ++read;
    return read;
  }
  PaperFinding finding(const std::string& id, const std::string& paper, const office::Asked& officer) {
    const auto item = twin.boards().find_case(id);
    const auto file = office::open_file(*twin.office, {id, "check_papers"}, officer).wait();
    return finding_of(*twin.office, twin.office->reader(), *item, paper, std::get<office::FileOpened>(file), officer);
  }
  std::string likeness(const PaperFinding& finding, const std::string& field) {
    for (const auto& line : finding.fields)
      if (line.name == field) return std::to_string(static_cast<int>(line.likeness));
    return "absent";
  }
  static std::string of(Likeness likeness) { return std::to_string(static_cast<int>(likeness)); }
  std::int64_t rows() {
    auto row = twin.office->reader().query("SELECT count(*) FROM office_reading");
    return row.next() ? row.number_at(0) : -1;
  }

  OfficeTwin twin;
  int asked = 0;
  Result<ChildRun> answer = ChildRun{.exit_code = 0, .out = as_read({"KARTU KELUARGA", "No. " + siti.kk, "Nama Kepala Keluarga : " + siti.name, "RT/RW : " + siti.rt + "/009", "1 " + siti.name + " " + siti.nik})};
};

}  // namespace

TEST_F(ReadingsTest, AreComparedWithWhatTheResidentWrote) {
  const auto id = twin.submitted();
  EXPECT_EQ(finding(id, "family_card", twin.rina()).stand, ReadingStand::waiting) << "nobody waited for it when it was sent";
  EXPECT_EQ(read_all(), 2);
  const auto found = finding(id, "family_card", twin.rina());
  ASSERT_EQ(found.stand, ReadingStand::read);
  EXPECT_EQ(found.reading.kind, PaperKind::family_card);
  EXPECT_FALSE(found.wrong_paper);
  EXPECT_EQ(likeness(found, "nik"), of(Likeness::same));
  EXPECT_EQ(likeness(found, "kk"), of(Likeness::same));
  EXPECT_EQ(likeness(found, "name"), of(Likeness::same));
  EXPECT_EQ(likeness(found, "rt"), of(Likeness::same));
  EXPECT_EQ(likeness(found, "rw"), of(Likeness::differs));
  EXPECT_EQ(likeness(found, "kelurahan"), of(Likeness::not_read));
  EXPECT_TRUE(finding(id, "loss_letter", twin.rina()).wrong_paper) << "a family card stands where the police's letter was asked for";
  EXPECT_EQ(read_all(), 0) << "what was read is not read again";
}

TEST_F(ReadingsTest, AreShownToNobodyWhoDidNotOpenTheFile) {
  const auto id = twin.submitted();
  read_all();
  const auto item = twin.boards().find_case(id);
  EXPECT_FALSE(office::reading_of_case(*twin.office, twin.office->reader(), *item, "family_card", twin.rina()));
  OfficeTwin::must(twin.office->record({.actor = "system"}, [](office::Book&) -> office::Answer { return office::Done{}; }));
  (void)office::open_file(*twin.office, {id, "check_papers"}, twin.rina()).wait();
  EXPECT_TRUE(office::reading_of_case(*twin.office, twin.office->reader(), *item, "family_card", twin.rina()));
  EXPECT_FALSE(office::reading_of_case(*twin.office, twin.office->reader(), *item, "family_card", twin.dewi()));
  twin.clock.pass(minutes(31));
  EXPECT_FALSE(office::reading_of_case(*twin.office, twin.office->reader(), *item, "family_card", twin.rina()));
}

TEST_F(ReadingsTest, OfWhatAnOfficerLooksAtGoFirst) {
  twin.submitted();
  const auto second = twin.submitted("damaged", "damaged_card", "+6281200000002");
  EXPECT_EQ(read_all(WhichPapers::officer_waits), 0);
  (void)finding(second, "family_card", twin.rina());
  EXPECT_EQ(read_all(WhichPapers::officer_waits), 1);
  EXPECT_EQ(finding(second, "family_card", twin.rina()).stand, ReadingStand::read);
}

TEST_F(ReadingsTest, WaitWhereTheReaderCannotBeStartedAndAreTriedOnceWhereItCan) {
  const auto id = twin.submitted();
  const auto good = answer;
  answer = failure("no child here");
  EXPECT_EQ(read_all(), 0);
  answer = ChildRun{.exit_code = 3, .out = "{\"refused\":\"paper.no_letters_read\"}\n"};
  EXPECT_EQ(read_all(), 0) << "Tesseract is not installed";
  EXPECT_EQ(finding(id, "family_card", twin.rina()).stand, ReadingStand::waiting);
  answer = ChildRun{.exit_code = 137, .out = {}, .timed_out = true, .processor_ms = 100};
  EXPECT_EQ(read_all(), 0) << "the machine was busy";
  answer = ChildRun{.exit_code = 137, .out = {}, .timed_out = true, .processor_ms = 9'900};
  EXPECT_EQ(read_all(), 2);
  answer = good;
  asked = 0;
  EXPECT_EQ(read_all(), 0);
  EXPECT_EQ(asked, 0) << "a picture that takes for ever is not tried for ever";
  EXPECT_EQ(finding(id, "family_card", twin.rina()).stand, ReadingStand::unreadable);
}

TEST_F(ReadingsTest, LieSealedAndGoWithThePersonAndWithThePaper) {
  const auto id = twin.submitted();
  read_all();
  ASSERT_EQ(rows(), 2);
  for (auto all = twin.office->reader().query("SELECT sealed FROM office_reading"); all.next();)
    for (const auto& word : {siti.nik, siti.kk, siti.name}) EXPECT_EQ(Bytes(all.blob_at(0)).find(word), Bytes::npos);
  const auto document = twin.state(id).papers.at("family_card");
  OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    office::forget_document(book, document);
    return office::Done{};
  }));
  EXPECT_EQ(rows(), 1);
  OfficeTwin::must(withdraw(*twin.office, {id}, {}));
  OfficeTwin::must(erase(*twin.office, {twin.state(id).person}, twin.as("S-0008", {access::Role::admin})));
  EXPECT_EQ(rows(), 0);
}

// The paper was sent anew, or its owner erased, while the child looked at it.
TEST_F(ReadingsTest, OfAPaperThatIsGoneMeanwhileLeaveNothing) {
  const auto id = twin.submitted();
  const office::PaperToRead paper{twin.state(id).papers.at("family_card"), twin.state(id).person};
  OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    office::forget_document(book, paper.document);
    return office::Done{};
  }));
  OfficeTwin::must(office::keep_reading(*twin.office, paper, Personal<vault::Fields>(vault::Fields{{"kind", "family_card"}})));
  EXPECT_EQ(office::reading_of_own(*twin.office, twin.office->reader(), paper).stand, ReadingStand::never_asked);
}

}  // namespace opak::intake
