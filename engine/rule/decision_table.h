// Decision tables (OMG DMN 1.5 §8): compiled once, with an index per column; evaluation answers the outputs
// and the rules that fired, and on request says for every rule the cell that failed.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "rule/feel/feel.h"

namespace tf::rule {

enum class HitPolicy : unsigned char {
  unique, any, priority, first, rule_order, output_order,
  collect, collect_sum, collect_min, collect_max, collect_count
};

struct TableInput {
  std::string title;       // header as written; "-" free
  std::string expression;  // FEEL; usually a field's name
  std::vector<std::string> allowed;  // unary tests of allowed values, may be empty
};
struct TableOutput {
  std::string name;
  std::vector<Value> allowed;  // ordered: priority
  Value otherwise;             // DMN default output entry; null when none
  std::string hit;             // native form: an output may fold by itself ("any true"), else ""
  std::optional<Decimal> cap;  // native form: `cap`
};
struct TableRule {
  std::string id;                   // row name; "" → "1", "2"…
  std::vector<std::string> inputs;  // unary tests; "-" or "" passes all
  std::vector<std::string> outputs; // FEEL expressions (a bare choice is a constant)
  std::string note;
};
struct TableSource {
  std::string name;
  HitPolicy hit = HitPolicy::unique;
  std::vector<TableInput> inputs;
  std::vector<TableOutput> outputs;
  std::vector<TableRule> rules;
};

struct TableError {  // where: rule and column index, -1 for the header
  int rule = -1;
  int column = -1;   // inputs first, then outputs
  FeelError error;
};

struct Fired {  // for one rule: fired, or the first column that failed and why
  std::string id;
  bool fired = false;
  int failed_column = -1;
  std::string note;
};
struct Decision {
  Value outputs;  // record name → value; list of records for list-valued policies; null for no match
  std::vector<std::string> fired;  // row ids, in order
  std::vector<std::string> notes;  // of fired rows that have one
  std::string problem;             // "" or decision.no_match, decision.not_unique, decision.any_differs
};

class DecisionTable {
 public:
  static std::expected<DecisionTable, std::vector<TableError>> compile(TableSource source,
                                                                       const Names& names);
  Decision decide(Env& env, std::vector<Warning>* warnings = nullptr) const;
  std::vector<Fired> explain(Env& env) const;  // --why: every rule
  const TableSource& source() const;
  std::span<const int> reads() const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace tf::rule
