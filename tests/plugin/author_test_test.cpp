// Tests of authors: a clock that is told, a memory that is a map, a network that is a table.
#include "plugin/author_test.h"

#include <gtest/gtest.h>

#include "model/loader.h"

namespace tf::plugin {
namespace {

constexpr const char* kManifest = R"(plugin: remind
api: 1
version: 1.0.0
entry: main.lua
gives:
  remind: {kind: effect, next: [ok, failed]}
  open-hours: {kind: filter, hook: case.validate}
permissions:
  http: [{host: a.example, methods: [POST]}]
  secrets: [KEY]
  kv: 4 KiB
tests:
  - {call: remind, with: [{to: li}, k1], at: 2026-03-10 09:00, expect: [ok, {n: 4}], kv: {sent: 3}, kv_after: {sent: 4},
     http: {"POST https://a.example/x": {status: 200, body: fine}}, asked: ["POST https://a.example/x"]}
  - {call: remind, with: [{to: li}, k1], expect: {retry: 30s}}
  - {call: open-hours, with: [{by: li}, {}], at: 2026-03-10 23:00, refuse: CLOSED}
  - {call: open-hours, with: [{by: li}, {}], at: 2026-03-10 10:00}
  - {call: open-hours, with: [{by: li}, {}], at: 2026-03-10 10:00, expect: late}
  - {call: remind, with: [{to: li}, k1], expect: {retry: 30s}, asked: [GET https://b.example/]}
  - {call: none, with: []}
)";
constexpr const char* kScript = R"(
local function post(to, key)
  return tf.http.fetch {url = "https://a.example/x", method = "POST", body = to, headers = {k = tf.secret("KEY")}}
end
return {
  remind = function(with, key)
    local res, err = post(with.to, key)
    if err then return tf.retry("30s") end
    return "ok", {n = tf.kv.incr("sent")}
  end,
  ["open-hours"] = function(opening, case, now)
    local hour = tonumber(now:sub(12, 13))
    if hour >= 22 then return tf.reject("CLOSED", "closed") end
    return nil
  end,
}
)";

PluginSource source() {
  model::Diagnostics out;
  const model::Document document = model::read_document("remind/plugin.yaml", kManifest, out);
  EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
  return {read_manifest(document, out), kScript, document.root->span};
}

TEST(AuthorTest, OneCallEach) {
  const PluginSource plugin = source();
  const auto run = [&](std::size_t i) { return run_test(plugin, plugin.manifest.tests.at(i)); };
  EXPECT_EQ(run(0), "");
  EXPECT_EQ(run(1), "") << "the test has no answer, so the network fails";
  EXPECT_EQ(run(2), "");
  EXPECT_EQ(run(3), "");
  EXPECT_EQ(run(4), "expected late, answered null");
  EXPECT_EQ(run(5), "expected it to ask GET https://b.example/; it asked POST https://a.example/x");
  EXPECT_EQ(run(6), "plugin.error: main.lua returns no 'none'; it returns: open-hours, remind");
  EXPECT_EQ(plugin.manifest.tests.at(4).span.line, 18U);
}

TEST(AuthorTest, AFileOfTestsInLua) {
  const auto tests = run_lua_tests(source(), R"(
return {
  ["counts what it sent"] = function()
    tf.test.kv {sent = 1}
    tf.test.http("POST https://a.example/x", {status = 200, body = "fine"})
    local answer = tf.test.call("remind", {to = "li"}, "k")
    assert(answer[2].n == 2, "it counted " .. answer[2].n)
    assert(tf.test.kept().sent == 2 and #tf.test.asked() == 1)
  end,
  ["begins anew"] = function()
    local code, text = tf.test.fails("remind")
    assert(code == "plugin.error" and text:find("main.lua:7"), text)
    assert(tf.test.kept().sent == nil)
  end,
  ["is wrong"] = function()
    tf.test.call("remind", 7)
  end,
})",
                                   "sent.lua");
  ASSERT_EQ(tests.size(), 3U);
  EXPECT_EQ(tests[0].wrong, "");
  EXPECT_EQ(tests[1].wrong, "");
  EXPECT_EQ(tests[2].name, "is wrong");
  EXPECT_NE(tests[2].wrong.find("main.lua:7"), std::string::npos) << tests[2].wrong;
  EXPECT_NE(tests[2].wrong.find("sent.lua:16"), std::string::npos) << tests[2].wrong;
  EXPECT_EQ(run_lua_tests(source(), "return {", "bad.lua").front().name, "bad.lua");
}

}  // namespace
}  // namespace tf::plugin
