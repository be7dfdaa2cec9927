#include "rule/decision_table_index.h"

#include <algorithm>
#include <utility>

#include "rule/feel/code.h"
#include "rule/feel/compare.h"
#include "rule/feel/machine.h"
#include "rule/feel/no_surroundings.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

bool can_be_indexed(Kind kind) {
  return kind == Kind::number || kind == Kind::text || kind == Kind::boolean ||
         kind == Kind::date || kind == Kind::duration || kind == Kind::months;
}

bool less(const Value& a, const Value& b) {
  if (a.is(Kind::boolean)) return !a.as_boolean() && b.as_boolean();
  return *order(a, b) < 0;
}

// Collects the constants a test compares with; false when it is more than that.
bool collect(const Op& test, std::vector<const Value*>& bounds) {
  switch (test.code) {
    case OpCode::constant:
      if (test.value.is(Kind::list) || test.value.is(Kind::range)) return false;
      bounds.push_back(&test.value);
      return true;
    case OpCode::compared:
    case OpCode::range:
      for (const Op* kid : test.kids) {
        if (kid->code != OpCode::constant || kid->value.is_null()) return false;
        bounds.push_back(&kid->value);
      }
      return true;
    case OpCode::list:
      return std::ranges::all_of(test.kids, [&](const Op* kid) { return collect(*kid, bounds); });
    default:
      return false;
  }
}

// The regions a test passes, as spans [first, last] of their numbers. Region 2k + 1 is at bound k,
// region 2k below it.
class CellRegions {
 public:
  using Span = std::pair<std::size_t, std::size_t>;

  CellRegions(const std::vector<Value>& bounds, Kind kind)
      : bounds_(bounds), kind_(kind), last_(bounds.size() * 2) {}

  // All spans of a cell, ascending and apart.
  std::vector<Span> of_cell(const Op& tests) const {
    if (tests.kids.empty()) return {{0, last_}};
    std::vector<Span> spans;
    for (const Op* test : tests.kids) add(*test, spans);
    std::ranges::sort(spans);
    std::vector<Span> merged;
    for (const Span& one : spans) {
      if (!merged.empty() && one.first <= merged.back().second + 1)
        merged.back().second = std::max(merged.back().second, one.second);
      else
        merged.push_back(one);
    }
    return tests.text.empty() ? merged : opposite(merged);
  }

 private:
  std::size_t at(const Value& value) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(bounds_, value, less) -
                                    bounds_.begin()) *
               2 +
           1;
  }

  void add(const Op& test, std::vector<Span>& spans) const {
    switch (test.code) {
      case OpCode::constant:
        if (!test.value.is_null()) spans.emplace_back(at(test.value), at(test.value));
        return;
      case OpCode::compared:
        return compared(test.text, at(test.kids[0]->value), spans);
      case OpCode::range: {
        if (kind_ == Kind::boolean) return;
        const std::size_t low = at(test.kids[0]->value) + (test.text[0] == '[' ? 0 : 1);
        const std::size_t high = at(test.kids[1]->value) - (test.text[1] == ']' ? 0 : 1);
        if (low <= high) spans.emplace_back(low, high);
        return;
      }
      default:
        for (const Op* kid : test.kids) add(*kid, spans);
    }
  }

  void compared(std::string_view op, std::size_t k, std::vector<Span>& spans) const {
    if (op == "=") return spans.emplace_back(k, k), void();
    if (op == "!=") {
      spans.emplace_back(0, k - 1);
      spans.emplace_back(k + 1, last_);
      return;
    }
    if (kind_ == Kind::boolean) return;
    if (op[0] == '<') return spans.emplace_back(0, op == "<=" ? k : k - 1), void();
    spans.emplace_back(op == ">=" ? k : k + 1, last_);
  }

  std::vector<Span> opposite(const std::vector<Span>& spans) const {
    std::vector<Span> out;
    std::size_t from = 0;
    for (const Span& one : spans) {
      if (one.first > from) out.emplace_back(from, one.first - 1);
      from = one.second + 1;
    }
    if (from <= last_) out.emplace_back(from, last_);
    return out;
  }

  const std::vector<Value>& bounds_;
  Kind kind_;
  std::size_t last_;  // the last region
};

