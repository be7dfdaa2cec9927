// What can be said of a workflow only when all of it is bound: ways in, steps nobody reaches, step
// names and fields inside expressions and texts.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "core/bind_scope.h"
#include "core/command/verbs.h"

namespace tf::core {

namespace {

// Every way into a step, by the step it comes from.
template <class Visit>
void each_way(const Definition& def, Visit visit) {
  for (std::size_t i = 0; i < def.steps.size(); ++i) {
    const Step& step = def.steps[i];
    const auto go = [&](const std::vector<Target>& targets) {
      for (const Target& target : targets) {
        if (target.kind == Target::Kind::step) visit(static_cast<int>(i), target.step);
        if (target.kind != Target::Kind::next) continue;
        const auto& steps = def.blocks[at(step.block)].steps;
        const auto place = std::find(steps.begin(), steps.end(), static_cast<int>(i));
        if (place != steps.end() && place + 1 != steps.end())
          visit(static_cast<int>(i), *(place + 1));
      }
    };
    const auto* choose = std::get_if<ChooseSpec>(&step.spec);
    if (choose != nullptr) {
      for (const Branch& branch : choose->branches) go(branch.then);
      go(choose->otherwise);
    } else {
      for (const Outcome& outcome : step.outcomes) go(outcome.go);
    }
    if (step.if_ && !step.outcomes.empty()) go(step.outcomes.front().go);
    for (const Handler& handler : step.upon) {
      go(handler.go);
      if (handler.step >= 0) visit(static_cast<int>(i), handler.step);
    }
  }
}

void count_ways_in(Definition& def) {
  std::map<int, std::set<int>> ways;
  each_way(def, [&](int from, int to) { ways[to].insert(from); });
  for (std::size_t i = 0; i < def.steps.size(); ++i)
    if (auto* meet = std::get_if<MeetSpec>(&def.steps[i].spec))
      meet->ways_in = static_cast<int>(ways[static_cast<int>(i)].size());
}

void report_unreachable(Flow& flow) {
  const Definition& def = *flow.def;
  std::set<int> reached;
  for (const Block& block : def.blocks) {
    const Step* owner = def.step(block.owner);
    if (owner != nullptr && std::holds_alternative<TogetherSpec>(owner->spec))
      reached.insert(block.steps.begin(), block.steps.end());
    else if (!block.steps.empty())
      reached.insert(block.steps.front());
  }
  each_way(def, [&](int, int to) { reached.insert(to); });
  for (const Handler& handler : def.upon) {
    if (handler.step >= 0) reached.insert(handler.step);
    for (const Target& target : handler.go) reached.insert(target.step);
  }
  for (const Start& start : def.starts)
    for (const Target& target : start.go) reached.insert(target.step);
  for (const FindSpec* find : def.finds())
    for (const Target& target : find->go) reached.insert(target.step);
  for (std::size_t i = 0; i < def.steps.size(); ++i)
    if (!reached.contains(static_cast<int>(i)) && flow.step_node[i] != nullptr)
      flow.out.report("bind.unreachable", flow.step_node[i]->span, {{"name", def.steps[i].id}});
}

// What stands in quotes as the first argument of `call`, wherever it is called.
template <class Visit>
void each_quoted(const model::Node& scalar, std::string_view call, Visit visit) {
  const std::string_view text = scalar.text;
  for (std::size_t i = text.find(call); i != text.npos; i = text.find(call, i + 1)) {
    const std::size_t start = i + call.size();
    const std::size_t end = text.find('"', start);
    if (end == text.npos) return;
    const std::string_view before = text.substr(0, i);
    if (before.ends_with("date and ") || before.ends_with('_')) continue;  // another function
    visit(std::string(text.substr(start, end - start)), inside(scalar, start, end - start));
  }
}

// A word of the town's own that some step or the case opens.
bool is_button(const Definition& def, std::string_view word) {
  const auto opens = [&](const std::vector<Verb>& may) {
    return std::ranges::find(may, word, &Verb::word) != may.end();
  };
  return opens(def.may) || std::ranges::any_of(def.steps, opens, &Step::may);
}

// Names in quotes: the step, process or level must be there, the duration or date be one.
void check_quoted_names(Flow& flow, const model::Node& scalar) {
  for (const std::string_view call : {"done(\"", "spent(\"", "on_time(\"", "times(\""})
    each_quoted(scalar, call, [&](const std::string& name, const model::Span& span) {
      if (flow.def->step_index.contains(name)) return;
      const bool counts_verbs = call == "times(\"";
      if (counts_verbs && (find_verb(name) != nullptr || is_button(*flow.def, name))) return;
      std::vector<std::string> known;
      if (counts_verbs)
        for (const VerbInfo& verb : verb_table()) known.emplace_back(verb.word);
      for (const auto& [id, index] : flow.def->step_index) known.push_back(id);
      flow.out.report("bind.unknown_step", span, {{"name", name}},
                      closest(name, known).value_or(""));
    });
  each_quoted(scalar, "children(\"", [&](const std::string& name, const model::Span& span) {
    if (flow.town.workflows.contains(name)) return;
    std::vector<std::string> known;
    for (const auto& [id, document] : flow.town.workflows) known.push_back(id);
    flow.out.report("bind.unknown_workflow", span, {{"name", name}},
                    closest(name, known).value_or(""));
  });
  each_quoted(scalar, "nodes(\"", [&](const std::string& name, const model::Span& span) {
    const auto& levels = flow.town.bound.roles.levels;
    if (levels.empty() || std::ranges::find(levels, name) != levels.end()) return;
    flow.out.report("bind.unknown_place", span,
                    {{"name", name}, {"where", model::both("层级", "levels")}},
                    closest(name, levels).value_or(""));
  });
  for (const std::string_view call : {"duration(\"", "date(\"", "time(\"", "date and time(\""})
    each_quoted(scalar, call, [&](const std::string& text, const model::Span& span) {
      const std::string source = cat(call, text, "\")");
      const rule::Program program = compile_known(source, *flow.names);
      if (program && constant_of(program).is_null())
        flow.out.report("bind.no_literal", span,
                        {{"text", text}, {"kind", std::string(call.substr(0, call.find('(')))}});
    });
}

// <field> in a text people read.
void check_placeholders(Flow& flow, const model::Node& scalar) {
  for (std::size_t open = scalar.text.find('<'); open != std::string::npos;
       open = scalar.text.find('<', open + 1)) {
    const std::size_t close = scalar.text.find('>', open);
    if (close == std::string::npos) return;
    const std::string path = scalar.text.substr(open + 1, close - open - 1);
    const auto name = flow.names->find(std::string_view(path).substr(0, path.find('.')));
    if (name && name->kind == rule::Name::Kind::variable) continue;
    flow.out.report("bind.unknown_placeholder", inside(scalar, open + 1, path.size()),
                    {{"name", path}}, closest(path, flow.names->all()).value_or(""));
  }
}

void check_texts(Flow& flow, const model::Node& node) {
  for (const auto& item : node.items) check_texts(flow, *item);
  if (node.is_scalar()) check_quoted_names(flow, node);
  for (const model::Entry& entry : node.entries) {
    if (entry.key == "title" || entry.key == "text") {
      if (entry.value->is_scalar()) check_placeholders(flow, *entry.value);
      for (const model::Entry& language : entry.value->entries)
        check_placeholders(flow, *language.value);
    } else {
      check_texts(flow, *entry.value);
    }
  }
}

}  // namespace

void check_steps(Flow& flow) {
  count_ways_in(*flow.def);
  report_unreachable(flow);
  check_texts(flow, *flow.root);
}

}  // namespace tf::core
