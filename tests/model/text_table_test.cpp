#include "model/text_table.h"

#include <gtest/gtest.h>

#include "support.h"

namespace tf::model {
namespace {

using test::findings;

// The table in a file whose `rules` begin on line 2.
TextTable table_of(const std::string& rows, Diagnostics& out) {
  std::string text = "a: 1\nrules: |\n";
  for (const std::string_view line : split(rows, '\n')) text += cat("  ", line, "\n");
  const auto root = parse_yaml(source_file("a.yaml", text), out);
  return parse_table(*root->get("rules"), out);
}

TEST(TextTable, RefusesWithThePlaceOfTheCell) {
  Diagnostics out;
  table_of("row | 金额 | 金额\na | 1\n甲 | 1 | 2\n甲 | 3 | 4", out);
  EXPECT_EQ(findings(out),
            "text_table.column_twice 3:14; text_table.cells 4:3; text_table.row_twice 6:3");
}

TEST(TextTable, Empty) {
  Diagnostics out;
  parse_table(*Node::scalar("", {}), out);
  EXPECT_EQ(findings(out), "text_table.empty 0:0");
}

TEST(TextTable, ReadsPipesTabsAndFrames) {
  Diagnostics out;
  const TextTable piped = table_of("row | x | => y\na | \"p|q\" | 2\nb | - |", out);
  EXPECT_EQ(piped.rows[0].cells[1].text, "\"p|q\"");
  EXPECT_EQ(piped.rows[1].cells[2].text, "");
  const TextTable framed = parse_table(*Node::scalar("| row | x |\n| a | 1 |\n| b | |\n", {}), out);
  EXPECT_EQ(framed.header.size(), 2U);
  EXPECT_EQ(framed.rows[1].cells[0].text, "b");
  const TextTable tabbed = parse_table(*Node::scalar("row\tx\na\t1\n", {}), out);
  EXPECT_EQ(tabbed.rows[0].cells[1].text, "1");
  EXPECT_EQ(findings(out), "");
  EXPECT_EQ(piped.column("=> y"), 2U);
  EXPECT_EQ(piped.row("b"), 1U);
}

TEST(TextTable, PrintsAlignedByWidth) {
  Diagnostics out;
  const TextTable table = table_of("row|=> size|note\n# why\n金额|big|标准\nelse|small|", out);
  EXPECT_EQ(print_table(table),
            "row  | => size | note\n# why\n金额 | big     | 标准\nelse | small   |\n");
  EXPECT_EQ(print_table(table, false),
            "row | => size | note\n# why\n金额 | big | 标准\nelse | small |\n");
}

TEST(TextTable, MergesByRowAndColumn) {
  Diagnostics out;
  const TextTable base = table_of(
      "row | amount | => size | note\namount | > 5000 | big | 元\nelse | - | small |", out);
  const TextTable patch = table_of(
      "row | place | amount | livestock | => size | note\namount | | > 3000 | | | 本镇\n"
      "livestock | before else | | true | big |\nlast-one | | 1 | | big |",
      out);
  EXPECT_EQ(print_table(merge_tables(base, patch, out)),
            "row       | amount | livestock | => size | note\n"
            "amount    | > 3000 | -         | big     | 本镇\n"
            "livestock | -      | true      | big     |\n"
            "else      | -      | -         | small   |\n"
            "last-one  | 1      | -         | big     |\n");
  EXPECT_EQ(findings(out), "");
}

TEST(TextTable, MergeRefusesPlaces) {
  Diagnostics out;
  const TextTable base = table_of("row | x\namount | 1\nelse | -", out);
  const TextTable patch = table_of(
      "row | place | x\na | before els | 1\nb | beside else | 1\nc | first | 1\nd | first | 1",
      out);
  merge_tables(base, patch, out);
  EXPECT_EQ(findings(out),
            "text_table.unknown_row 4:7; text_table.bad_place 5:7; text_table.place_taken 7:7");
  EXPECT_EQ(out.rows()[0].suggestion, "else");
}

}  // namespace
}  // namespace tf::model
