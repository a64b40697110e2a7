// What the demo's pages play with: the pretend phones, invented people to be, ready-made photos.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "channels/pretend_graph.h"

namespace opak::web {

// Somebody in the example register whom a visitor may be. Invented, so it lies open.
struct DemoPerson {
  std::string label, name, nik, kk, kelurahan, street, rt, rw;
  Bytes loss_letter, family_card;  // JPEG, with their own name and numbers.
};

struct DemoStage {
  channels::PretendGraph& graph;
  std::vector<DemoPerson> people;
  std::string password;  // Of every example officer.
  Bytes blurred;  // JPEG.
  std::function<void()> wake_inbox = {};    // Set by whoever runs the channels.
};

// A message went out to this number ("62812..."): whoever looks at that phone sees it at once.
struct Site;
void phone_rang(Site& site, std::string_view digits);

}  // namespace opak::web
