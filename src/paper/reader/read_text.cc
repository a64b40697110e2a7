#include "paper/reader/read_text.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "paper/reader/limits.h"

namespace opak::reader {
namespace {

// The part of Tesseract's C interface that is used (capi.h, version 5).
struct Calls {
  void* (*create)() = nullptr;
  int (*init)(void*, const char*, const char*, int) = nullptr;
  int (*set)(void*, const char*, const char*) = nullptr;
  void (*set_layout)(void*, int) = nullptr;
  void (*set_image)(void*, const unsigned char*, int, int, int, int) = nullptr;
  void (*set_resolution)(void*, int) = nullptr;
  int (*recognize)(void*, void*) = nullptr;
  char* (*tsv)(void*, int) = nullptr;
  void (*delete_text)(const char*) = nullptr;
};
Calls calls;

constexpr const char* data_folders[] = {"/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata"};
constexpr int letters_network_only = 1;  // OEM_LSTM_ONLY

constexpr int one_column = 4;  // A word stays in the line of its name, however wide the gap between them.
// The letters of a whole page are about ten pixels high; twenty are read better.
constexpr double enlargement_min = 1.5, enlargement_max = 3;
constexpr int side_wished = 2000;

template <typename Call>
bool find(void* library, const char* name, Call& call) {
  call = reinterpret_cast<Call>(::dlsym(library, name));
  return call != nullptr;
}

constexpr double pi = 3.14159265358979;

Grey grey_of(const Picture& picture) {
  Grey grey{picture.size, std::vector<std::uint8_t>(picture.rgb.size() / 3)};
  const std::uint8_t* from = picture.rgb.data();
  for (auto& level : grey.levels) {
    level = static_cast<std::uint8_t>((77 * from[0] + 150 * from[1] + 29 * from[2]) >> 8);
    from += 3;
  }
  return grey;
}

// A shadow, a lamp, a dark room: each part of the paper is made as bright as paper, by the brightness around it.
void even_out(Grey& grey) {
  constexpr int tile = 32;
  constexpr int paper_level = 230;
  const int across = (grey.size.width + tile - 1) / tile, down = (grey.size.height + tile - 1) / tile;
  std::vector<int> bright(static_cast<std::size_t>(across) * down);
  for (int ty = 0; ty < down; ++ty) {
    for (int tx = 0; tx < across; ++tx) {
      std::array<int, 256> count{};
      int all = 0;
      for (int y = ty * tile; y < std::min(grey.size.height, (ty + 1) * tile); ++y)
        for (int x = tx * tile; x < std::min(grey.size.width, (tx + 1) * tile); ++x, ++all) ++count[grey.levels[static_cast<std::size_t>(y) * grey.size.width + x]];
      int level = 255;
      for (int above = 0; level > 0 && above + count[static_cast<std::size_t>(level)] < all / 5; --level) above += count[static_cast<std::size_t>(level)];
      bright[static_cast<std::size_t>(ty) * across + tx] = std::max(level, 24);
    }
  }
  const auto at = [&](int x, int y) { return bright[static_cast<std::size_t>(std::clamp(y, 0, down - 1)) * across + std::clamp(x, 0, across - 1)]; };
  for (int y = 0; y < grey.size.height; ++y) {
    const int fy = y - tile / 2, ty = fy < 0 ? -1 : fy / tile, py = fy - ty * tile;
    for (int x = 0; x < grey.size.width; ++x) {
      const int fx = x - tile / 2, tx = fx < 0 ? -1 : fx / tile, px = fx - tx * tile;
      const int up = at(tx, ty) * (tile - px) + at(tx + 1, ty) * px, low = at(tx, ty + 1) * (tile - px) + at(tx + 1, ty + 1) * px;
      const int around = (up * (tile - py) + low * py) / (tile * tile);
      auto& level = grey.levels[static_cast<std::size_t>(y) * grey.size.width + x];
      level = static_cast<std::uint8_t>(std::min(255, level * paper_level / std::max(around, 1)));
    }
  }
}

// How clearly the ink lies in lines that rise or fall by so many degrees: the sharper the steps from line to gap, the higher.
double sharpness_of_lines(const std::vector<std::array<float, 3>>& ink, double degrees, bool across, int longest) {
  const double sine = std::sin(degrees * pi / 180), cosine = std::cos(degrees * pi / 180);
  std::vector<double> rows(static_cast<std::size_t>(3 * longest));
  for (const auto& [x, y, weight] : ink) {
    const double at = across ? y * cosine - x * sine : x * cosine + y * sine;
    rows[static_cast<std::size_t>(std::clamp(static_cast<int>(at) + longest, 0, 3 * longest - 1))] += weight;
  }
  double steps = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) steps += (rows[i] - rows[i - 1]) * (rows[i] - rows[i - 1]);
  return steps;
}

struct Lean {
  double degrees = 0;
  bool sideways = false;  // The lines seem to run up and down. The edge of a table can look so too.
};

// A hand never holds a telephone quite straight, and Tesseract reads lines that lean badly.
Lean lean_of(const Grey& grey) {
  constexpr int ink_level = 60, paper_level = 230;
  constexpr double most = 12, coarse = 1, fine = 0.2, clearly = 1.3;
  const int step = std::max(1, std::max(grey.size.width, grey.size.height) / 700);
  std::vector<std::array<float, 3>> ink;
  for (int y = 0; y + step <= grey.size.height; y += step) {
    for (int x = 0; x + step <= grey.size.width; x += step) {
      int sum = 0;
      for (int j = 0; j < step; ++j)
        for (int i = 0; i < step; ++i) sum += grey.levels[static_cast<std::size_t>(y + j) * grey.size.width + x + i];
      const int dark = paper_level - sum / (step * step);
      if (dark > ink_level) ink.push_back({static_cast<float>(x / step), static_cast<float>(y / step), static_cast<float>(dark)});
    }
  }
  const int longest = std::max(grey.size.width, grey.size.height) / step + 1;
  const auto sharpest = [&](double from, double to, double by, bool across) {
    std::pair<double, double> best{-1, 0};  // How sharp, at how many degrees.
    for (double degrees = from; degrees <= to; degrees += by)
      if (const double here = sharpness_of_lines(ink, degrees, across, longest); here > best.first) best = {here, degrees};
    return best;
  };
  const auto along = sharpest(-most, most, coarse, true), down = sharpest(-most, most, coarse, false);
  return {sharpest(along.second - coarse, along.second + coarse, fine, true).second, down.first > along.first * clearly};
}

// Larger, and turned back by what it leans.
Grey straightened(const Grey& grey, double factor, double degrees) {
  constexpr int white = 255, one = 256;
  const double sine = std::sin(degrees * pi / 180), cosine = std::cos(degrees * pi / 180);
  Grey large{{static_cast<int>(grey.size.width * factor), static_cast<int>(grey.size.height * factor)}, {}};
  large.levels.assign(static_cast<std::size_t>(large.size.width) * large.size.height, white);
  const double middle_x = grey.size.width / 2.0, middle_y = grey.size.height / 2.0;
  for (int v = 0; v < large.size.height; ++v) {
    for (int u = 0; u < large.size.width; ++u) {
      const double du = (u + 0.5) / factor - middle_x, dv = (v + 0.5) / factor - middle_y;
      const double fx = du * cosine - dv * sine + middle_x - 0.5, fy = du * sine + dv * cosine + middle_y - 0.5;
      const int x = static_cast<int>(fx), y = static_cast<int>(fy);
      if (fx < 0 || fy < 0 || x + 1 >= grey.size.width || y + 1 >= grey.size.height) continue;
      const int px = static_cast<int>((fx - x) * one), py = static_cast<int>((fy - y) * one);
      const std::uint8_t* upper = &grey.levels[static_cast<std::size_t>(y) * grey.size.width + x];
      const std::uint8_t* lower = upper + grey.size.width;
      const int up = upper[0] * (one - px) + upper[1] * px, low = lower[0] * (one - px) + lower[1] * px;
      large.levels[static_cast<std::size_t>(v) * large.size.width + u] = static_cast<std::uint8_t>((up * (one - py) + low * py) >> 16);
    }
  }
  return large;
}

// One row of Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, sureness, text.
struct Row {
  std::array<int, 10> numbers{};
  double sure = 0;
  std::string_view text;
};

bool parse(std::string_view line, Row& row) {
  for (std::size_t i = 0; i < 11; ++i) {
    const auto end = line.find('\t');
    if (end == std::string_view::npos) return false;
    const std::string number(line.substr(0, end));
    if (i < 10) row.numbers[i] = std::atoi(number.c_str());
    else row.sure = std::atof(number.c_str());
    line.remove_prefix(end + 1);
  }
  row.text = line;
  return true;
}

std::vector<ReadWord> words_in(std::string_view table, double factor) {
  constexpr int word_level = 5;
  std::vector<ReadWord> words;
  int line = -1;
  std::array<int, 3> where{-1, -1, -1};
  while (!table.empty() && words.size() < text_words_max) {
    const auto end = std::min(table.find('\n'), table.size());
    Row row;
    const bool is_row = parse(table.substr(0, end), row);
    table.remove_prefix(std::min(table.size(), end + 1));
    if (!is_row || row.numbers[0] != word_level || row.text.empty() || row.text.find_first_not_of(' ') == std::string_view::npos) continue;
    const std::array<int, 3> here{row.numbers[2], row.numbers[3], row.numbers[4]};
    if (here != where) ++line;
    where = here;
    const auto back = [&](int n) { return static_cast<int>(n / factor); };
    const auto [left, top, width, height] = std::array{row.numbers[6], row.numbers[7], row.numbers[8], row.numbers[9]};
    words.push_back({line, std::clamp(static_cast<int>(row.sure), 0, 100), back(left), back(top), back(left + width), back(top + height), std::string(row.text.substr(0, text_word_bytes_max))});
  }
  return words;
}

// How much of it looks like words: letters and digits in words that were read with some certainty, and their share of all. Upside down
// there are words too, but few that are certain.
struct Worth {
  int letters = 0;
  double share = 0;
};

Worth worth(const std::vector<ReadWord>& words) {
  constexpr int certain = 60, letters_of_word = 3;
  Worth here;
  int all = 0;
  for (const auto& word : words) {
    const auto letters = static_cast<int>(std::count_if(word.text.begin(), word.text.end(), [](unsigned char c) { return std::isalnum(c) != 0; }));
    all += letters;
    if (word.sure >= certain && letters >= letters_of_word) here.letters += letters;
  }
  here.share = all == 0 ? 0 : static_cast<double>(here.letters) / all;
  return here;
}

constexpr int letters_at_all = 12;
constexpr int quarter_turn = 6;  // Clockwise, as EXIF counts.

bool is_upright(const Worth& page) {
  constexpr int letters_enough = 40;
  constexpr double share_enough = 0.6;
  return page.letters >= letters_enough && page.share >= share_enough;
}

}  // namespace

