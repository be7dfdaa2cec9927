// A table document read: its rows as text, the roles of its columns, and what it says to the rules.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/names.h"
#include "model/diagnostics.h"
#include "model/node.h"
#include "model/text_table.h"
#include "rule/analysis.h"
#include "rule/decision_table.h"

namespace tf::core {

struct TableFile {
  const model::Document* document = nullptr;
  model::TextTable text;
  int row = -1, note = -1;                   // columns of the text
  std::vector<std::size_t> inputs, outputs;  // columns of the text, in the order of the source
  rule::TableSource source;
  std::vector<rule::OutputFacts> output_facts;

  // The place of a header, a cell or a definition, counted as rule::TableError does; `offset` and
  // `length` in bytes of its text.
  model::Span place(int rule, int column, int definition, std::size_t offset = 0,
                    std::size_t length = 0) const;
};

// Nothing when the document has no rows to read. Constants of outputs are read with `names`.
std::optional<TableFile> read_table_file(const model::Document& document, const rule::Names& names,
                                         model::Diagnostics& out);

// Keys of `allowed` that are no input columns.
void report_allowed(const TableFile& file, model::Diagnostics& out);
// Mistakes in its texts, each at its cell.
void report_table_errors(const TableFile& file, const std::vector<rule::TableError>& errors,
                         model::Diagnostics& out);
// What a field of this type can hold.
rule::InputFacts facts_of(const Type& type);

// Names for a table that stands alone: its headers are variables, the bare words of its cells
// choices.
NameTable names_of_table(const model::Document& document);

}  // namespace tf::core
