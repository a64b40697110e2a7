// Letters read behind the walls, and what is taken of an answer.
#include "paper/text.h"

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <map>
#include <thread>

#include "base/twins.h"
#include "paper/paper_test.h"
#include "paper/photo.h"

namespace opak::paper {
namespace {

const TextLimits unhurried{.wall_ms = 60'000};
const ChildLimits as_it_is_asked{.wall_ms = 60'000, .resident_bytes_max = TextLimits{}.resident_bytes_max, .out_bytes_max = TextLimits{}.out_bytes_max};

ProcessChild& reader() {
  static ProcessChild child(reader_path, 3);
  return child;
}

std::string refusal(const tl::expected<Personal<PaperText>, Refusal>& answer) { return answer ? "read" : answer.error().key; }

// As our own child would have answered.
tl::expected<Personal<PaperText>, Refusal> taken(const Bytes& out, int exit_code = 0) {
  ScriptedChild child([&](const std::vector<std::string>&, ByteView) -> Result<ChildRun> { return ChildRun{.exit_code = exit_code, .out = out, .timed_out = false}; });
  return read_text(child, "a jpeg");
}

std::vector<std::string> lines(const tl::expected<Personal<PaperText>, Refusal>& answer) {
  std::vector<std::string> all;
  if (answer)
    for (const auto& line : PersonalAccess::look(*answer).lines) all.push_back(line.text);
  return all;
}

// A page of these lines, drawn by poppler and cleaned like any resident's.
Bytes page_of(const std::vector<std::string>& words) {
  std::string content = "BT /F1 30 Tf 40 TL 40 760 Td";
  for (const auto& line : words) content += " (" + line + ") Tj T*";
  content += " ET";
  const auto pdf = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[5 0 R]/Count 1>>endobj\n3 0 obj<</Length " + std::to_string(content.size()) + ">>stream\n" + content +
                   "\nendstream endobj\n4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n5 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>endobj\n"
                   "trailer<</Root 1 0 R/Size 6>>\n%%EOF\n";
  const auto photo = clean_photo(reader(), pdf, {.wall_ms = 60'000});
  if (!photo) throw Bug("a page could not be drawn");
  return photo->jpeg;
}

Bytes photographed(const Bytes& jpeg, const std::vector<std::string>& how) {
  ProcessChild samples(samples_path);
  std::vector<std::string> words{"photographed"};
  words.insert(words.end(), how.begin(), how.end());
  const auto run = samples.run(words, jpeg, generous);
  if (!run || run->exit_code != 0) throw Bug("a photo could not be made");
  return run->out;
}

const std::vector<std::string> letter{"KEPOLISIAN NEGARA", "SURAT KETERANGAN KEHILANGAN", "Nama : SITI AMINAH", "NIK : 3673055404919901", "telah kehilangan satu buah KTP", "Serang, 18 November 2026"};

}  // namespace

TEST(ReadText, ReadsWhatStandsOnAPaper) {
  const auto jpeg = page_of(letter);
  const auto read = read_text(reader(), jpeg, unhurried);
  ASSERT_TRUE(read) << refusal(read) << ": is tesseract-ocr-ind installed?";
  const auto all = lines(read);
  ASSERT_GE(all.size(), 5U);
  EXPECT_EQ(all[0], "KEPOLISIAN NEGARA");
  EXPECT_EQ(all[1], "SURAT KETERANGAN KEHILANGAN");
  EXPECT_NE(all[3].find("3673055404919901"), std::string::npos);
  EXPECT_EQ(PersonalAccess::look(*read).turned, 0);
}

TEST(ReadText, TurnsAPaperThatLiesOnItsSideOrUpsideDown) {
  const auto jpeg = page_of(letter);
  for (const auto& [degrees, turned] : std::map<std::string, int>{{"90", 270}, {"180", 180}}) {
    const auto read = read_text(reader(), photographed(jpeg, {degrees, "100", "0", "0", "80"}), unhurried);
    ASSERT_TRUE(read) << refusal(read);
    EXPECT_EQ(PersonalAccess::look(*read).turned, turned) << degrees;
    std::string all;
    for (const auto& line : lines(read)) all += line + "\n";
    EXPECT_NE(all.find("3673055404919901"), std::string::npos) << degrees << ":\n" << all;
  }
}

TEST(ReadText, StraightensWhatLeansAndBrightensWhatIsDark) {
  const auto read = read_text(reader(), photographed(page_of(letter), {"7", "35", "3", "2", "60"}), unhurried);
  ASSERT_TRUE(read) << refusal(read);
  std::string all;
  for (const auto& line : lines(read)) all += line + "\n";
  EXPECT_NE(all.find("KEHILANGAN"), std::string::npos) << all;
  EXPECT_NE(all.find("3673055404919901"), std::string::npos) << all;
}

TEST(ReadText, FindsNothingInAnEmptySheetOrAPictureOfNothing) {
  for (const auto& jpeg : {sample({"page", "bright"}), sample({"jpeg", "1600", "1200"}), sample({"jpeg", "1", "1"}), sample({"jpeg", "1600", "1"}), sample({"jpeg", "3", "1600"})}) {
    const auto read = read_text(reader(), jpeg, unhurried);
    EXPECT_TRUE(read) << refusal(read);
  }
  EXPECT_TRUE(lines(read_text(reader(), sample({"jpeg", "1600", "1200"}), unhurried)).empty());
}

TEST(ReadText, RefusesWhatIsNoPictureOfOurs) {
  for (const auto& file : {Bytes("hello"), Bytes("\xff\xd8\xff"), sample({"png", "100", "100"}), Bytes("%PDF-1.4")}) EXPECT_EQ(refusal(read_text(reader(), file, unhurried)), "paper.damaged");
  EXPECT_EQ(refusal(read_text(reader(), "", unhurried)), "paper.damaged");
  // Sides that would take a gigabyte stop at the header.
  auto bomb = sample({"jpeg", "64", "64"});
  const auto frame = bomb.find("\xFF\xC0");
  ASSERT_NE(frame, Bytes::npos);
  for (const auto at : {frame + 5, frame + 7}) bomb[at] = '\xFF';
  EXPECT_EQ(refusal(read_text(reader(), bomb, unhurried)), "paper.damaged");
}

TEST(ReadText, StaysWithinItsMemoryAndManyAtOnceAreAllRead) {
  const auto jpeg = page_of(letter);
  const auto run = reader().measured_run({"text"}, jpeg, as_it_is_asked);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->run.exit_code, 0);
  std::cout << "a page: peak " << run->resident_bytes_peak / mebibyte << " MiB, " << run->run.processor_ms << " ms of the processor\n";
  EXPECT_LT(run->resident_bytes_peak, 128 * mebibyte);
  const char* depth = std::getenv("OPAK_TEST_DEPTH");
  const int pages = depth != nullptr && std::string_view(depth) != "quick" ? 30 : 6;
  std::atomic<int> read = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < pages; ++i) threads.emplace_back([&] { read += read_text(reader(), jpeg, unhurried) ? 1 : 0; });
  }
  EXPECT_EQ(read, pages);
}

TEST(ReadText, TakesOnlyWhatOurOwnReaderWouldSay) {
  const Bytes head = R"({"turned":0,"width":100,"height":100,"words":2})" "\n";
  EXPECT_EQ(lines(taken(head + "0 90 0 0 40 20 Nama\n0 80 50 0 90 20 SITI\n")), std::vector<std::string>{"Nama SITI"});
  EXPECT_EQ(lines(taken(head + "0 90 0 0 40 20 Nama\n0 80 90 0 99 20 SITI\n")), std::vector<std::string>{"Nama\tSITI"}) << "a wide gap is told";
  EXPECT_EQ(lines(taken(head + "0 90 0 0 40 20 Nama\n1 80 50 0 90 20 SITI\n")), (std::vector<std::string>{"Nama", "SITI"}));
  EXPECT_EQ(lines(taken(head + "0 90 0 0 40 20 Nama\n0 80 50 0 90 20 \xC3\n")), std::vector<std::string>{"Nama"}) << "half a letter is no letter";
  for (const auto* words : {"", "0 90 0 0 40 20 Nama\n", "0 90 0 0 40 20 Nama\n0 80 50 0 90 20 \n", "0 90 0 0 40 20 Nama\n0 101 50 0 90 20 X\n", "1 90 0 0 40 20 Nama\n0 80 50 0 90 20 X\n",
                            "0 90 0 0 40 20 Nama\n0 80 50 0 90 20 X", "0 90 0 0 40 20 Nama\n-1 80 50 0 90 20 X\n", "0 90 9 0 4 20 Nama\n0 80 50 0 90 20 X\n", "0 90 0 0 40 20 Na\tma\n0 80 50 0 90 20 X\n",
                            "0 90 0 0 40 20 Nama\n0 80 50 0 999999 20 X\n"})
    EXPECT_EQ(refusal(taken(head + words)), "paper.damaged") << words;
  for (const auto* other : {"", "{", "{}\n0 1 2\n", R"({"turned":45,"words":0})" "\n", R"({"turned":0,"words":-1})" "\n"}) EXPECT_EQ(refusal(taken(other)), "paper.damaged") << other;
  EXPECT_EQ(refusal(taken("{\"turned\":0,\"words\":0}\n")), "read");
  EXPECT_EQ(refusal(taken("", 139)), "paper.damaged");
  EXPECT_EQ(refusal(taken("{\"refused\":\"paper.no_letters_read\"}\n", 3)), "paper.not_now");
  EXPECT_EQ(refusal(taken("{\"refused\":\"paper.damaged\"}\n", 3)), "paper.damaged");
}

}  // namespace opak::paper
