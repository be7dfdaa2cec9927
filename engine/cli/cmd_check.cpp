// check: one look at all deadlines, for hosts that run no server: fires what is due, and with
// --notices sends what is to leave.
#include <chrono>
#include <memory>
#include <ostream>
#include <thread>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/host_file.h"
#include "cli/notices.h"
#include "cli/towns.h"
#include "host/engine_service.h"
#include "host/shard.h"
#include "host/system_clock.h"
#include "host/town_home.h"

namespace tf::cli {

namespace {

struct CheckOptions {
  std::string store, at, host, notices;
  std::vector<std::string> folders;
  bool once = false;
  std::size_t limit = 1000;
};

struct Checked {
  Instant at;
  std::size_t fired = 0;
  std::vector<std::pair<std::string, Instant>> waiting;  // number, when: what would fire
  std::optional<Instant> next;
  bool only_told = false;
  std::uint64_t sent = 0, unsent = 0;  // notices and effects: performed, still waiting
};

Result<Checked> look_ahead(store::Store& store, Instant at, std::size_t limit) {
  Checked checked{at, 0, {}, {}, true, 0, 0};
  const auto due = TF_TRY(store.due(at.ms + 1, limit));
  for (const store::DueCase& one : due) {
    const auto row = TF_TRY(store.case_row(one.id));
    checked.waiting.emplace_back(row ? row->number : cat(one.id), Instant{one.wake_ms});
  }
  return checked;
}

// On a virtual clock every timer fires at its own instant, up to `at`.
Result<Checked> fire(std::shared_ptr<const core::Catalog> catalog, store::Store& store, Instant at,
                     std::size_t limit, const plugin::Launch& isolate) {
  Checked checked{at, 0, {}, {}, false, 0, 0};
  const store::Head head = TF_TRY(store.head());
  VirtualClock clock(std::max(head.at, Instant{}));
  const bool steps = store.virtual_clock();
  if (!steps || head.at == Instant{}) clock.set(std::max(at, head.at));
  const auto shard = TF_TRY(host::Shard::open(catalog, store, clock, {.isolate = isolate}));
  static_cast<void>(TF_TRY(shard->publish(catalog, "")));  // changed files, on the record
  while (TF_TRY(shard->go_on())) {
  }
  for (;;) {
    const auto next = TF_TRY(shard->next_due());
    if (!next || *next > at || checked.fired >= limit * 1000) break;
    clock.set(std::max(clock.now(), *next + 1));
    const std::size_t fired = TF_TRY(shard->fire_due(limit));
    checked.fired += fired;
    // A look at a condition fires nothing and moves on to the next one.
    if (fired == 0 && TF_TRY(shard->next_due()) == next) break;
  }
  checked.next = TF_TRY(shard->next_due());
  return checked;
}

// Everything that is to leave now, each after its commit as a server would send it; what fails
// waits for its next try. Ends when nothing more can leave, or after kLongest.
Result<void> send(std::shared_ptr<const core::Catalog> catalog,
                  std::unique_ptr<store::Store> opened, std::unique_ptr<host::Outside> outside,
                  const plugin::Launch& isolate, Checked& checked) {
  constexpr auto kLook = std::chrono::milliseconds(20);
  constexpr auto kLongest = std::chrono::minutes(10);
  store::Store& store = *opened;
  // A clock that is set by hand stays where the timers left it.
  std::shared_ptr<const Clock> clock = std::make_shared<ForwardClock>(Instant{});
  if (store.virtual_clock()) clock = std::make_shared<VirtualClock>(TF_TRY(store.head()).at);
  const std::uint64_t before = TF_TRY(store.counts()).outbox;
  const auto in_force = std::make_shared<host::CurrentCatalog>(catalog);
  host::PluginWorld world{in_force, &store, plugin_secret, plugin::launch_self()};
  host::EngineOptions options;
  options.virtual_clock = store.virtual_clock();
  options.shard.isolate = isolate;
  const auto service = TF_TRY(
      host::open_engine(std::move(catalog), std::move(opened), clock,
                        host::plugin_outside(std::move(world), std::move(outside)), options));
  const auto end = std::chrono::steady_clock::now() + kLongest;
  while (std::chrono::steady_clock::now() < end &&
         !TF_TRY(store.outbox(clock->now().ms, 1)).empty())
    std::this_thread::sleep_for(kLook);
  checked.unsent = TF_TRY(store.counts()).outbox;
  checked.sent = before - std::min(before, checked.unsent);
  return {};
}

int tell_checked(Session& session, const Checked& checked, const Zone& zone) {
  if (session.json) {
    List waiting;
    for (const auto& [number, at] : checked.waiting)
      waiting.push_back(
          Value::record({{"case", Value::text(number)}, {"at", Value::text(zone.format(at))}}));
    session.out << to_json(Value::record(
                       {{"at", Value::text(zone.format(checked.at))},
                        {"fired", Value::number(static_cast<std::int64_t>(checked.fired))},
                        {"would_fire", Value::list(std::move(waiting))},
                        {"next", checked.next ? Value::text(zone.format(*checked.next)) : Value()},
                        {"sent", Value::number(static_cast<std::int64_t>(checked.sent))},
                        {"unsent", Value::number(static_cast<std::int64_t>(checked.unsent))},
                        {"only_reported", Value::boolean(checked.only_told)}}))
                << '\n';
    return session.exit = kOk;
  }
  if (checked.only_told) {
    for (const auto& [number, at] : checked.waiting)
      session.out << number << "  " << zone.format(at) << '\n';
    session.say(cat("到 ", zone.format(checked.at), " 为止将有 ", checked.waiting.size(),
                    " 件到点；这个存储用的是真实时钟，所以只报告、不执行。"),
                cat(checked.waiting.size(), " cases would move by ", zone.format(checked.at),
                    "; this store is on the real clock, so they are only reported"));
    return session.exit = kOk;
  }
  session.out << session.pick("到点并处理：", "fired: ") << checked.fired << '\n';
  if (checked.next)
    session.out << session.pick("下一次：", "next: ") << zone.format(*checked.next) << '\n';
  if (checked.sent != 0)
    session.out << session.pick("已送出通知：", "sent: ") << checked.sent << '\n';
  if (checked.unsent != 0)
    session.say(
        cat(checked.unsent, " 个通知待送：由 serve 送出，或加 --notices 文件或地址。"),
        cat(checked.unsent, " notices wait: a serve sends them, or --notices FILE or address"));
  return session.exit = kOk;
}

// Somebody else has the store: a server, or a check that began before. It fires what is due.
int check_by_another(Session& session) {
  if (session.json)
    session.out << to_json(Value::record(
                       {{"busy", Value::boolean(true)}, {"fired", Value::number(std::int64_t{0})}}))
                << '\n';
  else
    session.say("存储正由 serve 或另一次 check 使用，到点的由它处理；这次什么也没做。",
                "a serve or another check has the store and fires what is due; nothing was done");
  return session.exit = kOk;
}

int check(Session& session, const CheckOptions& options) {
  if (!take_host_file(session, options.host)) return session.exit;
  store::SqliteOptions of_store;
  of_store.create = false;
  of_store.keys = session.keys;
  auto opened = store::open_sqlite(options.store, of_store);
  if (!opened && opened.error().code == Errc::busy) return check_by_another(session);
  if (!opened) return session.fail(opened.error());
  auto store = std::move(*opened);
  const auto catalog = open_towns(session, host::town_folders(options.folders), store.get());
  if (!catalog) return session.exit;
  const auto towns = catalog->towns();
  const Zone zone =
      towns.empty() || !towns.front()->calendar ? Zone() : towns.front()->calendar->zone();
  const Instant now = host::SystemClock().now();
  Instant at = now;
  if (!options.at.empty()) {
    const auto given = time_argument(options.at, zone);
    if (!given)
      return session.fail(kUsage, cat("'", options.at, "' 不是时间：写 2026-03-10 16:40。"),
                          cat("'", options.at, "' is no time; write 2026-03-10 16:40"));
    at = *given;
  }
  const bool ahead = at > now && !store->virtual_clock();
  std::unique_ptr<host::Outside> outside;
  if (!options.notices.empty()) {
    auto to = notices_to(options.notices);
    if (!to) return session.fail(to.error());
    outside = std::move(*to);
  }
  auto checked = ahead ? look_ahead(*store, at, options.limit)
                       : fire(catalog, *store, at, options.limit, session.isolate_plugins);
  if (!checked) return session.fail(checked.error());
  if (!ahead && outside) {
    const auto sent =
        send(catalog, std::move(store), std::move(outside), session.isolate_plugins, *checked);
    if (!sent) return session.fail(sent.error());
  } else if (const auto counts = store->counts()) {
    checked->unsent = counts->outbox;
  }
  return tell_checked(session, *checked, zone);
}

}  // namespace

void add_check(CLI::App& app, Session& session) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand(
      "check",
      std::string(session.pick("把到点的时限处理一遍（可反复运行）",
                               "one look at all deadlines; running it twice does no harm")));
  command
      ->add_option("DIR", options->folders,
                   std::string(session.pick("乡镇的文件夹", "folders of towns")))
      ->required();
  command
      ->add_option("--store", options->store,
                   std::string(session.pick("存储文件", "the store's file")))
      ->required();
  command->add_option("--at", options->at,
                      std::string(session.pick("看到这个时间；晚于现在时只报告",
                                               "up to this time; ahead of now it only reports")));
  command->add_option("--host", options->host,
                      std::string(session.pick("主机的设置文件", "the host's settings")));
  command->add_option("--notices", options->notices,
                      std::string(session.pick("也把待送的通知送到：文件，或 http(s) 地址",
                                               "also sends what waits, to a file or an http(s) "
                                               "address")));
  command->add_flag("--once", options->once,
                    std::string(session.pick("只看一遍（默认如此）", "one look (as always)")));
  command->add_option("--limit", options->limit,
                      std::string(session.pick("一次提交多少件", "cases a commit")));
  command->callback([options, &session] { check(session, *options); });
}

}  // namespace tf::cli
