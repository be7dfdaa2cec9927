// Sets of regions: the parts an input's values fall into, numbered (analysis_axis.h).
#pragma once

#include <cstdint>
#include <vector>

namespace tf::rule {

using Region = std::uint32_t;

struct Stretch {  // both ends belong to it
  Region first = 0, last = 0;
  friend constexpr auto operator<=>(const Stretch&, const Stretch&) = default;
};

// Stretches ascending and apart: one written form for each set.
using Regions = std::vector<Stretch>;

Regions settled(std::vector<Stretch> loose);  // sorted and joined
Regions all_below(Region count);              // 0 … count-1
Regions common(const Regions& a, const Regions& b);
Regions without(const Regions& a, const Regions& b);
bool meet(const Regions& a, const Regions& b);
bool holds(const Regions& set, Region one);
bool holds(const Regions& set, const Regions& part);

}  // namespace tf::rule
