#include "rule/feel/iteration.h"

namespace tf::rule {

Walk Walk::span(const Value& first, const Value& last) {
  Walk walk;
  if (first.is(Value::Kind::number) && last.is(Value::Kind::number)) {
    const auto a = first.as_number().whole(), b = last.as_number().whole();
    if (!a || !b) return walk;
    walk.kind_ = Kind::numbers;
    walk.from_ = *a;
    walk.to_ = *b;
  } else if (first.is(Value::Kind::date) && last.is(Value::Kind::date)) {
    walk.kind_ = Kind::dates;
    walk.from_ = first.as_date().days;
    walk.to_ = last.as_date().days;
  } else {
    return walk;
  }
  walk.down_ = walk.from_ > walk.to_;
  return walk;
}

Walk Walk::over(Value source) {
  Walk walk;
  if (source.is_null()) return walk;
  if (source.is(Value::Kind::range)) {
    const RangeValue& r = source.as_range();
    walk = span(r.lower, r.upper);
    if (walk.kind_ == Kind::none) return walk;
    const int step = walk.down_ ? -1 : 1;
    const bool single = walk.from_ == walk.to_;
    if (!r.lower_included) walk.from_ += step;
    if (!r.upper_included) walk.to_ -= step;
    walk.done_ = walk.down_ ? walk.from_ < walk.to_ : walk.from_ > walk.to_;
    if (single && !(r.lower_included && r.upper_included)) walk.done_ = true;
    return walk;
  }
  walk.kind_ = Kind::list;
  walk.list_ = source.is(Value::Kind::list) ? std::move(source) : Value::list({std::move(source)});
  return walk;
}

bool Walk::next(Value& out) {
  if (kind_ == Kind::list) {
    if (at_ >= list_.as_list().size()) return false;
    out = list_.as_list()[at_++];
    return true;
  }
  if (kind_ == Kind::none || done_) return false;
  out = kind_ == Kind::numbers ? Value::number(from_) : Value::date(Date{from_});
  if (from_ == to_) {
    done_ = true;
  } else {
    from_ += down_ ? -1 : 1;
  }
  return true;
}

}  // namespace tf::rule
