// An effect of a plugin goes through the worker and back; every other goes on to what stands
// behind.
#include "host/plugin_outside.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "plugin/town_plugins.h"

namespace tf::host {
namespace {

class Behind : public Outside {
 public:
  Result<Value> perform(const store::OutboxRow& effect) override {
    return Value::text("behind " + effect.kind);
  }
};

pid_t fork_worker(int fd) {
  const pid_t child = fork();
  if (child == 0) _exit(plugin::serve_worker(fd));
  return child;
}

std::unique_ptr<Outside> with_plugin(const char* script, store::Store* store = nullptr) {
  plugin::PluginSource source;
  source.manifest.id = "shout";
  source.manifest.version = "1.0.0";
  source.manifest.entry = "main.lua";
  source.manifest.secrets = {"KEY"};
  plugin::Gives gives;
  gives.kind = plugin::Gives::Kind::effect;
  gives.name = "announce";
  plugin::Gives channel;
  channel.kind = plugin::Gives::Kind::channel;
  channel.name = "loudspeaker";
  source.manifest.gives = {gives};
  if (std::string_view(script).find("loudspeaker") != std::string_view::npos)
    source.manifest.gives.push_back(channel);
  source.manifest.kept = 1024;
  source.manifest.notify = {"app"};
  source.text = script;
  model::Diagnostics findings;
  core::Town town;
  town.id = "small";
  town.roll.persons["li"] = {"li", "李", "", {}, {}, {}};
  CalendarLayer week;
  week.name = "plain";
  week.zone = "Asia/Shanghai";
  town.calendar = std::make_shared<const Calendar>(*Calendar::build(std::span(&week, 1)));
  town.plugins = std::make_shared<const plugin::TownPlugins>(
      std::vector<plugin::PluginSource>{source}, findings);
  auto catalog = std::make_shared<core::Catalog>();
  catalog->add(std::move(town));
  return plugin_outside(
      {std::make_shared<const CurrentCatalog>(std::move(catalog)), store,
       [](const std::string& name) { return Value::text("of " + name); }, fork_worker},
      std::make_unique<Behind>());
}

store::OutboxRow row(const char* kind) {
  store::OutboxRow out;
  out.case_id = case_id(1, 7).value;
  out.kind = kind;
  out.key = "7:say#1";
  out.payload = R"({"with":{"text":"hello"}})";
  return out;
}

TEST(PluginOutside, AnEffectThereAndBack) {
  const auto outside = with_plugin(
      "return {announce = function(with, key) return 'played', {state = with.text .. ' ' .. key .. "
      "' ' .. tf.secret('KEY')} end}");
  const auto answer = outside->perform(row("shout.announce"));
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ((*answer)["outcome"].str(), "played");
  EXPECT_EQ((*answer)["state"].str(), "hello 7:say#1 of KEY");
}

TEST(PluginOutside, OthersGoOn) {
  const auto outside = with_plugin("return {announce = function() return 'ok' end}");
  for (const char* kind : {"notice", "shout", "shout.other", "shouts.announce"})
    EXPECT_EQ(outside->perform(row(kind))->str(), std::string("behind ") + kind);
}

TEST(PluginOutside, FailuresAreTriedAgain) {
  const auto again = with_plugin("return {announce = function() return tf.retry('90s') end}")
                         ->perform(row("shout.announce"));
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)["retry"].str(), "90s");
  const auto stopped = with_plugin("return {announce = function() while true do end end}")
                           ->perform(row("shout.announce"));
  ASSERT_FALSE(stopped);
  EXPECT_TRUE(stopped.error().text.starts_with("plugin shout: plugin.cpu")) << stopped.error().text;
}

TEST(PluginOutside, FiveFailuresInARowEndIt) {
  const auto outside = with_plugin("return {announce = function() error('broken') end}");
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(outside->perform(row("shout.announce")));
  const auto off = outside->perform(row("shout.announce"));
  ASSERT_TRUE(off) << off.error().text;
  EXPECT_EQ(off->str(), "{outcome: failed, why: plugin.off}");
}

