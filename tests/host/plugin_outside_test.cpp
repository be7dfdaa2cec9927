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

std::unique_ptr<Outside> with_plugin(const char* script) {
  plugin::PluginSource source;
  source.manifest.id = "shout";
  source.manifest.version = "1.0.0";
  source.manifest.entry = "main.lua";
  source.manifest.secrets = {"KEY"};
  plugin::Gives gives;
  gives.kind = plugin::Gives::Kind::effect;
  gives.name = "announce";
  source.manifest.gives = {gives};
  source.text = script;
  model::Diagnostics findings;
  core::Town town;
  town.id = "small";
  town.plugins = std::make_shared<const plugin::TownPlugins>(
      std::vector<plugin::PluginSource>{source}, findings);
  auto catalog = std::make_shared<core::Catalog>();
  catalog->add(std::move(town));
  return plugin_outside(
      std::move(catalog), std::make_unique<Behind>(),
      [](const std::string& name) { return Value::text("of " + name); }, fork_worker);
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
  EXPECT_EQ(with_plugin("return {announce = function() return tf.retry('30s') end}")
                ->perform(row("shout.announce"))
                .error()
                .text,
            "plugin shout asks for another try");
  const auto stopped = with_plugin("return {announce = function() while true do end end}")
                           ->perform(row("shout.announce"));
  ASSERT_FALSE(stopped);
  EXPECT_TRUE(stopped.error().text.starts_with("plugin shout: plugin.cpu")) << stopped.error().text;
}

}  // namespace
}  // namespace tf::host
