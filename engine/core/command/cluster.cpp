#include "core/command/cluster.h"

#include <algorithm>

#include "base/text.h"
#include "core/command/start.h"
#include "core/command/verbs.h"
#include "core/match_keys.h"
#include "core/nearness.h"

namespace tf::core {

namespace {

constexpr std::size_t kMostMembers = 500;

const FindSpec* gathers(const Definition& def, const std::string& workflow) {
  for (const Start& start : def.starts)
    for (const FindSpec& cluster : start.cluster)
      if (std::find(cluster.of.begin(), cluster.of.end(), workflow) != cluster.of.end())
        return &cluster;
  return nullptr;
}

// A case as a row of `cases`.
Value row_of(Turn& turn, const Lookup::Found& found) {
  const Value fields = turn.world().lookup->case_fields(found.id);
  Record row = fields.is(Value::Kind::record) ? fields.as_record() : Record{};
  row.set("result", found.result.empty() ? Value() : Value::text(found.result));
  row.set("opened_at", Value::moment(found.opened_at, turn.town().calendar->zone()));
  return Value::record(std::move(row));
}

// The collective case of this process that one of them belongs to and that is still open.
std::uint64_t open_parent(Turn& turn, const std::vector<Lookup::Found>& found,
                          const std::string& workflow) {
  for (const Lookup::Found& one : found) {
    if (one.parent == 0) continue;
    const Value parent = turn.world().lookup->case_fields(CaseId{one.parent});
    if (parent["workflow"].str() == workflow && parent["state"].str() != "closed")
      return one.parent;
  }
  return 0;
}

// What `set` makes of the cases found, as the form of the new case.
Record form_of(Turn& turn, const FindSpec& cluster) {
  CaseEnv env(turn);
  Record form;
  for (const Assign& assign : cluster.set) {
    Value value = assign.value ? evaluate(turn, assign.value, env) : Value::text(assign.text.zh);
    if (!value.is_null()) form.set(assign.field, std::move(value));
  }
  return form;
}

// As the collective process says it, with its own limits.
std::int64_t metres_of(Turn& turn, const std::shared_ptr<const Definition>& def,
                       const FindSpec& cluster) {
  const auto rules = turn.town().rules_at(def->id, turn.now());
  if (!rules) return 0;
  CaseState none;
  Turn there(turn.world(), none, turn.now(), turn.actor());
  there.bind_to(def, rules);
  CaseEnv env(there);
  return metres_asked(there, cluster, env);
}

// Those as near to the newcomer as is asked; without a place it is near to none.
void keep_near(Turn& turn, const OpenCase& command, const FindSpec& cluster,
               std::vector<Lookup::Found>& found) {
  const std::string newcomer = command.data["newcomer"].str();
  const auto self = std::ranges::find_if(
      found, [&](const Lookup::Found& one) { return cat(one.id.value) == newcomer; });
  const Value place = self == found.end() ? Value() : place_of(turn, *self);
  CaseEnv env(turn);
  const std::int64_t metres = metres_asked(turn, cluster, env);
  std::erase_if(found, [&](const auto& one) { return !is_near(turn, one, place, metres); });
}

void join_cluster(Turn& turn, std::uint64_t parent, const Lookup::Found& member) {
  Act join_cluster;
  join_cluster.verb = "@join";
  join_cluster.same = true;
  join_cluster.to = cat(parent);
  turn.follow(member.id, std::move(join_cluster));
}

Child child_of(const Lookup::Found& found) {
  return {found.id.value, found.workflow, 0, false, found.phase == "closed", found.result};
}

}  // namespace

void ask_clusters(Turn& turn) {
  for (const auto& [id, def] : turn.town().workflows) {
    const FindSpec* cluster = gathers(*def, turn.state().workflow);
    if (cluster == nullptr) continue;
    CaseEnv env(turn);
    std::vector<Value> values;
    for (const std::string& path : cluster->match) values.push_back(env.path(path));
    if (cluster->near) values.push_back(cells_around(env.place(), metres_of(turn, def, *cluster)));
    OpenCase look;
    look.town = turn.state().town;
    look.workflow = id;
    look.channel = "cluster";
    look.cluster = keys_of(turn, turn.definition(), cluster->tuple(), values, kMostSought);
    look.data = Value::record({{"grid", Value::text(turn.state().grid)},
                               {"newcomer", Value::text(cat(turn.state().id.value))}});
    if (!look.cluster.empty()) turn.follow(CaseId{}, std::move(look));
  }
}

Verdict open_cluster(Turn& turn, const OpenCase& command, Instant received) {
  const Start* start = nullptr;
  for (const Start& one : turn.definition().starts)
    if (!one.cluster.empty()) start = &one;
  if (start == nullptr) return {};
  const FindSpec& cluster = start->cluster.front();
  std::vector<Lookup::Found> found = turn.world().lookup->find(
      command.cluster, looking_back(turn, cluster.within), cluster.state == "closed");
  std::erase_if(found, [&](const Lookup::Found& one) {
    return std::find(cluster.of.begin(), cluster.of.end(), one.workflow) == cluster.of.end() ||
           !in_state(cluster, one);
  });
  if (cluster.near) keep_near(turn, command, cluster, found);
  const std::uint64_t gathered = open_parent(turn, found, command.workflow);
  std::erase_if(found, [](const Lookup::Found& one) { return one.parent != 0; });
  if (found.size() > kMostMembers) found.resize(kMostMembers);
  if (found.empty()) return {};
  List rows;
  for (const Lookup::Found& one : found) rows.push_back(row_of(turn, one));
  turn.cases = Value::list(std::move(rows));
  if (gathered != 0) {
    Act more;
    more.verb = "@gather";
    more.same = true;
    more.form = Value::record(form_of(turn, cluster));
    for (const Lookup::Found& one : found) more.to += cat(more.to.empty() ? "" : ",", one.id.value);
    turn.follow(CaseId{gathered}, std::move(more));
    for (const Lookup::Found& one : found) join_cluster(turn, gathered, one);
    return {};
  }
  CaseEnv env(turn);
  if (cluster.when && !holds(turn, cluster.when, env)) return {};
  OpenCase open = command;
  Record form = form_of(turn, cluster);
  if (form.find("grid") == nullptr) form.set("grid", command.data["grid"]);
  open.data = Value::record(std::move(form));
  if (auto opened = open_with(turn, open, *start, received); !opened) return opened;
  List members;
  for (const Lookup::Found& one : found) {
    members.push_back(Value::text(one.number));
    turn.emit(ChildOpened{child_of(one)});
    join_cluster(turn, turn.state().id.value, one);
  }
  turn.emit(Found{"cluster", Value::list(std::move(members))});
  turn.cases = {};
  finish(turn);  // what is computed over children() counts them
  return {};
}

// ---- what the others hear
Verdict verb_join(Turn& turn, const Act& command, const Verb*) {
  const auto parent = Decimal::parse(command.to);
  if (turn.state().parent != 0 || !parent) return {};
  begin(turn);
  CaseChanged change;
  change.parent = static_cast<std::uint64_t>(parent->whole().value_or(0));
  turn.emit(std::move(change));
  turn.note("joined", Value::text(command.to));
  return {};
}

Verdict verb_gather(Turn& turn, const Act& command, const Verb*) {
  begin(turn);
  turn.note("gathered", Value::text(command.to));
  for (const std::string_view id : split(command.to, ',')) {
    const auto number = Decimal::parse(id);
    if (!number) continue;
    const CaseId member{static_cast<std::uint64_t>(number->whole().value_or(0))};
    const Value fields = turn.world().lookup->case_fields(member);
    turn.emit(ChildOpened{Child{member.value, fields["workflow"].str(), 0, false,
                                fields["state"].str() == "closed", ""}});
  }
  Walk walk(turn);
  walk.set_fields(1, longer_lists(turn, command.form), "gathered");
  walk.settle();
  return {};
}

}  // namespace tf::core
