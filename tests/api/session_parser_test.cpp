#include "api/session_parser.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tf::api {
namespace {

constexpr std::size_t kLimit = 16;

// What comes of a head, and of the chunks after it given `step` bytes at a time.
std::string parsed(std::string_view head, std::string_view chunks = "", std::size_t step = 64) {
  HttpRequest request;
  std::string body;
  RequestParser parser(request, body, kLimit);
  if (const auto done = parser.put(head); done.fault != nullptr) return done.fault;
  std::string out = cat(to_string(request.method), " ", request.target);
  if (const auto length = parser.length()) return cat(out, " length ", *length);
  std::string raw;
  for (std::size_t at = 0; at < chunks.size() && !parser.is_done(); at += step) {
    raw += chunks.substr(at, step);
    for (bool more = true; more && !parser.is_done();) {
      const auto done = parser.put(raw);
      if (done.fault != nullptr) return done.fault;
      raw.erase(0, done.used);
      more = !done.wants_more && !raw.empty();
    }
  }
  if (!parser.is_done()) return out + " unfinished";
  return cat(out, parser.keep_alive() ? "" : " close", body.empty() ? "" : " body ", body);
}

std::string head(std::string_view headers) {
  return cat("POST /a HTTP/1.1\r\nHost: a\r\n", headers, "\r\n");
}
constexpr const char* kChunked = "Transfer-Encoding: chunked\r\n";

TEST(RequestParser, TwoWaysToSayTheLengthAreNone) {
  EXPECT_EQ("http.framing", parsed(head("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n")));
  EXPECT_EQ("http.framing", parsed(head("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n")));
  EXPECT_EQ("http.framing", parsed(head("Content-Length: 2\r\nContent-Length: 3\r\n")));
  EXPECT_EQ("http.framing", parsed(head("Content-Length: +2\r\n")));
  EXPECT_EQ("http.framing", parsed(head("Transfer-Encoding: gzip, chunked\r\n")));
  EXPECT_EQ("http.framing", parsed(head("Transfer-Encoding: identity\r\n")));
}

TEST(RequestParser, TooLargeIsKnownFromTheLength) {
  EXPECT_EQ("http.too_large", parsed(head("Content-Length: 17\r\n")));
  EXPECT_EQ("http.too_large", parsed(head("Content-Length: 10737418240\r\n")));
  EXPECT_EQ("POST /a length 16", parsed(head("Content-Length: 16\r\n")));
}

TEST(RequestParser, HeadersThatMatterComeOnce) {
  EXPECT_EQ("http.head", parsed(head("Idempotency-Key: a\r\nidempotency-key: b\r\n")));
  EXPECT_EQ("POST /a", parsed(head("X: a\r\nX: b\r\n")));
}

TEST(RequestParser, NoWholeHeadIsAFault) {
  EXPECT_EQ("http.head", parsed("POST /a HTTP/1.1\r\nHost: a\r\n"));
  EXPECT_EQ("http.head", parsed("\x16\x03\x01\r\n\r\n"));
}

TEST(RequestParser, ChunksInPiecesOfAnySize) {
  const std::string_view chunks = "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nTrailer: t\r\n\r\n";
  for (std::size_t step = 1; step <= chunks.size(); ++step)
    EXPECT_EQ("POST /a body abcdefgh", parsed(head(kChunked), chunks, step)) << step;
}

TEST(RequestParser, NothingButTheLastChunkInPiecesOfAnySize) {
  for (const std::string_view chunks : {"0\r\n\r\n", "0\r\nTrailer: t\r\n\r\n", "00;a=b\r\n\r\n"})
    for (std::size_t step = 1; step <= chunks.size(); ++step)
      EXPECT_EQ("POST /a", parsed(head(kChunked), chunks, step)) << chunks << step;
}

TEST(RequestParser, ChunksAreBounded) {
  EXPECT_EQ("http.too_large", parsed(head(kChunked), "11\r\n12345678901234567\r\n0\r\n\r\n"));
  EXPECT_EQ("http.too_large", parsed(head(kChunked), "9\r\n123456789\r\n9\r\n123456789\r\n"));
  EXPECT_EQ("http.too_large", parsed(head(kChunked), "fffffffffffffff0\r\n"));
}

TEST(RequestParser, BrokenChunksAreFraming) {
  EXPECT_EQ("http.framing", parsed(head(kChunked), "xyz\r\n"));
  EXPECT_EQ("http.framing", parsed(head(kChunked), "2\r\nabc\r\n0\r\n\r\n"));
  EXPECT_EQ("POST /a unfinished", parsed(head(kChunked), "2\r\na"));
}

TEST(RequestParser, KeepAliveIsTheVersionsAndTheHeaders) {
  EXPECT_EQ("POST /a", parsed(head("")));
  EXPECT_EQ("POST /a close", parsed(head("Connection: close\r\n")));
  EXPECT_EQ("GET /a close", parsed("GET /a HTTP/1.0\r\nHost: a\r\n\r\n"));
}

}  // namespace
}  // namespace tf::api
