#include "api/http.h"

#include <gtest/gtest.h>

namespace tf::api {
namespace {

struct HeadRow {
  const char* name;
  std::string head;
  const char* fault;  // "": none
};
std::ostream& operator<<(std::ostream& out, const HeadRow& row) {
  return out << row.name;
}

class HeadTest : public testing::TestWithParam<HeadRow> {};

TEST_P(HeadTest, FaultIsNamed) {
  const char* fault = fault_of_head(GetParam().head, {.count = 4});
  EXPECT_STREQ(GetParam().fault, fault == nullptr ? "" : fault);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HeadTest,
    testing::Values(
        HeadRow{"no_host", "GET / HTTP/1.1\r\n\r\n", "http.head"},
        HeadRow{"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "http.head"},
        HeadRow{"bare_line_feed", "GET / HTTP/1.1\nHost: a\r\n\r\n", "http.head"},
        HeadRow{"bare_carriage_return", "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", "http.head"},
        HeadRow{"folded_line", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", "http.head"},
        HeadRow{"blank_before_colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "http.head"},
        HeadRow{"no_colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", "http.head"},
        HeadRow{"no_name", "GET / HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n", "http.head"},
        HeadRow{"nul", std::string("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 30), "http.head"},
        HeadRow{"leading_empty_line", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "http.head"},
        HeadRow{"one_word", "GET\r\nHost: a\r\n\r\n", "http.head"},
        HeadRow{"blank_in_target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "http.head"},
        HeadRow{"fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "http.head"},
        HeadRow{"absolute_target", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "http.target"},
        HeadRow{"star", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "http.target"},
        HeadRow{"http_2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "http.version"},
        HeadRow{"more_after_the_end", "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET", "http.head"},
        HeadRow{"cut_off", "GET / HTTP/1.1\r\nHost: a\r\n", "http.head"},
        HeadRow{"too_many", "GET / HTTP/1.1\r\nHost: a\r\nB: b\r\nC: c\r\nD: d\r\nE: e\r\n\r\n",
                "http.header_count"},
        HeadRow{"as_many_as_allowed", "GET / HTTP/1.1\r\nHost: a\r\nB: b\r\nC: c\r\nD: d\r\n\r\n",
                ""},
        HeadRow{"plain", "GET /a?b=c HTTP/1.1\r\nHost: a\r\nX: \xE5\x91\xA8\r\n\r\n", ""}),
    [](const auto& row) { return row.param.name; });

TEST(Head, APartIsRefusedOnceNothingCanMendIt) {
  const struct {
    std::string_view part;
    bool fault;
  } table[] = {
      {"", false},
      {"GET / HT", false},
      {"GET / HTTP/1.1\r", false},
      {"GET / HTTP/1.1\r\nHost: a\r\n\r", false},
      {"GET / HTTP/1.1\nHost: a\n\n", true},  // bare line feeds: its end would never come
      {"GET / HTTP/1.1\r\nHost: a\n", true},
      {"GET / HTTP/1.1\r\nHost: a\rb", true},
      {"\n", true},
      {"\r\nGET", true},
      {"\x16\x03\x01\x02", true},  // somebody speaks TLS
      {" GET", true},
  };
  for (const auto& row : table) {
    EXPECT_EQ(fault_of_part(row.part, 0) != nullptr, row.fault) << row.part;
    for (std::size_t cut = 0; row.fault && cut < row.part.size(); ++cut) {
      const std::size_t looked = cut < 3 ? 0 : cut - 3;  // as a connection looks, piece by piece
      EXPECT_TRUE(fault_of_part(row.part.substr(0, cut), 0) != nullptr ||
                  fault_of_part(row.part, looked) != nullptr)
          << row.part << " cut at " << cut;
    }
  }
}

TEST(HttpRequest, AHeaderComesOnce) {
  HttpRequest request;
  EXPECT_TRUE(request.add(Header::host, "a"));
  EXPECT_FALSE(request.add(Header::host, "b"));
  EXPECT_EQ("a", request[Header::host]);
  EXPECT_FALSE(request.has(Header::origin));
}

TEST(Header, NamesCompareWithoutCase) {
  EXPECT_EQ(Header::key, header_of("IDEMPOTENCY-key"));
  EXPECT_EQ(Header::actor, header_of("X-Townflow-Actor"));
  EXPECT_FALSE(header_of("x-townflow-acto"));
}

TEST(Response, IsWrittenWhole) {
  HttpResponse response;
  response.status = 201;
  response.body = "{}";
  response.headers = "Location: /x\r\n";
  std::string out;
  append_response(out, response, {.keep_alive = false, .date = "Date: D\r\n"});
  EXPECT_EQ(
      "HTTP/1.1 201 Created\r\n"
      "Content-Type: application/json\r\n"
      "Content-Length: 2\r\n"
      "Date: D\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "Referrer-Policy: no-referrer\r\n"
      "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
      "Cache-Control: no-store\r\n"
      "Location: /x\r\n"
      "Connection: close\r\n"
      "\r\n"
      "{}",
      out);
}

TEST(Response, HeadHasNoBodyButItsLength) {
  HttpResponse response;
  response.body = "{}";
  std::string out;
  append_response(out, response, {.head_only = true});
  EXPECT_NE(std::string::npos, out.find("Content-Length: 2\r\n"));
  EXPECT_TRUE(out.ends_with("\r\n\r\n"));
}

}  // namespace
}  // namespace tf::api
