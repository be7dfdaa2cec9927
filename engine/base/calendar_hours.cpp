// The half of Calendar that deals in instants: the zone's offsets and hours of a day.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_data.h"
#include "base/check.h"

namespace tf {
namespace {

Milliseconds milliseconds_of(LocalTime t) {
  return t.date.days * kDay + t.of_day;
}
LocalTime local_of(std::int64_t ms) {
  return normal({Date{0}, ms});
}

// Walks stretches of a day for one of the two kinds of hours: office (working days only) or open
// (all days).
class Walk {
 public:
  Walk(const Calendar& calendar, const Calendar::Data& data, std::span<const Hours> hours,
       bool every_day)
      : calendar_(calendar), data_(data), hours_(hours), every_day_(every_day) {
    for (const Hours& stretch : hours) per_day_ += stretch.to - stretch.from;
    TF_CHECK(per_day_ > 0);
  }

  Instant next(Instant t) const {
    for (Date day = calendar_.date(t);; day = following(day)) {
      if (!counts(day)) continue;
      for (const Hours& stretch : hours_)
        if (t < calendar_.instant(day, stretch.to))
          return std::max(t, calendar_.instant(day, stretch.from));
    }
  }

  Instant add(Instant t, Milliseconds ms, bool at_opening) const {
    if (ms <= 0) return at_opening ? next(t) : t;
    for (Date day = calendar_.date(t);;) {
      if (counts(day)) {
        for (const Hours& stretch : hours_) {
          const Instant from = std::max(t, calendar_.instant(day, stretch.from));
          const Instant to = calendar_.instant(day, stretch.to);
          if (from >= to) continue;
          if (ms < to - from) return from + ms;
          if (ms == to - from) return at_opening ? next(to) : to;
          ms -= to - from;
        }
      }
      day = skip_whole_days(day, ms);
    }
  }

  Milliseconds between(Instant a, Instant b) const {
    if (b <= a) return 0;
    Milliseconds sum = 0;
    const Date last = calendar_.date(b);
    for (Date day = calendar_.date(a); day <= last;) {
      if (counts(day)) {
        for (const Hours& stretch : hours_) {
          const Instant from = std::max(a, calendar_.instant(day, stretch.from));
          const Instant to = std::min(b, calendar_.instant(day, stretch.to));
          if (from < to) sum += to - from;
        }
      }
      // Days strictly inside are whole, unless the zone shifts on one of them.
      const Date stop = std::min(last, next_odd_day(day));
      if (stop > day + 1) {
        sum += days_in(day, stop - 1) * per_day_;
        day = stop;
      } else {
        day = day + 1;
      }
    }
    return sum;
  }

 private:
  bool counts(Date day) const { return every_day_ || calendar_.is_workday(day); }
  Date following(Date day) const { return every_day_ ? day + 1 : calendar_.add_workdays(day, 1); }
  // Counted days of (after, upto].
  std::int64_t days_in(Date after, Date upto) const {
    return every_day_ ? upto - after : calendar_.workdays_between(after, upto);
  }
  // The first day after `day` that may not be as long as its hours say.
  Date next_odd_day(Date day) const {
    static const Date from = date_of({kFirstZoneYear, 1, 2});
    static const Date upto = date_of({kLastZoneYear, 12, 30});
    if (day < from || day >= upto) return day + 1;
    const auto at =
        std::upper_bound(data_.shifts.begin() + 1, data_.shifts.end(), day,
                         [](Date d, const Calendar::Data::Shift& shift) { return d < shift.last; });
    return at == data_.shifts.end() ? upto : std::max(day + 1, at->first);
  }
  // The next day to look at closely; takes from `ms` what the whole days between hold, never all of
  // it.
  Date skip_whole_days(Date day, Milliseconds& ms) const {
    const std::int64_t whole = (ms - 1) / per_day_;
    const Date target = every_day_ ? day + (whole + 1) : calendar_.add_workdays(day, whole + 1);
    const Date odd = next_odd_day(day);
    if (odd >= target) {
      ms -= whole * per_day_;
      return target;
    }
    ms -= days_in(day, odd - 1) * per_day_;
    return odd;
  }

