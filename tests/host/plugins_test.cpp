// A town's plugins at work in a shard: what they keep, what they put into a form, what their
// failure does, which version a case asks, and a journal that needs none of them.
#include "host/plugins.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include "base/hash.h"
#include "base/text.h"
#include "core/codec.h"
#include "host/publication.h"
#include "host/shard.h"
#include "model/loader.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

constexpr const char* kManifest =
    "plugin: ledger\n"
    "api: 1\n"
    "version: 1.0.0\n"
    "entry: main.lua\n"
    "gives:\n"
    "  twice: {kind: function, takes: {n: number}, answers: number}\n"
    "  once: {kind: filter, hook: case.validate, sees: {case: [kind]}}\n"
    "  ready: {kind: filter, hook: form.prepare}\n"
    "  strict: {kind: filter, hook: task.before_complete, on_error: reject}\n"
    "  lax: {kind: filter, hook: task.before_complete, on_error: ignore}\n"
    "permissions: {kv: 1 KiB}\n"
    "on_error: incident\n";
constexpr const char* kScript = R"(
return {
  twice = function(n) return n * 2 end,
  once = function(opening, case, now)
    local n = tf.kv.incr("opened/" .. now:sub(1, 10), 1, {ttl = "1d"})
    if case.kind == "greedy" then tf.kv.put("big", ("x"):rep(2000)) end
    if case.kind == "broken" then error("broken") end
    if n > 3 then return tf.reject("ENOUGH", {zh = "够了", en = "enough"}) end
  end,
  ready = function(task) return {values = {note = "for " .. task.step .. " " .. task.people[1]}} end,
  strict = function(task) if task.form.note == "strict" then error("strict") end end,
  lax = function(task) if task.form.note == "lax" then error("lax") end end,
}
)";
constexpr const char* kPluginErrand =
    "workflow: errand\n"
    "case: {kind: line}\n"
    "fields: {note: line, number_of_it: number}\n"
    "start: {who: anyone}\n"
    "steps:\n"
    "  first: {task: work, who: clerk, form: [note], next: count}\n"
    "  count: {set: {number_of_it: twice(21)}}\n"
    "  over: {end: done}\n";

pid_t fork_plugins(int fd) {
  const pid_t child = fork();
  if (child == 0) _exit(plugin::serve_worker(fd));
  return child;
}

class PluginsTest : public testing::Test {
 protected:
  using Files = std::map<std::string, std::string>;
  PluginsTest() : clock(*parse_instant("2026-03-10T09:00:00+08:00")), store(store::memory_store()) {
    files = {{"small/town.yaml", cat(support::kSmallTown, "plugins: {ledger: {}}\n")},
             {"small/roles.yaml", support::kSmallRoles},
             {"small/people.yaml", support::kSmallPeople},
             {"small/deadlines.yaml", support::kSmallDeadlines},
             {"small/ladders.yaml", support::kSmallLadders},
             {"small/errand.yaml", kPluginErrand},
             {"small/ledger/plugin.yaml", kManifest},
             {"small/ledger/main.lua", kScript}};
  }

  std::shared_ptr<const core::Catalog> catalog() {
    model::Library library;
    model::Diagnostics out;
    for (const auto& [path, text] : files)
      if (path.ends_with(".yaml")) library.add(path, text, out);
    library.finish(out);
    const PluginHost host{&files, isolate};
    auto made = std::make_shared<core::Catalog>();
    made->add(core::load_town(library, "small", 1, out, plugin_loader(host)).town);
    EXPECT_FALSE(out.has_errors()) << to_text(out, model::Language::en);
    auto sources = std::make_shared<core::Sources>();
    sources->texts = files;
    sources->towns = {"small"};
    std::string all;
    for (const auto& [path, text] : files) all += path + text;
    sources->hash = to_hex(sha256(all));
    made->sources = std::move(sources);
    return made;
  }
  void start() {
    auto opened = Shard::open(catalog(), *store, clock);
    ASSERT_TRUE(opened) << opened.error().text;
    shard = std::move(*opened);
  }
  void publish() { ASSERT_TRUE(shard->publish(catalog(), "")); }
  const plugin::TownPlugins& plugins() {
    return dynamic_cast<const plugin::TownPlugins&>(*shard->catalog().town("small")->plugins);
  }

