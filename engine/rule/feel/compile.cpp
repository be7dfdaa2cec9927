#include "rule/feel/compile.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "rule/decision_table_code.h"
#include "rule/feel/builtins.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

using NodeKind = ast::Kind;
using AstNode = ast::Node;

struct Binding {
  std::string name;
  int slot = 0;
  bool filter = false;  // the item of a filter: its fields are names too
};

struct Resolved {
  std::vector<int> items;  // slots of items whose fields come first, innermost first
  std::optional<int> local;
};

// One function literal being compiled, or the whole text.
struct Function {
  Function* outer = nullptr;
  Proto* proto = nullptr;
  std::vector<Binding> bindings;
  int slots = 0;
  std::map<int, int> captured;  // outer slot → own

  int bind(std::string name, bool filter = false) {
    bindings.push_back({std::move(name), slots, filter});
    return slots++;
  }
  int capture(int outer_slot) {
    const auto [at, fresh] = captured.try_emplace(outer_slot, slots);
    if (fresh) {
      proto->captures.emplace_back(outer_slot, slots);
      ++slots;
    }
    return at->second;
  }
  Resolved resolve(std::string_view name) {
    Resolved out;
    for (auto b = bindings.rbegin(); b != bindings.rend(); ++b) {
      if (b->name == name) {
        out.local = b->slot;
        if (b->filter) out.items.push_back(b->slot);  // a field called item comes before the item
        return out;
      }
      if (b->filter) out.items.push_back(b->slot);
    }
    if (outer == nullptr) return out;
    const Resolved around = outer->resolve(name);
    for (const int slot : around.items) out.items.push_back(capture(slot));
    if (around.local) out.local = capture(*around.local);
    return out;
  }
  // The slot of the innermost item.
  std::optional<int> item() {
    for (auto b = bindings.rbegin(); b != bindings.rend(); ++b)
      if (b->filter) return b->slot;
    if (outer == nullptr) return std::nullopt;
    const auto around = outer->item();
    return around ? std::optional(capture(*around)) : std::nullopt;
  }
};

OpCode binary_code(std::string_view op) {
  static constexpr std::pair<std::string_view, OpCode> kCodes[] = {
      {"=", OpCode::equal},    {"!=", OpCode::unequal}, {"<", OpCode::less},
      {"<=", OpCode::at_most}, {">", OpCode::greater},  {">=", OpCode::at_least},
      {"+", OpCode::add},      {"-", OpCode::subtract}, {"*", OpCode::multiply},
      {"/", OpCode::divide},   {"**", OpCode::power},
  };
  for (const auto& [text, code] : kCodes)
    if (text == op) return code;
  TF_BUG(cat("operator ", op));
}

class Compiler {
 public:
  Compiler(const Names& names, Program::Code& code) : names_(names), code_(code) {}

  void run(const AstNode& root) {
    Function top;
    function_ = &top;
    code_.root = compile(root);
    code_.frame = top.slots;
    for (auto* list : {&code_.reads, &code_.calls}) {
      std::ranges::sort(*list);
      list->erase(std::ranges::unique(*list).begin(), list->end());
    }
  }

 private:
  Op& make(OpCode code, const AstNode& node) {
    Op& op = code_.ops.emplace_back();
    op.code = code;
    op.offset = static_cast<std::uint32_t>(node.offset);
    op.length = static_cast<std::uint32_t>(node.length);
    return op;
  }
  Op& make_with_kids(OpCode code, const AstNode& node) {
    std::vector<const Op*> kids;
    for (const AstNode* kid : node.kids) kids.push_back(compile(*kid));
    Op& op = make(code, node);
    for (const Op* kid : kids) op.asks_input = op.asks_input || kid->asks_input;
    op.kids = std::move(kids);
    return op;
  }

  const Op* compile(const AstNode& node);
  const Op* name(const AstNode& node);
  const Op* outer_name(const AstNode& node);
  const Op* call(const AstNode& node);
  const Op* context(const AstNode& node);
  const Op* filter(const AstNode& node);
  const Op* iteration(const AstNode& node);
  const Op* function(const AstNode& node);
  const Op* tests(const AstNode& node);
  const Op* table(const AstNode& node);