void set_bit(std::uint64_t* row, std::size_t rule) {
  row[rule / 64] |= std::uint64_t{1} << (rule % 64);
}

}  // namespace

std::optional<ColumnIndex> ColumnIndex::build(std::span<const Op* const> cells) {
  std::vector<const Value*> constants;
  for (const Op* cell : cells)
    if (cell != nullptr)
      for (const Op* test : cell->kids)
        if (!collect(*test, constants)) return std::nullopt;
  ColumnIndex index;
  for (const Value* one : constants) {
    if (one->is_null()) continue;
    if (index.kind_ == Kind::null) index.kind_ = one->kind();
    if (one->kind() != index.kind_ || !can_be_indexed(one->kind())) return std::nullopt;
    index.bounds_.push_back(*one);
  }
  std::ranges::sort(index.bounds_, less);
  index.bounds_.erase(
      std::unique(index.bounds_.begin(), index.bounds_.end(),
                  [](const Value& a, const Value& b) { return !less(a, b) && !less(b, a); }),
      index.bounds_.end());
  const std::size_t regions = index.bounds_.size() * 2 + 1;
  index.words_ = (cells.size() + 63) / 64;
  if ((regions + 1) * index.words_ * 8 > kMaxIndexBytes) return std::nullopt;
  index.bits_.assign((regions + 1) * index.words_, 0);
  const CellRegions known(index.bounds_, index.kind_);
  NoEnv env;
  Machine machine(env, nullptr, Budget{});
  for (std::size_t rule = 0; rule < cells.size(); ++rule) {
    const bool free = cells[rule] == nullptr;
    for (const auto& [first, last] :
         free ? std::vector{CellRegions::Span{0, regions - 1}} : known.of_cell(*cells[rule]))
      for (std::size_t r = first; r <= last; ++r)
        set_bit(index.bits_.data() + r * index.words_, rule);
    if (free || machine.test_of(*cells[rule], kNullValue) == Tri::yes)
      set_bit(index.bits_.data() + regions * index.words_, rule);
  }
  index.measure();
  if (index.kind_ == Kind::number) {
    for (const Value& bound : index.bounds_)
      if (const auto n = bound.as_number().whole()) index.whole_.push_back(*n);
    if (index.whole_.size() != index.bounds_.size()) index.whole_.clear();
  }
  return index;
}

std::size_t ColumnIndex::region(const Value& input) const {
  if (!whole_.empty()) {
    if (const auto n = input.as_number().whole()) {
      const auto at = std::ranges::lower_bound(whole_, *n);
      const auto i = static_cast<std::size_t>(at - whole_.begin());
      return at != whole_.end() && *at == *n ? i * 2 + 1 : i * 2;
    }
  }
  std::size_t low = 0, high = bounds_.size();
  if (kind_ == Kind::text && high <= 8) {  // equality is cheaper than order
    const std::string& text = input.as_text();
    for (std::size_t i = 0; i < high; ++i)
      if (bounds_[i].as_text() == text) return i * 2 + 1;
  }
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const auto at = kind_ == Kind::boolean ? bounds_[middle].as_boolean() <=> input.as_boolean()
                                           : *order(bounds_[middle], input);
    if (at == 0) return middle * 2 + 1;
    at < 0 ? low = middle + 1 : high = middle;
  }
  return low * 2;
}

RuleBits ColumnIndex::rules(const Value& input) const {
  if (input.is_null()) return row(bounds_.size() * 2 + 1);
  if (input.kind() == kind_) return row(region(input));
  return bounds_.empty() ? row(0) : RuleBits{};
}

void ColumnIndex::measure() {
  for (std::size_t r = 0; r * words_ < bits_.size(); ++r) {
    const std::uint64_t* words = bits_.data() + r * words_;
    std::size_t first = 0, last = words_;
    while (first < last && words[first] == 0) ++first;
    while (last > first && words[last - 1] == 0) --last;
    extent_.emplace_back(first, last);
  }
}

}  // namespace tf::rule
