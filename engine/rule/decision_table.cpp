#include "rule/decision_table.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/text.h"
#include "rule/decision_fold.h"
#include "rule/decision_index.h"
#include "rule/feel/code.h"
#include "rule/feel/machine.h"

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
  std::vector<std::string> members() const override { return outer_.members(); }
  TypePtr type(std::string_view name) const override { return outer_.type(name); }

 private:
  const Names& outer_;
  std::vector<std::string> defined_;
};

// Computes definitions when they are asked for.
class EnvOfTable : public Env {
 public:
  EnvOfTable(Env& outer, std::span<const Program> definitions)
      : outer_(outer), definitions_(definitions), values_(definitions.size()) {}
  const Value& variable(int slot) override {
    if (slot >= 0) return outer_.variable(slot);
    const auto at = static_cast<std::size_t>(-1 - slot);
    if (!values_[at]) values_[at] = definitions_[at].run(*this);
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
  std::vector<std::optional<Value>> values_;
};

struct Column {
  Program expression;
  Program allowed;             // may be empty
  std::vector<Program> cells;  // empty programs pass all
  std::optional<ColumnIndex> index;
  bool free = false;  // every cell passes
};

struct Row {
  std::vector<Program> outputs;
  Value constant;  // the record of outputs when they are all constants
  bool is_constant = false;
};

// One bit for each rule still in the running; on the stack for up to 1,024 rules.
class Candidates {
 public:
  explicit Candidates(std::size_t rules) : words_((rules + 63) / 64), rules_(rules) {
    if (words_ > small_.size()) large_.resize(words_);
    for (std::size_t i = 0; i < words_; ++i) data()[i] = ~std::uint64_t{0};
    if (rules % 64 != 0) data()[words_ - 1] = (std::uint64_t{1} << (rules % 64)) - 1;
  }
  void keep(const std::uint64_t* bits) {
    for (std::size_t i = 0; i < words_; ++i) data()[i] &= bits[i];
  }
  void drop(std::size_t rule) { data()[rule / 64] &= ~(std::uint64_t{1} << (rule % 64)); }
  // The first at or after `from`, or rules().
  std::size_t next(std::size_t from) const {
    for (std::size_t w = from / 64; w < words_; ++w) {
      std::uint64_t bits = data()[w];
      if (w == from / 64) bits &= ~std::uint64_t{0} << (from % 64);
      if (bits != 0) return w * 64 + static_cast<std::size_t>(std::countr_zero(bits));
    }
    return rules_;
  }
  std::size_t rules() const { return rules_; }

 private:
  std::uint64_t* data() { return words_ > small_.size() ? large_.data() : small_.data(); }
  const std::uint64_t* data() const {
    return words_ > small_.size() ? large_.data() : small_.data();
  }
  std::size_t words_, rules_;
  std::array<std::uint64_t, 16> small_;
  std::vector<std::uint64_t> large_;
};

bool is_free(std::string_view cell) {
  cell = trim(cell);
  return cell.empty() || cell == "-";
}

}  // namespace

struct DecisionTable::Impl {
  TableSource source;
  std::vector<Program> definitions;
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<int> reads, calls;
  bool clock = false;
  bool plain = true;  // no output folds by itself or has a cap

  // Null, or the name of the problem.
  const char* candidates(Machine& machine, Candidates& left) const;
  bool input_allowed(const Column& column, const Value& input, Machine& machine) const;
  std::vector<std::size_t> fired(Candidates& left) const;
  Value output(std::size_t rule, Machine& machine) const;
  Decision decide(Env& env, std::vector<Warning>* warnings) const;
  Value quick(Env& env, bool& done) const;
  template <class Do>
  auto with_env(Env& env, Do work) const {
    if (definitions.empty()) return work(env);
    EnvOfTable inner(env, definitions);
    return work(static_cast<Env&>(inner));
  }
};

bool DecisionTable::Impl::input_allowed(const Column& column, const Value& input,
                                        Machine& machine) const {
  if (!column.allowed) return true;
  return machine.run_truth(column.allowed.code(), &input) == Tri::yes;
}

