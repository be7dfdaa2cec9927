// town new, check, pack, install, rollback, remove, list: a town as a folder, as a package, and as
// what a host serves.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <ostream>
#include <set>
#include <thread>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/lint.h"
#include "cli/new_town.h"
#include "cli/town_package.h"
#include "cli/towns.h"
#include "cli/write_file.h"
#include "host/town_home.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

constexpr auto kWait = std::chrono::seconds(60);  // for a host to take a town in
constexpr auto kLook = std::chrono::milliseconds(20);

std::string without(std::string text, const std::string& part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at))
    text.erase(at, part.size());
  return text;
}

// ---- check, pack

// Tells them, places without `prefix`; false when one is an error.
bool tell(Session& session, const model::Diagnostics& findings, const std::string& prefix) {
  const std::string text = to_text(findings, session.language);
  session.err << (prefix.empty() ? text : without(text, prefix + "/"));
  if (!findings.has_errors()) return true;
  session.fail(kFindings, cat("有 ", findings.errors(), " 处错误；什么也没有改动。"),
               cat(findings.errors(), " mistakes; nothing was changed"));
  return false;
}

bool is_sound(Session& session, const std::string& folder, const std::string& prefix = {}) {
  model::Diagnostics findings;
  const auto files = lint_into({folder}, false, findings);
  if (!files) return session.fail(files.error()), false;
  if (!tell(session, findings, prefix)) return false;
  session.say(cat("检查了 ", *files, " 个文件：", findings.warnings(), " 处警告"),
              cat(*files, " files checked: ", findings.warnings(), " warnings"));
  return true;
}

// Those that stand on what changes, however many, on one copy of it.
bool still_fit(Session& session, const std::vector<std::string>& folders,
               const std::string& prefix) {
  if (folders.empty()) return true;
  model::Diagnostics findings;
  host::TownShelf shelf;
  const auto loaded = shelf.load(folders, {}, findings);
  if (!loaded) return session.fail(loaded.error()), false;
  return tell(session, findings, prefix);
}

std::optional<TownPackage> read_package(Session& session, const std::string& file) {
  const auto bytes = host::read_text(file, kMostPackage);
  if (!bytes) return session.fail(bytes.error()), std::nullopt;
  auto package = unpack_town(*bytes);
  if (package) return std::move(*package);
  session.fail(kRefused, cat(file, " 不能用：", zh_of(package.error()), "。"),
               cat(file, ": ", package.error().text));
  return std::nullopt;
}

int check(Session& session, const std::string& path) {
  std::error_code code;
  if (fs::is_directory(path, code)) {
    if (is_sound(session, path)) session.exit = kOk;
    return session.exit;
  }
  const auto package = read_package(session, path);
  if (!package) return session.exit;
  session.out << package->id << ' ' << package->version << ' ' << package->files.size() << '\n';
  return session.exit = kOk;
}

int pack_town(Session& session, const std::string& folder, const std::string& into) {
  if (!is_sound(session, folder)) return session.exit;
  const auto package = gather_town(host::folder_path(folder));
  if (!package) return session.fail(package.error());
  const auto bytes = pack_town(*package);
  if (!bytes) return session.fail(bytes.error());
  const std::string file = into.empty() ? cat(package->id, "-", package->version, ".tar.gz") : into;
  if (const auto done = replace_file(file, *bytes); !done) return session.fail(done.error());
  session.out << file << '\n';
  return session.exit = kOk;
}

// ---- into a home

// The towns of the view that stand on `id`, however far.
std::vector<std::string> above(const std::string& id, const std::string& view) {
  const std::vector<host::InstalledTown> towns = host::TownHome(view).towns();
  std::set<std::string> ids{id};
  for (std::size_t before = 0; before != ids.size();) {
    before = ids.size();
    for (const host::InstalledTown& town : towns)
      if (ids.contains(town.extends)) ids.insert(town.id);
  }
  ids.erase(id);
  std::vector<std::string> folders;
  for (const std::string& folder : host::TownHome(view).folders())
    if (const auto town = host::town_in(folder); town && ids.contains(*town))
      folders.push_back(folder);
  return folders;
}

// The host of `home`, if one runs, takes in what is there now. An error: it refused.
Result<bool> take_in(const host::TownHome& home) {
  const auto end = std::chrono::steady_clock::now() + kWait;
  auto before = host::serving(home);
  while (before && before->pid == 0 && std::chrono::steady_clock::now() < end) {  // it starts
    std::this_thread::sleep_for(kLook);
    before = host::serving(home);
  }
  if (!before) return false;
  if (before->pid == 0)
    return fail(Errc::unavailable, "the host is starting; try again", "主机正在启动，请稍后再试");
  if (::kill(before->pid, SIGHUP) != 0)
    return fail(Errc::unavailable, cat("cannot tell process ", before->pid, " of it"),
                cat("通知不到进程 ", before->pid));
  const std::map<std::string, std::string> wanted = home.versions();
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kLook);
    const auto now = host::serving(home);
    if (!now) continue;  // it stopped, or is about to write its note
    if (now->turn == before->turn || now->versions != wanted) continue;
    if (now->good) return true;
    return fail(Errc::conflict, now->text);
  }
  return fail(Errc::unavailable, cat("process ", before->pid, " did not answer in time"),
              cat("进程 ", before->pid, " 没有按时答复"));
}

