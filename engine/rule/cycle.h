// Cycles: moments that come again and again, for `every:` of events and starts, and for deadlines.
//
//     `every 14 calendar days`, `day at 18:00`, `working day at 09:00`, `week on monday at 00:00`,
//     `month on day 1 at 08:00`, `month on last friday at 17:00`, `month on working day 3 at
//     09:00`, `quarter on day 1 at 00:00` (of its first month), `year on 01-01 at 00:00`, `cron 0 8
//     * * mon-fri`
//
// Time:    a handful of calendar questions for each occurrence; a cron line looks at single days.
// Threads: values and pure functions.
// Source:  crontab(5) of POSIX for the five fields; when both kinds of day are given, either is
//          enough.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "model/diagnostics.h"
#include "rule/duration.h"

namespace tf::rule {

class Words;

// Where a day goes that nobody works. `skip` is for cycles only: that turn falls away.
enum class Roll : unsigned char { none, next_workday, previous_workday, past_holidays, skip };
// `none`, `next working day`, `previous working day`, `past holidays`, `skip`; nullopt for anything
// else.
std::optional<Roll> parse_roll(std::string_view text);
Date rolled(Date day, Roll roll, const Calendar& calendar);  // skip: `day` itself

// What becomes of turns that passed while nothing ran: every one of them, the last one only, or
// none (a turn noticed more than kMissedAfter late counts as missed).
enum class Missed : unsigned char { all, last, none };
inline constexpr Milliseconds kMissedAfter = kHour;
std::optional<Missed> parse_missed(std::string_view text);

// The five fields of a cron line as bit sets: bit n is minute n, hour n, day n, month n, weekday n
// (0 is Sunday).
struct Cron {
  std::uint64_t minutes = 0;
  std::uint32_t hours = 0, days = 0;
  std::uint16_t months = 0;
  std::uint8_t weekdays = 0;
  bool any_day = true, any_weekday = true;  // written `*`
  bool on(Date day) const;
  friend bool operator==(const Cron&, const Cron&) = default;
};
// nullopt: not five fields, or a number out of its range.
std::optional<Cron> parse_cron(std::string_view text);
std::string to_text(const Cron& cron);

struct Cycle {
  enum class Kind : unsigned char { span, day, working_day, week, month, quarter, year, cron };
  Kind kind = Kind::span;
  Span span;
  Weekday weekday = Weekday::monday;
  int month = 1;
  int day = 1;  // 31 reads as the last day of a shorter month
  // Of a month, quarter or year: the nth `weekday`, or the nth working day; -1 the last of it; 0:
  // `day`.
  int nth = 0;
  bool of_workdays = false;
  Milliseconds at = 0;
  Cron cron;
  Roll roll = Roll::none;  // of the day it falls on
  Missed missed = Missed::all;
  friend bool operator==(const Cycle&, const Cycle&) = default;
};
// The words above, then `roll=next_workday` and `missed=last` where wanted.
Parsed<Cycle> parse_cycle(std::string_view text);
Parsed<Cycle> read_cycle(Words& words);  // what follows is left alone
std::string to_text(const Cycle& cycle, model::Language language);

// The first occurrence after `after`. A span counts from `origin` (so month ends and 24:00s do not
// drift). kNever: there is none in the next hundred years (a rule that skips all its own days).
inline constexpr Instant kNever{253'402'300'799'000};  // the end of 9999
Instant next_occurrence(const Cycle& cycle, Instant origin, Instant after,
                        const Calendar& calendar);

}  // namespace tf::rule
