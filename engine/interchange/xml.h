// XML as a small tree, read by expat: strict and bounded, for files from strangers.
// Errors:  xml.syntax, xml.doctype (no document type, so no entities), xml.depth, xml.attributes,
// xml.size; each
//          with line and column.
// Limits:  XmlLimits.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tf::interchange {

struct XmlLimits {
  std::size_t bytes = 16 << 20;
  std::size_t depth = 200;
  std::size_t attributes = 256;  // of one element
  std::size_t elements = 1'000'000;
};

struct XmlError {
  std::string name;
  int line = 1;
  int column = 1;
  std::string zh, en;
};

// An element: names without prefix, the namespace apart.
struct XmlElement {
  std::string name;
  std::string space;
  std::vector<std::pair<std::string, std::string>> attributes;  // local names; in the order written
  std::vector<XmlElement> children;
  std::string text;  // all character data directly inside, in order
  int line = 1;

  std::string_view attribute(std::string_view name, std::string_view otherwise = {}) const;
  bool has(std::string_view name) const;
  const XmlElement* child(std::string_view name) const;  // the first, or null
  std::string_view text_of(std::string_view child_name) const;
};

// The text without blanks at its ends and with one for each run of them inside.
std::string single_blanks(std::string_view text);

std::expected<XmlElement, XmlError> parse_xml(std::string_view text, const XmlLimits& limits = {});

}  // namespace tf::interchange
