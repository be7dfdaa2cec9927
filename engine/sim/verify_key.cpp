// What tells two states apart (verify_guards.h).
#include <algorithm>

#include "base/text.h"
#include "core/env.h"
#include "sim/verify_guards.h"

namespace tf::sim {

namespace {

using core::Step;
using rule::Program;

// How many have arrived at a join, and with what choices where its rule looks at them.
std::string arrivals(const Step& step, const core::Token& token) {
  const auto* each = std::get_if<core::EachSpec>(&step.spec);
  const bool looks = each != nullptr && (each->poll || each->join.when || each->join.veto);
  if (!looks) return cat(token.done.size());
  std::map<std::string, int> kinds;
  for (const Value& row : token.done) {
    std::string kind;
    if (row.is(Value::Kind::record))
      for (const auto& [name, value] : row.as_record())
        if (value.is(Value::Kind::boolean) || name == "choice") kind += cat(name, value.str(), ",");
    ++kinds[kind];
  }
  std::string out;
  for (const auto& [kind, n] : kinds) out += cat(kind, n, ";");
  return out;
}

// Which choices the verdict of a poll tells apart; nothing: all of them, for it asks for more than
// numbers.
std::optional<std::set<std::string>> counted_choices(const core::EachSpec& poll) {
  static const std::map<int, std::set<std::string>> kChoices = {
      {core::kAgree, {"agree"}},  {core::kDisagree, {"disagree"}}, {core::kAbstain, {"abstain"}},
      {core::kPresent, {"cast"}}, {core::kAbsent, {"cast"}},       {core::kRoll, {}}};
  std::set<std::string> out;
  for (const core::PollOutcome& way : poll.verdict) {
    if (!way.when.calls().empty()) return std::nullopt;
    for (const int slot : way.when.reads()) {
      const auto known = kChoices.find(slot - core::kVotes);
      if (known == kChoices.end()) return std::nullopt;
      out.insert(known->second.begin(), known->second.end());
    }
  }
  return out;
}

// The ballots cast so far, as far as they count: they may be cast anew until the poll ends.
std::string ballots(core::World& world, core::CaseState& state, const Step& step,
                    const core::Token& token) {
  const auto* poll = std::get_if<core::EachSpec>(&step.spec);
  if (poll == nullptr || !poll->poll) return {};
  const auto told = counted_choices(*poll);
  core::Turn turn(world, state, state.last, {"", "engine", ""});
  std::map<std::string, int> kinds;
  for (const core::Scope& scope : state.scopes) {
    if (scope.token != token.id || scope.kept || scope.row["done_at"].is_null()) continue;
    std::string kind = core::CaseEnv(turn, scope.id).path("choice").str();
    if (told && !told->contains(kind)) kind = told->contains("cast") ? "cast" : "";
    if (kind.empty()) continue;
    if (const Value& weight = scope.row["sign_weight"]; !weight.is_null())
      kind += cat("*", weight.str());
    ++kinds[kind];
  }
  std::string out;
  for (const auto& [kind, n] : kinds) out += cat(kind, n, ";");
  return out.empty() ? out : cat("[", out, "]");
}

// Tells somebody and does nothing else.
bool only_tells(const core::Definition& def, const core::Handler& handler) {
  if (!handler.keep || handler.step < 0) return false;
  const auto* effect =
      std::get_if<core::DoSpec>(&def.steps[static_cast<std::size_t>(handler.step)].spec);
  return effect != nullptr && !effect->tell.to.empty();
}

// The handlers of this owner that a moment still to come will set off, by name. Those that come
// again for ever are always to come.
std::string to_come(const core::Definition& def, const core::CaseState& state, std::uint64_t owner,
                    const std::vector<core::Handler>& handlers) {
  using Kind = core::EventSpec::Kind;
  std::string out;
  for (const core::Handler& handler : handlers) {
    const Kind kind = handler.event.kind;
    if (only_tells(def, handler)) continue;
    const bool by_clock = kind == Kind::overdue || kind == Kind::warn;
    const bool once = (kind == Kind::after || kind == Kind::at || kind == Kind::ahead) &&
                      (!handler.event.again || handler.event.times > 0);
    const auto waits = [&](const core::Clock& clock) {
      const bool runs =
          clock.phase == core::ClockPhase::running || clock.phase == core::ClockPhase::paused;
      const bool own = owner == 0 ? clock.of == "case" : clock.of == "step" && clock.token == owner;
      return runs && own && !(kind == Kind::overdue ? clock.overdue_seen : clock.warn_seen);
    };
    const auto armed = [&](const core::Watch& watch) {
      return watch.owner == owner && watch.handler == handler.name && watch.at;
    };
    if ((by_clock && std::ranges::any_of(state.clocks, waits)) ||
        (once && std::ranges::any_of(state.watches, armed)))
      out += cat("@", handler.name);
  }
  return out;
}

bool calls_a_plugin(const Program& program) {
  return std::ranges::any_of(program.calls(), [](int f) { return f >= core::kFnPlugin; });
}

// What a condition asks that asks for one fact.
class OneFact : public rule::Env {
 public:
  OneFact(const core::Town& town, const core::RuleSet* rules, int slot, const Value& value)
      : town_(town), rules_(rules), slot_(slot), value_(value) {}
  const Value& variable(int slot) override {
    if (slot == slot_) return value_;
    return slot == core::kLimit && rules_ != nullptr ? rules_->limits : nothing_;
  }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return {}; }
  const Zone& zone() const override { return town_.calendar->zone(); }

