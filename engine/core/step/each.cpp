#include <algorithm>

#include "core/step/kinds.h"

namespace tf::core {

namespace {

int first_step(Walk& walk, const EachSpec& spec) {
  return walk.definition().blocks[static_cast<std::size_t>(spec.block)].steps.front();
}

void open_item(Walk& walk, const Token& token, const Step& step, const EachSpec& spec,
               const Value& item, std::int64_t index) {
  Scope scope;
  scope.list = spec.field;
  scope.index = index;
  scope.variable = spec.variable;
  scope.row = item.is(Value::Kind::record) ? item : Value::record({{"item", item}});
  walk.open_scope(token, step.id, first_step(walk, spec), std::move(scope));
}

List items_of(Walk& walk, const Token& token, const EachSpec& spec) {
  List items;
  if (!spec.people.empty()) {
    AssignContext context;
    context.scope = token.scope;
    for (const std::string& person : all_of_who(walk.turn(), spec.people, context))
      items.push_back(Value::record({{"person", Value::text(person)}}));
    return items;
  }
  CaseEnv env(walk.turn(), token.scope);
  const Value list = evaluate(walk.turn(), spec.list, env);
  if (list.is(Value::Kind::list)) return list.as_list();
  if (!list.is_null()) items.push_back(list);
  return items;
}

void enter(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<EachSpec>(step.spec);
  const List items = items_of(walk, token, spec);
  if (items.empty()) return walk.complete(token.id);  // a list empty at entry completes at once
  // Rows written by plain items need records in the list they are part of.
  if (!spec.field.empty() && !std::all_of(items.begin(), items.end(), [](const Value& v) {
        return v.is(Value::Kind::record);
      })) {
    List rows;
    for (const Value& item : items)
      rows.push_back(item.is(Value::Kind::record) ? item : Value::record({{"item", item}}));
    walk.set_fields(token.scope, {{spec.field, Value::list(std::move(rows))}}, step.id);
  }
  walk.emit(TokenWaits{token.id, {}, "", 0, 0, static_cast<std::int64_t>(items.size())});
  if (spec.one_by_one) return open_item(walk, token, step, spec, items.front(), 0);
  for (std::size_t i = 0; i < items.size(); ++i)
    open_item(walk, token, step, spec, items[i], static_cast<std::int64_t>(i));
  if (spec.join.kind == Join::Kind::none) walk.complete(token.id);
}

bool fires(Walk& walk, const Token& token, const EachSpec& spec) {
  const auto done = static_cast<std::int64_t>(token.done.size());
  switch (spec.join.kind) {
    case Join::Kind::any:
      return done >= 1;
    case Join::Kind::count:
      return done >= spec.join.n;
    case Join::Kind::percent:
      return done * 100 >= token.total * spec.join.n;
    case Join::Kind::when: {
      CaseEnv env(walk.turn(), token.scope);
      env.token = token.id;
      return holds(walk.turn(), spec.join.when, env) || done >= token.total;
    }
    default:
      return done >= token.total;
  }
}

// What came of it: the rows, in the field the step names, and as `done` while the join is asked.
void finish(Walk& walk, const Token& token, const Step& step, const EachSpec& spec, bool vetoed) {
  if (!spec.into.empty())
    walk.set_fields(token.scope, {{spec.into, Value::list(token.done)}}, step.id);
  if (vetoed) {
    for (const Outcome& outcome : step.outcomes)
      if (outcome.name == "vetoed" || outcome.name == "refused")
        return walk.complete(token.id, outcome);
    return walk.complete(token.id, step.outcomes.front(), "", true);
  }
  walk.complete(token.id);
}

void scope_done(Walk& walk, const Token& owner, const Step& step, const Scope& scope) {
  const auto& spec = std::get<EachSpec>(step.spec);
  // A finished item's row says when, unless the town keeps its own done_at.
  if (scope.row.is(Value::Kind::record) && scope.row["done_at"].is_null())
    walk.emit(FieldsSet{
        scope.id,
        {{"done_at", Value::moment(walk.turn().effective(), walk.turn().town().calendar->zone())}},
        step.id});
  const Value row = walk.state().scope(scope.id)->row;
  walk.close_scope(scope.id, step);
  if (walk.rest_is_over(owner.id)) return;
  walk.emit(TokenArrived{owner.id, row});
  const Token token = *walk.state().token(owner.id);
  if (spec.join.veto) {
    CaseEnv env(walk.turn(), token.scope);
    env.token = token.id;
    if (holds(walk.turn(), spec.join.veto, env)) return finish(walk, token, step, spec, true);
  }
  if (fires(walk, token, spec)) return finish(walk, token, step, spec, false);
  if (!spec.one_by_one) return;
  const List items = items_of(walk, token, spec);
  const std::size_t next = token.done.size();
  if (next < items.size())
    open_item(walk, token, step, spec, items[next], static_cast<std::int64_t>(next));
}

}  // namespace

const StepKind kStepEach{
    .name = "each",
    .zh = "逐个",
    .doc_zh = "对清单中的每一项各走一遍；里面填的内容属于那一项。",
    .doc_en =
        "Runs its steps for every item of a list; what is written inside belongs to the item.",
    .bpmn = "multi-instance sub-process",
    .enter = enter,
    .scope_done = scope_done};

}  // namespace tf::core
