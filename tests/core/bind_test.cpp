#include "core/bind.h"

#include <gtest/gtest.h>

#include "core/step/step_kind.h"
#include "support/small_town.h"

namespace tf::core {
namespace {

using support::bind_small;
using support::Bound;

// ---- what an author gets wrong: one row, one finding
struct Mistake {
  const char* name;
  const char* workflow;  // after `workflow: errand`
  const char* finding;
};

class BindMistake : public testing::TestWithParam<Mistake> {};

TEST_P(BindMistake, IsReportedAtItsPlace) {
  const Bound bound = bind_small(std::string("workflow: errand\n") + GetParam().workflow);
  EXPECT_EQ(bound.sentences(), GetParam().finding);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BindMistake,
    testing::Values(
        Mistake{"retry_times", "steps:\n  a: {do: board.publish, retry: 500}\n",
                "3:33 '500' times: a number from 0 to 100 is needed\n"},
        Mistake{
            "retry_after",
            "steps:\n  a: {do: board.publish, retry: {times: 2, after: 3 working days}}\n",
            "3:51 '3 working days' between attempts: write minutes or hours, as in 5 minutes\n"},
        Mistake{"start_match",
                "case: {kind: line}\nstart: {message: warning, match: kind}\nsteps:\n"
                "  a: {task: work}\n",
                "3:34 there is no case yet to compare with: 'match' says what each field of the "
                "message equals\n"},
        Mistake{"kept_on_handler",
                "steps:\n  a: {task: work, upon: {m: {message: x, kept: true, go: end}}}\n",
                "3:42 'kept' would do nothing here: a message that came earlier is taken by a wait "
                "or a branch of a race, not by a handler\n"},
        Mistake{"kept_signal", "steps:\n  a: {wait: {signal: x, kept: true}}\n",
                "3:25 'kept' would do nothing here: only a message can come before its wait\n"},
        Mistake{"match_of_nothing", "case: {k: line}\nsteps:\n  a: {wait: {at: now, match: k}}\n",
                "4:23 'match' would do nothing here: it says what fields of a message or signal "
                "must equal\n"},
        Mistake{"again_alone", "steps:\n  a: {wait: {after: 2 hours, again: now}}\n",
                "3:30 'again' would do nothing here: it stands beside 'at'\n"},
        Mistake{"wait_for_error", "steps:\n  a: {wait: {error: BAD}}\n",
                "3:13 'error' would do nothing here: it happens to a step: write it under 'upon' "
                "of that step\n"},
        Mistake{"race_overdue",
                "steps:\n  a: {race: {overdue: {go: end}, b: {message: b, go: end}}}\n",
                "3:23 'overdue' would do nothing here: it happens to a step: write it under 'upon' "
                "of that step\n"},
        Mistake{"form_on_time", "steps:\n  a: {wait: 2 hours, form: {k: line}}\n",
                "3:22 'form' would do nothing here: nobody fills it here: a form belongs to a "
                "task, or to a wait for one message\n"},
        Mistake{"form_of_effect",
                "fields: {k: line}\nsteps:\n  a: {do: board.publish, next: {ok: {form: [k], go: "
                "end}, failed: end}}\n",
                "4:38 'form' would do nothing here: nobody chooses this outcome, so nobody fills "
                "in or is refused: write it at the outcome of a task\n"},
        Mistake{"two_raised", "steps:\n  a: {raise: {error: A, signal: b}}\n",
                "3:25 'signal' would do nothing here: a step raises one thing, and 'error' is "
                "there already\n"},
        Mistake{"error_to", "case: {p: line}\nsteps:\n  a: {raise: {error: A}, to: p}\n",
                "4:26 'to' would do nothing here: only messages and signals go to somebody\n"},
        Mistake{
            "undo_with",
            "case: {p: line}\nsteps:\n  a: {task: work}\n  b: {raise: {undo: a}, with: {p: p}}\n",
            "5:25 'with' would do nothing here: only messages, signals, errors and escalations "
            "carry data\n"},
        Mistake{"two_whos", "steps:\n  a: {task: work, who: {role: clerk, person: owner}}\n",
                "3:38 'person' would do nothing here: 'role' is there already; for several people "
                "write a list\n"},
        Mistake{"no_who", "steps:\n  a: {task: work, who: {pick: in_turn}}\n",
                "3:24 'who' would do nothing here: it does not say who: write 'role', 'unit' or "
                "'person'\n"},
        Mistake{"pattern_kind", "case: {n: {type: whole, pattern: a}}\nsteps:\n  a: {task: work}\n",
                "2:34 'pattern' is for line, text, phone and lists of them\n"},
        Mistake{"pattern_text",
                "case: {n: {type: line, pattern: '[b-a]'}}\nsteps:\n  a: {task: work}\n",
                "2:33 not a regular expression: a range runs backwards\n"},
        Mistake{"member",
                "case: {n: {type: list of record, fields: {k: {type: line, unique: "
                "true}}}}\nsteps:\n  a: {task: work}\n",
                "2:59 'unique' would do nothing here: it belongs to a field of the case, not to "
                "one inside a record\n"},
        Mistake{"cluster_map",
                "case: {k: line}\nstart: {cluster: {of: [errand], match: {k: k}, when: "
                "count(cases) > 1}}\nsteps:\n  a: {task: work}\n",
                "3:40 'match: {…}' would do nothing here: the cases of a cluster are compared with "
                "each other: write a list of their fields, match: [subject, grid.village]\n"},
        Mistake{"lost_answer", "steps:\n  a: {call: today()}\n",
                "3:7 the answer of 'a' goes nowhere: write 'into'\n"},
        Mistake{"step", "steps:\n  a: {task: work, next: bb}\n  b: {task: work}\n",
                "3:25 there is no step 'bb' (b?)\n"},
        Mistake{"step_in_outcome", "steps:\n  a: {task: work, next: {go_on: aa}}\n",
                "3:33 there is no step 'aa' (a?)\n"},
        Mistake{"inward", "steps:\n  a: {task: work, next: c}\n  b: {steps: {c: {task: work}}}\n",
                "3:25 'c' cannot be reached from here: it stands inside another group of steps\n"
                "4:6 no way leads to step 'b'\n"},
        Mistake{"twice", "steps:\n  a: {task: work}\n  b: {steps: {a: {task: work}}}\n",
                "4:15 the step id 'a' is used twice\n"},
        Mistake{"unreachable", "steps:\n  a: {task: work, next: end}\n  b: {task: work}\n",
                "4:6 no way leads to step 'b'\n"},
        Mistake{"who", "steps:\n  a: {task: work, who: clark}\n",
                "3:24 'clark' is no role, no near-word and no field (clerk?)\n"},
        Mistake{
            "deadline", "steps:\n  a: {task: work, due: answr}\n",
            "3:24 no deadline is called 'answr' (looked in 'errand' and 'common'), and it is no "
            "duration (answer?)\n"},
        Mistake{"ladder", "steps:\n  a: {task: work, ladder: plan}\n",
                "3:27 there is no ladder 'plan' (plain?)\n"},
        Mistake{"table", "case: {amount: money}\nsteps:\n  a: {decide: size}\n",
                "4:15 there is no table 'size' (sizes?)\n"},
        Mistake{"form", "steps:\n  a: {task: work, form: note-form}\n",
                "3:25 there is no shared form 'note-form'\n"},
        Mistake{"set", "fields: {answer: line}\nsteps:\n  a: {set: {anser: null}}\n",
                "4:13 there is no field 'anser' (answer?)\n"},
        Mistake{"name", "case: {amount: money}\nsteps:\n  a: {if: amuont > 1, task: work}\n",
                "4:11 no such name: `amuont`; did you mean `amount`? (amount?)\n"},
        Mistake{"field_and_choice",
                "case: {big: yes_no, size: {type: choice, of: [small, big]}}\nsteps:\n  a: {task: "
                "work}\n",
                "2:13 'big' is both a field and a choice\n"},
        Mistake{"of", "case: {size: choice}\nsteps:\n  a: {task: work}\n",
                "2:14 'choice' has no choices: a choice needs 'of'\n"},
        Mistake{"workflow", "steps:\n  a: {open: erand}\n",
                "3:13 there is no process 'erand' (errand?)\n"},
        Mistake{"child",
                "case: {amount: required money, why: {type: line, required: true}}\n"
                "steps:\n  a: {open: errand, with: {why: why}}\n",
                "4:13 opening 'errand' lacks fields it requires: amount\n"},
        Mistake{"item",
                "case: {homes: list of line}\nsteps:\n  a: {each: homes as homes, steps: {b: "
                "{task: work}}}\n",
                "4:13 the item name 'homes' is also a field\n"},
        Mistake{"milestone",
                "fields: {answer: moment}\nsteps:\n  answer: {task: work}\n"
                "milestones:\n  m: {from: answer, met: answer != null, due: soon}\n",
                "6:13 'answer' is both a step and a field: from which of them does it start?\n"},
        Mistake{"step_in_expression",
                "steps:\n  a: {task: work}\n  b: {if: done(\"aa\"), task: work}\n",
                "4:17 there is no step 'aa' (a?)\n"},
        Mistake{"placeholder",
                "case: {amount: money}\nsteps:\n  a: {title: Pay <amont>, task: work}\n",
                "4:19 <amont> in this text is no field (amount?)\n"},
        Mistake{"lock_fields",
                "case: {roll: line}\nsteps:\n  a: {task: work, lock_fields: [rol]}\n",
                "4:32 there is no field 'rol' (roll?)\n"}),
    [](const auto& row) { return row.param.name; });

TEST(Bind, FindingsShowTheLine) {
  const Bound bound = bind_small("workflow: errand\nsteps:\n  bc: {task: work, next: bb}\n");
  EXPECT_EQ(bound.findings(),
            "small/errand.yaml:3:26: error: there is no step 'bb' [TF0202]\n"
            "    3 |   bc: {task: work, next: bb}\n"
            "      |                          ^~ did you mean 'bc'?\n");
}

TEST(Bind, ErrorsInBlockTextsAndTablesPointAtTheirCell) {
  const Bound bound = bind_small(
      "workflow: errand\ncase: {amount: money}\nsteps:\n  a:\n    task: work\n    if: |\n"
      "      amount > 1\n      and amuont < 9\n  b: {decide: bad}\n",
      {{"small/bad.yaml",
        "table: bad\nhit: first\noutputs: {speed: {type: choice, of: [slow, fast]}}\nrules: |\n"
        "  row | amount | => speed\n"
        "  one | > 1    | slwo\n"}});
  EXPECT_EQ(bound.sentences(),
            "6:18 table 'bad': no such name: `slwo`; did you mean `slow`? (slow?)\n"
            "8:11 no such name: `amuont`; did you mean `amount`? (amount?)\n");
}

// ---- what a sound workflow becomes
TEST(Bind, StepsStandInTheirBlocks) {
  const Bound bound = bind_small(
      "workflow: errand\n"
      "case: {homes: list of line}\n"
      "steps:\n"
      "  a: {task: work}\n"
      "  b: {steps: {c: {task: work}, d: {task: work}}}\n"
      "  e: {each: homes as h, steps: {f: {task: work, form: {met: yes_no}}}}\n");
  ASSERT_EQ(bound.sentences(), "");
  const Definition& def = bound.workflow();
  ASSERT_EQ(def.blocks.size(), 3U);
  EXPECT_EQ(def.blocks[0].steps.size(), 3U);
  EXPECT_EQ(def.blocks[1].owner, "b");
  EXPECT_EQ(def.steps[static_cast<std::size_t>(def.blocks[2].steps[0])].id, "f");
  EXPECT_EQ(std::get<EachSpec>(bound.step("e").spec).field, "homes");
  EXPECT_FALSE(def.field("homes")->item);
  EXPECT_TRUE(def.field("met")->item);
}

TEST(Bind, StepsWrittenInAChoiceComeBackAfterIt) {
  const Bound bound = bind_small(
      "workflow: errand\n"
      "case: {amount: required money}\n"
      "steps:\n"
      "  way:\n"
      "    choose:\n"
      "      - {when: amount > 1, then: {x: {task: work}, y: {task: work}}}\n"
      "      - {otherwise: continue}\n"
      "  z: {task: work}\n");
  ASSERT_EQ(bound.sentences(), "");
  const Definition& def = bound.workflow();
  const auto leads = [&](const char* from) {
    const Target& go = bound.step(from).outcomes.front().go.front();
    return go.kind == Target::Kind::step ? def.steps[static_cast<std::size_t>(go.step)].id : "next";
  };
  EXPECT_EQ(def.blocks[0].steps.size(), 2U);
  EXPECT_EQ(leads("x"), "y");
  EXPECT_EQ(leads("y"), "z");
}

TEST(Bind, AStepPassedByInAChoiceLeadsOn) {
  const Bound bound = bind_small(
      "workflow: errand\n"
      "case: {amount: required money}\n"
      "steps:\n"
      "  way:\n"
      "    choose:\n"
      "      - {when: amount > 1, then: {x: {if: amount > 9, task: work}}}\n"
      "      - {otherwise: continue}\n"
      "  z: {task: work}\n");
  ASSERT_EQ(bound.sentences(), "");
  const auto& gate = std::get<ChooseSpec>(bound.step("x/if").spec);
  const int z = bound.workflow().step_index.find("z")->second;
  EXPECT_EQ(gate.branches.front().then.front().step, bound.workflow().step_index.find("x")->second);
  EXPECT_EQ(gate.otherwise.front().step, z);
  EXPECT_FALSE(bound.step("x").if_);
}

TEST(Bind, HandlersStandBesideTheirStep) {
  const Bound bound = bind_small(
      "workflow: errand\n"
      "steps:\n"
      "  a:\n"
      "    steps: {b: {task: work}}\n"
      "    upon:\n"
      "      note: {message: note, keep: true, task: work}\n"
      "      stop: {message: stop, task: work}\n"
      "      away: {message: away, task: work, go: c}\n"
      "  c: {task: work}\n"
      "upon:\n"
      "  over: {message: over, go: c}\n"
      "  gone: {message: gone, stop: case, as: gone}\n");
  ASSERT_EQ(bound.sentences(), "");
  EXPECT_EQ(bound.step("a/note").block, 1);  // inside: the block waits for it
  EXPECT_EQ(bound.step("a/stop").block, 1);  // in place of what is inside: the block ends with it
  EXPECT_EQ(bound.step("a/away").block, 0);  // leaves the block
  EXPECT_EQ(bound.step("a/note").outcomes.front().go.front().kind, Target::Kind::end);
  EXPECT_EQ(bound.step("a/stop").outcomes.front().go.front().kind, Target::Kind::end);
  EXPECT_EQ(bound.step("a/away").outcomes.front().go.front().kind, Target::Kind::step);
  EXPECT_EQ(bound.workflow().upon[0].step, -1);
  EXPECT_EQ(bound.step("gone").kind, find_kind("stop"));
}

TEST(Bind, SharedFormsKeepTheirOwnNames) {
  const Bound bound = bind_small(
      "workflow: errand\n"
      "steps:\n"
      "  a: {task: work, form: call-back}\n"
      "  b: {if: call_back.reached, task: work}\n",
      {{"small/forms.yaml",
        "forms: small\ncall-back:\n  reached: required yes_no\n"
        "  why: {type: line, show: not(reached)}\n"}});
  ASSERT_EQ(bound.sentences(), "");
  const auto& forms = std::get<TaskSpec>(bound.step("a").spec).forms;
  ASSERT_EQ(forms.size(), 1U);
  EXPECT_EQ(forms[0].into, "call_back");
  EXPECT_TRUE(forms[0].fields[0]->required);
  EXPECT_TRUE(forms[0].fields[1]->show);
  EXPECT_EQ(bound.workflow().field("call_back")->type.kind, TypeKind::record);
}

TEST(Bind, RulesOfAVersionStandFromTheirDate) {
  const Bound bound =
      bind_small("workflow: errand\nsteps:\n  a: {task: work, due: answer, ladder: plain}\n",
                 {{"small/later.yaml",
                   "deadlines: small\neffective: 2026-07-01\nerrand: {answer: 1 hour}\n"}});
  ASSERT_EQ(bound.sentences(), "");
  const auto& history = bound.town.rules.at("errand");
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].effective, std::nullopt);
  EXPECT_EQ(history[1].effective, parse_date("2026-07-01"));
  EXPECT_NE(history[0].rules->hash, history[1].rules->hash);
  EXPECT_EQ(history[1].rules->deadlines.find("answer")->second.entry.pick()->span.n, 1);
  EXPECT_TRUE(history[0].rules->ladders.contains("plain"));
}

