// What a plugin costs: a raw Lua call, the same through FEEL, a filter, a fresh state, all through
// the worker; and what sixteen hostile ones at once do to a healthy one. Median and p99 of many
// rounds.
//     build/release/bench/plugin_bench
#include <lauxlib.h>
#include <lua.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

#include "core/names.h"
#include "plugin/lua_api.h"
#include "plugin/sandbox.h"
#include "plugin/town_plugins.h"
#include "plugin/worker.h"
#include "rule/feel/feel.h"

namespace {

using namespace tf;

template <class Work>
void measure(const char* name, int rounds, int per_round, Work work) {
  std::vector<double> nanos;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    for (int n = 0; n < per_round; ++n) work();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    nanos.push_back(took.count() / per_round);
  }
  std::sort(nanos.begin(), nanos.end());
  std::printf("%-28s median %9.0f ns   p99 %9.0f ns\n", name, nanos[nanos.size() / 2],
              nanos[nanos.size() * 99 / 100]);
}

class OnePluginEnv : public rule::Env {
 public:
  explicit OnePluginEnv(const rule::Plugins& plugins) : plugins_(plugins) {}
  const Value& variable(int) override { return depth_; }
  Value call(int function, std::span<const Value> arguments) override {
    return plugins_.call(static_cast<std::size_t>(function), arguments, {}).value;
  }
  Instant now() const override { return {}; }
  const Zone& zone() const override { return zone_; }

 private:
  const rule::Plugins& plugins_;
  Value depth_ = Value::number(4);
  Zone zone_ = *Zone::find("Asia/Shanghai");
};

pid_t fork_worker(int fd) {
  const pid_t child = fork();
  if (child == 0) _exit(plugin::serve_worker(fd));
  return child;
}

// One way each of not coming to an end.
constexpr std::array kHostile{
    "while true do end",
    "local t = {} while true do t[#t + 1] = {} end",
    "local s = 'x' while true do s = s .. s end",
    "return (('a'):rep(60000)):find('.-.-.-.-.-.-b')",
    "local function f(n) return 1 + f(n + 1) end return f(1)",
    "while true do pcall(error) end",
    "local t = {} for i = 1, 1e9 do t[i * 65535] = i end",
    "local t = {} for i = 1, 1990 do t = setmetatable({}, {__index = t}) end "
    "while true do local a = t.x end"};
constexpr int kStormThreads = 16;
constexpr auto kStorm = std::chrono::seconds(5);

// Sixteen hostile scripts at once, each in its own sandbox again and again, beside a healthy filter
// that is asked every millisecond.
void storm(const plugin::TownPlugins& healthy, std::span<const Value> arguments) {
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::vector<double> hostile_ms, healthy_ms;
  std::size_t most_bytes = 0, unnamed = 0;
  const auto rage = [&](std::size_t n) {
    plugin::Sandbox sandbox;
    while (!stop) {
      const plugin::Outcome ran = sandbox.run_body(kHostile[n % kHostile.size()], "storm.lua");
      const std::lock_guard lock(mutex);
      hostile_ms.push_back(static_cast<double>(ran.cpu_micros) / 1000);
      most_bytes = std::max(most_bytes, ran.peak_bytes);
      unnamed += ran.code == plugin::Code::none ? 1 : 0;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t n = 0; n < kStormThreads; ++n) threads.emplace_back(rage, n);
    const auto until = std::chrono::steady_clock::now() + kStorm;
    while (std::chrono::steady_clock::now() < until) {
      const auto began = std::chrono::steady_clock::now();
      const bool good = healthy.ask(0, arguments, {}).good();
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - began;
      healthy_ms.push_back(good ? took.count() : 1e9);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    stop = true;
  }
  std::sort(hostile_ms.begin(), hostile_ms.end());
  std::sort(healthy_ms.begin(), healthy_ms.end());
  const auto at = [](const std::vector<double>& all, std::size_t percent) {
    return all[all.size() * percent / 100];
  };
  std::printf(
      "storm: 16 hostile at once    %zu calls, cpu median %.1f ms p99 %.1f ms most %.1f ms,"
      " %zu KiB at most, %zu not stopped\n",
      hostile_ms.size(), at(hostile_ms, 50), at(hostile_ms, 99), hostile_ms.back(),
      most_bytes / 1024, unnamed);
  std::printf("storm: healthy beside them   %zu calls, median %.3f ms p99 %.3f ms\n",
              healthy_ms.size(), at(healthy_ms, 50), at(healthy_ms, 99));
}

constexpr const char* kScript = R"(
local urgent_cm = 5
return {
  urgency = function(depth) return depth * 2 + urgent_cm end,
  filter = function(task, case, now)
    if task.form.depth > 100 then return tf.reject("TOO_DEEP", "too deep") end
    return nil
  end,
})";

}  // namespace

