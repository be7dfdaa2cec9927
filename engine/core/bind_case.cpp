// What belongs to the whole case: start, clock, verbs, amendments, milestones, metrics, match keys.
#include <algorithm>

#include "base/text.h"
#include "core/bind_lost.h"
#include "core/bind_scope.h"
#include "model/grammar.h"

namespace tf::core {

namespace {

Verb read_verb(Flow& flow, const std::string& word, const model::Node& node) {
  Verb verb;
  verb.word = word;
  if (node.is_scalar()) {
    verb.open = node.text != "false";
    return verb;
  }
  verb.to = node.text_of("to");
  const std::string within(node.text_of("within"));
  const bool hand_over = word == "transfer" || word == "delegate" || word == "add_sign";
  if (hand_over)
    verb.within = within;
  else if (!within.empty())
    verb.within_deadline.push_back(within);
  if (!hand_over && !within.empty() &&
      flow.town.rules().deadlines.find(flow.def->id, within) == nullptr)
    flow.out.report("bind.unknown_deadline", node.get("within")->span,
                    {{"name", within}, {"workflow", flow.def->id}},
                    closest(within, flow.town.rules().deadlines.names(flow.def->id)).value_or(""));
  if (const auto times = Decimal::parse(node.text_of("times", "0")))
    verb.times = static_cast<int>(times->whole().value_or(0));
  verb.by = texts_of(node.get("by"));
  verb.title = words_of(node.get("text"));
  verb.forms = read_forms(flow, node.get("form"));
  check_verb(flow, word, node);
  verb.if_ = compile_or_none(node.get("if"), *flow.names, flow.out);
  verb.refuse = read_refusals(flow, node.get("refuse"));
  verb.then = node.text_of("then", "go_on");
  if (!verb.to.empty() && (word == "return" || word == "send_back") && verb.to != "previous" &&
      verb.to != "starter" && verb.to != "any" && verb.to != "step" &&
      !flow.def->step_index.contains(verb.to)) {
    std::vector<std::string> known;
    for (const auto& [id, index] : flow.def->step_index) known.push_back(id);
    flow.out.report("bind.unknown_step", node.get("to")->span, {{"name", verb.to}},
                    closest(verb.to, known).value_or(""));
  }
  return verb;
}

// `near: 50 m`, `near: limit.same_place`: metres.
rule::Program read_near(Flow& flow, const model::Node& node) {
  std::string text = node.text;
  for (const char* unit : {" metres", " m", " 米", "米"})
    if (text.ends_with(unit)) text.resize(text.size() - std::string_view(unit).size());
  const auto metres = model::Node::scalar(std::move(text), node.span);
  return compile(*metres, *flow.names, flow.out);
}

// Fields of the case sought, and what they must equal here.
void read_find_match(Flow& flow, const model::Node* match, FindSpec& spec) {
  if (match == nullptr) return;
  if (match->is_map()) {
    for (const model::Entry& entry : match->entries) {
      spec.match.push_back(entry.written.empty() ? entry.key : entry.written);
      spec.values.push_back(compile(*entry.value, *flow.names, flow.out));
    }
    return;
  }
  spec.match = texts_of(match);
  for (const std::string& path : spec.match) {
    const auto known = flow.names->find(std::string_view(path).substr(0, path.find('.')));
    if (!known || known->kind != rule::Name::Kind::variable)
      flow.out.report("bind.unknown_field", match->span, {{"name", path}},
                      closest(path, flow.names->all()).value_or(""));
  }
}

// Fields of the cases that come together: one of their processes at least has each.
void read_cluster_match(Flow& flow, const model::Node& node, FindSpec& spec) {
  const model::Node* match = node.get("match");
  if (match != nullptr && match->is_map())
    flow.out.report(
        "bind.not_here", match->span,
        {{"what", "match: {…}"},
         {"zh", "聚集的案件之间相互比较，写字段名的列表，如 match: [subject, grid.village]"},
         {"en",
          "the cases of a cluster are compared with each other: write a list of their "
          "fields, match: [subject, grid.village]"}});
  spec.match = texts_of(match);
  std::vector<std::string> known;
  for (const BuiltinName& builtin : builtin_names()) known.emplace_back(builtin.name);
  const auto add = [&](const model::Node* fields) {
    if (fields != nullptr)
      for (const model::Entry& entry : fields->entries) known.push_back(entry.key);
  };
  for (const std::string& of : spec.of) {
    const auto process = flow.town.workflows.find(of);
    if (process == flow.town.workflows.end()) return;  // told already
    add(process->second->root->get("case"));
    add(process->second->root->get("fields"));
  }
  if (flow.town.town != nullptr) add(flow.town.town->root->get("case"));
  for (const std::string& path : spec.match) {
    const std::string_view name = std::string_view(path).substr(0, path.find('.'));
    if (std::ranges::find(known, name) == known.end())
      flow.out.report("bind.unknown_child_field", match->span,
                      {{"name", path}, {"workflow", join(spec.of, ", ")}},
                      closest(name, known).value_or(""));
  }
}

FindSpec read_find(Flow& flow, const std::string& name, const model::Node& node,
                   bool cluster = false) {
  FindSpec spec;
  spec.name = name;
  spec.of = texts_of(node.get("of"));
  for (const std::string& of : spec.of)
    if (!flow.town.workflows.contains(of)) {
      std::vector<std::string> known;
      for (const auto& [id, document] : flow.town.workflows) known.push_back(id);
      flow.out.report("bind.unknown_workflow", node.get("of")->span, {{"name", of}},
                      closest(of, known).value_or(""));
    }
  if (cluster)
    read_cluster_match(flow, node, spec);
  else
    read_find_match(flow, node.get("match"), spec);
  if (const model::Node* near = node.get("near")) spec.near = read_near(flow, *near);
  if (const model::Node* within = node.get("within")) {
    spec.within = within->text;
    if (flow.town.rules().deadlines.find(flow.def->id, within->text) == nullptr)
      flow.out.report(
          "bind.unknown_deadline", within->span,
          {{"name", spec.within}, {"workflow", flow.def->id}},
          closest(spec.within, flow.town.rules().deadlines.names(flow.def->id)).value_or(""));
  }
  spec.state = node.text_of("state");
  const std::string_view then = node.text_of("then");
  spec.then = then == "merge"    ? FindSpec::Then::merge
              : then == "reopen" ? FindSpec::Then::reopen
              : then == "open"   ? FindSpec::Then::open
                                 : FindSpec::Then::found;
  if (const model::Node* go = node.get("go")) spec.go = read_targets(flow, *go, -1);
  spec.when = compile_or_none(node.get("when"), *flow.names, flow.out);
  spec.set = read_sets(flow, node.get("set"));
  return spec;
}

// How often a condition without an `every` of its own is looked at.
constexpr const char* kLookEvery = "every 5 minutes";

// Before there is a case only the town can be asked: its metrics, limits, rolls, and the row.
rule::Program read_start_condition(Flow& flow, const model::Node& when) {
  rule::Program condition = compile(when, *flow.names, flow.out);
  if (!condition) return condition;
  const auto field = std::ranges::find_if(condition.reads(), [&](int slot) {
    return slot >= 0 && static_cast<std::size_t>(slot) < flow.def->fields.size();
  });
  if (field == condition.reads().end()) return condition;
  const std::string& name = flow.def->fields[static_cast<std::size_t>(*field)]->name;
  flow.out.report(
      "bind.schedule", when.span,
      {{"zh", cat("立案前还没有案件，条件不能读字段“", name, "”；可读指标、限值和 each 的每一项")},
       {"en", cat("there is no case yet, so the condition cannot read its field '", name,
                  "'; it can read metrics, limits and the row of 'each'")}});
  return condition;
}

std::optional<Schedule> read_schedule(Flow& flow, const model::Node& start) {
  const model::Node* every = start.get("every");
  const model::Node* each = start.get("each");
  const model::Node* when = start.get("when");
  if (every == nullptr && when == nullptr) {
    if (each != nullptr)
      flow.out.report("bind.schedule", each->span,
                      {{"zh", "each 要和 every 或 when 同写：每逢何时立案"},
                       {"en", "'each' needs 'every' or 'when': when the cases are opened"}});
    return std::nullopt;
  }
  Schedule schedule;
  if (every != nullptr)
    schedule.every = read_cycle(flow, *every);
  else
    schedule.every = read_cycle(flow, *model::Node::scalar(kLookEvery, when->span));
  if (when != nullptr) schedule.when = read_start_condition(flow, *when);
  if (each == nullptr) return schedule;
  const auto clause = model::parse_each(each->text);
  if (!clause) return schedule;  // the shape has said so
  model::Node list;
  list.text = clause->expression;
  list.span = inside(*each, 0, clause->expression.size());
  schedule.each = compile(list, *flow.names, flow.out);
  schedule.row = clause->name;
  return schedule;
}

constexpr std::string_view kStartKeys[] = {"who",   "find",   "same", "cluster", "message", "match",
                                           "each",  "every",  "set",  "decide",  "refuse",  "form",
                                           "title", "signal", "go",   "when"};

Start read_one_start(Flow& flow, const std::string& name, const model::Node& node) {
  Start start;
  start.name = name;
  start.title = words_of(node.get("title"));
  if (node.has("message") || node.has("signal")) {
    start.event = read_event(flow, node, "");
    if (const model::Node* match = node.get("match"); match != nullptr && !match->is_map())
      flow.out.report("bind.start_match", match->span);
  }
  if (const model::Node* go = node.get("go")) start.go = read_targets(flow, *go, -1);
  start.schedule = read_schedule(flow, node);
  start.who = read_who(flow, node.get("who"));
  for (const auto& [key, list] : {std::pair{"find", &start.find}, std::pair{"same", &start.same}})
    if (const model::Node* finds = node.get(key))
      for (const model::Entry& entry : finds->entries)
        list->push_back(read_find(flow, entry.key, *entry.value));
  if (const model::Node* cluster = node.get("cluster"))
    start.cluster.push_back(read_find(flow, "cluster", *cluster, true));
  start.forms = read_forms(flow, node.get("form"));
  if (auto set = read_sets(flow, node.get("set")); !set.empty())
    start.set.push_back(std::move(set));
  if (const model::Node* decide = node.get("decide"))
    for (const std::string& table : texts_of(decide)) {
      const auto& tables = flow.town.rules().tables;
      if (!tables.contains(table)) {
        std::vector<std::string> known;
        for (const auto& [id, document] : tables) known.push_back(id);
        flow.out.report("bind.unknown_table", decide->span, {{"name", table}},
                        closest(table, known).value_or(""));
      }
      start.decide.push_back(table);
    }
  start.refuse = read_refusals(flow, node.get("refuse"));
  start.message = node.text_of("message");
  return start;
}

template <class T>
void append(std::vector<T>& list, const std::vector<T>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

// What stands beside named starts holds for each of them, after their own.
void read_start(Flow& flow) {
  const model::Node* node = flow.root->get("start");
  if (node == nullptr) return flow.def->starts.push_back({});
  const Start common = read_one_start(flow, "", *node);
  for (const model::Entry& entry : node->entries) {
    if (std::find(std::begin(kStartKeys), std::end(kStartKeys), entry.key) != std::end(kStartKeys))
      continue;
    Start one = read_one_start(flow, entry.key, *entry.value);
    if (one.who.empty()) one.who = common.who;
    if (!one.schedule) one.schedule = common.schedule;
    append(one.find, common.find);
    append(one.same, common.same);
    append(one.cluster, common.cluster);
    append(one.set, common.set);
    append(one.decide, common.decide);
    append(one.refuse, common.refuse);
    append(one.forms, common.forms);
    if (one.message.empty()) one.message = common.message;
    flow.def->starts.push_back(std::move(one));
  }
  if (flow.def->starts.empty()) flow.def->starts.push_back(common);
}

void read_amend(Flow& flow) {
  const model::Node* node = flow.root->get("amend");
  if (node == nullptr) return;
  for (const model::Entry& entry : node->entries) {
    Amend amend;
    amend.field = entry.key;
    if (flow.def->field(entry.key) == nullptr)
      flow.out.report("bind.unknown_field", entry.key_span, {{"name", entry.written}},
                      closest(entry.key, flow.names->all()).value_or(""));
    amend.who = read_who(flow, entry.value->get("who"));
    amend.forms = read_forms(flow, entry.value->get("form"));
    amend.if_ = compile_or_none(entry.value->get("if"), *flow.names, flow.out);
    amend.refuse = read_refusals(flow, entry.value->get("refuse"));
    amend.set = read_sets(flow, entry.value->get("set"));
    amend.due = read_due(flow, entry.value->get("due"));
    flow.def->amend.push_back(std::move(amend));
  }
}

void read_metrics(Flow& flow) {
  const model::Node* node = flow.root->get("metrics");
  if (node == nullptr) return;
  constexpr std::pair<const char*, Metric::Kind> kKinds[] = {{"count", Metric::Kind::count},
                                                             {"share", Metric::Kind::share},
                                                             {"median", Metric::Kind::median},
                                                             {"p95", Metric::Kind::p95}};
  for (const model::Entry& entry : node->entries) {
    Metric metric;
    metric.name = entry.key;
    for (const auto& [key, kind] : kKinds)
      if (const model::Node* what = entry.value->get(key)) {
        metric.kind = kind;
        metric.what = compile(*what, *flow.names, flow.out);
      }
    metric.of = compile_or_none(entry.value->get("of"), *flow.names, flow.out);
    metric.per = texts_of(entry.value->get("per"));
    flow.def->metrics.push_back(std::move(metric));
  }
}

}  // namespace

std::vector<Milestone> read_milestones(Flow& flow, const model::Node* node,
                                       const std::string& place) {
  std::vector<Milestone> out;
  if (node == nullptr) return out;
  for (const model::Entry& entry : node->entries) {
    const model::Node& body = *entry.value;
    Milestone milestone;
    milestone.name = entry.key;
    milestone.title = words_of(body.get("title"));
    milestone.if_ = compile_or_none(body.get("if"), *flow.names, flow.out);
    milestone.met = compile_or_none(body.get("met"), *flow.names, flow.out);
    milestone.due = read_due(flow, body.get("due"));
    milestone.ladder =
        read_ladder_use(flow, body.get("ladder"), cat(place, "/milestone/", entry.key));
    if (const model::Node* from = body.get("from")) {
      milestone.from = from->text;
      const bool step = flow.def->step_index.contains(from->text);
      const auto name =
          flow.names->find(std::string_view(from->text).substr(0, from->text.find('.')));
      const bool field = name && name->kind == rule::Name::Kind::variable;
      if (step && field) flow.out.report("bind.step_or_field", from->span, {{"name", from->text}});
      if (!step && !field) {
        std::vector<std::string> known = flow.names->all();
        for (const auto& [id, index] : flow.def->step_index) known.push_back(id);
        flow.out.report("bind.unknown_step", from->span, {{"name", from->text}},
                        closest(from->text, known).value_or(""));
      }
    }
    milestone.tell = read_tell(flow, body.get("tell"), nullptr, "");
    out.push_back(std::move(milestone));
  }
  return out;
}

std::vector<Verb> read_may(Flow& flow, const model::Node* node) {
  std::vector<Verb> out;
  if (node == nullptr) return out;
  for (const std::string& word : texts_of(node)) {
    Verb verb;
    verb.word = word;
    out.push_back(std::move(verb));
  }
  for (const model::Entry& entry : node->entries)
    out.push_back(read_verb(flow, entry.key, *entry.value));
  return out;
}

void bind_case(Flow& flow) {
  Definition& def = *flow.def;
  const model::Node& root = *flow.root;
  read_start(flow);
  def.met = compile_or_none(root.get("met"), *flow.names, flow.out);
  def.due = read_due(flow, root.get("due"));
  def.ladder = read_ladder_use(flow, root.get("ladder"), cat(def.id, "/case"));
  def.may = read_may(flow, root.get("may"));
  def.milestones = read_milestones(flow, root.get("milestones"), def.id);
  read_amend(flow);
  read_metrics(flow);
  for (Start& start : def.starts) append(start.refuse, read_refusals(flow, root.get("refuse")));
  def.tell = read_tell(flow, root.get("tell"), nullptr, "opened");
  def.help = read_who(flow, root.get("help"));
}

namespace {

void add_key(Definition& asked, std::vector<std::string> tuple) {
  if (!tuple.empty() && std::find(asked.keys.begin(), asked.keys.end(), tuple) == asked.keys.end())
    asked.keys.push_back(std::move(tuple));
}

bool calls(const Definition& def, int function) {
  const auto in = [&](const rule::Program& program) {
    const auto called = program.calls();
    return program && std::find(called.begin(), called.end(), function) != called.end();
  };
  return std::any_of(def.fields.begin(), def.fields.end(),
                     [&](const auto& f) { return in(f->is); });
}

}  // namespace

void add_keys_asked_by(const Definition& asking,
                       std::map<std::string, std::shared_ptr<Definition>>& definitions) {
  for (const FindSpec* find : asking.finds()) {
    std::vector<std::string> of = find->of;
    if (of.empty()) of.push_back(asking.id);
    for (const std::string& name : of)
      if (const auto asked = definitions.find(name); asked != definitions.end())
        add_key(*asked->second, find->tuple());
  }
  if (const auto own = definitions.find(asking.id); own != definitions.end())
    for (const auto& field : asking.fields)
      if (field->unique && !field->item) add_key(*own->second, {field->name});
}

void bind_keys(TownScope&, std::map<std::string, std::shared_ptr<Definition>>& definitions) {
  for (const auto& [id, asking] : definitions) {
    add_keys_asked_by(*asking, definitions);
    if (calls(*asking, kFnReportsBelow)) add_key(*asking, {"cycle", "node.id", "from"});
  }
}

}  // namespace tf::core
