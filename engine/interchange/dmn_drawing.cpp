#include "interchange/dmn_drawing.h"

#include <algorithm>
#include <map>

namespace tf::interchange {
namespace {

using ElementKind = rule::DrgElement::Kind;

constexpr int kWidth = 180, kGapX = 40, kGapY = 80, kBorder = 40;

int height_of(ElementKind kind) {
  return kind == ElementKind::input ? 45 : 80;
}

// Hops from the bottom; a circle stops where it closes.
int level_of(const std::vector<std::vector<std::size_t>>& needs, std::size_t at,
             std::vector<int>& levels, int chain = 0) {
  constexpr int kOpen = -2;
  if (levels[at] != -1 || chain > rule::Graph::kMaxChain) return std::max(levels[at], 0);
  levels[at] = kOpen;
  int level = 0;
  for (const std::size_t other : needs[at])
    level = std::max(level, level_of(needs, other, levels, chain + 1) + 1);
  return levels[at] = level;
}

std::string key_of(const rule::DrgModel& model, const std::string& href) {
  const std::size_t hash = href.find('#');
  if (hash == std::string::npos) return href;
  return hash == 0 || href.substr(0, hash) == model.space ? href.substr(hash + 1) : std::string();
}

}  // namespace

int element_at(const rule::DrgModel& model, const std::string& href) {
  const std::string id = key_of(model, href);
  for (std::size_t i = 0; i < model.elements.size(); ++i)
    if (model.elements[i].id == id) return static_cast<int>(i);
  return -1;
}

Drawing draw(const rule::DrgModel& model) {
  Drawing out;
  const std::size_t n = model.elements.size();
  std::map<std::string, std::size_t> by_id;
  for (std::size_t i = 0; i < n; ++i) by_id.emplace(model.elements[i].id, i);
  std::vector<std::vector<std::size_t>> needs(n);
  for (std::size_t i = 0; i < n; ++i) {
    const rule::DrgElement& element = model.elements[i];
    for (std::size_t r = 0; r < element.required.size(); ++r) {
      const auto found = by_id.find(key_of(model, element.required[r]));
      if (found == by_id.end()) continue;
      needs[i].push_back(found->second);
      out.edges.push_back({found->second, i, r});
    }
    for (const std::string& href : element.outputs)
      if (const auto found = by_id.find(key_of(model, href)); found != by_id.end())
        needs[i].push_back(found->second);
  }
  std::vector<int> levels(n, -1);
  int top = 0;
  for (std::size_t i = 0; i < n; ++i) top = std::max(top, level_of(needs, i, levels));
  std::map<int, int> in_row;
  for (std::size_t i = 0; i < n; ++i) {
    const int place = in_row[levels[i]]++;
    const int height = height_of(model.elements[i].kind);
    out.elements.push_back({kBorder + place * (kWidth + kGapX),
                            kBorder + (top - levels[i]) * (80 + kGapY) + (80 - height) / 2, kWidth,
                            height});
  }
  return out;
}

}  // namespace tf::interchange
