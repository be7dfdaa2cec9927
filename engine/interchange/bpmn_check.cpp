// What is wrong with a model as a whole: ways that lead nowhere or may not be there, events where
// BPMN has none. Source: OMG BPMN 2.0.2 §10.2 to §10.6, §13.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "interchange/bpmn_model.h"

namespace tf::interchange::bpmn {

namespace {

// Where a scope stands.
struct Place {
  bool process = false, by_event = false, in_transaction = false;
};

using Kinds = std::initializer_list<EventKind>;
bool is_in(EventKind kind, Kinds kinds) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

// The triggers BPMN knows at a place; empty: any but these are refused elsewhere.
struct Trigger {
  bool fits;
  const char *zh, *en;
};
Trigger trigger_of(const Element& element, EventKind kind, const Place& place) {
  using K = EventKind;
  switch (element.kind) {
    case ElementKind::start:
      if (place.by_event)
        return {is_in(kind, {K::message, K::signal, K::timer, K::error, K::escalation,
                             K::conditional, K::compensate}),
                "事件子流程不能由它开始", "an event sub-process cannot start by it"};
      if (!place.process)
        return {false, "子流程的起点不能有触发事件；要等事件，请用事件子流程或中间事件",
                "the start event of a sub-process has no trigger; wait with an event sub-process "
                "or an intermediate event"};
      return {is_in(kind, {K::message, K::signal, K::timer, K::conditional}),
              "流程不能由它开始；只有事件子流程可以",
              "a process cannot start by it, only an event sub-process can"};
    case ElementKind::intermediate_catch:
      return {is_in(kind, {K::message, K::signal, K::timer, K::conditional, K::link}),
              "流程中间不能等它", "it cannot be waited for in the flow"};
    case ElementKind::intermediate_throw:
      return {is_in(kind, {K::message, K::signal, K::escalation, K::compensate, K::link}),
              "中间事件不能发出它；错误、取消、终止只在结束事件",
              "an intermediate event cannot throw it; error, cancel and terminate are for end "
              "events"};
    case ElementKind::end:
      return {is_in(kind, {K::message, K::signal, K::error, K::escalation, K::cancel, K::compensate,
                           K::terminate}),
              "结束事件不能发出它", "an end event cannot throw it"};
    case ElementKind::boundary:
      return {is_in(kind, {K::message, K::signal, K::timer, K::error, K::escalation, K::conditional,
                           K::compensate, K::cancel}),
              "边界上不能等它", "it cannot be waited for on a border"};
    default:
      return {true, "", ""};
  }
}

class Checker {
 public:
  explicit Checker(BpmnReport& report) : report_(report) {}

  void scope(Scope& scope, const Place& place) {
    for (const SequenceFlow& flow : scope.flows) ends(scope, flow);
    starts(scope, place);
    links(scope);
    for (Element& one : scope.elements) {
      ways(scope, one);
      triggers(scope, one, place);
      if (!one.body) continue;
      this->scope(*one.body,
                  {.process = false,
                   .by_event = one.by_event,
                   .in_transaction = place.in_transaction || one.kind == ElementKind::transaction});
    }
  }

 private:
  void error(const Element& at, std::string zh, std::string en) {
    report_.error(at.id, at.line, std::move(zh), std::move(en));
  }

  void ends(const Scope& scope, const SequenceFlow& flow) {
    for (const auto& [end, name] :
         {std::pair{&flow.source, "sourceRef"}, std::pair{&flow.target, "targetRef"}}) {
      if (end->empty())
        report_.error(flow.id, flow.line, cat("顺序流 ", flow.id, " 没有 ", name),
                      cat("the sequence flow ", flow.id, " has no ", name));
      else if (scope.find(*end) == nullptr)
        report_.error(flow.id, flow.line,
                      cat("顺序流 ", flow.id, " 指向的 ", *end, " 不在同一范围"),
                      cat("the sequence flow ", flow.id, " leads to or from ", *end,
                          ", which is not in its scope"));
    }
  }

