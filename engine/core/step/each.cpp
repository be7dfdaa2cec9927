#include <algorithm>

#include "base/text.h"
#include "core/command/send_item.h"
#include "core/polls.h"
#include "core/secret_ballot.h"
#include "core/step/kinds.h"

namespace tf::core {

namespace {

int first_step(Walk& walk, const EachSpec& spec) {
  return walk.definition().blocks[static_cast<std::size_t>(spec.block)].steps.front();
}

void open_item(Walk& walk, const Token& token, const Step& step, const EachSpec& spec,
               const Value& item, std::int64_t index, int inner = -1) {
  Scope scope;
  scope.list = spec.field;
  scope.index = index;
  scope.variable = spec.variable;
  Record row = item.is(Value::Kind::record) ? item.as_record() : Record{{"item", item}};
  row.erase(kRowVisits);  // of an earlier round
  scope.row = Value::record(std::move(row));
  walk.open_scope(token, step.id, inner >= 0 ? inner : first_step(walk, spec), std::move(scope));
  if (!spec.weight) return;
  const std::uint64_t id = walk.state().scopes.back().id;
  CaseEnv env(walk.turn(), id);
  walk.emit(FieldsSet{id, {{"sign_weight", evaluate(walk.turn(), spec.weight, env)}}, step.id});
}

// A signer as a row: what the case's list says of him, who he is, and for whom he signs.
Value signer(const Value& known, const std::string& person, const std::string& role) {
  Record row = known.is(Value::Kind::record) ? known.as_record() : Record{};
  row.set("person", Value::text(person));
  if (!role.empty()) row.set("role", Value::text(role));
  return Value::record(std::move(row));
}

// Each `who` gives signers of its own: somebody who stands for two signs twice, unless `distinct`.
List signers(Walk& walk, const Token& token, const EachSpec& spec) {
  List rows;
  AssignContext context;
  context.scope = token.scope;
  for (const WhoItem& item : spec.people) {
    const std::size_t before = rows.size();
    const Value listed = item.kind == WhoItem::Kind::field
                             ? CaseEnv(walk.turn(), token.scope).path(item.name)
                             : Value();
    const bool of_rows = listed.is(Value::Kind::list) &&
                         std::all_of(listed.as_list().begin(), listed.as_list().end(),
                                     [](const Value& v) { return !v["person"].is_null(); });
    if (of_rows) {
      for (const Value& row : listed.as_list()) {
        const Value& person = row["person"];
        const std::string id = (person.is(Value::Kind::record) ? person["id"] : person).str();
        if (std::find(context.excluded.begin(), context.excluded.end(), id) ==
            context.excluded.end())
          rows.push_back(signer(row, id, item.name));
      }
    } else {
      for (const std::string& person : all_of_who(walk.turn(), {item}, context))
        rows.push_back(signer({}, person, item.name));
    }
    if (spec.distinct)
      for (std::size_t i = before; i < rows.size(); ++i)
        context.excluded.push_back(rows[i]["person"].as_text());
    const bool asked = item.kind == WhoItem::Kind::role || item.kind == WhoItem::Kind::unit;
    if (asked && rows.size() == before)
      walk.incident("NO_SIGNER", cat("签署方 ", item.name, " 无人可签"),
                    cat("nobody can sign for ", item.name));
  }
  return rows;
}

List items_of(Walk& walk, const Token& token, const EachSpec& spec) {
  List items;
  if (!spec.people.empty()) return signers(walk, token, spec);
  CaseEnv env(walk.turn(), token.scope);
  const Value list = evaluate(walk.turn(), spec.list, env);
  if (list.is(Value::Kind::list)) return list.as_list();
  if (!list.is_null()) items.push_back(list);
  return items;
}

// The ballot as it is kept; of a secret one who cast it, when, and the receipt.
Value ballot_of(const Value& row, bool secret) {
  Record kept = row.as_record();
  kept.erase(kRowVisits);
  if (!secret) return Value::record(std::move(kept));
  for (const auto& [name, value] : row.as_record())
    if (value.is(Value::Kind::text) && value.as_text().starts_with("sealed:")) kept.erase(name);
  kept.erase("choice");
  return Value::record(std::move(kept));
}

// The end of a poll: who answered, the numbers, and the outcome they give.
void close_poll(Walk& walk, const Token& token, const Step& step, const EachSpec& spec) {
  List ballots, counted;
  for (const Scope& scope : walk.state().scopes) {
    if (scope.token != token.id || scope.row["done_at"].is_null()) continue;
    ballots.push_back(ballot_of(scope.row, spec.secret));
    counted.push_back(spec.secret ? scope.row : ballots.back());
  }
  if (spec.secret) counted = count_secretly(walk.turn(), token, counted);
  for (Value& row : counted) walk.emit(TokenArrived{token.id, std::move(row)});
  const Value numbers = vote_record(votes_of(walk.state(), *walk.state().token(token.id)));
  CaseEnv env(walk.turn(), token.scope);
  env.token = token.id;
  std::string outcome;
  for (const PollOutcome& way : spec.verdict)
    if (outcome.empty() && holds(walk.turn(), way.when, env)) outcome = way.outcome;
  walk.set_fields(
      token.scope,
      {{spec.into, Value::list(std::move(ballots))}, {cat(spec.into, "_count"), numbers}}, step.id);
  for (const Outcome& way : step.outcomes)
    if (way.name == outcome) return walk.complete(token.id, way);
  walk.complete(token.id);
}

// An answer of a poll: it may be given again until the end.
void answered(Walk& walk, const Token& owner, const Step& step, const EachSpec& spec,
              const Scope& scope) {
  std::map<std::string, Value> mark{
      {"done_at", Value::moment(walk.turn().effective(), walk.turn().town().calendar->zone())}};
  if (spec.secret) mark["receipt"] = Value::text(receipt_of(scope.row["choice"]));
  walk.emit(FieldsSet{scope.id, std::move(mark), step.id});
  const bool all =
      std::all_of(walk.state().scopes.begin(), walk.state().scopes.end(), [&](const Scope& other) {
        return other.token != owner.id || !other.row["done_at"].is_null();
      });
  if (all && !step.due.present()) return close_poll(walk, owner, step, spec);
  walk.enter(scope.id, first_step(walk, spec), step.id);
}

// The clock of a poll has run out: that is its end.
void woken_each(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<EachSpec>(step.spec);
  if (spec.poll) close_poll(walk, token, step, spec);
}

void enter_each(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<EachSpec>(step.spec);
  const List items = items_of(walk, token, spec);
  if (items.empty() && !spec.people.empty())  // silence is never consent
    return walk.incident("NO_SIGNER", cat("步骤 ", step.id, " 无人可签"),
                         cat("nobody can sign at ", step.id),
                         {.token = token.id, .task = 0, .cause = {}, .again = true});
  if (items.empty() && spec.poll) return close_poll(walk, token, step, spec);
  if (items.empty()) return walk.complete(token.id);  // a list empty at entry completes at once
  // Rows written by plain items need records in the list they are part of.
  if (!spec.field.empty() && !std::all_of(items.begin(), items.end(), [](const Value& v) {
        return v.is(Value::Kind::record);
      })) {
    List rows;
    for (const Value& item : items)
      rows.push_back(item.is(Value::Kind::record) ? item : Value::record({{"item", item}}));
    const std::string name = spec.field.substr(spec.field.find('.') + 1);
    walk.set_fields(token.scope, {{name, Value::list(std::move(rows))}}, step.id);
  }
  if (const Walk::Again& again = walk.again();
      again.item >= 0 && static_cast<std::size_t>(again.item) < items.size()) {
    const int inner = again.inner;
    const auto index = static_cast<std::size_t>(again.item);
    walk.emit(TokenWaits{token.id, {}, cat(kOneItem, " ", index), 0, 0, 1});
    return open_item(walk, token, step, spec, items[index], static_cast<std::int64_t>(index),
                     inner);
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

// The rows that came; of an `each` entered for one item, in the place of what it had answered
// before.
Value answers_of(Walk& walk, const Token& token, const EachSpec& spec) {
  if (!token.message.starts_with(kOneItem)) return Value::list(token.done);
  const Value before = CaseEnv(walk.turn(), token.scope).path(spec.into);
  List rows = before.is(Value::Kind::list) ? before.as_list() : List{};
  for (const Value& row : token.done) {
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const Value& old) {
      return spec.people.empty() ? false : old["person"] == row["person"];
    });
    const auto at = static_cast<std::size_t>(
        std::stoul(token.message.substr(std::string_view(kOneItem).size() + 1)));
    if (same != rows.end())
      *same = row;
    else if (at < rows.size())
      rows[at] = row;
    else
      rows.push_back(row);
  }
  return Value::list(std::move(rows));
}

// What came of it: the rows, in the field the step names, and as `done` while the join is asked.
void finish(Walk& walk, const Token& token, const Step& step, const EachSpec& spec, bool vetoed) {
  if (!spec.into.empty())
    walk.set_fields(token.scope, {{spec.into, answers_of(walk, token, spec)}}, step.id);
  if (vetoed) {
    for (const Outcome& outcome : step.outcomes)
      if (outcome.name == "vetoed" || outcome.name == "refused")
        return walk.complete(token.id, outcome);
    return walk.complete(token.id, step.outcomes.front(), "", true);
  }
  walk.complete(token.id);
}

// True when the join fired, either way.
bool joined(Walk& walk, const Token& token, const Step& step, const EachSpec& spec) {
  CaseEnv env(walk.turn(), token.scope);
  env.token = token.id;
  const bool vetoed = spec.join.veto && holds(walk.turn(), spec.join.veto, env);
  if (!vetoed && !fires(walk, token, spec)) return false;
  finish(walk, token, step, spec, vetoed);
  return true;
}

bool is_open(const CaseState& state, std::uint64_t token, const Value& person) {
  return std::ranges::any_of(state.scopes, [&](const Scope& scope) {
    return scope.token == token && scope.index >= 0 && !scope.kept &&
           (person.is_null() || scope.row["person"] == person);
  });
}

// One by one: what follows the item at `index`. Whoever was added to signers signs beside them and
// is followed by nobody; whoever was taken away is followed by the next. False: nothing follows.
bool open_next(Walk& walk, const Token& token, const Step& step, const EachSpec& spec,
               std::int64_t index) {
  const List items = items_of(walk, token, spec);
  std::size_t next = spec.people.empty() ? token.done.size() : static_cast<std::size_t>(index) + 1;
  const auto asked = [&](const Value& person) {
    return is_open(walk.state(), token.id, person) ||
           std::ranges::any_of(token.done,
                               [&](const Value& row) { return row["person"] == person; });
  };
  if (!spec.people.empty())
    while (next < items.size() && asked(items[next]["person"])) ++next;
  if (next >= items.size()) return false;
  open_item(walk, token, step, spec, items[next], static_cast<std::int64_t>(next));
  return true;
}

void scope_done_each(Walk& walk, const Token& owner, const Step& step, const Scope& scope) {
  const auto& spec = std::get<EachSpec>(step.spec);
  if (spec.poll) return answered(walk, owner, step, spec, scope);
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
  if (joined(walk, token, step, spec)) return;
  if (spec.one_by_one && open_next(walk, token, step, spec, scope.index)) return;
  // All have come and it was not enough: nothing inside can change that any more.
  if (spec.grow || token.done.size() < static_cast<std::size_t>(token.total)) return;
  walk.incident("JOIN_NEVER",
                cat("步骤 ", step.id, " 的 ", token.total, " 项都已办完，仍不满足汇合条件"),
                cat("all ", token.total, " items of step ", step.id,
                    " are done and its join still does not fire"),
                {.token = token.id, .task = 0, .cause = {}, .again = false});
}

}  // namespace

std::size_t count_items(Walk& walk, std::uint64_t scope, const Step& step) {
  const auto& spec = std::get<EachSpec>(step.spec);
  if (spec.field.empty()) return 0;
  const Value list = CaseEnv(walk.turn(), scope).path(spec.field);
  return list.is(Value::Kind::list) ? list.as_list().size() : 0;
}

void add_item(Walk& walk, const Token& token, const Step& step, const Value& row) {
  const auto& spec = std::get<EachSpec>(step.spec);
  std::int64_t index = token.total;
  if (!spec.field.empty()) {
    const Value whole = CaseEnv(walk.turn(), token.scope).path(spec.field);
    List rows = whole.is(Value::Kind::list) ? whole.as_list() : List{};
    index = static_cast<std::int64_t>(rows.size());
    rows.push_back(row);
    const std::string name = spec.field.substr(spec.field.find('.') + 1);
    walk.set_fields(token.scope, {{name, Value::list(std::move(rows))}}, step.id);
  }
  walk.emit(TokenWaits{token.id, {}, "", 0, 0, token.total + 1});
  if (spec.one_by_one && !spec.people.empty())
    index = std::max(index, static_cast<std::int64_t>(items_of(walk, token, spec).size()));
  // A list worked through one by one comes to it, unless it has come to its end.
  if (!spec.one_by_one || !spec.people.empty() || !is_open(walk.state(), token.id, {}))
    open_item(walk, token, step, spec, row, index);
}

void remove_item(Walk& walk, const Token& token, const Step& step, std::uint64_t scope) {
  const auto& spec = std::get<EachSpec>(step.spec);
  const std::int64_t index = walk.state().scope(scope)->index;
  walk.cancel_scope(scope);
  if (token.total <= 1) return walk.complete(token.id);
  walk.emit(TokenWaits{token.id, {}, "", 0, 0, token.total - 1});
  const Token now = *walk.state().token(token.id);
  if (!joined(walk, now, step, spec) && spec.one_by_one) open_next(walk, now, step, spec, index);
}

const StepKind kStepEach{
    .name = "each",
    .zh = "逐个",
    .doc_zh = "对清单中的每一项各走一遍；里面填的内容属于那一项。",
    .doc_en =
        "Runs its steps for every item of a list; what is written inside belongs to the item.",
    .bpmn = "multi-instance sub-process",
    .enter = enter_each,
    .scope_done = scope_done_each,
    .woken = woken_each};

}  // namespace tf::core
