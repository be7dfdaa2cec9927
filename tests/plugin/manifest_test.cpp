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

TEST(Manifest, SettingsHaveTypesAndBounds) {
  const std::string schema =
      "gives: {f: {kind: function}}\n"
      "config:\n"
      "  days: {type: whole, min: 1, max: 5, default: 3}\n"
      "  color: {type: choice of red blue, default: red}\n"
      "  since: {type: date}\n"
      "  key: {type: line, required: true}\n";
  Read got = read(schema);
  EXPECT_EQ(got.findings, "");
  const auto used = [&](const std::string& config) {
    model::Diagnostics out;
    const model::Document town = model::read_document(
        "t/town.yaml", "town: t\nplugins:\n  p: {config: " + config + "}\n", out);
    Manifest manifest = got.manifest;
    apply_use(manifest, *town.root->get("plugins")->get("p"), out);
    return out.empty() ? Value::record(manifest.config).str() : to_text(out, model::Language::en);
  };
  EXPECT_EQ(used("{key: a}"), "{days: 3, color: red, key: a}");
  EXPECT_EQ(used("{key: a, days: 5, color: blue, since: 2026-03-10}"),
            "{days: 5, color: blue, since: 2026-03-10, key: a}");
  const auto told = [&](const std::string& config, const char* what) {
    EXPECT_NE(used(config).find(what), std::string::npos) << used(config);
  };
  told("{key: a, days: 6}",
       "the setting 'days' cannot be '6'; it takes whole from 1 to 5 [TF1010]");
  told("{key: a, days: 0}", "cannot be '0'");
  told("{key: a, days: many}", "cannot be 'many'");
  told("{key: a, color: green}", "it takes choice of red blue");
  told("{key: a, colour: red}", "'p' has no setting 'colour'; it has: days, color, since, key");
  told("{key: a, colour: red}", "did you mean 'color'?");
  told("{days: 2}", "'p' needs the setting 'key': line [TF1012]");
  EXPECT_NE(read("gives: {f: {kind: function}}\nconfig: {n: {type: whole, max: 5, default: 9}}\n")
                .findings.find("TF1010"),
            std::string::npos);
}

TEST(Manifest, VersionAndEntryAreOfAForm) {
  const auto found = [](const char* version, const char* entry) {
    model::Diagnostics out;
    const model::Document document =
        model::read_document("p/plugin.yaml",
                             std::string("plugin: p\napi: 1\nversion: ") + version +
                                 "\nentry: " + entry + "\ngives: {f: {kind: function}}\n",
                             out);
    if (document.root) static_cast<void>(read_manifest(document, out));
    return to_text(out, model::Language::en);
  };
  EXPECT_EQ(found("1.2.0", "main.lua"), "");
  EXPECT_EQ(found("1", "lib/main.lua"), "");
  EXPECT_NE(found("abc", "main.lua").find("'abc' is written wrong; as in 1.2.0"),
            std::string::npos);
  EXPECT_NE(found("1.2.0", "../main.lua").find("as in main.lua"), std::string::npos);
  EXPECT_NE(found("1.2.0", "/etc/passwd").find("as in main.lua"), std::string::npos);
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
