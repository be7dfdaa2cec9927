#include "base/time.h"

#include <algorithm>

#include "base/check.h"
#include "base/scan.h"

namespace tf {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}
constexpr std::int64_t floor_mod(std::int64_t a, std::int64_t b) {
  return a - floor_div(a, b) * b;
}

// The calendar repeats every 400 years, an era of 146,097 days. Years are counted from March, so
// that the day that comes and goes is the last of its year, and the months form a line of 153 days
// per five.
constexpr std::int64_t kEraDays = 146'097;
constexpr std::int64_t kEpochInEra = 719'468;  // from 0000-03-01 to 1970-01-01

}  // namespace

bool is_leap(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(std::int64_t year, int month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

Date date_of(YearMonthDay ymd) {
  TF_CHECK(ymd.month >= 1 && ymd.month <= 12);
  TF_CHECK(ymd.day >= 1 && ymd.day <= days_in_month(ymd.year, ymd.month));
  const std::int64_t year = ymd.year - (ymd.month <= 2 ? 1 : 0);
  const std::int64_t era = floor_div(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month_from_march = (ymd.month + 9) % 12;
  const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + ymd.day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return {era * kEraDays + day_of_era - kEpochInEra};
}

YearMonthDay ymd_of(Date date) {
  const std::int64_t days = date.days + kEpochInEra;
  const std::int64_t era = floor_div(days, kEraDays);
  const std::int64_t day_of_era = days - era * kEraDays;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), static_cast<int>(month),
          static_cast<int>(day)};
}

Weekday weekday_of(Date date) {
  // 1970-01-01 was a Thursday.
  return static_cast<Weekday>(floor_mod(date.days + 3, 7) + 1);
}

Date add_months(Date date, std::int64_t months) {
  constexpr std::int64_t kFar = 12LL * 2'000'000'000;  // across all years a Date has
  months = std::clamp(months, -kFar, kFar);
  const YearMonthDay from = ymd_of(date);
  const std::int64_t count = from.year * 12 + (from.month - 1) + months;
  const std::int64_t year = floor_div(count, 12);
  const int month = static_cast<int>(floor_mod(count, 12)) + 1;
  return date_of({year, month, std::min(from.day, days_in_month(year, month))});
}

namespace {

std::optional<std::int64_t> scan_year(Scanner& text) {
  const bool negative = text.eat('-');
  const std::string_view run = text.digits();
  if (run.size() < 4 || run.size() > 9 || (run.size() > 4 && run[0] == '0')) return std::nullopt;
  const std::int64_t year = *Scanner{run}.fixed(run.size());
  if (negative && year == 0) return std::nullopt;
  return negative ? -year : year;
}

std::optional<Date> scan_month_day(Scanner& text, std::int64_t year) {
  if (!text.eat('-')) return std::nullopt;
  const auto month = text.fixed(2);
  if (!month || *month < 1 || *month > 12 || !text.eat('-')) return std::nullopt;
  const auto day = text.fixed(2);
  if (!day || *day < 1 || *day > days_in_month(year, static_cast<int>(*month))) return std::nullopt;
  return date_of({year, static_cast<int>(*month), static_cast<int>(*day)});
}

// A day of the years 0000-9999, as a stamp has it.
std::optional<Date> scan_plain_date(Scanner& text) {
  const auto year = text.fixed(4);
  if (!year) return std::nullopt;
  return scan_month_day(text, *year);
}

// HH:MM[:SS[.fraction]], to 24:00; parts of a millisecond are dropped.
std::optional<Milliseconds> scan_clock_time(Scanner& text, bool fraction_allowed) {
  const auto hour = text.fixed(2);
  if (!hour || !text.eat(':')) return std::nullopt;
  const auto minute = text.fixed(2);
  if (!minute || *minute > 59) return std::nullopt;
  Milliseconds ms = *hour * kHour + *minute * kMinute;
  if (text.eat(':')) {
    const auto second = text.fixed(2);
    if (!second || *second > 59) return std::nullopt;
    const auto nanos = fraction_allowed ? text.fraction() : 0;
    if (!nanos) return std::nullopt;
    ms += *second * kSecond + *nanos / kMillion;
  }
  if (ms > kDay) return std::nullopt;
  return ms;
}

void append_clock_time(std::string& out, Milliseconds of_day, bool seconds_always) {
  append_padded(out, of_day / kHour, 2);
  out += ':';
  append_padded(out, of_day / kMinute % 60, 2);
  if (!seconds_always && of_day % kMinute == 0) return;
  out += ':';
  append_padded(out, of_day / kSecond % 60, 2);
  append_fraction(out, of_day % kSecond * kMillion);
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  Scanner scanner{text};
  const auto year = scan_year(scanner);
  if (!year) return std::nullopt;
  const auto date = scan_month_day(scanner, *year);
  if (!scanner.at_end()) return std::nullopt;
  return date;
}

std::string to_string(Date date) {
  const YearMonthDay ymd = ymd_of(date);
  std::string out;
  if (ymd.year < 0) out += '-';
  append_padded(out, ymd.year < 0 ? -ymd.year : ymd.year, 4);
  out += '-';
  append_padded(out, ymd.month, 2);
  out += '-';
  append_padded(out, ymd.day, 2);
  return out;
}

std::optional<Milliseconds> parse_clock_time(std::string_view text) {
  Scanner scanner{text};
  const auto ms = scan_clock_time(scanner, false);
  if (!scanner.at_end()) return std::nullopt;
  return ms;
}

std::optional<LocalTime> parse_local(std::string_view text) {
  Scanner scanner{text};
  const auto date = scan_plain_date(scanner);
  if (!date || (!scanner.eat('T') && !scanner.eat(' '))) return std::nullopt;
  const auto ms = scan_clock_time(scanner, true);
  if (!ms || !scanner.at_end()) return std::nullopt;
  return normal({*date, *ms});
}

std::string to_string(LocalTime t) {
  t = normal(t);
  std::string out = to_string(t.date);
  out += ' ';
  append_clock_time(out, t.of_day, false);
  return out;
}

std::optional<Instant> parse_instant(std::string_view text) {
  Scanner scanner{text};
  const auto date = scan_plain_date(scanner);
  if (!date || (!scanner.eat('T') && !scanner.eat('t') && !scanner.eat(' '))) return std::nullopt;
  const auto ms = scan_clock_time(scanner, true);
  if (!ms) return std::nullopt;
  Milliseconds offset = 0;
  if (!scanner.eat('Z') && !scanner.eat('z')) {
    const bool west = scanner.sees('-');
    if (!scanner.eat('+') && !scanner.eat('-')) return std::nullopt;
    const auto hour = scanner.fixed(2);
    if (!hour || *hour > 23 || !scanner.eat(':')) return std::nullopt;
    const auto minute = scanner.fixed(2);
    if (!minute || *minute > 59) return std::nullopt;
    offset = (*hour * kHour + *minute * kMinute) * (west ? -1 : 1);
  }
  if (!scanner.at_end()) return std::nullopt;
  return Instant{date->days * kDay + *ms - offset};
}

std::string to_utc_string(Instant t) {
  const LocalTime utc = normal({Date{}, t.ms});
  std::string out = to_string(utc.date);
  out += 'T';
  append_clock_time(out, utc.of_day, true);
  out += 'Z';
  return out;
}

}  // namespace tf
