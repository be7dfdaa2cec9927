#include "rule/graph_read.h"

#include "base/text.h"
#include "rule/native_table.h"

namespace tf::rule {
namespace {

using model::Node;

std::string text_of(const Node& map, std::string_view key) {
  return std::string(map.text_of(key));
}

std::vector<std::string> texts_of(const Node* node) {
  std::vector<std::string> out;
  if (node == nullptr) return out;
  if (node->is_scalar()) out.push_back(node->text);
  for (const auto& item : node->items) out.push_back(item->text);
  return out;
}

class GraphReader {
 public:
  GraphReader(const TableFiles& tables, model::Diagnostics& out) : tables_(tables), out_(out) {}

  std::optional<DrgModel> run(const model::Document& document) {
    const Node& root = *document.root;
    DrgModel model;
    const Node* title = root.get("title");
    model.name = title == nullptr     ? document.id
                 : title->is_scalar() ? title->text
                                      : text_of(*title, "en");
    model.space = root.text_of("namespace", cat("urn:townflow:", document.id));
    each(root.get("imports"), [&](const Node& one) {
      model.imports.push_back(
          {text_of(one, "name"), text_of(one, "namespace"), text_of(one, "type")});
    });
    each(root.get("types"), [&](const Node& one) { model.types.push_back(type(one)); });
    const auto elements = [&](const char* key, DrgElement::Kind kind) {
      each(root.get(key), [&](const Node& one) { model.elements.push_back(element(one, kind)); });
    };
    elements("given", DrgElement::Kind::input);
    elements("decide", DrgElement::Kind::decision);
    elements("functions", DrgElement::Kind::knowledge);
    elements("services", DrgElement::Kind::service);
    if (lost_) return std::nullopt;
    return model;
  }

 private:
  template <class Work>
  static void each(const Node* list, Work work) {
    if (list == nullptr) return;
    for (const auto& item : list->items)
      if (item->is_map()) work(*item);
  }

  ItemDefinition type(const Node& node) {
    ItemDefinition out;
    out.name = text_of(node, "name");
    out.type = text_of(node, "type");
    out.is_collection = node.text_of("list") == "true";
    out.allowed = text_of(node, "of");
    out.constraint = text_of(node, "constraint");
    each(node.get("fields"), [&](const Node& one) { out.components.push_back(type(one)); });
    out.is_function = node.has("answers") || node.has("takes");
    if (out.is_function) {
      out.result = text_of(node, "answers");
      out.parameters = entries(node.get("takes"));
    }
    return out;
  }

  DrgElement element(const Node& node, DrgElement::Kind kind) {
    DrgElement out;
    out.kind = kind;
    out.name = text_of(node, "name");
    out.id = node.text_of("id", out.name);
    out.about = text_of(node, "about");
    out.variable = node.text_of("variable", kind == DrgElement::Kind::service ? "" : out.name);
    out.type = text_of(node, "type");
    out.required = texts_of(node.get("needs"));
    out.outputs = texts_of(node.get("gives"));
    out.encapsulated = texts_of(node.get("inside"));
    out.input_data = texts_of(node.get("takes"));
    out.input_decisions = texts_of(node.get("instead"));
    out.logic = logic(node.get("is"));
    return out;
  }

  std::vector<BoxedEntry> entries(const Node* list) {
    std::vector<BoxedEntry> out;
    each(list, [&](const Node& one) {
      out.push_back({text_of(one, "name"), text_of(one, "type"), logic(one.get("is"))});
    });
    return out;
  }

  BoxedPtr logic(const Node* node) {
    if (node == nullptr) return nullptr;
    auto out = std::make_shared<Boxed>();
    if (node->is_scalar()) {
      out->kind = Boxed::Kind::literal;
      out->text = node->text;
      return out;
    }
    out->type = text_of(*node, "type");
    if (const Node* is = node->get("is")) {
      out->kind = Boxed::Kind::literal;
      out->text = is->text;
    } else if (const Node* inner = node->get("table")) {
      return table(*inner, std::move(out));
    } else if (const Node* context = node->get("context")) {
      out->kind = Boxed::Kind::context;
      out->entries = entries(context);
    } else if (const Node* rows = node->get("relation")) {
      relation(*rows, *out);
    } else if (const Node* list = node->get("list")) {
      out->kind = Boxed::Kind::list;
      for (const auto& item : list->items) out->items.push_back(logic(item.get()));
    } else if (const Node* function = node->get("function")) {
      out->text = text_of(*function, "kind");
      out->kind = out->text.empty() ? Boxed::Kind::function : Boxed::Kind::external;
      out->entries = entries(function->get("of"));
      out->items.push_back(logic(function->get("is")));
    } else if (const Node* call = node->get("call")) {
      out->kind = Boxed::Kind::invocation;
      out->items.push_back(logic(call->get("of")));
      out->entries = entries(call->get("with"));
    } else if (node->has("if")) {
      out->kind = Boxed::Kind::conditional;
      for (const char* part : {"if", "then", "else"}) out->items.push_back(logic(node->get(part)));
    } else if (const Node* filter = node->get("filter")) {
      out->kind = Boxed::Kind::filter;
      for (const char* part : {"in", "match"}) out->items.push_back(logic(filter->get(part)));
    } else {
      loop(*node, *out);
    }
    return out;
  }

