#include "interchange/ics.h"

#include <libical/ical.h>

#include <algorithm>
#include <memory>

#include "base/text.h"

namespace tf::interchange {
namespace {

struct Free {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Root = std::unique_ptr<icalcomponent, Free>;

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

Result<void> add_event(icalcomponent* event, CalendarLayer& layer) {
  const std::string summary(text_of(icalcomponent_get_summary(event)));
  const auto wrong = [&](std::string_view what) {
    return fail(Errc::invalid, cat("event '", summary, "': ", what));
  };
  if (icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY) != nullptr)
    return wrong(
        "it repeats, so it belongs to no year; write each year's days, or a fixed day "
        "under 'always'");
  const auto first = date_of_time(icalcomponent_get_dtstart(event));
  if (!first) return wrong("DTSTART should be a day without a time (VALUE=DATE)");
  const icaltimetype end = icalcomponent_get_dtend(event);
  const auto after =
      icaltime_is_null_time(end) != 0 ? std::optional(*first + 1) : date_of_time(end);
  if (!after || *after <= *first) return wrong("DTEND should be a day after DTSTART");
  const bool work = says_work(event, summary);
  for (Date day = *first; day < *after; day = day + 1) {
    if (layer.days.size() >= kMostIcsDays) return wrong("the file has too many days");
    layer.days.push_back({day, work, festival_of(summary)});
  }
  return {};
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

Result<CalendarLayer> read_ics(std::string_view text, std::string name) {
  if (text.size() > kMostIcsBytes) return fail(Errc::invalid, "the file is larger than 4 MiB");
  icalerror_set_errors_are_fatal(0);
  const std::string copy(text);  // libical reads to a final zero
  const Root root(icalparser_parse_string(copy.c_str()));
  if (!root || icalcomponent_isa(root.get()) != ICAL_VCALENDAR_COMPONENT)
    return fail(Errc::invalid, "it is no iCalendar file: BEGIN:VCALENDAR … END:VCALENDAR");
  CalendarLayer layer;
  layer.name = std::move(name);
  for (icalcomponent* event = icalcomponent_get_first_component(root.get(), ICAL_VEVENT_COMPONENT);
       event != nullptr;
       event = icalcomponent_get_next_component(root.get(), ICAL_VEVENT_COMPONENT)) {
    const auto added = add_event(event, layer);
    if (!added) return std::unexpected(added.error());
  }
  if (layer.days.empty()) return fail(Errc::invalid, "the calendar has no events");
  find_years(layer);
  return layer;
}

}  // namespace tf::interchange
