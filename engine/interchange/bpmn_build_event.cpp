// Events: what is waited for, what is thrown.
#include <algorithm>

#include "base/text.h"
#include "interchange/bpmn_build.h"
#include "interchange/bpmn_text.h"

namespace tf::interchange::bpmn {

using model::Node;

namespace {

std::string reference_or(const std::string& name, const std::string& otherwise) {
  return bpmn_reference(name.empty() ? otherwise : name);
}

// `=deadline("line-1")` and the like, as export writes our times.
NodePtr our_time(std::string_view text) {
  constexpr std::pair<std::string_view, const char*> kForms[] = {
      {"=deadline(\"", "after"}, {"=cycle(\"", "every"}, {"=clock(\"", "clock"}};
  for (const auto& [opening, key] : kForms)
    if (text.starts_with(opening) && text.ends_with("\")"))
      return map_of(key,
                    std::string(text.substr(opening.size(), text.size() - opening.size() - 2)));
  return nullptr;
}

}  // namespace

NodePtr Builder::event(const EventDefinition& definition, const Element& element) {
  switch (definition.kind) {
    case EventKind::message:
      return map_of("message", reference_or(definition.name, element.id));
    case EventKind::signal:
      return map_of("signal", reference_or(definition.name, element.id));
    case EventKind::error:
      return map_of("error", definition.name.empty() ? "any" : bpmn_reference(definition.name));
    case EventKind::escalation:
      return map_of("escalation",
                    definition.name.empty() ? "any" : bpmn_reference(definition.name));
    case EventKind::conditional:
      if (definition.expression.empty())
        report_.error(element.id, element.line, "条件事件没有条件",
                      "the conditional event has no condition");
      return map_of("when", definition.expression.empty() ? "false" : feel(definition.expression));
    case EventKind::timer: {
      if (NodePtr ours = our_time(definition.expression)) return ours;
      const Timer timer = read_timer(definition.timer, definition.expression);
      if (!timer.known) {
        report_.error(element.id, element.line,
                      cat("读不懂的时间：", definition.expression, "；请用 ISO 8601"),
                      cat("the time '", definition.expression, "' cannot be read; use ISO 8601"));
        return map_of("when", "false");
      }
      renames_.push_back({"now", "now"});
      auto made = map_of("at", feel(timer.at));
      if (!timer.again.empty()) put(*made, "again", feel(timer.again));
      renames_.pop_back();
      if (!timer.again.empty() && timer.times > 0) put(*made, "times", cat(timer.times));
      return made;
    }
    default:
      report_.error(element.id, element.line, "此处不能等这种事件",
                    "this kind of event cannot be waited for here");
      return map_of("when", "false");
  }
}

NodePtr Builder::events_of(const Element& element) {
  if (element.events.size() == 1) return event(element.events.front(), element);
  auto list = Node::list({});
  for (const EventDefinition& definition : element.events)
    list->items.push_back(event(definition, element));
  return map_of(element.parallel_multiple ? "all" : "any", std::move(list));
}

bool Builder::is_raced(const Scope& scope, const Element& element) {
  const auto entering = scope.entering(element.id);
  return std::ranges::any_of(entering, [&](const SequenceFlow* flow) {
    const Element* source = scope.find(flow->source);
    return source != nullptr && source->kind == ElementKind::event_based;
  });
}

void Builder::emit_catch(Frame& frame, const Element& element) {
  auto made = Node::map({});
  title(*made, element);
  const bool raced = is_raced(*frame.scope, element);
  const bool linked = !element.events.empty() && element.events.front().kind == EventKind::link;
  if (NodePtr own = raced || linked ? nullptr : own_step(element);
      own != nullptr && own->has("wait"))
    made = std::move(own);
  else if (!raced && !linked && !element.events.empty())
    put(*made, "wait", events_of(element));
  leave(frame, element, *made);
  put(*frame.steps, step(element.id), std::move(made));
}

NodePtr Builder::thrown(const EventDefinition& definition, const Element& element) {
  const auto raise = [&](const char* kind, std::string name) {
    return map_of("raise", map_of(kind, std::move(name)));
  };
  switch (definition.kind) {
    case EventKind::message: {
      auto made = raise("message", reference_or(definition.name, element.id));
      put(*made, "to", "town");
      return made;
    }
    case EventKind::signal: {
      auto made = raise("signal", reference_or(definition.name, element.id));
      put(*made, "to", "town");
      return made;
    }
    case EventKind::error:
      return raise("error", reference_or(definition.name, "ERROR"));
    case EventKind::escalation:
      return raise("escalation", reference_or(definition.name, "ESCALATION"));
    case EventKind::cancel:
      return raise("cancel", "true");
    case EventKind::terminate:
      return map_of("stop", "scope");
    case EventKind::compensate: {
      if (definition.activity.empty()) return map_of("undo", "scope");
      const auto found = elements_.find(definition.activity);
      if (found != elements_.end()) {
        const Element& activity = *found->second;
        return map_of("undo", activity.loop.kind == Loop::Kind::none ? step(activity.id)
                                                                     : around_.at(activity.id));
      }
      report_.error(element.id, element.line, cat("没有活动 ", definition.activity),
                    cat("there is no activity ", definition.activity));
      return Node::map({});
    }
    default:
      return Node::map({});
  }
}

void Builder::emit_throw(Frame& frame, const Element& element) {
  if (!element.events.empty() && element.events.front().kind == EventKind::link) {
    const Element* there = frame.scope->linked_catch(element.events.front().name);
    if (there == nullptr)
      report_.error(element.id, element.line,
                    cat("链接 ", element.events.front().name, " 没有去处"),
                    cat("the link '", element.events.front().name, "' leads nowhere"));
    return put(*frame.steps, step(element.id),
               map_of("next", there == nullptr ? "end" : entry(there->id)));
  }
  if (NodePtr own = own_step(element)) {
    title(*own, element);
    if (!own->has("end") && !own->has("stop")) leave(frame, element, *own);
    return put(*frame.steps, step(element.id), std::move(own));
  }
  // One step for each thing that is thrown; the last is the event itself.
  std::string id = entry(element.id);
  for (std::size_t i = 0; i + 1 < element.events.size(); ++i) {
    const std::string next = i + 2 == element.events.size()
                                 ? step(element.id)
                                 : fresh(cat(step(element.id), "-", i + 2));
    NodePtr part = thrown(element.events[i], element);
    put(*part, "next", next);
    put(*frame.steps, id, std::move(part));
    id = next;
  }
  NodePtr made = element.events.empty() ? Node::map({}) : thrown(element.events.back(), element);
  title(*made, element);
  const bool beside = !element.events.empty() &&
                      element.events.back().kind == EventKind::compensate &&
                      !element.events.back().wait && element.kind != ElementKind::end;
  if (beside) {  // the way goes on while the undoing is done
    const std::string undo = fresh(cat(step(element.id), "-undo"));
    put(*made, "next", "end");
    put(*frame.steps, undo, std::move(made));
    made = Node::map({});
    leave(frame, element, *made);
    std::vector<std::string> targets{undo};
    const Node& next = *made->get("next");
    if (next.is_scalar()) targets.push_back(next.text);
    for (const auto& item : next.items) targets.push_back(item->text);
    put(*made, "next", texts(targets));
  } else {
    leave(frame, element, *made);
  }
  put(*frame.steps, step(element.id), std::move(made));
}

}  // namespace tf::interchange::bpmn
