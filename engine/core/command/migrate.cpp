// migrate 迁移: a running case goes on under another definition of its process. First all is looked
// at (migration.h); then it is one turn, all or nothing, and its journal alone tells it again.
#include <algorithm>

#include "base/text.h"
#include "core/command/verbs.h"
#include "core/listeners.h"
#include "core/migration.h"

namespace tf::core {

namespace {

constexpr const char* kCause = "migrated";

bool same_event(const EventSpec& a, const EventSpec& b) {
  return a.kind == b.kind && a.name == b.name && a.parts.size() == b.parts.size();
}

const Handler* in(const std::vector<Handler>& handlers, std::string_view name) {
  const auto found = std::ranges::find(handlers, name, &Handler::name);
  return found == handlers.end() ? nullptr : &*found;
}

// What was armed and is no more, or means something else now, goes; what is new is armed.
void arm_again(Walk& walk, const Token* owner, const std::vector<Handler>& before,
               const std::vector<Handler>& after) {
  const std::uint64_t id = owner == nullptr ? 0 : owner->id;
  for (const Watch& watch : std::vector<Watch>(walk.state().watches)) {
    if (watch.owner != id || watch.handler.starts_with("milestone:") ||
        watch.handler.starts_with("undo:") || watch.handler == kInterrupted)
      continue;
    const std::string name = watch.handler.substr(0, watch.handler.find('#'));
    if (name.empty()) continue;  // a part of a wait
    const Handler* old = in(before, name);
    const Handler* now = in(after, name);
    if (old == nullptr || now == nullptr || !same_event(old->event, now->event))
      walk.emit(WatchDropped{id, watch.handler});
  }
  walk.arm(owner, after);
}

void drop_marks(Walk& walk) {
  for (const Watch& watch : std::vector<Watch>(walk.state().watches)) {
    if (!watch.handler.starts_with("undo:")) continue;
    const std::string_view id =
        std::string_view(watch.handler).substr(5, watch.handler.rfind('#') - 5);
    const Step* step = walk.definition().step(id);
    const bool undone = step != nullptr && std::ranges::any_of(step->upon, [](const Handler& h) {
                          return h.event.kind == EventSpec::Kind::undo;
                        });
    const bool block = (step != nullptr || id.empty()) && watch.fired != 0;
    if (!undone && !block) walk.emit(WatchDropped{watch.owner, watch.handler});
  }
}

// Clocks run on from their old start under the new deadlines; what has none any more stops.
void count_again(Walk& walk) {
  Turn& turn = walk.turn();
  for (const Clock& clock : std::vector<Clock>(turn.state().clocks)) {
    if (clock.phase != ClockPhase::running && clock.phase != ClockPhase::paused) continue;
    const Token* token = turn.state().token(clock.token);
    const Step* step = token == nullptr ? nullptr : walk.step_of(*token);
    const auto& milestones = step == nullptr ? turn.definition().milestones : step->milestones;
    const bool there =
        clock.of == "case"   ? turn.definition().due.present() || clock.rule == "given"
        : clock.of == "step" ? step != nullptr && step->due.present()
        : clock.of == "milestone"
            ? std::ranges::find(milestones, clock.name, &Milestone::name) != milestones.end()
            : true;
    if (!there)
      stop_clock(walk, clock.id, ClockPhase::cancelled);
    else if (clock.phase == ClockPhase::running)
      move_clock(walk, clock.id, kCause);
  }
}

}  // namespace

Verdict verb_migrate(Turn& turn, const Act& command, const Verb* opened) {
  if (auto no = not_at_desk(turn, opened)) return std::unexpected(std::move(*no));
  const Catalog& catalog = *turn.world().catalog;
  const std::string hash = command.form["to"].str();
  const auto to = catalog.definition(hash);
  if (to == nullptr || to->id != turn.state().workflow || to->town != turn.definition().town)
    return refuse("migrate.unknown", cat("没有流程 ", turn.state().workflow, " 的版本 ", hash),
                  cat("there is no version ", hash, " of ", turn.state().workflow));
  const auto from = catalog.definition(turn.state().versions.definition);
  if (to == from)
    return refuse("migrate.already", "案件已在这一版本上",
                  "the case stands on that version already");
  auto rules = turn.town().rules_at(to->id, turn.state().received_at);
  if (!rules || rules->definition != hash) rules = catalog.rules_for(hash);
  if (!rules)
    return refuse("migrate.unknown", "这一版本没有规则", "there are no rules for that version");
  const StepMap map = step_map_of(command.form["steps"]);
  const auto old_rules = turn.shared_rules();
  turn.bind_to(to, rules);
  const auto landing = land(turn, *from, *to, map, command.form["fields"]);
  turn.bind_to(from, old_rules);
  if (!landing) return std::unexpected(landing.error());

  begin(turn);
  Walk walk(turn);
  Record told = command.form.is(Value::Kind::record) ? command.form.as_record() : Record{};
  told.set("from", Value::text(from->hash));
  turn.emit(Noted{"migrate", turn.actor().person, command.reason, Value::record(std::move(told))});
  struct Entry {
    std::uint64_t scope;
    int step;
    std::string from;
    bool side;
  };
  std::vector<Entry> entries;
  for (const Landing::Anew& anew : landing->anew) {
    const Token& token = *turn.state().token(anew.token);
    entries.push_back({anew.scope, anew.step, token.from, token.side});
  }
  for (const std::uint64_t token : landing->dropped) walk.cancel(token);
  for (const Landing::Anew& anew : landing->anew) walk.cancel(anew.token);
  turn.emit(Migrated{{to->hash, rules->hash}, landing->renamed});
  turn.bind_to(to, rules);
  if (!landing->fields.empty()) turn.emit(FieldsSet{1, landing->fields, "migrate"});
  arm_again(walk, nullptr, from->upon, to->upon);
  std::map<std::string, std::string> back;
  for (const auto& [old, now] : landing->renamed) back[now] = old;
  for (const Token& token : std::vector<Token>(turn.state().tokens)) {
    if (token.message == kRest) continue;  // its step is over, only the rest runs on
    const auto renamed = back.find(token.step);
    const Step* before = from->step(renamed == back.end() ? token.step : renamed->second);
    static const std::vector<Handler> kNone;
    arm_again(walk, &token, before == nullptr ? kNone : before->upon, walk.step_of(token)->upon);
  }
  drop_marks(walk);
  count_again(walk);
  for (const Entry& entry : entries)
    walk.enter(entry.scope, entry.step, entry.from, entry.side, "MIGRATED");
  walk.settle();
  return {};
}

}  // namespace tf::core