// A notice by: [loudspeaker, app] goes to the plugin; what it cannot do, the next channel does.
TEST(PluginOutside, ANoticeGoesThroughItsChannels) {
  const char* script =
      "return {announce = function() return 'ok' end, loudspeaker = function(notice, key) "
      "if notice.text == 'quiet' then return 'failed' end "
      "return 'ok', {said = notice.text .. ' to ' .. notice.to[1] .. ' ' .. key} end}";
  const auto outside = with_plugin(script);
  store::OutboxRow notice = row("notice");
  const auto said = [&](const char* payload) {
    notice.payload = payload;
    const auto answer = outside->perform(notice);
    return answer ? answer->str() : answer.error().text;
  };
  EXPECT_EQ(said(R"({"to":["li"],"text":"rain","with":{"by":["loudspeaker","app"]}})"),
            "{said: rain to li 7:say#1, outcome: ok}");
  EXPECT_EQ(said(R"({"to":["li"],"text":"quiet","with":{"by":["loudspeaker","app"]}})"),
            "behind notice");
  EXPECT_EQ(said(R"({"to":["li"],"text":"quiet","with":{"by":["loudspeaker"]}})"),
            "{outcome: failed}");
  EXPECT_EQ(said(R"({"to":["li"],"text":"rain"})"), "behind notice");
}

TEST(PluginOutside, WhomItTellsTravelsWithTheAnswer) {
  const auto store = store::memory_store();
  const auto said = [&](const char* script) {
    const auto outside = with_plugin(script, store.get());
    const auto answer = outside->perform(row("shout.announce"));
    return answer ? (*answer)["@notices"].str() : answer.error().text;
  };
  EXPECT_EQ(said("return {announce = function() tf.notify.send {to = 'li', text = 'rain'} "
                 "return 'ok' end}"),
            "[{to: [li], text: rain, by: [app]}]");
  EXPECT_EQ(said("return {announce = function() tf.notify.send {to = 'li', text = 'rain'} "
                 "return tf.retry('30s') end}"),
            "null");
  const auto fails = [&](const char* notice, const char* why) {
    const std::string script =
        std::string("return {announce = function() tf.notify.send ") + notice + " return 'ok' end}";
    EXPECT_NE(said(script.c_str()).find(why), std::string::npos) << said(script.c_str());
  };
  fails("{to = 'li', text = 'rain', by = {'sms'}}", "does not ask for the channel 'sms'");
  fails("{to = {}, text = 'rain'}", "takes {to = person");
}

TEST(PluginOutside, AnEffectAsksItsTown) {
  const auto store = store::memory_store();
  const auto outside = with_plugin(
      "return {announce = function() return 'ok', {day = tf.calendar.add('2026-03-13', "
      "'1 working day'), town = tf.ctx().town, word = tf.i18n('x').zh} end}",
      store.get());
  const auto answer = outside->perform(row("shout.announce"));
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ((*answer)["day"].str(), "2026-03-16");
  EXPECT_EQ((*answer)["town"].str(), "small");
  EXPECT_EQ((*answer)["word"].str(), "x");
}

TEST(PluginOutside, WhatItKeepsTravelsWithTheAnswer) {
  const auto store = store::memory_store();
  const auto outside = with_plugin(
      "return {announce = function(with, key) return 'ok', {n = tf.kv.incr('n', 2)} end}",
      store.get());
  const auto answer = outside->perform(row("shout.announce"));
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ((*answer)["n"].str(), "2");
  EXPECT_EQ((*answer)["@kept"]["writes"].str(), "[{key: n, value: 2, add: true}]");
  EXPECT_EQ(*store->kept_bytes("small", "shout", 0), 0) << "made by the turn that takes it in";
}

}  // namespace
}  // namespace tf::host
