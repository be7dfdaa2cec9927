#include "rule/decision_table_code.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/text.h"
#include "rule/decision_table_fold.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

// The rules still in the running: one bit each, only over the words where every column has any. On
// the stack for up to kSmall such words.
class Candidates {
 public:
  explicit Candidates(std::size_t rules) : rules_(rules), last_((rules + 63) / 64) {}

  // Notes a column's rules; settle() then keeps those of all columns.
  void meet(const RuleBits& bits) {
    first_ = std::max<std::size_t>(first_, bits.first);
    last_ = std::min<std::size_t>(last_, bits.last);
    if (columns_ < fixed_.size())
      fixed_[columns_++] = bits.words;
    else
      more_.push_back(bits.words);
  }
  void settle() {
    if (first_ >= last_) return;
    const std::size_t words = last_ - first_;
    if (words > small_.size()) large_.resize(words);
    std::uint64_t* mine = data();
    for (std::size_t i = 0; i < words; ++i) mine[i] = ~std::uint64_t{0};
    if (columns_ == 0 && rules_ % 64 != 0 && last_ * 64 > rules_)
      mine[words - 1] = (std::uint64_t{1} << (rules_ % 64)) - 1;
    for (std::size_t c = 0; c < columns_; ++c)
      for (std::size_t i = 0; i < words; ++i) mine[i] &= fixed_[c][first_ + i];
    for (const std::uint64_t* column : more_)
      for (std::size_t i = 0; i < words; ++i) mine[i] &= column[first_ + i];
  }
  void drop(std::size_t rule) { data()[rule / 64 - first_] &= ~(std::uint64_t{1} << (rule % 64)); }
  // The first at or after `from`, or rules().
  std::size_t next(std::size_t from) const {
    for (std::size_t w = std::max(from / 64, first_); w < last_; ++w) {
      std::uint64_t bits = data()[w - first_];
      if (w == from / 64) bits &= ~std::uint64_t{0} << (from % 64);
      if (bits != 0) return w * 64 + static_cast<std::size_t>(std::countr_zero(bits));
    }
    return rules_;
  }
  std::size_t rules() const { return rules_; }

 private:
  std::uint64_t* data() { return large_.empty() ? small_.data() : large_.data(); }
  const std::uint64_t* data() const { return large_.empty() ? small_.data() : large_.data(); }
  std::size_t rules_, first_ = 0, last_;
  std::size_t columns_ = 0;
  std::array<const std::uint64_t*, 16> fixed_;
  std::vector<const std::uint64_t*> more_;
  std::array<std::uint64_t, 16> small_;
  std::vector<std::uint64_t> large_;
};

std::size_t warnings_so_far(Machine& machine) {
  return machine.warnings() == nullptr ? 0 : machine.warnings()->size();
}

// Says of the warnings after the first `before` where in the table they come from; `rule` -1: the
// header.
void tell_place(const TableCode& table, Machine& machine, std::size_t before, int rule,
                const std::string& column) {
  if (warnings_so_far(machine) <= before) return;
  const std::string row =
      rule < 0 ? "" : cat("`", table.source.rules[static_cast<std::size_t>(rule)].id, "`");
  std::vector<Warning>& all = *machine.warnings();
  for (std::size_t i = before; i < all.size(); ++i) {
    all[i].zh = cat(row.empty() ? "" : cat(row, " 行，"), "`", column, "` 栏：", all[i].zh);
    all[i].en =
        cat(row.empty() ? "" : cat("row ", row, ", "), "column `", column, "`: ", all[i].en);
  }
}

const std::string& header_of(const TableCode& table, std::size_t column) {
  const TableInput& input = table.source.inputs[column];
  return input.title.empty() ? input.expression : input.title;
}

// Drops the rules whose cells say no; the name of a problem, or null.
const char* narrow(const TableCode& table, Machine& machine, Candidates& left) {
  struct Late {
    std::size_t column;
    Value input;
  };
  std::vector<Late> late;  // columns without an index: only for the rules the others leave
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const TableCode::Column& column = table.columns[c];
    if (column.free && column.allowed == nullptr) continue;
    Value hold;
    const std::size_t before = warnings_so_far(machine);
    const Value& input = machine.value_of(*column.expression, hold);
    tell_place(table, machine, before, -1, header_of(table, c));
    if (column.allowed != nullptr && machine.test_of(*column.allowed, input) != Tri::yes)
      return "decision.not_allowed";
    if (column.free) continue;
    const RuleBits bits = column.index ? column.index->rules(input) : RuleBits{};
    if (bits.words != nullptr)
      left.meet(bits);
    else
      late.push_back({c, input});
  }
  left.settle();
  for (const Late& one : late) {
    for (std::size_t rule = left.next(0); rule < left.rules(); rule = left.next(rule + 1)) {
      const Op* cell = table.columns[one.column].cells[rule];
      if (cell == nullptr) continue;
      const std::size_t before = warnings_so_far(machine);
      if (machine.test_of(*cell, one.input) != Tri::yes) left.drop(rule);
      tell_place(table, machine, before, static_cast<int>(rule), header_of(table, one.column));
    }
  }
  return nullptr;
}

