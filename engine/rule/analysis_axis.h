// One input of a table as the analysis sees it: its values cut into regions within which every
// comparison of the table answers alike. With bounds b0 < b1 < … these are: below b0, b0 itself,
// between b0 and b1, b1 …; where no cell asks for an order, the bounds and one region for all else.
// A region no value can be in (between two neighbouring days, a half of a whole number, what the
// input may not be) is left out. Null is the last region when the input may be null.
//
//     note() every constant → settle() → size(), sample(), at(), …
//
// Values of different kinds, and times with and without a zone, have no order: each such kind has
// regions of its own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "rule/analysis.h"
#include "rule/analysis_regions.h"

namespace tf::rule {

class Axis {
 public:
  explicit Axis(InputFacts facts) : facts_(std::move(facts)) {}

  const InputFacts& facts() const { return facts_; }
  // A constant some cell compares with; `ordered` when it asks more than equality.
  void note(const Value& bound, bool ordered);
  // Closes the list of constants. `allowed` (may be empty) says which values can come at all.
  void settle(const std::function<bool(const Value&)>& allowed);

  Region size() const { return static_cast<Region>(samples_.size()); }
  const Value& sample(Region region) const { return samples_[region]; }
  std::optional<Region> null_region() const { return null_; }
  // False when nothing is known of the input's values: one region stands for all of them.
  bool is_known() const { return !segments_.empty(); }

  // What passes a comparison with `bound`, itself noted before, among values of its kind.
  Regions at(const Value& bound) const;
  Regions compared(std::string_view op, const Value& bound) const;
  Regions range(const Value& low, bool low_included, const Value& high, bool high_included) const;
  // Whether all constants are of one kind, so that not(…) is the opposite.
  bool is_of_one_kind() const { return segments_.size() == 1; }
  bool has_kind_of(const Value& value) const { return find(value) != nullptr; }
  Regions all() const { return all_below(size()); }

  // "> 5000", "[3..5), 9", "family, land", "not(\"a\")".
  std::string words(const Regions& regions) const;
  std::string words(const Value& value) const;

 private:
  struct Segment {
    Value::Kind kind = Value::Kind::null;
    bool zoned = false;
    bool ordered = false;
    std::vector<Value> bounds;  // sorted
    Region first = 0;           // its first region
    std::vector<Region> rank;   // regions of this segment before each raw one, and the count
    std::vector<Region> raw;    // raw number of each region
  };
  Segment& segment_of(const Value& value);
  const Segment* find(const Value& value) const;
  std::size_t raw_count(const Segment& segment) const;
  std::optional<Value> sample_of(const Segment& segment, std::size_t raw) const;
  bool is_possible(const Value& value) const;
  Regions raws(const Segment& segment, std::size_t first, std::size_t last) const;
  std::string words_of(const Segment& segment, const Regions& regions) const;
  std::string stretch_words(const Segment& segment, Region first, Region last) const;

  InputFacts facts_;
  std::vector<Segment> segments_;
  std::vector<Value> samples_;
  std::optional<Region> null_;
};

// A value strictly between two of one kind (either may be null: unbounded); none when there is
// none. `like`: any value of the kind. Prefers round ones.
std::optional<Value> value_between(const Value& low, const Value& high, const Value& like,
                                   bool whole);

}  // namespace tf::rule
