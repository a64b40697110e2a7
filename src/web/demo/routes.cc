#include "web/demo/routes.h"

#include "web/demo/pages.h"

namespace opak::web {
namespace {

// Outside the demo there is no such page.
template <PageHandler handler>
Reply only_in_the_demo(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  if (!site.settings.demo || site.stage == nullptr) return error_page(site, visitor, 404);
  return handler(site, visitor, request, boards);
}

}  // namespace

std::vector<Route> demo_routes() {
  return {
      get("/demo", everyone, only_in_the_demo<demo_page>),
      post("/demo/masuk", everyone, only_in_the_demo<demo_sign_in>),
      get("/demo/hp", everyone, only_in_the_demo<phone_page>),
      get("/demo/hp/alir", everyone, only_in_the_demo<phone_stream>),
      post("/demo/hp/tulis", everyone, only_in_the_demo<phone_say>),
      post("/demo/hp/tekan", everyone, only_in_the_demo<phone_press>),
      post("/demo/hp/foto", everyone, only_in_the_demo<phone_photo>),
  };
}

}  // namespace opak::web
