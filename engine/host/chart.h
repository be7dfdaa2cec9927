// A bound process as a BPMN model: what `render` draws and `export bpmn` writes.
//
//     Definition --chart_of--> interchange/bpmn_model.h
//
// Blocks become sub-processes, `each` instances, handlers boundary events, or event sub-processes
// where they run inside; a way out of a block is an error that its boundary catches. What BPMN has
// no word for is told in `lost` and travels as `own` of its element, as far as one holds it.
// Threads: any. Time: linear in steps and ways.
#pragma once

#include "core/catalog.h"
#include "interchange/bpmn_model.h"
#include "interchange/report.h"
#include "model/diagnostics.h"

namespace tf::host {

struct Chart {
  interchange::bpmn::Process process;
  interchange::Report lost;
};
// `author`: the workflow as merged, to carry what only we have; null: carries nothing.
Chart chart_of(const core::Definition& definition, const core::Town& town,
               const model::Node* author, model::Language language);

}  // namespace tf::host
