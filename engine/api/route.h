// The table of what can be asked over HTTP: one row per method and path, from which requests are
// dispatched, unknown parameters refused and the OpenAPI document written. What stands in no row
// cannot be served.
//
// A route with a body is a POST: a command, or a read that is told something (a preview).
// Reads run on a pool and may wait for the store; commands never wait: they hand their request to
// the Service and the answer comes later.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "api/auth.h"
#include "api/http.h"
#include "api/problem.h"
#include "api/url.h"
#include "host/service.h"

namespace tf::api {

class Figures;

struct Parameter {
  enum class Kind : std::uint8_t { text, count, light, date };
  const char* name;
  Kind kind;
  const char* zh;
  const char* en;
};

struct Route;

// All that a handler may know of a request.
struct Context {
  static constexpr std::size_t kArguments = 4;
  const HttpRequest& request;
  const Target& target;
  host::Service& service;
  const Route* route = nullptr;
  Language language = Language::en;
  std::array<std::string_view, kArguments> arguments{};  // of the pattern's {holes}, in order
  Claim claim{};                                         // commands only
  std::string key{};                                     // commands only
  std::string_view version{};
  const Figures* figures = nullptr;
  std::shared_ptr<const std::string> openapi{};  // the document, written once

  std::string_view argument(std::size_t i) const { return arguments[i]; }
  const std::string* query(std::string_view name) const { return target.find(name); }
};

struct Route {
  Method method;
  const char* pattern;  // "/api/v1/cases/{ref}"
  const char* id;       // operationId
  const char* tag;      // cases, tasks, definitions, engine
  const char* zh;
  const char* en;
  const char* body = nullptr;    // name of the request's schema (openapi.cpp), POST only
  const char* answer = nullptr;  // name of the answer's schema; null: not JSON
  std::span<const Parameter> parameters{};
  HttpResponse (*read)(const Context&) = nullptr;
  void (*command)(const Context&, Respond) = nullptr;
  bool at_once = false;  // a read that never waits: not sent to the pool
};

std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;
  std::array<std::string_view, Context::kArguments> arguments{};
  std::string allow;  // no route, but other methods of that path: "GET, HEAD"
};
Match match_route(Method method, std::span<const std::string_view> segments);

}  // namespace tf::api
