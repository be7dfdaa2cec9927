#include "plugin/author_test.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "base/zone.h"
#include "plugin/effect.h"
#include "plugin/lua_api.h"
#include "rule/calendar_questions.h"
#include "rule/feel/feel.h"

namespace tf::plugin {

namespace {

const Calendar& plain_weeks() {
  static const Calendar kWeeks = [] {
    CalendarLayer layer;
    layer.name = "plain";
    layer.zone = "Asia/Shanghai";
    return *Calendar::build(std::span(&layer, 1));
  }();
  return kWeeks;
}

// The world a plugin is tested in.
class FakeWorld : public rule::PluginMemory {
 public:
  explicit FakeWorld(const Manifest& manifest) : manifest_(manifest) {}

  Value get(const std::string& key) override {
    const Value* found = kept.find(key);
    return found == nullptr ? Value() : *found;
  }
  std::expected<std::optional<Value>, std::string> put(const rule::PluginWrite& write) override {
    if (manifest_.kept == 0)
      return std::unexpected("the manifest asks for no memory: permissions: {kv: 64 KiB}");
    const Value before = get(write.key);
    if (write.was && *write.was != before) return std::optional<Value>();
    Value value = write.value;
    if (write.add && before.is(Value::Kind::number))
      value = Value::number(*add(before.as_number(), value.as_number()));
    if (value.is_null())
      kept.erase(write.key);
    else
      kept.set(write.key, value);
    return std::optional<Value>(std::move(value));
  }
  // The clock that was told, a calendar of plain weeks, tables that were told.
  std::expected<Value, std::string> ask(std::string_view what,
                                        std::span<const Value> arguments) override {
    const std::string first = arguments.empty() ? "" : arguments[0].str();
    if (what == "clock.now") return Value::text(plain_weeks().zone().format(now));
    if (what == "i18n")
      return Value::record({{"zh", Value::text(first)}, {"en", Value::text(first)}});
    if (what == "ctx")
      return Value::record({{"plugin", Value::text(manifest_.id)},
                            {"version", Value::text(manifest_.version)},
                            {"town", Value::text("test")}});
    if (what == "notify.send") {
      if (manifest_.notify.empty())
        return std::unexpected("the manifest asks for no notices: permissions: {notify: [app]}");
      logged.push_back(Value::text(
          arguments.empty() ? ""
                            : cat(arguments[0]["to"].str(), ": ", arguments[0]["text"].str())));
      return Value();
    }
    if (what == "log" || what == "audit") return logged.push_back(Value::text(first)), Value();
    if (what == "rules.eval") {
      const auto found = tables.find(first);
      if (found == tables.end())
        return std::unexpected(cat("the test has no table '", first, "': tf.test.table"));
      return found->second;
    }
    if (auto answer = rule::answer_of_calendar(plain_weeks(), what, arguments))
      return *std::move(answer);
    return PluginMemory::ask(what, arguments);
  }
  // Only what the manifest allows, and only what the test has an answer for.
  Value fetch(const Value& request) {
    const std::string method = request["method"].is_null() ? "GET" : request["method"].str();
    const std::string wanted = cat(method, " ", request["url"].str());
    asked.push_back(wanted);
    const auto allowed = [&](const HttpAccess& access) {
      return wanted.find(cat("://", access.host)) != std::string::npos &&
             std::find(access.methods.begin(), access.methods.end(), method) !=
                 access.methods.end();
    };
    if (std::none_of(manifest_.http.begin(), manifest_.http.end(), allowed))
      return Value::record({{"error", Value::text(cat("the manifest does not allow ", wanted))}});
    const auto found = std::find_if(http.begin(), http.end(),
                                    [&](const auto& entry) { return entry.first == wanted; });
    return found == http.end()
               ? Value::record({{"error", Value::text(cat("the test has no answer to ", wanted))}})
               : found->second;
  }
  Worker::Host host() {
    return {[this](const Value& request) { return fetch(request); }, this};
  }

  Record kept;
  Instant now = *parse_instant("2026-03-10T09:00:00+08:00");
  List logged;
  std::map<std::string, Value> tables;
  std::vector<std::pair<std::string, Value>> http;
  std::vector<std::string> asked;