void put_back(const host::TownHome& home, const std::string& id,
              const std::optional<host::InstalledTown>& before) {
  static_cast<void>(before && !before->version.empty() ? home.go_live(id, before->version)
                                                       : home.take_away(id));
  static_cast<void>(take_in(home));
}

// One change of a home from check to running host, with the lock held. `version`: none: taken away.
int change(Session& session, const host::TownHome& home, const std::string& id,
           const std::optional<std::string>& version) {
  const auto before = home.town(id);
  const auto view = home.view(id, version);
  if (!view) return session.fail(view.error());
  const bool sound = (!version || is_sound(session, cat(*view, "/", id), *view)) &&
                     still_fit(session, above(id, *view), *view);
  home.drop_view();
  if (!sound) return session.exit;
  const auto done = version ? home.go_live(id, *version) : home.take_away(id);
  if (!done) return session.fail(done.error());
  const auto told = take_in(home);
  if (!told) {
    put_back(home, id, before);
    return session.fail(
        kRefused, cat("运行中的主机没有接受，已退回原样：", zh_of(told.error()), "。"),
        cat("the running host did not take it; all is as before: ", told.error().text));
  }
  if (version) home.prune(id);
  session.say(*told ? "运行中的主机已经改用。" : "没有运行中的主机；下次启动时生效。",
              *told ? "the running host has taken it in"
                    : "no host is running; it counts from the next start");
  return session.exit = kOk;
}

std::optional<host::FileLock> lock(Session& session, const host::TownHome& home) {
  auto held = home.lock();
  if (held) return std::move(*held);
  session.fail(held.error());
  return std::nullopt;
}

int install(Session& session, const std::string& file, const std::string& folder) {
  const auto package = read_package(session, file);
  return package ? install_town(session, *package, folder) : session.exit;
}

}  // namespace

int install_town(Session& session, const TownPackage& package, const std::string& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  const host::TownHome home(folder);
  const auto held = lock(session, home);
  if (!held) return session.exit;
  const auto town = home.town(package.id);
  const bool known =
      town && std::ranges::find(town->versions, package.version) != town->versions.end();
  if (town && town->version.empty())
    return session.fail(
        kRefused, cat(folder, " 里的 ", package.id, " 是手工维护的文件夹，先移走。"),
        cat(package.id, " in ", folder, " is a folder kept by hand; move it away first"));
  if (!package.extends.empty() && !home.town(package.extends))
    return session.fail(kRefused, cat(package.id, " 以 ", package.extends, " 为底，先装它。"),
                        cat(package.id, " stands on ", package.extends, "; install that first"));
  if (const auto done = home.stage(package.id, package.version, package.files); !done)
    return session.fail(done.error());
  if (change(session, home, package.id, package.version) == kOk)
    session.out << package.id << ' ' << package.version << '\n';
  else
    home.prune(package.id, known ? "" : package.version);
  return session.exit;
}

