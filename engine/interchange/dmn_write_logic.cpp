#include "interchange/dmn_write_logic.h"

#include <algorithm>

#include "base/text.h"

namespace tf::interchange {
namespace {

using rule::Boxed;
using rule::BoxedPtr;
using Kind = Boxed::Kind;

class LogicWriter {
 public:
  explicit LogicWriter(XmlWriter& xml) : xml_(xml) {}

  void logic(const Boxed& boxed) {
    switch (boxed.kind) {
      case Kind::none:
        return;
      case Kind::literal:
        return literal(boxed.text, boxed.type);
      case Kind::table:
        return table(*boxed.table);
      case Kind::context:
        return context(boxed);
      case Kind::relation:
        return relation(boxed);
      case Kind::list:
        xml_.open("list", type_of(boxed));
        for (const BoxedPtr& item : boxed.items) this->item(item);
        return xml_.close();
      case Kind::function:
      case Kind::external:
        return function(boxed, "functionDefinition");
      case Kind::invocation:
        return invocation(boxed);
      case Kind::conditional:
        return parts(boxed, "conditional", {"if", "then", "else"});
      case Kind::filter:
        return parts(boxed, "filter", {"in", "match"});
      case Kind::iteration:
        return parts(boxed, "for", {"in", "return"});
      case Kind::some:
        return parts(boxed, "some", {"in", "satisfies"});
      case Kind::every:
        return parts(boxed, "every", {"in", "satisfies"});
    }
  }

  void function(const Boxed& boxed, const char* name) {
    const std::string kind = boxed.kind == Kind::function ? ""
                             : boxed.text.empty()         ? "Java"
                                                          : boxed.text;
    xml_.open(name, {{"typeRef", boxed.type}, {"kind", kind}});
    for (const rule::BoxedEntry& one : boxed.entries)
      xml_.leaf("formalParameter", {{"name", one.name}, {"typeRef", one.type}});
    if (!boxed.items.empty() && boxed.items[0] != nullptr) logic(*boxed.items[0]);
    xml_.close();
  }

 private:
  static XmlWriter::Attributes type_of(const Boxed& boxed) { return {{"typeRef", boxed.type}}; }

  // Where an expression must stand, null is one.
  void item(const BoxedPtr& boxed) {
    if (boxed == nullptr || boxed->kind == Kind::none)
      literal("null", "");
    else
      logic(*boxed);
  }

  void literal(const std::string& text, const std::string& type) {
    xml_.open("literalExpression", {{"typeRef", type}});
    xml_.text("text", text);
    xml_.close();
  }

  void tests(const char* name, const std::string& text,
             const XmlWriter::Attributes& attributes = {}) {
    xml_.open(name, attributes);
    xml_.text("text", text);
    xml_.close();
  }

  void context(const Boxed& boxed) {
    xml_.open("context", type_of(boxed));
    for (const rule::BoxedEntry& entry : boxed.entries) {
      xml_.open("contextEntry");
      if (!entry.name.empty())
        xml_.leaf("variable", {{"name", entry.name}, {"typeRef", entry.type}});
      item(entry.value);
      xml_.close();
    }
    xml_.close();
  }

  void relation(const Boxed& boxed) {
    xml_.open("relation", type_of(boxed));
    for (const std::string& column : boxed.columns) xml_.leaf("column", {{"name", column}});
    const std::size_t width = boxed.columns.size();
    for (std::size_t from = 0; width > 0 && from + width <= boxed.items.size(); from += width) {
      xml_.open("row");
      for (std::size_t i = 0; i < width; ++i) item(boxed.items[from + i]);
      xml_.close();
    }
    xml_.close();
  }

  void invocation(const Boxed& boxed) {
    xml_.open("invocation", type_of(boxed));
    if (boxed.items.empty())
      literal(boxed.text, "");
    else
      item(boxed.items[0]);
    for (const rule::BoxedEntry& one : boxed.entries) {
      xml_.open("binding");
      xml_.leaf("parameter", {{"name", one.name}});
      if (one.value != nullptr) logic(*one.value);
      xml_.close();
    }
    xml_.close();
  }

