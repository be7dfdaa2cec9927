#include "sim/pattern_example.h"

#include <gtest/gtest.h>

namespace tf::sim {
namespace {

struct Row {
  const char* pattern;
  const char* example;  // null: none
};

TEST(PatternExample, IsTheShortestFirstWay) {
  constexpr Row kRows[] = {{"[0-9]{6}", "000000"},
                           {"\\d{2}-\\d{4,}", "11-1111"},
                           {"(甲|乙)[A-Z]+", "甲A"},
                           {"(?:ab){2}c?d*", "abab"},
                           {"^[^x]$", "~"},
                           {"1[3-9]\\d{9}", "13111111111"},
                           {"", ""},
                           {"(a)\\1", nullptr},
                           {"[a-z-[aeiou]]", nullptr},
                           {"a{9999}", nullptr},
                           {"[^~]", nullptr},
                           {"(", nullptr}};
  for (const Row& row : kRows) {
    const auto found = example_of(row.pattern);
    EXPECT_EQ(found.value_or("(none)"), row.example == nullptr ? "(none)" : row.example)
        << row.pattern;
  }
}

}  // namespace
}  // namespace tf::sim
