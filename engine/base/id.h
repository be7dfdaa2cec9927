// Id<Tag>: a number that cannot be mistaken for another kind of number.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tf {

template <class Tag>
struct Id {
  std::uint64_t value = 0;  // 0: none
  constexpr explicit operator bool() const { return value != 0; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

// Town ordinal (24 bits) and the counter of the town (40 bits); given in the turn that opens the
// case.
using CaseId = Id<struct CaseTag>;
using TokenId = Id<struct TokenTag>;
using ScopeId = Id<struct ScopeTag>;
using TaskId = Id<struct TaskTag>;
using ClockId = Id<struct ClockTag>;
using TimerId = Id<struct TimerTag>;

constexpr CaseId case_id(std::uint32_t town, std::uint64_t counter) {
  return CaseId{(std::uint64_t{town} << 40) | counter};
}
constexpr std::uint32_t town_of(CaseId id) {
  return static_cast<std::uint32_t>(id.value >> 40);
}
constexpr std::uint64_t counter_of(CaseId id) {
  return id.value & ((std::uint64_t{1} << 40) - 1);
}

}  // namespace tf

template <class Tag>
struct std::hash<tf::Id<Tag>> {
  std::size_t operator()(tf::Id<Tag> id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value);
  }
};
