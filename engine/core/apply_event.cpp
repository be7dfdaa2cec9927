#include "core/apply_event.h"

#include <algorithm>

#include "base/check.h"
#include "core/rename_steps.h"

namespace tf::core {

namespace {

template <class T, class Pred>
void drop(std::vector<T>& list, Pred pred) {
  list.erase(std::remove_if(list.begin(), list.end(), pred), list.end());
}

// "a.b" writes b inside the record a.
void write_field(Record& row, std::string_view path, const Value& value) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return row.set(path, value);
  const Value* inner = row.find(path.substr(0, dot));
  Record copy = inner != nullptr && inner->is(Value::Kind::record) ? inner->as_record() : Record{};
  write_field(copy, path.substr(dot + 1), value);
  row.set(path.substr(0, dot), Value::record(std::move(copy)));
}

// The roll changed: its people were found again, by another way.
void resolved_anew(Task& task, const Value& with) {
  const auto text = [&](const char* key, std::string& into) {
    if (with[key].is(Value::Kind::text)) into = with[key].as_text();
  };
  text("post", task.post);
  text("node", task.node);
  text("why", task.why);
  if (with["roll"].is(Value::Kind::number))
    task.roll = static_cast<std::uint64_t>(with["roll"].as_number().whole().value_or(0));
  if (!with["path"].is(Value::Kind::list)) return;
  task.path.clear();
  for (const Value& node : with["path"].as_list()) task.path.push_back(node.str());
}

struct Applier {
  CaseState& state;

