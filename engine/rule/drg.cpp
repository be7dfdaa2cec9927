#include "rule/drg.h"

#include <utility>

#include "base/text.h"
#include "rule/decision_table_code.h"
#include "rule/drg_graph.h"
#include "rule/feel/code.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

using ElementKind = DrgElement::Kind;

// One evaluation of a graph: every unit at most once. A decision service is an evaluation of its
// own.
class Evaluation : public Env {
 public:
  Evaluation(const Graph::Impl& graph, const Record& inputs, Instant now, const Zone& zone,
             std::vector<Warning>* warnings, int chain = 0)
      : graph_(graph),
        inputs_(inputs),
        now_(now),
        zone_(zone),
        warnings_(warnings),
        chain_(chain),
        values_(graph.units.size() + graph.imported.size()),
        running_(graph.units.size(), false) {}

  void tell(std::vector<DrgStep>* steps) { steps_ = steps; }
  void set(int unit, Value value) { values_[static_cast<std::size_t>(unit)] = std::move(value); }

  const Value& variable(int slot) override {
    const auto at = static_cast<std::size_t>(slot);
    if (values_[at]) return *values_[at];
    if (at >= graph_.units.size()) {
      values_[at] = imported(graph_.imported[at - graph_.units.size()]);
      return *values_[at];
    }
    if (running_[at] || chain_ >= Graph::kMaxChain) {
      warn("drg.circle", graph_.units[at], "的依赖成环或太深",
           "requires itself, or too long a chain");
      return kNullValue;
    }
    running_[at] = true;
    ++chain_;
    Value value = compute(at);
    --chain_;
    running_[at] = false;
    values_[at] = std::move(value);
    if (steps_ != nullptr) note(graph_.units[at], *values_[at]);
    return *values_[at];
  }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return now_; }
  const Zone& zone() const override { return zone_; }

  Value serve(const GraphUnit& service, std::span<const Value> arguments) {
    Evaluation inner(graph_, inputs_, now_, zone_, warnings_, chain_ + 1);
    for (std::size_t i = 0; i < service.inputs.size(); ++i) {
      const GraphUnit& input = graph_.units[static_cast<std::size_t>(service.inputs[i])];
      inner.set(service.inputs[i], i < arguments.size() ? typed(input, arguments[i]) : Value());
    }
    const TypePtr type = result_of(service);
    if (service.outputs.size() == 1)
      return typed(service, inner.variable(service.outputs.front()), type);
    Record out;
    for (const int one : service.outputs)
      out.set(variable_of(*graph_.units[static_cast<std::size_t>(one)].element),
              inner.variable(one));
    return typed(service, Value::record(std::move(out)), type);
  }

  Value typed(const GraphUnit& unit, const Value& value) { return typed(unit, value, unit.type); }

 private:
  Value typed(const GraphUnit& unit, const Value& value, const TypePtr& type) {
    if (type == nullptr) return value;
    bool ok = true;
    Value out = coerce(value, *type, &ok);
    if (!ok) warn("feel.type", unit, cat("应是 ", type->name), cat("must be ", type->name));
    return out;
  }
  // What calling the unit gives: a function's type is that of the function, or of its results.
  static TypePtr result_of(const GraphUnit& unit) {
    const bool function = unit.type != nullptr && unit.type->kind == Type::Kind::function;
    return function ? unit.type->element : unit.type;
  }
  // Runs the logic of a unit; its warnings say whose they are.
  Value run(const GraphUnit& unit) {
    if (warnings_ == nullptr) return unit.logic.run(*this);
    std::vector<Warning> own;
    Value out = unit.logic.run(*this, &own);
    for (Warning& one : own) {
      one.zh = cat("`", unit.element->name, "`：", one.zh);
      one.en = cat("`", unit.element->name, "`: ", one.en);
      warnings_->push_back(std::move(one));
    }
    return out;
  }
  void warn(std::string_view name, const GraphUnit& unit, const std::string& zh,
            const std::string& en) {
    if (warnings_ == nullptr) return;
    warnings_->push_back({0, 0, std::string(name), cat("`", unit.element->name, "` ", zh),
                          cat("`", unit.element->name, "` ", en)});
  }

  void note(const GraphUnit& unit, const Value& value) {
    if (value.is(Value::Kind::function)) return;
    DrgStep step{unit.element->name, unit.element->kind, value, nullptr, {}};
    const Op* root = unit.logic ? unit.logic.code()->root : nullptr;
    while (root != nullptr && root->code == OpCode::typed) root = root->kids.front();
    if (root != nullptr && root->code == OpCode::table) {
      step.table = std::shared_ptr<const TableSource>(root->table, &root->table->source);
      std::vector<DrgStep>* const kept = std::exchange(steps_, nullptr);
      Machine machine(*this, nullptr, Budget{});
      const Machine::Frame frame(machine, unit.logic.code());
      step.why = root->table->explain(machine);
      steps_ = kept;
    }
    steps_->push_back(std::move(step));
  }

  Value imported(const ImportedNames& names) {
    Record out;
    for (const auto& [name, unit] : names.members) out.set(name, variable(unit));
    return Value::record(std::move(out));
  }

  Value compute(std::size_t at) {
    const GraphUnit& unit = graph_.units[at];
    switch (unit.element->kind) {
      case ElementKind::input:
        return input(unit);
      case ElementKind::decision:
        return typed(unit, run(unit));
      case ElementKind::knowledge:
        return knowledge(unit);
      case ElementKind::service:
        return service(unit);
    }
    return {};
  }

  Value input(const GraphUnit& unit) {
    const Value* given =
        inputs_.find(cat(graph_.models[unit.model].space, "#", unit.element->name));
    if (given == nullptr) given = inputs_.find(unit.element->name);
    if (given == nullptr) given = inputs_.find(variable_of(*unit.element));
    return given == nullptr ? Value() : typed(unit, *given);
  }

  // The function itself, with the declared type of its results.
  Value knowledge(const GraphUnit& unit) {
    Value made = run(unit);
    if (!made.is(Value::Kind::function)) return {};
    FunctionValue f = *made.as_function();
    f.result = result_of(unit);
    return Value::function(std::make_shared<const FunctionValue>(std::move(f)));
  }

  Value service(const GraphUnit& unit) {
    FunctionValue f;
    for (const int one : unit.inputs) {
      const GraphUnit& input = graph_.units[static_cast<std::size_t>(one)];
      f.parameters.push_back(variable_of(*input.element));
      f.types.push_back(input.type);
    }
    f.exact = true;
    // It runs in whatever evaluation calls it, never in this one, which may be over by then.
    f.native = [&unit](Machine& machine, std::span<const Value> arguments) {
      auto* evaluation = dynamic_cast<Evaluation*>(&machine.env());
      return evaluation == nullptr ? Value() : evaluation->serve(unit, arguments);
    };
    return Value::function(std::make_shared<const FunctionValue>(std::move(f)));
  }

  const Graph::Impl& graph_;
  const Record& inputs_;
  Instant now_;
  const Zone& zone_;
  std::vector<Warning>* warnings_;
  int chain_;
  std::vector<DrgStep>* steps_ = nullptr;
  std::vector<std::optional<Value>> values_;
  std::vector<bool> running_;
};

}  // namespace

