// Numbers: rounding, roots and logarithms, parity.
#include "base/decimal_math.h"
#include "rule/feel/builtins.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

Value number_or_null(const Call& call, const std::optional<Decimal>& d) {
  return d ? Value::number(*d) : call.wrong("这个数没有结果", "there is no result for this number");
}

bool is_number(const Call& call, std::size_t i) {
  return i < call.args.size() && call.args[i].is(Kind::number);
}

Value not_a_number(const Call& call) {
  return call.wrong("这里应是数", "a number is expected");
}

template <Rounding mode>
Value rounded(const Call& call) {
  if (!is_number(call, 0)) return not_a_number(call);
  std::int64_t scale = 0;
  if (call.args.size() > 1) {
    if (!is_number(call, 1)) return not_a_number(call);
    const auto digits = truncated(call.args[1].as_number());
    if (!digits || *digits < kMinScale || *digits > kMaxScale)
      return call.wrong("小数位数应在 -6111 与 6176 之间",
                        "the scale must lie between -6111 and 6176");
    scale = *digits;
  }
  return number_or_null(call, round(call.args[0].as_number(), scale, mode));
}

template <std::optional<Decimal> (*function)(const Decimal&)>
Value one_number(const Call& call) {
  if (!is_number(call, 0)) return not_a_number(call);
  return number_or_null(call, function(call.args[0].as_number()));
}

Value absolute(const Call& call) {
  const Value& x = call.args[0];
  switch (x.kind()) {
    case Kind::number:
      return Value::number(abs(x.as_number()));
    case Kind::months:
      return Value::months({x.as_months().count < 0 ? -x.as_months().count : x.as_months().count});
    case Kind::duration: {
      const Duration d = x.as_duration();
      return d.seconds < 0 || d.nanos < 0 ? Value::duration({-d.seconds, -d.nanos}) : x;
    }
    default:
      return not_a_number(call);
  }
}

Value modulo_of(const Call& call) {
  if (!is_number(call, 0) || !is_number(call, 1)) return not_a_number(call);
  return number_or_null(call, modulo(call.args[0].as_number(), call.args[1].as_number()));
}

template <bool (*function)(const Decimal&)>
Value parity(const Call& call) {
  if (!is_number(call, 0)) return not_a_number(call);
  return Value::boolean(function(call.args[0].as_number()));
}

}  // namespace

std::vector<Builtin> numeric_builtins() {
  return {
      {"decimal", {"n, scale"}, rounded<Rounding::half_even>, "rounds half to even"},
      {"floor", {"n, scale?"}, rounded<Rounding::floor>, "rounds down"},
      {"ceiling", {"n, scale?"}, rounded<Rounding::ceiling>, "rounds up"},
      {"round up", {"n, scale"}, rounded<Rounding::up>, "rounds away from zero"},
      {"round down", {"n, scale"}, rounded<Rounding::down>, "rounds towards zero"},
      {"round half up",
       {"n, scale"},
       rounded<Rounding::half_up>,
       "rounds to the nearest, halves away from zero"},
      {"round half down",
       {"n, scale"},
       rounded<Rounding::half_down>,
       "rounds to the nearest, halves towards zero"},
      {"abs", {"n"}, absolute, "the size of a number or duration"},
      {"modulo", {"dividend, divisor"}, modulo_of, "the remainder, with the sign of the divisor"},
      {"sqrt", {"number"}, one_number<sqrt>, "the square root"},
      {"log", {"number"}, one_number<ln>, "the natural logarithm"},
      {"exp", {"number"}, one_number<exp>, "e to the power of the number"},
      {"odd", {"number"}, parity<is_odd>, "true for 1, 3, -1 …"},
      {"even", {"number"}, parity<is_even>, "true for 0, 2, -2 …"},
  };
}

}  // namespace tf::rule
