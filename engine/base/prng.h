// A seeded generator for simulations and tests: the same seed gives the same run on every machine.
// Never for secrets. Source: xoshiro256** seeded by SplitMix64 (Blackman and Vigna, 2018).
// Threads: none; each user has its own.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "base/check.h"

namespace tf {

class Prng {
 public:
  explicit constexpr Prng(std::uint64_t seed) {
    for (std::uint64_t& word : state_) word = split_mix(seed);
  }

  constexpr std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }
  // 0 … n-1, each as likely; n > 0.
  constexpr std::uint64_t below(std::uint64_t n) {
    TF_CHECK(n > 0);
    const std::uint64_t uneven =
        (0 - n) % n;  // 2^64 mod n: the draws that would favour small results
    std::uint64_t draw = next();
    while (draw < uneven) draw = next();
    return draw % n;
  }
  // low … high, both included.
  constexpr std::int64_t between(std::int64_t low, std::int64_t high) {
    TF_CHECK(low <= high);
    const std::uint64_t width =
        static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    const std::uint64_t step = width == 0 ? next() : below(width);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + step);
  }
  // True in `times` of `of` draws.
  constexpr bool chance(std::uint64_t times, std::uint64_t of) { return below(of) < times; }
  // One of a vector, array or span that is not empty.
  template <class Items>
  constexpr auto& pick(Items&& items) {
    return items[static_cast<std::size_t>(below(std::size(items)))];
  }
  // A generator of its own for a part of the run, so that parts do not disturb each other.
  constexpr Prng fork() { return Prng(next()); }

 private:
  static constexpr std::uint64_t split_mix(std::uint64_t& seed) {
    seed += 0x9e3779b97f4a7c15;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::array<std::uint64_t, 4> state_{};
};

}  // namespace tf
