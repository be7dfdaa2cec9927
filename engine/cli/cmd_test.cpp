// townflow test: plays scenarios.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <set>

#include <CLI/App.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "sim/scenario_report.h"
#include "sim/scenario_set.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

struct TestOptions {
  std::vector<std::string> paths;
  std::string filter, junit, may_miss, store = "memory";
  bool coverage = false;
};

// Stores in a folder of their own, gone at the end.
class Stores {
 public:
  explicit Stores(bool sqlite) : sqlite_(sqlite) {}
  ~Stores() {
    std::error_code code;
    if (!folder_.empty()) fs::remove_all(folder_, code);
  }
  Result<std::unique_ptr<store::Store>> make() {
    if (!sqlite_) return store::memory_store(true);
    if (folder_.empty()) {
      std::string pattern = (fs::temp_directory_path() / "townflow-XXXXXX").string();
      if (mkdtemp(pattern.data()) == nullptr)
        return fail(Errc::io, cat("cannot make the folder ", pattern),
                    cat("建不了文件夹 ", pattern));
      folder_ = pattern;
    }
    store::SqliteOptions options;
    options.virtual_clock = true;
    return store::open_sqlite(cat(folder_, "/", ++count_, ".db"), options);
  }

 private:
  bool sqlite_;
  std::string folder_;
  std::size_t count_ = 0;
};

// The lines of a list of what need not be reached; a line that begins with # is a remark.
Result<std::set<std::string>> listed(const std::string& path) {
  std::set<std::string> out;
  if (path.empty()) return out;
  const std::string text = TF_TRY(host::read_text(path));
  for (const std::string_view line : split(text, '\n'))
    if (const std::string_view name = trim(line); !name.empty() && !name.starts_with("#"))
      out.emplace(name);
  return out;
}

// True when nothing is missed but what the list allows.
bool as_listed(Session& session, const std::vector<std::string>& missed,
               const std::set<std::string>& allowed) {
  bool sound = true;
  for (const std::string& name : missed) {
    if (allowed.contains(name)) continue;
    sound = false;
    session.err << session.pick("没有情景再走到：", "no scenario reaches this any more: ") << name
                << '\n';
  }
  for (const std::string& name : allowed)
    if (std::ranges::find(missed, name) == missed.end())
      session.say(cat("已走到，可从清单删去：", name),
                  cat("reached now, take it off the list: ", name));
  return sound;
}

int test(Session& session, const TestOptions& options) {
  const auto set = sim::ScenarioSet::read(options.paths);
  if (!set) return session.fail(set.error());
  if (!set->findings().empty()) session.err << to_text(set->findings(), session.language);
  if (set->all().empty() && set->tables().empty() && !set->findings().has_errors())
    return session.fail(kFailure, "这里没有情景：情景文件以 scenario: 开头。",
                        "there are no scenarios here: a scenario file begins with scenario:");
  const auto allowed = listed(options.may_miss);
  if (!allowed) return session.fail(allowed.error());
  const bool covering = options.coverage || !options.may_miss.empty();
  sim::FlowCoverage flow;
  sim::Coverage coverage;
  if (covering) set->expect(flow, coverage);
  Stores stores(options.store == "sqlite");
  std::vector<sim::ScenarioResult> results;
  const auto run = [&](const sim::Scenario& scenario, const auto& play) {
    if (!options.filter.empty() && scenario.id.find(options.filter) == std::string::npos) return;
    const auto began = std::chrono::steady_clock::now();
    results.push_back(play());
    results.back().seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    if (!session.json && (!session.quiet || !results.back().passed))
      session.out << report(results.back(), session.language);
  };
  for (const sim::Scenario& scenario : set->all())
    run(scenario, [&] {
      sim::Stage stage = set->stage(scenario, [&] { return stores.make(); });
      stage.coverage = covering ? &flow : nullptr;
      return sim::play(scenario, stage);
    });
  sim::TableTester tester;
  for (const sim::TableTest& test : set->tables())
    run(test.scenario, [&] { return set->run(test, tester, coverage); });
  if (!options.junit.empty()) {
    std::ofstream file(options.junit, std::ios::binary);
    if (!(file << junit(results) << std::flush))
      return session.fail(
          kFailure, cat("写不了 ", options.junit, "：请检查路径和权限。"),
          cat("cannot write ", options.junit, "; check the path and the permissions"));
  }
  flow.count_rows(coverage);
  const std::vector<sim::ProcessCoverage> processes = flow.rows();
  if (options.coverage && !session.json)
    session.out << sim::coverage_report(coverage, session.language)
                << sim::coverage_report(processes, session.language);
  session.out << (session.json ? sim::json_report(results, options.coverage ? &coverage : nullptr,
                                                  options.coverage ? &processes : nullptr)
                               : summary(results, session.language))
              << '\n';
  bool passed = !set->findings().has_errors();
  if (!passed)
    session.say(
        cat(set->findings().errors(), " 处错误见上：有错的情景没有演"),
        cat(set->findings().errors(), " mistakes, see above: what they stand in was not played"));
  if (!options.may_miss.empty())
    passed = as_listed(session, sim::not_reached(processes, coverage), *allowed) && passed;
  for (const sim::ScenarioResult& result : results) passed = passed && result.passed;
  return session.exit = passed ? kOk : kScenarios;
}

}  // namespace

void add_test(CLI::App& app, Session& session) {
  auto options = std::make_shared<TestOptions>();
  CLI::App* command = app.add_subcommand(
      "test",
      std::string(session.pick("在虚拟时钟下演示情景", "plays scenarios on a virtual clock")));
  command
      ->add_option("PATH", options->paths,
                   std::string(session.pick("情景文件或文件夹", "scenario files or folders")))
      ->required();
  command->add_option(
      "--filter", options->filter,
      std::string(session.pick("只演示编号含此文字的", "only ids that contain this")));
  command->add_option(
      "--junit", options->junit,
      std::string(session.pick("另写一份 JUnit 报告", "also write a JUnit report")));
  command->add_flag("--coverage", options->coverage,
                    std::string(session.pick("列出没有测试管到的步骤、去向和规则表的行",
                                             "lists steps, ways and rules that no test reaches")));
  command->add_option("--may-miss", options->may_miss,
                      std::string(session.pick("清单文件：只有其中的可以没有情景走到",
                                               "a list; fails when anything else is not reached")));
  command
      ->add_option("--store", options->store,
                   std::string(session.pick("存储：memory 或 sqlite", "store: memory or sqlite")))
      ->check(CLI::IsMember({"memory", "sqlite"}));
  command->callback([options, &session] { test(session, *options); });
}

}  // namespace tf::cli
