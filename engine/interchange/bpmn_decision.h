// Decisions that business rule tasks of a BPMN file ask, from DMN files given with it.
#pragma once

#include <vector>

#include "interchange/bpmn.h"
#include "interchange/graph_file.h"
#include "rule/drg.h"

namespace tf::interchange {

// Every decision of the model under its id. `files`: what write_graph made of it; a decision that
// needs no other and is a table of its own is asked as that table, any other as the graph.
void add_decisions(const rule::DrgModel& model, const std::vector<NativeFile>& files,
                   BpmnFill& fill);

}  // namespace tf::interchange
