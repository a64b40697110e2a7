#include "law/place.h"

#include <gtest/gtest.h>


namespace opak::law {
namespace {

TEST(APlace, IsReadAsItWasWritten) {
  const auto place = parse_place("-6.12010,106.15020");
  ASSERT_TRUE(place.has_value());
  EXPECT_DOUBLE_EQ(place->lat, -6.1201);
  EXPECT_EQ(place_words(*place), "-6.12010,106.15020");
  EXPECT_EQ(parse_place("-90,180"), (Place{-90, 180}));
}

TEST(APlace, ThatIsNoneIsNotRead) {
  for (const auto* text : {"", ",", "-6.1", "-6.1;106.1", "-6.1,106.1,3", "-6.1, 106.1", "nan,nan", "inf,1", "1e1,2", "-90.1,0", "0,180.1", "0x1p3,4", "-6.1,106.1 ", "+6.1,106.1"})
    EXPECT_EQ(parse_place(text), std::nullopt) << text;
}

}  // namespace
}  // namespace opak::law
