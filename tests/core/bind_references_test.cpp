// Words that name something of another place: one row, one finding.
#include <gtest/gtest.h>

#include "support/small_town.h"

namespace tf::core {
namespace {

using support::bind_small;
using support::Bound;

struct ReferenceRow {
  const char* name;
  const char* workflow;  // after `workflow: errand`
  const char* finding;
};

class BindReference : public testing::TestWithParam<ReferenceRow> {};

TEST_P(BindReference, IsReportedAtItsPlace) {
  const Bound bound = bind_small(std::string("workflow: errand\n") + GetParam().workflow);
  EXPECT_EQ(bound.sentences(), GetParam().finding);
}

constexpr const char* kVote =
    "case: {roll: list of person}\nsteps:\n  a:\n    vote: roll as voter\n    quorum: 1/2\n"
    "    passes: majority\n";

const std::string kVotePassd =
    std::string(kVote) + "    next: {passd: b, failed: b}\n  b: {end: x}\n";
const std::string kVoteWell =
    std::string(kVote) + "    next: {passed: b, failed: b, no_quorum: b}\n  b: {end: x}\n";

INSTANTIATE_TEST_SUITE_P(
    Table, BindReference,
    testing::Values(
        ReferenceRow{"vote", kVotePassd.c_str(),
                     "8:12 this step never comes to 'passd': it knows passed, failed, no_quorum "
                     "(passed?)\n"},
        ReferenceRow{"vote_well", kVoteWell.c_str(), ""},
        ReferenceRow{"sign",
                     "steps:\n  a: {sign: all, who: clerk, next: {signd: b}}\n  b: {end: x}\n",
                     "3:37 this step never comes to 'signd': it knows signed, refused (signed?)\n"},
        ReferenceRow{"effect",
                     "steps:\n  a: {do: board.post, next: {ok: b, faild: b}}\n  b: {end: x}\n",
                     "3:37 this step never comes to 'faild': it knows ok, failed (failed?)\n"},
        ReferenceRow{"effect_own",
                     "steps:\n  a: {do: board.post, next: {ok: b, later: b}}\n  b: {end: x}\n", ""},
        ReferenceRow{
            "child",
            "case: {n: whole}\nsteps:\n  a: {open: errand, and_wait: true, with: {n: 1}, next: "
            "{x: b, xyz: b}}\n  b: {end: x}\n",
            "4:64 this step never comes to 'xyz': it knows x, done\n"},
        ReferenceRow{"child_field",
                     "case: {amount: whole}\nsteps:\n  a: {open: errand, with: {amonut: 1}}\n",
                     "4:28 the process 'errand' has no field 'amonut' (amount?)\n"},
        ReferenceRow{
            "verb", "steps:\n  a: {task: work, may: [claim, trasnfer]}\n",
            "3:32 'trasnfer' is no verb, and nothing in this process waits for a message of "
            "that name (transfer?)\n"},
        ReferenceRow{"button",
                     "may: {dispute: {}}\nupon: {d: {message: dispute, keep: true, task: see}}\n"
                     "steps:\n  a: {task: work}\n",
                     ""},
        ReferenceRow{"verb_by", "may: {extend: {by: clark}}\nsteps:\n  a: {task: work}\n",
                     "2:20 'clark' is no role, no near-word and no field (clerk?)\n"},
        ReferenceRow{"exclusion",
                     "steps:\n  first: {task: work}\n  b: {task: check, who: {role: clerk, not: "
                     "frist}}\n",
                     "4:44 'frist' under 'not' is no step and no field (first?)\n"},
        ReferenceRow{"per",
                     "steps:\n  a: {task: work}\nmetrics: {m: {count: true, per: [vilage]}}\n",
                     "4:34 'vilage' is not among the levels and fields (village?)\n"},
        ReferenceRow{"children",
                     "fields: {n: {is: count(children(\"erand\"))}}\nsteps:\n  a: {task: work}\n",
                     "2:34 there is no process 'erand' (errand?)\n"},
        ReferenceRow{"nodes",
                     "fields: {n: {is: count(nodes(\"vilage\"))}}\nsteps:\n  a: {task: work}\n",
                     "2:31 'vilage' is not among the levels (village?)\n"},
        ReferenceRow{
            "duration",
            "steps:\n  a: {task: work, upon: {late: {at: now + duration(\"P2X\"), keep: true, "
            "notify: clerk}}}\n",
            "3:53 'P2X' is no duration\n"},
        ReferenceRow{"date", "steps:\n  a: {if: today() > date(\"2026-02-30\"), task: work}\n",
                     "3:27 '2026-02-30' is no date\n"},
        ReferenceRow{"date_and_time",
                     "steps:\n  a: {if: now > date and time(\"2026-02-20T10:00:00+08:00\"), task: "
                     "work}\n",
                     ""}),
    [](const auto& row) { return row.param.name; });

TEST(BindReferences, ARefusedLadderOrDeadlineIsNotCalledMissing) {
  const Bound bound =
      bind_small("workflow: errand\nsteps:\n  a: {task: work, due: slow, ladder: steep}\n",
                 {{"small/more.yaml", "deadlines: more\nerrand: {slow: {for: 3 houres}}\n"},
                  {"small/rungs.yaml", "ladders: more\nsteep: {L1: {at: due, light: yelow}}\n"}});
  std::string codes;
  for (const model::Diagnostic& row : bound.out.rows())
    codes += std::string(row.code->number) + " ";
  EXPECT_EQ(codes, "TF0503 TF0114 ");
}

TEST(BindReferences, CasesThatComeTogetherHaveTheFieldsTheyMatchBy) {
  const Bound bound = bind_small(
      "workflow: errand\ncase: {subject: line}\nstart:\n  cluster: {of: [errand], match: [subjct], "
      "within: soon, when: count(cases) > 2}\nsteps:\n  a: {task: work}\n");
  EXPECT_EQ(bound.sentences(), "4:34 the process 'errand' has no field 'subjct' (subject?)\n");
}

}  // namespace
}  // namespace tf::core
