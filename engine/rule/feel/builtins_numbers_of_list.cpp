// Sums and statistics over lists: f(list) or f(a, b, …).
#include <algorithm>
#include <map>

#include "base/decimal_math.h"
#include "rule/feel/arithmetic.h"
#include "rule/feel/builtins.h"
#include "rule/feel/list_arguments.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

Value wrong_items(const Call& call) {
  return call.wrong("列表中有不合适的值", "an item of the list does not fit");
}

Value no_items(const Call& call) {
  call.machine.warn("feel.absent", "空列表没有结果", "an empty list has no result");
  return {};
}

std::optional<std::vector<Decimal>> numbers(const Call& call) {
  std::vector<Decimal> out;
  for (const Value& item : items_of(call)) {
    if (!item.is(Kind::number)) return std::nullopt;
    out.push_back(item.as_number());
  }
  return out;
}

template <bool largest>
Value extreme(const Call& call) {
  const auto items = items_of(call);
  if (items.empty()) return no_items(call);
  const Value* best = &items.front();
  if (best->is_null()) return wrong_items(call);
  for (const Value& item : items) {
    const auto at = order(item, *best);
    if (!at) return wrong_items(call);
    if (largest ? *at > 0 : *at < 0) best = &item;
  }
  return *best;
}

Value sum(const Call& call) {
  const auto items = items_of(call);
  if (items.empty()) return no_items(call);
  Value total = items.front();
  if (!total.is(Kind::number) && !total.is(Kind::duration) && !total.is(Kind::months))
    return wrong_items(call);
  for (const Value& item : items.subspan(1)) {
    total = plus(total, item);
    if (total.is_null()) return wrong_items(call);
  }
  return total;
}

Value mean(const Call& call) {
  const auto items = items_of(call);
  const Value total = sum(call);
  if (total.is_null()) return {};
  return divided(total, Value::number(static_cast<std::int64_t>(items.size())));
}

Value product(const Call& call) {
  const auto items = numbers(call);
  if (!items || items->empty()) return wrong_items(call);
  Decimal out(1);
  for (const Decimal& item : *items) {
    const auto next = multiply(out, item);
    if (!next) return wrong_items(call);
    out = *next;
  }
  return Value::number(out);
}

Value median(const Call& call) {
  auto items = numbers(call);
  if (!items || items->empty()) return wrong_items(call);
  std::ranges::sort(*items);
  const std::size_t middle = items->size() / 2;
  if (items->size() % 2 == 1) return Value::number((*items)[middle]);
  const auto both = add((*items)[middle - 1], (*items)[middle]);
  const auto half = both ? divide(*both, Decimal(2)) : std::nullopt;
  return half ? Value::number(*half) : Value();
}

// Of a sample: the sum of squares over n - 1.
Value stddev(const Call& call) {
  const auto items = numbers(call);
  if (!items || items->size() < 2) return wrong_items(call);
  const Value middle = mean(call);
  if (middle.is_null()) return {};
  Decimal squares(0);
  for (const Decimal& item : *items) {
    const auto off = subtract(item, middle.as_number());
    const auto square = off ? multiply(*off, *off) : std::nullopt;
    const auto next = square ? add(squares, *square) : std::nullopt;
    if (!next) return {};
    squares = *next;
  }
  const auto variance = divide(squares, Decimal(static_cast<std::int64_t>(items->size()) - 1));
  const auto root = variance ? sqrt(*variance) : std::nullopt;
  return root ? Value::number(*root) : Value();
}

Value mode(const Call& call) {
  const auto items = numbers(call);
  if (!items) return wrong_items(call);
  std::map<Decimal, int> counts;
  int most = 0;
  for (const Decimal& item : *items) most = std::max(most, ++counts[item]);
  List out;
  for (const auto& [item, times_seen] : counts)
    if (times_seen == most) out.push_back(Value::number(item));
  return Value::list(std::move(out));
}

}  // namespace

std::vector<Builtin> list_functions() {
  return {
      {"min", {"list", "...list"}, extreme<false>, "the smallest item"},
      {"max", {"list", "...list"}, extreme<true>, "the largest item"},
      {"sum", {"list", "...list"}, sum, "the sum of numbers or durations"},
      {"mean", {"list", "...list"}, mean, "the average"},
      {"product", {"list", "...list"}, product, "the product of numbers"},
      {"median", {"list", "...list"}, median, "the middle number"},
      {"stddev", {"list", "...list"}, stddev, "the standard deviation of a sample"},
      {"mode", {"list", "...list"}, mode, "the most frequent numbers, ascending"},
  };
}

}  // namespace tf::rule
