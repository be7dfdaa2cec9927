// Does the work get slower as a store grows? W1 (sim/w1.h) on a fresh store and on one that holds
// so many closed and open cases, by turns, each command durable before its answer.
//     grow_bench [--closed N] [--open N] [--cases N] [--batch N] [--runs N] [--dir D] [--keep yes]
// Prints commands a second of both (least, median, greatest), their processor time, and the memory
// this process holds. --keep yes goes on with the store a run before left in D.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "host/shard.h"
#include "host/system_clock.h"
#include "host/town_files.h"
#include "sim/w1.h"
#include "usage.h"

namespace {

using namespace tf;
using bench::cpu_seconds, bench::resident_mb, bench::seconds_now;
namespace fs = std::filesystem;

struct Options {
  std::size_t closed = 1'000'000, open = 100'000, cases = 8'000, batch = 64, runs = 5;
  std::string dir = ".", town = "bench/town";
  bool keep = false;
};

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "grow_bench: %s\n", why.c_str());
  std::exit(1);
}
template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error().text);
  return std::move(*result);
}

void clear(const std::string& path) {
  for (const char* tail : {"", "-wal", "-shm", ".lock"}) fs::remove(path + tail);
}

// A store with a shard on it.
struct Held {
  Held(const std::shared_ptr<const core::Catalog>& catalog, const std::string& path, bool sync) {
    store::SqliteOptions options;
    options.sync = sync;
    store = must(store::open_sqlite(path, options));
    shard = must(host::Shard::open(catalog, *store, clock));
  }
  host::SystemClock clock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<host::Shard> shard;
};

struct Figures {
  double rate = 0, cpu_us = 0;
};

Figures window(Held& held, const std::string& town, const Options& options,
               const std::string& load) {
  const double cpu = cpu_seconds(), began = seconds_now();
  must(sim::run_w1(*held.shard, town, options.cases, options.batch, load, seconds_now));
  const auto commands = static_cast<double>(options.cases * sim::kW1Commands);
  return {commands / (seconds_now() - began), (cpu_seconds() - cpu) * 1e6 / commands};
}

void tell(const char* name, std::vector<Figures> runs) {
  std::ranges::sort(runs, {}, &Figures::rate);
  const Figures& middle = runs[runs.size() / 2];
  std::printf("%-8s %8.0f %8.0f %8.0f commands/s %7.1f us\n", name, runs.front().rate, middle.rate,
              runs.back().rate, middle.cpu_us);
}

Options read(int count, char** words) {
  Options options;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name(words[i]);
    const auto number = [&] { return std::strtoull(words[i + 1], nullptr, 10); };
    if (name == "--closed") options.closed = number();
    if (name == "--open") options.open = number();
    if (name == "--cases") options.cases = number();
    if (name == "--batch") options.batch = number();
    if (name == "--runs") options.runs = number();
    if (name == "--dir") options.dir = words[i + 1];
    if (name == "--town") options.town = words[i + 1];
    if (name == "--keep") options.keep = std::string_view(words[i + 1]) == "yes";
  }
  return options;
}

}  // namespace

int main(int count, char** words) {
  const Options options = read(count, words);
  auto towns = must(host::load_folders({options.town}));
  const auto catalog = host::bind_towns(towns);
  if (!catalog) give_up(model::to_text(towns.findings, model::Language::en));
  const std::string town = catalog->towns().front()->id;
  const std::string grown = options.dir + "/grown.db", fresh = options.dir + "/fresh.db";
  if (!options.keep || !fs::exists(grown)) {
    clear(grown);
    const double began = seconds_now();
    Held filling(catalog, grown, false);
    must(sim::run_w1(*filling.shard, town, options.closed, 512, "closed", seconds_now));
    must(sim::run_w1(*filling.shard, town, options.open, 512, "open", seconds_now, 1));
    std::printf("# filled in %.0f s, resident %.0f MB\n", seconds_now() - began, resident_mb());
  }
  Held held(catalog, grown, true);
  const std::string mark = std::to_string(static_cast<long long>(seconds_now() * 1000));
  std::vector<Figures> on_fresh, on_grown;
  for (std::size_t run = 0; run < options.runs; ++run) {
    clear(fresh);
    {
      Held empty(catalog, fresh, true);
      on_fresh.push_back(window(empty, town, options, "fresh"));
    }
    on_grown.push_back(window(held, town, options, cat("grown-", mark, "-", run)));
  }
  clear(fresh);
  std::printf(
      "# %zu closed, %zu open; W1, %zu commands a commit, %zu cases a run, %zu runs of each\n",
      options.closed, options.open, options.batch, options.cases, options.runs);
  tell("fresh", on_fresh);
  tell("grown", on_grown);
  std::printf("resident %.0f MB, store %.0f MB\n", resident_mb(),
              static_cast<double>(must(held.store->bytes_on_disk())) / 1e6);
}
