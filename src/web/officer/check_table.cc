// The table in the middle of O3: one paper turned and enlarged by links, or two side by side.
#include <algorithm>

#include "base/text.h"
#include "web/officer/check_view.h"

namespace opak::web::officer::checking {

View view_of(const Request& request) {
  View view{.paper = request.query_field("berkas"), .want = request.query_field("mau"), .asks = {}};
  const auto about = request.query_field("untuk");
  view.asks = chosen_asks(request.query_field("lagi"), request.query_field("alasan"), about.empty() ? std::string(view.paper) : std::string(about));
  view.turned = whole_number(request.query_field("putar"), 0) % 360 / 90 * 90;
  view.zoom = std::clamp(whole_number(request.query_field("besar"), 1), 1, 3);
  view.beside = request.query_field("banding") == "ya";
  return view;
}

std::vector<application::Ask> chosen_asks(std::string_view before, std::string_view reason, std::string_view about) {
  constexpr std::size_t asks_max = 12;
  std::vector<application::Ask> asks;
  const auto add = [&](application::Ask ask) {
    const bool is_there = std::any_of(asks.begin(), asks.end(), [&](const auto& one) { return one.text() == ask.text(); });
    if (!ask.reason.empty() && !is_there && asks.size() < asks_max) asks.push_back(std::move(ask));
  };
  for (const auto& one : split(before, ',')) add(application::Ask::of(one));
  add({std::string(reason), std::string(about)});
  return asks;
}

std::string asks_text(const std::vector<application::Ask>& asks) {
  std::string all;
  for (const auto& ask : asks) all += (all.empty() ? "" : ",") + ask.text();
  return all;
}

std::string address(std::string_view number, const View& view) {
  std::string path = check_path(number) + "?berkas=" + percent_encoded(view.paper);
  if (view.turned != 0) path += "&putar=" + std::to_string(view.turned);
  if (view.zoom != 1) path += "&besar=" + std::to_string(view.zoom);
  if (view.beside) path += "&banding=ya";
  if (!view.want.empty()) path += "&mau=" + percent_encoded(view.want);
  if (!view.asks.empty()) path += "&lagi=" + percent_encoded(asks_text(view.asks));
  return path;
}

View wanting(View view, std::string_view want) {
  view.want = want;
  view.asks.clear();
  return view;
}

std::string paper_title(const Page& page, const application::State& state, std::string_view key) {
  const auto* service = service_of(page.site, state);
  const auto* paper = service ? service->find_paper(key) : nullptr;
  return paper ? std::string(page.say(paper->title)) : std::string(key);
}

void key_link(Page& page, const std::string& path, std::string_view words, std::string_view key) {
  page.html << "<a class=\"btn alt\" data-key=\""_lit << key << "\" href=\""_lit << Href::local(path) << "\">"_lit << words << " <kbd>"_lit << key << "</kbd></a>"_lit;
}

namespace {

void paper_tabs(Page& page, const Case& item, const View& view) {
  auto& html = page.html;
  html << "<ul class=\"tabs\" aria-label=\""_lit << page.say("glossary.documents") << "\">"_lit;
  for (const auto& [paper, document] : item.state.papers) {
    auto other = view;
    other.paper = paper;
    other.turned = 0;
    other.zoom = 1;
    html << "<li><a href=\""_lit << Href::local(address(item.state.number, other)) << "\""_lit;
    if (paper == view.paper) html << " aria-current=\"true\""_lit;
    html << ">"_lit << paper_title(page, item.state, paper) << "</a></li>"_lit;
  }
  for (const auto& paper : item.state.missing)
    html << "<li><span class=\"absent\">"_lit << paper_title(page, item.state, paper) << " &middot; "_lit << page.say("o.paper.absent") << "</span></li>"_lit;
  html << "</ul>"_lit;
}

void picture(Page& page, const Case& item, const std::string& paper, int turned, int zoom) {
  auto& html = page.html;
  html << "<div class=\"doc\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << paper_title(page, item.state, paper) << "\"><img class=\""_lit
       << (turned == 90 ? "t90"_lit : turned == 180 ? "t180"_lit : turned == 270 ? "t270"_lit : "t0"_lit)
       << (zoom == 2 ? " z2"_lit : zoom == 3 ? " z3"_lit : ""_lit) << "\" src=\""_lit
       << Href::local("/petugas/berkas/" + item.id + "/" + paper + "?d=" + item.state.papers.at(paper)) << "\" alt=\""_lit
       << page.say("o.paper.alt", {{"berkas", paper_title(page, item.state, paper)}}) << "\"></div>"_lit;
}

// What is compared with: the family card, which the register's answer stands beside already; with it, the first other paper.
std::string other_paper(const application::State& state, const std::string& paper) {
  if (paper != "family_card" && state.papers.contains("family_card")) return "family_card";
  for (const auto& [key, document] : state.papers)
    if (key != paper) return key;
  return {};
}

void tools(Page& page, const Case& item, const View& view) {
  const auto& say = page.say;
  const auto& papers = item.state.papers;
  auto turned = view, larger = view, before = view, after = view, beside = view;
  turned.turned = (view.turned + 90) % 360;
  larger.zoom = view.zoom % 3 + 1;
  beside.beside = !view.beside;
  const auto at = papers.find(view.paper);
  if (at != papers.begin()) before.paper = std::prev(at)->first;
  if (std::next(at) != papers.end()) after.paper = std::next(at)->first;
  before.turned = after.turned = 0;
  before.zoom = after.zoom = 1;
  page.html << "<div class=\"doctools\">"_lit;
  key_link(page, address(item.state.number, turned), say("o.paper.turn"), "r");
  key_link(page, address(item.state.number, larger), say(view.zoom == 3 ? "o.paper.smaller" : "o.paper.larger"), "+");
  if (before.paper != view.paper) key_link(page, address(item.state.number, before), say("w.previous"), "[");
  if (after.paper != view.paper) key_link(page, address(item.state.number, after), say("w.next"), "]");
  if (!other_paper(item.state, view.paper).empty()) key_link(page, address(item.state.number, beside), say(view.beside ? "o.paper.one" : "o.paper.beside"), "d");
  page.html << "</div>"_lit;
}

void titled_picture(Page& page, const Case& item, const std::string& paper, int turned, int zoom) {
  page.html << "<section><h2>"_lit << paper_title(page, item.state, paper) << "</h2>"_lit;
  picture(page, item, paper, turned, zoom);
  page.html << "</section>"_lit;
}

}  // namespace

void paper_table(Page& page, const Case& item, const View& view) {
  if (item.state.papers.empty()) {
    note(page, Tone::plain, page.say("o.paper.none"));
    return;
  }
  paper_tabs(page, item, view);
  const auto other = view.beside ? other_paper(item.state, view.paper) : std::string();
  if (other.empty()) {
    picture(page, item, view.paper, view.turned, view.zoom);
  } else {
    page.html << "<div class=\"beside\">"_lit;
    titled_picture(page, item, view.paper, view.turned, view.zoom);
    titled_picture(page, item, other, 0, view.zoom);
    page.html << "</div>"_lit;
  }
  tools(page, item, view);
  const auto* service = service_of(page.site, item.state);
  const auto* paper = service ? service->find_paper(view.paper) : nullptr;
  if (paper && paper->age_warning_days) page.hint(page.say("o.paper.age", {{"hari", std::to_string(*paper->age_warning_days)}}));
}

}  // namespace opak::web::officer::checking
