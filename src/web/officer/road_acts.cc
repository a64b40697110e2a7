#include "web/officer/road_acts.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/json.h"
#include "law/place.h"

namespace opak::web::officer {
namespace {

constexpr std::size_t word_max = 64;
constexpr std::int64_t moment_max = 4'102'444'800'000;  // The year 2100: no sum with it overflows.

constexpr std::array<std::pair<std::string_view, RoadAct::Kind>, 4> kinds{{{"serah", RoadAct::Kind::hand_over}, {"gagal", RoadAct::Kind::failed}, {"rehat", RoadAct::Kind::break_begins}, {"usai", RoadAct::Kind::break_ends}}};

bool is_name(std::string_view text) {
  const auto is_plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; };
  return !text.empty() && text.size() <= word_max && std::all_of(text.begin(), text.end(), is_plain);
}

bool take_word(const Json& json, std::string& out) {
  if (json.is_null()) return true;
  out = std::string(json.text());
  return json.is_string() && out.size() <= word_max;
}

bool take_moment(const Json& json, Moment& out) {
  out = Moment{json.number()};
  return out.ms >= 0 && out.ms <= moment_max;
}

bool take_act(const Json& json, RoadAct& act) {
  act.id = std::string(json["id"].text());
  act.parcel = std::string(json["titik"].text());
  if (act.id.size() < 16 || !is_name(act.id) || !is_name(act.parcel) || !take_moment(json["pukul"], act.at)) return false;
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& each) { return each.first == json["jenis"].text(); });
  if (kind == kinds.end()) return false;
  act.kind = kind->second;
  act.by_letters = json["cara"].text() != "qr";
  act.old_card = json["lama"].truth();
  act.face = json["wajah"].truth();
  act.has_photo = json["foto"].truth();
  if (const auto place = law::parse_place(json["tempat"].text())) act.stood_at = law::place_words(*place);
  return take_word(json["amplop"], act.envelope) && take_word(json["kode"], act.secret) && take_word(json["penerima"], act.receiver) && take_word(json["alasan"], act.reason);
}

}  // namespace

Result<RoadActs> read_road_acts(std::string_view text) {
  const auto json = parse_json(text, 8);
  if (!json) return tl::unexpected(json.error());
  RoadActs all;
  all.run = std::string((*json)["rute"].text());
  const auto& items = (*json)["catatan"].items();
  if (!is_name(all.run) || !take_moment((*json)["jam"], all.phone_now) || items.empty() || items.size() > road_acts_max) return tl::unexpected(Failure{"not a phone's acts"});
  std::set<std::string> ids;
  for (const auto& item : items) {
    RoadAct act;
    if (!take_act(item, act) || !ids.insert(act.id).second) return tl::unexpected(Failure{"not a phone's act"});
    all.acts.push_back(std::move(act));
  }
  return all;
}

}  // namespace opak::web::officer
