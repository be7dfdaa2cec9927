#include "model/sheet.h"

#include <gtest/gtest.h>

#include "base/prng.h"
#include "base/text.h"
#include "model/node.h"

namespace tf::model {
namespace {

TextTable parsed(const std::string& rows) {
  Diagnostics out;
  TextTable table = parse_table(*Node::scalar(rows, {}), out);
  EXPECT_TRUE(out.empty()) << to_text(out, Language::en);
  return table;
}

TEST(Sheet, RefusesWithTheLine) {
  EXPECT_EQ(from_sheet("").error().en, "there is no header");
  EXPECT_EQ(from_sheet("a,a\n").error().en, "the header 'a' stands twice");
  const auto wide = from_sheet("a,b\n1,2\n1,2,3\n");
  ASSERT_FALSE(wide);
  EXPECT_EQ(wide.error().line, 3U);
  EXPECT_EQ(wide.error().en, "this row has more cells than the header");
  const auto open = from_sheet("a,b\n1,\"2\n");
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().en, "a quote is not closed");
}

TEST(Sheet, GuardsWhatASpreadsheetWouldChange) {
  const std::string text = to_sheet(
      parsed(
          "row | amount | => size\n# why\n001 | = 5 | -1\nb | > 5000 | 2026-01-01\nc | - | 1.10\n"),
      ',');
  EXPECT_EQ(
      text,
      "row,amount,'=> size\r\n# why,,\r\n'001,'= 5,-1\r\nb,> 5000,'2026-01-01\r\nc,-,'1.10\r\n");
}

TEST(Sheet, ReadsWhatSpreadsheetsWrite) {
  const auto table =
      from_sheet("\xEF\xBB\xBFrow;amount;'=> size;\n;;;\na;TRUE;\"say \"\"no\"\"\";\nb;> 5;two\n");
  ASSERT_TRUE(table) << table.error().en;
  EXPECT_EQ(print_table(*table),
            "row | amount | => size\na   | true   | say \"no\"\nb   | > 5    | two\n");
}

TEST(Sheet, AnyTableComesBackTheSame) {
  Prng prng(7);
  const std::string_view parts[] = {"a",    "|",  "\"", "'", ",", ";", "=",  "-", "0", "1",
                                    "金额", "\\", "#",  " ", "@", "+", "> ", ".", "/", "x|y"};
  for (int round = 0; round < 2000; ++round) {
    TextTable table;
    const std::size_t width = 2 + prng.below(3);
    for (std::size_t c = 0; c < width; ++c) table.header.push_back({cat("h", c), {}});
    for (std::size_t r = 1 + prng.below(3); r > 0; --r) {
      TextTable::Row& row = table.rows.emplace_back();
      if (prng.below(4) == 0) row.comment = "# said before\n";
      for (std::size_t c = 0; c < width; ++c) {
        std::string cell = c == 0 ? "k" : "";
        for (std::size_t n = prng.below(5); n > 0; --n) cell += parts[prng.below(std::size(parts))];
        row.cells.push_back({std::string(trim(cell)), {}});
      }
    }
    const std::string shown = print_table(table);
    const auto same = [&](const TextTable& other) {
      if (other.rows.size() != table.rows.size()) return false;
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        if (other.rows[r].comment != table.rows[r].comment) return false;
        for (std::size_t c = 0; c < width; ++c)
          if (other.rows[r].cells[c].text != table.rows[r].cells[c].text) return false;
      }
      return true;
    };
    for (const char separator : {',', '\t'}) {
      const auto back = from_sheet(to_sheet(table, separator));
      ASSERT_TRUE(back) << back.error().en << "\n" << shown;
      EXPECT_TRUE(same(*back)) << shown << to_sheet(table, separator);
    }
    EXPECT_TRUE(same(parsed(shown))) << shown << print_table(parsed(shown));
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace tf::model
