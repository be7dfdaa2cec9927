#include "base/value.h"

#include <algorithm>
#include <compare>

#include "base/temporal.h"
#include "base/text.h"
#include "base/zone.h"

namespace tf {

static_assert(sizeof(Value) <= 48);

const Value kNullValue;

Record::Record(std::initializer_list<Entry> entries) {
  entries_.reserve(entries.size());
  for (const Entry& entry : entries) set(entry.first, entry.second);
}

Record::Record(std::vector<Entry> distinct) : entries_(std::move(distinct)) {}

const Value* Record::find(std::string_view name) const {
  for (const Entry& entry : entries_)
    if (entry.first == name) return &entry.second;
  return nullptr;
}

void Record::set(std::string_view name, Value value) {
  for (Entry& entry : entries_) {
    if (entry.first != name) continue;
    entry.second = std::move(value);
    return;
  }
  entries_.emplace_back(name, std::move(value));
}

void Record::erase(std::string_view name) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.first == name; });
}

Value Value::boolean(bool b) {
  Value v(Kind::boolean, nullptr);
  v.plain_.boolean = b;
  return v;
}
Value Value::number(Decimal d) {
  Value v(Kind::number, nullptr);
  v.plain_.number = d;
  return v;
}
Value Value::text(std::string_view s) {
  return text(std::string(s));
}
Value Value::text(std::string&& s) {
  return Value(Kind::text, std::make_shared<const std::string>(std::move(s)));
}
Value Value::date(Date d) {
  Value v(Kind::date, nullptr);
  v.plain_.date = d;
  return v;
}
Value Value::time(TimeOfDay t) {
  return Value(Kind::time, std::make_shared<const TimeOfDay>(std::move(t)));
}
Value Value::moment(Moment m) {
  return Value(Kind::moment, std::make_shared<const Moment>(std::move(m)));
}
Value Value::moment(Instant t, const Zone& zone) {
  const LocalTime local = zone.local(t);
  TimeOfDay time{.nanos = local.of_day * 1'000'000,
                 .offset = static_cast<std::int32_t>(zone.offset(t) / kSecond),
                 .zone = zone.shared_name()};
  if (time.zone != nullptr && zone.instant(local) != t) time.zone = nullptr;
  return moment(Moment{local.date, std::move(time)});
}
Value Value::duration(Duration d) {
  Value v(Kind::duration, nullptr);
  v.plain_.duration = d;
  return v;
}
Value Value::months(Months m) {
  Value v(Kind::months, nullptr);
  v.plain_.months = m;
  return v;
}
Value Value::list(List items) {
  return Value(Kind::list, std::make_shared<const List>(std::move(items)));
}
Value Value::record(Record entries) {
  return Value(Kind::record, std::make_shared<const Record>(std::move(entries)));
}
Value Value::range(RangeValue r) {
  return range(std::make_shared<const RangeValue>(std::move(r)));
}
Value Value::range(std::shared_ptr<const RangeValue> r) {
  return Value(Kind::range, std::move(r));
}
Value Value::function(std::shared_ptr<const FunctionValue> f) {
  return Value(Kind::function, std::move(f));
}

std::shared_ptr<const FunctionValue> Value::as_function() const {
  need(Kind::function);
  return std::static_pointer_cast<const FunctionValue>(shared_);
}

namespace {

// The days whose instants surely fit.
constexpr std::int64_t kInstantDays = INT64_MAX / kDay - 2;

std::optional<Instant> instant_in(const Zone& zone, Date date, std::int64_t nanos) {
  if (date.days > kInstantDays || date.days < -kInstantDays) return std::nullopt;
  return zone.instant({date, nanos / 1'000'000});
}

}  // namespace

std::optional<Instant> Value::instant(const Zone& zone) const {
  if (kind_ == Kind::date) return instant_in(zone, as_date(), 0);
  if (kind_ != Kind::moment) return std::nullopt;
  const Moment& m = as_moment();
  if (m.time.zone != nullptr)
    if (const auto named = Zone::find(*m.time.zone))
      return instant_in(*named, m.date, m.time.nanos);
  if (m.time.offset == TimeOfDay::kNoOffset) return instant_in(zone, m.date, m.time.nanos);
  const auto utc = instant_in(Zone(), m.date, m.time.nanos);
  if (!utc) return std::nullopt;
  return *utc - m.time.offset * kSecond;
}

const Value& Value::operator[](std::string_view name) const {
  if (kind_ != Kind::record) return kNullValue;
  const Value* found = as_record().find(name);
  return found == nullptr ? kNullValue : *found;
}

namespace {

std::strong_ordering compare(const Value& a, const Value& b);

std::strong_ordering compare(const TimeOfDay& a, const TimeOfDay& b) {
  if (const auto order = a.nanos <=> b.nanos; order != 0) return order;
  if (a.zone == nullptr || b.zone == nullptr) {
    if (a.zone != b.zone)
      return a.zone == nullptr ? std::strong_ordering::less : std::strong_ordering::greater;
    return a.offset <=> b.offset;
  }
  // A zone's offset follows from the reading.
  return a.zone == b.zone ? std::strong_ordering::equal : *a.zone <=> *b.zone;
}

std::strong_ordering compare(const List& a, const List& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
    if (const auto order = compare(a[i], b[i]); order != 0) return order;
  return a.size() <=> b.size();
}

using Entries = std::vector<const Record::Entry*>;
Entries by_name(const Record& record) {
  Entries entries;
  entries.reserve(record.size());
  for (const Record::Entry& entry : record) entries.push_back(&entry);
  std::ranges::sort(entries, {},
                    [](const Record::Entry* e) -> const std::string& { return e->first; });
  return entries;
}

bool same_names_in_order(const Record& a, const Record& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return x.first == y.first; });
}

