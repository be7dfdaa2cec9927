#include <gtest/gtest.h>

#include "base/text.h"

namespace tf {
namespace {

TEST(TextWidth, Columns) {
  struct Row {
    std::string_view text;
    std::size_t columns;
  };
  const Row rows[] = {
      {"", 0},   {"case 42", 7}, {"\t\x1B", 0}, {"第一道防线", 10}, {"ＡＢ，", 6},
      {"ｱ", 1},  {"한국", 4},    {"かな", 4},   {"é", 1},           {"e\u0301", 1},
      {"🚧", 2}, {"👍🏽", 2},    {"✓", 1},      {"—…", 2},          {"\u200B", 0},
      {"𠀀", 2}, {"\uFEFFa", 1}, {"「」", 4},   {"ไม่", 2},
  };
  for (const Row& row : rows) EXPECT_EQ(display_width(row.text), row.columns) << row.text;
}

}  // namespace
}  // namespace tf
