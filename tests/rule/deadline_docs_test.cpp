// Every sample of docs/deadlines.md: the rows of its tables are computed, its files read, its
// outputs compared.
#include <gtest/gtest.h>

#include "base/text.h"
#include "rule/deadline_explain.h"
#include "rule/deadline_file.h"
#include "rule/ladder.h"
#include "support/calendars.h"

namespace tf::rule {
namespace {

using test::at;
using test::cn;
using test::shown;

const std::string& page() {
  static const std::string text = test::file_text("docs/deadlines.md");
  return text;
}

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  for (std::string_view cell : split(line.substr(1), '|')) {
    cell = trim(cell);
    if (cell.size() > 1 && cell.front() == '`' && cell.back() == '`')
      cell = cell.substr(1, cell.size() - 2);
    cells.emplace_back(cell);
  }
  return cells;
}
std::vector<std::vector<std::string>> rows_under(std::string_view header) {
  std::vector<std::vector<std::string>> rows;
  bool inside = false;
  for (const std::string_view line : split(page(), '\n')) {
    if (line.starts_with(header))
      inside = true;
    else if (!line.starts_with('|'))
      inside = false;
    else if (inside && !line.starts_with("|---"))
      rows.push_back(cells_of(line));
  }
  return rows;
}
// The text of the fenced block that begins with `first` (after its fence line).
std::string block(const std::string& first) {
  const std::size_t begin = page().find("\n" + first);
  if (begin == std::string::npos) return {};
  return page().substr(begin + 1, page().find("\n```", begin + 1) - begin);
}
Due due_of(const std::string& rule, const std::string& from) {
  const auto deadline = parse_deadline(rule);
  EXPECT_TRUE(deadline) << rule << (deadline ? "" : deadline.error().en);
  return deadline ? compute(*deadline, at(from), cn()).value() : Due{};
}

TEST(DeadlineDocs, UnitsAreOneThingInThreeSpellings) {
  const auto rows = rows_under("| write | 中文 | code |");
  ASSERT_EQ(rows.size(), 7U);
  for (const auto& row : rows) {
    EXPECT_EQ(to_code(parse_span(row[0]).value()), row[2]);
    EXPECT_EQ(to_code(parse_span(row[1]).value()), row[2]);
    EXPECT_EQ(to_code(parse_span(row[2]).value()), row[2]);
  }
}

TEST(DeadlineDocs, DueTable) {
  const auto rows = rows_under("| rule | from | due |");
  ASSERT_EQ(rows.size(), 13U);
  for (const auto& row : rows) {
    const Due due = due_of(row[0], row[1]);
    EXPECT_EQ(shown(due.due), row[2]) << row[0];
    EXPECT_EQ(due.warn ? shown(*due.warn) : "-", row[3]) << row[0];
  }
}

TEST(DeadlineDocs, MomentTable) {
  const auto rows = rows_under("| rule | from | moment |");
  ASSERT_EQ(rows.size(), 6U);
  for (const auto& row : rows) {
    const auto moment =
        moment_of(parse_time_point(row[2]).value(), due_of(row[0], row[1]), cn(), at(row[1]));
    EXPECT_EQ(moment ? shown(*moment) : "-", row[3]) << row[0] << " " << row[2];
  }
}

TEST(DeadlineDocs, FilesReadWithoutAMistake) {
  model::Diagnostics out;
  const auto deadlines = test::yaml(block("deadlines: sample"), out);
  const DeadlineFile file = read_deadlines(*deadlines, out, &cn());
  EXPECT_EQ(file.sections.size(), 4U);
  const auto calendar = test::yaml(block("calendar: sample"), out);
  EXPECT_TRUE(read_calendar(*calendar, out));
  const auto ladders = test::yaml(block("ladders: sample"), out);
  EXPECT_EQ(read_ladders(*ladders, out).size(), 2U);
  EXPECT_EQ(test::sentences(out), "");
}

TEST(DeadlineDocs, MistakesAreToldAsShown) {
  model::Diagnostics out;
  const auto root = test::yaml(block("deadlines: mistakes"), out);
  read_deadlines(*root, out, &cn());
  EXPECT_EQ(test::sentences(out), block("3:11 deadline.bare_days"));
}

TEST(DeadlineDocs, ExplanationIsAsShown) {
  const auto deadline = parse_deadline("3 working days");
  DueContext context;
  context.explain = true;
  const auto due = compute(*deadline, at("2026-09-30 23:59"), cn(), context);
  const std::string text = explain(*deadline, *due, cn(), model::Language::en);
  EXPECT_EQ(text.substr(0, text.rfind("calendar:")), block("rule: 3 working days"));
}

TEST(DeadlineDocs, CyclesReadAlikeInBothLanguages) {
  const auto rows = rows_under("| write | 中文 | comes |");
  ASSERT_EQ(rows.size(), 10U);
  for (const auto& row : rows) {
    const auto english = parse_cycle(row[0]);
    ASSERT_TRUE(english) << row[0];
    if (row[1] == "the same") continue;
    const auto chinese = parse_cycle(row[1]);
    ASSERT_TRUE(chinese) << row[1];
    EXPECT_EQ(*chinese, *english) << row[0];
  }
}

TEST(DeadlineDocs, KeysOfAnEntryAreAllThere) {
  std::string keys;
  for (const auto& row : rows_under("| key | 中文 | says |")) keys += row[0] + " ";
  EXPECT_EQ(
      keys,
      "for until date before`, `by_at_least every missed at_least from open roll ends warn grace "
      "extend at_most late_receipt law by ");
}

}  // namespace
}  // namespace tf::rule
