// A decision table bound to code: what DecisionTable and the boxed tables of DMN run.
// Private to rule/.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rule/decision_table.h"
#include "rule/decision_table_index.h"
#include "rule/feel/code.h"

namespace tf::rule {

class Machine;

struct TableCode {
  struct Column {
    const Op* expression = nullptr;
    const Op* allowed = nullptr;   // or null
    std::vector<const Op*> cells;  // null: passes all
    std::optional<ColumnIndex> index;
    bool free = false;  // every cell passes
  };
  struct Row {
    std::vector<const Op*> outputs;
    Value constant;  // the record of outputs when they are all constants
    bool is_constant = false;
  };

  TableSource source;
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<const Op*> otherwise;
  bool bare = false;
  bool plain = true;  // no output folds by itself or has a cap

  // Fills what follows from the rest: indexes, constants.
  void finish();
  Decision decide(Machine& machine) const;
  // Only the outputs, without building anything when one rule of constants answers.
  Value outputs(Machine& machine) const;
  Explanation explain(Machine& machine) const;
};

// The parts of a DecisionTable: the code's root is the table; definitions in their order.
struct CompiledTable {
  std::vector<Program> definitions;
  std::shared_ptr<const Program::Code> code;
  const TableCode& table() const { return *code->root->table; }
};
std::expected<CompiledTable, std::vector<TableError>> compile_table(const TableSource& source,
                                                                    const Names& names);

}  // namespace tf::rule
