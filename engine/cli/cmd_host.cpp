// doctor, version, completion: the program itself and what it runs on.
#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "host/system_clock.h"

namespace tf::cli {

namespace {

struct Finding {
  bool good = true;
  std::string name, zh, en;
};

Finding clock_finding() {
  const YearMonthDay today = ymd_of(Zone().local(host::SystemClock().now()).date);
  const bool good = today.year >= 2024 && today.year < 2100;
  const std::string now = to_utc_string(host::SystemClock().now());
  return {good, "clock",
          good ? cat("时钟 ", now) : cat("时钟是 ", now, "：请校时，否则期限都会算错"),
          good ? cat("clock ", now)
               : cat("the clock says ", now, ": set it, or every deadline is wrong")};
}

Finding zone_finding() {
  const auto zone = Zone::find("Asia/Shanghai");
  if (zone) return {true, "tzdata", "时区资料齐全", "time zones are there"};
  return {false, "tzdata", "没有时区资料：请安装 tzdata", "no time zones: install tzdata"};
}

Finding disk_finding(const std::string& path) {
  struct statvfs disk{};
  const std::string folder = std::filesystem::path(path).parent_path().string();
  if (statvfs(folder.empty() ? "." : folder.c_str(), &disk) != 0)
    return {false, "disk", cat("看不到 ", folder, " 所在的磁盘"),
            cat("cannot see the disk of ", folder)};
  const std::uint64_t free_mib = disk.f_bavail * disk.f_frsize >> 20U;
  const bool good = free_mib >= 512;
  return {
      good, "disk",
      good ? cat("磁盘可用 ", free_mib, " MiB") : cat("磁盘只剩 ", free_mib, " MiB：请腾出空间"),
      good ? cat("disk has ", free_mib, " MiB free")
           : cat("disk has only ", free_mib, " MiB free: make room")};
}

std::vector<Finding> store_findings(const std::string& path, const std::string& keys, bool deep) {
  std::vector<Finding> all;
  store::SqliteOptions options;
  options.create = false;
  options.keys = keys;
  auto opened = store::open_sqlite(path, options);
  if (!opened)
    return {{false, "store", cat("存储打不开：", opened.error().text),
             cat("the store does not open: ", opened.error().text)}};
  store::Store& store = **opened;
  const auto counts = store.counts();
  const auto bytes = store.bytes_on_disk();
  if (counts && bytes)
    all.push_back({true, "store",
                   cat("存储正常：在办 ", counts->open, " 件，已结 ", counts->closed, " 件，",
                       *bytes >> 10U, " KiB"),
                   cat("store is fine: ", counts->open, " open, ", counts->closed, " closed, ",
                       *bytes >> 10U, " KiB")});
  const auto next = store.next_due();
  const Instant now = host::SystemClock().now();
  if (next && *next && !store.virtual_clock()) {
    const Milliseconds late = now.ms - **next;
    const bool good = late < 5 * kMinute;
    all.push_back(
        {good, "timers",
         good ? std::string("时限没有积压")
              : cat("时限积压 ", late / kMinute, " 分钟：请运行 townflow check 或 serve"),
         good ? std::string("no timer is late")
              : cat("timers are ", late / kMinute, " minutes late: run townflow check or serve")});
  }
  if (const auto usable = store.keys().usable(); !usable)
    all.push_back({false, "keys", usable.error().text, usable.error().text});
  if (!deep) return all;
  const auto fault = store.verify();
  const bool good = fault && !*fault;
  const std::string what = !fault ? fault.error().text : fault->value_or("");
  all.push_back({good, "journal",
                 good ? std::string("日志链完整") : cat("日志链有误：", what, "；请从备份恢复"),
                 good ? std::string("the journal's chain holds")
                      : cat("the journal is damaged: ", what, "; restore a backup")});
  return all;
}

int doctor(Session& session, const std::string& store, bool deep) {
  std::vector<Finding> all{clock_finding(), zone_finding(), disk_finding(store)};
  if (!store.empty())
    for (Finding& finding : store_findings(store, session.keys, deep))
      all.push_back(std::move(finding));
  const bool good = std::ranges::all_of(all, [](const Finding& f) { return f.good; });
  if (session.json) {
    List rows;
    for (const Finding& f : all)
      rows.push_back(Value::record({{"name", Value::text(f.name)},
                                    {"good", Value::boolean(f.good)},
                                    {"zh", Value::text(f.zh)},
                                    {"en", Value::text(f.en)}}));
    session.out << to_json(Value::list(std::move(rows))) << '\n';
  } else {
    for (const Finding& f : all)
      session.out << (f.good ? "ok    " : "FAIL  ") << session.pick(f.zh, f.en) << '\n';
  }
  return session.exit = good ? kOk : kFailure;
}

// ---- completion

std::vector<std::string> names_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back(cat("--", name));
  return names;
}

std::string bash_completion(const CLI::App& app) {
  std::string cases;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    std::vector<std::string> words = names_of(*command);
    const auto own = options_of(*command);
    words.insert(words.end(), own.begin(), own.end());
    cases += cat("    ", command->get_name(), ") words=\"", join(words, " "), "\" ;;\n");
  }
  return cat(
      "# townflow completion bash >> ~/.bash_completion\n_townflow() {\n  local words=\"",
      join(names_of(app), " "), " ", join(options_of(app), " "), "\"\n",
      "  if [ \"$COMP_CWORD\" -gt 1 ]; then case \"${COMP_WORDS[1]}\" in\n", cases,
      "  esac; fi\n  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n"
      "complete -o default -F _townflow townflow\n");
}