  void starts(const Scope& scope, const Place& place) {
    if (place.process || place.by_event) return;
    const auto is_start = [](const Element& one) { return one.kind == ElementKind::start; };
    if (std::ranges::count_if(scope.elements, is_start) < 2) return;
    error(*std::ranges::find_if(scope.elements, is_start),
          "子流程至多一个起点；要同时做几件事，请用并行网关",
          "a sub-process has one start event at most; use a parallel gateway to begin several "
          "things at once");
  }

  void links(const Scope& scope) {
    std::set<std::string> names;
    for (const Element& one : scope.elements)
      if (one.kind == ElementKind::intermediate_catch && !one.events.empty() &&
          one.events.front().kind == EventKind::link &&
          !names.insert(one.events.front().name).second)
        error(one, cat("链接 ", one.events.front().name, " 有两个去处"),
              cat("the link '", one.events.front().name, "' leads to two places"));
  }

  void ways(const Scope& scope, const Element& one) {
    const auto leaving = scope.leaving(one.id);
    const bool led_to = !scope.entering(one.id).empty();
    if (!one.default_flow.empty() && std::ranges::none_of(leaving, [&](const SequenceFlow* f) {
          return f->id == one.default_flow;
        }))
      error(one, cat("默认流 ", one.default_flow, " 不从这里出发"),
            cat("the default flow ", one.default_flow, " does not leave here"));
    if (led_to && one.kind == ElementKind::start)
      error(one, "起点不能有来路", "no sequence flow can lead to a start event");
    if (led_to && one.kind == ElementKind::boundary)
      error(one, "边界事件不能有来路", "no sequence flow can lead to a boundary event");
    if (!leaving.empty() && one.kind == ElementKind::end)
      error(one, "结束事件不能有去路", "no sequence flow can leave an end event");
    if (one.by_event && (led_to || !leaving.empty()))
      error(one, "事件子流程不能有来路或去路",
            "no sequence flow can lead to or leave an event sub-process");
    if (one.kind == ElementKind::event_based && leaving.empty())
      error(one, "事件网关没有去路", "no sequence flow leaves the event-based gateway");
  }

  void triggers(const Scope& scope, Element& one, const Place& place) {
    for (const EventDefinition& event : one.events)
      if (const Trigger trigger = trigger_of(one, event.kind, place); !trigger.fits)
        error(one, cat(one.tag, "：", trigger.zh), cat(one.tag, ": ", trigger.en));
    const auto has = [&](EventKind kind) {
      return std::ranges::any_of(one.events,
                                 [&](const EventDefinition& e) { return e.kind == kind; });
    };
    if (one.kind == ElementKind::end && has(EventKind::cancel) && !place.in_transaction)
      error(one, "取消结束事件只能在事务子流程里",
            "a cancel end event stands in a transaction only");
    if (!one.interrupting && has(EventKind::error)) {
      report_.note(one.id, one.line, "错误总是打断：不打断的写法不算",
                   "an error always interrupts, whatever is written");
      one.interrupting = true;
    }
    if (one.kind != ElementKind::boundary) return;
    const Element* host = scope.find(one.attached_to);
    if (host == nullptr || !host->is_activity())
      return error(one, "边界事件没有附着的活动", "the boundary event is attached to no activity");
    if (one.events.empty())
      error(one, "边界事件没有说等什么", "the boundary event does not say what it waits for");
    if (has(EventKind::cancel) && host->kind != ElementKind::transaction)
      error(one, "取消边界事件只能附着在事务子流程上",
            "a cancel boundary event is attached to a transaction only");
  }

  BpmnReport& report_;
};

}  // namespace

void check_model(Model& model) {
  std::set<std::string> ids;
  for (Process& process : model.processes) {
    if (!process.id.empty() && !ids.insert(process.id).second)
      model.report.error(process.id, process.line, cat("流程 ", process.id, " 有两个"),
                         cat("there are two processes ", process.id));
    Checker(model.report).scope(process.body, {.process = true});
  }
}

}  // namespace tf::interchange::bpmn
