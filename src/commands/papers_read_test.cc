// How much of a photographed paper is read: invented papers, photographed as people do it, and each field held against what was drawn.
// Prints the table of docs/measurements.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "base/text.h"
#include "catalogue/catalogue.h"
#include "commands/example_papers.h"
#include "intake/paper_fields.h"
#include "paper/photo.h"
#include "paper/process_child.h"
#include "paper/text.h"

namespace opak::commands {
namespace {

const ChildLimits generous{.wall_ms = 60'000, .resident_bytes_max = 1024UL * 1024 * 1024, .out_bytes_max = 64UL * 1024 * 1024};

struct Way {
  const char* name;
  std::vector<std::string> how;  // As opak-paper-samples wants it: degrees, light, grain, blur, quality.
  int right_of_hundred;          // What at least must come out right.
};
const std::vector<Way> ways{{"straight, good light", {"0", "100", "0", "0", "85"}, 95},
                            {"JPEG of quality 40, leaning by 2 degrees", {"-2", "90", "4", "2", "40"}, 90},
                            {"dark (a third of the light)", {"1", "35", "3", "2", "75"}, 90},
                            {"leaning by 3 degrees", {"3", "100", "2", "0", "80"}, 90},
                            {"leaning by 8 degrees", {"-8", "95", "2", "0", "80"}, 90},
                            {"grainy, a little soft", {"2", "90", "8", "2", "60"}, 90},
                            {"blurred", {"0", "95", "3", "4", "75"}, 75},
                            {"small: 1,000 pixels for a whole family card", {"1", "100", "2", "0", "80", "65"}, 80},
                            {"on its side", {"90", "100", "1", "0", "80"}, 90},
                            {"upside down", {"181", "95", "2", "2", "70"}, 90}};
constexpr std::size_t ways_of_quick = 3;

struct Expected {
  std::string field, value;
};
struct Drawn {
  intake::PaperKind kind;
  Bytes jpeg;
  std::vector<Expected> fields;
};

// Says again what was measured.
class ScriptedAnswer : public Child {
 public:
  explicit ScriptedAnswer(ChildRun run) : run_(std::move(run)) {}
  Result<ChildRun> run(const std::vector<std::string>&, ByteView, const ChildLimits&) override { return run_; }

 private:
  ChildRun run_;
};

class PapersRead : public testing::Test {
 protected:
  static Bytes cleaned(const Bytes& file) {
    auto photo = paper::clean_photo(reader(), file, {.wall_ms = 60'000});
    if (!photo) throw Bug("a paper could not be cleaned");
    return std::move(photo->jpeg);
  }
  static paper::ProcessChild& reader() {
    static paper::ProcessChild child(OPAK_BINARY_DIR "/opak-reader", 3);
    return child;
  }
  static Bytes photographed(const Bytes& jpeg, const std::vector<std::string>& how) {
    paper::ProcessChild samples(OPAK_BINARY_DIR "/opak-paper-samples");
    std::vector<std::string> words{"photographed"};
    words.insert(words.end(), how.begin(), how.end());
    const auto run = samples.run(words, jpeg, generous);
    if (!run || run->exit_code != 0) throw Bug("a photo could not be made");
    return cleaned(run->out);
  }
  // As the form would have it.
  static std::string plain(const std::string& field, const std::string& value) {
    if (field == "nik" || field == "kk" || field == "rt" || field == "rw" || field == "born" || field == "letter_date") return value;
    std::string out;
    for (const char c : lower_ascii(value))
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out.push_back(c);
    return out;
  }
  static bool is_right(const intake::PaperReading& reading, const Expected& expected) {
    return std::any_of(reading.fields.begin(), reading.fields.end(), [&](const auto& field) {
      return field.name == expected.field && plain(field.name, PersonalAccess::look(field.value)) == plain(expected.field, expected.value);
    });
  }
  static std::vector<Drawn> drawn(const std::string& label) {
    static const auto catalogue = catalogue::Catalogue::embedded();
    const auto& who = registry::demo_resident(label);
    const auto written = written_on_papers_of(catalogue.city().regions, who);
    const std::vector<Expected> person{{"nik", who.nik}, {"name", who.name}, {"street", who.street}, {"rt", who.rt}, {"rw", who.rw}, {"kelurahan", written.kelurahan}};
    auto family = person, card = person, letter = person;
    family.push_back({"kk", who.kk});
    letter.push_back({"letter_number", "SKTLK/1042/XI/2026/SPKT"});
    letter.push_back({"letter_date", "2026-11-18"});
    return {{intake::PaperKind::family_card, cleaned(family_card_sheet(written)), family}, {intake::PaperKind::identity_card, cleaned(identity_card_sheet(written)), card},
            {intake::PaperKind::loss_letter, cleaned(loss_letter_sheet(written)), letter}};
  }
};

struct Count {
  int right = 0, all = 0, wrong_kind = 0, pages = 0, ms = 0;
  std::size_t peak = 0;
};

}  // namespace

TEST_F(PapersRead, MostFieldsComeOutRightHoweverThePhotoWasTaken) {
  const Day today = *parse_iso_day("2026-11-23");
  const char* depth = std::getenv("OPAK_TEST_DEPTH");
  const bool is_full = depth != nullptr && std::string_view(depth) != "quick", is_soak = is_full && std::string_view(depth) == "soak";
  std::vector<std::string> labels{"lost_card"};
  if (is_soak) labels.push_back("grandmother");
  std::cout << "| photo | fields right | kind right | seconds a page | MiB |\n|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < (is_full ? ways.size() : ways_of_quick); ++i) {
    const auto& way = ways[i];
    Count count;
    for (const auto& label : labels) {
      for (const auto& paper : drawn(label)) {
        const auto jpeg = photographed(paper.jpeg, way.how);
        const auto measured = reader().measured_run({"text"}, jpeg, generous);
        ASSERT_TRUE(measured);
        count.ms += measured->run.processor_ms;
        count.peak = std::max(count.peak, measured->resident_bytes_peak);
        ScriptedAnswer answer{measured->run};
        const auto text = paper::read_text(answer, jpeg);
        ASSERT_TRUE(text) << text.error().key;
        const auto reading = intake::paper_fields_in(PersonalAccess::look(*text).lines, today);
        ++count.pages;
        if (reading.kind != paper.kind) ++count.wrong_kind;
        for (const auto& field : paper.fields) {
          ++count.all;
          if (is_right(reading, field)) ++count.right;
          else if (std::getenv("OPAK_SHOW_MISSES")) std::cout << "  missed " << field.field << " of " << name_of(paper.kind) << "\n";
        }
      }
    }
    std::cout << "| " << way.name << " | " << count.right << " of " << count.all << " | " << count.pages - count.wrong_kind << " of " << count.pages << " | "
              << count.ms / count.pages / 1000 << "." << count.ms / count.pages % 1000 / 100 << " | " << count.peak / 1024 / 1024 << " |" << std::endl;
    EXPECT_GE(count.right * 100, way.right_of_hundred * count.all) << way.name;
    EXPECT_EQ(count.wrong_kind, 0) << way.name;
    EXPECT_LT(count.peak, paper::TextLimits{}.resident_bytes_max / 2);
  }
}

}  // namespace opak::commands
