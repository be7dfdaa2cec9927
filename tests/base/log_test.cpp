#include "base/log.h"

#include <gtest/gtest.h>

#include <string>

#include "base/json.h"

namespace tf {
namespace {

// What one call writes to stderr.
template <class Call>
std::string written(LogLevel least, LogFormat format, Call call) {
  configure_log(least, format);
  testing::internal::CaptureStderr();
  call();
  configure_log(LogLevel::info, LogFormat::text);
  return testing::internal::GetCapturedStderr();
}

TEST(Log, BelowTheLevelNothing) {
  EXPECT_EQ(written(LogLevel::warn, LogFormat::text, [] { log_info("hello"); }), "");
  EXPECT_EQ(written(LogLevel::off, LogFormat::text, [] { log_error("hello"); }), "");
}

TEST(Log, OneLineOfText) {
  const std::string line = written(LogLevel::debug, LogFormat::text, [] {
    log_warn("two\nlines", {{"path", "/tmp/a b"}, {"cases", "7"}, {"none", ""}});
  });
  ASSERT_GT(line.size(), 25u);
  EXPECT_EQ(line.substr(23), "Z warning two\\nlines path=\"/tmp/a b\" cases=7 none=\"\"\n");
}

TEST(Log, OneLineOfJson) {
  const std::string line = written(LogLevel::debug, LogFormat::json,
                                   [] { log_error("disk \"full\"", {{"path", "a\nb"}}); });
  const auto record = parse_json(line);
  ASSERT_TRUE(record) << line;
  EXPECT_EQ((*record)["level"].str(), "error");
  EXPECT_EQ((*record)["text"].str(), "disk \"full\"");
  EXPECT_EQ((*record)["path"].str(), "a\nb");
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST(Log, LongTextsAreCutBetweenCharacters) {
  std::string text;
  while (text.size() <= kMaxLogText) text += "水";
  const std::string line = written(LogLevel::info, LogFormat::json, [&] { log_info(text); });
  const auto record = parse_json(line);
  ASSERT_TRUE(record) << line;
  EXPECT_EQ((*record)["text"].str().size(), kMaxLogText / 3 * 3);
}

TEST(Log, LevelsByName) {
  EXPECT_EQ(parse_log_level("debug"), LogLevel::debug);
  EXPECT_EQ(parse_log_level("off"), LogLevel::off);
  EXPECT_EQ(parse_log_level("loud"), std::nullopt);
}

}  // namespace
}  // namespace tf
