// metrics: the figures of a town over a period, from a store, also beside a running server.
#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "host/figures.h"

namespace tf::cli {

namespace {

struct MetricsOptions {
  std::string folder, metric, store, period, node;
  bool every_node = false;
};

std::string shown(const host::Figure& figure) {
  switch (figure.kind) {
    case core::Metric::Kind::count:
      return cat(figure.num);
    case core::Metric::Kind::share:
      if (figure.den == 0) return "null  0/0";
      return cat(figure.num, "/", figure.den, "  ", figure.num * 100 / figure.den, "%");
    case core::Metric::Kind::median:
    case core::Metric::Kind::p95:
      break;
  }
  if (!figure.value) return "null  of 0";
  const std::string rest = cat(1000 + *figure.value % 1000).substr(1);
  return cat(*figure.value / 1000, rest == "000" ? "" : cat(".", rest), "  of ", figure.den);
}

Value value_of(const host::Figure& figure) {
  const bool spread =
      figure.kind == core::Metric::Kind::median || figure.kind == core::Metric::Kind::p95;
  Record row{{"metric", Value::text(figure.metric)}, {"node", Value::text(figure.node)}};
  if (!spread) row.set("num", Value::number(figure.num));
  row.set("den", Value::number(figure.den));
  if (spread) row.set("thousandths", figure.value ? Value::number(*figure.value) : Value());
  return Value::record(std::move(row));
}

int metrics(Session& session, const MetricsOptions& options) {
  const auto days = host::period_of(options.period);
  if (!days)
    return session.fail(
        kUsage,
        cat("'", options.period, "' 不是时段：写 2026、2026-Q3、2026-09、2026-W40 或 2026-09-30。"),
        cat("'", options.period,
            "' is no period; write 2026, 2026-Q3, 2026-09, 2026-W40 or 2026-09-30"));
  store::SqliteOptions of_store;
  of_store.create = false;
  of_store.keys = session.keys;
  of_store.read_only = true;
  const auto store = store::open_sqlite(options.store, of_store);
  if (!store) return session.fail(store.error());
  const auto catalog = open_towns(session, {options.folder}, store->get());
  if (!catalog) return session.exit;
  const core::Town& town = *catalog->towns().front();
  const bool all = options.metric.empty();
  std::vector<std::string> asked{options.metric};
  if (all) asked.clear();
  if (all)
    for (const auto& [workflow, definition] : town.workflows) asked.push_back(workflow);
  List rows;
  for (const std::string& metric : asked) {
    const auto figures = host::figures_of(town, **store, metric, days->first, days->second);
    if (!figures && figures.error().code == Errc::not_found)
      return session.fail(
          kRefused, cat("没有指标 '", options.metric, "'；不写名称列出全部。"),
          cat("there is no metric '", options.metric, "'; without a name all are listed"));
    if (!figures) return session.fail(figures.error());
    for (const host::Figure& figure : *figures) {
      if (!options.every_node && figure.node != options.node) continue;
      if (session.json)
        rows.push_back(value_of(figure));
      else
        session.out << figure.metric << (figure.node.empty() ? "" : cat(" [", figure.node, "]"))
                    << "  " << shown(figure) << '\n';
    }
  }
  if (session.json) session.out << to_json(Value::list(std::move(rows))) << '\n';
  return session.exit = kOk;
}

}  // namespace

void add_metrics(CLI::App& app, Session& session) {
  auto options = std::make_shared<MetricsOptions>();
  CLI::App* command = app.add_subcommand(
      "metrics", std::string(session.pick("一段时间的指标：分子、分母、中位数",
                                          "figures of a period: numerator, denominator, median")));
  command
      ->add_option("DIR", options->folder,
                   std::string(session.pick("乡镇的文件夹", "folder of the town")))
      ->required();
  command->add_option(
      "METRIC", options->metric,
      std::string(session.pick("流程、流程.指标，或各流程共有的指标名",
                               "workflow, workflow.metric, or a metric every process has")));
  command
      ->add_option("--store", options->store,
                   std::string(session.pick("存储文件", "the store's file")))
      ->required();
  command->add_option("--period", options->period, "2026, 2026-Q3, 2026-09, 2026-W40, 2026-09-30")
      ->required();
  command->add_option(
      "--node", options->node,
      std::string(session.pick("网格节点，默认全镇", "node; the whole town unless said")));
  command->add_flag("--every-node", options->every_node,
                    std::string(session.pick("每个节点一行", "a line for every node")));
  command->callback([options, &session] { metrics(session, *options); });
}

}  // namespace tf::cli
