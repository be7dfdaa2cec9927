// Deadlines: an entry of a deadlines file as a plain struct, and the instants it gives.
//
//     (Deadline, start, Calendar, DueContext) --compute()--> Due {start, due, warn, grace, …}
//
// The due instant belongs to the time allowed: done at it is on time. 24:00 is 00:00 of the next
// day. Time:    O(1) for every unit; no allocation unless DueContext::explain asks for the days.
// Threads: everything here is a value or a pure function.
// Source:  the shared conventions (0.1, 0.6) of the process specifications.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "model/node.h"
#include "rule/cycle.h"
#include "rule/duration.h"

namespace tf::rule {

// A moment in the author's words: `08:00`, `12-01`, `day 5 at 17:30`, `day 1 of next month at
// 00:00`, `monday at 09:00`, `until due of case`, `warn`, `due`, `start`, `now`, `due + 5 working
// days`, `due + grace`.
struct TimePoint {
  enum class Kind : unsigned char {
    clock,
    month_day,
    day_of_month,
    weekday,
    due_of_case,
    warn,
    due,
    start,
    now
  };
  Kind kind = Kind::due;
  Milliseconds at = kDay;  // of the day; 24:00 where no clock time is written
  int month = 1;           // month_day
  int day = 1;             // month_day, day_of_month; 31 reads as the last day of a shorter month
  bool next_month = false;
  Weekday weekday = Weekday::monday;
  int sign = 0;        // + or - `span` (or the clock's grace)
  bool grace = false;  // `due + grace`
  Span span;
  friend bool operator==(const TimePoint&, const TimePoint&) = default;
};
Parsed<TimePoint> parse_time_point(std::string_view text);
std::string to_text(const TimePoint& point, model::Language language);

// FEEL source of the file, compiled by the binder.
struct FeelText {
  std::string text;
  model::Span span;
  explicit operator bool() const { return !text.empty(); }
};

struct Ends {  // when on its last day a span ends
  enum class Kind : unsigned char { usual, office, opening, clock, same_time };
  Kind kind = Kind::usual;
  Milliseconds clock = kDay;  // kind clock; 24:00 = midnight
  friend bool operator==(const Ends&, const Ends&) = default;
};
// `office`, `opening`, `midnight`, `08:30`, `24:00`, `same time`: at the time of day it started; n
// working days are then n days' office hours, so a start outside them counts from the next opening.
std::optional<Ends> parse_ends(std::string_view text);

struct Warn {
  enum class Kind : unsigned char { usual, none, fraction, after, before, moment, first_of };
  Kind kind = Kind::usual;
  std::int64_t numerator = 2, denominator = 3;  // fraction
  Span span;                                    // after the start, before due
  TimePoint moment;
  std::vector<Milliseconds>
      first_of;    // clock times; the last of each before due, the first that is
  Span more_than;  // further than this from the start
};

using Who =
    std::shared_ptr<const model::Node>;  // a who-expression: the binder's to read; may be null

struct Extend {
  std::optional<std::int64_t> times;
  std::optional<Span> at_most;  // the longest a grant may be
  std::optional<Span> length;   // `for`: exactly this long
  std::optional<Span> ask;      // `ask: 1 working day before due`; 0 minutes for `before due`
  Who by;
  Who tell;
};

struct Deadline {
  enum class Kind : unsigned char {
    span,    // `for`
    until,   // `until: 08:00`, `until: day 5 at 17:30`
    date,    // `date: FEEL`, or `until due of case` (case_due)
    before,  // `before: planned_start, by_at_least: 3 calendar days`
    cycle    // `every: …` alone; next_occurrence() answers it, compute() the first one
  };
  Kind kind = Kind::span;
  Span span;
  TimePoint until;               // kind until
  bool case_due = false;         // kind date: the due of the case
  FeelText date;                 // kind date
  FeelText before;               // kind before: a name
  Span by_at_least;              // kind before
  std::optional<Span> at_least;  // until: the smallest gap; span: the bound an overlay may not pass
  std::vector<Hours> open;       // the clock runs only then (minutes, hours)
  Roll roll = Roll::none;
  Ends ends;
  Warn warn;
  Span grace{1, Unit::working_days};
  std::optional<Extend> extend;
  std::optional<Span> at_most_span;  // `at_most` where it is or names a span
  std::string at_most;               // as written
  std::optional<Cycle> every;        // with `for`: each occurrence starts this span
  std::optional<Missed> missed;      // of a cycle
  FeelText from;  // name of a step, field or built-in; empty: when the step opens
  std::string law;
  bool late_receipt_next =
      false;           // `late_receipt: next_workday`: received after closing counts as next day
  std::string source;  // "three-lines.whole.small": for explanations and records
};

// A stretch in which the clock stood (挂起).
struct Pause {
  Instant from;
  Instant to;
};

// What `date` or `before` name, or the due of the case.
struct Reference {
  Instant at;               // unused when `day` is set
  std::optional<Date> day;  // a whole day: it ends at 24:00
  bool ends_midnight = false;
  static Reference of(Instant t) { return {t, std::nullopt, false}; }
  static Reference of(Date d) { return {{}, d, true}; }
};

struct DueContext {
  std::optional<Reference> case_due;
  std::optional<Reference> reference;  // value of `date` or `before`
  std::span<const Span> extensions =
      {};  // granted ones; those of the deadline's unit add to its span
  std::span<const Pause> pauses =
      {};                 // ended or running ones, in order; a day touched counts whole
  bool want_warn = true;  // false: a clock without a warn instant of its own
  bool explain = false;   // fill Due::days
};

struct DayNote {  // one day a count walked over
  Date date;
  DayKind kind = DayKind::workday;
  bool provisional = false;
  std::int64_t count = 0;  // n-th counted day; 0: skipped
  bool rolled = false;     // looked at only because the end rolled over it
  std::string name;        // of the holiday
};

struct Due {
  Instant start;
  Instant due;
  std::optional<Instant> warn{};
  Span grace{1, Unit::working_days};
  bool provisional = false;     // a day of a year without table was consulted
  bool ends_midnight = false;   // a date that ends at 24:00
  std::vector<DayNote> days{};  // with DueContext::explain
};

// nullopt: the value it needs (reference, case_due) is not known yet, so the clock has not begun.
std::optional<Due> compute(const Deadline& deadline, Instant start, const Calendar& calendar,
                           const DueContext& context = {});

// A moment of a clock, for `at:` of a ladder. `due + n working days` ends at 24:00 for a date
// ending at 24:00, else at closing. A bare clock time is the next one after `now`. nullopt: the
// clock has no warn.
std::optional<Instant> moment_of(const TimePoint& point, const Due& due, const Calendar& calendar,
                                 Instant now = {});
// `ahead`: `span` before a day or instant; in days it falls on date - n at `at` (09:00 unless
// told).
Instant ahead_of(const Reference& of, const Span& span, const Calendar& calendar,
                 Milliseconds at = 9 * kHour);
// The last instant at which an extension may be asked for; nullopt: no `ask`, any time before due.
std::optional<Instant> ask_until(const Extend& extend, const Due& due, const Calendar& calendar);
// Is `t` past closing of the n-th working day (24:00 for dates) after `due`? As `marks_missed_late`
// asks.
Instant after_due(const Due& due, const Span& span, const Calendar& calendar);

// What a deadline's length can be; nullopt where only the case knows (date, before, cycle).
std::optional<Extent> extent_of(const Deadline& deadline, const Calendar& calendar);

// A deadline in one line: the words of LANGUAGE (`5 working days`, `不过夜`, `until due of case`,
// `every 14 calendar days`) or the code of the specifications (`60D roll=next_workday`,
// `NIGHT ends=08:00 min=4H`, `EOD`, `FULLMONTH`).
Parsed<Deadline> parse_deadline(std::string_view text);
// `after 2/3`, `half`, `after 8 calendar days`, `2 working days before`, `day 25 at 09:00`, `none`.
Parsed<Warn> parse_warn(std::string_view text);
std::string to_text(const Deadline& deadline, model::Language language);

}  // namespace tf::rule
