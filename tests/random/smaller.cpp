// A plant made smaller, one thing at a time: how a failing one is shrunk.
#include "definitions.h"

namespace tf::random {

namespace {

using Steps = std::vector<Part>;

std::vector<Steps> smaller(const Steps& steps, bool may_be_empty);

std::vector<Part> smaller(const Part& part) {
  std::vector<Part> out;
  if (part.kind != Kind::task || part.extras != 0) {
    Part plain;
    out.push_back(plain);
  }
  for (std::size_t b = 0; b < part.blocks.size(); ++b) {
    const auto [least, most] = blocks_of(part.kind);
    static_cast<void>(most);
    if (part.blocks.size() > static_cast<std::size_t>(least)) {
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
