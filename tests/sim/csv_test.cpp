#include "sim/csv.h"

#include <gtest/gtest.h>

#include "sim/case_file.h"

namespace tf::sim {
namespace {

struct BadCsv {
  const char* text;
  const char* error;
};

TEST(Csv, SaysWhereItIsWrong) {
  for (const BadCsv& bad : {
           BadCsv{"", "the file is empty; a header line was expected"},
           BadCsv{"a,b\n1\n", "line 2 has 1 cells, the header has 2"},
           BadCsv{"a,b\n1,2\n1,2,3\n", "line 3 has 3 cells, the header has 2"},
           BadCsv{"a,b\n1,\"2\n\n", "line 2: a quote is not closed"},
           BadCsv{"a,b\n1,\"2\"x\n",
                  "line 2: after a closing quote comes a comma or the end of the line"},
       }) {
    const auto csv = Csv::read(bad.text);
    ASSERT_FALSE(csv) << bad.text;
    EXPECT_EQ(csv.error().text, bad.error);
  }
}

TEST(Csv, QuotesLineBreaksAndMarks) {
  const auto csv = Csv::read(
      "\xEF\xBB\xBF"
      "a,b\r\n\"x, \"\"y\"\"\nz\",\r\n,2");
  ASSERT_TRUE(csv) << csv.error().text;
  ASSERT_EQ(csv->rows(), 2U);
  EXPECT_EQ(csv->column("b"), 1U);
  EXPECT_EQ(csv->column("c"), std::nullopt);
  EXPECT_EQ(csv->at(0, 0), "x, \"y\"\nz");
  EXPECT_EQ(csv->at(0, 1), "");
  EXPECT_EQ(csv->at(1, 1), "2");
  EXPECT_EQ(csv->line(1), 4U);
}

TEST(CaseFile, SaysWhereItIsWrong) {
  const std::string header = "case_id,opened,closed,status_on_time\n";
  for (const auto& [text, error] : {
           std::pair<std::string, std::string>{
               "case_id,opened\n",
               "there is no column 'closed'; the columns case_id, opened and closed are needed"},
           {header + ",2015-01-01 00:00,,\n", "line 2: case_id is empty"},
           {header + "7,,,\n", "line 2: opened is empty"},
           {header + "7,yesterday,,\n",
            "line 2, opened: expected a time like 2015-01-31 08:30:00, found 'yesterday'"},
           {header + "7,2015-01-01 00:00,,LATE\n",
            "line 2, status_on_time: expected ONTIME or OVERDUE, found 'LATE'"},
           {header + "7,2015-01-01 00:00,,\n7,2015-01-01 00:00,,\n",
            "line 3: the case 7 is in the file already"},
       }) {
    const auto file = read_case_file(text, Zone());
    ASSERT_FALSE(file) << text;
    EXPECT_EQ(file.error().text, error);
  }
}

TEST(CaseFile, ARowThatClosesBeforeItOpensEndsWhereItOpens) {
  const auto file =
      read_case_file("case_id,opened,closed\n7,2015-01-02 00:00:05,2015-01-02 00:00:01\n", Zone());
  ASSERT_TRUE(file) << file.error().text;
  EXPECT_TRUE(file->cases.front().backwards);
  EXPECT_EQ(file->cases.front().ends(), file->cases.front().opened);
}

}  // namespace
}  // namespace tf::sim
