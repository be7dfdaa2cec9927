// From the outputs of the rules that passed to the answer of the table: its hit policy, per-output
// folding, defaults and caps. Source: OMG DMN 1.5 §8.2.8.
#pragma once

#include <span>

#include "rule/decision_table.h"

namespace tf::rule {

struct Folded {
  Value value;
  std::string problem;
};

// `hits`: a record of outputs for each rule that passed, in the order of the rules.
Folded fold(const TableSource& source, std::span<const Value> hits);

}  // namespace tf::rule
