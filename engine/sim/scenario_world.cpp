#include "sim/scenario_world.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "core/bind.h"
#include "core/codec.h"
#include "host/effect_memory.h"
#include "host/opened.h"
#include "host/outbox_retry.h"
#include "host/plugins.h"
#include "host/publication.h"
#include "host/town_files.h"
#include "model/overlay.h"
#include "model/print.h"
#include "model/shape.h"
#include "plugin/effect.h"
#include "sim/scenario_routine.h"

namespace tf::sim {

using model::Document;
using model::Node;

namespace {

constexpr std::size_t kMostSteps = 100'000;  // of the clock between two items
constexpr std::size_t kMostRounds = 1'000;   // at one instant
constexpr std::size_t kWorldPage = 500;

std::string findings_text(const model::Diagnostics& findings) {
  return model::to_text(findings, model::Language::en);
}

// `patch` laid over `base`: maps by key, everything else replaced.
void lay_over(Node& base, const Node& patch) {
  for (const model::Entry& entry : patch.entries) {
    Node* there = base.get(entry.key);
    if (there != nullptr && there->is_map() && entry.value->is_map())
      lay_over(*there, *entry.value);
    else
      base.put(entry.key, entry.value->clone(), entry.key_span);
  }
}

// Does anything in it open a case of the process `id`?
bool opens(const Node& node, const std::string& id) {
  return std::ranges::any_of(node.items, [&](const auto& item) { return opens(*item, id); }) ||
         std::ranges::any_of(node.entries, [&](const model::Entry& entry) {
           const bool this_one = entry.key == "open" && entry.value->is_scalar();
           return (this_one && entry.value->text == id) || opens(*entry.value, id);
         });
}

// What the story is about: only these processes open by the calendar.
std::set<std::string> named_processes(const Scenario& scenario) {
  std::set<std::string> named{scenario.workflow};
  for (const Item& item : scenario.story) {
    named.insert(item.workflow);
    named.insert(item.case_name);
  }
  for (const Item& item : scenario.routine) named.insert(item.workflow);
  return named;
}

// Leaves out the processes that the story cannot reach: those that neither it, nor a ladder, nor
// a process it reaches opens.
void keep_reached(std::vector<Document>& documents, const Scenario& scenario) {
  std::set<std::string> reached{scenario.workflow};
  for (const Item& item : scenario.story) reached.insert(item.workflow);
  for (const Item& item : scenario.routine) reached.insert(item.workflow);
  for (bool grew = true; grew;) {
    grew = false;
    for (const Document& target : documents) {
      if (target.kind != "workflow" || reached.contains(target.id)) continue;
      const bool named = std::ranges::any_of(documents, [&](const Document& source) {
        return (source.kind == "ladders" ||
                (source.kind == "workflow" && reached.contains(source.id))) &&
               opens(*source.root, target.id);
      });
      if (named) grew = reached.insert(target.id).second || grew;
    }
  }
  std::erase_if(documents, [&](const Document& document) {
    return document.kind == "workflow" && !reached.contains(document.id);
  });
}

std::shared_ptr<const core::Sources> sources_of(const std::vector<Document>& documents,
                                                const std::string& town) {
  auto out = std::make_shared<core::Sources>();
  for (std::size_t i = 0; i < documents.size(); ++i)
    out->texts[cat(documents[i].kind, "/", documents[i].id, "/", i)] = print_document(documents[i]);
  out->towns = {town};
  out->hash = host::hash_of(*out);
  return out;
}

}  // namespace

Result<std::unique_ptr<World>> World::open(const Scenario& scenario, const Stage& stage) {
  std::unique_ptr<World> world(new World());
  world->town_id_ = scenario.town;
  world->coverage_ = stage.coverage;
  world->routine_ = scenario.routine;
  model::Diagnostics findings;
  world->documents_ = stage.library->merged(scenario.town, findings);
  if (world->documents_.empty())
    return fail(Errc::not_found, cat("there is no town '", scenario.town, "'"),
                cat("没有乡镇“", scenario.town, "”"));
  if (scenario.with != nullptr) TF_OK(world->lay(*scenario.with));
  // A town that is still being written can be tried process by process.
  if (!world->bind()) {
    keep_reached(world->documents_, scenario);
    TF_OK(world->bind());
  }
  world->store_ = TF_TRY(stage.make_store());
  host::ShardOptions options;
  options.schedules_of = named_processes(scenario);
  world->shard_ =
      TF_TRY(host::Shard::open(world->catalog_, *world->store_, world->clock_, options));
  if (scenario.change != nullptr) TF_OK(world->change(*scenario.change, false, ""));
  return world;
}

const core::Town& World::town() const {
  return *catalog_->town(town_id_);
}

Result<void> World::bind() {
  model::Diagnostics findings;
  std::erase_if(documents_, [](const Document& d) {  // jobs come from their plugins each time
    return d.file && d.file->path.ends_with(".job");
  });
  auto plugins = host::load_plugins(documents_, findings);
  std::vector<const Document*> documents;
  for (const Document& document : documents_) documents.push_back(&document);
  core::Town town = core::bind_town(documents, 1, findings, std::move(plugins));
  if (findings.has_errors()) {
    findings.sort();
    return fail(Errc::invalid, findings_text(findings));
  }
  town.id = town_id_;
  if (town.calendar) zone_ = town.calendar->zone();
  auto catalog = std::make_shared<core::Catalog>();
  // Cases stand on what was in force when they began.
  catalog->add(std::move(town));
  if (catalog_) catalog->keep_from(*catalog_);
  if (shard_) catalog->sources = sources_of(documents_, town_id_);  // a change goes on the record
  catalog_ = std::move(catalog);
  return {};
}

Result<void> World::publish(bool running, const std::string& by) {
  TF_OK(bind());
  static_cast<void>(TF_TRY(shard_->publish(catalog_, by)));
  const auto published = TF_TRY(host::publications(*store_));
  last_change_by = published.empty() ? "" : published.back().by;
  if (!running) return {};
  for (const auto& [workflow, definition] : town().workflows)
    static_cast<void>(TF_TRY(shard_->apply_rules(town_id_, workflow, by)));
  return {};
}

Result<void> World::change(const Node& change, bool running, const std::string& by) {
  Document overlay;
  overlay.kind = "town";
  overlay.id = town_id_;
  overlay.file = change.span.file;
  overlay.root = Node::map(change.span);
  overlay.root->put("town", Node::scalar(town_id_, change.span), change.span);
  overlay.root->put("extends", Node::scalar(town_id_, change.span), change.span);
  for (const model::Entry& entry : change.entries)
    overlay.root->put(entry.key, entry.value->clone(), entry.key_span);
  model::Diagnostics findings;
  model::check_shape(overlay, findings);
  std::vector<const Document*> base;
  for (const Document& document : documents_) base.push_back(&document);
  std::vector<Document> merged = model::merge(base, overlay, findings);
  for (Document& document : merged) model::check_shape(document, findings);
  if (findings.has_errors()) return fail(Errc::invalid, findings_text(findings));
  documents_ = std::move(merged);
  return publish(running, by);
}

Result<void> World::lay(const Node& files) {
  for (const model::Entry& entry : files.entries) {
    Document* there = nullptr;
    for (Document& document : documents_)
      if (document.kind == entry.key && document.root) there = &document;
    if (there == nullptr)
      return fail(Errc::not_found, cat("the town has no file of kind '", entry.key, "'"),
                  cat("这个乡镇没有“", entry.key, "”类文件"));
    lay_over(*there->root, *entry.value);
    model::Diagnostics findings;
    model::check_shape(*there, findings);
    if (findings.has_errors()) return fail(Errc::invalid, findings_text(findings));
  }
  return {};
}

Result<void> World::load(const Node& files, const std::string& by) {
  TF_OK(lay(files));
  return publish(true, by);
}

void World::stand_at(Instant t) {
  clock_.set(std::max(clock_.now(), t));
}

Result<void> World::fire() {
  for (std::size_t round = 0; round < kMostRounds; ++round)
    if (TF_TRY(shard_->fire_due(kWorldPage)) == 0 && TF_TRY(answer_effects()) == 0 &&
        !TF_TRY(shard_->go_on()))
      return {};
  return fail(Errc::invalid, cat("timers due at ", zone_.format(clock_.now()),
                                 " fire again and again without end"));
}

Result<std::optional<Instant>> World::next_moment() {
  auto next = TF_TRY(shard_->next_due());
  for (const auto& other : {again_, next_routine(routine_, zone_, routine_done_)})
    if (other && (!next || *other < *next)) next = other;
  return next;
}

Result<void> World::pass_until(Instant t) {
  if (down) return {};
  if (clock_.now() == Instant{}) {  // schedules count from where the story begins
    stand_at(t - 1);
    routine_done_ = clock_.now();
  }
  for (std::size_t step = 0; step < kMostSteps; ++step) {
    const auto next = TF_TRY(next_moment());
    if (!next || *next >= t) return {};
    const bool daily = next_routine(routine_, zone_, routine_done_) == next;
    if (again_ == next) again_.reset();
    stand_at(*next + 1);
    TF_OK(fire());
    if (!daily) continue;
    routine_done_ = *next;
    daily_acts += TF_TRY(do_routine(*this, routine_, *next));
    TF_OK(fire());
  }
  return fail(Errc::invalid, cat("more than ", kMostSteps, " timers before ", zone_.format(t)));
}

Result<void> World::settle() {
  if (down) return {};
  stand_at(clock_.now() + 1);
  return fire();
}

Result<host::Answer> World::run(const host::Request& request) {
  host::Request sent = request;
  sent.key = cat("story-", ++commands);
  sent.town = town_id_;
  host::Answer answer = shard_->run(sent);
  static_cast<void>(TF_TRY(answer_effects()));
  return answer;
}

// The outside does what it is asked at once; notices stay in the outbox, nobody waits for them.
Result<std::size_t> World::answer_effects() {
  std::size_t answered = 0;
  for (const store::OutboxRow& row : TF_TRY(store_->outbox(clock_.now().ms, kWorldPage))) {
    if (row.kind == "notice" || row.kind == "digest" || row.kind == "urge") continue;
    const auto how = effects.find(row.kind);
    if (how == effects.end())
      if (const auto told = TF_TRY(plugin_effect(row))) {
        if (*told) ++answered;
        continue;
      }
    host::Request request;
    request.town = town_id_;
    request.case_ref = cat(row.case_id);
    request.actor = {"", "engine", ""};
    const std::string word = how == effects.end() ? "ok" : how->second;
    if (word == "unreachable" && TF_TRY(tried_again(row, std::nullopt))) continue;
    const bool ok = word != "failed" && word != "unreachable";
    request.body =
        core::FinishEffect{row.effect, ok, !ok || word == "ok" ? Value() : Value::text(word)};
    const host::Answer answer = shard_->run(request);
    if (answer.kind == host::Answer::Kind::failed) return std::unexpected(answer.error);
    ++answered;
  }
  return answered;
}

// Whether the effect, which did not get through, waits for another attempt.
Result<bool> World::tried_again(store::OutboxRow row, std::optional<Milliseconds> asked) {
  ++row.tries;
  const auto at = host::next_attempt(row, clock_.now(), asked);
  if (!at) return false;
  row.next_ms = at->ms;
  if (!again_ || *again_ <= clock_.now() || *at < *again_) again_ = at;
  store::Batch batch;
  batch.outbox.push_back(std::move(row));
  TF_OK(store_->commit(batch));
  return true;
}

// The effect of a plugin runs as it would, without a network. None: it is no plugin's; false: it
// asks for another try later.
Result<std::optional<bool>> World::plugin_effect(const store::OutboxRow& row) {
  const auto* plugins = dynamic_cast<const plugin::TownPlugins*>(town().plugins.get());
  const auto found = plugins == nullptr ? std::nullopt : plugins->effect(row.kind);
  if (!found) return std::optional<bool>();
  host::EffectMemory memory(*store_, town(), found->source->manifest, clock_.now());
  const auto payload = parse_json(host::opened_json(*store_, row.payload));
  const Value arguments[] = {payload ? (*payload)["with"] : Value(), Value::text(row.key)};
  const Milliseconds wait =
      plugin::wait_for_hours(found->source->manifest, *town().calendar, clock_.now());
  plugin::Outcome ran;
  if (wait > 0) {
    ran.answer = Value::record({{"retry", Value::text(cat(wait, "ms"))}});
  } else if (!found->off) {
    ran = plugin::run_here(*found->source, found->function, arguments, {{}, &memory});
    plugins->count(found->source->manifest.id, ran, clock_.now());
  }
  const bool good = !found->off && ran.code == plugin::Code::none;
  Value answer = good ? memory.with_writes(plugin::effect_answer(ran.answer)) : Value();
  const bool retry = good && !answer["retry"].is_null();
  if (retry || (!good && !found->off)) {
    const auto asked = retry ? plugin::parse_span(answer["retry"].str()) : std::nullopt;
    if (TF_TRY(tried_again(row, asked))) return std::optional(false);
  }
  host::Request request;
  request.town = town_id_;
  request.case_ref = cat(row.case_id);
  request.actor = {"", "engine", ""};
  const bool ok = good && !retry && answer["outcome"] != Value::text("failed");
  request.body = core::FinishEffect{row.effect, ok, retry ? Value() : std::move(answer)};
  const host::Answer told = shard_->run(request);
  if (told.kind == host::Answer::Kind::failed) return std::unexpected(told.error);
  return std::optional(true);
}

Result<void> World::watch() {
  for (;;) {
    const auto rows = TF_TRY(store_->read_all(seen_seq, kWorldPage));
    for (const store::JournalRow& row : rows) {
      seen_seq = row.seq;
      if (row.kind != store::RowKind::accepted) continue;
      core::RowBody body = TF_TRY(core::decode_row(row.body));
      host::open_sealed(*store_, body);
      for (const core::Event& event : body.events) {
        if (coverage_ != nullptr) coverage_->saw(town_id_, trails_[row.case_id], event);
        if (const auto* effect = std::get_if<core::EffectRequested>(&event);
            effect != nullptr && (effect->kind == "notice" || effect->kind == "digest"))
          notices_.push_back({row.seq, row.case_id, effect->to, effect->not_before});
        if (const auto* rung = std::get_if<core::RungFired>(&event))
          rungs_.push_back(
              {row.case_id, rung->clock, rung->level, rung->effective, rung->detected});
        if (const auto* started = std::get_if<core::ClockStarted>(&event);
            started != nullptr && started->clock.of == "case")
          case_clocks_.emplace_back(row.case_id, started->clock.id);
      }
    }
    if (rows.size() < kWorldPage) return {};
  }
}

bool World::is_case_clock(std::uint64_t case_id, std::uint64_t clock) const {
  return std::ranges::find(case_clocks_, std::pair(case_id, clock)) != case_clocks_.end();
}

std::optional<CaseId> World::case_of(const std::string& word) {
  if (word.empty()) return last ? std::optional(last) : std::nullopt;
  if (const auto named = names.find(word); named != names.end()) return named->second;
  store::CaseFilter filter;
  filter.workflow = word;
  filter.limit = 500;
  std::uint64_t newest = 0;
  if (const auto rows = store_->cases(filter))
    for (const store::CaseRow& row : *rows) newest = std::max(newest, row.id);
  if (newest != 0) return CaseId{newest};
  if (const auto row = store_->case_by_number(word); row && *row) return CaseId{(*row)->id};
  return std::nullopt;
}

}  // namespace tf::sim
