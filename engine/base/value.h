// Value: the one dynamic value of townflow: what a form field, a FEEL expression, a table cell and
// a plugin speak. Kinds are those of FEEL (OMG DMN 1.5 §10.3.2). Immutable; copying shares text,
// lists, records. Equality here is structural and total (for state and tests); FEEL's three-valued
// `=` lives in rule/feel.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/decimal.h"
#include "base/time.h"

namespace tf {

class Zone;
class Value;
using List = std::vector<Value>;

// A FEEL context: names in the order they were written, each once. Small, so found by walking.
class Record {
 public:
  using Entry = std::pair<std::string, Value>;
  Record() = default;
  Record(std::initializer_list<Entry> entries);    // the last of two same names stays
  explicit Record(std::vector<Entry> distinct);    // each name once: the caller's promise
  const Value* find(std::string_view name) const;  // null when absent
  void set(std::string_view name, Value value);    // replaces or appends
  void erase(std::string_view name);
  std::size_t size() const;
  bool empty() const;
  std::vector<Entry>::const_iterator begin() const;
  std::vector<Entry>::const_iterator end() const;

 private:
  std::vector<Entry> entries_;
};

// FEEL time of day: nanoseconds, with no zone, an offset in seconds, or a zone name.
struct TimeOfDay {
  static constexpr std::int32_t kNoOffset = INT32_MIN;
  std::int64_t nanos = 0;
  std::int32_t offset = kNoOffset;  // seconds east; also resolved for `zone` where a date is known
  std::shared_ptr<const std::string> zone = {};  // IANA name or null
};
// FEEL date and time.
struct Moment {
  Date date;
  TimeOfDay time;
};
struct Duration {  // days and time duration
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;  // same sign as seconds
};
struct Months {  // years and months duration
  std::int64_t count = 0;
};
struct RangeValue;
struct FunctionValue;  // a closure of rule/feel, defined there; never stored; equal when the same
                       // object

class Value {
 public:
  enum class Kind : std::uint8_t {
    null,
    boolean,
    number,
    text,
    date,
    time,
    moment,
    duration,
    months,
    range,
    list,
    record,
    function
  };

  Value() = default;  // null
  static Value boolean(bool b);
  static Value number(Decimal d);
  static Value number(std::int64_t n) { return number(Decimal(n)); }
  static Value text(std::string_view s);
  static Value text(std::string&& s);
  static Value text(const char* s) { return text(std::string_view(s)); }
  static Value date(Date d);
  static Value time(TimeOfDay t);
  static Value moment(Moment m);
  // The wall clock reading of `t` in `zone`, carrying the zone's name; only the offset where the
  // zone has no name (+08:00), and for the second of two same readings in autumn, which the name
  // would not tell apart.
  static Value moment(Instant t, const Zone& zone);
  static Value duration(Duration d);
  static Value months(Months m);
  static Value list(List items);
  static Value record(Record entries);
  static Value range(RangeValue r);
  static Value range(std::shared_ptr<const RangeValue> r);
  static Value function(std::shared_ptr<const FunctionValue> f);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_true() const {
    return kind_ == Kind::boolean && plain_.boolean;
  }  // everything else is not
  bool is(Kind k) const { return kind_ == k; }

  // Each needs its kind (TF_CHECK).
  bool as_boolean() const;
  const Decimal& as_number() const;
  const std::string& as_text() const;
  Date as_date() const;
  const TimeOfDay& as_time() const;
  const Moment& as_moment() const;
  Duration as_duration() const;
  Months as_months() const;
  const List& as_list() const;
  const Record& as_record() const;
  const RangeValue& as_range() const;
  std::shared_ptr<const FunctionValue> as_function() const;

  // The instant of a moment; one without zone, and a plain date's 00:00, are read in `zone`.
  // nullopt for other kinds.
  std::optional<Instant> instant(const Zone& zone) const;

  // The field of a record, or null.
  const Value& operator[](std::string_view name) const;
  // Total order and equality over all kinds (kind first), for sorted sets, state and tests.
  friend bool operator==(const Value& a, const Value& b);
  friend bool operator<(const Value& a, const Value& b);

  // As a person reads it: text without quotes, 1, true, 2026-03-10, [a, b], {x: 1}. For messages.
  std::string str() const;

 private:
  Value(Kind kind, std::shared_ptr<const void> shared) : kind_(kind), shared_(std::move(shared)) {}
  void need(Kind kind) const { TF_CHECK(kind_ == kind); }
  template <class T>
  const T& shared(Kind kind) const {
    need(kind);
    return *static_cast<const T*>(shared_.get());
  }

  Kind kind_ = Kind::null;
  // bool, Decimal, Date, Duration, Months in place; the rest behind one shared pointer.
  union Plain {
    constexpr Plain() : boolean(false) {}
    bool boolean;
    Decimal number;
    Date date;
    Duration duration;
    Months months;
  } plain_{};
  std::shared_ptr<const void> shared_;
};

extern const Value kNullValue;

// A FEEL range. A bound that is not there is null: `(< 10)` is {null, 10} and `comparison`, which
// sets it apart from `(null..10)`; its included bound is the one that is there.
struct RangeValue {
  Value lower = {};
  Value upper = {};
  bool lower_included = false;
  bool upper_included = false;
  bool comparison = false;
};

inline std::size_t Record::size() const {
  return entries_.size();
}
inline bool Record::empty() const {
  return entries_.empty();
}
inline std::vector<Record::Entry>::const_iterator Record::begin() const {
  return entries_.begin();
}
inline std::vector<Record::Entry>::const_iterator Record::end() const {
  return entries_.end();
}

inline bool Value::as_boolean() const {
  return need(Kind::boolean), plain_.boolean;
}
inline const Decimal& Value::as_number() const {
  return need(Kind::number), plain_.number;
}
inline const std::string& Value::as_text() const {
  return shared<std::string>(Kind::text);
}
inline Date Value::as_date() const {
  return need(Kind::date), plain_.date;
}
inline const TimeOfDay& Value::as_time() const {
  return shared<TimeOfDay>(Kind::time);
}
inline const Moment& Value::as_moment() const {
  return shared<Moment>(Kind::moment);
}
inline Duration Value::as_duration() const {
  return need(Kind::duration), plain_.duration;
}
inline Months Value::as_months() const {
  return need(Kind::months), plain_.months;
}
inline const List& Value::as_list() const {
  return shared<List>(Kind::list);
}
inline const Record& Value::as_record() const {
  return shared<Record>(Kind::record);
}
inline const RangeValue& Value::as_range() const {
  return shared<RangeValue>(Kind::range);
}

}  // namespace tf
