#include "rule/analysis_regions.h"

#include <algorithm>

namespace tf::rule {

Regions settled(std::vector<Stretch> loose) {
  std::ranges::sort(loose);
  Regions out;
  for (const Stretch& one : loose) {
    if (!out.empty() && one.first <= out.back().last + 1)
      out.back().last = std::max(out.back().last, one.last);
    else
      out.push_back(one);
  }
  return out;
}

Regions all_below(Region count) {
  return count == 0 ? Regions{} : Regions{{0, count - 1}};
}

Regions common(const Regions& a, const Regions& b) {
  Regions out;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    const Region first = std::max(x->first, y->first), last = std::min(x->last, y->last);
    if (first <= last) out.push_back({first, last});
    x->last < y->last ? ++x : ++y;
  }
  return out;
}

Regions without(const Regions& a, const Regions& b) {
  Regions out;
  auto y = b.begin();
  for (Stretch left : a) {
    while (y != b.end() && y->last < left.first) ++y;
    bool any = true;
    for (auto z = y; any && z != b.end() && z->first <= left.last; ++z) {
      if (z->first > left.first) out.push_back({left.first, z->first - 1});
      any = z->last < left.last;
      left.first = z->last + 1;
    }
    if (any) out.push_back(left);
  }
  return out;
}

bool meet(const Regions& a, const Regions& b) {
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (std::max(x->first, y->first) <= std::min(x->last, y->last)) return true;
    x->last < y->last ? ++x : ++y;
  }
  return false;
}

bool holds(const Regions& set, Region one) {
  const auto at = std::ranges::lower_bound(set, one, {}, &Stretch::last);
  return at != set.end() && at->first <= one;
}

bool holds(const Regions& set, const Regions& part) {
  auto x = set.begin();
  for (const Stretch& one : part) {
    while (x != set.end() && x->last < one.first) ++x;
    if (x == set.end() || x->first > one.first || x->last < one.last) return false;
  }
  return true;
}

}  // namespace tf::rule
