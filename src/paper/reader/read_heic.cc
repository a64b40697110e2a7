#include <libheif/heif.h>

#include "paper/reader/answer.h"
#include "paper/reader/limits.h"
#include "paper/reader/read.h"

namespace opak::reader {
namespace {

void must(heif_error error) {
  if (error.code == heif_error_Ok) return;
  const bool memory = error.code == heif_error_Memory_allocation_error || error.subcode == heif_suberror_Security_limit_exceeded;
  refuse(memory ? "paper.too_large" : "paper.damaged");
}

}  // namespace

// libheif turns the picture as the container says; the EXIF block must not turn it a second time.
ReadPicture read_heic(std::string_view file) {
  heif_context* context = heif_context_alloc();
  heif_context_set_maximum_image_size_limit(context, side_pixels_max);
  heif_context_set_max_decoding_threads(context, 2);
  must(heif_context_read_from_memory_without_copy(context, file.data(), file.size(), nullptr));
  heif_image_handle* handle = nullptr;
  must(heif_context_get_primary_image_handle(context, &handle));
  const Size as_it_came{heif_image_handle_get_width(handle), heif_image_handle_get_height(handle)};
  check_size(as_it_came.width, as_it_came.height);
  if (static_cast<long>(as_it_came.width) * as_it_came.height > heic_pixels_max) refuse("paper.too_large");

  heif_image* image = nullptr;
  must(heif_decode_image(handle, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB, nullptr));
  const Size size{heif_image_get_width(image, heif_channel_interleaved), heif_image_get_height(image, heif_channel_interleaved)};
  check_size(size.width, size.height);
  int stride = 0;
  const std::uint8_t* rows = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  if (rows == nullptr || stride < 3 * size.width) refuse("paper.damaged");
  Shrinker shrinker(size, fitted(size, clean_side_max));
  for (int y = 0; y < size.height; ++y) shrinker.add_row(rows + static_cast<std::ptrdiff_t>(y) * stride);
  heif_image_release(image);
  heif_image_handle_release(handle);
  heif_context_free(context);
  return {shrinker.take(), as_it_came};
}

}  // namespace opak::reader
