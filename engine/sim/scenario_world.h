// What one scenario is played in: its town's documents with whatever the story changed, the
// catalog bound from them, a store, a shard and the virtual clock; and what the story has seen so
// far: named cases, notices, the last answer.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "host/shard.h"
#include "sim/flow_coverage.h"
#include "sim/scenario.h"

namespace tf::sim {

struct Notice {
  std::uint64_t seq = 0;  // journal row
  std::uint64_t case_id = 0;
  std::vector<std::string> to;
  std::optional<Instant> not_before;
};

struct FiredRung {
  std::uint64_t case_id = 0, clock = 0;
  std::string level;
  Instant effective, detected;
};

class World {
 public:
  // Errc::invalid with the findings as text when the town cannot be bound.
  static Result<std::unique_ptr<World>> open(const Scenario& scenario, const Stage& stage);

  const Zone& zone() const { return zone_; }
  const core::Town& town() const;
  host::Shard& shard() { return *shard_; }
  store::Store& store() { return *store_; }
  Instant now() const { return clock_.now(); }

  // When something happens next without the story: a timer, another try, what people do daily.
  Result<std::optional<Instant>> next_moment();
  // Fires whatever is due before `t`, each at its own instant. Nothing while the host is down.
  Result<void> pass_until(Instant t);
  // The clock stands at `t`, or where it already is when that is later.
  void stand_at(Instant t);
  // Everything due at or before the clock, then what the outside answered.
  Result<void> settle();
  // A command at the clock's instant; the outside answers at once.
  Result<host::Answer> run(const host::Request& request);

  // Rules or people as `change` says, over what is there; published at once. `running`: cases
  // that run are counted again, those of `workflows` (all when empty).
  Result<void> change(const model::Node& change, bool running, const std::string& by);
  // Files laid under their kind: {calendar: {…}}, {people: {…}}; all cases are counted again.
  Result<void> load(const model::Node& files, const std::string& by);

  // Reads the rows committed since the last call: notices, rungs.
  Result<void> watch();
  const std::vector<Notice>& notices() const { return notices_; }
  const std::vector<FiredRung>& rungs() const { return rungs_; }
  // Clocks of the whole case, by (case, clock).
  bool is_case_clock(std::uint64_t case_id, std::uint64_t clock) const;

  // The case a word means: one given by `as`, the newest of a workflow, or a number.
  std::optional<CaseId> case_of(const std::string& word);

  std::map<std::string, CaseId> names;
  CaseId last;  // opened last
  std::string last_change_by;
  std::map<std::string, std::string> effects;  // kind → ok | failed | unreachable | its answer
  bool down = false;
  std::size_t commands = 0;  // for idempotency keys
  std::uint64_t seen_seq = 0;
  std::size_t daily_acts = 0;  // of the routine

 private:
  World() = default;
  Result<void> bind();
  Result<void> lay(const model::Node& files);  // over the documents of their kinds
  Result<void> publish(bool running, const std::string& by);
  Result<std::size_t> answer_effects();
  Result<std::optional<bool>> plugin_effect(const store::OutboxRow& row);
  Result<bool> tried_again(store::OutboxRow row, std::optional<Milliseconds> asked);
  Result<void> fire();

  std::string town_id_;
  std::vector<model::Document> documents_;
  Zone zone_;
  VirtualClock clock_;
  std::shared_ptr<const core::Catalog> catalog_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<host::Shard> shard_;
  std::optional<Instant> again_;  // the next try of an effect
  std::vector<Item> routine_;
  Instant routine_done_;  // up to there
  std::vector<Notice> notices_;
  std::vector<FiredRung> rungs_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> case_clocks_;
  FlowCoverage* coverage_ = nullptr;
  std::map<std::uint64_t, FlowCoverage::Trail> trails_;  // by case, while coverage is asked for
};

}  // namespace tf::sim
