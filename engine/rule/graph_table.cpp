#include "rule/graph_table.h"

#include <algorithm>

#include "base/text.h"
#include "rule/analysis_axis.h"
#include "rule/feel/code.h"
#include "rule/feel/machine.h"
#include "rule/telling_env.h"

namespace tf::rule {
namespace {

constexpr const char* kAsk = "ask the graph";
constexpr const char* kAnswers = "answers of the graph";

// "Loan Eligibility" → loan_eligibility; other scripts stay as they are.
std::string written_small(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c - 'A' + 'a');
    else if (c == ' ' || c == '-' || c == '.')
      out += '_';
    else
      out += c;
  }
  return out;
}

// The variable of the surroundings that stands for a name of the graph.
std::optional<std::string> variable_for(const std::string& name, const Names& outer) {
  for (const std::string& one : {name, written_small(name)}) {
    const auto known = outer.find(one);
    if (known && known->kind == Name::Kind::variable) return one;
  }
  return std::nullopt;
}

// Every decision that was asked on the way to the answers, by name; what its tables saw is told to
// the surroundings, once for each decision.
Value answer(const Graph& graph, Machine& machine, const Value& inputs) {
  if (!inputs.is(Value::Kind::record)) return {};
  auto* telling = dynamic_cast<TellingEnv*>(&machine.env());
  Record out;
  for (const std::string& wanted : graph.answers()) {
    std::vector<DrgStep> steps;
    graph.decision(wanted, inputs.as_record(), machine.env().now(), machine.env().zone(),
                   machine.warnings(), &steps);
    for (DrgStep& step : steps) {
      if (step.kind != DrgElement::Kind::decision) continue;
      const bool told = out.find(step.element) != nullptr;
      if (step.table && telling != nullptr && !told)
        telling->behind.push_back({step.element, std::move(step.table), std::move(step.why)});
      out.set(step.element, std::move(step.value));
    }
  }
  return Value::record(std::move(out));
}

}  // namespace

GraphNames::GraphNames(Graph graph, const Names& outer) : outer_(outer) {
  FunctionValue f;
  f.parameters = {"inputs"};
  f.types = {nullptr};
  f.exact = true;
  f.native = [graph = std::move(graph)](Machine& machine, std::span<const Value> arguments) {
    return answer(graph, machine, arguments.front());
  };
  ask_ = Value::function(std::make_shared<const FunctionValue>(std::move(f)));
}

std::optional<Name> GraphNames::find(std::string_view name) const {
  if (name != kAsk) return outer_.find(name);
  Name out;
  out.kind = Name::Kind::constant;
  out.constant = ask_;
  return out;
}

std::vector<std::string> GraphNames::all() const {
  std::vector<std::string> out = outer_.all();
  out.emplace_back(kAsk);
  return out;
}

GraphAsTable graph_as_table(const Graph& graph, const std::string& name, const Names& outer) {
  GraphAsTable out;
  TableSource& source = out.source;
  source.name = name;
  source.hit = HitPolicy::first;
  TableRule& row = source.rules.emplace_back();
  row.id = "graph";
  std::string inputs;
  for (const std::string& one : graph.names(DrgElement::Kind::input)) {
    const auto variable = variable_for(one, outer);
    if (!variable) {
      out.lost.push_back(one);
      continue;
    }
    inputs += cat(inputs.empty() ? "" : ", ", quoted(one), ": ", *variable);
    source.inputs.push_back({one, *variable, {}});
  }
  source.definitions.emplace_back(kAnswers, cat(kAsk, "({", inputs, "})"));
  for (const std::string& one : graph.names(DrgElement::Kind::decision)) {
    const std::string value = cat("get value(", kAnswers, ", ", quoted(one), ")");
    source.inputs.push_back({one, value, {}});
    const auto variable = variable_for(one, outer);
    if (!variable) continue;
    TableOutput& output = source.outputs.emplace_back();
    output.name = *variable;
    row.outputs.push_back(value);
  }
  row.inputs.assign(source.inputs.size(), "-");
  return out;
}

}  // namespace tf::rule
