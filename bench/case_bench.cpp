// How long a large process and a long case take.
//     case_bench [--runs N] [--dir DIR]
// A process of 200 steps: read from its text and bound; a case of it opened, in memory and on disk
// with sync. Two commands on a case of one field, sealed or not. A case with 10,000 events: loaded
// from its snapshot by a store just opened, and, to compare, folded from its whole journal. Prints
// median, p99 and most of N runs (200), each in milliseconds, with the machine and the build.
// Goals: opened under 1 ms, loaded under 20 ms.
#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/text.h"
#include "core/load_town.h"
#include "core/replay.h"
#include "host/shard.h"

namespace {

using namespace tf;

constexpr int kSteps = 200;
constexpr std::size_t kEvents = 10'000;

// A case of two commands that asks for one field, and a condition that reads it.
std::string short_case(const char* name, const char* type) {
  return cat("workflow: ", name, "\ncase: {subject: required line, call: ", type,
             "}\nsteps:\n  work:\n    task: work\n    who: clerk\n    due: 2 working days\n"
             "    form: {answer: line}\n    next: pick\n  pick:\n    choose:\n"
             "      - {when: call = \"1\", then: over}\n      - {otherwise: over}\n"
             "  over: {end: done}\n");
}

std::vector<std::pair<std::string, std::string>> town_files() {
  std::string large = "workflow: large\ncase: {n: required whole}\nsteps:\n";
  for (int i = 0; i < kSteps; ++i)
    large += i % 4 == 3 ? cat("  s", i, ":\n    choose:\n      - {when: n > ", i, ", then: s",
                              i + 1, "}\n      - {otherwise: s", i + 1, "}\n")
                        : cat("  s", i, ": {task: work, who: clerk, due: 2 working days, form: {f",
                              i, ": line}}\n");
  large += cat("  s", kSteps, ": {end: done}\n");
  return {
      {"town.yaml",
       "town: t\ntitle: {zh: 镇, en: T}\ncalendar: {zone: Asia/Shanghai, office: 08:30-17:30}\n"},
      {"roles.yaml",
       "roles: t\nlevels: [town]\nfind: {start: case.grid, nobody: clerk}\nposts:\n"
       "  clerk: {level: town, off_hours: self, zh: 干事, en: clerk}\n"},
      {"people.yaml", "people: t\ntree: {town-1: {level: town, holds: {clerk: [ann]}}}\n"},
      {"large.yaml", large},
      {"long.yaml",
       "workflow: long\nfields:\n  log: {type: list of record, fields: {n: whole, at: moment}}\n"
       "steps:\n  work:\n    task: work\n    who: clerk\n    due: 2 working days\n"
       "    form: {n: required whole}\n"
       "    next: {again: {set: {log: 'append(if log = null then [] else log, {n: n, at: now})'}, "
       "go: work}, enough: over}\n  over: {end: done}\n"},
      {"short.yaml", short_case("short", "line")},
      {"sealed.yaml", short_case("sealed", "phone")}};
}

template <class T>
T need(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().text.c_str());
    std::exit(1);
  }
  return std::move(*result);
}

double milliseconds(const std::function<void()>& what) {
  const auto begin = std::chrono::steady_clock::now();
  what();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

void measure(const char* name, int runs, const std::function<void()>& what) {
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) times.push_back(milliseconds(what));
  std::ranges::sort(times);
  const auto at = [&](double share) {
    return times[std::min(times.size() - 1,
                          static_cast<std::size_t>(share * static_cast<double>(times.size())))];
  };
  std::printf("%-46s median %8.3f  p99 %8.3f  most %8.3f ms\n", name, at(0.5), at(0.99),
              times.back());
}

std::shared_ptr<const core::Catalog> catalog() {
  model::Diagnostics findings;
  auto towns = core::load_towns(town_files(), findings);
  if (findings.has_errors()) {
    std::fputs(model::to_text(findings, model::Language::en).c_str(), stderr);
    std::exit(1);
  }
  auto out = std::make_shared<core::Catalog>();
  out->add(std::move(towns.front().town));
  return out;
}

class Desk {
 public:
  Desk(std::shared_ptr<const core::Catalog> catalog, store::Store& store, Instant start)
      : clock_(start), shard_(need(host::Shard::open(std::move(catalog), store, clock_))) {}

