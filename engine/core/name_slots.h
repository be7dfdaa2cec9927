// What a FEEL name of a workflow means: the slots of rule::Name beyond a workflow's own fields. A
// field's slot is its index in Definition::fields. Never stored: numbers may change.
#pragma once

namespace tf::core {

// What a FEEL name of this workflow means; slots of rule::Name.
enum Builtin : int {  // variables beyond the fields, from kBuiltin up
  kBuiltin = 10'000,
  kNow = kBuiltin,
  kNumber,
  kGrid,
  kOwner,
  kHandler,
  kReporter,
  kChannel,
  kCategory,
  kState,
  kResult,
  kOutcome,
  kLight,
  kReceivedAt,
  kClosedAt,
  kReopenCount,
  kParent,
  kLimit,
  kMessage,
  kCases,
  kArrived,
  kDone,      // how many items have completed
  kDoneRows,  // … and their rows
  kOpen,
  kTotal,  // of `each`
  kTotalWeight,
  kVotes,  // + one of Votes, of a poll
  kVotesEnd = kVotes + 6,
  kMarksMissed,
  kMarksMissedLate,
  kStage,
  kUrges,
  kLoop = 20'000  // + index into Definition::loop_names
};
enum Votes : int { kAgree, kDisagree, kAbstain, kPresent, kRoll, kAbsent };
enum Function : int {
  kFnDone,
  kFnTimes,
  kFnSpent,
  kFnOnTime,
  kFnChildren,
  kFnNodes,
  kFnEndOf,
  kFnDateAfter,
  kFnHalfOf,
  kFnDueAfter,
  kFnYellows,
  kFnReds,
  kFnBroken,
  kFnBehind,
  kFnHash,
  kFnDepartmentDuty,
  kFnFree,
  kFnWorkday,
  kFnPeriod,
  kFnMetrics,
  kFnReportsBelow,
  kFnHouseholdsOf,
  kFnPlugin = 1000
};

}  // namespace tf::core
