// What our own files carry beyond BPMN: the whole workflow, steps in YAML, outcomes, scripts in
// FEEL.
#include <algorithm>

#include "base/text.h"
#include "interchange/bpmn_build.h"
#include "interchange/bpmn_text.h"
#include "interchange/bpmn_write.h"
#include "model/yaml.h"

namespace tf::interchange::bpmn {

using model::Node;

namespace {

NodePtr parsed(const std::string& yaml) {
  model::Diagnostics findings;
  auto root = model::parse_yaml(model::source_file("bpmn", yaml), findings);
  return findings.has_errors() || root == nullptr || !root->is_map() ? nullptr : std::move(root);
}

// The entries of a FEEL context `{a: 1, "b.c": x}`: names and expressions; empty when it is none.
std::vector<std::pair<std::string, std::string>> entries_of(std::string_view feel) {
  std::vector<std::pair<std::string, std::string>> out;
  feel = trim(feel);
  if (!feel.starts_with('{') || !feel.ends_with('}')) return out;
  feel = trim(feel.substr(1, feel.size() - 2));
  std::size_t begin = 0, colon = feel.npos;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= feel.size(); ++i) {
    const char c = i < feel.size() ? feel[i] : ',';
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    if (c == ':' && depth == 0 && colon == feel.npos) colon = i;
    if (c != ',' || depth != 0) continue;
    if (colon == feel.npos) return {};
    std::string_view name = trim(feel.substr(begin, colon - begin));
    if (name.size() > 1 && name.starts_with('"')) name = name.substr(1, name.size() - 2);
    out.emplace_back(name, trim(feel.substr(colon + 1, i - colon - 1)));
    begin = i + 1;
    colon = feel.npos;
  }
  return out;
}

}  // namespace

NodePtr Builder::whole() const {
  if (process_.own.empty() || process_.digest.empty() || digest_of(process_) != process_.digest)
    return nullptr;
  return parsed(process_.own);
}

void Builder::take_case(Node& root) const {
  if (process_.own.empty()) return;
  const NodePtr before = parsed(process_.own);
  if (before == nullptr) return;
  report_.note(process_.id, process_.line,
               "图改过：步骤按图导入；表单、期限、措施、指标等照原来的流程",
               "the drawing was changed: steps come from it; forms, deadlines, verbs, metrics and "
               "the like from the process as it was");
  const NodePtr drawn = root.clone();
  root.entries.clear();
  for (const model::Entry& entry : before->entries) {
    if (entry.key == "steps") {
      put(root, "steps", drawn->get("steps")->clone());
      continue;
    }
    if (entry.key == "upon" && !drawn->has("upon")) continue;
    put(root, entry.key, entry.value->clone());
  }
  // Variables of elements that were added.
  const Node* known[] = {before->get("case"), before->get("fields")};
  if (const Node* made = drawn->get("case"))
    for (const model::Entry& entry : made->entries) {
      const bool there = std::ranges::any_of(
          known, [&](const Node* map) { return map != nullptr && map->has(entry.key); });
      if (there) continue;
      if (!root.has("fields")) put(root, "fields", Node::map({}));
      put(*root.get("fields"), entry.key, entry.value->clone());
    }
}

NodePtr Builder::own_step(const Element& element) {
  if (element.own.empty()) return nullptr;
  NodePtr made = parsed(element.own);
  if (made == nullptr)
    report_.note(element.id, element.line, "扩展里的步骤读不懂，按图导入",
                 "the step in the extension cannot be read; it is taken from the drawing");
  return made;
}

// `=a + b` with a variable for the result, or a context whose entries are set.
void Builder::script(const Element& element, Node& made) {
  auto set = Node::map({});
  const std::string text = to_feel(element.script);
  if (!element.result.empty())
    put(*set, field(element.result, type_of_value(text)), feel(text));
  else
    for (const auto& [name, value] : entries_of(text)) put(*set, field(name), feel(value));
  if (set->entries.empty())
    report_.note(element.id, element.line, "脚本没有 resultVariable，也不是上下文：没有带过来",
                 "the script has no resultVariable and is no context: it was not carried over");
  else
    put(made, "set", std::move(set));
}

bool Builder::is_outcomes(const Scope& scope, const Element& gateway) const {
  if (gateway.outcomes_of.empty() || gateway.kind != ElementKind::exclusive) return false;
  const auto entering = scope.entering(gateway.id);
  if (entering.size() != 1) return false;
  const Element* source = scope.find(entering.front()->source);
  const auto leaving = scope.leaving(gateway.id);
  return source != nullptr && scope.leaving(source->id).size() == 1 && !leaving.empty() &&
         std::ranges::all_of(leaving, [](const SequenceFlow* f) { return !f->outcome.empty(); });
}

const Element* Builder::outcomes_of(const Scope& scope, const Element& element) const {
  const auto leaving = scope.leaving(element.id);
  if (leaving.size() != 1) return nullptr;
  const Element* gateway = scope.find(leaving.front()->target);
  return gateway != nullptr && is_outcomes(scope, *gateway) ? gateway : nullptr;
}

// What each outcome asks and sets was in the step already; the drawing says where it goes.
void Builder::leave_by_outcome(const std::vector<const SequenceFlow*>& flows, Node& made) {
  NodePtr before = made.has("next") ? made.get("next")->clone() : Node::map({});
  auto next = Node::map({});
  for (const SequenceFlow* flow : flows) {
    NodePtr one = before->has(flow->outcome) ? before->get(flow->outcome)->clone() : nullptr;
    if (one == nullptr || !one->is_map()) {
      put(*next, flow->outcome, entry(flow->target));
      continue;
    }
    put(*one, "go", entry(flow->target));
    put(*next, flow->outcome, std::move(one));
  }
  made.erase("next");
  put(made, "next", std::move(next));
}

}  // namespace tf::interchange::bpmn
