// What Camunda 7, Flowable, Activiti and Zeebe write beside BPMN, as far as it means the same here:
// who does a task and by when, and the fields of its form. Read by their local names: the products
// differ in the namespace alone.
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

}  // namespace

void read_vendor(const XmlElement& from, Element& made) {
  for (const char* key : {"assignee", "candidateUsers", "candidateGroups", "formKey", "dueDate"})
    if (from.has(key)) made.people.emplace_back(key, from.attribute(key));
  made.initiator = from.attribute("initiator");
  for (const XmlElement& child : from.children)
    if (child.name == "potentialOwner" || child.name == "humanPerformer" ||
        child.name == "performer")
      if (const XmlElement* rule = child.child("resourceAssignmentExpression"))
        made.people.emplace_back(child.name, trim(rule->text_of("formalExpression")));
  const XmlElement* extra = from.child("extensionElements");
  if (extra == nullptr) return;
  for (const XmlElement& child : extra->children) {
    if (child.name == "formData")
      for (const XmlElement& field : child.children)
        if (field.name == "formField" && field.has("id")) made.form.push_back(camunda_field(field));
    if (child.name == "formProperty" && child.has("id") &&
        child.attribute("writable", "true") != "false")
      made.form.push_back(property(child));
    if (child.name == "assignmentDefinition")
      for (const char* key : {"assignee", "candidateUsers", "candidateGroups"})
        if (child.has(key)) made.people.emplace_back(key, child.attribute(key));
    if (child.name == "taskSchedule" && child.has("dueDate"))
      made.people.emplace_back("dueDate", child.attribute("dueDate"));
    if (child.name == "calledElement" && child.has("processId"))
      made.called = child.attribute("processId");
  }
}

}  // namespace tf::interchange::bpmn
