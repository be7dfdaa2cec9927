// From one kind to another, and not().
#include <algorithm>

#include "base/text.h"
#include "rule/feel/builtins.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

Value not_of(const Call& call) {
  if (!call.args[0].is(Kind::boolean))
    return call.wrong("not() 要一个是否值", "not() takes true or false");
  return Value::boolean(!call.args[0].as_boolean());
}

Value string_of(const Call& call) {
  const Value& from = call.args[0];
  if (from.is_null()) return {};
  if (from.is(Kind::text)) return from;
  std::string text = to_feel_text(from);
  return call.machine.spend_bytes(text.size()) ? Value::text(std::move(text)) : Value();
}

// number("1.234,56", ".", ",")
Value number_of(const Call& call) {
  const Value& from = call.args[0];
  const auto wrong = [&] { return call.wrong("这不是数", "this is no number"); };
  if (from.is(Kind::number) && call.signature == 0) return from;
  if (!from.is(Kind::text)) return wrong();
  std::string text = from.as_text();
  const auto separator = [&](std::size_t i, std::string_view allowed, std::string& out) {
    if (!call.has(i)) return true;
    if (!call.args[i].is(Kind::text)) return false;
    out = call.args[i].as_text();
    return out.size() == 1 && allowed.find(out) != std::string_view::npos;
  };
  std::string grouping, point;
  if (!separator(1, " ,.", grouping) || !separator(2, ",.", point) ||
      (!grouping.empty() && grouping == point))
    return wrong();
  if (!grouping.empty()) std::erase(text, grouping[0]);
  if (!point.empty()) std::ranges::replace(text, point[0], '.');
  const auto parsed = Decimal::parse(text);
  return parsed ? Value::number(*parsed) : wrong();
}

}  // namespace

std::vector<Builtin> conversion_builtins() {
  return {
      {"not", {"negand"}, not_of, "the opposite"},
      {"string", {"from"}, string_of, "as a text"},
      {"number",
       {"from", "from, grouping separator, decimal separator"},
       number_of,
       "a number from a text"},
  };
}

}  // namespace tf::rule
