#include "interchange/table_graph.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "rule/feel/parser.h"
#include "rule/native_table.h"

namespace tf::interchange {
namespace {

using rule::Boxed;
using rule::BoxedPtr;
using rule::DrgElement;

std::string variable_name(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

BoxedPtr literal(std::string text) {
  auto out = std::make_shared<Boxed>();
  out->kind = Boxed::Kind::literal;
  out->text = std::move(text);
  return out;
}

// The surroundings' names with the table's definitions above them.
class WithDefinitions : public rule::Names {
 public:
  WithDefinitions(const rule::Names& outer,
                  const std::vector<std::pair<std::string, std::string>>& definitions)
      : outer_(outer), definitions_(definitions) {}
  std::optional<rule::Name> find(std::string_view name) const override {
    if (defines(name)) return rule::Name{};
    return outer_.find(name);
  }
  std::vector<std::string> all() const override {
    std::vector<std::string> out = outer_.all();
    for (const auto& [name, expression] : definitions_) out.push_back(name);
    return out;
  }
  std::vector<std::string> members() const override { return outer_.members(); }
  bool defines(std::string_view name) const {
    return std::ranges::any_of(definitions_, [&](const auto& one) { return one.first == name; });
  }

 private:
  const rule::Names& outer_;
  const std::vector<std::pair<std::string, std::string>>& definitions_;
};

class Exporter {
 public:
  Exporter(const model::Document& document, const rule::Names& names, const TypeOfName& type_of,
           Report& report)
      : document_(document),
        table_(rule::read_native_table(document)),
        definitions_(table_.source.definitions),
        names_(names, definitions_),
        type_of_(type_of),
        report_(report) {}

  rule::DrgModel run() {
    const model::Node& root = *document_.root;
    model_.name = document_.id;
    model_.space = cat("urn:townflow:", document_.id);
    for (const auto& [name, expression] : definitions_) {
      auto needs = std::set<std::string>();
      const std::string text = plain(expression, rule::TextKind::expression, needs);
      decisions_.push_back(decision(name, name, literal(text), needs));
    }
    decide();
    not_carried(root);
    for (const std::string& name : inputs_) {
      DrgElement input;
      input.id = input.name = input.variable = name;
      if (type_of_) input.type = type_of_(name);
      model_.elements.push_back(std::move(input));
    }
    for (DrgElement& one : decisions_) model_.elements.push_back(std::move(one));
    return std::move(model_);
  }

 private:
  DrgElement decision(const std::string& id, const std::string& name, BoxedPtr logic,
                      const std::set<std::string>& needs) {
    DrgElement out;
    out.kind = DrgElement::Kind::decision;
    out.id = id;
    out.name = name;
    out.variable = variable_name(name);
    out.logic = std::move(logic);
    out.required.assign(needs.begin(), needs.end());
    return out;
  }

  // The text with bare choices as texts; notes what it needs.
  std::string plain(const std::string& text, rule::TextKind kind, std::set<std::string>& needs) {
    if (trim(text).empty() || trim(text) == "-") return text;
    const auto tree = kind == rule::TextKind::tests ? rule::parse_unary_tests(text, names_)
                                                    : rule::parse_expression(text, names_);
    if (!tree) {
      report_.add("expression", 0, cat("读不懂的表达式，原样写出：", text),
                  cat("an expression that is not understood, written as it is: ", text));
      return text;
    }
    std::map<std::size_t, std::pair<std::size_t, std::string>, std::greater<>> changes;
    walk(*tree->root, needs, changes);
    std::string out = text;
    for (const auto& [offset, change] : changes) out.replace(offset, change.first, change.second);
    return out;
  }

  using Changes = std::map<std::size_t, std::pair<std::size_t, std::string>, std::greater<>>;
  void walk(const rule::ast::Node& node, std::set<std::string>& needs, Changes& changes) {
    if (node.kind == rule::ast::Kind::name) {
      if (names_.defines(node.text)) {
        needs.insert(node.text);
      } else if (const auto name = names_.find(node.text)) {
        use(node, *name, needs, changes);
      }
    }
    for (const rule::ast::Node* kid : node.kids)
      if (kid != nullptr) walk(*kid, needs, changes);
  }

  void use(const rule::ast::Node& node, const rule::Name& name, std::set<std::string>& needs,
           Changes& changes) {
    switch (name.kind) {
      case rule::Name::Kind::constant:
        if (name.constant.is(Value::Kind::text))
          changes[node.offset] = {node.length, cat("\"", name.constant.as_text(), "\"")};
        return;
      case rule::Name::Kind::function:
        report_.add("function", 0, cat("函数 ", node.text, " 只有 townflow 认得"),
                    cat("the function ", node.text, " is known to townflow only"));
        return;
      case rule::Name::Kind::variable:
        if (node.text == "now") {  // a name of every process; FEEL's own is a function
          changes[node.offset] = {node.length, "now()"};
          return;
        }
        needs.insert(node.text);
        if (std::ranges::find(inputs_, node.text) == inputs_.end()) inputs_.push_back(node.text);
    }
  }

  // Whether rows are gathered and folded column by column.
  bool folds() const {
    const auto& outputs = table_.source.outputs;
    const bool one_number = table_.source.hit >= rule::HitPolicy::collect_sum;
    return std::ranges::any_of(outputs, [](const auto& o) { return !o.hit.empty(); }) ||
           (one_number && (outputs.size() > 1 || outputs.front().cap));
  }
  // Whether the one row that answers is cut at a cap; lists of rows are not.
  bool caps() const {
    using enum rule::HitPolicy;
    const rule::HitPolicy hit = table_.source.hit;
    return (hit == unique || hit == any || hit == priority || hit == first) &&
           std::ranges::any_of(table_.source.outputs,
                               [](const auto& o) { return o.cap.has_value(); });
  }

  void decide() {
    std::set<std::string> needs;
    rule::BoxedTable out = table_;
    out.source.definitions.clear();
    out.source.name.clear();
    for (rule::TableInput& input : out.source.inputs) {
      input.expression = plain(input.expression, rule::TextKind::expression, needs);
      for (std::string& tests : input.allowed) tests = plain(tests, rule::TextKind::tests, needs);
    }
    for (rule::TableRule& rule : out.source.rules) {
      for (std::string& cell : rule.inputs) cell = plain(cell, rule::TextKind::tests, needs);
      for (std::string& cell : rule.outputs) cell = plain(cell, rule::TextKind::expression, needs);
    }
    for (std::string& value : out.default_output)
      value = plain(value, rule::TextKind::expression, needs);
    const std::string& id = document_.id;
    const std::string rows = cat(variable_name(id), "_rows");
    std::string text;
    if (folds()) {
      text = fold_text(out, rows);
      out.source.hit = rule::HitPolicy::rule_order;
      for (std::string& value : out.default_output) value.clear();
      for (rule::TableOutput& output : out.source.outputs) output = {output.name, {}, {}, "", {}};
    } else if (caps()) {
      text = cap_text(out, rows);
    }
    auto logic = std::make_shared<Boxed>();
    logic->kind = Boxed::Kind::table;
    logic->table = std::make_shared<const rule::BoxedTable>(std::move(out));
    const std::string& name = text.empty() ? id : rows;
    decisions_.push_back(decision(name, name, std::move(logic), needs));
    if (!text.empty()) decisions_.push_back(decision(id, id, literal(text), {rows}));
  }

  static std::string cap_text(const rule::BoxedTable& table, const std::string& rows) {
    const auto& outputs = table.source.outputs;
    std::string out;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      std::string value = outputs.size() == 1 ? rows : cat(rows, ".", outputs[i].name);
      if (const auto& cap = outputs[i].cap)
        value = cat("if ", value, " > ", cap->str(), " then ", cap->str(), " else ", value);
      if (outputs.size() == 1) return value;
      out += cat(i == 0 ? "{" : ", ", outputs[i].name, ": ", value);
    }
    return cat("if ", rows, " = null then null else ", out, "}");
  }

  // How an output folds, over the list of rows that fired.
  static std::string fold_of(const rule::TableOutput& output, rule::HitPolicy hit,
                             const std::string& values, const std::string& otherwise) {
    std::string how = output.hit;
    if (how.empty()) {
      how = hit == rule::HitPolicy::collect_sum                                     ? "sum"
            : hit == rule::HitPolicy::collect_min                                   ? "min"
            : hit == rule::HitPolicy::collect_max                                   ? "max"
            : hit == rule::HitPolicy::collect_count                                 ? "count"
            : hit == rule::HitPolicy::collect || hit == rule::HitPolicy::rule_order ? "list"
                                                                                    : "first";
    }
    std::string e = how == "any true"   ? cat("some v in ", values, " satisfies v = true")
                    : how == "all true" ? cat("every v in ", values, " satisfies v = true")
                    : how == "count"    ? cat("count(", values, ")")
                    : how == "list"     ? values
                    : how == "first"    ? cat(values, "[1]")
                                        : cat(how, "(", values, "[item != null])");
    if (!trim(otherwise).empty()) e = cat("if (", e, ") = null then ", otherwise, " else ", e);
    if (output.cap)
      e = cat("if (", e, ") > ", output.cap->str(), " then ", output.cap->str(), " else ", e);
    return e;
  }

  static std::string fold_text(const rule::BoxedTable& table, const std::string& rows) {
    const auto& outputs = table.source.outputs;
    std::string record, defaults;
    bool any_default = false;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      // The first row alone, where the first one wins.
      const bool one = table.source.hit == rule::HitPolicy::first;
      const std::string hits = one ? cat("[", rows, "[1]]") : rows;
      const std::string list = outputs.size() == 1 ? hits : cat(hits, ".", outputs[i].name);
      const std::string values = cat("(if ", rows, " = null then [] else ", list, ")");
      const std::string& otherwise = table.default_output[i];
      any_default = any_default || !trim(otherwise).empty();
      const std::string e = fold_of(outputs[i], table.source.hit, values, otherwise);
      const std::string none = trim(otherwise).empty() ? "null" : otherwise;
      if (outputs.size() == 1) {
        record = e;
        defaults = none;
      } else {
        record += cat(i == 0 ? "{" : ", ", outputs[i].name, ": ", e);
        defaults += cat(i == 0 ? "{" : ", ", outputs[i].name, ": ", none);
      }
    }
    if (outputs.size() > 1) {
      record += "}";
      defaults += "}";
    }
    if (table.source.hit >= rule::HitPolicy::collect) return record;
    return cat("if ", rows, " = null then ", any_default ? defaults : "null", " else ", record);
  }

