#include "model/yaml.h"

#include <gtest/gtest.h>

#include "support.h"

namespace tf::model {
namespace {

using test::findings;

struct YamlRow {
  const char* name;
  std::string text;
  const char* found;  // names and places
};
std::ostream& operator<<(std::ostream& out, const YamlRow& row) {
  return out << row.name;
}

class Refused : public testing::TestWithParam<YamlRow> {};

TEST_P(Refused, NamesThePlace) {
  Diagnostics out;
  parse_yaml(source_file("a.yaml", GetParam().text), out);
  EXPECT_EQ(findings(out), GetParam().found);
}

std::string deep(int levels) {
  std::string out;
  for (int i = 0; i < levels; ++i)
    out += std::string(static_cast<std::size_t>(i) * 2, ' ') + "k:\n";
  return out + std::string(static_cast<std::size_t>(levels) * 2, ' ') + "k: 1\n";
}

std::string many(int items) {
  std::string out = "a: [";
  for (int i = 0; i < items; ++i) out += "a,";
  return out + "a]\n";
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refused,
    testing::Values(
        YamlRow{"alias", "office: &o {phone: \"1\"}\nbackup: *o\n",
                "yaml.alias 1:9; yaml.alias 2:9"},
        YamlRow{"key_twice", "a: 1\nb: 2\na: 3\n", "yaml.duplicate_key 3:1"},
        YamlRow{"tab_indent", "a:\n\t- b\n", "yaml.syntax 2:1"},
        YamlRow{"tag", "a: !!python/object [1]\n", "yaml.tag 1:4"},
        YamlRow{"depth", deep(30), "yaml.depth 25:49"},
        YamlRow{"flow_depth", "a: " + std::string(40, '[') + std::string(40, ']') + "\n",
                "yaml.depth 1:28"},
        YamlRow{"nodes", many(120000), "yaml.nodes 1:200004"},
        YamlRow{"long_text", "a: \"" + std::string(70000, 'x') + "\"\n", "yaml.text_length 1:4"},
        YamlRow{"not_utf8", "a: \xE4\xB8\n", "yaml.encoding 1:4"},
        YamlRow{"control", "a: 名\x01\n", "yaml.encoding 1:5"},
        YamlRow{"merge_key", "<<: {a: 1}\n", "yaml.merge_key 1:1"},
        YamlRow{"second_document", "---\na: 1\n---\nb: 2\n", "yaml.many_documents 3:1"},
        YamlRow{"end_marker", "a: 1\n...\n", "yaml.many_documents 2:1"},
        YamlRow{"directive", "%YAML 1.2\n---\na: 1\n", "yaml.indicator 1:1"},
        YamlRow{
            "plain_words", "a: no\nYes: 1\nb: [On, off]\n",
            "yaml.plain_word 1:4; yaml.plain_word 2:1; yaml.plain_word 3:5; yaml.plain_word 3:9"},
        YamlRow{"numbers", "a: 007\nb: 0x1f\nc: -012\nd: .inf\n",
                "yaml.number 1:4; yaml.number 2:4; yaml.number 3:4; yaml.number 4:4"},
        YamlRow{"empty", "a:\nb: ~\nc: 1\n", "yaml.empty_value 1:1; yaml.empty_value 2:1"},
        YamlRow{"empty_in_flow", "a: {zh: 确认, en: Acknowledge, both ways}\n",
                "yaml.empty_value 1:30"},
        YamlRow{"empty_item", "a: [x, , y]\n", "yaml.empty_value 1:8"},
        YamlRow{"comment_after_text", "a: 第 #3 号\n", "yaml.comment 1:6"},
        YamlRow{"colon_in_text", "a: Note: the drain\n", "yaml.colon 1:8"},
        YamlRow{"colon_in_flow_text", "a: {en: Note: the drain}\n", "yaml.colon 1:13"},
        YamlRow{"wide_comma", "a: {b: 甲，c: d}\n", "yaml.syntax 1:9"},
        YamlRow{"wide_comma_of_the_entry_before", "a: {b: 甲，乙, c: d: e}\n", "yaml.colon 1:17"},
        YamlRow{"greater", "a: > 3000\n", "yaml.indicator 1:4"},
        YamlRow{"at", "a: @\"P1D\"\n", "yaml.indicator 1:4"},
        YamlRow{"percent", "a: %5\n", "yaml.indicator 1:4"},
        YamlRow{"quoted_then_more", "a: \"x\" = b\n", "yaml.syntax 1:8"},
        YamlRow{"brackets_in_flow", "a: {share: count(a[b = c]), of: d}\n", "yaml.flow_text 1:19"},
        YamlRow{"unclosed_quote", "a: \"x\nb: c\"\n", "yaml.syntax 1:4"},
        YamlRow{"unclosed_bracket", "a: [1, 2\nb: 1\n", "yaml.syntax 1:4"},
        YamlRow{"unclosed_before_a_key", "a:\n  b: {c: 1, d: [2, 3\n  e: {f: 1}\ng: 2\n",
                "yaml.syntax 2:16"},
        YamlRow{"closing_at_the_key", "a: [\n  1,\n]\nb: {\n  c: 1\n}\n", ""},
        YamlRow{"closes_nothing", "a: ]\n", "yaml.syntax 1:4"},
        YamlRow{"dropped_tail", "- a\nb: c\n", "yaml.syntax 2:1"},
        YamlRow{"no_colon", "a: b\nfoo\nc: d\n", "yaml.syntax 2:1"},
        YamlRow{"wrong_indent", "a:\n   b: 1\n  c: 2\n", "yaml.syntax 3:3"},
        YamlRow{"list_on_key_line", "a: - b\n", "yaml.syntax 1:4"},
        YamlRow{"complex_key", "? a\n: b\n", "yaml.complex_key 1:1"},
        YamlRow{"list_as_key", "{[a]: b}\n", "yaml.complex_key 1:2"},
        YamlRow{"bad_escape", "a: \"\\q\"\n", "yaml.syntax 1:7"},
        YamlRow{
            "all_at_once", "a: no\nb: 007\nc:\nd: 1\nd: 2\n",
            "yaml.plain_word 1:4; yaml.number 2:4; yaml.empty_value 3:1; yaml.duplicate_key 5:1"}),
    [](const auto& row) { return row.param.name; });

TEST(Yaml, TooBig) {
  Diagnostics out;
  EXPECT_EQ(parse_yaml(source_file("a.yaml", std::string(kMostYamlBytes + 1, ' ')), out), nullptr);
  EXPECT_EQ(findings(out), "yaml.size 1:1");
}

TEST(Yaml, ColumnsCountCharacters) {
  Diagnostics out;
  const auto root = parse_yaml(source_file("a.yaml", "标题: {中文: 村书记, 期限: 三天}\n"), out);
  ASSERT_TRUE(root);
  const Node& map = *root->get("标题");
  EXPECT_EQ(map.span.column, 5U);
  EXPECT_EQ(map.get("期限")->span.column, 19U);
  EXPECT_EQ(map.get("期限")->span.length, 2U);
}

TEST(Yaml, KeepsWhatWasWritten) {
  Diagnostics out;
  const auto root =
      parse_yaml(source_file("a.yaml",
                             "a: null\nb: 'it''s'\nc: |\n  x: y # no\n  \"open\nd: 0.5\n"
                             "e: 08:00\nf: {text: why?, g: ?x}\nh: \"007\"\n"),
                 out);
  ASSERT_TRUE(root) << to_text(out, Language::en);
  EXPECT_EQ(findings(out), "");
  EXPECT_EQ(root->text_of("a"), "null");
  EXPECT_EQ(root->text_of("b"), "it's");
  EXPECT_EQ(root->text_of("c"), "x: y # no\n\"open\n");
  EXPECT_TRUE(root->get("c")->block);
  EXPECT_EQ(root->text_of("d"), "0.5");
  EXPECT_EQ(root->text_of("e"), "08:00");
  EXPECT_EQ(root->get("f")->text_of("text"), "why?");
  EXPECT_TRUE(root->get("h")->quoted);
  EXPECT_FALSE(root->get("d")->quoted);
}

TEST(Yaml, KeepsComments) {
  Diagnostics out;
  const auto root = parse_yaml(
      source_file(
          "a.yaml",
          "# head\na: 1  # beside a\n\n# above b\nb:  # beside b\n  - x  # beside x\n# end\n"),
      out);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->get("a")->comment, "# head\n");
  EXPECT_EQ(root->get("a")->beside, "# beside a");
  EXPECT_EQ(root->get("b")->comment, "\n# above b\n");
  EXPECT_EQ(root->get("b")->beside, "# beside b");
  EXPECT_EQ(root->get("b")->items[0]->beside, "# beside x");
  EXPECT_EQ(root->trailing, "# end\n");
}

TEST(Yaml, WindowsFilesRead) {
  Diagnostics out;
  const auto root = parse_yaml(source_file("a.yaml",
                                           "\xEF\xBB\xBF"
                                           "a: 1\r\nb: 2\r\n"),
                               out);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->text_of("a"), "1");
  EXPECT_EQ(root->text_of("b"), "2");
}

}  // namespace
}  // namespace tf::model
