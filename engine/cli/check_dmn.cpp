#include "cli/check_dmn.h"

#include "base/text.h"
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

}  // namespace

Result<void> check_dmn(const std::string& path, const std::string& text, model::Diagnostics& out) {
  auto model = interchange::read_dmn(text);
  if (!model)
    return fail(Errc::invalid, cat(path, ":", model.error().line, ": ", model.error().en));
  const auto file = model::source_file(path, text);
  const auto places = interchange::dmn_table_places(text);
  std::vector<rule::DrgModel> models;
  models.push_back(*std::move(model));
  const rule::Graph graph = rule::Graph::link(std::move(models));
  for (const rule::DrgProblem& problem : graph.problems())
    out.report("table.problem", line_of(file, 1),
               {{"element", problem.element}, {"zh", problem.zh}, {"en", problem.en}});
  for (const rule::GraphTable& table : rule::analyse(graph)) {
    const interchange::DmnTablePlace* place = nullptr;
    std::size_t number = 0;
    for (const interchange::DmnTablePlace& one : places)
      if (one.element == table.element && number++ == table.number) place = &one;
    rule::TableSource named = table.source();
    named.name = table.element;
    core::report_analysis(
        named, table.analysis,
        [&](int rule, int, int) {
          if (place == nullptr) return line_of(file, 1);
          const auto r = static_cast<std::size_t>(rule);
          return line_of(file,
                         rule >= 0 && r < place->rules.size() ? place->rules[r] : place->line);
        },
        out);
  }
  return {};
}

}  // namespace tf::cli