int main() {
  // The stock library, no hook, no meter: what Lua itself takes.
  lua_State* L = luaL_newstate();
  luaL_loadstring(L, kScript);
  lua_pushnil(L);
  lua_setglobal(L, "tf");
  lua_call(L, 0, 1);
  lua_getfield(L, -1, "urgency");
  measure("raw Lua call", 2000, 1000, [&] {
    lua_pushvalue(L, -1);
    lua_pushinteger(L, 4);
    lua_call(L, 1, 1);
    lua_pop(L, 1);
  });
  lua_close(L);

  plugin::PluginSource source;
  source.manifest.id = "bench";
  source.manifest.entry = "main.lua";
  plugin::Gives function;
  function.name = "urgency";
  function.takes = {{"depth", "number"}};
  function.answers = "number";
  plugin::Gives filter;
  filter.kind = plugin::Gives::Kind::filter;
  filter.name = "filter";
  filter.hook = "task.before_complete";
  source.manifest.gives = {function, filter};
  source.text = kScript;
  model::Diagnostics findings;
  const plugin::TownPlugins plugins({source}, findings);
  if (findings.has_errors()) return 1;

  core::NameTable names;
  names.variable("depth", 0);
  names.function("urgency", 0);
  const auto program = rule::compile_expression("urgency(depth)", names);
  if (!program) return 1;
  OnePluginEnv env(plugins);
  measure("FEEL -> Lua call", 2000, 1000, [&] { static_cast<void>(program->run(env)); });

  const Value subject = Value::record(
      {{"step", Value::text("line-1")},
       {"outcome", Value::text("settled")},
       {"form", Value::record({{"depth", Value::number(4)}, {"method", Value::text("oral")}})}});
  const Value seen = Value::record({{"size", Value::text("big")}, {"amount", Value::number(800)}});
  const Value arguments[] = {subject, seen, Value::text("2026-03-10T09:00:00+08:00")};
  measure("filter", 2000, 200, [&] { static_cast<void>(plugins.ask(0, arguments, {})); });
  measure("fresh state", 1000, 10, [] { plugin::make_and_drop_state(); });

  plugin::Worker worker(fork_worker);
  plugin::Worker::Script script;
  script.id = "bench";
  script.name = "main.lua";
  script.source = "return {echo = function(text) return #text end}";
  const Value kilobyte = Value::text(std::string(1024, 'x'));
  measure("worker round trip, 1 KiB", 2000, 10,
          [&] { static_cast<void>(worker.call(script, "echo", std::span(&kilobyte, 1), {})); });

  const plugin::TownPlugins isolated({source}, findings, fork_worker);
  if (findings.has_errors()) return 1;
  OnePluginEnv through(isolated);
  measure("FEEL -> worker", 2000, 10, [&] { static_cast<void>(program->run(through)); });
  measure("filter in the worker", 2000, 10,
          [&] { static_cast<void>(isolated.ask(0, arguments, {})); });
  storm(plugins, arguments);
  return 0;
}
