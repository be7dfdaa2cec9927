#include "base/text.h"

#include <gtest/gtest.h>

#include "base/prng.h"

namespace tf {
namespace {

TEST(Text, FirstBadUtf8) {
  struct Row {
    std::string_view text;
    std::optional<std::size_t> bad;
  };
  const Row rows[] = {
      {"a\x80", 1},             // a tail without a head
      {"\xC0\xAF", 0},          // overlong
      {"\xC1\xBF", 0},          // overlong
      {"\xE0\x80\xAF", 0},      // overlong
      {"\xF0\x80\x80\xAF", 0},  // overlong
      {"x\xED\xA0\x80", 1},     // surrogate
      {"\xF4\x90\x80\x80", 0},  // beyond U+10FFFF
      {"\xF5\x80\x80\x80", 0},  // beyond
      {"\xFF", 0},
      {"ab\xE6\xB0", 2},   // cut off
      {"ab\xE6\xB0z", 2},  // cut off by another character
      {"", std::nullopt},
      {"plain", std::nullopt},
      {"水渠 é \U0001F6A7", std::nullopt},
      {"\xF4\x8F\xBF\xBF", std::nullopt},
      {"\xED\x9F\xBF\xEE\x80\x80", std::nullopt},
  };
  for (const Row& row : rows) EXPECT_EQ(first_bad_utf8(row.text), row.bad) << row.text;
}

TEST(Text, PointsGoThereAndBack) {
  for (const char32_t point : {U'\0', U'a', U'\u007F', U'\u0080', U'\u07FF', U'\u0800', U'水',
                               U'\uFFFF', U'\U00010000', U'\U0010FFFF'}) {
    std::string text;
    append_utf8(text, point);
    EXPECT_EQ(first_point(text).value, point);
    EXPECT_EQ(first_point(text).bytes, text.size());
    EXPECT_EQ(count_points(text), 1u);
    EXPECT_FALSE(first_bad_utf8(text));
  }
  EXPECT_EQ(first_point("\xFFx").value, char32_t{0xFFFD});
  EXPECT_EQ(first_point("\xFFx").bytes, 1u);
  EXPECT_EQ(count_points("不过夜 5"), 5u);
}

TEST(Text, Pieces) {
  EXPECT_EQ(cat("task ", 7, " is ", std::string("open"), ',', true, std::size_t{3}, -1),
            "task 7 is open,true3-1");
  EXPECT_EQ(join({}, ", "), "");
  const std::vector<std::string> words = {"a", "", "c"};
  EXPECT_EQ(join(words, ", "), "a, , c");
  EXPECT_EQ(split("a,,c,", ','), (std::vector<std::string_view>{"a", "", "c", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

TEST(Text, StartsWithWord) {
  EXPECT_FALSE(starts_with_word("not_found", "not"));
  EXPECT_FALSE(starts_with_word("nothing", "not"));
  EXPECT_FALSE(starts_with_word("not渠", "not"));
  EXPECT_FALSE(starts_with_word("no", "not"));
  EXPECT_TRUE(starts_with_word("not", "not"));
  EXPECT_TRUE(starts_with_word("not found", "not"));
  EXPECT_TRUE(starts_with_word("not(found)", "not"));
}

TEST(Text, EditDistance) {
  struct Row {
    std::string_view a, b;
    std::size_t limit, distance;
  };
  const Row rows[] = {
      {"", "", 3, 0},
      {"abc", "", 5, 3},
      {"abc", "", 2, 3},
      {"inspect", "inspect", 2, 0},
      {"asign", "assign", 2, 1},
      {"form", "from", 2, 1},
      {"kitten", "sitting", 5, 3},
      {"kitten", "sitting", 2, 3},
      {"kitten", "sitting", 0, 1},
      {"调解员", "调介员", 2, 1},
      {"abcdef", "ghijkl", 3, 4},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(edit_distance(row.a, row.b, row.limit), row.distance) << row.a << " " << row.b;
    EXPECT_EQ(edit_distance(row.b, row.a, row.limit), row.distance) << row.b << " " << row.a;
  }
}

TEST(Text, EditDistanceIsTheSameUnderEveryLimitThatHoldsIt) {
  Prng prng(7);
  for (int run = 0; run < 2000; ++run) {
    const auto word = [&] {
      std::string text;
      for (std::uint64_t n = prng.below(9); n > 0; --n)
        text += static_cast<char>('a' + static_cast<int>(prng.below(3)));
      return text;
    };
    const std::string a = word(), b = word();
    const std::size_t whole = edit_distance(a, b, 100);
    for (std::size_t limit = 0; limit < 10; ++limit)
      EXPECT_EQ(edit_distance(a, b, limit), std::min(whole, limit + 1)) << a << " " << b;
  }
}

TEST(Text, Closest) {
  const std::vector<std::string> steps = {"assign_crew", "inspect", "close", "clone", "记录"};
  EXPECT_EQ(closest("asign_crew", steps), "assign_crew");
  EXPECT_EQ(closest("inpsect", steps), "inspect");
  EXPECT_EQ(closest("clese", steps), "close");
  EXPECT_EQ(closest("clo?e", steps), "close");  // of equals the first
  EXPECT_EQ(closest("clone", steps), "clone");
  EXPECT_EQ(closest("纪录", steps), "记录");
  EXPECT_EQ(closest("x", steps), std::nullopt);
  EXPECT_EQ(closest("mediate", steps), std::nullopt);
  EXPECT_EQ(closest("", steps), std::nullopt);
  EXPECT_EQ(closest("close", {}), std::nullopt);
}

}  // namespace
}  // namespace tf
