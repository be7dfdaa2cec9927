#include "sim/flow_coverage.h"

#include <algorithm>

#include "base/text.h"

namespace tf::sim {

namespace {

using core::Definition;
using core::Step;
using core::Target;

std::string entered(std::string_view step) {
  return cat("@", step);
}
std::string chosen(std::string_view step, std::string_view outcome) {
  return cat(step, "!", outcome);
}
std::string went(std::string_view from, std::string_view to) {
  return cat(from, ">", to);
}
std::string jumped(std::string_view from, std::string_view to) {
  return cat(from, ">>", to);
}

// The step after `step` in its block; "" when it is the last.
std::string below(const Definition& definition, const Step& step) {
  const auto& steps = definition.blocks[static_cast<std::size_t>(step.block)].steps;
  const auto own = definition.step_index.find(step.id);
  const auto at = std::ranges::find(steps, own->second);
  if (at == steps.end() || at + 1 == steps.end()) return "";
  return definition.steps[static_cast<std::size_t>(*(at + 1))].id;
}

std::string target_of(const Definition& definition, const Step& step, const Target& target) {
  if (target.kind == Target::Kind::next) return below(definition, step);
  if (target.kind == Target::Kind::end) return "";
  return definition.steps[static_cast<std::size_t>(target.step)].id;
}

std::string sum_line(const std::string& name, std::size_t steps, std::size_t all_steps,
                     std::size_t ways, std::size_t all_ways, bool zh) {
  return zh ? cat(name, "：步骤 ", steps, "/", all_steps, "，去向 ", ways, "/", all_ways, "\n")
            : cat(name, ": ", steps, " of ", all_steps, " steps, ", ways, " of ", all_ways,
                  " ways\n");
}

}  // namespace

std::vector<FlowCoverage::Point> FlowCoverage::points_of(const Definition& definition) {
  std::vector<Point> points;
  const auto way = [&](std::string name, std::set<std::string> marks) {
    const auto twin = std::ranges::find(points, name, &Point::name);
    if (twin == points.end())
      points.push_back({std::move(name), true, std::move(marks)});
    else
      twin->marks.merge(marks);
  };
  const auto handlers = [&](const std::string& owner, const std::vector<core::Handler>& upon) {
    for (const core::Handler& handler : upon)
      for (const Target& target : handler.go) {
        if (handler.step >= 0 || target.kind != Target::Kind::step) continue;
        const std::string& to = definition.steps[static_cast<std::size_t>(target.step)].id;
        way(cat(owner.empty() ? "upon" : owner, " upon ", handler.name, " -> ", to),
            {jumped(owner, to), went(owner, to)});
      }
  };
  for (const Step& step : definition.steps) {
    points.push_back({step.id, false, {entered(step.id)}});
    if (step.named_outcomes)
      for (const core::Outcome& outcome : step.outcomes)
        way(cat(step.id, ": ", outcome.name), {chosen(step.id, outcome.name)});
    if (const auto* choose = std::get_if<core::ChooseSpec>(&step.spec)) {
      std::vector<Target> targets;
      for (const core::Branch& branch : choose->branches)
        targets.insert(targets.end(), branch.then.begin(), branch.then.end());
      targets.insert(targets.end(), choose->otherwise.begin(), choose->otherwise.end());
      for (const Target& target : targets)
        if (const std::string to = target_of(definition, step, target); !to.empty())
          way(cat(step.id, " -> ", to), {went(step.id, to), jumped(step.id, to)});
    }
    handlers(step.id, step.upon);
  }
  handlers("", definition.upon);
  return points;
}

void FlowCoverage::expect(const core::Town& town, const core::Town* base, Coverage& tables) {
  if (base != nullptr) base_of_[town.id] = base->id;
  for (const auto& [id, definition] : town.workflows) {
    std::vector<Point> points = points_of(*definition);
    if (const auto under = points_.find({base == nullptr ? "" : base->id, id});
        under != points_.end())
      std::erase_if(points, [&](const Point& point) {
        return std::ranges::find(under->second, point.name, &Point::name) != under->second.end();
      });
    if (!points.empty()) points_[{town.id, id}] = std::move(points);
  }
  for (const auto& [id, history] : town.rules) {
    if (history.empty()) continue;
    for (const auto& [name, table] : history.back().rules->tables) {
      std::vector<std::string> rules;
      for (std::size_t r = 0; r < table.source().rules.size(); ++r) {
        const std::string& rule = table.source().rules[r].id;
        rules.push_back(rule.empty() ? std::to_string(r + 1) : rule);
      }
      if (const auto under = tables.find({base == nullptr ? "" : base->id, name});
          base != nullptr && under != tables.end())
        std::erase_if(rules, [&](const std::string& rule) {
          return std::ranges::find(under->second.rules, rule) != under->second.rules.end();
        });
      if (!rules.empty())
        tables.try_emplace({town.id, name}, TableCoverage{town.id, name, std::move(rules), {}});
    }
  }
}

void FlowCoverage::saw(const std::string& town, Trail& trail, const core::Event& event) {
  if (const auto* opened = std::get_if<core::CaseOpened>(&event)) trail.workflow = opened->workflow;
  if (const auto* decided = std::get_if<core::Decided>(&event))
    fired_[{town, decided->table}].insert(decided->rows.begin(), decided->rows.end());
  if (const auto* placed = std::get_if<core::TokenPlaced>(&event)) {
    trail.step_of[placed->id] = placed->step;
    auto& seen = seen_[{town, trail.workflow}];
    seen.insert(entered(placed->step));
    seen.insert(placed->reason.empty() ? went(placed->from, placed->step)
                                       : jumped(placed->from, placed->step));
  }
  if (const auto* ended = std::get_if<core::StepEnded>(&event);
      ended != nullptr && ended->completed)
    seen_[{town, trail.workflow}].insert(chosen(trail.step_of[ended->token], ended->outcome));
}

std::vector<std::string> FlowCoverage::line_of(const std::string& town) const {
  std::vector<std::string> line{town};
  for (auto at = base_of_.find(town); at != base_of_.end(); at = base_of_.find(at->second))
    line.push_back(at->second);
  return line;
}

void FlowCoverage::count_rows(Coverage& tables) const {
  for (const auto& [key, rows] : fired_)
    for (const std::string& town : line_of(key.first))
      if (const auto table = tables.find({town, key.second}); table != tables.end())
        table->second.reached.insert(rows.begin(), rows.end());
}

bool FlowCoverage::reached(const std::string& town, const std::string& workflow,
                           const Point& point) const {
  return std::ranges::any_of(seen_, [&](const auto& one) {
    if (one.first.second != workflow) return false;
    const std::vector<std::string> line = line_of(one.first.first);
    return std::ranges::find(line, town) != line.end() &&
           std::ranges::any_of(point.marks,
                               [&](const std::string& mark) { return one.second.contains(mark); });
  });
}

std::vector<ProcessCoverage> FlowCoverage::rows() const {
  std::vector<ProcessCoverage> out;
  for (const auto& [key, points] : points_) {
    ProcessCoverage row{key.first, key.second, 0, 0, {}, {}};
    for (const Point& point : points) {
      ++(point.way ? row.ways : row.steps);
      if (!reached(key.first, key.second, point))
        (point.way ? row.missed_ways : row.missed_steps).push_back(point.name);
    }
    out.push_back(std::move(row));
  }
  return out;
}

std::string coverage_report(const std::vector<ProcessCoverage>& rows, model::Language language) {
  const bool zh = language == model::Language::zh;
  std::string out;
  ProcessCoverage all;
  std::size_t steps = 0, ways = 0;
  for (const ProcessCoverage& row : rows) {
    const std::size_t reached_steps = row.steps - row.missed_steps.size();
    const std::size_t reached_ways = row.ways - row.missed_ways.size();
    out += sum_line(cat(row.workflow, zh ? "（" : " (", row.town, zh ? "）" : ")"), reached_steps,
                    row.steps, reached_ways, row.ways, zh);
    for (const auto* missed : {&row.missed_steps, &row.missed_ways})
      for (const std::string& name : *missed)
        out += cat(zh ? "  没有情景走到：" : "  no scenario reaches: ", name, "\n");
    all.steps += row.steps;
    all.ways += row.ways;
    steps += reached_steps;
    ways += reached_ways;
  }
  return out + sum_line(zh ? "各流程合计" : "all processes", steps, all.steps, ways, all.ways, zh);
}

Value coverage_value(const std::vector<ProcessCoverage>& rows) {
  List out;
  const auto number = [](std::size_t n) { return Value::number(static_cast<std::int64_t>(n)); };
  for (const ProcessCoverage& row : rows) {
    List missed;
    for (const auto* names : {&row.missed_steps, &row.missed_ways})
      for (const std::string& name : *names) missed.push_back(Value::text(name));
    out.push_back(Value::record({{"town", Value::text(row.town)},
                                 {"workflow", Value::text(row.workflow)},
                                 {"steps", number(row.steps)},
                                 {"steps_reached", number(row.steps - row.missed_steps.size())},
                                 {"ways", number(row.ways)},
                                 {"ways_reached", number(row.ways - row.missed_ways.size())},
                                 {"not_reached", Value::list(std::move(missed))}}));
  }
  return Value::list(std::move(out));
}

std::vector<std::string> not_reached(const std::vector<ProcessCoverage>& rows,
                                     const Coverage& tables) {
  std::vector<std::string> out;
  for (const ProcessCoverage& row : rows)
    for (const auto* names : {&row.missed_steps, &row.missed_ways})
      for (const std::string& name : *names)
        out.push_back(cat(row.town, " ", row.workflow, ": ", name));
  for (const auto& [key, table] : tables)
    for (const std::string& rule : table.missed())
      out.push_back(cat(table.town, " table ", table.table, ": ", rule));
  return out;
}

}  // namespace tf::sim