  void relation(const Node& node, Boxed& out) {
    out.kind = Boxed::Kind::relation;
    out.columns = texts_of(node.get("columns"));
    const Node* rows = node.get("rows");
    if (rows == nullptr) return;
    for (const auto& row : rows->items)
      for (std::size_t i = 0; i < out.columns.size(); ++i)
        out.items.push_back(i < row->items.size() ? logic(row->items[i].get()) : nullptr);
  }

  void loop(const Node& node, Boxed& out) {
    constexpr std::pair<const char*, Boxed::Kind> kLoops[] = {{"for", Boxed::Kind::iteration},
                                                              {"some", Boxed::Kind::some},
                                                              {"every", Boxed::Kind::every}};
    for (const auto& [word, kind] : kLoops)
      if (const Node* inner = node.get(word)) {
        out.kind = kind;
        out.name = text_of(*inner, "name");
        for (const char* part : {"in", "is"}) out.items.push_back(logic(inner->get(part)));
      }
  }

  BoxedPtr table(const Node& node, std::shared_ptr<Boxed> out) {
    out->kind = Boxed::Kind::table;
    if (!node.is_scalar()) {
      out->table = std::make_shared<const BoxedTable>(inner_table(node));
      return out;
    }
    const model::Document* file = tables_(node.text);
    if (file == nullptr) {
      out_.report("bind.unknown_place", node.span,
                  {{"name", node.text}, {"where", model::both("规则表", "tables")}});
      lost_ = true;
      return nullptr;
    }
    BoxedTable table = read_native_table(*file);
    // Columns that are computed come before it, as entries of a context.
    auto definitions = std::move(table.source.definitions);
    table.source.definitions.clear();
    table.source.name.clear();
    out->table = std::make_shared<const BoxedTable>(std::move(table));
    if (definitions.empty()) return out;
    auto context = std::make_shared<Boxed>();
    context->kind = Boxed::Kind::context;
    for (const auto& [name, expression] : definitions) {
      auto value = std::make_shared<Boxed>();
      value->kind = Boxed::Kind::literal;
      value->text = expression;
      context->entries.push_back({name, "", std::move(value)});
    }
    context->entries.push_back({"", "", std::move(out)});
    return context;
  }

  static BoxedTable inner_table(const Node& node) {
    BoxedTable out;
    out.source.hit = parse_hit_policy(node.text_of("hit", "unique")).value_or(HitPolicy::unique);
    out.source.name = node.text_of("label");
    each(node.get("inputs"), [&](const Node& one) {
      TableInput input{text_of(one, "label"), text_of(one, "is"), {}};
      if (one.has("of")) input.allowed.push_back(text_of(one, "of"));
      out.source.inputs.push_back(std::move(input));
    });
    each(node.get("outputs"), [&](const Node& one) {
      TableOutput output;
      output.name = text_of(one, "name");
      out.source.outputs.push_back(std::move(output));
      out.output_values.push_back(text_of(one, "of"));
      out.default_output.push_back(text_of(one, "default"));
    });
    const Node* rules = node.get("rules");
    if (rules == nullptr) return out;
    if (rules->is_scalar()) {
      RowsOfText rows = read_rows(*rules);
      if (out.source.inputs.empty())
        for (const std::string& title : rows.inputs) out.source.inputs.push_back({"", title, {}});
      out.source.rules = std::move(rows.rules);
      return out;
    }
    each(rules, [&](const Node& one) {
      TableRule rule;
      rule.id = one.text_of("row", std::to_string(out.source.rules.size() + 1));
      rule.inputs = texts_of(one.get("when"));
      rule.outputs = texts_of(one.get("then"));
      rule.note = text_of(one, "note");
      out.source.rules.push_back(std::move(rule));
    });
    return out;
  }

  const TableFiles& tables_;
  model::Diagnostics& out_;
  bool lost_ = false;
};

}  // namespace

std::optional<DrgModel> read_graph(const model::Document& graph, const TableFiles& tables,
                                   model::Diagnostics& out) {
  return GraphReader(tables, out).run(graph);
}

}  // namespace tf::rule
