#include "api/auth.h"

#include <gtest/gtest.h>

namespace tf::api {
namespace {

struct PlaceRow {
  const char* name;
  const char* host;
  const char* origin;  // null: not sent
  const char* code;    // "": fine
};
std::ostream& operator<<(std::ostream& out, const PlaceRow& row) {
  return out << row.name;
}

class PlaceTest : public testing::TestWithParam<PlaceRow> {};
TEST_P(PlaceTest, OnlyThisMachineMayAsk) {
  HttpRequest request;
  request.add(Header::host, GetParam().host);
  if (GetParam().origin != nullptr) request.add(Header::origin, GetParam().origin);
  const auto fault = fault_of_place(request, 8080);
  EXPECT_EQ(GetParam().code, fault ? fault->code : "");
}

INSTANTIATE_TEST_SUITE_P(
    Table, PlaceTest,
    testing::Values(
        PlaceRow{"other_name", "town.example", nullptr, "host.foreign"},
        PlaceRow{"rebound_name", "evil.example:8080", nullptr, "host.foreign"},
        PlaceRow{"suffix", "localhost.evil.example", nullptr, "host.foreign"},
        PlaceRow{"prefix", "127.0.0.1.evil.example", nullptr, "host.foreign"},
        PlaceRow{"other_loopback", "127.0.0.2", nullptr, "host.foreign"},
        PlaceRow{"empty", "", nullptr, "host.foreign"},
        PlaceRow{"bad_port", "localhost:80a", nullptr, "host.foreign"},
        PlaceRow{"no_port", "localhost:", nullptr, "host.foreign"},
        PlaceRow{"user", "localhost@evil.example", nullptr, "host.foreign"},
        PlaceRow{"open_bracket", "[::1", nullptr, "host.foreign"},
        PlaceRow{"foreign_origin", "localhost:8080", "http://evil.example", "origin.foreign"},
        PlaceRow{"null_origin", "localhost:8080", "null", "origin.foreign"},
        PlaceRow{"empty_origin", "localhost:8080", "", "origin.foreign"},
        PlaceRow{"other_port", "localhost:8080", "http://localhost:3000", "origin.foreign"},
        PlaceRow{"https_origin", "localhost:8080", "https://localhost:8080", "origin.foreign"},
        PlaceRow{"origin_with_path", "localhost", "http://localhost:8080/x", "origin.foreign"},
        PlaceRow{"name", "localhost:8080", nullptr, ""},
        PlaceRow{"name_in_capitals", "LOCALHOST", nullptr, ""},
        PlaceRow{"address", "127.0.0.1:9999", nullptr, ""},
        PlaceRow{"address_6", "[::1]:8080", nullptr, ""},
        PlaceRow{"own_origin", "localhost:8080", "http://localhost:8080", ""},
        PlaceRow{"own_origin_by_address", "localhost:8080", "http://127.0.0.1:8080", ""},
        PlaceRow{"forwarded_port", "localhost:9000", "http://localhost:9000", ""}),
    [](const auto& row) { return row.param.name; });

std::string claimed(std::string_view header) {
  HttpRequest request;
  request.add(Header::actor, header);
  Claim claim;
  if (const auto fault = claim_of(request, claim)) return std::string(fault->code);
  return claim.actor.person + "|" + claim.town + "|" + claim.actor.assurance;
}

TEST(Claim, IsAPersonAndPerhapsATown) {
  HttpRequest nobody;
  Claim claim;
  EXPECT_EQ("auth.actor_missing", claim_of(nobody, claim)->code);
  for (const char* bad : {"", "@town", "zhou@", "a b", "a,b", "a@b@c", "a\tb", "\xE5\x91", "a\x7f"})
    EXPECT_EQ("auth.actor_bad", claimed(bad)) << bad;
  EXPECT_EQ("auth.actor_bad", claimed(std::string(65, 'a')));
  EXPECT_EQ("zhou||claimed", claimed("zhou"));
  EXPECT_EQ("zhou|riverside|claimed", claimed("zhou@riverside"));
  EXPECT_EQ("周|河边|claimed", claimed("周@河边"));
}

std::string key(std::string_view header) {
  HttpRequest request;
  request.add(Header::key, header);
  std::string text;
  if (const auto fault = key_of(request, text)) return std::string(fault->code);
  return text;
}

TEST(Key, IsVisibleAscii) {
  HttpRequest none;
  std::string text;
  EXPECT_EQ("key.missing", key_of(none, text)->code);
  EXPECT_EQ("key.bad", key(""));
  EXPECT_EQ("key.bad", key("a b"));
  EXPECT_EQ("key.bad", key("周"));
  EXPECT_EQ("key.bad", key(std::string(65, 'k')));
  EXPECT_EQ(std::string(64, 'k'), key(std::string(64, 'k')));
  EXPECT_EQ("!~", key("!~"));
}

}  // namespace
}  // namespace tf::api
