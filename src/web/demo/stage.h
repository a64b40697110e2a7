// What the demo's pages play with: the pretend phones, invented people to be, ready-made photos.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "channels/pretend_phone.h"

namespace opak::web {

// Somebody in the example register whom a visitor may be. Invented, so it lies open.
struct DemoPerson {
  std::string label, name, nik, kk, kelurahan, street, rt, rw;
  Bytes loss_letter, family_card;  // JPEG, with their own name and numbers.
};

struct DemoStage {
  channels::PretendPhones& phones;
  std::vector<DemoPerson> people;
  std::string password;  // Of every example officer.
  Bytes blurred;  // JPEG.
};

// Something lies on this number's phone ("62812...") that was not there before: whoever looks at it sees it at once.
struct Site;
void phone_rang(Site& site, std::string_view digits);

}  // namespace opak::web
