// Decision tables: the author's text → a compiled table, errors at their cells. Graphs of decisions
// the same way: what a step decides by is a table to it.
#include "base/text.h"
#include "core/bind_scope.h"
#include "core/table_file.h"
#include "model/grammar.h"
#include "rule/graph_read.h"
#include "rule/graph_table.h"

namespace tf::core {

namespace {

// The list behind an expression: a field of rows, or the one a computed field is made of.
std::string list_behind(const Flow& flow, const rule::Program& list, int depth = 0) {
  if (!list || depth > 4) return {};
  for (const int slot : list.reads()) {
    if (slot < 0 || static_cast<std::size_t>(slot) >= flow.def->fields.size()) continue;
    const Field& field = *flow.def->fields[static_cast<std::size_t>(slot)];
    if (field.is) {
      if (std::string name = list_behind(flow, field.is, depth + 1); !name.empty()) return name;
    } else if (field.type.kind == TypeKind::list) {
      return field.name;
    }
  }
  return {};
}

}  // namespace

TableRows rows_of_table(Flow& flow, const model::Node& each) {
  TableRows rows;
  const auto clause = model::parse_each(each.text);
  if (!clause) return rows;
  rows.variable = clause->name;
  rows.list = compile(*model::Node::scalar(clause->expression, each.span), *flow.names, flow.out);
  rows.field = list_behind(flow, rows.list);
  if (rows.list && rows.field.empty())
    flow.out.report("bind.no_list", each.span, {{"name", clause->expression}});
  return rows;
}

std::optional<rule::DecisionTable> bind_table(const model::Document& table,
                                              const rule::Names& names, model::Diagnostics& out) {
  const auto file = read_table_file(table, names, out);
  if (!file) return std::nullopt;
  report_allowed(*file, out);
  auto compiled = rule::DecisionTable::compile(file->source, names);
  if (compiled) return std::move(*compiled);
  report_table_errors(*file, compiled.error(), out);
  return std::nullopt;
}

std::optional<rule::DecisionTable> bind_graph(Flow& flow, const RuleFiles& files,
                                              const model::Document& document, std::string& text) {
  const rule::TableFiles tables = [&](const std::string& id) -> const model::Document* {
    const auto found = files.tables.find(id);
    if (found == files.tables.end() || found->second->kind != "table") return nullptr;
    append_canonical(*found->second->root, text);
    return found->second;
  };
  std::vector<rule::DrgModel> models;
  const auto read = [&](const model::Document& one) {
    auto model = rule::read_graph(one, tables, flow.out);
    if (model) models.push_back(*std::move(model));
    return !models.empty();
  };
  if (!read(document)) return std::nullopt;
  if (!models.front().imports.empty())
    for (const auto& [id, other] : files.tables)
      if (other->kind == "decisions" && other != &document && read(*other))
        append_canonical(*other->root, text);
  const rule::Graph graph = rule::Graph::link(std::move(models));
  const model::Span at = document.root->span;
  const auto problem = [&](const std::string& element, const std::string& zh,
                           const std::string& en) {
    flow.out.report("table.problem", at, {{"element", element}, {"zh", zh}, {"en", en}});
  };
  for (const rule::DrgProblem& one : graph.problems()) problem(one.element, one.zh, one.en);
  const rule::GraphAsTable as = rule::graph_as_table(graph, document.id, *flow.names);
  for (const std::string& input : as.lost)
    flow.out.report("bind.graph_input", at, {{"graph", document.id}, {"name", input}});
  if (as.source.outputs.empty())
    flow.out.report("bind.graph_output", at,
                    {{"graph", document.id},
                     {"names", join(graph.names(rule::DrgElement::Kind::decision), ", ")}});
  if (!graph.problems().empty() || !as.lost.empty() || as.source.outputs.empty())
    return std::nullopt;
  auto table = rule::DecisionTable::compile(as.source, rule::GraphNames(graph, *flow.names));
  if (table) return std::move(*table);
  const rule::FeelError& error = table.error().front().error;
  problem(document.id, error.zh, error.en);
  return std::nullopt;
}

}  // namespace tf::core
