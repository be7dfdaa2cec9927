// Decision tables: the author's text → a compiled table, errors at their cells.
#include "core/bind_scope.h"
#include "core/table_file.h"
#include "model/grammar.h"

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

std::optional<rule::DecisionTable> bind_table(TownScope& town, const rule::Names& names,
                                              const model::Document& table) {
  const auto file = read_table_file(table, names, town.out);
  if (!file) return std::nullopt;
  auto compiled = rule::DecisionTable::compile(file->source, names);
  if (compiled) return std::move(*compiled);
  report_table_errors(*file, compiled.error(), town.out);
  return std::nullopt;
}

}  // namespace tf::core
