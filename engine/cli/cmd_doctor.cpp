// doctor: what is wrong with the host, the store and the towns, each with how to mend it. Looks
// only: a running serve is not disturbed.
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>
#include <sstream>

#include <CLI/App.hpp>

#include "api/server.h"
#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "host/row_check.h"
#include "host/system_clock.h"
#include "host/town_home.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

struct Finding {
  bool good = true;
  std::string name, zh, en;
};

struct DoctorOptions {
  std::string store, data;
  std::vector<std::string> towns;
  std::optional<std::uint16_t> port;
  bool deep = false;
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

std::string home_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

Finding disk_finding(const std::string& path) {
  struct statvfs disk{};
  const std::string folder = home_of(path);
  if (statvfs(folder.c_str(), &disk) != 0)
    return {false, "disk", cat("看不到文件夹 ", folder, "：请核对路径，或先建好"),
            cat("cannot see the folder ", folder, ": check the path, or make it first")};
  const std::uint64_t free_mib = disk.f_bavail * disk.f_frsize >> 20U;
  const bool good = free_mib >= 512;
  return {
      good, "disk",
      good ? cat("磁盘可用 ", free_mib, " MiB") : cat("磁盘只剩 ", free_mib, " MiB：请腾出空间"),
      good ? cat("disk has ", free_mib, " MiB free")
           : cat("disk has only ", free_mib, " MiB free: make room")};
}

// SQLite makes files beside the store, so the folder counts as much as the file.
Finding rights_finding(const std::string& store) {
  for (const std::string& path :
       {home_of(store), store, store + "-wal", store + "-shm", store + ".lock"}) {
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0) continue;
    if (::access(path.c_str(), S_ISDIR(about.st_mode) ? R_OK | W_OK | X_OK : R_OK | W_OK) != 0)
      return {false, "rights", cat("没有读写 ", path, " 的权限：请 chown 给运行 townflow 的用户"),
              cat("no right to read and write ", path, ": chown it to who runs townflow")};
    const bool sticky = (about.st_mode & S_ISVTX) != 0;
    if ((about.st_mode & S_IWOTH) != 0 && !sticky)
      return {false, "rights", cat(path, " 谁都能改：请 chmod o-w ", path),
              cat("anybody may change ", path, ": chmod o-w ", path)};
  }
  return {true, "rights", "文件权限正常", "the rights of the files are in order"};
}

std::vector<Finding> look_into(store::Store& store, bool deep) {
  std::vector<Finding> all;
  const auto counts = store.counts();
  const auto bytes = store.bytes_on_disk();
  if (counts && bytes)
    all.push_back({true, "store",
                   cat("存储正常：在办 ", counts->open, " 件，已结 ", counts->closed, " 件，",
                       *bytes >> 10U, " KiB"),
                   cat("store is fine: ", counts->open, " open, ", counts->closed, " closed, ",
                       *bytes >> 10U, " KiB")});
  const Instant now = host::SystemClock().now();
  if (const auto head = store.head(); head && !store.virtual_clock() && head->at > now)
    all.push_back(
        {false, "clock_back", cat("时钟比存储的末行（", to_utc_string(head->at), "）还早：请校时"),
         cat("the clock is behind the store's last row (", to_utc_string(head->at), "): set it")});
  const auto next = store.next_due();
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
  constexpr std::size_t kLooked = 1000;
  if (const auto waiting = store.outbox(INT64_MAX, kLooked)) {
    const auto failed = std::ranges::count_if(*waiting, [](const auto& e) { return e.tries > 1; });
    const auto worst = std::ranges::max_element(*waiting, {}, &store::OutboxRow::tries);
    if (failed != 0)
      all.push_back({false, "outbox",
                     cat(failed, " 个通知多次送不出，最近一次：", worst->last_error,
                         "；修好后用 townflow timer retry"),
                     cat(failed, " notices failed more than once, the last: ", worst->last_error,
                         "; mend it, then townflow timer retry")});
  }
  if (const auto usable = store.keys().usable(); !usable)
    all.push_back({false, "keys", zh_of(usable.error()), usable.error().text});
  if (!deep) return all;
  const auto fault = store.verify();
  if (fault && !*fault) {
    const auto rows = host::check_rows(store);
    if (!rows || *rows)
      all.push_back({false, "rows",
                     cat("列表与日志不符：", zh_of(rows ? **rows : rows.error()), "；请从备份恢复"),
                     cat("the lists are not what the journal makes of them: ",
                         (rows ? **rows : rows.error()).text, "; restore a backup")});
    all.push_back({true, "journal", "日志链完整", "the journal's chain holds"});
  } else {
    all.push_back({false, "journal",
                   cat("日志链有误：", zh_of(fault ? **fault : fault.error()), "；请从备份恢复"),
                   cat("the journal is damaged: ", (fault ? **fault : fault.error()).text,
                       "; restore a backup")});
  }
  return all;
}

