// Where the elements of a graph are drawn: layers by the longest chain of requirements, input data
// at the bottom. Private to interchange/.
#pragma once

#include <vector>

#include "rule/drg.h"

namespace tf::interchange {

struct DrawnElement {
  int x = 0, y = 0, width = 0, height = 0;
};
struct DrawnEdge {
  std::size_t from = 0, to = 0;  // elements: what is required, who requires it
  std::size_t requirement = 0;   // index into `required` of `to`
};
struct Drawing {
  std::vector<DrawnElement> elements;  // by element
  std::vector<DrawnEdge> edges;
};

Drawing draw(const rule::DrgModel& model);
// The element a href of this model leads to, or -1.
int element_at(const rule::DrgModel& model, const std::string& href);

}  // namespace tf::interchange