  const Names& names_;
  Program::Code& code_;
  Function* function_ = nullptr;
  bool partial_used_ = false;
  int own_slot_ = -1;  // of the context entry whose function literal comes next: its own name
};

const Op* Compiler::compile(const AstNode& node) {
  switch (node.kind) {
    case NodeKind::literal: {
      Op& op = make(OpCode::constant, node);
      op.value = node.value;
      return &op;
    }
    case NodeKind::name:
      return name(node);
    case NodeKind::path: {
      Op& op = make_with_kids(OpCode::path, node);
      op.text = node.text;
      return &op;
    }
    case NodeKind::filter:
      return filter(node);
    case NodeKind::call:
      return call(node);
    case NodeKind::list:
      return &make_with_kids(OpCode::list, node);
    case NodeKind::context:
      return context(node);
    case NodeKind::range:
    case NodeKind::compared: {
      Op& op =
          make_with_kids(node.kind == NodeKind::range ? OpCode::range : OpCode::compared, node);
      op.text = node.text;
      return &op;
    }
    case NodeKind::negate:
      return &make_with_kids(OpCode::negate, node);
    case NodeKind::arithmetic:
      return &make_with_kids(binary_code(node.text), node);
    case NodeKind::comparison: {
      Op& op = make_with_kids(binary_code(node.text), node);
      op.leaves =
          std::ranges::all_of(op.kids, [](const Op* kid) { return kid->code <= OpCode::input; });
      op.is_truth = true;
      return &op;
    }
    case NodeKind::all_of:
    case NodeKind::any_of:
    case NodeKind::between:
    case NodeKind::in: {
      const OpCode code = node.kind == NodeKind::all_of    ? OpCode::all_of
                          : node.kind == NodeKind::any_of  ? OpCode::any_of
                          : node.kind == NodeKind::between ? OpCode::between
                                                           : OpCode::in;
      Op& op = make_with_kids(code, node);
      op.is_truth = true;
      return &op;
    }
    case NodeKind::instance_of: {
      Op& op = make_with_kids(OpCode::instance_of, node);
      op.type = node.types.front();
      op.is_truth = true;
      return &op;
    }
    case NodeKind::if_else: {
      Op& op = make_with_kids(OpCode::if_else, node);
      op.strict = node.text == "strict";
      return &op;
    }
    case NodeKind::table:
      return table(node);
    case NodeKind::typed: {
      Op& op = make_with_kids(OpCode::typed, node);
      op.type = node.types.front();
      return &op;
    }
    case NodeKind::lost:
      return &make(OpCode::lost, node);
    case NodeKind::for_each:
    case NodeKind::some:
    case NodeKind::every:
      return iteration(node);
    case NodeKind::span:
      return &make_with_kids(OpCode::span, node);
    case NodeKind::function:
      return function(node);
    case NodeKind::external:
      return &make(OpCode::external, node);
    case NodeKind::tests:
      return tests(node);
  }
  TF_BUG("a kind of node");
}

const Op* Compiler::name(const AstNode& node) {
  if (node.text == "?") {
    Op& op = make(OpCode::input, node);
    op.asks_input = true;
    return &op;
  }
  const Resolved found = function_->resolve(node.text);
  if (node.text == "partial") partial_used_ = true;
  const Op* fallback = nullptr;
  if (found.local) {
    Op& op = make(OpCode::local, node);
    op.slot = *found.local;
    fallback = &op;
  } else {
    if (const auto outer = names_.find(node.text); outer && outer->kind == Name::Kind::constant)
      return outer_name(node);
    fallback = outer_name(node);
  }
  if (found.items.empty()) return fallback;
  Op& op = make(OpCode::field, node);
  op.text = node.text;
  op.slots = found.items;
  op.kids.push_back(fallback);
  return &op;
}

