// Where a request came from, told no finer than it need be: the network, never the single address.
#pragma once

#include <string>
#include <string_view>

namespace opak::access {

// "203.0.113.77" -> "203.0.113.0/24", "2001:db8:1:2::5" -> "2001:db8:1::/56". What is no address is "unknown".
std::string network_of(std::string_view address);

}  // namespace opak::access
