#include "interchange/bpmn_model.h"

#include <algorithm>
#include <set>

#include "base/decimal.h"
#include "base/text.h"
#include "interchange/bpmn_ids.h"
#include "interchange/bpmn_write.h"

namespace tf::interchange {

void BpmnReport::error(std::string element, int line, std::string zh, std::string en) {
  errors.push_back({std::move(element), line, std::move(zh), std::move(en)});
}
void BpmnReport::note(std::string element, int line, std::string zh, std::string en) {
  notes.push_back({std::move(element), line, std::move(zh), std::move(en)});
}

}  // namespace tf::interchange

namespace tf::interchange::bpmn {

namespace {

constexpr std::string_view kBpmnSpace = "http://www.omg.org/spec/BPMN/20100524/MODEL";

struct KindRow {
  std::string_view tag;
  ElementKind kind;
};
constexpr KindRow kKinds[] = {
    {"startEvent", ElementKind::start},
    {"endEvent", ElementKind::end},
    {"intermediateCatchEvent", ElementKind::intermediate_catch},
    {"intermediateThrowEvent", ElementKind::intermediate_throw},
    {"boundaryEvent", ElementKind::boundary},
    {"task", ElementKind::task},
    {"scriptTask", ElementKind::task},
    {"serviceTask", ElementKind::task},
    {"businessRuleTask", ElementKind::task},
    {"manualTask", ElementKind::task},
    {"userTask", ElementKind::user_task},
    {"receiveTask", ElementKind::receive_task},
    {"sendTask", ElementKind::send_task},
    {"subProcess", ElementKind::sub_process},
    {"adHocSubProcess", ElementKind::ad_hoc},
    {"transaction", ElementKind::transaction},
    {"callActivity", ElementKind::call},
    {"exclusiveGateway", ElementKind::exclusive},
    {"parallelGateway", ElementKind::parallel},
    {"inclusiveGateway", ElementKind::inclusive},
    {"complexGateway", ElementKind::complex},
    {"eventBasedGateway", ElementKind::event_based},
};
struct EventRow {
  std::string_view tag;
  EventKind kind;
  std::string_view reference;
};
constexpr EventRow kEvents[] = {
    {"messageEventDefinition", EventKind::message, "messageRef"},
    {"signalEventDefinition", EventKind::signal, "signalRef"},
    {"timerEventDefinition", EventKind::timer, ""},
    {"errorEventDefinition", EventKind::error, "errorRef"},
    {"escalationEventDefinition", EventKind::escalation, "escalationRef"},
    {"conditionalEventDefinition", EventKind::conditional, ""},
    {"compensateEventDefinition", EventKind::compensate, "activityRef"},
    {"cancelEventDefinition", EventKind::cancel, ""},
    {"terminateEventDefinition", EventKind::terminate, ""},
    {"linkEventDefinition", EventKind::link, ""},
};
// What stands beside flow elements and carries no flow.
constexpr std::string_view kSilent[] = {"incoming",
                                        "outgoing",
                                        "documentation",
                                        "extensionElements",
                                        "ioSpecification",
                                        "dataInput",
                                        "dataOutput",
                                        "inputSet",
                                        "outputSet",
                                        "property",
                                        "dataInputAssociation",
                                        "dataOutputAssociation",
                                        "laneSet",
                                        "dataObject",
                                        "dataObjectReference",
                                        "dataStoreReference",
                                        "textAnnotation",
                                        "group",
                                        "association",
                                        "sequenceFlow",
                                        "resourceRole",
                                        "performer",
                                        "humanPerformer",
                                        "potentialOwner",
                                        "loopCharacteristics",
                                        "standardLoopCharacteristics",
                                        "multiInstanceLoopCharacteristics",
                                        "completionCondition",
                                        "script",
                                        "rendering",
                                        "auditing",
                                        "monitoring",
                                        "categoryValueRef",
                                        "activationCondition",
                                        "supportedInterfaceRef",
                                        "ioBinding",
                                        "correlationSubscription",
                                        "supports",
                                        "artifact",
                                        "eventDefinitionRef",
                                        "type"};

// "ns:local" → "local"
std::string local(std::string_view name) {
  name = trim(name);
  const std::size_t colon = name.rfind(':');
  return std::string(colon == std::string_view::npos ? name : name.substr(colon + 1));
}

class ModelReader {
 public:
  ModelReader(const XmlElement& root, Model& model) : root_(root), model_(model) {}

