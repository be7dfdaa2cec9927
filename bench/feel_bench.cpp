// Rules a second on one core: decision tables of 12 × 4 with one hit and collected, of 1,000 and
// 10,000 rules, and one condition, all of constants, as towns write them.
//     feel_bench [--seconds S]
// Prints min/median/max of 7 runs, nanoseconds and allocations each, and a checksum so that nothing
// is optimised away; then single calls of the small table by the wall clock (p50, p99), and what
// 5,000 tables take to load and to hold.
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "allocations.h"
#include "base/prng.h"
#include "base/text.h"
#include "model/loader.h"
#include "rule/decision_table.h"
#include "rule/native_table.h"
#include "usage.h"

namespace {

using namespace tf;
using namespace tf::rule;

constexpr std::array<const char*, 4> kSeverity{"small", "mid", "big", "huge"};
constexpr std::array<const char*, 4> kKinds{"family", "land", "water", "noise"};

class Town : public Names, public Env {
 public:
  Town() {
    for (const char* one : kSeverity) constants_.emplace_back(one);
    for (const char* one : kKinds) constants_.emplace_back(one);
    Prng prng(11);
    for (int i = 0; i < 1024; ++i) {
      auto& row = cases_.emplace_back();
      row[0] = Value::text(kSeverity[prng.below(kSeverity.size())]);
      row[1] = Value::number(static_cast<std::int64_t>(prng.below(10'000)));
      row[2] = Value::number(static_cast<std::int64_t>(prng.below(30)));
      row[3] = Value::text(kKinds[prng.below(kKinds.size())]);
    }
  }
  std::optional<Name> find(std::string_view name) const override {
    for (std::size_t i = 0; i < kNames.size(); ++i)
      if (name == kNames[i]) return Name{Name::Kind::variable, static_cast<int>(i), {}, {}};
    for (const std::string& one : constants_)
      if (name == one) return Name{Name::Kind::constant, 0, Value::text(one), {}};
    return std::nullopt;
  }
  std::vector<std::string> all() const override { return {kNames.begin(), kNames.end()}; }
  const Value& variable(int slot) override {
    return cases_[current_][static_cast<std::size_t>(slot)];
  }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return {}; }
  const Zone& zone() const override { return zone_; }
  void next() { current_ = (current_ + 1) % cases_.size(); }

 private:
  static constexpr std::array<const char*, 4> kNames{"severity", "amount", "days", "kind"};
  std::vector<std::string> constants_;
  std::vector<std::array<Value, 4>> cases_;
  std::size_t current_ = 0;
  Zone zone_;
};

// Rules that divide the amounts among themselves, so that one of them always fits.
TableSource table_of(std::size_t rules, HitPolicy hit) {
  TableSource out;
  out.hit = hit;
  for (const char* name : {"severity", "amount", "days", "kind"})
    out.inputs.push_back({name, name, {}});
  out.outputs = {{"line", {}, {}, "", {}}};
  const std::size_t step = 10'000 / rules;
  for (std::size_t r = 0; r < rules; ++r) {
    TableRule rule;
    const std::string span =
        cat("[", r * step, "..", r + 1 == rules ? 10'000 : (r + 1) * step, ")");
    const bool wide = hit == HitPolicy::collect;
    rule.inputs = {wide ? (r % 2 == 0 ? "small, mid" : "-") : "-", wide && r % 3 != 0 ? "-" : span,
                   r % 2 == 0 ? ">= 0" : "< 100",
                   wide && r % 4 == 0 ? "family, land" : "not(null)"};
    rule.outputs = {std::to_string(r % 4)};
    out.rules.push_back(std::move(rule));
  }
  return out;
}

template <class Work>
void measure(const char* name, double seconds, Work work) {
  constexpr int kRuns = 7;
  std::array<double, kRuns> rates{};
  std::size_t sum = 0, allocated = 0, done = 0;
  for (double& rate : rates) {
    const std::size_t before = allocations;
    const double begin = bench::thread_seconds();
    std::size_t rounds = 0;
    double took = 0;
    do {
      for (int i = 0; i < 1000; ++i) sum += work();
      rounds += 1000;
      took = bench::thread_seconds() - begin;
    } while (took < seconds / kRuns);
    rate = static_cast<double>(rounds) / took;
    allocated += allocations - before;
    done += rounds;
  }
  std::sort(rates.begin(), rates.end());
  std::printf("%-34s %10.0f %10.0f %10.0f /s  %7.1f ns  %5.2f allocations  (%zu)\n", name,
              rates.front(), rates[kRuns / 2], rates.back(), 1e9 / rates[kRuns / 2],
              static_cast<double>(allocated) / static_cast<double>(done), sum % 1000);
}

// Single calls by the wall clock, its own cost of some 20 ns within; of a machine that does other
// things the last per mille shows those.
template <class Work>
void spread(const char* name, Work work) {
  constexpr std::size_t kCalls = 400'000;
  std::vector<std::uint32_t> took(kCalls);
  std::size_t sum = 0;
  for (std::uint32_t& one : took) {
    const auto begin = std::chrono::steady_clock::now();
    sum += work();
    one = static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                         std::chrono::steady_clock::now() - begin)
                                         .count());
  }
  std::sort(took.begin(), took.end());
  std::printf("%-34s p50 %u ns, p99 %u ns, p99.9 %u ns  (%zu)\n", name, took[kCalls / 2],
              took[kCalls / 100 * 99], took[kCalls / 1000 * 999], sum % 1000);
}

// A table as its file has it.
std::string file_of(const TableSource& source, std::size_t number) {
  std::string out = cat("table: t", number, "\nhit: ", to_string(source.hit),
                        "\noutputs: {line: whole}\nrules: |\n  row | severity | amount | days | "
                        "kind | => line\n");
  for (std::size_t r = 0; r < source.rules.size(); ++r)
    out += cat("  r", r, " | ", join(source.rules[r].inputs, " | "), " | ",
               source.rules[r].outputs.front(), "\n");
  return out;
}

void load_many(const Town& town, std::size_t tables, std::size_t rules) {
  std::vector<std::string> files;
  for (std::size_t i = 0; i < tables; ++i)
    files.push_back(
        file_of(table_of(rules, i % 2 == 0 ? HitPolicy::unique : HitPolicy::collect), i));
  const double before = bench::resident_mb(), begin = bench::thread_seconds();
  double read = 0;
  std::vector<DecisionTable> all;
  for (const std::string& text : files) {
    const double start = bench::thread_seconds();
    model::Diagnostics told;
    const model::Document document = model::read_document("t.yaml", text, told);
    TableSource source = read_native_table(document).source;
    read += bench::thread_seconds() - start;
    if (auto table = DecisionTable::compile(std::move(source), town))
      all.push_back(*std::move(table));
  }
  std::printf(
      "%zu tables of %zu rules read from text and compiled in %.2f s (read: %.2f), %.0f MB\n",
      all.size(), rules, bench::thread_seconds() - begin, read, bench::resident_mb() - before);
}

}  // namespace

int main(int count, char** arguments) {
  double seconds = 1;
  for (int i = 1; i + 1 < count; ++i)
    if (std::strcmp(arguments[i], "--seconds") == 0) seconds = std::atof(arguments[i + 1]);
  utsname machine{};
  uname(&machine);
  std::printf("%s %s, %s, min median max of 7 runs, processor time\n", machine.sysname,
              machine.machine,
#ifdef __OPTIMIZE__
              "optimised"
#else
              "not optimised"
#endif
  );
  Town town;
  const auto condition =
      compile_expression("severity = \"small\" and amount < 500 and days > 3", town);
  measure("condition", seconds, [&] {
    town.next();
    return static_cast<std::size_t>(condition->truth(town).value_or(false));
  });
  const auto small = DecisionTable::compile(table_of(12, HitPolicy::unique), town);
  measure("12 x 4, unique, outputs()", seconds, [&] {
    town.next();
    return small->outputs(town).is_null() ? std::size_t{0} : std::size_t{1};
  });
  measure("12 x 4, unique, decide()", seconds, [&] {
    town.next();
    return small->decide(town).fired.size();
  });
  spread("12 x 4, unique, one outputs()", [&] {
    town.next();
    return small->outputs(town).is_null() ? std::size_t{0} : std::size_t{1};
  });
  spread("12 x 4, unique, one decide()", [&] {
    town.next();
    return small->decide(town).fired.size();
  });
  const auto collect = DecisionTable::compile(table_of(12, HitPolicy::collect), town);
  measure("12 x 4, collect, decide()", seconds, [&] {
    town.next();
    return collect->decide(town).fired.size();
  });
  for (const std::size_t rules : {std::size_t{1'000}, std::size_t{5'000}}) {
    const double begin = bench::thread_seconds();
    const auto large = DecisionTable::compile(table_of(rules, HitPolicy::unique), town);
    const double took = (bench::thread_seconds() - begin) * 1e3;
    const std::string name = cat(rules, " rules, unique, outputs()");
    measure(name.c_str(), seconds, [&] {
      town.next();
      return large->outputs(town).is_null() ? std::size_t{0} : std::size_t{1};
    });
    std::printf("  compiled in %.1f ms\n", took);
  }
  measure("compile the condition", seconds, [&] {
    return compile_expression("severity = \"small\" and amount < 500 and days > 3", town)
               ? std::size_t{1}
               : std::size_t{0};
  });
  load_many(town, 5'000, 12);
  return 0;
}
