// Timers as the running engine keeps them, over a durable store: memory and start with many
// pending, after a kill too; scheduling and cancelling by commands; a storm due in one second
// beside people's commands; a backlog at start with and without kills; lateness at a steady rate.
//     timer_bench [--pending N] [--commands N] [--storm N] [--backlog N] [--rate N a minute]
//                 [--seconds S] [--kills N] [--town DIR] [--dir D]
// Each part runs in a process of its own on a store of its own; a part of size 0 is left out.
// Cases are written as the engine writes them (one opened through the shard, then the same events
// with another id and moment), unsynced; what is timed runs on a synced store.
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>
#include <vector>

#include "base/text.h"
#include "core/codec.h"
#include "host/engine_service.h"
#include "host/shard.h"
#include "host/system_clock.h"
#include "host/town_files.h"
#include "store/store.h"
#include "timer_cases.h"
#include "usage.h"

namespace {

using namespace tf;
using bench::Due, bench::give_up, bench::in_child, bench::need, bench::now, bench::one_opened,
    bench::write_cases, bench::seconds_now;

struct Options {
  std::uint64_t pending = 100'000, commands = 50'000, storm = 20'000, backlog = 20'000,
                rate = 10'000, seconds = 20;
  int kills = 10;
  std::string town = "bench/town", dir = ".";
};

void rest(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

double at_share(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

// ---- Processes

struct Engine {
  std::unique_ptr<host::Service> service;
  double ready_s = 0;
};
Engine start(const std::string& path, const std::shared_ptr<const core::Catalog>& catalog) {
  const double begin = seconds_now();
  auto store = need(store::open_sqlite(path));
  Engine engine;
  engine.service = need(
      host::open_engine(catalog, std::move(store), std::make_shared<host::SystemClock>(), nullptr));
  engine.ready_s = seconds_now() - begin;
  return engine;
}
std::uint64_t fired(const Engine& engine) {
  return static_cast<std::uint64_t>(engine.service->figures()["timers_fired_total"]);
}
// Seconds until `n` have fired.
double drain(const Engine& engine, std::uint64_t n) {
  const double begin = seconds_now();
  while (fired(engine) < n) rest(0.002);
  return seconds_now() - begin;
}

// People at work beside the timers: one command after the other, each its own case.
class People {
 public:
  explicit People(host::Service& service) : thread_([this, &service] { work(service); }) {}
  std::vector<double> stop() {
    stop_ = true;
    thread_.join();
    return std::move(millis_);
  }

 private:
  void work(host::Service& service) {
    for (int n = 0; !stop_; ++n) {
      core::OpenCase open;
      open.town = "bench";
      open.workflow = "three-steps";
      open.data = Value::record({{"subject", Value::text("lamp")}});
      std::atomic<bool> answered = false;
      const double begin = seconds_now();
      service.submit({cat("p", ::getpid(), "-", n), "bench", "", {"ann", "claimed", ""}, open},
                     [&](const host::Answer& answer) {
                       if (answer.kind != host::Answer::Kind::accepted)
                         give_up("a person is refused");
                       answered = true;
                       answered.notify_one();
                     });
      answered.wait(false);
      millis_.push_back((seconds_now() - begin) * 1000);
      rest(0.005);
    }
  }
  std::vector<double> millis_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

// Every case fired once, in order of its moment; lateness in milliseconds of each.
std::vector<double> check_journal(const std::string& path, std::uint64_t cases) {
  const auto store = need(store::open_sqlite(path));
  std::vector<std::uint8_t> times(cases + 1);
  std::vector<double> late;
  std::uint64_t after = 0;
  Instant last{};
  for (;;) {
    const auto rows = need(store->read_all(after, 5'000));
    for (const store::JournalRow& row : rows) {
      after = row.seq;
      const std::uint64_t n = row.case_id & ((std::uint64_t{1} << 40U) - 1);
      if (row.case_seq < 2 || n > cases) continue;
      const auto body = need(core::decode_row(row.body));
      if (!std::holds_alternative<core::FireTimers>(body.command)) continue;
      const auto& passed = std::get<core::TimePassed>(body.events.at(0));
      if (passed.at < last) give_up(cat("out of order at row ", row.seq));
      last = passed.at;
      late.push_back(static_cast<double>(passed.seen - passed.at));
      ++times[n];
    }
    if (rows.size() < 5'000) break;
  }
  for (std::uint64_t n = 1; n <= cases; ++n)
    if (times[n] != 1) give_up(cat("case ", n, " fired ", int{times[n]}, " times"));
  return late;
}

// ---- The parts

class Parts {
 public:
  Parts(const Options& options, std::shared_ptr<const core::Catalog> catalog)
      : options_(options), catalog_(std::move(catalog)), like_(one_opened(catalog_)) {}

  // All but two wait for years: one fires before the engine is killed, one becomes due while it is
  // down.
  void pending() {
    const std::string path = fresh("pending");
    const Instant far = now() + 3650 * kDay;
    const double begin = seconds_now();
    write_cases(path, like_, options_.pending, [&](std::uint64_t i) {
      if (i == 0) return now() - kMinute;
      return far + static_cast<Milliseconds>(i * 7919 % 1'000'000) * kMinute;
    });
    const double wrote = seconds_now() - begin;
    ::sync();  // what was written without is not to be waited for by what is measured
    std::printf("pending %llu: scheduled in bulk %.0f/s\n",
                static_cast<unsigned long long>(options_.pending),
                static_cast<double>(options_.pending) / wrote);
    first_firing(path, "from a clean stop");
    {
      const pid_t child = ::fork();
      if (child == 0) {
        const Engine engine = start(path, catalog_);
        open_later(*engine.service, now() + 2 * kSecond);
        for (;;) rest(1);
      }
      rest(1.5);
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
      rest(1);
    }
    first_firing(path, "from kill -9");
  }

  // Cases opened and ended by commands, as the engine takes them in its batches.
  void commands() {
    const std::string path = fresh("commands");
    in_child([&] {
      const auto store = need(store::open_sqlite(path));
      const host::SystemClock clock;
      const auto shard = need(host::Shard::open(catalog_, *store, clock));
      const auto timed = [&](const char* what, const auto& request) {
        constexpr std::uint64_t kBatch = 512;
        const double begin = seconds_now();
        for (std::uint64_t i = 0; i < options_.commands; i += kBatch) {
          std::vector<host::Request> batch;
          for (std::uint64_t k = i; k < std::min(i + kBatch, options_.commands); ++k)
            batch.push_back(request(k));
          for (const host::Answer& answer : shard->run(std::span<const host::Request>(batch)))
            if (answer.kind != host::Answer::Kind::accepted)
              give_up(cat(what, ": ", answer.rejection.en, answer.error.text));
        }
        std::printf("%s by commands, 512 a commit: %.0f/s\n", what,
                    static_cast<double>(options_.commands) / (seconds_now() - begin));
      };
      timed("scheduling", [&](std::uint64_t k) {
        core::OpenCase open;
        open.town = "bench";
        open.workflow = "later";
        open.data = Value::record({{"at", Value::text("2099-01-01")}});
        return host::Request{cat("s", k), "bench", "", {"ann", "claimed", ""}, open};
      });
      timed("cancelling", [&](std::uint64_t k) {
        core::Act act;
        act.verb = "terminate";
        act.reason = "cancelled";
        return host::Request{cat("c", k), "bench", cat(k + 1), {"ann", "claimed", ""}, act};
      });
    });
  }

  void storm() {
    const std::string path = fresh("storm");
    const Instant due = now() + static_cast<Milliseconds>(options_.storm / 25) + 5 * kSecond;
    write_cases(path, like_, options_.storm, [&](std::uint64_t i) {
      return due + static_cast<Milliseconds>(i * 1000 / options_.storm);
    });
    in_child([&] {
      const Engine engine = start(path, catalog_);
      const double wait = static_cast<double>(due - now()) / 1000;
      if (wait > 0) rest(wait);
      People people(*engine.service);
      const double drained = drain(engine, options_.storm);
      std::vector<double> millis = people.stop();
      std::printf(
          "storm %llu due in 1 s: all fired in %.1f s (%.0f/s); people's commands beside it: "
          "%zu, p50 %.1f ms, p99 %.1f ms, max %.1f ms\n",
          static_cast<unsigned long long>(options_.storm), drained,
          static_cast<double>(options_.storm) / drained, millis.size(), at_share(millis, 0.5),
          at_share(millis, 0.99), at_share(millis, 1));
    });
    std::vector<double> late = check_journal(path, options_.storm);
    std::printf("  each fired once, in order of its moment; lateness p50 %.0f ms, p99 %.0f ms\n",
                at_share(late, 0.5), at_share(late, 0.99));
  }

  void backlog(int kills) {
    const std::string path = fresh("backlog");
    const Instant first = now() - kHour;
    write_cases(path, like_, options_.backlog, [&](std::uint64_t i) {
      return first + static_cast<Milliseconds>(i * 7919 % options_.backlog);
    });
    for (int i = 0; i < kills; ++i) {
      const pid_t child = ::fork();
      if (child == 0) {
        const Engine engine = start(path, catalog_);
        for (;;) rest(1);
      }
      rest(0.15 + 0.05 * (i * 7 % 5));
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
    }
    store::SqliteOptions look;
    look.read_only = true;
    const std::uint64_t left = need(need(store::open_sqlite(path, look))->counts()).open;
    in_child([&] {
      const double begin = seconds_now();
      const Engine engine = start(path, catalog_);
      drain(engine, left);
      std::printf("backlog %llu overdue at start, %d kills: ready %.3f s, all fired in %.1f s%s\n",
                  static_cast<unsigned long long>(options_.backlog), kills, engine.ready_s,
                  seconds_now() - begin, kills == 0 ? "" : " after the last");
    });
    check_journal(path, options_.backlog);
    std::printf("  each fired once, in order of its moment\n");
  }

  void lateness() {
    const std::string path = fresh("lateness");
    const std::uint64_t n = options_.rate * options_.seconds / 60;
    const Instant first = now() + 3 * kSecond;
    write_cases(path, like_, n, [&](std::uint64_t i) {
      return first + static_cast<Milliseconds>(i * 60'000 / options_.rate);
    });
    in_child([&] {
      const Engine engine = start(path, catalog_);
      drain(engine, n);
    });
    std::vector<double> late = check_journal(path, n);
    std::printf("lateness at %llu a minute for %llu s: p50 %.0f ms, p99 %.0f ms, max %.0f ms\n",
                static_cast<unsigned long long>(options_.rate),
                static_cast<unsigned long long>(options_.seconds), at_share(late, 0.5),
                at_share(late, 0.99), at_share(late, 1));
  }

 private:
  void first_firing(const std::string& path, const char* after) {
    in_child([&] {
      const double before = bench::resident_mb();
      const double first = seconds_now();
      const Engine engine = start(path, catalog_);
      drain(engine, 1);
      const double fire = seconds_now() - first;
      rest(0.5);
      std::printf("  %s: ready %.3f s, first fired after %.3f s, memory %.0f MB (%.0f before)\n",
                  after, engine.ready_s, fire, bench::resident_mb(), before);
    });
  }
  void open_later(host::Service& service, Instant at) {
    core::OpenCase open;
    open.town = "bench";
    open.workflow = "moment";
    open.data = Value::record({{"at", Value::text(to_utc_string(at))}});
    std::atomic<bool> answered = false;
    service.submit({cat("l", ::getpid()), "bench", "", {"ann", "claimed", ""}, open},
                   [&](const host::Answer& answer) {
                     if (answer.kind != host::Answer::Kind::accepted)
                       give_up("a moment is refused: " + answer.rejection.en);
                     answered = true;
                     answered.notify_one();
                   });
    answered.wait(false);
  }
  std::string fresh(const std::string& name) {
    const std::string path = options_.dir + "/timer-" + name + ".db";
    for (const char* tail : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path + tail);
    return path;
  }
  const Options& options_;
  std::shared_ptr<const core::Catalog> catalog_;
  core::RowBody like_;
};

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const std::uint64_t n = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--pending")
      options.pending = n;
    else if (name == "--commands")
      options.commands = n;
    else if (name == "--storm")
      options.storm = n;
    else if (name == "--backlog")
      options.backlog = n;
    else if (name == "--rate")
      options.rate = n;
    else if (name == "--seconds")
      options.seconds = n;
    else if (name == "--kills")
      options.kills = static_cast<int>(n);
    else if (name == "--town")
      options.town = argv[i + 1];
    else if (name == "--dir")
      options.dir = argv[i + 1];
    else
      give_up(cat("no option ", name));
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  auto towns = need(host::load_folders({options.town}));
  const auto catalog = host::bind_towns(towns);
  if (!catalog) give_up("the town has mistakes; lint says which");
  utsname machine{};
  ::uname(&machine);
  std::printf("# %s %s, %u cores; store in %s\n", machine.sysname, machine.release,
              std::thread::hardware_concurrency(), options.dir.c_str());
  Parts parts(options, catalog);
  if (options.pending != 0) parts.pending();
  if (options.commands != 0) parts.commands();
  if (options.storm != 0) parts.storm();
  if (options.backlog != 0) parts.backlog(0);
  if (options.backlog != 0 && options.kills != 0) parts.backlog(options.kills);
  if (options.rate != 0 && options.seconds != 0) parts.lateness();
}
