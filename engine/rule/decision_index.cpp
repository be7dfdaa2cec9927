#include "rule/decision_index.h"

#include <algorithm>

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

struct Regions {
  const std::vector<Value>& bounds;
  Kind kind;

  // Where region r lies against bound `value`: -1 below, 0 at it, 1 above.
  int against(std::size_t r, const Value& value) const {
    const auto at = std::ranges::lower_bound(bounds, value, less);
    const auto k = static_cast<std::size_t>(at - bounds.begin()) * 2 + 1;
    return r < k ? -1 : r > k ? 1 : 0;
  }
  bool passes(const Op& test, std::size_t r) const {
    switch (test.code) {
      case OpCode::constant:
        return !test.value.is_null() && against(r, test.value) == 0;
      case OpCode::compared:
        return compared(test.text, against(r, test.kids[0]->value));
      case OpCode::range: {
        if (kind == Kind::boolean) return false;
        const int low = against(r, test.kids[0]->value), high = against(r, test.kids[1]->value);
        return (low > 0 || (low == 0 && test.text[0] == '[')) &&
               (high < 0 || (high == 0 && test.text[1] == ']'));
      }
      default:
        return std::ranges::any_of(test.kids, [&](const Op* kid) { return passes(*kid, r); });
    }
  }
  bool compared(std::string_view op, int at) const {
    if (op == "=") return at == 0;
    if (op == "!=") return at != 0;
    if (kind == Kind::boolean) return false;
    if (op == "<") return at < 0;
    if (op == "<=") return at <= 0;
    if (op == ">") return at > 0;
    return at >= 0;
  }
  bool cell(const Op& tests, std::size_t r) const {
    if (tests.kids.empty()) return true;
    const bool any =
        std::ranges::any_of(tests.kids, [&](const Op* kid) { return passes(*kid, r); });
    return tests.text.empty() ? any : !any;
  }
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
  const Regions at{index.bounds_, index.kind_};
  NoEnv env;
  Machine machine(env, nullptr, Budget{});
  for (std::size_t rule = 0; rule < cells.size(); ++rule) {
    for (std::size_t r = 0; r < regions; ++r)
      if (cells[rule] == nullptr || at.cell(*cells[rule], r))
        set_bit(index.bits_.data() + r * index.words_, rule);
    if (cells[rule] == nullptr || machine.test_of(*cells[rule], kNullValue) == Tri::yes)
      set_bit(index.bits_.data() + regions * index.words_, rule);
  }
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

const std::uint64_t* ColumnIndex::rules(const Value& input) const {
  if (input.is_null()) return row(bounds_.size() * 2 + 1);
  if (input.kind() == kind_) return row(region(input));
  return bounds_.empty() ? row(0) : nullptr;
}

}  // namespace tf::rule
