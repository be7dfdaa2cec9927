#include "rule/analysis_carve.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

namespace tf::rule {
namespace {

// What is left of the whole somewhere, and the boxes that may hold it.
struct CarvePiece {
  std::vector<Regions> sets;  // by axis, none empty
  std::shared_ptr<const std::vector<const Box*>> boxes;
};

std::uint64_t region_count(const Regions& set) {
  std::uint64_t out = 0;
  for (const Stretch& one : set) out += std::uint64_t{one.last} - one.first + 1;
  return out;
}

std::uint64_t common_count(const Regions& a, const Regions& b) {
  std::uint64_t out = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    const Region first = std::max(x->first, y->first), last = std::min(x->last, y->last);
    if (first <= last) out += std::uint64_t{last} - first + 1;
    x->last < y->last ? ++x : ++y;
  }
  return out;
}

class CarveSearch {
 public:
  CarveSearch(const Box& whole, const std::vector<const Box*>& boxes, std::size_t& steps)
      : steps_(steps) {
    CarvePiece all;
    for (const Regions* axis : whole) all.sets.push_back(*axis);
    all.boxes = std::make_shared<const std::vector<const Box*>>(boxes);
    pieces_.push_back(std::move(all));
  }

  std::optional<bool> run() {
    while (!pieces_.empty()) {
      const CarvePiece piece = std::move(pieces_.back());
      pieces_.pop_back();
      if (steps_ < piece.boxes->size() + 1) return std::nullopt;
      steps_ -= piece.boxes->size() + 1;
      if (look(piece)) return false;
    }
    return true;
  }

 private:
  static constexpr std::uint64_t kAll = std::uint64_t{1} << 32;

  // True when no box meets the piece; else its pieces wait, or none when one box holds all of it.
  bool look(const CarvePiece& piece) {
    std::vector<std::uint64_t> sizes;
    for (const Regions& set : piece.sets) sizes.push_back(region_count(set));
    auto meeting = std::make_shared<std::vector<const Box*>>();
    const Box* best = nullptr;
    std::uint64_t most = 0;
    for (const Box* box : *piece.boxes) {
      const auto share = share_of(piece, sizes, *box);
      if (!share) continue;
      if (*share == kAll) return false;
      meeting->push_back(box);
      if (best != nullptr && *share <= most) continue;
      best = box;
      most = *share;
    }
    if (best == nullptr) return true;
    carve(piece, *best, std::move(meeting));
    return false;
  }

  // How much of the piece the box holds, of kAll; at least 1 when they meet and less than kAll when
  // something is left.
  static std::optional<std::uint64_t> share_of(const CarvePiece& piece,
                                               const std::vector<std::uint64_t>& sizes,
                                               const Box& box) {
    std::uint64_t share = kAll;
    bool whole = true;
    for (std::size_t a = 0; a < sizes.size(); ++a) {
      const std::uint64_t both = common_count(piece.sets[a], *box[a]);
      if (both == 0) return std::nullopt;
      if (both == sizes[a]) continue;
      whole = false;
      share = share * both / sizes[a];
    }
    if (whole) return kAll;
    return share == 0 ? 1 : share;
  }

  // What of the piece lies outside `box`: a piece for each axis on which it reaches beyond.
  void carve(const CarvePiece& piece, const Box& box,
             std::shared_ptr<const std::vector<const Box*>> boxes) {
    std::vector<Regions> inside = piece.sets;
    for (std::size_t a = 0; a < inside.size(); ++a) {
      Regions beyond = without(inside[a], *box[a]);
      if (beyond.empty()) continue;
      CarvePiece& one = pieces_.emplace_back(CarvePiece{inside, boxes});
      one.sets[a] = std::move(beyond);
      inside[a] = common(inside[a], *box[a]);
    }
  }

  std::size_t& steps_;
  std::vector<CarvePiece> pieces_;
};

}  // namespace

std::optional<bool> all_held(const Box& whole, const std::vector<const Box*>& boxes,
                             std::size_t& steps) {
  return CarveSearch(whole, boxes, steps).run();
}

}  // namespace tf::rule
