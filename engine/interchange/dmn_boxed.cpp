#include "interchange/dmn_boxed.h"

#include <array>

#include "base/text.h"
#include "interchange/dmn_table.h"

namespace tf::interchange {
namespace {

using rule::Boxed;
using rule::BoxedPtr;
using Kind = Boxed::Kind;

BoxedPtr read_expression(const XmlElement& element, XmlError& error);

bool is_expression(const XmlElement& element) {
  constexpr std::array<std::string_view, 12> kNames = {
      "literalExpression", "decisionTable", "context", "relation", "list",  "invocation",
      "conditional",       "filter",        "for",     "some",     "every", "functionDefinition"};
  for (const std::string_view name : kNames)
    if (element.name == name) return true;
  return false;
}

void read_context(const XmlElement& element, Boxed& out, XmlError& error) {
  for (const XmlElement& entry : element.children) {
    if (entry.name != "contextEntry") continue;
    rule::BoxedEntry one;
    if (const XmlElement* variable = entry.child("variable")) {
      one.name = variable->attribute("name");
      one.type = variable->attribute("typeRef");
    }
    one.value = read_expression_of(entry, error);
    out.entries.push_back(std::move(one));
  }
}

void read_relation(const XmlElement& element, Boxed& out, XmlError& error) {
  for (const XmlElement& child : element.children) {
    if (child.name == "column") out.columns.emplace_back(child.attribute("name"));
    if (child.name != "row") continue;
    std::size_t cells = 0;
    for (const XmlElement& cell : child.children) {
      if (!is_expression(cell)) continue;
      out.items.push_back(read_expression(cell, error));
      ++cells;
    }
    for (; cells < out.columns.size(); ++cells) out.items.push_back(nullptr);
  }
}

void read_invocation(const XmlElement& element, Boxed& out, XmlError& error) {
  for (const XmlElement& child : element.children) {
    if (is_expression(child) && out.items.empty())
      out.items.push_back(read_expression(child, error));
    if (child.name != "binding") continue;
    rule::BoxedEntry one;
    if (const XmlElement* parameter = child.child("parameter"))
      one.name = parameter->attribute("name");
    one.value = read_expression_of(child, error);
    out.entries.push_back(std::move(one));
  }
}

// Children that hold one expression each: <if>, <in>, <match> …
void read_parts(const XmlElement& element, std::initializer_list<std::string_view> names,
                Boxed& out, XmlError& error) {
  for (const std::string_view name : names) {
    const XmlElement* part = element.child(name);
    out.items.push_back(part == nullptr ? nullptr : read_expression_of(*part, error));
  }
}

BoxedPtr read_expression(const XmlElement& element, XmlError& error) {
  if (element.name == "functionDefinition") return read_function(element, error);
  auto out = std::make_shared<Boxed>();
  out->type = element.attribute("typeRef");
  if (element.name == "literalExpression") {
    out->kind = Kind::literal;
    out->text = element.text_of("text");
    if (trim(out->text).empty()) out->kind = Kind::none;
  } else if (element.name == "decisionTable") {
    out->kind = Kind::table;
    out->type.clear();  // the type of one hit; the decision's variable has the type of the whole
    out->table = read_table(element, error);
  } else if (element.name == "context") {
    out->kind = Kind::context;
    read_context(element, *out, error);
  } else if (element.name == "relation") {
    out->kind = Kind::relation;
    read_relation(element, *out, error);
  } else if (element.name == "list") {
    out->kind = Kind::list;
    for (const XmlElement& child : element.children)
      if (is_expression(child)) out->items.push_back(read_expression(child, error));
  } else if (element.name == "invocation") {
    out->kind = Kind::invocation;
    read_invocation(element, *out, error);
  } else if (element.name == "conditional") {
    out->kind = Kind::conditional;
    read_parts(element, {"if", "then", "else"}, *out, error);
  } else if (element.name == "filter") {
    out->kind = Kind::filter;
    read_parts(element, {"in", "match"}, *out, error);
  } else {
    out->kind = element.name == "for"    ? Kind::iteration
                : element.name == "some" ? Kind::some
                                         : Kind::every;
    out->name = element.attribute("iteratorVariable");
    read_parts(element, {"in", element.name == "for" ? "return" : "satisfies"}, *out, error);
  }
  return out;
}

}  // namespace

BoxedPtr read_expression_of(const XmlElement& parent, XmlError& error) {
  for (const XmlElement& child : parent.children)
    if (is_expression(child)) return read_expression(child, error);
  return nullptr;
}

BoxedPtr read_function(const XmlElement& element, XmlError& error) {
  auto out = std::make_shared<Boxed>();
  const std::string_view kind = element.attribute("kind", "FEEL");
  out->kind = kind == "FEEL" ? Kind::function : Kind::external;
  if (out->kind == Kind::external) out->text = kind;
  out->type = element.attribute("typeRef");
  for (const XmlElement& parameter : element.children)
    if (parameter.name == "formalParameter")
      out->entries.push_back({std::string(parameter.attribute("name")),
                              std::string(parameter.attribute("typeRef")), nullptr});
  out->items.push_back(read_expression_of(element, error));
  return out;
}

}  // namespace tf::interchange