  void operator()(const TimePassed& e) {
    state.now = e.at;
    state.last = std::max(state.last, e.seen);
  }
  void operator()(const CaseOpened& e) {
    state.id = CaseId{e.id};
    state.number = e.number;
    state.town = e.town;
    state.workflow = e.workflow;
    state.versions = e.versions;
    state.reporter = e.reporter;
    state.channel = e.channel;
    state.grid = e.grid;
    state.received_at = e.received_at;
    state.parent = e.parent;
    state.parent_token = e.parent_token;
    state.keys = e.keys;
    state.stage = "registered";
    state.scopes.push_back(Scope{
        .id = 1, .token = 0, .block = "", .list = "", .index = -1, .variable = "", .row = {}});
    state.next_id = 2;
    state.lights.push_back({Light::green, e.received_at, state.now, "", ""});
  }
  void operator()(const FieldsSet& e) {
    if (e.scope <= 1) {
      for (const auto& [name, value] : e.values) set_case_field(name, value);
      return;
    }
    Scope* scope = state.scope(e.scope);
    TF_CHECK(scope != nullptr);
    Record row = scope->row.is(Value::Kind::record) ? scope->row.as_record() : Record{};
    for (const auto& [name, value] : e.values) write_field(row, name, value);
    scope->row = Value::record(std::move(row));
    write_through(*scope);
  }
  void operator()(const Decided&) {}
  void operator()(const Found&) {}
  void operator()(const ScopeOpened& e) {
    state.scopes.push_back(e.scope);
    seen_id(e.scope.id);
  }
  void operator()(const ScopeClosed& e) {
    if (Scope* scope = state.scope(e.scope); e.keep && scope != nullptr)
      scope->kept = true;
    else
      drop(state.scopes, [&](const Scope& s) { return s.id == e.scope; });
  }
  void operator()(const TokenPlaced& e) {
    Visits& visits = state.visits[e.step];
    visits.entered += 1;
    visits.started_at = state.now;
    Token token;
    token.id = e.id;
    token.scope = e.scope;
    token.step = e.step;
    token.visit = visits.entered;
    token.from = e.from;
    token.side = e.side;
    token.back = e.back;
    state.tokens.push_back(std::move(token));
    if (!e.reason.empty()) state.reason = e.reason;
    seen_id(e.id);
    remember_in_row(e.scope, e.step, [&](Record& own) {
      own.set("n", Value::number(number_in(own, "n") + 1));
      own.set("s", Value::number(state.now.ms));
    });
  }
  void operator()(const TokenWaits& e) {
    Token& token = need(state.token(e.token));
    token.wake = e.wake;
    token.message = e.message;
    token.child = e.child;
    token.effect = e.effect;
    if (e.total != 0) token.total = e.total;
  }
  void operator()(const TokenArrived& e) { need(state.token(e.token)).done.push_back(e.what); }
  void operator()(const StepEnded& e) {
    const Token& token = need(state.token(e.token));
    if (e.completed) {
      Visits& visits = state.visits[token.step];
      visits.completed += 1;
      visits.completed_at = state.now;
      visits.outcome = e.outcome;
      if (!e.by.empty()) visits.by = e.by;
      visits.on_time = e.on_time;
      remember_in_row(token.scope, token.step, [&](Record& own) {
        own.set("c", Value::number(number_in(own, "c") + 1));
        own.set("e", Value::number(state.now.ms));
        if (!e.outcome.empty()) own.set("o", Value::text(e.outcome));
        own.set("ok", e.on_time ? Value::boolean(*e.on_time) : Value());
      });
    }
    if (e.rest) {
      Token& stays = need(state.token(e.token));
      stays.message = kRest;
      stays.wake.reset();
    } else {
      drop(state.tokens, [&](const Token& t) { return t.id == e.token; });
    }
  }
  void operator()(const TaskOffered& e) {
    state.tasks.push_back(e.task);
    state.tasks.back().offered_at = state.now;
    seen_id(e.task.id);
  }
  void operator()(const TaskChanged& e) {
    Task& task = need(state.task(e.task));
    task.phase = e.phase;
    task.owner = e.owner;
    task.candidates = e.candidates;
    task.helpers = e.helpers;
    task.back = e.back;
    task.counts[e.verb] += 1;
    if (e.verb == "urge") {
      task.urges += 1;
      state.urges += 1;
    }
    state.counts[e.verb] += 1;
    if (!e.owner.empty()) state.visits[task.step].by = e.owner;
    if (e.verb == "roll") resolved_anew(task, e.with);
  }
  void operator()(const TaskClosed& e) {
    drop(state.tasks, [&](const Task& t) { return t.id == e.task; });
  }
  void operator()(const ClockStarted& e) {
    state.clocks.push_back(e.clock);
    seen_id(e.clock.id);
  }
  void operator()(const ClockMoved& e) {
    Clock& clock = need(state.clock(e.clock));
    clock.rule = e.rule;
    clock.rules = e.rules;
    clock.due = e.due;
    clock.warn = e.warn;
    clock.rungs = e.rungs;
    clock.provisional = e.provisional;
    if (!e.granted.empty()) clock.granted.push_back(e.granted);
    clock.overdue_seen = false;
    clock.warn_seen = false;
    if (e.extended) clock.extended += 1;
    if (e.extended && clock.light == Light::yellow) clock.light = Light::green;
  }
  void operator()(const ClockPhaseChanged& e) {
    Clock& clock = need(state.clock(e.clock));
    if (clock.phase == ClockPhase::paused && clock.paused_at && e.phase == ClockPhase::running)
      clock.stood.insert(clock.stood.end(), {*clock.paused_at, e.at});
    clock.phase = e.phase;
    clock.paused_at = e.phase == ClockPhase::paused ? std::optional(e.at) : std::nullopt;
    const bool stopped = e.phase == ClockPhase::met || e.phase == ClockPhase::missed ||
                         e.phase == ClockPhase::cancelled;
    clock.stopped_at = stopped ? std::optional(e.at) : std::nullopt;
    // A stopped clock of a step has told all it can; the case's own stays, for reopening and
    // explanation.
    if (stopped && clock.of != "case")
      drop(state.clocks, [&](const Clock& c) { return c.id == e.clock; });
  }
  void operator()(const ClockPassed& e) {
    Clock& clock = need(state.clock(e.clock));
    (e.due ? clock.overdue_seen : clock.warn_seen) = true;
  }
  void operator()(const RungFired& e) {
    Clock& clock = need(state.clock(e.clock));
    for (Rung& rung : clock.rungs)
      if (rung.level == e.level) {
        rung.fired = true;
        rung.effective = e.effective;
      }
    if (e.light) {
      if (*e.light == Light::yellow && clock.of != "case") state.yellows += 1;
      if (*e.light == Light::red) state.reds += 1;
      clock.light = std::max(clock.light, *e.light);
    }
    if (e.listed) state.listed = true;
  }
  void operator()(const LightChanged& e) {
    state.light = e.change.light;
    state.was_red = state.was_red || e.change.light == Light::red;
    state.lights.push_back(e.change);
  }
  void operator()(const WatchArmed& e) {
    Watch* watch = state.watch(e.watch.owner, e.watch.handler);
    if (watch != nullptr)
      *watch = e.watch;
    else
      state.watches.push_back(e.watch);
  }
  void operator()(const WatchDropped& e) {
    drop(state.watches, [&](const Watch& w) {
      return w.owner == e.owner && (e.handler.empty() || w.handler == e.handler);
    });
  }
  void operator()(const EffectRequested& e) { seen_id(e.id); }
  void operator()(const EffectEnded&) {}
  void operator()(const ChildOpened& e) { state.children.push_back(e.child); }
  void operator()(const ChildClosed& e) {
    for (Child& child : state.children)
      if (child.id == e.id) {
        child.closed = true;
        child.result = e.result;
      }
  }
  void operator()(const MessageKept& e) {
    auto& kept = state.kept[e.name];
    if (!e.taken)
      kept.push_back(e.with);
    else if (!kept.empty())
      kept.erase(kept.begin());
    if (kept.empty()) state.kept.erase(e.name);
  }
  void operator()(const Noted& e) {
    state.counts[e.what] += 1;
    if (e.what == "urge") state.urges += 1;
    if (e.what == "incident") note_incident(e.with);
    if (e.what == "incident_closed")
      drop(state.incidents, [&](const Incident& i) { return i.id == id_in(e.with, "id"); });
  }
  void operator()(const CaseChanged& e) {
    if (e.phase) state.phase = *e.phase;
    if (e.stage) state.stage = *e.stage;
    if (e.result) state.result = *e.result;
    if (e.closed_at) state.closed_at = e.closed_at;
    if (e.listed) state.listed = *e.listed;
    if (e.merged_into != 0) state.merged_into = e.merged_into;
    if (e.versions) state.versions = *e.versions;
    if (e.parent != 0) state.parent = e.parent;
    if (e.keys) state.keys = *e.keys;
    if (e.reopened) {
      state.reopen_count += 1;
      state.last_closed = state.closed_at;
      state.last_result = state.result;
      state.closed_at.reset();
      state.result.clear();
      if (state.scopes.empty())
        state.scopes.push_back(Scope{
            .id = 1, .token = 0, .block = "", .list = "", .index = -1, .variable = "", .row = {}});
    }
  }

