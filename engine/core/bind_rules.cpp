// Rules of one version against one workflow's names: deadlines, ladders, limits, tables, pauses.
#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "core/bind_scope.h"

namespace tf::core {

namespace {

// Evaluates what needs no case: a limit, a default.
class NoCase : public rule::Env {
 public:
  const Value& variable(int) override { return kNullValue; }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return {}; }
  const Zone& zone() const override { return calendar_.zone(); }

 private:
  Calendar calendar_;
};

model::Node as_node(const rule::FeelText& source) {
  model::Node node;
  node.text = source.text;
  node.span = source.span;
  return node;
}

}  // namespace

BoundDeadline bind_deadline(Flow& flow, const rule::DeadlineEntry& entry, model::Diagnostics& out) {
  BoundDeadline bound;
  bound.entry = entry;
  NameTable names(*flow.names);  // `by: if redo_count > 0 then redo else class`
  for (const auto& [choice, given] : entry.choices)
    if (!flow.names->find(choice)) names.constant(choice);
  if (entry.by) bound.by = compile(as_node(entry.by), names, out);
  for (const auto& [choice, given] : entry.choices) {
    BoundDeadline::Parts parts;
    if (given.date) parts.date = compile(as_node(given.date), *flow.names, out);
    if (given.before) parts.before = compile(as_node(given.before), *flow.names, out);
    bound.parts.push_back(std::move(parts));
  }
  return bound;
}

namespace {

class Binder {
 public:
  Binder(Flow& flow, const RuleFiles& files, RuleSet& rules)
      : flow_(flow), files_(files), rules_(rules) {}

  void run() {
    deadlines();
    ladders();
    limits();
    tables();
    for (const auto& [reason, pause] : files_.deadlines.pauses) rules_.pauses[reason] = pause;
    rules_.calendar = files_.calendar;
    rules_.unit_calendars = files_.unit_calendars;
    rules_.definition = flow_.def->hash;
    rules_.hash = hash();
  }

 private:
  void deadlines() {
    for (const char* common : {"common", ""}) {
      const bool shared = *common != '\0';
      const auto section = files_.deadlines.sections.find(shared ? common : flow_.def->id.c_str());
      if (section == files_.deadlines.sections.end()) continue;
      for (const auto& [name, entry] : section->second) deadline(name, entry, shared);
    }
  }

  void deadline(const std::string& name, const rule::DeadlineEntry& entry, bool shared) {
    model::Diagnostics quiet;  // a common entry may ask for fields this process lacks
    model::Diagnostics& out = shared ? quiet : flow_.out;
    BoundDeadline bound = bind_deadline(flow_, entry, out);
    if (shared && quiet.has_errors()) return;
    rules_.deadlines.insert_or_assign(name, std::move(bound));
  }

  void ladders() {
    std::set<std::string> used;
    const Definition& def = *flow_.def;
    used.insert(def.ladder);
    for (const Step& step : def.steps) {
      used.insert(step.ladder);
      for (const Milestone& milestone : step.milestones) used.insert(milestone.ladder);
    }
    for (const Milestone& milestone : def.milestones) used.insert(milestone.ladder);
    for (const std::string& name : used) {
      if (name.empty()) continue;
      if (const auto written = flow_.inline_ladders.find(name);
          written != flow_.inline_ladders.end()) {
        if (auto ladder = rule::read_ladder(*written->second, files_.ladders, flow_.out))
          rules_.ladders[name] = bind_ladder(name, *ladder);
      } else if (const auto found = files_.ladders.find(name); found != files_.ladders.end()) {
        rules_.ladders[name] = bind_ladder(name, found->second);
      }
    }
  }

  BoundLadder bind_ladder(const std::string& name, const rule::Ladder& ladder) {
    BoundLadder bound;
    bound.name = name;
    for (const rule::Level& level : ladder.levels) bound.rungs.push_back(rung(level));
    return bound;
  }

  Who who(const rule::Who& node) { return read_who(flow_, node.get()); }

