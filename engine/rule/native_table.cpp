#include "rule/native_table.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "model/grammar.h"
#include "model/text_table.h"
#include "rule/feel/feel.h"
#include "rule/feel/no_surroundings.h"

namespace tf::rule {
namespace {

using model::Node;

bool is_one_of(std::string_view title, std::string_view en, std::string_view zh) {
  return title == en || title == zh;
}

bool is_role(std::string_view title) {
  return is_one_of(title, "row", "行名") || is_one_of(title, "note", "备注") ||
         is_one_of(title, "place", "位置") || title.starts_with("=>");
}

// A cell that stands between two | on one line.
bool stands(std::string_view cell) {
  bool quoted_node = false;
  for (const char c : cell) {
    if (c == '\n' || c == '\r' || c == '\t') return false;
    if (c == '"') quoted_node = !quoted_node;
    if (c == '|' && !quoted_node) return false;
  }
  return !quoted_node && cell == trim(cell);
}

// The values of "a", "b" as texts when they are nothing else; nothing otherwise.
std::optional<std::vector<std::string>> choices_of(const std::string& text) {
  const auto program = compile_expression(cat("[", text, "]"), NoNames());
  if (!program) return std::nullopt;
  NoEnv env;
  const Value list = program->run(env);
  if (!list.is(Value::Kind::list)) return std::nullopt;
  std::vector<std::string> out;
  for (const Value& value : list.as_list()) {
    if (!value.is(Value::Kind::text) || !model::is_name(value.as_text())) return std::nullopt;
    out.push_back(value.as_text());
  }
  return out;
}

std::unique_ptr<Node> quoted_node(std::string text) {
  auto node = Node::scalar(std::move(text), {});
  node->quoted = true;
  return node;
}

std::string blank(const std::string& cell) {
  return trim(cell).empty() ? "-" : cell;
}

// DMN's letters have no place in a native file; its words have.
std::string hit_word(HitPolicy policy) {
  return to_string(policy);
}

std::string output_name(const BoxedTable& table, std::size_t i) {
  const std::string& name = table.source.outputs[i].name;
  return table.source.outputs.size() == 1 && name.starts_with("output ") ? "result" : name;
}

}  // namespace

RowsOfText read_rows(const Node& text) {
  model::Diagnostics told;  // the shape check has told them
  const model::TextTable table = model::parse_table(text, told);
  RowsOfText out;
  for (const model::TableCell& cell : table.header) {
    if (cell.text.starts_with("=>"))
      out.outputs.emplace_back(trim(std::string_view(cell.text).substr(2)));
    else if (!is_role(cell.text))
      out.inputs.push_back(cell.text);
  }
  for (const auto& line : table.rows) {
    TableRule rule;
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      const std::string& title = table.header[i].text;
      const std::string& cell = line.cells[i].text;
      if (is_one_of(title, "row", "行名"))
        rule.id = cell;
      else if (is_one_of(title, "note", "备注"))
        rule.note = cell;
      else if (title.starts_with("=>"))
        rule.outputs.push_back(cell);
      else if (!is_role(title))
        rule.inputs.push_back(blank(cell));
    }
    if (rule.id.empty()) rule.id = std::to_string(out.rules.size() + 1);
    out.rules.push_back(std::move(rule));
  }
  return out;
}

std::optional<std::string> text_of_rows(const TableSource& source,
                                        const std::vector<std::string>& inputs,
                                        const std::vector<std::string>& outputs) {
  model::TextTable table;
  const auto head = [&](std::string text) { table.header.push_back({std::move(text), {}}); };
  std::set<std::string> titles, ids;
  bool notes = false;
  for (const TableRule& rule : source.rules) {
    notes = notes || !rule.note.empty();
    if (!ids.insert(rule.id).second) return std::nullopt;
  }
  head("row");
  for (const std::string& title : inputs) {
    if (title.empty() || !stands(title) || is_role(title) || !titles.insert(title).second)
      return std::nullopt;
    head(title);
  }
  for (const std::string& title : outputs) {
    if (!stands(title) || !titles.insert(cat("=> ", title)).second) return std::nullopt;
    head(cat("=> ", title));
  }
  if (notes) head("note");
  for (const TableRule& rule : source.rules) {
    std::vector<std::string> cells{rule.id};
    for (std::size_t i = 0; i < inputs.size(); ++i)
      cells.push_back(i < rule.inputs.size() ? blank(rule.inputs[i]) : "-");
    for (std::size_t i = 0; i < outputs.size(); ++i)
      cells.push_back(i < rule.outputs.size() ? blank(rule.outputs[i]) : "-");
    if (notes) cells.push_back(rule.note);
    if (cells.front().starts_with('#') || !std::ranges::all_of(cells, stands)) return std::nullopt;
    auto& row = table.rows.emplace_back();
    for (std::string& cell : cells) row.cells.push_back({std::move(cell), {}});
  }
  if (source.rules.empty() || inputs.empty()) return std::nullopt;
  return print_table(table);
}

