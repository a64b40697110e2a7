#include "web/html.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <type_traits>

#include "base/json.h"

namespace opak::web {
namespace {

std::string written(std::string_view text) {
  Html html;
  html << text;
  return html.take();
}

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The way back, as a browser reads text and attributes.
std::string unescaped(std::string text) {
  for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; ++at) text.replace(at, std::string_view(from).size(), to);
  return text;
}

template <class T>
concept Writable = requires(Html& html, T value) { html << value; };

TEST(HtmlWriter, TakesMarkupFromTheProgramAndEscapesAllElse) {
  Html html;
  html << "<p title=\""_lit << std::string("a\"b") << "\">"_lit << std::string_view("<b>&'") << "</p>"_lit;
  EXPECT_EQ(html.view(), "<p title=\"a&quot;b\">&lt;b&gt;&amp;&#39;</p>");
}

TEST(HtmlWriter, DoesNotCompileWithAPlainLiteralOrATruthValue) {
  static_assert(!Writable<const char*>);
  static_assert(!Writable<const char (&)[4]>);
  static_assert(!Writable<bool>);
  static_assert(!Writable<char>);
  static_assert(!Writable<Personal<std::string>>);
  static_assert(Writable<Opened<std::string>>);
  static_assert(!std::is_constructible_v<Lit, std::string>);
  SUCCEED();
}

TEST(HtmlWriter, WritesNumbersAsTheyAre) {
  Html html;
  html << 42 << "|"_lit << std::int64_t{-7} << "|"_lit << std::size_t{0} << "|"_lit << 12.34 << "|"_lit << -0.5;
  EXPECT_EQ(html.view(), "42|-7|0|12.3|-0.5");
}

TEST(HtmlWriter, GivesNamesOfPeopleBackUnchanged) {
  const std::filesystem::path path = std::string(OPAK_SHARED_DIR) + "/corpora/own/text/names.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the list of names is not here";
  const auto names = parse_json(file_bytes(path));
  ASSERT_TRUE(names);
  ASSERT_GT(names->items().size(), 20U);
  for (const auto& name : names->items()) {
    const auto html = written(name.text());
    EXPECT_EQ(html.find_first_of("<>\"'"), std::string::npos) << html;
    EXPECT_EQ(unescaped(html), name.text());
  }
}

TEST(HtmlWriter, LetsNoTagOfAnAttackersListLive) {
  const std::filesystem::path folder = std::string(OPAK_SHARED_DIR) + "/corpora/fetched/xss";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the lists of attacks are not here";
  int lines = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path(), std::ios::binary);
    for (std::string line; std::getline(in, line); ++lines) {
      Html html;
      html << "<p"_lit;
      html.attribute("title"_lit, line) << ">"_lit << line << "</p>"_lit;
      const std::string text(html.view());
      EXPECT_EQ(std::count(text.begin(), text.end(), '<'), 2) << line;
      EXPECT_EQ(std::count(text.begin(), text.end(), '"'), line.empty() ? 0 : 2) << line;
    }
  }
  EXPECT_GT(lines, 1000);
}

TEST(Addresses, StayOnThisSite) {
  for (const auto* path : {"//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "/a\nb", "/a\\b", "a/b"})
    EXPECT_EQ(Href::local(path).text(), "/") << path;
  EXPECT_EQ(Href::local("/lacak?x=1").text(), "/lacak?x=1");
  EXPECT_EQ(Href::anchor("nik\" onclick").text(), "#nikonclick");
}

TEST(Addresses, CarryTextOnlyPercentEncoded) {
  EXPECT_EQ(Href::whatsapp("+62 812-0000", "a&b <c>").text(), "https://wa.me/628120000?text=a%26b%20%3Cc%3E");
  EXPECT_EQ(Href::telephone("+62 812 0000").text(), "tel:+628120000");
}

TEST(HtmlWriter, RefusesAStyleSheetThatCouldEndItself) {
  Html html;
  EXPECT_THROW(html.inline_style("a{}</style><script>"), Bug);
  html.inline_style("a{color:red}");
  EXPECT_EQ(html.view(), "<style>a{color:red}</style>");
}

TEST(HtmlWriter, DrawsACodeThatHoldsOnlyNumbers) {
  Html html;
  html.qr("OPAK:R:1", "Kode <b>");
  EXPECT_NE(html.view().find("aria-label=\"Kode &lt;b&gt;\""), std::string::npos);
  EXPECT_NE(html.view().find("<path"), std::string::npos);
}

}  // namespace
}  // namespace opak::web
