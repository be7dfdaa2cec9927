#include "interchange/dmn_table.h"

#include "base/text.h"

namespace tf::interchange {
namespace {

std::string policy_word(const XmlElement& element) {
  std::string policy(element.attribute("hitPolicy", "UNIQUE"));
  if (policy != "COLLECT") return policy;
  const std::string_view aggregation = element.attribute("aggregation");
  if (aggregation == "SUM") return "C+";
  if (aggregation == "MIN") return "C<";
  if (aggregation == "MAX") return "C>";
  if (aggregation == "COUNT") return "C#";
  return "C";
}

void read_output(const XmlElement& clause, std::size_t number, rule::BoxedTable& out) {
  rule::TableOutput output;
  output.name = clause.attribute("name");
  if (output.name.empty()) output.name = cat("output ", number);
  out.source.outputs.push_back(std::move(output));
  const XmlElement* values = clause.child("outputValues");
  out.output_values.emplace_back(values == nullptr ? std::string_view() : values->text_of("text"));
  const XmlElement* otherwise = clause.child("defaultOutputEntry");
  out.default_output.emplace_back(otherwise == nullptr ? std::string_view()
                                                       : otherwise->text_of("text"));
}

// `annotations`: names of the annotation columns; one called `row` names the rules.
rule::TableRule read_rule(const XmlElement& element, std::size_t number,
                          const std::vector<std::string>& annotations) {
  rule::TableRule out;
  out.id = std::to_string(number);
  std::size_t annotation = 0;
  for (const XmlElement& child : element.children) {
    if (child.name == "inputEntry") out.inputs.emplace_back(child.text_of("text"));
    if (child.name == "outputEntry") out.outputs.emplace_back(child.text_of("text"));
    if (child.name != "annotationEntry") continue;
    const std::string_view text = child.text_of("text");
    const bool names = annotation < annotations.size() && annotations[annotation] == "row";
    ++annotation;
    if (names && !trim(text).empty())
      out.id = trim(text);
    else if (!names && out.note.empty())
      out.note = text;
  }
  return out;
}

}  // namespace

std::shared_ptr<const rule::BoxedTable> read_table(const XmlElement& element, XmlError& error) {
  auto out = std::make_shared<rule::BoxedTable>();
  const std::string word = policy_word(element);
  if (const auto policy = rule::parse_hit_policy(word)) {
    out->source.hit = *policy;
  } else if (error.name.empty()) {
    error = {"dmn.hit_policy", element.line, 1, cat("没有命中策略 `", word, "`"),
             cat("there is no hit policy `", word, "`")};
  }
  out->source.name = element.attribute("outputLabel");
  std::vector<std::string> annotations;
  for (const XmlElement& child : element.children) {
    if (child.name == "annotation") annotations.emplace_back(child.attribute("name"));
    if (child.name == "input") {
      rule::TableInput input;
      input.title = child.attribute("label");
      if (const XmlElement* expression = child.child("inputExpression"))
        input.expression = expression->text_of("text");
      if (const XmlElement* values = child.child("inputValues"))
        if (!trim(values->text_of("text")).empty())
          input.allowed.emplace_back(values->text_of("text"));
      out->source.inputs.push_back(std::move(input));
    }
    if (child.name == "output") read_output(child, out->source.outputs.size() + 1, *out);
    if (child.name == "rule")
      out->source.rules.push_back(read_rule(child, out->source.rules.size() + 1, annotations));
  }
  return out;
}

}  // namespace tf::interchange