// A name of the surroundings or a built-in function; else nothing.
const Op* Compiler::outer_name(const AstNode& node) {
  const auto found = names_.find(node.text);
  if (!found) {
    const Builtin* builtin = find_builtin(node.text);
    if (builtin == nullptr) return &make(OpCode::lost, node);
    Op& op = make(OpCode::constant, node);
    FunctionValue f;
    f.builtin = builtin;
    f.parameters = builtin->parsed.front().parameters;
    op.value = Value::function(std::make_shared<const FunctionValue>(std::move(f)));
    return &op;
  }
  switch (found->kind) {
    case Name::Kind::variable: {
      Op& op = make(OpCode::variable, node);
      op.slot = found->slot;
      code_.reads.push_back(found->slot);
      return &op;
    }
    case Name::Kind::constant: {
      Op& op = make(OpCode::constant, node);
      op.value = found->constant;
      return &op;
    }
    case Name::Kind::function: {
      Op& op = make(OpCode::constant, node);
      FunctionValue f;
      f.native = [slot = found->slot](Machine& machine, std::span<const Value> args) {
        return machine.env().call(slot, args);
      };
      op.value = Value::function(std::make_shared<const FunctionValue>(std::move(f)));
      code_.calls.push_back(found->slot);
      return &op;
    }
  }
  TF_BUG("a kind of name");
}

const Op* Compiler::call(const AstNode& node) {
  const AstNode& callee = *node.kids.front();
  const bool plain = callee.kind == NodeKind::name && !function_->resolve(callee.text).local;
  const auto outer = plain ? names_.find(callee.text) : std::nullopt;
  const Builtin* builtin = callee.kind == NodeKind::name ? find_builtin(callee.text) : nullptr;
  OpCode code = OpCode::call;
  if (outer && outer->kind == Name::Kind::function) {
    code = OpCode::call_env;
  } else if (plain && !outer && builtin != nullptr) {
    code = OpCode::call_builtin;
  }
  std::vector<const Op*> kids;
  bool asks = false;
  for (const AstNode* kid : node.kids) {
    if (kid == &callee && code != OpCode::call) continue;
    kids.push_back(compile(*kid));
    asks = asks || kids.back()->asks_input;
  }
  Op& op = make(code, node);
  op.kids = std::move(kids);
  op.asks_input = asks;
  op.names = node.names;
  op.builtin = builtin;
  op.text = callee.kind == NodeKind::name ? callee.text : "";
  if (code == OpCode::call_env) {
    op.slot = outer->slot;
    code_.calls.push_back(outer->slot);
    if (const auto item = function_->item()) op.slots.push_back(*item);
  }
  // `now` may be a variable and now() the function all the same: the variable is asked first, when
  // it runs.
  if (builtin != nullptr && code != OpCode::call_env) code_.clock = code_.clock || builtin->clock;
  if (code == OpCode::call_builtin) {
    op.is_truth = op.text == "not";
  }
  return &op;
}

const Op* Compiler::context(const AstNode& node) {
  const std::size_t before = function_->bindings.size();
  std::vector<const Op*> kids;
  std::vector<int> slots;
  for (std::size_t i = 0; i < node.kids.size(); ++i) {
    const Op* value = nullptr;
    if (node.kids[i]->kind == NodeKind::function) {
      const int self = function_->bind(node.names[i]);
      own_slot_ = self;
      value = compile(*node.kids[i]);
      slots.push_back(self);
    } else {
      value = compile(*node.kids[i]);
      slots.push_back(function_->bind(node.names[i]));
    }
    kids.push_back(value);
  }
  function_->bindings.resize(before);
  Op& op = make(OpCode::context, node);
  op.kids = std::move(kids);
  op.slots = std::move(slots);
  op.names = node.names;
  return &op;
}

