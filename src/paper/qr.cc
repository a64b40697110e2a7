#include "paper/qr.h"

#include <qrencode.h>

#include <memory>

#include "base/result.h"

namespace opak::paper {
namespace {

constexpr int quiet_squares = 4;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace

QrSquares qr_squares(std::string_view text) {
  ensure(!text.empty() && text.size() <= 2000, "a QR code holds 1 to 2,000 bytes");
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M), QRcode_free);
  ensure(code != nullptr, "libqrencode makes a code of any text that fits");
  QrSquares squares(static_cast<std::size_t>(code->width), std::vector<bool>(static_cast<std::size_t>(code->width)));
  const unsigned char* square = code->data;
  for (auto& row : squares) {
    for (std::size_t x = 0; x < row.size(); ++x) row[x] = (*square++ & 1) != 0;
  }
  return squares;
}

std::string qr_svg(std::string_view text, std::string_view label) {
  const QrSquares squares = qr_squares(text);
  const auto side = std::to_string(squares.size() + 2 * quiet_squares);
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side + "\" role=\"img\"";
  if (!label.empty()) svg += " aria-label=\"" + escaped(label) + "\"";
  svg += " shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side + "H0z\"/><path d=\"";
  for (std::size_t y = 0; y < squares.size(); ++y) {
    for (std::size_t x = 0; x < squares.size(); ++x) {
      if (!squares[y][x]) continue;
      std::size_t run = 1;
      while (x + run < squares.size() && squares[y][x + run]) ++run;
      const auto wide = std::to_string(run);
      svg += "M" + std::to_string(x + quiet_squares) + " " + std::to_string(y + quiet_squares) + "h" + wide + "v1h-" + wide + "z";
      x += run;
    }
  }
  return svg + "\"/></svg>";
}

}  // namespace opak::paper