 private:
  const core::Town& town_;
  const core::RuleSet* rules_;
  int slot_;
  const Value& value_;
  Value nothing_;
};

}  // namespace

// Which of the conditions that ask for nothing else it meets.
std::string Guards::truths(int slot, const Value& value, const Live* live) const {
  const auto only = only_.find(slot);
  if (only == only_.end()) return {};
  OneFact env(town_, rules_, slot, value);
  std::string out;
  bool any = false;
  for (const std::size_t i : only->second) {
    const Guard& guard = guards_[i];
    const auto step = static_cast<std::size_t>(guard.step);
    if (live != nullptr && guard.step >= 0 && !(*live)[step]) continue;
    if (live != nullptr && guard.step < 0 && guard.kind == Guard::Kind::refusal) continue;
    const bool met = guard.program.truth(env).value_or(false);
    any = any || met;
    out += met ? 'y' : 'n';
  }
  return any ? out : std::string();
}

std::string Guards::value_key(int slot, const Value& value, const Live* live) const {
  if (!finer_.contains(slot)) return truths(slot, value, live);
  if (value.is_null()) return truths(slot, value, live);
  if (const auto counter = counters_.find(slot); counter != counters_.end())
    if (value.is(Value::Kind::number))
      return cat(std::min<std::int64_t>(value.as_number().whole().value_or(0), counter->second));
  std::string out;
  std::vector<const Value*> seen;
  for (const rule::Asked& one : regions_) {
    if (one.slot != slot || one.bound.is_null()) continue;
    Value at = value;
    for (const std::string_view part : split(one.path, '.'))
      if (!part.empty()) at = Value(at[part]);
    if (std::ranges::any_of(seen, [&](const Value* v) { return *v == one.bound; }) &&
        one.path.empty())
      continue;
    seen.push_back(&one.bound);
    const bool equal = rule::feel_equal(at, one.bound).value_or(false);
    const bool less = at.kind() == one.bound.kind() && at < one.bound;
    out += equal ? '=' : !one.ordered ? '.' : less ? '<' : '>';
  }
  if (value.is(Value::Kind::boolean)) return value.str();
  const std::string met = truths(slot, value, live);
  if (value.is(Value::Kind::list) && sized_.contains(slot))
    return cat(std::min<std::size_t>(value.as_list().size(), 3), out, met);
  const core::Type& type = def_.fields[static_cast<std::size_t>(slot)]->type;
  if (out.empty() && type.kind == core::TypeKind::choice && value.is(Value::Kind::text))
    return value.as_text();
  return cat(out.empty() ? "+" : out, met);
}

// Of a closed case only counts what is looked at when it is reported again.
std::string Guards::closed_key(const core::CaseState& state) const {
  std::string key = cat("closed ", state.result);
  std::set<int> slots;
  for (const core::FindSpec* find : def_.finds())
    for (const core::Target& target : find->go)
      if (target.kind == core::Target::Kind::step) {
        const std::set<int>& live = live_->entering(target.step);
        slots.insert(live.begin(), live.end());
      }
  for (const int slot : slots)
    if (slot >= 0 && static_cast<std::size_t>(slot) < def_.fields.size())
      key +=
          cat("|", value_key(slot, state.field(def_.fields[static_cast<std::size_t>(slot)]->name)));
  return key;
}

