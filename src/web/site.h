// The web room as a whole: what pages need, how routes look, and the function that answers a request.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/limiter.h"
#include "access/password.h"
#include "access/roles.h"
#include "catalogue/catalogue.h"
#include "net/broadcaster.h"
#include "net/http.h"
#include "office/office.h"
#include "views/boards.h"
#include "web/assets.h"
#include "web/kept_status.h"
#include "web/officer/talk_signs.h"
#include "web/rush.h"
#include "web/session_guard.h"

namespace opak::net {
struct ServerCounts;
}

namespace opak::web {

using net::Reply;
using net::Request;
using net::Response;
using views::Boards;

struct SiteSettings {
  bool secure_cookies = true;   // false only for http on this machine itself (loopback).
  bool demo = false;            // Pretend phone, pretend register, seeded people: said on every page.
  std::string public_address = "http://localhost:8080";  // Ours, for Origin checks and shared links; never from Host.
  bool behind_proxy = false;    // Then the last X-Forwarded-For is the visitor's address.
  bool keeps_pages = true;      // Status pages until their case changes; false to measure the drawing.
  std::function<std::optional<Moment>()> as_of = {};  // Set: these pages only show, and what they show is of that moment.
  bool checks_kept = false;     // For tests without threads: each kept page is drawn anew and must be the same.
};

struct DemoStage;  // web/demo/stage.h

struct Site {
  office::Office& office;
  const catalogue::Catalogue& catalogue;
  net::Broadcaster& broadcaster;
  access::Limiter& limiter;
  access::PasswordWorker& passwords;
  SiteSettings settings;
  Assets assets = {};
  // Set by whoever runs the channels: what answers a webhook's or a demo's own needs. May stay empty.
  std::map<std::string, std::function<Reply(const Request&)>, std::less<>> doors = {};
  const net::ServerCounts* door = nullptr;  // Of the server that this site stands behind, once it listens.
  DemoStage* stage = nullptr;  // The pretend phone and its people; null in every real city.
  std::shared_ptr<KeptStatus> kept = std::make_shared<KeptStatus>();
  std::shared_ptr<Rush> rush = std::make_shared<Rush>();
  std::shared_ptr<TalkSigns> signs = std::make_shared<TalkSigns>();

  const catalogue::Sentences& sentences() const { return catalogue.sentences(); }
  Moment now() const { return office.now(); }
};

using PageHandler = Reply (*)(Site&, const Visitor&, const Request&, Boards&);

enum class Who {
  not_said,  // A route left so fails tests/routes_test.cc and is never served.
  everyone,
  resident,  // A confirmed number (session), else led to the code page and back.
  officer,   // Signed in, with any of the roles (none named: any role).
  machine    // Another program with a signature of its own: no cookies, no form token.
};

struct Route {
  std::string_view method;   // GET (also HEAD) or POST.
  std::string_view pattern;  // "/s/*/*/alamat": '*' catches one segment, a last "**" the rest. Into Request::matched.
  PageHandler handler = nullptr;
  Who who = Who::not_said;
  access::Roles roles = {};
  Area area() const { return who == Who::officer ? Area::staff : Area::resident; }
};

// A route is written as one line that says who may use it.
constexpr Who everyone = Who::everyone;
inline Route get(std::string_view pattern, Who who, PageHandler handler, access::Roles roles = {}) { return {"GET", pattern, handler, who, roles}; }
inline Route post(std::string_view pattern, Who who, PageHandler handler, access::Roles roles = {}) { return {"POST", pattern, handler, who, roles}; }
inline Route get_for(access::Roles roles, std::string_view pattern, PageHandler handler) { return {"GET", pattern, handler, Who::officer, roles}; }
inline Route post_for(access::Roles roles, std::string_view pattern, PageHandler handler) { return {"POST", pattern, handler, Who::officer, roles}; }

// Every route of the product (routes.cc), and what is wrong with a table of routes (empty: nothing).
std::vector<Route> all_routes();
std::vector<std::string> check_routes(const std::vector<Route>& routes);

class Router {
 public:
  explicit Router(std::vector<Route> routes);
  struct Found {
    const Route* route = nullptr;        // Null: no such page, or not with this method.
    bool other_method = false;           // The path is known, the method is not.
    std::vector<std::string> caught;
  };
  Found find(std::string_view method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Node;
  std::vector<Route> routes_;
  std::shared_ptr<const Node> root_;
};

// The whole web room as the server's handler, its error page, and the listener that keeps open pages true.
net::Handler handler_of(Site& site);
net::ErrorPage error_page_of(Site& site);
void watch_commits(Site& site);  // Before the office's first wish.

}  // namespace opak::web
