#include "host/standard_facts.h"

#include "core/definition.h"

namespace tf::host {

namespace {

constexpr Milliseconds kReopenWindow = 30 * kDay;

class Facts {
 public:
  Facts(const core::Standing& before, const core::Standing& after, core::Turn& turn,
        store::Batch& batch)
      : before_(before), after_(after), turn_(turn), batch_(batch) {}

  void move() {
    if (before_ == after_) return;
    count(before_, -1);
    count(after_, 1);
    received(before_, -1);
    received(after_, 1);
    if (after_.returns > before_.returns)
      sum("return_rate", now(), static_cast<std::int64_t>(after_.returns - before_.returns), 0);
  }

  void operator()(const core::CaseChanged& e) {
    const core::CaseState& state = turn_.state();
    if (e.phase == core::CasePhase::closed && state.closed_at && state.merged_into == 0)
      sum("reopen_rate", day(*state.closed_at), 0, 1);
    if (e.reopened && state.last_closed && state.now - *state.last_closed <= kReopenWindow)
      for (const std::string& node : before_.nodes)  // where its closing was counted
        add("reopen_rate", node, day(*state.last_closed), 1, 0);
    if (e.listed && *e.listed) sum("listed_count", now(), 1, 0);
  }
  void operator()(const core::RungFired& e) {
    if (e.listed) sum("listed_count", day(e.effective), 1, 0);
  }
  void operator()(const core::LightChanged& e) {
    if (e.change.light == core::Light::red) sum("red_count", day(e.change.at), 1, 0);
    if (e.change.light == core::Light::yellow) sum("yellow_count", day(e.change.at), 1, 0);
  }
  // Assigned is what could be returned.
  void operator()(const core::TaskOffered& e) {
    const core::Step* step = turn_.definition().step(e.task.step);
    if (e.task.token == 0 || step == nullptr) return;
    const core::Verb* verb = step->verb("return");
    if (verb != nullptr && verb->open) sum("return_rate", now(), 0, 1);
  }
  template <class Other>
  void operator()(const Other&) {}

 private:
  std::int64_t day(Instant at) const { return turn_.town().calendar->date(at).days; }
  std::int64_t now() const { return day(turn_.state().now); }
  void sum(const char* metric, std::int64_t on, std::int64_t num, std::int64_t den) {
    for (const std::string& node : after_.nodes) add(metric, node, on, num, den);
  }
  void add(const char* metric, const std::string& node, std::int64_t on, std::int64_t num,
           std::int64_t den) {
    const core::CaseState& state = turn_.state();
    auto& total = batch_.sums[{core::standard_key(state.town, state.workflow, metric), on, node}];
    total.first += num;
    total.second += den;
  }
  void count(const core::Standing& standing, std::int64_t by) {
    if (!standing.counted) return;
    const core::CaseState& state = turn_.state();
    for (const std::string& node : standing.nodes)
      batch_.standings[{core::flow_key(state.town, state.workflow), node, standing.ended,
                        standing.due, standing.late}] += by;
  }
  void received(const core::Standing& standing, std::int64_t by) {
    for (const std::string& node : standing.nodes)
      add("urge_rate", node, standing.received, standing.urged ? by : 0, by);
  }

  const core::Standing& before_;
  const core::Standing& after_;
  core::Turn& turn_;
  store::Batch& batch_;
};

}  // namespace

void stage_standard(const core::Standing& before, const core::Standing& after, core::Turn& turn,
                    const std::vector<core::Event>& events, store::Batch& batch) {
  Facts facts(before, after, turn, batch);
  facts.move();
  for (const core::Event& event : events) std::visit(facts, event);
}

std::pair<std::int64_t, std::int64_t> share_of(const core::StandardMetric& metric,
                                               const store::StandingSums& sums) {
  if (metric.kind == core::StandardMetric::Kind::closing) return {sums.closed, sums.awaited};
  return {sums.on_time, sums.judged};
}

}  // namespace tf::host