  void parts(const Boxed& boxed, const char* name, std::initializer_list<const char*> names) {
    xml_.open(name, {{"typeRef", boxed.type}, {"iteratorVariable", boxed.name}});
    std::size_t i = 0;
    for (const char* part : names) {
      xml_.open(part);
      item(i < boxed.items.size() ? boxed.items[i] : nullptr);
      xml_.close();
      ++i;
    }
    xml_.close();
  }

  void table(const rule::BoxedTable& boxed) {
    const rule::TableSource& source = boxed.source;
    const auto [policy, aggregation] = policy_of(source.hit);
    xml_.open("decisionTable", {{"hitPolicy", policy},
                                {"aggregation", aggregation},
                                {"outputLabel", source.name},
                                {"preferredOrientation", "Rule-as-Row"}});
    for (const rule::TableInput& input : source.inputs) {
      xml_.open("input", {{"label", input.title == input.expression ? "" : input.title}});
      tests("inputExpression", input.expression);
      if (!input.allowed.empty()) tests("inputValues", join(input.allowed, ", "));
      xml_.close();
    }
    for (std::size_t i = 0; i < source.outputs.size(); ++i) {
      const std::string& name = source.outputs[i].name;
      const bool unnamed = source.outputs.size() == 1 && name == "output 1";
      xml_.open("output", {{"name", unnamed ? "" : name}});
      if (!trim(boxed.output_values[i]).empty()) tests("outputValues", boxed.output_values[i]);
      if (!trim(boxed.default_output[i]).empty())
        tests("defaultOutputEntry", boxed.default_output[i]);
      xml_.close();
    }
    rows(source);
    xml_.close();
  }

  void rows(const rule::TableSource& source) {
    bool ids = false, notes = false;
    for (std::size_t i = 0; i < source.rules.size(); ++i) {
      const std::string& id = source.rules[i].id;
      ids = ids || (!id.empty() && id != std::to_string(i + 1));
      notes = notes || !source.rules[i].note.empty();
    }
    if (ids) xml_.leaf("annotation", {{"name", "row"}});
    if (notes) xml_.leaf("annotation", {{"name", "note"}});
    for (const rule::TableRule& rule : source.rules) {
      xml_.open("rule");
      for (std::size_t i = 0; i < source.inputs.size(); ++i)
        tests("inputEntry",
              i < rule.inputs.size() && !trim(rule.inputs[i]).empty() ? rule.inputs[i] : "-");
      for (std::size_t i = 0; i < source.outputs.size(); ++i)
        tests("outputEntry", i < rule.outputs.size() ? rule.outputs[i] : "");
      if (ids) tests("annotationEntry", rule.id);
      if (notes) tests("annotationEntry", rule.note);
      xml_.close();
    }
  }

  static std::pair<const char*, const char*> policy_of(rule::HitPolicy hit) {
    switch (hit) {
      case rule::HitPolicy::unique:
        return {"UNIQUE", ""};
      case rule::HitPolicy::any:
        return {"ANY", ""};
      case rule::HitPolicy::priority:
        return {"PRIORITY", ""};
      case rule::HitPolicy::first:
        return {"FIRST", ""};
      case rule::HitPolicy::rule_order:
        return {"RULE ORDER", ""};
      case rule::HitPolicy::output_order:
        return {"OUTPUT ORDER", ""};
      case rule::HitPolicy::collect:
        return {"COLLECT", ""};
      case rule::HitPolicy::collect_sum:
        return {"COLLECT", "SUM"};
      case rule::HitPolicy::collect_min:
        return {"COLLECT", "MIN"};
      case rule::HitPolicy::collect_max:
        return {"COLLECT", "MAX"};
      case rule::HitPolicy::collect_count:
        return {"COLLECT", "COUNT"};
    }
    return {"UNIQUE", ""};
  }

  XmlWriter& xml_;
};

}  // namespace

void write_logic(XmlWriter& xml, const Boxed& boxed) {
  LogicWriter(xml).logic(boxed);
}

void write_function(XmlWriter& xml, const Boxed& boxed, const char* name) {
  LogicWriter(xml).function(boxed, name);
}

}  // namespace tf::interchange
