// Commits per second and bytes per case of the SQLite store alone, with the rows W1 writes: a case
// is opened and three steps are completed one after the other; per command a journal row with a
// body as the engine writes it, the case row, a task closed and one offered, and the wake of the
// next deadline.
//     store_bench [--cases N] [--old N] [--dir D] [--no-sync] [BATCH...]
// Prints per batch size min/median/max of 3 runs on a fresh store each; --old: closed cases that
// are in the store before (written once, not timed).
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/text.h"
#include "store/store.h"
#include "usage.h"

namespace {

using namespace tf;
using namespace tf::store;

struct Open {  // a case under way
  std::uint64_t id = 0;
  std::uint64_t seq = 0;
  std::uint64_t task = 0;
  Hash head{};
};

struct Options {
  std::uint64_t cases = 20'000;
  std::uint64_t old = 0;
  std::string dir = ".";
  bool sync = true;
  std::vector<std::size_t> batches;
};

struct Run {
  double commands_per_s = 0, cpu_us = 0, p50_ms = 0, p99_ms = 0, max_ms = 0, bytes_per_case = 0;
  double rss_mb = 0;
};

class Town {
 public:
  explicit Town(Store& store) : store_(store) {}

  // Cases in blocks of `batch` side by side, as that many clients would drive them.
  void drive(std::uint64_t cases, std::size_t batch, std::vector<double>* latencies) {
    std::vector<Open> open(batch);
    std::uint64_t opened = 0, finished = 0;
    while (finished < cases) {
      Batch rows;
      for (std::size_t i = 0; i < batch; ++i) {
        Open& c = open[(i * 7919) % batch];
        if (c.id == 0) {
          if (opened == cases) continue;
          c = {};
          c.id = (std::uint64_t{1} << 40) | ++cases_;
          ++opened;
        }
        step(c, rows);
        if (c.seq == 4) {
          c.id = 0;
          ++finished;
        }
      }
      if (rows.journal.empty()) continue;
      rows.settings["case.1"] = cat(cases_);
      const auto begin = std::chrono::steady_clock::now();
      if (const auto done = store_.commit(rows); !done) {
        std::fprintf(stderr, "%s\n", done.error().text.c_str());
        std::exit(1);
      }
      if (latencies != nullptr)
        latencies->push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                .count());
    }
  }

 private:
  // As the engine writes them: an opening of 730 bytes, then steps of 400.
  static std::string body_of(const Open& c, std::int64_t at) {
    const std::string times = cat("],\"e\":[[\"t\",{\"at\":", at, ",\"seen\":", at, "}],");
    const std::string task =
        cat("[\"at\",{\"t\":", 2 * c.seq, ",\"s\":1,\"step\":\"line-", c.seq,
            "\"}],[\"task\",{\"id\":", 2 * c.seq + 1, ",\"token\":", 2 * c.seq, ",\"step\":\"line-",
            c.seq, "\",\"work\":\"mediate\",\"post\":\"group_leader\",\"cand\":[\"w", at % 500,
            "\",\"zhou\"],\"path\":[\"riverside-3\"],\"node\":\"riverside-3\"}]]}");
    if (c.seq == 1)
      return cat(
          "{\"by\":{\"p\":\"r", at % 900,
          "\",\"a\":\"claimed\"},\"c\":[\"open\",{\"town\":\"riverside\",",
          "\"workflow\":\"three-lines\",\"data\":{\"subject\":\"a lamp is out at the bridge ",
          at % 1000, "\"}}", times, "[\"open\",{\"id\":", c.id, ",\"no\":\"RIVERSIDE-2026-",
          c.id & 0xffffffff, "\",\"town\":\"riverside\",\"wf\":\"three-lines\",\"ver\":{\"d\":\"",
          kVersion, "\",\"r\":\"", kVersion, "\"},\"rep\":\"r", at % 900,
          "\",\"ch\":\"window\",\"grid\":\"riverside-3\",\"at\":", at,
          "}],[\"set\",{\"s\":1,\"v\":{\"subject\":\"a lamp is out at the bridge ", at % 1000,
          "\"},\"by\":\"form\"}],", task);
    return cat("{\"by\":{\"p\":\"w", at % 500,
               "\",\"a\":\"claimed\"},\"c\":[\"act\",{\"verb\":\"complete\",\"task\":",
               2 * c.seq - 1, "}", times, "[\"task-\",{\"t\":", 2 * c.seq - 1,
               ",\"out\":\"done\",\"by\":\"w", at % 500, "\"}],[\"end\",{\"t\":", 2 * c.seq - 2,
               ",\"ok\":true,\"out\":\"done\",\"by\":\"w", at % 500, "\"}],", task);
  }
  static constexpr const char* kVersion =
      "2409d3a46001c728135aafb332105d666d4a9a108c481f1c1ef0127d988e1920";

