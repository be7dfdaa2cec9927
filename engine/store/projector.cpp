#include "store/projector.h"

#include <algorithm>
#include <set>
#include <variant>

#include "base/json.h"
#include "base/json_writer.h"
#include "core/unlist.h"

namespace tf::store {
namespace {

using core::CasePhase;
using core::CaseState;
using core::Task;

const char* word(CasePhase phase) {
  switch (phase) {
    case CasePhase::open:
      return "open";
    case CasePhase::suspended:
      return "suspended";
    case CasePhase::closed:
      return "closed";
  }
  return "";
}

// One line of at most kMaxTitle bytes, cut between characters.
std::string one_line(std::string text) {
  if (text.size() > kMaxTitle) {
    std::size_t end = kMaxTitle;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
  }
  for (char& c : text)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return text;
}

std::optional<std::int64_t> ms_of(const std::optional<Instant>& at) {
  if (!at) return std::nullopt;
  return at->ms;
}

const core::Clock* clock_of(const CaseState& state, const Task& task) {
  return task.clock == 0 ? nullptr : state.clock(task.clock);
}

// The event as the outbox performs it; field names are those of the journal.
std::string payload_of(const core::EffectRequested& e) {
  std::string json;
  JsonWriter out(json);
  out.begin_object().field("id", e.id).field("kind", e.kind).field("key", e.key);
  out.key("to").begin_array();
  for (const std::string& person : e.to) out.value(person);
  out.end_array().field("text", e.text).field("with", e.with);
  if (e.not_before) out.field("nb", e.not_before->ms);
  out.field("t", e.token);
  if (e.attempts != 0) out.field("try", e.attempts);
  if (e.gap != 0) out.field("gap", e.gap);
  out.end_object();
  return json;
}

// Walks the events once and notes whose rows they change.
struct Touched {
  std::set<std::uint64_t> tasks;
  std::set<std::uint64_t> clocks;
  std::vector<std::uint64_t> closed_tasks;
  bool matches = false;
  Batch& batch;
  std::uint64_t case_id;
  const std::string& town;

