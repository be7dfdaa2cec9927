#include "core/assign.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "core/env.h"
#include "core/plugin_hooks.h"
#include "core/words.h"

namespace tf::core {

namespace {

void add_once(std::vector<std::string>& list, std::string_view x) {
  if (!x.empty() && std::find(list.begin(), list.end(), x) == list.end()) list.emplace_back(x);
}

void add_named(const Value& value, std::vector<std::string>& out) {
  if (value.is(Value::Kind::list))
    for (const Value& item : value.as_list()) add_named(item, out);
  if (value.is(Value::Kind::text)) add_once(out, value.as_text());
  if (value.is(Value::Kind::record) && value["id"].is(Value::Kind::text))
    add_once(out, value["id"].as_text());
}

// Whose matter it is: the reporter, and whom the fields of persons and households name.
std::vector<std::string> parties_of(Turn& turn) {
  std::vector<std::string> out{turn.state().reporter};
  for (const auto& field : turn.definition().fields)
    if (field->type.kind == TypeKind::person || field->type.kind == TypeKind::household)
      add_named(turn.opened(turn.state().field(field->name)), out);
  return out;
}

// Nobody handles the matter of a relative.
void recuse(Turn& turn, PeopleQuery& q) {
  const auto& persons = turn.town().roll.persons;
  if (std::none_of(persons.begin(), persons.end(),
                   [](const auto& row) { return !row.second.relatives.empty(); }))
    return;
  for (const std::string& party : parties_of(turn)) {
    for (const auto& [id, person] : persons)
      if (q.roll->related(id, party)) add_once(q.excluded, id);
    if (const auto row = persons.find(party); row != persons.end())
      for (const std::string& relative : row->second.relatives) add_once(q.excluded, relative);
  }
}

PeopleQuery query(Turn& turn, const AssignContext& context) {
  PeopleQuery q;
  q.roll = &turn.town().roll;
  q.roles = &turn.town().roles;
  q.calendar = turn.town().calendar.get();
  q.now = turn.effective();
  q.grid = turn.state().grid;
  q.hours = context.hours;
  q.excluded = context.excluded;
  q.notice = context.notice;
  if (!q.notice) recuse(turn, q);
  return q;
}

// People named by a value: a person, a unit, a node, or a list of them.
void add_people(Turn& turn, const Value& value, const PeopleQuery& q, Resolution& out) {
  if (value.is(Value::Kind::list)) {
    for (const Value& item : value.as_list()) add_people(turn, item, q, out);
    return;
  }
  std::string id;
  if (value.is(Value::Kind::text))
    id = value.as_text();
  else if (value.is(Value::Kind::record) && value["person"].is_null() && !value["item"].is_null())
    return add_people(turn, value["item"], q, out);  // a plain item of `each`
  else if (value.is(Value::Kind::record))
    id = value["person"].is_null()                 ? value["id"].str()
         : value["person"].is(Value::Kind::record) ? value["person"]["id"].str()
                                                   : value["person"].str();
  if (id.empty()) return;
  const Roll& roll = turn.town().roll;
  if (roll.unit(id) != nullptr || (roll.node(id) != nullptr && !roll.knows(id))) {
    Resolution unit = resolve_unit(id, q);
    for (const std::string& person : unit.candidates) add_once(out.candidates, person);
    out.post = unit.post;
    out.node = unit.node;
    return;
  }
  add_once(out.candidates, id);
}

Resolution resolve_near(Turn& turn, const WhoItem& item, const AssignContext& context,
                        const PeopleQuery& q) {
  const CaseState& state = turn.state();
  const std::string handler = context.handler.empty() ? last_worker(state) : context.handler;
  std::string node =
      context.handler_node.empty() ? node_of_last_worker(state) : context.handler_node;
  // A person named by a field has a task without a node: the way up begins where they serve.
  if (node.empty() && turn.town().roll.knows(handler))
    if (const auto posts = turn.town().roll.posts_of(handler); !posts.empty())
      node = posts.front().first;
  Resolution out;
  if (item.name == "handler") {
    add_once(out.candidates, handler);
    out.post = "handler";
    out.node = node;
    // On rest days the duty officer takes the notices of all posts.
    if (context.notice && !q.calendar->is_workday(q.calendar->date(q.now)) &&
        turn.town().roll.knows(handler)) {
      const auto posts = turn.town().roll.posts_of(handler);
      if (!posts.empty()) {
        PeopleQuery there = q;
        there.grid = node.empty() ? posts.front().first : node;
        Resolution officer = resolve_role(q.roles->off_hours, there);
        if (officer.why != "ROLE_UNRESOLVED" && !officer.candidates.empty()) return officer;
      }
    }
    return out;
  }
  if (item.name == "reporter") {
    add_once(out.candidates, state.reporter);
    return out;
  }
  if (item.name == "unit_head") {
    for (auto task = state.tasks.rbegin(); task != state.tasks.rend(); ++task)
      if (const Unit* unit = turn.town().roll.unit(task->post);
          unit != nullptr && !unit->head.empty()) {
        add_once(out.candidates, unit->head);
        return out;
      }
    return resolve_above(handler, node, 1, q);
  }
  const auto near = q.roles->near.find(item.name);
  const int up = near == q.roles->near.end() ? 0 : near->second.up;
  if (near != q.roles->near.end() && near->second.of == "case.grid") {
    Resolution at = resolve_above("", state.grid, up, q);
    if (item.name == "residents") at.candidates = {cat("residents:", state.grid)};
    return at;
  }
  return resolve_above(handler, node, up, q);
}

std::vector<std::string> people_of(Turn& turn, const std::string& what,
                                   const AssignContext& context) {
  const CaseState& state = turn.state();
  if (what == "handler") return {last_worker(state)};
  if (const auto visits = state.visits.find(what); visits != state.visits.end())
    return {visits->second.by};
  Resolution out;
  add_people(turn, CaseEnv(turn, context.scope).path(what), query(turn, context), out);
  return out.candidates;
}

// Of the people of a unit those who hold the post; its lead is its head, else the one listed first.
void keep_post(Turn& turn, const std::string& id, const std::string& post, Resolution& out) {
  const Unit* unit = turn.town().roll.unit(id);
  if (post == "lead") {
    const bool headed =
        unit != nullptr && std::ranges::find(out.candidates, unit->head) != out.candidates.end();
    if (headed)
      out.candidates = {unit->head};
    else if (out.candidates.size() > 1)
      out.candidates.resize(1);
    return;
  }
  std::erase_if(out.candidates, [&](const std::string& person) {
    const auto posts = turn.town().roll.posts_of(person);
    return std::ranges::none_of(posts, [&](const auto& held) { return held.second == post; });
  });
}

Resolution resolve_item(Turn& turn, const WhoItem& item, const AssignContext& given) {
  AssignContext context = given;
  for (const std::string& what : item.not_of)
    for (const std::string& person : people_of(turn, what, given))
      add_once(context.excluded, person);
  PeopleQuery q = query(turn, context);
  CaseEnv env(turn, context.scope);
  if (!item.at.empty()) q.grid = item.at;
  if (item.at_value) {
    const Value at = evaluate(turn, item.at_value, env);
    q.grid = at.is(Value::Kind::record) ? at["id"].str() : at.str();
  }
  Resolution out;
  switch (item.kind) {
    case WhoItem::Kind::role: {
      const auto post = turn.town().roles.posts.find(item.name);
      if (post != turn.town().roles.posts.end() && !post->second.by.empty()) {
        const Value by = env.path(post->second.by);
        if (by.is(Value::Kind::text) && turn.town().roll.unit(by.as_text()) != nullptr) {
          out = resolve_unit(by.as_text(), q);
          break;
        }
      }
      out = resolve_role(
          item.duty ? std::string_view(q.roles->off_hours) : std::string_view(item.name), q);
      if (item.duty && out.why == "ROLE_UNRESOLVED") out = resolve_role(item.name, q);
      if (item.post == "lead" && !out.candidates.empty()) {
        // The lead of a queue is the one listed first, or the holder of "<role>_lead".
        const Resolution lead = resolve_role(cat(item.name, "_lead"), q);
        if (lead.why.empty() && !lead.candidates.empty())
          out.candidates = lead.candidates;
        else
          out.candidates.resize(1);
        out.post = cat(item.name, "/lead");
      } else if (!item.post.empty() && item.post != "lead") {
        out = resolve_role(cat(item.name, "_", item.post), q);
      }
      break;
    }
    case WhoItem::Kind::near:
      out = resolve_near(turn, item, context, q);
      break;
    case WhoItem::Kind::field:
      add_people(turn, env.path(item.name), q, out);
      if (out.post.empty()) out.post = item.name;
      break;
    case WhoItem::Kind::person:
      add_people(turn, evaluate(turn, item.person, env), q, out);
      break;
    case WhoItem::Kind::unit: {
      const Value unit = evaluate(turn, item.unit, env);
      const std::string id = unit.is(Value::Kind::record) ? unit["id"].str() : unit.str();
      out = resolve_unit(id, q);
      if (!item.post.empty()) keep_post(turn, id, item.post, out);
      break;
    }
    case WhoItem::Kind::everyone:
      out.post = "anyone";
      break;
  }
  std::erase_if(out.candidates, [&](const std::string& p) {
    return std::find(context.excluded.begin(), context.excluded.end(), p) != context.excluded.end();
  });
  if (!item.skill.empty())
    std::erase_if(out.candidates, [&](const std::string& p) {
      const auto found = turn.town().roll.persons.find(p);
      if (found == turn.town().roll.persons.end()) return true;
      const std::vector<std::string_view> wanted = split(item.skill, ' ');
      const std::vector<std::string>& skills = found->second.skills;
      return !std::all_of(wanted.begin(), wanted.end(), [&](std::string_view skill) {
        return std::find(skills.begin(), skills.end(), skill) != skills.end();
      });
    });
  if (item.pick.starts_with("same_as:")) {
    const auto before = turn.state().visits.find(item.pick.substr(8));
    if (before != turn.state().visits.end() && !before->second.by.empty())
      out.candidates = {before->second.by};
  } else if (item.pick == "in_turn" && out.candidates.size() > 1) {
    const auto n = static_cast<std::size_t>(counter_of(turn.state().id));
    out.candidates = {out.candidates[n % out.candidates.size()]};
  } else if (item.pick == "least_busy" && out.candidates.size() > 1) {
    // Whoever holds the fewest open tasks in the town; of equals the first listed.
    std::string best = out.candidates.front();
    std::int64_t fewest = -1;
    for (const std::string& person : out.candidates) {
      std::int64_t open = turn.world().lookup->count("open_tasks", person, Instant{0});
      for (const Task& task : turn.state().tasks)
        if (task.owner.empty() ? task.candidates == std::vector{person} : task.owner == person)
          ++open;
      if (fewest >= 0 && open >= fewest) continue;
      best = person;
      fewest = open;
    }
    out.candidates = {best};
  } else if (item.pick == "random" && out.candidates.size() > 1) {
    const Hash h = sha256(cat(turn.state().id.value, ":", turn.state().next_id));
    out.candidates = {out.candidates[h[0] % out.candidates.size()]};
  } else if (!item.pick.empty() && !context.notice) {
    if (std::string one = pick_by_plugin(turn, item.pick, out.candidates, env); !one.empty())
      out.candidates = {std::move(one)};
  }
  if (out.candidates.empty() && !item.otherwise.empty())
    return resolve_who(turn, item.otherwise, given);
  return out;
}

}  // namespace

Resolution resolve_who(Turn& turn, const Who& who, const AssignContext& context) {
  Resolution out;
  bool settled = false;
  std::vector<Resolution> unresolved;
  bool relieved = false;
  for (const WhoItem& item : who) {
    Resolution one = resolve_item(turn, item, context);
    if (one.why == "ROLE_UNRESOLVED" && who.size() > 1) {
      unresolved.push_back(std::move(one));
      continue;
    }
    // Of a group offered together, those who would have to climb stand back while another serves.
    if (!one.candidates.empty() && one.why == "vacant" && who.size() > 1) {
      unresolved.insert(unresolved.begin(), std::move(one));
      continue;
    }
    if (one.candidates.empty()) continue;
    if (relieved && one.why != "off_hours") continue;
    if (one.why == "off_hours") {
      if (relieved) continue;
      relieved = true;
      out = one;
      settled = true;
      continue;
    }
    for (const std::string& person : one.candidates) add_once(out.candidates, person);
    if (!settled) {
      out.post = one.post;
      out.node = one.node;
      out.why = one.why;
      out.path = one.path;
      settled = true;
    }
  }
  if (!settled && !unresolved.empty()) return unresolved.front();
  if (!settled && !context.notice && !who.empty() && who.front().kind != WhoItem::Kind::everyone) {
    PeopleQuery q = query(turn, context);
    q.excluded.clear();
    Resolution nobody = resolve_role(turn.town().roles.nobody, q);
    nobody.why = "ROLE_UNRESOLVED";
    return nobody;
  }
  return out;
}

std::vector<std::string> all_of_who(Turn& turn, const Who& who, const AssignContext& context) {
  std::vector<std::string> out;
  for (const WhoItem& item : who) {
    const Resolution one = resolve_item(turn, item, context);
    for (const std::string& person : one.candidates) add_once(out, person);
  }
  return out;
}

const Who& handler_who() {
  static const Who who{WhoItem{.kind = WhoItem::Kind::near,
                               .name = "handler",
                               .person = {},
                               .unit = {},
                               .at = {},
                               .post = {},
                               .skill = {},
                               .not_of = {},
                               .pick = {},
                               .otherwise = {}}};
  return who;
}

}  // namespace tf::core
