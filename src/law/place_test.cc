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

TEST(APlace, IsFoundInWhatPeoplePasteFromTheirMaps) {
  for (const auto* text : {"-6.1201, 106.1502", "-6.1201,106.1502", " (-6.1201,  106.1502)", "-6.1201 106.1502", "106.1502, -6.1201", "geo:-6.1201,106.1502", "geo:0,0?q=-6.1201,106.1502(Rumah)",
                           "https://www.google.com/maps?q=-6.1201,106.1502", "https://maps.google.com/?q=-6.1201%2C106.1502&z=17", "https://www.google.com/maps/search/?api=1&query=-6.1201%2C+106.1502",
                           "https://www.google.com/maps/place/Masjid/@-6.2,106.9,17z/data=!3m1!4b1!4m5!3m4!1s0x0:0x0!8m2!3d-6.1201!4d106.1502", "https://www.google.com/maps/@-6.1201,106.1502,17z",
                           "https://www.google.com/maps/search/-6.1201,+106.1502?entry=tts", "https://www.openstreetmap.org/?mlat=-6.1201&mlon=106.1502#map=17/-6.2/106.9", "https://maps.apple.com/?ll=-6.1201,106.1502",
                           "Rumah saya di sini https://www.google.com/maps?q=-6.1201,106.1502 pagar hijau"}) {
    const auto place = find_place(text);
    ASSERT_TRUE(place) << text;
    EXPECT_EQ(place_words(*place), "-6.12010,106.15020") << text;
  }
}

TEST(APlace, ThatOnlyAnotherServerKnowsIsNotGuessed) {
  for (const std::string text : {"", "   ", "https://maps.app.goo.gl/AbCdEf123", "geo:0,0", "Jl. Raya Banten No. 7", "-6.1201", "-6.1201;106.1502", "q=,", "@,", "!3d-6.1!4d", "999,999", "-6.1201,", "nan,nan", "0x1,2"})
    EXPECT_EQ(find_place(text), std::nullopt) << text;
  EXPECT_EQ(find_place("-6.1201,106.1502" + std::string(2'000, ' ')), std::nullopt) << "nobody pastes so much";
}

}  // namespace
}  // namespace opak::law
