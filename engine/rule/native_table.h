// Tables as DMN has them ↔ files of kind `table`, whatever is imported, exported or decided by a
// graph.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "model/node.h"
#include "rule/feel/boxed.h"

namespace tf::rule {

// A checked document of kind `table` as it is written: texts of cells unchanged; choices of an
// output as its ordered values; `inputs` as definitions.
BoxedTable read_native_table(const model::Document& table);

// The root of a table file, or null when the native form cannot hold the table: results that are
// no names, cells that do not stand on one line.
std::unique_ptr<model::Node> write_native_table(const BoxedTable& table, const std::string& id,
                                                const std::string& title);

// The text table of rows under these headers, or nothing when some cell does not survive it.
std::optional<std::string> text_of_rows(const TableSource& source,
                                        const std::vector<std::string>& inputs,
                                        const std::vector<std::string>& outputs);
// The rows of a text table; columns by their place among inputs and outputs.
struct RowsOfText {
  std::vector<std::string> inputs, outputs;  // headers
  std::vector<TableRule> rules;
};
RowsOfText read_rows(const model::Node& text);

}  // namespace tf::rule
