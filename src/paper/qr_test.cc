#include "paper/qr.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "base/result.h"

namespace opak::paper {
namespace {

// Reads the path of black squares back.
QrSquares squares_in(const std::string& svg, std::size_t side) {
  QrSquares squares(side, std::vector<bool>(side));
  const char* at = svg.c_str() + svg.rfind(" d=\"") + 4;
  for (int x = 0, y = 0, wide = 0, back = 0, used = 0; std::sscanf(at, "M%d %dh%dv1h-%dz%n", &x, &y, &wide, &back, &used) == 4; at += used) {
    EXPECT_EQ(wide, back);
    for (int i = 0; i < wide; ++i) squares.at(static_cast<std::size_t>(y - 4)).at(static_cast<std::size_t>(x - 4 + i)) = true;
  }
  EXPECT_STREQ(at, "\"/></svg>");
  return squares;
}

}  // namespace

TEST(Qr, HasTheThreeEyesAndTheTimingLines) {
  const auto squares = qr_squares("https://contoh.go.id/lacak/OM-2611-00091-K");
  const std::size_t side = squares.size();
  EXPECT_EQ(side, 29U);  // Version 3 holds 42 bytes at medium correction.
  const auto is_eye = [&](std::size_t top, std::size_t left) {
    for (std::size_t y = 0; y < 7; ++y) {
      for (std::size_t x = 0; x < 7; ++x) {
        const bool ring = y == 0 || y == 6 || x == 0 || x == 6;
        const bool core = y >= 2 && y <= 4 && x >= 2 && x <= 4;
        if (squares[top + y][left + x] != (ring || core)) return false;
      }
    }
    return true;
  };
  EXPECT_TRUE(is_eye(0, 0));
  EXPECT_TRUE(is_eye(0, side - 7));
  EXPECT_TRUE(is_eye(side - 7, 0));
  EXPECT_FALSE(is_eye(side - 7, side - 7));
  for (std::size_t i = 8; i < side - 8; ++i) {
    EXPECT_EQ(squares[6][i], i % 2 == 0);
    EXPECT_EQ(squares[i][6], i % 2 == 0);
  }
}

TEST(Qr, IsDrawnSquareForSquareWithAQuietZone) {
  for (const char* text : {"A", "https://contoh.go.id/s/7HK2", "Kota Serang: KTP-el é 你"}) {
    const auto svg = qr_svg(text);
    const auto squares = qr_squares(text);
    EXPECT_EQ(squares_in(svg, squares.size()), squares);
    const auto side = std::to_string(squares.size() + 8);
    EXPECT_NE(svg.find("viewBox=\"0 0 " + side + " " + side + "\""), std::string::npos);
    EXPECT_EQ(svg.find("style"), std::string::npos);
    EXPECT_EQ(svg.find("script"), std::string::npos);
  }
}

TEST(Qr, SaysItsLabelSafely) {
  EXPECT_NE(qr_svg("x", "Kode \"7\" <b> & lagi").find("aria-label=\"Kode &quot;7&quot; &lt;b&gt; &amp; lagi\""), std::string::npos);
  EXPECT_EQ(qr_svg("x").find("aria-label"), std::string::npos);
}

TEST(Qr, IsOnlyMadeOfATextThatFits) {
  EXPECT_GT(qr_squares(std::string(2000, 'x')).size(), 150U);
  EXPECT_THROW(qr_squares(std::string(2001, 'x')), Bug);
  EXPECT_THROW(qr_squares(""), Bug);
}

}  // namespace opak::paper
