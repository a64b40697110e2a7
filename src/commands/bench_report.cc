#include "commands/bench_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace opak::commands {
namespace {

std::string shown(double value) { return value < 10 ? fmt::format("{:.2f}", value) : fmt::format("{:.0f}", value); }

}  // namespace

double Report::Line::median() const {
  auto sorted = rounds;
  const auto half = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), half, sorted.end());
  return *half;
}

void Report::number(const std::string& name, double value, const std::string& unit) {
  const auto known = std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) { return line.name == name && line.title == title_; });
  if (known != lines_.end()) known->rounds.push_back(value);
  else lines_.push_back({title_, name, unit, {value}});
}

void Report::times(const std::string& name, Times times) {
  number(name + ", half within", times.at(0.5), "ms");
  number(name + ", 99 % within", times.at(0.99), "ms");
  if (times.failed > 0) number(name + ", FAILED", static_cast<double>(times.failed), "(last answer " + std::to_string(times.last_status) + ")");
  failed_ += times.failed;
}

void Report::print(std::ostream& out) const {
  std::string title;
  for (const auto& line : lines_) {
    if (line.title != title) out << "\n" << (title = line.title) << "\n";
    out << fmt::format("  {:<48} {:>10} {:<4}", line.name, shown(line.median()), line.unit);
    if (const auto [least, most] = std::minmax_element(line.rounds.begin(), line.rounds.end()); line.rounds.size() > 1) out << "  (" << shown(*least) << " to " << shown(*most) << ")";
    out << "\n";
  }
}

Json Report::json() const {
  Json numbers = Json::array();
  for (const auto& line : lines_) {
    Json rounds = Json::array();
    for (const auto value : line.rounds) rounds.push(Json(value));
    Json one = Json::object();
    one.set("of", line.title);
    one.set("name", line.name);
    one.set("median", Json(line.median()));
    one.set("unit", line.unit);
    one.set("rounds", std::move(rounds));
    numbers.push(std::move(one));
  }
  return numbers;
}

}  // namespace opak::commands
