// bench: W1 in this process: a case is opened and goes through three human steps to its end, four
// commands, each durable before its answer; so many commands a commit as that many clients would
// have waiting. For HTTP and for the floor beside it: bench/README.md.
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>
#include <thread>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "host/shard.h"
#include "host/system_clock.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

constexpr int kRuns = 3;

struct BenchOptions {
  std::string town = "bench/town", folder = ".";
  std::size_t cases = 4000;
  std::vector<std::size_t> batches{1, 16, 64, 256};
};

struct Figures {
  double commands_per_s = 0, cpu_us = 0, p50_ms = 0, p99_ms = 0, bytes_per_case = 0;
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// `batch` cases side by side; each commit holds the next command of every one of them.
class Drive {
 public:
  Drive(host::Shard& shard, std::string town) : shard_(shard), town_(std::move(town)) {}

  Result<void> run(std::size_t cases, std::size_t batch, std::vector<double>& commit_ms) {
    for (std::size_t done = 0; done < cases; done += batch) {
      std::vector<std::uint64_t> ids(std::min(batch, cases - done)), tasks(ids.size());
      for (int step = 0; step < 4; ++step) TF_OK(commit(ids, tasks, step, commit_ms));
    }
    return {};
  }

 private:
  Result<void> commit(std::vector<std::uint64_t>& ids, std::vector<std::uint64_t>& tasks, int step,
                      std::vector<double>& commit_ms) {
    std::vector<host::Request> requests(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      host::Request& request = requests[i];
      request.key = cat("bench-", ++keys_);
      request.town = town_;
      request.actor = {"ann", "claimed", ""};
      if (step == 0) {
        core::OpenCase open;
        open.town = town_;
        open.workflow = "three-steps";
        open.data = Value::record({{"subject", Value::text("a lamp is out at the bridge")}});
        request.body = std::move(open);
      } else {
        request.case_ref = cat(ids[i]);
        core::Act act;
        act.verb = "complete";
        act.task = tasks[i];
        act.form = Value::record({});
        request.body = std::move(act);
      }
    }
    const auto began = std::chrono::steady_clock::now();
    const std::vector<host::Answer> answers = shard_.run(requests);
    commit_ms.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
            .count());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (answers[i].kind != host::Answer::Kind::accepted)
        return fail(Errc::invalid, cat("a command of the load failed: ", answers[i].rejection.en,
                                       answers[i].error.text));
      ids[i] = answers[i].case_id;
      if (step == 3) continue;
      const auto state = shard_.state(CaseId{ids[i]});
      if (!state || state->tasks.empty())
        return fail(Errc::invalid, "a case of the load has no task");
      tasks[i] = state->tasks.front().id;
    }
    return {};
  }

  host::Shard& shard_;
  std::string town_;
  std::uint64_t keys_ = 0;
};

Result<Figures> one_run(const std::shared_ptr<const core::Catalog>& catalog,
                        const BenchOptions& options, std::size_t batch) {
  const std::string path =
      (fs::path(options.folder) / cat("townflow-bench-", getpid(), ".db")).string();
  Figures figures;
  {
    const auto store = TF_TRY(store::open_sqlite(path));
    const host::SystemClock clock;
    const auto shard = TF_TRY(host::Shard::open(catalog, *store, clock));
    // One commit at a time waits for the disk; fewer cases keep a run short.
    const std::size_t cases =
        batch == 1 ? std::max<std::size_t>(options.cases / 8, 1) : options.cases;
    std::vector<double> commits;
    const double cpu = cpu_seconds();
    const auto began = std::chrono::steady_clock::now();
    TF_OK(Drive(*shard, catalog->towns().front()->id).run(cases, batch, commits));
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    const double commands = static_cast<double>(cases) * 4;
    std::ranges::sort(commits);
    figures.commands_per_s = commands / seconds;
    figures.cpu_us = (cpu_seconds() - cpu) * 1e6 / commands;
    figures.p50_ms = commits[commits.size() / 2];
    figures.p99_ms = commits[std::min(commits.size() - 1, commits.size() * 99 / 100)];
    figures.bytes_per_case =
        static_cast<double>(TF_TRY(store->bytes_on_disk())) / static_cast<double>(cases);
  }
  std::error_code code;
  for (const char* part : {"", "-wal", "-shm", ".lock"}) fs::remove(path + part, code);
  return figures;
}

