#include "interchange/workbook.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace tf::interchange {
namespace {

Workbook two_sheets() {
  Workbook book;
  book.title = {"weekly", "周汇总", "Weekly"};
  book.sheets.push_back({{"days", "逐日", "Days"},
                         {{"day", "日期", "Day"}, {"closed", "办结", "Closed"}},
                         {{Value::date(*parse_date("2026-09-18")), Value::number(3)},
                          {Value::text("total"), Value()}}});
  book.sheets.push_back({{"notes", "备注", "Notes"},
                         {{"text", "文字", "Text, quoted"}},
                         {{Value::text("a \"b\", c")}, {Value::text("=1+1")}}});
  return book;
}

TEST(Workbook, AsCsv) {
  EXPECT_EQ(to_csv(two_sheets(), model::Language::en),
            "\xEF\xBB\xBF"
            "Days\r\nDay,Closed\r\n2026-09-18,3\r\ntotal,\r\n\r\n"
            "Notes\r\n\"Text, quoted\"\r\n\"a \"\"b\"\", c\"\r\n'=1+1\r\n");
  Workbook one = two_sheets();
  one.sheets.pop_back();
  EXPECT_EQ(to_csv(one, model::Language::zh),
            "\xEF\xBB\xBF"
            "日期,办结\r\n2026-09-18,3\r\ntotal,\r\n");
}

TEST(Workbook, AsJson) {
  EXPECT_EQ(
      to_json(two_sheets()),
      R"({"report":"weekly","sheets":[{"sheet":"days","rows":[{"day":"2026-09-18","closed":3},)"
      R"({"day":"total","closed":null}]},{"sheet":"notes","rows":[)"
      R"({"text":"a \"b\", c"},{"text":"=1+1"}]}]})");
}

std::string xlsx(const Workbook& book) {
  const std::string path = testing::TempDir() + "workbook_test.xlsx";
  const auto written = write_xlsx(book, model::Language::en, path);
  EXPECT_TRUE(written.has_value()) << written.error().text;
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Workbook, AsXlsx) {
  const std::string bytes = xlsx(two_sheets());
  EXPECT_TRUE(bytes.starts_with("PK"));
  EXPECT_NE(bytes.find("xl/worksheets/sheet2.xml"), std::string::npos);
  EXPECT_EQ(bytes, xlsx(two_sheets()));
  Workbook other = two_sheets();
  other.sheets[0].rows[0][1] = Value::number(4);
  EXPECT_NE(bytes, xlsx(other));
  other.sheets[0].title = {"bad", "a/b", "a name [with] signs: and far too long for a worksheet"};
  EXPECT_TRUE(xlsx(other).starts_with("PK"));
  EXPECT_FALSE(write_xlsx(other, model::Language::en, "/nowhere/at/all.xlsx").has_value());
}

}  // namespace
}  // namespace tf::interchange