int Graph::Impl::find(std::string_view name, DrgElement::Kind kind) const {
  for (std::size_t i = 0; i < units.size() && units[i].model == 0; ++i)
    if (units[i].element->kind == kind &&
        (units[i].element->name == name || variable_of(*units[i].element) == name))
      return static_cast<int>(i);
  return -1;
}

const std::vector<DrgProblem>& Graph::problems() const {
  return impl_->problems;
}

std::vector<std::string> Graph::names(DrgElement::Kind kind) const {
  std::vector<std::string> out;
  for (const GraphUnit& unit : impl_->units)
    if (unit.model == 0 && unit.element->kind == kind) out.push_back(unit.element->name);
  return out;
}

std::vector<std::string> Graph::answers() const {
  std::vector<bool> needed(impl_->units.size(), false);
  for (const GraphUnit& unit : impl_->units)
    for (const int other : unit.required) needed[static_cast<std::size_t>(other)] = true;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < impl_->units.size(); ++i)
    if (impl_->units[i].model == 0 && impl_->units[i].element->kind == ElementKind::decision &&
        !needed[i])
      out.push_back(impl_->units[i].element->name);
  return out;
}

Value Graph::decision(std::string_view name, const Record& inputs, Instant now, const Zone& zone,
                      std::vector<Warning>* warnings, std::vector<DrgStep>* steps) const {
  const int at = impl_->find(name, ElementKind::decision);
  if (at < 0) return {};
  Evaluation evaluation(*impl_, inputs, now, zone, warnings);
  evaluation.tell(steps);
  return evaluation.variable(at);
}

Value Graph::service(std::string_view name, const Record& inputs, Instant now, const Zone& zone,
                     std::vector<Warning>* warnings) const {
  const int at = impl_->find(name, ElementKind::service);
  if (at < 0) return {};
  const GraphUnit& unit = impl_->units[static_cast<std::size_t>(at)];
  std::vector<Value> arguments;
  for (const int one : unit.inputs) {
    const Value* given = inputs.find(impl_->units[static_cast<std::size_t>(one)].element->name);
    arguments.push_back(given == nullptr ? Value() : *given);
  }
  return Evaluation(*impl_, inputs, now, zone, warnings).serve(unit, arguments);
}

Value Graph::knowledge(std::string_view name, const Record& arguments, Instant now,
                       const Zone& zone, std::vector<Warning>* warnings) const {
  const int at = impl_->find(name, ElementKind::knowledge);
  if (at < 0) return {};
  Evaluation evaluation(*impl_, arguments, now, zone, warnings);
  const Value function = evaluation.variable(at);
  if (!function.is(Value::Kind::function)) return {};
  std::vector<Value> values;
  for (const std::string& parameter : function.as_function()->parameters) {
    const Value* given = arguments.find(parameter);
    values.push_back(given == nullptr ? Value() : *given);
  }
  return call_function(function, values, evaluation, warnings);
}

}  // namespace tf::rule