bool TextReader::open() {
  ::setenv("OMP_THREAD_LIMIT", "1", 1);  // Read when the library is loaded: behind the walls no thread can be started.
  void* library = ::dlopen("libtesseract.so.5", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return false;
  if (!find(library, "TessBaseAPICreate", calls.create) || !find(library, "TessBaseAPIInit2", calls.init) || !find(library, "TessBaseAPISetVariable", calls.set) ||
      !find(library, "TessBaseAPISetPageSegMode", calls.set_layout) || !find(library, "TessBaseAPISetImage", calls.set_image) ||
      !find(library, "TessBaseAPISetSourceResolution", calls.set_resolution) || !find(library, "TessBaseAPIRecognize", calls.recognize) ||
      !find(library, "TessBaseAPIGetTsvText", calls.tsv) || !find(library, "TessDeleteText", calls.delete_text))
    return false;
  for (const char* folder : data_folders) {
    void* engine = calls.create();
    if (calls.init(engine, folder, "ind", letters_network_only) == 0) {
      engine_ = engine;
      calls.set(engine, "debug_file", "/dev/null");  // Its complaints are about strangers' pictures.
      calls.set_layout(engine, one_column);
      return true;
    }
  }
  return false;
}

std::vector<ReadWord> TextReader::read_once(const Grey& grey, double degrees) {
  const double enlargement = std::clamp(static_cast<double>(side_wished) / std::max(grey.size.width, grey.size.height), enlargement_min, enlargement_max);
  const Grey large = straightened(grey, enlargement, degrees);
  calls.set_image(engine_, large.levels.data(), large.size.width, large.size.height, 1, large.size.width);
  calls.set_resolution(engine_, 300);
  if (calls.recognize(engine_, nullptr) != 0) return {};
  char* table = calls.tsv(engine_, 0);
  if (table == nullptr) return {};
  auto words = words_in(table, enlargement);
  calls.delete_text(table);
  return words;
}

ReadPage TextReader::read(Picture picture) {
  const auto begun = std::clock();  // Of the processor: on a busy machine the same page is read the same way.
  ReadPage best{0, picture.size, {}};
  int most = -1, held = 0;
  // As it seems to lie, then the other ways, as far as there is time.
  std::array<int, 4> ways{0, 180, 90, 270};
  for (std::size_t i = 0; i < ways.size(); ++i) {
    if (i > 0 && (std::clock() - begun) * 1000 / CLOCKS_PER_SEC > text_turning_ms) break;
    for (; held != ways[i]; held = (held + 90) % 360) picture = turned(std::move(picture), quarter_turn);
    Grey grey = grey_of(picture);
    even_out(grey);
    const Lean lean = lean_of(grey);
    if (i == 0 && lean.sideways) {
      ways = {90, 0, 270, 180};  // It only seems so: as it came is the next best.
      for (; held != ways[i]; held = (held + 90) % 360) picture = turned(std::move(picture), quarter_turn);
      grey = grey_of(picture);
      even_out(grey);
    }
    auto words = read_once(grey, i == 0 && lean.sideways ? lean_of(grey).degrees : lean.degrees);
    const Worth here = worth(words);
    if (here.letters > most) {
      most = here.letters;
      best = {held, picture.size, std::move(words)};
    }
    if (is_upright(here)) break;
    // Hardly a letter along or across: an empty sheet, or a picture of something else.
    if (i == 2 && most < letters_at_all) break;
  }
  return best;
}

}  // namespace opak::reader
