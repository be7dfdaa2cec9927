#include "model/overlay.h"

#include <gtest/gtest.h>

#include "model/print.h"
#include "model/text_table.h"
#include "support.h"

namespace tf::model {
namespace {

using test::findings;

constexpr const char* kBase =
    "workflow: w\n"                                                                   // 1
    "case: {kind: {type: choice, of: [a, b], locked: true}}\n"                        // 2
    "fields: {seen: text}\n"                                                          // 3
    "steps:\n"                                                                        // 4
    "  one:\n"                                                                        // 5
    "    task: look\n"                                                                // 6
    "    who: grid_worker\n"                                                          // 7
    "    form: {seen: text}\n"                                                        // 8
    "    refuse: {LATE: {when: x > 1, text: late}}\n"                                 // 9
    "    next: {ok: three, bad: {form: {why: text}, go: two}, odd: {set: {n: 1}}}\n"  // 10
    "  two: {task: fix, who: handler, locked: [who]}\n"                               // 11
    "  three: {wait: week}\n"                                                         // 12
    "  four: {task: close, locked: true}\n"                                           // 13
    "  five: {notify: reporter, form: [seen2]}\n"                                     // 14
    "  done: {end: done}\n"                                                           // 15
    "upon: {late: {clock: overdue, go: three}}\n";                                    // 16

struct Merged {
  std::vector<Document> documents;
  Diagnostics out;
  const Document* find(std::string_view kind, std::string_view id) const {
    for (const Document& document : documents)
      if (document.kind == kind && document.id == id) return &document;
    return nullptr;
  }
  std::string step_ids() const {
    std::string ids;
    for (const Entry& e : find("workflow", "w")->root->get("steps")->entries)
      ids += cat(e.key, " ");
    return ids;
  }
  const Node& step(std::string_view id) const {
    return *find("workflow", "w")->root->get("steps")->get(id);
  }
};

Merged lay(const std::string& overlay, const std::vector<std::string>& more = {}) {
  Merged merged;
  std::vector<Document> base;
  base.push_back(test::document("town: county\nquiet: {from: 22:30, to: 06:30}\nmay: [claim]\n",
                                merged.out, "county/town.yaml"));
  std::string text(kBase);
  text.replace(text.find("notify: reporter, form: [seen2]"), 31, "notify: reporter");
  base.push_back(test::document(text, merged.out, "county/w.yaml"));
  for (const std::string& file : more)
    base.push_back(test::document(file, merged.out, "county/rules.yaml"));
  const Document town =
      test::document("town: t\nextends: county\n" + overlay, merged.out, "t/town.yaml");
  EXPECT_EQ(to_text(merged.out, Language::en), "");
  std::vector<const Document*> pointers;
  for (const Document& document : base) pointers.push_back(&document);
  merged.documents = merge(pointers, town, merged.out);
  return merged;
}

Merged lay_steps(const std::string& steps) {
  return lay("workflows: {w: {steps: {" + steps + "}}}\n");
}

struct OverlayRow {
  const char* name;
  const char* steps;
  const char* found;
};
std::ostream& operator<<(std::ostream& out, const OverlayRow& row) {
  return out << row.name;
}

class Refusals : public testing::TestWithParam<OverlayRow> {};

TEST_P(Refusals, NameThePlace) {
  const Merged merged = lay_steps(GetParam().steps);
  EXPECT_EQ(findings(merged.out), GetParam().found) << to_text(merged.out, Language::en);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refusals,
    testing::Values(
        OverlayRow{"no_place", "tea: {task: drink}", "overlay.no_place 3:25"},
        OverlayRow{"unknown_anchor", "tea: {task: drink, after: tow}", "overlay.unknown_step 3:51"},
        OverlayRow{"several_ways", "tea: {task: drink, after: one}", "overlay.several_ways 3:51"},
        OverlayRow{"unknown_outcome", "tea: {task: drink, after: one.okay}",
                   "overlay.unknown_outcome 3:51"},
        OverlayRow{"behind_an_end", "tea: {task: drink, after: done}", "overlay.no_way_on 3:51"},
        OverlayRow{"place_taken", "tea: {task: drink, before: two}, cake: {task: eat, before: two}",
                   "overlay.place_taken 3:84"},
        OverlayRow{"two_places", "tea: {task: drink, before: two, last: true}",
                   "overlay.two_places 3:63"},
        OverlayRow{"moved", "two: {before: one}", "overlay.moved 3:39"},
        OverlayRow{"kind_changed", "three: {task: look}", "overlay.kind_changed 3:33"},
        OverlayRow{"locked_key", "two: {who: anyone}", "overlay.locked 3:31"},
        OverlayRow{"locked_step", "four: {title: x}", "overlay.locked 3:25"},
        OverlayRow{"locked_step_removed", "four: {remove: true}", "overlay.locked 3:25"},
        OverlayRow{"loosened", "one: {refuse: {LATE: {when: x > 9}}}", "overlay.loosened 3:53"},
        OverlayRow{"remove_with_outcomes", "one: {remove: true}", "overlay.remove_outcomes 3:25"},
        OverlayRow{"remove_unknown", "six: {remove: true}", "overlay.remove_unknown 3:25"}),
    [](const auto& row) { return row.param.name; });

TEST(Overlay, BothPlacesAreShown) {
  const Merged merged = lay_steps("two: {who: anyone}");
  EXPECT_EQ(to_text(merged.out, Language::en),
            "t/town.yaml:3:31: error: 'who' is locked, no town may change it [TF0310]\n"
            "    3 | workflows: {w: {steps: {two: {who: anyone}}}}\n"
            "      |                               ^~~\n"
            "county/w.yaml:11:42: note: the base has it here\n"
            "   11 |   two: {task: fix, who: handler, locked: [who]}\n"
            "      |                                          ^\n");
  EXPECT_EQ(merged.step("two").text_of("who"), "handler");
}

TEST(Overlay, ChangesAStep) {
  const Merged merged = lay_steps("one: {title: {zh: 看, en: Look}, who: {role: peacemaker}}");
  EXPECT_EQ(findings(merged.out), "");
  EXPECT_EQ(merged.step("one").get("who")->text_of("role"), "peacemaker");
  EXPECT_EQ(merged.step("one").text_of("task"), "look");
  EXPECT_EQ(merged.step("one").get("title")->span.file->path, "t/town.yaml");
}

TEST(Overlay, InsertsBeforeOnEveryWay) {
  const Merged merged = lay_steps("tea: {before: three, task: drink}");
  EXPECT_EQ(findings(merged.out), "");
  EXPECT_EQ(merged.step_ids(), "one two tea three four five done ");
  EXPECT_EQ(merged.step("one").get("next")->text_of("ok"), "tea");
  EXPECT_EQ(merged.find("workflow", "w")->root->get("upon")->get("late")->text_of("go"), "tea");
  EXPECT_FALSE(merged.step("tea").has("before"));
}

TEST(Overlay, InsertsBehindAnOutcome) {
  const Merged merged = lay_steps("tea: {after: one.bad, task: drink}");
  EXPECT_EQ(findings(merged.out), "");
  EXPECT_EQ(merged.step_ids(), "one tea two three four five done ");
  const Node& next = *merged.step("one").get("next");
  EXPECT_EQ(next.get("bad")->text_of("go"), "tea");
  EXPECT_EQ(merged.step("tea").text_of("next"), "two");
  EXPECT_EQ(next.text_of("ok"), "three");
  EXPECT_EQ(next.get("odd")->text_of("go"),
            "two");  // what fell through still leads to the old follower
}

TEST(Overlay, InsertsBehindAStep) {
  const Merged merged = lay_steps("tea: {after: three, task: drink}");
  EXPECT_EQ(findings(merged.out), "");
  EXPECT_EQ(merged.step_ids(), "one two three tea four five done ");
  EXPECT_FALSE(merged.step("tea").has("next"));
}

TEST(Overlay, InsertsFirstAndLast) {
  const Merged merged = lay_steps("a: {first: true, task: x}, z: {last: true, task: y}");
  EXPECT_EQ(merged.step_ids(), "a one two three four five done z ");
}

TEST(Overlay, RemovedIsNeverEntered) {
  const Merged merged = lay_steps("five: {remove: true}");
  EXPECT_EQ(findings(merged.out), "");
  EXPECT_EQ(merged.step("five").text_of("if"), "false");
}

TEST(Overlay, KeepsAStepThatAloneFillsAField) {
  Diagnostics none;
  const Document base = test::document(
      "workflow: w\nfields: {seen: text}\nsteps:\n  one: {task: look, form: [seen]}\n  two: {if: "
      "seen != null, task: x}\n",
      none);
  const Document town =
      test::document("town: t\nextends: c\nworkflows: {w: {steps: {one: {remove: true}}}}\n", none);
  ASSERT_TRUE(none.empty());
  Diagnostics out;
  merge({&base}, town, out);
  EXPECT_EQ(findings(out), "overlay.remove_field 3:25");
}

TEST(Overlay, LocksFields) {
  const Merged merged = lay("workflows: {w: {case: {kind: {of: [a, b, c]}}}}\n");
  EXPECT_EQ(findings(merged.out), "overlay.locked 3:24");
}

TEST(Overlay, UnknownWorkflowAndTable) {
  const Merged merged = lay("workflows: {v: {title: x}}\ntables: {sise: {title: x}}\n");
  EXPECT_EQ(findings(merged.out), "overlay.unknown_workflow 3:13; overlay.unknown_table 4:10");
}

TEST(Overlay, MergesDeadlinesLimitsAndLadders) {
  const Merged merged =
      lay("deadlines: {common: {night: {until: 07:30}, note: {warn: none}}, w: {tea: 2 hours}}\n"
          "limits: {w: {tries: 2}, v: {seats: {is: 200}}}\n"
          "ladders: {std: {L1: {tell: reporter}, L2: {at: due}}}\n",
          {"deadlines: county\ncommon: {night: {until: 08:00, at_least: 4 hours}, note: 1 working "
           "day}\n",
           "limits: county\nw: {tries: {is: 3, at_least: 1}}\n",
           "ladders: county\nstd: {L1: {at: warn, tell: handler}}\n"});
  EXPECT_EQ(to_text(merged.out, Language::en), "");
  const Node& deadlines = *merged.find("deadlines", "county")->root;
  EXPECT_EQ(print_node(*deadlines.get("common")),
            "{night: {until: 07:30, at_least: 4 hours}, note: {for: 1 working day, warn: none}}\n");
  EXPECT_EQ(deadlines.get("w")->text_of("tea"), "2 hours");
  EXPECT_EQ(print_node(*merged.find("limits", "county")->root->get("w")),
            "{tries: {is: 2, at_least: 1}}\n");
  EXPECT_EQ(merged.find("limits", "county")->root->get("v")->get("seats")->text_of("is"), "200");
  EXPECT_EQ(print_node(*merged.find("ladders", "county")->root->get("std")),
            "{L1: {at: warn, tell: reporter}, L2: {at: due}}\n");
  const Document* town = merged.find("town", "t");
  ASSERT_TRUE(town);
  EXPECT_EQ(town->root->get("quiet")->text_of("from"), "22:30");
  EXPECT_FALSE(town->root->has("deadlines"));
}

TEST(Overlay, HoldsBounds) {
  const Merged merged =
      lay("limits: {w: {tries: 9, quorum: {is: 4, at_least: 2}}}\n",
          {"limits: county\nw: {tries: {is: 3, at_most: 5}, quorum: {is: 5, at_least: 3}}\n"});
  EXPECT_EQ(findings(merged.out), "overlay.bound 3:21; overlay.bound 3:50");
  EXPECT_EQ(merged.find("limits", "county")->root->get("w")->get("tries")->text_of("is"), "3");
}

TEST(Overlay, APlainDurationKeepsTheBoundsBelowIt) {
  const Merged merged = lay("deadlines: {w: {tea: 2 hours}}\n",
                            {"deadlines: county\nw: {tea: {for: 1 hour, at_most: 3 hours}}\n"});
  EXPECT_EQ(to_text(merged.out, Language::en), "");
  EXPECT_EQ(print_node(*merged.find("deadlines", "county")->root->get("w")),
            "{tea: {for: 2 hours, at_most: 3 hours}}\n");
}

TEST(Overlay, MergesTablesByRowAndColumn) {
  const Merged merged = lay("tables:\n  size:\n    rules: |\n      row | amount\n      big | > 3\n",
                            {"table: size\noutputs: {size: text}\nrules: |\n  row | amount | => "
                             "size\n  big | > 5 | big\n  else | - | small\n"});
  EXPECT_EQ(to_text(merged.out, Language::en), "");
  EXPECT_EQ(merged.find("table", "size")->root->text_of("rules"),
            "row  | amount | => size\nbig  | > 3    | big\nelse | -      | small\n");
  // Every cell still knows its own file.
  Diagnostics none;
  const TextTable table = parse_table(*merged.find("table", "size")->root->get("rules"), none);
  EXPECT_EQ(place_of(table.rows[0].cells[1].span), "t/town.yaml:7:13");
  EXPECT_EQ(place_of(table.rows[0].cells[2].span), "county/rules.yaml:5:15");
  EXPECT_EQ(place_of(table.rows[1].cells[0].span), "county/rules.yaml:6:3");
}

TEST(Overlay, WordsBecomeAFileOfTheTown) {
  const Merged merged = lay("words: |\n  id | zh | en\n  tea | 茶 | Tea\n");
  ASSERT_TRUE(merged.find("words", "t"));
  EXPECT_EQ(merged.find("words", "t")->root->text_of("rows"), "id | zh | en\ntea | 茶 | Tea\n");
}

}  // namespace
}  // namespace tf::model
