// The analysis of decision tables (rule/analysis.h) as diagnostics, for `lint`: what no row covers,
// rows that contradict or hide each other, cells and columns without effect.
#pragma once

#include <functional>
#include <vector>

#include "core/catalog.h"
#include "model/diagnostics.h"
#include "model/node.h"
#include "rule/analysis.h"

namespace tf::core {

// Every table of a bound town, with what its workflows know of the inputs. `documents`: those it
// was bound from. A table no workflow uses is looked at as one that stands alone.
void check_tables(const Town& town, const std::vector<const model::Document*>& documents,
                  model::Diagnostics& out);

// What a process says of one of its fields: type, choices, limits, whether it is always given.
rule::InputFacts facts_of_field(const Field& field, const Definition& definition);

// A table file outside of a town: nothing is known of its inputs but the cells. One whose texts
// need names of its surroundings is passed over with a note.
void check_table_alone(const model::Document& document, model::Diagnostics& out);

// The findings of one table; `place` says where a rule, column or definition stands.
using TablePlace = std::function<model::Span(int rule, int column, int definition)>;
void report_analysis(const rule::TableSource& table, const rule::TableAnalysis& analysis,
                     const TablePlace& place, model::Diagnostics& out);

}  // namespace tf::core
