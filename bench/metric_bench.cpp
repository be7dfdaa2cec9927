// Figures of a county from the read models: cases closed over a year in 464 grids of 40 villages,
// each a fact of a share and of a median; then single figures of a month and of the year.
//     metric_bench [--cases N] [--dir D] [--keep yes]
// Prints min/median/max of 5 runs of each figure, on a store opened anew. The store stays in D;
// --keep yes reads the one that is there instead of filling another.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include "base/prng.h"
#include "base/text.h"
#include "core/metrics.h"
#include "core/standing.h"
#include "host/figures.h"
#include "store/store.h"

namespace {

using namespace tf;

constexpr int kGrids = 464, kVillages = 40, kRuns = 5;
constexpr std::int64_t kFirstDay = 20454;  // 2026-01-01

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "metric_bench: %s\n", why.c_str());
  std::exit(1);
}

void fill(const std::string& path, std::uint64_t cases) {
  store::SqliteOptions options;
  options.sync = false;
  auto store = store::open_sqlite(path, options);
  if (!store) give_up(store.error().text);
  Prng prng{464};
  for (std::uint64_t n = 0; n < cases;) {
    store::Batch batch;
    batch.settings["filled"] = cat(n);
    for (const std::uint64_t end = std::min(cases, n + 20'000); n < end; ++n) {
      const auto grid = static_cast<int>(prng.below(kGrids));
      const std::int64_t day = kFirstDay + static_cast<std::int64_t>(n * 365 / cases);
      for (const std::string& node :
           {std::string(), cat("grid-", grid), cat("village-", grid % kVillages)}) {
        batch.metrics.push_back(
            {"county/w.on_time", node, day, n + 1, prng.below(10) != 0 ? 1 : 0, 1});
        batch.metrics.push_back({"county/w.time", node, day, n + 1,
                                 static_cast<std::int64_t>(prng.below(500'000)) * 1000, 1});
        // The built-in rates: due within a fortnight, most closed by then, one in twenty open.
        const std::int64_t due = day + static_cast<std::int64_t>(n * 7919 % 14),
                           ended = day + static_cast<std::int64_t>(n * 104'729 % 16);
        const bool open = n % 20 == 0;
        ++batch.standings[{"county/w", node, open ? core::kNoDay : ended, due,
                           open ? n % 40 == 0 : ended > due}];
      }
    }
    if (const auto done = (*store)->commit(batch); !done) give_up(done.error().text);
  }
}

void measure(const char* name, const std::function<std::int64_t()>& figure) {
  std::array<double, kRuns> millis{};
  std::int64_t sum = 0;
  for (double& took : millis) {
    const auto begin = std::chrono::steady_clock::now();
    sum += figure();
    took =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  }
  std::ranges::sort(millis);
  std::printf("%-44s %8.1f %8.1f %8.1f ms  (%lld)\n", name, millis.front(), millis[kRuns / 2],
              millis.back(), static_cast<long long>(sum / kRuns));
}

void clear(const std::string& path) {
  for (const char* tail : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path + tail);
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t cases = 100'000;
  std::string dir = ".";
  bool keep = false;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::string_view(argv[i]) == "--cases") cases = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::string_view(argv[i]) == "--dir") dir = argv[i + 1];
    if (std::string_view(argv[i]) == "--keep") keep = std::string_view(argv[i + 1]) == "yes";
  }
  const std::string path = dir + "/metric.db";
  if (!keep || !std::filesystem::exists(path)) {
    clear(path);
    fill(path, cases);
  }
  auto opened = store::open_sqlite(path);
  if (!opened) give_up(opened.error().text);
  store::Store& store = **opened;
  std::printf("# %llu cases closed in a year, %d grids, %d villages\n",
              static_cast<unsigned long long>(cases), kGrids, kVillages);
  std::printf("%-44s %8s %8s %8s\n", "figure", "min", "median", "max");
  const auto share = [&](std::int64_t from, std::int64_t to) {
    const auto sums = store.metric("county/w.on_time", from, to);
    if (!sums) give_up(sums.error().text);
    return static_cast<std::int64_t>(sums->size());
  };
  const auto spread = [&](const std::optional<std::string>& node, std::int64_t from,
                          std::int64_t to, int percent) {
    auto values = store.metric_values("county/w.time", node, from, to);
    if (!values) give_up(values.error().text);
    std::int64_t sum = 0;
    for (auto& [where, all] : *values)
      sum += core::share_of_values(std::move(all), percent).value_or(-1);
    return sum;
  };
  const std::int64_t month = kFirstDay + 120, last = kFirstDay + 364;
  measure("share, every node, a month", [&] { return share(month, month + 29); });
  measure("share, every node, the year", [&] { return share(kFirstDay, last); });
  const auto standing = [&](std::optional<std::string> node, std::int64_t from, std::int64_t to) {
    const auto sums = store.standings("county/w", node, from, to);
    if (!sums) give_up(sums.error().text);
    return static_cast<std::int64_t>(sums->size());
  };
  measure("closing and on time, every node, a month",
          [&] { return standing(std::nullopt, month, month + 29); });
  measure("closing and on time, every node, the year",
          [&] { return standing(std::nullopt, kFirstDay, last); });
  measure("closing and on time, county, the year", [&] { return standing("", kFirstDay, last); });
  measure("closing and on time, one grid, the year",
          [&] { return standing("grid-7", kFirstDay, last); });
  measure("median, county, a month", [&] { return spread("", month, month + 29, 50); });
  measure("p95, county, the year", [&] { return spread("", kFirstDay, last, 95); });
  measure("p95, one grid, the year", [&] { return spread("grid-7", kFirstDay, last, 95); });
  measure("p95, every node, a month", [&] { return spread(std::nullopt, month, month + 29, 95); });
  measure("p95, every node, the year", [&] { return spread(std::nullopt, kFirstDay, last, 95); });
}
