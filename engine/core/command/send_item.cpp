#include "core/command/send_item.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "core/decide.h"
#include "core/step/kinds.h"

namespace tf::core {

namespace {

// The innermost item `token` stands in, or null.
const Scope* item_of(const CaseState& state, const Token& token) {
  for (const Scope* scope = state.scope(token.scope); scope != nullptr && scope->id != 1;) {
    if (scope->index >= 0) return scope;
    const Token* owner = state.token(scope->token);
    scope = owner == nullptr ? nullptr : state.scope(owner->scope);
  }
  return nullptr;
}

// The token that stands in the item's own scope and holds `token`, or is it.
const Token* at_item(const CaseState& state, const Token& token, const Scope& item) {
  for (const Token* t = state.token(token.id); t != nullptr;) {
    if (t->scope == item.id) return t;
    const Scope* scope = state.scope(t->scope);
    t = scope == nullptr ? nullptr : state.token(scope->token);
  }
  return nullptr;
}

bool is_away(const Token& token) {
  return token.message.starts_with(kAway);
}

TaskChanged told(const Task& task, const Act& command, const std::string& to) {
  return {task.id,      command.verb, task.phase, task.owner,     task.candidates,
          task.helpers, task.back,    to,         command.reason, {}};
}

std::string reason_of(const Act& command) {
  return command.reason.empty() ? "RETURNED" : command.reason;
}

}  // namespace

bool leaves_item(Turn& turn, const Token& token, const Step& target) {
  const Scope* item = item_of(turn.state(), token);
  const Token* each = item == nullptr ? nullptr : turn.state().token(item->token);
  const Step* step = each == nullptr ? nullptr : turn.definition().step(each->step);
  return step != nullptr && step->block == target.block && &target != step;
}

Verdict send_item_out(Turn& turn, const Act& command, const Task& task, const Step& target,
                      bool come_back) {
  const CaseState& state = turn.state();
  const Token token = *state.token(task.token);
  const Scope item = *item_of(state, token);
  const Token each = *state.token(item.token);
  const Token stays = *at_item(state, token, item);
  begin(turn);
  Walk walk(turn);
  turn.emit(told(task, command, target.id));
  for (const Token& other : std::vector<Token>(state.tokens))
    if (other.scope == item.id && other.id != stays.id) walk.cancel(other.id);
  while (const std::uint64_t inner = walk.scope_of(stays.id)) walk.cancel_scope(inner);
  walk.withdraw_tasks(stays.id);
  for (const Clock& clock : std::vector<Clock>(state.clocks))
    if (clock.token == stays.id) stop_clock(walk, clock.id, ClockPhase::cancelled);
  if (std::ranges::any_of(state.watches, [&](const Watch& w) { return w.owner == stays.id; }))
    turn.emit(WatchDropped{stays.id, ""});
  turn.emit(TokenWaits{stays.id, {}, come_back ? cat(kAway, " ", stays.step) : kAway, 0, 0, 0});
  walk.enter(each.scope, walk.index_of(target), token.step, each.side, reason_of(command),
             {.back = come_back ? each.step : std::string(), .since = {}});
  walk.settle();
  return {};
}

Verdict send_into_item(Turn& turn, const Act& command, const Task& task, const Step& target,
                       bool come_back) {
  const Token token = *turn.state().token(task.token);
  const Definition& definition = turn.definition();
  const Step* each = definition.each_around(target);
  const auto* spec = each == nullptr ? nullptr : std::get_if<EachSpec>(&each->spec);
  const bool near = spec != nullptr && !spec->poll && !spec->one_by_one &&
                    spec->block == target.block &&
                    each->block == definition.step(token.step)->block;
  if (!near)
    return refuse(
        "return.other_list", cat("不能退到“", target.id, "”：它不在紧挨着的逐个办理之内"),
        cat("it cannot be sent to '", target.id, "': that is in no list beside this step"));
  const std::size_t mark = command.to.rfind('@');
  int row = 0;
  if (mark != std::string::npos)
    std::from_chars(command.to.data() + mark + 1, command.to.data() + command.to.size(), row);
  Walk walk(turn);
  const std::size_t items = count_items(walk, token.scope, *each);
  if (row < 1 || static_cast<std::size_t>(row) > items)
    return refuse("return.which_item",
                  cat("须说明退到第几项：", target.id, "@1 到 ", target.id, "@", items),
                  cat("say which item: ", target.id, "@1 to ", target.id, "@", items));
  const bool open = std::ranges::any_of(turn.state().tokens, [&](const Token& t) {
    return t.step == each->id && t.scope == token.scope;
  });
  if (open)
    return refuse("return.list_open", cat("“", each->id, "”还在逐项办理，不必退回"),
                  cat("'", each->id, "' is still working through its list"));
  begin(turn);
  turn.emit(told(task, command, cat(target.id, "@", row)));
  walk.cancel(token.id);
  walk.enter(token.scope, walk.index_of(*each), token.step, token.side, reason_of(command),
             {.back = come_back ? task.step : std::string(),
              .since = {},
              .item = row - 1,
              .inner = walk.index_of(target)});
  walk.settle();
  return {};
}

bool bring_item_back(Walk& walk, std::uint64_t scope, const Step& each) {
  for (const Token& owner : walk.state().tokens) {
    if (owner.step != each.id || owner.scope != scope) continue;
    for (const Scope& item : walk.state().scopes) {
      if (item.token != owner.id || item.index < 0 || item.kept) continue;
      for (const Token& away : walk.state().tokens) {
        if (away.scope != item.id || !is_away(away)) continue;
        const std::string at = away.message.substr(std::string_view(kAway).size());
        const Step* step = at.empty() ? nullptr : walk.definition().step(at.substr(1));
        const auto& block =
            walk.definition().blocks[static_cast<std::size_t>(std::get<EachSpec>(each.spec).block)];
        const int index = step == nullptr ? block.steps.front() : walk.index_of(*step);
        const std::uint64_t into = item.id, token = away.id;
        walk.cancel(token);
        walk.enter(into, index, each.id);
        return true;
      }
    }
  }
  return false;
}

bool drop_lost_items(Walk& walk) {
  for (const Token& away : std::vector<Token>(walk.state().tokens)) {
    if (!is_away(away)) continue;
    const Scope* item = walk.state().scope(away.scope);
    const Token* found = item == nullptr ? nullptr : walk.state().token(item->token);
    if (found == nullptr) continue;
    const Token owner = *found;
    const bool comes = std::ranges::any_of(walk.state().tokens, [&](const Token& t) {
      return t.scope == owner.scope && t.id != owner.id && !t.side;
    });
    if (comes) continue;
    remove_item(walk, owner, *walk.step_of(owner), item->id);
    return true;
  }
  return false;
}

}  // namespace tf::core
