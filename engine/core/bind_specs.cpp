// What each kind of step needs beyond the common part.
#include <algorithm>

#include "base/text.h"
#include "core/bind_lost.h"
#include "core/bind_scope.h"
#include "model/grammar.h"

namespace tf::core {

namespace {

TaskSpec read_task(Flow& flow, const model::Node& node) {
  TaskSpec spec;
  spec.work = node.text_of("task");
  spec.who = read_who(flow, node.get("who"));
  if (const model::Node* pick = node.get("pick"))
    for (WhoItem& item : spec.who)
      if (item.pick.empty()) item.pick = pick->is_scalar() ? pick->text : "";
  spec.help = read_who(flow, node.get("help"));
  spec.forms = read_forms(flow, node.get("form"));
  spec.refuse = read_refusals(flow, node.get("refuse"));
  spec.only_while = compile_or_none(node.get("only_while"), *flow.names, flow.out);
  spec.record = is_true(node.get("record"));
  return spec;
}

SetSpec read_set(Flow& flow, const model::Node& node) {
  return SetSpec{read_sets(flow, node.get("set"))};
}

std::string known_table(Flow& flow, const model::Node& name) {
  const auto& tables = flow.town.rules().tables;
  if (!tables.contains(name.text)) {
    std::vector<std::string> known;
    for (const auto& [id, document] : tables) known.push_back(id);
    flow.out.report("bind.unknown_table", name.span, {{"name", name.text}},
                    closest(name.text, known).value_or(""));
  }
  return name.text;
}

DecideSpec read_decide(Flow& flow, const model::Node& node) {
  const model::Node& name = *node.get("decide");
  DecideSpec spec;
  if (name.is_scalar()) spec.tables.push_back(known_table(flow, name));
  for (const auto& item : name.items) spec.tables.push_back(known_table(flow, *item));
  spec.with = read_assigns(flow, node.get("with"), *flow.names, true);
  spec.into = node.text_of("into");
  return spec;
}

DoSpec read_do(Flow& flow, const model::Node& node, const std::string& id) {
  DoSpec spec;
  if (const model::Node* who = node.get("notify")) {
    spec.effect = "notice";
    spec.tell = read_tell(flow, who, &node, id);
    return spec;
  }
  spec.effect = node.text_of("do");
  spec.with = read_assigns(flow, node.get("with"), *flow.names, false);
  spec.into = node.text_of("into");
  spec.answers = true;
  if (const model::Node* retry = node.get("retry")) spec.retry = read_retry(flow, *retry);
  return spec;
}

ChooseSpec read_choose(Flow& flow, const model::Node& node, int index) {
  ChooseSpec spec;
  spec.every = node.text_of("take") == "every";
  for (const auto& branch : node.get("choose")->items) {
    if (const model::Node* otherwise = branch->get("otherwise")) {
      spec.otherwise = read_targets(flow, *otherwise, index);
      continue;
    }
    Branch way;
    way.when = compile_or_none(branch->get("when"), *flow.names, flow.out);
    if (const model::Node* then = branch->get("then")) way.then = read_targets(flow, *then, index);
    spec.branches.push_back(std::move(way));
  }
  return spec;
}

Join quota_join(const std::optional<model::Quota>& quota) {
  using Kind = model::Quota::Kind;
  Join join;
  if (!quota) return join;
  join.n = static_cast<int>(quota->number);
  switch (quota->kind) {
    case Kind::any:
      join.kind = Join::Kind::any;
      break;
    case Kind::none:
      join.kind = Join::Kind::none;
      break;
    case Kind::count:
      join.kind = Join::Kind::count;
      break;
    case Kind::percent:
      join.kind = Join::Kind::percent;
      break;
    case Kind::live:
      join.kind = Join::Kind::live;
      break;
    case Kind::tokens:
      join.kind = Join::Kind::tokens;
      break;
    default:
      break;
  }
  return join;
}

Join read_join(Flow& flow, const model::Node* node) {
  if (node == nullptr) return {};
  if (node->is_scalar()) return quota_join(model::parse_join(node->text));
  Join join;
  if (const model::Node* need = node->get("need")) join = quota_join(model::parse_join(need->text));
  const NameTable names = join_names(*flow.names);
  if (const model::Node* when = node->get("when")) {
    join.kind = Join::Kind::when;
    join.when = compile(*when, names, flow.out);
  }
  join.veto = compile_or_none(node->get("veto"), names, flow.out);
  return join;
}

// The list a loop runs over, when it is a field of the case or of an item around: its rows then
// keep what is written inside.
std::string list_field(const Flow& flow, const std::string& expression) {
  if (flow.def->field(expression) != nullptr) return expression;
  const std::size_t dot = expression.find('.');
  const auto& loops = flow.def->loop_names;
  const bool of_item =
      dot != std::string::npos && model::is_reference(expression) &&
      expression.find('.', dot + 1) == std::string::npos &&
      std::find(loops.begin(), loops.end(), expression.substr(0, dot)) != loops.end();
  return of_item ? expression : std::string();
}

void read_each(Flow& flow, const model::Node& node, EachSpec& spec) {
  const model::Node& each = *node.get("each");
  const auto clause = model::parse_each(each.text);
  if (clause) {
    spec.variable = clause->name;
    if (const model::Node* people = node.get("people")) {
      spec.people = read_who(flow, people);
    } else {
      // `each: 3 as n` stands for three items.
      const auto number = Decimal::parse(clause->expression);
      auto source = model::Node::scalar(number && number->is_whole()
                                            ? cat("for i in 1..", clause->expression, " return i")
                                            : clause->expression,
                                        each.span);
      spec.list = compile(*source, *flow.names, flow.out);
      spec.field = list_field(flow, clause->expression);
    }
  }
  spec.distinct = is_true(node.get("distinct"));
  spec.weight = compile_or_none(node.get("weight"), *flow.names, flow.out);
  spec.secret = is_true(node.get("secret"));
  if (const model::Node* verdict = node.get("verdict")) {
    spec.poll = true;
    spec.field.clear();  // the roll stays as it is; ballots go into a field of their own
    const NameTable names = vote_names(*flow.names);
    for (const auto& way : verdict->items)
      spec.verdict.push_back(
          {compile(*way->get("when"), names, flow.out), std::string(way->text_of("then"))});
  }
  spec.join = read_join(flow, node.get("join"));
  spec.run_on = node.text_of("rest") == "run_on";
  spec.grow = is_true(node.get("grow"));
  spec.one_by_one = is_true(node.get("one_by_one"));
  spec.into = node.text_of("into");
  if (flow.def->blocks[at(spec.block)].steps.empty())
    flow.out.report("bind.no_steps", each.span, {{"workflow", std::string(each.text)}});
}

Join read_meet(Flow& flow, const model::Node& node) {
  if (node.is_scalar()) return quota_join(model::parse_meet(node.text));
  const NameTable names = join_names(*flow.names);
  Join join;
  join.kind = Join::Kind::when;
  join.when = compile_or_none(node.get("when"), names, flow.out);
  return join;
}

RaiseSpec read_raise(Flow& flow, const model::Node& node) {
  RaiseSpec spec;
  if (node.has("undo")) {
    spec.kind = RaiseSpec::Kind::undo;
    spec.name = node.text_of("undo");
    return spec;
  }
  constexpr std::pair<const char*, RaiseSpec::Kind> kKinds[] = {
      {"error", RaiseSpec::Kind::error},      {"escalation", RaiseSpec::Kind::escalation},
      {"signal", RaiseSpec::Kind::signal},    {"message", RaiseSpec::Kind::message},
      {"cancel", RaiseSpec::Kind::cancel},    {"undo", RaiseSpec::Kind::undo},
      {"incident", RaiseSpec::Kind::incident}};
  const model::Node& what = *node.get("raise");
  const model::Entry* raised = nullptr;
  for (const auto& [key, kind] : kKinds) {
    const model::Entry* entry = what.entry(key);
    if (entry == nullptr) continue;
    if (raised != nullptr) {
      flow.out.report(
          "bind.not_here", entry->key_span,
          {{"what", entry->written},
           {"zh", cat("一步只发出一样，已写了 ", raised->written)},
           {"en", cat("a step raises one thing, and '", raised->written, "' is there already")}});
      continue;
    }
    raised = entry;
    spec.kind = kind;
    spec.name = kind == RaiseSpec::Kind::cancel ? "" : std::string(what.text_of(key));
  }
  check_raise(flow, node, spec.kind);
  spec.to = node.text_of("to");
  spec.town = spec.to == "town";
  spec.with = read_assigns(flow, node.get("with"), *flow.names, false);
  return spec;
}

// Required fields of the child that `with` does not give (and have no default).
void check_child(Flow& flow, const model::Node& open, const OpenSpec& spec) {
  const auto child = flow.town.workflows.find(spec.workflow);
  if (child == flow.town.workflows.end()) {
    std::vector<std::string> known;
    for (const auto& [id, document] : flow.town.workflows) known.push_back(id);
    flow.out.report("bind.unknown_workflow", open.span, {{"name", spec.workflow}},
                    closest(spec.workflow, known).value_or(""));
    return;
  }
  std::vector<std::string> missing = required_at_opening(*child->second->root);
  std::erase_if(missing, [&](const std::string& field) {
    return std::any_of(spec.with.begin(), spec.with.end(),
                       [&](const Assign& a) { return a.field == field; });
  });
  if (!missing.empty())
    flow.out.report("bind.missing_child_field", open.span,
                    {{"workflow", spec.workflow}, {"fields", join(missing, ", ")}});
}

OpenSpec read_open(Flow& flow, const model::Node& node) {
  OpenSpec spec;
  const model::Node& open = *node.get("open");
  spec.workflow = open.text;
  spec.with = read_assigns(flow, node.get("with"), *flow.names, false);
  spec.and_wait = is_true(node.get("and_wait"));
  spec.into = node.text_of("into");
  check_child(flow, open, spec);
  return spec;
}

}  // namespace

std::vector<std::string> required_at_opening(const model::Node& workflow) {
  std::vector<std::string> out;
  const model::Node* form = workflow.get("case");
  if (form == nullptr) return out;
  for (const model::Entry& entry : form->entries) {
    const auto type = model::parse_field_type(
        entry.value->is_scalar() ? entry.value->text : entry.value->text_of("type"));
    const bool required = (type && type->required) || is_true(entry.value->get("required"));
    if (required && !entry.value->has("default")) out.push_back(entry.key);
  }
  return out;
}

void bind_spec(Flow& flow, int index) {
  const model::Node& node = *flow.step_node[at(index)];
  const std::string id = flow.def->steps[at(index)].id;
  const std::string_view kind = kind_of(node);
  Spec& placed = flow.def->steps[at(index)].spec;  // no step is added while a spec is read
  if (kind == "task") {
    placed = read_task(flow, node);
  } else if (kind == "set") {
    placed = read_set(flow, node);
  } else if (kind == "decide") {
    placed = read_decide(flow, node);
  } else if (kind == "do") {
    placed = read_do(flow, node, id);
  } else if (kind == "wait") {
    const model::Node& what = *node.get("wait");
    EventSpec event = read_event(flow, what, "");
    check_waited(flow, what, event);
    read_message_form(flow, node, event);
    placed = WaitSpec{std::move(event), std::string(node.text_of("town_lock"))};
    if (node.has("town_lock")) flow.def->town_locks = true;
  } else if (kind == "choose") {
    placed = read_choose(flow, node, index);
  } else if (kind == "each") {
    read_each(flow, node, std::get<EachSpec>(placed));
  } else if (kind == "together") {
    auto& spec = std::get<TogetherSpec>(placed);
    if (!spec.race) spec.join = read_join(flow, node.get("join"));
    spec.run_on = node.text_of("rest") == "run_on";
  } else if (kind == "meet") {
    placed = MeetSpec{read_meet(flow, *node.get("meet")), 0};
  } else if (kind == "raise") {
    placed = read_raise(flow, node);
  } else if (kind == "open") {
    placed = read_open(flow, node);
  } else if (kind == "end") {
    placed = EndSpec{std::string(node.text_of("end"))};
  } else if (kind == "stop") {
    placed = StopSpec{node.text_of("stop") == "case", std::string(node.text_of("as"))};
  }
}

}  // namespace tf::core
