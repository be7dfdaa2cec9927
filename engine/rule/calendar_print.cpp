#include "rule/calendar_print.h"

#include <algorithm>

#include "base/text.h"
#include "rule/calendar_file.h"

namespace tf::rule {
namespace {

struct PrintedStretch {
  std::string name;
  Date first, last;
  bool work = false;
};

std::vector<PrintedStretch> stretches(const CalendarLayer& layer) {
  std::vector<CalendarDay> days = layer.days;
  std::ranges::stable_sort(days, {}, &CalendarDay::date);
  std::vector<PrintedStretch> out;
  for (const CalendarDay& day : days)
    if (!out.empty() && out.back().last + 1 == day.date && out.back().work == day.work &&
        out.back().name == day.name)
      out.back().last = day.date;
    else
      out.push_back({day.name, day.date, day.date, day.work});
  return out;
}

}  // namespace

std::unique_ptr<model::Node> year_node(const CalendarLayer& layer, std::int64_t year,
                                       const std::string& notice, const model::Span& at) {
  auto rest = model::Node::map(at);
  auto work = model::Node::list(at);
  work->flow = true;
  for (const PrintedStretch& s : stretches(layer)) {
    if (ymd_of(s.last).year != year) continue;
    if (s.work) {
      for (Date day = s.first; day <= s.last; day = day + 1)
        work->items.push_back(model::Node::scalar(to_string(day), at));
      continue;
    }
    std::string name = festival_id(s.name);
    for (int n = 2; rest->has(name); ++n) name = cat(festival_id(s.name), "_", n);
    const std::string days =
        s.first == s.last ? to_string(s.first) : cat(to_string(s.first), " to ", to_string(s.last));
    rest->put(name, model::Node::scalar(days, at), at);
  }
  auto entry = model::Node::map(at);
  if (!notice.empty()) entry->put("notice", model::Node::scalar(notice, at), at);
  if (!rest->entries.empty()) entry->put("rest", std::move(rest), at);
  if (!work->items.empty()) entry->put("work", std::move(work), at);
  return entry;
}

}  // namespace tf::rule