  void operator()(const core::CaseOpened&) { matches = true; }
  void operator()(const core::CaseChanged& e) {
    matches = matches || e.phase || e.closed_at || e.reopened || e.keys;
  }
  void operator()(const core::TaskOffered& e) { tasks.insert(e.task.id); }
  void operator()(const core::TaskChanged& e) { tasks.insert(e.task); }
  void operator()(const core::TaskClosed& e) { closed_tasks.push_back(e.task); }
  void operator()(const core::ClockStarted& e) { clocks.insert(e.clock.id); }
  void operator()(const core::ClockMoved& e) { clocks.insert(e.clock); }
  void operator()(const core::ClockPhaseChanged& e) { clocks.insert(e.clock); }
  void operator()(const core::ClockPassed& e) { clocks.insert(e.clock); }
  void operator()(const core::RungFired& e) { clocks.insert(e.clock); }
  void operator()(const core::EffectRequested& e) {
    batch.outbox.push_back({.case_id = case_id,
                            .effect = e.id,
                            .kind = e.kind,
                            .key = e.key,
                            .payload = payload_of(e),
                            .next_ms = e.not_before ? e.not_before->ms : 0,
                            .tries = 0,
                            .last_error = {}});
  }
  // What a plugin keeps: by its id, under the key.
  void operator()(const core::Noted& e) {
    if (e.what != core::kNotedKept) return;
    const Value& until = e.with["until"];
    batch.kept.push_back({.town = town,
                          .plugin = e.by,
                          .key = e.reason,
                          .value = e.with["v"].is_null() ? std::string() : to_json(e.with["v"]),
                          .until_ms = until.is_null() ? std::nullopt : until.as_number().whole()});
  }
  void operator()(const core::EffectEnded& e) { batch.done_effects.emplace_back(case_id, e.id); }
  template <class Other>
  void operator()(const Other&) {}  // shows only in the case row
};

}  // namespace

std::string ProjectionTexts::case_title(const CaseState& state) const {
  return state.workflow;
}
std::string ProjectionTexts::step_title(const CaseState&, std::string_view step) const {
  return std::string(step);
}
std::string ProjectionTexts::unit(const CaseState&, const Task& task) const {
  return task.post;
}

CaseRow case_row_of(const CaseState& state, const ProjectionTexts& texts, const Hash& case_hash) {
  CaseRow row;
  row.id = state.id.value;
  row.number = state.number;
  row.town = state.town;
  row.workflow = state.workflow;
  row.title = one_line(texts.case_title(state));
  row.phase = word(state.phase);
  row.stage = state.stage;
  row.result = state.result;
  row.reason = state.reason;
  row.light = static_cast<std::uint8_t>(state.light);
  row.listed = state.listed;
  row.grid = state.grid;
  row.reporter = state.reporter;
  if (const auto task = std::ranges::max_element(state.tasks, {}, &Task::id);
      task != state.tasks.end()) {
    row.unit = texts.unit(state, *task);
    row.owner = task->owner.empty() && task->candidates.size() == 1 ? task->candidates.front()
                                                                    : task->owner;
  }
  row.opened_ms = state.received_at.ms;
  if (const core::Clock* clock = state.case_clock()) {
    if (clock->phase != core::ClockPhase::cancelled) {
      row.due_ms = clock->due.ms;
      row.warn_ms = ms_of(clock->warn);
    }
    row.on_time = clock->phase != core::ClockPhase::missed &&
                  !(clock->stopped_at && *clock->stopped_at > clock->due);
  }
  if (state.phase != CasePhase::closed) row.wake_ms = ms_of(state.next_wake());
  row.closed_ms = ms_of(state.closed_at);
  row.parent = state.parent;
  row.seq = state.seq;
  row.case_hash = case_hash;
  return row;
}

TaskRow task_row_of(const CaseState& state, const Task& task, const ProjectionTexts& texts) {
  TaskRow row;
  row.case_id = state.id.value;
  row.task = task.id;
  row.town = state.town;
  row.workflow = state.workflow;
  row.number = state.number;
  row.step = task.step;
  row.title = one_line(texts.step_title(state, task.step));
  row.work = task.work;
  row.state = task.phase == core::TaskPhase::claimed ? "claimed" : "offered";
  row.owner = task.owner;
  row.candidates = task.candidates;
  row.unit = texts.unit(state, task);
  if (const core::Clock* clock = clock_of(state, task)) {
    row.light = static_cast<std::uint8_t>(clock->light);
    row.due_ms = clock->due.ms;
  }
  row.offered_ms = task.offered_at.ms;
  return row;
}

void project(const CaseState& after, const std::vector<core::Event>& events,
             const ProjectionTexts& texts, const Hash& case_hash, Batch& batch) {
  const std::uint64_t id = after.id.value;
  Touched touched{.tasks = {},
                  .clocks = {},
                  .closed_tasks = {},
                  .matches = false,
                  .batch = batch,
                  .case_id = id,
                  .town = after.town};
  for (const core::Event& event : events) std::visit(touched, event);

  batch.cases.push_back(case_row_of(after, texts, case_hash));
  const bool closed = after.phase == CasePhase::closed;
  for (const Task& task : after.tasks) {
    if (closed && !core::outlives_case(task))
      batch.closed_tasks.emplace_back(id, task.id);
    else if (touched.tasks.contains(task.id) || touched.clocks.contains(task.clock))
      batch.tasks.push_back(task_row_of(after, task, texts));
  }
  for (const std::uint64_t task : touched.closed_tasks) batch.closed_tasks.emplace_back(id, task);
  if (touched.matches)
    for (const std::string& key : after.keys)
      batch.matches.push_back({.key = key,
                               .case_id = id,
                               .workflow = after.workflow,
                               .opened_ms = after.received_at.ms,
                               .closed_ms = ms_of(after.closed_at)});
}

}  // namespace tf::store
