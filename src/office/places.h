// Where a day's stops are and how long the ways between them take: each door as surely as it is known (door.h), the ways as the couriers' own
// rides taught them (ways.h), or as a map server of the city's own says. Whoever plans takes both from here, so that a relay at eleven reckons like the proposal of the evening before.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "office/office.h"
#include "routing/travel.h"
#include "views/boards.h"

namespace opak::office {

class DayPlaces {
 public:
  static constexpr int office_row = 0;

  // A map server, where the city has one, is asked over the network: not on a thread that must not wait.
  enum class Map { asked, left_alone };
  DayPlaces(Office& office, store::Database& reader, Map map = Map::asked);

  // Its row in the matrix. A stop whose kelurahan the city does not know is taken to be at the office.
  int add(const views::Case& found);
  int add_parcel(views::Boards& boards, const std::string& parcel);  // "": the office.

  routing::Seconds service_at(int row) const;  // At the door; longer where it has to be looked for.
  int zone_at(int row) const;                  // Of the kelurahan; -1: none.
  routing::Matrix matrix(int from_hour, int to_hour);
  bool map_failed() const { return map_failed_; }  // The server gave no table; the ways are our own.
  double km(const std::vector<int>& rows) const;  // Along them, straight from one to the next.

 private:
  bool is_vague(int row) const;  // Known only by its kelurahan.
  std::optional<routing::Matrix> of_map_server();
  routing::Matrix own_ways(int from_hour, int to_hour) const;

  Office& office_;
  store::Database& reader_;
  std::vector<routing::Point> points_;
  std::vector<char> is_found_;
  Map map_;
  bool map_failed_ = false;
};

}  // namespace opak::office
