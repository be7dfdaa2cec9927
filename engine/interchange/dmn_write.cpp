#include "interchange/dmn_write.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "interchange/dmn_drawing.h"
#include "interchange/dmn_write_logic.h"
#include "interchange/xml_write.h"

namespace tf::interchange {
namespace {

using rule::DrgElement;
using ElementKind = DrgElement::Kind;

// "https://www.omg.org/spec/DMN/20230324/MODEL/" of 1.5
std::string space_of(DmnVersion version, std::string_view part) {
  const char* date = version == DmnVersion::v1_3   ? "20191111"
                     : version == DmnVersion::v1_4 ? "20211108"
                                                   : "20230324";
  return cat("https://www.omg.org/spec/DMN/", date, "/", part, "/");
}
constexpr const char* kDc = "http://www.omg.org/spec/DMN/20180521/DC/";
constexpr const char* kDi = "http://www.omg.org/spec/DMN/20180521/DI/";

// The same text always gives the same id, so that references between files go on leading there.
std::string xml_id(std::string_view id) {
  std::string out;
  for (const char c : id) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool inner = (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (letter || (inner && !out.empty())) {
      out += c;
    } else if (inner) {
      out += cat('_', c);
    } else {
      constexpr const char* kHex = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      out += cat('_', kHex[byte >> 4U], kHex[byte & 15U]);
    }
  }
  return out.empty() ? "_" : out;
}

std::string xml_href(const std::string& href) {
  const std::size_t hash = href.find('#');
  if (hash == std::string::npos) return cat('#', xml_id(href));
  return cat(href.substr(0, hash), '#', xml_id(std::string_view(href).substr(hash + 1)));
}

const char* element_name(ElementKind kind) {
  switch (kind) {
    case ElementKind::input:
      return "inputData";
    case ElementKind::decision:
      return "decision";
    case ElementKind::knowledge:
      return "businessKnowledgeModel";
    case ElementKind::service:
      return "decisionService";
  }
  return "";
}

class DmnWriter {
 public:
  DmnWriter(const rule::DrgModel& model, std::span<const rule::DrgModel> others, DmnVersion version)
      : model_(model), others_(others), version_(version) {
    for (const DrgElement& element : model.elements) taken_.insert(xml_id(element.id));
  }

  std::string run() {
    xml_.open("definitions", {{"xmlns", space_of(version_, "MODEL")},
                              {"xmlns:feel", space_of(version_, "FEEL")},
                              {"xmlns:dmndi", space_of(version_, "DMNDI")},
                              {"xmlns:dc", kDc},
                              {"xmlns:di", kDi},
                              {"id", fresh()},
                              {"name", model_.name.empty() ? "model" : model_.name},
                              {"namespace", model_.space},
                              {"exporter", "townflow"}});
    for (const rule::DrgImport& import : model_.imports)
      xml_.leaf("import",
                {{"name", import.name},
                 {"namespace", import.space},
                 {"importType", import.type.empty() ? space_of(version_, "MODEL") : import.type}});
    for (const rule::ItemDefinition& item : model_.types) type(item, "itemDefinition");
    for (const DrgElement& element : model_.elements) this->element(element);
    drawing();
    xml_.close();
    return xml_.take();
  }

 private:
  std::string fresh() {
    for (;;) {
      std::string id = cat("tf", ++last_);
      if (taken_.insert(id).second) return id;
    }
  }

  void type(const rule::ItemDefinition& item, const char* name) {
    xml_.open(name, {{"name", item.name}, {"isCollection", item.is_collection ? "true" : ""}});
    if (!item.type.empty()) xml_.text("typeRef", item.type);
    const auto tests = [&](const char* part, const std::string& text) {
      if (trim(text).empty()) return;
      xml_.open(part);
      xml_.text("text", text);
      xml_.close();
    };
    tests("allowedValues", item.allowed);
    tests("typeConstraint", item.constraint);
    for (const rule::ItemDefinition& one : item.components) type(one, "itemComponent");
    if (item.is_function) {
      xml_.open("functionItem", {{"outputTypeRef", item.result}});
      for (const rule::BoxedEntry& one : item.parameters)
        xml_.leaf("parameters", {{"name", one.name}, {"typeRef", one.type}});
      xml_.close();
    }
    xml_.close();
  }

