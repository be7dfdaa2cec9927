#include "host/explain_wait.h"

#include <gtest/gtest.h>

#include "support/small_town.h"

namespace tf::host {
namespace {

TEST(ExplainWait, SaysWhatEachKindOfWaitIsFor) {
  const support::Bound bound = support::bind_small(
      "workflow: errand\n"
      "fields: {paid: yes_no, many: {type: list, of: line}}\n"
      "steps:\n"
      "  letter: {wait: {message: answered}}\n"
      "  bell: {wait: {signal: bell}}\n"
      "  money: {wait: {when: paid}}\n"
      "  either: {wait: {any: [{message: rain}, {when: paid}]}}\n"
      "  both: {wait: {all: [{message: rain}, {signal: bell}]}}\n"
      "  later: {wait: {at: now + duration(\"PT2H\")}}\n"
      "  over: {end: done}\n");
  ASSERT_EQ(bound.findings(), "");
  const Zone zone = *Zone::find("Asia/Shanghai");
  const auto told = [&](const char* step, core::Token token) {
    token.step = step;
    const core::Words words = what_it_waits_for(token, &bound.step(step), zone);
    return words.zh + "|" + words.en;
  };
  core::Token timed;
  timed.wake = parse_instant("2026-03-10T09:00:00+08:00");
  EXPECT_EQ(told("letter", {}), "消息 answered|for the message answered");
  EXPECT_EQ(told("bell", {}), "信号 bell|for the signal bell");
  EXPECT_EQ(told("money", {}), "条件 paid 成立|until paid is true");
  EXPECT_EQ(told("either", {}),
            "消息 rain，或 条件 paid 成立|for the message rain, or until paid is true");
  EXPECT_EQ(told("both", {}),
            "消息 rain，并 信号 bell|for the message rain, and for the signal bell");
  EXPECT_EQ(told("later", timed), "到 2026-03-10 09:00|until 2026-03-10 09:00");
  core::Token resting;
  resting.message = core::kRest;
  EXPECT_EQ(told("over", resting), "|");  // said elsewhere
}

}  // namespace
}  // namespace tf::host
