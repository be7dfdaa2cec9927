// repair 修复: moves, adds and removes tokens of a case that stands wrong, and sets its fields,
// with a reason; retry 重试 and dismiss 消除: what becomes of an incident. All of it at the
// administrator's desk, all of it by events the walk knows anyway.
#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "core/command/verbs.h"
#include "core/forms.h"
#include "core/incidents.h"
#include "core/step/meet.h"

namespace tf::core {

std::optional<Rejection> not_at_desk(Turn& turn, const Verb* opened) {
  if (turn.actor().assurance == "engine" || (opened != nullptr && !opened->by.empty()))
    return std::nullopt;  // `by` was looked at already
  for (const auto& [node, post] : turn.town().roll.posts_of(turn.actor().person))
    if (post == "administrator") return std::nullopt;
  return Rejection{
      "verb.administrator",
      "只有管理员（administrator 岗位）可以这样做；没有此岗位的乡镇用 may 的 by 指定岗位",
      "only an administrator may do this; a town without that post names one in `may`, "
      "with `by`",
      {}};
}

namespace {

struct Entrance {
  std::uint64_t scope;
  int step;
  std::string from;
  bool side = false;
};
struct Plan {
  std::vector<std::uint64_t> gone;
  std::vector<Entrance> come;
  std::map<std::string, Value> set;
};

// "a, b" as a list of texts: one text, or a list of them.
std::vector<std::string> names_in(const Value& value) {
  std::vector<std::string> out;
  if (value.is(Value::Kind::text)) out.push_back(value.as_text());
  if (value.is(Value::Kind::list))
    for (const Value& item : value.as_list()) out.push_back(item.str());
  return out;
}

std::string open_steps(const CaseState& state) {
  std::vector<std::string> out;
  for (const Token& token : state.tokens) out.push_back(cat(token.step, "#", token.id));
  return join(out, ", ");
}

// "step": every token there; "step#id": that one.
std::expected<std::vector<Token>, Rejection> tokens_at(const CaseState& state,
                                                       const std::string& asked) {
  const std::size_t mark = asked.rfind('#');
  const std::string step = asked.substr(0, mark);
  std::vector<Token> out;
  for (const Token& token : state.tokens)
    if (token.step == step &&
        (mark == std::string::npos || cat(token.id) == asked.substr(mark + 1)))
      out.push_back(token);
  if (out.empty())
    return refuse("repair.no_token", cat("“", asked, "”处没有令牌；现在在：", open_steps(state)),
                  cat("no token stands at '", asked, "'; they stand at ", open_steps(state)));
  return out;
}

// The open scope a token can enter `step` in: one around `near`, else the only one of its block.
std::expected<std::uint64_t, Rejection> scope_for(Turn& turn, const Step& step,
                                                  std::uint64_t near) {
  const CaseState& state = turn.state();
  const std::string& owner = turn.definition().blocks[static_cast<std::size_t>(step.block)].owner;
  if (owner.empty()) return std::uint64_t{1};
  for (const Scope* scope = state.scope(near); scope != nullptr && scope->id != 1;) {
    if (scope->block == owner && !scope->kept) return scope->id;
    const Token* token = state.token(scope->token);
    scope = token == nullptr ? nullptr : state.scope(token->scope);
  }
  std::vector<std::uint64_t> open;
  for (const Scope& scope : state.scopes)
    if (scope.block == owner && !scope.kept) open.push_back(scope.id);
  if (open.empty())
    return refuse("repair.not_open",
                  cat("步骤“", step.id, "”在“", owner, "”之内，而“", owner, "”现在没有开始；请加“",
                      owner, "”"),
                  cat("step '", step.id, "' stands inside '", owner,
                      "', which is not open now: add '", owner, "' itself"));
  if (open.size() > 1)
    return refuse("repair.which",
                  cat("“", owner, "”有 ", open.size(), " 项在办，不知放进哪一项；请移动其中的令牌"),
                  cat(open.size(), " items of '", owner,
                      "' are open, and it is not said which: move a token of the one you mean"));
  return open.front();
}

std::expected<const Step*, Rejection> step_named(Turn& turn, const std::string& id) {
  if (const Step* step = turn.definition().step(id)) return step;
  std::vector<std::string> known;
  for (const Step& step : turn.definition().steps) known.push_back(step.id);
  const auto near = closest(id, known);
  return refuse("repair.no_step",
                cat("这件案件的流程没有步骤“", id, "”", near ? cat("；是否指 ", *near) : ""),
                cat("the process of this case has no step '", id, "'",
                    near ? cat("; did you mean ", *near, "?") : ""));
}

std::optional<Rejection> plan_tokens(Turn& turn, const Value& form, Plan& plan) {
  std::set<std::uint64_t> seen;
  const auto leave = [&](const std::vector<Token>& tokens) -> std::optional<Rejection> {
    for (const Token& token : tokens) {
      if (!seen.insert(token.id).second)
        return Rejection{"repair.twice",
                         cat("步骤“", token.step, "”的令牌被说了两次"),
                         cat("the token at '", token.step, "' is named twice"),
                         {}};
      plan.gone.push_back(token.id);
    }
    return std::nullopt;
  };
  if (form["move"].is(Value::Kind::record))
    for (const auto& [from, to] : form["move"].as_record()) {
      auto tokens = tokens_at(turn.state(), std::string(from));
      if (!tokens) return tokens.error();
      const auto step = step_named(turn, to.str());
      if (!step) return step.error();
      for (const Token& token : *tokens) {
        const auto scope = scope_for(turn, **step, token.scope);
        if (!scope) return scope.error();
        plan.come.push_back({*scope, static_cast<int>(*step - turn.definition().steps.data()),
                             token.from, token.side});
      }
      if (auto no = leave(*tokens)) return no;
    }
  for (const std::string& from : names_in(form["remove"])) {
    auto tokens = tokens_at(turn.state(), from);
    if (!tokens) return tokens.error();
    if (auto no = leave(*tokens)) return no;
  }
  for (const std::string& to : names_in(form["add"])) {
    const auto step = step_named(turn, to);
    if (!step) return step.error();
    const auto scope = scope_for(turn, **step, 1);
    if (!scope) return scope.error();
    plan.come.push_back(
        {*scope, static_cast<int>(*step - turn.definition().steps.data()), "", false});
  }
  return std::nullopt;
}

bool inside(const CaseState& state, std::uint64_t scope, const std::vector<std::uint64_t>& gone) {
  for (const Scope* s = state.scope(scope); s != nullptr && s->id != 1;) {
    if (std::ranges::find(gone, s->token) != gone.end()) return true;
    const Token* owner = state.token(s->token);
    s = owner == nullptr ? nullptr : state.scope(owner->scope);
  }
  return false;
}

std::optional<Rejection> unsound(Turn& turn, const Plan& plan) {
  const CaseState& state = turn.state();
  if (plan.gone.empty() && plan.come.empty() && plan.set.empty())
    return Rejection{"repair.empty",
                     "没有写明修复什么：move、add、remove 或 set",
                     "nothing was said to be repaired: move, add, remove or set",
                     {}};
  for (const Entrance& place : plan.come)
    if (inside(state, place.scope, plan.gone))
      return Rejection{"repair.inside",
                       "目标所在的一段正要被移走，不能同时放进去",
                       "the block of the target is taken away by the same repair",
                       {}};
  Walk walk(turn);
  const bool left = !plan.come.empty() || std::ranges::any_of(state.tokens, [&](const Token& t) {
    return !is_round(walk, t) && std::ranges::find(plan.gone, t.id) == plan.gone.end() &&
           !inside(state, t.scope, plan.gone);
  });
  if (!left)
    return Rejection{"repair.nothing_left",
                     "这样案件就没有可走的了；要结束它请用终止（terminate）",
                     "nothing would be left to do; to end the case use terminate",
                     {}};
  return std::nullopt;
}

}  // namespace

Verdict verb_repair(Turn& turn, const Act& command, const Verb* opened) {
  if (auto no = not_at_desk(turn, opened)) return std::unexpected(std::move(*no));
  if (command.reason.empty())
    return refuse("repair.reason_missing", "修复须写明理由", "a repair needs a reason");
  Plan plan;
  if (auto no = plan_tokens(turn, command.form, plan)) return std::unexpected(std::move(*no));
  auto fields = fields_by_hand(turn, command.form["set"]);
  if (!fields) return std::unexpected(std::move(fields.error()));
  plan.set = *std::move(fields);
  if (auto no = unsound(turn, plan)) return std::unexpected(std::move(*no));
  begin(turn);
  Walk walk(turn);
  turn.emit(Noted{"repair", turn.actor().person, command.reason, command.form});
  if (!plan.set.empty()) turn.emit(FieldsSet{1, plan.set, "repair"});
  for (const std::uint64_t token : plan.gone) walk.cancel(token);
  for (const Entrance& place : plan.come)
    walk.enter(place.scope, place.step, place.from, place.side, "REPAIRED");
  walk.settle();
  return {};
}

}  // namespace tf::core
