// plugin new, check, test, types, list: for those who write plugins and those who look at a town's.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "host/plugins.h"
#include "host/town_files.h"
#include "plugin/author_test.h"
#include "plugin/lua_api.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kNewManifest =
    R"(# yaml-language-server: $schema=/schemas/townflow-plugin-1.json
plugin: NAME
api: 1
version: 0.1.0
engine: ">=1.0 <2.0"
title: {zh: NAME, en: NAME}
entry: main.lua
gives:
  days_left:                               # days_left(today, due) in any condition of the town
    kind: function
    takes: {today: date, due: date}
    answers: whole
limits: {fuel: 200000, memory: 4 MiB}
tests:
  - {call: days_left, with: ["2026-03-10", "2026-03-12"], expect: 2}
)";
constexpr const char* kNewScript =
    R"(--- days_left(today, due): whole days until a date; 0 once it has passed.
return {
  days_left = function(today, due)
    return math.max(0, tf.calendar.days(today, due))
  end,
}
)";
constexpr const char* kNewLuarc = R"({
  "runtime": {"version": "Lua 5.4", "builtin": {"io": "disable", "os": "disable", "debug": "disable", "package": "disable", "coroutine": "disable"}},
  "workspace": {"library": ["types"]},
  "diagnostics": {"globals": ["tf"]}
}
)";

bool write_file(Session& session, const fs::path& path, const std::string& text) {
  std::error_code code;
  fs::create_directories(path.parent_path(), code);
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (out) return true;
  session.fail(kFailure, cat("写不了 ", path.string(), "。"), cat("cannot write ", path.string()));
  return false;
}

std::string named(std::string_view text, const std::string& name) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i).starts_with("NAME")) {
      out += name;
      i += 4;
    } else {
      out += text[i++];
    }
  }
  return out;
}

int make_new(Session& session, const std::string& folder) {
  const fs::path path(folder);
  const std::string name = path.filename().string();
  std::error_code code;
  if (fs::exists(path / "plugin.yaml", code))
    return session.fail(kRefused, cat(folder, " 里已有 plugin.yaml。"),
                        cat("there is a plugin.yaml in ", folder, " already"));
  if (!write_file(session, path / "plugin.yaml", named(kNewManifest, name)) ||
      !write_file(session, path / "main.lua", kNewScript) ||
      !write_file(session, path / "types" / "townflow.d.lua", plugin::lua_types()) ||
      !write_file(session, path / ".luarc.json", kNewLuarc))
    return session.exit;
  session.say(cat("写好了 ", folder, "；试一试：townflow plugin test ", folder),
              cat("wrote ", folder, "; try: townflow plugin test ", folder));
  return session.exit = kOk;
}

// The plugin of a folder, with what is wrong with it.
std::optional<plugin::PluginSource> read_plugin(Session& session, const std::string& folder,
                                                model::Diagnostics& findings) {
  const std::string path = cat(folder, "/plugin.yaml");
  auto text = host::read_text(path);
  if (!text) {
    session.fail(text.error());
    return std::nullopt;
  }
  const model::Document document = model::read_document(path, std::move(*text), findings);
  if (!document.root || document.kind != "plugin" || findings.has_errors()) return std::nullopt;
  plugin::PluginSource source{plugin::read_manifest(document, findings), {}, document.root->span};
  auto script = host::read_text(cat(folder, "/", source.manifest.entry), plugin::kMaxSource);
  if (!script) {
    session.fail(script.error());
    return std::nullopt;
  }
  source.text = std::move(*script);
  return source;
}

int check(Session& session, const std::vector<std::string>& folders) {
  model::Diagnostics findings;
  std::size_t good = 0;
  for (const std::string& folder : folders) {
    auto source = read_plugin(session, folder, findings);
    if (!source && !findings.has_errors()) return session.exit;
    if (!source) continue;
    std::vector<plugin::PluginSource> one;
    one.push_back(std::move(*source));
    const plugin::TownPlugins loaded(std::move(one), findings);
    ++good;
  }
  findings.sort();
  if (session.json)
    session.out << to_json_report(findings, session.language) << '\n';
  else
    session.out << to_text(findings, session.language);
  if (findings.has_errors()) return session.exit = kFindings;
  session.say(cat(good, " 个插件可用。"),
              cat(good, good == 1 ? " plugin is" : " plugins are", " fit for use"));
  return session.exit = kOk;
}

// tests/*.lua of a plugin's folder, in their order.
std::vector<std::string> lua_tests(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code code;
  for (fs::directory_iterator it(fs::path(folder) / "tests", code), end; !code && it != end;
       it.increment(code))
    if (it->path().extension() == ".lua") out.push_back(it->path().generic_string());
  std::sort(out.begin(), out.end());
  return out;
}

