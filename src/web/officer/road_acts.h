// What a courier's phone did without a line, as it tells it once the line is back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace opak::web::officer {

constexpr std::size_t road_acts_max = 24;  // At once; a phone with more asks again.

struct RoadAct {
  enum class Kind { hand_over, failed, break_begins, break_ends };
  std::string id;  // Drawn by the phone: the same again is the same act.
  Kind kind = Kind::failed;
  std::string parcel;                             // Of a break: the phone's own word for it.
  Moment at;                                      // By the phone.
  std::string envelope, secret, receiver = "self";  // As typed or scanned.
  bool by_letters = false, old_card = false, face = false;
  std::string reason;
  std::string stood_at;  // Where the phone was, as law::place_words() writes it; "" where it did not know.
  bool has_photo = false;  // In a part of its own.
};
struct RoadActs {
  std::string run;
  Moment phone_now;
  std::vector<RoadAct> acts;  // In the order in which they were done.
};

// Failure: it is not what our script writes; nothing of it is done.
Result<RoadActs> read_road_acts(std::string_view json);

}  // namespace opak::web::officer