Value output_of(const TableCode& table, std::size_t rule, Machine& machine) {
  const TableCode::Row& row = table.rows[rule];
  if (row.is_constant) return row.constant;
  Record out;
  for (std::size_t i = 0; i < row.outputs.size(); ++i) {
    Value hold;
    const std::size_t before = warnings_so_far(machine);
    const std::string& name = table.source.outputs[i].name;
    out.set(name, machine.value_of(*row.outputs[i], hold));
    tell_place(table, machine, before, static_cast<int>(rule), name);
  }
  return Value::record(std::move(out));
}

Value bare_value(const TableCode& table, const Value& value) {
  if (!table.bare || table.source.outputs.size() != 1) return value;
  const std::string& name = table.source.outputs.front().name;
  if (value.is(Value::Kind::record)) return value[name];
  if (!value.is(Value::Kind::list)) return value;
  List out;
  for (const Value& item : value.as_list()) out.push_back(item[name]);
  return Value::list(std::move(out));
}

Value defaults(const TableCode& table, Machine& machine) {
  Record out;
  for (std::size_t i = 0; i < table.otherwise.size(); ++i) {
    Value hold;
    out.set(table.source.outputs[i].name,
            table.otherwise[i] == nullptr ? Value() : machine.value_of(*table.otherwise[i], hold));
  }
  return Value::record(std::move(out));
}

}  // namespace

void TableCode::finish() {
  for (Column& column : columns) {
    column.free = std::ranges::all_of(column.cells, [](const Op* cell) { return cell == nullptr; });
    column.index = ColumnIndex::build(column.cells);
  }
  for (Row& row : rows) {
    row.is_constant =
        std::ranges::all_of(row.outputs, [](const Op* op) { return op->code == OpCode::constant; });
    if (!row.is_constant) continue;
    Record constants;
    for (std::size_t i = 0; i < row.outputs.size(); ++i)
      constants.set(source.outputs[i].name, row.outputs[i]->value);
    row.constant = Value::record(std::move(constants));
  }
  for (const TableOutput& output : source.outputs)
    plain = plain && output.hit.empty() && !output.cap;
}

Decision TableCode::decide(Machine& machine) const {
  Decision out;
  Candidates left(rows.size());
  if (const char* problem = narrow(*this, machine, left)) {
    out.problem = problem;
    return out;
  }
  std::vector<Value> values;
  for (std::size_t rule = left.next(0); rule < left.rules(); rule = left.next(rule + 1)) {
    values.push_back(output_of(*this, rule, machine));
    out.fired.push_back(source.rules[rule].id);
    if (!source.rules[rule].note.empty()) out.notes.push_back(source.rules[rule].note);
    if (source.hit == HitPolicy::first) break;
  }
  Folded folded = fold(source, values);
  if (folded.problem == "decision.no_match" && !otherwise.empty())
    folded = {defaults(*this, machine), ""};
  out.outputs = bare_value(*this, folded.value);
  out.problem = std::move(folded.problem);
  return out;
}

Value TableCode::outputs(Machine& machine) const {
  if (!plain || bare) return decide(machine).outputs;
  Candidates left(rows.size());
  if (narrow(*this, machine, left) != nullptr) return {};
  const std::size_t first = left.next(0);
  const bool one_wins = source.hit == HitPolicy::unique || source.hit == HitPolicy::any ||
                        source.hit == HitPolicy::priority;
  const bool single = first < left.rules() && (source.hit == HitPolicy::first ||
                                               (one_wins && left.next(first + 1) >= left.rules()));
  if (single && rows[first].is_constant) return rows[first].constant;
  return decide(machine).outputs;
}

Explanation TableCode::explain(Machine& machine) const {
  Explanation out;
  std::vector<Value>& inputs = out.inputs;
  inputs.resize(columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    Value hold;
    inputs[c] = machine.value_of(*columns[c].expression, hold);
  }
  bool stopped = false;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    Fired one{source.rules[r].id, true, -1, source.rules[r].note};
    for (std::size_t c = 0; one.fired && c < columns.size(); ++c) {
      const Op* cell = columns[c].cells[r];
      if (cell == nullptr || machine.test_of(*cell, inputs[c]) == Tri::yes) continue;
      one.fired = false;
      one.failed_column = static_cast<int>(c);
    }
    if (one.fired && stopped) one.fired = false;  // it passed, but an earlier rule came first
    if (one.fired && source.hit == HitPolicy::first) stopped = true;
    out.rules.push_back(std::move(one));
  }
  return out;
}

}  // namespace tf::rule
