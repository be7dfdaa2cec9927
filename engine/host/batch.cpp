#include "host/batch.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <set>

#include "base/check.h"
#include "base/log.h"
#include "base/text.h"
#include "core/codec.h"
#include "core/env.h"
#include "core/incidents.h"
#include "core/metrics.h"
#include "core/sealing.h"
#include "core/words.h"
#include "host/publication.h"
#include "host/standard_facts.h"

namespace tf::host {

namespace {

constexpr const char* kNoKeys = "keys.unusable";

core::CommandKey follow_key(const core::CommandKey& cause, std::uint64_t seq, std::size_t n) {
  std::string bytes(reinterpret_cast<const char*>(cause.data()), cause.size());
  bytes += cat(":", seq, ":", n);
  const Hash hash = sha256(bytes);
  core::CommandKey key{};
  std::copy_n(hash.begin(), key.size(), key.begin());
  return key;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

}  // namespace

BatchRunner::BatchRunner(std::shared_ptr<const core::Catalog> catalog, store::Store& store,
                         const ShardOptions& options)
    : catalog_(std::move(catalog)),
      store_(store),
      options_(options),
      texts_(catalog_),
      cases_(options.most_cached) {
  world_.catalog = catalog_.get();
  world_.lookup = this;
  world_.new_case = [this](const core::Town& town, Instant at) { return new_case(town, at); };
}

void BatchRunner::use(std::shared_ptr<const core::Catalog> catalog) {
  catalog_ = std::move(catalog);
  world_.catalog = catalog_.get();
  texts_.use(catalog_);
}

// Of a case older than the publications bound at the start.
void BatchRunner::find_definition(const std::string& hash) {
  if (catalog_->definition(hash) != nullptr) return;
  auto found = with_definition(catalog_, store_, hash, options_.isolate);
  if (found)
    use(std::move(*found));
  else
    log_error("an old process could not be read", {{"why", found.error().text}});
}

Result<void> BatchRunner::start() {
  const store::Head head = TF_TRY(store_.head());
  TF_OK(start_beside(head.at));
  head_ = committed_ = head;
  return {};
}

Result<void> BatchRunner::start_beside(Instant now) {
  head_ = committed_ = {0, {}, now};
  const auto settings = TF_TRY(store_.settings());
  trees_ = TreeHistory(settings);
  for (const auto& [key, value] : settings)
    if (key.starts_with("n/") || key.starts_with("y/"))
      counters_[key] = std::stoull(value);
    else if (key == store::kRingSetting)
      ring_noted_ = true;
    else if ((key.starts_with("lock/") || key.starts_with("seal/") || key.starts_with("signal/") ||
              key.starts_with("erase/")) &&
             !value.empty())
      kept_[key] = value;
  committed_counters_ = counters_;
  committed_kept_ = kept_;
  take_ring();
  return {};
}

std::uint64_t& BatchRunner::counter(const std::string& key) {
  return counters_[key];
}

std::pair<CaseId, std::string> BatchRunner::new_case(const core::Town& town, Instant at) {
  const std::string count_key = cat("n/", town.id);
  const std::uint64_t n = ++counter(count_key);
  batch_.settings[count_key] = std::to_string(n);
  const std::int64_t year = ymd_of(town.calendar->date(at)).year;
  const std::string year_key = cat("y/", town.id, "/", year);
  const std::uint64_t of_year = ++counter(year_key);
  batch_.settings[year_key] = std::to_string(of_year);
  std::string digits = std::to_string(of_year);
  if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
  const CaseId id = case_id(town.ordinal, n);
  std::string number = cat(upper(town.id), "-", year, "-", digits);
  numbers_[number] = id.value;
  return {id, std::move(number)};
}

std::uint64_t BatchRunner::staged_number(const std::string& number) const {
  const auto found = numbers_.find(number);
  return found == numbers_.end() ? 0 : found->second;
}
core::CommandKey BatchRunner::digest_of(const core::CommandKey& key) const {
  const auto found = digests_.find(key);
  return found == digests_.end() ? core::CommandKey{} : found->second;
}

void BatchRunner::begin(Instant now) {
  now_ = std::max(now, head_.at);  // rows are never stamped before the row before
  batch_ = {};
  touched_.clear();
  numbers_.clear();
  digests_.clear();
  take_ring();
}

void BatchRunner::stand_at(Instant t) {
  now_ = std::max(t, head_.at);
}

Result<CachedCase*> BatchRunner::load(CaseId id) {
  if (CachedCase* found = cases_.find(id.value)) return found;
  LoadedCase loaded;
  loaded.state = TF_TRY(load_state(store_, id, 0, &loaded.case_hash));
  return &adopt(std::move(loaded));
}

CachedCase& BatchRunner::adopt(LoadedCase loaded) {
  CachedCase entry;
  entry.state = std::move(loaded.state);
  entry.case_hash = loaded.case_hash;
  entry.snapshot_seq = entry.state.seq - entry.state.seq % options_.snapshot_every;
  if (const core::Town* town = catalog_->town(entry.state.town)) {
    const auto places = trees_.places(town->id, entry.state.grid, entry.state.now);
    entry.standing = core::standing_of(*town, entry.state, places ? &*places : nullptr);
  }
  return cases_.put(entry.state.id.value, std::move(entry));
}

Result<core::CaseState> BatchRunner::state(CaseId id) {
  if (const CachedCase* found = cases_.find(id.value)) return found->state;
  return load_state(store_, id);  // looking does not bring a case into memory
}

// ---- running
// ----------------------------------------------------------------------------------------------
void BatchRunner::catch_up(CaseId id) {
  const auto entry = load(id);
  if (!entry) return;
  const auto wake = (*entry)->state.next_wake();
  if (!wake || !(*wake < now_)) return;
  core::Command timers;
  timers.target = id;
  timers.actor = {"", "engine", ""};
  timers.body = core::FireTimers{};
  run(timers, {});
}

Answer BatchRunner::run(const core::Command& command, const core::CommandKey& digest) {
  Answer answer;
  const bool timers = std::holds_alternative<core::FireTimers>(command.body);
  if (command.target && !timers) catch_up(command.target);
  std::deque<core::Follow> queue;
  std::vector<core::Follow> follows;
  Done first = turn(command, digest, follows);
  if (!first.verdict) {
    answer.kind = first.failed ? Answer::Kind::failed : Answer::Kind::refused;
    answer.rejection = first.verdict.error();
    answer.case_id = command.target.value;
    if (first.failed) answer.error = *std::move(first.failed);
    return answer;
  }
  queue.insert(queue.end(), follows.begin(), follows.end());
  for (std::size_t n = 0; !queue.empty(); ++n) {
    if (n >= Shard::kMostFollows) {
      incident(CaseId{first.case_id}, {"engine.too_many_follows",
                                       "一次操作牵动的案件过多",
                                       "too many cases moved by one command",
                                       {}});
      break;
    }
    const core::Follow follow = std::move(queue.front());
    queue.pop_front();
    core::Command next;
    next.target = follow.target;
    next.key = follow_key(command.key, head_.seq, n);
    next.actor = {command.actor.person, "engine", command.actor.on_behalf};
    next.body = follow.body;
    if (next.target) catch_up(next.target);
    follows.clear();
    const Done done = turn(next, {}, follows);
    if (!done.verdict) {
      // A failing internal turn is an incident of its own case, never of the sender.
      const auto* open = std::get_if<core::OpenCase>(&follow.body);
      incident(open == nullptr ? follow.target : CaseId{open->parent}, done.verdict.error(),
               open == nullptr ? &next : nullptr, follow.tries);
      // A child that was refused has ended; whoever waits for it goes on.
      if (open != nullptr && open->parent != 0)
        queue.push_back({CaseId{open->parent}, core::ChildEnded{open->given_id, "refused", {}}});
    }
    queue.insert(queue.end(), follows.begin(), follows.end());
  }
  answer.kind = Answer::Kind::accepted;
  answer.case_id = first.case_id;
  answer.opened = first.opened;
  if (timers) return answer;
  const auto entry = load(CaseId{first.case_id});
  if (!entry) {
    answer.kind = Answer::Kind::failed;
    answer.error = entry.error();
    return answer;
  }
  answer.body = answer_json((*entry)->state, *catalog_, (*entry)->state.seq);
  return answer;
}

BatchRunner::Done BatchRunner::turn(const core::Command& command, const core::CommandKey& digest,
                                    std::vector<core::Follow>& follows) {
  const auto* open = std::get_if<core::OpenCase>(&command.body);
  Done done{.verdict = {}, .case_id = command.target.value, .opened = false};
  CachedCase fresh;
  CachedCase* entry = &fresh;
  if (open == nullptr) {
    const auto found = load(command.target);
    if (!found) {
      done.verdict = std::unexpected(
          core::Rejection{"case.not_found", "没有这个案件", found.error().text, {}});
      done.failed = found.error();  // damage is not "not found"
      return done;
    }
    entry = *found;
    find_definition(entry->state.versions.definition);
  }
  const std::string& town_id = open != nullptr ? open->town : entry->state.town;
  world_.town = catalog_->town(town_id);
  if (world_.town == nullptr) {
    done.verdict = std::unexpected(core::Rejection{"town.unknown",
                                                   cat("没有乡镇“", town_id, "”"),
                                                   cat("there is no town '", town_id, "'"),
                                                   {}});
    stage_refusal(command, digest, done.verdict.error());
    return done;
  }
  turning_ = command.target.value;
  if (const auto ready = ready_to_seal(definition_for(command, *entry)); !ready) {
    done.verdict =
        std::unexpected(core::Rejection{kNoKeys, "密钥文件不能用", ready.error().text, {}});
    done.failed = Error{Errc::io, ready.error().text, ready.error().zh};
    return done;
  }
  core::Turn turn(world_, entry->state, now_, command.actor);
  turn.key = command.key;
  try {
    done.verdict = core::decide(turn, command);
  } catch (const Bug& bug) {
    // The case stops where it was; the town goes on.
    log_error("a turn broke a promise", {{"what", bug.what()}});
    if (command.target) cases_.drop(command.target.value);
    done.verdict = std::unexpected(
        core::Rejection{"engine.bug",
                        "引擎内部错误，案件未改动",
                        cat("an error of the engine; the case is unchanged: ", bug.what()),
                        {}});
    if (turn.sealing() != nullptr) turn.sealing()->mask(done.verdict.error());
    stage_refusal(command, digest, done.verdict.error(), &turn);
    if (std::holds_alternative<core::FireTimers>(command.body)) postpone(command.target);
    return done;
  }
  if (!done.verdict) {
    stage_refusal(command, digest, done.verdict.error(), &turn);
    return done;
  }
  follows = turn.follows();
  if (turn.events().empty()) {
    // Nothing happened here: an opening that is another case's business becomes that case's
    // command.
    if (open != nullptr && follows.size() == 1) {
      core::Command joined = command;
      joined.target = follows.front().target;
      joined.body = follows.front().body;
      follows.clear();
      catch_up(joined.target);
      return this->turn(joined, digest, follows);
    }
    return done;
  }
  if (open != nullptr) {
    done.opened = true;
    done.case_id = entry->state.id.value;
    entry = &cases_.put(done.case_id, std::move(fresh));
    core::Turn kept(world_, entry->state, now_, command.actor);
    kept.events() = std::move(turn.events());
    kept.share_seals(turn, false);
    stage(*entry, command, digest, kept.events(), kept);
    return done;
  }
  stage(*entry, command, digest, turn.events(), turn);
  return done;
}

// ---- rows
// -------------------------------------------------------------------------------------------------
void BatchRunner::stage_row(store::JournalRow row) {
  row.seq = ++head_.seq;
  row.at = now_;
  row.shard_hash = store::shard_link(head_.shard_hash, row);
  head_.shard_hash = row.shard_hash;
  head_.at = now_;
  batch_.journal.push_back(std::move(row));
}

void BatchRunner::stage(CachedCase& entry, const core::Command& command,
                        const core::CommandKey& digest, std::vector<core::Event>& events,
                        core::Turn& turn) {
  core::CaseState& state = entry.state;
  store::JournalRow row;
  row.case_id = state.id.value;
  row.case_seq = ++state.seq;
  row.kind = store::RowKind::accepted;
  row.key = command.key;
  const Recorded as = recorded(turn, command, digest);
  row.request = as.request;
  row.body = core::encode_row(command.actor, as.body ? *as.body : command.body, events);
  row.case_hash = entry.case_hash = store::case_link(entry.case_hash, row.body);
  digests_[command.key] = digest;
  stage_row(std::move(row));
  touched_.push_back(state.id.value);
  store::project(state, events, texts_, entry.case_hash, batch_);
  stage_metrics(turn, events);
  core::Standing standing = core::standing_of(turn.town(), state);
  stage_standard(entry.standing, standing, turn, events, batch_);
  entry.standing = std::move(standing);
  if (state.phase == core::CasePhase::closed) {
    if (entry.snapshot_seq != 0) batch_.dropped_snapshots.push_back(state.id.value);
    entry.snapshot_seq = 0;
  } else if (state.seq - entry.snapshot_seq >= options_.snapshot_every &&
             state.seq % options_.snapshot_every == 0) {
    batch_.snapshots.push_back(
        {state.id.value, state.seq, entry.case_hash, 1, core::encode_state(state)});
    entry.snapshot_seq = state.seq;
  }
}

void BatchRunner::stage_refusal(const core::Command& command, const core::CommandKey& digest,
                                const core::Rejection& rejection, core::Turn* turn) {
  store::JournalRow row;
  row.case_id = command.target.value;
  row.kind = store::RowKind::refused;
  row.key = command.key;
  const Recorded as = turn == nullptr ? Recorded{{}, digest} : recorded(*turn, command, digest);
  row.request = as.request;
  core::Rejection told = rejection;
  told.lang = command.lang;
  row.body = core::encode_refusal(command.actor, as.body ? *as.body : command.body, told);
  digests_[command.key] = digest;
  stage_row(std::move(row));
}

void BatchRunner::stage_metrics(core::Turn& turn, const std::vector<core::Event>& events) {
  const core::CaseState& state = turn.state();
  bool ended = false, incidents = false;
  for (const core::Event& event : events) {
    if (const auto* change = std::get_if<core::CaseChanged>(&event))
      ended = ended || change->reopened || change->phase == core::CasePhase::closed;
    if (const auto* note = std::get_if<core::Noted>(&event);
        note != nullptr && note->what.starts_with("incident"))
      incidents = true;
    const auto* light = std::get_if<core::LightChanged>(&event);
    if (light == nullptr || light->change.light != core::Light::red) continue;
    // Counted for ladders: reds of a unit within a window.
    const Date day = turn.town().calendar->date(light->change.at);
    batch_.metrics.push_back(
        {cat(state.town, "/_reds"), light->change.unit, day.days, state.id.value, 1, 1});
  }
  if (incidents)  // where the open ones are, without looking into every case
    batch_.metrics.push_back({core::incidents_metric(state.town), cat(state.id.value), 0,
                              state.id.value, static_cast<std::int64_t>(state.incidents.size()),
                              1});
  if (!ended) return;
  // What a closing counted is changed where it was counted.
  const std::vector<std::string> now = core::places_of(turn.town(), state.grid);
  const auto then = state.phase != core::CasePhase::closed && state.last_closed
                        ? trees_.places(state.town, state.grid, *state.last_closed)
                        : std::nullopt;
  for (core::MetricValue& m : core::metric_values(turn)) {
    const auto place = std::ranges::find(now, m.node);
    if (then && then->size() == now.size() && place != now.end())
      m.node = (*then)[static_cast<std::size_t>(place - now.begin())];
    batch_.metrics.push_back({core::metric_key(state.town, state.workflow, m.metric),
                              std::move(m.node), m.day.days, state.id.value, m.num, m.den});
  }
  if (state.result == core::kBroken) {
    const Value promisor = turn.opened(state.field("promisor"));
    const std::string who =
        promisor.is(Value::Kind::record) ? promisor["id"].str() : promisor.str();
    batch_.metrics.push_back({cat(state.town, "/_broken"), who,
                              turn.town().calendar->date(state.now).days, state.id.value, 1, 1});
  }
}

void BatchRunner::incident(CaseId id, const core::Rejection& why, const core::Command* failed,
                           std::uint64_t tries) {
  log_error("incident", {{"case", cat(id.value)}, {"what", why.en}});
  const auto entry = load(id);
  if (!entry) return;
  world_.town = catalog_->town((*entry)->state.town);
  core::Turn turn(world_, (*entry)->state, now_, {"", "engine", ""});
  turn.set_effective(now_);
  Value cause;
  if (failed != nullptr)
    cause = Value::record(
        {{"command", sealed_text(id, core::encode_row(failed->actor, failed->body, {}))},
         {"case", Value::number(static_cast<std::int64_t>(failed->target.value))}});
  core::open_incident(turn, "FOLLOW_FAILED", why.zh, why.en,
                      {.token = 0, .task = 0, .cause = std::move(cause), .again = true}, tries);
  core::Command command;
  command.target = id;
  command.actor = {"", "engine", ""};
  command.body = core::SendMessage{"incident", {}};
  stage(**entry, command, {}, turn.events(), turn);
}

// A case whose timers break a promise is looked at again in an hour; the others are not kept
// waiting.
void BatchRunner::postpone(CaseId id) {
  const auto row = store_.case_row(id.value);
  if (!row || !*row) return;
  store::CaseRow later = **row;
  later.wake_ms = now_.ms + kHour;
  batch_.cases.push_back(std::move(later));
}

void BatchRunner::abandon() {
  for (const std::uint64_t id : touched_) cases_.drop(id);
  head_ = committed_;
  counters_ = committed_counters_;
  kept_ = committed_kept_;
  last_of_no_case_ = 0;
  batch_ = {};
}

Result<void> BatchRunner::commit() {
  if (batch_.empty()) {
    cases_.trim();
    return {};
  }
  const auto committed = store_.commit(batch_);
  if (!committed) {
    abandon();
    return committed;
  }
  ++commits_;
  left_.effects = left_.effects || !batch_.outbox.empty();
  for (const store::CaseRow& row : batch_.cases)
    if (row.wake_ms) left_.wake_ms = std::min(*row.wake_ms, left_.wake_ms.value_or(*row.wake_ms));
  committed_ = head_;
  if (!batch_.settings.empty()) {
    committed_counters_ = counters_;
    committed_kept_ = kept_;
    ring_noted_ = ring_noted_ || batch_.settings.contains(store::kRingSetting);
  }
  for (const std::uint64_t id : touched_)
    if (const CachedCase* entry = cases_.find(id);
        entry != nullptr && entry->state.phase == core::CasePhase::closed)
      cases_.drop(id);
  cases_.trim();
  return {};
}

}  // namespace tf::host
