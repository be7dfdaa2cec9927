#include "interchange/bpmn_build.h"

#include <algorithm>

#include "base/text.h"
#include "interchange/bpmn_text.h"
#include "model/grammar.h"

namespace tf::interchange::bpmn {

using model::Node;

NodePtr text(std::string value) {
  return Node::scalar(std::move(value), {});
}
NodePtr map_of(const char* key, NodePtr value) {
  auto map = Node::map({});
  map->put(key, std::move(value), {});
  return map;
}
NodePtr map_of(const char* key, std::string value) {
  return map_of(key, text(std::move(value)));
}
NodePtr texts(const std::vector<std::string>& values) {
  if (values.size() == 1) return text(values.front());
  auto list = Node::list({});
  list->flow = true;
  for (const std::string& value : values) list->items.push_back(text(value));
  return list;
}
void put(Node& map, std::string_view key, NodePtr value) {
  map.put(key, std::move(value), {});
}
void put(Node& map, std::string_view key, std::string value) {
  put(map, key, text(std::move(value)));
}

// ---- names
std::string Builder::fresh(const std::string& wanted) {
  std::string id = wanted;
  for (int n = 2; !used_.insert(id).second; ++n) id = cat(wanted, "-", n);
  return id;
}

void Builder::name_elements(const Scope& scope) {
  for (const Element& element : scope.elements) {
    const std::string id = fresh(model::is_id(element.step) ? element.step : bpmn_id(element.id));
    out_.steps[element.id] = id;
    entry_[element.id] = id;
    elements_[element.id] = &element;
    if (element.body) name_elements(*element.body);
  }
  // Tokens go into what stands around the activity itself.
  for (const Element& element : scope.elements) {
    if (element.loop.kind != Loop::Kind::none)
      entry_[element.id] = around_[element.id] =
          fresh(cat(step(element.id), element.loop.kind == Loop::Kind::multi ? "-all" : "-loop"));
    const bool throws =
        element.kind == ElementKind::end || element.kind == ElementKind::intermediate_throw;
    if (throws && element.events.size() > 1)
      entry_[element.id] = fresh(cat(step(element.id), "-1"));
    if (element.is_activity() && element.start_quantity > 1)
      entry_[element.id] = fresh(cat(step(element.id), "-start"));
  }
}

const std::string& Builder::step(const std::string& element) const {
  static const std::string kNone = "end";
  const auto found = out_.steps.find(element);
  return found == out_.steps.end() ? kNone : found->second;
}
const std::string& Builder::entry(const std::string& element) const {
  static const std::string kNone = "end";
  const auto found = entry_.find(element);
  return found == entry_.end() ? kNone : found->second;
}

std::string Builder::field(std::string_view variable, std::string type) {
  const std::string name(variable);
  auto& known = out_.fields[name];
  if (known.empty()) {
    known = bpmn_variable(name);
    order_.push_back(name);
  }
  if (const auto given = fill_.types.find(name); given != fill_.types.end()) type = given->second;
  if (!type.empty() && types_[name].empty()) types_[name] = std::move(type);
  return known;
}

std::string Builder::feel(std::string_view expression) {
  const std::string source = to_feel(expression);
  guess_types(source);
  return with_names(source, [&](std::string_view name) -> std::string {
    for (auto rename = renames_.rbegin(); rename != renames_.rend(); ++rename)
      if (rename->name == name) return rename->feel;
    return field(name);
  });
}

// What a variable is compared with says what it is.
void Builder::guess_types(std::string_view source) {
  with_names(source, [&](std::string_view name) -> std::string {
    const auto at = static_cast<std::size_t>(name.data() - source.data());
    std::string_view rest = trim(source.substr(at + name.size()));
    std::string type;
    if (rest.starts_with('=') || rest.starts_with('<') || rest.starts_with('>') ||
        rest.starts_with("!=")) {
      while (!rest.empty() &&
             std::string_view("=<>! ").find(rest.front()) != std::string_view::npos)
        rest.remove_prefix(1);
      if (!rest.empty() && rest.front() == '"') type = "text";
      if (!rest.empty() && (rest.front() == '-' || (rest.front() >= '0' && rest.front() <= '9')))
        type = "number";
      if (rest.starts_with("true") || rest.starts_with("false")) type = "yes_no";
    } else if (rest.starts_with('+') || rest.starts_with('-') || rest.starts_with('*') ||
               rest.starts_with('/')) {
      type = "number";
    } else if (trim(source) == name || source == cat("not(", name, ")")) {
      type = "yes_no";
    }
    const bool own = std::ranges::any_of(renames_, [&](const Rename& r) { return r.name == name; });
    if (!own && !type.empty()) field(name, type);
    return std::string(name);
  });
}

void Builder::title(Node& step, const Element& element) const {
  if (element.name.empty()) return;
  std::string name = element.name;
  for (char& c : name)
    if (c == '<' || c == '>' || c == '\n') c = ' ';
  put(step, "title", std::string(trim(name)));
}

// ---- scopes
std::vector<const Element*> Builder::entries(const Scope& scope) const {
  std::vector<const Element*> out;
  for (const Element& element : scope.elements)
    if (begins(element)) out.push_back(&element);
  if (!out.empty()) return out;
  for (const Element& element : scope.elements) {
    const bool linked = element.kind == ElementKind::intermediate_catch &&
                        !element.events.empty() && element.events.front().kind == EventKind::link;
    if (element.kind != ElementKind::boundary && !element.by_event && !element.for_compensation &&
        !linked && scope.entering(element.id).empty())
      out.push_back(&element);
  }
  return out;
}

void Builder::emit(Frame& frame, const Element& element) {
  switch (element.kind) {
    case ElementKind::start: {
      auto made = Node::map({});
      leave(frame, element, *made);
      put(*frame.steps, step(element.id), std::move(made));
      if (frame.scope == &process_.body) emit_first(frame, element);
      break;
    }
    case ElementKind::boundary:
      if (!element.events.empty() && element.events.front().kind != EventKind::compensate) {
        auto made = Node::map({});
        leave(frame, element, *made);
        put(*frame.steps, step(element.id), std::move(made));
      }
      break;
    case ElementKind::end:
    case ElementKind::intermediate_throw:
      emit_throw(frame, element);
      break;
    case ElementKind::intermediate_catch:
      emit_catch(frame, element);
      break;
    case ElementKind::exclusive:
    case ElementKind::parallel:
    case ElementKind::inclusive:
    case ElementKind::complex:
      emit_gateway(frame, element);
      break;
    case ElementKind::event_based:
      if (element.instantiates && frame.scope == &process_.body &&
          frame.scope->entering(element.id).empty())
        emit_first(frame, element);
      else
        emit_race(frame, element);
      break;
    default:
      if (!element.by_event) emit_activity(frame, element);
  }
}

NodePtr Builder::scope_steps(const Scope& scope, const Element* ad_hoc, const std::string& owner) {
  auto steps = Node::map({});
  Frame frame{&scope, steps.get(), ad_hoc, owner};
  const auto first = entries(scope);
  const bool begun = !first.empty() && begins(*first.front());
  if (ad_hoc == nullptr && first.size() > 1 && !begun) {
    std::vector<std::string> all;
    for (const Element* element : first) all.push_back(entry(element->id));
    put(*steps, fresh(cat(owner.empty() ? "begin" : owner, "-begin")), map_of("next", texts(all)));
  }
  if (ad_hoc == nullptr)
    for (const Element* element : first) emit(frame, *element);
  for (const Element& element : scope.elements)
    if (ad_hoc != nullptr || std::ranges::find(first, &element) == first.end())
      emit(frame, element);
  // A token enters at the first step of the list.
  if (ad_hoc == nullptr && !first.empty()) {
    const std::string& id = entry(first.front()->id);
    const auto at = std::ranges::find(steps->entries, id, &model::Entry::key);
    const bool forks = first.size() > 1 && !begun;
    if (at != steps->entries.end() && !forks) std::rotate(steps->entries.begin(), at, at + 1);
  }
  return steps;
}

// Event sub-processes of a scope, as handlers of the step whose steps they stand among.
void Builder::add_sub_handlers(const Scope& scope, const std::string& owner, Node& step_node) {
  for (const Element& element : scope.elements) {
    if (!element.by_event || !element.body) continue;
    const auto starts = entries(*element.body);
    if (starts.empty() || starts.front()->kind != ElementKind::start ||
        starts.front()->events.empty()) {
      report_.error(element.id, element.line, "事件子流程没有事件起点",
                    "the event sub-process has no start event with an event");
      continue;
    }
    if (starts.size() > 1)
      report_.note(element.id, element.line, "事件子流程只用第一个起点",
                   "an event sub-process has one start event; the first is used");
    const Element& start = *starts.front();
    const bool undo = start.events.front().kind == EventKind::compensate;
    NodePtr handler = undo ? Node::map({}) : events_of(start);
    if (!start.interrupting && !undo) put(*handler, "keep", "true");
    const std::string name = undo ? "undo" : step(element.id);
    out_.steps[element.id] = owner.empty() ? name : cat(owner, "/", name);
    title(*handler, element);
    put(*handler, "steps", scope_steps(*element.body, nullptr, step(element.id)));
    add_sub_handlers(*element.body, cat(owner, "/", name), *handler);
    if (!step_node.has("upon")) put(step_node, "upon", Node::map({}));
    put(*step_node.get("upon"), name, std::move(handler));
  }
}

NodePtr Builder::fields() const {
  auto map = Node::map({});
  for (const std::string& variable : order_) {
    const auto type = types_.find(variable);
    if (const auto known = declared_.find(variable); known != declared_.end()) {
      put(*map, out_.fields.at(variable), known->second->clone());
      continue;
    }
    put(*map, out_.fields.at(variable),
        type == types_.end() || type->second.empty() ? "text" : type->second);
  }
  return map;
}

void Builder::outside_handlers(Node& root) {
  if (!fill_.from_outside || order_.empty()) return;
  if (!root.has("upon")) put(root, "upon", Node::map({}));
  for (const std::string& variable : order_) {
    const std::string& name = out_.fields.at(variable);
    auto handler = map_of("message", cat("set-", name));
    put(*handler, "keep", "true");
    put(*handler, "set", map_of(name.c_str(), "message.value"));
    put(*root.get("upon"), fresh(cat("set-", bpmn_id(name))), std::move(handler));
  }
}

BpmnWorkflow Builder::build() {
  out_.process = process_.id;
  out_.id = bpmn_id(process_.id);
  if (NodePtr unchanged = whole()) {
    for (const Element& element : process_.body.elements)
      out_.steps[element.id] = model::is_id(element.step) ? element.step : element.id;
    out_.id = unchanged->text_of("workflow");
    out_.root = std::move(unchanged);
    return std::move(out_);
  }
  out_.root = Node::map({});
  put(*out_.root, "workflow", out_.id);
  if (!process_.name.empty()) {
    Element named;
    named.name = process_.name;
    title(*out_.root, named);
  }
  for (const auto& [variable, type] : passed_) field(variable, type);
  for (const auto& [variable, type] : fill_.types) field(variable);
  name_elements(process_.body);
  read_start_form();
  auto head = Node::map({});
  read_starts(*head);
  const bool several = head->has("start") && head->get("start")->entries.size() > 1 &&
                       !head->get("start")->has("message");
  NodePtr steps;
  const bool by_events =
      std::ranges::any_of(process_.body.elements, [](const Element& e) { return e.by_event; });
  auto outer = Node::map({});
  if (by_events && !several) {
    // Its event sub-processes are handlers of one block around everything.
    const std::string around = fresh(cat(out_.id, "-body"));
    auto block = map_of("steps", scope_steps(process_.body, nullptr, ""));
    add_sub_handlers(process_.body, around, *block);
    put(*block, "next", "end");
    steps = Node::map({});
    put(*steps, around, std::move(block));
  } else {
    steps = scope_steps(process_.body, nullptr, "");
    add_sub_handlers(process_.body, "", *outer);
  }
  if (!order_.empty()) put(*out_.root, "case", fields());
  for (model::Entry& entry : head->entries) out_.root->put(entry.key, std::move(entry.value), {});
  put(*out_.root, "steps", std::move(steps));
  if (outer->has("upon")) put(*out_.root, "upon", outer->get("upon")->clone());
  outside_handlers(*out_.root);
  take_case(*out_.root);
  out_.types = types_;
  return std::move(out_);
}

}  // namespace tf::interchange::bpmn

namespace tf::interchange {

std::expected<BpmnImport, XmlError> read_bpmn(std::string_view xml, const BpmnFill& fill,
                                              const XmlLimits& limits) {
  auto root = parse_xml(xml, limits);
  if (!root) return std::unexpected(root.error());
  if (root->name != "definitions")
    return std::unexpected(XmlError{"bpmn.root", root->line, 1,
                                    cat("根元素是 ", root->name, "，应为 definitions"),
                                    cat("the root is ", root->name, ", not definitions")});
  bpmn::Model model = bpmn::read_model(std::move(*root));
  BpmnImport out;
  out.report = std::move(model.report);
  out.passed = bpmn::share_variables(model, fill, out.known, out.report);
  for (const bpmn::Process& process : model.processes) {
    if (!out.report.errors.empty()) break;
    out.workflows.push_back(
        bpmn::Builder(process, fill, out.passed[process.id], out.report).build());
  }
  if (!out.report.errors.empty()) out.workflows.clear();
  return out;
}

}  // namespace tf::interchange
