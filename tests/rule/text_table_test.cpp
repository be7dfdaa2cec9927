#include "rule/text_table.h"

#include <gtest/gtest.h>

namespace tf::rule {
namespace {

constexpr const char* kSize =
    "row    | amount | kind       | => size | note\n"
    "amount | > 5000 | -          | big     | 元\n"
    "some   | [1..5) | \"a|b\", 家事 | small   |\n"
    "else   | -      | -          | small   |\n";

std::string errors_of(std::string_view text) {
  const auto table = parse_text_table(text);
  if (table) return "fine";
  std::string out;
  for (const auto& e : table.error())
    out += e.name + " at " + std::to_string(e.offset) + ": " + e.en + "\n";
  return out;
}

TEST(TextTable, mistakes) {
  EXPECT_EQ(errors_of("  \n"),
            "table.empty at 0: the table is empty: its first line is the header\n");
  EXPECT_EQ(errors_of("a | => b\n"), "table.no_rows at 0: there is no row below the header\n");
  EXPECT_EQ(errors_of("a | a | => b\n1|2|3|4\n"),
            "table.columns at 19: this row has 4 cells, the header only 3\n"
            "table.header at 4: the column `a` stands twice\n");
  EXPECT_EQ(errors_of("row | => b\nx | 1\nx | 2\n"),
            "table.row_twice at 17: the row `x` stands twice\n");
}

TEST(TextTable, cells_know_their_place) {
  const auto table = parse_text_table(kSize);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->columns[3].name, "size");
  EXPECT_EQ(table->columns[3].role, TextColumn::Role::output);
  EXPECT_EQ(table->rows[1].cells[1].text, "[1..5)");
  EXPECT_EQ(table->rows[1].cells[2].text, "\"a|b\", 家事");
  const TableCell& cell = table->rows[0].cells[1];
  EXPECT_EQ(std::string_view(kSize).substr(cell.offset, cell.text.size()), "> 5000");
}

TEST(TextTable, prints_aligned_and_reads_back) {
  const auto table = parse_text_table(kSize);
  EXPECT_EQ(print_text_table(*table),
            "row    | amount | kind        | => size | note\n"
            "amount | > 5000 | -           | big     | 元\n"
            "some   | [1..5) | \"a|b\", 家事 | small   |\n"
            "else   | -      | -           | small   |\n");
  const auto pasted = parse_text_table("amount\t=> size\n> 5\tbig\n");
  ASSERT_TRUE(pasted);
  EXPECT_EQ(print_text_table(*pasted), "amount | => size\n> 5    | big\n");
}

TEST(TextTable, overlay_changes_rows_adds_columns_and_rows) {
  const auto base = parse_text_table(kSize);
  const auto overlay = parse_text_table(
      "row       | place       | amount | livestock | => size | note\n"
      "amount    |             | > 3000 |           |         | 本镇\n"
      "livestock | before else |        | true      | big     | 牲畜\n");
  ASSERT_TRUE(overlay);
  const auto merged = merge_tables(*base, *overlay);
  ASSERT_TRUE(merged);
  EXPECT_EQ(print_text_table(*merged),
            "row       | amount | kind        | livestock | => size | note\n"
            "amount    | > 3000 | -           | -         | big     | 本镇\n"
            "some      | [1..5) | \"a|b\", 家事 | -         | small   |\n"
            "livestock | -      | -           | true      | big     | 牲畜\n"
            "else      | -      | -           | -         | small   |\n");
  EXPECT_TRUE(merged->rows[1].inherited);
  EXPECT_FALSE(merged->rows[0].inherited);
}

TEST(TextTable, overlay_mistakes) {
  const auto base = parse_text_table(kSize);
  const auto errors = [&](std::string_view text) {
    const auto merged = merge_tables(*base, *parse_text_table(text));
    return merged ? std::string("fine")
                  : merged.error().front().name + ": " + merged.error().front().en;
  };
  EXPECT_EQ(errors("row | => size\namuont | big\n"),
            "table.unknown_row: there is no row `amuont`; did you mean `amount`? A new row needs a "
            "place");
  EXPECT_EQ(errors("row | place | => size\nnew | before elze | big\n"),
            "table.place: there is no row `elze`; did you mean `else`?");
  EXPECT_EQ(errors("row | place | => size\nnew | before else |\n"),
            "table.new_row_incomplete: the new row `new` lacks its output `size`");
  EXPECT_EQ(errors("row | place | => size\nelse | first | big\n"),
            "table.place: the row `else` is in the table already: it takes no place");
}

TEST(TextTable, a_field_called_place_is_an_input) {
  const auto table = parse_text_table("place | => x\n\"hall\" | 1\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->columns[0].role, TextColumn::Role::input);
}

}  // namespace
}  // namespace tf::rule