  Answer open(const char* kind = "plain") {
    core::OpenCase body;
    body.town = "small";
    body.workflow = "errand";
    body.data = Value::record({{"kind", Value::text(kind)}, {"grid", Value::text("dale")}});
    return shard->run({cat("o", ++keys), "small", "", {"ann", "claimed", ""}, body});
  }
  Answer complete(const Answer& opened, const char* note) {
    core::Act act;
    act.verb = "complete";
    act.task = shard->state(CaseId{opened.case_id})->tasks.back().id;
    act.form = Value::record({{"note", Value::text(note)}});
    return shard->run(
        {cat("c", ++keys), "small", cat(opened.case_id), {"ann", "claimed", ""}, act});
  }
  core::CaseState state(const Answer& answer) { return *shard->state(CaseId{answer.case_id}); }
  std::string kept(const char* key) {
    const auto row = store->kept("small", "ledger", key, clock.now().ms);
    return row && *row ? (*row)->value : "nothing";
  }
  // Events of the case of one kind, as JSON.
  std::vector<std::string> events(const Answer& of, std::string_view kind) {
    std::vector<std::string> out;
    const auto rows = store->read_case(of.case_id, 0, 1000);
    for (const store::JournalRow& row : *rows) {
      const auto decoded = core::decode_row(row.body);
      for (const core::Event& event : decoded->events) {
        if (const auto* noted = std::get_if<core::Noted>(&event);
            noted != nullptr && noted->what == kind)
          out.push_back(cat(noted->by, " ", noted->reason, " ", noted->with.str()));
        if (const auto* found = std::get_if<core::Found>(&event);
            found != nullptr && kind == "found")
          out.push_back(cat(found->what, " ", found->answer.str()));
      }
    }
    return out;
  }

  VirtualClock clock;
  Files files;
  plugin::Launch isolate;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Shard> shard;
  int keys = 0;
};

TEST_F(PluginsTest, KeepsInTheTurnAndRecordsWhatItRead) {
  start();
  const Answer first = open();
  EXPECT_EQ(first.kind, Answer::Kind::accepted) << first.rejection.en;
  EXPECT_EQ(kept("opened/2026-03-10"), "1");
  const Answer second = open();
  EXPECT_EQ(kept("opened/2026-03-10"), "2");
  EXPECT_EQ(events(second, "found").front(), "kept ledger {opened/2026-03-10: 1}");
  EXPECT_EQ(events(second, "kept").size(), 1U);
  open();
  const Answer fourth = open();
  EXPECT_EQ(fourth.rejection.code, "ENOUGH");
  EXPECT_EQ(kept("opened/2026-03-10"), "3") << "a refused opening keeps nothing";
  clock.set(clock.now() + kDay + kHour);
  EXPECT_EQ(kept("opened/2026-03-10"), "nothing") << "its time is over";
}

TEST_F(PluginsTest, TheManifestSaysHowMuch) {
  start();
  const Answer greedy = open("greedy");
  EXPECT_EQ(greedy.kind, Answer::Kind::accepted);
  EXPECT_EQ(kept("big"), "nothing");
  EXPECT_EQ(kept("opened/2026-03-10"), "nothing") << "a call that fails keeps nothing";
  const auto incidents = events(greedy, "incident");
  ASSERT_EQ(incidents.size(), 1U);
  EXPECT_NE(incidents.front().find("more than the 1024 bytes"), std::string::npos)
      << incidents.front();
}

