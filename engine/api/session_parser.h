// Beast's HTTP parser behind a face of our own: fills an HttpRequest with views of the bytes it is
// fed, gathers a body that comes in chunks, and names what is wrong as a problem.
//
// Ownership: the bytes of the head must stay where they are while the request is looked at.
// Limits:    the body's, given; beyond it "http.too_large".
// Source:    RFC 9112; of two ways to say how long a body is, neither is believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/http.h"

namespace tf::api {

class RequestParser {
 public:
  // For one request; both are emptied.
  RequestParser(HttpRequest& request, std::string& body, std::size_t body_limit);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  struct Step {
    std::size_t used = 0;         // of the bytes given; the others are given again with more
    const char* fault = nullptr;  // name of a problem (problem.h)
    bool wants_more = false;
  };
  // The whole head first, by itself; then, when length() is empty, the chunks.
  Step put(std::string_view bytes);

  bool is_done() const;                         // nothing of the request is missing
  bool keep_alive() const;                      // needs the head
  std::optional<std::uint64_t> length() const;  // needs the head; Content-Length

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tf::api
