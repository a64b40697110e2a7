// At night nobody's telephone rings for what can wait; in the example city it does, because whoever tries it sits before the screen.
#include <gtest/gtest.h>

#include "office/notices.h"
#include "office/office_twin.h"

namespace opak::office {
namespace {

// When the letter "returned" of this hour goes out.
Moment goes_out(OfficeSettings settings, Moment now) {
  OfficeTwin twin(1, std::move(settings));
  twin.clock.set(now);
  const auto id = twin.submitted();
  OfficeTwin::must(return_for_fix(*twin.office, {id, "paper_unclear", "loss_letter", Personal<std::string>("Foto lagi, ya.")}, twin.rina()));
  auto row = twin.office->reader().query("SELECT due_at FROM office_letter WHERE notice = 'returned' AND application = $1").text(id);
  return row.next() ? Moment{row.number_at(0)} : Moment{};
}

const auto today = day_in_jakarta(monday_morning);

TEST(QuietHours, KeepALetterThatCanWaitUntilTheMorning) {
  const auto late = moment_in_jakarta(today, 20, 0), before = late + -minutes(1);
  EXPECT_EQ(goes_out({}, before), before) << "the last minute of the day";
  EXPECT_EQ(goes_out({}, late), moment_in_jakarta(today + 1, 7)) << "the first of the night";
  EXPECT_EQ(goes_out({}, moment_in_jakarta(today + 1, 6, 59)), moment_in_jakarta(today + 1, 7));
}

TEST(QuietHours, AreNoneInTheExampleCity) {
  const auto late = moment_in_jakarta(today, 23);
  OfficeSettings example;
  example.rings_at_night = true;
  EXPECT_EQ(goes_out(example, late), late);
}

}  // namespace
}  // namespace opak::office
