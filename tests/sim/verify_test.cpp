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

TEST_P(Verify, FindsWhatIsWrongAndNothingElse) {
  model::Diagnostics out;
  const std::vector<std::pair<std::string, std::string>> files = {
      {"town.yaml",
       "town: t\ntitle: {zh: 镇, en: T}\ncalendar: {zone: Asia/Shanghai, office: 08:30-17:30}\n"},
      {"roles.yaml",
       "roles: t\nlevels: [town]\nfind: {start: case.grid, nobody: clerk}\nposts:\n"
       "  clerk: {level: town, off_hours: self, zh: 干事, en: clerk}\n"
       "  boss: {level: town, off_hours: self, zh: 领导, en: head}\n"},
      {"people.yaml", "people: t\ntree: {town-1: {level: town, holds: {clerk: [ann]}}}\n"},
      {"w.yaml", std::string("workflow: w\n") + GetParam().workflow}};
  auto towns = core::load_towns(files, out);
  ASSERT_EQ(towns.size(), 1U) << model::to_text(out, model::Language::en);
  core::Catalog catalog;
  catalog.add(std::move(towns.front().town));
  const core::Town& town = *catalog.town("t");
  ASSERT_TRUE(town.workflows.contains("w")) << model::to_text(out, model::Language::en);
  const VerifyReport report = verify(catalog, town, *town.workflows.at("w"));
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
            "steps:\n  a: {task: work, who: clerk, next: {on: b, over: end}}\n"
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
        Row{"twice",
            "steps:\n  a: {task: work, who: clerk, next: [b, c]}\n"
            "  b: {task: work, who: clerk, next: d}\n  c: {task: work, who: clerk, next: d}\n"
            "  d: {task: work, who: clerk}\n",
            "verify.twice d\n"},
        Row{"deadline", "steps:\n  a: {task: work, who: clerk, due: 2 hours}\n",
            "verify.idle_deadline a\n"},
        Row{"post", "steps:\n  a: {task: work, who: boss}\n", "verify.empty_post a\n"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tf::sim
