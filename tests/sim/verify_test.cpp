#include "sim/verify.h"

#include <gtest/gtest.h>

#include "core/load_town.h"
#include "model/loader.h"

namespace tf::sim {
namespace {

struct Row {
  const char* name;
  const char* workflow;
  const char* findings;  // code step, one a line
};

class Verify : public testing::TestWithParam<Row> {};

VerifyReport verified(const std::string& workflow, const VerifyOptions& options = {}) {
  model::Diagnostics out;
  const std::vector<std::pair<std::string, std::string>> files = {
      {"town.yaml",
       "town: t\ntitle: {zh: 镇, en: T}\ncalendar: {zone: Asia/Shanghai, office: 08:30-17:30}\n"},
      {"roles.yaml",
       "roles: t\nlevels: [town]\nfind: {start: case.grid, nobody: clerk}\nposts:\n"
       "  clerk: {level: town, off_hours: self, zh: 干事, en: clerk}\n"
       "  boss: {level: town, off_hours: self, zh: 领导, en: head}\n"},
      {"people.yaml", "people: t\ntree: {town-1: {level: town, holds: {clerk: [ann]}}}\n"},
      {"limits.yaml", "limits: t\nw: {tries: {is: 9, title: {zh: 次数, en: Tries}}}\n"},
      {"w.yaml", "workflow: w\n" + workflow}};
  auto towns = core::load_towns(files, out);
  EXPECT_FALSE(out.has_errors()) << model::to_text(out, model::Language::en);
  core::Catalog catalog;
  catalog.add(std::move(towns.at(0).town));
  const core::Town& town = *catalog.town("t");
  return verify(catalog, town, *town.workflows.at("w"), options);
}

TEST_P(Verify, FindsWhatIsWrongAndNothingElse) {
  const VerifyReport report = verified(GetParam().workflow);
  std::string findings;
  for (const VerifyFault& fault : report.faults) findings += fault.code + " " + fault.step + "\n";
  EXPECT_EQ(findings, GetParam().findings);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Verify,
    testing::Values(
        Row{"sound",
            "steps:\n  a: {task: work, who: clerk, next: {good: b, bad: a}}\n  b: {end: done}\n",
            ""},
        Row{"stuck",
            "case: {fine: {type: yes_no, required: true}}\nsteps:\n"
            "  a: {task: work, who: clerk}\n  b: {wait: {when: fine}}\n  c: {end: done}\n",
            "verify.stuck b\n"},
        Row{"no_end",
            "steps:\n  a: {task: work, who: clerk, next: {again: b, over: end}}\n"
            "  b: {task: work, who: clerk, next: c}\n  c: {task: work, who: clerk, next: b}\n",
            "verify.no_end b\n"},
        Row{"dead",
            "case: {size: {type: choice, of: [small, big], required: true}}\nsteps:\n  way:\n"
            "    choose:\n      - {when: size = big, then: b}\n      - {when: size != big, then: "
            "c}\n"
            "      - {otherwise: d}\n  b: {task: work, who: clerk, next: end}\n"
            "  c: {task: work, who: clerk, next: end}\n  d: {task: work, who: clerk}\n",
            "verify.dead_step d\n"},
        Row{"supposed",
            "steps:\n  a: {task: work, who: clerk}\n  way:\n    choose:\n"
            "      - {when: reopen_count > 3, then: b}\n      - {otherwise: end}\n"
            "  b: {task: work, who: clerk}\n",
            ""},
        Row{"special_data",
            "fields: {yes_n: whole, no_n: whole, all: whole}\nsteps:\n  a:\n    task: work\n"
            "    who: clerk\n    form: {yes_n: required whole, no_n: required whole, all: required "
            "whole}\n"
            "    refuse: {WRONG: {when: yes_n + no_n != all, text: {zh: 错, en: Wrong}}}\n"
            "  way:\n    choose:\n      - {when: all >= 12 and no_n > 3, then: b}\n"
            "      - {otherwise: end}\n  b: {task: work, who: clerk}\n",
            ""},
        Row{"livelock",
            "fields: {n: {type: whole, default: 0}}\nsteps:\n  a: {task: work, who: clerk}\n"
            "  more: {set: {n: n + 1}}\n  way:\n    choose:\n"
            "      - {when: n < 0, then: over}\n      - {otherwise: more}\n  over: {end: done}\n",
            "verify.livelock more\n"},
        Row{"uncaught", "steps:\n  a: {task: work, who: clerk}\n  b: {raise: {error: LOST}}\n",
            "verify.uncaught b\n"},
        Row{"round_and_round",
            "steps:\n  a: {task: work, who: clerk, due: 2 hours, upon: {overdue: {go: a}}}\n",
            "verify.endless_ladder a\n"},
        // The clock of the case passes once: what it sends round comes round once.
        Row{"round_once",
            "due: 3 calendar days\nupon: {late: {clock: overdue, go: a}}\nsteps:\n"
            "  a: {task: work, who: clerk, due: 2 hours, upon: {overdue: {go: b}}}\n"
            "  b: {task: work, who: clerk}\n",
            ""},
        // Before it has passed it gets the case away from b, afterwards nothing does.
        Row{"stuck_after_the_clock",
            "case: {fine: {type: yes_no, required: true}}\ndue: 3 calendar days\n"
            "upon: {late: {clock: overdue, go: a}}\nsteps:\n  a: {task: work, who: clerk}\n"
            "  b: {wait: {when: fine}}\n  c: {end: done}\n",
            "verify.stuck b\n"},
        Row{"twice",
            "steps:\n  a: {task: work, who: clerk, next: [b, c]}\n"
            "  b: {task: work, who: clerk, next: d}\n  c: {task: work, who: clerk, next: d}\n"
            "  d: {task: work, who: clerk}\n",
            "verify.twice d\n"},
        Row{"deadline", "steps:\n  a: {task: work, who: clerk, due: 2 hours}\n",
            "verify.idle_deadline a\n"},
        Row{"post", "steps:\n  a: {task: work, who: boss}\n", "verify.empty_post a\n"}),
    [](const auto& row) { return row.param.name; });

// What nobody asks for tells no states apart: three lists that are only asked whether they are
// there.
TEST(VerifyStates, ListsAreTakenByWhatIsAsked) {
  const VerifyReport report = verified(
      "fields: {a: list of file, b: list of file, c: list of file}\nsteps:\n"
      "  one: {task: work, who: clerk, form: {a: {required: false}, b: {required: false}}}\n"
      "  two: {task: work, who: clerk, form: {c: {required: false}}}\n"
      "  three:\n    task: work\n    who: clerk\n    refuse:\n"
      "      MISSING: {when: a = null or b = null or c = null, text: {zh: 缺, en: Missing}}\n"
      "  four: {end: done}\n");
  EXPECT_TRUE(report.complete);
  EXPECT_LE(report.states, 1U + 4U + 8U + 1U);
}

// A ballot may be cast anew until the clock runs out: what was cast so far tells states apart, as
// far as the verdict counts it.
TEST(VerifyStates, BallotsDecideAPollWithADeadline) {
  const VerifyReport report = verified(
      "case: {all: {type: list of person, required: true, min: 2}}\nsteps:\n"
      "  poll:\n    vote: all as v\n    who: clerk\n    due: 2 calendar days\n"
      "    passes: unanimous\n    next: {passed: good, failed: bad}\n    upon: {warn: {keep: true, "
      "notify: clerk}}\n"
      "  good: {end: good}\n  bad: {end: bad}\n");
  EXPECT_TRUE(report.complete);
  EXPECT_TRUE(report.exact) << report.notes.at(0).en;
}

// A telephone number is answered with one; what cannot be guessed makes no step dead.
TEST(VerifyStates, AFormThatTakesNothingTriedIsANote) {
  const std::string flow = "steps:\n  a: {task: work, who: clerk}\n  b: {end: done}\n";
  EXPECT_TRUE(verified("case: {to: required phone}\n" + flow).exact);
  const VerifyReport report =
      verified("case: {n: {type: whole, required: true, min: 777777, max: 777777}}\n" + flow);
  EXPECT_TRUE(report.faults.empty());
}

// Numbers in the rows of a list are tried as high as they may be.
TEST(VerifyStates, RowsReachTheirBounds) {
  const VerifyReport report = verified(
      "fields: {risks: {type: list of record, min: 1, fields: {chance: {type: whole, min: 1, max: "
      "5, "
      "required: true}, harm: {type: whole, min: 1, max: 5, required: true}, measure: text}}}\n"
      "steps:\n  assess: {task: work, who: clerk, form: {risks: {required: true}}}\n"
      "  way:\n    choose:\n      - when: max(for r in risks return r.chance * r.harm) >= 20\n"
      "        then: high\n      - {otherwise: low}\n"
      "  high: {end: high}\n  low: {end: low}\n");
  EXPECT_TRUE(report.exact) << report.notes.at(0).en;
}

// A counter is followed as far as a limit reaches.
TEST(VerifyStates, CountersReachTheirLimit) {
  const VerifyReport report = verified(
      "fields: {tries: {type: whole, default: 0}}\nsteps:\n"
      "  call: {task: work, who: clerk, next: {reached: over, not_reached: {set: {tries: tries + "
      "1}, go: "
      "way}}}\n"
      "  way:\n    choose:\n      - {when: tries >= limit.tries, then: given-up}\n"
      "      - {otherwise: call}\n  given-up: {end: given_up}\n  over: {end: done}\n");
  EXPECT_TRUE(report.exact) << report.notes.at(0).en;
}

// What runs beside the rest and leads back into it multiplies: followed one at a time when all of
// it is too much, and that is said.
TEST(VerifyStates, RunsBesideAreFollowedOneAtATime) {
  std::string flow = "steps:\n";
  for (int i = 1; i <= 7; ++i)
    flow += "  s" + std::to_string(i) +
            ": {task: work, who: clerk, upon: {more: {message: more, keep: true, task: look, who: "
            "clerk, next: s1}}}\n";
  VerifyOptions options;
  options.most_states = 200;
  const VerifyReport report = verified(flow + "  over: {end: done}\n", options);
  EXPECT_TRUE(report.complete);
  EXPECT_FALSE(report.exact);
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_NE(report.notes[0].en.find("'more'"), std::string::npos) << report.notes[0].en;
}

}  // namespace
}  // namespace tf::sim
