// What differs between two files of one kind: text tables by row and column, everything else by
// key, whatever the layout.
#pragma once

#include <string>
#include <vector>

#include "model/node.h"

namespace tf::model {

struct Difference {
  enum class Kind : unsigned char { added, removed, changed, moved } kind = Kind::changed;
  std::string path;      // "outputs.size.of", "rules[amount].=> size"
  std::string from, to;  // texts; "" where there is nothing
  friend bool operator==(const Difference&, const Difference&) = default;
};

// In the order of `a`, then what only `b` has.
std::vector<Difference> differences(const Document& a, const Document& b);

}  // namespace tf::model
