#include "api/route.h"

#include <gtest/gtest.h>

#include <set>

namespace tf::api {
namespace {

std::string matched(Method method, std::string_view path) {
  Target target;
  EXPECT_TRUE(target.parse(path));
  const Match match = match_route(method, target.segments());
  if (match.route == nullptr) return match.allow.empty() ? "none" : "allow " + match.allow;
  std::string out = match.route->id;
  for (const std::string_view argument : match.arguments)
    if (!argument.empty()) out += " " + std::string(argument);
  return out;
}

TEST(Route, IsFoundByMethodAndPath) {
  EXPECT_EQ("none", matched(Method::get, "/"));
  EXPECT_EQ("none", matched(Method::get, "/api/v2/cases"));
  EXPECT_EQ("none", matched(Method::get, "/api/v1/cases/1/tasks"));
  EXPECT_EQ("none", matched(Method::post, "/api/v1/cases/1/tasks/2/claim/x"));
  EXPECT_EQ("allow GET, HEAD, POST", matched(Method::other, "/api/v1/cases"));
  EXPECT_EQ("allow POST", matched(Method::get, "/api/v1/cases/1/tasks/2/claim"));
  EXPECT_EQ("allow GET, HEAD", matched(Method::post, "/metrics"));
  EXPECT_EQ("openCase", matched(Method::post, "/api/v1/cases"));
  EXPECT_EQ("listCases", matched(Method::head, "/api/v1/cases"));
  EXPECT_EQ("showCase 42", matched(Method::get, "/api/v1/cases/42"));
  EXPECT_EQ("completeTask 42 5", matched(Method::post, "/api/v1/cases/42/tasks/5/complete"));
  EXPECT_EQ("actOnTask 42 5 claim", matched(Method::post, "/api/v1/cases/42/tasks/5/claim"));
  EXPECT_EQ("sendMessage 42 rated", matched(Method::post, "/api/v1/cases/42/messages/rated"));
}

TEST(Route, EveryRowIsWhole) {
  std::set<std::string_view> ids;
  for (const Route& route : routes()) {
    EXPECT_TRUE(ids.insert(route.id).second) << route.id;
    EXPECT_NE(route.read == nullptr, route.command == nullptr) << route.id;
    EXPECT_EQ(route.method == Method::post, route.body != nullptr) << route.id;
    if (route.command != nullptr) {
      EXPECT_EQ(route.method, Method::post) << route.id;
    }
    if (route.body != nullptr) {
      EXPECT_FALSE(route.at_once) << route.id;
    }
    EXPECT_NE('\0', *route.zh) << route.id;
    EXPECT_NE('\0', *route.en) << route.id;
  }
}

}  // namespace
}  // namespace tf::api