  void element(const DrgElement& element) {
    xml_.open(element_name(element.kind), {{"id", xml_id(element.id)}, {"name", element.name}});
    if (!element.about.empty()) xml_.text("description", element.about);
    xml_.leaf("variable", {{"id", fresh()},
                           {"name", element.variable.empty() ? element.name : element.variable},
                           {"typeRef", element.type}});
    if (element.kind == ElementKind::service) {
      references("outputDecision", element.outputs);
      references("encapsulatedDecision", element.encapsulated);
      references("inputDecision", element.input_decisions);
      references("inputData", element.input_data);
    }
    if (element.kind == ElementKind::knowledge && element.logic != nullptr)
      write_function(xml_, *element.logic, "encapsulatedLogic");
    requirements(element, false);
    requirements(element, true);
    if (element.kind == ElementKind::decision && element.logic != nullptr)
      write_logic(xml_, *element.logic);
    xml_.close();
  }

  void references(const char* name, const std::vector<std::string>& hrefs) {
    for (const std::string& href : hrefs) xml_.leaf(name, {{"href", xml_href(href)}});
  }

  const DrgElement* target(const std::string& href) const {
    if (const int at = element_at(model_, href); at >= 0)
      return &model_.elements[static_cast<std::size_t>(at)];
    for (const rule::DrgModel& other : others_)
      if (const int at = element_at(other, href);
          at >= 0 && href.starts_with(cat(other.space, "#")))
        return &other.elements[static_cast<std::size_t>(at)];
    return nullptr;
  }

  void requirements(const DrgElement& element, bool knowledge) {
    for (std::size_t i = 0; i < element.required.size(); ++i) {
      const std::string& href = element.required[i];
      const DrgElement* other = target(href);
      // Only functions can be required by a function.
      const bool is_knowledge = other == nullptr ? element.kind == ElementKind::knowledge
                                                 : other->kind == ElementKind::knowledge ||
                                                       other->kind == ElementKind::service;
      if (is_knowledge != knowledge) continue;
      const std::string id = fresh();
      requirement_ids_[{&element, i}] = id;
      xml_.open(knowledge ? "knowledgeRequirement" : "informationRequirement", {{"id", id}});
      xml_.leaf(knowledge                                               ? "requiredKnowledge"
                : other != nullptr && other->kind == ElementKind::input ? "requiredInput"
                                                                        : "requiredDecision",
                {{"href", xml_href(href)}});
      xml_.close();
    }
  }

  void drawing() {
    const Drawing drawing = draw(model_);
    xml_.open("dmndi:DMNDI");
    xml_.open("dmndi:DMNDiagram", {{"id", fresh()}, {"name", model_.name}});
    for (std::size_t i = 0; i < model_.elements.size(); ++i) {
      const DrawnElement& at = drawing.elements[i];
      const bool service = model_.elements[i].kind == ElementKind::service;
      xml_.open("dmndi:DMNShape", {{"id", fresh()},
                                   {"dmnElementRef", xml_id(model_.elements[i].id)},
                                   {"isCollapsed", service ? "true" : "false"}});
      xml_.leaf("dc:Bounds", {{"x", std::to_string(at.x)},
                              {"y", std::to_string(at.y)},
                              {"width", std::to_string(at.width)},
                              {"height", std::to_string(at.height)}});
      xml_.close();
    }
    for (const DrawnEdge& edge : drawing.edges) {
      const DrawnElement &from = drawing.elements[edge.from], &to = drawing.elements[edge.to];
      const auto id = requirement_ids_.find({&model_.elements[edge.to], edge.requirement});
      if (id == requirement_ids_.end()) continue;
      xml_.open("dmndi:DMNEdge", {{"id", fresh()}, {"dmnElementRef", id->second}});
      point(from.x + from.width / 2, from.y);
      point(to.x + to.width / 2, to.y + to.height);
      xml_.close();
    }
    xml_.close();
    xml_.close();
  }

  void point(int x, int y) {
    xml_.leaf("di:waypoint", {{"x", std::to_string(x)}, {"y", std::to_string(y)}});
  }

  const rule::DrgModel& model_;
  std::span<const rule::DrgModel> others_;
  DmnVersion version_;
  XmlWriter xml_;
  std::set<std::string> taken_;
  std::map<std::pair<const DrgElement*, std::size_t>, std::string> requirement_ids_;
  int last_ = 0;
};

}  // namespace

std::string write_dmn(const rule::DrgModel& model, std::span<const rule::DrgModel> others,
                      DmnVersion version) {
  return DmnWriter(model, others, version).run();
}

}  // namespace tf::interchange