  void not_carried(const model::Node& root) {
    for (const char* key : {"effective", "apply", "time", "locked", "version", "each"})
      if (const model::Entry* entry = root.entry(key))
        report_.add(key, static_cast<int>(entry->key_span.line),
                    cat("“", entry->written, "”在 DMN 里没有对应"),
                    cat("'", entry->written, "' has no place in DMN"));
    if (const model::Node* outputs = root.get("outputs"))
      for (const model::Entry& output : outputs->entries)
        for (const char* key : {"min", "max"})
          if (const model::Entry* entry = output.value->entry(key))
            report_.add(key, static_cast<int>(entry->key_span.line),
                        cat("结果栏的“", entry->written, "”在 DMN 里没有对应"),
                        cat("'", entry->written, "' of an output has no place in DMN"));
  }

  const model::Document& document_;
  rule::BoxedTable table_;
  std::vector<std::pair<std::string, std::string>> definitions_;
  WithDefinitions names_;
  const TypeOfName& type_of_;
  Report& report_;
  rule::DrgModel model_;
  std::vector<std::string> inputs_;
  std::vector<DrgElement> decisions_;
};

}  // namespace

rule::DrgModel graph_of_table(const model::Document& table, const rule::Names& names,
                              const TypeOfName& type_of, Report& report) {
  return Exporter(table, names, type_of, report).run();
}

}  // namespace tf::interchange
