// Where the decision tables of a DMN file stand, for messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tf::interchange {

struct DmnTablePlace {
  std::string element;  // the name of the decision or business knowledge model around it
  int line = 0;
  std::vector<int> rules;  // lines
};

// In the order of the file; nothing for a text that is no XML.
std::vector<DmnTablePlace> dmn_table_places(std::string_view text);

}  // namespace tf::interchange
