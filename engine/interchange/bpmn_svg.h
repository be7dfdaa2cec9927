// A BPMN model with its places → one SVG: events as circles, gateways as diamonds, activities as
// rounded boxes; with the marks of a case, where it stands and what is done.
// Limit: that of lay_out. Fonts: named, not embedded; widths are reckoned for them.
#pragma once

#include <map>
#include <string>

#include "interchange/bpmn_layout.h"

namespace tf::interchange::bpmn {

// What a case has of a step.
struct Mark {
  int here = 0;       // tokens that wait there
  int done = 0;       // visits completed
  std::string light;  // of its clock: green, yellow, red; "" without one
};
using Marks = std::map<std::string, Mark, std::less<>>;  // by step

std::string to_svg(const Process& process, const Marks& marks = {});

}  // namespace tf::interchange::bpmn
