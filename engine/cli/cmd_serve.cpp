// serve: a town on this machine: API, console, timers, notices; SIGHUP takes in changed files.
// publish: the same while nothing runs.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <ostream>
#include <sstream>

#include <CLI/App.hpp>

#include "api/server.h"
#include "base/json.h"
#include "base/system_error.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/host_file.h"
#include "cli/notices.h"
#include "cli/served_homes.h"
#include "cli/signals.h"
#include "cli/towns.h"
#include "host/engine_service.h"
#include "host/free_memory.h"
#include "host/plugin_outside.h"
#include "host/shard.h"
#include "host/system_clock.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

// ---- serve

struct ServeOptions {
  std::vector<std::string> folders;
  std::uint16_t port = 8080;
  std::string store, data, console, outside, host;
  bool virtual_clock = false;
};

Result<std::string> store_path(const ServeOptions& options) {
  if (!options.store.empty()) return options.store;
  const std::string folder = options.data.empty() ? "data" : options.data;
  std::error_code code;
  fs::create_directories(folder, code);
  if (code)
    return std::unexpected(system_error(cat("cannot make the folder ", folder),
                                        cat("建不了文件夹 ", folder), code.value()));
  return cat(folder, "/town.db");
}

void tell_published(Session& session, const host::PublishAnswer& answer) {
  if (answer.recorded)
    session.say(cat("已发布 ", answer.hash.substr(0, 12), "。"),
                cat("published ", answer.hash.substr(0, 12)));
  else
    session.say("文件没有变化。", "the files have not changed");
}

// Changed files while it runs; when something is wrong with them the engine goes on with the old,
// which stays in `now`.
void take_in(Session& session, ServedHomes& homes, host::TownShelf& shelf, host::Service& service,
             std::shared_ptr<const core::Catalog>& now, host::CurrentCatalog& in_force) {
  std::ostringstream told;
  Session heard(session.out, told);
  heard.language = session.language;
  heard.isolate_plugins = session.isolate_plugins;
  auto catalog = homes.read([&](const std::vector<std::string>& folders) {
    return reopen_towns(heard, shelf, folders, *now);
  });
  bool good = false;
  if (!catalog) {
    heard.say("未发布，仍按原来的运行。", "nothing was published; the old files stay in force");
  } else if (const auto answer = service.publish(catalog, ""); answer) {
    in_force.publish(*catalog);
    tell_published(heard, *answer);
    now = std::move(catalog);
    good = true;
  } else {
    heard.fail(answer.error());
  }
  session.err << told.str() << std::flush;
  homes.note(good, told.str());
}

std::shared_ptr<const core::Catalog> open_for_long(Session& session, ServedHomes& homes,
                                                   store::Store& store, host::TownShelf& shelf) {
  const host::ReturnFreed freed;
  return homes.read([&](const std::vector<std::string>& folders) {
    return open_towns(session, folders, &store, &shelf);
  });
}

int serve(Session& session, const ServeOptions& options) {
  Signals signals;
  if (!take_host_file(session, options.host)) return session.exit;
  const auto path = store_path(options);
  if (!path) return session.fail(path.error());
  auto store = open_store(session, *path, true, options.virtual_clock);
  if (!store) return session.exit;
  const bool is_virtual = store->virtual_clock();
  auto homes = ServedHomes::open(options.folders);
  if (!homes) return session.fail(homes.error());
  host::TownShelf shelf;
  auto catalog = open_for_long(session, *homes, *store, shelf);
  if (!catalog) return session.exit;
  const auto head = store->head();
  if (!head) return session.fail(head.error());
  auto outside = notices_to(options.outside);
  if (!outside) return session.fail(outside.error());
  const auto in_force = std::make_shared<host::CurrentCatalog>(catalog);
  host::PluginWorld plugin_world{in_force, store.get(), plugin_secret, plugin::launch_self()};
  host::EngineOptions engine_options;
  engine_options.virtual_clock = is_virtual;
  engine_options.shard.isolate = session.isolate_plugins;
  auto service = host::open_engine(
      catalog, std::move(store), std::make_shared<ForwardClock>(is_virtual ? head->at : Instant{}),
      host::plugin_outside(std::move(plugin_world), std::move(*outside)), engine_options);
  if (!service) return session.fail(service.error());
  if (const auto answer = (*service)->publish(catalog, ""); !answer)
    return session.fail(answer.error());
  api::ServerOptions server_options;
  server_options.port = options.port;
  server_options.console_dir = options.console;
  server_options.version = kVersion;
  auto server = api::Server::start(**service, server_options);
  if (!server)
    return server.error().code == Errc::busy
               ? session.fail(kBusy, server.error().zh, server.error().text)
               : session.fail(server.error());
  homes->note(true, "");
  session.say(cat("townflow：http://127.0.0.1:", (*server)->port(), "/  （存储 ", *path,
                  "，按 Ctrl-C 停止）"),
              cat("townflow: http://127.0.0.1:", (*server)->port(), "/  (store ", *path,
                  ", Ctrl-C stops)"));
  session.err.flush();
  while (signals.wait() == SIGHUP) take_in(session, *homes, shelf, **service, catalog, *in_force);
  session.say("正在停止：等待已收到的请求办完。", "stopping: requests already taken are finished");
  (*server)->stop();
  service->reset();
  return session.exit = kOk;
}

