// A decision table as boxes: one axis for each input, one box for each rule.
#pragma once

#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "rule/analysis.h"
#include "rule/analysis_axis.h"
#include "rule/analysis_cover.h"
#include "rule/decision_table_code.h"

namespace tf::rule {

class Grid {
 public:
  struct Rule {
    Box may;            // what passes, where cells that are not analysed pass everything
    bool exact = true;  // `may` is what passes
    int never = -1;     // the first column that nothing passes
    std::vector<int> not_analysed;  // columns
  };

  Grid(const TableCode& table, std::span<const InputFacts> facts);
  Grid(const Grid&) = delete;
  Grid& operator=(const Grid&) = delete;

  const std::vector<Rule>& rules() const { return rules_; }
  // Columns none of whose cells asks anything.
  const std::vector<int>& unread() const { return unread_; }
  // Columns whose allowed values are not analysed.
  const std::vector<int>& open_columns() const { return open_columns_; }
  std::size_t cells() const { return cells_; }
  // Everything that can come; without null, except where an input can be nothing else.
  Box space(bool with_null) const;
  // The largest box around `point` inside `space` that meets none of `boxes`. Keeps its sets.
  Box grown(const Corner& point, const Box& space, const std::vector<const Box*>& boxes);

  // What `box` says of the inputs, at one point of it.
  std::string sample(const Corner& point, const Box& box) const;
  std::vector<Value> values(const Corner& point) const;  // by column
  std::string words(const Box& box) const;
  Corner point_in(const Box& a, const Box& b) const;  // of two that meet

 private:
  struct Cell {
    const Op* tests = nullptr;
    bool understood = false;
    const Regions* set = nullptr;  // null: not analysed
  };
  struct Column {
    std::size_t axis = 0;
    std::map<std::string, Cell, std::less<>> cells;  // by text
  };
  const Regions* keep(Regions set) { return &sets_.emplace_back(std::move(set)); }
  void name_axes(std::span<const InputFacts> facts);
  void settle_axes();
  void read_cells();
  void read_rule(std::size_t rule);
  bool restricts(const Box& box, std::size_t axis) const;

  const TableCode& table_;
  std::deque<Program> allowed_;  // of the facts
  std::deque<Axis> axes_;
  std::vector<std::string> titles_;           // by axis
  std::vector<const Regions*> full_, given_;  // by axis: with and without null
  std::vector<Column> columns_;
  std::deque<Regions> sets_;
  std::vector<Rule> rules_;
  std::vector<int> unread_, open_columns_;
  std::size_t cells_ = 0;
};

}  // namespace tf::rule
