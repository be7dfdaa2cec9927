// Tables of DMN ↔ files of kind `table`. Private to interchange/, but for read_native_table.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "model/node.h"
#include "rule/feel/boxed.h"

namespace tf::interchange {

// A checked document of kind `table` as it is written: texts of cells unchanged; choices of an
// output as its ordered values; `inputs` as definitions.
rule::BoxedTable read_native_table(const model::Document& table);

// The root of a table file, or null when the native form cannot hold the table: inputs with allowed
// values, results that are no names, cells that do not stand on one line.
std::unique_ptr<model::Node> write_native_table(const rule::BoxedTable& table,
                                                const std::string& id, const std::string& title);

// The text table of rows under these headers, or nothing when some cell does not survive it.
std::optional<std::string> text_of_rows(const rule::TableSource& source,
                                        const std::vector<std::string>& inputs,
                                        const std::vector<std::string>& outputs);
// The rows of a text table; columns by their place among inputs and outputs.
struct RowsOfText {
  std::vector<std::string> inputs, outputs;  // headers
  std::vector<rule::TableRule> rules;
};
RowsOfText read_rows(const model::Node& text);

}  // namespace tf::interchange
