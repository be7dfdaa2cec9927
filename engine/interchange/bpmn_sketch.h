// A BPMN model as text for a terminal: one line an element, its ways below it, what is inside a
// sub-process indented under a bar.
//
//     ◇ where-to-start
//       ├─ start_line = 3 → line-3
//       └─ otherwise → line-1
//     ▢ line-1  First line  (group leader · due line-1)
//
// Nothing stands in columns after a text, so that no font can spoil it.
#pragma once

#include <string>

#include "interchange/bpmn_svg.h"
#include "model/diagnostics.h"

namespace tf::interchange::bpmn {

std::string to_sketch(const Process& process, const Marks& marks, model::Language language);

}  // namespace tf::interchange::bpmn
