#include "rule/decision_table.h"

#include <algorithm>

#include "base/text.h"
#include "rule/decision_table_code.h"
#include "rule/feel/compile.h"
#include "rule/feel/machine.h"
#include "rule/feel/never.h"
#include "rule/feel/scope_names.h"
#include "rule/telling_env.h"

namespace tf::rule {
namespace {

// The surroundings' names with the table's definitions above them; slot -1 is the first definition.
class NamesOfTable : public Names {
 public:
  explicit NamesOfTable(const Names& outer) : outer_(outer) {}
  void add(const std::string& name) { defined_.push_back(name); }
  std::optional<Name> find(std::string_view name) const override {
    const auto at = std::ranges::find(defined_, name);
    if (at == defined_.end()) return outer_.find(name);
    Name out;
    out.slot = -1 - static_cast<int>(at - defined_.begin());
    return out;
  }
  std::vector<std::string> all() const override {
    std::vector<std::string> out = outer_.all();
    out.insert(out.end(), defined_.begin(), defined_.end());
    return out;
  }
  std::vector<std::string> odd() const override {
    std::vector<std::string> out = outer_.odd();
    out.insert(out.end(), defined_.begin(), defined_.end());
    return out;
  }
  std::vector<std::string> members() const override { return outer_.members(); }
  TypePtr type(std::string_view name) const override { return outer_.type(name); }

 private:
  const Names& outer_;
  std::vector<std::string> defined_;
};

// Computes definitions when they are asked for.
class EnvOfTable : public TellingEnv {
 public:
  EnvOfTable(Env& outer, std::span<const Program> definitions, std::vector<Warning>* warnings)
      : outer_(outer),
        definitions_(definitions),
        warnings_(warnings),
        values_(definitions.size()) {}
  const Value& variable(int slot) override {
    if (slot >= 0) return outer_.variable(slot);
    const auto at = static_cast<std::size_t>(-1 - slot);
    if (!values_[at]) values_[at] = definitions_[at].run(*this, warnings_);
    return *values_[at];
  }
  Value call(int function, std::span<const Value> arguments) override {
    return outer_.call(function, arguments);
  }
  Value call_for(const Value& item, int function, std::span<const Value> arguments) override {
    return outer_.call_for(item, function, arguments);
  }
  Instant now() const override { return outer_.now(); }
  const Zone& zone() const override { return outer_.zone(); }

 private:
  Env& outer_;
  std::span<const Program> definitions_;
  std::vector<Warning>* warnings_;
  std::vector<std::optional<Value>> values_;
};

bool is_free(std::string_view cell) {
  cell = trim(cell);
  return cell.empty() || cell == "-";
}

// Texts of a table → one tree, all mistakes noted with their place.
class TableParser {
 public:
  TableParser(const Names& names, std::vector<TableError>& errors)
      : names_(names), scope_(names), errors_(errors) {}

  Tree parse(const TableSource& source) {
    auto table = std::make_shared<ast::Table>();
    table->source = source;
    for (std::size_t c = 0; c < source.inputs.size(); ++c) {
      const int column = static_cast<int>(c);
      table->inputs.push_back(node(source.inputs[c].expression, TextKind::expression, -1, column));
      const std::string allowed = join(source.inputs[c].allowed, ", ");
      table->allowed.push_back(is_free(allowed) ? nullptr
                                                : node(allowed, TextKind::tests, -1, column));
      auto& cells = table->cells.emplace_back();
      for (std::size_t r = 0; r < source.rules.size(); ++r) {
        const bool free = c >= source.rules[r].inputs.size() || is_free(source.rules[r].inputs[c]);
        cells.push_back(free ? nullptr
                             : node(source.rules[r].inputs[c], TextKind::tests, static_cast<int>(r),
                                    column, table->inputs[c]));
      }
    }
    for (std::size_t r = 0; r < source.rules.size(); ++r) {
      if (source.rules[r].id.empty()) table->source.rules[r].id = std::to_string(r + 1);
      auto& outputs = table->outputs.emplace_back();
      for (std::size_t o = 0; o < source.outputs.size(); ++o) {
        const auto& texts = source.rules[r].outputs;
        const bool empty = o >= texts.size() || is_free(texts[o]);
        outputs.push_back(node(empty ? "null" : texts[o], TextKind::expression, static_cast<int>(r),
                               static_cast<int>(source.inputs.size() + o)));
      }
    }
    tree_.root = &tree_.arena.emplace_back();
    tree_.root->kind = ast::Kind::table;
    tree_.root->table = std::move(table);
    return std::move(tree_);
  }

