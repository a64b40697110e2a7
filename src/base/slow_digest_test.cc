#include "base/slow_digest.h"

#include <gtest/gtest.h>

namespace opak {
namespace {

// RFC 7914, section 11.
TEST(SlowDigest, IsThatOfTheStandard) {
  EXPECT_EQ(to_hex(pbkdf2_sha256("passwd", "salt", 1)), "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
  EXPECT_EQ(to_hex(pbkdf2_sha256("Password", "NaCl", 80'000)), "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

}  // namespace
}  // namespace opak
