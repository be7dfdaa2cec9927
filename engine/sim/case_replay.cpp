#include "sim/case_replay.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace tf::sim {

using host::Answer;
using host::Request;

namespace {

constexpr std::size_t kDuePage = 512;       // cases whose timers fire in one commit
constexpr std::size_t kMostPages = 10'000;  // at one instant

const core::Actor kImport{"import", "claimed", ""};

struct ReplayStep {  // one command to come
  Instant at;
  bool closes = false;
  std::size_t index = 0;  // of CaseFile::cases
  auto operator<=>(const ReplayStep&) const = default;
};

std::vector<ReplayStep> steps_of(const CaseFile& file) {
  std::vector<ReplayStep> steps;
  for (std::size_t i = 0; i < file.cases.size(); ++i) {
    steps.push_back({file.cases[i].opened, false, i});
    if (const auto ends = file.cases[i].ends()) steps.push_back({*ends, true, i});
  }
  std::ranges::sort(steps);
  return steps;
}

// Which column answers which field of the opening form.
struct Cell {
  std::size_t column;
  const core::Field* field;
};

std::vector<Cell> cells_of(const Csv& csv, const core::Definition& definition) {
  std::vector<Cell> cells;
  for (const auto& field : definition.form) {
    auto column = csv.column(field->name);
    if (!column && field->name == "source_ref") column = csv.column("case_id");
    if (column) cells.push_back({*column, field.get()});
  }
  return cells;
}

Value value_of(std::string_view text, const core::Field& field) {
  const core::TypeKind kind = field.type.kind;
  if (kind == core::TypeKind::number || kind == core::TypeKind::whole)
    if (const auto number = Decimal::parse(text)) return Value::number(*number);
  return Value::text(text);
}

class Run {
 public:
  Run(const CaseFile& file, const core::Town& town, std::string workflow, host::Shard& shard,
      VirtualClock& clock, const CaseReplayOptions& options)
      : file_(file),
        town_(town),
        workflow_(std::move(workflow)),
        cells_(cells_of(file.csv, *town.workflows.at(workflow_))),
        shard_(shard),
        clock_(clock),
        options_(options),
        steps_(steps_of(file)) {
    run_.ids.resize(file.cases.size());
    tasks_.resize(file.cases.size());
  }

  Result<CaseReplayRun> live(const std::function<void(std::size_t, std::size_t)>& progress) {
    for (std::size_t from = 0; from < steps_.size(); from += options_.batch) {
      const std::size_t to = std::min(from + options_.batch, steps_.size());
      TF_OK(pass_until(steps_[from].at));
      TF_OK(live_batch(from, to));
      if (progress) progress(to, steps_.size());
    }
    TF_OK(pass_until(options_.until));
    return std::move(run_);
  }

 private:
  struct OpenTask {
    std::uint64_t task = 0;
    std::string who;
  };

  // Everything due before `t` fires, each at its own instant.
  Result<void> pass_until(Instant t) {
    clock_.set(std::max(clock_.now(), t));
    for (std::size_t page = 0; page < kMostPages; ++page) {
      const std::size_t fired = TF_TRY(shard_.fire_due(kDuePage));
      run_.fired += fired;
      if (fired == 0) return {};
    }
    return fail(Errc::invalid, cat("timers due before ", town_.calendar->zone().format(t),
                                   " fire again and again without end"));
  }

  Result<void> live_batch(std::size_t from, std::size_t to) {
    clock_.set(std::max(clock_.now(), steps_[to - 1].at));
    std::vector<Request> requests(to - from);
    std::size_t heard = 0;
    const auto answers =
        shard_.run(std::span(requests), [&](Request& request, std::span<const Answer> before) {
          for (; heard < before.size(); ++heard) hear(steps_[from + heard], before[heard]);
          request = request_for(steps_[from + before.size()]);
        });
    for (; heard < answers.size(); ++heard) hear(steps_[from + heard], answers[heard]);
    for (std::size_t i = 0; i < answers.size(); ++i) TF_OK(count(steps_[from + i], answers[i]));
    return {};
  }

