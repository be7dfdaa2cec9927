// report: what a town has to hand in, as a file; also beside a running server.
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "cli/write_file.h"
#include "host/figures.h"
#include "host/reports.h"
#include "host/system_clock.h"

namespace tf::cli {

namespace {

struct ReportOptions {
  std::string kind, folder, store, data, period, format = "csv", out;
};

// The host's clock; of a store on a virtual one, where that stands.
Result<Instant> now_of(store::Store& store) {
  if (!store.virtual_clock()) return host::SystemClock().now();
  const store::Head head = TF_TRY(store.head());
  return head.at;
}

int report(Session& session, const ReportOptions& options) {
  const auto days = host::period_of(options.period);
  if (!days)
    return session.fail(
        kUsage,
        cat("'", options.period, "' 不是时段：写 2026、2026-Q3、2026-09、2026-W40 或 2026-09-30。"),
        cat("'", options.period,
            "' is no period; write 2026, 2026-Q3, 2026-09, 2026-W40 or 2026-09-30"));
  const auto format = host::report_format(options.format);
  if (format == host::ReportFormat::xlsx && options.out.empty())
    return session.fail(kUsage, "xlsx 要写进文件：加 --out 文件名.xlsx。",
                        "an xlsx goes into a file: add --out FILE.xlsx");
  store::SqliteOptions of_store;
  of_store.create = false;
  of_store.keys = session.keys;
  of_store.read_only = true;
  const std::string path = !options.store.empty() ? options.store : cat(options.data, "/town.db");
  const auto store = store::open_sqlite(path, of_store);
  if (!store) return session.fail(store.error());
  if (const auto usable = (*store)->keys().usable(); !usable) return session.fail(usable.error());
  const auto catalog = open_towns(session, {options.folder}, store->get());
  if (!catalog) return session.exit;
  const auto now = now_of(**store);
  if (!now) return session.fail(now.error());
  const auto made =
      host::report_of(*catalog->towns().front(), **store, *host::report_kind(options.kind),
                      days->first, days->second, *now);
  if (!made) return session.fail(made.error());
  const auto file = host::report_file(*made, *format, session.zh());
  if (!file) return session.fail(file.error());
  if (options.out.empty()) {
    session.out << file->bytes;
    if (*format == host::ReportFormat::json) session.out << '\n';
    return session.exit = kOk;
  }
  if (const auto written = replace_file(options.out, file->bytes); !written)
    return session.fail(written.error());
  std::size_t rows = 0;
  for (const auto& sheet : made->sheets) rows += sheet.rows.size();
  session.say(
      cat(options.out, "：", made->title.zh, "，", made->sheets.size(), " 张表，", rows, " 行"),
      cat(options.out, ": ", made->title.en, "; ", made->sheets.size(), " sheets, ", rows,
          " rows"));
  return session.exit = kOk;
}

}  // namespace

void add_report(CLI::App& app, Session& session) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = app.add_subcommand(
      "report", std::string(session.pick("报表：日处理、周汇总、月分析、季评估、零报告、排名、积分",
                                         "reports: daily, weekly, monthly, quarterly, zero, "
                                         "ranking, points")));
  command->add_option("KIND", options->kind, "daily weekly monthly quarterly zero ranking points")
      ->required()
      ->check(CLI::IsMember(
          std::vector<std::string>(std::begin(host::kReportKinds), std::end(host::kReportKinds))));
  command
      ->add_option("DIR", options->folder,
                   std::string(session.pick("乡镇的文件夹", "folder of the town")))
      ->required();
  auto* store = command->add_option("--store", options->store,
                                    std::string(session.pick("存储文件", "the store's file")));
  auto* data = command->add_option(
      "--data", options->data,
      std::string(session.pick("数据文件夹（其中 town.db）", "data folder (town.db in it)")));
  store->excludes(data);
  options->data = "data";
  command->add_option("--period", options->period, "2026, 2026-Q3, 2026-09, 2026-W40, 2026-09-30")
      ->required();
  command->add_option("--format", options->format, "csv, xlsx, json")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(host::kReportFormats),
                                                     std::end(host::kReportFormats))));
  command->add_option(
      "-o,--out", options->out,
      std::string(session.pick("写进文件，默认打印", "a file; printed unless said")));
  command->callback([options, &session] { report(session, *options); });
}

}  // namespace tf::cli
