#include "rule/analysis.h"

#include <algorithm>
#include <map>

#include "rule/analysis_axis.h"
#include "rule/analysis_cell.h"
#include "rule/analysis_grid.h"
#include "rule/analysis_overlaps.h"
#include "rule/decision_table_code.h"
#include "rule/feel/compare.h"
#include "rule/feel/no_surroundings.h"

namespace tf::rule {
namespace {

using Found = TableFinding::Kind;

// Whether no match is a mistake of this table: it has no default and does not fold nothing into
// something (decision_table_fold.cpp).
bool must_match(const TableCode& table) {
  const TableSource& source = table.source;
  if (source.hit == HitPolicy::collect_count || !table.otherwise.empty()) return false;
  for (const TableOutput& output : source.outputs) {
    if (!output.otherwise.is_null()) return false;
    if (!output.hit.empty() && source.hit >= HitPolicy::collect) return false;
  }
  return true;
}

class Gaps {
 public:
  Gaps(Grid& grid, TableAnalysis& out) : grid_(grid), out_(out) {
    for (const Grid::Rule& rule : grid.rules()) {
      if (rule.never >= 0) continue;
      (rule.exact ? sure_ : maybe_).push_back(&rule.may);
    }
  }
  void run() {
    std::size_t steps = kMostSteps;
    search(false, steps);
    // What is missing only while something is empty is told when nothing else is.
    if (found_ == 0) search(true, steps);
  }

 private:
  void search(bool with_null, std::size_t& steps) {
    const Box space = grid_.space(with_null);
    Cover cover(space, sure_, steps);
    while (found_ < kMostOfAKind) {
      const auto point = cover.hole();
      if (!point) break;
      ++found_;
      const Box& box = boxes_.emplace_back(grid_.grown(*point, space, sure_));
      TableFinding finding;
      const bool maybe =
          std::ranges::any_of(maybe_, [&](const Box* other) { return holds(*other, *point); });
      finding.kind = maybe ? Found::gap_maybe : with_null ? Found::gap_of_null : Found::gap;
      finding.sample = grid_.sample(*point, box);
      finding.box = grid_.words(box);
      finding.inputs = grid_.values(*point);
      out_.findings.push_back(std::move(finding));
      sure_.push_back(&box);
      cover.add(box);
    }
    if (cover.stopped()) out_.findings.push_back({.kind = Found::stopped});
  }

  Grid& grid_;
  TableAnalysis& out_;
  std::vector<const Box*> sure_, maybe_;
  std::deque<Box> boxes_;
  std::size_t found_ = 0;
};

void unused_definitions(const CompiledTable& table, TableAnalysis& out) {
  std::vector<int> read = table.code->reads;  // slot -1 - i: definition i
  for (const Program& one : table.definitions)
    read.insert(read.end(), one.reads().begin(), one.reads().end());
  for (std::size_t i = 0; i < table.definitions.size(); ++i)
    if (std::ranges::find(read, -1 - static_cast<int>(i)) == read.end())
      out.findings.push_back({.kind = Found::unused, .definition = static_cast<int>(i)});
}

bool is_allowed(const Value& value, const TableOutput& output, const OutputFacts& facts) {
  const auto among = [&](const std::vector<Value>& list) {
    return list.empty() || std::ranges::any_of(list, [&](const Value& one) {
             return equal(one, value) == Tri::yes;
           });
  };
  if (value.is_null()) return true;  // an empty cell
  if (!among(output.allowed) || !among(facts.choices)) return false;
  if (facts.kind != Value::Kind::null && value.kind() != facts.kind) return false;
  for (const std::string& tests : facts.allowed) {
    const auto program = compile_unary_tests(tests, NoNames());
    NoEnv env;
    if (program && !program->test(value, env)) return false;
  }
  if (!value.is(Value::Kind::number)) return true;
  const Decimal& number = value.as_number();
  return (!facts.least || *facts.least <= number) && (!facts.most || number <= *facts.most) &&
         (!facts.whole || number.is_whole());
}

void outputs(const TableCode& table, std::span<const OutputFacts> facts, TableAnalysis& out) {
  for (std::size_t o = 0; o < table.source.outputs.size(); ++o) {
    const TableOutput& output = table.source.outputs[o];
    const OutputFacts known = o < facts.size() ? facts[o] : OutputFacts{};
    const auto check = [&](const std::optional<Value>& value, int rule) {
      if (value && !is_allowed(*value, output, known))
        out.findings.push_back({.kind = Found::output,
                                .rule = rule,
                                .column = static_cast<int>(table.columns.size() + o),
                                .sample = value->is(Value::Kind::text) ? quoted(value->as_text())
                                                                       : to_feel_text(*value)});
    };
    for (std::size_t r = 0; r < table.rows.size(); ++r)
      check(constant_value(*table.rows[r].outputs[o]), static_cast<int>(r));
    check(output.otherwise, -1);
    if (o < table.otherwise.size() && table.otherwise[o] != nullptr)
      check(constant_value(*table.otherwise[o]), -1);
  }
}

void cells(const Grid& grid, TableAnalysis& out) {
  for (const int column : grid.unread())
    out.findings.push_back({.kind = Found::unread, .column = column});
  for (const int column : grid.open_columns())
    out.findings.push_back({.kind = Found::not_analysed, .column = column});
  for (std::size_t r = 0; r < grid.rules().size(); ++r) {
    const Grid::Rule& rule = grid.rules()[r];
    if (rule.never >= 0)
      out.findings.push_back(
          {.kind = Found::impossible, .rule = static_cast<int>(r), .column = rule.never});
    out.cells_not_analysed += rule.not_analysed.size();
    for (const int column : rule.not_analysed)
      out.findings.push_back(
          {.kind = Found::not_analysed, .rule = static_cast<int>(r), .column = column});
  }
}

// By kind, then rule; at most so many of each.
void tidy(TableAnalysis& out) {
  std::ranges::stable_sort(out.findings, [](const TableFinding& a, const TableFinding& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.rule < b.rule;
  });
  std::map<Found, std::size_t> counts;
  const std::size_t before = out.findings.size();
  std::erase_if(out.findings,
                [&](const TableFinding& one) { return ++counts[one.kind] > kMostOfAKind; });
  out.left_out += before - out.findings.size();
}

}  // namespace

TableAnalysis analyse(const TableCode& table, std::span<const InputFacts> inputs,
                      std::span<const OutputFacts> output_facts) {
  TableAnalysis out;
  Grid grid(table, inputs);
  out.rules = table.rows.size();
  out.cells = grid.cells();
  if (must_match(table)) Gaps(grid, out).run();
  compare_rules(table, grid, out);
  cells(grid, out);
  outputs(table, output_facts, out);
  tidy(out);
  return out;
}

TableAnalysis analyse(const TableSource& table, const Names& names,
                      std::span<const InputFacts> inputs, std::span<const OutputFacts> outputs) {
  const auto compiled = compile_table(table, names);
  if (!compiled) return {};
  TableAnalysis out = analyse(compiled->table(), inputs, outputs);
  unused_definitions(*compiled, out);
  return out;
}

}  // namespace tf::rule