  BoundRung rung(const rule::Level& level) {
    BoundRung bound;
    bound.level = level;
    if (level.when) bound.when = compile(as_node(level.when), *flow_.names, flow_.out);
    bound.tell = who(level.tell);
    bound.call = who(level.call);
    bound.by = texts_of(level.by.get());
    bound.owner = who(level.owner);
    words_of_notice(level, bound);
    if (level.with) bound.with = read_assigns(flow_, level.with.get(), *flow_.names, false);
    unlist(level, bound);
    if (level.digest) bound.digest_to = who(level.digest->to);
    if (!level.open.empty() && !flow_.town.workflows.contains(level.open))
      flow_.out.report("bind.unknown_workflow", level.span, {{"name", level.open}});
    if (!level.ask) return bound;
    bound.ask_who = who(level.ask->who);
    if (!level.ask->form.empty()) {
      model::Node form;
      form.text = level.ask->form;
      form.span = level.span;
      if (!flow_.town.forms.contains(form.text))
        flow_.out.report("bind.unknown_form", level.span, {{"name", form.text}});
      else
        bound.ask_forms = read_forms(flow_, &form);
    }
    if (!level.ask->due.empty()) {
      model::Node due;
      due.text = level.ask->due;
      due.span = level.ask->due_span;
      bound.ask_due = read_due(flow_, &due);
    }
    return bound;
  }

  // Its own words, or those of a key.
  void words_of_notice(const rule::Level& level, BoundRung& bound) {
    if (!level.text) return;
    if (level.text->is_scalar() && flow_.town.word(level.text->text) != nullptr) {
      bound.text = level.text->text;
      return;
    }
    bound.text = cat(flow_.def->id, "/ladder/", level.name, "/", level.span.line);
    flow_.words[bound.text] = words_of(level.text.get());
  }

  void unlist(const rule::Level& level, BoundRung& bound) {
    if (!level.unlist) return;
    const model::Node* signers = level.unlist->get("who");
    const auto rule = model::parse_sign(level.unlist->text_of("sign", "all"));
    if (signers == nullptr || !rule) {
      flow_.out.report("bind.unlist", level.unlist->span, {});
      return;
    }
    bound.unlist_rule = *rule;
    const auto one = [&](const model::Node& signer) {
      bound.unlist.push_back(read_who(flow_, &signer));
    };
    if (!signers->is_list()) one(*signers);
    for (const auto& signer : signers->items) one(*signer);
  }

  void limits() {
    Record out;
    if (files_.limits_root)
      for (const std::string& name : {std::string("common"), flow_.def->id})
        if (const model::Node* section = files_.limits_root->get(name))
          for (const model::Entry& entry : section->entries) {
            const model::Node* is =
                entry.value->is_map() ? entry.value->get("is") : entry.value.get();
            if (is == nullptr) continue;
            const rule::Program program = compile(*is, NameTable{}, flow_.out);
            if (program) out.set(entry.key, constant_of(program));
          }
    rules_.limits = Value::record(std::move(out));
  }

  void tables() {
    std::set<std::string> used;
    for (const Start& start : flow_.def->starts)
      used.insert(start.decide.begin(), start.decide.end());
    for (const Step& step : flow_.def->steps)
      if (const auto* decide = std::get_if<DecideSpec>(&step.spec))
        used.insert(decide->tables.begin(), decide->tables.end());
    for (const std::string& name : used) {
      const auto document = files_.tables.find(name);
      if (document == files_.tables.end()) continue;  // reported where it is named
      std::string text;
      append_canonical(*document->second->root, text);
      auto table = document->second->kind == "decisions"
                       ? bind_graph(flow_, files_, *document->second, text)
                       : bind_table(*document->second, *flow_.names, flow_.out);
      if (!table) continue;
      rules_.table_versions[name] = to_hex(sha256(text)).substr(0, 16);
      if (const model::Node* each = document->second->root->get("each"))
        rules_.table_rows[name] = rows_of_table(flow_, *each);
      if (document->second->root->text_of("time") == "opening") rules_.at_opening.insert(name);
      rules_.tables.emplace(name, std::move(*table));
    }
  }

