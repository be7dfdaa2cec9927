#include "plugin/package.h"

#include <gtest/gtest.h>

namespace tf::plugin {
namespace {

Package small() {
  Package package;
  package.id = "p";
  package.version = "1.0.0";
  package.files = {{"main.lua", "return {}\n"}, {"plugin.yaml", "plugin: p\n"}};
  return package;
}

// The text with its first `from` turned into `to`.
std::string changed(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST(Package, GoesThereAndBack) {
  Package package = small();
  const KeyPair key = make_key();
  ASSERT_TRUE(sign_package(package, key.secret));
  EXPECT_EQ(package.key, key.open);
  const auto text = write_package(package);
  ASSERT_TRUE(text);
  const auto read = read_package(*text);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->files, package.files);
  EXPECT_EQ(read->key, key.open);
  EXPECT_FALSE(read->signature.empty());
}

TEST(Package, EveryChangeIsSeen) {
  Package package = small();
  ASSERT_TRUE(sign_package(package, make_key().secret));
  const std::string text = *write_package(package);
  EXPECT_EQ(read_package(changed(text, "return {}", "return 1 ")).error().text,
            "the sum of main.lua does not fit: the package was changed");
  EXPECT_EQ(read_package(changed(text, "1.0.0", "1.0.1")).error().text,
            "the signature does not fit: the package was changed");
  EXPECT_EQ(read_package(changed(text, "return {}", "return 1 ")).error().zh,
            "main.lua 的校验和不符：包被改过");
  EXPECT_EQ(read_package(changed(text, "1.0.0", "1.0.1")).error().zh, "签名不符：包被改过");
  EXPECT_EQ(read_package(changed(text, package.key.substr(0, 8), "00000000")).error().code,
            Errc::corrupt);
}

TEST(Package, NothingLeavesItsFolder) {
  for (const char* path :
       {"../x", "/etc/passwd", "a/../../b", ".hidden", "a//b", "", "a b", "a\\b"})
    EXPECT_FALSE(is_package_path(path)) << path;
  for (const char* path : {"main.lua", "locale/zh.yaml", "README.md"})
    EXPECT_TRUE(is_package_path(path)) << path;
  const std::string text = *write_package(small());
  EXPECT_FALSE(read_package(changed(text, "main.lua", "../m.lua")));
  EXPECT_FALSE(read_package("{}"));
  EXPECT_FALSE(read_package("PK\x03\x04"));
  Package big = small();
  big.files["a.txt"] = std::string(kMostPackage, 'x');
  EXPECT_EQ(write_package(big).error().code, Errc::too_large);
}

TEST(Package, AKeyIsAKey) {
  Package package = small();
  EXPECT_FALSE(sign_package(package, "no key"));
  EXPECT_FALSE(open_key(""));
}

}  // namespace
}  // namespace tf::plugin
