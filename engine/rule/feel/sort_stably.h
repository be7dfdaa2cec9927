// Sorting that keeps equal things in their order, without std::stable_sort, whose buffer clang 19
// deprecates.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace tf::rule {

template <class T, class Less>
void sort_stably(std::vector<T>& items, Less less) {
  std::vector<std::size_t> places(items.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  std::ranges::sort(places, [&](std::size_t a, std::size_t b) {
    if (less(items[a], items[b])) return true;
    return !less(items[b], items[a]) && a < b;
  });
  std::vector<T> sorted;
  sorted.reserve(items.size());
  for (const std::size_t place : places) sorted.push_back(std::move(items[place]));
  items = std::move(sorted);
}

}  // namespace tf::rule
