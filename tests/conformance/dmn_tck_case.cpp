#include "conformance/dmn_tck_case.h"

#include "base/decimal_math.h"
#include "base/temporal.h"
#include "base/text.h"
#include "rule/feel/feel.h"

namespace tf::tck {
namespace {

using interchange::XmlElement;

Value simple_value(const XmlElement& element) {
  if (element.attribute("nil") == "true") return {};
  std::string_view type = element.attribute("type");
  if (const std::size_t colon = type.find(':'); colon != std::string_view::npos)
    type.remove_prefix(colon + 1);
  const std::string& text = element.text;
  const std::string_view trimmed = trim(text);
  if (type == "boolean") return Value::boolean(trimmed == "true" || trimmed == "1");
  if (type == "decimal" || type == "double" || type == "integer" || type == "int" ||
      type == "long" || type == "float") {
    const auto number = Decimal::parse(trimmed);
    return number ? Value::number(*number) : Value::text(text);
  }
  if (type == "date" || type == "time" || type == "dateTime" || type == "duration") {
    Value value = rule::parse_temporal(trimmed);
    return value.is_null() ? Value::text(text) : value;
  }
  return Value::text(text);
}

Value value_in(const XmlElement& parent);

Value list_value(const XmlElement& list) {
  if (list.attribute("nil") == "true") return {};
  List out;
  for (const XmlElement& item : list.children)
    if (item.name == "item") out.push_back(value_in(item));
  return Value::list(std::move(out));
}

// The value written inside an inputNode, expected, item or component.
Value value_in(const XmlElement& parent) {
  if (parent.attribute("nil") == "true") return {};
  Record record;
  bool components = false;
  for (const XmlElement& child : parent.children) {
    if (child.name == "value") return simple_value(child);
    if (child.name == "list") return list_value(child);
    if (child.name != "component") continue;
    components = true;
    record.set(child.attribute("name"), value_in(child));
  }
  return components ? Value::record(std::move(record)) : Value();
}

bool near(const Decimal& a, const Decimal& b) {
  if (a == b) return true;
  const auto off = subtract(a, b);
  const auto bound = multiply(abs(b), Decimal::scaled(1, -8));
  return off && bound && abs(*off) <= *bound;
}

}  // namespace

TestFile read_test_file(const XmlElement& root) {
  TestFile out;
  out.model = trim(root.text_of("modelName"));
  for (const XmlElement& child : root.children) {
    if (child.name != "testCase") continue;
    TestCase one;
    one.id = child.attribute("id");
    one.type = child.attribute("type", "decision");
    one.invocable = child.attribute("invocableName");
    for (const XmlElement& node : child.children) {
      if (node.name == "inputNode") {
        const std::string_view space = node.attribute("namespace");
        const std::string name = interchange::single_blanks(node.attribute("name"));
        one.inputs.set(space.empty() ? name : cat(space, "#", name), value_in(node));
      }
      if (node.name != "resultNode") continue;
      ExpectedResult result;
      result.name = interchange::single_blanks(node.attribute("name"));
      result.is_error = node.attribute("errorResult") == "true";
      if (const XmlElement* expected = node.child("expected")) result.value = value_in(*expected);
      one.results.push_back(std::move(result));
    }
    out.cases.push_back(std::move(one));
  }
  return out;
}

bool agrees(const Value& actual, const Value& expected) {
  using Kind = Value::Kind;
  if (actual.is(Kind::number) && expected.is(Kind::number))
    return near(actual.as_number(), expected.as_number());
  if (actual.is(Kind::list) && expected.is(Kind::list)) {
    const List &a = actual.as_list(), &b = expected.as_list();
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!agrees(a[i], b[i])) return false;
    return true;
  }
  if (actual.is(Kind::record) && expected.is(Kind::record)) {
    if (actual.as_record().size() != expected.as_record().size()) return false;
    for (const auto& [name, value] : expected.as_record()) {
      const Value* found = actual.as_record().find(name);
      if (found == nullptr || !agrees(*found, value)) return false;
    }
    return true;
  }
  if (rule::feel_equal(actual, expected).value_or(false)) return true;
  if (actual.is_null() || expected.is_null()) return false;
  return is_temporal(actual.kind()) && rule::to_feel_text(actual) == rule::to_feel_text(expected);
}

}  // namespace tf::tck
