#include "rule/feel/machine.h"

#include <algorithm>

#include "base/text.h"
#include "rule/decision_table_code.h"
#include "rule/feel/arithmetic.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

}  // namespace

const char* kind_name(Kind kind) {
  constexpr const char* kNames[] = {
      "null",     "boolean",         "number", "text", "date",   "time",    "date and time",
      "duration", "months duration", "range",  "list", "record", "function"};
  return kNames[static_cast<std::size_t>(kind)];
}

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
    case OpCode::external:
      running_ = &op;
      warn("feel.external", "不运行 Java 或 PMML 函数；请用 FEEL 写",
           "functions in Java or PMML are not run; write it in FEEL");
      return {};
    case OpCode::span:
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
  if (op.kids[0]->code == OpCode::lost) warn_missing(op, op.text);
  return eval(*op.kids[0]);
}

Value Machine::arithmetic(const Op& op) {
  Value hold_a, hold_b, out;
  const Value& a = ref(*op.kids[0], hold_a);
  if (op.code == OpCode::negate) {
    out = negated(a);
    if (out.is_null() && wants_warnings()) {
      running_ = &op;
      warn(a.is_null() ? "feel.null" : "feel.type", cat(kind_name(a.kind()), " 没有相反数"),
           cat("there is no negative of ", kind_name(a.kind())));
    }
    return out;
  }
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
  if (!ordered) warn_no_order(op, r.lower, r.upper);
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
