// The table of what scripts find under tf: every row is there where it says, and nothing besides.
#include "plugin/lua_api.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"

namespace tf::plugin {
namespace {

using In = ApiEntry::In;

std::set<std::string> names(const std::vector<HostFunction>& functions) {
  std::set<std::string> out;
  for (const HostFunction& one : functions) out.insert(one.name);
  return out;
}
std::set<std::string> rows(std::initializer_list<In> where) {
  std::set<std::string> out;
  for (const ApiEntry& entry : api_table())
    if (std::find(where.begin(), where.end(), entry.in) != where.end()) out.insert(entry.name);
  return out;
}

TEST(LuaApi, TheTableIsWhatScriptsFind) {
  rule::PluginMemory* const none = nullptr;
  EXPECT_EQ(names(pure_functions()), rows({In::all}));
  std::set<std::string> town = names(memory_functions(&none));
  town.merge(names(town_functions(&none)));
  town.merge(names(effect_functions({}, {})));
  EXPECT_EQ(town, rows({In::filters, In::turns, In::effects}));
}

TEST(LuaApi, TypesAndPageAreOfTheTable) {
  const std::string types = lua_types();
  std::ifstream file(std::string(TF_ROOT) + "/docs/plugins.md");
  std::stringstream page;
  page << file.rdbuf();
  EXPECT_NE(page.str().find(api_markdown()), std::string::npos)
      << "docs/plugins.md does not hold the table:\n"
      << api_markdown();
  for (const ApiEntry& entry : api_table())
    EXPECT_NE(types.find(cat("function tf.", entry.name, "(")), std::string::npos) << entry.name;
}

std::string ran(const std::string& body) {
  Sandbox sandbox;
  rule::PluginMemory* none = nullptr;
  std::vector<HostFunction> host = pure_functions();
  for (HostFunction& one : town_functions(&none)) host.push_back(std::move(one));
  if (const auto failed =
          sandbox.load(cat("return {f = function() ", body, " end}"), "main.lua", std::move(host)))
    return failed->text;
  const Outcome out = sandbox.call(0, {});
  return out.code == Code::none ? out.answer.str() : cat(name_of(out.code), " ", out.text);
}

TEST(LuaApi, FeelOfAPlugin) {
  EXPECT_EQ(ran("return tf.feel('a + sum(b)', {a = 1, b = {2, 3}})"), "6");
  EXPECT_EQ(ran("return tf.feel('if x > 2 then \"much\" else \"little\"', {x = 3})"), "much");
  const std::vector<std::array<const char*, 2>> wrong = {
      {"return tf.feel('a +')", "plugin.error"},
      {"return tf.feel('nobody')", "nobody"},
      {"return tf.feel('matches(\"a\", \"(a+)+$\")')", "FEEL of a plugin has no matches"},
      {"return tf.feel('now()')", "FEEL of a plugin has no clock"},
      {"return tf.feel(('1+'):rep(2000) .. '1')", "more than 2000 bytes of FEEL"},
      {"return tf.feel('count(for i in 1..1000000 return i)')", "plugin.error"},
      {"return tf.feel('1 + \"a\"')", "plugin.error"},
      {"return tf.calendar.add('2026-03-10', '1 working day')", "only filters and effects"}};
  for (const auto& [body, said] : wrong)
    EXPECT_NE(ran(body).find(said), std::string::npos) << body << "\n" << ran(body);
}

TEST(LuaApi, FeelInALoopIsStopped) {
  EXPECT_TRUE(ran("while true do pcall(tf.feel, 'count(for i in 1..4000 return i * i)') end")
                  .starts_with("plugin.cpu"));
}

}  // namespace
}  // namespace tf::plugin
