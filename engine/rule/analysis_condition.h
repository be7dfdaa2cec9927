// What a condition asks of its names, as far as it can be read, and whether it can hold at all:
//
//     condition --read--> comparisons of names with constants --> values worth trying, one for
//                                                                 each region they cut
//
// A name is a variable of the surroundings or a path in one (`message.size`). Exact for what is
// made of comparisons, ranges, lists, not(…), and/or/if of names with constants; anything else
// leaves `exact` false, and then nobody may conclude that it never holds.
// Limit:   kMostTrials combinations; beyond them the answer is `unknown`.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rule/analysis.h"

namespace tf::rule {

struct Asked {
  int slot = 0;
  std::string path;  // "a.b" inside the variable, or ""
  Value bound;
  bool ordered = false;  // it asks more than equality
};

struct ConditionFacts {
  std::vector<Asked> asked;
  bool exact = true;
};

void read_condition(const Program& condition, ConditionFacts& out);
// The cell of a table's column (unary tests) over the expression of the column.
void read_cell(const Program& column, const Program& tests, ConditionFacts& out);

// One value for each region that the comparisons with this name cut, null last where it may be;
// empty when nothing is known of its values.
std::vector<Value> values_worth_trying(std::span<const Asked> asked, int slot,
                                       std::string_view path, const InputFacts& facts);

enum class CanHold : unsigned char { no, yes, unknown };
inline constexpr std::size_t kMostTrials = 20'000;
// Can all of `yes` hold while none of `no` does? `facts`: what is known of a variable.
CanHold can_hold(std::span<const Program> yes, std::span<const Program> no,
                 const std::function<InputFacts(int slot)>& facts);

}  // namespace tf::rule
