// An index over one column of a decision table: which rules pass for an input, as a set of bits,
// found by a binary search over the sorted bounds of the column's cells.
//
// With bounds b0 < b1 < … every test that compares with constants answers alike below b0, at b0,
// between b0 and b1, at b1, …; so each of those regions has one set of rules. A column qualifies
// when all its cells are made of constants of one kind (numbers, texts, booleans, dates,
// durations); others are tested rule by rule. Limit:   kMaxIndexBytes a column; a larger one is
// tested rule by rule.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rule/feel/feel.h"

namespace tf::rule {

struct Op;

// One bit for each rule; outside of the words [first, last) all are zero.
struct RuleBits {
  const std::uint64_t* words = nullptr;
  std::uint32_t first = 0, last = 0;
};

class ColumnIndex {
 public:
  static constexpr std::size_t kMaxIndexBytes = 16u << 20;

  // `cells`: the tests of each rule, null where the rule asks nothing. Nothing when the column does
  // not qualify.
  static std::optional<ColumnIndex> build(std::span<const Op* const> cells);
  // `words` is null when `input` is of another kind than the column: to be tested rule by rule.
  RuleBits rules(const Value& input) const;

 private:
  std::size_t region(const Value& input) const;
  RuleBits row(std::size_t region) const {
    return {bits_.data() + region * words_, extent_[region].first, extent_[region].second};
  }
  void measure();

  Value::Kind kind_ = Value::Kind::null;
  std::vector<Value> bounds_;  // sorted
  std::vector<std::int64_t>
      whole_;  // the bounds again when all are whole numbers: compared without decimals
  std::size_t words_ = 0;
  std::vector<std::uint64_t> bits_;  // 2 × bounds + 1 regions, then the row for null
  std::vector<std::pair<std::uint32_t, std::uint32_t>>
      extent_;  // of each row, its words that are not zero
};

}  // namespace tf::rule
