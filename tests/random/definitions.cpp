#include "definitions.h"

#include <array>

#include "base/text.h"

namespace tf::random {

namespace {

using Steps = std::vector<Part>;

// How many blocks of steps a kind holds, from and to.
std::pair<int, int> blocks_of(Kind kind) {
  switch (kind) {
    case Kind::choose:
    case Kind::together:
    case Kind::fork:
      return {2, 3};
    case Kind::each:
    case Kind::block:
    case Kind::repeat:
    case Kind::any_order:
    case Kind::free_order:
    case Kind::transaction:
      return {1, 1};
    default:
      return {0, 0};
  }
}

// The likelier half first.
constexpr std::array kOften = {Kind::task, Kind::task,   Kind::task,  Kind::task,
                               Kind::set,  Kind::choose, Kind::block, Kind::together,
                               Kind::each, Kind::wait,   Kind::race,  Kind::fork};

class Grower {
 public:
  explicit Grower(Prng& random) : random_(random) {}

  Plant plant() {
    Plant out;
    budget_ = static_cast<int>(random_.between(3, 24));
    out.steps = steps(1, 5);
    out.extras = random_.next() & random_.next();
    return out;
  }

 private:
  Steps steps(int depth, int most) {
    Steps out;
    const auto n = random_.between(1, most);
    for (std::int64_t i = 0; i < n && (budget_ > 0 || i == 0); ++i) out.push_back(part(depth));
    return out;
  }

  Part part(int depth) {
    --budget_;
    Part out;
    out.kind = random_.chance(3, 5)
                   ? random_.pick(kOften)
                   : static_cast<Kind>(random_.below(static_cast<std::uint64_t>(Kind::kinds)));
    out.extras = random_.next() & random_.next() & random_.next();
    out.pick = static_cast<std::uint32_t>(random_.below(64));
    const auto [least, most] = blocks_of(out.kind);
    if (least == 0) return out;
    if (depth >= kDeepest || budget_ <= 0) {
      out.kind = Kind::task;
      return out;
    }
    const auto n = random_.between(least, most);
    for (std::int64_t i = 0; i < n; ++i) out.blocks.push_back(steps(depth + 1, 3));
    return out;
  }

  Prng& random_;
  int budget_ = 0;
};

// ---- making smaller

std::vector<Steps> smaller(const Steps& steps, bool may_be_empty);

std::vector<Part> smaller(const Part& part) {
  std::vector<Part> out;
  if (part.kind != Kind::task || part.extras != 0) {
    Part plain;
    out.push_back(plain);
  }
  for (std::size_t b = 0; b < part.blocks.size(); ++b) {
    if (part.blocks.size() > static_cast<std::size_t>(blocks_of(part.kind).first)) {
      Part less = part;
      less.blocks.erase(less.blocks.begin() + static_cast<std::ptrdiff_t>(b));
      out.push_back(std::move(less));
    }
    for (Steps& steps : smaller(part.blocks[b], false)) {
      Part less = part;
      less.blocks[b] = std::move(steps);
      out.push_back(std::move(less));
    }
  }
  for (int bit = 0; bit < 64; ++bit)
    if (((part.extras >> bit) & 1U) != 0) {
      Part less = part;
      less.extras &= ~(std::uint64_t{1} << bit);
      out.push_back(std::move(less));
    }
  return out;
}

std::vector<Steps> smaller(const Steps& steps, bool may_be_empty) {
  std::vector<Steps> out;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps.size() > 1 || may_be_empty) {
      Steps less = steps;
      less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
      out.push_back(std::move(less));
    }
    for (const Steps& inner : steps[i].blocks) {  // a level less
      Steps less = steps;
      less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
      less.insert(less.begin() + static_cast<std::ptrdiff_t>(i), inner.begin(), inner.end());
      out.push_back(std::move(less));
    }
  }
  for (std::size_t i = 0; i < steps.size(); ++i)
    for (Part& part : smaller(steps[i])) {
      Steps less = steps;
      less[i] = std::move(part);
      out.push_back(std::move(less));
    }
  return out;
}

std::size_t count(const Steps& steps) {
  std::size_t n = 0;
  for (const Part& part : steps) {
    ++n;
    for (const Steps& inner : part.blocks) n += count(inner);
  }
  return n;
}

}  // namespace

Plant grow(Prng& random) {
  return Grower(random).plant();
}

std::size_t size_of(const Plant& plant) {
  return count(plant.steps);
}

std::vector<Plant> smaller(const Plant& plant) {
  std::vector<Plant> out;
  for (Steps& steps : smaller(plant.steps, false)) out.push_back({std::move(steps), plant.extras});
  for (int bit = 0; bit < 64; ++bit)
    if (((plant.extras >> bit) & 1U) != 0)
      out.push_back({plant.steps, plant.extras & ~(std::uint64_t{1} << bit)});
  return out;
}

}  // namespace tf::random