  void run() {
    for (const XmlElement& child : root_.children) names_of(child);
    for (const XmlElement& child : root_.children)
      if (const EventRow* row = event_row(child.name))
        shared_events_[std::string(child.attribute("id"))] = event(child, *row);
    for (const XmlElement& child : root_.children) {
      if (child.name == "process") process(child);
      if (child.name == "globalUserTask" || child.name == "globalTask" ||
          child.name == "globalManualTask" || child.name == "globalScriptTask" ||
          child.name == "globalBusinessRuleTask")
        global_task(child);
      if (child.name == "collaboration" && child.child("messageFlow") != nullptr)
        model_.report.note(std::string(child.attribute("id")), child.line,
                           "消息流只是图示：消息按名称送达",
                           "message flows are drawing only: messages go by their names");
    }
    if (processes_ == 0)
      model_.report.error("", root_.line, "文件里没有流程（process）", "the file has no process");
  }

 private:
  void names_of(const XmlElement& child) {
    const std::string id(child.attribute("id"));
    if (child.name == "message" || child.name == "signal") names_[id] = child.attribute("name", id);
    if (child.name == "error")
      names_[id] = child.attribute("errorCode", child.attribute("name", id));
    if (child.name == "escalation")
      names_[id] = child.attribute("escalationCode", child.attribute("name", id));
  }

  static const EventRow* event_row(std::string_view tag) {
    for (const EventRow& row : kEvents)
      if (row.tag == tag) return &row;
    return nullptr;
  }

  EventDefinition event(const XmlElement& from, const EventRow& row) {
    EventDefinition out;
    out.kind = row.kind;
    out.id = from.attribute("id");
    if (row.kind == EventKind::compensate) {
      out.activity = local(from.attribute("activityRef"));
      out.wait = from.attribute("waitForCompletion", "true") != "false";
    } else if (!row.reference.empty() && from.has(row.reference)) {
      const std::string reference = local(from.attribute(row.reference));
      const auto named = names_.find(reference);
      out.name = named != names_.end() ? named->second : reference;
      if (named == names_.end())
        model_.report.note(reference, from.line, cat("没有声明 ", reference, "，以其编号为名"),
                           cat("'", reference, "' is not declared; its id serves as its name"));
    }
    if (row.kind == EventKind::link) out.name = from.attribute("name");
    if (row.kind == EventKind::conditional) out.expression = trim(from.text_of("condition"));
    if (row.kind == EventKind::timer)
      for (const char* key : {"timeDate", "timeDuration", "timeCycle"})
        if (const XmlElement* at = from.child(key)) {
          out.timer = key;
          out.expression = trim(at->text);
        }
    return out;
  }

  Process named(const XmlElement& from) {
    ++processes_;
    Process out;
    out.id = from.attribute("id");
    out.name = from.attribute("name");
    out.line = from.line;
    if (out.id.empty())
      model_.report.error("", from.line, cat(from.name, " 没有 id"), cat(from.name, " has no id"));
    return out;
  }

  void process(const XmlElement& from) {
    Process out = named(from);
    if (from.attribute("isExecutable") == "false")
      model_.report.note(out.id, from.line, "标为不可执行（isExecutable=false）：照样导入",
                         "it is marked isExecutable=false; it was imported all the same");
    Element head;
    read_vendor(from, head, model_.report);
    if (const XmlElement* extra = from.child("extensionElements"))
      for (const XmlElement& child : extra->children)
        if (child.space == kOwnSpace && child.name == "workflow") {
          out.own = child.text;
          out.digest = child.attribute("digest");
        }
    ids_.clear();
    scope(from, out.body);
    if (out.body.elements.empty()) {
      model_.report.note(out.id, from.line, "流程里没有步骤", "the process has no steps");
      return;
    }
    model_.processes.push_back(std::move(out));
  }

  void global_task(const XmlElement& from) {
    Process out = named(from);
    Element task;
    task.kind = from.name == "globalUserTask" ? ElementKind::user_task : ElementKind::task;
    task.tag = from.name;
    task.id = cat(out.id, "-task");
    task.name = out.name;
    task.line = from.line;
    out.body.elements.push_back(std::move(task));
    model_.processes.push_back(std::move(out));
  }

  void scope(const XmlElement& from, Scope& out) {
    for (const XmlElement& child : from.children) {
      if (++elements_ > kMostElements) return;
      if (child.name == "sequenceFlow") flow(child, out);
      if (child.name == "association")
        out.associations.emplace_back(local(child.attribute("sourceRef")),
                                      local(child.attribute("targetRef")));
      if (child.name == "laneSet" && child.child("lane") != nullptr)
        model_.report.note(std::string(child.attribute("id")), child.line,
                           "泳道只是图示：谁办理由 who 指定",
                           "lanes are drawing only: `who` says who does the work");
      for (const KindRow& row : kKinds)
        if (row.tag == child.name) element(child, row.kind, out);
      unknown(child);
    }
  }

