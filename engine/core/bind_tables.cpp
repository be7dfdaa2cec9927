// Decision tables: the author's text → a compiled table, errors at their cells.
#include "base/text.h"
#include "core/bind_scope.h"
#include "model/grammar.h"
#include "model/text_table.h"

namespace tf::core {

namespace {

struct Columns {
  int row = -1, note = -1;
  std::vector<std::size_t> inputs, outputs;
};

Columns read_header(const model::TextTable& text) {
  Columns columns;
  for (std::size_t i = 0; i < text.header.size(); ++i) {
    const std::string& title = text.header[i].text;
    if (title == "row" || title == "行名")
      columns.row = static_cast<int>(i);
    else if (title == "note" || title == "备注")
      columns.note = static_cast<int>(i);
    else if (title == "place" || title == "位置")
      continue;
    else if (title.starts_with("=>"))
      columns.outputs.push_back(i);
    else
      columns.inputs.push_back(i);
  }
  return columns;
}

rule::TableOutput read_output(const std::string& name, const model::Node* outputs,
                              const rule::Names& names, model::Diagnostics& out) {
  rule::TableOutput output;
  output.name = name;
  const model::Node* node = outputs == nullptr ? nullptr : outputs->get(name);
  if (node == nullptr || !node->is_map()) return output;
  for (const std::string& choice : texts_of(node->get("of")))
    output.allowed.push_back(Value::text(choice));
  output.hit = node->text_of("hit");
  if (const auto cap = Decimal::parse(node->text_of("cap"))) output.cap = *cap;
  if (const model::Node* otherwise = node->get("default")) {
    const rule::Program program = compile(*otherwise, names, out);
    if (program) output.otherwise = constant_of(program);
  }
  return output;
}

rule::TableSource read_source(const model::Document& table, const model::TextTable& text,
                              const Columns& columns, const rule::Names& names,
                              model::Diagnostics& out) {
  const model::Node& root = *table.root;
  rule::TableSource source;
  source.name = table.id;
  source.hit =
      rule::parse_hit_policy(root.text_of("hit", "unique")).value_or(rule::HitPolicy::unique);
  if (const model::Node* inputs = root.get("inputs"))
    for (const model::Entry& entry : inputs->entries)
      source.definitions.emplace_back(entry.key, entry.value->text);
  for (const std::size_t i : columns.inputs) {
    rule::TableInput input;
    input.title = text.header[i].text;
    input.expression = text.header[i].text;
    source.inputs.push_back(std::move(input));
  }
  for (const std::size_t i : columns.outputs)
    source.outputs.push_back(
        read_output(std::string(trim(std::string_view(text.header[i].text).substr(2))),
                    root.get("outputs"), names, out));
  for (const auto& line : text.rows) {
    rule::TableRule rule;
    if (columns.row >= 0) rule.id = line.cells[static_cast<std::size_t>(columns.row)].text;
    if (columns.note >= 0) rule.note = line.cells[static_cast<std::size_t>(columns.note)].text;
    for (const std::size_t i : columns.inputs) {
      const std::string& cell = line.cells[i].text;
      rule.inputs.push_back(cell.empty() ? "-" : cell);
    }
    for (const std::size_t i : columns.outputs) rule.outputs.push_back(line.cells[i].text);
    source.rules.push_back(std::move(rule));
  }
  return source;
}

model::Span place_of_error(const model::Document& table, const model::TextTable& text,
                           const Columns& columns, const rule::TableError& error) {
  if (error.definition >= 0) {
    const model::Node* inputs = table.root->get("inputs");
    const auto i = static_cast<std::size_t>(error.definition);
    if (inputs != nullptr && i < inputs->entries.size())
      return inside(*inputs->entries[i].value, error.error.offset, error.error.length);
    return text.span;
  }
  if (error.column < 0) return text.span;
  const auto column = static_cast<std::size_t>(error.column);
  const std::size_t cell = column < columns.inputs.size()
                               ? columns.inputs[column]
                               : columns.outputs[column - columns.inputs.size()];
  const model::TableCell& at = error.rule < 0
                                   ? text.header[cell]
                                   : text.rows[static_cast<std::size_t>(error.rule)].cells[cell];
  model::Span span = at.span;
  if (error.error.offset <= at.text.size())
    span.column += static_cast<std::uint32_t>(
        count_points(std::string_view(at.text).substr(0, error.error.offset)));
  span.length = static_cast<std::uint32_t>(error.error.length);
  return span;
}

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
  const model::Node& root = *table.root;
  const model::Node* rules = root.get("rules");
  if (rules == nullptr) return std::nullopt;
  const model::TextTable text = model::parse_table(*rules, town.out);
  if (text.header.empty()) return std::nullopt;
  const Columns columns = read_header(text);
  auto compiled =
      rule::DecisionTable::compile(read_source(table, text, columns, names, town.out), names);
  if (compiled) return std::move(*compiled);
  for (const rule::TableError& error : compiled.error())
    town.out.report("bind.table_column", place_of_error(table, text, columns, error),
                    {{"table", table.id}, {"zh", error.error.zh}, {"en", error.error.en}},
                    error.error.suggestion);
  return std::nullopt;
}

}  // namespace tf::core