// The order of the names in a record is for people: {a: 1, b: 2} equals {b: 2, a: 1}.
bool equal_records(const Record& a, const Record& b) {
  if (a.size() != b.size()) return false;
  if (same_names_in_order(a, b)) {
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](const auto& x, const auto& y) { return x.second == y.second; });
  }
  const Entries left = by_name(a);
  const Entries right = by_name(b);
  return std::ranges::equal(left, right, [](const auto* x, const auto* y) {
    return x->first == y->first && x->second == y->second;
  });
}

std::strong_ordering compare(const Record& a, const Record& b) {
  const Entries left = by_name(a);
  const Entries right = by_name(b);
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
    if (const auto order = left[i]->first <=> right[i]->first; order != 0) return order;
    if (const auto order = compare(left[i]->second, right[i]->second); order != 0) return order;
  }
  return left.size() <=> right.size();
}

std::strong_ordering compare(const RangeValue& a, const RangeValue& b) {
  if (const auto order = compare(a.lower, b.lower); order != 0) return order;
  if (const auto order = compare(a.upper, b.upper); order != 0) return order;
  const auto flags = [](const RangeValue& r) {
    return (r.lower_included ? 1 : 0) + (r.upper_included ? 2 : 0) + (r.comparison ? 4 : 0);
  };
  return flags(a) <=> flags(b);
}

std::strong_ordering compare(const Value& a, const Value& b) {
  using Kind = Value::Kind;
  if (a.kind() != b.kind()) return a.kind() <=> b.kind();
  switch (a.kind()) {
    case Kind::null:
      return std::strong_ordering::equal;
    case Kind::boolean:
      return a.as_boolean() <=> b.as_boolean();
    case Kind::number:
      return a.as_number() <=> b.as_number();
    case Kind::text:
      return a.as_text() <=> b.as_text();
    case Kind::date:
      return a.as_date() <=> b.as_date();
    case Kind::time:
      return compare(a.as_time(), b.as_time());
    case Kind::moment:
      if (const auto order = a.as_moment().date <=> b.as_moment().date; order != 0) return order;
      return compare(a.as_moment().time, b.as_moment().time);
    case Kind::duration:
      return nanos_of(a.as_duration()) <=> nanos_of(b.as_duration());
    case Kind::months:
      return a.as_months().count <=> b.as_months().count;
    case Kind::range:
      return compare(a.as_range(), b.as_range());
    case Kind::list:
      return compare(a.as_list(), b.as_list());
    case Kind::record:
      return compare(a.as_record(), b.as_record());
    case Kind::function:
      return std::compare_three_way{}(a.as_function().get(), b.as_function().get());
  }
  TF_BUG("unknown kind of value");
}

}  // namespace

bool operator==(const Value& a, const Value& b) {
  if (a.kind_ != b.kind_) return false;
  if (a.shared_ != nullptr && a.shared_ == b.shared_) return true;
  if (a.kind_ == Value::Kind::record) return equal_records(a.as_record(), b.as_record());
  if (a.kind_ == Value::Kind::list) return a.as_list() == b.as_list();
  return compare(a, b) == 0;
}

bool operator<(const Value& a, const Value& b) {
  return compare(a, b) < 0;
}

namespace {

void append_text(std::string& out, const Value& value);

void append_text(std::string& out, const RangeValue& range) {
  if (range.comparison) {
    const bool below = range.lower.is_null();
    const bool included = below ? range.upper_included : range.lower_included;
    out += below ? '<' : '>';
    if (included) out += '=';
    out += ' ';
    append_text(out, below ? range.upper : range.lower);
    return;
  }
  out += range.lower_included ? '[' : '(';
  append_text(out, range.lower);
  out += "..";
  append_text(out, range.upper);
  out += range.upper_included ? ']' : ')';
}

void append_text(std::string& out, const Value& value) {
  using Kind = Value::Kind;
  std::string_view between;
  switch (value.kind()) {
    case Kind::null:
      out += "null";
      return;
    case Kind::boolean:
      out += value.as_boolean() ? "true" : "false";
      return;
    case Kind::number:
      out += value.as_number().str();
      return;
    case Kind::text:
      out += value.as_text();
      return;
    case Kind::date:
    case Kind::time:
    case Kind::moment:
    case Kind::duration:
    case Kind::months:
      append_temporal(out, value);
      return;
    case Kind::range:
      append_text(out, value.as_range());
      return;
    case Kind::list:
      out += '[';
      for (const Value& item : value.as_list()) {
        out += between;
        append_text(out, item);
        between = ", ";
      }
      out += ']';
      return;
    case Kind::record:
      out += '{';
      for (const auto& [name, field] : value.as_record()) {
        ((out += between) += name) += ": ";
        append_text(out, field);
        between = ", ";
      }
      out += '}';
      return;
    case Kind::function:
      out += "function";
      return;
  }
}

}  // namespace

std::string Value::str() const {
  std::string out;
  append_text(out, *this);
  return out;
}

}  // namespace tf
