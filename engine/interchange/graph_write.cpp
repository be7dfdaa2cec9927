// A model as native files.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "interchange/graph_file.h"
#include "model/grammar.h"
#include "model/loader.h"
#include "model/print.h"
#include "model/shape.h"
#include "rule/native_table.h"

namespace tf::interchange {
namespace {

using model::Node;
using rule::Boxed;
using rule::BoxedPtr;
using rule::DrgElement;
using NodePtr = std::unique_ptr<Node>;

NodePtr text(const std::string& words) {
  auto node = Node::scalar(words, {});
  node->quoted = true;  // a text, whatever it looks like
  return node;
}

void put(Node& map, std::string_view key, const std::string& words) {
  if (!trim(words).empty()) map.put(key, text(words), {});
}

void put(Node& map, std::string_view key, NodePtr value) {
  if (value != nullptr) map.put(key, std::move(value), {});
}

NodePtr texts(const std::vector<std::string>& all) {
  if (all.empty()) return nullptr;
  auto list = Node::list({});
  list->flow = true;
  for (const std::string& one : all) list->items.push_back(text(one));
  return list;
}

// Cells as they are written in a list: an empty one passes, or is null.
NodePtr cells(const std::vector<std::string>& all) {
  auto list = Node::list({});
  list->flow = true;
  for (const std::string& one : all) list->items.push_back(text(trim(one).empty() ? "-" : one));
  return list;
}

class GraphWriter {
 public:
  explicit GraphWriter(const rule::DrgModel& model) : model_(model) {}

  std::vector<NativeFile> run(const std::string& id) {
    ids_.insert(id);
    auto root = Node::map({});
    put(*root, "decisions", id);
    put(*root, "title", model_.name);
    put(*root, "namespace", model_.space);
    imports(*root);
    if (!model_.types.empty()) {
      auto list = Node::list({});
      for (const rule::ItemDefinition& item : model_.types) list->items.push_back(type(item));
      put(*root, "types", std::move(list));
    }
    elements(*root, "given", DrgElement::Kind::input);
    elements(*root, "decide", DrgElement::Kind::decision);
    elements(*root, "functions", DrgElement::Kind::knowledge);
    elements(*root, "services", DrgElement::Kind::service);
    files_.insert(files_.begin(), NativeFile{id, printed(std::move(root), "decisions", id)});
    return std::move(files_);
  }

 private:
  static std::string printed(NodePtr root, const std::string& kind, const std::string& id) {
    model::Document document;
    document.kind = kind;
    document.id = id;
    document.root = std::move(root);
    model::Diagnostics told;  // whoever reads the text hears them, with places
    auto copy = document.clone();
    model::check_shape(copy, told);
    return model::print_document(told.empty() ? copy : document);
  }

  void imports(Node& root) {
    if (model_.imports.empty()) return;
    auto list = Node::list({});
    for (const rule::DrgImport& import : model_.imports) {
      auto one = Node::map({});
      put(*one, "name", import.name);
      put(*one, "namespace", import.space);
      put(*one, "type", import.type);
      list->items.push_back(std::move(one));
    }
    put(root, "imports", std::move(list));
  }

  NodePtr type(const rule::ItemDefinition& item) {
    auto out = Node::map({});
    put(*out, "name", item.name);
    put(*out, "type", item.type);
    if (item.is_collection) out->put("list", Node::scalar("true", {}), {});
    put(*out, "of", item.allowed);
    put(*out, "constraint", item.constraint);
    if (!item.components.empty()) {
      auto fields = Node::list({});
      for (const rule::ItemDefinition& one : item.components) fields->items.push_back(type(one));
      put(*out, "fields", std::move(fields));
    }
    if (item.is_function) {
      put(*out, "takes", named(item.parameters));
      put(*out, "answers", item.result.empty() ? "Any" : item.result);
    }
    if (out->entries.size() <= 3 && item.components.empty()) out->flow = true;
    return out;
  }

  NodePtr named(const std::vector<rule::BoxedEntry>& entries) {
    auto list = Node::list({});
    for (const rule::BoxedEntry& entry : entries) {
      auto one = Node::map({});
      put(*one, "name", entry.name);
      put(*one, "type", entry.type);
      if (entry.value != nullptr) put(*one, "is", logic(*entry.value));
      if (one->entries.empty()) put(*one, "is", "null");
      one->flow = entry.value == nullptr || entry.value->kind == Boxed::Kind::literal;
      list->items.push_back(std::move(one));
    }
    return list;
  }

