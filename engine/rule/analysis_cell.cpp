#include "rule/analysis_cell.h"

#include <algorithm>

#include "rule/feel/builtins.h"
#include "rule/feel/machine.h"
#include "rule/feel/no_surroundings.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

bool is_pure(const Op& op) {
  switch (op.code) {
    case OpCode::constant:
      return true;
    case OpCode::call_builtin:
      if (op.builtin->clock) return false;
      break;
    case OpCode::list:
    case OpCode::range:
    case OpCode::compared:
    case OpCode::negate:
    case OpCode::add:
    case OpCode::subtract:
    case OpCode::multiply:
    case OpCode::divide:
    case OpCode::power:
      break;
    default:
      return false;
  }
  return std::ranges::all_of(op.kids, [](const Op* kid) { return is_pure(*kid); });
}

bool is_comparable(Kind kind) {
  return kind != Kind::null && kind != Kind::list && kind != Kind::record &&
         kind != Kind::function && kind != Kind::range;
}

bool note_value(const Value& value, bool ordered, Axis& axis) {
  if (value.is_null()) return true;
  if (value.is(Kind::list))
    return std::ranges::all_of(value.as_list(),
                               [&](const Value& one) { return note_value(one, false, axis); });
  if (value.is(Kind::range))
    return note_value(value.as_range().lower, true, axis) &&
           note_value(value.as_range().upper, true, axis);
  if (!is_comparable(value.kind())) return false;
  axis.note(value, ordered);
  return true;
}

bool is_ordering(std::string_view op) {
  return op != "=" && op != "!=";
}

// The variable of the column holds the sample.
class SampleEnv : public NoEnv {
 public:
  SampleEnv(const Op& input, const Value& sample) : input_(input), sample_(sample) {}
  const Value& variable(int slot) override {
    return input_.code == OpCode::variable && input_.slot == slot ? sample_ : kNullValue;
  }

 private:
  const Op& input_;
  const Value& sample_;
};

}  // namespace

std::optional<Value> constant_value(const Op& op) {
  if (!is_pure(op)) return std::nullopt;
  NoEnv env;
  Machine machine(env, nullptr, Budget{});
  Value hold;
  return machine.value_of(op, hold);
}

bool CellReader::is_input(const Op& op) const {
  return op.code == OpCode::input ||
         (op.code == OpCode::variable && input_.code == OpCode::variable && op.slot == input_.slot);
}

bool CellReader::note(const Op& tests, Axis& axis) const {
  return std::ranges::all_of(tests.kids, [&](const Op* kid) { return note_test(*kid, axis); });
}

bool CellReader::note_test(const Op& op, Axis& axis) const {
  if (op.code == OpCode::compared) {
    const auto bound = constant_value(*op.kids[0]);
    return bound && note_value(*bound, is_ordering(op.text), axis);
  }
  if (const auto value = constant_value(op)) return note_value(*value, false, axis);
  return note_condition(op, axis);
}

bool CellReader::note_condition(const Op& op, Axis& axis) const {
  const auto conditions = [&] {
    return std::ranges::all_of(op.kids, [&](const Op* kid) { return note_condition(*kid, axis); });
  };
  const auto operands = [&](bool ordered) {
    return std::ranges::all_of(op.kids, [&](const Op* kid) {
      if (is_input(*kid)) return true;
      const auto value = constant_value(*kid);
      return value && note_value(*value, ordered, axis);
    });
  };
  switch (op.code) {
    case OpCode::equal:
    case OpCode::unequal:
      return operands(false);
    case OpCode::less:
    case OpCode::at_most:
    case OpCode::greater:
    case OpCode::at_least:
    case OpCode::between:
      return operands(true);
    case OpCode::all_of:
    case OpCode::any_of:
    case OpCode::if_else:
      return conditions();
    case OpCode::call_builtin:
      return op.text == "not" && conditions();
    case OpCode::tests:
      return note(op, axis);
    case OpCode::in:
      return is_input(*op.kids[0]) &&
             std::all_of(op.kids.begin() + 1, op.kids.end(),
                         [&](const Op* kid) { return note_test(*kid, axis); });
    default:
      if (is_input(op)) return true;
      const auto value = constant_value(op);
      return value && note_value(*value, false, axis);
  }
}

bool CellReader::passes(const Op& tests, const Value& input) const {
  SampleEnv env(input_, input);
  Machine machine(env, nullptr, Budget{});
  return machine.test_of(tests, input) == Tri::yes;
}

namespace {

// What passes one plain test, without running it; nothing when it is not that plain.
std::optional<Regions> plain_test(const Value& value, const Axis& axis) {
  if (value.is_null()) return Regions{};
  if (value.is(Kind::range)) {
    const RangeValue& r = value.as_range();
    if (r.comparison || !is_comparable(r.lower.kind()) || r.lower.is(Kind::boolean) ||
        !is_comparable(r.upper.kind()) || r.lower.kind() != r.upper.kind())
      return std::nullopt;
    return axis.range(r.lower, r.lower_included, r.upper, r.upper_included);
  }
  if (!is_comparable(value.kind())) return std::nullopt;
  return axis.at(value);
}

}  // namespace

std::optional<Regions> CellReader::quick(const Op& tests, const Axis& axis) const {
  if (!axis.is_of_one_kind()) return std::nullopt;
  const bool opposite = !tests.text.empty();
  std::vector<Stretch> loose;
  // The opposite of what cannot be compared is not everything: it is nothing.
  const auto fits = [&](const Value& bound) { return !opposite || axis.has_kind_of(bound); };
  const auto add = [&](const std::optional<Regions>& some) {
    if (some) loose.insert(loose.end(), some->begin(), some->end());
    return some.has_value();
  };
  for (const Op* test : tests.kids) {
    if (test->code == OpCode::compared) {
      const auto bound = constant_value(*test->kids[0]);
      if (!bound || !is_comparable(bound->kind()) || bound->is(Kind::boolean) || !fits(*bound))
        return std::nullopt;
      add(axis.compared(test->text, *bound));
      continue;
    }
    const auto value = constant_value(*test);
    if (!value || (value->is(Kind::boolean) && test->code != OpCode::constant)) return std::nullopt;
    if (!value->is(Kind::list)) {
      const Value& bound = value->is(Kind::range) ? value->as_range().lower : *value;
      if (!fits(bound) || !add(plain_test(*value, axis))) return std::nullopt;
      continue;
    }
    for (const Value& item : value->as_list())
      if (opposite || !add(plain_test(item, axis))) return std::nullopt;
  }
  Regions found = settled(std::move(loose));
  if (!opposite) return found;
  Regions out = without(axis.all(), found);
  if (const auto null = axis.null_region()) out = without(out, {{*null, *null}});
  return out;
}

std::optional<Regions> CellReader::regions(const Op& tests, const Axis& axis,
                                           std::size_t& runs) const {
  if (tests.kids.empty()) return axis.all();
  if (auto found = quick(tests, axis)) {
    const auto null = axis.null_region();
    if (null && passes(tests, kNullValue)) {
      found->push_back({*null, *null});
      return settled(*std::move(found));
    }
    return *std::move(found);
  }
  if (axis.size() > runs) return std::nullopt;
  runs -= axis.size();
  std::vector<Stretch> loose;
  for (Region r = 0; r < axis.size(); ++r)
    if (passes(tests, axis.sample(r))) loose.push_back({r, r});
  return settled(std::move(loose));
}

}  // namespace tf::rule