void add_serve_command(CLI::App& app, Session& session) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand(
      "serve", std::string(session.pick("运行：接口、网页、时限、通知",
                                        "runs towns: API, console, deadlines, notices")));
  command
      ->add_option("DIR", options->folders,
                   std::string(session.pick("乡镇的文件夹，或装有各乡镇的文件夹",
                                            "folders of towns, or a folder that holds towns")))
      ->required();
  command->add_option(
      "--port", options->port,
      std::string(session.pick("端口，默认 8080；0 为任意", "port; 8080 unless said; 0: any")));
  command->add_option("--store", options->store,
                      std::string(session.pick("存储文件", "the store's file")));
  command->add_option("--data", options->data,
                      std::string(session.pick("数据文件夹（其中 town.db），默认 data",
                                               "data folder (town.db in it), data unless said")));
  command->add_option("--console", options->console,
                      std::string(session.pick("网页文件夹", "folder of the built console")));
  command->add_option("--notices", options->outside,
                      std::string(session.pick(
                          "通知去处：文件，或 http(s) 地址；默认记入日志",
                          "where notices go: a file, or an http(s) address; the log unless said")));
  command->add_option("--host", options->host,
                      std::string(session.pick("主机的设置文件，如 plugins: {isolation: worker}",
                                               "the host's settings, as plugins: {isolation: "
                                               "worker}")));
  command->add_flag(
      "--virtual-clock", options->virtual_clock,
      std::string(session.pick("新存储用虚拟时钟", "a new store gets a virtual clock")));
  command->callback([options, &session] { serve(session, *options); });
}

// ---- publish

struct PublishOptions {
  std::vector<std::string> folders;
  std::string store, by;
  bool create = false;
};

int publish(Session& session, const PublishOptions& options) {
  const auto store = open_store(session, options.store, options.create);
  if (!store) {
    if (session.exit == kBusy)
      session.say("运行中的 townflow 收到 SIGHUP 信号就会读入改过的文件：kill -HUP 进程号",
                  "a running townflow takes in changed files on SIGHUP: kill -HUP PID");
    return session.exit;
  }
  const auto catalog = open_towns(session, host::town_folders(options.folders), store.get());
  if (!catalog) return session.exit;
  const auto head = store->head();
  if (!head) return session.fail(head.error());
  const ForwardClock clock(store->virtual_clock() ? head->at : Instant{});
  const auto shard =
      host::Shard::open(catalog, *store, clock, {.isolate = session.isolate_plugins});
  if (!shard) return session.fail(shard.error());
  const auto recorded = (*shard)->publish(catalog, options.by);
  if (!recorded) return session.fail(recorded.error());
  std::size_t moved = 0;
  for (;;) {
    const auto page = (*shard)->go_on();
    if (!page) return session.fail(page.error());
    if (!*page) break;
    moved += **page;
  }
  const std::string hash = catalog->sources ? catalog->sources->hash : "";
  if (session.json)
    session.out << to_json(
                       Value::record({{"recorded", Value::boolean(*recorded)},
                                      {"publication", Value::text(hash)},
                                      {"moved", Value::number(static_cast<std::int64_t>(moved))}}))
                << '\n';
  else
    tell_published(session, {*recorded, hash});
  if (moved != 0)
    session.say(cat(moved, " 件在办案件改用新规则。"),
                cat(moved, " running cases moved to the new rules"));
  return session.exit = kOk;
}

void add_publish_command(CLI::App& app, Session& session) {
  auto options = std::make_shared<PublishOptions>();
  CLI::App* command = app.add_subcommand(
      "publish", std::string(session.pick("把改过的文件发布到存储（留痕）",
                                          "publishes changed files to a store, on the record")));
  command
      ->add_option("DIR", options->folders,
                   std::string(session.pick("乡镇的文件夹", "folders of towns")))
      ->required();
  command
      ->add_option("--store", options->store,
                   std::string(session.pick("存储文件", "the store's file")))
      ->required();
  command->add_option("--as", options->by, std::string(session.pick("谁发布", "who publishes")));
  command->add_flag(
      "--create", options->create,
      std::string(session.pick("没有存储就新建", "makes the store when there is none")));
  command->callback([options, &session] { publish(session, *options); });
}

}  // namespace

void add_serve(CLI::App& app, Session& session) {
  add_serve_command(app, session);
  add_publish_command(app, session);
}

}  // namespace tf::cli
