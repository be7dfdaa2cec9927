#include "sim/table_test.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "sim/scenario_report.h"

namespace tf::sim {
namespace {

constexpr const char* kTable =
    "table: size\nhit: first\ninputs: {many: count(visits)}\n"
    "outputs: {size: {type: choice, of: [small, big]}, points: number}\nrules: |\n"
    "  row  | amount | kind        | many | => size | => points\n"
    "  rich | > 5000 | -           | -    | big     | 2\n"
    "  kin  | -      | family, kin | > 2  | big     | 1\n"
    "  poor | <= 10  | -           | -    | small   | 0\n";

struct Played {
  ScenarioResult result;
  Coverage coverage;
};

Played play_rows(const std::string& rows, const std::string& table = "size") {
  model::Diagnostics out;
  std::vector<model::Document> beside;
  beside.push_back(model::read_document("size.yaml", kTable, out));
  std::string text = cat("scenario: rows\ntable: ", table, "\nrows: |\n");
  for (const std::string_view line : split(rows, '\n')) text += cat("  ", line, "\n");
  const auto test = read_table_test(
      std::make_shared<model::Document>(model::read_document("t.yaml", text, out)), out);
  EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
  Played played;
  TableTester tester;
  played.result = tester.run(*test, nullptr, beside, played.coverage);
  return played;
}

std::string failures(const Played& played) {
  std::string out;
  for (const Failure& f : played.result.failures)
    out += cat(f.span.line, ":", f.span.column, " ", f.at, " ", f.key, ": ", f.expected, " / ",
               f.actual, "\n");
  return out;
}

TEST(TableTest, RowsThatHold) {
  const Played played = play_rows(
      "row | amount | kind | many | => size | => points | fires | problem\n"
      "a | 6000 | family | 3 | big | 2 | rich |\n"
      "b | 100 | kin | 3 | big | 1 | kin |\n"
      "c | 100 | kin | 2 | null | | - | no_match");
  EXPECT_EQ(failures(played), "");
  EXPECT_TRUE(played.result.passed);
  EXPECT_EQ(coverage_report(played.coverage, model::Language::en),
            "size: 2 of 3 rules reached\n  no test reaches: poor\n");
}

TEST(TableTest, RowsThatDoNotHoldSayWhere) {
  const Played played = play_rows(
      "row | amount | => size | fires\n"
      "a | 6000 | small | poor\n"
      "b | 100 | big |\n"
      "c | 3 | small | poor");
  EXPECT_EQ(failures(played),
            "5:14 a size: small / big\n"
            "5:22 a fires: poor / rich\n"
            "6:13 b size: big / null\n"
            "6:3 b problem: - / decision.no_match\n");
  EXPECT_FALSE(played.result.passed);
  const std::string xml = junit(std::span(&played.result, 1));
  EXPECT_NE(xml.find("item 1, a: size: expected small, was big"), std::string::npos) << xml;
}

TEST(TableTest, MistakesOfTheTest) {
  EXPECT_EQ(failures(play_rows("row | amuont | => size\na | 1 | big")),
            "4:9 a amuont:  / 这张表没有这个输入 / the table has no such input\n");
  EXPECT_FALSE(play_rows("row | amount\na | 1", "sizes").result.passed);
  const Played played = play_rows("row | amount | => size\na | 1 + | small");
  ASSERT_EQ(played.result.failures.size(), 1U);
  EXPECT_EQ(played.result.failures[0].span.column, 7U);
}

}  // namespace
}  // namespace tf::sim