std::int64_t rounded(double value) {
  return static_cast<std::int64_t>(value + 0.5);
}

std::string machine() {
  utsname name{};
  uname(&name);
  return cat(name.sysname, " ", name.release, " ", name.machine, ", ",
             std::thread::hardware_concurrency(), " cores, g++ " __VERSION__);
}

int bench(Session& session, const BenchOptions& options) {
  const auto catalog = open_towns(session, {options.town});
  if (!catalog) return session.exit;
  List rows;
  if (!session.json)
    session.out
        << machine() << "\n"
        << session.pick(
               "每次提交  每秒命令 最小/中/最大   CPU 微秒/命令  提交毫秒 p50/p99  字节/件\n",
               "a commit  commands/s min/med/max   CPU us/command  commit ms p50/p99  "
               "bytes/case\n");
  for (const std::size_t batch : options.batches) {
    std::vector<Figures> runs;
    for (int run = 0; run < kRuns; ++run) {
      auto figures = one_run(catalog, options, std::max<std::size_t>(batch, 1));
      if (!figures) return session.fail(figures.error());
      runs.push_back(*figures);
    }
    std::ranges::sort(runs, {}, &Figures::commands_per_s);
    const Figures& mid = runs[kRuns / 2];
    const auto hundredths = [](double v) {
      return Value::number(
          *Decimal::parse(cat(rounded(v * 100) / 100, ".", rounded(v * 100) % 100 < 10 ? "0" : "",
                              rounded(v * 100) % 100)));
    };
    rows.push_back(Value::record(
        {{"commands_a_commit", Value::number(static_cast<std::int64_t>(batch))},
         {"commands_per_second",
          Value::record({{"min", Value::number(rounded(runs.front().commands_per_s))},
                         {"median", Value::number(rounded(mid.commands_per_s))},
                         {"max", Value::number(rounded(runs.back().commands_per_s))}})},
         {"cpu_us", hundredths(mid.cpu_us)},
         {"commit_ms",
          Value::record({{"p50", hundredths(mid.p50_ms)}, {"p99", hundredths(mid.p99_ms)}})},
         {"bytes_per_case", Value::number(rounded(mid.bytes_per_case))}}));
    if (!session.json)
      session.out << batch << "  " << rounded(runs.front().commands_per_s) << " / "
                  << rounded(mid.commands_per_s) << " / " << rounded(runs.back().commands_per_s)
                  << "   " << hundredths(mid.cpu_us).str() << "  " << hundredths(mid.p50_ms).str()
                  << " / " << hundredths(mid.p99_ms).str() << "  " << rounded(mid.bytes_per_case)
                  << '\n';
  }
  if (session.json)
    session.out << to_json(Value::record({{"machine", Value::text(machine())},
                                          {"runs", Value::number(std::int64_t{kRuns})},
                                          {"w1", Value::list(std::move(rows))}}))
                << '\n';
  return session.exit = kOk;
}

}  // namespace

void add_bench(CLI::App& app, Session& session) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App* command = app.add_subcommand(
      "bench",
      std::string(session.pick("测量：立案和三步办理，逐批落盘",
                               "measures opening and three steps, durable commit by commit")));
  command->add_option(
      "--town", options->town,
      std::string(session.pick("测量镇的文件夹", "folder of the town to measure with")));
  command->add_option("--dir", options->folder,
                      std::string(session.pick("存储放在哪里", "where the store is put")));
  command->add_option("--cases", options->cases,
                      std::string(session.pick("每轮件数", "cases a run")));
  command->add_option("--batch", options->batches,
                      std::string(session.pick("每次提交几条命令", "commands a commit")));
  command->callback([options, &session] { bench(session, *options); });
}

}  // namespace tf::cli
