// townflow bench: W1 in this process (sim/w1.h) on a durable store, so many commands a commit as
// that many clients would have waiting. For HTTP and for the floor beside it: bench/README.md.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json_writer.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/measure.h"
#include "cli/towns.h"
#include "host/shard.h"
#include "host/system_clock.h"
#include "sim/case_report.h"
#include "sim/w1.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

struct BenchOptions {
  std::string town = "bench/town", folder;
  std::size_t cases = 4000, runs = 3;
  std::vector<std::size_t> batches{1, 16, 64, 256};
};

struct Figures {
  double commands_per_s = 0, cpu_us = 0, p50_ms = 0, p99_ms = 0, bytes_per_case = 0;
};

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// One commit at a time waits for the disk; fewer cases keep a run short.
std::size_t cases_of(const BenchOptions& options, std::size_t batch) {
  return batch == 1 ? std::max<std::size_t>(options.cases / 8, 1) : options.cases;
}

Result<Figures> measure(const std::shared_ptr<const core::Catalog>& catalog,
                        const std::string& path, std::size_t cases, std::size_t batch) {
  const auto store = TF_TRY(store::open_sqlite(path));
  const host::SystemClock clock;
  const auto shard = TF_TRY(host::Shard::open(catalog, *store, clock));
  const double cpu = cpu_seconds();
  const double began = seconds_now();
  std::vector<double> commits =
      TF_TRY(sim::run_w1(*shard, catalog->towns().front()->id, cases, batch, "bench", seconds_now));
  const double seconds = seconds_now() - began;
  const double commands = static_cast<double>(cases * sim::kW1Commands);
  std::ranges::sort(commits);
  Figures figures;
  figures.commands_per_s = commands / seconds;
  figures.cpu_us = (cpu_seconds() - cpu) * 1e6 / commands;
  figures.p50_ms = commits[commits.size() / 2];
  figures.p99_ms = commits[std::min(commits.size() - 1, commits.size() * 99 / 100)];
  figures.bytes_per_case =
      static_cast<double>(TF_TRY(store->bytes_on_disk())) / static_cast<double>(cases);
  return figures;
}

// A run on a store of its own, gone after it.
Result<Figures> one_run(const std::shared_ptr<const core::Catalog>& catalog,
                        const BenchOptions& options, const std::string& folder, std::size_t batch) {
  const std::string path = (fs::path(folder) / cat("townflow-bench-", getpid(), ".db")).string();
  auto figures = measure(catalog, path, cases_of(options, batch), batch);
  std::error_code code;
  for (const char* part : {"", "-wal", "-shm", ".lock"}) fs::remove(path + part, code);
  return figures;
}

struct Row {
  std::size_t batch = 1, cases = 0;
  std::vector<Figures> runs;  // by commands a second
  const Figures& middle() const { return runs[runs.size() / 2]; }
};

std::string line_of(const Row& row) {
  const Figures& mid = row.middle();
  return cat(row.batch, "\t", sim::fixed(row.runs.front().commands_per_s, 0), " / ",
             sim::fixed(mid.commands_per_s, 0), " / ",
             sim::fixed(row.runs.back().commands_per_s, 0), "\t", sim::fixed(mid.cpu_us, 1), "\t",
             sim::fixed(mid.p50_ms, 2), " / ", sim::fixed(mid.p99_ms, 2), "\t",
             sim::fixed(mid.bytes_per_case, 0), "\n");
}

std::string json_of(const std::vector<Row>& rows, std::size_t runs) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("machine", machine_line()).field("runs", runs);
  json.key("rss_mb").raw(sim::fixed(peak_rss_mb(), 1)).key("w1").begin_array();
  for (const Row& row : rows) {
    const Figures& mid = row.middle();
    json.begin_object().field("commands_a_commit", row.batch).field("cases", row.cases);
    json.key("commands_per_second").begin_object();
    json.key("min").raw(sim::fixed(row.runs.front().commands_per_s, 0));
    json.key("median").raw(sim::fixed(mid.commands_per_s, 0));
    json.key("max").raw(sim::fixed(row.runs.back().commands_per_s, 0)).end_object();
    json.key("cpu_us").raw(sim::fixed(mid.cpu_us, 2)).key("commit_ms").begin_object();
    json.key("p50").raw(sim::fixed(mid.p50_ms, 2));
    json.key("p99").raw(sim::fixed(mid.p99_ms, 2)).end_object();
    json.key("bytes_per_case").raw(sim::fixed(mid.bytes_per_case, 0)).end_object();
  }
  json.end_array().end_object();
  return out;
}

int bench(Session& session, const BenchOptions& options) {
  const auto catalog = open_towns(session, {options.town});
  if (!catalog) return session.exit;
  std::optional<TempFolder> own;
  std::string folder = options.folder;
  if (folder.empty()) {
    auto made = TempFolder::make();
    if (!made) return session.fail(made.error());
    own.emplace(std::move(*made));
    folder = own->path();
  }
  if (!session.json)
    session.out
        << machine_line() << "\n"
        << session.pick(
               "每次提交\t每秒命令 最小/中/最大\tCPU 微秒/命令\t提交毫秒 p50/p99\t字节/件\n",
               "a commit\tcommands/s min/med/max\tCPU us/command\tcommit ms "
               "p50/p99\tbytes/case\n");
  std::vector<Row> rows;
  for (const std::size_t batch : options.batches) {
    Row row{batch, cases_of(options, batch), {}};
    for (std::size_t run = 0; run < options.runs; ++run) {
      auto figures = one_run(catalog, options, folder, batch);
      if (!figures) return session.fail(figures.error());
      row.runs.push_back(*figures);
    }
    std::ranges::sort(row.runs, {}, &Figures::commands_per_s);
    if (!session.json) session.out << line_of(row) << std::flush;
    rows.push_back(std::move(row));
  }
  if (session.json)
    session.out << json_of(rows, options.runs) << '\n';
  else
    session.out << session.pick("内存 ", "memory ") << sim::fixed(peak_rss_mb(), 0) << " MB\n";
  return session.exit = kOk;
}

}  // namespace

void add_bench(CLI::App& app, Session& session) {
  auto options = std::make_shared<BenchOptions>();
  const auto told = [&session](std::string_view zh, std::string_view en) {
    return std::string(session.pick(zh, en));
  };
  CLI::App* command = app.add_subcommand(
      "bench", told("测量：立案和三步办理，逐批落盘",
                    "measures opening and three steps, durable commit by commit"));
  command->add_option("--town", options->town,
                      told("测量镇的文件夹", "folder of the town to measure with"));
  command->add_option("--dir", options->folder,
                      told("存储放在哪里（默认：临时文件夹）",
                           "where the store is put (default: a temporary folder)"));
  command->add_option("--cases", options->cases, told("每轮件数", "cases a run"))
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000'000}));
  command->add_option("--runs", options->runs, told("轮数", "runs"))
      ->check(CLI::Range(std::size_t{1}, std::size_t{100}));
  command->add_option("--batch", options->batches, told("每次提交几条命令", "commands a commit"))
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}));
  command->callback([options, &session] { bench(session, *options); });
}

}  // namespace tf::cli
