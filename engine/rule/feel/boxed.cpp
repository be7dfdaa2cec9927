#include "rule/feel/boxed.h"

#include <algorithm>

#include "base/text.h"
#include "rule/feel/compile.h"
#include "rule/feel/no_surroundings.h"
#include "rule/feel/scope_names.h"

namespace tf::rule {
namespace {

using NodeKind = ast::Kind;
using AstNode = ast::Node;

class Builder {
 public:
  Builder(const Names& names, std::vector<BoxedError>& errors)
      : names_(names), scope_(names), errors_(errors) {}

  Tree run(const Boxed& boxed) {
    tree_.root = build(boxed);
    return std::move(tree_);
  }

 private:
  AstNode* make(NodeKind kind, std::vector<AstNode*> kids = {}, std::string text = {}) {
    AstNode& node = tree_.arena.emplace_back();
    node.kind = kind;
    node.kids = std::move(kids);
    node.text = std::move(text);
    return &node;
  }

  AstNode* parse(std::string_view text, TextKind kind = TextKind::expression) {
    FeelError error;
    if (AstNode* out = parse_into(text, kind, names_, scope_, tree_.arena, error)) return out;
    errors_.push_back({std::string(text), std::move(error)});
    return make(NodeKind::lost);
  }

  TypePtr type_of(const std::string& name) const {
    if (name.empty()) return nullptr;
    TypePtr type = names_.type(name);
    return type != nullptr ? type : builtin_type(name);
  }

  // The type of a function may be given as that of the function or of its results.
  TypePtr result_type(const std::string& name) const {
    const TypePtr type = type_of(name);
    return type != nullptr && type->kind == Type::Kind::function ? type->element : type;
  }

  AstNode* typed(AstNode* node, const std::string& type_name) {
    return typed(node, type_of(type_name));
  }
  AstNode* typed(AstNode* node, TypePtr type) {
    if (type == nullptr || type->kind == Type::Kind::any) return node;
    AstNode* out = make(NodeKind::typed, {node});
    out->types.push_back(std::move(type));
    return out;
  }

  AstNode* build(const BoxedPtr& boxed) {
    return boxed == nullptr ? make(NodeKind::lost) : build(*boxed);
  }

  AstNode* build(const Boxed& boxed) {
    if (++nesting_ > ast::kMaxDepth / 4) {
      errors_.push_back(
          {boxed.text, feel_error(0, 1, "feel.too_deep", "嵌套太深", "nested too deep")});
      --nesting_;
      return make(NodeKind::lost);
    }
    AstNode* node = untyped(boxed);
    --nesting_;
    return boxed.kind == Boxed::Kind::function ? node : typed(node, boxed.type);
  }

  AstNode* untyped(const Boxed& boxed) {
    switch (boxed.kind) {
      case Boxed::Kind::none:
        return make(NodeKind::lost);
      case Boxed::Kind::literal:
        return parse(boxed.text);
      case Boxed::Kind::table:
        return table(*boxed.table);
      case Boxed::Kind::context:
        return context(boxed);
      case Boxed::Kind::relation:
        return relation(boxed);
      case Boxed::Kind::list: {
        std::vector<AstNode*> kids;
        for (const BoxedPtr& item : boxed.items) kids.push_back(build(item));
        return make(NodeKind::list, std::move(kids));
      }
      case Boxed::Kind::function:
      case Boxed::Kind::external:
        return function(boxed);
      case Boxed::Kind::invocation:
        return invocation(boxed);
      case Boxed::Kind::conditional:
        return make(NodeKind::if_else,
                    {build(boxed.items[0]), build(boxed.items[1]), build(boxed.items[2])},
                    "strict");
      case Boxed::Kind::filter: {
        AstNode* in = build(boxed.items[0]);
        scope_.open(true);
        AstNode* match = build(boxed.items[1]);
        scope_.close();
        return make(NodeKind::filter, {in, match}, "strict");
      }
      case Boxed::Kind::iteration:
        return loop(boxed, NodeKind::for_each);
      case Boxed::Kind::some:
        return loop(boxed, NodeKind::some);
      case Boxed::Kind::every:
        return loop(boxed, NodeKind::every);
    }
    return make(NodeKind::lost);
  }

  AstNode* loop(const Boxed& boxed, NodeKind kind) {
    AstNode* in = build(boxed.items[0]);
    scope_.open(false);
    scope_.declare(boxed.name);
    if (kind == NodeKind::for_each) scope_.declare("partial");
    AstNode* body = build(boxed.items[1]);
    scope_.close();
    AstNode* out = make(kind, {in, body}, "strict");
    out->names.push_back(boxed.name);
    return out;
  }

