#include "interchange/bpmn_write.h"

#include <cmath>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "interchange/bpmn_ids.h"
#include "interchange/bpmn_layout.h"
#include "interchange/xml_write.h"

namespace tf::interchange::bpmn {

namespace {

struct EventTag {
  const char *tag, *shared, *reference;  // element, its declaration, the attribute between them
};
constexpr EventTag kEventTags[] = {
    {"messageEventDefinition", "message", "messageRef"},
    {"signalEventDefinition", "signal", "signalRef"},
    {"timerEventDefinition", nullptr, nullptr},
    {"errorEventDefinition", "error", "errorRef"},
    {"escalationEventDefinition", "escalation", "escalationRef"},
    {"conditionalEventDefinition", nullptr, nullptr},
    {"compensateEventDefinition", nullptr, nullptr},
    {"cancelEventDefinition", nullptr, nullptr},
    {"terminateEventDefinition", nullptr, nullptr},
    {"linkEventDefinition", nullptr, nullptr},
};
const EventTag& tag_of(EventKind kind) {
  return kEventTags[static_cast<std::size_t>(kind)];
}

std::string pixels(double value) {
  return cat(static_cast<long long>(std::llround(value)));
}

class BpmnWriter {
 public:
  BpmnWriter(const Process& process, bool plain) : process_(process), plain_(plain) {}

  std::string run() {
    xml_.open("bpmn:definitions",
              {{"xmlns:bpmn", "http://www.omg.org/spec/BPMN/20100524/MODEL"},
               {"xmlns:bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI"},
               {"xmlns:dc", "http://www.omg.org/spec/DD/20100524/DC"},
               {"xmlns:di", "http://www.omg.org/spec/DD/20100524/DI"},
               {"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"},
               {"xmlns:camunda", "http://camunda.org/schema/1.0/bpmn"},
               {"xmlns:townflow", plain_ ? "" : std::string(kOwnSpace)},
               {"id", cat(file_id(process_.id), ".definitions")},
               {"targetNamespace", cat(kOwnSpace, "/", file_id(process_.id))},
               {"expressionLanguage", "https://www.omg.org/spec/DMN/20191111/FEEL/"},
               {"exporter", "townflow"}});
    declare(process_.body);
    xml_.open("bpmn:process",
              {{"id", file_id(process_.id)}, {"name", process_.name}, {"isExecutable", "true"}});
    if (!plain_ && !process_.own.empty()) {
      xml_.open("bpmn:extensionElements");
      xml_.text("townflow:workflow", process_.own, {{"digest", process_.digest}});
      xml_.close();
    }
    scope(process_.body);
    xml_.close();
    diagram();
    xml_.close();
    return xml_.take();
  }

 private:
  static std::string reference(const EventTag& tag, const std::string& name) {
    std::string out = cat(tag.shared, ".");
    for (const char c : name) {
      const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
                        static_cast<unsigned char>(c) >= 0x80;
      out += fits ? c : '.';
    }
    return file_id(out);
  }

  void declare_one(const EventTag& tag, const std::string& name) {
    if (name.empty() || !declared_.insert(reference(tag, name)).second) return;
    const std::string_view shared(tag.shared);
    xml_.leaf(cat("bpmn:", shared), {{"id", reference(tag, name)},
                                     {"name", name},
                                     {"errorCode", shared == "error" ? name : ""},
                                     {"escalationCode", shared == "escalation" ? name : ""}});
  }
  void declare(const Scope& scope) {
    for (const Element& element : scope.elements) {
      for (const EventDefinition& event : element.events)
        if (tag_of(event.kind).shared != nullptr) declare_one(tag_of(event.kind), event.name);
      declare_one(kEventTags[0], element.message);
      if (element.body) declare(*element.body);
    }
  }

  void scope(const Scope& scope) {
    for (const Element& one : scope.elements) element(scope, one);
    for (const SequenceFlow& flow : scope.flows) sequence(flow);
    int n = 0;
    for (const auto& [source, target] : scope.associations)
      xml_.leaf("bpmn:association", {{"id", file_id(cat(source, ".a", ++n))},
                                     {"sourceRef", file_id(source)},
                                     {"targetRef", file_id(target)},
                                     {"associationDirection", "One"}});
  }

  std::string own(const std::string& text) const { return plain_ ? std::string() : text; }

  void sequence(const SequenceFlow& flow) {
    const XmlWriter::Attributes attributes{{"id", file_id(flow.id)},
                                           {"name", flow.name},
                                           {"sourceRef", file_id(flow.source)},
                                           {"targetRef", file_id(flow.target)},
                                           {"townflow:outcome", own(flow.outcome)}};
    if (flow.condition.empty()) return xml_.leaf("bpmn:sequenceFlow", attributes);
    xml_.open("bpmn:sequenceFlow", attributes);
    expression("bpmn:conditionExpression", flow.condition);
    xml_.close();
  }

