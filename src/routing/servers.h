// Servers of the city's own that may plan a day, or know the ways. Both are off unless the settings name them.
#pragma once

#include <cstddef>
#include <string>

namespace opak::routing {

// A VROOM server of the city's own. "" is off.
struct VroomServerSettings {
  std::string address = {};  // "http://127.0.0.1:3000"
  int timeout_ms = 30'000;
  std::size_t question_bytes_max = 16 * 1024 * 1024;
  std::size_t answer_bytes_max = 16 * 1024 * 1024;
  int jobs_max = 1'000;
};

enum class MapServer { osrm, valhalla };
struct MapServerSettings {
  std::string address = {};  // "http://127.0.0.1:5000"; "": off.
  MapServer kind = MapServer::osrm;
  std::string profile = "car";  // Valhalla: the costing.
  int timeout_ms = 5'000;
  int points_max = 500;
};

}  // namespace opak::routing
