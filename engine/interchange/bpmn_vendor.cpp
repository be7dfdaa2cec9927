// What Camunda 7, Flowable, Activiti and Zeebe write beside BPMN, as far as it means the same here:
// who does a task and by when, the fields of its form, what a call hands over, which decision is
// asked. Read by their local names: the products differ in the namespace alone. What is not used is
// noted, once an element.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "interchange/bpmn_model.h"

namespace tf::interchange::bpmn {

namespace {

std::vector<std::pair<std::string, std::string>> values_of(const XmlElement& field) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const XmlElement& value : field.children)
    if (value.name == "value")
      out.emplace_back(value.attribute("id"), value.attribute("name", value.attribute("id")));
  return out;
}

// camunda:formField: what it demands stands in constraints.
FormField camunda_field(const XmlElement& from) {
  FormField out;
  out.id = from.attribute("id");
  out.label = from.attribute("label");
  out.type = from.attribute("type", "string");
  out.initial = from.attribute("defaultValue");
  out.values = values_of(from);
  if (const XmlElement* checks = from.child("validation"))
    for (const XmlElement& check : checks->children) {
      const std::string_view name = check.attribute("name");
      if (name == "required") out.required = check.attribute("config", "true") != "false";
      if (name == "min") out.min = check.attribute("config");
      if (name == "max") out.max = check.attribute("config");
    }
  return out;
}

// flowable:formProperty, activiti:formProperty.
FormField property(const XmlElement& from) {
  FormField out;
  out.id = from.attribute("variable", from.attribute("id"));
  out.label = from.attribute("name");
  out.type = from.attribute("type", "string");
  out.initial = from.attribute("default");
  out.required = from.attribute("required") == "true";
  out.values = values_of(from);
  return out;
}

// ---- words that are read, and words that need no reading here
using Words = std::initializer_list<std::string_view>;
bool is_in(std::string_view word, Words words) {
  return std::ranges::find(words, word) != words.end();
}

// Attributes of BPMN itself, of our own files and of other products that are read somewhere.
bool is_read(std::string_view name) {
  return is_in(name, {"id",
                      "name",
                      "sourceRef",
                      "targetRef",
                      "default",
                      "isForCompensation",
                      "startQuantity",
                      "completionQuantity",
                      "attachedToRef",
                      "cancelActivity",
                      "isInterrupting",
                      "parallelMultiple",
                      "triggeredByEvent",
                      "instantiate",
                      "eventGatewayType",
                      "messageRef",
                      "operationRef",
                      "implementation",
                      "calledElement",
                      "scriptFormat",
                      "ordering",
                      "cancelRemainingInstances",
                      "isExecutable",
                      "processType",
                      "isClosed",
                      "definitionalCollaborationRef",
                      "gatewayDirection",
                      "method",
                      "step",
                      "outcomesOf",
                      "assignee",
                      "candidateUsers",
                      "candidateGroups",
                      "formKey",
                      "dueDate",
                      "initiator",
                      "resultVariable",
                      "resultVariableName",
                      "decisionRef",
                      "mapDecisionResult"});
}
// They tune how another engine runs; here every step is durable and what fails is tried again.
bool is_meaningless(std::string_view name) {
  return is_in(name, {"asyncBefore",
                      "asyncAfter",
                      "async",
                      "asyncLeave",
                      "exclusive",
                      "jobPriority",
                      "taskPriority",
                      "failedJobRetryTimeCycle",
                      "asyncCompleteAfter",
                      "asyncLeaveAfter",
                      "historyTimeToLive",
                      "isStartableInTasklist",
                      "versionTag",
                      "triggerable",
                      "skipExpression",
                      "decisionRefBinding",
                      "decisionRefVersion",
                      "calledElementBinding",
                      "calledElementVersion",
                      "calledElementVersionTag",
                      "formRefBinding"});
}
// What a task without a body of its own does in the other product.
bool is_work(std::string_view name) {
  return is_in(name, {"class", "expression", "delegateExpression", "type", "topic", "resource"});
}

void note_unread(const XmlElement& from, const Element& made, BpmnReport& report) {
  std::vector<std::string> meaningless, left;
  const auto sort = [&](std::string_view name, std::string_view value) {
    (is_meaningless(name) ? meaningless : left)
        .push_back(value.empty() ? std::string(name) : cat(name, "=", value));
  };
  // What it does has been said with it, or has become a decision or a script.
  const bool done = !made.work.empty() || !made.decision.empty() || !made.script.empty();
  for (const auto& [name, value] : from.attributes)
    if (!is_read(name) && !(is_work(name) && done)) sort(name, value);
  if (const XmlElement* extra = from.child("extensionElements"))
    for (const XmlElement& child : extra->children) {
      const bool used =
          is_in(child.name, {"formData", "formProperty", "assignmentDefinition", "taskSchedule",
                             "calledElement", "calledDecision", "script", "in", "out", "step",
                             "workflow", "userTask", "loopCharacteristics"}) ||
          (is_in(child.name, {"ioMapping"}) && made.kind == ElementKind::call) ||
          (is_in(child.name, {"taskDefinition", "field"}) && done);
      if (!used) sort(child.name, single_blanks(child.text));
    }
  const std::string id = made.id.empty() ? std::string(from.attribute("id")) : made.id;
  if (!meaningless.empty())
    report.note(
        id, from.line,
        cat("这里没有意义，略去：", join(meaningless, " "), "（每一步都已落盘，失败会重试）"),
        cat("without a meaning here and left out: ", join(meaningless, " "),
            " (every step is durable, what fails is tried again)"));
  if (!left.empty())
    report.note(id, from.line, cat("没有带过来：", join(left, " ")),
                cat("not carried over: ", join(left, " ")));
}

