// Cells as sets of regions.
#pragma once

#include <optional>

#include "rule/analysis_axis.h"
#include "rule/feel/code.h"
#include "rule/feel/feel.h"

namespace tf::rule {

class CellReader {
 public:
  // `input`: the expression of the column.
  explicit CellReader(const Op& input) : input_(input) {}

  // Notes the constants of a cell. False when it asks something else than comparisons of the input
  // with constants, so that it cannot be read.
  bool note(const Op& tests, Axis& axis) const;
  // The regions a cell passes; for one that note() understood, once the axis is settled. Counts
  // `runs` down by the times it had to run the cell; nothing when they are spent.
  std::optional<Regions> regions(const Op& tests, const Axis& axis, std::size_t& runs) const;
  // Runs the cell. Exact for a cell that note() understood.
  bool passes(const Op& tests, const Value& input) const;

 private:
  bool is_input(const Op& op) const;
  bool note_test(const Op& op, Axis& axis) const;
  bool note_condition(const Op& op, Axis& axis) const;
  std::optional<Regions> quick(const Op& tests, const Axis& axis) const;

  const Op& input_;
};

// The value of what needs no input, no names and no clock; nothing for anything else.
std::optional<Value> constant_value(const Op& op);

}  // namespace tf::rule