  void elements(Node& root, std::string_view key, DrgElement::Kind kind) {
    auto list = Node::list({});
    for (const DrgElement& element : model_.elements)
      if (element.kind == kind) list->items.push_back(this->element(element));
    if (!list->items.empty()) put(root, key, std::move(list));
  }

  NodePtr element(const DrgElement& element) {
    auto out = Node::map({});
    put(*out, "name", element.name);
    if (element.id != element.name) put(*out, "id", element.id);
    put(*out, "about", element.about);
    if (element.variable != element.name) put(*out, "variable", element.variable);
    put(*out, "type", element.type);
    std::vector<std::string> needs = element.required;
    for (std::string& href : needs) href = bare(href);
    put(*out, "needs", texts(needs));
    put(*out, "gives", hrefs(element.outputs));
    put(*out, "inside", hrefs(element.encapsulated));
    put(*out, "takes", hrefs(element.input_data));
    put(*out, "instead", hrefs(element.input_decisions));
    out->flow = element.logic == nullptr && element.kind == DrgElement::Kind::input;
    if (element.logic == nullptr) return out;
    if (element.logic->kind == Boxed::Kind::table)
      if (NodePtr file = table_file(element)) {
        put(*out, "is", std::move(file));
        return out;
      }
    if (element.logic->kind != Boxed::Kind::none) put(*out, "is", logic(*element.logic));
    return out;
  }

  static std::string bare(const std::string& href) {
    return href.starts_with('#') && href.find('#', 1) == std::string::npos ? href.substr(1) : href;
  }
  static NodePtr hrefs(const std::vector<std::string>& all) {
    std::vector<std::string> out;
    for (const std::string& one : all) out.push_back(bare(one));
    return texts(out);
  }

  // {table: ID} when the table can be a file of its own.
  NodePtr table_file(const DrgElement& element) {
    std::string id = id_of_name(element.name);
    for (int n = 2; ids_.contains(id); ++n) id = cat(id_of_name(element.name), "-", n);
    NodePtr root = rule::write_native_table(*element.logic->table, id, element.name);
    if (root == nullptr) return nullptr;
    model::Diagnostics told;
    std::string written = printed(std::move(root), "table", id);
    const model::Document again = model::read_document(id + ".yaml", written, told);
    if (!told.empty() || !again.root) return nullptr;
    ids_.insert(id);
    files_.push_back({id, std::move(written)});
    auto out = Node::map({});
    out->flow = true;
    put(*out, "table", id);
    return out;
  }

  NodePtr logic_or_null(const BoxedPtr& boxed) {
    return boxed == nullptr ? text("null") : logic(*boxed);
  }

  NodePtr logic(const Boxed& boxed) {
    if (boxed.kind == Boxed::Kind::none ||
        (boxed.kind == Boxed::Kind::literal && trim(boxed.text).empty()))
      return text("null");
    if (boxed.kind == Boxed::Kind::literal && boxed.type.empty()) return text(boxed.text);
    auto out = Node::map({});
    put(*out, "type", boxed.type);
    parts(boxed, *out);
    return out;
  }

  void parts(const Boxed& boxed, Node& out) {
    const auto item = [&](std::size_t i) {
      return i < boxed.items.size() ? logic_or_null(boxed.items[i]) : text("null");
    };
    switch (boxed.kind) {
      case Boxed::Kind::none:
        return;
      case Boxed::Kind::literal:
        put(out, "is", boxed.text);
        return;
      case Boxed::Kind::table:
        put(out, "table", table(*boxed.table));
        return;
      case Boxed::Kind::context:
        put(out, "context", named(boxed.entries));
        return;
      case Boxed::Kind::relation:
        put(out, "relation", relation(boxed));
        return;
      case Boxed::Kind::list: {
        auto list = Node::list({});
        for (const BoxedPtr& one : boxed.items) list->items.push_back(logic_or_null(one));
        put(out, "list", std::move(list));
        return;
      }
      case Boxed::Kind::function:
      case Boxed::Kind::external: {
        auto function = Node::map({});
        if (!boxed.entries.empty()) put(*function, "of", named(boxed.entries));
        put(*function, "is", item(0));
        if (boxed.kind == Boxed::Kind::external)
          put(*function, "kind", boxed.text.empty() ? "Java" : boxed.text);
        put(out, "function", std::move(function));
        return;
      }
      case Boxed::Kind::invocation: {
        auto call = Node::map({});
        put(*call, "of", boxed.items.empty() ? text(boxed.text) : item(0));
        if (!boxed.entries.empty()) put(*call, "with", named(boxed.entries));
        put(out, "call", std::move(call));
        return;
      }
      case Boxed::Kind::conditional:
        put(out, "if", item(0));
        put(out, "then", item(1));
        put(out, "else", item(2));
        return;
      case Boxed::Kind::filter: {
        auto filter = Node::map({});
        put(*filter, "in", item(0));
        put(*filter, "match", item(1));
        put(out, "filter", std::move(filter));
        return;
      }
      case Boxed::Kind::iteration:
      case Boxed::Kind::some:
      case Boxed::Kind::every: {
        auto loop = Node::map({});
        put(*loop, "name", boxed.name);
        put(*loop, "in", item(0));
        put(*loop, "is", item(1));
        put(out,
            boxed.kind == Boxed::Kind::iteration ? "for"
            : boxed.kind == Boxed::Kind::some    ? "some"
                                                 : "every",
            std::move(loop));
        return;
      }
    }
  }

