// Deadlines a second on one core: due instants with and without their warn, from parsed deadlines
// and starts spread over the years of the holiday table.
//     due_bench [--count N] [--holidays CSV]        (from the root of the repository)
// Prints per unit min/median/max of 5 runs, and a checksum, so that nothing is optimised away.
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "allocations.h"
#include "base/prng.h"
#include "rule/calendar_file.h"
#include "rule/deadline.h"

namespace {

using namespace tf;
using namespace tf::rule;

constexpr int kRuns = 5;

struct Figure {
  const char* name;
  const char* rule;
  bool warn;
};
constexpr std::array kFigures{
    Figure{"5 working days", "5WD", false},
    Figure{"5 working days + warn", "5WD", true},
    Figure{"60 calendar days rolled", "60D roll=next_workday", false},
    Figure{"1 month + warn", "1M", true},
    Figure{"2 office hours", "2OH", false},
    Figure{"40 office hours", "40OH", false},
    Figure{"night + warn", "NIGHT", true},
    Figure{"3 hours, open 06:30-22:30", "3H open=06:30-22:30", false},
};

std::vector<Instant> starts(std::size_t count, const Calendar& calendar) {
  Prng prng(7);
  const Instant first = calendar.instant(date_of({2023, 1, 1}), 0);
  std::vector<Instant> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(first + static_cast<Milliseconds>(prng.below(4 * 365 * 24 * 60)) * kMinute);
  return all;
}

double per_second(const Deadline& deadline, const std::vector<Instant>& from,
                  const Calendar& calendar, bool warn, std::int64_t& sum) {
  DueContext context;
  context.want_warn = warn;
  const auto begin = std::chrono::steady_clock::now();
  for (const Instant start : from) {
    const auto due = compute(deadline, start, calendar, context);
    sum += due->due.ms + (due->warn ? due->warn->ms : 0);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(from.size()) / took.count();
}

void print_machine() {
  utsname machine{};
  uname(&machine);
#ifdef __OPTIMIZE__
  const char* build = "optimised";
#else
  const char* build = "not optimised";
#endif
  std::printf("%s %s, %s, %s, one thread\n", machine.sysname, machine.machine, __VERSION__, build);
}

int run(std::size_t count, const std::string& holidays) {
  auto layer = read_holiday_csv(holidays);
  if (!layer) {
    std::fprintf(stderr, "due_bench: %s\n", layer.error().en.c_str());
    return 1;
  }
  layer->zone = "Asia/Shanghai";
  const auto calendar = Calendar::build(std::array{*layer});
  if (!calendar) return 1;
  const auto from = starts(count, *calendar);
  std::int64_t sum = 0;
  std::printf("%-28s %12s %12s %12s  dues/s\n", "", "min", "median", "max");
  for (const Figure& figure : kFigures) {
    const auto deadline = parse_deadline(figure.rule);
    if (!deadline) return 1;
    std::array<double, kRuns> runs{};
    const std::size_t before = allocations;
    for (double& one : runs) one = per_second(*deadline, from, *calendar, figure.warn, sum);
    std::sort(runs.begin(), runs.end());
    std::printf("%-28s %12.0f %12.0f %12.0f %9zu allocations\n", figure.name, runs[0],
                runs[kRuns / 2], runs[kRuns - 1], allocations - before);
  }
  std::printf("checksum %lld\n", static_cast<long long>(sum));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 1'000'000;
  std::string path = "tests/data/holidays-cn.csv";
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--count") == 0) count = std::strtoul(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--holidays") == 0) path = argv[i + 1];
  }
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  print_machine();
  return run(count, text.str());
}
