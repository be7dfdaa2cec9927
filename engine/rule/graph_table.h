// A graph of decisions where a table is expected: a step decides by it, the journal holds what it
// saw and every value on the way.
//
//     Graph + names of the surroundings --graph_as_table--> TableSource of one row, which always
//     fires; its columns are the graph's inputs and decisions, its outputs the decisions that the
//     surroundings have a name for.
//
// Names: input data and decisions answer to the name itself or to its written-small form:
// "Loan Eligibility" is loan_eligibility.
// Errors: an input nobody gives, a graph with nothing to give: rows in `lost`.
#pragma once

#include <string>
#include <vector>

#include "rule/decision_table.h"
#include "rule/drg.h"

namespace tf::rule {

// The names of the surroundings and, above them, the call that asks the graph.
class GraphNames : public Names {
 public:
  // `outer` must live as long as this.
  GraphNames(Graph graph, const Names& outer);
  std::optional<Name> find(std::string_view name) const override;
  std::vector<std::string> all() const override;
  std::vector<std::string> members() const override { return outer_.members(); }
  std::shared_ptr<const Type> type(std::string_view name) const override {
    return outer_.type(name);
  }

 private:
  const Names& outer_;
  Value ask_;
};

struct GraphAsTable {
  TableSource source;
  std::vector<std::string> lost;  // input data that no name of the surroundings stands for
};
// `outer`: what inputs are taken from; outputs go to those names that are variables of it.
GraphAsTable graph_as_table(const Graph& graph, const std::string& name, const Names& outer);

}  // namespace tf::rule