  void expression(std::string_view name, const std::string& text) {
    if (!text.empty()) xml_.text(name, text, {{"xsi:type", "bpmn:tFormalExpression"}});
  }

  void element(const Scope& scope, const Element& one) {
    const bool start = one.kind == ElementKind::start, boundary = one.kind == ElementKind::boundary;
    const auto when = [](bool holds, const char* value) { return std::string(holds ? value : ""); };
    xml_.open(
        cat("bpmn:", one.tag),
        {{"id", file_id(one.id)},
         {"name", one.name},
         {"default", file_id(one.default_flow)},
         {"attachedToRef", file_id(one.attached_to)},
         {"cancelActivity", when(boundary && !one.interrupting, "false")},
         {"isInterrupting", when(start && !one.interrupting, "false")},
         {"parallelMultiple",
          when(one.parallel_multiple && one.kind != ElementKind::event_based, "true")},
         {"eventGatewayType",
          when(one.parallel_multiple && one.kind == ElementKind::event_based, "Parallel")},
         {"triggeredByEvent", when(one.by_event, "true")},
         {"isForCompensation", when(one.for_compensation, "true")},
         {"instantiate", when(one.instantiates, "true")},
         {"startQuantity", one.start_quantity > 1 ? cat(one.start_quantity) : ""},
         {"completionQuantity", one.completion_quantity > 1 ? cat(one.completion_quantity) : ""},
         {"calledElement", file_id(one.called)},
         {"messageRef", one.message.empty() ? "" : reference(kEventTags[0], one.message)},
         {"scriptFormat", when(!one.script.empty(), "FEEL")},
         {"camunda:resultVariable", one.result},
         {"ordering", one.kind != ElementKind::ad_hoc ? ""
                      : one.one_at_a_time             ? "Sequential"
                                                      : "Parallel"},
         {"cancelRemainingInstances",
          when(one.kind == ElementKind::ad_hoc && !one.cancel_remaining, "false")},
         {"townflow:step", own(one.step)},
         {"townflow:outcomesOf", own(one.outcomes_of)}});
    if (!one.details.empty()) xml_.text("bpmn:documentation", join(one.details, "\n"));
    extensions(one);
    for (const SequenceFlow* flow : scope.entering(one.id))
      xml_.text("bpmn:incoming", file_id(flow->id));
    for (const SequenceFlow* flow : scope.leaving(one.id))
      xml_.text("bpmn:outgoing", file_id(flow->id));
    loop(one.loop);
    for (const EventDefinition& definition : one.events) event(one, definition);
    if (one.body) this->scope(*one.body);
    if (one.kind == ElementKind::complex) expression("bpmn:activationCondition", one.condition);
    if (one.kind == ElementKind::ad_hoc) expression("bpmn:completionCondition", one.condition);
    if (!one.script.empty()) xml_.text("bpmn:script", one.script);
    xml_.close();
  }

  void extensions(const Element& one) {
    const bool step = !own(one.own).empty();
    if (one.in.empty() && one.out.empty() && !step) return;
    xml_.open("bpmn:extensionElements");
    for (const Mapping& in : one.in)
      xml_.leaf("camunda:in", {{"sourceExpression", in.source}, {"target", in.target}});
    for (const Mapping& out : one.out)
      xml_.leaf("camunda:out", {{"sourceExpression", out.source}, {"target", out.target}});
    if (step) xml_.text("townflow:step", one.own);
    xml_.close();
  }

  void loop(const Loop& loop) {
    if (loop.kind == Loop::Kind::standard) {
      xml_.open("bpmn:standardLoopCharacteristics",
                {{"testBefore", loop.test_before ? "true" : ""}, {"loopMaximum", loop.maximum}});
      expression("bpmn:loopCondition", loop.condition);
      xml_.close();
    }
    if (loop.kind != Loop::Kind::multi) return;
    xml_.open("bpmn:multiInstanceLoopCharacteristics",
              {{"isSequential", loop.sequential ? "true" : ""},
               {"camunda:collection", loop.collection},
               {"camunda:elementVariable", loop.item}});
    expression("bpmn:loopCardinality",
               loop.cardinality.empty() ? cat("count(", loop.collection, ")") : loop.cardinality);
    expression("bpmn:completionCondition", loop.condition);
    xml_.close();
  }

  void event(const Element& one, const EventDefinition& definition) {
    const EventTag& tag = tag_of(definition.kind);
    const std::size_t n = static_cast<std::size_t>(&definition - one.events.data());
    XmlWriter::Attributes attributes{{"id", file_id(cat(one.id, ".e", n + 1))}};
    if (tag.reference != nullptr && !definition.name.empty())
      attributes.emplace_back(tag.reference, reference(tag, definition.name));
    if (definition.kind == EventKind::link) attributes.emplace_back("name", definition.name);
    if (definition.kind == EventKind::compensate) {
      attributes.emplace_back("activityRef", file_id(definition.activity));
      attributes.emplace_back("waitForCompletion", definition.wait ? "" : "false");
    }
    if (definition.expression.empty()) return xml_.leaf(cat("bpmn:", tag.tag), attributes);
    xml_.open(cat("bpmn:", tag.tag), attributes);
    expression(definition.kind == EventKind::timer ? cat("bpmn:", definition.timer)
                                                   : std::string("bpmn:condition"),
               definition.expression);
    xml_.close();
  }