const char* DecisionTable::Impl::candidates(Machine& machine, Candidates& left) const {
  struct Late {
    const Column* column;
    Value input;
  };
  std::vector<Late> late;  // columns without an index, for the rules the others leave
  for (const Column& column : columns) {
    if (column.free && !column.allowed) continue;
    Value hold;
    const Value& input = machine.run_ref(column.expression.code(), hold);
    if (!input_allowed(column, input, machine)) return "decision.not_allowed";
    if (column.free) continue;
    const std::uint64_t* bits = column.index ? column.index->rules(input) : nullptr;
    if (bits != nullptr)
      left.keep(bits);
    else
      late.push_back({&column, input});
  }
  for (const Late& one : late) {
    for (std::size_t rule = left.next(0); rule < left.rules(); rule = left.next(rule + 1)) {
      const Program& cell = one.column->cells[rule];
      if (cell && machine.run_truth(cell.code(), &one.input) != Tri::yes) left.drop(rule);
    }
  }
  return nullptr;
}

std::vector<std::size_t> DecisionTable::Impl::fired(Candidates& left) const {
  std::vector<std::size_t> out;
  for (std::size_t rule = left.next(0); rule < left.rules(); rule = left.next(rule + 1)) {
    out.push_back(rule);
    if (source.hit == HitPolicy::first) break;
  }
  return out;
}

Value DecisionTable::Impl::output(std::size_t rule, Machine& machine) const {
  const Row& row = rows[rule];
  if (row.is_constant) return row.constant;
  Record out;
  for (std::size_t i = 0; i < row.outputs.size(); ++i)
    out.set(source.outputs[i].name, machine.run(row.outputs[i].code()));
  return Value::record(std::move(out));
}

Decision DecisionTable::Impl::decide(Env& env, std::vector<Warning>* warnings) const {
  Decision out;
  Machine machine(env, warnings, Budget{});
  Candidates left(rows.size());
  if (const char* problem = candidates(machine, left)) {
    out.problem = problem;
    return out;
  }
  const std::vector<std::size_t> hits = fired(left);
  std::vector<Value> values;
  for (const std::size_t rule : hits) {
    values.push_back(output(rule, machine));
    out.fired.push_back(source.rules[rule].id);
    if (!source.rules[rule].note.empty()) out.notes.push_back(source.rules[rule].note);
  }
  Folded folded = fold(source, values);
  out.outputs = std::move(folded.value);
  out.problem = folded.problem;
  return out;
}

// One rule, constant outputs, a policy that takes one: answers without building anything.
Value DecisionTable::Impl::quick(Env& env, bool& done) const {
  done = plain;
  if (!plain) return {};
  Machine machine(env, nullptr, Budget{});
  Candidates left(rows.size());
  if (candidates(machine, left) != nullptr) return {};
  const std::size_t first = left.next(0);
  const bool single = source.hit == HitPolicy::first ||
                      (first < left.rules() && left.next(first + 1) >= left.rules() &&
                       (source.hit == HitPolicy::unique || source.hit == HitPolicy::any ||
                        source.hit == HitPolicy::priority));
  if (!single || first >= left.rules() || !rows[first].is_constant) {
    done = false;
    return {};
  }
  return rows[first].constant;
}