  // Over the definition too: what the rules mean depends on its slots.
  std::string hash() const {
    std::string text = cat("rules/1 ", flow_.def->hash, " ", flow_.town.bound.id, " ");
    const auto part = [&](const std::shared_ptr<model::Node>& root, const std::string& name) {
      text += cat("|", name, "=");
      if (root)
        if (const model::Node* section = root->get(name)) append_canonical(*section, text);
    };
    for (const std::string& name : {std::string("common"), flow_.def->id, std::string("pauses")})
      part(files_.deadlines_root, name);
    for (const auto& [name, ladder] : rules_.ladders) {
      part(files_.ladders_root, name);
      for (std::string base = base_of(name); !base.empty(); base = base_of(base))
        part(files_.ladders_root, base);
    }
    for (const std::string& name : {std::string("common"), flow_.def->id})
      part(files_.limits_root, name);
    for (const auto& [name, version] : rules_.table_versions) text += cat("|", name, "=", version);
    text += cat("|", files_.calendar ? files_.calendar->version() : "");
    for (const auto& [unit, calendar] : files_.unit_calendars)
      text += cat("|", unit, "=", calendar->version());
    return to_hex(sha256(text));
  }
  std::string base_of(const std::string& ladder) const {
    if (const auto written = flow_.inline_ladders.find(ladder);
        written != flow_.inline_ladders.end())
      return std::string(written->second->text_of("base"));
    const auto found = files_.ladders.find(ladder);
    return found == files_.ladders.end() || found->second.base == ladder ? std::string()
                                                                         : found->second.base;
  }

  Flow& flow_;
  const RuleFiles& files_;
  RuleSet& rules_;
};

}  // namespace

namespace {

void ladders_in(Flow& flow, const model::Node* steps, const std::string& above) {
  if (steps == nullptr) return;
  for (const model::Entry& entry : steps->entries) {
    if (!entry.value->is_map()) continue;
    const model::Node& node = *entry.value;
    const std::string id = above.empty() ? entry.key : cat(above, "/", entry.key);
    if (const model::Node* ladder = node.get("ladder"); ladder != nullptr && ladder->is_map())
      flow.inline_ladders[cat(flow.def->id, "/", id)] = ladder;
    if (const model::Node* milestones = node.get("milestones"))
      for (const model::Entry& m : milestones->entries)
        if (const model::Node* ladder = m.value->get("ladder");
            ladder != nullptr && ladder->is_map())
          flow.inline_ladders[cat(flow.def->id, "/", id, "/milestone/", m.key)] = ladder;
    for (const char* key : {"steps", "together"}) ladders_in(flow, node.get(key), "");
    ladders_in(flow, node.get("upon"), entry.key);
    if (const model::Node* choose = node.get("choose"))
      for (const auto& branch : choose->items)
        for (const char* key : {"then", "otherwise"}) ladders_in(flow, branch->get(key), "");
  }
}

}  // namespace

void collect_inline_ladders(Flow& flow) {
  const model::Node& root = *flow.root;
  if (const model::Node* ladder = root.get("ladder"); ladder != nullptr && ladder->is_map())
    flow.inline_ladders[cat(flow.def->id, "/case")] = ladder;
  ladders_in(flow, root.get("steps"), "");
  ladders_in(flow, root.get("upon"), "");
  if (const model::Node* milestones = root.get("milestones"))
    for (const model::Entry& entry : milestones->entries)
      if (const model::Node* ladder = entry.value->get("ladder");
          ladder != nullptr && ladder->is_map())
        flow.inline_ladders[cat(flow.def->id, "/milestone/", entry.key)] = ladder;
}

Value constant_of(const rule::Program& program) {
  NoCase env;
  return program.run(env);
}

std::shared_ptr<const RuleSet> bind_rule_version(Flow& flow, const RuleFiles& files) {
  auto rules = std::make_shared<RuleSet>();
  Binder(flow, files, *rules).run();
  return rules;
}

}  // namespace tf::core
