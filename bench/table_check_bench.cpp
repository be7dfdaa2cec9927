// How long the analysis of a decision table takes: 3,700 rules over 6 inputs, written in four ways
// that are hard for different reasons.
//     table_check_bench
// Prints min/median/max of 5 runs, processor time, and what was found.
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "base/prng.h"
#include "base/text.h"
#include "rule/analysis.h"
#include "usage.h"

namespace {

using namespace tf;
using namespace tf::rule;

constexpr std::size_t kRules = 3'700;
constexpr std::array<const char*, 6> kInputs{"amount", "days", "households",
                                             "kind",   "road", "repeat"};

class Six : public Names {
 public:
  std::optional<Name> find(std::string_view name) const override {
    for (std::size_t i = 0; i < kInputs.size(); ++i)
      if (name == kInputs[i]) return Name{Name::Kind::variable, static_cast<int>(i), {}, {}};
    return std::nullopt;
  }
  std::vector<std::string> all() const override { return {kInputs.begin(), kInputs.end()}; }
};

TableSource empty(HitPolicy hit) {
  TableSource out;
  out.name = "bench";
  out.hit = hit;
  for (const char* name : kInputs) out.inputs.push_back({name, name, {}});
  out.outputs = {{"line", {}, {}, "", {}}};
  return out;
}

void add(TableSource& table, std::vector<std::string> cells) {
  TableRule rule;
  rule.inputs = std::move(cells);
  rule.outputs = {std::to_string(table.rules.size() % 7)};
  table.rules.push_back(std::move(rule));
}

std::string span(std::size_t i, std::size_t n, std::size_t step) {
  if (i == 0) return cat("< ", step);
  if (i + 1 == n) return cat(">= ", i * step);
  return cat("[", i * step, "..", (i + 1) * step, ")");
}

// Every combination once: nothing missing, nothing double. 37 × 5 × 5 × 2 × 2 × 1.
TableSource grid() {
  TableSource out = empty(HitPolicy::unique);
  for (std::size_t a = 0; a < 37; ++a)
    for (std::size_t d = 0; d < 5; ++d)
      for (std::size_t h = 0; h < 5; ++h)
        for (std::size_t k = 0; k < 4; ++k)
          add(out, {span(a, 37, 100), span(d, 5, 7), span(h, 5, 10),
                    k % 2 == 0 ? "\"family\"" : "not(\"family\")", k < 2 ? "true" : "false", "-"});
  return out;
}

// A key a rule, as lists of codes are, with ranges beside it and a last row for the rest.
TableSource keys() {
  TableSource out = empty(HitPolicy::first);
  for (std::size_t r = 0; r + 1 < kRules; ++r)
    add(out, {cat(">= ", r % 50), "-", cat("[0..", r % 9, "]"), cat("\"code ", r, "\""),
              r % 3 == 0 ? "-" : "true", "-"});
  add(out, {"-", "-", "-", "-", "-", "-"});
  return out;
}

// Ranges thrown anywhere: almost everything meets.
TableSource thrown(HitPolicy hit, bool rest) {
  TableSource out = empty(hit);
  Prng prng(5);
  const auto range = [&](std::uint64_t most) {
    const auto a = prng.below(most), b = prng.below(most);
    return cat("[", std::min(a, b), "..", std::max(a, b), "]");
  };
  for (std::size_t r = 0; r + 1 < kRules; ++r)
    add(out, {range(10'000), range(365), range(100), range(10'000), range(50), range(9)});
  if (rest) add(out, {"-", "-", "-", "-", "-", "-"});
  return out;
}

void measure(const char* name, const TableSource& source) {
  const std::size_t rules = source.rules.size();
  std::vector<double> runs;
  TableAnalysis found;
  for (int run = 0; run < 5; ++run) {
    const double begin = bench::thread_seconds();
    found = analyse(source, Six());
    runs.push_back(bench::thread_seconds() - begin);
  }
  std::sort(runs.begin(), runs.end());
  std::size_t stopped = 0;
  for (const TableFinding& one : found.findings)
    stopped += one.kind == TableFinding::Kind::stopped ? 1U : 0U;
  std::printf("%-34s %5zu rules  %8.1f %8.1f %8.1f ms  %zu findings, %zu more%s\n", name, rules,
              runs.front() * 1e3, runs[2] * 1e3, runs.back() * 1e3, found.findings.size(),
              found.left_out, stopped > 0 ? ", stopped" : "");
}

}  // namespace

int main() {
  utsname machine{};
  uname(&machine);
  std::printf("%s %s, %s, min median max of 5 runs, processor time, 6 inputs\n", machine.sysname,
              machine.machine,
#ifdef __OPTIMIZE__
              "optimised"
#else
              "not optimised"
#endif
  );
  measure("every combination once, unique", grid());
  measure("a key a rule and a rest, first", keys());
  measure("ranges anywhere, unique", thrown(HitPolicy::unique, false));
  measure("ranges anywhere, collect", thrown(HitPolicy::collect, false));
  measure("ranges anywhere and a rest, first", thrown(HitPolicy::first, true));
  return 0;
}
