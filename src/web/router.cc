#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "web/site.h"

namespace opak::web {

struct Router::Node {
  std::map<std::string, std::shared_ptr<Node>, std::less<>> named;
  std::shared_ptr<Node> any;
  std::map<std::string, const Route*, std::less<>> here;  // By method.
  std::map<std::string, const Route*, std::less<>> rest;

  Node& below(std::string_view segment) {
    auto& child = segment == "*" ? any : named[std::string(segment)];
    if (!child) child = std::make_shared<Node>();
    return *child;
  }
};

namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  while (!path.empty()) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  return segments;
}

const Route* with_method(const std::map<std::string, const Route*, std::less<>>& routes, std::string_view method, bool& other) {
  const auto found = routes.find(method);
  if (found != routes.end()) return found->second;
  if (!routes.empty()) other = true;
  return nullptr;
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  auto root = std::make_shared<Node>();
  for (const auto& route : routes_) {
    Node* at = root.get();
    bool is_rest = false;
    for (const auto segment : segments_of(route.pattern)) {
      if (segment == "**") is_rest = true;
      else at = &at->below(segment);
    }
    (is_rest ? at->rest : at->here)[std::string(route.method)] = &route;
  }
  root_ = root;
}

// A name goes before '*', and '*' before a rest; the first branch that leads to the end wins.
Router::Found Router::find(std::string_view method, std::string_view path) const {
  Found found;
  const auto segments = segments_of(path);
  const auto search = [&](const auto& self, const Node& node, std::size_t at) -> bool {
    if (at == segments.size()) {
      found.route = with_method(node.here, method, found.other_method);
      return found.route != nullptr;
    }
    if (const auto child = node.named.find(segments[at]); child != node.named.end() && self(self, *child->second, at + 1)) return true;
    if (node.any && !segments[at].empty()) {
      found.caught.emplace_back(segments[at]);
      if (self(self, *node.any, at + 1)) return true;
      found.caught.pop_back();
    }
    if (const auto* route = with_method(node.rest, method, found.other_method)) {
      const auto begin = static_cast<std::size_t>(segments[at].data() - path.data());
      found.caught.emplace_back(path.substr(begin));
      found.route = route;
      return true;
    }
    return false;
  };
  search(search, *root_, 0);
  return found;
}

std::vector<std::string> check_routes(const std::vector<Route>& routes) {
  std::vector<std::string> faults;
  std::set<std::string> seen;
  for (const auto& route : routes) {
    const auto name = std::string(route.method) + " " + std::string(route.pattern);
    if (route.who == Who::not_said) faults.push_back(name + ": does not say who may use it");
    if (route.handler == nullptr) faults.push_back(name + ": has no handler");
    if (route.method != "GET" && route.method != "POST") faults.push_back(name + ": is neither GET nor POST");
    if (!route.pattern.starts_with('/')) faults.push_back(name + ": does not begin with '/'");
    if (route.who != Who::officer && !route.roles.empty()) faults.push_back(name + ": names roles but is not for officers");
    if (!seen.insert(name).second) faults.push_back(name + ": stands there twice");
  }
  return faults;
}

}  // namespace opak::web
