#include "transparency/note.h"

#include <gtest/gtest.h>

#include "transparency/example_log.h"

namespace opak::transparency {
namespace {

using example::unhex;
using example::vectors;

const std::string name = "example.id/tlog-vectors";

std::string published() { return std::string(vectors()["note"]["checkpoint"].text()); }
SigningKey log_key() { return SigningKey::from_seed(name, unhex(vectors()["note"]["seed_hex"].text())); }
Vkey witness_key() { return Vkey::parse(vectors()["cosignature"]["vkey"].text()).value(); }
std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  ensure(at != text.npos, "the test changes something that is there");
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST(Note, SignsThePublishedCheckpointToTheLastByte) {
  const auto key = log_key();
  const Checkpoint checkpoint{name, 9, unhex(vectors()["roots_0_to_16"][9].text())};
  EXPECT_EQ(checkpoint.format() + "\n" + key.sign_line(checkpoint.format()), published());
  EXPECT_EQ(key.vkey().format(), vectors()["note"]["vkey"].text());
  EXPECT_EQ(to_hex(key.vkey().id()), vectors()["note"]["key_id_hex"].text());
  EXPECT_EQ(to_hex(key.vkey().public_key), vectors()["note"]["public_key_hex"].text());
  EXPECT_EQ(read_checkpoint(published(), key.vkey()).value(), checkpoint);
}

TEST(Note, ReadsAndMakesThePublishedCosignature) {
  const auto line = std::string(vectors()["cosignature"]["line"].text());
  const auto note = Note::parse(published() + line).value();
  const auto time = static_cast<std::uint64_t>(vectors()["cosignature"]["time"].number());
  const auto witness = SigningKey::from_seed(witness_key().name, unhex(vectors()["cosignature"]["seed_hex"].text()));
  EXPECT_EQ(witness.cosign_line(note.text, time), line);

  const auto who = signers(note, {log_key().vkey(), witness_key()}).value();
  ASSERT_EQ(who.size(), 2u);
  EXPECT_EQ(who[0], (Signer{name, KeyType::ed25519, 0}));
  EXPECT_EQ(who[1], (Signer{witness_key().name, KeyType::cosignature_ed25519, time}));
  EXPECT_EQ(note.format(), published() + line);
}

TEST(Note, TakesTheVerifierKeyOfTheSpecification) {
  const std::string text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  EXPECT_EQ(Vkey::parse(text).value().format(), text);
}

TEST(Note, RefusesVerifierKeysThatDoNotFit) {
  for (const auto* text : {"", "a", "a+b", "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                           "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                           "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                           "example.com/foo+530d903a+Aeky", "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"})
    EXPECT_FALSE(Vkey::parse(text)) << text;
}

TEST(Note, PassesOverStrangersButNotOverAKnownKeysWrongSignature) {
  const auto key = log_key();
  const auto other = SigningKey::from_seed("other.example/log", Bytes(32, 'o'));
  const auto text = Note::parse(published())->text;
  EXPECT_TRUE(read_checkpoint(text + "\n" + other.sign_line(text) + key.sign_line(text), key.vkey()));
  EXPECT_FALSE(read_checkpoint(text + "\n" + other.sign_line(text), key.vkey()));
  EXPECT_FALSE(read_checkpoint(text + "\n" + key.sign_line(text) + key.sign_line("else\n"), key.vkey()));
  EXPECT_FALSE(read_checkpoint(replaced(published(), "\n9\n", "\n8\n"), key.vkey()));
}

TEST(Note, ACheckpointSignedUnderItsKeyButForAnotherOriginIsRefused) {
  const auto key = log_key();
  const auto text = Checkpoint{"example.id/another", 1, Bytes(32, 'r')}.format();
  EXPECT_FALSE(read_checkpoint(text + "\n" + key.sign_line(text), key.vkey()));
}

TEST(Note, RefusesWhatIsNotInTheOneShape) {
  const auto good = published();
  ASSERT_TRUE(Note::parse(good));
  EXPECT_FALSE(Note::parse(""));
  EXPECT_FALSE(Note::parse("text\n"));
  EXPECT_FALSE(Note::parse("text\n\n"));
  EXPECT_FALSE(Note::parse(good.substr(0, good.size() - 1))) << "no last newline";
  EXPECT_FALSE(Note::parse(replaced(good, "\n9\n", "\r\n9\n"))) << "CRLF";
  EXPECT_FALSE(Note::parse(replaced(good, "\n9\n", "\n9\xff\n"))) << "not UTF-8";
  EXPECT_FALSE(Note::parse(replaced(good, "\xE2\x80\x94 ", "- "))) << "a plain hyphen";
  EXPECT_FALSE(Note::parse(replaced(good, "\xE2\x80\x94 ", "\xE2\x80\x94  "))) << "two spaces";
  EXPECT_FALSE(Note::parse(replaced(good, "\xE2\x80\x94 example", "\xE2\x80\x94 exa\xC2\xA0mple"))) << "a hidden space";
  std::string many = good;
  for (int i = 0; i < 100; ++i) many += log_key().sign_line("x\n");
  EXPECT_FALSE(Note::parse(many)) << "101 signatures";
}

TEST(Checkpoint, IsReadStrictly) {
  const auto root = to_base64(Bytes(32, '\xff'));
  ASSERT_TRUE(Checkpoint::parse("o\n5\n" + root + "\n"));
  ASSERT_TRUE(Checkpoint::parse("o\n0\n" + root + "\n"));
  for (const auto* size : {"+5", "007", "-1", "5 ", " 5", "", "0x5", "99999999999999999999"})
    EXPECT_FALSE(Checkpoint::parse("o\n" + std::string(size) + "\n" + root + "\n")) << size;
  EXPECT_FALSE(Checkpoint::parse("o\n5\n" + root)) << "no last newline";
  EXPECT_FALSE(Checkpoint::parse("\n5\n" + root + "\n")) << "no origin";
  EXPECT_FALSE(Checkpoint::parse("o\n5\n" + root + "\nextension\n")) << "we use no extensions";
  EXPECT_FALSE(Checkpoint::parse("o\n5\n" + to_base64(Bytes(31, 'r')) + "\n")) << "31 bytes";
  EXPECT_FALSE(Checkpoint::parse("o\n5\n" + replaced(root, "8=", "9=") + "\n")) << "loose trailing bits";
  EXPECT_FALSE(Checkpoint::parse("o\n5\n" + replaced(root, "/", "_") + "\n")) << "URL-safe base64";
}

}  // namespace opak::transparency
