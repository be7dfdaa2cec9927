#include "conformance/bpmn_suite_world.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/temporal.h"
#include "base/text.h"
#include "core/codec.h"
#include "core/listeners.h"
#include "core/load_town.h"
#include "host/chart.h"
#include "interchange/bpmn_write.h"
#include "model/loader.h"
#include "model/print.h"
#include "model/shape.h"
#include "store/store.h"

namespace tf::bpmn_suite {

namespace {

constexpr std::size_t kMostSteps = 10'000;

constexpr std::pair<const char*, const char*> kTown[] = {
    {"suite/town.yaml",
     "town: suite\ntitle: {zh: 试验镇, en: Suite}\nlanguage: [zh, en]\n"
     "calendar: {base: test, zone: UTC, office: 08:30-12:00 14:00-17:30}\nmay: [claim]\n"},
    {"suite/calendar.yaml",
     "calendar: test\nweek: {rest: [saturday, sunday]}\nalways: [01-01]\nyears:\n  2026:\n"
     "    notice: test\n    rest: {labour: 2026-05-01 to 2026-05-05}\n"},
    {"suite/people.yaml", "people: test\ntree:\n  suite: {level: town, holds: {clerk: [ann]}}\n"},
    {"suite/roles.yaml",
     "roles: test\nlevels: [town]\nposts:\n  clerk: {level: town, queue: true, zh: 干事, en: "
     "clerk}\n"}};

const core::Actor kActor{"ann", "engine", ""};

std::string type_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::boolean:
      return "yes_no";
    case Value::Kind::number:
      return "number";
    case Value::Kind::text:
      return "text";
    case Value::Kind::list: {
      const List& list = value.as_list();
      return list.empty() ? "list of text" : cat("list of ", type_of(list.front()));
    }
    case Value::Kind::record:
      return "record";
    default:
      return "";
  }
}

void types_of(const Variables& variables, interchange::BpmnFill& fill) {
  for (const auto& [name, value] : variables)
    if (std::string type = type_of(value); !type.empty() || !fill.types.contains(name))
      fill.types[name] = std::move(type);
}

interchange::BpmnFill fill_of(const Case& one) {
  interchange::BpmnFill fill;
  fill.set = one.set;
  fill.error = one.error;
  fill.from_outside = true;
  for (const Scenario& scenario : one.scenarios) {
    types_of(scenario.variables, fill);
    for (const Act& act : scenario.acts) {
      types_of(act.variables, fill);
      if (act.verb != "complete" && act.verb != "completeAll") continue;
      for (const std::string& task : act.names)
        for (const auto& [name, value] : act.variables) fill.asks[task].insert(name);
    }
    if (scenario.expect == nullptr) continue;
    if (const model::Node* variables = scenario.expect->get("variables"))
      for (const model::Entry& entry : variables->entries)
        if (!fill.types.contains(entry.key))
          fill.types[entry.key] = type_of(value_of(*entry.value));
  }
  for (const auto& [element, sets] : one.set)
    for (const auto& [variable, feel] : sets) fill.types.try_emplace(variable, "");
  return fill;
}

}  // namespace

std::unique_ptr<World> World::open(const Case& one, const Scenario&, bool again, std::string& why) {
  std::unique_ptr<World> world(new World());
  return world->load(one, again, why) ? std::move(world) : nullptr;
}

namespace {

// An imported workflow as a file of the town.
std::pair<std::string, std::string> file_of(interchange::BpmnWorkflow& workflow,
                                            model::Diagnostics& findings) {
  model::Document document;
  document.kind = "workflow";
  document.id = workflow.id;
  document.root = std::move(workflow.root);
  model::check_shape(document, findings);
  return {cat("suite/", workflow.id, ".yaml"), model::print_document(document)};
}

std::vector<core::LoadedTown> towns_of(
    const std::vector<std::pair<std::string, std::string>>& workflows,
    model::Diagnostics& findings) {
  std::vector<std::pair<std::string, std::string>> files(std::begin(kTown), std::end(kTown));
  files.insert(files.end(), workflows.begin(), workflows.end());
  if (std::getenv("BPMN_SHOW") != nullptr)
    for (const auto& [path, text] : workflows) std::cout << text << "\n";
  return core::load_towns(files, findings);
}

}  // namespace

