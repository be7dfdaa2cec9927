#include "rule/deadline_explain.h"

#include "base/text.h"
#include "rule/calendar_file.h"

namespace tf::rule {
namespace {

std::string weekday_name(Date day, bool zh) {
  static constexpr const char* kEn[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static constexpr const char* kZh[] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
  const auto index = static_cast<std::size_t>(weekday_of(day)) - 1;
  return zh ? kZh[index] : kEn[index];
}

// "2026-02-25 Wed 17:30"; a date's end as 24:00 of that day.
std::string instant_text(Instant t, bool midnight, const Calendar& calendar, bool zh) {
  const LocalTime local = calendar.local(t);
  const bool end = midnight && local.of_day == 0;
  const Date day = end ? local.date - 1 : local.date;
  const std::string clock = end ? "24:00" : to_string(local).substr(11);
  return cat(to_string(day), " ", weekday_name(day, zh), " ", clock);
}

std::string day_line(const DayNote& note, bool zh) {
  const auto language = zh ? model::Language::zh : model::Language::en;
  std::string line = cat("  ", to_string(note.date), " ", weekday_name(note.date, zh), "  ");
  const std::string reason = day_text(note.kind, note.name, language);
  if (note.count > 0)
    line += zh ? cat("第 ", note.count, " 天") : cat("day ", note.count);
  else if (note.rolled)
    line += is_work(note.kind) ? (zh ? "顺延至此" : "moved to here") : (zh ? "顺延" : "moved on");
  else
    line += zh ? "不计" : "not counted";
  if (note.count == 0 || note.kind != DayKind::workday) line += cat(zh ? "：" : ": ", reason);
  if (note.provisional)
    line += zh ? "（当年放假通知尚未载入）" : " (the year's notice is not loaded)";
  return line;
}

// Natural days all count, so a long run of them is told by its ends; working days are told one by
// one.
void append_days(std::string& text, const Due& due, bool natural, bool zh) {
  constexpr std::size_t kShown = 10;
  std::size_t counted = 0;
  while (counted < due.days.size() && due.days[counted].count > 0) ++counted;
  for (std::size_t i = 0; i < due.days.size(); ++i) {
    if (natural && counted > kShown && i == 1) {
      text += zh ? cat("  …… 其间 ", counted - 2, " 天，天天都算\n")
                 : cat("  … ", counted - 2, " days between, every one counted\n");
      i = counted - 1;
    }
    text += cat(day_line(due.days[i], zh), "\n");
  }
}

}  // namespace

std::string explain(const Deadline& deadline, const Due& due, const Calendar& calendar,
                    model::Language language) {
  const bool zh = language == model::Language::zh;
  std::string text;
  const auto line = [&](const char* zh_label, const char* en_label, const std::string& value) {
    text += zh ? cat(zh_label, "：", value, "\n") : cat(en_label, ": ", value, "\n");
  };
  const std::string source = deadline.source.empty() ? "" : cat(" [", deadline.source, "]");
  line("期限", "rule", cat(to_text(deadline, language), source));
  if (!deadline.law.empty()) line("依据", "law", deadline.law);
  line("起点", "start", instant_text(due.start, false, calendar, zh));
  append_days(text, due, deadline.span.unit != Unit::working_days, zh);
  if (deadline.kind == Deadline::Kind::span && deadline.span.unit == Unit::office_hours)
    line("办公时间", "office hours", to_string(calendar.office()));
  line("到期", "due", instant_text(due.due, due.ends_midnight, calendar, zh));
  if (due.warn) line("预警", "warn", instant_text(*due.warn, false, calendar, zh));
  if (due.provisional)
    line("暂定", "provisional",
         zh ? "当年放假通知载入后会重算" : "computed again when the year's notice is loaded");
  line("日历", "calendar", cat(calendar.zone().name(), " ", calendar.version().substr(0, 19)));
  text.pop_back();
  return text;
}

}  // namespace tf::rule
