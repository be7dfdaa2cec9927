#include "host/http_client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "base/text.h"

namespace tf::host {

namespace {

constexpr std::size_t kMostHeaders = 20;
constexpr std::size_t kMostUrl = 2048;

Value refused(std::string text) {
  return Value::record({{"error", Value::text(std::move(text))}});
}

std::size_t collect(char* data, std::size_t size, std::size_t count, void* to) {
  auto& out = *static_cast<std::string*>(to);
  if (out.size() + size * count > kMostBody) return 0;
  out.append(data, size * count);
  return size * count;
}

struct Guard {
  bool may_be_private = false;  // the manifest names an address, or localhost
};

// The address is looked at when the socket is made: what a name resolves to cannot slip past.
curl_socket_t open_socket(void* guard, curlsocktype, curl_sockaddr* to) {
  std::span<const unsigned char> bytes;
  if (to->family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&to->addr);
    bytes = {reinterpret_cast<const unsigned char*>(&v4->sin_addr), 4};
  } else if (to->family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&to->addr);
    bytes = {reinterpret_cast<const unsigned char*>(&v6->sin6_addr), 16};
  } else {
    return CURL_SOCKET_BAD;
  }
  if (is_private_address(bytes) && !static_cast<const Guard*>(guard)->may_be_private)
    return CURL_SOCKET_BAD;
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

bool is_plain_header(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

bool is_address(const std::string& host) {
  in_addr v4{};
  return host == "localhost" || inet_pton(AF_INET, host.c_str(), &v4) == 1;
}

}  // namespace

bool is_private_address(std::span<const unsigned char> b) {
  if (b.size() == 16) {
    const bool mapped =
        std::all_of(b.begin(), b.begin() + 10, [](unsigned char c) { return c == 0; }) &&
        b[10] == 0xff && b[11] == 0xff;
    if (mapped) return is_private_address(b.subspan(12));
    const bool zeros =
        std::all_of(b.begin(), b.begin() + 15, [](unsigned char c) { return c == 0; });
    return (zeros && b[15] <= 1) || (b[0] & 0xfeU) == 0xfc || (b[0] == 0xfe && b[1] >= 0x80) ||
           b[0] == 0xff || (b[0] == 0x00 && b[1] == 0x64);
  }
  if (b.size() != 4) return true;
  return b[0] == 0 || b[0] == 10 || b[0] == 127 || b[0] >= 224 || (b[0] == 169 && b[1] == 254) ||
         (b[0] == 172 && b[1] >= 16 && b[1] < 32) || (b[0] == 192 && b[1] == 168) ||
         (b[0] == 100 && b[1] >= 64 && b[1] < 128) || (b[0] == 192 && b[1] == 0 && b[2] == 0);
}

std::string host_of_url(std::string_view url) {
  if (url.size() > kMostUrl) return {};
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!url.starts_with(scheme)) continue;
    std::string_view rest = url.substr(scheme.size());
    rest = rest.substr(0, rest.find_first_of("/?#"));
    if (const auto colon = rest.rfind(':'); colon != std::string_view::npos) {
      const std::string_view port = rest.substr(colon + 1);
      if (port.empty() || port.find_first_not_of("0123456789") != std::string_view::npos) return {};
      rest = rest.substr(0, colon);
    }
    const bool plain = !rest.empty() && std::all_of(rest.begin(), rest.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
    return plain ? std::string(rest) : std::string();
  }
  return {};
}

Value fetch_for_plugin(const Value& request, std::span<const plugin::HttpAccess> allowed) {
  if (!request["url"].is(Value::Kind::text)) return refused("a request needs a url");
  const std::string& url = request["url"].as_text();
  const std::string host = host_of_url(url);
  if (host.empty()) return refused("not a plain http or https address");
  const std::string method = request["method"].is_null() ? "GET" : request["method"].str();
  const auto access = std::find_if(allowed.begin(), allowed.end(),
                                   [&](const plugin::HttpAccess& a) { return a.host == host; });
  if (access == allowed.end()) return refused(cat("the manifest does not name the host ", host));
  if (std::find(access->methods.begin(), access->methods.end(), method) == access->methods.end())
    return refused(cat("the manifest does not allow ", method, " to ", host));

  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return refused("no memory");
  curl_slist* list = nullptr;
  std::size_t headers = 0;
  if (request["headers"].is(Value::Kind::record))
    for (const auto& [name, value] : request["headers"].as_record()) {
      const std::string line = cat(name, ": ", value.str());
      if (is_plain_header(line) && ++headers <= kMostHeaders)
        list = curl_slist_append(list, line.c_str());
    }
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owned(list, curl_slist_free_all);
  const std::string body = request["body"].is_null() ? "" : request["body"].str();
  std::string answer;
  Guard guard{is_address(host)};
  CURL* const c = curl.get();
  curl_easy_setopt(c, CURLOPT_URL, url.c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_PROXY, "");
  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, static_cast<long>(access->timeout_ms));
  curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(c, CURLOPT_HTTPHEADER, owned.get());
  if (!body.empty() || method == "POST" || method == "PUT") {
    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.c_str());
  }
  curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, &guard);
  curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(c, CURLOPT_WRITEDATA, &answer);
  if (const CURLcode code = curl_easy_perform(c); code != CURLE_OK)
    return refused(cat(host, ": ", curl_easy_strerror(code)));
  long status = 0;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
  if (first_bad_utf8(answer)) return refused(cat(host, " answered with what is no UTF-8 text"));
  return Value::record({{"status", Value::number(static_cast<std::int64_t>(status))},
                        {"body", Value::text(std::move(answer))}});
}

}  // namespace tf::host
