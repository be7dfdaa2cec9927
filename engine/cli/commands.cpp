#include "cli/commands.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <ostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/check.h"
#include "base/system_error.h"
#include "base/text.h"
#include "cli/usage_error.h"

namespace tf::cli {

namespace {

model::Language language_of_host() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      return std::string_view(value).starts_with("zh") ? model::Language::zh : model::Language::en;
  return model::Language::en;
}

// --lang is needed before the arguments are read: their errors are told in it.
model::Language language_of(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view word = arguments[i];
    if (word == "--lang" && i + 1 < arguments.size())
      word = arguments[i + 1];
    else if (word.starts_with("--lang="))
      word.remove_prefix(7);
    else
      continue;
    if (word == "zh") return model::Language::zh;
    if (word == "en") return model::Language::en;
  }
  return language_of_host();
}

// Options of every command that take a value.
constexpr std::string_view kWithValue[] = {"--lang", "--keys", "-C"};

// -C is obeyed before anything is read: paths after it are told from there.
bool go_to_folder(const std::vector<std::string>& arguments, Session& session) {
  for (std::size_t i = 0; i + 1 < arguments.size() && arguments[i] != "--"; ++i) {
    if (arguments[i] != "-C") continue;
    const std::string& folder = arguments[i + 1];
    std::error_code code;
    std::filesystem::current_path(folder, code);
    if (!code) continue;
    Error error = system_error(cat("cannot go to ", folder), cat("进不了 ", folder), code.value());
    error.code = Errc::not_found;
    session.fail(error);
    return false;
  }
  return true;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
    for (const std::string& alias : command->get_aliases()) names.push_back(alias);
  }
  return names;
}

// `lnt` → did you mean lint? Also one level down: case lst.
bool unknown_command(const CLI::App& app, const std::vector<std::string>& arguments,
                     Session& session) {
  const CLI::App* at = &app;
  std::string path = "townflow";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (std::ranges::find(kWithValue, word) != std::end(kWithValue)) ++i;
    if (word.starts_with('-')) continue;
    const std::vector<std::string> names = command_names(*at);
    if (names.empty()) return false;
    if (std::ranges::find(names, word) == names.end()) {
      const auto near = closest(word, names);
      session.fail(
          kUsage,
          cat("没有命令 '", word, "'", near ? cat("；是否指 ", path, " ", *near, "？") : "；",
              "用 ", path, " --help 查看全部命令。"),
          cat("there is no command '", word, "'",
              near ? cat("; did you mean ", path, " ", *near, "?") : ";", " ", path,
              " --help lists them"));
      return true;
    }
    at = at->get_subcommand(word);
    path += cat(" ", word);
  }
  return false;
}

}  // namespace

int run(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err,
        bool terminal) {
  Session session(out, err);
  session.language = language_of(arguments);
  session.terminal = terminal && std::getenv("NO_COLOR") == nullptr;
  CLI::App app(std::string(session.pick(
                   "townflow：镇里的事，件件有人、有时限、有灯。",
                   "townflow: every matter of a town has an owner, a clock and a light.")),
               "townflow");
  std::string lang;
  app.add_option("--lang", lang, std::string(session.pick("语言：zh 或 en", "language: zh or en")))
      ->check(CLI::IsMember({"zh", "en"}));
  app.add_flag("--json", session.json,
               std::string(session.pick("输出一份 JSON", "print one JSON document")));
  app.add_flag("--quiet,-q", session.quiet,
               std::string(session.pick("只输出结果", "results only, no talk")));
  app.add_option("--keys", session.keys,
                 std::string(session.pick(
                     "密钥文件；默认在存储旁：存储文件名加 .keys",
                     "the key file; beside the store when left out: its name and .keys")));
  std::string folder;
  app.add_option("-C", folder,
                 std::string(session.pick("先进入这个文件夹", "goes to this folder first")));
  app.set_version_flag("--version", cat("townflow ", kVersion),
                       std::string(session.pick("版本", "the version")));
  app.require_subcommand(1);
  app.fallthrough();
  add_author(app, session);
  add_test(app, session);
  add_verify(app, session);
  add_rules(app, session);
  add_calendar(app, session);
  add_interchange(app, session);
  add_metrics(app, session);
  add_report(app, session);
  add_demo(app, session);
  add_preview(app, session);
  add_serve(app, session);
  add_check(app, session);
  add_case(app, session);
  add_erase(app, session);
  add_incident(app, session);
  add_migrate(app, session);
  add_replay(app, session);
  add_bench(app, session);
  add_plugin(app, session);
  add_sheet(app, session);
  add_roll(app, session);
  add_roll_acts(app, session);
  add_town(app, session);
  add_upgrade(app, session);
  add_backup(app, session);
  add_doctor(app, session);
  add_version(app, session);
  add_completion(app, session);
  add_bpmn(app, session);
  add_render(app, session);

  if (arguments.empty()) {
    out << app.help();
    return kUsage;
  }
  if (!go_to_folder(arguments, session) || unknown_command(app, arguments, session))
    return session.exit;
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    const CLI::App* at = &app;
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    out << at->help();
    return kOk;
  } catch (const CLI::CallForVersion&) {
    out << "townflow " << kVersion << '\n';
    return kOk;
  } catch (const CLI::Error& error) {
    const Error wrong = usage_error(error, app);
    return session.fail(kUsage, cat(wrong.zh, "。加 --help 查看用法。"),
                        cat(wrong.text, "; --help shows the usage"));
  } catch (const Bug& bug) {
    return session.fail(kFailure,
                        cat("程序自身出错：", bug.what(), "。请把这一行连同输入报告给维护者。"),
                        cat("a bug of townflow itself: ", bug.what(),
                            "; please report this line with what you gave it"));
  }
  return session.exit;
}

}  // namespace tf::cli