  void step(Open& c, Batch& rows) {
    JournalRow row;
    row.seq = ++seq_;
    row.case_id = c.id;
    row.case_seq = ++c.seq;
    row.at = {1'773'131'999'000 + static_cast<std::int64_t>(seq_)};
    const Hash key = sha256(cat("key ", seq_));
    std::memcpy(row.key.data(), key.data(), row.key.size());
    std::memcpy(row.request.data(), key.data() + 16, row.request.size());
    row.body = body_of(c, row.at.ms);
    link(row, c.head, shard_);

    CaseRow shown;
    shown.id = c.id;
    shown.number = cat("RIVERSIDE-2026-", c.id & 0xffffffff);
    shown.town = "riverside";
    shown.workflow = "three-lines";
    shown.title = "三道防线 Three lines of defence";
    shown.stage = "in_progress";
    shown.grid = "riverside-3-12";
    shown.reporter = "resident-1042";
    shown.opened_ms = row.at.ms;
    shown.due_ms = row.at.ms + 432'000'000;
    shown.warn_ms = row.at.ms + 332'000'000;
    shown.seq = c.seq;
    shown.case_hash = c.head;
    if (c.seq > 1) rows.closed_tasks.emplace_back(c.id, c.task);
    if (c.seq < 4) {
      shown.phase = "open";
      shown.unit = "group_leader";
      shown.owner = cat("w", seq_ % 500);
      shown.wake_ms = row.at.ms + static_cast<std::int64_t>(seq_ * 7919 % 100'000'000);
      TaskRow task;
      task.case_id = c.id;
      task.task = c.task = 3 * c.seq;
      task.town = shown.town;
      task.workflow = shown.workflow;
      task.number = shown.number;
      task.step = "line-1";
      task.title = "第一道防线 First line";
      task.work = "mediate";
      task.state = "claimed";
      task.owner = shown.owner;
      task.unit = shown.unit;
      task.due_ms = shown.wake_ms;
      task.offered_ms = row.at.ms;
      rows.tasks.push_back(std::move(task));
    } else {
      shown.phase = "closed";
      shown.closed_ms = row.at.ms;
      shown.result = "settled";
    }
    rows.cases.push_back(std::move(shown));
    rows.journal.push_back(std::move(row));
  }

  Store& store_;
  std::uint64_t seq_ = 0;
  std::uint64_t cases_ = 0;
  Hash shard_{};
};

std::unique_ptr<Store> open_store(const Options& options, const std::string& path) {
  auto store = open_sqlite(path, {.sync = options.sync});
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().text.c_str());
    std::exit(1);
  }
  return *std::move(store);
}

Run run(const Options& options, std::size_t batch) {
  const std::string path = cat(options.dir, "/store_bench.db");
  for (const char* tail : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path + tail);
  auto store = open_store(options, path);
  Town town(*store);
  if (options.old != 0) town.drive(options.old, 2000, nullptr);
  const std::uint64_t cases =
      std::max<std::uint64_t>(std::min<std::uint64_t>(options.cases, batch * 400), 1000);
  std::vector<double> ms;
  const double cpu = bench::cpu_seconds();
  const auto begin = std::chrono::steady_clock::now();
  town.drive(cases, batch, &ms);
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double used = bench::cpu_seconds() - cpu;
  Run out;
  out.rss_mb = bench::resident_mb();
  out.commands_per_s = 4.0 * static_cast<double>(cases) / wall;
  out.cpu_us = 1e6 * used / (4.0 * static_cast<double>(cases));
  std::ranges::sort(ms);
  out.p50_ms = ms[ms.size() / 2];
  out.p99_ms = ms[ms.size() * 99 / 100];
  out.max_ms = ms.back();
  store.reset();
  out.bytes_per_case = static_cast<double>(std::filesystem::file_size(path)) /
                       static_cast<double>(cases + options.old);
  for (const char* tail : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path + tail);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto next = [&] { return i + 1 < argc ? argv[++i] : argv[i]; };
    if (word == "--cases")
      options.cases = std::strtoull(next(), nullptr, 10);
    else if (word == "--old")
      options.old = std::strtoull(next(), nullptr, 10);
    else if (word == "--dir")
      options.dir = next();
    else if (word == "--no-sync")
      options.sync = false;
    else
      options.batches.push_back(std::strtoull(argv[i], nullptr, 10));
  }
  if (options.batches.empty()) options.batches = {1, 16, 64, 256};
  utsname system{};
  ::uname(&system);
  std::printf("machine: %u cores, %s %s; build: %s%s; sync: %s; old cases: %llu\n",
              std::thread::hardware_concurrency(), system.sysname, system.release, __VERSION__,
#ifdef __OPTIMIZE__
              ", optimised",
#else
              ", not optimised",
#endif
              options.sync ? "full" : "off", static_cast<unsigned long long>(options.old));
  std::printf("%7s %28s %8s %9s %9s %9s %12s %9s\n", "batch", "commands/s min/median/max", "cpu us",
              "p50 ms", "p99 ms", "max ms", "bytes/case", "RSS MB");
  for (const std::size_t batch : options.batches) {
    std::vector<Run> runs;
    for (int i = 0; i < 3; ++i) runs.push_back(run(options, batch));
    std::ranges::sort(runs, {}, &Run::commands_per_s);
    const Run& m = runs[1];
    std::printf("%7zu %10.0f/%8.0f/%8.0f %8.1f %9.2f %9.2f %9.2f %12.0f %9.0f\n", batch,
                runs[0].commands_per_s, m.commands_per_s, runs[2].commands_per_s, m.cpu_us,
                m.p50_ms, m.p99_ms, m.max_ms, m.bytes_per_case, m.rss_mb);
    std::fflush(stdout);
  }
}
