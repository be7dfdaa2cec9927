// The analysis of every decision table of a graph (DMN), with what the item definitions say of the
// inputs: kinds and allowed values.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rule/analysis.h"
#include "rule/drg.h"

namespace tf::rule {

struct GraphTable {
  std::string element;     // the name of the decision or business knowledge model it stands in
  std::size_t number = 0;  // its place among the tables of that element
  std::shared_ptr<const TableCode> code;
  TableAnalysis analysis;
  const TableSource& source() const;
};

// Of the first model.
std::vector<GraphTable> analyse(const Graph& graph);

}  // namespace tf::rule