std::expected<DecisionTable, std::vector<TableError>> DecisionTable::compile(TableSource source,
                                                                             const Names& names) {
  auto table = std::make_shared<Impl>();
  std::vector<TableError> errors;
  NamesOfTable inner(names);
  const auto note = [&](const Program& program) {
    for (const int slot : program.reads())
      if (slot >= 0) table->reads.push_back(slot);
    table->calls.insert(table->calls.end(), program.calls().begin(), program.calls().end());
    table->clock = table->clock || program.reads_clock();
  };
  const auto compile = [&](std::string_view text, bool tests, int rule, std::size_t column,
                           int definition) {
    auto program = tests ? compile_unary_tests(text, inner) : compile_expression(text, inner);
    if (!program) {
      errors.push_back({rule, definition < 0 ? static_cast<int>(column) : -1, definition,
                        std::move(program).error()});
      return Program();
    }
    note(*program);
    return *std::move(program);
  };
  for (std::size_t i = 0; i < source.definitions.size(); ++i) {
    table->definitions.push_back(
        compile(source.definitions[i].second, false, -1, 0, static_cast<int>(i)));
    inner.add(source.definitions[i].first);
  }
  const std::size_t inputs = source.inputs.size();
  for (std::size_t c = 0; c < inputs; ++c) {
    Column column;
    column.expression = compile(source.inputs[c].expression, false, -1, c, -1);
    if (!source.inputs[c].allowed.empty())
      column.allowed = compile(join(source.inputs[c].allowed, ", "), true, -1, c, -1);
    column.free = true;
    for (std::size_t r = 0; r < source.rules.size(); ++r) {
      const auto& cells = source.rules[r].inputs;
      const bool passes = c >= cells.size() || is_free(cells[c]);
      column.cells.push_back(passes ? Program()
                                    : compile(cells[c], true, static_cast<int>(r), c, -1));
      column.free = column.free && passes;
    }
    table->columns.push_back(std::move(column));
  }
  for (std::size_t r = 0; r < source.rules.size(); ++r) {
    TableRule& rule = source.rules[r];
    if (rule.id.empty()) rule.id = std::to_string(r + 1);
    Row row;
    row.is_constant = true;
    Record constants;
    for (std::size_t o = 0; o < source.outputs.size(); ++o) {
      const std::string_view text =
          o < rule.outputs.size() ? trim(rule.outputs[o]) : std::string_view();
      const bool empty = text.empty() || text == "-";
      row.outputs.push_back(
          compile(empty ? "null" : text, false, static_cast<int>(r), inputs + o, -1));
      const auto& code = row.outputs.back().code();
      row.is_constant = row.is_constant && code != nullptr && code->root->code == OpCode::constant;
      if (row.is_constant) constants.set(source.outputs[o].name, code->root->value);
    }
    if (row.is_constant) row.constant = Value::record(std::move(constants));
    table->rows.push_back(std::move(row));
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  for (Column& column : table->columns) column.index = ColumnIndex::build(column.cells);
  for (auto* list : {&table->reads, &table->calls}) {
    std::ranges::sort(*list);
    list->erase(std::ranges::unique(*list).begin(), list->end());
  }
  for (const TableOutput& output : source.outputs)
    table->plain = table->plain && output.hit.empty() && !output.cap;
  table->source = std::move(source);
  DecisionTable out;
  out.impl_ = std::move(table);
  return out;
}

Decision DecisionTable::decide(Env& env, std::vector<Warning>* warnings) const {
  return impl_->with_env(env, [&](Env& inner) { return impl_->decide(inner, warnings); });
}

Value DecisionTable::outputs(Env& env) const {
  return impl_->with_env(env, [&](Env& inner) {
    bool done = true;
    Value quick = impl_->quick(inner, done);
    return done ? quick : impl_->decide(inner, nullptr).outputs;
  });
}

std::vector<Fired> DecisionTable::explain(Env& env) const {
  return impl_->with_env(env, [&](Env& inner) {
    Machine machine(inner, nullptr, Budget{});
    std::vector<Value> inputs;
    for (const Column& column : impl_->columns)
      inputs.push_back(machine.run(column.expression.code()));
    std::vector<Fired> out;
    bool stopped = false;
    for (std::size_t r = 0; r < impl_->rows.size(); ++r) {
      Fired one{impl_->source.rules[r].id, true, -1, impl_->source.rules[r].note};
      for (std::size_t c = 0; one.fired && c < inputs.size(); ++c) {
        const Program& cell = impl_->columns[c].cells[r];
        if (!cell || machine.run_truth(cell.code(), &inputs[c]) == Tri::yes) continue;
        one.fired = false;
        one.failed_column = static_cast<int>(c);
      }
      if (one.fired && stopped) one.fired = false;  // passed, but an earlier rule came first
      if (one.fired && impl_->source.hit == HitPolicy::first) stopped = true;
      out.push_back(std::move(one));
    }
    return out;
  });
}

const TableSource& DecisionTable::source() const {
  return impl_->source;
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