  // Entries in order, each seeing those before; an entry without name is the result.
  AstNode* context(const Boxed& boxed) {
    AstNode* out = make(NodeKind::context);
    AstNode* result = nullptr;
    scope_.open(false);
    for (const BoxedEntry& entry : boxed.entries) {
      if (!entry.name.empty()) {
        scope_.declare_member(entry.name);
        if (entry.value != nullptr && entry.value->kind == Boxed::Kind::function)
          scope_.declare(entry.name);
      }
      AstNode* value = build(entry.value);
      if (value->kind != NodeKind::function) value = typed(value, entry.type);
      out->kids.push_back(value);
      out->names.push_back(entry.name.empty() ? kResult : entry.name);
      if (entry.name.empty())
        result = value;
      else
        scope_.declare(entry.name);
    }
    scope_.close();
    return result == nullptr ? out : make(NodeKind::path, {out}, kResult);
  }

  AstNode* relation(const Boxed& boxed) {
    AstNode* out = make(NodeKind::list);
    const std::size_t width = boxed.columns.size();
    for (std::size_t from = 0; width > 0 && from + width <= boxed.items.size(); from += width) {
      AstNode* row = make(NodeKind::context);
      for (std::size_t i = 0; i < width; ++i) {
        row->kids.push_back(build(boxed.items[from + i]));
        row->names.push_back(boxed.columns[i]);
      }
      out->kids.push_back(row);
    }
    for (const std::string& name : boxed.columns) scope_.declare_member(name);
    return out;
  }

  AstNode* function(const Boxed& boxed) {
    AstNode* out =
        make(boxed.kind == Boxed::Kind::external ? NodeKind::external : NodeKind::function);
    scope_.open(false);
    for (const BoxedEntry& parameter : boxed.entries) {
      scope_.declare(parameter.name);
      out->names.push_back(parameter.name);
      out->types.push_back(type_of(parameter.type));
    }
    if (boxed.kind == Boxed::Kind::external)
      errors_.push_back(
          {boxed.text, feel_error(0, 1, "feel.external", "不运行 Java 或 PMML 函数；请用 FEEL 写",
                                  "functions in Java or PMML are not run; write it "
                                  "in FEEL")});
    AstNode* body = boxed.items.empty() ? make(NodeKind::lost) : build(boxed.items[0]);
    out->kids.push_back(typed(body, result_type(boxed.type)));
    scope_.close();
    return out;
  }

  AstNode* invocation(const Boxed& boxed) {
    AstNode* out =
        make(NodeKind::call, {boxed.items.empty() ? parse(boxed.text) : build(boxed.items[0])});
    for (const BoxedEntry& argument : boxed.entries) {
      out->kids.push_back(build(argument.value));
      out->names.push_back(argument.name);
    }
    return out;
  }

  static bool is_free(std::string_view cell) {
    cell = trim(cell);
    return cell.empty() || cell == "-";
  }

  AstNode* table(const BoxedTable& boxed) {
    auto out = std::make_shared<ast::Table>();
    out->source = boxed.source;
    out->bare = true;
    const TableSource& source = boxed.source;
    for (std::size_t c = 0; c < source.inputs.size(); ++c) {
      out->inputs.push_back(parse(source.inputs[c].expression));
      const std::string allowed = join(source.inputs[c].allowed, ", ");
      out->allowed.push_back(is_free(allowed) ? nullptr : parse(allowed, TextKind::tests));
      auto& cells = out->cells.emplace_back();
      for (const TableRule& rule : source.rules)
        cells.push_back(c >= rule.inputs.size() || is_free(rule.inputs[c])
                            ? nullptr
                            : parse(rule.inputs[c], TextKind::tests));
    }
    for (const TableRule& rule : source.rules) {
      auto& outputs = out->outputs.emplace_back();
      for (std::size_t o = 0; o < source.outputs.size(); ++o)
        outputs.push_back(o < rule.outputs.size() && !is_free(rule.outputs[o])
                              ? parse(rule.outputs[o])
                              : make(NodeKind::lost));
    }
    for (std::size_t o = 0; o < boxed.output_values.size(); ++o)
      if (!is_free(boxed.output_values[o]))
        out->source.outputs[o].allowed = listed(boxed.output_values[o]);
    if (std::ranges::any_of(boxed.default_output,
                            [](const std::string& text) { return !trim(text).empty(); }))
      for (const std::string& text : boxed.default_output)
        out->otherwise.push_back(trim(text).empty() ? nullptr : parse(text));
    AstNode* node = make(NodeKind::table);
    node->table = std::move(out);
    return node;
  }

  // Output values are written as tests but stand for an ordered list of values.
  static std::vector<Value> listed(const std::string& text) {
    const auto program = compile_expression(cat("[", text, "]"), NoNames());
    if (!program) return {};
    NoEnv env;
    const Value list = program->run(env);
    return list.is(Value::Kind::list) ? list.as_list() : List{};
  }

  static constexpr const char* kResult = " result";

  const Names& names_;
  ScopeNames scope_;
  std::vector<BoxedError>& errors_;
  Tree tree_;
  int nesting_ = 0;
};

}  // namespace

Program compile_boxed(const Boxed& boxed, const Names& names, std::vector<BoxedError>& errors) {
  const Tree tree = Builder(names, errors).run(boxed);
  return Program(compile_tree(tree, boxed.text, names));
}

}  // namespace tf::rule
