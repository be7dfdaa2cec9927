#include "cli/check_dmn.h"

#include <functional>

#include "base/text.h"
#include "cli/graph_files.h"
#include "core/check_tables.h"
#include "interchange/dmn.h"
#include "interchange/dmn_places.h"
#include "model/yaml.h"
#include "rule/analysis_graph.h"

namespace tf::cli {

namespace {

model::Span line_of(const std::shared_ptr<const model::SourceFile>& file, int line) {
  model::Span span;
  span.file = file;
  span.line = static_cast<std::uint32_t>(line);
  span.column = 1;
  return span;
}

// A place for each table of a graph: by element, its number there, and rule.
using GraphPlace =
    std::function<model::Span(const std::string& element, std::size_t number, int rule)>;

void check(std::vector<rule::DrgModel> models, const GraphPlace& place, model::Diagnostics& out) {
  const rule::Graph graph = rule::Graph::link(std::move(models));
  for (const rule::DrgProblem& problem : graph.problems())
    out.report("table.problem", place("", 0, -1),
               {{"element", problem.element}, {"zh", problem.zh}, {"en", problem.en}});
  for (const rule::GraphTable& table : rule::analyse(graph)) {
    rule::TableSource named = table.source();
    named.name = table.element;
    core::report_analysis(
        named, table.analysis,
        [&](int rule, int, int) { return place(table.element, table.number, rule); }, out);
  }
}

}  // namespace

Result<void> check_dmn(const std::string& path, const std::string& text, model::Diagnostics& out) {
  auto model = interchange::read_dmn(text);
  if (!model)
    return fail(Errc::invalid, cat(path, ":", model.error().line, ": ", model.error().en));
  const auto file = model::source_file(path, text);
  const auto places = interchange::dmn_table_places(text);
  std::vector<rule::DrgModel> models;
  models.push_back(*std::move(model));
  add_imports_of_dmn(path, models);
  check(
      std::move(models),
      [&](const std::string& element, std::size_t number, int rule) {
        std::size_t seen = 0;
        for (const interchange::DmnTablePlace& one : places) {
          if (one.element != element || seen++ != number) continue;
          const auto r = static_cast<std::size_t>(rule);
          return line_of(file, rule >= 0 && r < one.rules.size() ? one.rules[r] : one.line);
        }
        return line_of(file, 1);
      },
      out);
  return {};
}

void check_graph(const model::Document& document, model::Diagnostics& out) {
  if (auto models = models_of_graph(document, out))
    check(
        *std::move(models),
        [&](const std::string&, std::size_t, int) { return document.root->span; }, out);
}

}  // namespace tf::cli
