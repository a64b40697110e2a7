// "Not at home today": the resident's own word about a courier who is to come. It costs none of the attempts.
#pragma once

#include "core/application/application.h"
#include "office/office.h"

namespace opak::office {

// The days somebody may choose instead: the next working days after today, and after the day of the run that is told now.
std::vector<Day> days_instead(Office&, const application::State& state);

// Before the run is loaded the card leaves it and comes on that day, or (`pick_up`) waits at the office or at the counter of its kelurahan; done words {"result",
// "left"}. On the road nothing is chosen: the courier sees it and need not ride there; {"result", "told_courier"}.
struct NotHome { std::string application; Day day = {}; bool pick_up = false; std::string place = {}; };  // place: as in ChoosePickup.
Later<Answer> say_not_home(Office&, NotHome, const Asked&);
// Until that run is loaded: the card rides with it after all, at its old place among the stops.
Later<Answer> say_home_again(Office&, std::string application, const Asked&);

// The evening before, from 17 to 20 o'clock: everybody whose card is on a run of tomorrow hears the hours again, unless they heard them
// today. Done words: {"told", n}; at most `evening_letters_max` at once. As "system".
constexpr int evening_letters_max = 500;
Later<Answer> tell_of_tomorrow(Office&);

}  // namespace opak::office