int test(Session& session, const std::vector<std::string>& folders) {
  std::size_t passed = 0, failed = 0;
  for (const std::string& folder : folders) {
    model::Diagnostics findings;
    const auto source = read_plugin(session, folder, findings);
    if (!source) {
      if (!findings.has_errors()) return session.exit;
      session.err << to_text(findings, session.language);
      return session.exit = kFindings;
    }
    for (const plugin::PluginTest& each : source->manifest.tests) {
      const std::string wrong = plugin::run_test(*source, each);
      wrong.empty() ? ++passed : ++failed;
      if (wrong.empty()) continue;
      session.out << cat(each.span.file ? each.span.file->path : folder, ":", each.span.line, ": ",
                         each.call, each.title.empty() ? "" : cat(" (", each.title, ")"), ": ",
                         wrong)
                  << '\n';
    }
    for (const std::string& file : lua_tests(folder)) {
      const auto text = host::read_text(file, plugin::kMaxSource);
      if (!text) return session.fail(text.error());
      for (const plugin::LuaTest& each :
           plugin::run_lua_tests(*source, *text, fs::path(file).filename().string())) {
        each.wrong.empty() ? ++passed : ++failed;
        if (!each.wrong.empty())
          session.out << file << ": " << each.name << ": " << each.wrong << '\n';
      }
    }
  }
  session.out << session.pick(cat(passed, " 项通过，", failed, " 项不符"),
                              cat(passed, " passed, ", failed, " failed"))
              << '\n';
  return session.exit = failed == 0 ? kOk : kScenarios;
}

int list_plugins(Session& session, const std::string& folder) {
  const auto town = open_one(session, folder);
  if (!town) return session.exit;
  const auto* plugins = dynamic_cast<const plugin::TownPlugins*>(town->town.plugins.get());
  List rows;
  if (plugins != nullptr)
    for (const plugin::PluginState& state : plugins->states()) {
      std::vector<std::string> gives;
      for (const auto& function : plugins->functions())
        if (function.plugin == state.id)
          gives.push_back(cat(function.name, "(", join(function.takes, ", "), ")"));
      for (const auto& hook : plugins->hooks())
        if (hook.plugin == state.id) gives.push_back(cat(hook.name, " @ ", hook.point));
      if (session.json) {
        List names;
        for (const std::string& give : gives) names.push_back(Value::text(give));
        rows.push_back(Value::record({{"plugin", Value::text(state.id)},
                                      {"version", Value::text(state.version)},
                                      {"enabled", Value::boolean(!state.disabled)},
                                      {"gives", Value::list(std::move(names))}}));
      } else {
        session.out << state.id << "  " << state.version << "  " << join(gives, "; ")
                    << (state.disabled ? session.pick("  （停用）", "  (off)") : "") << '\n';
      }
    }
  if (session.json) session.out << to_json(Value::list(std::move(rows))) << '\n';
  return session.exit = kOk;
}

}  // namespace

void add_plugin_author(CLI::App& group, Session& session) {
  auto folder = std::make_shared<std::string>();
  auto folders = std::make_shared<std::vector<std::string>>();
  CLI::App* command = group.add_subcommand(
      "new",
      std::string(session.pick("新建一个插件的文件夹", "writes the folder of a new plugin")));
  command->add_option("DIR", *folder, std::string(session.pick("文件夹", "folder")))->required();
  command->callback([folder, &session] { make_new(session, *folder); });

  command = group.add_subcommand(
      "check", std::string(session.pick("检查插件：清单、脚本、提供的函数",
                                        "checks plugins: manifest, script, what they give")));
  command->add_option("DIR", *folders, std::string(session.pick("文件夹", "folders")))->required();
  command->callback([folders, &session] { check(session, *folders); });

  command = group.add_subcommand(
      "test",
      std::string(session.pick("跑清单里的测试", "runs the tests written in the manifest")));
  command->add_option("DIR", *folders, std::string(session.pick("文件夹", "folders")))->required();
  command->callback([folders, &session] { test(session, *folders); });

  command = group.add_subcommand(
      "list", std::string(session.pick("一个乡镇用了哪些插件", "the plugins a town uses")));
  command
      ->add_option("TOWN", *folder, std::string(session.pick("乡镇的文件夹", "folder of the town")))
      ->required();
  command->callback([folder, &session] { list_plugins(session, *folder); });

  command = group.add_subcommand(
      "types", std::string(session.pick("tf 的类型定义，给编辑器用",
                                        "the types of tf for editors, as LuaLS definitions")));
  command->callback([&session] {
    session.out << plugin::lua_types();
    session.exit = kOk;
  });
}

}  // namespace tf::cli
