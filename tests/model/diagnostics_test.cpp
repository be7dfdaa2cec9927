#include "model/diagnostics.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "base/check.h"
#include "base/text.h"
#include "model/yaml.h"

namespace tf::model {
namespace {

// The named holes of a template, without {zh} and {en}, which carry a sentence of that language;
// {x_zh} is the Chinese of {x}.
std::set<std::string> holes(std::string_view form) {
  std::set<std::string> out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '{' && form[i] != '}') continue;
    if (form.substr(i + 1, 1) == form.substr(i, 1)) {
      ++i;
      continue;
    }
    const auto end = form.find('}', i);
    if (end == form.npos) return {"unbalanced"};
    const std::string name(form.substr(i + 1, end - i - 1));
    const bool chinese = name.ends_with("_zh");
    if (name != "zh" && name != "en") out.insert(chinese ? name.substr(0, name.size() - 3) : name);
    i = end;
  }
  return out;
}

bool has_chinese(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0xE3) return true;
  return false;
}

TEST(Codes, AreUniqueAndInBothLanguages) {
  std::set<std::string> numbers;
  std::set<std::string> names;
  for (const Code& code : all_codes()) {
    EXPECT_TRUE(numbers.insert(code.number).second) << code.number;
    EXPECT_TRUE(names.insert(code.name).second) << code.name;
    EXPECT_EQ(std::string_view(code.number).size(), 6U) << code.number;
    EXPECT_TRUE(std::string_view(code.number).starts_with("TF")) << code.number;
    EXPECT_NE(std::string_view(code.name).find('.'), std::string_view::npos) << code.name;
    EXPECT_EQ(holes(code.zh), holes(code.en)) << code.name;
    // Help may be missing where the message says it all, but never in one language only.
    EXPECT_EQ(has_chinese(code.help_zh), !std::string_view(code.help_en).empty()) << code.name;
    EXPECT_EQ(find_code(code.number), find_code(code.name)) << code.name;
  }
  EXPECT_EQ(find_code("TF9999"), nullptr);
}

TEST(Codes, AnUnknownNameIsABug) {
  Diagnostics out;
  EXPECT_THROW(out.report("no.such", {}), Bug);
}

Diagnostics sample() {
  const auto file = source_file("workflows/pothole.yaml", "步骤:\n  next: asign_crew\n  key: 1\n");
  Diagnostics out;
  auto& row = out.report("yaml.duplicate_key", Span{file, 2, 9, 10}, {{"key", "asign_crew"}},
                         "assign_crew");
  row.notes.push_back({Span{file, 1, 1, 2}, "第一次写在这里", "first written here"});
  out.report("yaml.comment", Span{file, 1, 3, 1});
  return out;
}

TEST(Diagnostics, PrintForPeople) {
  EXPECT_EQ(to_text(sample(), Language::en),
            "workflows/pothole.yaml:2:9: error: 'asign_crew' is written twice [TF0007]\n"
            "    2 |   next: asign_crew\n"
            "      |         ^~~~~~~~~~ did you mean 'assign_crew'?\n"
            "workflows/pothole.yaml:1:1: note: first written here\n"
            "    1 | 步骤:\n"
            "      | ^~~~\n"
            "workflows/pothole.yaml:1:3: error: a comment after text needs two spaces before #; "
            "quote the text when "
            "# belongs to it [TF0014]\n"
            "    1 | 步骤:\n"
            "      |     ^\n");
}

TEST(Diagnostics, PrintInChinese) {
  Diagnostics out;
  out.report("yaml.number", Span{source_file("a.yaml", "户数: 007\n"), 1, 5, 3}, {{"text", "007"}});
  EXPECT_EQ(to_text(out, Language::zh),
            "a.yaml:1:5: 错误：'007' 不是数：只收十进制，不以 0 开头；若是编号请加引号 [TF0011]\n"
            "    1 | 户数: 007\n"
            "      |       ^~~\n");
}

TEST(Diagnostics, PrintForPrograms) {
  EXPECT_EQ(
      to_json_report(sample(), Language::en),
      "{\"findings\":[\n"
      "  {\"code\":\"TF0007\",\"name\":\"yaml.duplicate_key\",\"severity\":\"error\",\"file\":"
      "\"workflows/pothole.yaml\",\"line\":2,\"column\":9,\"length\":10,\"message\":\"'asign_crew' "
      "is written "
      "twice\",\"suggestion\":\"assign_crew\",\"notes\":[{\"file\":\"workflows/"
      "pothole.yaml\",\"line\":1,"
      "\"column\":1,\"length\":2,\"message\":\"first written here\"}]},\n"
      "  {\"code\":\"TF0014\",\"name\":\"yaml.comment\",\"severity\":\"error\",\"file\":"
      "\"workflows/pothole.yaml\",\"line\":1,\"column\":3,\"length\":1,\"message\":\"a comment "
      "after text needs "
      "two spaces before #; quote the text when # belongs to it\"}],\n"
      "\"errors\":2,\"warnings\":0,\"dropped\":0}\n");
}

