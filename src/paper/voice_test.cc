// What a voice message is and how long, from files made here byte by byte.
#include "paper/voice.h"

#include <gtest/gtest.h>

namespace opak::paper {
namespace {

Bytes little(std::uint64_t number, int bytes) {
  Bytes out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 255);
  return out;
}
Bytes big(std::uint64_t number, int bytes) {
  Bytes out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i) & 255);
  return out;
}
Bytes page(std::uint64_t position, const Bytes& body, std::uint32_t stream = 7) {
  return Bytes("OggS") + Bytes(1, '\0') + Bytes(1, '\0') + little(position, 8) + little(stream, 4) + little(0, 4) + little(0, 4) + little(1, 1) + little(body.size(), 1) + body;
}
Bytes opus(std::uint64_t seconds) {
  return page(0, "OpusHead" + little(1, 1) + little(1, 1) + little(312, 2) + little(48'000, 4) + little(0, 3)) + page(0, "OpusTags") + page(seconds * 24'000, "half") + page(seconds * 48'000 + 312, "sound");
}
Bytes box(const Bytes& name, const Bytes& body) { return big(body.size() + 8, 4) + name + body; }
Bytes m4a(std::uint64_t units, std::uint64_t scale) { return box("ftyp", "M4A ") + box("free", "xx") + box("moov", box("mvhd", big(0, 12) + big(scale, 4) + big(units, 4) + big(0, 8))); }
Bytes repeated(const Bytes& one, int times) {
  Bytes all;
  for (int i = 0; i < times; ++i) all += one;
  return all;
}
// 128 kbit/s at 44.1 kHz: 417 bytes, 26 ms. 1,024 samples at 16 kHz in 100 bytes. 12.2 kbit/s: 32 bytes, 20 ms.
const Bytes mp3_frame = Bytes("\xFF\xFB\x90\x00", 4) + Bytes(413, 'x');
const Bytes aac_frame = Bytes("\xFF\xF1\x60\x40\x0C\x80\xFC", 7) + Bytes(93, 'x');
const Bytes amr_frame = Bytes("\x3C") + Bytes(31, 'x');

std::string said(ByteView file) {
  const auto voice = voice_in(file);
  return voice ? std::string(voice->type) + " " + std::to_string(voice->seconds) : "none";
}

TEST(Voice, TellsItsKindAndItsLength) {
  EXPECT_EQ(said(opus(23)), "audio/ogg 23");
  EXPECT_EQ(said(m4a(90'500, 1000)), "audio/mp4 91") << "rounded up";
  EXPECT_EQ(said(repeated(mp3_frame, 400)), "audio/mpeg 11");
  EXPECT_EQ(said("ID3" + Bytes("\x03\0\0\0\0\0\x05", 7) + "title" + repeated(mp3_frame, 40)), "audio/mpeg 2");
  EXPECT_EQ(said(repeated(aac_frame, 100)), "audio/aac 7");
  EXPECT_EQ(said("#!AMR\n" + repeated(amr_frame, 500)), "audio/amr 10");
}

TEST(Voice, OfWhichOnlyTheBeginningArrivedIsAsLongAsThat) {
  const auto whole = opus(20);
  EXPECT_EQ(said(ByteView(whole).substr(0, whole.size() - 3)), "audio/ogg 10");
  EXPECT_EQ(said(ByteView(whole).substr(0, 60)), "audio/ogg 0");
}

TEST(Voice, OfAnotherStreamDoesNotCount) { EXPECT_EQ(said(opus(5) + page(48'000 * 500, "other", 8)), "audio/ogg 5"); }

TEST(Voice, ThatIsNoneIsRefused) {
  for (const auto& file : {Bytes(), Bytes("hello"), Bytes("\xff\xd8\xff photo"), Bytes("OggS"), page(0, "theora"), Bytes("%PDF-1.4"), Bytes("<html>"), mp3_frame, aac_frame, box("ftyp", "heic"), Bytes("RIFF....WAVE")})
    EXPECT_EQ(said(file), "none");
  EXPECT_EQ(said(opus(5) + Bytes(voice_bytes_max, 'x')), "none") << "too large";
}

TEST(Voice, ThatLiesAboutItsLengthIsAtMostADay) {
  EXPECT_EQ(said(opus(1) + page(~std::uint64_t{0} - 1, "x")), "audio/ogg 86400");
  EXPECT_EQ(said(m4a(0xFFFFFFFE, 1)), "audio/mp4 86400");
  EXPECT_EQ(said(m4a(10, 0)), "audio/mp4 0");
  EXPECT_EQ(said(m4a(0xFFFFFFFF, 1000)), "audio/mp4 0") << "not known";
}

}  // namespace
}  // namespace opak::paper