const Op* Compiler::filter(const AstNode& node) {
  const Op* base = compile(*node.kids[0]);
  const AstNode& condition = *node.kids[1];
  if (node.text.empty() && condition.kind == NodeKind::literal &&
      condition.value.is(Value::Kind::number)) {
    const Op* index = compile(condition);
    Op& op = make(OpCode::filter_at, node);
    op.kids = {base, index};
    op.asks_input = base->asks_input;
    return &op;
  }
  const int slot = function_->bind("item", true);
  const Op* test = compile(condition);
  function_->bindings.pop_back();
  Op& op = make(OpCode::filter, node);
  op.strict = node.text == "strict";
  op.kids = {base, test};
  op.slot = slot;
  op.asks_input = base->asks_input || test->asks_input;
  return &op;
}

const Op* Compiler::iteration(const AstNode& node) {
  const std::size_t before = function_->bindings.size();
  std::vector<const Op*> kids;
  std::vector<int> slots;
  bool asks = false;
  for (std::size_t i = 0; i < node.names.size(); ++i) {
    kids.push_back(compile(*node.kids[i]));
    slots.push_back(function_->bind(node.names[i]));
    asks = asks || kids.back()->asks_input;
  }
  const bool outer_partial = std::exchange(partial_used_, false);
  if (node.kind == NodeKind::for_each) slots.push_back(function_->bind("partial"));
  kids.push_back(compile(*node.kids.back()));
  const bool partial = std::exchange(partial_used_, outer_partial);
  asks = asks || kids.back()->asks_input;
  function_->bindings.resize(before);
  Op& op = make(node.kind == NodeKind::for_each ? OpCode::for_each
                : node.kind == NodeKind::some   ? OpCode::some
                                                : OpCode::every,
                node);
  op.kids = std::move(kids);
  op.slots = std::move(slots);
  op.asks_input = asks;
  op.is_truth = node.kind != NodeKind::for_each;
  op.asks_partial = partial;
  op.strict = node.text == "strict";
  return &op;
}

const Op* Compiler::function(const AstNode& node) {
  auto proto = std::make_unique<Proto>();
  proto->parameters = node.names;
  proto->types = node.types;
  Function inner;
  inner.outer = function_;
  inner.proto = proto.get();
  for (const std::string& parameter : node.names) inner.bind(parameter);
  const int own = std::exchange(own_slot_, -1);
  function_ = &inner;
  proto->body = compile(*node.kids.front());
  function_ = inner.outer;
  proto->frame = inner.slots;
  if (const auto self = inner.captured.find(own); self != inner.captured.end())
    proto->self = self->second;
  Op& op = make(OpCode::function, node);
  op.slot = own;
  op.proto = std::move(proto);
  return &op;
}

const Op* Compiler::tests(const AstNode& node) {
  Op& op = make_with_kids(OpCode::tests, node);
  op.text = node.text;
  return &op;
}

const Op* Compiler::table(const AstNode& node) {
  const auto compiled = [this](const AstNode* one) {
    return one == nullptr ? nullptr : compile(*one);
  };
  auto out = std::make_shared<TableCode>();
  out->source = node.table->source;
  out->bare = node.table->bare;
  for (std::size_t c = 0; c < node.table->inputs.size(); ++c) {
    TableCode::Column& column = out->columns.emplace_back();
    column.expression = compiled(node.table->inputs[c]);
    column.allowed = compiled(node.table->allowed[c]);
    for (const AstNode* cell : node.table->cells[c]) column.cells.push_back(compiled(cell));
  }
  for (const auto& outputs : node.table->outputs) {
    TableCode::Row& row = out->rows.emplace_back();
    for (const AstNode* output : outputs) row.outputs.push_back(compiled(output));
  }
  for (const AstNode* one : node.table->otherwise) out->otherwise.push_back(compiled(one));
  out->finish();
  Op& op = make(OpCode::table, node);
  op.table = std::move(out);
  return &op;
}

}  // namespace

std::shared_ptr<const Program::Code> compile_tree(const Tree& tree, std::string_view text,
                                                  const Names& names) {
  auto code = std::make_shared<Program::Code>();
  code->text = text;
  Compiler(names, *code).run(*tree.root);
  return code;
}

}  // namespace tf::rule