 private:
  ast::Node* node(std::string_view text, TextKind kind, int rule, int column,
                  const ast::Node* input = nullptr) {
    FeelError error;
    if (ast::Node* out = parse_into(text, kind, names_, scope_, tree_.arena, error)) {
      auto never =
          input == nullptr ? find_never(*out, names_) : find_never_in_cell(*input, *out, names_);
      if (never) errors_.push_back({rule, column, -1, *std::move(never)});
      return out;
    }
    errors_.push_back({rule, column, -1, std::move(error)});
    ast::Node& lost = tree_.arena.emplace_back();
    lost.kind = ast::Kind::lost;
    return &lost;
  }

  const Names& names_;
  ScopeNames scope_;
  std::vector<TableError>& errors_;
  Tree tree_;
};

}  // namespace

struct DecisionTable::Impl {
  std::vector<Program> definitions;
  std::shared_ptr<const Program::Code> code;  // its root is the table
  std::vector<int> reads, calls;
  bool clock = false;

  const TableCode& table() const { return *code->root->table; }
  // `work` with a Machine whose surroundings know the definitions.
  template <class Work>
  auto run(Env& env, std::vector<Warning>* warnings, Work work) const {
    if (definitions.empty()) {
      Machine machine(env, warnings, Budget{});
      const Machine::Frame frame(machine, code);
      return work(machine);
    }
    EnvOfTable inner(env, definitions, warnings);
    Machine machine(inner, warnings, Budget{});
    const Machine::Frame frame(machine, code);
    return work(machine);
  }
};

std::expected<CompiledTable, std::vector<TableError>> compile_table(const TableSource& source,
                                                                    const Names& names) {
  CompiledTable out;
  std::vector<TableError> errors;
  NamesOfTable inner(names);
  for (std::size_t i = 0; i < source.definitions.size(); ++i) {
    auto program = compile_expression(source.definitions[i].second, inner);
    if (program)
      out.definitions.push_back(*std::move(program));
    else
      errors.push_back({-1, -1, static_cast<int>(i), std::move(program).error()});
    inner.add(source.definitions[i].first);
  }
  const Tree tree = TableParser(inner, errors).parse(source);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  out.code = compile_tree(tree, source.name, inner);
  return out;
}

std::expected<DecisionTable, std::vector<TableError>> DecisionTable::compile(TableSource source,
                                                                             const Names& names) {
  auto compiled = compile_table(source, names);
  if (!compiled) return std::unexpected(std::move(compiled).error());
  auto impl = std::make_shared<Impl>();
  impl->definitions = std::move(compiled->definitions);
  impl->code = std::move(compiled->code);
  const auto note = [&](std::span<const int> reads, std::span<const int> calls, bool clock) {
    for (const int slot : reads)
      if (slot >= 0) impl->reads.push_back(slot);
    impl->calls.insert(impl->calls.end(), calls.begin(), calls.end());
    impl->clock = impl->clock || clock;
  };
  note(impl->code->reads, impl->code->calls, impl->code->clock);
  for (const Program& one : impl->definitions) note(one.reads(), one.calls(), one.reads_clock());
  for (auto* list : {&impl->reads, &impl->calls}) {
    std::ranges::sort(*list);
    list->erase(std::ranges::unique(*list).begin(), list->end());
  }
  DecisionTable out;
  out.impl_ = std::move(impl);
  return out;
}

Decision DecisionTable::decide(Env& env, std::vector<Warning>* warnings) const {
  return impl_->run(env, warnings,
                    [&](Machine& machine) { return impl_->table().decide(machine); });
}

Value DecisionTable::outputs(Env& env) const {
  return impl_->run(env, nullptr,
                    [&](Machine& machine) { return impl_->table().outputs(machine); });
}

std::vector<Fired> DecisionTable::explain(Env& env) const {
  return impl_->run(env, nullptr,
                    [&](Machine& machine) { return impl_->table().explain(machine).rules; });
}

Decision DecisionTable::decide(Env& env, Explanation& why, std::vector<Warning>* warnings) const {
  return impl_->run(env, warnings, [&](Machine& machine) {
    Decision decision = impl_->table().decide(machine);
    Machine again(machine.env(), nullptr, Budget{});  // a budget of its own
    const Machine::Frame frame(again, impl_->code);
    why = impl_->table().explain(again);
    if (auto* telling = dynamic_cast<TellingEnv*>(&machine.env()))
      why.behind = std::move(telling->behind);
    return decision;
  });
}

const TableSource& DecisionTable::source() const {
  return impl_->table().source;
}
std::span<const int> DecisionTable::reads() const {
  return impl_->reads;
}
std::span<const int> DecisionTable::calls() const {
  return impl_->calls;
}
bool DecisionTable::reads_clock() const {
  return impl_->clock;
}

}  // namespace tf::rule
