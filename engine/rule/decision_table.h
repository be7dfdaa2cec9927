// Decision tables (OMG DMN 1.5 §8): compiled once, with an index per column; evaluation answers the
// outputs and the rules that fired, and on request says for every rule the cell that failed.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rule/feel/feel.h"

namespace tf::rule {

enum class HitPolicy : unsigned char {
  unique,
  any,
  priority,
  first,
  rule_order,
  output_order,
  collect,
  collect_sum,
  collect_min,
  collect_max,
  collect_count
};

struct TableInput {
  std::string title;                 // header as written; "-" free
  std::string expression;            // FEEL; usually a field's name
  std::vector<std::string> allowed;  // unary tests of allowed values, may be empty
};
struct TableOutput {
  std::string name;
  std::vector<Value> allowed;  // ordered: priority
  Value otherwise;             // DMN default output entry; null when none
  // native form: an output may fold by itself: "any true", "all true", "sum", "min", "max",
  // "count", "first", "list"; else "" and the table's policy folds it.
  std::string hit;
  std::optional<Decimal> cap;  // native form: `cap`
};
struct TableRule {
  std::string id;                    // row name; "" → "1", "2"…
  std::vector<std::string> inputs;   // unary tests; "-" or "" passes all
  std::vector<std::string> outputs;  // FEEL expressions (a bare choice is a constant)
  std::string note;
};
struct TableSource {
  std::string name;
  HitPolicy hit = HitPolicy::unique;
  // Names that headers and cells may use, each a FEEL expression (`inputs` of the native form);
  // computed when asked for, once a decision. A later one may use earlier ones.
  std::vector<std::pair<std::string, std::string>> definitions;
  std::vector<TableInput> inputs;
  std::vector<TableOutput> outputs;
  std::vector<TableRule> rules;
};

struct TableError {     // where
  int rule = -1;        // -1: the header
  int column = -1;      // inputs first, then outputs; -1: a definition or the table itself
  int definition = -1;  // index into definitions
  FeelError error;      // its offset counts within that cell
};

struct Fired {  // for one rule: fired, or the first column that failed and why
  std::string id;
  bool fired = false;
  int failed_column = -1;
  std::string note;
};
// What a table saw and how each rule answered.
struct ExplainedTable;
struct Explanation {
  std::vector<Value> inputs;  // by column
  std::vector<Fired> rules;
  std::vector<ExplainedTable> behind;  // tables of the graph that was asked, what is needed first
};
struct ExplainedTable {
  std::string name;  // of the decision
  std::shared_ptr<const TableSource> table;
  Explanation why;
};
struct Decision {
  Value
      outputs;  // record name → value; list of records for list-valued policies; null for no match
  std::vector<std::string> fired;  // row ids, in order
  std::vector<std::string> notes;  // of fired rows that have one
  // "" or decision.no_match, decision.not_unique, decision.any_differs, decision.not_allowed (an
  // input outside its allowed values), decision.fold (outputs that cannot be summed or ordered).
  std::string problem;
};

// "first", "U", "collect sum", "C+" …; nullopt when it is none.
std::optional<HitPolicy> parse_hit_policy(std::string_view word);
const char* to_string(HitPolicy policy);

class DecisionTable {
 public:
  static std::expected<DecisionTable, std::vector<TableError>> compile(TableSource source,
                                                                       const Names& names);
  Decision decide(Env& env, std::vector<Warning>* warnings = nullptr) const;
  // Only the outputs, for callers in a hurry: no allocation when rules hold constants and the
  // policy picks one.
  Value outputs(Env& env) const;
  std::vector<Fired> explain(Env& env) const;  // --why: every rule
  // A decision with its explanation, each name and computed column asked once.
  Decision decide(Env& env, Explanation& why, std::vector<Warning>* warnings = nullptr) const;
  const TableSource& source() const;
  // Slots of the variables it reads, and functions of the surroundings it calls: ascending, each
  // once.
  std::span<const int> reads() const;
  std::span<const int> calls() const;
  bool reads_clock() const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace tf::rule