  void operator()(const Migrated& e) {
    state.versions = e.versions;
    rename_steps(state, e.steps);
  }

 private:
  static std::uint64_t id_in(const Value& with, const char* name) {
    const Value& v = with[name];
    return v.is(Value::Kind::number) ? static_cast<std::uint64_t>(v.as_number().whole().value_or(0))
                                     : 0;
  }
  // Those of journals from before incidents were kept have no id, and stay notes.
  void note_incident(const Value& with) {
    Incident incident;
    incident.id = id_in(with, "id");
    if (incident.id == 0) return;
    const auto text = [&](const char* name) {
      return with[name].is(Value::Kind::text) ? with[name].as_text() : std::string();
    };
    incident.token = id_in(with, "token");
    incident.task = id_in(with, "task");
    incident.effect = id_in(with, "effect");
    incident.tries = id_in(with, "tries");
    incident.step = text("step");
    incident.code = text("code");
    incident.zh = text("zh");
    incident.en = text("en");
    incident.cause = with["cause"];
    if (!with["next"].is_null())
      incident.next = Instant{static_cast<std::int64_t>(id_in(with, "next"))};
    incident.since = state.now;
    seen_id(incident.id);
    for (Incident& open : state.incidents)
      if (open.id == incident.id) {
        incident.since = open.since;
        open = std::move(incident);
        return;
      }
    state.incidents.push_back(std::move(incident));
  }
  template <class T>
  static T& need(T* thing) {
    TF_CHECK(thing != nullptr);
    return *thing;
  }
  void seen_id(std::uint64_t id) { state.next_id = std::max(state.next_id, id + 1); }

