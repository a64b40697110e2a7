// The whole table of routes: each says who may use it, none stands there twice, and a POST without a form token is a
// webhook with a signature of its own.
#include <gtest/gtest.h>

#include <algorithm>

#include "web/channel_routes.h"
#include "web/site.h"

namespace opak::web {
namespace {

TEST(Routes, AllSayWhoMayUseThem) {
  for (const auto& fault : check_routes(all_routes())) ADD_FAILURE() << fault;
  EXPECT_GT(all_routes().size(), 50U);
}

TEST(Routes, TakeNoPostWithoutAFormTokenButWebhooks) {
  const auto hooks = channel_routes();
  for (const auto& route : all_routes()) {
    if (route.who != Who::machine) continue;
    const bool is_hook = std::any_of(hooks.begin(), hooks.end(), [&](const Route& hook) { return hook.pattern == route.pattern && hook.method == route.method; });
    EXPECT_TRUE(is_hook) << route.method << " " << route.pattern;
  }
}

TEST(Routes, OfTheStaffAreClosedToEveryoneElse) {
  for (const auto& route : all_routes())
    for (const auto* desk : {"/petugas", "/cetak", "/blangko", "/antaran", "/antar", "/pimpinan", "/atur"}) {
      if (route.pattern != desk && !route.pattern.starts_with(std::string(desk) + "/")) continue;
      EXPECT_EQ(route.who, Who::officer) << route.method << " " << route.pattern;
    }
}

TEST(Routes, AreEachFoundByTheirOwnAddress) {
  const Router router(all_routes());
  for (const auto& route : router.routes()) {
    std::string path;
    for (const char letter : route.pattern) path += letter == '*' ? 'x' : letter;
    EXPECT_EQ(router.find(route.method, path).route, &route) << route.method << " " << route.pattern;
  }
}

}  // namespace
}  // namespace opak::web
