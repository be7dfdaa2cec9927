#include "plugin/town_plugins.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "plugin/lua_api.h"

namespace tf::plugin {
namespace {

Gives gives(Gives::Kind kind, std::string name, std::string hook = {}) {
  Gives out;
  out.kind = kind;
  out.name = std::move(name);
  out.hook = std::move(hook);
  return out;
}

PluginSource source(std::string id, std::string text, std::vector<Gives> all) {
  PluginSource out;
  out.manifest.id = std::move(id);
  out.manifest.version = "1.0.0";
  out.manifest.entry = "main.lua";
  out.manifest.gives = std::move(all);
  out.text = std::move(text);
  return out;
}

Gives typed(std::string name, std::vector<Argument> takes, std::string answers) {
  Gives out = gives(Gives::Kind::function, std::move(name));
  out.takes = std::move(takes);
  out.answers = std::move(answers);
  return out;
}

TEST(TownPlugins, TypesAreHeld) {
  model::Diagnostics out;
  const TownPlugins plugins(
      {source("p",
              "return {twice = function(n) return n * 2 end, wrong = function() return 'x' end,"
              "day = function(d) return tf.calendar.add_days(d, 1) end}",
              {typed("twice", {{"n", "number"}}, "number"), typed("wrong", {}, "number"),
               typed("day", {{"d", "date"}}, "date")})},
      out);
  ASSERT_TRUE(out.empty());
  const Value two = Value::number(2), text = Value::text("2");
  EXPECT_EQ(plugins.call(0, std::span(&two, 1), {}).value.str(), "4");
  EXPECT_EQ(plugins.call(0, std::span(&text, 1), {}).text, "twice: n is no number");
  EXPECT_EQ(plugins.call(0, {}, {}).text, "twice: takes 1 arguments, not 0");
  EXPECT_EQ(plugins.call(1, {}, {}).text, "wrong: answered x, no number");
  const Value date = Value::date(date_of({2026, 2, 28}));
  EXPECT_EQ(plugins.call(2, std::span(&date, 1), {}).value, Value::date(date_of({2026, 3, 1})));
}

TEST(TownPlugins, FiveStopsInTenMinutesSwitchOff) {
  model::Diagnostics out;
  const TownPlugins plugins({source("p", "return {spin = function(fine) while not fine do end end}",
                                    {gives(Gives::Kind::filter, "spin", "case.validate")})},
                            out);
  const auto at = [](std::int64_t minutes) {
    return rule::PluginMoment{.now = {minutes * kMinute}};
  };
  const Value fine = Value::boolean(true);  // between two stops: they are not in a row
  const auto stop = [&](std::int64_t minutes) {
    EXPECT_TRUE(plugins.ask(0, std::span(&fine, 1), at(minutes)).good());
    return plugins.ask(0, {}, at(minutes)).code;
  };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(stop(i), "plugin.cpu");
  EXPECT_EQ(stop(20), "plugin.cpu");  // the first four are long past
  for (int i = 21; i < 25; ++i) EXPECT_EQ(stop(i), "plugin.cpu");
  EXPECT_EQ(plugins.ask(0, {}, at(25)).code, "plugin.off");
  EXPECT_TRUE(plugins.states().front().off);
  plugins.switch_on("p");
  EXPECT_EQ(plugins.ask(0, {}, at(26)).code, "plugin.cpu");
}

TEST(TownPlugins, FiveFailuresInARowSwitchOffAndAreToldOnce) {
  model::Diagnostics out;
  const TownPlugins plugins(
      {source("p", "return {f = function(n) return n + 1 end}", {typed("f", {{"n", ""}}, "")})},
      out);
  const Value bad = Value::text("x"), good = Value::number(1);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(plugins.call(0, std::span(&bad, 1), {}).code, "plugin.error");
  EXPECT_TRUE(plugins.call(0, std::span(&good, 1), {}).good());  // the row begins anew
  EXPECT_TRUE(plugins.take_tripped().empty());
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(plugins.call(0, std::span(&bad, 1), {}).code, "plugin.error");
  EXPECT_EQ(plugins.call(0, std::span(&good, 1), {}).code, "plugin.off");
  EXPECT_EQ(plugins.take_tripped(), std::vector<std::string>{"p"});
  EXPECT_TRUE(plugins.take_tripped().empty());
}

TEST(TownPlugins, ADisabledOneKeepsItsNames) {
  model::Diagnostics out;
  PluginSource off = source("p", "this is no Lua", {typed("f", {}, "")});
  off.manifest.gives.push_back(gives(Gives::Kind::filter, "h", "case.validate"));
  off.manifest.enabled = false;
  const TownPlugins plugins({off}, out);
  EXPECT_TRUE(out.empty()) << to_text(out, model::Language::en);
  ASSERT_EQ(plugins.functions().size(), 1U);
  EXPECT_EQ(plugins.call(0, {}, {}).code, "plugin.off");
  EXPECT_TRUE(plugins.disabled("p"));
  EXPECT_FALSE(plugins.disabled("q"));
  EXPECT_TRUE(plugins.take_tripped().empty());
}

TEST(TownPlugins, WhatIsWrongIsSaid) {
  model::Diagnostics out;
  const TownPlugins plugins({source("a", "return {", {gives(Gives::Kind::function, "f")}),
                             source("b", "return {g = function() end}",
                                    {gives(Gives::Kind::function, "f"), typed("g", {}, "")}),
                             source("c", "return {g = function() end}", {typed("g", {}, "")})},
                            out);
  out.sort();
  const std::string text = to_text(out, model::Language::en);
  EXPECT_NE(text.find("TF1004"), std::string::npos) << text;
  EXPECT_NE(text.find("main.lua returns no such function; it returns: g"), std::string::npos)
      << text;
  EXPECT_NE(text.find("the function 'g' is given by 'b' and by 'c'"), std::string::npos) << text;
  ASSERT_EQ(plugins.functions().size(), 1U);
  EXPECT_EQ(plugins.functions()[0].plugin, "b");
}

TEST(TownPlugins, OrderAndFingerprint) {
  model::Diagnostics out;
  auto late =
      source("a", "return {h = function() end}", {gives(Gives::Kind::filter, "h", "task.assign")});
  late.manifest.priority = 200;
  auto early =
      source("b", "return {h = function() end}", {gives(Gives::Kind::filter, "h", "task.assign")});
  const TownPlugins plugins({late, early}, out);
  EXPECT_EQ(plugins.hooks()[0].plugin, "b");
  early.manifest.config.set("x", Value::number(1));
  EXPECT_NE(TownPlugins({late, early}, out).fingerprint(), plugins.fingerprint());
}

TEST(LuaApi, TypesNameEveryFunction) {
  const std::string types = lua_types(), page = api_markdown();
  for (const ApiEntry& entry : api_table()) {
    EXPECT_NE(types.find(cat("function tf.", entry.name, "(")), std::string::npos) << entry.name;
    EXPECT_NE(page.find(entry.en), std::string::npos) << entry.name;
  }
  EXPECT_NE(types.find("---@param from string\n---@param to string\n---@return integer\n"
                       "function tf.calendar.days(from, to) end"),
            std::string::npos)
      << types;
}

TEST(LuaApi, TheDocsHoldTheTable) {
  std::ifstream in(std::string(TF_ROOT) + "/docs/plugins.md", std::ios::binary);
  const std::string page((std::istreambuf_iterator<char>(in)), {});
  EXPECT_NE(page.find(api_markdown()), std::string::npos) << "write into it:\n" << api_markdown();
}

}  // namespace
}  // namespace tf::plugin
