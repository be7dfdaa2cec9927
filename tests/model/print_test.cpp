#include "model/print.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "model/loader.h"
#include "model/shape.h"
#include "support.h"

namespace tf::model {
namespace {

std::string format(const std::string& text, Language language = Language::en,
                   std::size_t width = 130) {
  Diagnostics out;
  const Document document = test::document(text, out);
  EXPECT_EQ(to_text(out, Language::en), "");
  PrintOptions options;
  options.language = language;
  options.width = width;
  return print_document(document, options);
}

constexpr const char* kText =
    "# yaml-language-server: $schema=/schemas/townflow-workflow-1.json\n"
    "workflow: w\n"
    "title:   {zh: 甲, en: \"One: two\"}  # a name\n"
    "\n"
    "\n"
    "# the steps\n"
    "steps:\n"
    "  one:  # first\n"
    "    task: look\n"
    "    who: [reporter, {role: clerk, not: [two]}]\n"
    "    due: 1 working day\n"
    "    form: {code: {type: line, default: \"007\"}, note: {type: text, show: 'a = \"b\"'}}\n"
    "    next: {ok: end, bad: two}\n"
    "  two:\n"
    "    choose:\n"
    "    - {when: x, then: one}  # back\n"
    "    - otherwise: end\n"
    "# the end\n";

TEST(Print, English) {
  EXPECT_EQ(
      format(kText),
      "# yaml-language-server: $schema=/schemas/townflow-workflow-1.json\n"
      "workflow: w\n"
      "title: {zh: 甲, en: \"One: two\"}  # a name\n"
      "\n"
      "# the steps\n"
      "steps:\n"
      "  one:  # first\n"
      "    task: look\n"
      "    who: [reporter, {role: clerk, not: [two]}]\n"
      "    due: 1 working day\n"
      "    form: {code: {type: line, default: \"007\"}, note: {type: text, show: a = \"b\"}}\n"
      "    next: {ok: end, bad: two}\n"
      "  two:\n"
      "    choose:\n"
      "      - {when: x, then: one}  # back\n"
      "      - otherwise: end\n"
      "# the end\n");
}

TEST(Print, Chinese) {
  EXPECT_EQ(
      format(kText, Language::zh),
      "# yaml-language-server: $schema=/schemas/townflow-workflow-1.json\n"
      "流程: w\n"
      "名称: {zh: 甲, en: \"One: two\"}  # a name\n"
      "\n"
      "# the steps\n"
      "步骤:\n"
      "  one:  # first\n"
      "    任务: look\n"
      "    办理人: [报事人, {岗位: clerk, 回避: [two]}]\n"
      "    期限: 1 个工作日\n"
      "    表单: {code: {类型: 单行, 默认: \"007\"}, note: {类型: 文字, 显示条件: a = \"b\"}}\n"
      "    下一步: {ok: 结束, bad: two}\n"
      "  two:\n"
      "    分支:\n"
      "      - {当: x, 则: one}  # back\n"
      "      - 否则: 结束\n"
      "# the end\n");
}

TEST(Print, LongFlowMapsGetLinesOfTheirOwn) {
  EXPECT_EQ(format("workflow: w\nsteps: {one: {task: look, who: reporter}, two: {task: fix}}\n",
                   Language::en, 40),
            "workflow: w\n"
            "steps:\n"
            "  one: {task: look, who: reporter}\n"
            "  two: {task: fix}\n");
}

TEST(Print, TablesAreAligned) {
  EXPECT_EQ(format("table: t\noutputs: {a: text}\nrules: |\n  row|=> a\n  金额|x\n"),
            "table: t\noutputs: {a: text}\nrules: |\n  row  | => a\n  金额 | x\n");
}

TEST(Print, QuotesOnlyWhatNeedsThem) {
  const auto one = [](const char* text, bool quoted) {
    auto node = Node::scalar(text, {});
    node->quoted = quoted;
    return print_node(*node);
  };
  EXPECT_EQ(one("plain words", true), "plain words\n");
  EXPECT_EQ(one("13800000000", true), "\"13800000000\"\n");
  EXPECT_EQ(one("13800000000", false), "13800000000\n");
  EXPECT_EQ(one("true", true), "\"true\"\n");
  EXPECT_EQ(one("no", true), "\"no\"\n");
  EXPECT_EQ(one("", true), "\"\"\n");
  EXPECT_EQ(one("> 3", true), "\"> 3\"\n");
  EXPECT_EQ(one("@\"P1D\"", true), "'@\"P1D\"'\n");
  EXPECT_EQ(one("it's \"so\": x", true), "'it''s \"so\": x'\n");
  EXPECT_EQ(one("a\nb\n", true), "|\na\nb\n");
  EXPECT_EQ(one(" a\nb", true), "\" a\\nb\"\n");
}

TEST(Print, KeepsQuotesWhenAsked) {
  auto node = Node::scalar("plain words", {});
  node->quoted = true;
  EXPECT_EQ(print_node(*node, {.keep_quotes = true}), "\"plain words\"\n");
  node->quoted = false;
  EXPECT_EQ(print_node(*node, {.keep_quotes = true}), "plain words\n");
}

TEST(Print, ShowsOrigins) {
  Library library;
  Diagnostics out;
  library.add("c/town.yaml", "town: c\n", out);
  library.add("c/w.yaml",
              "workflow: w\nsteps:\n  one: {task: a, who: reporter}\n  two: {task: b}\n", out);
  library.add("t/town.yaml",
              "town: t\nextends: c\nworkflows:\n  w: {steps: {one: {title: x}, tea: {before: two, "
              "task: d}}}\n",
              out);
  library.finish(out);
  PrintOptions options;
  options.origins = true;
  for (const Document& document : library.merged("t", out))
    if (document.kind == "workflow") {
      EXPECT_EQ(print_document(document, options),
                "# c/w.yaml\n"
                "workflow: w\n"
                "steps:\n"
                "  one:\n"
                "    task: a\n"
                "    who: reporter\n"
                "    title: x  # from t/town.yaml:4\n"
                "  tea: {task: d}  # from t/town.yaml:4\n"
                "  two: {task: b}\n");
    }
  EXPECT_EQ(to_text(out, Language::en), "");
}

// Formatting any shipped file keeps its content and its comments, and formatting again changes
// nothing.
TEST(Print, ShippedFilesSurvive) {
  namespace fs = std::filesystem;
  for (const char* folder : {"workflows", "rules", "plugins", "examples"}) {
    const fs::path root = fs::path(TF_ROOT) / folder;
    if (!fs::exists(root)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".yaml") continue;
      std::stringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      Diagnostics out;
      const Document first = test::document(text.str(), out, entry.path().filename().string());
      if (!first.root) continue;
      const std::string english = print_document(first);
      const Document second = test::document(english, out);
      ASSERT_TRUE(second.root) << entry.path();
      EXPECT_EQ(print_document(second), english);
      PrintOptions options;
      options.language = Language::zh;
      const std::string chinese = print_document(second, options);
      const Document third = test::document(chinese, out);
      ASSERT_TRUE(third.root) << entry.path() << to_text(out, Language::en);
      EXPECT_TRUE(same_content(*second.root, *third.root)) << entry.path();
      EXPECT_EQ(print_document(third, options), chinese);
      EXPECT_EQ(print_document(third), english) << entry.path();
      EXPECT_EQ(std::ranges::count(english, '#'), std::ranges::count(text.str(), '#'))
          << entry.path();
    }
  }
}

}  // namespace
}  // namespace tf::model