std::string zsh_completion(const CLI::App& app) {
  return cat(
      "#compdef townflow\n# townflow completion zsh > ~/.zfunc/_townflow\nautoload -U +X "
      "bashcompinit && bashcompinit\n",
      bash_completion(app));
}

std::string fish_completion(const CLI::App& app) {
  std::string out = "# townflow completion fish > ~/.config/fish/completions/townflow.fish\n";
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    out += cat("complete -c townflow -n __fish_use_subcommand -a ", command->get_name(), " -d '",
               command->get_description(), "'\n");
    for (const std::string& option : options_of(*command))
      out += cat("complete -c townflow -n '__fish_seen_subcommand_from ", command->get_name(),
                 "' -l ", option.substr(2), "\n");
    for (const std::string& inner : names_of(*command))
      out += cat("complete -c townflow -n '__fish_seen_subcommand_from ", command->get_name(),
                 "' -a ", inner, "\n");
  }
  return out;
}

}  // namespace

void add_host(CLI::App& app, Session& session) {
  struct Doctor {
    std::string store;
    bool deep = false;
  };
  auto of_doctor = std::make_shared<Doctor>();
  CLI::App* command = app.add_subcommand(
      "doctor",
      std::string(session.pick("检查主机和存储，说明怎样修",
                               "looks at the host and the store, and says how to mend them")));
  command->add_option("--store", of_doctor->store,
                      std::string(session.pick("存储文件", "the store's file")));
  command->add_flag("--deep", of_doctor->deep,
                    std::string(session.pick("逐行核对日志链", "walks the whole journal")));
  command->callback([of_doctor, &session] { doctor(session, of_doctor->store, of_doctor->deep); });

  command = app.add_subcommand("version", std::string(session.pick("版本", "the version")));
  command->callback([&session] {
    if (session.json)
      session.out << to_json(Value::record({{"version", Value::text(kVersion)},
                                            {"compiler", Value::text(__VERSION__)}}))
                  << '\n';
    else
      session.out << "townflow " << kVersion << '\n';
  });

  auto shell = std::make_shared<std::string>();
  command = app.add_subcommand(
      "completion",
      std::string(session.pick("命令补全：bash、zsh、fish", "completion for bash, zsh, fish")));
  command->add_option("SHELL", *shell, "bash, zsh, fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &app, &session] {
    session.out << (*shell == "bash"  ? bash_completion(app)
                    : *shell == "zsh" ? zsh_completion(app)
                                      : fish_completion(app));
  });
}

}  // namespace tf::cli
