// Text as a QR code: as squares, and as an SVG that can stand in a page or be printed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace opak::paper {

using QrSquares = std::vector<std::vector<bool>>;  // Rows of columns; true is black. Without the quiet zone.

// Medium error correction: a fold or a stain may take 15 % of it. REQUIRES: 1 to 2,000 bytes.
QrSquares qr_squares(std::string_view text);

// Black on white with the quiet zone of four squares that readers need; no style, no script, so it passes a strict
// content policy. `label` is what a screen reader says.
std::string qr_svg(std::string_view text, std::string_view label = {});

}  // namespace opak::paper