TEST(Diagnostics, PrintForCodeScanners) {
  Diagnostics out;
  out.report("yaml.comment", Span{source_file("a.yaml", "a: 1 # x\n"), 1, 6, 1});
  EXPECT_EQ(to_sarif(out, Language::en),
            "{\"$schema\":\"https://json.schemastore.org/"
            "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":"
            "{\"driver\":{\"name\":\"townflow\",\"rules\":[\n"
            "  {\"id\":\"TF0014\",\"name\":\"yaml.comment\",\"shortDescription\":{\"text\":\"In "
            "'No. #3' the rest would "
            "silently become a comment, hence two spaces before a comment after "
            "text.\"}}]}},\"columnKind\":"
            "\"unicodeCodePoints\",\"results\":[\n"
            "  {\"ruleId\":\"TF0014\",\"level\":\"error\",\"message\":{\"text\":\"a comment after "
            "text needs two spaces "
            "before #; quote the text when # belongs to it\"},\"locations\":[{\"physicalLocation\":"
            "{\"artifactLocation\":{\"uri\":\"a.yaml\"},\"region\":{\"startLine\":1,"
            "\"startColumn\":6,\"endColumn\":7}}}]"
            "}]}]}\n");
}

TEST(Diagnostics, SortByPlaceAndSayOnce) {
  const auto file = source_file("a.yaml", "a\nb\nc\n");
  Diagnostics out;
  out.report("yaml.comment", Span{file, 3, 1, 1});
  out.report("yaml.comment", Span{file, 1, 1, 1});
  out.report("yaml.comment", Span{file, 3, 1, 1});
  out.sort();
  ASSERT_EQ(out.rows().size(), 2U);
  EXPECT_EQ(out.rows()[0].span.line, 1U);
}

TEST(Diagnostics, CountBeyondTheMostTheyKeep) {
  Diagnostics out;
  for (std::size_t i = 0; i < Diagnostics::kMost + 5; ++i) out.report("yaml.comment", {});
  EXPECT_EQ(out.rows().size(), Diagnostics::kMost);
  EXPECT_EQ(out.errors(), Diagnostics::kMost + 5);
  EXPECT_TRUE(to_text(out, Language::en).ends_with("and 5 more\n"));
}

std::string numbers_of(const Diagnostics& all) {
  std::string out;
  for (const Diagnostic& row : all.rows()) out += cat(row.code->number, " ");
  return out;
}

TEST(Diagnostics, WhatAValueOfAWrongFormLeadsToIsLeftOut) {
  const auto file = source_file("a.yaml", "light: yelow\n");
  Diagnostics out;
  out.report("shape.unknown_word", Span{file, 1, 8, 5});
  out.report("ladder.bad_light", Span{file, 1, 8, 5});
  out.report("ladder.bad_light", Span{file, 1, 1, 5});  // of another value
  out.sort();
  EXPECT_EQ(numbers_of(out), cat(find_code("ladder.bad_light")->number, " TF0114 "));
}

TEST(Diagnostics, NamesThatMayStandInAFileNobodyCouldReadAreNotMissed) {
  const auto file = source_file("a.yaml", "who: clerk\n");
  Diagnostics out;
  out.report("bind.unknown_who", Span{file, 1, 6, 5}, {{"name", "clerk"}});
  out.report("bind.unknown_who", Span{file, 1, 7, 4}, {{"name", "clrk"}}, "clark");
  out.report("bind.unreachable", Span{file, 1, 1, 3}, {{"name", "a"}});
  Diagnostics whole;
  whole.append(out);
  whole.sort();
  EXPECT_EQ(numbers_of(whole), "TF0205 TF0207 TF0207 ");
  out.report("yaml.syntax", Span{source_file("b.yaml", "\tx\n"), 1, 1, 1}, {{"what", "a tab"}});
  out.sort();
  EXPECT_EQ(numbers_of(out), "TF0205 TF0207 TF0002 ");
  EXPECT_EQ(out.rows()[1].suggestion, "clark");
}

TEST(Diagnostics, EveryKeyThatIsMissingIsTold) {
  const auto file = source_file("a.yaml", "migration: x\n");
  Diagnostics out;
  for (const char* key : {"from", "to", "to"})
    out.report("shape.missing_key", Span{file, 1, 1, 1}, {{"key", key}, {"place", "migration"}});
  out.sort();
  EXPECT_EQ(out.rows().size(), 2U);
}

TEST(Diagnostics, ALongLineIsShownAroundTheCaret) {
  const auto file =
      source_file("a.yaml", "a: " + std::string(1000, 'x') + "Y" + std::string(1000, 'z') + "\n");
  const std::string shown = excerpt_of(Span{file, 1, 1004, 1}, {});
  EXPECT_LT(shown.size(), 350U);
  const auto y = shown.find('Y');
  ASSERT_NE(y, std::string::npos);
  const auto second = shown.find('\n') + 1;
  EXPECT_EQ(shown.find('^') - second, y);
}

// docs/diagnostics.md is printed from the table; TF_WRITE_DOCS=1 writes it anew.
TEST(Diagnostics, DocumentIsUpToDate) {
  const std::string path = std::string(TF_ROOT) + "/docs/diagnostics.md";
  if (std::getenv("TF_WRITE_DOCS")) std::ofstream(path) << diagnostics_document();
  std::stringstream committed;
  committed << std::ifstream(path).rdbuf();
  EXPECT_EQ(committed.str(), diagnostics_document())
      << "run model_test with TF_WRITE_DOCS=1 and commit docs/diagnostics.md";
}

}  // namespace
}  // namespace tf::model
