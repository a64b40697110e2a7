// The letters of a paper, read by Tesseract (Indonesian, its smaller model).
//
// Tesseract is loaded when it is wanted: a photo that is only cleaned does not wait for its fifty libraries. It reads its own data, and is
// ready, before the walls go up; with a stranger's picture in hand it can open nothing and start no thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "paper/reader/picture.h"

namespace opak::reader {

struct ReadWord {
  int line = 0;  // Counted from 0, in reading order.
  int sure = 0;  // 0 to 100.
  int left = 0, top = 0, right = 0, bottom = 0;  // In the picture the right way up.
  std::string text;
};

struct ReadPage {
  int turned = 0;  // By so many degrees the picture was turned, clockwise, before it could be read: 0, 90, 180, 270.
  Size size;       // As it was read.
  std::vector<ReadWord> words;
};

struct Grey {
  Size size;
  std::vector<std::uint8_t> levels;
};

class TextReader {
 public:
  // False: Tesseract or its Indonesian data is not installed. Before the walls.
  bool open();
  ReadPage read(Picture picture);

 private:
  std::vector<ReadWord> read_once(const Grey& grey, double degrees);
  void* engine_ = nullptr;
};

}  // namespace opak::reader