TEST_F(PluginsTest, PreparesAForm) {
  start();
  const Answer one = open();
  EXPECT_EQ(state(one).tasks.back().prepared.str(), "{note: for first ann}");
}

TEST_F(PluginsTest, EachHookFailsByItsPolicy) {
  start();
  const Answer incident = open("broken");
  EXPECT_EQ(incident.kind, Answer::Kind::accepted);
  EXPECT_EQ(events(incident, "incident").size(), 1U);
  const Answer reject = complete(incident, "strict");
  EXPECT_EQ(reject.rejection.code, "plugin.failed");
  const Answer ignore = complete(incident, "lax");
  EXPECT_EQ(ignore.kind, Answer::Kind::accepted) << ignore.rejection.en;
  EXPECT_EQ(events(incident, "incident").size(), 1U);
  EXPECT_EQ(state(incident).field("number_of_it").str(), "42");
}

TEST_F(PluginsTest, FiveFailuresInARowOpenAnIncidentThatNamesIt) {
  start();
  Answer last;
  // Each opening fails once, and form.prepare, which goes well, begins the row anew: so it is
  // switched off here.
  files["small/ledger/plugin.yaml"] =
      cat(std::string(kManifest).substr(0, std::string(kManifest).find("  ready:")),
          std::string(kManifest).substr(std::string(kManifest).find("  strict:")));
  publish();
  for (int i = 0; i < 5; ++i) last = open("broken");
  EXPECT_TRUE(plugins().states().front().off);
  const auto incidents = events(last, "incident");
  ASSERT_EQ(incidents.size(), 2U);
  EXPECT_NE(incidents.back().find("PLUGIN_OFF"), std::string::npos) << incidents.back();
  EXPECT_NE(incidents.back().find("plugin: ledger"), std::string::npos) << incidents.back();
  const Answer after = open("broken");
  EXPECT_EQ(after.kind, Answer::Kind::accepted);
  EXPECT_TRUE(events(after, "incident").empty()) << "told once";
}

TEST_F(PluginsTest, DisablingWorksHotForOldCasesToo) {
  start();
  const Answer before = open();
  files["small/town.yaml"] = cat(support::kSmallTown, "plugins: {ledger: {enabled: false}}\n");
  publish();
  EXPECT_EQ(open("broken").kind, Answer::Kind::accepted);
  EXPECT_EQ(open().kind, Answer::Kind::accepted);
  const Answer done = complete(before, "strict");
  EXPECT_EQ(done.kind, Answer::Kind::accepted) << done.rejection.en;
  EXPECT_TRUE(state(before).field("number_of_it").is_null());
}

TEST_F(PluginsTest, ACaseAsksTheVersionItStandsOn) {
  start();
  const Answer before = open();
  std::string changed = kScript;
  changed.replace(changed.find("n * 2"), 5, "n * 3");
  files["small/ledger/main.lua"] = changed;
  publish();
  const Answer after = open();
  complete(before, "x");
  complete(after, "x");
  EXPECT_EQ(state(before).field("number_of_it").str(), "42");
  EXPECT_EQ(state(after).field("number_of_it").str(), "63");
}