  void unknown(const XmlElement& child) {
    if (child.space != kBpmnSpace || event_row(child.name) != nullptr) return;
    for (const KindRow& row : kKinds)
      if (row.tag == child.name) return;
    for (const std::string_view silent : kSilent)
      if (silent == child.name) return;
    model_.report.note(std::string(child.attribute("id")), child.line,
                       cat("不认识的元素 ", child.name, "，已略去"),
                       cat("the element ", child.name, " is not known; it was left out"));
  }

  void once(const std::string& id, int line) {
    if (!ids_.insert(id).second)
      model_.report.error(id, line, cat("id ", id, " 用了两次"),
                          cat("the id ", id, " is used twice"));
  }

  void flow(const XmlElement& from, Scope& out) {
    SequenceFlow made;
    made.id = from.attribute("id");
    made.source = local(from.attribute("sourceRef"));
    made.target = local(from.attribute("targetRef"));
    if (const XmlElement* condition = from.child("conditionExpression")) {
      made.condition = trim(condition->text);
      made.conditional = !made.condition.empty();
    }
    made.name = from.attribute("name");
    made.outcome = from.attribute("outcome");
    made.line = from.line;
    if (!made.id.empty()) once(made.id, from.line);
    out.flows.push_back(std::move(made));
  }

  int quantity(const XmlElement& from, const char* name) {
    const auto number = Decimal::parse(from.attribute(name, "1"));
    const auto whole = number ? number->whole() : std::nullopt;
    if (whole && *whole >= 1 && *whole <= 1000) return static_cast<int>(*whole);
    model_.report.error(std::string(from.attribute("id")), from.line,
                        cat(name, " 须为 1 到 1000 的整数"),
                        cat(name, " must be a whole number from 1 to 1000"));
    return 1;
  }

  void element(const XmlElement& from, ElementKind kind, Scope& out) {
    Element made;
    made.kind = kind;
    made.tag = from.name;
    made.id = from.attribute("id");
    made.name = from.attribute("name");
    made.line = from.line;
    if (made.id.empty())
      model_.report.error("", from.line, cat(from.name, " 没有 id"), cat(from.name, " has no id"));
    else
      once(made.id, from.line);
    made.default_flow = local(from.attribute("default"));
    made.attached_to = local(from.attribute("attachedToRef"));
    made.parallel_multiple = from.attribute("parallelMultiple") == "true" ||
                             from.attribute("eventGatewayType") == "Parallel";
    made.interrupting = from.attribute("cancelActivity", "true") != "false" &&
                        from.attribute("isInterrupting", "true") != "false";
    made.instantiates = from.attribute("instantiate") == "true";
    made.for_compensation = from.attribute("isForCompensation") == "true";
    made.by_event = from.attribute("triggeredByEvent") == "true";
    made.start_quantity = quantity(from, "startQuantity");
    made.completion_quantity = quantity(from, "completionQuantity");
    events(from, made);
    if (from.has("messageRef")) {
      const std::string reference = local(from.attribute("messageRef"));
      const auto named = names_.find(reference);
      made.message = named != names_.end() ? named->second : reference;
    }
    made.called = local(from.attribute("calledElement"));
    made.one_at_a_time = from.attribute("ordering") == "Sequential";
    made.cancel_remaining = from.attribute("cancelRemainingInstances", "true") != "false";
    made.condition = trim(
        from.text_of(kind == ElementKind::complex ? "activationCondition" : "completionCondition"));
    loop(from, made);
    made.step = from.attribute("step");
    made.outcomes_of = from.attribute("outcomesOf");
    std::string format(from.attribute("scriptFormat"));
    for (char& c : format)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (format.find("feel") != format.npos) made.script = trim(from.text_of("script"));
    extensions(from, made);
    if (made.has_body()) {
      made.body = std::make_unique<Scope>();
      scope(from, *made.body);
    }
    out.elements.push_back(std::move(made));
  }

  void events(const XmlElement& from, Element& made) {
    for (const XmlElement& child : from.children) {
      if (const EventRow* row = event_row(child.name)) made.events.push_back(event(child, *row));
      if (child.name != "eventDefinitionRef") continue;
      const auto shared = shared_events_.find(local(child.text));
      if (shared != shared_events_.end())
        made.events.push_back(shared->second);
      else
        model_.report.error(made.id, child.line, cat("没有事件定义 ", local(child.text)),
                            cat("there is no event definition ", local(child.text)));
    }
  }

