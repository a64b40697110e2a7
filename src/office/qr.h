// QR codes for rooms that have no door to `paper`: pages show them, paper makes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace opak::office {

// Rows of columns; true is black. Without the quiet zone. REQUIRES: 1 to 2,000 bytes.
std::vector<std::vector<bool>> qr_squares(std::string_view text);

// Black on white with its quiet zone, as an SVG that passes a strict content policy. `label` is what a screen reader says.
std::string qr_svg(std::string_view text, std::string_view label = {});

}  // namespace opak::office
