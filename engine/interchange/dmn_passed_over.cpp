#include "interchange/dmn_passed_over.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tf::interchange {
namespace {

constexpr std::array<std::string_view, 62> kCarried = {"definitions",
                                                       "import",
                                                       "itemDefinition",
                                                       "itemComponent",
                                                       "typeRef",
                                                       "allowedValues",
                                                       "typeConstraint",
                                                       "functionItem",
                                                       "parameters",
                                                       "text",
                                                       "variable",
                                                       "inputData",
                                                       "decision",
                                                       "businessKnowledgeModel",
                                                       "decisionService",
                                                       "encapsulatedLogic",
                                                       "outputDecision",
                                                       "encapsulatedDecision",
                                                       "inputDecision",
                                                       "informationRequirement",
                                                       "requiredInput",
                                                       "requiredDecision",
                                                       "knowledgeRequirement",
                                                       "requiredKnowledge",
                                                       "formalParameter",
                                                       "functionDefinition",
                                                       "literalExpression",
                                                       "decisionTable",
                                                       "context",
                                                       "contextEntry",
                                                       "relation",
                                                       "column",
                                                       "row",
                                                       "list",
                                                       "invocation",
                                                       "binding",
                                                       "parameter",
                                                       "conditional",
                                                       "if",
                                                       "then",
                                                       "else",
                                                       "filter",
                                                       "match",
                                                       "for",
                                                       "some",
                                                       "every",
                                                       "in",
                                                       "return",
                                                       "satisfies",
                                                       "input",
                                                       "inputExpression",
                                                       "inputValues",
                                                       "output",
                                                       "outputValues",
                                                       "defaultOutputEntry",
                                                       "rule",
                                                       "inputEntry",
                                                       "outputEntry",
                                                       "annotation",
                                                       "annotationEntry",
                                                       "description",
                                                       "DMNDI"};

struct Known {
  std::string_view name;
  const char* zh;
  const char* en;
};
constexpr std::array kKnown{
    Known{"knowledgeSource", "知识来源", "a knowledge source"},
    Known{"authorityRequirement", "授权要求", "an authority requirement"},
    Known{"textAnnotation", "图上的文字", "a text of the drawing"},
    Known{"association", "图上的连线", "a line of the drawing"},
    Known{"group", "图上的分组", "a group of the drawing"},
    Known{"question", "要回答的问题", "the question a decision answers"},
    Known{"allowedAnswers", "可能的回答", "the answers a decision allows"},
    Known{"performanceIndicator", "绩效指标", "a performance indicator"},
    Known{"organizationUnit", "组织单位", "an organisational unit"},
    Known{"elementCollection", "元素集合", "a collection of elements"},
    Known{"extensionElements", "厂商扩展", "an extension of some vendor"},
};

class Walk {
 public:
  explicit Walk(Report& report) : report_(report) {}

  void element(const XmlElement& at, const XmlElement* above) {
    if (at.name == "DMNDI")
      return report_.add("DMNDI", at.line, "图形的位置（导出时重新排布）",
                         "the drawing (an export draws it anew)");
    if (at.space.find("DMN") == std::string::npos)
      return report_.add(at.name, at.line, cat("别的命名空间的元素 ", at.name),
                         cat("an element of another namespace, ", at.name));
    if (std::ranges::find(kCarried, at.name) == kCarried.end()) return unknown(at);
    if (at.name == "description" && above != nullptr && !above->has("id") && !above->has("name"))
      report_.add("description", at.line, "此处的说明", "a description in this place");
    attributes(at);
    for (const XmlElement& child : at.children) element(child, &at);
  }

 private:
  void unknown(const XmlElement& at) {
    const auto known = std::ranges::find(kKnown, std::string_view(at.name), &Known::name);
    if (known != kKnown.end()) return report_.add(at.name, at.line, known->zh, known->en);
    report_.add(at.name, at.line, cat("不认得的元素 ", at.name),
                cat("an unknown element, ", at.name));
  }

  void attributes(const XmlElement& at) {
    for (const auto& [key, value] : at.attributes) {
      const bool other =
          value.find("FEEL") == std::string::npos && value.find("feel") == std::string::npos;
      if ((key == "expressionLanguage" || key == "typeLanguage") && other)
        report_.add(key, at.line, cat("语言 ", value, "，按 FEEL 读"),
                    cat("the language ", value, ", read as FEEL"));
      if (key == "kind" && value != "FEEL" &&
          (at.name == "functionDefinition" || at.name == "encapsulatedLogic"))
        report_.add("kind", at.line, cat(value, " 函数：保留，调用时为 null"),
                    cat("a function in ", value, ": kept, null when called"));
    }
  }

  Report& report_;
};

}  // namespace

void report_passed_over(const XmlElement& root, Report& report) {
  Walk(report).element(root, nullptr);
}

}  // namespace tf::interchange
