// The bytes of a request as they come from the wire.
#include <string>

#include "api/session_parser.h"
#include "api/url.h"
#include "targets.h"

namespace tf::fuzz {
namespace {

constexpr std::size_t kMostBody = 4096;

// What a request is that a head and what follows it make, given `step` bytes at a time; empty when
// they make none.
std::string parsed(std::string_view head, std::string_view rest, std::size_t step) {
  api::HttpRequest request;
  std::string body;
  api::RequestParser parser(request, body, kMostBody);
  if (parser.put(head).fault != nullptr) return {};
  std::string out = std::string(api::to_string(request.method)) + ' ' + std::string(request.target);
  api::Target target;
  if (target.parse(request.target)) {
    for (const std::string_view one : target.segments()) {
      if (one.empty() || one == "." || one == ".." || one.find('/') != one.npos)
        broken("http", "no segment of a path leads elsewhere");
      (out += ' ') += one;
    }
    for (const auto& [name, value] : target.query()) out += ' ' + name + '=' + value;
  }
  if (parser.length()) return out + (*parser.length() > kMostBody ? " long" : " sized");
  std::string raw;
  for (std::size_t at = 0; at < rest.size() && !parser.is_done(); at += step) {
    raw += rest.substr(at, step);
    for (bool more = true; more && !parser.is_done();) {
      const auto done = parser.put(raw);
      if (done.fault != nullptr) return {};
      if (done.used > raw.size()) broken("http", "no more is used than was given");
      raw.erase(0, done.used);
      more = !done.wants_more && done.used != 0 && !raw.empty();
    }
  }
  if (body.size() > kMostBody) broken("http", "a body is bounded");
  return parser.is_done() ? out + ' ' + body : std::string();
}

}  // namespace

void http(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  const std::string_view head = bytes.substr(0, end == bytes.npos ? bytes.size() : end + 4);
  const std::string_view rest = bytes.substr(head.size());
  const std::string whole = parsed(head, rest, rest.size() + 1);
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}})
    if (parsed(head, rest, step) != whole)
      broken("http", "a request is the same in whatever pieces it comes");
}

}  // namespace tf::fuzz
