#include "api/console.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace tf::api {
namespace {

namespace fs = std::filesystem;

class ConsoleTest : public testing::Test {
 protected:
  // Tests run in processes of their own, side by side.
  ConsoleTest()
      : folder_(fs::path(testing::TempDir()) / ("tf_console_test." + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "assets");
  }
  ~ConsoleTest() override { fs::remove_all(folder_); }
  void write(const std::string& path, const std::string& text) const {
    std::ofstream(folder_ / path) << text;
  }
  const fs::path folder_;
};

TEST_F(ConsoleTest, NeedsAStartPage) {
  const auto console = Console::load(folder_.string());
  ASSERT_FALSE(console);
  EXPECT_EQ("the console in " + folder_.string() + " has no index.html", console.error().text);
}

TEST_F(ConsoleTest, AMissingFolderIsAnError) {
  EXPECT_FALSE(Console::load((folder_ / "none").string()));
}

TEST_F(ConsoleTest, ServesWhatWasThereAndNothingElse) {
  write("index.html", "<p>");
  write("assets/app.js", "1");
  fs::create_symlink("/etc/passwd", folder_ / "assets/passwd");
  const auto console = Console::load(folder_.string());
  ASSERT_TRUE(console) << console.error().text;
  ASSERT_NE(nullptr, console->find("/assets/app.js"));
  EXPECT_EQ("text/javascript; charset=utf-8", console->find("/assets/app.js")->type);
  EXPECT_EQ("<p>", *console->find("/")->bytes);
  EXPECT_EQ("<p>", *console->find("/cases/42")->bytes);  // a page of the console
  EXPECT_EQ(nullptr, console->find("/assets/passwd"));   // links are not followed
  EXPECT_EQ(nullptr, console->find("/assets/other.js"));
  EXPECT_EQ(nullptr, console->find("/../console_test.cpp"));
}

TEST(Console, WithoutAFolderThereIsOnePage) {
  const auto console = Console::load("");
  ASSERT_TRUE(console);
  ASSERT_NE(nullptr, console->find("/"));
  EXPECT_NE(std::string::npos, console->find("/")->bytes->find("/api/v1/openapi.json"));
  EXPECT_EQ(nullptr, console->find("/cases"));
}

TEST(Console, AKnownFileIsNotSentAgain) {
  const auto console = Console::load("");
  ASSERT_TRUE(console);
  const auto& file = *console->find("/");
  const HttpResponse first = file_response(file, "");
  EXPECT_EQ(200, first.status);
  EXPECT_EQ(*file.bytes, first.content());
  const HttpResponse again = file_response(file, "\"x\", " + file.etag);
  EXPECT_EQ(304, again.status);
  EXPECT_EQ("", again.content());
}

}  // namespace
}  // namespace tf::api
