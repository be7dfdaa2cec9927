// demo: a day in the county, told in words while the console and the API show it move.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>
#include <thread>

#include <CLI/App.hpp>

#include "api/server.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/demo_service.h"
#include "cli/signals.h"
#include "cli/towns.h"
#include "sim/scenario_set.h"
#include "sim/story_player.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

constexpr auto kLongestPause = std::chrono::milliseconds(1'500);
constexpr auto kSlice = std::chrono::milliseconds(50);  // how soon Ctrl-C is noticed

struct DemoOptions {
  std::string story = "examples/county/day.yaml", data, console;
  std::uint32_t speed = 1200;
  std::uint16_t port = 8311;
  bool no_serve = false;
};

// Where the store of the story lies; a folder of its own is gone at the end.
class DemoFolder {
 public:
  explicit DemoFolder(const std::string& given) : path_(given), own_(given.empty()) {
    if (own_) {
      path_ = (fs::temp_directory_path() / "townflow-demo-XXXXXX").string();
      if (mkdtemp(path_.data()) == nullptr) path_.clear();
    } else {
      std::error_code code;
      fs::create_directories(path_, code);
    }
  }
  ~DemoFolder() {
    std::error_code code;
    if (own_ && !path_.empty()) fs::remove_all(path_, code);
  }
  DemoFolder(const DemoFolder&) = delete;
  DemoFolder& operator=(const DemoFolder&) = delete;
  std::string store() const { return cat(path_, "/town.db"); }

 private:
  std::string path_;
  bool own_;
};

// Waits in slices, doing what people ask meanwhile. False once a signal has come.
bool pass_time(Signals& signals, DemoService& service, std::chrono::milliseconds span) {
  service.tell();
  const auto until = std::chrono::steady_clock::now() + span;
  for (;;) {
    if (signals.pending() != 0) return false;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return true;
    service.serve_for(std::min<std::chrono::milliseconds>(left, kSlice));
  }
}

// How long a span of the story takes here.
std::chrono::milliseconds shown_for(Milliseconds span, std::uint32_t speed) {
  if (speed == 0 || span <= 0) return {};
  return std::min<std::chrono::milliseconds>(std::chrono::milliseconds(span / speed),
                                             kLongestPause);
}

int tell(Session& session, const DemoOptions& options, sim::World& world,
         const sim::Scenario& story, Signals& signals) {
  DemoService service(world);
  service.tell();
  std::unique_ptr<api::Server> server;
  if (!options.no_serve) {
    api::ServerOptions server_options;
    server_options.port = options.port;
    server_options.version = kVersion;
    const std::string console = options.console.empty() ? "console/dist" : options.console;
    if (fs::exists(console + "/index.html")) server_options.console_dir = console;
    auto started = api::Server::start(service, server_options);
    if (!started)
      return session.fail(
          kBusy, cat("端口 ", options.port, " 用不了；换一个 --port，或加 --no-serve。"),
          cat("port ", options.port, " cannot be used; take another --port, or --no-serve"));
    server = std::move(*started);
    session.say(cat("打开 http://127.0.0.1:", server->port(), "/ 看着它走（Ctrl-C 停止）"),
                cat("open http://127.0.0.1:", server->port(), "/ to watch it move (Ctrl-C stops)"));
    session.err.flush();
  }
  sim::Telling telling;
  telling.wait = [&](Milliseconds span) {
    return pass_time(signals, service, shown_for(span, options.speed));
  };
  telling.say = [&](const std::string& at, const core::Words& words) {
    session.out << at << "  " << session.pick(words) << '\n' << std::flush;
  };
  telling.committed = [&] { service.tell(); };
  const auto told = sim::tell_story(world, story, telling);
  if (!told) return session.fail(told.error());
  session.out << '\n' << session.pick(sim::summary_of(world, *told)) << std::flush;
  if (server != nullptr && told->whole) {
    session.say("故事讲完了；网页和接口还开着，按 Ctrl-C 停止。",
                "the story is over; console and API stay open until Ctrl-C");
    session.err.flush();
    while (signals.pending() == 0) service.serve_for(kSlice);
  }
  if (server != nullptr) server->stop();
  return session.exit = kOk;
}

int demo(Session& session, const DemoOptions& options) {
  const auto set = sim::ScenarioSet::read({options.story});
  if (!set) return session.fail(set.error());
  if (set->findings().has_errors() || set->all().empty()) {
    session.err << to_text(set->findings(), session.language);
    return session.fail(kFindings, cat(options.story, " 不是能讲的情景。"),
                        cat(options.story, " is no scenario that can be told"));
  }
  Signals signals;
  const DemoFolder folder(options.data);
  if (fs::exists(folder.store()))
    return session.fail(kRefused,
                        cat(folder.store(), " 已经有了：讲故事要用新的存储，换一个 --data。"),
                        cat(folder.store(),
                            " is already there: a story needs a fresh store, take "
                            "another --data"));
  const sim::Scenario& story = set->all().front();
  const sim::Stage stage = set->stage(story, [&]() -> Result<std::unique_ptr<store::Store>> {
    store::SqliteOptions of_store;
    of_store.virtual_clock = true;
    return store::open_sqlite(folder.store(), of_store);
  });
  auto world = sim::World::open(story, stage);
  if (!world) return session.fail(world.error());
  return tell(session, options, **world, story, signals);
}

}  // namespace

void add_demo(CLI::App& app, Session& session) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App* command = app.add_subcommand(
      "demo", std::string(session.pick("讲一个县的一天：虚拟时钟，边讲边看网页",
                                       "tells a day in the county on a virtual clock, while the "
                                       "console shows it")));
  command->add_option(
      "STORY", options->story,
      std::string(session.pick("情景文件，默认 examples/county/day.yaml",
                               "a scenario; examples/county/day.yaml unless said")));
  command->add_option(
      "--speed", options->speed,
      std::string(session.pick("比真实快多少倍，默认 1200；0：不停顿",
                               "times real time, 1200 unless said, no pause longer than 1.5 s; 0: "
                               "without pauses")));
  command->add_option("--data", options->data,
                      std::string(session.pick("把存储留在这个文件夹（town.db）",
                                               "keeps the store in this folder (town.db)")));
  command->add_option("--port", options->port,
                      std::string(session.pick("端口，默认 8311", "port; 8311 unless said")));
  command->add_option("--console", options->console,
                      std::string(session.pick("网页文件夹，默认 console/dist",
                                               "folder of the console; console/dist unless said")));
  command->add_flag("--no-serve", options->no_serve,
                    std::string(session.pick("只讲，不开网页", "only tells, serves nothing")));
  command->callback([options, &session] { demo(session, *options); });
}

}  // namespace tf::cli
