// project: (events of one turn, state after it) → the rows that lists, timers, `find` and the
// outbox read. Pure and repeatable: projecting a turn again gives the same rows, so all of them can
// be dropped and rebuilt from the journal. Metric facts are not made here: the shard adds them.
//
// What a row is made from: a task's light and due are those of its clock (green and none without);
// a case's due and warn those of its own clock; its unit, and its owner (the owner, else the only
// candidate) those of its newest open task; `wake` is next_wake(), none once closed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/case_state.h"
#include "core/event.h"
#include "store/store.h"

namespace tf::store {

// What a row says in words. The host answers from its catalog; this one answers from the state
// alone. Titles are one line each; rows keep the first kMaxTitle bytes (whole characters).
class ProjectionTexts {
 public:
  virtual ~ProjectionTexts() = default;
  virtual std::string case_title(const core::CaseState& state) const;  // the workflow's id
  virtual std::string step_title(const core::CaseState& state,
                                 std::string_view step) const;  // the step's id
  // The unit a task lies with.
  virtual std::string unit(const core::CaseState& state, const core::Task& task) const;  // its post
};
inline constexpr std::size_t kMaxTitle = 240;

// Appends to `batch`. `after` is the state when all of `events` are applied; `case_hash` is the
// case's head with this turn's journal row.
void project(const core::CaseState& after, const std::vector<core::Event>& events,
             const ProjectionTexts& texts, const Hash& case_hash, Batch& batch);

// The case row alone, and one task's.
CaseRow case_row_of(const core::CaseState& state, const ProjectionTexts& texts,
                    const Hash& case_hash);
TaskRow task_row_of(const core::CaseState& state, const core::Task& task,
                    const ProjectionTexts& texts);

}  // namespace tf::store
