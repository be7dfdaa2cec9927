#include "interchange/bpmn_decision.h"

#include <algorithm>

#include "base/decimal.h"
#include "base/text.h"
#include "interchange/bpmn_build.h"
#include "interchange/bpmn_text.h"
#include "model/yaml.h"

namespace tf::interchange {

namespace {

using model::Node;
using rule::DrgElement;

std::unique_ptr<Node> parsed(const NativeFile& file) {
  model::Diagnostics unheard;
  auto root = model::parse_yaml(model::source_file(file.id, file.text), unheard);
  return root != nullptr && root->is_map() ? std::move(root) : nullptr;
}

// "Risk Level" → risk_level, the field a graph fills.
std::string field_of(std::string_view name) {
  std::string out;
  for (const char c : name)
    out += c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string type_of_reference(std::string_view reference) {
  constexpr std::pair<std::string_view, const char*> kTypes[] = {
      {"string", "text"}, {"number", "number"},       {"integer", "number"},
      {"long", "number"}, {"double", "number"},       {"boolean", "yes_no"},
      {"date", "date"},   {"date and time", "moment"}};
  for (const auto& [theirs, ours] : kTypes)
    if (reference == theirs) return ours;
  return {};
}

// A comparison is a truth; else what the text says of itself.
std::string type_of_text(std::string_view feel) {
  feel = trim(feel);
  const bool compares = feel.find_first_of("<>=") != feel.npos && !feel.starts_with("if ") &&
                        !feel.starts_with('{') && !feel.starts_with('[');
  return compares ? "yes_no" : bpmn::type_of_value(feel);
}

// What the cells of a column compare with says what it is.
std::string type_of_cells(const rule::TableSource& table, std::size_t column) {
  for (const rule::TableRule& rule : table.rules) {
    if (column >= rule.inputs.size()) continue;
    std::string_view cell = trim(rule.inputs[column]);
    if (cell.starts_with("not(")) cell.remove_prefix(4);
    while (!cell.empty() && std::string_view("<>=[]( ").find(cell.front()) != cell.npos)
      cell.remove_prefix(1);
    if (cell.empty() || cell == "-") continue;
    if (cell.front() == '"') return "text";
    if (is_digit(cell.front()) || cell.front() == '-') return "number";
    if (cell.starts_with("true") || cell.starts_with("false")) return "yes_no";
    if (cell.starts_with("date(")) return "date";
  }
  return {};
}

void add_input(BpmnDecision& decision, const std::string& name, std::string type) {
  if (std::ranges::find(decision.inputs, name, &std::pair<std::string, std::string>::first) ==
      decision.inputs.end())
    decision.inputs.emplace_back(name, std::move(type));
}

BpmnDecision of_table(const rule::TableSource& table, const NativeFile& file) {
  BpmnDecision out;
  out.decide = file.id;
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    const std::string& read = table.inputs[i].expression;
    bpmn::with_names(read, [&](std::string_view name) {
      add_input(out, std::string(name), trim(read) == name ? type_of_cells(table, i) : "");
      return std::string(name);
    });
  }
  if (const auto root = parsed(file))
    if (const Node* outputs = root->get("outputs"))
      for (const model::Entry& entry : outputs->entries) {
        const std::string type(entry.value->is_map() ? entry.value->text_of("type")
                                                     : std::string_view(entry.value->text));
        out.outputs.emplace_back(entry.key, type == "line" ? "text" : type);
      }
  return out;
}

// All a decision needs, by the inputs it comes from.
void inputs_of(const rule::DrgModel& model, const DrgElement& element, BpmnDecision& out,
               std::size_t depth = 0) {
  if (depth > model.elements.size()) return;
  for (const std::string& href : element.required)
    for (const DrgElement& other : model.elements) {
      if (href != cat("#", other.id)) continue;
      if (other.kind == DrgElement::Kind::input)
        add_input(out, field_of(other.name), type_of_reference(other.type));
      else
        inputs_of(model, other, out, depth + 1);
    }
}

bool needs_others(const rule::DrgModel& model, const DrgElement& decision) {
  return std::ranges::any_of(model.elements, [&](const DrgElement& other) {
    return other.kind != DrgElement::Kind::input &&
           std::ranges::find(decision.required, cat("#", other.id)) != decision.required.end();
  });
}

}  // namespace

void add_decisions(const rule::DrgModel& model, const std::vector<NativeFile>& files,
                   BpmnFill& fill) {
  if (files.empty()) return;
  std::map<std::string, std::string> tables;  // decision → its file
  if (const auto root = parsed(files.front()))
    if (const Node* decide = root->get("decide"))
      for (const auto& one : decide->items)
        if (const Node* is = one->get("is"); is != nullptr && is->has("table"))
          tables.emplace(one->text_of("name"), is->text_of("table"));
  for (const DrgElement& element : model.elements) {
    if (element.kind != DrgElement::Kind::decision) continue;
    const auto table = tables.find(element.name);
    const auto file = table == tables.end()
                          ? files.end()
                          : std::ranges::find(files, table->second, &NativeFile::id);
    BpmnDecision made;
    if (file != files.end() && !needs_others(model, element)) {
      made = of_table(element.logic->table->source, *file);
    } else {
      made.decide = files.front().id;
      made.graph = true;
      std::string type = type_of_reference(element.type);
      if (type.empty() && element.logic != nullptr) type = type_of_text(element.logic->text);
      made.outputs.emplace_back(field_of(element.name), std::move(type));
      inputs_of(model, element, made);
    }
    fill.decisions[element.id] = std::move(made);
  }
}

namespace bpmn {

// The answer stands in a record of its own; take_answers gives the process its part.
void Builder::decision(const Element& element, Node& made) {
  const auto found = fill_.decisions.find(element.decision);
  if (found == fill_.decisions.end())
    return report_.note(
        element.id, element.line,
        cat("决策 ", element.decision, " 没有带过来；请把它的 DMN 文件一并导入，或写 decide"),
        cat("the decision ", element.decision,
            " was not carried over; import its DMN file together with this one, or write "
            "`decide`"));
  const BpmnDecision& decision = found->second;
  put(made, "decide", decision.decide);
  auto with = Node::map({});
  for (const auto& [name, type] : decision.inputs)
    if (const std::string here = field(name, type); here != name) put(*with, name, here);
  if (!with->entries.empty()) put(made, "with", std::move(with));
  if (decision.graph)
    for (const auto& [name, type] : decision.outputs) field(name, type);
  put(made, "into", field(cat(element.id, "_decided"), "record"));
}

// The parts of the answer a process gets, and under which names.
NodePtr Builder::decided(const Element& element) {
  const auto found = fill_.decisions.find(element.decision);
  if (element.decision.empty() || found == fill_.decisions.end()) return nullptr;
  const auto& outputs = found->second.outputs;
  const std::string record = field(cat(element.id, "_decided"), "record");
  auto set = Node::map({});
  const auto part = [&](const std::string& variable, const auto& output) {
    put(*set, field(variable, output.second),
        cat("get value(", record, ", \"", output.first, "\")"));
  };
  if (element.decision_result == "each" && element.result.empty())
    for (const auto& output : outputs) part(output.first, output);
  else if (!element.result.empty() && outputs.size() == 1 &&
           element.decision_result != "singleResult")
    part(element.result, outputs.front());
  else if (!element.result.empty())
    put(*set, field(element.result, "record"), record);
  return set->entries.empty() ? nullptr : std::move(set);
}

}  // namespace bpmn

}  // namespace tf::interchange
