#include "office/qr.h"

#include "paper/qr.h"

namespace opak::office {

std::vector<std::vector<bool>> qr_squares(std::string_view text) { return paper::qr_squares(text); }

std::string qr_svg(std::string_view text, std::string_view label) { return paper::qr_svg(text, label); }

}  // namespace opak::office
