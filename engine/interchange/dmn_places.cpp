#include "interchange/dmn_places.h"

#include "interchange/xml.h"

namespace tf::interchange {
namespace {

void walk(const XmlElement& element, const std::string& around, std::vector<DmnTablePlace>& out) {
  if (element.name == "decisionTable") {
    DmnTablePlace place{around, element.line, {}};
    for (const XmlElement& child : element.children)
      if (child.name == "rule") place.rules.push_back(child.line);
    out.push_back(std::move(place));
    return;
  }
  const bool names = element.name == "decision" || element.name == "businessKnowledgeModel";
  for (const XmlElement& child : element.children)
    walk(child, names ? std::string(element.attribute("name")) : around, out);
}

}  // namespace

std::vector<DmnTablePlace> dmn_table_places(std::string_view text) {
  std::vector<DmnTablePlace> out;
  if (const auto root = parse_xml(text)) walk(*root, "", out);
  return out;
}

}  // namespace tf::interchange
