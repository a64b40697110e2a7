#include "access/remote.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace opak::access {
namespace {

// An IPv4 caller on an IPv6 socket: ::ffff:203.0.113.77
bool is_mapped_v4(const std::array<unsigned char, 16>& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](unsigned char b) { return b == 0; }) && bytes[10] == 0xff && bytes[11] == 0xff;
}

std::string v4_network(unsigned a, unsigned b, unsigned c) {
  return std::to_string(a) + "." + std::to_string(b) + "." + std::to_string(c) + ".0/24";
}

}  // namespace

std::string network_of(std::string_view address) {
  const std::string text(address);
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return v4_network(bytes[0], bytes[1], bytes[2]);
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return "unknown";
  if (is_mapped_v4(bytes)) return v4_network(bytes[12], bytes[13], bytes[14]);
  std::fill(bytes.begin() + 7, bytes.end(), 0);  // A household or an office is given 56 bits.
  std::array<char, INET6_ADDRSTRLEN> out{};
  inet_ntop(AF_INET6, bytes.data(), out.data(), out.size());
  return std::string(out.data()) + "/56";
}

}  // namespace opak::access
