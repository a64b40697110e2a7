#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-global.h>
#include <poppler/cpp/poppler-page-renderer.h>
#include <poppler/cpp/poppler-page.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "paper/reader/answer.h"
#include "paper/reader/limits.h"
#include "paper/reader/read.h"

namespace opak::reader {
namespace {

Picture render(const poppler::page& page) {
  const poppler::rectf box = page.page_rect();
  const double longest = std::max(box.width(), box.height());
  if (!std::isfinite(longest) || !(box.width() > 0) || !(box.height() > 0)) refuse("paper.damaged");
  const double dots = std::min(72 * clean_side_max / longest, pdf_dots_per_inch_max);
  const bool lies_on_its_side = page.orientation() == poppler::page::landscape || page.orientation() == poppler::page::seascape;
  const auto side = [&](double points) { return std::clamp(static_cast<int>(std::lround(points * dots / 72)), 1, clean_side_max); };
  Size size{side(box.width()), side(box.height())};
  if (lies_on_its_side) std::swap(size.width, size.height);

  poppler::page_renderer renderer;
  renderer.set_image_format(poppler::image::format_rgb24);
  renderer.set_render_hint(poppler::page_renderer::antialiasing);
  renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
  const poppler::image image = renderer.render_page(&page, dots, dots, 0, 0, size.width, size.height);
  if (!image.is_valid() || image.format() != poppler::image::format_rgb24) refuse("paper.damaged");
  check_size(image.width(), image.height());

  Picture picture{{std::min(size.width, image.width()), std::min(size.height, image.height())}, {}};
  for (int y = 0; y < picture.size.height; ++y) {
    const auto* row = reinterpret_cast<const std::uint8_t*>(image.const_data()) + static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
    picture.rgb.insert(picture.rgb.end(), row, row + 3 * picture.size.width);
  }
  return picture;
}

bool is_empty(const Picture& page) {
  return std::all_of(page.rgb.begin(), page.rgb.end(), [](std::uint8_t colour) { return colour == 255; });
}

}  // namespace

void read_pdf(std::string_view file, const std::function<void(const Picture&)>& page) {
  // What a broken document says of itself may hold a person's data; nobody needs it.
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(file.data(), static_cast<int>(file.size())));
  if (!document) refuse("paper.damaged");
  if (document->is_locked()) refuse("paper.locked");
  const int pages = document->pages();
  if (pages <= 0) refuse("paper.damaged");
  if (pages > pdf_pages_max) refuse("paper.too_many_pages");
  bool shows_something = false;
  for (int i = 0; i < pages; ++i) {
    const std::unique_ptr<poppler::page> one(document->create_page(i));
    if (!one) refuse("paper.damaged");
    const auto picture = render(*one);
    shows_something = shows_something || !is_empty(picture);
    page(picture);
  }
  // Something was to be shown and nothing is: a content stream that unpacks to blanks for megabytes, or could not be read. A page
  // that never held anything is an empty sheet, and the hint for one that is too bright says so.
  const bool was_to_show = file.find("/Contents") != file.npos || file.find("/ObjStm") != file.npos;
  if (!shows_something && was_to_show) refuse("paper.damaged");
}

}  // namespace opak::reader
