// What OMG DMN 1.5 §10.3 says of texts, kinds, lists, loops, functions and ranges, a line each:
// an expression, a tab, its value (standard.tsv).
#include <gtest/gtest.h>

#include <fstream>

#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

TEST(Standard, every_line_gives_its_value) {
  std::ifstream in(std::string(TF_ROOT) + "/tests/rule/feel/standard.tsv");
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    const std::size_t tab = line.find('\t');
    if (line.starts_with('#') || tab == std::string::npos) continue;
    ++rows;
    EXPECT_EQ(evaluate(line.substr(0, tab)), line.substr(tab + 1)) << line;
  }
  EXPECT_GT(rows, 400);
}

}  // namespace
}  // namespace tf::rule
