#include "interchange/ics.h"

#include <libical/ical.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/text.h"

namespace tf::interchange {
namespace {

struct Free {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Root = std::unique_ptr<icalcomponent, Free>;

constexpr std::int64_t kMostEventDays = 60;
constexpr std::string_view kWorkMarks[] = {
    "补班", "上班", "调休", "班", "make-up workday", "makeup workday", "workday", "make-up"};
constexpr std::string_view kRestMarks[] = {"假期", "放假", "休息", "休", "holiday"};

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view text_of(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

bool says_work(icalcomponent* event, std::string_view summary) {
  std::string all = lowered(summary);
  for (icalproperty* p = icalcomponent_get_first_property(event, ICAL_CATEGORIES_PROPERTY);
       p != nullptr; p = icalcomponent_get_next_property(event, ICAL_CATEGORIES_PROPERTY))
    all += cat(" ", lowered(text_of(icalproperty_get_categories(p))));
  return std::any_of(std::begin(kWorkMarks), std::end(kWorkMarks),
                     [&](std::string_view mark) { return all.find(mark) != std::string::npos; });
}

// 春节（休） → 春节; 国庆节 补班 → 国庆节.
std::string festival_of(std::string_view summary) {
  std::string name(trim(summary));
  for (const std::string_view open : {"（", "("})
    if (const std::size_t at = name.find(open); at != std::string::npos) name.resize(at);
  for (const auto* marks : {&kWorkMarks}) {
    for (const std::string_view mark : *marks)
      if (name.size() > mark.size() && name.ends_with(mark)) name.resize(name.size() - mark.size());
  }
  for (const std::string_view mark : kRestMarks)
    if (name.size() > mark.size() && name.ends_with(mark)) name.resize(name.size() - mark.size());
  return std::string(trim(name));
}

std::optional<Date> date_of_time(const icaltimetype& t) {
  if (icaltime_is_null_time(t) != 0 || t.is_date == 0) return std::nullopt;
  return date_of({t.year, t.month, t.day});
}

std::optional<rule::RowError> add_event(icalcomponent* event, CalendarLayer& layer) {
  const std::string summary(text_of(icalcomponent_get_summary(event)));
  const auto wrong = [&](std::string_view zh, std::string_view en) {
    return rule::RowError{0, cat("事件“", summary, "”：", zh), cat("event '", summary, "': ", en)};
  };
  if (icalcomponent_get_first_property(event, ICAL_XLICERROR_PROPERTY) != nullptr)
    return wrong("有一行读不懂：每行写成 名称:内容，例如 DTSTART;VALUE=DATE:20261001",
                 "a line of it cannot be read: write NAME:content, as "
                 "DTSTART;VALUE=DATE:20261001");
  if (icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY) != nullptr)
    return wrong("它会重复，不属于哪一年；逐年写出日期，固定的日子写在 always 里",
                 "it repeats, so it belongs to no year; write each year's days, or a fixed day "
                 "under 'always'");
  const auto first = date_of_time(icalcomponent_get_dtstart(event));
  if (!first)
    return wrong("DTSTART 应是不带钟点的日子（VALUE=DATE）",
                 "DTSTART should be a day without a time (VALUE=DATE)");
  const icaltimetype end = icalcomponent_get_dtend(event);
  const auto after =
      icaltime_is_null_time(end) != 0 ? std::optional(*first + 1) : date_of_time(end);
  if (!after || *after <= *first)
    return wrong("DTEND 应是 DTSTART 之后的日子", "DTEND should be a day after DTSTART");
  if (*after - *first > kMostEventDays)
    return wrong(cat("一段放假最多 ", kMostEventDays, " 天：查看 DTEND"),
                 cat("a stretch has at most ", kMostEventDays, " days: look at DTEND"));
  const bool work = says_work(event, summary);
  for (Date day = *first; day < *after; day = day + 1) {
    const auto there = std::ranges::find(layer.days, day, &CalendarDay::date);
    if (there != layer.days.end() && there->work != work)
      return wrong(cat(to_string(day), " 又放假又补班：只留一个"),
                   cat(to_string(day), " is a day off and a make-up workday: keep one"));
    if (there != layer.days.end()) continue;
    if (layer.days.size() >= kMostIcsDays)
      return wrong("文件里的日子太多", "the file has too many days");
    layer.days.push_back({day, work, festival_of(summary)});
  }
  return std::nullopt;
}

// The lines on which events begin.
std::vector<std::size_t> event_lines(std::string_view text) {
  std::vector<std::size_t> lines;
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (lowered(trim(line)) == "begin:vevent") lines.push_back(number);
  }
  return lines;
}

// Days of one festival that follow each other belong to the year in which the last of them lies.
void find_years(CalendarLayer& layer) {
  std::ranges::sort(layer.days, {}, &CalendarDay::date);
  for (std::size_t i = 0; i < layer.days.size();) {
    std::size_t last = i;
    while (last + 1 < layer.days.size() && layer.days[last + 1].date == layer.days[last].date + 1 &&
           layer.days[last + 1].work == layer.days[i].work &&
           layer.days[last + 1].name == layer.days[i].name)
      ++last;
    const std::int64_t year = ymd_of(layer.days[last].date).year;
    if (std::ranges::find(layer.years, year) == layer.years.end()) layer.years.push_back(year);
    i = last + 1;
  }
}

}  // namespace

std::expected<CalendarLayer, rule::RowError> read_ics(std::string_view text, std::string name) {
  const auto refused = [](const char* zh, const char* en) {
    return std::unexpected(rule::RowError{0, zh, en});
  };
  if (text.size() > kMostIcsBytes)
    return refused("文件超过 4 MiB：只留放假的日子",
                   "the file is larger than 4 MiB: keep the days of rest and work alone");
  icalerror_set_errors_are_fatal(0);
  const std::string copy(text);  // libical reads to a final zero
  const Root root(icalparser_parse_string(copy.c_str()));
  if (!root || icalcomponent_isa(root.get()) != ICAL_VCALENDAR_COMPONENT)
    return refused("不是 iCalendar 文件：应以 BEGIN:VCALENDAR 开头、END:VCALENDAR 结尾",
                   "it is no iCalendar file: BEGIN:VCALENDAR … END:VCALENDAR");
  if (lowered(text).find("\nend:vcalendar") == std::string::npos)
    return refused("文件不完整：没有 END:VCALENDAR；重新导出或下载",
                   "the file is cut off: it has no END:VCALENDAR; export or fetch it again");
  CalendarLayer layer;
  layer.name = std::move(name);
  const std::vector<std::size_t> lines = event_lines(text);
  std::size_t n = 0;
  for (icalcomponent* event = icalcomponent_get_first_component(root.get(), ICAL_VEVENT_COMPONENT);
       event != nullptr;
       event = icalcomponent_get_next_component(root.get(), ICAL_VEVENT_COMPONENT)) {
    auto wrong = add_event(event, layer);
    if (wrong && n < lines.size()) wrong->line = lines[n];
    if (wrong) return std::unexpected(*std::move(wrong));
    ++n;
  }
  if (layer.days.empty())
    return refused("日历里没有事件：导出整年的放假表", "the calendar has no events");
  find_years(layer);
  return layer;
}

}  // namespace tf::interchange
