// Playing a scenario: item by item, then the proof that the journal alone gives the same cases.
#include "sim/scenario.h"

#include "base/check.h"
#include "base/text.h"
#include "core/codec.h"
#include "core/replay.h"
#include "host/view.h"
#include "sim/scenario_acts.h"
#include "sim/scenario_expect.h"
#include "sim/scenario_values.h"

namespace tf::sim {

namespace {

constexpr int kMostAfter = 20;  // scenarios that go on from one another
constexpr std::size_t kScenarioPage = 500;

// Journal → state without definitions, rules or people, compared with what the shard holds.
Result<void> replays(World& world) {
  store::CaseFilter filter;
  filter.limit = 500;
  for (const store::CaseRow& row : TF_TRY(world.store().cases(filter))) {
    core::CaseState folded;
    for (;;) {
      const auto rows = TF_TRY(world.store().read_case(row.id, folded.seq, kScenarioPage));
      for (const store::JournalRow& r : rows) {
        const core::RowBody body = TF_TRY(core::decode_row(r.body));
        core::fold_row(folded, body.events, r.case_seq);
      }
      if (rows.size() < kScenarioPage) break;
    }
    const core::CaseState live = TF_TRY(world.shard().state(CaseId{row.id}));
    if (core::state_hash(folded) != core::state_hash(live))
      return fail(Errc::corrupt,
                  cat("case ", row.number, ": the journal gives ", to_hex(core::state_hash(folded)),
                      ", the engine holds ", to_hex(core::state_hash(live)), "\n  journal: ",
                      core::encode_state(folded), "\n  engine:  ", core::encode_state(live)));
  }
  if (const auto fault = TF_TRY(world.store().verify()))
    return fail(Errc::corrupt, cat("the journal does not hold together: ", fault->text),
                cat("日志前后不相扣：", fault->zh));
  return {};
}

class Player {
 public:
  Player(const Scenario& scenario, const Stage& stage, World& world, ScenarioResult& result)
      : scenario_(scenario), stage_(stage), world_(world), result_(result) {}

  void play() {
    if (!go_on_from(scenario_.after, 0)) return;
    if (!story(scenario_, true)) return;
    if (const auto same = replays(world_); !same)
      failed({scenario_.story.back().span, scenario_.story.size() - 1, "", "replay",
              "the journal alone gives the same cases", same.error().text});
  }

 private:
  bool go_on_from(const std::string& id, int depth) {
    if (id.empty()) return true;
    const Scenario* before = stage_.find ? stage_.find(id) : nullptr;
    if (before == nullptr || depth == kMostAfter) {
      failed({{}, 0, "", "after", id, "no such scenario"});
      return false;
    }
    return go_on_from(before->after, depth + 1) && story(*before, false);
  }

  bool story(const Scenario& scenario, bool judged) {
    for (std::size_t i = 0; i < scenario.story.size(); ++i)
      if (!item(scenario, i, judged)) return false;
    return true;
  }

  bool item(const Scenario& scenario, std::size_t index, bool judged) {
    const Item& item = scenario.story[index];
    const Instant at = world_.zone().instant(item.at);
    Seen seen{{}, world_.seen_seq, before_, at};
    if (const auto passed = world_.pass_until(at); !passed)
      return broken(scenario, index, passed.error().text);
    world_.stand_at(at);
    ActOutcome outcome = act(world_, scenario, item);
    if (!outcome.problem.empty()) return broken(scenario, index, outcome.problem);
    if (const auto settled = world_.settle(); !settled)
      return broken(scenario, index, settled.error().text);
    if (const auto watched = world_.watch(); !watched)
      return broken(scenario, index, watched.error().text);
    before_ = at;
    seen.answer = std::move(outcome.answer);
    if (!went(scenario, index, seen)) return false;
    if (!judged || item.expect == nullptr) return true;
    std::optional<CaseId> id = world_.case_of(item.case_name);
    if (seen.answer && seen.answer->kind == host::Answer::Kind::accepted)
      id = CaseId{seen.answer->case_id};
    for (Failure& failure : expect(world_, *item.expect, id, seen, result_.expectations))
      failed(place(std::move(failure), index));
    if (!result_.passed) tell(id);
    return result_.passed;
  }

  // An act goes, unless its refusal is what is expected.
  bool went(const Scenario& scenario, std::size_t index, const Seen& seen) {
    if (!seen.answer || seen.answer->kind == host::Answer::Kind::accepted) return true;
    const Item& item = scenario.story[index];
    if (seen.answer->kind == host::Answer::Kind::failed)
      return broken(scenario, index, seen.answer->error.text);
    if (item.expect != nullptr && item.expect->has("refused")) return true;
    const core::Rejection& no = seen.answer->rejection;
    return broken(scenario, index, cat("refused: ", no.code, ": ", no.en));
  }

  Failure place(Failure failure, std::size_t index) const {
    failure.span = scenario_.story[index].span;
    failure.item = index;
    failure.at = to_string(scenario_.story[index].at);
    return failure;
  }

  bool broken(const Scenario& scenario, std::size_t index, std::string why) {
    const Item& item = scenario.story[index];
    Failure failure{item.span, index, to_string(item.at), "", "the act goes through", {}};
    failure.actual = &scenario == &scenario_ ? std::move(why) : cat(scenario.id, ": ", why);
    failed(std::move(failure));
    tell(world_.case_of(item.case_name));
    return false;
  }

  void failed(Failure failure) {
    result_.passed = false;
    result_.failures.push_back(std::move(failure));
  }

  void tell(std::optional<CaseId> id) {
    if (!id) return;
    const auto entries = host::timeline(world_.store(), id->value, world_.shard().catalog());
    if (!entries) return;
    for (const host::TimelineEntry& entry : *entries) {
      const std::string at = shown(entry.at, world_.zone());
      result_.timeline.zh += cat("    ", at, "  ", entry.zh, "\n");
      result_.timeline.en += cat("    ", at, "  ", entry.en, "\n");
    }
  }

  const Scenario& scenario_;
  const Stage& stage_;
  World& world_;
  ScenarioResult& result_;
  Instant before_{INT64_MIN / 2};
};

}  // namespace

ScenarioResult play(const Scenario& scenario, const Stage& stage) {
  ScenarioResult result;
  result.id = scenario.id;
  result.path = scenario.path;
  result.title = scenario.title;
  try {
    auto world = World::open(scenario, stage);
    if (world) {
      Player(scenario, stage, **world, result).play();
      return result;
    }
    result.failures.push_back({{}, 0, "", "town", scenario.town, world.error().text});
  } catch (const Bug& bug) {
    result.failures.push_back({{}, 0, "", "", "the engine keeps its promises", bug.what()});
  }
  result.passed = false;
  return result;
}

}  // namespace tf::sim