  void diagram() {
    const Layout layout = lay_out(process_);
    xml_.open("bpmndi:BPMNDiagram", {{"id", file_id(cat(process_.id, ".diagram"))}});
    xml_.open("bpmndi:BPMNPlane",
              {{"id", file_id(cat(process_.id, ".plane"))}, {"bpmnElement", file_id(process_.id)}});
    places(process_.body, layout);
    xml_.close();
    xml_.close();
  }

  void places(const Scope& scope, const Layout& layout) {
    for (const Element& one : scope.elements) {
      const auto box = layout.shapes.find(one.id);
      if (box == layout.shapes.end()) continue;
      xml_.open("bpmndi:BPMNShape",
                {{"id", file_id(cat(one.id, ".shape"))},
                 {"bpmnElement", file_id(one.id)},
                 {"isExpanded", one.body ? "true" : ""},
                 {"isMarkerVisible", one.kind == ElementKind::exclusive ? "true" : ""}});
      xml_.leaf("dc:Bounds", {{"x", pixels(box->second.x)},
                              {"y", pixels(box->second.y)},
                              {"width", pixels(box->second.width)},
                              {"height", pixels(box->second.height)}});
      xml_.close();
    }
    for (const SequenceFlow& flow : scope.flows)
      if (const auto line = layout.lines.find(flow.id); line != layout.lines.end())
        edge(flow.id, line->second, !label_of(flow).empty());
    int n = 0;
    for (const auto& way : scope.associations) {
      const auto line = layout.associations.find(way);
      ++n;
      if (line != layout.associations.end()) edge(cat(way.first, ".a", n), line->second, false);
    }
    for (const Element& one : scope.elements)
      if (one.body) places(*one.body, layout);
  }

  void edge(const std::string& id, const Line& line, bool label) {
    xml_.open("bpmndi:BPMNEdge", {{"id", file_id(cat(id, ".edge"))}, {"bpmnElement", file_id(id)}});
    for (const Spot& spot : line.points)
      xml_.leaf("di:waypoint", {{"x", pixels(spot.x)}, {"y", pixels(spot.y)}});
    if (label) {
      xml_.open("bpmndi:BPMNLabel");
      xml_.leaf("dc:Bounds", {{"x", pixels(line.label.x - 45)},
                              {"y", pixels(line.label.y - 7)},
                              {"width", "90"},
                              {"height", "14"}});
      xml_.close();
    }
    xml_.close();
  }

  const Process& process_;
  bool plain_;
  XmlWriter xml_;
  std::set<std::string> declared_;
};

void describe(const Scope& scope, std::string& out) {
  for (const Element& one : scope.elements) {
    out += cat("\n", one.tag, "|", one.id, "|", one.name, "|", one.default_flow, "|",
               one.attached_to, "|", one.interrupting, one.parallel_multiple, one.by_event,
               one.for_compensation, "|", one.called, "|", one.message, "|", one.condition, "|",
               one.script, "|", one.result, "|", one.own, "|", one.outcomes_of, "|",
               one.loop.condition, "|", one.loop.collection, "|", one.loop.item, "|",
               one.loop.cardinality, "|", one.loop.sequential, "|", one.loop.maximum);
    for (const EventDefinition& event : one.events)
      out += cat("|", tag_of(event.kind).tag, "/", event.name, "/", event.timer, "/",
                 event.expression, "/", event.activity);
    for (const Mapping& in : one.in) out += cat("|<", in.source, ">", in.target);
    for (const Mapping& to : one.out) out += cat("|>", to.source, ">", to.target);
    if (one.body) {
      out += "{";
      describe(*one.body, out);
      out += "}";
    }
  }
  for (const SequenceFlow& flow : scope.flows)
    out += cat("\n~", flow.id, "|", flow.source, "|", flow.target, "|", flow.condition, "|",
               flow.name, "|", flow.outcome);
  for (const auto& [source, target] : scope.associations) out += cat("\n.", source, "|", target);
}

}  // namespace

std::string write_bpmn(const Process& process, bool plain) {
  return BpmnWriter(process, plain).run();
}

std::string write_bpmn_of(Process process, std::string workflow) {
  process.own = std::move(workflow);
  // The digest is of what a reader will have before it.
  const auto root = parse_xml(write_bpmn(process));
  if (root) {
    const Model read = read_model(*root);
    if (!read.processes.empty()) process.digest = digest_of(read.processes.front());
  }
  return write_bpmn(process);
}

std::string digest_of(const Process& process) {
  std::string text = cat(process.id, "|", process.name);
  describe(process.body, text);
  return to_hex(sha256(text)).substr(0, 16);
}

}  // namespace tf::interchange::bpmn