  host::Answer send(const std::string& ref, core::CommandBody body) {
    clock_.set(clock_.now() + 1);
    host::Request request;
    request.key = cat("k", clock_.now().ms);
    request.town = "t";
    request.case_ref = ref;
    request.actor = {"ann", "claimed", ""};
    request.body = std::move(body);
    host::Answer answer = shard_->run(request);
    if (answer.kind != host::Answer::Kind::accepted) {
      std::fprintf(stderr, "not taken: %s%s\n", answer.rejection.en.c_str(),
                   answer.error.text.c_str());
      std::exit(1);
    }
    return answer;
  }
  host::Answer open(const char* workflow, Value data) {
    core::OpenCase open;
    open.town = "t";
    open.workflow = workflow;
    open.data = std::move(data);
    return send("", std::move(open));
  }
  host::Shard& shard() { return *shard_; }

 private:
  VirtualClock clock_;
  std::unique_ptr<host::Shard> shard_;
};

// Opened and worked on.
void short_life(Desk& desk, const char* workflow) {
  const std::uint64_t id =
      desk.open(workflow, Value::record({{"subject", Value::text("lamp")},
                                         {"call", Value::text("13900001111")}}))
          .case_id;
  core::Act act;
  act.verb = "complete";
  act.task = need(desk.shard().state(CaseId{id})).tasks.front().id;
  act.form = Value::record({{"answer", Value::text("done")}});
  desk.send(cat(id), std::move(act));
}

// A case that has been worked on until its journal holds so many events.
std::pair<std::uint64_t, std::size_t> long_case(Desk& desk) {
  const std::uint64_t id = desk.open("long", Value::record({})).case_id;
  std::size_t events = 0;
  for (std::int64_t n = 0; events < kEvents; ++n) {
    const core::CaseState state = need(desk.shard().state(CaseId{id}));
    core::Act act;
    act.verb = "complete";
    act.task = state.tasks.front().id;
    act.outcome = "again";
    act.form = Value::record({{"n", Value::number(n)}});
    desk.send(cat(id), std::move(act));
    if (n % 50 == 0) {
      events = 0;
      for (const auto& row : need(desk.shard().store().read_case(id, 0, 100'000)))
        events += need(core::decode_row(row.body)).events.size();
    }
  }
  return {id, events};
}

}  // namespace

int main(int argc, char** argv) {
  int runs = 200;
  std::string dir = "/tmp";
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::string_view(argv[i]) == "--runs") runs = std::max(1, std::atoi(argv[i + 1]));
    if (std::string_view(argv[i]) == "--dir") dir = argv[i + 1];
  }
  utsname machine{};
  uname(&machine);
  std::printf("%s %s, %s\n", machine.nodename, machine.machine,
#ifdef __OPTIMIZE__
              "optimised"
#else
              "not optimised"
#endif
  );
  const Instant start{1'773'100'800'000};
  measure("200 steps: read and bound", std::min(runs, 50), [] { static_cast<void>(catalog()); });
  const auto published = catalog();
  {
    const auto memory = store::memory_store();
    Desk desk(published, *memory, start);
    measure("200 steps: a case opened, in memory", runs,
            [&] { desk.open("large", Value::record({{"n", Value::number(5)}})); });
  }
  {
    const auto memory = store::memory_store();
    Desk desk(published, *memory, start);
    measure("two commands, no sealed field, in memory", 10 * runs,
            [&] { short_life(desk, "short"); });
    measure("two commands, one sealed field, in memory", 10 * runs,
            [&] { short_life(desk, "sealed"); });
  }
  const std::string file = cat(dir, "/case_bench.db");
  for (const char* end : {"", "-wal", "-shm", ".lock", ".keys"})
    std::filesystem::remove(file + end);
  std::pair<std::uint64_t, std::size_t> made;
  {
    const auto disk = need(store::open_sqlite(file));
    Desk desk(published, *disk, start);
    measure("200 steps: a case opened, on disk", runs,
            [&] { desk.open("large", Value::record({{"n", Value::number(5)}})); });
    made = long_case(desk);
  }
  std::printf("a case of %zu events\n", made.second);
  const auto disk = need(store::open_sqlite(file));
  measure("10,000 events: loaded from its snapshot", runs,
          [&] { static_cast<void>(need(host::load_state(*disk, CaseId{made.first}))); });
  measure("10,000 events: folded from its journal", std::min(runs, 5), [&] {
    core::CaseState state;
    for (const auto& row : need(disk->read_case(made.first, 0, 100'000)))
      core::fold_row(state, need(core::decode_row(row.body)).events, row.case_seq);
  });
  for (const char* end : {"", "-wal", "-shm", ".lock", ".keys"})
    std::filesystem::remove(file + end);
  return 0;
}
