#include "core/check_choices.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "core/load_town.h"
#include "support/small_town.h"

namespace tf::core {
namespace {

// What is said of the choices of a process with these ways.
std::string told_of_ways(const std::string& ways, const std::string& take = "first") {
  const std::string flow =
      "workflow: herd\ncase:\n  kind: {type: choice, of: [goat, cow], required: true}\n"
      "  count: {type: whole, min: 1, max: 9, required: true}\n"
      "  hurt: {type: yes_no, required: true}\n"
      "start: {who: anyone}\nsteps:\n  way:\n    take: " +
      take + "\n    choose:\n" + ways +
      "      - {otherwise: other}\n"
      "  one: {task: look, who: clerk, next: end}\n"
      "  two: {task: look, who: clerk, next: end}\n"
      "  other: {task: look, who: clerk}\n";
  model::Diagnostics out;
  const auto towns = load_towns({{"town/town.yaml", support::kSmallTown},
                                 {"town/roles.yaml", support::kSmallRoles},
                                 {"town/people.yaml", support::kSmallPeople},
                                 {"town/herd.yaml", flow}},
                                out);
  EXPECT_FALSE(out.has_errors()) << model::to_text(out, model::Language::en);
  if (out.has_errors()) return "";
  std::vector<const model::Document*> documents;
  for (const model::Document& document : towns.front().documents) documents.push_back(&document);
  model::Diagnostics found;
  check_choices(towns.front().town, documents, found);
  std::string told;
  for (const model::Diagnostic& row : found.rows())
    told += cat(row.span.line, " ", message_of(row, model::Language::en), "\n");
  return told;
}

TEST(CheckChoices, AConditionOutsideOfWhatTheFieldsCanBe) {
  EXPECT_EQ(told_of_ways("      - {when: count > 9, then: one}\n"
                         "      - {when: kind = cow and kind = goat, then: two}\n"),
            "11 way 1 of 'way' is never taken: nothing meets its condition 'count > 9'\n"
            "12 way 2 of 'way' is never taken: nothing meets its condition 'kind = cow and kind = "
            "goat'\n");
}

TEST(CheckChoices, AWayBehindOthers) {
  const std::string ways =
      "      - {when: kind = goat, then: one}\n"
      "      - {when: count >= 1 and kind = cow, then: two}\n"
      "      - {when: hurt, then: two}\n";
  EXPECT_EQ(told_of_ways(ways),
            "13 way 3 of 'way' is never taken: all it takes goes way 1, 2 before\n");
  EXPECT_EQ(told_of_ways(ways, "every"), "");
}

TEST(CheckChoices, NothingIsSaidOfWhatCannotBeKnown) {
  EXPECT_EQ(told_of_ways("      - {when: done(\"one\"), then: one}\n"
                         "      - {when: not(done(\"one\")) and count > 3, then: two}\n"),
            "");
}

}  // namespace
}  // namespace tf::core
