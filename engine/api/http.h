// A request and an answer as the rest of api/ sees them: views and strings, no sockets.
//
// Ownership: an HttpRequest views bytes of the connection; they stay until the answer is given.
// Source:    RFC 9110, RFC 9112.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tf::api {

enum class Method : std::uint8_t { get, head, post, other };
std::string_view to_string(Method method);

// The headers anything here looks at; all others are read past.
enum class Header : std::uint8_t {
  accept_language,
  actor,  // X-Townflow-Actor
  content_encoding,
  content_type,
  expect,
  host,
  if_none_match,
  key,  // Idempotency-Key
  last_event_id,
  origin,
};
inline constexpr std::size_t kHeaders = 10;
// Names compare without case.
std::optional<Header> header_of(std::string_view name);
bool same_word(std::string_view a, std::string_view b);  // ASCII, without case

struct HttpRequest {
  Method method = Method::get;
  std::string_view target;  // as sent: /path?query
  std::string_view body;
  std::array<std::string_view, kHeaders> headers{};
  std::uint16_t present = 0;  // bit per Header

  bool has(Header h) const { return (present >> static_cast<unsigned>(h) & 1U) != 0; }
  std::string_view operator[](Header h) const { return headers[static_cast<std::size_t>(h)]; }
  // False when the header was there before: of those above none may come twice.
  bool add(Header h, std::string_view value);
};

// Where an event stream goes on, and what it leaves out.
struct StreamCursor {
  std::uint64_t seq = 0;  // events after it
  std::string town;       // empty: all
  std::string case_ref;   // id in digits or number; empty: all
  bool more = false;      // what follows is there already: ask again at once
};

struct HttpResponse {
  int status = 200;
  std::string_view content_type = "application/json";  // static text
  std::string headers;                                 // further lines, each with its CRLF
  std::string body;
  std::shared_ptr<const std::string> file;  // sent instead of body when set
  std::optional<StreamCursor> stream;       // after the head: events until somebody leaves
  bool close = false;                       // the connection ends with this answer
  bool page = false;                        // for a browser window: scripts of our own may run

  std::string_view content() const { return file ? std::string_view(*file) : body; }
};

// Called once, on any thread.
using Respond = std::function<void(HttpResponse)>;

std::string_view reason_of(int status);
// Head and body as they go over the wire; no body for `head_only` and 304.
struct Framing {
  bool keep_alive = true;
  bool head_only = false;
  std::string_view date{};  // "Date: …" with its CRLF, or empty
};
void append_response(std::string& out, const HttpResponse& response, const Framing& framing);

// The shape of a head (request line to the empty line, inclusive), stricter than a parser need be:
// CRLF line ends and nothing else, no folded lines, no control characters, one Host, a target that
// is a path. nullptr, or the name of the problem (problem.h).
struct HeadLimits {
  std::size_t count = 64;  // header lines
};
const char* fault_of_head(std::string_view head, const HeadLimits& limits);
// The same of a head still on its way, from `looked` on: only what no more bytes can mend, so that
// nobody waits for the end of what will never have one.
const char* fault_of_part(std::string_view part, std::size_t looked);

}  // namespace tf::api
