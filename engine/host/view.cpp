#include "host/view.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "core/codec.h"
#include "core/forms.h"
#include "core/message_forms.h"
#include "core/step/step_kind.h"
#include "core/words.h"
#include "host/incidents.h"
#include "host/roll_row.h"
#include "host/texts.h"

namespace tf::host {

namespace {

struct TownView {
  const core::Town* town;
  std::shared_ptr<const core::Definition> definition;
  Zone zone;

  TownView(const core::CaseState& state, const core::Catalog& catalog)
      : town(catalog.town(state.town)),
        definition(catalog.definition(state.versions.definition)),
        zone(town == nullptr ? Zone() : town->calendar->zone()) {}

  Value at(const std::optional<Instant>& t) const {
    return t ? Value::text(zone.format(*t)) : Value();
  }
  Value words(const core::Words& w) const {
    return Value::record({{"zh", Value::text(w.zh)}, {"en", Value::text(w.en)}});
  }
  // The field's own title, else the town's words for its name.
  core::Words title_of(const core::Field& field) const {
    return !field.title.empty() || town == nullptr ? field.title : town->word(field.name);
  }
  core::Words step_title(std::string_view id) const {
    const core::Step* step = definition == nullptr ? nullptr : definition->step(id);
    if (step != nullptr && !step->title.empty()) return step->title;
    if (step != nullptr && town != nullptr)
      if (const auto* task = std::get_if<core::TaskSpec>(&step->spec))
        if (const core::Words& w = town->word(task->work); !w.empty()) return w;
    if (town != nullptr)
      if (const core::Words& w = town->word(id); !w.empty()) return w;
    return {std::string(id), std::string(id)};
  }
};

Value texts(const std::vector<std::string>& list) {
  List out;
  for (const std::string& s : list) out.push_back(Value::text(s));
  return Value::list(std::move(out));
}
Value counted(std::uint64_t n) {
  return Value::number(static_cast<std::int64_t>(n));
}

Value form_value(const TownView& view, const core::Form& form);

Value field_value(const TownView& view, const core::Field& field) {
  static constexpr const char* kTypes[] = {
      "line",   "text",    "number", "whole",     "money",     "yes_no", "date",    "moment",
      "choice", "choices", "person", "unit",      "household", "node",   "address", "place",
      "phone",  "photo",   "file",   "signature", "case",      "record", "list"};
  Record out{{"name", Value::text(field.name)},
             {"title", view.words(view.title_of(field))},
             {"type", Value::text(kTypes[static_cast<int>(field.type.kind)])},
             {"required", Value::boolean(field.required)}};
  if (!field.type.pattern.empty())
    out.set("pattern", Value::text(core::whole_pattern(field.type.pattern)));
  if (!field.about.empty()) out.set("about", view.words(field.about));
  if (!field.reason.empty()) out.set("reason", view.words(field.reason));
  if (!field.type.choices.empty()) {
    List choices;
    for (const std::string& choice : field.type.choices) {
      const core::Words w = view.town == nullptr ? core::Words{} : view.town->word(choice);
      choices.push_back(
          Value::record({{"id", Value::text(choice)},
                         {"title", view.words(w.empty() ? core::Words{choice, choice} : w)}}));
    }
    out.set("choices", Value::list(std::move(choices)));
  }
  if (field.type.item) {
    core::Field item;
    item.name = "item";
    item.type = *field.type.item;
    out.set("item", field_value(view, item));
  }
  if (!field.type.fields.empty()) {
    core::Form inner;
    inner.fields = field.type.fields;
    out.set("fields", form_value(view, inner));
  }
  return Value::record(std::move(out));
}

Value form_value(const TownView& view, const core::Form& form) {
  List out;
  for (const auto& field : form.fields) out.push_back(field_value(view, *field));
  return Value::list(std::move(out));
}

Value forms_value(const TownView& view, const std::vector<core::Form>& forms) {
  List out;
  for (const core::Form& form : forms)
    for (const auto& field : form.fields) out.push_back(field_value(view, *field));
  return Value::list(std::move(out));
}

// What a person can do at a task: its buttons and their forms, the verbs open there.
void add_doings(const TownView& view, const core::Task& task, Record& out) {
  const core::Step* step = view.definition == nullptr ? nullptr : view.definition->step(task.step);
  if (step == nullptr) return;
  if (const auto* spec = std::get_if<core::TaskSpec>(&step->spec))
    out.set("form", forms_value(view, spec->forms));
  if (!task.prepared.is_null()) out.set("prepared", task.prepared);
  List outcomes;
  for (const core::Outcome& outcome : step->outcomes) {
    core::Words title = outcome.title;
    if (title.empty() && view.town != nullptr) title = view.town->word(outcome.name);
    outcomes.push_back(Value::record(
        {{"name", Value::text(outcome.name)},
         {"title", view.words(title.empty() ? core::Words{outcome.name, outcome.name} : title)},
         {"form", forms_value(view, outcome.forms)}}));
  }
  out.set("outcomes", Value::list(std::move(outcomes)));
  List may;
  Record forms, titles;  // what a verb asks for, and what its button says
  for (const core::Verb& verb : step->may) {
    if (!verb.open) continue;
    may.push_back(Value::text(verb.word));
    if (!verb.forms.empty()) forms.set(verb.word, forms_value(view, verb.forms));
    if (!verb.title.empty()) titles.set(verb.word, view.words(verb.title));
  }
  out.set("may", Value::list(std::move(may)));
  out.set("may_forms", Value::record(std::move(forms)));
  if (!titles.empty()) out.set("may_titles", Value::record(std::move(titles)));
}

Value task_value(const TownView& view, const core::CaseState& state, const core::Task& task) {
  Record out{{"task", counted(task.id)},
             {"step", Value::text(task.step)},
             {"title", view.words(view.step_title(task.step))},
             {"work", Value::text(task.work)},
             {"state", Value::text(core::word_of(task.phase))},
             {"owner", Value::text(task.owner)},
             {"candidates", texts(task.candidates)},
             {"helpers", texts(task.helpers)},
             {"post", Value::text(task.post)},
             {"path", texts(task.path)},
             {"why", Value::text(task.why)},
             {"urges", counted(task.urges)},
             {"offered_at", view.at(task.offered_at)}};
  if (const core::Clock* clock = state.clock(task.clock)) {
    out.set("due", view.at(clock->due));
    out.set("warn", view.at(clock->warn));
    out.set("light", Value::text(core::word_of(clock->light)));
  }
  add_doings(view, task, out);
  return Value::record(std::move(out));
}

Value clock_value(const TownView& view, const core::Clock& clock) {
  List rungs;
  for (const core::Rung& rung : clock.rungs)
    rungs.push_back(Value::record({{"level", Value::text(rung.level)},
                                   {"at", view.at(rung.at)},
                                   {"conditional", Value::boolean(rung.conditional)},
                                   {"fired", Value::boolean(rung.fired)},
                                   {"effective_at", view.at(rung.effective)}}));
  return Value::record({{"of", Value::text(clock.of)},
                        {"name", Value::text(clock.name)},
                        {"rule", Value::text(clock.rule)},
                        {"rules_version", Value::text(clock.rules)},
                        {"start", view.at(clock.start)},
                        {"warn", view.at(clock.warn)},
                        {"due", view.at(clock.due)},
                        {"provisional", Value::boolean(clock.provisional)},
                        {"ladder", Value::text(clock.ladder)},
                        {"state", Value::text(core::word_of(clock.phase))},
                        {"light", Value::text(core::word_of(clock.light))},
                        {"stopped_at", view.at(clock.stopped_at)},
                        {"extended", counted(clock.extended)},
                        {"rungs", Value::list(std::move(rungs))}});
}

}  // namespace

std::string case_json(const core::CaseState& state, const core::Catalog& catalog) {
  const TownView view(state, catalog);
  Record out{{"case", Value::text(std::to_string(state.id.value))},
             {"number", Value::text(state.number)},
             {"town", Value::text(state.town)},
             {"workflow", Value::text(state.workflow)},
             {"workflow_title", view.definition ? view.words(view.definition->title) : Value()},
             {"state", Value::text(core::word_of(state.phase))},
             {"stage", Value::text(state.stage)},
             {"result", state.result.empty() ? Value() : Value::text(state.result)},
             {"reason", Value::text(state.reason)},
             {"light", Value::text(core::word_of(state.light))},
             {"listed", Value::boolean(state.listed)},
             {"on_time", Value::boolean(core::on_time(state))},
             {"reporter", Value::text(state.reporter)},
             {"channel", Value::text(state.channel)},
             {"grid", Value::text(state.grid)},
             {"received_at", view.at(state.received_at)},
             {"closed_at", view.at(state.closed_at)},
             {"urges", counted(state.urges)},
             {"reopen_count", counted(state.reopen_count)},
             {"parent", state.parent == 0 ? Value() : Value::text(std::to_string(state.parent))},
             {"definition", Value::text(state.versions.definition)},
             {"seq", counted(state.seq)}};
  List lights;
  for (const core::LightChange& change : state.lights)
    lights.push_back(Value::record({{"light", Value::text(core::word_of(change.light))},
                                    {"effective_at", view.at(change.at)},
                                    {"detected_at", view.at(change.seen)},
                                    {"cause", Value::text(change.cause)}}));
  out.set("lights", Value::list(std::move(lights)));
  Record fields;
  for (const auto& [name, value] : state.facts) fields.set(name, core::shown(value));
  out.set("fields", Value::record(std::move(fields)));
  List tasks, clocks, children;
  for (const core::Task& task : state.tasks) tasks.push_back(task_value(view, state, task));
  for (const core::Clock& clock : state.clocks) clocks.push_back(clock_value(view, clock));
  for (const core::Child& child : state.children)
    children.push_back(Value::record({{"case", Value::text(std::to_string(child.id))},
                                      {"workflow", Value::text(child.workflow)},
                                      {"state", Value::text(child.closed ? "closed" : "open")},
                                      {"result", Value::text(child.result)}}));
  out.set("tasks", Value::list(std::move(tasks)));
  out.set("clocks", Value::list(std::move(clocks)));
  out.set("children", Value::list(std::move(children)));
  if (!state.incidents.empty()) {
    List incidents;
    for (const core::Incident& incident : state.incidents)
      incidents.push_back(incident_value({state.id.value, state.number, state.town, incident}));
    out.set("incidents", Value::list(std::move(incidents)));
  }
  List steps;
  for (const auto& [step, visits] : state.visits)
    steps.push_back(Value::record({{"step", Value::text(step)},
                                   {"title", view.words(view.step_title(step))},
                                   {"entered", counted(visits.entered)},
                                   {"completed", counted(visits.completed)},
                                   {"outcome", Value::text(visits.outcome)},
                                   {"by", Value::text(visits.by)}}));
  out.set("steps", Value::list(std::move(steps)));
  return to_json(Value::record(std::move(out)));
}

Result<std::string> workflow_json(const core::Catalog& catalog, const std::string& town_id,
                                  const std::string& workflow) {
  const core::Town* town = catalog.town(town_id);
  if (town == nullptr)
    return fail(Errc::not_found, cat("there is no town '", town_id, "'"),
                cat("没有乡镇“", town_id, "”"));
  const auto found = town->workflows.find(workflow);
  if (found == town->workflows.end())
    return fail(Errc::not_found, cat("town ", town_id, " has no workflow '", workflow, "'"),
                cat("乡镇 ", town_id, " 没有流程“", workflow, "”"));
  const core::Definition& def = *found->second;
  core::CaseState none;
  none.town = town_id;
  none.versions.definition = def.hash;
  const TownView view(none, catalog);
  Record out{{"town", Value::text(town_id)},
             {"workflow", Value::text(def.id)},
             {"title", view.words(def.title)},
             {"about", view.words(def.about)},
             {"definition", Value::text(def.hash)}};
  out.set("form", forms_value(view, def.opening(def.starts.front())));
  List starts;
  for (const core::Start& start : def.starts)
    if (!start.name.empty())
      starts.push_back(Value::record({{"start", Value::text(start.name)},
                                      {"title", view.words(start.title)},
                                      {"form", forms_value(view, def.opening(start))}}));
  if (!starts.empty()) out.set("starts", Value::list(std::move(starts)));
  Record messages;  // what those that have a form ask of their sender
  for (const auto& [name, forms] : core::messages_with_forms(def)) {
    List asked;
    for (const core::Form* form : forms)
      for (const auto& field : form->fields) asked.push_back(field_value(view, *field));
    messages.set(name, Value::list(std::move(asked)));
  }
  if (!messages.empty()) out.set("messages", Value::record(std::move(messages)));
  core::Form all;  // also those filled later
  all.fields = def.fields;
  out.set("fields", form_value(view, all));
  List steps;
  for (const core::Step& step : def.steps)
    steps.push_back(
        Value::record({{"id", Value::text(step.id)},
                       {"title", view.words(view.step_title(step.id))},
                       {"kind", Value::text(step.kind == nullptr ? "pass" : step.kind->name)},
                       {"due", Value::text(step.due.name)}}));
  out.set("steps", Value::list(std::move(steps)));
  return to_json(Value::record(std::move(out)));
}

namespace {

// Of the chains that are no case's, a roll's has a town.
std::string town_of_row(std::uint64_t chain, const core::Catalog& catalog) {
  if (const core::Town* town = catalog.town(town_of(CaseId{chain}))) return town->id;
  if (chain != 0)
    for (const core::Town* town : catalog.towns())
      if (roll_stream(town->id).value == chain) return town->id;
  return {};
}

const char* kind_of_no_case(const store::JournalRow& row) {
  const auto body = core::decode_row(row.body);
  return body && std::holds_alternative<core::Erased>(body->command) ? "erased" : "published";
}

}  // namespace

Result<std::vector<LiveEvent>> live_events(store::Store& store, std::uint64_t after,
                                           std::size_t limit, const core::Catalog& catalog) {
  std::vector<LiveEvent> out;
  for (const store::JournalRow& row : TF_TRY(store.read_all(after, limit))) {
    LiveEvent event;
    event.seq = row.seq;
    event.case_id = row.case_id;
    event.kind = row.kind == store::RowKind::refused ? "refused"
                 : row.case_id == 0                  ? kind_of_no_case(row)
                 : town_of(CaseId{row.case_id}) == 0 ? "roll"
                 : row.case_seq == 1                 ? "opened"
                                                     : "changed";
    event.town = town_of_row(row.case_id, catalog);
    const auto case_row = town_of(CaseId{row.case_id}) == 0
                              ? Result<std::optional<store::CaseRow>>(std::nullopt)
                              : store.case_row(row.case_id);
    Record data{{"seq", counted(row.seq)},
                {"case", Value::text(std::to_string(row.case_id))},
                {"kind", Value::text(event.kind)}};
    if (case_row && *case_row) {
      event.number = (*case_row)->number;
      data.set("number", Value::text(event.number));
      data.set("state", Value::text((*case_row)->phase));
      data.set("light", Value::text(core::word_of(static_cast<core::Light>((*case_row)->light))));
      if ((*case_row)->phase == "closed" && (*case_row)->seq == row.case_seq) event.kind = "closed";
    }
    event.data = to_json(Value::record(std::move(data)));
    out.push_back(std::move(event));
  }
  return out;
}

}  // namespace tf::host