bool World::export_and_import(const std::string& model, const core::Town& town,
                              const interchange::BpmnFill& before, std::string& why) {
  interchange::BpmnFill fill;
  fill.from_outside = true;
  for (const auto& [variable, type] : before.types)
    fill.types[fields_.contains(variable) ? fields_[variable] : variable] = type;
  for (const auto& [element, variables] : before.asks)
    for (const std::string& step : steps_[element])
      for (const std::string& variable : variables) fill.asks[step].insert(field(variable));
  for (const auto& [process, names] : before.passed)
    for (const auto& [name, type] : names)
      fill.passed[workflows_.contains(process) ? workflows_[process] : process]
                 [interchange::bpmn_variable(name)] = type;
  model::Diagnostics findings;
  files_.clear();
  std::map<std::string, std::string> renamed;
  for (const auto& [id, definition] : town.workflows) {
    const host::Chart chart = host::chart_of(*definition, town, nullptr, model::Language::en);
    const std::string xml = interchange::bpmn::write_bpmn(chart.process, true);
    if (std::getenv("BPMN_SHOW") != nullptr) std::cout << xml << "\n";
    if (const char* folder = std::getenv("BPMN_WRITE"); folder != nullptr)
      std::ofstream(cat(folder, "/", model, ".", id, ".bpmn")) << xml;
    auto read = interchange::read_bpmn(xml, fill);
    if (!read) return why = read.error().en, false;
    for (const auto& error : read->report.errors)
      why += cat("exported ", error.element, ": ", error.en, "\n");
    if (!why.empty()) return false;
    for (auto& workflow : read->workflows) {
      for (const auto& [element, step] : workflow.steps) renamed[element] = step;
      for (const auto& [variable, name] : workflow.fields)
        for (auto& [first, second] : fields_)
          if (second == variable) second = name;
      files_.push_back(file_of(workflow, findings));
    }
  }
  for (auto& [element, steps] : steps_)
    for (std::string& step : steps) {
      std::string name = step;
      std::ranges::replace(name, '/', '.');
      if (const auto found = renamed.find(name); found != renamed.end()) step = found->second;
    }
  return true;
}

bool World::load(const Case& one, bool again, std::string& why) {
  interchange::BpmnFill fill = fill_of(one);
  if (again) fill.from_outside = false;
  std::vector<std::string> models;
  for (const auto& path : one.models) models.push_back(read_file(path));
  for (const std::string& text : models)  // what calls in one file pass to processes of another
    if (const auto read = interchange::read_bpmn(text))
      for (const auto& [process, names] : read->passed)
        fill.passed[process].insert(names.begin(), names.end());
  model::Diagnostics findings;
  for (const std::string& text : models) {
    auto read = interchange::read_bpmn(text, fill);
    if (!read) {
      why = read.error().en;
      return false;
    }
    for (const auto& error : read->report.errors) why += cat(error.element, ": ", error.en, "\n");
    if (!why.empty()) return false;
    for (auto& workflow : read->workflows) {
      workflows_[workflow.process] = workflow.id;
      for (const auto& [element, step] : workflow.steps) steps_[element].push_back(step);
      fields_.insert(workflow.fields.begin(), workflow.fields.end());
      files_.push_back(file_of(workflow, findings));
    }
  }
  auto towns = towns_of(files_, findings);
  if (again && !findings.has_errors()) {
    if (!export_and_import(one.name, towns.front().town, fill, why)) return false;
    towns = towns_of(files_, findings);
  }
  if (findings.has_errors()) {
    why = model::to_text(findings, model::Language::en);
    return false;
  }
  auto catalog = std::make_shared<core::Catalog>();
  catalog->add(std::move(towns.front().town));
  catalog_ = catalog;
  clock_.set(*parse_instant("2026-03-10T09:00:00Z"));
  store_ = store::memory_store(true);
  shard_ = std::move(*host::Shard::open(catalog_, *store_, clock_));
  return true;
}

void World::look() {
  for (Instance& instance : instances_)
    if (auto state = shard_->state(instance.id)) instance.state = std::move(*state);
  const std::uint32_t ordinal = catalog_->towns().front()->ordinal;
  for (;;) {
    const CaseId id = case_id(ordinal, instances_.size() + 1);
    auto state = shard_->state(id);
    if (!state) return;
    const auto& workflows = catalog_->towns().front()->workflows;
    instances_.push_back({id, std::move(*state), nullptr});
    instances_.back().definition = workflows.find(instances_.back().state.workflow)->second.get();
  }
}

bool World::send(CaseId id, core::CommandBody body) {
  host::Request request;
  request.key = cat("suite-", ++commands_);
  request.town = catalog_->towns().front()->id;
  if (id) request.case_ref = cat(id.value);
  request.actor = kActor;
  request.body = std::move(body);
  const host::Answer answer = shard_->run(request);
  if (std::getenv("BPMN_SHOW") != nullptr && answer.kind != host::Answer::Kind::accepted)
    std::cout << "refused: " << answer.rejection.en << answer.error.text << "\n";
  fire();
  look();
  return answer.kind == host::Answer::Kind::accepted;
}

