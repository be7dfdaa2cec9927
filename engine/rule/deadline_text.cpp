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
      cat("没有“", option, "”这一项：roll=、ends=、end_of=、min=、open=、grace="),
      cat("there is no option '", option, "': roll=, ends=, end_of=, min=, open=, grace="));
}

// key=value of the short code, onto `deadline`.
bool apply_option(Deadline& deadline, std::string_view key, std::string_view value) {
  if (key == "roll") {
    const auto roll = parse_roll(value);
    if (roll && deadline.every)
      deadline.every->roll = *roll;
    else if (roll)
      deadline.roll = *roll;
    return roll && (deadline.every || *roll != Roll::skip);
  }
  if (key == "missed" && deadline.every) {
    const auto missed = parse_missed(value);
    if (missed) deadline.every->missed = *missed;
    return missed.has_value();
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
  if (key == "end_of") {  // the code of the specifications: 5WD end_of=day
    if (value != "day" && value != "business") return false;
    deadline.ends = value == "day" ? Ends{Ends::Kind::clock, kDay} : Ends{Ends::Kind::office};
    return deadline.kind == Deadline::Kind::span;
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
  if (words.rest().starts_with("每") || Words(words.rest()).eat({"every", "cron"})) {
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
