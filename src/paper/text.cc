#include "paper/text.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

namespace opak::paper {
namespace {

constexpr int refused_code = 3;
constexpr int out_of_processor_time_code = 128 + SIGXCPU;
constexpr std::size_t header_bytes_max = 256, words_max = 1500, word_bytes_max = 64;
constexpr int pixels_max = 20'000;

struct Word {
  int line = 0, sure = 0, left = 0, top = 0, right = 0, bottom = 0;
  ByteView text;
};

std::optional<int> number_before_space(ByteView& from) {
  constexpr std::size_t digits_max = 5;
  int number = 0;
  std::size_t digits = 0;
  for (; digits < from.size() && from[digits] >= '0' && from[digits] <= '9'; ++digits) {
    if (digits == digits_max) return std::nullopt;
    number = number * 10 + (from[digits] - '0');
  }
  if (digits == 0 || digits == from.size() || from[digits] != ' ') return std::nullopt;
  from.remove_prefix(digits + 1);
  return number;
}

bool is_plain(ByteView text) {
  return !text.empty() && text.size() <= word_bytes_max && std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::optional<Word> word_of(ByteView line) {
  Word word;
  for (int* number : {&word.line, &word.sure, &word.left, &word.top, &word.right, &word.bottom}) {
    const auto read = number_before_space(line);
    if (!read || *read > pixels_max) return std::nullopt;
    *number = *read;
  }
  if (word.sure > 100 || word.right < word.left || word.bottom < word.top || !is_plain(line)) return std::nullopt;
  word.text = line;
  return word;
}

// None where it is not what our own reader would have said.
std::optional<std::vector<Word>> words_of(ByteView out, std::size_t count) {
  std::vector<Word> words;
  while (!out.empty()) {
    const auto end = out.find('\n');
    if (end == ByteView::npos || words.size() == words_max) return std::nullopt;
    const auto word = word_of(out.substr(0, end));
    if (!word || word->line < (words.empty() ? 0 : words.back().line)) return std::nullopt;
    words.push_back(*word);
    out.remove_prefix(end + 1);
  }
  if (words.size() != count) return std::nullopt;
  return words;
}

// Two columns stand further apart than two words do.
bool is_wide_gap(const Word& before, const Word& after) {
  const int height = std::max({before.bottom - before.top, after.bottom - after.top, 1});
  return after.left - before.right > height + height / 2;
}

std::vector<TextLine> lines_of(const std::vector<Word>& words) {
  std::vector<TextLine> lines;
  for (std::size_t i = 0; i < words.size();) {
    TextLine line;
    int sure = 0, count = 0;
    for (const std::size_t first = i; i < words.size() && words[i].line == words[first].line; ++i) {
      // A word was cut by bytes and could have lost half a letter.
      const bool whole = is_utf8(words[i].text);
      if (!whole) continue;
      if (!line.text.empty()) line.text += is_wide_gap(words[i - 1], words[i]) ? '\t' : ' ';
      line.text += words[i].text;
      sure += words[i].sure;
      ++count;
    }
    if (count == 0) continue;
    line.sure = sure / count;
    lines.push_back(std::move(line));
  }
  return lines;
}

std::optional<PaperText> parse_text(ByteView out) {
  const auto end = out.substr(0, header_bytes_max).find('\n');
  if (end == ByteView::npos) return std::nullopt;
  const auto header = parse_json(out.substr(0, end), 4);
  if (!header || !header->is_object()) return std::nullopt;
  const auto turned = (*header)["turned"].number(), count = (*header)["words"].number();
  if (turned < 0 || turned > 270 || turned % 90 != 0 || count < 0 || count > static_cast<std::int64_t>(words_max)) return std::nullopt;
  const auto words = words_of(out.substr(end + 1), static_cast<std::size_t>(count));
  if (!words) return std::nullopt;
  return PaperText{static_cast<int>(turned), lines_of(*words)};
}

tl::unexpected<Refusal> refused(const char* key) { return tl::unexpected(Refusal{key}); }

}  // namespace

tl::expected<Personal<PaperText>, Refusal> read_text(Child& reader, ByteView jpeg, const TextLimits& limits) {
  if (jpeg.empty()) return refused("paper.damaged");
  const auto run = reader.run({"text"}, jpeg, {.wall_ms = limits.wall_ms, .resident_bytes_max = limits.resident_bytes_max, .out_bytes_max = limits.out_bytes_max});
  if (!run) {
    log_error("reader_not_started", {{"what", run.error().what}, {"hint", run.error().hint}});
    return refused("paper.not_now");
  }
  // It waited for the processor and not the other way round: the picture is not to blame.
  if (run->timed_out && run->processor_ms < limits.wall_ms / 2) return refused("paper.not_now");
  if (run->timed_out || run->exit_code == out_of_processor_time_code) return refused("paper.too_slow");
  if (run->exit_code == refused_code && run->out.find("paper.no_letters_read") != Bytes::npos) return refused("paper.not_now");
  if (run->exit_code != 0) return refused("paper.damaged");
  auto text = parse_text(run->out);
  if (!text) {
    log_error("reader_answered_strangely", {{"bytes", run->out.size()}});
    return refused("paper.damaged");
  }
  return Personal<PaperText>(*std::move(text));
}

}  // namespace opak::paper