// What is due at this very instant happens at once.
void World::fire() {
  for (std::size_t i = 0; i < kMostSteps; ++i) {
    const auto fired = shard_->fire_due(500);
    if (!fired || *fired == 0) return;
  }
}

const std::string& World::field(const std::string& variable) const {
  const auto found = fields_.find(variable);
  return found == fields_.end() ? variable : found->second;
}

Value World::data(const Variables& variables) const {
  Record record;
  for (const auto& [name, value] : variables)
    if (!value.is_null()) record.set(field(name), value);
  return Value::record(std::move(record));
}

bool World::start(const std::string& process, const Variables& variables, core::EventSpec::Kind by,
                  const std::string& name) {
  core::OpenCase open;
  open.town = catalog_->towns().front()->id;
  const auto workflow = workflows_.find(process);
  open.workflow = workflow == workflows_.end() ? process : workflow->second;
  open.data = data(variables);
  if (by != core::EventSpec::Kind::none) {
    const auto& known = catalog_->towns().front()->workflows;
    const auto definition = known.find(open.workflow);
    if (definition != known.end())
      if (const core::Start* way =
              core::start_on(*definition->second, by, interchange::bpmn_reference(name)))
        open.start = way->name;
  }
  const bool accepted = send({}, std::move(open));
  refused_ = refused_ || !accepted;
  return accepted;
}

std::vector<std::string> World::steps_of(const std::string& element) const {
  const auto found = steps_.find(element);
  return found == steps_.end() ? std::vector<std::string>{} : found->second;
}

namespace {

bool is_any(const std::vector<std::string>& steps, const std::string& step) {
  return std::ranges::find(steps, step) != steps.end();
}

}  // namespace

bool World::complete(const std::string& element, const Variables& variables) {
  const auto steps = steps_of(element);
  const Instance* where = nullptr;
  const core::Task* oldest = nullptr;
  for (const Instance& instance : instances_)
    for (const core::Task& task : instance.state.tasks)
      if (is_any(steps, task.step) && (oldest == nullptr || task.offered_at < oldest->offered_at)) {
        where = &instance;
        oldest = &task;
      }
  if (oldest == nullptr) return false;
  core::Act act;
  act.verb = "complete";
  act.task = oldest->id;
  act.form = data(variables);
  return send(where->id, std::move(act));
}

void World::message(const std::string& name) {
  const std::string reference = interchange::bpmn_reference(name);
  for (const Instance& instance : instances_)
    if (core::listens(*instance.definition, instance.state, core::EventSpec::Kind::message,
                      reference)) {
      send(instance.id, core::SendMessage{reference, {}, false});
      return;
    }
  for (const auto& [id, definition] : catalog_->towns().front()->workflows)
    if (core::start_on(*definition, core::EventSpec::Kind::message, reference) != nullptr) {
      start(id, {}, core::EventSpec::Kind::message, name);
      return;
    }
}

void World::signal(const std::string& name) {
  const std::string reference = interchange::bpmn_reference(name);
  const std::vector<Instance> before = instances_;
  for (const Instance& instance : before)
    if (core::listens(*instance.definition, instance.state, core::EventSpec::Kind::signal,
                      reference))
      send(instance.id, core::SendMessage{reference, {}, true});
  for (const auto& [id, definition] : catalog_->towns().front()->workflows)
    if (core::start_on(*definition, core::EventSpec::Kind::signal, reference) != nullptr)
      start(id, {}, core::EventSpec::Kind::signal, name);
}

void World::advance(const std::string& text) {
  Instant until = clock_.now();
  if (const auto duration = parse_duration(text)) until = until + duration->seconds * kSecond;
  for (std::size_t i = 0; i < kMostSteps; ++i) {
    const auto next = store_->next_due();
    if (!next || !*next || **next > until.ms) break;
    clock_.set(std::max(clock_.now(), Instant{**next} + 1));
    fire();
  }
  clock_.set(std::max(clock_.now(), until));
  look();
}