  void set_case_field(const std::string& name, const Value& value) {
    if (name == "grid") {  // found to belong to another node: people and figures follow it
      state.grid = value.is(Value::Kind::record) ? value["id"].str() : value.str();
      return;
    }
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) {
      state.facts[name] = value;
      return;
    }
    Value& whole = state.facts[name.substr(0, dot)];
    Record row = whole.is(Value::Kind::record) ? whole.as_record() : Record{};
    write_field(row, std::string_view(name).substr(dot + 1), value);
    whole = Value::record(std::move(row));
  }
  static std::int64_t number_in(const Record& row, const char* name) {
    const Value* v = row.find(name);
    return v == nullptr || !v->is(Value::Kind::number) ? 0 : v->as_number().whole().value_or(0);
  }
  // The scope around it, or null for that of the case.
  Scope* around(const Scope& scope) {
    const Token* owner = state.token(scope.token);
    return owner == nullptr ? nullptr : state.scope(owner->scope);
  }
  template <class Change>
  void remember_in_row(std::uint64_t scope_id, const std::string& step, Change change) {
    Scope* scope = state.scope(scope_id);
    while (scope != nullptr && scope->id != 1 && scope->index < 0) scope = around(*scope);
    if (scope == nullptr || scope->id == 1) return;
    Record row = scope->row.is(Value::Kind::record) ? scope->row.as_record() : Record{};
    const Value* all = row.find(kRowVisits);
    Record steps = all != nullptr && all->is(Value::Kind::record) ? all->as_record() : Record{};
    const Value* one = steps.find(step);
    Record own = one != nullptr && one->is(Value::Kind::record) ? one->as_record() : Record{};
    change(own);
    steps.set(step, Value::record(std::move(own)));
    row.set(kRowVisits, Value::record(std::move(steps)));
    scope->row = Value::record(std::move(row));
    write_through(*scope);
  }
  // A list inside the row of an item around: "item.field".
  void write_through_item(const Scope& scope, std::size_t dot) {
    Scope* outer = around(scope);
    while (outer != nullptr && outer->id != 1 &&
           outer->variable != std::string_view(scope.list).substr(0, dot))
      outer = around(*outer);
    if (outer == nullptr || outer->id == 1 || !outer->row.is(Value::Kind::record)) return;
    Record row = outer->row.as_record();
    const std::string name = scope.list.substr(dot + 1);
    const Value* whole = row.find(name);
    if (whole == nullptr || !whole->is(Value::Kind::list)) return;
    List items = whole->as_list();
    const auto at = static_cast<std::size_t>(scope.index);
    if (at >= items.size()) return;
    items[at] = scope.row;
    row.set(name, Value::list(std::move(items)));
    outer->row = Value::record(std::move(row));
    write_through(*outer);
  }
  // An item's row is also the element of the list it was taken from.
  void write_through(const Scope& scope) {
    if (scope.list.empty() || scope.index < 0) return;
    if (const std::size_t dot = scope.list.find('.'); dot != std::string::npos)
      return write_through_item(scope, dot);
    Value& whole = state.facts[scope.list];
    if (!whole.is(Value::Kind::list)) return;
    List items = whole.as_list();
    const auto at = static_cast<std::size_t>(scope.index);
    if (at >= items.size()) return;
    items[at] = scope.row;
    whole = Value::list(std::move(items));
  }
};

}  // namespace

void apply_event(CaseState& state, const Event& event) {
  std::visit(Applier{state}, event);
}

}  // namespace tf::core