// camunda:in, camunda:out, and the mappings of Zeebe.
void read_mapping(const XmlElement& from, Element& made, BpmnReport& report) {
  const bool in = from.name == "in" || from.name == "input";
  if (from.attribute("variables") == "all") {
    (in ? made.in_all : made.out_all) = true;
    return;
  }
  if (from.has("businessKey"))
    return report.note(made.id, from.line,
                       cat("业务键 ", from.attribute("businessKey"), " 没有带过来：登记项各有编号"),
                       cat("the business key ", from.attribute("businessKey"),
                           " was not carried over: every case has its number"));
  const std::string source(from.has("source") ? from.attribute("source")
                                              : from.attribute("sourceExpression"));
  if (source.empty()) return;
  (in ? made.in : made.out)
      .push_back({source, std::string(from.attribute("target", source)), false});
}

void read_decision(const XmlElement& from, Element& made) {
  made.decision = from.attribute("decisionRef");
  made.decision_result = from.attribute("mapDecisionResult", "resultList");
  const XmlElement* extra = from.child("extensionElements");
  if (extra == nullptr) return;
  if (const XmlElement* zeebe = extra->child("calledDecision")) {
    made.decision = zeebe->attribute("decisionId");
    made.result = zeebe->attribute("resultVariable");
    made.decision_result = "answer";
  }
  for (const XmlElement& field : extra->children)  // of Flowable
    if (field.name == "field" && is_in(field.attribute("name"), {"decisionTableReferenceKey",
                                                                 "decisionServiceReferenceKey"})) {
      made.decision = field.attribute("stringValue", trim(field.text_of("string")));
      made.decision_result = "each";
    }
}

// `${a + b}` with a variable for its value is a script; a call of another program is not.
void read_work(const XmlElement& from, Element& made) {
  if (made.kind != ElementKind::task && made.kind != ElementKind::send_task) return;
  const std::string_view expression = from.attribute("expression");
  if (!made.result.empty() && expression.size() > 3 &&
      expression.find_first_of("(.?[:") == expression.npos) {
    made.script = expression;
    return;
  }
  for (const auto& [name, value] : from.attributes)
    if (is_work(name)) made.work.push_back(cat(name, "=", value));
  const XmlElement* extra = from.child("extensionElements");
  if (extra == nullptr) return;
  for (const XmlElement& child : extra->children) {
    if (child.name == "taskDefinition") made.work.push_back(cat("type=", child.attribute("type")));
    if (child.name == "field")
      made.work.push_back(
          cat(child.attribute("name"), "=",
              child.attribute("stringValue", single_blanks(child.text_of("string")))));
  }
}

}  // namespace

void read_vendor(const XmlElement& from, Element& made, BpmnReport& report) {
  for (const char* key : {"assignee", "candidateUsers", "candidateGroups", "formKey", "dueDate"})
    if (from.has(key)) made.people.emplace_back(key, from.attribute(key));
  made.initiator = from.attribute("initiator");
  for (const XmlElement& child : from.children)
    if (child.name == "potentialOwner" || child.name == "humanPerformer" ||
        child.name == "performer")
      if (const XmlElement* rule = child.child("resourceAssignmentExpression"))
        made.people.emplace_back(child.name, trim(rule->text_of("formalExpression")));
  made.result = from.attribute("resultVariable", from.attribute("resultVariableName"));
  read_decision(from, made);
  if (made.decision.empty()) read_work(from, made);
  if (const XmlElement* extra = from.child("extensionElements"))
    for (const XmlElement& child : extra->children) {
      if (child.name == "formData")
        for (const XmlElement& field : child.children)
          if (field.name == "formField" && field.has("id"))
            made.form.push_back(camunda_field(field));
      if (child.name == "formProperty" && child.has("id") &&
          child.attribute("writable", "true") != "false")
        made.form.push_back(property(child));
      if (child.name == "assignmentDefinition")
        for (const char* key : {"assignee", "candidateUsers", "candidateGroups"})
          if (child.has(key)) made.people.emplace_back(key, child.attribute(key));
      if (child.name == "taskSchedule" && child.has("dueDate"))
        made.people.emplace_back("dueDate", child.attribute("dueDate"));
      if (child.name == "calledElement" && child.has("processId")) {
        made.called = child.attribute("processId");
        made.in_all = child.attribute("propagateAllParentVariables", "true") == "true";
        made.out_all = child.attribute("propagateAllChildVariables", "true") == "true";
      }
      if (child.name == "script" && child.has("expression")) {  // of Zeebe
        made.script = child.attribute("expression");
        made.result = child.attribute("resultVariable");
      }
      if (child.name == "in" || child.name == "out") read_mapping(child, made, report);
      if (child.name == "ioMapping" && made.kind == ElementKind::call)
        for (const XmlElement& one : child.children) read_mapping(one, made, report);
    }
  note_unread(from, made, report);
}

}  // namespace tf::interchange::bpmn
