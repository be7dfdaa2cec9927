// Moments and deadlines in words, as the small grammar reads them.
#include "base/text.h"
#include "rule/deadline.h"

namespace tf::rule {
namespace {

std::string end_of_day_text(Milliseconds of_day) {
  const std::string text = to_string(LocalTime{Date{0}, of_day == kDay ? 0 : of_day});
  return of_day == kDay ? "24:00" : text.substr(11);
}

std::string offset_text(const TimePoint& point, model::Language language) {
  if (point.sign == 0) return {};
  const std::string_view sign = point.sign > 0 ? " + " : " - ";
  if (point.grace) return cat(sign, language == model::Language::zh ? "宽限" : "grace");
  return cat(sign, to_text(point.span, language));
}

std::string weekday_text(Weekday day, model::Language language) {
  static constexpr const char* kEn[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
  static constexpr const char* kZh[] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
  const auto index = static_cast<std::size_t>(day) - 1;
  return language == model::Language::zh ? kZh[index] : kEn[index];
}

}  // namespace

std::string to_text(const TimePoint& point, model::Language language) {
  using Kind = TimePoint::Kind;
  const bool zh = language == model::Language::zh;
  const std::string at = point.at == kDay ? "" : end_of_day_text(point.at);
  const std::string at_en = at.empty() ? "" : cat(" at ", at);
  const std::string offset = offset_text(point, language);
  switch (point.kind) {
    case Kind::clock:
      return end_of_day_text(point.at);
    case Kind::month_day:
      return zh ? cat(point.month, "月", point.day, "日", at)
                : cat(two_digits(point.month), "-", two_digits(point.day), at_en);
    case Kind::day_of_month:
      return zh ? cat(point.next_month ? "下月" : "", point.day, "日", at)
                : cat("day ", point.day, point.next_month ? " of next month" : "", at_en);
    case Kind::weekday:
      return zh ? cat(weekday_text(point.weekday, language), at)
                : cat(weekday_text(point.weekday, language), at_en);
    case Kind::due_of_case:
      return cat(zh ? "案件期限" : "due of case", offset);
    case Kind::warn:
      return cat(zh ? "预警" : "warn", offset);
    case Kind::due:
      return cat(zh ? "到期" : "due", offset);
    case Kind::start:
      return cat(zh ? "起点" : "start", offset);
    case Kind::now:
      return cat(zh ? "现在" : "now", offset);
  }
  return {};
}

std::string to_text(const Deadline& deadline, model::Language language) {
  using Kind = Deadline::Kind;
  const bool zh = language == model::Language::zh;
  std::string text;
  switch (deadline.kind) {
    case Kind::span:
      text = to_text(deadline.span, language);
      break;
    case Kind::until:
      text = cat(zh ? "至" : "until ", to_text(deadline.until, language));
      if (deadline.at_least)
        text += cat(zh ? "，至少" : ", at least ", to_text(*deadline.at_least, language),
                    zh ? "之后" : " away");
      break;
    case Kind::date:
      if (deadline.case_due)
        text = zh ? "至案件期限" : "until due of case";
      else
        text = cat(zh ? "至" : "until ", deadline.date.text);
      break;
    case Kind::before:
      text =
          cat(deadline.before.text, zh ? "前" : " less ", to_text(deadline.by_at_least, language));
      break;
    case Kind::cycle:
      break;
  }
  if (deadline.every)
    text = cat(to_text(*deadline.every, language), text.empty() ? "" : zh ? "，" : ", for ", text);
  if (!deadline.open.empty()) text += cat(zh ? "，时段 " : ", open ", to_string(deadline.open));
  if (deadline.roll == Roll::next_workday)
    text += zh ? "，遇休息日顺延" : ", moved to the next working day";
  if (deadline.roll == Roll::previous_workday)
    text += zh ? "，遇休息日提前" : ", moved to the working day before";
  if (deadline.roll == Roll::past_holidays)
    text += zh ? "，遇法定节假日顺延" : ", moved past holidays";
  return text;
}

}  // namespace tf::rule