void World::act(const Act& act) {
  for (int i = 0; i < act.times; ++i) {
    if (act.verb == "complete") complete(act.names.front(), act.variables);
    if (act.verb == "message") message(act.names.front());
    if (act.verb == "signal") signal(act.names.front());
  }
  if (act.verb == "completeAll")
    for (std::size_t i = 0; i < kMostSteps; ++i)
      if (std::ranges::none_of(act.names,
                               [&](const std::string& id) { return complete(id, act.variables); }))
        break;
  if (act.verb == "advance") advance(act.names.front());
  if (act.verb == "start") start(act.names.front(), {});
  if (act.verb == "set")
    for (const Instance& instance : std::vector<Instance>(instances_)) {
      if (instance.state.phase == core::CasePhase::closed) continue;
      for (const auto& [name, value] : act.variables)
        if (instance.definition->field(field(name)) != nullptr)
          send(instance.id, core::SendMessage{cat("set-", field(name)),
                                              Value::record({{"value", value}}), false});
    }
  if (act.verb == "trigger") {
    const auto steps = steps_of(act.names.front());
    for (const Instance& instance : std::vector<Instance>(instances_))
      for (const core::Token& token : instance.state.tokens)
        if (is_any(steps, token.step))
          if (const auto* wait =
                  std::get_if<core::WaitSpec>(&instance.definition->step(token.step)->spec)) {
            send(instance.id, core::SendMessage{wait->event.name, {}, false});
            return;
          }
  }
  if (act.verb == "enable" || act.verb == "finish")
    for (const std::string& step : steps_of(act.names.front()))
      message(cat(act.verb == "enable" ? "start-" : "finish-", step));
}

// ---- what is seen
std::map<std::string, int> World::tasks() const {
  std::map<std::string, int> out;
  for (const Instance& instance : instances_)
    for (const core::Task& task : instance.state.tasks) {
      std::string element = task.step;
      for (const auto& [id, steps] : steps_)
        if (is_any(steps, task.step)) element = id;
      ++out[element];
    }
  return out;
}

bool World::waits(const std::string& element) const {
  const auto steps = steps_of(element);
  return std::ranges::any_of(instances_, [&](const Instance& instance) {
    return std::ranges::any_of(instance.state.tokens, [&](const core::Token& token) {
      return is_any(steps, token.step) ||
             is_any(steps, token.step.substr(token.step.rfind('/') + 1));
    });
  });
}

int World::completed(const std::string& element) const {
  int n = 0;
  for (const Instance& instance : instances_)
    for (const std::string& step : steps_of(element))
      if (const auto visits = instance.state.visits.find(step);
          visits != instance.state.visits.end() && instance.definition->step(step) != nullptr)
        n += static_cast<int>(visits->second.completed);
  return n;
}

std::string World::state() const {
  const bool incident = refused_ || std::ranges::any_of(instances_, [](const Instance& i) {
                          const auto count = i.state.counts.find("incident");
                          return count != i.state.counts.end() && count->second > 0;
                        });
  if (incident) return "incident";
  const bool closed = std::ranges::all_of(
      instances_, [](const Instance& i) { return i.state.phase == core::CasePhase::closed; });
  return closed ? "completed" : "active";
}

Value World::variable(const std::string& name) const {
  return instances_.empty() ? Value() : instances_.front().state.field(field(name));
}

std::size_t World::first_completion(const std::string& element) const {
  const auto steps = steps_of(element);
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> at;
  std::size_t n = 0;
  const auto rows = store_->read_all(0, 100'000);
  if (!rows) return SIZE_MAX;
  for (const store::JournalRow& row : *rows) {
    if (row.kind != store::RowKind::accepted) continue;
    const auto body = core::decode_row(row.body);
    if (!body) continue;
    for (const core::Event& event : body->events) {
      ++n;
      if (const auto* placed = std::get_if<core::TokenPlaced>(&event))
        at[{row.case_id, placed->id}] = placed->step;
      if (const auto* ended = std::get_if<core::StepEnded>(&event);
          ended != nullptr && ended->completed && is_any(steps, at[{row.case_id, ended->token}]))
        return n;
    }
  }
  return SIZE_MAX;
}

std::string World::incidents() const {
  std::string out;
  const auto rows = store_->read_all(0, 100'000);
  if (!rows) return out;
  for (const store::JournalRow& row : *rows) {
    if (row.kind == store::RowKind::refused) {
      out += " refused";
      continue;
    }
    const auto body = core::decode_row(row.body);
    if (!body) continue;
    for (const core::Event& event : body->events)
      if (const auto* noted = std::get_if<core::Noted>(&event);
          noted != nullptr && (noted->what == "incident" || noted->what == "null"))
        out += cat(" ", noted->what, ":", noted->reason, noted->with["en"].str());
  }
  return out;
}

}  // namespace tf::bpmn_suite
