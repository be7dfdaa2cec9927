#include "interchange/dmn.h"

#include "base/text.h"
#include "interchange/dmn_boxed.h"
#include "interchange/dmn_passed_over.h"

namespace tf::interchange {
namespace {

using rule::DrgElement;

// Names may be broken over lines: FEEL takes every run of blanks for one.
void set_blanks_of_names(XmlElement& element) {
  for (auto& [key, value] : element.attributes)
    if (key == "name") value = single_blanks(value);
  for (XmlElement& child : element.children) set_blanks_of_names(child);
}

std::string href_of(const XmlElement& reference) {
  return std::string(reference.attribute("href"));
}

void read_requirements(const XmlElement& from, DrgElement& into) {
  for (const XmlElement& child : from.children) {
    if (child.name != "informationRequirement" && child.name != "knowledgeRequirement") continue;
    for (const XmlElement& reference : child.children)
      if (reference.name.starts_with("required")) into.required.push_back(href_of(reference));
  }
}

void read_variable(const XmlElement& from, DrgElement& into) {
  into.id = from.attribute("id");
  into.name = from.attribute("name");
  into.about = trim(from.text_of("description"));
  if (into.id.empty()) into.id = into.name;
  if (const XmlElement* variable = from.child("variable")) {
    into.variable = variable->attribute("name", into.name);
    into.type = variable->attribute("typeRef");
  }
  if (into.type.empty()) into.type = from.text_of("typeRef");
}

void read_service(const XmlElement& from, DrgElement& into) {
  for (const XmlElement& child : from.children) {
    if (child.name == "outputDecision") into.outputs.push_back(href_of(child));
    if (child.name == "encapsulatedDecision") into.encapsulated.push_back(href_of(child));
    if (child.name == "inputDecision") into.input_decisions.push_back(href_of(child));
    if (child.name == "inputData") into.input_data.push_back(href_of(child));
  }
}

rule::ItemDefinition read_type(const XmlElement& from) {
  rule::ItemDefinition out;
  out.name = from.attribute("name");
  out.is_collection = from.attribute("isCollection") == "true";
  out.type = trim(from.text_of("typeRef"));
  if (const XmlElement* allowed = from.child("allowedValues"))
    out.allowed = allowed->text_of("text");
  if (const XmlElement* constraint = from.child("typeConstraint"))
    out.constraint = constraint->text_of("text");
  for (const XmlElement& child : from.children) {
    if (child.name == "itemComponent") out.components.push_back(read_type(child));
    if (child.name != "functionItem") continue;
    out.is_function = true;
    out.result = child.attribute("outputTypeRef");
    for (const XmlElement& parameter : child.children)
      if (parameter.name == "parameters")
        out.parameters.push_back({std::string(parameter.attribute("name")),
                                  std::string(parameter.attribute("typeRef")), nullptr});
  }
  return out;
}

}  // namespace

std::expected<rule::DrgModel, XmlError> read_dmn(std::string_view text, const XmlLimits& limits,
                                                 Report* report) {
  auto root = parse_xml(text, limits);
  if (!root) return std::unexpected(root.error());
  if (root->name != "definitions" || root->space.find("DMN") == std::string::npos)
    return std::unexpected(XmlError{"dmn.root", root->line, 1,
                                    cat("根元素应是 DMN 的 definitions，却是 ", root->name),
                                    cat("the root must be DMN's definitions, not ", root->name)});
  if (report != nullptr) report_passed_over(*root, *report);
  set_blanks_of_names(*root);
  rule::DrgModel model;
  model.name = root->attribute("name");
  model.space = root->attribute("namespace");
  XmlError error;
  for (const XmlElement& child : root->children) {
    DrgElement element;
    if (child.name == "import") {
      model.imports.push_back({std::string(child.attribute("name")),
                               std::string(child.attribute("namespace")),
                               std::string(child.attribute("importType"))});
      continue;
    }
    if (child.name == "itemDefinition") {
      model.types.push_back(read_type(child));
      continue;
    }
    read_variable(child, element);
    if (child.name == "inputData") {
      element.kind = DrgElement::Kind::input;
    } else if (child.name == "decision") {
      element.kind = DrgElement::Kind::decision;
      read_requirements(child, element);
      element.logic = read_expression_of(child, error);
    } else if (child.name == "businessKnowledgeModel") {
      element.kind = DrgElement::Kind::knowledge;
      read_requirements(child, element);
      if (const XmlElement* logic = child.child("encapsulatedLogic"))
        element.logic = read_function(*logic, error);
    } else if (child.name == "decisionService") {
      element.kind = DrgElement::Kind::service;
      read_service(child, element);
    } else {
      continue;
    }
    model.elements.push_back(std::move(element));
  }
  if (!error.name.empty()) return std::unexpected(std::move(error));
  return model;
}

}  // namespace tf::interchange
