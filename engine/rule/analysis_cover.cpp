#include "rule/analysis_cover.h"

#include <algorithm>

#include "base/prng.h"

namespace tf::rule {

bool meet(const Box& a, const Box& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!meet(*a[i], *b[i])) return false;
  return true;
}

bool holds(const Box& box, const Corner& point) {
  for (std::size_t i = 0; i < box.size(); ++i)
    if (!holds(*box[i], point[i])) return false;
  return true;
}

bool holds(const Box& box, const Box& part) {
  for (std::size_t i = 0; i < box.size(); ++i)
    if (box[i] != part[i] && !holds(*box[i], *part[i])) return false;
  return true;
}

Cover::Cover(const Box& space, const std::vector<const Box*>& boxes, std::size_t& steps)
    : space_(space),
      steps_(steps),
      covered_(space.size() + 1),
      places_(space.size()),
      point_(space.size()) {
  // Axes that most boxes ask about come first: then boxes are full early.
  std::vector<std::size_t> asked(space.size(), 0);
  for (const Box* box : boxes)
    for (std::size_t i = 0; i < space.size(); ++i)
      if ((*box)[i] != space[i] && !holds(*(*box)[i], *space[i])) ++asked[i];
  for (std::size_t i = 0; i < space.size(); ++i) order_.push_back(i);
  std::ranges::stable_sort(order_,
                           [&](std::size_t a, std::size_t b) { return asked[a] > asked[b]; });
  for (const Box* box : boxes) learn(*box);
}

void Cover::add(const Box& box) {
  learn(box);
}

void Cover::learn(const Box& box) {
  Known known{&box, order_.size(), {}};
  while (known.full_from > 0) {
    const std::size_t axis = order_[known.full_from - 1];
    if (box[axis] != space_[axis] && !holds(*box[axis], *space_[axis])) break;
    --known.full_from;
  }
  Prng prng(boxes_.size() + 1);
  known.key = {prng.next(), prng.next()};
  boxes_.push_back(known);
}

bool Cover::spend(std::size_t steps) {
  stopped_ = stopped_ || steps > steps_;
  steps_ -= stopped_ ? 0 : steps;
  return !stopped_;
}

std::optional<Corner> Cover::hole() {
  std::vector<std::uint32_t> open;
  for (std::uint32_t i = 0; i < boxes_.size(); ++i) {
    if (boxes_[i].full_from == 0) return std::nullopt;
    open.push_back(i);
  }
  for (const Regions* axis : space_)
    if (axis->empty()) return std::nullopt;
  return search(0, open) ? std::optional(point_) : std::nullopt;
}

// Whether some point is held by none of `open`, the boxes that hold the point so far.
bool Cover::search(std::size_t depth, const std::vector<std::uint32_t>& open) {
  if (open.empty()) {
    for (std::size_t d = depth; d < order_.size(); ++d)
      point_[order_[d]] = space_[order_[d]]->front().first;
    return true;
  }
  const std::size_t axis = order_[depth];
  std::vector<Event> events;
  const auto note = [&](const Regions& set, std::uint32_t box) {
    for (const Stretch& one : set) {
      events.push_back({one.first, box, true});
      events.push_back({one.last + 1, box, false});
    }
  };
  note(*space_[axis], kSpace);
  for (const std::uint32_t box : open) note(*(*boxes_[box].box)[axis], box);
  if (!spend(events.size())) return false;
  std::ranges::sort(events, {}, &Event::at);

  std::vector<std::uint32_t> now;  // open boxes
  auto& place = places_[depth];    // of a box in `now`
  place.resize(boxes_.size());
  std::size_t full = 0;
  bool inside = false;
  Key key{};
  for (std::size_t i = 0; i < events.size();) {
    const Region at = events[i].at;
    for (; i < events.size() && events[i].at == at; ++i) {
      const Event& event = events[i];
      if (event.box == kSpace) {
        inside = event.opens;
        continue;
      }
      const Known& known = boxes_[event.box];
      key.first ^= known.key.first;
      key.second ^= known.key.second;
      if (event.opens) {
        place[event.box] = static_cast<std::uint32_t>(now.size());
        now.push_back(event.box);
        full += known.full_from <= depth + 1 ? 1U : 0U;
      } else {
        now[place[event.box]] = now.back();
        place[now.back()] = place[event.box];
        now.pop_back();
        full -= known.full_from <= depth + 1 ? 1U : 0U;
      }
    }
    if (!inside || full > 0 || covered_[depth + 1].contains(key)) continue;
    point_[axis] = at;
    if (!spend(now.size() + 1)) return false;
    if (search(depth + 1, now)) return true;
    if (stopped_) return false;
    covered_[depth + 1].insert(key);
  }
  return false;
}

}  // namespace tf::rule