TEST_F(PluginsTest, ACaseKeepsItsVersionAcrossARestart) {
  start();
  publish();
  const Answer before = open(), left_over = open();
  const auto change = [&](const char* from, const char* to) {
    std::string& script = files["small/ledger/main.lua"];
    script.replace(script.find(from), 5, to);
  };
  change("n * 2", "n * 3");
  publish();
  const Answer between = open();
  change("n * 3", "n * 4");
  // The program was off while the files changed once more.
  const auto restart = [&] {
    shard.reset();
    auto opened = Shard::open(*with_history(catalog(), *store), *store, clock);
    ASSERT_TRUE(opened) << opened.error().text;
    shard = std::move(*opened);
    ASSERT_TRUE(shard->publish(*with_history(catalog(), *store), ""));
  };
  restart();
  clock.set(clock.now() + kDay + kHour);  // three a day
  const Answer after = open();
  for (const Answer& one : {before, between, after}) complete(one, "x");
  EXPECT_EQ(state(before).field("number_of_it").str(), "42");
  EXPECT_EQ(state(between).field("number_of_it").str(), "63");
  EXPECT_EQ(state(after).field("number_of_it").str(), "84");
  // The plugin is gone from the town: who began with it still has it, filters too.
  files["small/town.yaml"] = support::kSmallTown;
  files["small/errand.yaml"].replace(files["small/errand.yaml"].find("twice(21)"), 9, "1 + 0");
  restart();
  EXPECT_EQ(complete(left_over, "strict").rejection.code, "plugin.failed");
  EXPECT_EQ(complete(left_over, "x").kind, Answer::Kind::accepted);
  EXPECT_EQ(state(left_over).field("number_of_it").str(), "42");
}

constexpr const char* kAsking = R"(
return {
  once = function(opening, case, now, config)
    tf.log("asked at " .. tf.clock.now())
    local size = tf.rules.eval("sizes", {amount = case.amount}).size
    if size == "big" then
      local by = tf.calendar.add(now:sub(1, 10), "3 working days")
      return tf.reject("BIG", {zh = by, en = by .. " " .. tf.calendar.add(now, "2 office hours")})
    end
    local me = tf.ctx()
    tf.audit(me.plugin .. " of " .. me.town .. " by " .. me.actor .. ": " .. tf.i18n("clerk").en)
    if case.amount == 7 then tf.rules.eval("size", {}) end
    if case.amount == 8 then tf.rules.eval("sizes", {weight = 1}) end
    if case.amount == 9 then for i = 1, 30 do tf.log(i) end end
    if case.amount == 10 then
      return tf.reject("DAYS", {en = tf.calendar.between(now, "2026-03-16") ..
        tostring(tf.calendar.is_workday("2026-03-14")) .. config.limit .. tf.feel("a + 1", {a = 2})})
    end
  end,
})";

class AskingTest : public PluginsTest, public testing::WithParamInterface<bool> {
 protected:
  AskingTest() {
    if (GetParam()) isolate = fork_worker;
    files["small/ledger/plugin.yaml"] =
        "plugin: ledger\napi: 1\nversion: 1.0.0\nentry: main.lua\n"
        "gives: {once: {kind: filter, hook: case.validate, sees: {case: [amount]}}}\n"
        "config: {limit: {type: whole, default: 5}}\non_error: incident\n";
    files["small/ledger/main.lua"] = kAsking;
    files["small/sizes.yaml"] = support::kSmallTable;
    files["small/errand.yaml"] =
        "workflow: errand\n"
        "case: {amount: money, secret: {type: money, class: sensitive}}\n"
        "fields: {size: {type: choice, of: [small, big]}}\n"
        "start: {who: anyone}\n"
        "steps:\n"
        "  weigh: {decide: sizes}\n"
        "  over: {end: done}\n";
  }
  Answer open_of(int amount) {
    core::OpenCase body;
    body.town = "small";
    body.workflow = "errand";
    body.data = Value::record({{"amount", Value::number(std::int64_t{amount})}});
    return shard->run({cat("o", ++keys), "small", "", {"ann", "claimed", ""}, body});
  }
};

INSTANTIATE_TEST_SUITE_P(Walls, AskingTest, testing::Bool(),
                         [](const auto& row) { return row.param ? "worker" : "inside"; });