  Request request_for(const ReplayStep& step) const {
    const FileCase& c = file_.cases[step.index];
    Request request;
    request.town = town_.id;
    request.at = step.at;
    if (step.closes) {
      request.key = cat("close-", c.id);
      if (run_.ids[step.index] == 0) return request;  // it was not opened: nothing to close
      const OpenTask& open = tasks_[step.index];
      request.case_ref = std::to_string(run_.ids[step.index]);
      request.actor = {open.who, "claimed", ""};
      core::Act act;
      act.verb = "complete";
      act.task = open.task;
      request.body = std::move(act);
      return request;
    }
    request.key = cat("open-", c.id);
    request.actor = kImport;
    core::OpenCase open;
    open.town = town_.id;
    open.workflow = workflow_;
    open.received_at = c.opened;
    if (options_.given_targets) open.due = c.target;
    std::vector<Record::Entry> data;
    for (const Cell& cell : cells_)
      if (const std::string_view text = file_.csv.at(c.row, cell.column); !text.empty())
        data.emplace_back(cell.field->name, value_of(text, *cell.field));
    open.data = Value::record(Record(std::move(data)));
    request.body = std::move(open);
    return request;
  }

  // What the next commands need of an answer: whose case it is, which task waits for whom.
  void hear(const ReplayStep& step, const Answer& answer) {
    if (answer.kind != Answer::Kind::accepted) return;
    if (step.closes) {
      tasks_[step.index] = {};
      return;
    }
    run_.ids[step.index] = answer.case_id;
    const auto body = parse_json(answer.body);
    if (!body || !(*body)["tasks"].is(Value::Kind::list)) return;
    for (const Value& task : (*body)["tasks"].as_list()) {
      OpenTask& open = tasks_[step.index];
      if (task["task"].is(Value::Kind::number))
        open.task = static_cast<std::uint64_t>(task["task"].as_number().whole().value_or(0));
      if (task["owner"].is(Value::Kind::text))
        open.who = task["owner"].as_text();
      else if (const Value& list = task["candidates"];
               list.is(Value::Kind::list) && !list.as_list().empty())
        open.who = list.as_list().front().str();
      return;
    }
  }

  Result<void> count(const ReplayStep& step, const Answer& answer) {
    ++run_.commands;
    if (answer.kind == Answer::Kind::accepted) {
      ++(step.closes ? run_.closed : run_.opened);
      return {};
    }
    const bool refused = answer.kind == Answer::Kind::refused;
    if (!refused && answer.error.code != Errc::not_found) return std::unexpected(answer.error);
    ++run_.refused;
    if (run_.told.size() < CaseReplayRun::kMostTold)
      run_.told.push_back(cat(file_.cases[step.index].id, step.closes ? " close: " : " open: ",
                              refused ? answer.rejection.en : answer.error.text));
    return {};
  }

  const CaseFile& file_;
  const core::Town& town_;
  const std::string workflow_;
  const std::vector<Cell> cells_;
  host::Shard& shard_;
  VirtualClock& clock_;
  const CaseReplayOptions& options_;
  const std::vector<ReplayStep> steps_;
  std::vector<OpenTask> tasks_;
  CaseReplayRun run_;
};

}  // namespace

Result<std::string> workflow_for(const core::Town& town) {
  if (town.workflows.size() == 1) return town.workflows.begin()->first;
  std::vector<std::string> asking;
  for (const auto& [id, definition] : town.workflows)
    if (std::ranges::any_of(definition->form, [](const auto& f) { return f->name == "type"; }))
      asking.push_back(id);
  if (asking.size() == 1) return asking.front();
  return fail(Errc::invalid,
              cat("the town ", town.id, " has ", town.workflows.size(), " workflows, ",
                  asking.size(), " of which ask for a type; one of them has to"),
              cat("乡镇 ", town.id, " 有 ", town.workflows.size(), " 个流程，其中 ", asking.size(),
                  " 个要填类型；须恰有一个"));
}

Instant end_of(const CaseFile& file, const Zone& zone) {
  Instant last;
  for (const FileCase& c : file.cases) last = std::max({last, c.opened, c.ends().value_or(last)});
  return zone.instant({zone.local(last).date + 1, 0});
}

Result<CaseReplayRun> replay_cases(const CaseFile& file, const core::Town& town, host::Shard& shard,
                                   VirtualClock& clock, const CaseReplayOptions& options,
                                   const std::function<void(std::size_t, std::size_t)>& progress) {
  return Run(file, town, TF_TRY(workflow_for(town)), shard, clock, options).live(progress);
}

}  // namespace tf::sim
