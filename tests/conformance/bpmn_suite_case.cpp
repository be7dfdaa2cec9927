#include "conformance/bpmn_suite_case.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/decimal.h"
#include "base/text.h"
#include "model/yaml.h"

namespace tf::bpmn_suite {

namespace fs = std::filesystem;
using model::Node;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

namespace {

// The prose of a case runs over quoted lines, which our YAML does not take.
std::string without_about(const std::string& text) {
  std::string out;
  bool about = false;
  for (const std::string_view line : split(text, '\n')) {
    about = line.starts_with("about:") || (about && line.starts_with("  "));
    if (!about) out += cat(line, "\n");
  }
  return out;
}

std::vector<std::string> texts(const Node& node) {
  if (node.is_scalar()) return {node.text};
  std::vector<std::string> out;
  for (const auto& item : node.items) out.push_back(item->text);
  return out;
}

Variables variables_of(const Node* map) {
  Variables out;
  if (map == nullptr) return out;
  for (const model::Entry& entry : map->entries)
    out.emplace_back(entry.key, value_of(*entry.value));
  return out;
}

Act read_act(const Node& node) {
  Act act;
  for (const model::Entry& entry : node.entries) {
    if (entry.key == "times")
      act.times = static_cast<int>(Decimal::parse(entry.value->text)->whole().value_or(1));
    else if (entry.key == "variables")
      act.variables = variables_of(entry.value.get());
    else
      act.verb = entry.key;
  }
  const Node& what = *node.get(act.verb);
  if (act.verb == "expect")
    act.expect = &what;
  else if (act.verb == "set")
    act.variables = variables_of(&what);
  else
    act.names = texts(what);
  return act;
}

Scenario read_scenario(const Node& node, const std::string& process) {
  Scenario out;
  out.name = node.text_of("name");
  out.process = node.text_of("process", process);
  if (const Node* start = node.get("startBy")) {
    out.start_message = start->text_of("message");
    out.start_signal = start->text_of("signal");
  }
  out.variables = variables_of(node.get("variables"));
  if (const Node* steps = node.get("steps"))
    for (const auto& step : steps->items) out.acts.push_back(read_act(*step));
  out.expect = node.get("expect");
  return out;
}

}  // namespace

Value value_of(const Node& node) {
  if (node.is_list()) {
    List items;
    for (const auto& item : node.items) items.push_back(value_of(*item));
    return Value::list(std::move(items));
  }
  if (node.is_map()) {
    Record record;
    for (const model::Entry& entry : node.entries) record.set(entry.key, value_of(*entry.value));
    return Value::record(std::move(record));
  }
  if (node.quoted) return Value::text(node.text);
  if (node.text == "true" || node.text == "false") return Value::boolean(node.text == "true");
  if (node.text == "null" || node.text == "~") return {};
  const auto number = Decimal::parse(node.text);
  return number ? Value::number(*number) : Value::text(node.text);
}

Case read_case(const fs::path& path) {
  model::Diagnostics findings;
  Case out;
  out.name = path.filename().string();
  out.name = out.name.substr(0, out.name.size() - std::string_view(".case.yaml").size());
  out.root = model::parse_yaml(model::source_file(path.string(), without_about(read_file(path))),
                               findings);
  if (!out.root || findings.has_errors())
    throw std::runtime_error(model::to_text(findings, model::Language::en));
  out.level = out.root->text_of("level");
  out.models.push_back(path.parent_path() / std::string(out.root->text_of("model")));
  if (const Node* also = out.root->get("also"))
    for (const std::string& name : texts(*also)) out.models.push_back(path.parent_path() / name);
  if (const Node* handlers = out.root->get("handlers"))
    for (const model::Entry& entry : handlers->entries) {
      if (entry.value->has("bpmnError")) out.error[entry.key] = entry.value->text_of("bpmnError");
      if (const Node* set = entry.value->get("set"))
        for (const model::Entry& one : set->entries)
          out.set[entry.key].emplace_back(one.key, one.value->text);
    }
  const std::string process(out.root->text_of("process"));
  for (const auto& scenario : out.root->get("scenarios")->items)
    out.scenarios.push_back(read_scenario(*scenario, process));
  return out;
}

}  // namespace tf::bpmn_suite
