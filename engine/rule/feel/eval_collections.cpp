// Lists, contexts, paths, filters, and the loops over them.
#include <functional>

#include "base/text.h"
#include "rule/feel/iteration.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

}  // namespace

Value Machine::list(const Op& op) {
  if (!spend_bytes(op.kids.size() * sizeof(Value))) return {};
  List out;
  out.reserve(op.kids.size());
  for (const Op* kid : op.kids) out.push_back(eval(*kid));
  return Value::list(std::move(out));
}

Value Machine::context(const Op& op) {
  if (!spend_bytes(op.kids.size() * sizeof(Value))) return {};
  Record out;
  for (std::size_t i = 0; i < op.kids.size(); ++i) {
    if (out.find(op.names[i]) != nullptr) {
      running_ = &op;
      warn("feel.key", cat("键 `", op.names[i], "` 重复"),
           cat("the key `", op.names[i], "` stands twice"));
      return {};
    }
    Value value = eval(*op.kids[i]);
    frame_[op.slots[i]] = value;
    out.set(op.names[i], std::move(value));
  }
  return Value::record(std::move(out));
}

Value Machine::path(const Op& op) {
  Value hold;
  const Value& base = ref(*op.kids[0], hold);
  if (!base.is(Kind::list)) {
    Value out = property_of(base, op.text);
    if (out.is_null() && wants_warnings() && !has_property(base, op.text)) {
      if (base.is_null()) {
        running_ = &op;
        warn("feel.absent", cat("空值没有 `", op.text, "`"), cat("null has no `", op.text, "`"));
      } else if (base.is(Kind::record)) {
        warn_missing(op, op.text);
      } else {
        running_ = &op;
        warn("feel.key", cat(kind_name(base.kind()), " 没有 `", op.text, "`"),
             cat("there is no `", op.text, "` of ", kind_name(base.kind())));
      }
    }
    return out;
  }
  const List& items = base.as_list();
  if (!spend(static_cast<std::uint32_t>(items.size())) ||
      !spend_bytes(items.size() * sizeof(Value)))
    return {};
  List out;
  out.reserve(items.size());
  for (const Value& item : items) out.push_back(property_of(item, op.text));
  return Value::list(std::move(out));
}

Value Machine::filter_at(const Op& op, const Value& base, const Value& index) {
  const auto at = index.as_number().whole();
  const bool is_list = base.is(Kind::list);
  if (base.is_null()) {
    running_ = &op;
    warn("feel.absent", "空值没有第几项", "null has no items");
    return {};
  }
  const std::int64_t size = is_list ? static_cast<std::int64_t>(base.as_list().size()) : 1;
  if (!at || *at == 0 || *at > size || *at < -size) {
    running_ = &op;
    if (wants_warnings())
      warn("feel.index", cat("没有第 ", index.str(), " 项，共 ", size, " 项"),
           cat("there is no item ", index.str(), " of ", size));
    return {};
  }
  if (!is_list) return base;
  return base.as_list()[static_cast<std::size_t>(*at > 0 ? *at - 1 : size + *at)];
}

Value Machine::filter(const Op& op) {
  Value hold;
  const Value& base = ref(*op.kids[0], hold);
  if (op.code == OpCode::filter_at) return filter_at(op, base, op.kids[1]->value);
  if (base.is_null()) {
    running_ = &op;
    warn("feel.absent", "空值没有可筛选的项", "null has no items to choose from");
    return {};
  }
  const bool is_list = base.is(Kind::list);
  const std::size_t size = is_list ? base.as_list().size() : 1;
  List out;
  Value& item = frame_[op.slot];
  if (size == 0) {
    std::vector<Warning>* loud = std::exchange(warnings_, nullptr);
    item = Value();
    const Value index = eval(*op.kids[1]);
    warnings_ = loud;
    return index.is(Kind::number) ? Value() : Value::list({});
  }
  const Value held = base;  // the filter's own slot may be reused by a recursion of this text
  for (std::size_t i = 0; i < size; ++i) {
    if (!spend()) return {};
    frame_[op.slot] = is_list ? held.as_list()[i] : held;
    Value hold_test;
    const Value& test = ref(*op.kids[1], hold_test);
    if (!op.strict && test.is(Kind::number)) return filter_at(op, held, Value(test));
    if (!test.is_null() && !test.is(Kind::boolean)) {
      running_ = op.kids[1];
      warn("feel.type", "筛选条件应是是否值或位置", "a filter takes a condition or a position");
      return {};
    }
    if (test.is_true()) out.push_back(frame_[op.slot]);
  }
  if (!spend_bytes(out.size() * sizeof(Value))) return {};
  return Value::list(std::move(out));
}

// One loop variable after the other; `step` runs at the innermost and says whether to go on.
struct Machine::Iteration {
  std::function<bool()> step;
  bool broken = false;  // a domain that cannot be walked: the whole is null
};

bool Machine::iterate(const Op& op, std::size_t level, Iteration& each) {
  if (level + 1 == op.kids.size()) return each.step();
  const Op& source = *op.kids[level];
  Walk walk;
  if (source.code == OpCode::span)
    walk = Walk::span(eval(*source.kids[0]), eval(*source.kids[1]));
  else
    walk = Walk::over(eval(source));
  if (!walk.valid()) {
    running_ = &source;
    warn("feel.type", "这里不能逐个取值", "this cannot be walked one by one");
    each.broken = true;
    return false;
  }
  Value item;
  while (walk.next(item)) {
    if (!spend()) return false;
    frame_[op.slots[level]] = item;
    if (!iterate(op, level + 1, each)) return false;
  }
  return true;
}

Value Machine::for_each(const Op& op) {
  List out;
  const bool wants_partial = op.asks_partial;
  Iteration each;
  each.step = [&] {
    if (wants_partial && !spend(static_cast<std::uint32_t>(out.size()) + 1)) return false;
    if (wants_partial) frame_[op.slots.back()] = Value::list(out);
    if (!spend_bytes(sizeof(Value))) return false;
    out.push_back(eval(*op.kids.back()));
    return !spent_;
  };
  iterate(op, 0, each);
  return each.broken || spent_ ? Value() : Value::list(std::move(out));
}

Value Machine::quantified(const Op& op) {
  const bool some = op.code == OpCode::some;
  Tri answer = tri(!some);
  Iteration each;
  each.step = [&] {
    Value hold;
    const Value& value = ref(*op.kids.back(), hold);
    if (truth_of(*op.kids.back(), value) == Tri::null) {
      if (op.strict && !value.is_null()) each.broken = true;
      if (answer == tri(!some)) answer = Tri::null;
    } else if (value.as_boolean() == some) {
      answer = tri(some);
    }
    // A boxed one looks at all items: one that is neither true nor false spoils the whole.
    return !spent_ && !each.broken && (op.strict || answer != tri(some));
  };
  iterate(op, 0, each);
  return each.broken || spent_ ? Value() : to_value(answer);
}

}  // namespace tf::rule
