// townflow test: plays scenarios.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>

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
  std::string filter, junit, store = "memory";
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
        return fail(Errc::io, cat("cannot make the folder ", pattern));
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

int test(Session& session, const TestOptions& options) {
  const auto set = sim::ScenarioSet::read(options.paths);
  if (!set) return session.fail(set.error());
  if (!set->findings().empty()) session.err << to_text(set->findings(), session.language);
  if (set->all().empty() && set->tables().empty() && !set->findings().has_errors())
    return session.fail(kFailure, "这里没有情景：情景文件以 scenario: 开头。",
                        "there are no scenarios here: a scenario file begins with scenario:");
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
    run(scenario,
        [&] { return sim::play(scenario, set->stage(scenario, [&] { return stores.make(); })); });
  sim::TableTester tester;
  sim::Coverage coverage;
  for (const sim::TableTest& test : set->tables())
    run(test.scenario, [&] { return set->run(test, tester, coverage); });
  if (!options.junit.empty()) {
    std::ofstream file(options.junit, std::ios::binary);
    if (!(file << junit(results) << std::flush))
      return session.fail(
          kFailure, cat("写不了 ", options.junit, "：请检查路径和权限。"),
          cat("cannot write ", options.junit, "; check the path and the permissions"));
  }
  if (options.coverage && !session.json)
    session.out << sim::coverage_report(coverage, session.language);
  session.out << (session.json ? sim::json_report(results, options.coverage ? &coverage : nullptr)
                               : summary(results, session.language))
              << '\n';
  bool passed = !set->findings().has_errors();
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
                    std::string(session.pick("列出规则表里没有测试管到的行",
                                             "lists the rules of tables that no test reaches")));
  command
      ->add_option("--store", options->store,
                   std::string(session.pick("存储：memory 或 sqlite", "store: memory or sqlite")))
      ->check(CLI::IsMember({"memory", "sqlite"}));
  command->callback([options, &session] { test(session, *options); });
}

}  // namespace tf::cli
