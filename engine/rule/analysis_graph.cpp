#include "rule/analysis_graph.h"

#include <algorithm>

#include "base/text.h"
#include "rule/decision_table_code.h"
#include "rule/drg_graph.h"
#include "rule/feel/code.h"

namespace tf::rule {
namespace {

Value::Kind kind_of(Type::Kind kind) {
  switch (kind) {
    case Type::Kind::boolean:
      return Value::Kind::boolean;
    case Type::Kind::number:
      return Value::Kind::number;
    case Type::Kind::text:
      return Value::Kind::text;
    case Type::Kind::date:
      return Value::Kind::date;
    case Type::Kind::time:
      return Value::Kind::time;
    case Type::Kind::moment:
      return Value::Kind::moment;
    case Type::Kind::duration:
      return Value::Kind::duration;
    case Type::Kind::months:
      return Value::Kind::months;
    default:
      return Value::Kind::null;
  }
}

InputFacts facts_of(const TypePtr& type) {
  InputFacts facts;
  if (type == nullptr) return facts;
  facts.kind = kind_of(type->kind);
  if (facts.kind != Value::Kind::null) facts.allowed = type->allowed_texts;
  return facts;
}

// The type of `age`, `applicant.age`: a required thing, then its fields.
TypePtr type_of(const Graph::Impl& graph, const GraphUnit& unit, std::string_view expression) {
  for (const int at : unit.required) {
    const GraphUnit& needed = graph.units[static_cast<std::size_t>(at)];
    const std::string& name = variable_of(*needed.element);
    if (!expression.starts_with(name)) continue;
    std::string_view rest = expression.substr(name.size());
    TypePtr type = needed.type;
    while (type != nullptr && rest.starts_with('.')) {
      const auto field = std::ranges::find_if(type->fields, [&](const auto& one) {
        return rest.substr(1).starts_with(one.first) &&
               (rest.size() == one.first.size() + 1 || rest[one.first.size() + 1] == '.');
      });
      if (field == type->fields.end()) return nullptr;
      rest = rest.substr(field->first.size() + 1);
      type = field->second;
    }
    if (rest.empty()) return type;
  }
  return nullptr;
}

}  // namespace

const TableSource& GraphTable::source() const {
  return code->source;
}

std::vector<GraphTable> analyse(const Graph& graph) {
  std::vector<GraphTable> out;
  const Graph::Impl& impl = graph.impl();
  for (const GraphUnit& unit : impl.units) {
    if (unit.model != 0 || !unit.logic) continue;
    std::size_t number = 0;
    for (const Op& op : unit.logic.code()->ops) {
      if (op.code != OpCode::table) continue;
      std::vector<InputFacts> inputs;
      for (const TableInput& input : op.table->source.inputs)
        inputs.push_back(facts_of(type_of(impl, unit, trim(input.expression))));
      std::vector<OutputFacts> outputs;
      // The result of a decision that is one table of one output is that output.
      if (op.table->source.outputs.size() == 1 && unit.logic.code()->root == &op)
        outputs.push_back(facts_of(unit.type));
      GraphTable& table = out.emplace_back();
      table.element = unit.element->name;
      table.number = number++;
      table.code = op.table;
      table.analysis = analyse(*op.table, inputs, outputs);
    }
  }
  return out;
}

}  // namespace tf::rule