  NodePtr relation(const Boxed& boxed) {
    auto out = Node::map({});
    put(*out, "columns", texts(boxed.columns));
    auto rows = Node::list({});
    const std::size_t width = boxed.columns.size();
    for (std::size_t from = 0; width > 0 && from + width <= boxed.items.size(); from += width) {
      auto row = Node::list({});
      row->flow = true;
      for (std::size_t i = 0; i < width; ++i)
        row->items.push_back(logic_or_null(boxed.items[from + i]));
      rows->items.push_back(std::move(row));
    }
    if (!rows->items.empty()) put(*out, "rows", std::move(rows));
    return out;
  }

  NodePtr table(const rule::BoxedTable& boxed) {
    const rule::TableSource& source = boxed.source;
    auto out = Node::map({});
    put(*out, "hit", rule::to_string(source.hit));
    put(*out, "label", source.name);
    auto inputs = Node::list({}), outputs = Node::list({});
    std::vector<std::string> in, result;
    for (const rule::TableInput& input : source.inputs) {
      auto one = Node::map({});
      one->flow = true;
      put(*one, "is", trim(input.expression).empty() ? "null" : input.expression);
      put(*one, "label", input.title);
      put(*one, "of", join(input.allowed, ", "));
      inputs->items.push_back(std::move(one));
      in.push_back(input.expression);
    }
    for (std::size_t i = 0; i < source.outputs.size(); ++i) {
      auto one = Node::map({});
      one->flow = true;
      put(*one, "name", source.outputs[i].name);
      put(*one, "of", boxed.output_values[i]);
      put(*one, "default", boxed.default_output[i]);
      outputs->items.push_back(std::move(one));
      result.push_back(source.outputs[i].name);
    }
    if (!inputs->items.empty()) put(*out, "inputs", std::move(inputs));
    put(*out, "outputs", std::move(outputs));
    if (auto rules = rule::text_of_rows(source, in, result)) {
      auto block = text(*rules);
      block->block = true;
      put(*out, "rules", std::move(block));
    } else if (!source.rules.empty()) {
      put(*out, "rules", rows(source));
    }
    return out;
  }

  static NodePtr rows(const rule::TableSource& source) {
    auto list = Node::list({});
    for (const rule::TableRule& rule : source.rules) {
      auto one = Node::map({});
      put(*one, "row", rule.id);
      if (!rule.inputs.empty()) put(*one, "when", cells(rule.inputs));
      if (!rule.outputs.empty()) put(*one, "then", cells(rule.outputs));
      put(*one, "note", rule.note);
      list->items.push_back(std::move(one));
    }
    return list;
  }

  const rule::DrgModel& model_;
  std::vector<NativeFile> files_;
  std::set<std::string> ids_;
};

}  // namespace

std::vector<NativeFile> write_graph(const rule::DrgModel& model, const std::string& id) {
  return GraphWriter(model).run(id);
}

std::string id_of_name(std::string_view name) {
  std::string out;
  bool gap = false;
  while (!name.empty()) {
    const Point point = first_point(name);
    const std::string_view bytes = name.substr(0, point.bytes);
    name.remove_prefix(point.bytes);
    std::string one(bytes);
    if (point.bytes == 1) {
      const char c = one[0];
      if (c >= 'A' && c <= 'Z') one[0] = static_cast<char>(c - 'A' + 'a');
      const bool plain = (one[0] >= 'a' && one[0] <= 'z') || (one[0] >= '0' && one[0] <= '9');
      if (!plain) {
        gap = true;
        continue;
      }
    } else if (!model::is_name(one)) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += '-';
    gap = false;
    out += one;
  }
  if (out.empty() || !model::is_id(out)) out = cat("d-", out.empty() ? "1" : out);
  return out;
}

}  // namespace tf::interchange
