// Surroundings of a table that keep what the tables behind its answers saw: a graph that is asked
// inside a definition notes them here, DecisionTable::decide takes them out. Private to rule/.
#pragma once

#include <vector>

#include "rule/decision_table.h"

namespace tf::rule {

class TellingEnv : public Env {
 public:
  std::vector<ExplainedTable> behind;
};

}  // namespace tf::rule
