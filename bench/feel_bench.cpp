// Rules a second on one core: decision tables of 12 × 4 with one hit and collected, of 1,000 and
// 10,000 rules, and one condition, all of constants, as towns write them.
//     feel_bench [--seconds S]
// Prints min/median/max of 7 runs, nanoseconds and allocations each, and a checksum so that nothing
// is optimised away.
#include <sys/utsname.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <string>
#include <vector>

#include "base/prng.h"
#include "base/text.h"
#include "rule/decision_table.h"

namespace {
std::size_t allocations = 0;
}
void* operator new(std::size_t size) {
  ++allocations;
  if (void* p = std::malloc(size)) return p;
  throw std::bad_alloc();
}
void operator delete(void* p) noexcept {
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}

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

// Seconds of processor this thread has had: other work on the machine does not count.
double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

template <class Work>
void measure(const char* name, double seconds, Work work) {
  constexpr int kRuns = 7;
  std::array<double, kRuns> rates{};
  std::size_t sum = 0, allocated = 0, done = 0;
  for (double& rate : rates) {
    const std::size_t before = allocations;
    const double begin = processor_seconds();
    std::size_t rounds = 0;
    double took = 0;
    do {
      for (int i = 0; i < 1000; ++i) sum += work();
      rounds += 1000;
      took = processor_seconds() - begin;
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
  const auto collect = DecisionTable::compile(table_of(12, HitPolicy::collect), town);
  measure("12 x 4, collect, decide()", seconds, [&] {
    town.next();
    return collect->decide(town).fired.size();
  });
  for (const std::size_t rules : {std::size_t{1'000}, std::size_t{5'000}}) {
    const double begin = processor_seconds();
    const auto large = DecisionTable::compile(table_of(rules, HitPolicy::unique), town);
    const double took = (processor_seconds() - begin) * 1e3;
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
  return 0;
}
