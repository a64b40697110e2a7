// The corpus of bad input: every invalid NIK gets a kind sentence, every name is taken as it is and shown harmless.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "catalogue/sentences.h"
#include "intake/drafts.h"
#include "law/nik.h"
#include "office/office_twin.h"
#include "web/html.h"

namespace opak {
namespace {

using office::OfficeTwin;

class Corpus : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the corpus " << folder << " is not on this machine";
  }
  static Bytes read(const std::string& name) {
    std::ifstream in(folder + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static std::vector<std::string> names() {
    const auto json = parse_json(read("names.json"));
    std::vector<std::string> all;
    if (json)
      for (const auto& name : json->items()) all.emplace_back(name.text());
    return all;
  }
  static std::vector<intake::Remark> remarks(const std::string& question, const std::string& answer) {
    const auto& catalogue = OfficeTwin::the_catalogue();
    return intake::check_answers(catalogue.get_service("lost"), {question}, Personal<vault::Fields>({{question, answer}}), catalogue.city().regions, *day_of(2026, 11, 23));
  }

  static inline const std::string folder = std::string(OPAK_SHARED_DIR) + "/corpora/own/text";
};

// A sentence for a person: there in that language itself, not a key, no placeholder left open, begins large, ends.
void expect_kind_sentence(const catalogue::Sentences& sentences, const Refusal& refusal) {
  for (const auto lang : {catalogue::Lang::id, catalogue::Lang::en}) {
    EXPECT_TRUE(sentences.has(lang, "refusal." + refusal.key)) << refusal.key << " in " << catalogue::code_of(lang);
    const auto said = sentences.say(lang, refusal);
    EXPECT_EQ(said.find(refusal.key), said.npos) << said;
    EXPECT_EQ(said.find_first_of("{}\xE2\x9F"), said.npos) << said;
    EXPECT_GT(std::count(said.begin(), said.end(), ' '), 3) << said;
    EXPECT_TRUE(said.front() >= 'A' && said.front() <= 'Z') << said;
    EXPECT_TRUE(said.ends_with('.') || said.ends_with('?') || said.ends_with('!')) << said;
  }
  EXPECT_EQ(sentences.say(catalogue::Lang::su, refusal).find(refusal.key), std::string::npos);
  EXPECT_EQ(sentences.say(catalogue::Lang::jv, refusal).find(refusal.key), std::string::npos);
}

// What a browser makes of escaped text.
std::string as_shown(std::string_view html) {
  static const std::vector<std::pair<std::string_view, char>> escapes{{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&#34;", '"'}, {"&#39;", '\''}};
  std::string text;
  while (!html.empty()) {
    bool found = false;
    for (const auto& [escape, letter] : escapes)
      if (html.starts_with(escape)) {
        text.push_back(letter);
        html.remove_prefix(escape.size());
        found = true;
        break;
      }
    if (found) continue;
    text.push_back(html.front());
    html.remove_prefix(1);
  }
  return text;
}

void expect_shown_harmless_and_unchanged(const Opened<std::string>& opened, const std::string& name) {
  EXPECT_TRUE(web::is_equal(opened, name)) << name.substr(0, 60);
  web::Html html;
  html << opened;
  EXPECT_EQ(html.view().find_first_of("<>\"'"), std::string_view::npos) << html.view().substr(0, 80);
  EXPECT_EQ(as_shown(html.view()), name) << html.view().substr(0, 80);
}

}  // namespace

TEST_F(Corpus, EveryInvalidNikGetsAKindSentence) {
  const auto& sentences = OfficeTwin::the_catalogue().sentences();
  const auto text = read("nik-invalid.txt");
  int lines = 0;
  for (std::size_t at = 0; at <= text.size(); ++lines) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    const auto nik = law::Nik::parse(line);
    ASSERT_FALSE(nik.has_value()) << line;
    expect_kind_sentence(sentences, nik.error());
    const auto said = remarks("nik", line);
    ASSERT_EQ(said.size(), 1u) << line;
    EXPECT_EQ(said[0].question, "nik");
    EXPECT_FALSE(said[0].doubt) << line;
    expect_kind_sentence(sentences, said[0].what);
  }
  EXPECT_GE(lines, 12);
}

// Only a name longer than any line of the register is refused, and kindly; everything else is somebody's name.
TEST_F(Corpus, EveryNameIsTakenAsItIs) {
  const auto& sentences = OfficeTwin::the_catalogue().sentences();
  for (const auto& name : names())
    for (const auto& remark : remarks("name", name)) {
      if (remark.doubt) continue;
      EXPECT_EQ(remark.what.key, "law.name_too_long") << name.substr(0, 60);
      expect_kind_sentence(sentences, remark.what);
    }
}

TEST_F(Corpus, NamesComeBackFromTheSealUnchangedAndHarmless) {
  OfficeTwin twin;
  const auto contact = twin.contact("+6281200000001");
  auto& reader = twin.office->reader();
  ASSERT_GE(names().size(), 20u);
  for (const auto& name : names()) {
    const auto sealed = office::seal_own(*twin.office, reader, contact, "draft/name", Personal<vault::Fields>({{"name", name}}));
    EXPECT_TRUE(name.size() < 4 || sealed.bytes.find(name) == sealed.bytes.npos);
    const auto opened = office::open_own(*twin.office, reader, contact, "draft/name", sealed);
    ASSERT_TRUE(opened);
    expect_shown_harmless_and_unchanged(vault::field_of(*opened, "name"), name);
  }
}

// From the form into the journal and out again before an officer's eyes.
TEST_F(Corpus, NamesOfApplicantsReachTheOfficerUnchanged) {
  OfficeTwin twin;
  int filed = 0;
  for (const auto& name : names()) {
    auto wish = twin.filing("lost", "lost_card", "+62812000000" + std::to_string(10 + filed));
    wish.person = Personal<vault::Fields>({{"name", name}, {"nik", "36730150019090" + std::to_string(10 + filed)}, {"kk", "36730101019091" + std::to_string(10 + filed)}});
    const auto later = office::submit_application(*twin.office, wish, twin.resident());
    if (const auto* refusal = office::refused(later.wait())) {
      EXPECT_EQ(refusal->key, "law.name_too_long");
      continue;
    }
    OfficeTwin::must(later);
    const auto answer = office::open_file(*twin.office, {wish.application, "check_papers"}, twin.rina()).wait();
    const auto* file = std::get_if<office::FileOpened>(&answer);
    ASSERT_NE(file, nullptr);
    expect_shown_harmless_and_unchanged(vault::field_of(file->person, "name"), name);
    ++filed;
  }
  EXPECT_GE(filed, 20);
}

}  // namespace opak
