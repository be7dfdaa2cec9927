#include "model/loader.h"

#include <gtest/gtest.h>

#include "support.h"

namespace tf::model {
namespace {

using test::findings;

TEST(Library, RefusesTwinsOrphansAndCircles) {
  Library library;
  Diagnostics out;
  library.add("a/town.yaml", "town: a\nextends: b\n", out);
  library.add("b/town.yaml", "town: b\nextends: a\n", out);
  library.add("c/town.yaml", "town: c\nextends: nowhere\n", out);
  library.add("c/x.yaml", "workflow: x\nsteps: {s: {task: work}}\n", out);
  library.add("c/y.yaml", "workflow: x\nsteps: {s: {task: work}}\n", out);
  library.finish(out);
  EXPECT_EQ(findings(out), "file.circle 2:10; file.circle 2:10; file.twice 1:1; file.no_base 2:10");
  EXPECT_TRUE(library.merged("a", out).empty());
}

TEST(Library, GroupsByFolderAndInclude) {
  Library library;
  Diagnostics out;
  library.add("examples/county/town.yaml",
              "town: county\ninclude: [../../workflows, ../../rules]\n", out);
  library.add("examples/wanshi/town.yaml", "town: wanshi\nextends: county\n", out);
  library.add("examples/wanshi/workflows/hall.yaml", "workflow: hall\nsteps: {s: {task: work}}\n",
              out);
  library.add("workflows/all.yaml",
              "workflows: {one: {steps: {s: {task: work}}}, two: {steps: {s: {task: work}}}}\n",
              out);
  library.add("rules/limits.yaml", "limits: county\none: {tries: 3}\n", out);
  library.add("elsewhere/lone.yaml", "workflow: lone\nsteps: {s: {task: work}}\n", out);
  library.finish(out);
  EXPECT_EQ(to_text(out, Language::en), "");
  ASSERT_TRUE(library.town("county"));
  EXPECT_EQ(library.town("county")->documents.size(), 4U);
  EXPECT_EQ(library.town("wanshi")->documents.size(), 2U);
  ASSERT_TRUE(library.town(""));
  EXPECT_EQ(library.town("")->documents.front().id, "lone");
  const auto merged = library.merged("wanshi", out);
  std::string ids;
  for (const Document& document : merged) ids += cat(document.kind, ":", document.id, " ");
  EXPECT_EQ(ids, "town:wanshi workflow:one workflow:two limits:county workflow:hall ");
  EXPECT_EQ(to_text(out, Language::en), "");
}

TEST(Library, AVillageOnATownOnACounty) {
  Library library;
  Diagnostics out;
  library.add("c/town.yaml", "town: c\n", out);
  library.add("c/w.yaml", "workflow: w\nsteps: {one: {task: a}, two: {task: b}}\n", out);
  library.add("t/town.yaml",
              "town: t\nextends: c\nworkflows: {w: {steps: {tea: {before: two, task: drink}}}}\n",
              out);
  library.add("v/town.yaml",
              "town: v\nextends: t\nworkflows: {w: {steps: {cake: {after: tea, task: eat}}}}\n",
              out);
  library.finish(out);
  const auto merged = library.merged("v", out);
  EXPECT_EQ(to_text(out, Language::en), "");
  std::string ids;
  for (const Document& document : merged)
    if (document.kind == "workflow")
      for (const Entry& e : document.root->get("steps")->entries) ids += cat(e.key, " ");
  EXPECT_EQ(ids, "one tea cake two ");
}

TEST(Library, ABaseTownsOwnRulesLieOverItsFiles) {
  Library library;
  Diagnostics out;
  library.add("c/town.yaml", "town: c\nlimits: {w: {tries: 4}}\n", out);
  library.add("c/w.yaml", "workflow: w\nsteps: {one: {task: a}}\n", out);
  library.add("c/limits.yaml", "limits: c\nw: {tries: {is: 3}}\n", out);
  library.finish(out);
  const auto merged = library.merged("c", out);
  EXPECT_EQ(to_text(out, Language::en), "");
  ASSERT_EQ(merged.size(), 3U);
  EXPECT_FALSE(merged[0].root->has("limits"));
  EXPECT_EQ(merged[2].root->get("w")->get("tries")->text_of("is"), "4");
}

TEST(Library, AMergedStepIsCheckedAgain) {
  Library library;
  Diagnostics out;
  library.add("c/town.yaml", "town: c\n", out);
  library.add("c/w.yaml", "workflow: w\nsteps: {one: {task: a}}\n", out);
  library.add("t/town.yaml", "town: t\nextends: c\nworkflows: {w: {steps: {one: {quorum: 2/3}}}}\n",
              out);
  library.finish(out);
  library.merged("t", out);
  EXPECT_EQ(findings(out), "shape.not_for_kind 3:31");
}

TEST(Loader, TheKindOfATextAtAGlance) {
  EXPECT_EQ(kind_at_a_glance("\xEF\xBB\xBF# a comment\n\n---\nscenario: one\n"), "scenario");
  EXPECT_EQ(kind_at_a_glance("情景: 一\r\n"), "scenario");
  EXPECT_EQ(kind_at_a_glance("workflow: a\nscenario: b\n"), "workflow");
  for (const char* unclear :
       {"", "\n# only this", "{scenario: one}", "\"scenario\": one", "senario: x"})
    EXPECT_EQ(kind_at_a_glance(unclear), "") << unclear;
}

}  // namespace
}  // namespace tf::model
