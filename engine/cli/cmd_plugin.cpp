// plugin: what authors and operators of Lua plugins need.
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "host/town_files.h"
#include "plugin/sandbox.h"
#include "plugin/worker.h"

namespace tf::cli {

namespace {

// ---- run

struct RunOptions {
  std::string file;
  int calls = 1;
};

// STOP CPU, ERROR, VALUE: the words of the outcome.
std::string_view outcome_word(plugin::Code code) {
  switch (code) {
    case plugin::Code::none:
      return "VALUE";
    case plugin::Code::cpu:
      return "STOP CPU";
    case plugin::Code::memory:
      return "STOP MEMORY";
    case plugin::Code::stack:
      return "STOP STACK";
    case plugin::Code::forbidden:
      return "STOP FORBIDDEN";
    case plugin::Code::compile:
      return "STOP COMPILE";
    case plugin::Code::crash:
      return "STOP CRASH";
    case plugin::Code::error:
      return "ERROR";
  }
  return "ERROR";
}

Value to_value(const plugin::Outcome& outcome, std::int64_t wall) {
  const auto text = [](std::string_view s) { return s.empty() ? Value() : Value::text(s); };
  const bool good = outcome.code == plugin::Code::none;
  return Value::record(
      {{"outcome", Value::text(outcome_word(outcome.code))},
       {"code", text(plugin::name_of(outcome.code))},
       {"returns", good ? Value::text(outcome.shown) : Value()},
       {"text", text(outcome.text)},
       {"trace", text(outcome.trace)},
       {"cpu_ms", Value::number(Decimal::scaled(outcome.cpu_micros, -3))},
       {"wall_ms", Value::number(Decimal::scaled(wall, -3))},
       {"peak_bytes", Value::number(static_cast<std::int64_t>(outcome.peak_bytes))},
       {"fuel", Value::number(outcome.fuel)}});
}

void print(Session& session, const plugin::Outcome& outcome, std::int64_t wall) {
  session.out << outcome_word(outcome.code);
  if (outcome.code == plugin::Code::none)
    session.out << " returns=" << outcome.shown;
  else
    session.out << " code=" << plugin::name_of(outcome.code);
  session.out << "\n  cpu=" << Decimal::scaled(outcome.cpu_micros, -3).str()
              << "ms wall=" << Decimal::scaled(wall, -3).str()
              << "ms mem=" << (outcome.peak_bytes + 1023) / 1024 << "KiB fuel=" << outcome.fuel
              << '\n';
  if (!outcome.text.empty()) session.out << "  " << outcome.text << '\n';
  if (!outcome.trace.empty()) session.out << "  at " << outcome.trace << '\n';
}

int run_file(Session& session, const RunOptions& options) {
  const auto source = host::read_text(options.file);
  if (!source) return session.fail(source.error());
  plugin::Sandbox sandbox;
  const std::string name = std::filesystem::path(options.file).filename().string();
  List calls;
  bool good = true;
  for (int i = 0; i < options.calls; ++i) {
    const std::int64_t began = plugin::wall_micros();
    const plugin::Outcome outcome = sandbox.run_body(*source, name);
    const std::int64_t wall = plugin::wall_micros() - began;
    good = good && outcome.code == plugin::Code::none;
    if (session.json)
      calls.push_back(to_value(outcome, wall));
    else
      print(session, outcome, wall);
  }
  if (session.json) {
    Record out = calls.back().as_record();
    if (options.calls > 1) out.set("calls", Value::list(std::move(calls)));
    session.out << to_json(Value::record(std::move(out))) << '\n';
  }
  return session.exit = good ? kOk : kFailure;
}

}  // namespace

void add_plugin(CLI::App& app, Session& session) {
  CLI::App* group = app.add_subcommand(
      "plugin", std::string(session.pick("乡镇自己的 Lua 插件", "a town's own Lua plugins")));
  group->require_subcommand(1);
  add_plugin_author(*group, session);
  add_plugin_package(*group, session);

  CLI::App* worker =
      app.add_subcommand(plugin::kWorkerCommand,
                         std::string(session.pick("插件的工作进程，由主机启动",
                                                  "the plugins' worker, started by the host")));
  worker->group("");
  worker->callback([&session] { session.exit = plugin::serve_worker(plugin::kWorkerFd); });

  auto of_run = std::make_shared<RunOptions>();
  CLI::App* command = group->add_subcommand(
      "run", std::string(session.pick("在沙箱里把一个 Lua 文件当作一次调用执行",
                                      "runs a Lua file as one call in the sandbox")));
  command
      ->add_option(
          "FILE", of_run->file,
          std::string(session.pick("Lua 文件：一次调用的正文", "a Lua file: the body of one call")))
      ->required();
  command
      ->add_option("--calls", of_run->calls,
                   std::string(session.pick("在同一主机上连续调用次数",
                                            "so many calls in a row through the same host")))
      ->check(CLI::Range(1, 1000));
  command->callback([of_run, &session] { run_file(session, *of_run); });
}

}  // namespace tf::cli
