#include "rule/analysis_condition.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rule/analysis_axis.h"
#include "rule/analysis_cell.h"
#include "rule/feel/code.h"
#include "rule/feel/no_surroundings.h"

namespace tf::rule {
namespace {

using NamePath = std::pair<int, std::string>;  // slot, path in it

std::optional<NamePath> name_of(const Op& op) {
  if (op.code == OpCode::variable) return NamePath{op.slot, ""};
  if (op.code != OpCode::path) return std::nullopt;
  auto base = name_of(*op.kids[0]);
  if (!base) return std::nullopt;
  base->second += cat(base->second.empty() ? "" : ".", op.text);
  return base;
}

class ConditionReader {
 public:
  explicit ConditionReader(ConditionFacts& out) : out_(out) {}

  // `op` as a condition by itself.
  void condition(const Op& op) {
    switch (op.code) {
      case OpCode::all_of:
      case OpCode::any_of:
      case OpCode::if_else:
        for (const Op* kid : op.kids) condition(*kid);
        return;
      case OpCode::call_builtin:
        if (op.text == "not" && op.kids.size() == 1) return condition(*op.kids[0]);
        return give_up(op);
      case OpCode::equal:
      case OpCode::unequal:
        return compared(op, false);
      case OpCode::less:
      case OpCode::at_most:
      case OpCode::greater:
      case OpCode::at_least:
      case OpCode::between:
        return compared(op, true);
      case OpCode::in:
        if (const auto name = name_of(*op.kids[0]))
          for (std::size_t i = 1; i < op.kids.size(); ++i) test(*name, *op.kids[i]);
        else
          give_up(op);
        return;
      default:
        if (const auto name = name_of(op)) return note(*name, Value::boolean(true), false);
        if (!constant_value(op)) give_up(op);
    }
  }

  void tests(const Op& column, const Op& cell) {
    const auto name = name_of(column);
    if (!name) return give_up(column);
    for (const Op* kid : cell.kids) test(*name, *kid);
  }

 private:
  // The comparisons inside are still worth trying.
  void give_up(const Op& op) {
    out_.exact = false;
    for (const Op* kid : op.kids) {
      const bool kept = out_.exact;
      condition(*kid);
      out_.exact = kept;
    }
  }
  void note(const NamePath& name, const Value& bound, bool ordered) {
    if (bound.is(Value::Kind::list)) {
      for (const Value& one : bound.as_list()) note(name, one, false);
    } else if (bound.is(Value::Kind::range)) {
      note(name, bound.as_range().lower, true);
      note(name, bound.as_range().upper, true);
    } else if (bound.is(Value::Kind::record) || bound.is(Value::Kind::function)) {
      out_.exact = false;
    } else if (!bound.is_null()) {
      out_.asked.push_back({name.first, name.second, bound, ordered});
    } else {
      out_.asked.push_back({name.first, name.second, {}, false});
    }
  }
  void compared(const Op& op, bool ordered) {
    std::optional<NamePath> name;
    std::vector<Value> bounds;
    bool plain = true;
    for (const Op* kid : op.kids) {
      if (auto value = constant_value(*kid)) {
        bounds.push_back(std::move(*value));
      } else if (auto one = name_of(*kid); one && !name) {
        name = std::move(one);
      } else {
        plain = false;
      }
    }
    if (name)
      for (const Value& bound : bounds) note(*name, bound, ordered);
    if (!plain || !name) give_up(op);
  }
  void test(const NamePath& name, const Op& op) {
    if (op.code == OpCode::tests) {
      for (const Op* kid : op.kids) test(name, *kid);
    } else if (op.code == OpCode::compared) {
      if (const auto bound = constant_value(*op.kids[0]))
        note(name, *bound, op.text != "=" && op.text != "!=");
      else
        out_.exact = false;
    } else if (const auto value = constant_value(op)) {
      note(name, *value, false);
    } else {
      out_.exact = false;
    }
  }

  ConditionFacts& out_;
};

// A record that holds `value` at `path`, over what is there.
Value put(const Value& into, std::string_view path, const Value& value) {
  if (path.empty()) return value;
  const std::size_t dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  Record out = into.is(Value::Kind::record) ? into.as_record() : Record{};
  const Value* there = out.find(head);
  Value inner = there == nullptr ? Value() : *there;
  out.set(head, put(inner, dot == std::string_view::npos ? "" : path.substr(dot + 1), value));
  return Value::record(std::move(out));
}

class TrialEnv : public NoEnv {
 public:
  const Value& variable(int slot) override { return values[slot]; }
  std::map<int, Value> values;
};

}  // namespace

void read_condition(const Program& condition, ConditionFacts& out) {
  if (!condition) return;
  ConditionReader(out).condition(*condition.code()->root);
}

void read_cell(const Program& column, const Program& tests, ConditionFacts& out) {
  if (column && tests) ConditionReader(out).tests(*column.code()->root, *tests.code()->root);
}

std::vector<Value> values_worth_trying(std::span<const Asked> asked, int slot,
                                       std::string_view path, const InputFacts& facts) {
  Axis axis(facts);
  bool null = false;
  for (const Asked& one : asked) {
    if (one.slot != slot || one.path != path) continue;
    if (one.bound.is_null())
      null = true;
    else
      axis.note(one.bound, one.ordered);
  }
  axis.settle([](const Value&) { return true; });
  std::vector<Value> out;
  if (!axis.is_known()) {
    if (null) out = {Value::text("a"), Value()};  // there, or not
    return out;
  }
  for (Region r = 0; r < axis.size(); ++r) out.push_back(axis.sample(r));
  return out;
}

CanHold can_hold(std::span<const Program> yes, std::span<const Program> no,
                 const std::function<InputFacts(int slot)>& facts) {
  ConditionFacts read;
  for (const auto list : {yes, no})
    for (const Program& program : list) {
      read_condition(program, read);
      if (program && (program.reads_clock() || !program.calls().empty())) read.exact = false;
    }
  if (!read.exact) return CanHold::unknown;
  std::vector<NamePath> names;
  for (const Asked& one : read.asked)
    if (std::ranges::find(names, NamePath{one.slot, one.path}) == names.end())
      names.emplace_back(one.slot, one.path);
  std::vector<std::vector<Value>> values;
  std::size_t trials = 1;
  for (const auto& [slot, path] : names) {
    values.push_back(
        values_worth_trying(read.asked, slot, path, path.empty() ? facts(slot) : InputFacts{}));
    if (values.back().empty()) return CanHold::unknown;
    trials *= values.back().size();
    if (trials > kMostTrials) return CanHold::unknown;
  }
  for (std::size_t trial = 0; trial < trials; ++trial) {
    TrialEnv env;
    std::size_t rest = trial;
    for (std::size_t i = 0; i < names.size(); ++i) {
      Value& at = env.values[names[i].first];
      at = put(at, names[i].second, values[i][rest % values[i].size()]);
      rest /= values[i].size();
    }
    const auto holds = [&](const Program& program) { return program.run(env).is_true(); };
    if (std::ranges::all_of(yes, holds) && std::ranges::none_of(no, holds)) return CanHold::yes;
  }
  return CanHold::no;
}

}  // namespace tf::rule