 private:
  const Manifest& manifest_;
};

std::string failure_text(const Outcome& ran) {
  return cat(name_of(ran.code), ": ", ran.text, ran.trace.empty() ? "" : cat(" (", ran.trace, ")"));
}

std::string moment_text(Instant at) {
  return Zone::find("Asia/Shanghai")->format(at);
}

// The arguments, the clock among them: third of a filter, whose settings come fourth; `at` of what
// an effect is given.
List arguments_of(const PluginSource& source, const PluginTest& test) {
  List with = test.with;
  const auto gives = std::find_if(source.manifest.gives.begin(), source.manifest.gives.end(),
                                  [&](const Gives& one) { return one.name == test.call; });
  const bool filter = gives != source.manifest.gives.end() && gives->kind == Gives::Kind::filter;
  if (filter) {
    if (with.size() < 4) with.resize(4);
    if (test.now) with[2] = Value::text(moment_text(*test.now));
    with[3] = Value::record(source.manifest.config);
  } else if (test.now && !with.empty() &&
             (with[0].is(Value::Kind::record) || with[0].is(Value::Kind::list))) {
    Record first = with[0].is(Value::Kind::record) ? with[0].as_record() : Record{};
    first.set("at", Value::text(moment_text(*test.now)));
    with[0] = Value::record(std::move(first));
  }
  return with;
}

std::string judge(const PluginTest& test, const Outcome& ran) {
  if (!test.error.empty())
    return name_of(ran.code) == test.error
               ? std::string()
               : cat("expected the error ", test.error, ", ended with ",
                     ran.code == Code::none ? ran.answer.str() : failure_text(ran));
  if (ran.code != Code::none) return failure_text(ran);
  if (!test.refuse.empty())
    return ran.answer["reject"]["code"] == Value::text(test.refuse)
               ? std::string()
               : cat("expected a refusal ", test.refuse, ", answered ", ran.answer.str());
  if (ran.answer == test.expect) return {};
  return cat("expected ", test.expect.str(), ", answered ", ran.answer.str());
}

}  // namespace

std::string run_test(const PluginSource& source, const PluginTest& test) {
  PluginSource configured = source;
  for (const auto& [name, value] : test.config) configured.manifest.config.set(name, value);
  FakeWorld world(configured.manifest);
  world.kept = test.kept;
  if (test.now) world.now = *test.now;
  world.http = test.http;
  const Outcome ran = run_here(configured, test.call, arguments_of(configured, test), world.host());
  if (std::string wrong = judge(test, ran); !wrong.empty()) return wrong;
  if (!test.asked.empty() && test.asked != world.asked)
    return cat("expected it to ask ", join(test.asked, ", "), "; it asked ",
               world.asked.empty() ? "nothing" : join(world.asked, ", "));
  if (!test.kept_after.is_null() && test.kept_after != Value::record(world.kept))
    return cat("expected ", test.kept_after.str(), " to be kept, there is ",
               Value::record(world.kept).str());
  return {};
}

namespace {

// tf.test of one file of tests.
std::vector<HostFunction> test_functions(const PluginSource& source, FakeWorld& world) {
  using Arguments = std::span<const Value>;
  const auto text = [](Arguments a, std::size_t i) {
    if (i >= a.size() || !a[i].is(Value::Kind::text))
      throw HostError{cat("argument ", i + 1, " is no text")};
    return a[i].as_text();
  };
  const auto run = [&source, &world, text](Arguments a) {
    return run_here(source, text(a, 0), a.subspan(1), world.host());
  };
  std::vector<HostFunction> out = pure_functions();
  out.push_back({"test.call", [run](Arguments a) {
                   Outcome ran = run(a);
                   if (ran.code != Code::none) throw HostError{failure_text(ran)};
                   return std::move(ran.answer);
                 }});
  out.push_back({"test.fails",
                 [run](Arguments a) {
                   const Outcome ran = run(a);
                   if (ran.code == Code::none)
                     throw HostError{cat("it answered ", ran.answer.str())};
                   return Value::list({Value::text(name_of(ran.code)), Value::text(ran.text)});
                 },
                 true});
  out.push_back({"test.kv", [&world](Arguments a) {
                   world.kept =
                       a.empty() || !a[0].is(Value::Kind::record) ? Record{} : a[0].as_record();
                   return Value();
                 }});
  out.push_back({"test.kept", [&world](Arguments) { return Value::record(world.kept); }});
  out.push_back({"test.http", [&world, text](Arguments a) {
                   world.http.emplace_back(text(a, 0), a.size() > 1 ? a[1] : Value());
                   return Value();
                 }});
  out.push_back({"test.clock", [&world, text](Arguments a) {
                   const auto at = rule::parse_temporal(text(a, 0)).instant(plain_weeks().zone());
                   if (!at) throw HostError{"no moment; write 2026-03-10T09:00:00+08:00"};
                   world.now = *at;
                   return Value();
                 }});
  out.push_back({"test.table", [&world, text](Arguments a) {
                   world.tables[text(a, 0)] = a.size() > 1 ? a[1] : Value();
                   return Value();
                 }});
  out.push_back({"test.logged", [&world](Arguments) { return Value::list(world.logged); }});
  out.push_back({"test.asked", [&world](Arguments) {
                   List all;
                   for (const std::string& one : world.asked) all.push_back(Value::text(one));
                   return Value::list(std::move(all));
                 }});
  return out;
}

}  // namespace

std::vector<LuaTest> run_lua_tests(const PluginSource& source, std::string_view text,
                                   const std::string& file) {
  std::vector<LuaTest> out;
  Sandbox names;
  FakeWorld nobody(source.manifest);
  if (const auto failed = names.load(text, file, test_functions(source, nobody)))
    return {{file, failure_text(*failed)}};
  for (const std::string& name : names.functions()) {
    FakeWorld world(source.manifest);  // each begins anew
    Sandbox sandbox;
    std::string wrong;
    if (const auto failed = sandbox.load(text, file, test_functions(source, world)))
      wrong = failure_text(*failed);
    else if (const Outcome ran = sandbox.call(sandbox.find(name), {}); ran.code != Code::none)
      wrong = failure_text(ran);
    out.push_back({name, std::move(wrong)});
  }
  return out;
}

}  // namespace tf::plugin
