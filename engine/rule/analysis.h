// What is wrong with a decision table before anybody uses it: inputs no rule covers, rules that
// meet, rules that never fire, cells and inputs without effect, outputs that are not allowed.
//
// Exact, not sampled: each input's values are cut into regions at the constants of its cells
// (analysis_axis.h), a rule is a box of regions, and boxes are compared and their union searched
// for holes (analysis_cover.h). A cell is understood when it is made of comparisons, ranges, lists,
// not(…) and constants, with `?` and and/or between them; any other cell is reported as not
// analysed: it may match or not, so that its rule covers nothing for sure and hides nothing.
// Inputs are taken to be independent of each other; columns of one expression are one input.
// Time:    a search is bounded by kMostSteps; when it stops early a row says so.
// Limit:   kMostOfAKind rows of a kind, more are counted.
// Source:  after D. Calvanese et al., Semantics and Analysis of DMN Decision Tables, 2016.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/value.h"
#include "rule/decision_table.h"

namespace tf::rule {

struct TableCode;

// What is known of an input (or output) besides its cells.
struct InputFacts {
  Value::Kind kind = Value::Kind::null;  // null: unknown
  std::vector<Value> choices;            // when not empty it is one of these
  std::vector<std::string> allowed;      // unary tests it passes, all of them
  std::optional<Decimal> least, most;
  bool whole = false;
  bool zoned = false;         // a moment that has a zone
  bool always_given = false;  // never null
};
using OutputFacts = InputFacts;

struct TableFinding {
  enum class Kind : unsigned char {
    gap,           // no rule fires for `sample`; all of `box` is like it
    gap_of_null,   // the same, only while an input is null
    gap_maybe,     // only rules with cells that are not analysed may fire
    conflict,      // `rule` and `other` both fire and the hit policy does not allow it
    masked,        // `rule` never wins: `others` come first for all of it
    duplicate,     // `rule` asks and answers the same as `other`
    impossible,    // the cell at `rule`, `column` never passes
    unread,        // no cell of `column` asks anything
    unused,        // no cell uses `definition`
    output,        // the output at `rule`, `column` is not among the allowed
    not_analysed,  // the cell at `rule`, `column`; rule -1: the allowed values
    stopped        // the search for gaps or masked rules was too long: there may be more
  } kind = Kind::gap;
  int rule = -1, other = -1, column = -1, definition = -1;
  std::vector<int> others = {};
  std::string sample = {};         // "amount = 6000, kind = land": what matters of it
  std::string box = {};            // "amount > 5000; kind land, family"
  std::vector<Value> inputs = {};  // the sample, by column
};

struct TableAnalysis {
  std::vector<TableFinding> findings;  // by kind, then rule
  std::size_t rules = 0;
  std::size_t cells = 0, cells_not_analysed = 0;
  // Pairs of rules that meet as the hit policy allows.
  std::size_t harmless_overlaps = 0;
  std::size_t left_out = 0;  // findings beyond kMostOfAKind
  bool is_exact() const { return cells_not_analysed == 0; }
};

inline constexpr std::size_t kMostSteps = 30'000'000;
inline constexpr std::size_t kMostOfAKind = 20;

// `inputs`, `outputs`: by column; may be shorter than the table has columns. Nothing is found in a
// table that does not compile.
TableAnalysis analyse(const TableSource& table, const Names& names,
                      std::span<const InputFacts> inputs = {},
                      std::span<const OutputFacts> outputs = {});
// Of a table inside other logic (DMN).
TableAnalysis analyse(const TableCode& table, std::span<const InputFacts> inputs = {},
                      std::span<const OutputFacts> outputs = {});

}  // namespace tf::rule
