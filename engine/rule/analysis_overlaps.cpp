#include "rule/analysis_overlaps.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rule/analysis_carve.h"
#include "rule/analysis_cell.h"
#include "rule/feel/compare.h"

namespace tf::rule {
namespace {

using Found = TableFinding::Kind;

// The answers of a rule, as values where they are constants, else as texts.
struct RuleAnswer {
  std::vector<std::optional<Value>> values;
  std::vector<std::string> texts;
};

RuleAnswer answer_of(const TableCode& table, std::size_t rule) {
  RuleAnswer out;
  const auto& texts = table.source.rules[rule].outputs;
  for (std::size_t o = 0; o < table.rows[rule].outputs.size(); ++o) {
    out.values.push_back(constant_value(*table.rows[rule].outputs[o]));
    out.texts.emplace_back(o < texts.size() ? trim(texts[o]) : "");
  }
  return out;
}

// yes or no where both are constants or the same text; null when only running them would tell.
Tri same_answer(const RuleAnswer& a, const RuleAnswer& b) {
  Tri all = Tri::yes;
  for (std::size_t o = 0; o < a.values.size(); ++o) {
    const bool known = a.values[o] && b.values[o];
    const Tri one = known                      ? tri(equal(*a.values[o], *b.values[o]) == Tri::yes)
                    : a.texts[o] == b.texts[o] ? Tri::yes
                                               : Tri::null;
    if (one == Tri::no) return Tri::no;
    if (one == Tri::null) all = Tri::null;
  }
  return all;
}

// Places among the allowed values, for the policy priority; nothing when an output is no constant.
std::optional<std::vector<std::size_t>> rank_of(const TableSource& source,
                                                const RuleAnswer& answer) {
  std::vector<std::size_t> out;
  for (std::size_t o = 0; o < source.outputs.size(); ++o) {
    if (!answer.values[o]) return std::nullopt;
    const auto& allowed = source.outputs[o].allowed;
    const auto at = std::ranges::find_if(
        allowed, [&](const Value& one) { return equal(one, *answer.values[o]) == Tri::yes; });
    out.push_back(static_cast<std::size_t>(at - allowed.begin()));
  }
  return out;
}

class Comparison {
 public:
  Comparison(const TableCode& table, const Grid& grid, TableAnalysis& out)
      : table_(table), grid_(grid), out_(out), rules_(grid.rules()) {
    for (std::size_t r = 0; r < rules_.size(); ++r) {
      answers_.push_back(answer_of(table, r));
      ranks_.push_back(hit() == HitPolicy::priority ? rank_of(table.source, answers_[r])
                                                    : std::nullopt);
    }
    hulls();
  }

  void run() {
    std::vector<std::size_t> beside;
    for (std::size_t j = 0; j < rules_.size(); ++j) {
      if (rules_[j].never >= 0) continue;
      beside.clear();
      bool twin = false;
      for (std::size_t i = 0; i < j; ++i) {
        if (!may_meet(i, j) || !meet(rules_[i].may, rules_[j].may)) continue;
        beside.push_back(i);
        if (!twin && is_twin(i, j)) {
          twin = true;
          add({.kind = Found::duplicate, .rule = int_of(j), .other = int_of(i)});
        }
      }
      judge(j, beside, twin);
    }
    for (std::size_t j = 0; hit() == HitPolicy::priority && j < rules_.size(); ++j) outranked(j);
    if (stopped_) add({.kind = Found::stopped});
  }

 private:
  HitPolicy hit() const { return table_.source.hit; }
  static int int_of(std::size_t i) { return static_cast<int>(i); }
  void add(TableFinding finding) { out_.findings.push_back(std::move(finding)); }

  // The ends of each box on each axis, apart: most pairs are told by them alone.
  void hulls() {
    if (rules_.empty()) return;
    const std::size_t axes = rules_.front().may.size();
    lows_.assign(axes, std::vector<Region>(rules_.size(), 0));
    highs_ = lows_;
    for (std::size_t a = 0; a < axes; ++a)
      for (std::size_t r = 0; r < rules_.size(); ++r) {
        if (rules_[r].never >= 0) continue;
        lows_[a][r] = rules_[r].may[a]->front().first;
        highs_[a][r] = rules_[r].may[a]->back().last;
      }
  }
  bool may_meet(std::size_t i, std::size_t j) const {
    if (rules_[i].never >= 0) return false;
    for (std::size_t a = 0; a < lows_.size(); ++a)
      if (lows_[a][i] > highs_[a][j] || lows_[a][j] > highs_[a][i]) return false;
    return true;
  }

  bool is_twin(std::size_t i, std::size_t j) const {
    if (same_answer(answers_[i], answers_[j]) != Tri::yes || rules_[i].exact != rules_[j].exact ||
        rules_[i].not_analysed != rules_[j].not_analysed)
      return false;
    for (const int c : rules_[i].not_analysed)
      if (trim(table_.source.rules[i].inputs[static_cast<std::size_t>(c)]) !=
          trim(table_.source.rules[j].inputs[static_cast<std::size_t>(c)]))
        return false;
    for (std::size_t a = 0; a < rules_[i].may.size(); ++a)
      if (*rules_[i].may[a] != *rules_[j].may[a]) return false;
    return true;
  }

