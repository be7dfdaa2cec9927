// Opening a case: form, `find`, `same`, `set`, `decide`, `refuse`, in this order (LANGUAGE §8).
// What must be known to refuse is computed on a trial copy; a refused start leaves no case.
#include <algorithm>

#include "base/text.h"
#include "core/command/cluster.h"
#include "core/command/start.h"
#include "core/decide.h"
#include "core/forms.h"
#include "core/match_keys.h"
#include "core/unique.h"

namespace tf::core {

namespace {

const Value* address_of(Turn& turn, const FormAnswers& answers) {
  for (const auto& field : turn.definition().fields) {
    if (field->type.kind != TypeKind::address && field->type.kind != TypeKind::place) continue;
    if (const auto found = answers.values.find(field->name);
        found != answers.values.end() && found->second.is(Value::Kind::record))
      return &found->second;
  }
  return nullptr;
}

// The case stays with whoever took it in, and the room that gives things out hears of it.
void note_unknown_address(Turn& turn, const FormAnswers& answers) {
  const auto& nodes = turn.town().roll.nodes;
  const bool mapped = std::any_of(nodes.begin(), nodes.end(),
                                  [](const auto& node) { return !node.second.addresses.empty(); });
  const Value* address = mapped ? address_of(turn, answers) : nullptr;
  if (address == nullptr || !(*address)["node"].is_null()) return;
  const std::string text = (*address)["text"].str();
  Walk(turn).incident("ADDRESS_UNKNOWN",
                      cat("地址“", text, "”不在任何网格里，先放在 ", turn.state().grid),
                      cat("the address '", text, "' is in no grid; the case is at ",
                          turn.state().grid, " for now"));
}

std::string grid_of(Turn& turn, const OpenCase& command, const FormAnswers& answers) {
  const auto node_of = [&](const Value& v) -> std::string {
    if (v.is(Value::Kind::record)) {
      if (v["node"].is(Value::Kind::text)) return v["node"].as_text();
      if (v["id"].is(Value::Kind::text) && turn.town().roll.node(v["id"].as_text()) != nullptr)
        return v["id"].as_text();
    }
    return {};
  };
  for (const char* name : {"grid", "place", "hamlet", "where", "address", "node"})
    if (const auto found = answers.values.find(name); found != answers.values.end())
      if (std::string node = node_of(found->second); !node.empty()) return node;
  if (const Value* address = address_of(turn, answers))
    if (std::string node = node_of(*address); !node.empty()) return node;
  if (command.data.is(Value::Kind::record))
    if (const Value& grid = command.data["grid"];
        grid.is(Value::Kind::text) && turn.town().roll.node(grid.as_text()) != nullptr)
      return grid.as_text();
  // Where the reporter serves, else the top of the town's own tree.
  if (const auto posts = turn.town().roll.posts_of(turn.actor().person); !posts.empty())
    return posts.front().first;
  for (const auto& [id, node] : turn.town().roll.nodes)
    if (node.level == "town") return id;
  return turn.town().roll.nodes.empty() ? std::string() : turn.town().roll.nodes.begin()->first;
}

// The form of opening, without the keys that are about the case itself.
Value form_data(const OpenCase& command) {
  if (!command.data.is(Value::Kind::record)) return command.data;
  Record data = command.data.as_record();
  for (const char* name : {"grid", "channel"}) {
    if (data.find(name) != nullptr) data.erase(name);
  }
  return Value::record(std::move(data));
}

std::string channel_of(const OpenCase& command) {
  if (!command.channel.empty()) return command.channel;
  if (command.data.is(Value::Kind::record) && command.data["channel"].is(Value::Kind::text))
    return command.data["channel"].as_text();
  return "window";
}

bool may_start(Turn& turn, const Start& start) {
  // Of several starts, one that something else sets off is not for people unless it says who.
  const bool set_off = start.schedule || !start.message.empty() || !start.cluster.empty();
  if (!start.name.empty() && start.who.empty() && set_off && turn.actor().assurance != "engine")
    return false;
  if (start.who.empty() || turn.actor().assurance == "engine") return true;
  for (const WhoItem& item : start.who) {
    if (item.kind == WhoItem::Kind::everyone || item.name == "anyone") return true;
    if (item.name == turn.actor().person) return true;  // import, ladder
    for (const auto& [node, post] : turn.town().roll.posts_of(turn.actor().person))
      if (post == item.name) return true;
    if (item.kind == WhoItem::Kind::role && item.name == "village_team")
      for (const auto& [node, post] : turn.town().roll.posts_of(turn.actor().person))
        if (post.starts_with("village_")) return true;
  }
  return false;
}

std::unexpected<Rejection> no_such_start(const Definition& def, const std::string& wanted) {
  std::vector<std::string> names;
  for (const Start& start : def.starts)
    if (!start.name.empty()) names.push_back(start.name);
  const auto near = closest(wanted, names);
  return refuse(
      "start.unknown", cat("没有立案方式“", wanted, "”", near ? cat("；是否指 ", *near) : ""),
      cat("there is no start '", wanted, "'",
          near ? cat("; did you mean ", *near, "?") : cat("; the starts are ", join(names, ", "))));
}

// The start that is asked for, or the first that this person may use.
std::expected<const Start*, Rejection> pick_start(Turn& turn, const Definition& def,
                                                  const OpenCase& command) {
  if (!command.start.empty()) {
    for (const Start& start : def.starts)
      if (start.name == command.start) {
        if (may_start(turn, start)) return &start;
        return std::unexpected(
            Rejection{"start.who",
                      cat(turn.actor().person, " 无权以“", start.name, "”方式发起"),
                      cat(turn.actor().person, " may not start it as '", start.name, "'"),
                      {}});
      }
    return no_such_start(def, command.start);
  }
  for (const bool by_event : {false, true})
    for (const Start& start : def.starts)
      if ((start.event.kind != EventSpec::Kind::none) == by_event && may_start(turn, start))
        return &start;
  return std::unexpected(Rejection{
      "start.who",
      cat(turn.actor().person, " 无权发起“", def.title.zh, "”"),
      cat(turn.actor().person, " may not start ", def.title.en.empty() ? def.id : def.title.en),
      {}});
}

}  // namespace

Verdict open_case(Turn& turn, const OpenCase& command) {
  const auto definition = turn.town().workflows.find(command.workflow);
  if (definition == turn.town().workflows.end()) {
    std::vector<std::string> known;
    for (const auto& [id, d] : turn.town().workflows) known.push_back(id);
    const auto near = closest(command.workflow, known);
    return refuse("start.unknown_workflow",
                  cat("没有流程“", command.workflow, "”", near ? cat("；是否指 ", *near) : ""),
                  cat("there is no workflow '", command.workflow, "'",
                      near ? cat("; did you mean ", *near, "?") : ""));
  }
  const Instant received = std::min(command.received_at.value_or(turn.now()), turn.now());
  const auto rules = turn.town().rules_at(command.workflow, received);
  if (!rules)
    return refuse("start.no_rules", "该流程没有生效的规则", "this workflow has no rules in force");
  turn.bind_to(definition->second, rules);
  turn.row = command.row;
  const Definition& def = *definition->second;
  if (!command.cluster.empty()) return open_cluster(turn, command, received);
  const auto start = pick_start(turn, def, command);
  if (!start) return std::unexpected(start.error());
  const auto opened = open_with(turn, command, **start, received);
  if (opened && !turn.events().empty()) ask_clusters(turn);
  return opened;
}

Verdict open_with(Turn& turn, const OpenCase& command, const Start& start, Instant received) {
  const std::vector<Form> forms = turn.definition().opening(start);
  std::vector<const Form*> asked;
  for (const Form& form : forms) asked.push_back(&form);
  const FormAnswers answers = read_answers(turn, asked, form_data(command), 1, false);
  if (!answers.problems.empty()) return std::unexpected(form_rejection(answers.problems));

  StartTrial trial(turn, command, start, answers, grid_of(turn, command, answers),
                   channel_of(command), received);
  if (command.cluster.empty())
    if (auto same = trial.same()) return join_existing(turn, command, answers, *same);
  if (auto no = unique_rejection(turn, answers.values)) return std::unexpected(std::move(*no));
  if (auto rejection = trial.refusal()) return std::unexpected(std::move(*rejection));
  trial.open();
  note_unknown_address(turn, answers);
  return {};
}

}  // namespace tf::core
