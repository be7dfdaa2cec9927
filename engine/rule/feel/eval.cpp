#include "rule/feel/machine.h"

#include <algorithm>

#include "base/text.h"
#include "rule/decision_table_code.h"
#include "rule/feel/arithmetic.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

const char* kind_name(Kind kind) {
  constexpr const char* kNames[] = {
      "null",     "boolean",         "number", "text", "date",   "time",    "date and time",
      "duration", "months duration", "range",  "list", "record", "function"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace

bool Machine::spend(std::uint32_t steps) {
  if (spent_) return false;
  if (steps_ >= steps) {
    steps_ -= steps;
    return true;
  }
  warn("feel.budget", "计算量超出上限，已停止",
       "the budget of this expression is spent: it was stopped");
  spent_ = true;
  return false;
}

bool Machine::spend_bytes(std::size_t bytes) {
  if (spent_) return false;
  if (bytes_ >= bytes) {
    bytes_ -= bytes;
    return true;
  }
  warn("feel.budget", "占用内存超出上限，已停止",
       "the memory of this expression is spent: it was stopped");
  spent_ = true;
  return false;
}

Tri Machine::equals(const Value& a, const Value& b) {
  const bool plain = !a.is(Kind::list) && !a.is(Kind::record);
  if (plain || a.kind() != b.kind()) return equal(a, b);
  std::size_t left = steps_;
  const Tri answer = equal(a, b, left);
  steps_ = static_cast<std::uint32_t>(left);
  return left == 0 && !spend() ? Tri::null : answer;
}

bool Machine::spend_for(std::span<const Value> values) {
  for (const Value& value : values) {
    std::size_t size = 0;
    if (value.is(Kind::list)) size = value.as_list().size();
    if (value.is(Kind::record)) size = value.as_record().size();
    if (value.is(Kind::text)) size = value.as_text().size() / 64;
    if (size > 0 && !spend(static_cast<std::uint32_t>(std::min<std::size_t>(size, UINT32_MAX))))
      return false;
  }
  return true;
}

void Machine::warn(std::string_view name, std::string_view zh, std::string_view en) {
  if (!wants_warnings() || spent_) return;
  Warning& w = warnings_->emplace_back();
  if (running_ != nullptr) {
    w.offset = running_->offset;
    w.length = running_->length;
  }
  w.name = name;
  w.zh = zh;
  w.en = en;
}

Value Machine::eval(const Op& op) {
  switch (op.code) {  // what needs no budget
    case OpCode::constant:
      return op.value;
    case OpCode::variable:
      return env_.variable(op.slot);
    case OpCode::local:
      return frame_[op.slot];
    case OpCode::input:
      return input_ != nullptr ? *input_ : Value();
    default:
      break;
  }
  if (!spend()) return {};
  if (++nesting_ > kMaxEvalDepth) {
    warn("feel.budget", "嵌套太深，已停止", "nested too deep: it was stopped");
    spent_ = true;
  }
  Value out = spent_ ? Value() : eval_inner(op);
  --nesting_;
  return spent_ ? Value() : out;
}

Value Machine::eval_inner(const Op& op) {
  switch (op.code) {
    case OpCode::constant:
    case OpCode::variable:
    case OpCode::local:
    case OpCode::input:
      return {};  // done by eval()
    case OpCode::field:
      return field(op);
    case OpCode::path:
      return path(op);
    case OpCode::filter:
    case OpCode::filter_at:
      return filter(op);
    case OpCode::call:
    case OpCode::call_builtin:
      return call_op(op);
    case OpCode::call_env:
      return call_env(op);
    case OpCode::list:
      return list(op);
    case OpCode::context:
      return context(op);
    case OpCode::range:
      return range(op);
    case OpCode::compared:
      return compared(op);
    case OpCode::negate:
    case OpCode::add:
    case OpCode::subtract:
    case OpCode::multiply:
    case OpCode::divide:
    case OpCode::power:
      return arithmetic(op);
    case OpCode::equal:
    case OpCode::unequal:
    case OpCode::less:
    case OpCode::at_most:
    case OpCode::greater:
    case OpCode::at_least:
    case OpCode::all_of:
    case OpCode::any_of:
    case OpCode::between:
    case OpCode::in:
    case OpCode::tests:
      return to_value(truth(op));
    case OpCode::instance_of: {
      Value hold;
      return Value::boolean(is_instance(ref(*op.kids[0], hold), *op.type));
    }
    case OpCode::if_else:
      if (op.strict) return strict_choice(op);
      return eval(truth(*op.kids[0]) == Tri::yes ? *op.kids[1] : *op.kids[2]);
    case OpCode::for_each:
      return for_each(op);
    case OpCode::some:
    case OpCode::every:
      return quantified(op);
    case OpCode::function:
      return function(op);
    case OpCode::table: {
      Decision decision = op.table->decide(*this);
      running_ = &op;
      if (!decision.problem.empty())
        warn(decision.problem, "表没有给出结果", "the table gave no result");
      return std::move(decision.outputs);
    }
    case OpCode::typed: {
      bool ok = true;
      Value value = coerce(eval(*op.kids[0]), *op.type, &ok);
      running_ = &op;
      if (!ok)
        warn("feel.type", cat("结果应是 ", op.type->name),
             cat("the result must be ", op.type->name));
      return value;
    }
    case OpCode::span:
    case OpCode::external:
    case OpCode::lost:
      return {};
  }
  return {};
}

const Value& Machine::leaf(const Op& op) {
  switch (op.code) {
    case OpCode::constant:
      return op.value;
    case OpCode::variable:
      return env_.variable(op.slot);
    case OpCode::local:
      return frame_[op.slot];
    default:
      return input_ != nullptr ? *input_ : kNullValue;
  }
}

const Value& Machine::ref(const Op& op, Value& hold) {
  if (op.code <= OpCode::input) return leaf(op);
  hold = eval(op);
  return hold;
}

// A name inside filters: the field of the innermost item that has one, else what it means outside.
Value Machine::field(const Op& op) {
  for (const int slot : op.slots) {
    const Value& item = frame_[slot];
    if (!item.is(Kind::record)) continue;
    if (const Value* found = item.as_record().find(op.text)) return *found;
  }
  return eval(*op.kids[0]);
}

Tri Machine::truth(const Op& op) {
  switch (op.code) {
    case OpCode::all_of: {
      Tri all = Tri::yes;
      for (const Op* kid : op.kids) {
        const Tri one = truth(*kid);
        if (one == Tri::no) return Tri::no;
        if (one == Tri::null) all = Tri::null;
      }
      return all;
    }
    case OpCode::any_of: {
      Tri any = Tri::no;
      for (const Op* kid : op.kids) {
        const Tri one = truth(*kid);
        if (one == Tri::yes) return Tri::yes;
        if (one == Tri::null) any = Tri::null;
      }
      return any;
    }
    case OpCode::equal:
    case OpCode::unequal:
    case OpCode::less:
    case OpCode::at_most:
    case OpCode::greater:
    case OpCode::at_least:
      return compare(op);
    case OpCode::between:
      return between(op);
    case OpCode::in:
      return membership(op);
    case OpCode::tests:
      return tests(op);
    default:
      break;
  }
  Value hold;
  const Value& value = ref(op, hold);
  return value.is(Kind::boolean) ? tri(value.as_boolean()) : Tri::null;
}

Tri Machine::compare(const Op& op) {
  if (op.leaves) return compare(op, leaf(*op.kids[0]), leaf(*op.kids[1]));
  Value hold_a, hold_b;
  const Value& a = ref(*op.kids[0], hold_a);
  return compare(op, a, ref(*op.kids[1], hold_b));
}

Tri Machine::compare(const Op& op, const Value& a, const Value& b) {
  if (op.code == OpCode::equal || op.code == OpCode::unequal) {
    const Tri same = equals(a, b);
    if (same == Tri::null) {
      running_ = &op;
      if (wants_warnings())
        warn("feel.type", cat("不能比较 ", kind_name(a.kind()), " 与 ", kind_name(b.kind())),
             cat("cannot compare ", kind_name(a.kind()), " with ", kind_name(b.kind())));
      return same;
    }
    return op.code == OpCode::equal ? same : tri(same == Tri::no);
  }
  const auto at = order(a, b);
  if (!at) {
    running_ = &op;
    if (wants_warnings())
      warn(a.is_null() || b.is_null() ? "feel.null" : "feel.type",
           cat("不能比较大小：", kind_name(a.kind()), " 与 ", kind_name(b.kind())),
           cat("no order between ", kind_name(a.kind()), " and ", kind_name(b.kind())));
    return Tri::null;
  }
  switch (op.code) {
    case OpCode::less:
      return tri(*at < 0);
    case OpCode::at_most:
      return tri(*at <= 0);
    case OpCode::greater:
      return tri(*at > 0);
    default:
      return tri(*at >= 0);
  }
}

Tri Machine::between(const Op& op) {
  Value hold_x, hold_a, hold_b;
  const Value& x = ref(*op.kids[0], hold_x);
  const auto low = order(ref(*op.kids[1], hold_a), x);
  const auto high = order(x, ref(*op.kids[2], hold_b));
  if (!low || !high) return Tri::null;
  return tri(*low <= 0 && *high <= 0);
}

Tri Machine::membership(const Op& op) {
  Value hold;
  const Value& x = ref(*op.kids[0], hold);
  const Value* outer = std::exchange(input_, &x);
  Tri any = Tri::no;
  for (std::size_t i = 1; i < op.kids.size() && any != Tri::yes; ++i) {
    const Tri one = passes(x, *op.kids[i]);
    if (one == Tri::yes || one == Tri::null) any = one;
  }
  input_ = outer;
  return any;
}

// One test of a cell or of `in`: an operator with a bound, a value, a range, a list of those, or a
// condition.
Tri Machine::passes(const Value& input, const Op& test) {
  if (test.code == OpCode::compared) {
    Value hold;
    const Value& bound = ref(*test.kids[0], hold);
    if (test.text == "=") return equals(input, bound);
    if (test.text == "!=") {
      const Tri same = equals(input, bound);
      return same == Tri::null ? Tri::null : tri(same == Tri::no);
    }
    const auto at = order(input, bound);
    if (!at) return Tri::null;
    if (test.text == "<") return tri(*at < 0);
    if (test.text == "<=") return tri(*at <= 0);
    if (test.text == ">") return tri(*at > 0);
    return tri(*at >= 0);
  }
  if (test.asks_input || (test.is_truth && !input.is(Kind::boolean))) return truth(test);
  Value hold;
  const Value& value = ref(test, hold);
  if (value.is(Kind::range)) {
    if (input.is(Kind::range)) return equals(input, value);
    return within(input, value.as_range());
  }
  if (value.is(Kind::list)) {
    if (input.is(Kind::list) && equals(input, value) == Tri::yes) return Tri::yes;
    if (!spend_for({&value, 1})) return Tri::null;
    for (const Value& item : value.as_list()) {
      if (item.is(Kind::range) && !input.is(Kind::range)) {
        if (within(input, item.as_range()) == Tri::yes) return Tri::yes;
      } else if (equals(input, item) == Tri::yes) {
        return Tri::yes;
      }
    }
    return Tri::no;
  }
  if (value.is(Kind::boolean) && !input.is(Kind::boolean) && test.code != OpCode::constant)
    return tri(value.as_boolean());
  return equals(input, value);
}

Tri Machine::tests(const Op& op) {
  if (op.kids.empty()) return Tri::yes;
  const Value& input = input_ != nullptr ? *input_ : kNullValue;
  Tri any = Tri::no;
  for (const Op* kid : op.kids) {
    const Tri one = passes(input, *kid);
    if (one != Tri::no) any = one;
    if (one == Tri::yes) break;
  }
  if (op.text.empty()) return any;
  return any == Tri::null ? Tri::null : tri(any == Tri::no);
}

// A boxed `if`: its condition must be true, false or null.
Value Machine::strict_choice(const Op& op) {
  Value hold;
  const Value& condition = ref(*op.kids[0], hold);
  if (!condition.is_null() && !condition.is(Kind::boolean)) return {};
  return eval(condition.is_true() ? *op.kids[1] : *op.kids[2]);
}

Value Machine::arithmetic(const Op& op) {
  Value hold_a, hold_b, out;
  const Value& a = ref(*op.kids[0], hold_a);
  if (op.code == OpCode::negate) return negated(a);
  const Value& b = ref(*op.kids[1], hold_b);
  switch (op.code) {
    case OpCode::add:
      if (a.is(Kind::text) && b.is(Kind::text) &&
          !spend_bytes(a.as_text().size() + b.as_text().size()))
        return {};
      out = plus(a, b);
      break;
    case OpCode::subtract:
      out = minus(a, b);
      break;
    case OpCode::multiply:
      out = times(a, b);
      break;
    case OpCode::divide:
      out = divided(a, b);
      break;
    default:
      out = to_power(a, b);
      break;
  }
  if (out.is_null() && wants_warnings()) {
    running_ = &op;
    if (a.is_null() || b.is_null())
      warn("feel.null", "空值不能参加运算", "null takes part in this calculation");
    else
      warn("feel.type", cat("这个运算没有结果：", kind_name(a.kind()), " 与 ", kind_name(b.kind())),
           cat("this calculation has no result: ", kind_name(a.kind()), " and ",
               kind_name(b.kind())));
  }
  return out;
}

Value Machine::range(const Op& op) {
  RangeValue r;
  r.lower = eval(*op.kids[0]);
  r.upper = eval(*op.kids[1]);
  r.lower_included = op.text[0] == '[';
  r.upper_included = op.text[1] == ']';
  const bool ordered =
      r.lower.is_null() || r.upper.is_null() || order(r.lower, r.upper).has_value();
  return ordered ? Value::range(std::move(r)) : Value();
}

Value Machine::compared(const Op& op) {
  RangeValue r;
  r.comparison = true;
  Value bound = eval(*op.kids[0]);
  if (op.text == "<" || op.text == "<=") {
    r.upper = std::move(bound);
    r.upper_included = op.text == "<=";
  } else if (op.text == ">" || op.text == ">=") {
    r.lower = std::move(bound);
    r.lower_included = op.text == ">=";
  } else if (op.text == "=") {
    r.lower = r.upper = std::move(bound);
    r.lower_included = r.upper_included = true;
  } else {
    return {};
  }
  return Value::range(std::move(r));
}

}  // namespace tf::rule
