// Walking a list, a range of whole numbers or of dates, one value at a time and without building a
// list. `4..2` counts down. Other ranges (texts, times, durations, fractions) cannot be walked.
#pragma once

#include "base/value.h"

namespace tf::rule {

class Walk {
 public:
  // A list's items; the values of a range; another value once; null cannot be walked.
  static Walk over(Value source);
  static Walk span(const Value& first, const Value& last);
  bool valid() const { return kind_ != Kind::none; }
  bool next(Value& out);

 private:
  enum class Kind : unsigned char { none, list, numbers, dates };
  Kind kind_ = Kind::none;
  Value list_;
  std::size_t at_ = 0;
  std::int64_t from_ = 0, to_ = 0;
  bool down_ = false, done_ = false;
};

}  // namespace tf::rule
