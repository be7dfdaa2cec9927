// The worker process, forked from this one: what it may do, and what its death means.
#include "plugin/worker.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

namespace tf::plugin {
namespace {

pid_t fork_worker(int fd) {
  const pid_t child = fork();
  if (child == 0) {
    const int code = serve_worker(fd);
    _exit(code);
  }
  return child;
}

Worker::Script script(std::string source) {
  Worker::Script out;
  out.id = source;
  out.name = "main.lua";
  out.source = std::move(source);
  out.config = Value::record({{"volume", Value::number(3)}});
  out.secrets = Value::record({{"KEY", Value::text("s3cret")}});
  return out;
}

TEST(Worker, CallsAndKeepsItsScript) {
  Worker worker(fork_worker);
  const auto speak = script(
      "return {speak = function(args, key) return 'ok', {text = args.text, key = key, "
      "volume = tf.config.volume, secret = tf.secret('KEY')} end}");
  const Value arguments[] = {Value::record({{"text", Value::text("停水")}}),
                             Value::text("7:say#1")};
  const Outcome ran = worker.call(speak, "speak", arguments, {});
  ASSERT_EQ(ran.code, Code::none) << ran.text;
  EXPECT_EQ(ran.answer.str(), "[ok, {key: 7:say#1, secret: s3cret, text: 停水, volume: 3}]");
  const pid_t process = worker.process();
  EXPECT_EQ(worker.call(speak, "speak", arguments, {}).code, Code::none);
  EXPECT_EQ(worker.process(), process);
}

TEST(Worker, AsksTheHostForTheNetwork) {
  Worker worker(fork_worker);
  const auto fetcher = script(
      "return {go = function(url) local res = tf.http.fetch {url = url} return res.status, "
      "res.body "
      "end}");
  std::string asked;
  const Value url[] = {Value::text("https://speakers.example.cn/v1")};
  const Outcome ran = worker.call(
      fetcher, "go", url, {[&](const Value& request) {
        asked = request["url"].str();
        return Value::record({{"status", Value::number(200)}, {"body", Value::text("played")}});
      }});
  EXPECT_EQ(ran.answer.str(), "[200, played]") << ran.text;
  EXPECT_EQ(asked, "https://speakers.example.cn/v1");
  const auto why = script(
      "return {go = function(url) local res, err = tf.http.fetch {url = url} return err end}");
  const Outcome refused = worker.call(why, "go", url, {[&](const Value&) {
                                        return Value::record({{"error", Value::text("not named")}});
                                      }});
  EXPECT_EQ(refused.answer.str(), "not named") << refused.text;
}

class OneKey : public rule::PluginMemory {
 public:
  Value get(const std::string&) override { return value; }
  std::expected<std::optional<Value>, std::string> put(const rule::PluginWrite& write) override {
    if (write.key == "full") return std::unexpected("it is full");
    if (write.was && *write.was != value) return std::optional<Value>();
    value =
        write.add ? Value::number(*add(value.as_number(), write.value.as_number())) : write.value;
    return std::optional(value);
  }
  Value value = Value::number(1);
};

TEST(Worker, AsksTheHostForWhatIsKept) {
  Worker worker(fork_worker);
  const auto keeper = script(
      "return {go = function() return tf.kv.get('k'), tf.kv.incr('k', 4), "
      "tf.kv.put('k', 7, {if_was = 6}), tf.kv.put('k', 7, {if_was = 5, ttl = '1h'}) end, "
      "full = function() tf.kv.put('full', 1) end}");
  OneKey memory;
  const Outcome ran = worker.call(keeper, "go", {}, {.fetch = {}, .memory = &memory});
  EXPECT_EQ(ran.answer.str(), "[1, 5, false, true]") << ran.text;
  EXPECT_EQ(memory.value.str(), "7");
  EXPECT_NE(worker.call(keeper, "full", {}, {.fetch = {}, .memory = &memory})
                .text.find("tf.kv.put: it is full"),
            std::string::npos);
  EXPECT_NE(worker.call(keeper, "go", {}, {}).text.find("only filters and effects"),
            std::string::npos);
}

TEST(Worker, HoldsSeveralScriptsAndPureOnesHaveNoNetwork) {
  Worker worker(fork_worker);
  auto one = script("return {go = function() return 1, tf.http == nil and math.random(1000) end}");
  one.effect = false;
  const auto two = script("return {go = function() return 2 end}");
  const Outcome first = worker.call(one, "go", {}, {}, 7);
  EXPECT_EQ(worker.call(two, "go", {}, {}).answer.str(), "2");
  EXPECT_EQ(worker.call(one, "go", {}, {}, 7).answer.str(), first.answer.str());
  EXPECT_NE(worker.call(one, "go", {}, {}, 8).answer.str(), first.answer.str());
  EXPECT_EQ(worker.load(one)->front(), "go");
}

TEST(Worker, StopsAndMistakesAreNamed) {
  Worker worker(fork_worker);
  const auto bad =
      script("return {loop = function() while true do end end, oops = function() error('x') end}");
  EXPECT_EQ(worker.call(bad, "loop", {}, {}).code, Code::cpu);
  EXPECT_EQ(worker.call(bad, "oops", {}, {}).code, Code::error);
  EXPECT_EQ(worker.call(bad, "none", {}, {}).code, Code::error);
  EXPECT_EQ(worker.call(script("return {"), "x", {}, {}).code, Code::compile);
}

TEST(Worker, ItsDeathIsOneFailedCall) {
  Worker worker(fork_worker);
  const auto good = script("return {one = function() return 1 end}");
  EXPECT_EQ(worker.call(good, "one", {}, {}).answer.str(), "1");
  ASSERT_EQ(kill(worker.process(), SIGKILL), 0);
  siginfo_t gone{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(worker.process()), &gone, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(worker.call(good, "one", {}, {}).code, Code::crash);
  EXPECT_EQ(worker.call(good, "one", {}, {}).answer.str(), "1");
}

TEST(Worker, OneThatCannotStart) {
  Worker worker([](int) -> pid_t { return -1; });
  EXPECT_EQ(worker.call(script("return {}"), "x", {}, {}).code, Code::crash);
}

}  // namespace
}  // namespace tf::plugin