namespace {

int rollback(Session& session, const std::string& id, const std::string& folder, std::string to) {
  const host::TownHome home(folder);
  const auto held = lock(session, home);
  if (!held) return session.exit;
  const auto town = home.town(id);
  if (!town || town->version.empty())
    return session.fail(kRefused, cat(folder, " 里没有装过 ", id, "。"),
                        cat(id, " was not installed in ", folder));
  std::vector<std::string> others = town->versions;
  std::erase(others, town->version);
  if (to.empty() && !others.empty()) to = others.back();
  if (std::find(others.begin(), others.end(), to) == others.end())
    return session.fail(
        kRefused,
        others.empty() ? "没有更早的版本。" : cat("没有这个版本；有：", join(others, "、")),
        others.empty() ? std::string("there is no version before it")
                       : cat("no such version; there are: ", join(others, ", ")));
  if (change(session, home, id, to) == kOk) session.out << id << ' ' << to << '\n';
  return session.exit;
}

int remove(Session& session, const std::string& id, const std::string& folder) {
  const host::TownHome home(folder);
  const auto held = lock(session, home);
  if (!held) return session.exit;
  const auto town = home.town(id);
  if (!town || town->version.empty())
    return session.fail(kRefused, cat(folder, " 里没有装过 ", id, "。"),
                        cat(id, " was not installed in ", folder));
  std::vector<std::string> on_it;  // by themselves they would find it where it still is
  for (const host::InstalledTown& other : home.towns())
    if (other.extends == id) on_it.push_back(other.id);
  if (!on_it.empty())
    return session.fail(kRefused, cat(join(on_it, "、"), " 以 ", id, " 为底，取不下。"),
                        cat(id, " stays: ", join(on_it, ", "), " stand on it"));
  return change(session, home, id, std::nullopt);
}

int list_towns(Session& session, const std::string& folder) {
  const host::TownHome home(folder);
  const auto host = host::serving(home);
  List rows;
  for (const host::InstalledTown& town : home.towns()) {
    const bool running = host && host->good && host->versions.contains(town.id) &&
                         host->versions.at(town.id) == town.version;
    if (session.json) {
      List versions;
      for (const std::string& version : town.versions) versions.push_back(Value::text(version));
      rows.push_back(Value::record({{"town", Value::text(town.id)},
                                    {"extends", Value::text(town.extends)},
                                    {"version", Value::text(town.version)},
                                    {"versions", Value::list(std::move(versions))},
                                    {"running", Value::boolean(running)}}));
      continue;
    }
    session.out << town.id << "  "
                << (town.version.empty() ? std::string(session.pick("（文件夹）", "(folder)"))
                                         : town.version)
                << (town.extends.empty() ? "" : cat("  < ", town.extends))
                << (running ? session.pick("  运行中", "  running") : "") << '\n';
  }
  if (session.json) session.out << to_json(Value::list(std::move(rows))) << '\n';
  return session.exit = kOk;
}

}  // namespace

void add_town(CLI::App& app, Session& session) {
  CLI::App* group = app.add_subcommand(
      "town", std::string(session.pick("乡镇包：新建、检查、打包、安装、回退",
                                       "packages of towns: new, check, pack, install, rollback")));
  group->require_subcommand(1);
  const auto add = [&](const char* name, std::string_view zh, std::string_view en) {
    return group->add_subcommand(name, std::string(session.pick(zh, en)));
  };
  const auto argument = [&](CLI::App* command, const char* name, std::string& into,
                            std::string_view zh, std::string_view en) {
    return command->add_option(name, into, std::string(session.pick(zh, en)));
  };
  struct Given {
    std::string first, second, third;
  };
  const auto given = std::make_shared<Given>();

  CLI::App* command = add("new", "新建一个乡镇的文件夹", "makes the folder of a new town");
  argument(command, "DIR", given->first, "文件夹；名字就是乡镇编号",
           "the folder; its name is the town's id")
      ->required();
  argument(command, "--extends", given->second, "以哪个乡镇为底", "the town it stands on");
  argument(command, "--title", given->third, "名称", "its title");
  command->callback(
      [=, &session] { new_town(session, given->first, given->second, given->third); });

  command = add("check", "检查乡镇的文件夹，或核对一个包",
                "checks a town's folder, or that a package is whole");
  argument(command, "PATH", given->first, "文件夹或包", "folder or package")->required();
  command->callback([=, &session] { check(session, given->first); });

  command = add("pack", "把乡镇打成一个文件", "makes one file of a town");
  argument(command, "DIR", given->first, "乡镇的文件夹", "folder of the town")->required();
  argument(command, "-o,--output", given->second, "写到哪个文件", "the file to write");
  command->callback([=, &session] { pack_town(session, given->first, given->second); });

  command = add("install", "把包装进主机的乡镇文件夹，运行中的主机随即改用",
                "puts a package into a host's folder of towns; a running host takes it in");
  argument(command, "FILE", given->first, "乡镇包", "the package")->required();
  argument(command, "HOME", given->second, "主机的乡镇文件夹", "the host's folder of towns")
      ->required();
  command->callback([=, &session] { install(session, given->first, given->second); });

  command = add("rollback", "退回上一个版本", "goes back to the version before");
  argument(command, "TOWN", given->first, "乡镇", "the town")->required();
  argument(command, "HOME", given->second, "主机的乡镇文件夹", "the host's folder of towns")
      ->required();
  argument(command, "--to", given->third, "退到哪个版本", "the version to go back to");
  command->callback(
      [=, &session] { rollback(session, given->first, given->second, given->third); });

  command =
      add("remove", "取下一个乡镇；有案件的取不下", "takes a town away; one with cases stays");
  argument(command, "TOWN", given->first, "乡镇", "the town")->required();
  argument(command, "HOME", given->second, "主机的乡镇文件夹", "the host's folder of towns")
      ->required();
  command->callback([=, &session] { remove(session, given->first, given->second); });

  command = add("list", "装了哪些乡镇", "the towns installed");
  argument(command, "HOME", given->first, "主机的乡镇文件夹", "the host's folder of towns")
      ->required();
  command->callback([=, &session] { list_towns(session, given->first); });
}

}  // namespace tf::cli