std::string Guards::key(core::World& world, core::CaseState& state) const {
  if (state.phase == core::CasePhase::closed) return closed_key(state);
  std::map<std::string, std::map<std::uint64_t, int>> tokens;  // by step and scope
  std::vector<bool> live(def_.steps.size(), false);
  std::set<int> slots = case_reads_;
  const auto matters = [&](const std::set<int>& facts) {
    slots.insert(facts.begin(), facts.end());
  };
  matters(live_->always());
  for (const core::Token& token : state.tokens) {
    const Step* step = def_.step(token.step);
    if (step == nullptr) continue;
    std::string at = token.step;
    if (std::holds_alternative<core::MeetSpec>(step->spec)) at += cat("<", token.from);
    if (!token.done.empty()) at += cat("(", arrivals(*step, token), ")");
    at += ballots(world, state, *step, token);
    at += to_come(def_, state, token.id, step->upon);
    if (!token.back.empty()) at += cat(">", token.back);
    if (!token.message.empty()) at += cat("~", token.message);
    ++tokens[at][beside_[static_cast<std::size_t>(step - def_.steps.data())] ? 0 : token.scope];
    const auto& reach = reach_[static_cast<std::size_t>(step - def_.steps.data())];
    for (std::size_t i = 0; i < live.size(); ++i)
      if (reach[i]) live[i] = true;
    matters(live_->at(static_cast<int>(step - def_.steps.data())));
    if (const auto back = def_.step_index.find(token.back); back != def_.step_index.end())
      matters(live_->entering(back->second));
  }
  std::string key = cat(static_cast<int>(state.phase), to_come(def_, state, 0, def_.upon));
  // What a message can start again and again counts once; two in one place stand for more.
  for (const auto& [step, scopes] : tokens) {
    const bool doubled = std::ranges::any_of(
        scopes, [](const auto& one) { return one.first != 0 && one.second > 1; });
    key += cat("|", step, "*", scopes.size(), doubled ? "!" : "");
  }
  std::vector<std::string> rows;
  for (const int slot : slots) {
    if (slot == core::kResult) key += cat("|r", state.result);
    if (slot < 0 || static_cast<std::size_t>(slot) >= def_.fields.size()) continue;
    const std::string& name = def_.fields[static_cast<std::size_t>(slot)]->name;
    if (const std::string value = value_key(slot, state.field(name), &live); !value.empty())
      key += cat("|", slot, "=", value);
  }
  for (const core::Scope& scope : state.scopes) {
    if (scope.index < 0 || scope.kept || !scope.row.is(Value::Kind::record)) continue;
    std::string row;
    for (const int slot : slots)
      if (slot >= 0 && static_cast<std::size_t>(slot) < def_.fields.size())
        if (const Value* own =
                scope.row.as_record().find(def_.fields[static_cast<std::size_t>(slot)]->name))
          row += cat(slot, value_key(slot, *own, &live), ",");
    if (!row.empty()) rows.push_back(std::move(row));
  }
  std::ranges::sort(rows);  // which row is which does not matter
  rows.erase(std::ranges::unique(rows).begin(), rows.end());
  for (const std::string& row : rows) key += cat("|/", row);
  for (const std::string& step : counted_)
    if (const auto visits = state.visits.find(step); visits != state.visits.end())
      key += cat("|+", step, std::min<std::uint64_t>(visits->second.entered, 4), "/",
                 std::min<std::uint64_t>(visits->second.completed, 4));
  core::Turn turn(world, state, state.last, {"", "engine", ""});
  core::CaseEnv env(turn);
  key += '|';
  for (const Guard& guard : guards_) {
    if (guard.exact || calls_a_plugin(guard.program)) continue;
    if (guard.step < 0 && guard.kind == Guard::Kind::refusal) continue;  // of a start
    if (guard.step >= 0 && !live[static_cast<std::size_t>(guard.step)]) continue;
    key += guard.program.run(env).is_true() ? '1' : '0';
  }
  return key;
}

}  // namespace tf::sim