std::vector<Finding> store_findings(const std::string& path, const std::string& keys, bool deep) {
  store::SqliteOptions options;
  options.create = false;
  options.keys = keys;
  auto opened = store::open_sqlite(path, options);
  std::vector<Finding> all;
  if (!opened && opened.error().code == Errc::busy) {
    all.push_back({true, "served", "存储正由运行中的 townflow 使用；这里只看不动",
                   "a running townflow has the store; this only looks"});
    options.read_only = true;
    opened = store::open_sqlite(path, options);
  }
  if (!opened) {
    all.push_back({false, "store", cat("存储打不开：", zh_of(opened.error())),
                   cat("the store does not open: ", opened.error().text)});
    return all;
  }
  for (Finding& finding : look_into(**opened, deep)) all.push_back(std::move(finding));
  return all;
}

Finding port_finding(std::uint16_t port, bool served) {
  const auto open = api::port_is_free(port);
  if (open) return {true, "port", cat("端口 ", port, " 可用"), cat("port ", port, " is free")};
  if (served)
    return {true, "port", cat("端口 ", port, " 已被占用；serve 正在运行"),
            cat("port ", port, " is in use; a serve is running")};
  return {false, "port", cat("端口 ", port, "：", zh_of(open.error())),
          cat("port ", port, ": ", open.error().text)};
}

// A deadline that counts working days of a year without a table is provisional.
Finding holiday_finding(const core::Town& town) {
  constexpr int kSoon = 30;  // days
  const Date today = town.calendar->date(host::SystemClock().now());
  for (const Date day : {today, today + kSoon}) {
    if (!town.calendar->provisional(day)) continue;
    const auto year = ymd_of(day).year;
    return {false, "holidays",
            cat(town.id, "：没有 ", year,
                " 年的节假日安排，期限只是暂定；请用 townflow calendar import 载入"),
            cat(town.id, ": no table of holidays for ", year,
                ", so deadlines are provisional; townflow calendar import takes one in")};
  }
  return {true, "holidays", cat(town.id, "：节假日安排齐全"),
          cat(town.id, ": its table of holidays is there")};
}

std::vector<Finding> town_findings(const Session& session, const std::vector<std::string>& given) {
  std::ostringstream told, ignored;
  Session heard(ignored, told);
  heard.language = session.language;
  const auto catalog = open_towns(heard, host::town_folders(given));
  if (!catalog)
    return {{false, "towns", cat("乡镇的文件有错：\n", told.str()),
             cat("the files of the towns have mistakes:\n", told.str())}};
  std::vector<Finding> all{
      {true, "towns", "乡镇的文件和插件都能载入", "the files and plugins of the towns load"}};
  for (const core::Town* town : catalog->towns())
    if (town->calendar) all.push_back(holiday_finding(*town));
  return all;
}

int doctor(Session& session, DoctorOptions options) {
  if (options.store.empty() && !options.data.empty()) options.store = options.data + "/town.db";
  std::vector<Finding> all{clock_finding(), zone_finding(), disk_finding(options.store)};
  const auto add = [&](std::vector<Finding> more) {
    for (Finding& finding : more) all.push_back(std::move(finding));
  };
  if (!options.store.empty()) {
    all.push_back(rights_finding(options.store));
    add(store_findings(options.store, session.keys, options.deep));
  }
  const bool served = std::ranges::find(all, "served", &Finding::name) != all.end();
  if (options.port) all.push_back(port_finding(*options.port, served));
  if (!options.towns.empty()) add(town_findings(session, options.towns));
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

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
  auto options = std::make_shared<DoctorOptions>();
  CLI::App* command = app.add_subcommand(
      "doctor",
      std::string(session.pick("检查主机、存储和乡镇，说明怎样修",
                               "looks at the host, the store and towns, and says how to mend")));
  command->add_option("--store", options->store,
                      std::string(session.pick("存储文件", "the store's file")));
  command->add_option(
      "--data", options->data,
      std::string(session.pick("数据文件夹（其中 town.db）", "data folder (town.db in it)")));
  command->add_option("--town", options->towns,
                      std::string(session.pick("乡镇的文件夹：文件、插件、节假日安排",
                                               "folders of towns: files, plugins, holidays")));
  command->add_option("--port", options->port,
                      std::string(session.pick("serve 将用的端口", "the port serve is to have")));
  command->add_flag("--deep", options->deep,
                    std::string(session.pick("逐行核对日志链", "walks the whole journal")));
  command->callback([options, &session] { doctor(session, *options); });
}

}  // namespace tf::cli
