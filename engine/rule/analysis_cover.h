// Boxes in a space of several axes, and the search for a point that none of them holds.
//
// Axis by axis the space is swept through the ends of the boxes; between two ends the same boxes
// are open, so one point stands for all. A set of open boxes that was found to cover what is left
// is never looked at again, and one box that is full in all axes to come ends a branch.
// Limit:  steps; a search that spends them says stopped() and has found nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "rule/analysis_regions.h"

namespace tf::rule {

// By axis; the sets belong to somebody else.
using Box = std::vector<const Regions*>;
using Corner = std::vector<Region>;

bool meet(const Box& a, const Box& b);
bool holds(const Box& box, const Corner& point);
bool holds(const Box& box, const Box& part);

class Cover {
 public:
  // Counts `steps` down.
  Cover(const Box& space, const std::vector<const Box*>& boxes, std::size_t& steps);
  // A further box, for the searches to come.
  void add(const Box& box);
  std::optional<Corner> hole();
  bool stopped() const { return stopped_; }

 private:
  using Key = std::pair<std::uint64_t, std::uint64_t>;
  struct Known {
    const Box* box;
    std::size_t full_from = 0;  // full in all axes of the order from here on
    Key key;
  };
  struct Event {
    Region at;
    std::uint32_t box;  // kSpace: the space itself
    bool opens;
  };
  static constexpr std::uint32_t kSpace = UINT32_MAX;

  void learn(const Box& box);
  bool search(std::size_t depth, const std::vector<std::uint32_t>& open);
  bool spend(std::size_t steps);

  const Box& space_;
  std::size_t& steps_;
  std::vector<std::size_t> order_;  // of axes
  std::vector<Known> boxes_;
  std::vector<std::set<Key>> covered_;              // by depth
  std::vector<std::vector<std::uint32_t>> places_;  // by depth: of an open box in its list
  Corner point_;
  bool stopped_ = false;
};

}  // namespace tf::rule
