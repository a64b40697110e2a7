#include "paper/photo.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <thread>

#include "base/embedded.h"
#include "base/twins.h"
#include "paper/paper_test.h"

namespace opak::paper {
namespace {

// Judges what is said of a file and not how fast this machine is today.
const PhotoLimits unhurried{.wall_ms = 60'000};

ProcessChild& reader() {
  static ProcessChild child(reader_path);
  return child;
}

tl::expected<Photo, Refusal> cleaned(ByteView file) { return clean_photo(reader(), file, unhurried); }

std::string refusal(const tl::expected<Photo, Refusal>& answer) { return answer ? "cleaned" : answer.error().key; }

std::string quarters(ByteView jpeg) { return std::string(seen(jpeg)["quarters"].text()); }

bool is_jpeg_only(const Photo& photo) {
  return is_plain_jpeg(photo.jpeg) && is_plain_jpeg(photo.thumbnail) &&
         std::all_of(photo.further_pages.begin(), photo.further_pages.end(), is_plain_jpeg);
}

// A PDF of so many pages, each of them red all over with one line of text. `place` is the box and the turn of each page.
Bytes pdf_of(int pages, const std::string& place = "/MediaBox[0 0 595 842]") {
  std::string pdf = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[";
  for (int i = 0; i < pages; ++i) pdf += std::to_string(5 + i) + " 0 R ";
  pdf += "]/Count " + std::to_string(pages) + ">>endobj\n";
  const std::string content = "1 0 0 rg 0 0 2000 2000 re f 0 0 0 rg BT /F1 40 Tf 60 420 Td (Surat kehilangan) Tj ET";
  pdf += "3 0 obj<</Length " + std::to_string(content.size()) + ">>stream\n" + content + "\nendstream endobj\n";
  pdf += "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n";
  for (int i = 0; i < pages; ++i) {
    pdf += std::to_string(5 + i) + " 0 obj<</Type/Page/Parent 2 0 R" + place + "/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>endobj\n";
  }
  return pdf + "trailer<</Root 1 0 R/Size " + std::to_string(5 + pages) + ">>\n%%EOF\n";
}

Bytes corpus(const std::string& name) { return read_file(std::string(OPAK_SHARED_DIR "/corpora/") + name); }

// Sees also how patient it is asked to be.
class LimitedSpy : public Child {
 public:
  using Answer = std::function<Result<ChildRun>(const std::vector<std::string>&, ByteView, const ChildLimits&)>;
  explicit LimitedSpy(Answer answer) : answer_(std::move(answer)) {}
  Result<ChildRun> run(const std::vector<std::string>& words, ByteView in, const ChildLimits& limits) override { return answer_(words, in, limits); }

 private:
  Answer answer_;
};

}  // namespace

TEST(CleanPhoto, TakesEveryKindOfPictureAndKeepsWhatItShows) {
  for (const auto& words : std::vector<std::vector<std::string>>{{"jpeg", "2400", "1800"},
                                                                 {"jpeg", "2400", "1800", "85", "0", "progressive"},
                                                                 {"png", "2400", "1800"},
                                                                 {"png", "2400", "1800", "interlaced"},
                                                                 {"webp", "2400", "1800"},
                                                                 {"webp", "2400", "1800", "lossless"},
                                                                 {"heic", "2400", "1800"}}) {
    const auto photo = cleaned(sample(words));
    ASSERT_TRUE(photo) << words[0] << " " << refusal(photo);
    EXPECT_EQ(photo->width, 1600);
    EXPECT_EQ(photo->height, 1200);
    EXPECT_EQ(seen(photo->jpeg).write(), R"({"width":1600,"height":1200,"quarters":"rgbw"})") << words[0];
    EXPECT_EQ(seen(photo->thumbnail).write(), R"({"width":240,"height":180,"quarters":"rgbw"})") << words[0];
    EXPECT_EQ(photo->hints, std::vector<std::string>{});
    EXPECT_TRUE(is_jpeg_only(*photo));
  }
}

TEST(CleanPhoto, NeverMakesASmallPictureLarger) {
  const auto photo = cleaned(sample({"png", "300", "200"}));
  ASSERT_TRUE(photo);
  EXPECT_EQ(photo->width, 300);
  EXPECT_EQ(photo->height, 200);
  EXPECT_EQ(photo->hints, std::vector<std::string>{"too_small"});
}

TEST(CleanPhoto, TurnsThePictureTheWayTheCameraWasHeld) {
  const std::map<int, std::string> shown{{1, "rgbw"}, {2, "grwb"}, {3, "wbgr"}, {4, "bwrg"},
                                         {5, "rbgw"}, {6, "brwg"}, {7, "wgbr"}, {8, "gwrb"}};
  for (const auto& [orientation, expected] : shown) {
    const auto photo = cleaned(sample({"jpeg", "800", "600", "85", std::to_string(orientation)}));
    ASSERT_TRUE(photo);
    EXPECT_EQ(quarters(photo->jpeg), expected) << orientation;
    EXPECT_EQ(photo->width, orientation >= 5 ? 600 : 800);
    EXPECT_EQ(photo->jpeg.find("Exif"), Bytes::npos);
  }
}

TEST(CleanPhoto, TakesALargePhotoInLittleMemory) {
  const auto measured = [](const std::vector<std::string>& words, std::size_t limit) {
    const auto run = reader().measured_run({"photo"}, sample(words), {.wall_ms = 60'000, .resident_bytes_max = limit});
    EXPECT_TRUE(run && run->run.exit_code == 0) << words[0] << words[1];
    std::cout << words[0] << " " << words[1] << " x " << words[2] << ": peak " << run->resident_bytes_peak / mebibyte << " MiB\n";
    EXPECT_GT(run->resident_bytes_peak, mebibyte);
  };
  measured({"jpeg", "6000", "4000"}, 64 * mebibyte);
  measured({"jpeg", "8000", "5000", "60"}, 64 * mebibyte);
  measured({"jpeg", "4096", "3072", "85", "6", "progressive"}, 64 * mebibyte);
  measured({"png", "8000", "5000"}, 64 * mebibyte);
  measured({"png", "3000", "2900", "interlaced"}, 64 * mebibyte);
  measured({"webp", "6000", "4000"}, 64 * mebibyte);
  measured({"webp", "3200", "3000", "lossless"}, 64 * mebibyte);
  measured({"heic", "4000", "3000"}, 256 * mebibyte);
}

TEST(CleanPhoto, RefusesWhatIsTooLargeByItsHeader) {
  EXPECT_EQ(refusal(cleaned(sample({"webp", "12500", "40"}))), "paper.too_large");
  EXPECT_EQ(refusal(cleaned(sample({"jpeg", "12001", "10"}))), "paper.too_large");
  EXPECT_EQ(refusal(cleaned(sample({"jpeg", "12000", "10"}))), "cleaned");
  EXPECT_EQ(refusal(cleaned(sample({"jpeg", "8000", "5001", "30"}))), "paper.too_large");
  EXPECT_EQ(refusal(cleaned(sample({"jpeg", "6000", "4000", "30", "0", "progressive"}))), "paper.too_large");
  EXPECT_EQ(refusal(clean_photo(reader(), Bytes(101, 'x'), {.file_bytes_max = 100})), "paper.too_large");
}

TEST(CleanPhoto, RefusesAPhotoOfWhichHalfIsMissing) {
  for (const char* kind : {"jpeg", "png", "webp", "heic"}) {
    const Bytes whole = sample({kind, "800", "600"});
    EXPECT_EQ(refusal(cleaned(ByteView(whole).substr(0, whole.size() / 2))), "paper.damaged") << kind;
  }
}

TEST(CleanPhoto, KnowsAFileByItsBytesAlone) {
  for (const ByteView other : {ByteView("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), ByteView("GIF89a..."), ByteView("<html>"),
                               ByteView("PK\x03\x04"), ByteView("BM...."), ByteView("\0\0\0\x1c" "ftypavif", 12), ByteView("x")}) {
    EXPECT_EQ(refusal(cleaned(other)), "paper.unknown_type") << other;
  }
  EXPECT_EQ(refusal(cleaned("")), "paper.empty");
}

TEST(CleanPhoto, SaysWhatIsWrongWithAPageThatCannotBeRead) {
  const auto hints = [](const char* how) { return cleaned(sample({"page", how}))->hints; };
  EXPECT_EQ(hints("sharp"), std::vector<std::string>{});
  EXPECT_EQ(hints("blurred"), std::vector<std::string>{"blurred"});
  EXPECT_EQ(hints("dark"), std::vector<std::string>{"too_dark"});
  EXPECT_EQ(hints("bright"), std::vector<std::string>{"too_bright"});
}

TEST(CleanPdf, BecomesOnePictureAPage) {
  const auto photo = cleaned(pdf_of(5));
  ASSERT_TRUE(photo) << refusal(photo);
  EXPECT_EQ(photo->further_pages.size(), 4U);
  EXPECT_EQ(photo->height, 1600);
  EXPECT_EQ(quarters(photo->jpeg), "rrrr");
  EXPECT_EQ(quarters(photo->further_pages[3]), "rrrr");
  EXPECT_TRUE(is_jpeg_only(*photo));
}

TEST(CleanPdf, IsShownWholeHoweverItsPagesLie) {
  const auto size = [](const std::string& place) {
    const auto photo = cleaned(pdf_of(1, place));
    if (!photo) return refusal(photo);
    EXPECT_EQ(quarters(photo->jpeg), "rrrr") << place;
    return std::to_string(photo->width) + "x" + std::to_string(photo->height);
  };
  EXPECT_EQ(size("/MediaBox[0 0 595 842]"), "1131x1600");
  EXPECT_EQ(size("/MediaBox[0 0 595 842]/Rotate 90"), "1600x1131");
  EXPECT_EQ(size("/MediaBox[700 700 1295 1542]"), "1131x1600");
  EXPECT_EQ(size("/MediaBox[0 0 72 36]"), "200x100");  // Not enlarged beyond 200 dots an inch.
  EXPECT_EQ(cleaned(pdf_of(1, "/MediaBox[0 0 1000000000 1000]"))->height, 1);  // A strip of 350 kilometres.
}

TEST(CleanPdf, ShowsItsText) {
  auto without = pdf_of(1);
  without.replace(without.find("(Surat kehilangan) Tj"), 21, "(                ) Tj");
  const auto with_text = cleaned(pdf_of(1));
  const auto without_text = cleaned(without);
  ASSERT_TRUE(with_text && without_text);
  EXPECT_GT(with_text->jpeg.size(), without_text->jpeg.size() + 2000);
}

TEST(CleanPdf, MayHaveFivePagesAndNoMore) {
  const auto answer = cleaned(pdf_of(6));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), (Refusal{"paper.too_many_pages", {{"count", "5"}}}));
}

// A bomb of blanks was taken as a paper; so was anything that poppler shows as an empty sheet.
TEST(CleanPdf, IsRefusedWhereItHoldsSomethingAndShowsNothing) {
  const std::string ink = "1 0 0 rg 0 0 2000 2000 re f 0 0 0 rg BT /F1 40 Tf 60 420 Td (Surat kehilangan) Tj ET";
  auto blank = pdf_of(2);
  blank.replace(blank.find(ink), ink.size(), std::string(ink.size(), ' '));
  EXPECT_EQ(refusal(cleaned(blank)), "paper.damaged");
  auto with_an_empty_back = pdf_of(2);
  const auto second = with_an_empty_back.rfind("/Contents 3 0 R");
  with_an_empty_back.erase(second, 15);
  EXPECT_TRUE(cleaned(with_an_empty_back).has_value());
}

TEST(Corpus, EachFileIsRefusedOrCleanedWithinItsSecondAndItsMemory) {
  if (!std::filesystem::exists(OPAK_SHARED_DIR "/corpora")) GTEST_SKIP() << "the corpora are not on this machine";
  std::size_t pictures_peak = 0;
  std::size_t pdfs_peak = 0;
  int files = 0;
  int cleaned_files = 0;
  for (const char* folder : {"own/image", "own/pdf", "fetched/image", "fetched/pdf", "fetched/svg"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(OPAK_SHARED_DIR "/corpora/") + folder)) {
      if (!entry.is_regular_file()) continue;
      const Bytes file = read_file(entry.path());
      const bool is_pdf = file.starts_with("%PDF-");
      int processor_ms = 0;
      LimitedSpy spy([&](const std::vector<std::string>& words, ByteView in, const ChildLimits& limits) -> Result<ChildRun> {
        auto measured = reader().measured_run(words, in, limits);
        if (!measured) return tl::unexpected(measured.error());
        auto& peak = is_pdf ? pdfs_peak : pictures_peak;
        peak = std::max(peak, measured->resident_bytes_peak);
        processor_ms += measured->run.processor_ms;
        // Strangers' files may break a decoder, and then only the child is lost; these known ones must not.
        EXPECT_TRUE(measured->run.exit_code == 0 || measured->run.exit_code == 3 || measured->run.timed_out)
            << entry.path() << " ended with " << measured->run.exit_code;
        return std::move(measured->run);
      });
      const auto answer = clean_photo(spy, file);
      // Of the processor, so that the answer is the same on a machine that does other things: both tries together.
      EXPECT_LE(processor_ms, 1500) << entry.path();
      ++files;
      if (!answer) {
        EXPECT_TRUE(answer.error().key.starts_with("paper."));
        EXPECT_NE(answer.error().key, "paper.not_now");
        continue;
      }
      ++cleaned_files;
      EXPECT_TRUE(is_jpeg_only(*answer)) << entry.path();
    }
  }
  EXPECT_GT(files, 150);
  EXPECT_GT(cleaned_files, 20);
  EXPECT_LE(pictures_peak, 64 * mebibyte);
  EXPECT_LE(pdfs_peak, 256 * mebibyte);
  std::cout << files << " files, " << cleaned_files << " cleaned; peak resident MiB: pictures " << pictures_peak / mebibyte << ", PDFs "
            << pdfs_peak / mebibyte << "\n";
}

TEST(Corpus, NamedFilesEndAsTheyMust) {
  if (!std::filesystem::exists(OPAK_SHARED_DIR "/corpora")) GTEST_SKIP() << "the corpora are not on this machine";
  const std::map<std::string, std::string> expected{
      {"own/image/bad-crc.png", "paper.damaged"},      {"own/image/bomb-20000x20000-1bit.png", "paper.too_large"},
      {"own/image/claims-65535.jpg", "paper.damaged"}, {"own/image/claims-65535.png", "paper.too_large"},
      {"own/image/gif-as-png.png", "paper.unknown_type"}, {"own/image/no-end.png", "paper.damaged"},
      {"own/image/one-byte.png", "paper.unknown_type"},   {"own/image/script.svg", "paper.unknown_type"},
      {"own/image/zero-width.png", "paper.damaged"},      {"own/image/ztxt-bomb.png", "cleaned"},
      {"own/image/html-polyglot.png", "cleaned"},         {"own/image/gps-surabaya.jpg", "cleaned"},
      {"own/pdf/ok.pdf", "cleaned"},                      {"own/pdf/javascript.pdf", "cleaned"},
      {"own/pdf/launch.pdf", "cleaned"},                  {"own/pdf/flate-bomb.pdf", "paper.damaged"},
      {"own/pdf/html-in-front.pdf", "paper.unknown_type"}, {"own/pdf/pages-loop.pdf", "paper.damaged"},
      {"own/pdf/truncated.pdf", "paper.damaged"}};
  for (const auto& [name, outcome] : expected) {
    const auto answer = cleaned(corpus(name));
    EXPECT_EQ(refusal(answer), outcome) << name;
    if (!answer) continue;
    EXPECT_TRUE(is_jpeg_only(*answer)) << name;
    for (const char* trace : {"Exif", "GPS", "script", "JavaScript", "Launch", "%PDF"}) {
      EXPECT_EQ(answer->jpeg.find(trace), Bytes::npos) << name << " keeps " << trace;
    }
  }
  EXPECT_FALSE(is_plain_jpeg(corpus("own/image/gps-surabaya.jpg")));
}

TEST(CleanPhoto, IsDoneByTwentyThreadsAtOnce) {
  const Bytes file = sample({"jpeg", "1200", "900"});
  std::vector<std::jthread> threads;
  for (int i = 0; i < 20; ++i) threads.emplace_back([&] { EXPECT_EQ(refusal(cleaned(file)), "cleaned"); });
}

TEST(CleanPhoto, GivesUpOnAReaderThatIsSlowOrHungry) {
  const auto answering = [](int code, bool timed_out) {
    const ChildRun run{code, "", timed_out};
    ScriptedChild child([run](const auto&, auto) { return run; });
    return refusal(clean_photo(child, "file"));
  };
  EXPECT_EQ(answering(137, true), "paper.too_slow");
  EXPECT_EQ(answering(137, false), "paper.too_large");
  EXPECT_EQ(answering(139, false), "paper.damaged");
  ScriptedChild nobody;
  EXPECT_EQ(refusal(clean_photo(nobody, "file")), "paper.not_now");
}

TEST(CleanPhoto, TriesOnceMoreWhereTheReaderHadToWaitForTheProcessor) {
  std::vector<int> patience;
  const auto used = [&](int processor_ms) {
    patience.clear();
    LimitedSpy slow([&](const auto&, ByteView, const ChildLimits& limits) {
      patience.push_back(limits.wall_ms);
      return ChildRun{.exit_code = 137, .out = "", .timed_out = true, .processor_ms = processor_ms};
    });
    return refusal(clean_photo(slow, "file"));
  };
  EXPECT_EQ(used(80), "paper.too_slow");
  EXPECT_EQ(patience, (std::vector<int>{900, 3000}));
  EXPECT_EQ(used(880), "paper.too_slow");
  EXPECT_EQ(patience, std::vector<int>{900}) << "a file that burned its second gets no other";
}

TEST(CleanPhoto, BelievesNothingAHijackedReaderSays) {
  const Photo real = *cleaned(sample({"jpeg", "640", "480"}));
  const auto says = [](int code, const Bytes& out) {
    ScriptedChild child([&](const auto&, auto) { return ChildRun{code, out, false}; });
    return refusal(clean_photo(child, "file"));
  };
  const auto header = [&](const std::string& sizes, const std::string& rest) { return "{\"bytes\":[" + sizes + "]," + rest + "}\n"; };
  const std::string good = R"("width":640,"height":480,"pages":1,"looks":{"hints":["blurred"]})";
  const std::string sizes = std::to_string(real.jpeg.size()) + "," + std::to_string(real.thumbnail.size());
  const Bytes blobs = real.jpeg + real.thumbnail;
  EXPECT_EQ(says(0, header(sizes, good) + blobs), "cleaned");

  EXPECT_EQ(says(0, header(sizes, good) + blobs + "<script>"), "paper.damaged");
  EXPECT_EQ(says(0, header(sizes, good) + blobs.substr(1)), "paper.damaged");
  EXPECT_EQ(says(0, header(std::to_string(real.jpeg.size() + 1) + "," + std::to_string(real.thumbnail.size() - 1), good) + blobs), "paper.damaged");
  EXPECT_EQ(says(0, header("-1," + sizes, good) + blobs), "paper.damaged");
  EXPECT_EQ(says(0, header("99999999999,1", good) + blobs), "paper.damaged");
  EXPECT_EQ(says(0, header(sizes, R"("width":640,"height":480,"pages":2)") + blobs), "paper.damaged");
  EXPECT_EQ(says(0, header(sizes, R"("width":64000,"height":480,"pages":1)") + blobs), "paper.damaged");
  EXPECT_EQ(says(0, header(sizes, R"("width":640,"height":480,"pages":1,"looks":{"hints":["<b>"]})") + blobs), "paper.damaged");
  EXPECT_EQ(says(0, ""), "paper.damaged");
  EXPECT_EQ(says(0, "[]\n"), "paper.damaged");
  EXPECT_EQ(says(0, Bytes(2'000'000, '{')), "paper.damaged");
  EXPECT_EQ(says(3, "{\"refused\":\"paper.locked\"}\n"), "paper.locked");
  EXPECT_EQ(says(3, "{\"refused\":\"admin.welcome\"}\n"), "paper.damaged");
}

TEST(PlainJpeg, HasNoPlaceForAnythingElse) {
  const Bytes jpeg = cleaned(sample({"jpeg", "640", "480"}))->jpeg;
  ASSERT_TRUE(is_plain_jpeg(jpeg));
  const Bytes comment("\xFF\xFE\x00\x04hi", 6);
  EXPECT_FALSE(is_plain_jpeg(jpeg.substr(0, 2) + comment + jpeg.substr(2)));
  EXPECT_FALSE(is_plain_jpeg(jpeg + "<script>"));
  for (std::size_t size = 0; size < 700; ++size) EXPECT_FALSE(is_plain_jpeg(ByteView(jpeg).substr(0, size)));
  EXPECT_FALSE(is_plain_jpeg(ByteView(jpeg).substr(0, jpeg.size() - 1)));
}

TEST(Sentences, StandForEveryRefusalAndHint) {
  for (const char* language : {"id", "en"}) {
    const auto file = find_embedded("translations/" + std::string(language) + "/paper.json");
    ASSERT_TRUE(file) << language;
    const auto sentences = parse_json(file->bytes);
    ASSERT_TRUE(sentences) << language;
    for (const char* key : {"refusal.paper.empty", "refusal.paper.unknown_type", "refusal.paper.damaged", "refusal.paper.locked",
                            "refusal.paper.too_large", "refusal.paper.too_many_pages", "refusal.paper.too_slow", "refusal.paper.not_now",
                            "paper.hint.too_dark", "paper.hint.too_bright", "paper.hint.blurred", "paper.hint.too_small"}) {
      EXPECT_NE((*sentences)[key].text(), "") << language << " " << key;
    }
  }
}

}  // namespace opak::paper
