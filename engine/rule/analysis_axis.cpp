#include "rule/analysis_axis.h"

#include <algorithm>
#include <array>

#include "base/decimal_math.h"
#include "base/temporal.h"
#include "base/text.h"
#include "rule/feel/compare.h"
#include "rule/feel/feel.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

bool is_zoned_value(const Value& value) {
  if (value.is(Kind::time)) return is_zoned(value.as_time());
  if (value.is(Kind::moment)) return is_zoned(value.as_moment().time);
  return false;
}

bool orders_before(const Value& a, const Value& b) {
  if (a.is(Kind::boolean)) return !a.as_boolean() && b.as_boolean();
  return *order(a, b) < 0;
}

// The first of `candidates` that lies strictly between.
std::optional<Value> first_between(const Value& low, const Value& high,
                                   std::span<const Value> candidates) {
  for (const Value& one : candidates)
    if ((low.is_null() || orders_before(low, one)) && (high.is_null() || orders_before(one, high)))
      return one;
  return std::nullopt;
}

std::optional<Value> number_between(const Value& low, const Value& high, bool whole) {
  if (low.is_null() && high.is_null()) return Value::number(0);
  if (low.is_null()) {
    const auto below = subtract(ceiling(high.as_number()), Decimal(1));
    return below ? std::optional(Value::number(*below)) : std::nullopt;
  }
  std::vector<Value> candidates;
  if (const auto next = add(floor(low.as_number()), Decimal(1)))
    candidates.push_back(Value::number(*next));
  if (!whole && !high.is_null())
    if (const auto sum = add(low.as_number(), high.as_number()))
      if (const auto middle = divide(*sum, Decimal(2)))
        candidates.push_back(Value::number(*middle));
  return first_between(low, high, candidates);
}

std::optional<Value> text_between(const Value& low, const Value& high) {
  if (low.is_null() && high.is_null()) return Value::text("other");
  if (low.is_null()) return first_between(low, high, std::array{Value::text("0"), Value::text("")});
  const std::string& from = low.as_text();
  return first_between(
      low, high,
      std::array{Value::text(from + "a"), Value::text(from + "0"), Value::text(from + '\x01')});
}

