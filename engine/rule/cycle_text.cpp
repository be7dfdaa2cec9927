// Cycles and rolls in words, read and written.
#include "base/text.h"
#include "rule/cycle.h"
#include "rule/deadline_words.h"

namespace tf::rule {
namespace {

TermError not_a_cycle(const Words& words) {
  return words.error_at(
      0, words.all().size(), "deadline.bad_cycle",
      cat("“", words.all(),
          "”不是周期：如 "
          "每14个自然日、每天18:00、每周一09:00、每月1日08:00、每月最后一个周五17:00、"
          "cron 0 8 * * mon-fri"),
      cat("'", words.all(),
          "' is no cycle: write 'every 14 calendar days', 'day at 18:00', 'week on monday at "
          "09:00', 'month on day 1 at 08:00', 'month on last friday at 17:00', 'cron 0 8 * * "
          "mon-fri'"));
}

bool read_day(Words& words, Cycle& cycle) {  // day 5, 5日
  const bool english = words.eat("day");
  const auto day = words.number();
  if (!day || *day < 1 || *day > 31 || (!english && !words.eat({"日", "号"}))) return false;
  cycle.day = static_cast<int>(*day);
  return true;
}

// last friday, second monday, working day 3; 最后一个周五, 第二个周一, 第3个工作日; last day.
bool read_nth(Words& words, Cycle& cycle) {
  const std::size_t begin = words.offset();
  if (words.eat({"working day"})) {
    if (const auto n = words.number(); n && *n >= 1 && *n <= 23) {
      cycle.nth = static_cast<int>(*n);
      cycle.of_workdays = true;
      return true;
    }
    words.back_to(begin);
    return false;
  }
  if (words.eat({"last day", "最后一天", "月底"})) {
    cycle.day = 31;
    return true;
  }
  constexpr std::string_view kNames[] = {"first", "second", "third", "fourth", "fifth"};
  if (words.eat({"last", "最后一个", "最后1个"})) cycle.nth = -1;
  for (int i = 0; i < 5; ++i)
    if (cycle.nth == 0 && words.eat(kNames[i])) cycle.nth = i + 1;
  if (cycle.nth == 0 && words.eat("第"))
    if (const auto n = words.number(); n && *n >= 1 && *n <= 23 && words.eat("个"))
      cycle.nth = static_cast<int>(*n);
  if (cycle.nth != 0) {
    if (words.eat({"working day", "工作日"})) {
      cycle.of_workdays = true;
      return true;
    }
    if (const auto day = words.weekday(); day && cycle.nth <= 5) {
      cycle.weekday = *day;
      return true;
    }
  }
  cycle.nth = 0;
  words.back_to(begin);
  return false;
}

std::string clock_text(Milliseconds of_day) {
  return cat(two_digits(static_cast<int>(of_day / kHour)), ":",
             two_digits(static_cast<int>(of_day % kHour / kMinute)));
}

std::string weekday_text(Weekday day, bool zh) {
  static constexpr const char* kEn[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
  static constexpr const char* kZh[] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
  const auto index = static_cast<std::size_t>(day) - 1;
  return zh ? kZh[index] : kEn[index];
}

std::string month_day_text(const Cycle& cycle, bool zh) {
  if (cycle.nth == 0)
    return cycle.kind == Cycle::Kind::year
               ? zh ? cat(cycle.month, "月", cycle.day, "日")
                    : cat(two_digits(cycle.month), "-", two_digits(cycle.day))
           : zh ? cat(cycle.day, "日")
                : cat("day ", cycle.day);
  static constexpr const char* kNames[] = {"first", "second", "third", "fourth", "fifth"};
  const std::string what =
      cycle.of_workdays ? (zh ? "工作日" : "working day") : weekday_text(cycle.weekday, zh);
  if (cycle.nth < 0) return cat(zh ? "最后一个" : "last ", what);
  if (zh) return cat("第", cycle.nth, "个", what);
  return cycle.of_workdays ? cat(what, " ", cycle.nth) : cat(kNames[cycle.nth - 1], " ", what);
}

std::string plain_text(const Cycle& cycle, model::Language language) {
  using Kind = Cycle::Kind;
  const bool zh = language == model::Language::zh;
  const std::string at = clock_text(cycle.at);
  switch (cycle.kind) {
    case Kind::span:
      return cat(zh ? "每" : "every ", to_text(cycle.span, language));
    case Kind::day:
      return cat(zh ? "每天" : "day at ", at);
    case Kind::working_day:
      return cat(zh ? "每个工作日" : "working day at ", at);
    case Kind::week:
      return zh ? cat("每", weekday_text(cycle.weekday, true), at)
                : cat("week on ", weekday_text(cycle.weekday, false), " at ", at);
    case Kind::month:
      return zh ? cat("每月", month_day_text(cycle, true), at)
                : cat("month on ", month_day_text(cycle, false), " at ", at);
    case Kind::quarter:
      return zh ? cat("每季度", month_day_text(cycle, true), at)
                : cat("quarter on ", month_day_text(cycle, false), " at ", at);
    case Kind::year:
      return zh ? cat("每年", month_day_text(cycle, true), at)
                : cat("year on ", month_day_text(cycle, false), " at ", at);
    case Kind::cron:
      return to_text(cycle.cron);
  }
  return {};
}

struct RollWord {
  Roll roll;
  const char *code, *zh, *en;
};
constexpr RollWord kRollWords[] = {
    {Roll::next_workday, "next_workday", "，遇休息日顺延", ", moved to the next working day"},
    {Roll::previous_workday, "previous_workday", "，遇休息日提前",
     ", moved to the working day before"},
    {Roll::past_holidays, "past_holidays", "，遇法定节假日顺延", ", moved past holidays"},
    {Roll::skip, "skip", "，遇休息日不办", ", not on rest days"}};

}  // namespace

std::optional<Roll> parse_roll(std::string_view text) {
  Words words(text);
  std::optional<Roll> roll;
  if (words.eat({"none", "不顺延", "无", "否"}))
    roll = Roll::none;
  else if (words.eat({"next working day", "next_workday", "next_working_day", "下一个工作日",
                      "下一工作日", "顺延"}))
    roll = Roll::next_workday;
  else if (words.eat({"previous working day", "previous_workday", "previous_working_day",
                      "上一个工作日", "上一工作日", "提前"}))
    roll = Roll::previous_workday;
  else if (words.eat({"past holidays", "past_holidays", "避开法定节假日"}))
    roll = Roll::past_holidays;
  else if (words.eat({"skip", "跳过"}))
    roll = Roll::skip;
  return words.done() ? roll : std::nullopt;
}

std::optional<Missed> parse_missed(std::string_view text) {
  Words words(text);
  std::optional<Missed> missed;
  if (words.eat({"all", "全部"}))
    missed = Missed::all;
  else if (words.eat({"last", "最后一次"}))
    missed = Missed::last;
  else if (words.eat({"none", "不补"}))
    missed = Missed::none;
  return words.done() ? missed : std::nullopt;
}

Parsed<Cycle> read_cycle(Words& words) {
  Cycle cycle;
  const bool every = words.eat({"every", "每逢", "每隔", "每"});
  const std::size_t begin = words.offset();
  if (words.eat("cron")) {
    // Five fields; what follows is an option.
    const std::string_view rest = words.rest();
    std::size_t end = 0;
    for (int field = 0; field < 5 && end < rest.size(); ++field) {
      end = std::min(rest.find(' ', end), rest.size());
      while (field < 4 && end < rest.size() && rest[end] == ' ') ++end;
    }
    const auto cron = parse_cron(rest.substr(0, end));
    if (!cron) return std::unexpected(not_a_cycle(words));
    cycle.kind = Cycle::Kind::cron;
    cycle.cron = *cron;
    words.back_to(words.offset() + end);
    words.eat("");
    return cycle;
  }
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
    if (!read_nth(words, cycle)) read_day(words, cycle);
  } else if (words.eat({"quarter", "季度", "季"})) {
    cycle.kind = Cycle::Kind::quarter;
    words.eat("on");
    if (!read_nth(words, cycle)) read_day(words, cycle);
  } else if (words.eat({"year", "年"})) {
    cycle.kind = Cycle::Kind::year;
    words.eat("on");
    if (!read_nth(words, cycle))
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
  words.eat({"at", "的"});
  if (const auto at = words.clock())
    cycle.at = *at % kDay;
  else if (!words.done() && words.rest().find('=') == std::string_view::npos)
    return std::unexpected(not_a_cycle(words));
  return cycle;
}

Parsed<Cycle> parse_cycle(std::string_view text) {
  Words words(text);
  auto cycle = read_cycle(words);
  while (cycle && !words.done()) {
    const std::size_t from = words.offset();
    const std::string_view option = words.rest().substr(0, words.rest().find(' '));
    const auto roll = option.starts_with("roll=") ? parse_roll(option.substr(5)) : std::nullopt;
    const auto missed =
        option.starts_with("missed=") ? parse_missed(option.substr(7)) : std::nullopt;
    if (!roll && !missed) return std::unexpected(not_a_cycle(words));
    if (roll) cycle->roll = *roll;
    if (missed) cycle->missed = *missed;
    words.back_to(from + option.size());
    words.eat("");
  }
  return cycle;
}

std::string to_text(const Cycle& cycle, model::Language language) {
  const bool zh = language == model::Language::zh;
  std::string text = plain_text(cycle, language);
  for (const RollWord& word : kRollWords)
    if (word.roll == cycle.roll) text += zh ? word.zh : word.en;
  if (cycle.missed == Missed::last) text += zh ? "，错过的只补最后一次" : ", missed ones once";
  if (cycle.missed == Missed::none) text += zh ? "，错过的不补" : ", missed ones not at all";
  return text;
}

}  // namespace tf::rule
