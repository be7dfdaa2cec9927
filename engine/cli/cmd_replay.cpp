// townflow replay: lives a file of cases that somebody else handled, and compares.
#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/gzip.h"
#include "cli/measure.h"
#include "cli/towns.h"
#include "sim/case_judge.h"
#include "sim/case_replay.h"
#include "sim/case_report.h"

namespace tf::cli {

namespace {

constexpr std::size_t kMostBytes = 1U << 30U;  // of a file, unpacked
constexpr std::size_t kMostCached = 8'000;     // cases in memory: most wait for months

struct ReplayOptions {
  std::string town, cases, store, until;
  bool given_targets = false;
  std::size_t batch = 1024;
};

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

// Runs and tells; the store is new and empty.
int replay_on(Session& session, const ReplayOptions& options, const core::Town& town,
              const sim::CaseFile& file, std::shared_ptr<const core::Catalog> catalog,
              store::Store& store) {
  sim::CaseReplayOptions how;
  how.given_targets = options.given_targets;
  how.batch = options.batch;
  const Zone& zone = town.calendar->zone();
  how.until = sim::end_of(file, zone);
  if (!options.until.empty()) {
    const auto until = time_argument(options.until, zone);
    if (!until)
      return session.fail(
          kUsage, cat("--until ", options.until, " 不是时刻；写法如 2016-01-13 00:00。"),
          cat("--until ", options.until, " is no time; write it like 2016-01-13 00:00"));
    how.until = *until;
  }
  VirtualClock clock;
  auto shard = host::Shard::open(std::move(catalog), store, clock, {.most_cached = kMostCached});
  if (!shard) return session.fail(shard.error());

  sim::Measured measured;
  const Stopwatch lived;
  const auto run =
      sim::replay_cases(file, town, **shard, clock, how, [&](std::size_t done, std::size_t all) {
        session.progress(done, all, session.pick("条命令", "of the commands"));
      });
  measured.seconds = lived.seconds();
  session.end_progress();
  if (!run) return session.fail(run.error());
  measured.commits = (*shard)->commits();

  sim::CaseJudge judge(file, run->ids);
  const Stopwatch proved;
  const auto proof =
      sim::prove_journal(**shard, [&](const core::CaseState& state) { judge.see(state); });
  if (!proof) return session.fail(proof.error());
  measured.proof_seconds = proved.seconds();
  measured.rss_mb = peak_rss_mb();
  measured.bytes_on_disk = store.bytes_on_disk().value_or(0);

  const sim::CaseReplayReport report{file, *run, judge, *proof, options.given_targets, measured};
  session.out << (session.json ? sim::json_report(report) + "\n"
                               : sim::report(report, session.language));
  return session.exit = proof->equal() && run->refused == 0 ? kOk : kFailure;
}

int replay(Session& session, const ReplayOptions& options) {
  const auto catalog = open_towns(session, {options.town});
  if (!catalog) return session.exit;
  const auto id = host::town_in(host::folder_path(options.town));
  const core::Town& town = *catalog->town(*id);
  auto text = read_gzip(options.cases, kMostBytes);
  if (!text) return session.fail(text.error());
  auto file = sim::read_case_file(std::move(*text), town.calendar->zone());
  if (!file)
    return session.fail({file.error().code, cat(options.cases, ": ", file.error().text),
                         cat(options.cases, "：", zh_of(file.error()))});

  std::optional<TempFolder> folder;
  std::string path = options.store;
  if (path.empty()) {
    auto made = TempFolder::make();
    if (!made) return session.fail(made.error());
    folder.emplace(std::move(*made));
    path = cat(folder->path(), "/replay.db");
  } else if (std::filesystem::exists(path)) {
    return session.fail(
        kRefused, cat(path, " 已经存在：回放需要一个新的存储，请换一个文件名。"),
        cat(path, " exists already: a replay needs a new store; name another file"));
  }
  const auto store = open_store(session, path, true, true);
  if (!store) return session.exit;
  return replay_on(session, options, town, *file, catalog, *store);
}

}  // namespace

void add_replay(CLI::App& app, Session& session) {
  auto options = std::make_shared<ReplayOptions>();
  const auto told = [&session](std::string_view zh, std::string_view en) {
    return std::string(session.pick(zh, en));
  };
  CLI::App* command = app.add_subcommand(
      "replay", told("用真实的案件文件回放整个引擎，并与公布的结果比较",
                     "lives a file of real cases through the engine, and compares"));
  command->add_option("DIR", options->town, told("乡镇文件夹", "folder of the town"))->required();
  command
      ->add_option("--cases", options->cases,
                   told("案件文件 .csv 或 .csv.gz", "file of cases, .csv or .csv.gz"))
      ->required();
  command->add_flag("--given-targets", options->given_targets,
                    told("以文件中的期限为准", "take the file's targets as the deadlines"));
  command->add_option("--store", options->store,
                      told("保留存储到此新文件", "keep the store in this new file"));
  command->add_option("--until", options->until,
                      told("时间走到此刻为止（默认：最后一事的次日零点）",
                           "let time pass to here (default: the midnight after the last event)"));
  command->add_option("--batch", options->batch, told("每次提交的命令数", "commands in one commit"))
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}))
      ->capture_default_str();
  command->callback([options, &session] { replay(session, *options); });
}

}  // namespace tf::cli
