// Every statement that this process has prepared, for the test that reads their plans (tests/query_plan_test.cc).
#pragma once

#include <string>
#include <vector>

namespace opak::store {

// Each text once, in the order of the alphabet. Any thread.
std::vector<std::string> statements_so_far();

}  // namespace opak::store
