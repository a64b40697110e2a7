// Where a day's stops are and how long the ways between them take: each door as surely as it is known (door.h), the ways as the couriers' own
// rides taught them (ways.h). Whoever plans takes both from here, so that a relay at eleven reckons like the proposal of the evening before.
#pragma once

#include <string>
#include <vector>

#include "office/office.h"
#include "routing/travel.h"
#include "views/boards.h"

namespace opak::office {

class DayPlaces {
 public:
  static constexpr int office_row = 0;

  DayPlaces(Office& office, store::Database& reader);

  // Its row in the matrix. A stop whose kelurahan the city does not know is taken to be at the office.
  int add(const views::Case& found);
  int add_parcel(views::Boards& boards, const std::string& parcel);  // "": the office.

  routing::Seconds service_at(int row) const;  // At the door; longer where it has to be looked for.
  int zone_at(int row) const;                  // Of the kelurahan; -1: none.
  routing::Matrix matrix(int from_hour, int to_hour) const;
  double km(const std::vector<int>& rows) const;  // Along them, straight from one to the next.

 private:
  bool is_vague(int row) const;  // Known only by its kelurahan.

  Office& office_;
  store::Database& reader_;
  std::vector<routing::Point> points_;
  std::vector<char> is_found_;
};

}  // namespace opak::office
