#include "sim/scenario_routine.h"

#include <algorithm>

#include "base/text.h"
#include "sim/scenario_acts.h"
#include "sim/scenario_values.h"

namespace tf::sim {

namespace {

constexpr std::uint32_t kMostTasks = 500;  // of a process, at one moment

std::string doer_of(const store::TaskRow& task) {
  if (!task.owner.empty()) return task.owner;
  return task.candidates.empty() ? std::string() : task.candidates.front();
}

bool is_named(const World& world, std::uint64_t case_id) {
  return std::ranges::any_of(world.names,
                             [&](const auto& named) { return named.second.value == case_id; });
}

// A value with "today 18:20" and "today" in its texts as moments and dates of the day.
Value on_day(const Value& value, Date day) {
  if (value.is(Value::Kind::list)) {
    List out;
    for (const Value& item : value.as_list()) out.push_back(on_day(item, day));
    return Value::list(std::move(out));
  }
  if (value.is(Value::Kind::record)) {
    Record out;
    for (const auto& [name, field] : value.as_record()) out.set(name, on_day(field, day));
    return Value::record(std::move(out));
  }
  constexpr std::string_view kToday = "today";
  if (!value.is(Value::Kind::text) || !value.as_text().starts_with(kToday)) return value;
  const std::string_view rest = trim(std::string_view(value.as_text()).substr(kToday.size()));
  if (rest.empty()) return Value::text(to_string(day));
  const auto clock = parse_clock_time(rest);
  return clock ? Value::text(to_string(normal(LocalTime{day, *clock}))) : value;
}

Result<void> do_task(World& world, const Item& item, const store::TaskRow& task, Date day) {
  core::Act act;
  act.verb = "complete";
  act.task = task.task;
  act.outcome = item.outcome;
  if (item.data != nullptr) act.form = on_day(data_of(*item.data), day);
  host::Request request;
  request.case_ref = cat(task.case_id);
  request.actor = {item.by.empty() ? doer_of(task) : item.by, "claimed", ""};
  request.body = std::move(act);
  const host::Answer answer = TF_TRY(world.run(request));
  if (answer.kind == host::Answer::Kind::failed) return std::unexpected(answer.error);
  if (answer.kind == host::Answer::Kind::accepted) return {};
  return fail(Errc::invalid, cat("routine of ", item.name, ": ", task.number,
                                 " refused: ", answer.rejection.code, ": ", answer.rejection.en));
}

}  // namespace

std::optional<Instant> next_routine(const std::vector<Item>& routine, const Zone& zone, Instant t) {
  std::optional<Instant> next;
  const Date today = zone.local(t).date;
  for (const Item& item : routine)
    for (const std::int64_t day : {0, 1, 2}) {
      const Instant at = zone.instant({today + day, item.at.of_day});
      if (at <= t) continue;
      if (!next || at < *next) next = at;
      break;
    }
  return next;
}

Result<std::size_t> do_routine(World& world, const std::vector<Item>& routine, Instant at) {
  const LocalTime now = world.zone().local(at);
  std::size_t acts = 0;
  for (const Item& item : routine) {
    if (world.zone().instant({now.date, item.at.of_day}) != at) continue;
    store::TaskFilter filter;
    filter.workflow = item.workflow;
    filter.limit = kMostTasks;
    for (const store::TaskRow& task : TF_TRY(world.store().tasks(filter))) {
      if (!is_step(task.step, item.name) || is_named(world, task.case_id) || doer_of(task).empty())
        continue;
      TF_OK(do_task(world, item, task, now.date));
      ++acts;
    }
  }
  return acts;
}

}  // namespace tf::sim
