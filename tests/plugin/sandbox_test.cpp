// The sandbox on hostile and awkward scripts (hostile.txt), on long generated sources, and on what
// one call could leave for the next.
#include "plugin/sandbox.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"

namespace tf::plugin {
namespace {

// Fuel alone decides, so that the answers are the same on every machine.
Limits without_wall() {
  Limits limits;
  limits.cpu_micros = 600'000'000;
  return limits;
}

std::string outcome(const Outcome& ran) {
  if (ran.code == Code::none) {
    std::string shown;
    for (const char c : ran.shown)
      shown += c == '\t' ? "\\t" : c == '\n' ? "\\n" : std::string(1, c);
    return cat("=", shown);
  }
  return std::string(name_of(ran.code).substr(std::string_view("plugin.").size()));
}

struct Script {
  std::string name, expected, text;
};
std::vector<Script> scripts() {
  std::ifstream in(std::string(TF_ROOT) + "/tests/plugin/hostile.txt", std::ios::binary);
  std::vector<Script> out;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("### ")) {
      const auto colon = line.find(": ");
      out.push_back({line.substr(4, colon - 4), line.substr(colon + 2), {}});
    } else if (!out.empty()) {
      out.back().text += line + "\n";
    }
  }
  return out;
}

// What an instruction costs far more than its fuel ends by the processor's time, not by fuel.
TEST(Sandbox, ScriptsThatOnlyTheWallStops) {
  std::size_t walls = 0;
  for (const Script& script : scripts()) {
    if (script.expected != "wall") continue;
    ++walls;
    Sandbox sandbox;
    const Outcome ran = sandbox.run_body(script.text, "main.lua");
    EXPECT_EQ(ran.code, Code::cpu) << script.name << ": " << ran.text;
    EXPECT_LT(ran.fuel, kDefaultFuel) << script.name << " runs out of fuel: say cpu";
    EXPECT_EQ(sandbox.run_body("return 1 + 1", "main.lua").shown, "2") << script.name;
  }
  EXPECT_GE(walls, 3U);
}

