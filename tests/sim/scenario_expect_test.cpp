#include "sim/scenario_expect.h"

#include "sim/stage.h"

namespace tf::sim {
namespace {

struct Wrong {
  const char* expect;
  const char* key;
  const char* actual;
};

// Each key, expected wrongly, says what was.
TEST(ScenarioExpect, EveryKeySaysWhatWas) {
  const Wrong cases[] = {
      {"step: again", "step", "[work]"},
      {"steps: []", "steps", "[work]"},
      {"helpers: [eve]", "helpers", "[]"},
      {"due: 2026-03-10 10:00", "due", "nothing"},
      {"step_due: 2026-03-10 10:00", "step_due", "2026-03-12 17:30"},
      {"light: red", "light", "green"},
      {"lights: [red]", "lights", "[green]"},
      {"state: closed", "state", "open"},
      {"result: finished", "result", "nothing"},
      {"on_time: true", "on_time", "the case has no clock"},
      {"reason: OVERNIGHT", "reason", "nothing"},
      {"told: [zhou]", "told", "[]"},
      {"notices: 3", "notices", "0"},
      {"urges: 1", "urges", "0"},
      {"listed: true", "listed", "false"},
      {"refused: X", "refused", "accepted"},
      {"cases: 2", "cases", "1"},
      {"audit: 1", "audit", "0"},
      {"audit_by: admin", "audit_by", "nothing"},
      {"same_case: true", "same_case", "false"},
      {"reopen_count: 1", "reopen_count", "0"},
      {"merged_into: other", "merged_into", "not merged"},
      {"children: {promise: 1}", "children", "promise: 0"},
      {"child: {promise: {state: open}}", "child", "no child of promise"},
      {"fired: [{level: L1}]", "fired", "[]"},
      {"provisional: true", "provisional", "false"},
      {"metrics: {kept: 1/1}", "metrics", "kept: 0/0"},
      {"task: {work: {owner: eve, state: claimed}}", "task",
       "work.owner: [ann, bob], work.state: offered"},
      {"answer: 7", "answer", "null"},
  };
  for (const Wrong& wrong : cases) {
    const auto results =
        play_text(cat("scenario: t\ntown: testtown\nworkflow: step-task\nstory:\n"
                      "  - {at: 2026-03-10 09:00, open: {}, by: dan, expect: {",
                      wrong.expect, "}}\n"));
    ASSERT_EQ(results[0].failures.size(), 1U) << wrong.expect;
    EXPECT_EQ(results[0].failures[0].key, wrong.key);
    EXPECT_EQ(results[0].failures[0].actual, wrong.actual) << wrong.expect;
  }
}

}  // namespace
}  // namespace tf::sim
