#include "plugin/manifest.h"

#include <gtest/gtest.h>

#include "model/loader.h"

namespace tf::plugin {
namespace {

struct Read {
  Manifest manifest;
  std::string findings;
};
Read read(const std::string& more) {
  model::Diagnostics out;
  const model::Document document = model::read_document(
      "town/plugins/p/plugin.yaml",
      "plugin: p\napi: 1\nversion: 1.2.0\nentry: main.lua\ntitle: {zh: 甲, en: A}\n" + more, out);
  Read result;
  if (document.root) result.manifest = read_manifest(document, out);
  out.sort();
  result.findings = to_text(out, model::Language::en);
  return result;
}

TEST(Manifest, IsReadWhole) {
  const Read got = read(
      "gives:\n  f: {kind: function, takes: {a: number, b: list of text}, answers: number}\n"
      "  pick.p: {kind: filter, hook: task.assign, sees: {case: [kind], people: [surname]}}\n"
      "  say: {kind: effect, takes: {text: text}, answers: {state: line}, next: [ok, failed]}\n"
      "config: {days: {type: whole, default: 3}, name: {type: line, default: x}}\n"
      "permissions: {http: [{host: a.example, methods: [POST], timeout: 3s}], secrets: [KEY]}\n"
      "limits: {fuel: 1000000, memory: 4 MiB}\non_error: reject\npriority: 7\n"
      "tests:\n  - {call: f, with: [1, [a]], expect: 2}\n");
  EXPECT_EQ(got.findings, "");
  const Manifest& m = got.manifest;
  EXPECT_EQ(m.folder, "town/plugins/p");
  ASSERT_EQ(m.gives.size(), 3U);
  EXPECT_EQ(m.gives[0].takes[1].type, "list of text");
  EXPECT_EQ(m.gives[1].hook, "task.assign");
  EXPECT_EQ(m.gives[1].sees_people, std::vector<std::string>{"surname"});
  EXPECT_EQ(m.gives[2].outcomes, (std::vector<std::string>{"ok", "failed"}));
  EXPECT_EQ(Value::record(m.config).str(), "{days: 3, name: x}");
  EXPECT_EQ(m.http[0].timeout_ms, 3000);
  EXPECT_EQ(m.limits.memory, std::size_t{4} << 20);
  EXPECT_EQ(m.on_error, rule::OnError::reject);
  EXPECT_EQ(m.priority, 7);
  EXPECT_EQ(Value::list(m.tests[0].with).str(), "[1, [a]]");
}

TEST(Manifest, MistakesAreNamed) {
  EXPECT_NE(read("gives: {f: {kind: filter, hook: task.asign}}\n").findings.find("TF1001"),
            std::string::npos);
  EXPECT_NE(read("gives: {f: {kind: function}}\nengine: \">=2.0\"\n").findings.find("TF1002"),
            std::string::npos);
  EXPECT_NE(read("gives: {f: {kind: function}}\nlimits: {memory: 4 MB}\n").findings.find("TF1003"),
            std::string::npos);
}

TEST(Manifest, VersionsAndSizes) {
  EXPECT_TRUE(version_fits("1.2.0", ">=1.0 <2.0"));
  EXPECT_FALSE(version_fits("2.0.0", ">=1.0 <2.0"));
  EXPECT_FALSE(version_fits("0.9", ">=1.0"));
  EXPECT_TRUE(version_fits("1.0", "1.0.0"));
  EXPECT_TRUE(version_fits("1.10.0", ">1.9"));
  EXPECT_EQ(parse_size("16 MiB"), std::size_t{16} << 20);
  EXPECT_EQ(parse_size("1MiB"), std::size_t{1} << 20);
  EXPECT_FALSE(parse_size("16"));
  EXPECT_FALSE(parse_size("-1 MiB"));
}

}  // namespace
}  // namespace tf::plugin
