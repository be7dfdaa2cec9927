#include "api/http.h"

#include <charconv>
#include <cstring>

namespace tf::api {
namespace {

constexpr std::array<std::string_view, kHeaders> kNames = {
    "accept-language", "x-townflow-actor", "content-encoding", "content-type", "expect", "host",
    "if-none-match",   "idempotency-key",  "last-event-id",    "origin",
};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// What every answer carries. No script, no frame, no sniffing, nothing kept by caches.
constexpr std::string_view kGuards =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "Cache-Control: no-store\r\n";
// A page of the console: its own files only; it may be kept, but must be asked for again.
constexpr std::string_view kPageGuards =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'self'; img-src 'self' data:; style-src 'self' "
    "'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "Cache-Control: no-cache\r\n";

bool is_token(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr;
}

const char* fault_of_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == 0 || last == first) return "http.head";
  const std::string_view target = line.substr(first + 1, last - first - 1);
  for (const char c : target)
    if (c <= ' ' || c == '\x7f' || c == '#') return "http.head";
  if (target.empty() || target.front() != '/') return "http.target";
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return "http.version";
  return nullptr;
}

const char* fault_of_header_line(std::string_view line, bool& host) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return "http.head";
  for (const char c : line.substr(0, colon))
    if (!is_token(c)) return "http.head";  // also a folded line, and a blank before the colon
  for (const char c : line.substr(colon + 1))
    if ((static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f') return "http.head";
  if (colon == 4 && same_word(line.substr(0, 4), "host")) {
    if (host) return "http.head";
    host = true;
  }
  return nullptr;
}

}  // namespace

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::other:
      break;
  }
  return "OTHER";
}

bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

std::optional<Header> header_of(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (name.size() == kNames[i].size() && same_word(name, kNames[i]))
      return static_cast<Header>(i);
  return std::nullopt;
}

bool HttpRequest::add(Header h, std::string_view value) {
  if (has(h)) return false;
  present = static_cast<std::uint16_t>(present | 1U << static_cast<unsigned>(h));
  headers[static_cast<std::size_t>(h)] = value;
  return true;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Status";
  }
}

void append_response(std::string& out, const HttpResponse& response, const Framing& framing) {
  const std::string_view content = response.content();
  out.reserve(out.size() + 512 + response.headers.size() +
              (framing.head_only ? 0 : content.size()));
  std::array<char, 24> digits{};
  out += "HTTP/1.1 ";
  out.append(digits.data(), std::to_chars(digits.data(), digits.end(), response.status).ptr);
  out += ' ';
  out += reason_of(response.status);
  out += "\r\n";
  const bool bodiless = response.status == 304;
  if (!bodiless) {
    out += "Content-Type: ";
    out += response.content_type;
    out += "\r\n";
    if (!response.stream) {
      out += "Content-Length: ";
      out.append(digits.data(), std::to_chars(digits.data(), digits.end(), content.size()).ptr);
      out += "\r\n";
    }
  }
  out += framing.date;
  out += response.page ? kPageGuards : kGuards;
  out += response.headers;
  if (!framing.keep_alive) out += "Connection: close\r\n";
  out += "\r\n";
  if (!framing.head_only && !bodiless) out += content;
}

const char* fault_of_head(std::string_view head, const HeadLimits& limits) {
  std::size_t lines = 0;
  bool host = false;
  for (std::size_t at = 0; at < head.size(); ++lines) {
    const std::size_t end = head.find('\n', at);
    if (end == std::string_view::npos || end == at || head[end - 1] != '\r') return "http.head";
    const std::string_view line = head.substr(at, end - 1 - at);
    if (line.find('\r') != std::string_view::npos) return "http.head";
    at = end + 1;
    if (line.empty()) return at == head.size() && lines > 0 && host ? nullptr : "http.head";
    if (lines > limits.count) return "http.header_count";
    const char* fault = lines == 0 ? fault_of_request_line(line) : fault_of_header_line(line, host);
    if (fault != nullptr) return fault;
  }
  return "http.head";
}

const char* fault_of_part(std::string_view part, std::size_t looked) {
  if (!part.empty() && !is_token(part.front())) return "http.head";
  for (std::size_t at = part.find_first_of("\r\n", looked); at != std::string_view::npos;
       at = part.find_first_of("\r\n", at + 1)) {
    const bool begins = part[at] == '\r' && (at + 1 == part.size() || part[at + 1] == '\n');
    const bool ends = part[at] == '\n' && at > 0 && part[at - 1] == '\r';
    if (!begins && !ends) return "http.head";
  }
  return nullptr;
}

}  // namespace tf::api