TEST(Bind, TheHashIsThatOfTheContent) {
  const char* text = "workflow: errand\nsteps:\n  a: {task: work}\n";
  const std::string once = bind_small(text).workflow().hash;
  EXPECT_EQ(bind_small(std::string("# a remark\n") + text).workflow().hash, once);
  EXPECT_NE(bind_small("workflow: errand\nsteps:\n  b: {task: work}\n").workflow().hash, once);
}

TEST(Bind, RulesAloneBindAgainstADefinitionThatStays) {
  model::Diagnostics out;
  const auto towns = load_towns({{"small/town.yaml", support::kSmallTown},
                                 {"small/roles.yaml", support::kSmallRoles},
                                 {"small/people.yaml", support::kSmallPeople},
                                 {"small/deadlines.yaml", support::kSmallDeadlines},
                                 {"small/errand.yaml",
                                  "workflow: errand\nsteps:\n  a: {task: work, due: answer, "
                                  "ladder: {L1: {at: due, light: red}}}\n"}},
                                out);
  ASSERT_EQ(out.errors(), 0U) << model::to_text(out, model::Language::en);
  std::vector<const model::Document*> documents;
  for (const auto& document : towns.front().documents) documents.push_back(&document);
  const Definition& definition = *towns.front().town.workflows.at("errand");
  const auto rules = bind_rules(definition, documents, out);
  EXPECT_EQ(rules->hash, towns.front().town.rules.at("errand").front().rules->hash);
  EXPECT_TRUE(rules->ladders.contains("errand/a"));
}

}  // namespace
}  // namespace tf::core
