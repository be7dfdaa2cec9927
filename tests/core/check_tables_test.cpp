#include "core/check_tables.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "core/load_town.h"
#include "model/loader.h"
#include "support/small_town.h"

namespace tf::core {
namespace {

// What is said of a table file that stands alone: place, code and sentence.
std::string told_of(const std::string& text) {
  model::Diagnostics out;
  const model::Document document = model::read_document("t.yaml", text, out);
  EXPECT_FALSE(out.has_errors()) << model::to_text(out, model::Language::en);
  check_table_alone(document, out);
  out.sort();
  std::string told;
  for (const model::Diagnostic& row : out.rows()) {
    told += cat(row.span.line, ":", row.span.column, " ", row.code->name, " ",
                message_of(row, model::Language::en), "\n");
    for (const model::Note& note : row.notes)
      told += cat("  ", note.span.line, ":", note.span.column, " ", note.en, "\n");
  }
  return told;
}

std::string table_of(const std::string& hit, const std::string& rows,
                     const std::string& more = "") {
  std::string text = cat("table: t\nhit: ", hit, "\n", more,
                         "outputs: {size: {type: choice, of: [small, big]}}\nrules: |\n");
  for (const std::string_view line : split(rows, '\n')) text += cat("  ", line, "\n");
  return text;
}

TEST(CheckTables, GapsWithASampleAndTheirWholeStretch) {
  EXPECT_EQ(told_of(table_of("unique",
                             "row | amount | hurt | => size\n"
                             "a | < 100 | - | small\n"
                             "b | > 100 | true | big\n"
                             "c | > 200 | false | big")),
            "5:3 table.gap no row of table 't' fires for amount = 100 (all of: amount 100)\n"
            "  0:0 also: amount = 101, hurt = false (all of: amount (100..200]; hurt false)\n");
}

TEST(CheckTables, EmptyInputsAreANote) {
  EXPECT_EQ(told_of(table_of("unique", "row | hurt | => size\na | true | small\nb | false | big")),
            "5:3 table.gap_of_null no row of table 't' fires for hurt = null (all of: hurt null): "
            "the input may be empty\n");
}

TEST(CheckTables, RowsThatMeet) {
  EXPECT_EQ(told_of(table_of("unique",
                             "row | amount | => size\n"
                             "a | <= 10 | small\n"
                             "b | >= 10 | big\n"
                             "c | null, 10, 11 | big")),
            "7:3 table.conflict rows 'b' and 'a' both fire for amount = 10 (all of: amount 10), "
            "and the hit policy 'unique' allows one\n"
            "  6:3 the other row: a\n"
            "8:3 table.conflict rows 'c' and 'a' both fire for amount = 10 (all of: amount 10), "
            "and the hit policy 'unique' allows one\n"
            "  6:3 the other row: a\n"
            "  7:3 this row too: b, amount = 10\n");
}

TEST(CheckTables, RowsAndCellsWithoutEffect) {
  EXPECT_EQ(told_of(table_of("first",
                             "row | amount | kind | => size\n"
                             "a | [9..2] | - | small\n"
                             "b | < 40 | - | small\n"
                             "c | >= 30 | - | big\n"
                             "d | [20..60] | - | big\n"
                             "e | - | - | small")),
            "5:18 table.unread no row of table 't' asks anything of the input 'kind'\n"
            "6:7 table.impossible the cell '[9..2]' under 'amount' of row 'a' can never be met\n"
            "9:3 table.masked row 'd' never wins: all it fires for is taken by b, c\n");
}

TEST(CheckTables, ResultsOutsideOfWhatTheyDeclare) {
  EXPECT_EQ(told_of("table: t\nhit: first\noutputs: {line: {type: whole, min: 1, max: 3}}\n"
                    "rules: |\n  row | a | => line\n  x | true | 4\n  y | - | 2.5\n"),
            "6:14 table.output 'line' cannot be 4\n7:11 table.output 'line' cannot be 2.5\n");
}

TEST(CheckTables, SaysWhatItCannotRead) {
  EXPECT_EQ(told_of(table_of("unique",
                             "row | subject | => size\n"
                             "a | contains(?, \"cow\") | big\n"
                             "b | \"fence\" | small")),
            "5:3 table.gap_maybe perhaps no row of table 't' fires for subject = \"fencea\" (all "
            "of: subject not(\"fence\")): it hangs on cells that are not analysed\n"
            "6:7 table.not_analysed not analysed: 'contains(?, \"cow\")' under 'subject'; taken as "
            "one that may match\n");
}

TEST(CheckTables, KnowsTheFieldsOfTheProcess) {
  const char* table =
      "table: sizes\nhit: unique\noutputs: {size: {type: choice, of: [small, big]}}\nrules: |\n"
      "  row | kind  | count | => size\n"
      "  a   | goat  | -     | small\n"
      "  b   | cow   | <= 3  | small\n"
      "  c   | cow   | > 4   | big\n";
  const char* flow =
      "workflow: herd\ncase:\n  kind: {type: choice, of: [goat, cow], required: true}\n"
      "  count: {type: whole, min: 1, max: 9, required: true}\n"
      "start: {who: anyone, decide: sizes}\nsteps: {look: {task: look, who: clerk}}\n";
  model::Diagnostics out;
  const auto towns = load_towns({{"town/town.yaml", support::kSmallTown},
                                 {"town/roles.yaml", support::kSmallRoles},
                                 {"town/people.yaml", support::kSmallPeople},
                                 {"town/sizes.yaml", table},
                                 {"town/herd.yaml", flow}},
                                out);
  ASSERT_FALSE(out.has_errors()) << model::to_text(out, model::Language::en);
  std::vector<const model::Document*> documents;
  for (const model::Document& document : towns.front().documents) documents.push_back(&document);
  model::Diagnostics found;
  check_tables(towns.front().town, documents, found);
  ASSERT_EQ(found.rows().size(), 1U) << model::to_text(found, model::Language::en);
  EXPECT_EQ(message_of(found.rows().front(), model::Language::en),
            "no row of table 'sizes' fires for kind = cow, count = 4 (all of: kind cow; count "
            "4)");
}

TEST(CheckTables, ATableThatNeedsItsTownIsPassedOver) {
  EXPECT_EQ(
      told_of(table_of("first", "row | count(stones) | => size\na | > 3 | big\nb | - | small")),
      "5:15 table.alone table 't' cannot be read alone (no such name: `stones`): check it "
      "with its town\n");
}

}  // namespace
}  // namespace tf::core