TEST_P(AskingTest, AFilterAsksItsTown) {
  start();
  const Answer big = open_of(200);
  EXPECT_EQ(big.rejection.code, "BIG");
  EXPECT_EQ(big.rejection.zh, "2026-03-13");
  EXPECT_EQ(big.rejection.en, "2026-03-13 2026-03-10T11:00:00+08:00");
  const Answer small = open_of(80);
  ASSERT_EQ(small.kind, Answer::Kind::accepted) << small.rejection.en;
  EXPECT_EQ(events(small, "found").front(), "log ledger [asked at 2026-03-10T09:00:00+08:00]");
  EXPECT_EQ(events(small, "audit").front(), "plugin ledger ledger of small by ann: clerk null");
  EXPECT_EQ(open_of(10).rejection.en, "4false53");
}

TEST_P(AskingTest, MistakesAreNamed) {
  start();
  const auto why = [&](int amount) { return events(open_of(amount), "incident").at(0); };
  EXPECT_NE(why(7).find("tf.rules.eval: this process has no table 'size'; did you mean sizes?"),
            std::string::npos)
      << why(7);
  EXPECT_NE(why(8).find("the table 'sizes' has no input 'weight'; it asks for: amount"),
            std::string::npos)
      << why(8);
  EXPECT_NE(why(9).find("more than 20 lines in one call"), std::string::npos) << why(9);
}

TEST_F(PluginsTest, ReplayNeedsNoPlugin) {
  start();
  std::vector<Answer> all = {open(), open("broken"), open("greedy"), open()};
  for (const Answer& one : all) complete(one, "lax");
  std::vector<Hash> live;
  for (const Answer& one : all) live.push_back(core::state_hash(state(one)));
  shard.reset();
  for (const char* gone : {"small/ledger/plugin.yaml", "small/ledger/main.lua"}) files.erase(gone);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto folded = load_state(*store, CaseId{all[i].case_id});
    ASSERT_TRUE(folded);
    EXPECT_EQ(core::state_hash(*folded), live[i]);
  }
}

TEST_F(PluginsTest, AnOldProcessFoundLateAsksItsPluginsWhereTheHostSays) {
  start();
  publish();
  const std::string old = shard->catalog().town("small")->workflows.at("errand")->hash;
  std::string changed = kPluginErrand;
  files["small/errand.yaml"] = changed.replace(changed.find("21"), 2, "22");
  publish();
  const auto now = catalog();
  ASSERT_EQ(now->definition(old), nullptr);
  for (const bool apart : {false, true}) {
    int workers = 0;
    plugin::Launch launch;
    if (apart) launch = [&workers](int fd) { return ++workers, fork_plugins(fd); };
    const auto late = with_definition(now, *store, old, launch);
    ASSERT_TRUE(late) << late.error().text;
    const auto definition = (*late)->definition(old);
    ASSERT_NE(definition, nullptr);
    const Value given = Value::number(21);
    EXPECT_EQ(definition->plugins->call(0, {&given, 1}, {clock.now(), 0}).value.str(), "42");
    EXPECT_EQ(workers > 0, apart);
  }
}

TEST_F(PluginsTest, ADeadWorkerIsOneFailedCallAndNothingElse) {
  isolate = fork_plugins;
  start();
  EXPECT_EQ(open().kind, Answer::Kind::accepted);
  EXPECT_EQ(kept("opened/2026-03-10"), "1") << "kept through the worker";
  const pid_t worker = plugins().worker();
  ASSERT_GT(worker, 0);
  ::kill(worker, SIGKILL);
  const Answer during = open();
  EXPECT_EQ(during.kind, Answer::Kind::accepted);
  const auto incidents = events(during, "incident");
  ASSERT_EQ(incidents.size(), 1U);
  EXPECT_NE(incidents.front().find("plugin.crash"), std::string::npos) << incidents.front();
  const Answer after = open();
  EXPECT_TRUE(events(after, "incident").empty());
  EXPECT_EQ(kept("opened/2026-03-10"), "2");
  EXPECT_NE(plugins().worker(), worker);
  EXPECT_EQ(complete(after, "x").kind, Answer::Kind::accepted);
  EXPECT_EQ(state(after).field("number_of_it").str(), "42");
}

}  // namespace
}  // namespace tf::host