std::optional<Value> date_between(const Value& low, const Value& high) {
  if (low.is_null() && high.is_null()) return Value::date(Date{20'000});
  const Value next =
      low.is_null() ? Value::date(high.as_date() - 1) : Value::date(low.as_date() + 1);
  return first_between(low, high, {&next, 1});
}

std::optional<Value> months_inside(const Value& low, const Value& high) {
  if (low.is_null() && high.is_null()) return Value::months({12});
  const Value next = low.is_null() ? Value::months({high.as_months().count - 1})
                                   : Value::months({low.as_months().count + 1});
  return first_between(low, high, {&next, 1});
}

// Steps from one moment to another, round ones first.
constexpr std::array kSteps{Nanos{86'400} * kNanosPerSecond, Nanos{3'600} * kNanosPerSecond,
                            Nanos{60} * kNanosPerSecond, Nanos{1} * kNanosPerSecond, Nanos{1}};

std::optional<Value> duration_between(const Value& low, const Value& high) {
  if (low.is_null() && high.is_null()) return Value::duration({86'400, 0});
  std::vector<Value> candidates;
  for (const Nanos step : kSteps) {
    const auto next = duration_of_nanos(low.is_null() ? nanos_of(high.as_duration()) - step
                                                      : nanos_of(low.as_duration()) + step);
    if (next) candidates.push_back(Value::duration(*next));
  }
  return first_between(low, high, candidates);
}

std::optional<Value> time_between(const Value& low, const Value& high) {
  if (low.is_null() && high.is_null()) return Value::time({12 * 3'600 * kNanosPerSecond});
  std::vector<Value> candidates;
  for (const bool from_low : {true, false}) {
    const Value& base = from_low ? low : high;
    if (base.is_null()) continue;
    for (const Nanos step : kSteps) {
      TimeOfDay time = base.as_time();
      const Nanos next = time.nanos + (from_low ? step : -step);
      if (next < 0 || next >= kSecondsPerDay * kNanosPerSecond) continue;
      time.nanos = static_cast<std::int64_t>(next);
      candidates.push_back(Value::time(std::move(time)));
    }
  }
  return first_between(low, high, candidates);
}

std::optional<Value> moment_between(const Value& low, const Value& high) {
  if (low.is_null() && high.is_null()) return Value::moment({Date{20'000}, {}});
  const Moment& base = low.is_null() ? high.as_moment() : low.as_moment();
  std::vector<Value> candidates;
  for (const Nanos step : kSteps)
    if (auto next = moment_at(utc_nanos(base) + (low.is_null() ? -step : step), base.time))
      candidates.push_back(Value::moment(*std::move(next)));
  return first_between(low, high, candidates);
}

}  // namespace

std::optional<Value> value_between(const Value& low, const Value& high, const Value& like,
                                   bool whole) {
  switch (like.kind()) {
    case Kind::number:
      return number_between(low, high, whole);
    case Kind::text:
      return text_between(low, high);
    case Kind::date:
      return date_between(low, high);
    case Kind::months:
      return months_inside(low, high);
    case Kind::duration:
      return duration_between(low, high);
    case Kind::time:
      return time_between(low, high);
    case Kind::moment:
      return moment_between(low, high);
    default:
      return std::nullopt;  // true and false have nothing between them
  }
}

Axis::Segment& Axis::segment_of(const Value& value) {
  const bool zoned = is_zoned_value(value);
  for (Segment& one : segments_)
    if (one.kind == value.kind() && one.zoned == zoned) return one;
  Segment& fresh = segments_.emplace_back();
  fresh.kind = value.kind();
  fresh.zoned = zoned;
  if (fresh.kind == Kind::boolean) fresh.bounds = {Value::boolean(false), Value::boolean(true)};
  return fresh;
}

const Axis::Segment* Axis::find(const Value& value) const {
  const bool zoned = is_zoned_value(value);
  for (const Segment& one : segments_)
    if (one.kind == value.kind() && one.zoned == zoned) return &one;
  return nullptr;
}

void Axis::note(const Value& bound, bool ordered) {
  if (facts_.kind != Kind::null && facts_.kind != bound.kind()) return;
  if (facts_.zoned && !is_zoned_value(bound)) return;
  Segment& segment = segment_of(bound);
  segment.ordered = segment.ordered || (ordered && segment.kind != Kind::boolean);
  if (segment.kind != Kind::boolean) segment.bounds.push_back(bound);
}

namespace {

Value default_of(Kind kind, bool zoned) {
  switch (kind) {
    case Kind::boolean:
      return Value::boolean(true);
    case Kind::number:
      return Value::number(0);
    case Kind::text:
      return Value::text("other");
    case Kind::date:
      return *date_between({}, {});
    case Kind::time:
      return *time_between({}, {});
    case Kind::moment:
      return Value::moment({Date{20'000}, {0, zoned ? 0 : TimeOfDay::kNoOffset}});
    case Kind::duration:
      return *duration_between({}, {});
    case Kind::months:
      return *months_inside({}, {});
    default:
      return {};
  }
}

}  // namespace

bool Axis::is_possible(const Value& value) const {
  if (!facts_.choices.empty() && std::ranges::none_of(facts_.choices, [&](const Value& choice) {
        return equal(choice, value) == Tri::yes;
      }))
    return false;
  if (!value.is(Kind::number)) return true;
  const Decimal& number = value.as_number();
  return (!facts_.least || *facts_.least <= number) && (!facts_.most || number <= *facts_.most) &&
         (!facts_.whole || number.is_whole());
}

std::size_t Axis::raw_count(const Segment& segment) const {
  const std::size_t bounds = segment.bounds.size();
  if (segment.kind == Kind::boolean) return bounds;
  return segment.ordered ? bounds * 2 + 1 : bounds + 1;
}

std::optional<Value> Axis::sample_of(const Segment& segment, std::size_t raw) const {
  const auto& bounds = segment.bounds;
  if (!segment.ordered) {
    if (raw < bounds.size()) return bounds[raw];
    if (bounds.empty()) return default_of(segment.kind, segment.zoned);
    // Something else: beside, between or beyond the bounds.
    Value before = kNullValue;
    for (std::size_t i = bounds.size(); i-- > 0;)
      if (auto one = value_between(bounds[i], i + 1 < bounds.size() ? bounds[i + 1] : before,
                                   bounds[i], facts_.whole);
          one && is_possible(*one))
        return one;
    return value_between({}, bounds.front(), bounds.front(), facts_.whole);
  }
  if (raw % 2 == 1) return bounds[raw / 2];
  return value_between(raw == 0 ? kNullValue : bounds[raw / 2 - 1],
                       raw / 2 == bounds.size() ? kNullValue : bounds[raw / 2],
                       bounds.empty() ? default_of(segment.kind, segment.zoned) : bounds.front(),
                       facts_.whole);
}

void Axis::settle(const std::function<bool(const Value&)>& allowed) {
  for (const Value& choice : facts_.choices) note(choice, false);
  if (facts_.kind == Kind::null && (facts_.least || facts_.most)) facts_.kind = Kind::number;
  for (const auto& limit : {facts_.least, facts_.most})
    if (limit) note(Value::number(*limit), true);
  const auto is_kind = [&](const Segment& one) { return one.kind == facts_.kind; };
  if (const Value any = default_of(facts_.kind, facts_.zoned);
      !any.is_null() && std::ranges::none_of(segments_, is_kind))
    segment_of(any);
  for (Segment& segment : segments_) {
    std::ranges::sort(segment.bounds, orders_before);
    const auto same = [](const Value& a, const Value& b) {
      return !orders_before(a, b) && !orders_before(b, a);
    };
    segment.bounds.erase(std::unique(segment.bounds.begin(), segment.bounds.end(), same),
                         segment.bounds.end());
    segment.first = size();
    const std::size_t raws = raw_count(segment);
    for (std::size_t raw = 0; raw < raws; ++raw) {
      segment.rank.push_back(size() - segment.first);
      auto sample = sample_of(segment, raw);
      if (!sample || !is_possible(*sample) || (allowed && !allowed(*sample))) continue;
      segment.raw.push_back(static_cast<Region>(raw));
      samples_.push_back(*std::move(sample));
    }
    segment.rank.push_back(size() - segment.first);
  }
  if (segments_.empty()) samples_.push_back(Value::text("other"));
  if (facts_.always_given || (allowed && !allowed(kNullValue))) return;
  null_ = size();
  samples_.emplace_back();
}

Regions Axis::raws(const Segment& segment, std::size_t first, std::size_t last) const {
  if (first > last || first >= raw_count(segment)) return {};
  const Region from = segment.rank[first],
               to = segment.rank[std::min(last, raw_count(segment) - 1) + 1];
  if (from == to) return {};
  return {{segment.first + from, segment.first + to - 1}};
}

Regions Axis::at(const Value& bound) const {
  const Segment* segment = find(bound);
  if (segment == nullptr) return {};
  const auto at = std::ranges::lower_bound(segment->bounds, bound, orders_before);
  if (at == segment->bounds.end() || orders_before(bound, *at)) return {};
  const auto i = static_cast<std::size_t>(at - segment->bounds.begin());
  const std::size_t raw = segment->ordered ? i * 2 + 1 : i;
  return raws(*segment, raw, raw);
}

Regions Axis::compared(std::string_view op, const Value& bound) const {
  const Segment* segment = find(bound);
  if (segment == nullptr) return {};
  const Regions same = at(bound);
  const std::size_t last = raw_count(*segment) - 1;
  if (op == "=") return same;
  if (op == "!=") return without(raws(*segment, 0, last), same);
  const auto found = std::ranges::lower_bound(segment->bounds, bound, orders_before);
  const auto raw = static_cast<std::size_t>(found - segment->bounds.begin()) * 2 + 1;
  if (op == "<") return raws(*segment, 0, raw - 1);
  if (op == "<=") return raws(*segment, 0, raw);
  return raws(*segment, op == ">=" ? raw : raw + 1, last);
}

Regions Axis::range(const Value& low, bool low_included, const Value& high,
                    bool high_included) const {
  return common(compared(low_included ? ">=" : ">", low),
                compared(high_included ? "<=" : "<", high));
}

std::string Axis::words(const Value& value) const {
  if (value.is(Kind::text) &&
      std::ranges::any_of(facts_.choices, [&](const Value& choice) { return choice == value; }))
    return value.as_text();
  if (is_temporal(value.kind())) return cat("@\"", value.str(), "\"");
  return value.is(Kind::text) ? quoted(value.as_text()) : to_feel_text(value);
}

std::string Axis::stretch_words(const Segment& segment, Region first, Region last) const {
  const std::size_t from = segment.raw[first - segment.first];
  const std::size_t to = segment.raw[last - segment.first];
  const bool open_low = from == 0, open_high = to == segment.bounds.size() * 2;
  if (open_low && open_high) return "-";
  const auto bound = [&](std::size_t raw) { return words(segment.bounds[raw / 2]); };
  if (open_low) return cat(to % 2 == 1 ? "<= " : "< ", bound(to));
  const std::string low = bound(from % 2 == 1 ? from : from - 1);
  if (open_high) return cat(from % 2 == 1 ? ">= " : "> ", low);
  if (from == to && from % 2 == 1) return low;
  return cat(from % 2 == 1 ? "[" : "(", low, "..", bound(to), to % 2 == 1 ? "]" : ")");
}

std::string Axis::words_of(const Segment& segment, const Regions& regions) const {
  std::vector<std::string> parts;
  const bool has_other = !segment.ordered && segment.kind != Kind::boolean &&
                         !segment.raw.empty() && segment.raw.back() == segment.bounds.size();
  const Region last = segment.first + static_cast<Region>(segment.raw.size()) - 1;
  if (has_other && holds(regions, last)) {
    const Regions named = without({{segment.first, last}}, regions);
    for (const Stretch& one : named)
      for (Region r = one.first; r <= one.last; ++r) parts.push_back(words(samples_[r]));
    return parts.empty() ? "-" : cat("not(", join(parts, ", "), ")");
  }
  for (const Stretch& one : regions) {
    if (segment.ordered) {
      parts.push_back(stretch_words(segment, one.first, one.last));
      continue;
    }
    for (Region r = one.first; r <= one.last; ++r) parts.push_back(words(samples_[r]));
  }
  return join(parts, ", ");
}

std::string Axis::words(const Regions& regions) const {
  std::vector<std::string> parts;
  if (!is_known() && holds(regions, 0)) parts.emplace_back("not(null)");
  for (const Segment& segment : segments_) {
    if (segment.raw.empty()) continue;
    const Regions own = common(
        regions, {{segment.first, segment.first + static_cast<Region>(segment.raw.size()) - 1}});
    if (!own.empty()) parts.push_back(words_of(segment, own));
  }
  if (null_ && holds(regions, *null_)) parts.emplace_back("null");
  return join(parts, ", ");
}

}  // namespace tf::rule