TEST(Sandbox, HostileScripts) {
  const auto all = scripts();
  ASSERT_GT(all.size(), 100U);
  for (const Script& script : all) {
    if (script.expected == "wall") continue;
    Sandbox sandbox(without_wall());
    const Outcome ran = sandbox.run_body(script.text, "main.lua");
    EXPECT_EQ(outcome(ran), script.expected) << script.name << ": " << ran.text;
    EXPECT_LE(ran.peak_bytes, kDefaultMemory) << script.name;
    EXPECT_LE(ran.fuel, kDefaultFuel + 600'000) << script.name;
    // The same host goes on.
    EXPECT_EQ(sandbox.run_body("return 1 + 1", "main.lua").shown, "2") << script.name;
  }
}

// Single instructions that cost more than they are charged: the outer wall ends them.
TEST(Sandbox, TheWallStopsWhatFuelDoesNot) {
  Limits limits;
  limits.fuel = INT64_MAX / 2;
  for (const char* text :
       {"local a=('\\0'):rep(65535) local b=a..'x' a=a..'y' while true do local c=a<b end",
        "local a=('x'):rep(65535) local b=('x'):rep(65534) b=b..'x' while true do local c=a==b end",
        "local t={} for i=1,1900 do t=setmetatable({},{__index=t}) end while true do local a=t.x "
        "end",
        "while true do end", "while true do pcall(error, 'x') end"}) {
    Sandbox sandbox(limits);
    EXPECT_EQ(sandbox.run_body(text, "main.lua").code, Code::cpu) << text;
  }
}

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Sandbox, Sources) {
  struct Row {
    std::string source;
    std::string expected;
  };
  const std::vector<Row> rows{
      {"--" + std::string(40'000, 'x'), "compile"},
      {"\x1bLua", "compile"},
      {"return return", "compile"},
      {"local a=1 return " + repeat("a and ", 2000) + "a", "compile"},
      {"local a=1 return " + repeat("a and ", 900) + "a", "=1"},
      {"return " + repeat("(", 300) + "1" + repeat(")", 300), "compile"},
      {"return " + repeat("{", 300) + repeat("}", 300), "compile"},
      {"return " + repeat("not ", 7000) + "1", "compile"},
      {"return " + repeat("'a'..", 5000) + "'a'", "compile"},
      {"return " + repeat("1+", 15'000) + "1", "=15001"},
      {"return #[[" + std::string(30'000, 'x') + "]]", "=30000"},
      {repeat("goto a ", 1500) + "::a::", "compile"},
      {"local t = setmetatable({}, {}) return " + repeat("t", 1), "=[]"},
      {"", "=nil"},
      {"# no shebang\nreturn 1", "compile"},
  };
  for (const Row& row : rows) {
    Sandbox sandbox(without_wall());
    EXPECT_EQ(outcome(sandbox.run_body(row.source, "main.lua")), row.expected)
        << row.source.substr(0, 60);
  }
}

TEST(Sandbox, ErrorTextIsCutAndClean) {
  Sandbox sandbox;
  const Outcome ran =
      sandbox.run_body("error('line\\r\\n\\27[31m\\xff中' .. ('x'):rep(60000))", "main.lua");
  EXPECT_EQ(ran.code, Code::error);
  EXPECT_LE(ran.text.size(), 4096U);
  EXPECT_TRUE(ran.text.starts_with("main.lua:1: line   [31m?中xxx")) << ran.text.substr(0, 60);
}

TEST(Sandbox, ErrorsSayWhereAndWhoCalled) {
  Sandbox sandbox;
  const Outcome ran = sandbox.run_body(
      "local function inner(x)\n  return x.y.z\nend\nlocal v = inner({})\nreturn v", "main.lua");
  EXPECT_EQ(ran.text, "main.lua:2: attempt to index a nil value (field 'y')");
  EXPECT_EQ(ran.trace, "main.lua:2 in inner < main.lua:4");
}

TEST(Sandbox, DiceAreSeeded) {
  const std::string roll = "return math.random(1, 1000000) .. '/' .. math.random(6)";
  Sandbox a, b;
  const std::string first = a.run_body(roll, "main.lua", 7).shown;
  EXPECT_EQ(b.run_body(roll, "main.lua", 7).shown, first);
  EXPECT_EQ(a.run_body(roll, "main.lua", 7).shown, first);
  EXPECT_NE(a.run_body(roll, "main.lua", 8).shown, first);
}

TEST(Sandbox, NothingIsLeftForTheNextCall) {
  Sandbox sandbox;
  const char* spoil =
      "X = 1 _G.Y = 2 rawset(_G, 'string', 3) pcall(function() math.floor = 1 end) return X";
  EXPECT_EQ(sandbox.run_body(spoil, "main.lua").shown, "1");
  EXPECT_EQ(
      sandbox.run_body("return type(X), type(Y), type(string), math.floor(2.5)", "main.lua").shown,
      "nil\tnil\ttable\t2");
}

// ---- modules

constexpr const char* kModule = R"(
local rates = {low = 2, high = {base = 7}}
local count = 0
local seen
return {
  count = function() count = count + 1 return count end,
  keep = function(x) local before = seen seen = x return before end,
  rate = function(name) return rates[name] end,
  spoil = function() rates.low = 99 end,
  spoil_deep = function() rates.high.base = 99 end,
  global = function() leak = 1 end,
  names = function() local o = {} for k in pairs(rates) do o[#o + 1] = k end return o end,
  sum = function(list) local n = 0 for _, v in ipairs(list) do n = n + v end return n end,
  echo = function(...) return ... end,
  loop = function() while true do end end,
}
)";

TEST(SandboxModule, StartsEveryCallAlike) {
  Sandbox sandbox;
  ASSERT_FALSE(sandbox.load(kModule, "main.lua"));
  const auto call = [&](const char* name, List arguments = {}) {
    return sandbox.call(sandbox.find(name), arguments);
  };
  EXPECT_EQ(call("count").answer.str(), "1");
  EXPECT_EQ(call("count").answer.str(), "1");
  EXPECT_TRUE(call("keep", {Value::text("a")}).answer.is_null());
  EXPECT_TRUE(call("keep", {Value::text("b")}).answer.is_null());
  EXPECT_EQ(call("spoil").text, "main.lua:9: cannot change a protected table");
  EXPECT_EQ(call("spoil_deep").code, Code::error);
  EXPECT_EQ(call("rate", {Value::text("low")}).answer.str(), "2");
  EXPECT_EQ(call("rate", {Value::text("high")}).answer.str(), "{base: 7}");
  EXPECT_EQ(call("global").text, "main.lua:11: cannot change a protected table");
  EXPECT_EQ(call("names").answer.str(), "[high, low]");
  EXPECT_EQ(call("sum", {Value::list({Value::number(1), Value::number(2)})}).answer.str(), "3");
  EXPECT_EQ(call("loop").code, Code::cpu);
  EXPECT_EQ(call("count").answer.str(), "1");  // a new state, warmed by itself
  EXPECT_EQ(sandbox.find("nothing"), -1);
}

TEST(SandboxModule, ValuesGoThereAndBack) {
  Sandbox sandbox;
  ASSERT_FALSE(sandbox.load(kModule, "main.lua"));
  const int echo = sandbox.find("echo");
  for (const char* number : {"0", "-7", "0.1", "12.50", "1234567890123", "99.99", "1e-7"}) {
    const Value value = Value::number(*Decimal::parse(number));
    EXPECT_EQ(sandbox.call(echo, std::span(&value, 1)).answer, value) << number;
  }
  const Value deep = Value::record({{"a", Value::list({Value::boolean(true), Value::text("中")})},
                                    {"b", Value::record({{"c", Value::number(1)}})}});
  EXPECT_EQ(sandbox.call(echo, std::span(&deep, 1)).answer, deep);
  const Value date = Value::date(date_of({2026, 3, 10}));
  EXPECT_EQ(sandbox.call(echo, std::span(&date, 1)).answer.str(), "2026-03-10");
  const Value long_number = Value::number(*Decimal::parse("0.12345678901234567890"));
  EXPECT_EQ(sandbox.call(echo, std::span(&long_number, 1)).code, Code::error);
}

TEST(SandboxModule, LoadErrors) {
  const auto load = [](const char* source) {
    Sandbox sandbox;
    const auto failed = sandbox.load(source, "main.lua");
    return failed ? cat(name_of(failed->code), " ", failed->text) : std::string();
  };
  EXPECT_EQ(load("return 1"),
            "plugin.error main.lua must return a table of functions, not a number");
  EXPECT_TRUE(load("return {").starts_with("plugin.compile main.lua:1: ")) << load("return {");
  EXPECT_TRUE(load("while true do end").starts_with("plugin.cpu "));
  EXPECT_TRUE(load("X = 1 return {}").starts_with("plugin.error main.lua:1: cannot change"));
}

TEST(SandboxModule, HostFunctions) {
  Sandbox sandbox;
  std::vector<HostFunction> host;
  host.push_back({"calendar.days", [](std::span<const Value> a) {
                    if (a.size() != 2) throw HostError{"takes two dates"};
                    return Value::number(3);
                  }});
  ASSERT_FALSE(
      sandbox.load("return {a = function() return tf.calendar.days('x', 'y') end,"
                   "b = function() return tf.calendar.days() end,"
                   "c = function() tf.calendar.days = nil end}",
                   "main.lua", std::move(host)));
  EXPECT_EQ(sandbox.call(0, {}).answer.str(), "3");
  EXPECT_EQ(sandbox.call(1, {}).text, "main.lua:1: tf.calendar.days: takes two dates");
  EXPECT_EQ(sandbox.call(2, {}).code, Code::error);
}

}  // namespace
}  // namespace tf::plugin
