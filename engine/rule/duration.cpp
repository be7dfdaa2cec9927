#include "rule/duration.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.h"
#include "rule/deadline_words.h"

namespace tf::rule {
namespace {

struct UnitRow {
  Unit unit;
  const char* code;
  const char* one;
  const char* many;
  const char* zh;  // after the number
  std::initializer_list<std::string_view> words;
};
// Longer words before their beginnings.
const std::array<UnitRow, 7>& unit_table() {
  static const std::array<UnitRow, 7> rows{{
      {Unit::minutes,
       "MIN",
       "minute",
       "minutes",
       "分钟",
       {"minutes", "minute", "mins", "分钟", "MIN"}},
      {Unit::office_hours,
       "OH",
       "office hour",
       "office hours",
       "个办公小时",
       {"office hours", "office hour", "个办公小时", "办公小时", "个工作小时", "工作小时", "OH"}},
      {Unit::hours, "H", "hour", "hours", "小时", {"hours", "hour", "个小时", "小时", "H"}},
      {Unit::working_days,
       "WD",
       "working day",
       "working days",
       "个工作日",
       {"working days", "working day", "business days", "business day", "个工作日", "工作日",
        "WD"}},
      {Unit::calendar_days,
       "D",
       "calendar day",
       "calendar days",
       "个自然日",
       {"calendar days", "calendar day", "个自然日", "自然日", "个日历日", "日历日", "D"}},
      {Unit::months, "M", "month", "months", "个月", {"months", "month", "个月", "M"}},
      {Unit::years, "Y", "year", "years", "年", {"years", "year", "年", "Y"}},
  }};
  return rows;
}

const UnitRow& row_of(Unit unit) {
  for (const UnitRow& row : unit_table())
    if (row.unit == unit) return row;
  return unit_table().front();
}

TermError bare_days(const Words& words, std::size_t begin, std::size_t end, std::int64_t n) {
  const std::string_view text = trim(words.all().substr(begin, end - begin));
  const char* plural = n == 1 ? "" : "s";
  return words.error_at(
      begin, text.size(), "deadline.bare_days",
      cat("“", text, "”没有说明是工作日还是自然日：写“", n, "个工作日”或“", n, "个自然日”"),
      cat("'", text, "' does not say which days: write '", n, " working day", plural, "' or '", n,
          " calendar day", plural, "'"));
}

bool date_like(Unit unit) {
  return unit == Unit::working_days || unit == Unit::calendar_days || unit == Unit::months ||
         unit == Unit::years;
}

struct DayCount {
  std::int64_t fewest = 0;
  std::int64_t most = 0;
};
// How many days after its start day a span's last day lies, over all starts of the years that
// matter.
DayCount day_count(const Span& span, const Calendar& calendar) {
  if (span.unit == Unit::calendar_days || span.n == 0) return {span.n, span.n};
  const std::int64_t months = span.unit == Unit::years ? span.n * 12 : span.n;
  DayCount count{INT64_MAX, 0};
  // Every month length and leap year occurs in these years, and the years of published tables.
  const Date last = date_of({2032, 1, 1});
  for (Date day = date_of({2016, 1, 1}); day < last; day = day + 1) {
    const Date end = span.unit == Unit::working_days ? calendar.add_workdays(day, span.n)
                                                     : add_months(day, months);
    count.fewest = std::min(count.fewest, end - day);
    count.most = std::max(count.most, end - day);
  }
  return count;
}

}  // namespace

Parsed<Span> read_span(Words& words) {
  const std::size_t begin = words.offset();
  if (words.eat({"不满月", "FULLMONTH"})) return Span{1, Unit::months};
  if (words.eat({"半小时", "half an hour"})) return Span{30, Unit::minutes};
  // A day without a number: one, but which?
  if (words.eat({"a day", "one day", "days", "day", "天", "日"}) && words.done())
    return std::unexpected(bare_days(words, begin, words.offset(), 1));
  words.back_to(begin);
  const auto n = words.number();
  if (!n)
    return std::unexpected(words.error(
        "deadline.bad_duration",
        cat("“", words.all(), "”不是时长：要写数字和单位，如“5个工作日”“2小时”"),
        cat("'", words.all(), "' is no duration: write a number and a unit, as '5 working days'")));
  if (*n > kMostUnits)
    return std::unexpected(words.error_at(begin, words.offset() - begin, "deadline.bad_duration",
                                          cat("时长最多 ", kMostUnits, " 个单位"),
                                          cat("a duration has at most ", kMostUnits, " units")));
  if (words.rest().starts_with('.'))
    return std::unexpected(
        words.error("deadline.bad_duration", "时长不用小数：写成更小的单位，如“90分钟”",
                    "a duration has no fraction: use a smaller unit, as '90 minutes'"));
  const std::size_t unit_at = words.offset();
  for (const UnitRow& row : unit_table())
    if (words.eat(row.words)) return Span{*n, row.unit};
  if (words.eat({"days", "day", "天", "日", "个日"}))
    return std::unexpected(bare_days(words, begin, words.offset(), *n));
  if (words.eat({"weeks", "week", "个星期", "星期", "周", "个礼拜"}))
    return std::unexpected(words.error_at(
        unit_at, words.offset() - unit_at, "deadline.bad_unit",
        cat("没有“周”这个单位：写“", *n * 7, "个自然日”，或写工作日"),
        cat("there is no unit 'week': write '", *n * 7, " calendar days', or working days")));
  const std::string_view unit = words.rest().substr(0, words.rest().find(' '));
  if (unit.empty())
    return std::unexpected(words.error_at(
        begin, unit_at - begin, "deadline.bad_unit",
        cat("“", *n, "”没有单位：写“", *n, "分钟”“", *n, "小时”“", *n, "个工作日”……"),
        cat("'", *n, "' has no unit: write '", *n, " minutes', '", *n, " hours', '", *n,
            " working days' …")));
  return std::unexpected(words.error_at(
      unit_at, unit.size(), "deadline.bad_unit",
      cat("没有“", unit, "”这个单位：用分钟、小时、办公小时、工作日、自然日、个月或年"),
      cat("there is no unit '", unit,
          "': use minutes, hours, office hours, working days, calendar days, months, or years")));
}

Parsed<Span> parse_span(std::string_view text) {
  Words words(text);
  const auto span = read_span(words);
  if (!span || words.done()) return span;
  return std::unexpected(words.error("deadline.bad_duration",
                                     cat("时长之后多出了“", words.rest(), "”"),
                                     cat("'", words.rest(), "' after the duration is too much")));
}

std::string to_text(const Span& span, model::Language language) {
  const UnitRow& row = row_of(span.unit);
  if (language == model::Language::zh) return cat(span.n, row.zh);
  return cat(span.n, " ", span.n == 1 ? row.one : row.many);
}

std::string to_code(const Span& span) {
  return cat(span.n, row_of(span.unit).code);
}

Extent extent_of(const Span& span, const Calendar& calendar) {
  switch (span.unit) {
    case Unit::minutes:
      return {span.n * kMinute, span.n * kMinute};
    case Unit::hours:
      return {span.n * kHour, span.n * kHour};
    case Unit::office_hours: {
      const std::int64_t days =
          (span.n * kHour + calendar.office_per_day() - 1) / calendar.office_per_day();
      const DayCount count = day_count({days, Unit::working_days}, calendar);
      return {span.n * kHour, (count.most + 1) * kDay};
    }
    case Unit::working_days: {
      // Ends at closing: the last of the days is not whole.
      const DayCount count = day_count(span, calendar);
      return {std::max<std::int64_t>(0, count.fewest - 1) * kDay, (count.most + 1) * kDay};
    }
    case Unit::calendar_days:
    case Unit::months:
    case Unit::years: {
      // From 24:00 of the start day to 24:00 of the last; a start at 00:00 has a day more.
      const DayCount count = day_count(span, calendar);
      return {count.fewest * kDay, (count.most + 1) * kDay};
    }
  }
  return {};
}

Compared compare(const Extent& a, const Extent& at_most) {
  if (a.longest <= at_most.shortest) return Compared::within;
  if (a.shortest > at_most.longest) return Compared::beyond;
  return Compared::undecided;
}

Compared compare(const Span& a, const Span& at_most, const Calendar& calendar) {
  const auto months = [](const Span& s) { return s.unit == Unit::years ? s.n * 12 : s.n; };
  const auto monthly = [](Unit u) { return u == Unit::months || u == Unit::years; };
  const auto exact = [](std::int64_t x, std::int64_t y) {
    return x <= y ? Compared::within : Compared::beyond;
  };
  if (a.unit == at_most.unit) return exact(a.n, at_most.n);
  if (monthly(a.unit) && monthly(at_most.unit)) return exact(months(a), months(at_most));
  if (date_like(a.unit) && date_like(at_most.unit)) {
    // Both end with a day: what counts is which day.
    const DayCount x = day_count(a, calendar), y = day_count(at_most, calendar);
    return compare(Extent{x.fewest, x.most}, Extent{y.fewest, y.most});
  }
  return compare(extent_of(a, calendar), extent_of(at_most, calendar));
}

}  // namespace tf::rule