  const Calendar& calendar_;
  const Calendar::Data& data_;
  std::span<const Hours> hours_;
  bool every_day_;
  Milliseconds per_day_ = 0;
};

}  // namespace

void Calendar::Data::fill_shifts() {
  const Instant begin{date_of({kFirstZoneYear, 1, 1}).days * kDay};
  const Instant end{date_of({kLastZoneYear + 1, 1, 1}).days * kDay};
  shifts.push_back({begin, zone.offset(begin), {}, {}});
  // No zone has had two changes within a week since 1970, so weekly samples find them all.
  for (Instant t = begin; t < end;) {
    const Instant next = std::min(end, t + 7 * kDay);
    if (zone.offset(next) != shifts.back().offset) {
      Instant low = t, high = next;  // bisect: low has the old offset, high the new
      while (high - low > 1) {
        const Instant middle = low + (high - low) / 2;
        (zone.offset(middle) == shifts.back().offset ? low : high) = middle;
      }
      const Milliseconds old = shifts.back().offset, now = zone.offset(high);
      shifts.push_back({high, now, local_of(high.ms + std::min(old, now)).date,
                        local_of(high.ms + std::max(old, now)).date});
    }
    t = next;
  }
}

bool Calendar::Data::zone_known(Instant t) const {
  static const Instant begin{date_of({kFirstZoneYear, 1, 3}).days * kDay};
  static const Instant end{date_of({kLastZoneYear, 12, 29}).days * kDay};
  return t >= begin && t < end;
}

Milliseconds Calendar::Data::offset(Instant t) const {
  if (t >= shifts.back().at) return shifts.back().offset;
  const auto at = std::upper_bound(shifts.begin() + 1, shifts.end(), t,
                                   [](Instant i, const Shift& shift) { return i < shift.at; });
  return (at - 1)->offset;
}

LocalTime Calendar::Data::local(Instant t) const {
  return zone_known(t) ? local_of(t.ms + offset(t)) : zone.local(t);
}

Instant Calendar::Data::instant(LocalTime t) const {
  const Instant reading{milliseconds_of(t)};
  if (!zone_known(reading)) return zone.instant(normal(t));
  const Milliseconds before = offset(reading - kDay), after = offset(reading + kDay);
  if (before == after) return reading - before;
  // One change lies near: a reading it repeats means the earlier one, a reading it skips its own
  // instant.
  const auto shift = std::upper_bound(shifts.begin() + 1, shifts.end(), reading - kDay,
                                      [](Instant i, const Shift& s) { return i < s.at; });
  if (reading - before < shift->at) return reading - before;
  return std::max(reading - after, shift->at);
}

LocalTime Calendar::local(Instant t) const {
  return data_->local(t);
}
Instant Calendar::instant(Date day, Milliseconds of_day) const {
  return data_->instant({day, of_day});
}

bool Calendar::is_office(Instant t) const {
  return next_office(t) == t;
}
Instant Calendar::next_office(Instant t) const {
  return Walk(*this, *data_, data_->office, false).next(t);
}
Instant Calendar::add_office(Instant t, Milliseconds ms, bool at_opening) const {
  return Walk(*this, *data_, data_->office, false).add(t, ms, at_opening);
}
Milliseconds Calendar::office_between(Instant a, Instant b) const {
  return Walk(*this, *data_, data_->office, false).between(a, b);
}
Instant Calendar::add_open(Instant t, Milliseconds ms, std::span<const Hours> open,
                           bool at_opening) const {
  return Walk(*this, *data_, open, true).add(t, ms, at_opening);
}
Milliseconds Calendar::open_between(Instant a, Instant b, std::span<const Hours> open) const {
  return Walk(*this, *data_, open, true).between(a, b);
}

}  // namespace tf
