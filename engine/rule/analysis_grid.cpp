#include "rule/analysis_grid.h"

#include <algorithm>

#include "base/text.h"
#include "rule/analysis_cell.h"
#include "rule/feel/no_surroundings.h"

namespace tf::rule {
namespace {

// Bounds the cells that are run region by region; those beyond are not analysed.
constexpr std::size_t kMostRuns = 5'000'000;

std::string cell_text(const TableCode& table, std::size_t rule, std::size_t column) {
  const auto& texts = table.source.rules[rule].inputs;
  return column < texts.size() ? std::string(trim(texts[column])) : std::string();
}

std::string title_of(const TableInput& input) {
  return std::string(trim(input.title.empty() ? input.expression : input.title));
}

}  // namespace

Grid::Grid(const TableCode& table, std::span<const InputFacts> facts) : table_(table) {
  name_axes(facts);
  settle_axes();
  read_cells();
  for (std::size_t r = 0; r < table.rows.size(); ++r) read_rule(r);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const Column& column = columns_[c];
    const Regions& full = *full_[column.axis];
    const bool asked = std::ranges::any_of(column.cells, [&](const auto& known) {
      return known.second.set == nullptr || *known.second.set != full;
    });
    if (!asked && !table.rows.empty()) unread_.push_back(static_cast<int>(c));
  }
}

// Columns of one expression share an axis.
void Grid::name_axes(std::span<const InputFacts> facts) {
  std::map<std::string, std::size_t, std::less<>> by_text;
  for (std::size_t c = 0; c < table_.columns.size(); ++c) {
    const auto [at, fresh] =
        by_text.try_emplace(std::string(trim(table_.source.inputs[c].expression)), axes_.size());
    columns_.emplace_back().axis = at->second;
    if (!fresh) continue;
    axes_.emplace_back(c < facts.size() ? facts[c] : InputFacts{});
    titles_.push_back(title_of(table_.source.inputs[c]));
  }
}

void Grid::settle_axes() {
  std::vector<std::vector<std::pair<const Op*, const Op*>>> allowed(axes_.size());
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const TableCode::Column& column = table_.columns[c];
    const CellReader reader(*column.expression);
    Axis& axis = axes_[columns_[c].axis];
    for (std::size_t r = 0; r < column.cells.size(); ++r) {
      if (column.cells[r] == nullptr) continue;
      const auto [at, fresh] = columns_[c].cells.try_emplace(cell_text(table_, r, c));
      if (fresh) at->second = {column.cells[r], reader.note(*column.cells[r], axis), nullptr};
    }
    std::vector<const Op*> tests;
    if (column.allowed != nullptr) tests.push_back(column.allowed);
    for (const std::string& text : axis.facts().allowed)
      if (const auto program = compile_unary_tests(text, NoNames()))
        tests.push_back(allowed_.emplace_back(*program).code()->root);
    for (const Op* one : tests) {
      if (reader.note(*one, axis))
        allowed[columns_[c].axis].emplace_back(column.expression, one);
      else
        open_columns_.push_back(static_cast<int>(c));
    }
  }
  for (std::size_t a = 0; a < axes_.size(); ++a) {
    std::function<bool(const Value&)> may_be;
    if (!allowed[a].empty())
      may_be = [&tests = allowed[a]](const Value& value) {
        return std::ranges::all_of(tests, [&](const auto& one) {
          return CellReader(*one.first).passes(*one.second, value);
        });
      };
    axes_[a].settle(may_be);
    full_.push_back(keep(axes_[a].all()));
    const auto null = axes_[a].null_region();
    given_.push_back(null && axes_[a].size() > 1 ? keep(all_below(*null)) : full_.back());
  }
}

void Grid::read_cells() {
  std::size_t runs = kMostRuns;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const CellReader reader(*table_.columns[c].expression);
    for (auto& [text, cell] : columns_[c].cells)
      if (cell.understood)
        if (auto set = reader.regions(*cell.tests, axes_[columns_[c].axis], runs))
          cell.set = keep(*std::move(set));
  }
}

void Grid::read_rule(std::size_t r) {
  Rule& rule = rules_.emplace_back();
  rule.may = full_;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (table_.columns[c].cells[r] == nullptr) continue;
    ++cells_;
    const Regions* set = columns_[c].cells.find(cell_text(table_, r, c))->second.set;
    if (set == nullptr) {
      rule.exact = false;
      rule.not_analysed.push_back(static_cast<int>(c));
      continue;
    }
    const Regions*& mine = rule.may[columns_[c].axis];
    mine = mine == full_[columns_[c].axis] ? set : keep(common(*mine, *set));
    if (mine->empty() && rule.never < 0) rule.never = static_cast<int>(c);
  }
}

Box Grid::space(bool with_null) const {
  return with_null ? full_ : given_;
}

Box Grid::grown(const Corner& point, const Box& space, const std::vector<const Box*>& boxes) {
  Box out;
  for (const Region region : point) out.push_back(keep({{region, region}}));
  // Choices first: "amount 100" says more than "amount 100 while kind is land".
  std::vector<std::size_t> order;
  for (std::size_t axis = 0; axis < out.size(); ++axis) order.push_back(axis);
  std::ranges::stable_sort(order, {}, [&](std::size_t axis) { return axes_[axis].size(); });
  for (const std::size_t axis : order) {
    const Regions* mine = out[axis];
    out[axis] = space[axis];
    std::vector<Stretch> taken;
    for (const Box* box : boxes)
      if (meet(out, *box)) taken.insert(taken.end(), (*box)[axis]->begin(), (*box)[axis]->end());
    Regions free = without(*space[axis], settled(std::move(taken)));
    out[axis] = free.empty() ? mine : keep(std::move(free));
  }
  return out;
}

bool Grid::restricts(const Box& box, std::size_t axis) const {
  return *box[axis] != *full_[axis] && *box[axis] != *given_[axis];
}

std::string Grid::sample(const Corner& point, const Box& box) const {
  std::vector<std::string> parts;
  for (std::size_t a = 0; a < axes_.size(); ++a)
    if (restricts(box, a))
      parts.push_back(cat(titles_[a], " = ", axes_[a].words(axes_[a].sample(point[a]))));
  return join(parts, ", ");
}

std::vector<Value> Grid::values(const Corner& point) const {
  std::vector<Value> out;
  for (const Column& column : columns_)
    out.push_back(axes_[column.axis].sample(point[column.axis]));
  return out;
}

std::string Grid::words(const Box& box) const {
  std::vector<std::string> parts;
  for (std::size_t a = 0; a < axes_.size(); ++a)
    if (restricts(box, a)) parts.push_back(cat(titles_[a], " ", axes_[a].words(*box[a])));
  return join(parts, "; ");
}

Corner Grid::point_in(const Box& a, const Box& b) const {
  Corner out;
  for (std::size_t i = 0; i < a.size(); ++i) out.push_back(common(*a[i], *b[i]).front().first);
  return out;
}

}  // namespace tf::rule