  void loop(const XmlElement& from, Element& made) {
    Loop& loop = made.loop;
    if (const XmlElement* standard = from.child("standardLoopCharacteristics")) {
      loop.kind = Loop::Kind::standard;
      loop.test_before = standard->attribute("testBefore") == "true";
      loop.condition = trim(standard->text_of("loopCondition"));
      loop.maximum = standard->attribute("loopMaximum");
      not_negative(made, loop.maximum, "loopMaximum");
    }
    const XmlElement* multi = from.child("multiInstanceLoopCharacteristics");
    if (multi == nullptr) return;
    loop.kind = Loop::Kind::multi;
    loop.sequential = multi->attribute("isSequential") == "true";
    loop.cardinality = trim(multi->text_of("loopCardinality"));
    loop.condition = trim(multi->text_of("completionCondition"));
    loop.collection = multi->attribute("collection");
    loop.item = multi->attribute("elementVariable");
    if (const XmlElement* input = multi->child("loopDataInputRef");
        input != nullptr && loop.collection.empty())
      loop.collection = trim(input->text);
    if (const XmlElement* item = multi->child("inputDataItem");
        item != nullptr && loop.item.empty())
      loop.item = item->attribute("name", item->attribute("id"));
    loop.output = trim(multi->text_of("loopDataOutputRef"));
    if (const XmlElement* item = multi->child("outputDataItem"))
      loop.output_item = item->attribute("name", item->attribute("id"));
    if (const XmlElement* extra = multi->child("extensionElements"))
      if (const XmlElement* zeebe = extra->child("loopCharacteristics")) {
        loop.collection = zeebe->attribute("inputCollection", loop.collection);
        loop.item = zeebe->attribute("inputElement", loop.item);
        loop.output = zeebe->attribute("outputCollection", loop.output);
        loop.output_item = zeebe->attribute("outputElement", loop.output_item);
      }
    for (const char c : multi->attribute("behavior", "All"))
      loop.behavior += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto tells = [&](const std::string& event, std::string condition) {
      if (event.empty()) return;
      const auto shared = shared_events_.find(event);
      loop.told.push_back(
          {event, shared == shared_events_.end() ? "" : shared->second.name, std::move(condition)});
    };
    if (loop.behavior == "none") tells(local(multi->attribute("noneBehaviorEventRef")), "");
    if (loop.behavior == "one") tells(local(multi->attribute("oneBehaviorEventRef")), "");
    if (loop.behavior == "complex")
      for (const XmlElement& child : multi->children) {
        if (child.name != "complexBehaviorDefinition") continue;
        const XmlElement* thrown = child.child("event");
        if (thrown == nullptr) continue;
        for (const XmlElement& definition : thrown->children) {
          if (definition.name == "eventDefinitionRef")
            tells(local(definition.text), std::string(trim(child.text_of("condition"))));
          const EventRow* row = event_row(definition.name);
          if (row == nullptr) continue;
          const std::string id(definition.attribute("id", cat(made.id, "-told")));
          shared_events_[id] = event(definition, *row);
          tells(id, std::string(trim(child.text_of("condition"))));
        }
      }
    not_negative(made, loop.cardinality, "loopCardinality");
    if (loop.cardinality.empty() && loop.collection.empty())
      model_.report.error(made.id, multi->line, "多实例须有 loopCardinality 或集合",
                          "a multi-instance needs a loopCardinality or a collection");
  }

  void not_negative(const Element& made, const std::string& text, const char* what) {
    if (text.starts_with('-') && Decimal::parse(text))
      model_.report.error(made.id, made.line, cat(what, " 不能为负"),
                          cat(what, " cannot be negative"));
  }

  void extensions(const XmlElement& from, Element& made) {
    read_vendor(from, made, model_.report);
    if (const XmlElement* extra = from.child("extensionElements"))
      for (const XmlElement& child : extra->children)
        if (child.space == kOwnSpace && child.name == "step") made.own = child.text;
  }

  const XmlElement& root_;
  Model& model_;
  std::map<std::string, std::string> names_;  // messages, signals, errors, escalations by id
  std::map<std::string, EventDefinition> shared_events_;
  std::set<std::string> ids_;
  std::size_t elements_ = 0, processes_ = 0;
};

}  // namespace

const Element* Scope::find(std::string_view id) const {
  for (const Element& element : elements)
    if (element.id == id) return &element;
  return nullptr;
}
std::vector<const SequenceFlow*> Scope::leaving(std::string_view id) const {
  std::vector<const SequenceFlow*> out;
  for (const SequenceFlow& flow : flows)
    if (flow.source == id) out.push_back(&flow);
  return out;
}
std::vector<const SequenceFlow*> Scope::entering(std::string_view id) const {
  std::vector<const SequenceFlow*> out;
  for (const SequenceFlow& flow : flows)
    if (flow.target == id) out.push_back(&flow);
  return out;
}
const Element* Scope::linked_catch(std::string_view name) const {
  for (const Element& element : elements)
    if (element.kind == ElementKind::intermediate_catch && !element.events.empty() &&
        element.events.front().kind == EventKind::link && element.events.front().name == name)
      return &element;
  return nullptr;
}

Model read_model(XmlElement definitions) {
  read_ids(definitions);
  Model model;
  ModelReader(definitions, model).run();
  check_model(model);
  return model;
}

}  // namespace tf::interchange::bpmn