  void judge(std::size_t j, const std::vector<std::size_t>& beside, bool twin) {
    switch (hit()) {
      case HitPolicy::unique:
        for (const std::size_t i : beside) conflict(i, j);
        return;
      case HitPolicy::any:
        for (const std::size_t i : beside) {
          if (same_answer(answers_[i], answers_[j]) == Tri::no)
            conflict(i, j);
          else
            ++out_.harmless_overlaps;
        }
        return;
      case HitPolicy::first:
        out_.harmless_overlaps += beside.size();
        if (!twin) masked(j, beside);
        return;
      default:
        out_.harmless_overlaps += beside.size();
    }
  }

  // Only of rules that are understood: what may match is no proof. A twin is told as one.
  void conflict(std::size_t i, std::size_t j) {
    if (!rules_[i].exact || !rules_[j].exact) return;
    if (is_twin(i, j)) return;
    if (++conflicts_ > kMostOfAKind) {
      ++out_.left_out;
      return;
    }
    const Corner point = grid_.point_in(rules_[i].may, rules_[j].may);
    Box both;
    for (std::size_t a = 0; a < point.size(); ++a)
      both.push_back(&kept_.emplace_back(common(*rules_[i].may[a], *rules_[j].may[a])));
    add({.kind = Found::conflict,
         .rule = int_of(j),
         .other = int_of(i),
         .sample = grid_.sample(point, both),
         .box = grid_.words(both),
         .inputs = grid_.values(point)});
    kept_.clear();
  }

  void outranked(std::size_t j) {
    if (!ranks_[j] || rules_[j].never >= 0) return;
    std::vector<std::size_t> better;
    for (std::size_t i = 0; i < rules_.size(); ++i)
      if (i != j && ranks_[i] && *ranks_[i] < *ranks_[j] && may_meet(i, j) &&
          meet(rules_[i].may, rules_[j].may))
        better.push_back(i);
    masked(j, better);
  }

  // Whether `before` take all of rule j.
  void masked(std::size_t j, const std::vector<std::size_t>& before) {
    const Box& mine = rules_[j].may;
    std::vector<std::size_t> sure;
    for (const std::size_t i : before) {
      if (!rules_[i].exact) continue;
      if (holds(rules_[i].may, mine))
        return add({.kind = Found::masked, .rule = int_of(j), .others = {int_of(i)}});
      sure.push_back(i);
    }
    if (sure.size() < 2 || is_seen(mine, sure) || !is_covered(mine, sure)) return;
    TableFinding finding{.kind = Found::masked, .rule = int_of(j)};
    // Leave out those that are not needed, while that is cheap.
    for (std::size_t k = 0; sure.size() <= kMostNamed * 2 && k < sure.size();) {
      std::vector<std::size_t> fewer = sure;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(k));
      if (is_covered(mine, fewer))
        sure = std::move(fewer);
      else
        ++k;
    }
    for (const std::size_t i : sure) finding.others.push_back(int_of(i));
    add(std::move(finding));
  }

  // A corner of the box that none of `rules` holds: most rules that are not masked have one.
  bool is_seen(const Box& box, const std::vector<std::size_t>& rules) const {
    for (unsigned corner = 0; corner < 4; ++corner) {
      Corner point;
      for (std::size_t a = 0; a < box.size(); ++a) {
        const bool low = corner == 0 || (corner == 2 && a % 2 == 0) || (corner == 3 && a % 2 == 1);
        point.push_back(low ? box[a]->front().first : box[a]->back().last);
      }
      if (std::ranges::none_of(rules, [&](std::size_t i) { return holds(rules_[i].may, point); }))
        return true;
    }
    return false;
  }

  bool is_covered(const Box& box, const std::vector<std::size_t>& rules) {
    std::vector<const Box*> boxes;
    for (const std::size_t i : rules) boxes.push_back(&rules_[i].may);
    const auto held = all_held(box, boxes, steps_);
    stopped_ = stopped_ || !held;
    return held.value_or(false);
  }

  static constexpr std::size_t kMostNamed = 6;

  const TableCode& table_;
  const Grid& grid_;
  TableAnalysis& out_;
  const std::vector<Grid::Rule>& rules_;
  std::vector<RuleAnswer> answers_;
  std::vector<std::optional<std::vector<std::size_t>>> ranks_;
  std::vector<std::vector<Region>> lows_, highs_;  // by axis, then rule
  std::deque<Regions> kept_;
  std::size_t steps_ = kMostSteps;
  std::size_t conflicts_ = 0;
  bool stopped_ = false;
};

}  // namespace

void compare_rules(const TableCode& table, const Grid& grid, TableAnalysis& out) {
  Comparison(table, grid, out).run();
}

}  // namespace tf::rule
