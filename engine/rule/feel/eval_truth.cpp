// Conditions: and/or, comparisons, `between`, `in`, the tests of a cell. What is neither true nor
// false is null, with a warning when it comes from a mistake.
#include <utility>

#include "base/text.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

}  // namespace

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
  return truth_of(op, ref(op, hold));
}

// What must be true, false or null; anything else is a mistake and counts as null.
Tri Machine::truth_of(const Op& op, const Value& value) {
  if (value.is(Kind::boolean)) return tri(value.as_boolean());
  if (!value.is_null() && wants_warnings()) {
    running_ = &op;
    warn("feel.type", cat("这里应是是否值，不是 ", kind_name(value.kind())),
         cat("true or false is expected here, not ", kind_name(value.kind())));
  }
  return Tri::null;
}

void Machine::warn_missing(const Op& op, std::string_view name) {
  if (!wants_warnings()) return;
  running_ = &op;
  warn("feel.absent", cat("没有 `", name, "` 这一项"), cat("there is no entry `", name, "` here"));
}

void Machine::warn_no_order(const Op& op, const Value& a, const Value& b) {
  if (!wants_warnings()) return;
  running_ = &op;
  warn(a.is_null() || b.is_null() ? "feel.null" : "feel.type",
       cat("不能比较大小：", kind_name(a.kind()), " 与 ", kind_name(b.kind())),
       cat("no order between ", kind_name(a.kind()), " and ", kind_name(b.kind())));
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
    warn_no_order(op, a, b);
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
  const Value& from = ref(*op.kids[1], hold_a);
  const Value& to = ref(*op.kids[2], hold_b);
  const auto low = order(from, x), high = order(x, to);
  if (low && high) return tri(*low <= 0 && *high <= 0);
  warn_no_order(op, x, low ? to : from);
  return Tri::null;
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
  if (any == Tri::null && wants_warnings()) {
    running_ = &op;
    warn(x.is_null() ? "feel.null" : "feel.type",
         cat(kind_name(x.kind()), " 不能与 `in` 之后的值比较"),
         cat(kind_name(x.kind()), " cannot be compared with what follows `in`"));
  }
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
  if (truth_of(*op.kids[0], condition) == Tri::null && !condition.is_null()) return {};
  return eval(condition.is_true() ? *op.kids[1] : *op.kids[2]);
}

}  // namespace tf::rule
