// The small grammar of moments, cycles and one-line deadlines.
#include "base/text.h"
#include "rule/deadline.h"
#include "rule/deadline_words.h"

namespace tf::rule {
namespace {

TermError not_a_moment(const Words& words) {
  return words.error_at(
      0, words.all().size(), "deadline.bad_moment",
      cat("“", words.all(), "”不是时点：如 08:00、5日17:30、周一09:00、到期+5个工作日"),
      cat("'", words.all(),
          "' is no moment: write 08:00, 'day 5 at 17:30', 'monday at 09:00', "
          "'due + 5 working days'"));
}

TermError too_much(const Words& words, const char* name) {
  return words.error(name, cat("多出了“", words.rest(), "”"),
                     cat("'", words.rest(), "' is too much"));
}

// [at] HH:MM; false when something else stands here.
bool read_at(Words& words, TimePoint& point) {
  words.eat({"at", "的"});
  const auto time = words.clock();
  if (time) point.at = *time;
  return time.has_value();
}

// warn | due | start | now, then ± duration or ± grace.
std::optional<TimePoint::Kind> read_anchor(Words& words) {
  using Kind = TimePoint::Kind;
  if (words.eat({"until due of case", "due of case", "至案件到期", "案件期限", "案件到期"}))
    return Kind::due_of_case;
  if (words.eat({"warn", "预警"})) return Kind::warn;
  if (words.eat({"due", "到期", "期限"})) return Kind::due;
  if (words.eat({"start", "起点", "起算", "开始"})) return Kind::start;
  if (words.eat({"now", "现在"})) return Kind::now;
  return std::nullopt;
}

Parsed<TimePoint> read_offset(Words& words, TimePoint point) {
  if (words.done()) return point;
  if (words.eat({"+", "加", "后"}))
    point.sign = 1;
  else if (words.eat({"-", "−", "减", "前"}))
    point.sign = -1;
  else
    return std::unexpected(not_a_moment(words));
  if (words.eat({"grace", "宽限"})) {
    point.grace = true;
    return point;
  }
  const auto span = read_span(words);
  if (!span) return std::unexpected(span.error());
  point.span = *span;
  return point;
}

// day 5 [of next month] [at HH:MM], 5日, 下月1日; nullopt when no day of a month stands here.
std::optional<TimePoint> read_day_of_month(Words& words) {
  const std::size_t begin = words.offset();
  TimePoint point;
  point.kind = TimePoint::Kind::day_of_month;
  const bool chinese_next = words.eat({"下月", "次月", "下个月"});
  const bool english = !chinese_next && words.eat("day");
  const auto day = words.number();
  const bool marked = english || (day && words.eat({"日", "号"}));
  if (!day || !marked || *day < 1 || *day > 31) {
    words.back_to(begin);
    return std::nullopt;
  }
  point.day = static_cast<int>(*day);
  point.next_month = chinese_next || (english && words.eat("of next month"));
  return point;
}

Parsed<TimePoint> read_time_point(Words& words) {
  TimePoint point;
  words.eat({"at"});
  if (const auto anchor = read_anchor(words)) {
    point.kind = *anchor;
    return read_offset(words, point);
  }
  if (const auto time = words.clock()) {
    point.kind = TimePoint::Kind::clock;
    point.at = *time;
    return point;
  }
  if (const auto date = words.month_day()) {
    point.kind = TimePoint::Kind::month_day;
    point.month = date->month;
    point.day = date->day;
  } else if (const auto weekday = words.weekday()) {
    point.kind = TimePoint::Kind::weekday;
    point.weekday = *weekday;
  } else if (const auto day = read_day_of_month(words)) {
    point = *day;
  } else {
    return std::unexpected(not_a_moment(words));
  }
  if (!words.done() && !read_at(words, point)) return std::unexpected(not_a_moment(words));
  return point;
}

TermError not_a_cycle(const Words& words) {
  return words.error_at(
      0, words.all().size(), "deadline.bad_cycle",
      cat("“", words.all(), "”不是周期：如 每14个自然日、每天18:00、每周一09:00、每月1日08:00"),
      cat("'", words.all(),
          "' is no cycle: write 'every 14 calendar days', 'day at 18:00', 'week on monday at "
          "09:00', 'month on day 1 at 08:00'"));
}

Parsed<Cycle> read_cycle(Words& words) {
  Cycle cycle;
  const bool every = words.eat({"every", "每逢", "每隔", "每"});
  const std::size_t begin = words.offset();
  TimePoint point;
  if (words.eat({"working day", "个工作日"})) {
    cycle.kind = Cycle::Kind::working_day;
  } else if (words.eat({"day", "天", "日"})) {
    cycle.kind = Cycle::Kind::day;
  } else if (words.eat({"week", "周", "星期"})) {
    cycle.kind = Cycle::Kind::week;
    words.eat("on");
    if (const auto day = words.weekday(true)) cycle.weekday = *day;
  } else if (words.eat({"month", "月"})) {
    cycle.kind = Cycle::Kind::month;
    words.eat("on");
    if (const auto day = read_day_of_month(words)) cycle.day = day->day;
  } else if (words.eat({"quarter", "季度", "季"})) {
    cycle.kind = Cycle::Kind::quarter;
    words.eat("on");
    if (const auto day = read_day_of_month(words)) cycle.day = day->day;
  } else if (words.eat({"year", "年"})) {
    cycle.kind = Cycle::Kind::year;
    words.eat("on");
    if (const auto date = words.month_day()) cycle.month = date->month, cycle.day = date->day;
  } else if (every) {
    const auto span = read_span(words);
    if (!span) return std::unexpected(span.error());
    if (span->n == 0)
      return std::unexpected(words.error_at(begin, words.offset() - begin, "deadline.bad_cycle",
                                            "周期不能是 0", "a cycle cannot be of length 0"));
    cycle.span = *span;
    return cycle;
  } else {
    return std::unexpected(not_a_cycle(words));
  }
  if (!words.done() && !read_at(words, point)) return std::unexpected(not_a_cycle(words));
  if (point.at != kDay) cycle.at = point.at;
  return cycle;
}

Deadline night(Milliseconds ends, Span least) {
  Deadline deadline;
  deadline.kind = Deadline::Kind::until;
  deadline.until.kind = TimePoint::Kind::clock;
  deadline.until.at = ends;
  deadline.at_least = least;
  deadline.warn.kind = Warn::Kind::first_of;
  deadline.warn.first_of = {22 * kHour, 6 * kHour + 30 * kMinute};
  deadline.warn.more_than = {2, Unit::hours};
  deadline.grace = {24, Unit::hours};
  return deadline;
}

TermError bad_option(const Words& words, std::size_t from, std::string_view option) {
  return words.error_at(
      from, option.size(), "deadline.bad_duration",
      cat("没有“", option, "”这一项：roll=、ends=、min=、open=、grace="),
      cat("there is no option '", option, "': roll=, ends=, min=, open=, grace="));
}

// key=value of the short code, onto `deadline`.
bool apply_option(Deadline& deadline, std::string_view key, std::string_view value) {
  if (key == "roll") {
    const auto roll = parse_roll(value);
    if (roll) deadline.roll = *roll;
    return roll.has_value();
  }
  if (key == "ends") {
    const auto ends = parse_ends(value);
    if (!ends) return false;
    if (deadline.kind == Deadline::Kind::until && ends->kind == Ends::Kind::clock)
      deadline.until.at = ends->clock;
    else
      deadline.ends = *ends;
    return true;
  }
  if (key == "open") {
    const auto open = parse_hours(value);
    if (open) deadline.open = *open;
    return open.has_value();
  }
  if (key != "min" && key != "grace") return false;
  const auto span = parse_span(value);
  if (!span) return false;
  if (key == "min")
    deadline.at_least = *span;
  else
    deadline.grace = *span;
  return true;
}

Parsed<Deadline> read_deadline_words(Words& words) {
  Deadline deadline;
  if (words.eat({"不过夜", "NIGHT"})) return night(8 * kHour, {4, Unit::hours});
  if (words.eat({"EOD", "当日", "当天", "same day"})) {
    deadline.kind = Deadline::Kind::until;
    deadline.until.kind = TimePoint::Kind::clock;
    return deadline;
  }
  if (words.eat({"until due of case", "至案件到期", "案件期限"})) {
    deadline.kind = Deadline::Kind::date;
    deadline.case_due = true;
    return deadline;
  }
  if (words.eat({"until", "截止", "至"})) {
    const auto point = read_time_point(words);
    if (!point) return std::unexpected(point.error());
    deadline.kind = Deadline::Kind::until;
    deadline.until = *point;
    return deadline;
  }
  if (words.rest().starts_with("每") || Words(words.rest()).eat("every")) {
    const auto cycle = read_cycle(words);
    if (!cycle) return std::unexpected(cycle.error());
    deadline.kind = Deadline::Kind::cycle;
    deadline.every = *cycle;
    return deadline;
  }
  const auto span = read_span(words);
  if (!span) return std::unexpected(span.error());
  deadline.span = *span;
  return deadline;
}

}  // namespace

std::optional<Roll> parse_roll(std::string_view text) {
  Words words(text);
  std::optional<Roll> roll;
  if (words.eat({"none", "不顺延", "无", "否"}))
    roll = Roll::none;
  else if (words.eat({"next working day", "next_workday", "next_working_day", "下一个工作日",
                      "下一工作日", "顺延"}))
    roll = Roll::next_workday;
  else if (words.eat({"past holidays", "past_holidays", "避开法定节假日"}))
    roll = Roll::past_holidays;
  return words.done() ? roll : std::nullopt;
}

std::optional<Ends> parse_ends(std::string_view text) {
  Words words(text);
  Ends ends;
  if (words.eat({"office", "closing", "business", "下班"}))
    ends.kind = Ends::Kind::office;
  else if (words.eat({"opening", "上班"}))
    ends.kind = Ends::Kind::opening;
  else if (words.eat({"same time", "same_time", "同一时刻"}))
    ends.kind = Ends::Kind::same_time;
  else if (words.eat({"midnight", "day", "当日"}))
    ends.kind = Ends::Kind::clock;
  else if (const auto time = words.clock())
    ends = {Ends::Kind::clock, *time};
  else
    return std::nullopt;
  if (!words.done()) return std::nullopt;
  return ends;
}

Parsed<TimePoint> parse_time_point(std::string_view text) {
  Words words(text);
  auto point = read_time_point(words);
  if (point && !words.done()) return std::unexpected(too_much(words, "deadline.bad_moment"));
  return point;
}

Parsed<Cycle> parse_cycle(std::string_view text) {
  Words words(text);
  auto cycle = read_cycle(words);
  if (cycle && !words.done()) return std::unexpected(too_much(words, "deadline.bad_cycle"));
  return cycle;
}

Parsed<Deadline> parse_deadline(std::string_view text) {
  Words words(text);
  auto deadline = read_deadline_words(words);
  while (deadline && !words.done()) {
    const std::size_t from = words.offset();
    std::string_view option = words.rest().substr(0, words.rest().find(' '));
    const std::size_t equals = option.find('=');
    if (equals == std::string_view::npos)
      return std::unexpected(too_much(words, "deadline.bad_duration"));
    // `open` is the only value with blanks: 08:30-12:00 14:00-17:30.
    if (option.starts_with("open=")) option = words.rest();
    if (!apply_option(*deadline, option.substr(0, equals), option.substr(equals + 1)))
      return std::unexpected(bad_option(words, from, option));
    words.back_to(from + option.size());
    words.eat("");
  }
  return deadline;
}

}  // namespace tf::rule
