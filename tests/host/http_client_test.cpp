// Whom a plugin may reach: decided before and at the socket, so no network is needed here.
#include "host/http_client.h"

#include <gtest/gtest.h>

#include <array>

namespace tf::host {
namespace {

Value ask(const char* url, const char* method = "GET") {
  const plugin::HttpAccess access{"a.example", {"GET"}, 100};
  return fetch_for_plugin(
      Value::record({{"url", Value::text(url)}, {"method", Value::text(method)}}),
      std::span(&access, 1));
}

TEST(HttpClient, OnlyWhatTheManifestNames) {
  EXPECT_EQ(ask("https://b.example/x")["error"].str(),
            "the manifest does not name the host b.example");
  EXPECT_EQ(ask("https://a.example/x", "POST")["error"].str(),
            "the manifest does not allow POST to a.example");
  for (const char* url : {"ftp://a.example/", "https://u:p@a.example/", "file:///etc/passwd",
                          "https://a.example:x/", "https://[::1]/", "https://A.example/", ""})
    EXPECT_EQ(ask(url)["error"].str(), "not a plain http or https address") << url;
}

TEST(HttpClient, HostOfUrl) {
  EXPECT_EQ(host_of_url("http://a.example:8080/x?y"), "a.example");
  EXPECT_EQ(host_of_url("https://a.example?x"), "a.example");
  EXPECT_EQ(host_of_url("https://a.example\\@b.example/"), "");
}

TEST(HttpClient, PrivateAddresses) {
  using V4 = std::array<unsigned char, 4>;
  for (const V4& ip : {V4{127, 0, 0, 1}, V4{10, 1, 2, 3}, V4{192, 168, 0, 1}, V4{172, 16, 0, 1},
                       V4{169, 254, 169, 254}, V4{100, 64, 0, 1}, V4{0, 0, 0, 0}, V4{224, 0, 0, 1}})
    EXPECT_TRUE(is_private_address(ip)) << int{ip[0]};
  EXPECT_FALSE(is_private_address(V4{8, 8, 8, 8}));
  EXPECT_FALSE(is_private_address(V4{172, 32, 0, 1}));
  std::array<unsigned char, 16> v6{};
  EXPECT_TRUE(is_private_address(v6));
  v6[15] = 1;
  EXPECT_TRUE(is_private_address(v6));
  v6[10] = v6[11] = 0xff;
  v6[12] = 10;
  EXPECT_TRUE(is_private_address(v6));
  v6[12] = 8;
  EXPECT_FALSE(is_private_address(v6));
  v6 = {0xfc};
  EXPECT_TRUE(is_private_address(v6));
  v6 = {0x20, 0x01};
  EXPECT_FALSE(is_private_address(v6));
}

}  // namespace
}  // namespace tf::host