BoxedTable read_native_table(const model::Document& document) {
  const Node& root = *document.root;
  BoxedTable out;
  out.source.name = document.id;
  out.source.hit = parse_hit_policy(root.text_of("hit", "unique")).value_or(HitPolicy::unique);
  if (const Node* inputs = root.get("inputs"))
    for (const model::Entry& entry : inputs->entries)
      out.source.definitions.emplace_back(entry.key, entry.value->text);
  RowsOfText rows;
  if (const Node* rules = root.get("rules")) rows = read_rows(*rules);
  const Node* allowed = root.get("allowed");
  for (const std::string& title : rows.inputs) {
    TableInput& input = out.source.inputs.emplace_back(TableInput{title, title, {}});
    if (allowed != nullptr && allowed->has(title))
      input.allowed.emplace_back(allowed->text_of(title));
  }
  for (const std::string& name : rows.outputs) {
    TableOutput output;
    output.name = name;
    std::string values, otherwise;
    const Node* all = root.get("outputs");
    if (const Node* given = all == nullptr ? nullptr : all->get(name); given && given->is_map()) {
      output.hit = given->text_of("hit");
      if (const auto cap = Decimal::parse(given->text_of("cap"))) output.cap = *cap;
      otherwise = given->text_of("default");
      if (const Node* of = given->get("of")) {
        const auto add = [&](const std::string& choice) {
          values += cat(values.empty() ? "" : ", ", "\"", choice, "\"");
          output.allowed.push_back(Value::text(choice));
        };
        if (of->is_scalar()) add(of->text);
        for (const auto& choice : of->items) add(choice->text);
      }
    }
    out.source.outputs.push_back(std::move(output));
    out.output_values.push_back(std::move(values));
    out.default_output.push_back(std::move(otherwise));
  }
  out.source.rules = std::move(rows.rules);
  return out;
}

std::unique_ptr<Node> write_native_table(const BoxedTable& table, const std::string& id,
                                         const std::string& title) {
  const TableSource& source = table.source;
  std::vector<std::string> inputs, outputs;
  auto allowed = Node::map({});
  for (const TableInput& input : source.inputs) {
    inputs.push_back(input.expression);
    const std::string tests = join(input.allowed, ", ");
    if (trim(tests).empty()) continue;
    if (!stands(tests) || input.expression.empty()) return nullptr;
    allowed->put(input.expression, quoted_node(tests), {});
  }
  for (std::size_t i = 0; i < source.outputs.size(); ++i) {
    outputs.push_back(output_name(table, i));
    if (!model::is_name(outputs.back())) return nullptr;
    if (!stands(table.default_output[i])) return nullptr;
  }
  const auto rules = text_of_rows(source, inputs, outputs);
  if (!rules || outputs.empty()) return nullptr;
  auto root = Node::map({});
  root->put("table", quoted_node(id), {});
  if (!title.empty() && title != id) root->put("title", quoted_node(title), {});
  root->put("hit", quoted_node(hit_word(source.hit)), {});
  auto given = Node::map({});
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    auto output = Node::map({});
    output->flow = true;
    const auto choices = choices_of(table.output_values[i]);
    if (!choices) return nullptr;
    output->put("type", quoted_node(choices->empty() ? "line" : "choice"), {});
    if (!choices->empty()) {
      auto of = Node::list({});
      of->flow = true;
      for (const std::string& choice : *choices) of->items.push_back(quoted_node(choice));
      output->put("of", std::move(of), {});
    }
    if (!trim(table.default_output[i]).empty())
      output->put("default", quoted_node(table.default_output[i]), {});
    given->put(outputs[i], std::move(output), {});
  }
  if (!allowed->entries.empty()) root->put("allowed", std::move(allowed), {});
  root->put("outputs", std::move(given), {});
  auto text = quoted_node(*rules);
  text->block = true;
  root->put("rules", std::move(text), {});
  return root;
}

}  // namespace tf::rule
