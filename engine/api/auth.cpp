#include "api/auth.h"

#include <charconv>

#include "base/text.h"

namespace tf::api {
namespace {

constexpr std::size_t kMostName = 64;

struct Place {
  std::string_view host;
  std::string_view port;  // empty: none written
};

// host[:port], the host of IPv6 in brackets.
std::optional<Place> place_of(std::string_view text) {
  Place place;
  const std::size_t end = text.starts_with('[') ? text.find(']') : text.find(':');
  if (text.starts_with('[')) {
    if (end == std::string_view::npos) return std::nullopt;
    place.host = text.substr(0, end + 1);
    text.remove_prefix(end + 1);
  } else {
    place.host = text.substr(0, end);
    text.remove_prefix(place.host.size());
  }
  if (text.empty()) return place;
  place.port = text.substr(1);
  if (text.front() != ':' || place.port.empty() || place.port.size() > 5) return std::nullopt;
  if (place.port.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return place;
}

bool is_loopback(std::string_view host) {
  return host == "127.0.0.1" || host == "[::1]" || same_word(host, "localhost");
}

bool origin_is_ours(std::string_view origin, std::string_view port, std::string_view host_port) {
  if (!origin.starts_with("http://")) return false;
  const auto place = place_of(origin.substr(7));
  if (!place || !is_loopback(place->host)) return false;
  const std::string_view asked = place->port.empty() ? "80" : place->port;
  return asked == port || asked == host_port;
}

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > kMostName || first_bad_utf8(text)) return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == ',' || c == '@') return false;
  return true;
}

}  // namespace

std::optional<Problem> fault_of_place(const HttpRequest& request, std::uint16_t port) {
  const std::string_view host = request[Header::host];
  const auto place = place_of(host);
  if (!place || !is_loopback(place->host))
    return Problem{"host.foreign",
                   "只在本机提供服务：Host 须为 localhost、127.0.0.1 或 [::1]",
                   "served on this machine only: Host must be localhost, 127.0.0.1 or [::1]",
                   {}};
  if (!request.has(Header::origin)) return std::nullopt;
  if (!origin_is_ours(request[Header::origin], cat(port), place->port.empty() ? "80" : place->port))
    return Problem{"origin.foreign",
                   "不接受其他网页发来的请求",
                   "this page is not of this server: its Origin is another",
                   {}};
  return std::nullopt;
}

std::optional<Problem> claim_of(const HttpRequest& request, Claim& claim) {
  if (!request.has(Header::actor))
    return Problem{"auth.actor_missing",
                   "请用 X-Townflow-Actor: 人员[@镇] 说明是谁在办",
                   "say who acts: X-Townflow-Actor: PERSON[@TOWN]",
                   {}};
  const std::string_view text = request[Header::actor];
  const std::size_t at = text.find('@');
  const std::string_view person = text.substr(0, at);
  const std::string_view town =
      at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  if (!is_name(person) || (at != std::string_view::npos && !is_name(town)))
    return Problem{
        "auth.actor_bad",
        "X-Townflow-Actor 应为 人员[@镇]，各 1 到 64 字节，不含空格和逗号",
        "X-Townflow-Actor is PERSON[@TOWN], each 1 to 64 bytes without blanks and commas",
        {}};
  claim.actor.person = person;
  claim.actor.assurance = "claimed";
  claim.town = town;
  return std::nullopt;
}

std::optional<Problem> key_of(const HttpRequest& request, std::string& key) {
  if (!request.has(Header::key))
    return Problem{"key.missing",
                   "每个办事请求都要带 Idempotency-Key，重发时用同一个键",
                   "every command needs an Idempotency-Key; a repeat carries the same one",
                   {}};
  const std::string_view text = request[Header::key];
  bool good = !text.empty() && text.size() <= kMostName;
  for (const char c : text) good = good && c > ' ' && c < '\x7f';
  if (!good)
    return Problem{"key.bad",
                   "Idempotency-Key 须为 1 到 64 个可见 ASCII 字符",
                   "Idempotency-Key is 1 to 64 visible ASCII characters",
                   {}};
  key = text;
  return std::nullopt;
}

}  // namespace tf::api
